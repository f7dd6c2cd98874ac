"""점검, 재사정, 평가: a check by one of four methods, what it asks for, and what became of the objectives.

A check without the client's own words is none (R012). What it asks for is proposed; a new need leaves a task
(R015, R175). A reassessment is complete once it was shared in a meeting (R178); an evaluation says for each
objective how far it came (R185).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from resmap.domain.check_paper import CheckPaper, from_content, to_content
from resmap.domain.events import EventKind
from resmap.domain.monitoring import (
    CheckRuling,
    Effect,
    ProblemAge,
    ReassessmentResult,
    Trigger,
    problem_age,
    reassessment_complete,
    rule_check,
)
from resmap.domain.network_change import snapshot
from resmap.domain.papers import PaperKind, PaperState
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.domain.referrals import ReferralState
from resmap.flows.case_loading import LoadedCase, load_case
from resmap.flows.frozen import require_open
from resmap.flows.ruling import RuleForbids
from resmap.matching.engine import Reason
from resmap.store import Course, PaperRecord, TaskRecord, UnitOfWork, course, history

LONGEST = 2000

#: Tasks that a check leaves behind.
REASSESS = "reassessment"

#: Outcomes of an objective (R185).
OUTCOMES = ("met", "partly", "not_met")

_RUNS = frozenset({ReferralState.ACCEPTED, ReferralState.IN_PROGRESS, ReferralState.ON_HOLD})
_GAPS = "monitoring.gap"


@dataclass(frozen=True, slots=True)
class Running:
    """A service that can be looked at: a line of the plan in force, or a referral that runs. ``line`` is its id."""

    line: str
    name: str


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What became of one objective: ``outcome`` of :data:`OUTCOMES`, the level reached in words, GAS -2..2."""

    objective: str
    outcome: str
    attained: str = ""
    gas: int | None = None


def running(loaded: LoadedCase, told: Course) -> tuple[Running, ...]:
    """The services of a case that run: lines of the plan in force first, then referrals that no line names."""
    plan = told.plan
    lines = [one for one in told.lines if plan is not None and one.plan_id == plan.id and one.kind != "client_task"]
    named = {one.referral_id for one in lines}
    referrals = [
        one for one in loaded.parts.referrals if one.case_id == loaded.id and one.state in _RUNS and one.id not in named
    ]
    return (
        *(Running(one.id, " · ".join(filter(None, (one.content, one.provider)))) for one in lines),
        *(Running(one.id, " ".join(filter(None, (one.organisation, one.department)))) for one in referrals),
    )


def client_has_task(told: Course) -> bool:
    """Whether the client holds a task of the plan in force (R171)."""
    plan = told.plan
    return plan is not None and any(one.plan_id == plan.id and one.kind == "client_task" for one in told.lines)


def judge_check(loaded: LoadedCase, told: Course, paper: CheckPaper) -> CheckRuling:
    """The rule over one check with the others of the quarter (R169)."""
    others = [(one.on, from_content(one.on, one.content or {}).methods) for one in finished_checks(told)]
    return rule_check(paper.judged(network_consent=loaded.case.consents.network_contact), others)


def finished_checks(told: Course) -> tuple[PaperRecord, ...]:
    return tuple(one for one in told.papers_of(PaperKind.MONITORING) if one.state is PaperState.DONE)


