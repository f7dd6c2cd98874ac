"""My cases: the list, and one case with what could meet each need."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from resmap.domain.closing import rule_closing
from resmap.domain.codes import Stage
from resmap.domain.due import Due, DueState, dues
from resmap.domain.due_policy import DuePolicy
from resmap.domain.duties import duties_of
from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, Permission
from resmap.domain.referrals import LIVE, ReferralState
from resmap.flows import wishes_view
from resmap.flows.case_loading import LoadedCase, load_case
from resmap.flows.case_telling import (
    MOST,
    MOST_ON_REQUEST,
    REPORTS,
    CaseSentences,
    NeedTeller,
    duties_view,
    head_of,
    kinds_of,
    local_day,
)
from resmap.flows.case_view import KINDS, CaseHead, CaseLine, CasePage, DueMark
from resmap.flows.closing_check import care_continues
from resmap.flows.covering import cover
from resmap.flows.due_facts import Looked, look
from resmap.flows.dues import policy_of
from resmap.store import CaseParts, UnitOfWork, accounts, course, offers
from resmap.store import cases as queries
from resmap.words.explain import need_name

#: After so many days without a reply somebody phones.
ASK_AFTER_DAYS = 7
#: The list names the next date of a case when it is so near.
AHEAD_DAYS = 30


class Next(StrEnum):
    """What to do next with a case, in the order in which it is asked."""

    REPORT = "REPORT"
    ASSESS = "ASSESS"
    LINK_NOW = "LINK_NOW"
    REFER_TO_CLOSE = "REFER_TO_CLOSE"
    ASK_REPLY = "ASK_REPLY"
    SEND_DRAFT = "SEND_DRAFT"
    CLOSE = "CLOSE"
    CHOOSE = "CHOOSE"
    WAIT_REPLY = "WAIT_REPLY"
    CARRY_ON = "CARRY_ON"
    MONITOR = "MONITOR"
    EVALUATE = "EVALUATE"
    FOLLOW_UP = "FOLLOW_UP"


_BY_STAGE = {
    Stage.SELECTION: Next.CHOOSE,
    Stage.PLANNING: Next.CHOOSE,
    Stage.INTERVENTION: Next.CARRY_ON,
    Stage.MONITORING: Next.MONITOR,
    Stage.EVALUATION: Next.EVALUATE,
    Stage.CLOSING: Next.CLOSE,
    Stage.FOLLOW_UP: Next.FOLLOW_UP,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What the next step depends on. ``waiting_days`` of the referral that waits longest."""

    stage: Stage
    emergency: bool
    reports: int
    closing_blocked: bool
    drafts: int
    waiting: int
    waiting_days: int
    live: int


def next_step(now: Standing) -> Next:
    """The one thing that a case asks for: safety, then what blocks, then what waits, then its stage."""
    before_assessment = now.stage in (Stage.INTAKE, Stage.ASSESSMENT)
    if now.reports and before_assessment:
        return Next.REPORT
    if before_assessment and not now.emergency:
        return Next.ASSESS
    if now.closing_blocked:
        return Next.REFER_TO_CLOSE
    if now.waiting and now.waiting_days >= ASK_AFTER_DAYS:
        return Next.ASK_REPLY
    if now.drafts:
        return Next.SEND_DRAFT
    if now.emergency and not now.live:
        return Next.LINK_NOW
    if now.stage in (Stage.SELECTION, Stage.PLANNING) and now.waiting:
        return Next.WAIT_REPLY
    return _BY_STAGE.get(now.stage, Next.LINK_NOW)


def mine(uow: UnitOfWork, actor: Actor, today: date, *, locale: str) -> tuple[CaseLine, ...]:
    """The cases in the actor's care, those that ask for something first; notes that they were listed."""
    actor.require(Permission.CASE_READ)
    names = {one.id: (locale == "en" and one.name_en) or one.name for one in accounts.users(uow)}
    policy = policy_of(uow, actor)
    lines = [
        _line(one, policy, today, names.get(one.row.case.manager_id, ""), locale)
        for one in look(uow, actor, queries.of_actor(uow, actor), today)
    ]
    uow.event(EventKind.CLIENT_LISTED, facts={"cases": len(lines), "of": sorted(one.id for one in lines)})
    uow.commit()
    return tuple(sorted(lines, key=_turn))


_ORDER = {step.value: place for place, step in enumerate(Next)}


