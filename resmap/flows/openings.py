"""살펴볼 열람: a case opened without an assignment, for a purpose and an hour; a supervisor looks at each (P-12)."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from resmap.domain.events import EventKind
from resmap.domain.openings import Alert, Finding, alert_of, is_purpose, until
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.flows.case_telling import SEOUL
from resmap.flows.refusals import LostUpdate
from resmap.store import OpeningRecord, UnitOfWork, accounts, history
from resmap.store.queries import openings
from resmap.store.turns import take_turn

LONGEST_WORDS = 500

#: How far back alerts and samples look.
LOOKS_BACK = timedelta(days=30)

#: So many readings are drawn for a look each week.
SAMPLE = 5

__all__ = ["Finding", "OpeningsPage", "PurposeMissing", "count_waiting", "open_case", "page", "review"]


class PurposeMissing(ValueError):
    """A purpose that somebody else can read as one stands before the door."""


@dataclass(frozen=True, slots=True)
class OpeningLine:
    """One opening. ``alert``: self or colleague, where the client is called like the reader or somebody of the
    office; ``finding``: what a supervisor found, None while nobody looked."""

    id: str
    case: str
    number: str
    client: str
    who: str
    at: datetime
    until: datetime
    purpose: str | None
    alert: str | None
    finding: str | None
    words: str | None
    reviewed_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """Somebody read a case: drawn by lot, or since the names are alike (``alert``)."""

    case: str
    number: str
    who: str
    at: datetime
    page: str
    alert: str | None


@dataclass(frozen=True, slots=True)
class OpeningsPage:
    waiting: tuple[OpeningLine, ...]
    looked_at: tuple[OpeningLine, ...]
    alerts: tuple[ReadingLine, ...]
    sample: tuple[ReadingLine, ...]


def open_case(uow: UnitOfWork, actor: Actor, *, number: str, purpose: str, key: str) -> str:
    """Open the case of that number to the actor for an hour, to read only; answers the case's id.

    A case that the actor reaches anyway is answered as it is. Raises PurposeMissing; NotFound where there is no
    such number, and in the same way for a protected client (P-22).
    """
    actor.require(Permission.CASE_OPEN_ANY)
    number = number.strip()
    take_turn(uow, f"opening {actor.id}")
    done = history.begin_once(uow, key, "case.open_unassigned")
    if done is not None:
        return done
    own = openings.within_reach(uow, actor, number)
    if own is not None:
        history.finish_once(uow, key, own.id)
        uow.commit()
        return own.id
    purpose = " ".join(purpose.split())
    if not is_purpose(purpose):
        raise PurposeMissing
    case = openings.openable(uow, actor, number)
    if case is None:
        raise NotFound("CaseRecord")
    record = openings.keep(uow, actor, case, purpose, until(uow.now()))
    facts = {"opening": record.id, "until": record.until.isoformat()}
    uow.event(EventKind.OPENED_UNASSIGNED, case.id, client=case.client_id, facts=facts)
    history.finish_once(uow, key, case.id)
    uow.commit()
    return case.id


def count_waiting(uow: UnitOfWork, actor: Actor) -> int:
    """How many openings nobody looked at yet, of the supervisor's dongs."""
    return len(openings.listed(uow, actor, waiting=True))


def page(uow: UnitOfWork, actor: Actor) -> OpeningsPage:
    """What a supervisor looks at: openings, readings of somebody's own name, and a few drawn by lot.

    The lot is drawn anew each week and is the same for the whole week, so that nobody turns the page until it
    shows somebody else.
    """
    actor.require(Permission.CASE_DECIDE)
    now = uow.now()
    names = {one.id: one.name for one in accounts.users(uow)}
    kept = openings.listed(uow, actor)
    cases = openings.cases_of(uow, actor, {one.case_id for one in kept})
    read = openings.readings(uow, actor, now - LOOKS_BACK)
    clients = openings.clients_of(uow, actor, [*cases.values(), *(case for _, case in read)])
    lines = [_line(one, cases[one.case_id], clients, names) for one in kept if one.case_id in cases]
    readings: dict[tuple[str, str], ReadingLine] = {}
    for event, case in read:
        readings.setdefault((event.actor_id, case.id), _reading(event, case, clients, names))
    mine = [line for (who, _), line in readings.items() if who != actor.id]
    drawn = random.Random(f"{actor.office} {now.isocalendar()[:2]}")
    ordinary = sorted((one for one in mine if not one.alert), key=lambda one: (one.at, one.case))
    view = OpeningsPage(
        waiting=tuple(one for one in lines if one.finding is None),
        looked_at=tuple(one for one in lines if one.finding is not None),
        alerts=tuple(one for one in readings.values() if one.alert),
        sample=tuple(drawn.sample(ordinary, min(SAMPLE, len(ordinary)))),
    )
    uow.event(EventKind.CLIENT_LISTED, facts={"openings": len(lines), "of": sorted(one.id for one in kept)})
    uow.commit()
    return view


def review(uow: UnitOfWork, actor: Actor, opening_id: str, *, finding: Finding, words: str, key: str) -> None:
    """A supervisor looked at an opening; their own they leave to somebody else. Raises NotFound, LostUpdate."""
    actor.require(Permission.CASE_DECIDE)
    uow.require_actor(actor)
    if history.begin_once(uow, key, "case.opening.review", about=opening_id) is None:
        record = uow.get(OpeningRecord, opening_id)
        if record is None or record.user_id == actor.id:
            raise NotFound("OpeningRecord")
        if record.reviewed_at is not None:
            raise LostUpdate("somebody looked at it already")
        record.reviewed_at, record.reviewed_by = uow.now(), actor.id
        record.finding = f"{finding.value}\n{words.strip()[:LONGEST_WORDS]}"
        facts = {"opening": record.id, "finding": finding.value}
        uow.event(EventKind.CASE_CHANGED, record.case_id, facts=facts)
        history.finish_once(uow, key, opening_id)
    uow.commit()


def _line(record: OpeningRecord, case, clients: dict, names: dict[str, str]) -> OpeningLine:
    client = clients.get(case.client_id)
    finding, _, words = (record.finding or "").partition("\n")
    alert = alert_of(client.name if client else None, names.get(record.user_id, ""), frozenset(names.values()))
    return OpeningLine(
        id=record.id,
        case=case.id,
        number=case.number,
        client=(client.name or "") if client else "",
        who=names.get(record.user_id, ""),
        at=record.created_at.astimezone(SEOUL),
        until=record.until.astimezone(SEOUL),
        purpose=record.purpose,
        alert=alert.value if alert else None,
        finding=finding or None,
        words=words or None,
        reviewed_at=record.reviewed_at,
    )


def _reading(event, case, clients: dict, names: dict[str, str]) -> ReadingLine:
    client = clients.get(case.client_id)
    who = names.get(event.actor_id, "")
    alert = alert_of(client.name if client else None, who, frozenset(names.values()))
    return ReadingLine(
        case=case.id,
        number=case.number,
        who=who,
        at=event.at.astimezone(SEOUL),
        page=str((event.facts or {}).get("page", "")),
        # Somebody's colleague in their own dong is looked at where an opening was; the own name always.
        alert=alert.value if alert is Alert.SELF else None,
    )