def keep(uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, paper: CheckPaper, key: str) -> str:
    """Keep a check; answers the paper's id. A new need leaves a task to reassess (R175, R180).

    Raises RuleForbids for what keeps it open: no method, no words of the client, people around asked
    without the client's consent (R159); NotFound for a service that is not of this case.
    """
    actor.require(Permission.CASE_EDIT)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    done = history.begin_once(uow, key, "checks.keep")
    if done is not None:
        return done
    case = loaded.parts.case
    require_open(case)
    told = course.of_case(uow, actor, case_id, Permission.CASE_EDIT)
    known = {one.line: one.name for one in running(loaded, told)}
    if not {one.line for one in paper.services} <= known.keys():
        raise NotFound("PlanLineRecord")
    paper = CheckPaper(
        on=today,
        methods=paper.methods,
        opinion=paper.opinion.strip()[:LONGEST],
        replies=paper.replies,
        looked=paper.looked,
        services=paper.services,
        names=known,
        words=paper.words.strip()[:LONGEST],
        network=paper.network.strip()[:LONGEST],
        barriers=paper.barriers.strip()[:LONGEST],
        told_what_and_when=paper.told_what_and_when,
        client_has_task=client_has_task(told),
        ties=len(loaded.case.ties),
        network_seen=snapshot(loaded.case.ties),
    )
    ruling = judge_check(loaded, told, paper)
    if not ruling.finished:
        raise RuleForbids(Reason(gap, {"area": _GAPS}) for gap in ruling.blocks)
    kept = uow.add(_done(case_id, PaperKind.MONITORING, today, loaded, to_content(paper)))
    if Effect.OPEN_REASSESSMENT in ruling.effects:
        ask_to_reassess(uow, loaded, told, kept.id)
    facts = {"paper": kept.id, "kind": "monitoring", "effects": [one.value for one in ruling.effects]}
    uow.event(EventKind.PAPER_WRITTEN, case_id, client=loaded.client_id, facts=facts)
    history.finish_once(uow, key, kept.id)
    uow.commit()
    return kept.id


def ask_to_reassess(uow: UnitOfWork, loaded: LoadedCase, told: Course, subject_id: str) -> None:
    """Leave a task to reassess, unless one waits already (R015, R175, R179)."""
    waits = any(one.kind == REASSESS and one.done_on is None and one.cancelled_on is None for one in told.tasks)
    if waits:
        return
    task = uow.add(
        TaskRecord(case_id=loaded.id, kind=REASSESS, owner_id=loaded.parts.case.manager_id, subject_id=subject_id)
    )
    facts = {"task": task.id, "kind": REASSESS}
    uow.event(EventKind.TASK_CHANGED, loaded.id, client=loaded.client_id, facts=facts)


def begin_reassessment(
    uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, trigger: Trigger, words: str, key: str
) -> str:
    """Begin a reassessment (R179-R182): on a check, a changed need, the year, or what was said again."""
    actor.require(Permission.CASE_EDIT)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    done = history.begin_once(uow, key, "checks.reassess")
    if done is not None:
        return done
    require_open(loaded.parts.case)
    kept = uow.add(
        PaperRecord(
            case_id=case_id,
            kind=PaperKind.REASSESSMENT,
            state=PaperState.DRAFT,
            on=today,
            stage=loaded.parts.case.stage,
            content={"trigger": trigger.value, "words": words.strip()[:LONGEST]},
        )
    )
    facts = {"paper": kept.id, "kind": REASSESS, "trigger": trigger.value}
    uow.event(EventKind.PAPER_WRITTEN, case_id, client=loaded.client_id, facts=facts)
    history.finish_once(uow, key, kept.id)
    uow.commit()
    return kept.id


