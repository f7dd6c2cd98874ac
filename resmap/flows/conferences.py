"""Conferences: agenda, who sits there, what was decided (R011, R040); their minutes: ``conference_minutes``."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from resmap.domain.conflict import kept_apart
from resmap.domain.disclosure import disclose
from resmap.domain.events import EventKind
from resmap.domain.meetings import Elsewhere, ItemDecision, MeetingGap, Seat, may_be_named, meeting_gaps
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.domain.stages import ConferenceKind
from resmap.flows.case_loading import LoadedCase, load_case
from resmap.flows.frozen import require_open
from resmap.flows.replying import WordsMissing
from resmap.flows.ruling import RuleForbids
from resmap.matching.engine import Reason
from resmap.store import (
    AttendeeRecord,
    ConferenceItemRecord,
    ConferenceRecord,
    UnitOfWork,
    accounts,
    conferences,
    history,
)
from resmap.store.turns import take_turn

LONGEST = 4000

#: Where the words for what a conference lacks stand.
_GAPS = "conferences.gap"


@dataclass(frozen=True, slots=True)
class ConferenceLine:
    """A line of the list; ``cases`` counts those on the agenda that the actor may see."""

    id: str
    kind: str
    on: date
    held: bool
    written: bool
    place: str | None
    cases: int


@dataclass(frozen=True, slots=True)
class SeatView:
    id: str
    name: str
    organisation: str | None
    outside: bool
    secrecy_on: date | None


@dataclass(frozen=True, slots=True)
class ItemView:
    """A case on the agenda. ``name`` is None where the minutes may not say it; ``shown`` is what stands there instead."""

    id: str
    case: str
    shown: str
    name: str | None
    stage: str
    question: str | None
    discussion: str | None
    decision: str | None
    revision: int


@dataclass(frozen=True, slots=True)
class ConferencePage:
    """``elsewhere``: how many cases that the reader may not know of have no decision yet."""

    id: str
    revision: int
    kind: str
    on: date
    held: bool
    written: bool
    dong: str | None
    place: str | None
    next_on: date | None
    seats: tuple[SeatView, ...]
    items: tuple[ItemView, ...]
    gaps: tuple[str, ...]
    elsewhere: int
    may_edit: bool


def listed(uow: UnitOfWork, actor: Actor) -> tuple[ConferenceLine, ...]:
    """The office's conferences, youngest first; an agenda counts only cases in the actor's scope."""
    actor.require(Permission.CASE_READ)
    return tuple(
        ConferenceLine(one.id, one.kind.value, one.on, one.held, one.written, one.place, items)
        for one, items in conferences.of_office(uow, actor)
    )


def page(uow: UnitOfWork, actor: Actor, conference_id: str, today: date, *, locale: str) -> ConferencePage:
    """One conference with the cases that the actor may see; each client who is shown was read."""
    record = conferences.get(uow, actor, conference_id)
    seats = conferences.seats(uow, record)
    loaded = agenda_of(uow, actor, record, today)
    table = table_of(seats, [case for _, case in loaded])
    elsewhere = _elsewhere(uow, record, [item for item, _ in loaded])
    items = tuple(item_view(item, case, table, locale) for item, case in loaded)
    for _, case in loaded:
        uow.event(EventKind.CLIENT_READ, case.id, client=case.client_id, facts={"page": "conference"})
    uow.commit()
    return ConferencePage(
        id=record.id,
        revision=record.revision,
        kind=record.kind.value,
        on=record.on,
        held=record.held,
        written=record.written,
        dong=record.dong,
        place=record.place,
        next_on=record.next_on,
        seats=tuple(_seat(one) for one in seats),
        items=items,
        gaps=tuple(one.value for one in _gaps(record, table, items, today, elsewhere)),
        elsewhere=0 if record.held else elsewhere.undecided,
        may_edit=actor.may(Permission.CONFERENCE_EDIT),
    )


def plan(
    uow: UnitOfWork,
    actor: Actor,
    *,
    kind: ConferenceKind,
    on: date,
    written: bool,
    place: str,
    dong: str,
    key: str,
) -> str:
    """Call a conference; answers its id. The one who calls it takes the chair."""
    actor.require(Permission.CONFERENCE_EDIT)
    done = history.begin_once(uow, key, "conference.plan")
    if done is not None:
        return done
    kept = uow.add(
        ConferenceRecord(
            office_id=actor.office,
            kind=kind,
            on=on,
            written=written,
            place=place.strip()[:200] or None,
            dong=dong.strip()[:60] or None,
            chair_id=actor.id,
        )
    )
    uow.add(AttendeeRecord(conference_id=kept.id, user_id=actor.id, name=actor.name))
    _note(uow, kept, {"kind": kind.value})
    history.finish_once(uow, key, kept.id)
    uow.commit()
    return kept.id


def put_on_agenda(
    uow: UnitOfWork, actor: Actor, conference_id: str, case_id: str, today: date, *, question: str, key: str
) -> str:
    """Put a case on the agenda with what is asked of the conference; its own manager may, too. Answers the item's id.

    Raises RuleForbids: TWICE for a case that stands there already, HELD. WordsMissing without a question.
    """
    actor.require(Permission.CASE_EDIT)
    _take_turn(uow, conference_id)
    record = conferences.get(uow, actor, conference_id)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    done = history.begin_once(uow, key, "conference.agenda")
    if done is not None:
        return done
    _require_not_held(record)
    require_open(loaded.parts.case)
    if not question.strip():
        raise WordsMissing
    if any(one.case_id == case_id for one in conferences.items(uow, record)):
        raise RuleForbids([Reason("TWICE", {"area": _GAPS})])
    place, _ = conferences.counted(uow, record)
    kept = uow.add(
        ConferenceItemRecord(
            conference_id=record.id, case_id=case_id, position=place, question=question.strip()[:LONGEST]
        )
    )
    facts = {"conference": record.id, "item": kept.id}
    uow.event(EventKind.CONFERENCE_CHANGED, case_id, client=loaded.client_id, facts=facts)
    history.finish_once(uow, key, kept.id)
    uow.commit()
    return kept.id


def seat(
    uow: UnitOfWork,
    actor: Actor,
    conference_id: str,
    *,
    user_id: str | None,
    name: str,
    organisation: str,
    offer_id: str | None,
    secrecy_on: date | None,
    key: str,
) -> str:
    """Seat somebody: a login of the office, or a person of another organisation. Answers the seat's id.

    ``offer_id`` names the entry of the register that they come from, and with it their organisation: without it
    nobody's name is said to them. Raises WordsMissing without a name, NotFound for a login of another office or an
    entry that the register has not.
    """
    actor.require(Permission.CONFERENCE_EDIT)
    _take_turn(uow, conference_id)
    record = conferences.get(uow, actor, conference_id)
    done = history.begin_once(uow, key, "conference.seat")
    if done is not None:
        return done
    _require_not_held(record)
    user = accounts.user(uow, user_id) if user_id else None
    if user_id and (user is None or user.office_id != actor.office):
        raise NotFound("UserRecord")
    name = user.name if user else name.strip()[:100]
    if not name:
        raise WordsMissing
    offer_id = None if user else offer_id
    known = conferences.organisation_of(uow, offer_id) if offer_id else None
    if offer_id and known is None:
        raise NotFound("OfferRecord")
    kept = uow.add(
        AttendeeRecord(
            conference_id=record.id,
            user_id=user.id if user else None,
            offer_id=offer_id,
            organisation=None if user else (known or organisation.strip())[:200] or None,
            secrecy_on=secrecy_on,
            name=name,
        )
    )
    _note(uow, record, {"seat": kept.id})
    history.finish_once(uow, key, kept.id)
    uow.commit()
    return kept.id


def sign_secrecy(uow: UnitOfWork, actor: Actor, conference_id: str, seat_id: str, today: date, *, key: str) -> None:
    """Note that somebody from outside signed that nothing leaves the room (P-29)."""
    actor.require(Permission.CONFERENCE_EDIT)
    record = conferences.get(uow, actor, conference_id)
    one = uow.get(AttendeeRecord, seat_id)
    if one is None or one.conference_id != record.id:
        raise NotFound("AttendeeRecord")
    if history.begin_once(uow, key, "conference.secrecy", about=one.id) is None:
        one.secrecy_on = one.secrecy_on or today
        _note(uow, record, {"seat": one.id, "secrecy": True})
        history.finish_once(uow, key, one.id)
    uow.commit()


def decide(
    uow: UnitOfWork,
    actor: Actor,
    item_id: str,
    today: date,
    *,
    decision: ItemDecision,
    discussion: str,
    revision: int,
    key: str,
) -> None:
    """Keep what was talked over and decided of one case. It moves nothing by itself (P-19): steps and selection
    are acts of their own that look whether this conference was held."""
    actor.require(Permission.CONFERENCE_EDIT)
    item = conferences.item(uow, item_id)
    _take_turn(uow, item.conference_id)
    record = conferences.get(uow, actor, item.conference_id)
    loaded = load_case(uow, actor, item.case_id, today, Permission.CASE_READ)
    if history.begin_once(uow, key, "conference.decide", about=item.id) is None:
        uow.check_revision(item, revision)
        _require_not_held(record)
        if not discussion.strip():
            raise WordsMissing
        item.decision, item.decided_by = decision.value, actor.id
        item.discussion = discussion.strip()[:LONGEST]
        facts = {"conference": record.id, "item": item.id, "decision": decision.value}
        uow.event(EventKind.CONFERENCE_CHANGED, item.case_id, client=loaded.client_id, facts=facts)
        history.finish_once(uow, key, item.id)
    uow.commit()


def hold(
    uow: UnitOfWork,
    actor: Actor,
    conference_id: str,
    today: date,
    *,
    next_on: date | None,
    revision: int,
    key: str,
) -> None:
    """The conference was held: from now on it counts for the stages, and its minutes stay as they are.

    Every case of its agenda has its decision, those of other dongs as well, which their own supervisors decide.
    Raises RuleForbids with what is missing (codes of ``meetings.MeetingGap``; of other dongs how many, not whose).
    """
    actor.require(Permission.CONFERENCE_EDIT)
    _take_turn(uow, conference_id)
    record = conferences.get(uow, actor, conference_id)
    if history.begin_once(uow, key, "conference.hold", about=record.id) is None:
        uow.check_revision(record, revision)
        _require_not_held(record)
        seats = [Seat(one.user_id is None, one.secrecy_on is not None) for one in conferences.seats(uow, record)]
        items = conferences.items(uow, record)
        elsewhere = _elsewhere(uow, record, items)
        decided = [one.decision is not None for one in items]
        gaps = meeting_gaps(seats, decided, has_come=record.on <= today, elsewhere=elsewhere)
        if gaps:
            raise RuleForbids(Reason(one, {"area": _GAPS, "n": elsewhere.undecided}) for one in gaps)
        record.held, record.next_on = True, next_on
        _note(uow, record, {"held": True})
        history.finish_once(uow, key, record.id)
    uow.commit()


def agenda_of(
    uow: UnitOfWork, actor: Actor, record: ConferenceRecord, today: date
) -> list[tuple[ConferenceItemRecord, LoadedCase]]:
    """The items of the agenda in the actor's scope, each with its case."""
    return [
        (item, load_case(uow, actor, item.case_id, today, Permission.CASE_READ))
        for item in conferences.items(uow, record)
    ]


