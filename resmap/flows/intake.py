"""초기상담: the words, the judgement, what comes of it (R051-R058). A person decides; the rules propose and say why."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from resmap.domain.codes import Stage
from resmap.domain.events import EventKind
from resmap.domain.intake import (
    Complexity,
    Factors,
    IntakeGap,
    IntakeRuling,
    Outcome,
    ProblemSort,
    Strength,
    Support,
    Will,
    rule_intake,
)
from resmap.domain.intake_paper import (
    LONGEST_TEXT,
    LONGEST_WORDS,
    Application,
    IntakePaper,
    Setting,
    content_of,
    paper_of,
)
from resmap.domain.papers import PaperKind, PaperState
from resmap.domain.permissions import Actor, Permission
from resmap.domain.resident_number import refuse
from resmap.domain.stages import CasePath, Condition
from resmap.domain.statements import StatementKind
from resmap.flows.field_refusals import FieldsRefused
from resmap.flows.frozen import require_open
from resmap.flows.refusals import LostUpdate
from resmap.flows.ruling import RuleForbids
from resmap.matching.engine import Reason
from resmap.store import CaseRecord, Course, PaperRecord, TaskRecord, UnitOfWork, cases, course, history

#: Kinds of the tasks that an outcome makes (R052, R053), and the days until somebody looks after them.
TASKS = {Outcome.BENEFIT: "benefit_application", Outcome.SERVICE: "service_application"}
APPLY_WITHIN = timedelta(days=14)

#: The field of the page that a gap is about.
FIELD_OF = {
    IntakeGap.FACTOR: "factors",
    IntakeGap.OUTCOME: "outcomes",
    IntakeGap.DECIDED_BY: "outcomes",
    IntakeGap.REASON: "reason",
    IntakeGap.SENDS_NOTHING: "outcomes",
    IntakeGap.CONTACT_ALLOWED: "outcomes",
    IntakeGap.ALTERNATIVE: "alternative",
    IntakeGap.WAY_BACK: "way_back",
    IntakeGap.OWN_WORDS: "words",
    IntakeGap.SERVICES_NOW: "services_now",
    IntakeGap.STRENGTH: "strengths",
    IntakeGap.PRIVACY: "setting",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided, with what goes with it. ``information``: which programmes were told of (R055);
    ``alternative`` and ``way_back``: for who is not taken on (R057)."""

    factors: Factors
    outcomes: tuple[Outcome, ...]
    reason: str = ""
    alternative: str = ""
    way_back: bool = False
    information: str = ""
    applications: tuple[Application, ...] = ()
    path: CasePath = CasePath.FULL


def paper_in(told: Course) -> PaperRecord | None:
    """The intake of the case: its youngest paper of that kind."""
    papers = told.papers_of(PaperKind.INTAKE)
    return papers[-1] if papers else None


def strengths_in(told: Course) -> frozenset[Strength]:
    """The sorts of strengths that were found; one without a sort counts as other (R061)."""
    topics = (one.topic or Strength.OTHER.value for one in told.statements if one.kind == StatementKind.STRENGTH)
    return frozenset(Strength(one) for one in topics if one in Strength._value2member_map_)


def keep_words(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    today: date,
    *,
    words: str,
    setting: Setting | None = None,
    others_present: bool = False,
    interrupted: bool = False,
    revision: int,
    key: str,
) -> str:
    """Keep the narrative and where the talk was; answers the paper's id. ``revision``: of the paper, 0 before
    there is one. Raises FieldsRefused, LostUpdate, RuleForbids (closed), ResidentNumberError."""
    actor.require(Permission.CASE_EDIT)
    case = cases.get(uow, actor, case_id, Permission.CASE_EDIT)
    done = history.begin_once(uow, key, "case.intake.words")
    if done is not None:
        return done
    require_open(case)
    refuse(words, "words")
    if len(words) > LONGEST_WORDS:
        raise FieldsRefused([("words", "TOO_LONG")])
    record = _paper(uow, actor, case, today, revision)
    paper = replace(
        paper_of(record.content),
        words=words.strip(),
        setting=setting,
        others_present=others_present,
        interrupted=interrupted,
    )
    before = record.content or {}
    # What was jotted down at the first call is no interview yet; a talk anywhere else is one.
    on_the_phone = bool(before.get("by_phone")) and setting in (None, Setting.PHONE)
    record.content = {**content_of(paper, before), "by_phone": on_the_phone}
    if not case.quote and paper.words:
        case.quote = paper.words[:300]
    uow.event(EventKind.PAPER_WRITTEN, record.id, client=case.client_id, facts={"case": case.id, "kind": "intake"})
    history.finish_once(uow, key, record.id)
    uow.commit()
    return record.id