def finish_reassessment(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    paper_id: str,
    today: date,
    *,
    result: ReassessmentResult,
    words: str,
    problems: Mapping[str, ProblemAge],
    conference_id: str | None,
    revision: int,
    key: str,
) -> bool:
    """Say what came of a reassessment; answers whether it is complete: shared in a meeting (R178).

    ``problems``: what is hard now, each new or latent before (R183). Without a conference it waits as a
    draft. Complete, it is the assessment that the next year counts from (R181), and its task is done.
    """
    actor.require(Permission.CASE_EDIT)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    told = course.of_case(uow, actor, case_id, Permission.CASE_EDIT)
    record = _paper(told, paper_id, PaperKind.REASSESSMENT)
    if history.begin_once(uow, key, "checks.reassessed", about=record.id) is None:
        require_open(loaded.parts.case)
        uow.check_revision(record, revision)
        if conference_id and not any(one.id == conference_id and one.held for one in told.conferences):
            raise NotFound("ConferenceRecord")
        record.content = {
            **(record.content or {}),
            "result": result.value,
            "words": words.strip()[:LONGEST],
            "problems": {topic[:100]: age.value for topic, age in problems.items()},
            "conference": conference_id,
        }
        if reassessment_complete(result, shared_in_meeting=bool(conference_id)):
            record.state, record.done_on, record.on = PaperState.DONE, today, today
            loaded.parts.case.assessed_on = today
            for task in told.tasks:
                if task.kind == REASSESS and task.done_on is None and task.cancelled_on is None:
                    task.done_on = today
        facts = {"paper": record.id, "result": result.value, "complete": record.state is PaperState.DONE}
        uow.event(EventKind.PAPER_WRITTEN, case_id, client=loaded.client_id, facts=facts)
        history.finish_once(uow, key, record.id)
    complete = record.state is PaperState.DONE
    uow.commit()
    return complete


def proposed_age(told: Course, topic: str) -> ProblemAge:
    """New, or latent since the intake named it (R183): proposed, a person says it."""

    def topics(kind: str) -> set[str]:
        return {one.topic for one in told.statements if one.kind == kind and one.topic}

    return problem_age(topic, topics("potential_problem"), topics("problem"))


def evaluate(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    today: date,
    *,
    objectives: Iterable[Evaluated],
    opinion: str,
    words: str,
    key: str,
) -> str:
    """Evaluate the plan in force: each objective with its outcome, and the client's own view (R012, R185).

    Apart from the checks: it asks for attainment, not for what was done. Raises RuleForbids
    (CLIENT_OPINION; OBJECTIVE for one without an outcome), NotFound for one of another plan.
    """
    actor.require(Permission.CASE_EDIT)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    done = history.begin_once(uow, key, "checks.evaluate")
    if done is not None:
        return done
    require_open(loaded.parts.case)
    told = course.of_case(uow, actor, case_id, Permission.CASE_EDIT)
    plan, said = told.plan, {one.objective: one for one in objectives}
    asked = {one.id: one for one in told.objectives if plan is not None and one.plan_id == plan.id}
    if not said.keys() <= asked.keys():
        raise NotFound("ObjectiveRecord")
    if not opinion.strip():
        raise RuleForbids([Reason("CLIENT_OPINION", {"area": _GAPS})])
    if said.keys() != asked.keys() or any(one.outcome not in OUTCOMES for one in said.values()):
        raise RuleForbids([Reason("OBJECTIVE", {"area": "checks.refused"})])
    for one in said.values():
        record = asked[one.objective]
        record.outcome, record.attained = one.outcome, one.attained.strip()[:LONGEST] or None
    content = {
        "opinion": opinion.strip()[:LONGEST],
        "words": words.strip()[:LONGEST],
        "objectives": [
            {"objective": one.objective, "outcome": one.outcome, "attained": one.attained, "gas": one.gas}
            for one in said.values()
        ],
    }
    kept = uow.add(_done(case_id, PaperKind.EVALUATION, today, loaded, content))
    facts = {"paper": kept.id, "kind": "evaluation", "outcomes": sorted(one.outcome for one in said.values())}
    uow.event(EventKind.PAPER_WRITTEN, case_id, client=loaded.client_id, facts=facts)
    history.finish_once(uow, key, kept.id)
    uow.commit()
    return kept.id


def _done(case_id: str, kind: PaperKind, today: date, loaded: LoadedCase, content: dict) -> PaperRecord:
    return PaperRecord(
        case_id=case_id,
        kind=kind,
        state=PaperState.DONE,
        on=today,
        done_on=today,
        stage=loaded.parts.case.stage,
        content=content,
    )


def _paper(told: Course, paper_id: str, kind: PaperKind) -> PaperRecord:
    for one in told.papers_of(kind):
        if one.id == paper_id:
            return one
    raise NotFound("PaperRecord")
