"""우리 기관 정보: what stands of the office on its sheets and letters, kept in one place and read from there by all."""

from dataclasses import dataclass

from resmap.domain.events import EventKind
from resmap.domain.letterhead import Letterhead, gaps, letterhead_from, plain, settings_with
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.domain.resident_number import refuse
from resmap.flows.field_refusals import FieldsRefused
from resmap.formats.forms.sheets.common import Issuer
from resmap.store import OfficeRecord, UnitOfWork, history


@dataclass(frozen=True, slots=True)
class OfficePage:
    """What the office kept; ``place`` is its district, which an import sets."""

    revision: int
    letterhead: Letterhead
    place: str


def settings(uow: UnitOfWork, actor: Actor) -> OfficePage:
    """What stands of the office, for who may change it: supervisor and administrator. Raises NotAllowed, NotFound."""
    _require(actor)
    office = _office(uow, actor)
    return OfficePage(office.revision, of_office(office), f"{office.sido} {office.sigungu}")


def keep(uow: UnitOfWork, actor: Actor, *, asked: Letterhead, revision: int, key: str) -> None:
    """Keep what stands of the office. The same key again changes nothing.

    Raises FieldsRefused (codes of ``letterhead.LetterheadGap``), LostUpdate, ResidentNumberError, NotAllowed.
    """
    _require(actor)
    office = _office(uow, actor)
    if history.begin_once(uow, key, "office.letterhead", about=office.id) is None:
        uow.check_revision(office, revision)
        asked = plain(asked)
        for name in ("name", "name_en", "phone", "address", "head"):
            refuse(getattr(asked, name), name)
        wrong = gaps(asked)
        if wrong:
            raise FieldsRefused((name, gap.value) for name, gap in wrong)
        before = of_office(office)
        office.name, office.name_en = asked.name, asked.name_en or None
        office.settings = settings_with(office.settings, asked)
        changed = [name for name in Letterhead.__slots__ if getattr(before, name) != getattr(asked, name)]
        uow.event(EventKind.OFFICE_CHANGED, office.id, facts={"letterhead": sorted(changed)})
        history.finish_once(uow, key, office.id)
    uow.commit()


def of_office(office: OfficeRecord | None) -> Letterhead:
    """What stands of an office on paper; nothing where there is none."""
    return letterhead_from(office.name, office.name_en, office.settings) if office else Letterhead("")


def issuer(office: OfficeRecord | None, *, person: str = "", team: str = "", locale: str = "ko") -> Issuer:
    """The office as a sheet names it, with who answers for it."""
    of = of_office(office)
    name = (locale == "en" and of.name_en) or of.name
    return Issuer(name, team, person, of.phone, address=of.address, head=of.head, roles=of.roles)


def _require(actor: Actor) -> None:
    if not actor.may(Permission.ACCOUNTS_EDIT):
        actor.require(Permission.OFFICE_EDIT)


def _office(uow: UnitOfWork, actor: Actor) -> OfficeRecord:
    office = uow.get(OfficeRecord, actor.office) if actor.office else None
    if office is None:
        raise NotFound("OfficeRecord")
    return office
