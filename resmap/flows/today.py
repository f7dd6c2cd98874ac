"""오늘 할 일: whom would I miss, what is due, what waits; and for a supervisor how the work goes (R003, R005)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from resmap.domain.closing import OUR_SIDE
from resmap.domain.codes import Stage
from resmap.domain.due import DueState, Miss
from resmap.domain.permissions import Actor, Permission
from resmap.domain.referrals import ReferralState
from resmap.flows import dues, trainings, upkeep
from resmap.flows.due_facts import Looked, gather
from resmap.flows.stage_times import StageTimes, measure
from resmap.store import ReferralRecord, UnitOfWork, cases, referrals

#: How many of the oldest are named.
MOST = 5
#: What comes later than so many days from now is not yet named.
COMING_DAYS = 14


@dataclass(frozen=True, slots=True)
class Waiting:
    """A referral without a reply: to whom, since when. Nothing of the client."""

    referral: str
    organisation: str
    department: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Overview:
    """Numbers of the day; None where the actor has nothing to do with it."""

    cases: int | None = None
    waiting: int | None = None
    drafts: int | None = None
    incoming: int | None = None
    to_verify: int | None = None
    oldest: tuple[Waiting, ...] = ()


def overview(
    uow: UnitOfWork, actor: Actor, today: date, *, office: Mapping[str, int] | None = None
) -> Overview:
    """What this actor's role lets it count; every number keeps to the actor's scope. ``office``: its own due days.

    No permission is asked for: an actor without any gets an empty overview.
    """
    numbers: dict = {}
    if actor.may(Permission.CASE_READ):
        open_ones = referrals.of_actor(uow, actor, states=frozenset({ReferralState.DRAFT, ReferralState.REQUESTED}))
        waiting = [one for one in open_ones if one.state is ReferralState.REQUESTED]
        numbers |= {
            "cases": len(cases.of_actor(uow, actor)),
            "waiting": len(waiting),
            "drafts": len(open_ones) - len(waiting),
            "oldest": tuple(map(_waiting, sorted(waiting, key=lambda one: (one.requested_at, one.id))[:MOST])),
        }
    if actor.may(Permission.REFERRAL_REPLY):
        asked = referrals.of_actor(uow, actor, states=frozenset({ReferralState.REQUESTED}))
        numbers["incoming"] = len(asked)
    if actor.may(Permission.REGISTER_VERIFY):
        numbers["to_verify"] = upkeep.count_waiting(uow, actor, today, office=office)
    return Overview(**numbers)


@dataclass(frozen=True, slots=True)
class Urgent:
    """An emergency under way: since how many days it is known (R005), and what it still owes first."""

    case: str
    number: str
    name: str
    dong: str | None
    manager: str
    stage: str
    days: int
    linked: bool


@dataclass(frozen=True, slots=True)
class Resumed:
    """Somebody whose case was closed for a reason of ours with needs left open: to be taken up again (R193)."""

    case: str
    number: str
    name: str
    dong: str | None
    reason: str
    closed_on: date
    needs: int


@dataclass(frozen=True, slots=True)
class Morning:
    """The day's first page. ``missed``: the six of R003 by code, each with its people (only those that have any).

    ``renewals`` are the trainings to be had again: one's own, and of everybody for who keeps the register (R043).
    ``now`` is overdue or due and stands under none of the six; ``coming`` is what comes next. ``resume`` and
    ``times`` are for who decides about cases; None for everybody else.
    """

    overview: Overview
    urgent: tuple[Urgent, ...] = ()
    missed: dict[str, tuple[dues.DueLine, ...]] | None = None
    now: tuple[dues.DueLine, ...] = ()
    coming: tuple[dues.DueLine, ...] = ()
    resume: tuple[Resumed, ...] | None = None
    times: StageTimes | None = None
    renewals: tuple[trainings.DueTraining, ...] = ()


def morning(
    uow: UnitOfWork, actor: Actor, today: date, *, locale: str, office: Mapping[str, int] | None = None
) -> Morning:
    """The day's first page for this actor; notes whose names it shows. An actor without any right gets an empty one."""
    told = overview(uow, actor, today, office=office)
    if not actor.may(Permission.CASE_READ):
        return Morning(told)
    policy = dues.policy_of(uow, actor)
    looked = gather(uow, actor, policy, today)
    lines = dues.told(uow, looked, policy, today, locale)
    decides = actor.may(Permission.CASE_DECIDE)
    page = Morning(
        overview=told,
        urgent=tuple(_urgent(one, today, locale, lines) for one in looked if _is_urgent(one)),
        missed={
            miss.value: found
            for miss in Miss
            if (found := tuple(line for line in lines if line.miss == miss.value))
        },
        now=tuple(line for line in lines if not line.miss and line.state != DueState.COMING.value),
        coming=tuple(line for line in lines if line.state == DueState.COMING.value and line.days_left <= COMING_DAYS),
        resume=tuple(_resumed(one, locale) for one in looked if _is_to_resume(one)) if decides else None,
        times=measure(uow, actor, today) if decides else None,
        renewals=trainings.due(uow, actor, today, locale=locale),
    )
    named = (page.urgent, page.now, page.coming, page.resume or (), *page.missed.values())
    dues.note_listed(uow, {line.case for lines in named for line in lines})
    uow.commit()
    return page


def _is_urgent(one: Looked) -> bool:
    case = one.row.case
    return case.emergency and case.closed_on is None and one.facts.alive


def _urgent(one: Looked, today: date, locale: str, lines: tuple[dues.DueLine, ...]) -> Urgent:
    case = one.row.case
    own = (referral for referral in one.parts.referrals if referral.case_id == case.id)
    return Urgent(
        case=case.id,
        number=case.number,
        name=_name(one, locale),
        dong=case.dong,
        manager=next((line.manager for line in lines if line.case == case.id), ""),
        stage=case.stage.value,
        days=(today - case.opened_on).days,
        linked=any(referral.requested_at is not None for referral in own),
    )


def _is_to_resume(one: Looked) -> bool:
    facts = one.facts
    return (
        facts.closed_on is not None
        and facts.stage is not Stage.FOLLOW_UP
        and facts.closing_reason in OUR_SIDE
        and facts.unmet_needs
    )


def _resumed(one: Looked, locale: str) -> Resumed:
    case = one.row.case
    return Resumed(
        case=case.id,
        number=case.number,
        name=_name(one, locale),
        dong=case.dong,
        reason=case.closing_reason.value,
        closed_on=case.closed_on,
        needs=len(one.case.needs),
    )


def _name(one: Looked, locale: str) -> str:
    client = one.row.client
    return (locale == "en" and client.name_en) or client.name or ""


def _waiting(referral: ReferralRecord) -> Waiting:
    return Waiting(referral.id, referral.organisation, referral.department or "", referral.requested_at)