def no_services(uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, revision: int, key: str) -> str:
    """Which services are in use was asked, and there is none: an answer too (B:209). ``revision`` as for the words."""
    actor.require(Permission.CASE_EDIT)
    case = cases.get(uow, actor, case_id, Permission.CASE_EDIT)
    done = history.begin_once(uow, key, "case.intake.no_services")
    if done is not None:
        return done
    require_open(case)
    record = _paper(uow, actor, case, today, revision)
    record.content = content_of(replace(paper_of(record.content), services_asked=True), record.content)
    uow.event(EventKind.PAPER_WRITTEN, record.id, client=case.client_id, facts={"case": case.id, "kind": "intake"})
    history.finish_once(uow, key, record.id)
    uow.commit()
    return record.id


def decide(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    today: date,
    *,
    decision: Decision,
    revision: int,
    key: str,
) -> str:
    """Keep the outcome of the intake; answers the paper's id.

    With CASE among the outcomes the case goes on: ``outcome_on`` is set and assessment may begin (R054). Without it the
    intake is ended and the record closed; it opens again by :func:`reopen`. Benefits and services become tasks. For
    information only nothing is sent, and what was told is kept (R055). Raises FieldsRefused with the gaps that block
    (codes of ``intake.IntakeGap``), LostUpdate, RuleForbids (closed; NO_SUCH_STEP where assessment has begun).
    """
    actor.require(Permission.CASE_EDIT)
    case = cases.get(uow, actor, case_id, Permission.CASE_EDIT)
    done = history.begin_once(uow, key, "case.intake.decide")
    if done is not None:
        return done
    require_open(case)
    if case.stage is not Stage.INTAKE:
        raise RuleForbids([Reason(Condition.NO_SUCH_STEP, {})])
    _check(decision)
    told = course.of_case(uow, actor, case_id, Permission.CASE_EDIT)
    record = _paper(uow, actor, case, today, revision)
    before = paper_of(record.content)
    paper = replace(
        before,
        factors=decision.factors,
        outcomes=tuple(one for one in Outcome if one in decision.outcomes),
        decided_by=actor.id,
        reason=decision.reason.strip(),
        alternative=decision.alternative.strip(),
        way_back=decision.way_back,
        information=decision.information.strip(),
        earlier=(*before.earlier, _earlier(before, case)) if case.outcome_on else before.earlier,
    )
    ruling = rule_intake(paper.judged(strengths_in(told)))
    if not ruling.decided:
        raise FieldsRefused((FIELD_OF[gap], gap.value) for gap in ruling.blocks)
    applications = _with_tasks(uow, case, today, decision, before)
    record.content = content_of(replace(paper, applications=applications), record.content)
    record.state, record.done_on = PaperState.DONE, today
    case.outcome_on, case.path = today, decision.path
    if not ruling.opens_case:
        case.closed_on = today
    facts = {
        "outcomes": [one.value for one in paper.outcomes],
        "proposed": ruling.proposal.rule.value if ruling.proposal else None,
        "opens": ruling.opens_case,
        "path": decision.path.value,
    }
    uow.event(EventKind.CASE_CHANGED if ruling.opens_case else EventKind.CASE_CLOSED, case.id, client=case.client_id, facts=facts)
    history.finish_once(uow, key, record.id)
    uow.commit()
    return record.id


