"""Where a case stands: its records as the table of stages asks for them (R009, R011, P-23)."""

from collections.abc import Iterable
from datetime import date

from resmap.domain.case import Case
from resmap.domain.codes import ClosingReason, Stage
from resmap.domain.duties import REPORTS, duties_of
from resmap.domain.meetings import ItemDecision
from resmap.domain.papers import PaperKind, PaperState
from resmap.domain.stages import CaseKind, Condition, ConferenceKind, Standing
from resmap.flows.case_loading import OPEN
from resmap.store import CaseParts, Course, PaperRecord

#: Papers that together are an assessment (R010): what the person can do, and what is hard.
PARTS = (PaperKind.FUNCTION, PaperKind.ASSESSMENT)

#: What the client thought stands in a field of this name, on every paper that asks for it (R012, R034).
OPINION = "opinion"


def standing_of(parts: CaseParts, case: Case, course: Course) -> Standing:
    """The standing of one case, from its records on ``case.today``."""
    record = parts.case
    return Standing(
        stage=record.stage,
        path=record.path,
        kind=record.kind or CaseKind.GENERAL,
        emergency=record.emergency,
        closed=record.closed_on is not None,
        met=frozenset(_met(parts, case, course)),
        held=_held(course, record.stage_since or record.opened_on),
    )


def reported(case: Case, course: Course) -> bool:
    """Every report that the law asks for was made, or somebody said why not yet (P-23)."""
    done = {one.code for one in course.duties if one.done_at is not None or one.justified}
    return all(duty.code in done for duty in duties_of(case) if duty.code in REPORTS)


def assessed_since(course: Course, opened_on: date) -> date:
    """The day on which the present assessment began: the last step into it, else the first day (R015)."""
    into = [step.on for step in course.steps if step.then is Stage.ASSESSMENT]
    return max(into, default=opened_on)


def _met(parts: CaseParts, case: Case, course: Course) -> Iterable[Condition]:
    record, begun = parts.case, assessed_since(course, parts.case.opened_on)
    plan = next((one for one in course.plans if one.state == "contracted"), None)
    done = {
        kind: [one for one in course.papers_of(kind) if one.state is PaperState.DONE and one.on >= begun]
        for kind in (*PARTS, PaperKind.EVALUATION)
    }
    holds = {
        Condition.ALIVE: record.closing_reason is not ClosingReason.DEATH,
        Condition.DUTY_REPORTED: reported(case, course),
        Condition.INTAKE_OUTCOME: record.outcome_on is not None,
        Condition.BOTH_PARTS: all(done[kind] for kind in PARTS),
        Condition.NEED_CONFIRMED: any(one.confirmed_on and one.state == OPEN for one in parts.needs),
        Condition.COLLECT_CONSENT: case.consents.collect,
        Condition.SELECTED: record.selected_on is not None and record.selected_on >= begun,
        Condition.PLAN_CONTRACTED: plan is not None,
        Condition.CLIENT_OPINION: _has_opinion(record.stage, plan, course),
        # Who died, moved or is lost is not held back by an evaluation: only a reached goal rests on it.
        Condition.EVALUATED: bool(done[PaperKind.EVALUATION])
        or record.closing_reason not in (None, ClosingReason.GOAL_MET),
        Condition.CLOSING_REASON: record.closing_reason is not None,
        Condition.CLOSING_FREE: record.closed_on is not None,
        Condition.AFTERCARE_CONSENT: case.consents.aftercare,
    }
    return (condition for condition, is_met in holds.items() if is_met)


def _has_opinion(stage: Stage, plan, course: Course) -> bool:
    """The client's own view: on the plan before work begins, on a check before it is evaluated (R012)."""
    if stage is Stage.PLANNING:
        return bool(plan is not None and plan.opinion)
    return any(map(_opinion, course.papers_of(PaperKind.MONITORING, PaperKind.EVALUATION_SHEET)))


def _opinion(paper: PaperRecord) -> str:
    return str((paper.content or {}).get(OPINION) or "").strip()


def _held(course: Course, since: date) -> frozenset[ConferenceKind]:
    """Conferences that were held since the case came to its stage, and decided something of it: one that put it off
    was none for this case."""
    decided = {one.conference_id for one in course.items if one.decision not in (None, ItemDecision.POSTPONED)}
    return frozenset(one.kind for one in course.conferences if one.held and one.id in decided and one.on >= since)
