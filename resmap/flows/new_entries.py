"""A new entry of the register, typed by the person who answers for it (R046)."""

from collections.abc import Mapping
from typing import Any

from resmap.domain import taxonomy
from resmap.domain.codes import AreaLevel, RecipientClass, Review
from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, Permission
from resmap.flows.entering import rename
from resmap.flows.entry_values import EDITABLE, BadValue, checked_values
from resmap.flows.pair_finding import refresh
from resmap.store import OfferRecord, UnitOfWork, history, register

#: What the form of a new entry may hold beyond the edit form.
NEW = EDITABLE | {"organization", "department", "phone", "area_level"}

#: Residents stand in the register under no organisation of their own.
RESIDENTS = "주민"

_CLASS_OF_KIND = {
    "H13": RecipientClass.VOLUNTEER,
    "H1": RecipientClass.NEIGHBOUR,
    "H2": RecipientClass.SHOP,
    "H3": RecipientClass.ASSOCIATION,
    "H4": RecipientClass.SELFHELP,
}


def class_of(kind: str) -> RecipientClass:
    """Who is told when something is asked of this kind (P-09)."""
    return next((one for code, one in _CLASS_OF_KIND.items() if kind.startswith(code)), RecipientClass.AGENCY)


def create(
    uow: UnitOfWork, actor: Actor, values: Mapping[str, Any], *, key: str, words_meant: bool = False
) -> OfferRecord:
    """A new entry; verifying it is an act of its own, and so is a resident's consent.

    The same key again gives the entry that was made. Raises BadValue and NotAllowed:
    who may not verify proposes instead (``flows.proposals``).
    """
    actor.require(Permission.REGISTER_VERIFY)
    if (made := history.begin_once(uow, key, "offer.create")) is not None:
        return uow.get(OfferRecord, made)
    record = add(uow, actor, values, words_meant=words_meant)
    history.finish_once(uow, key, record.id)
    uow.commit()
    return record


def add(uow: UnitOfWork, actor: Actor, values: Mapping[str, Any], *, words_meant: bool = False) -> OfferRecord:
    """The entry of these values, added to the unit of work and noted; the caller commits.

    ``words_meant``: as ``entry_values.checked_values`` asks (P-25).
    """
    unknown = sorted(set(values) - NEW)
    if unknown:
        raise BadValue(unknown[0], "unknown")
    told = {name: value for name, value in values.items() if name in EDITABLE}
    kind = str(told.get("kind") or "")
    if not taxonomy.is_kind(kind) or kind.startswith("R"):
        raise BadValue("kind", "unknown")
    if not str(told.get("name") or "").strip():
        raise BadValue("name", "empty")
    record = OfferRecord(
        name="", kind=kind, review=Review.IMPORTED, location_secret=False, needs=(), tags=(),
        recipient_class=told.get("recipient_class") or class_of(kind), area_level=AreaLevel.NATION, area_names=(),
    )  # fmt: skip
    for name, value in checked_values(record, actor, told, words_meant=words_meant).items():
        setattr(record, name, value)
    _name_and_unit(uow, record, values)
    _place(uow, record, values)
    phone = str(values.get("phone") or "").strip() or None
    if phone and not record.location_secret:
        record.phone = phone
    uow.add(record)
    uow.flush()
    uow.event(EventKind.OFFER_CREATED, record.id, facts={"kind": record.kind})
    refresh(uow, [record.id])
    return record


def _name_and_unit(uow: UnitOfWork, record: OfferRecord, values: Mapping[str, Any]) -> None:
    """Its name as the search reads it, and the organisation and department that "already served" counts."""
    rename(record)
    is_resident = record.kind.startswith("H1")
    house = str(values.get("organization") or "").strip() or (RESIDENTS if is_resident else record.name)
    organisation = register.organisation_named(uow, house)
    record.organisation_id = organisation.id
    # Two neighbours under "주민" are two units: each is a department of their own.
    department = str(values.get("department") or "").strip() or (record.name if is_resident else None)
    record.department_id = register.department_named(uow, organisation, department).id if department else None


def _place(uow: UnitOfWork, record: OfferRecord, values: Mapping[str, Any]) -> None:
    """Where it serves; the dong of the office knows its sido and sigungu. A secret place names no dong (P-21)."""
    setting = register.setting(uow)
    level = AreaLevel(values.get("area_level") or (AreaLevel.DONG if record.dong else AreaLevel.SIGUNGU))
    if record.location_secret and level is AreaLevel.DONG:
        level = AreaLevel.SIGUNGU
    name = {AreaLevel.SIDO: setting.sido, AreaLevel.SIGUNGU: setting.sigungu, AreaLevel.DONG: values.get("dong")}.get(level)
    if level is AreaLevel.DONG and not name:
        raise BadValue("dong", "needed_for_area")
    record.area_level, record.area_names = level, ((name,) if name else ())
    if record.dong and not record.location_secret:
        record.sido, record.sigungu = setting.sido, setting.sigungu