def reopen(uow: UnitOfWork, actor: Actor, case_id: str, *, why: str, revision: int, key: str) -> None:
    """They came back (R057, R182): an intake that ended without a case goes on where it was.

    ``revision``: of the case. Raises FieldsRefused without a reason, RuleForbids (NO_SUCH_STEP) where it did not end so.
    """
    actor.require(Permission.CASE_EDIT)
    case = cases.get(uow, actor, case_id, Permission.CASE_EDIT)
    if history.begin_once(uow, key, "case.intake.reopen", about=case.id) is None:
        uow.check_revision(case, revision)
        refuse(why, "why")
        if case.closed_on is None or case.stage is not Stage.INTAKE:
            raise RuleForbids([Reason(Condition.NO_SUCH_STEP, {})])
        if not why.strip() or len(why) > LONGEST_TEXT:
            raise FieldsRefused([("why", "TOO_LONG" if why.strip() else "MISSING")])
        record = paper_in(course.of_case(uow, actor, case_id, Permission.CASE_EDIT))
        if record is not None:
            paper = paper_of(record.content)
            earlier = (*paper.earlier, {**_earlier(paper, case), "reopened": why.strip()})
            fresh = replace(paper, outcomes=(), decided_by=None, reason="", applications=(), earlier=earlier)
            record.content = content_of(fresh, record.content)
            record.state, record.done_on = PaperState.DRAFT, None
        case.closed_on, case.outcome_on = None, None
        uow.event(EventKind.CASE_REOPENED, case.id, client=case.client_id, facts={"stage": "intake"})
        history.finish_once(uow, key, case.id)
    uow.commit()


def judged(paper: IntakePaper, told: Course, *, services: bool) -> IntakeRuling:
    """The ruling on what stands on the paper now, for the page; ``services``: some are written down."""
    paper = replace(paper, services_asked=paper.services_asked or services)
    return rule_intake(paper.judged(strengths_in(told)))


def factors_from(told) -> Factors:
    """The four factors of a mapping of words; an unknown word counts as not judged."""

    def one(vocabulary, name):
        value = told.get(name)
        return vocabulary(value) if value in vocabulary._value2member_map_ else None

    return Factors(one(ProblemSort, "problem"), one(Complexity, "complexity"), one(Will, "will"), one(Support, "support"))


def _paper(uow: UnitOfWork, actor: Actor, case: CaseRecord, today: date, revision: int) -> PaperRecord:
    record = paper_in(course.of_case(uow, actor, case.id, Permission.CASE_EDIT))
    if record is None:
        if revision:
            raise LostUpdate("the paper is not there")
        return uow.add(
            PaperRecord(case_id=case.id, kind=PaperKind.INTAKE, state=PaperState.DRAFT, on=today, stage=case.stage, content={})
        )
    uow.check_revision(record, revision)
    return record


def _check(decision: Decision) -> None:
    wrong = []
    for name in ("reason", "alternative", "information"):
        text = getattr(decision, name)
        refuse(text, name)
        if len(text) > LONGEST_TEXT:
            wrong.append((name, "TOO_LONG"))
    named = {one.kind for one in decision.applications if one.what.strip()}
    for outcome in TASKS:
        if outcome in decision.outcomes and outcome not in named:
            wrong.append((f"{outcome.value}_what", "MISSING"))
    for one in decision.applications:
        for name in ("what", "office", "documents"):
            refuse(getattr(one, name), f"{one.kind.value}_{name}")
            if len(getattr(one, name)) > 200:
                wrong.append((f"{one.kind.value}_{name}", "TOO_LONG"))
    if Outcome.INFORMATION in decision.outcomes and not decision.information.strip():
        wrong.append(("information", "MISSING"))
    if wrong:
        raise FieldsRefused(wrong)


def _with_tasks(
    uow: UnitOfWork, case: CaseRecord, today: date, decision: Decision, before: IntakePaper
) -> tuple[Application, ...]:
    """The applications with a task each (R052, R053); one that was there before keeps its task."""
    known = {(one.kind, one.what): one.task for one in before.applications if one.task}
    kept = []
    for one in decision.applications:
        if one.kind not in decision.outcomes or one.kind not in TASKS or not one.what.strip():
            continue
        plain = replace(one, what=one.what.strip(), office=one.office.strip(), documents=one.documents.strip())
        task = known.get((plain.kind, plain.what)) or uow.add(
            TaskRecord(
                case_id=case.id,
                kind=TASKS[one.kind],
                due_on=today + APPLY_WITHIN,
                owner_id=case.manager_id,
                text=" · ".join(filter(None, (plain.what, plain.office, plain.documents))),
            )
        ).id
        kept.append(replace(plain, task=task))
    return tuple(kept)


def _earlier(paper: IntakePaper, case: CaseRecord) -> dict:
    return {
        "on": case.outcome_on.isoformat() if case.outcome_on else None,
        "outcomes": [one.value for one in paper.outcomes],
        "reason": paper.reason,
        "decided_by": paper.decided_by,
    }


__all__ = [
    "Decision", "FIELD_OF", "decide", "factors_from", "judged", "keep_words", "no_services", "paper_in", "reopen", "strengths_in",
]  # fmt: skip
