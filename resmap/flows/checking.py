"""Making sure: fields checked one by one or all in one call, needs confirmed, calls taken down, call sheets.

A check belongs to a field as it stood when somebody asked; a later change of the field
leaves it behind. Checks of a whole entry verify it too, where the actor may.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from resmap.domain import taxonomy
from resmap.domain.codes import ChangeReason, CheckMethod, OfferStatus, Review
from resmap.domain.events import EventKind
from resmap.domain.listing import Listing, is_resident
from resmap.domain.permissions import Actor, Permission
from resmap.flows import do_not_contact
from resmap.flows import listing as listings
from resmap.flows.do_not_contact import Rest
from resmap.flows.entry_values import BadValue
from resmap.flows.register import agreed, mark_verified
from resmap.store import FieldCheckRecord, OfferRecord, UnitOfWork, history, offers

#: What one asks for in a call, in the order of the conversation.
ASKED = ("name", "status", "needs", "hours", "places_left", "how_to_apply", "phone")

#: Fields that can be checked one by one.
FIELDS = frozenset(
    {
        *ASKED, "description", "dong", "address", "access_line", "age_min", "age_max", "sex", "income_max", "cost",
        "limit", "website", "email", "vetted_for_minors", "area_names",
    }
)  # fmt: skip


class NotListed(Exception):
    """A resident whose own consent does not hold cannot be verified (P-25)."""


def check_field(
    uow: UnitOfWork,
    actor: Actor,
    offer_id: str,
    name: str,
    method: CheckMethod,
    today: date,
    *,
    revision: int,
    key: str,
    note: str | None = None,
) -> None:
    """One field is as it stands here: somebody asked, looked, or read it. Raises BadValue, LostUpdate, NotFound."""
    actor.require(Permission.REGISTER_EDIT)
    record = offers.get(uow, offer_id)
    if name not in FIELDS:
        raise BadValue(name, "unknown")
    if history.begin_once(uow, key, "offer.check", about=record.id) is None:
        uow.check_revision(record, revision)
        add_checks(uow, record, [name], method, today, note=note)
        history.finish_once(uow, key, record.id)
    uow.commit()


def confirm(
    uow: UnitOfWork,
    actor: Actor,
    offer_id: str,
    method: CheckMethod,
    today: date,
    *,
    revision: int,
    key: str,
    listing: Listing | None = None,
) -> None:
    """The whole entry is right, in one tap: every field that is asked in a call, and the verification.

    Raises NotListed for a resident without a consent (``listing`` brings one, and brings back who was
    taken out), BadListing, LostUpdate, NotFound.
    """
    actor.require(Permission.REGISTER_VERIFY)
    record = offers.get(uow, offer_id)
    if history.begin_once(uow, key, "offer.confirm", about=record.id) is None:
        uow.check_revision(record, revision)
        uow.because(ChangeReason.VERIFY)
        _require_listed(uow, record, today, listing)
        sure_of_all(uow, record, method, today, by=actor.id)
        history.finish_once(uow, key, record.id)
    uow.commit()


def _require_listed(uow: UnitOfWork, record: OfferRecord, today: date, listing: Listing | None) -> None:
    if not is_resident(record.kind):
        return
    if listing is not None:
        listings.keep(uow, record, listing, today)
        if record.review is Review.WITHDRAWN:
            record.review = Review.IMPORTED
    elif not agreed(record, today):
        raise NotListed


def sure_of_all(uow: UnitOfWork, record: OfferRecord, method: CheckMethod, today: date, *, by: str | None) -> None:
    """Verify, with a check of each asked field that holds something. Does not commit."""
    mark_verified(uow, record, by, today)
    uow.flush()
    add_checks(uow, record, asked_of(record), method, today)


def asked_of(record: OfferRecord) -> tuple[str, ...]:
    """The asked fields that this entry has a value for; nobody confirms what is not there."""
    return tuple(name for name in ASKED if getattr(record, name) not in (None, "", ()))


def add_checks(
    uow: UnitOfWork,
    record: OfferRecord,
    names: Iterable[str],
    method: CheckMethod,
    today: date,
    *,
    note: str | None = None,
) -> None:
    """Note checks of fields as they stand. Does not commit."""
    names = list(names)
    for name in names:
        uow.add(
            FieldCheckRecord(
                offer_id=record.id,
                field=name,
                method=method,
                on=today,
                revision=record.revision,
                note=(note or "").strip()[:300] or None,
            )
        )
    uow.event(EventKind.OFFER_CHECKED, record.id, facts={"fields": names, "method": method.value})


# Needs that an import proposed


def decide_need(
    uow: UnitOfWork, actor: Actor, offer_id: str, code: str, *, accept: bool, revision: int, key: str
) -> OfferRecord:
    """A person says of a proposed need code whether the entry answers it. Raises BadValue, LostUpdate, NotFound."""
    actor.require(Permission.REGISTER_EDIT)
    record = offers.get(uow, offer_id)
    if history.begin_once(uow, key, "offer.need", about=record.id) is not None:
        return record
    uow.check_revision(record, revision)
    decide_needs(uow, record, {code: accept})
    history.finish_once(uow, key, record.id)
    uow.commit()
    return record


def decide_needs(uow: UnitOfWork, record: OfferRecord, decided: Mapping[str, bool]) -> None:
    """Yes or no to proposed needs, for acts that were authorised. Raises BadValue; does not commit."""
    proposed = {one["code"] for one in record.proposed_needs or ()}
    if not decided.keys() <= proposed or not all(taxonomy.is_need(code) for code, yes in decided.items() if yes):
        raise BadValue("needs", "unknown")
    record.proposed_needs = [one for one in record.proposed_needs if one["code"] not in decided] or None
    accepted = [code for code, yes in decided.items() if yes and code not in record.needs]
    if accepted:
        record.needs = (*record.needs, *accepted)
        uow.event(EventKind.OFFER_CHANGED, record.id, facts={"fields": ["needs"]})


# A sheet of calls, and what came of it


@dataclass(frozen=True, slots=True)
class Line:
    """An entry on the call sheet. ``phone`` is the number to dial."""

    record: OfferRecord
    phone: str | None


@dataclass(frozen=True)
class Sheet:
    """A call sheet: ``lines`` to call; who rests (by name), whom nobody may call, and who has no number."""

    lines: tuple[Line, ...]
    resting: tuple[tuple[str, Rest], ...] = ()
    unlisted: tuple[str, ...] = ()
    no_phone: tuple[str, ...] = ()


def call_sheet(uow: UnitOfWork, actor: Actor, ids: Sequence[str], today: date) -> Sheet:
    """The chosen entries as a list of calls, in the given order.

    Left out and named: who asked not to be contacted, and residents whose own consent does not
    hold. Of a secret place the public line alone stands there (P-21). Numbers leave with it, so that it
    is noted like every other list that leaves, and committed.
    """
    actor.require(Permission.REGISTER_VERIFY)
    known = offers.by_ids(uow, ids)
    chosen = [known[one] for one in dict.fromkeys(ids) if one in known and known[one].review in _ALIVE]
    rests = do_not_contact.resting(uow, chosen, today)
    lines, resting, unlisted, silent = [], [], [], []
    for record in chosen:
        if record.id in rests:
            resting.append((record.name, rests[record.id]))
        elif is_resident(record.kind) and not (agreed(record, today) and actor.may(Permission.REGISTER_EDIT)):
            unlisted.append(record.name)
        else:
            phone = record.access_line if record.location_secret else (record.phone or record.access_line)
            lines.append(Line(record, phone))
            if not phone:
                silent.append(record.name)
    if lines:
        residents = sum(is_resident(line.record.kind) for line in lines)
        uow.event(EventKind.EXPORTED, facts={"format": "calls", "offers": len(lines), "residents": residents})
        uow.commit()
    return Sheet(tuple(lines), tuple(resting), tuple(unlisted), tuple(silent))


_ALIVE = frozenset({Review.IMPORTED, Review.VERIFIED, Review.STALE})


class Answer(StrEnum):
    """What came of a call."""

    SAME = "same"
    CHANGED = "changed"
    STOPPED = "stopped"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Call:
    """A line of the sheet filled in. ``places_left`` and ``hours`` are what was heard; None: not asked."""

    id: str
    revision: int
    answer: Answer
    places_left: int | None = None
    hours: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Taken:
    """What was taken down: ids verified, marked to be looked at again, closed, not reached; names of those that
    were not touched because they changed meanwhile or a resident's consent does not hold."""

    same: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    stopped: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