def _elsewhere(uow: UnitOfWork, record: ConferenceRecord, items: Iterable[ConferenceItemRecord]) -> Elsewhere:
    items = tuple(items)
    every, undecided = conferences.counted(uow, record)
    return Elsewhere(every - len(items), undecided - sum(1 for one in items if one.decision is None))


def _take_turn(uow: UnitOfWork, conference_id: str) -> None:
    """Agenda, seats, decisions and the end of one conference come one after the other."""
    take_turn(uow, f"conference {conference_id}")


def table_of(seats: Iterable[AttendeeRecord], loaded: Iterable[LoadedCase]) -> tuple[Seat, ...]:
    """The seats as the rule sees them: what each organisation may know is asked of the one disclosure function."""
    loaded = tuple(loaded)
    return tuple(
        Seat(
            outside=one.user_id is None,
            secrecy=one.secrecy_on is not None,
            may_know=frozenset(case.id for case in loaded if _may_know_name(case, one.offer_id)),
        )
        for one in seats
    )


def _may_know_name(loaded: LoadedCase, offer_id: str | None) -> bool:
    offer = loaded.network.by_id.get(loaded.network.sames.standing(offer_id)) if offer_id else None
    if offer is None:
        return False
    ruling = disclose(
        loaded.case, offer, loaded.case.today, kept_apart(loaded.case, loaded.network), requested=("name",)
    )
    return "name" in ruling.fields