def _turn(line: CaseLine) -> tuple:
    """Whose turn it is: an emergency, a duty to report, the next step, and who has waited longest."""
    return (not line.emergency, not line.reports, _ORDER[line.next], -line.waiting_days, line.number)


def page(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    today: date,
    *,
    locale: str,
    kind: str | None = None,
    more: str | None = None,
) -> CasePage:
    """A whole case: who it is, its duties, its needs with what could meet them, and why not.

    ``kind`` (one of ``KINDS``) leaves the suggestions of that kind; ``more`` is the id of
    a need whose suggestions are told to a greater length. Notes that the client was read
    and with which model the match was made.
    """
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_READ)
    judged = loaded.judgement.match
    kind = kind if kind in KINDS else None
    teller = NeedTeller(
        loaded, locale, lambda ids: offers.by_ids(uow, ids), may_override=actor.may(Permission.OVERRIDE)
    )
    needs = tuple(
        teller.need(one, kind, MOST_ON_REQUEST if loaded.need_record(one.need).id == more else MOST)
        for one in judged.needs
    )
    handled = course.of_cases(uow, actor, [case_id], only=("duties",))[case_id]
    needs_covered, cover_several = cover(loaded, locale)
    view = CasePage(
        head=head(uow, loaded, locale),
        model=judged.model,
        today=today,
        closed=judged.closed.value if judged.closed else None,
        duties=duties_view(loaded, CaseSentences(loaded, locale), handled.duties),
        needs=needs,
        kinds=kinds_of(judged.needs),
        wishes=wishes_view.standing(loaded, locale),
        covered=needs_covered,
        several=cover_several,
    )
    uow.event(EventKind.CLIENT_READ, case_id, client=loaded.client_id, facts={"page": "case"})
    uow.event(EventKind.MATCHED, case_id, client=loaded.client_id, facts={"model": judged.model})
    uow.suggested(told.offer for need in needs for told in need.suggestions)
    uow.commit()
    return view


def head(uow: UnitOfWork, loaded: LoadedCase, locale: str) -> CaseHead:
    """The head of a case page for a case that was authorised."""
    manager = accounts.user(uow, loaded.parts.case.manager_id)
    name = ((locale == "en" and manager.name_en) or manager.name) if manager else ""
    return head_of(loaded, name, locale)


def _line(one: Looked, policy: DuePolicy, today: date, manager: str, locale: str) -> CaseLine:
    row, parts, case = one.row, one.parts, one.case
    reports = one.open_reports
    cautions = sum(1 for duty in duties_of(case) if duty.code not in REPORTS)
    own = [one for one in parts.referrals if one.case_id == row.case.id]
    waiting = [one for one in own if one.state is ReferralState.REQUESTED]
    drafts = sum(1 for one in own if one.state is ReferralState.DRAFT)
    days = max(((today - local_day(one.requested_at)).days for one in waiting if one.requested_at), default=0)
    standing = Standing(
        stage=row.case.stage,
        emergency=row.case.emergency,
        reports=reports,
        closing_blocked=_closing_blocked(parts, case),
        drafts=drafts,
        waiting=len(waiting),
        waiting_days=days,
        live=sum(1 for one in own if one.state in LIVE),
    )
    return CaseLine(
        id=row.case.id,
        number=row.case.number,
        name=(locale == "en" and row.client.name_en) or row.client.name or "",
        title=row.case.title or "",
        dong=row.case.dong,
        stage=row.case.stage.value,
        emergency=row.case.emergency,
        protected=row.client.protected,
        next=next_step(standing).value,
        needs=tuple(need_name(one.code, locale) for one in case.needs),
        waiting=len(waiting),
        waiting_days=days,
        drafts=drafts,
        reports=reports,
        cautions=cautions,
        manager=manager,
        due=_mark(dues(one.facts, policy, today)),
    )


def _mark(found: tuple[Due, ...]) -> DueMark | None:
    """What presses most; nothing that is only coming in a month or more."""
    first = next(iter(found), None)
    if first is None or first.days_left > AHEAD_DAYS:
        return None
    late = sum(1 for due in found if due.state is DueState.OVERDUE)
    return DueMark(first.kind.value, first.on, first.state.value, first.days_left, late)


def _closing_blocked(parts: CaseParts, case) -> bool:
    if case.event is None or parts.case.stage is not Stage.CLOSING:
        return False
    return rule_closing(case.event.reason, bool(case.event.unmet_needs), care_continues(parts)).blocked
