"""Who is in charge of a case, and who helps: one fixed manager, helpers with scope and period (R030-R032).

The table allows one primary manager at a time; a change keeps the old one with its last day, why it
was made and what was handed over. Only the supervisor changes who is in charge.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from resmap.domain.duties import unsafe_at_home
from resmap.domain.events import EventKind
from resmap.domain.helping import LONGEST as LONGEST_HELP
from resmap.domain.helping import Part
from resmap.domain.in_charge import may_be_in_charge, posts_of
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.flows.case_loading import load_case
from resmap.flows.frozen import require_open
from resmap.flows.replying import WordsMissing
from resmap.flows.ruling import RuleForbids
from resmap.matching.engine import Reason
from resmap.store import AssignmentRecord, CaseRecord, UnitOfWork, UserRecord, accounts, cases, course, history

LONGEST = 2000


class AssignmentKind(StrEnum):
    PRIMARY = "primary"
    INTERNAL = "internal"
    EXTERNAL = "external"


@dataclass(frozen=True, slots=True)
class AssignedView:
    """Somebody who is or was in charge, or helps; ``until`` None: still."""

    id: str
    name: str
    kind: str
    since: date
    until: date | None
    scope: tuple[str, ...]
    why: str | None
    handover: str | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody of the office who may be given the case."""

    id: str
    name: str
    cases: int


def candidates(uow: UnitOfWork, actor: Actor, case_id: str) -> tuple[Candidate, ...]:
    """Who may take the case over, with how many cases they have in the actor's sight; not the present manager."""
    actor.require(Permission.CASE_ASSIGN)
    case = cases.get(uow, actor, case_id, Permission.CASE_ASSIGN)
    posts = _posts(uow)
    load: dict[str, int] = {}
    for row in cases.of_actor(uow, actor):
        load[row.case.manager_id] = load.get(row.case.manager_id, 0) + 1
    return tuple(
        Candidate(user.id, user.name, load.get(user.id, 0))
        for user in accounts.users(uow)
        if user.id != case.manager_id and _same_office(user, case) and _may_be_in_charge(user, posts)
    )


def colleagues(uow: UnitOfWork, actor: Actor) -> tuple[Candidate, ...]:
    """The logins of the actor's office that are open, by name; for who may help or sit in a conference."""
    actor.require(Permission.CASE_READ)
    own = [one for one in accounts.users(uow) if one.active and one.office_id == actor.office]
    return tuple(Candidate(one.id, one.name, 0) for one in sorted(own, key=lambda one: (one.name, one.id)))


def of_case(uow: UnitOfWork, actor: Actor, case_id: str, *, locale: str) -> tuple[AssignedView, ...]:
    """Everybody who is or was in charge or helps, youngest first."""
    told = course.of_case(uow, actor, case_id)
    names = {one.id: (locale == "en" and one.name_en) or one.name for one in accounts.users(uow)}
    return tuple(
        AssignedView(
            one.id,
            names.get(one.user_id, ""),
            one.kind,
            one.since,
            one.until,
            tuple(one.scope or ()),
            one.why,
            one.handover,
        )
        for one in reversed(told.assignments)
    )


def hand_to(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    today: date,
    *,
    user_id: str,
    why: str,
    handover: str,
    revision: int,
    key: str,
) -> str:
    """Give the case to another manager; answers the id of the new assignment (R031).

    Raises WordsMissing without a reason and a hand-over note, RuleForbids (NOT_IN_CHARGE) for
    somebody who may not be in charge, NotFound for somebody of another office, LostUpdate.
    """
    actor.require(Permission.CASE_ASSIGN)
    case = cases.get(uow, actor, case_id, Permission.CASE_ASSIGN)
    done = history.begin_once(uow, key, "case.hand_to")
    if done is not None:
        return done
    uow.check_revision(case, revision)
    require_open(case)
    why, handover = why.strip()[:LONGEST], handover.strip()[:LONGEST]
    if not why or not handover:
        raise WordsMissing
    user = _user(uow, case, user_id)
    if user.id == case.manager_id or not _may_be_in_charge(user, _posts(uow)):
        raise RuleForbids([Reason("NOT_IN_CHARGE", {})])
    for one in course.of_case(uow, actor, case_id, Permission.CASE_ASSIGN).assignments:
        if one.kind == AssignmentKind.PRIMARY and one.until is None:
            one.until = max(today, one.since)
    uow.flush()  # the table allows one primary manager: the old one goes first
    kept = uow.add(
        AssignmentRecord(
            case_id=case_id,
            user_id=user.id,
            kind=AssignmentKind.PRIMARY.value,
            since=today,
            why=why,
            handover=handover,
        )
    )
    facts = {"assignment": kept.id, "from": case.manager_id, "to": user.id}
    case.manager_id = user.id
    uow.event(EventKind.ASSIGNED, case_id, client=case.client_id, facts=facts)
    history.finish_once(uow, key, kept.id)
    uow.commit()
    return kept.id