def item_view(item: ConferenceItemRecord, loaded: LoadedCase, table: tuple[Seat, ...], locale: str) -> ItemView:
    """An item as it is shown to who reaches its case, by number where somebody at the table may not know the name."""
    case, client = loaded.parts.case, loaded.parts.client
    named = may_be_named(case.id, protected=client.protected, seats=table)
    name = ((locale == "en" and client.name_en) or client.name) if named else None
    return ItemView(
        id=item.id,
        case=case.id,
        shown=f"{case.number} {name}" if name else case.number,
        name=name,
        stage=case.stage.value,
        question=item.question,
        discussion=item.discussion,
        decision=item.decision,
        revision=item.revision,
    )


def _seat(one: AttendeeRecord) -> SeatView:
    return SeatView(one.id, one.name or "", one.organisation, one.user_id is None, one.secrecy_on)


def _gaps(
    record: ConferenceRecord, table, items, today: date, elsewhere: Elsewhere
) -> tuple[MeetingGap, ...]:
    if record.held:
        return ()
    decided = (one.decision is not None for one in items)
    return meeting_gaps(table, decided, has_come=record.on <= today, elsewhere=elsewhere)


def _require_not_held(record: ConferenceRecord) -> None:
    if record.held:
        raise RuleForbids([Reason("HELD", {"area": _GAPS})])


def _note(uow: UnitOfWork, record: ConferenceRecord, facts: dict) -> None:
    uow.event(EventKind.CONFERENCE_CHANGED, record.id, facts=facts)