def take_calls(
    uow: UnitOfWork, actor: Actor, calls: Iterable[Call], today: date, *, key: str, method: CheckMethod = CheckMethod.PHONE
) -> Taken:
    """Take down a filled call sheet, all of it in one act.

    *same*: checked and verified. *changed*: the heard places and hours are written, and the rest is
    marked to be looked at again. *stopped*: closed, or a resident taken out at once. *silent*: noted.
    """
    actor.require(Permission.REGISTER_VERIFY)
    if history.begin_once(uow, key, "calls.take") is not None:
        return Taken()
    wanted = {one.id: one for one in calls}
    found: dict[str, list[str]] = {"same": [], "changed": [], "stopped": [], "silent": [], "left": []}
    records = offers.by_ids(uow, wanted)
    uow.because(ChangeReason.VERIFY)
    for offer_id, record in sorted(records.items()):
        call = wanted[offer_id]
        is_kept = record.revision == call.revision and record.review in _ALIVE
        if is_kept and _take(uow, actor, record, call, method, today):
            found[call.answer.value].append(offer_id)
        else:
            found["left"].append(record.name)
    history.finish_once(uow, key, str(len(records)))
    uow.commit()
    named = {one.id: one.name for one in records.values()}
    return Taken(**{name: tuple(ids) for name, ids in found.items()}, names=named)


def _take(uow: UnitOfWork, actor: Actor, record: OfferRecord, call: Call, method: CheckMethod, today: date) -> bool:
    if call.answer is Answer.SILENT:
        uow.event(EventKind.OFFER_CHECKED, record.id, facts={"fields": [], "method": method.value, "answer": "silent"})
        return True
    if call.answer is Answer.STOPPED:
        if is_resident(record.kind):
            listings.stop(uow, record)
        else:
            record.status = OfferStatus.CLOSED
            uow.event(EventKind.OFFER_CHANGED, record.id, facts={"fields": ["status"]})
        uow.because(ChangeReason.VERIFY)
        return True
    if is_resident(record.kind) and not agreed(record, today):
        return False
    heard = _heard(record, call)
    if heard is None:
        return False
    for name, value in heard.items():
        setattr(record, name, value)
    if call.answer is Answer.SAME:
        sure_of_all(uow, record, method, today, by=actor.id)
        return True
    if record.review is Review.VERIFIED:
        record.review = Review.STALE
    uow.flush()
    add_checks(uow, record, heard, method, today, note=call.note)
    return True


def _heard(record: OfferRecord, call: Call) -> dict | None:
    """Fields as they were heard; None where they cannot be."""
    heard: dict = {}
    if call.places_left is not None and not record.kind.startswith("M1"):
        if call.places_left < 0 or (record.limit is not None and call.places_left > record.limit):
            return None
        heard["places_left"] = call.places_left
    if call.hours and call.hours.strip():
        heard["hours"] = call.hours.strip()[:300]
    return heard