def add_helper(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    today: date,
    *,
    user_id: str,
    kind: AssignmentKind,
    scope: tuple[str, ...],
    until: date,
    why: str,
    key: str,
) -> str:
    """Let somebody help with a case until a day, with the parts named in ``scope`` (R032); answers the id.

    The case of a client who is protected or not safe at home has no helpers, whoever they are: of such a person
    only manager and supervisor know (P-22). Raises WordsMissing without a reason, ValueError for an unknown part or
    none, RuleForbids (HELP_PERIOD for a last day that has passed or lies more than ``helping.LONGEST`` ahead,
    PROTECTED_NO_HELPERS, CLOSED).
    """
    actor.require(Permission.CASE_ASSIGN)
    case = cases.get(uow, actor, case_id, Permission.CASE_ASSIGN)
    done = history.begin_once(uow, key, "case.add_helper")
    if done is not None:
        return done
    require_open(case)
    if kind is AssignmentKind.PRIMARY or not scope:
        raise ValueError("a helper is no second manager, and has parts")
    chosen = {Part(one) for one in scope}
    parts = tuple(part.value for part in Part if part in chosen)
    if not today <= until <= today + LONGEST_HELP:
        raise RuleForbids([Reason("HELP_PERIOD", {})])
    if not why.strip():
        raise WordsMissing
    if unsafe_at_home(load_case(uow, actor, case_id, today, Permission.CASE_ASSIGN).case):
        raise RuleForbids([Reason("PROTECTED_NO_HELPERS", {})])
    kept = uow.add(
        AssignmentRecord(
            case_id=case_id,
            user_id=_user(uow, case, user_id).id,
            kind=kind.value,
            since=today,
            until=until,
            scope=parts,
            why=why.strip()[:LONGEST],
        )
    )
    facts = {"assignment": kept.id, "kind": kind.value, "until": until.isoformat(), "scope": list(parts)}
    uow.event(EventKind.ASSIGNED, case_id, client=case.client_id, facts=facts)
    history.finish_once(uow, key, kept.id)
    uow.commit()
    return kept.id


def end_helper(uow: UnitOfWork, actor: Actor, case_id: str, assignment_id: str, *, why: str, key: str) -> None:
    """End somebody's help at once; the record stays, voided with its reason."""
    actor.require(Permission.CASE_ASSIGN)
    case = cases.get(uow, actor, case_id, Permission.CASE_ASSIGN)
    record = uow.get(AssignmentRecord, assignment_id)
    if record is None or record.case_id != case.id or record.kind == AssignmentKind.PRIMARY:
        raise NotFound("AssignmentRecord")
    if not why.strip():
        raise WordsMissing
    if history.begin_once(uow, key, "case.end_helper", about=record.id) is None:
        uow.void(record, why.strip()[:LONGEST])
        facts = {"assignment": record.id, "ended": True}
        uow.event(EventKind.ASSIGNED, case_id, client=case.client_id, facts=facts)
        history.finish_once(uow, key, record.id)
    uow.commit()


def _user(uow: UnitOfWork, case: CaseRecord, user_id: str) -> UserRecord:
    user = accounts.user(uow, user_id)
    if user is None or not user.active or not _same_office(user, case):
        raise NotFound("UserRecord")
    return user


def _same_office(user: UserRecord, case: CaseRecord) -> bool:
    return user.office_id == case.office_id


def _may_be_in_charge(user: UserRecord, posts: frozenset[str] | None) -> bool:
    return may_be_in_charge(user.role, user.post, posts, active=user.active)


def _posts(uow: UnitOfWork) -> frozenset[str] | None:
    office = accounts.office(uow)
    return posts_of(office.settings if office else None)
