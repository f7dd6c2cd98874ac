"""Stages of a case and the ways between them: one table (R009, R011, R015, R020, R113, R184).

The order of the work is the seed's: finding and intake, assessment, selection and
consent, plan and contract, intervention, monitoring, evaluation, closing, follow-up.
Three things leave that order: an emergency (act first, owe the rest), a household that
only needs a link (no plan, no conference; day.md), and the loops back when needs change.

A ruling never moves anything: a person does (P-19). What blocks is told together, not
one after the other; a missing conference warns, and blocks only a special case (전문사례).
"""

from dataclasses import dataclass
from enum import StrEnum

from resmap.domain.codes import Stage
from resmap.domain.permissions import Permission


class CasePath(StrEnum):
    """How much of the process a household needs (practice §2.2)."""

    FULL = "full"
    LINK_ONLY = "link_only"


class CaseKind(StrEnum):
    """일반사례 / 전문사례 (R041), decided by a person."""

    GENERAL = "general"
    SPECIAL = "special"


class ConferenceKind(StrEnum):
    """Meetings that stand before stages (R011, R039, R040). A written one counts (day.md)."""

    CASE = "case"
    INTEGRATED = "integrated"
    DECISION = "decision"


class Condition(StrEnum):
    """What must be so before a step; the code that says what is missing."""

    INTAKE_OUTCOME = "INTAKE_OUTCOME"
    DUTY_REPORTED = "DUTY_REPORTED"
    BOTH_PARTS = "BOTH_PARTS"
    NEED_CONFIRMED = "NEED_CONFIRMED"
    COLLECT_CONSENT = "COLLECT_CONSENT"
    SELECTED = "SELECTED"
    PLAN_CONTRACTED = "PLAN_CONTRACTED"
    CLIENT_OPINION = "CLIENT_OPINION"
    EVALUATED = "EVALUATED"
    CLOSING_REASON = "CLOSING_REASON"
    CLOSING_FREE = "CLOSING_FREE"
    AFTERCARE_CONSENT = "AFTERCARE_CONSENT"
    ALIVE = "ALIVE"
    CONFERENCE = "CONFERENCE"
    REASON = "REASON"
    NO_SUCH_STEP = "NO_SUCH_STEP"
    CLOSED = "CLOSED"
    SUPERVISOR = "SUPERVISOR"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the table. ``requires`` block; ``conference`` warns (blocks a special case).

    ``words`` says that the step wants a reason in words: it leaves the usual order.
    ``permission`` is what the one who takes it must hold.
    """

    now: Stage
    then: Stage
    requires: tuple[Condition, ...] = ()
    conference: ConferenceKind | None = None
    words: bool = False
    paths: frozenset[CasePath] = frozenset(CasePath)
    permission: Permission = Permission.CASE_EDIT


_S, _C, _K = Stage, Condition, ConferenceKind
_FULL, _LINK = frozenset({CasePath.FULL}), frozenset({CasePath.LINK_ONLY})
_REASSESSES = (_S.SELECTION, _S.PLANNING, _S.INTERVENTION, _S.MONITORING, _S.EVALUATION, _S.CLOSING)
_OPEN = (_S.INTAKE, _S.ASSESSMENT, *_REASSESSES[:-1])
_BEFORE_WORK = (_S.INTAKE, _S.ASSESSMENT, _S.SELECTION, _S.PLANNING)

#: Every step there is; a pair of stages stands here once for each path that has it.
STEPS: tuple[Step, ...] = (
    Step(_S.INTAKE, _S.ASSESSMENT, (_C.INTAKE_OUTCOME,)),
    Step(_S.ASSESSMENT, _S.SELECTION, (_C.BOTH_PARTS, _C.NEED_CONFIRMED), _K.CASE, paths=_FULL),
    Step(_S.SELECTION, _S.PLANNING, (_C.SELECTED, _C.COLLECT_CONSENT), _K.INTEGRATED, paths=_FULL),
    Step(_S.PLANNING, _S.INTERVENTION, (_C.PLAN_CONTRACTED, _C.CLIENT_OPINION), paths=_FULL),
    Step(_S.INTERVENTION, _S.MONITORING, conference=_K.INTEGRATED, paths=_FULL),
    Step(_S.MONITORING, _S.INTERVENTION, paths=_FULL),
    Step(_S.MONITORING, _S.EVALUATION, (_C.CLIENT_OPINION,), _K.CASE, paths=_FULL),
    Step(_S.EVALUATION, _S.CLOSING, (_C.EVALUATED, _C.CLOSING_REASON), paths=_FULL),
    # The light path: confirmed need, consent, link, result.
    Step(_S.ASSESSMENT, _S.INTERVENTION, (_C.NEED_CONFIRMED, _C.COLLECT_CONSENT), paths=_LINK),
    Step(_S.INTERVENTION, _S.CLOSING, (_C.CLOSING_REASON,), paths=_LINK),
    # Needs or circumstances changed (R015): back to assessment, from anywhere.
    *(Step(stage, _S.ASSESSMENT, (_C.ALIVE,), words=True) for stage in _REASSESSES),
    # Somebody moves away, dies, is lost, or nobody can go on: closing from anywhere (R191, R197, R198).
    *(Step(stage, _S.CLOSING, (_C.CLOSING_REASON,), words=True) for stage in _OPEN if stage is not _S.EVALUATION),
    # After closing: follow-up with the client's own consent (R211), and back in at any stage (R182, R184).
    Step(_S.CLOSING, _S.FOLLOW_UP, (_C.CLOSING_FREE, _C.AFTERCARE_CONSENT, _C.ALIVE)),
    *(Step(_S.CLOSING, stage, (_C.ALIVE,), words=True) for stage in _OPEN[2:]),
    *(Step(_S.FOLLOW_UP, stage, (_C.ALIVE,), words=True) for stage in _OPEN[1:]),
)

#: Act before the rest is there (P-11, R005): the reason is kept, and what was skipped is owed.
EMERGENCY_STEPS: tuple[Step, ...] = tuple(
    Step(stage, _S.INTERVENTION, (_C.ALIVE,), words=True) for stage in _BEFORE_WORK
)

#: What an emergency leaves to be done afterwards, by the stage that it left.
OWED: dict[Stage, tuple[Condition, ...]] = {
    _S.INTAKE: (_C.INTAKE_OUTCOME, _C.BOTH_PARTS, _C.NEED_CONFIRMED, _C.COLLECT_CONSENT, _C.PLAN_CONTRACTED),
    _S.ASSESSMENT: (_C.BOTH_PARTS, _C.NEED_CONFIRMED, _C.COLLECT_CONSENT, _C.PLAN_CONTRACTED),
    _S.SELECTION: (_C.COLLECT_CONSENT, _C.PLAN_CONTRACTED),
    _S.PLANNING: (_C.PLAN_CONTRACTED,),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """All that the table looks at. ``met`` are conditions that hold; ``held`` conferences that were
    held since the case came to its present stage (a written one counts)."""

    stage: Stage
    path: CasePath = CasePath.FULL
    kind: CaseKind = CaseKind.GENERAL
    emergency: bool = False
    closed: bool = False
    met: frozenset[Condition] = frozenset()
    held: frozenset[ConferenceKind] = frozenset()


@dataclass(frozen=True, slots=True)
class Ruling:
    """May this step be taken? ``blocks`` empty means yes; ``warnings`` are told and do not hinder.

    ``owes`` is what an emergency step leaves to be done; ``words`` that a reason is wanted.
    """

    now: Stage
    then: Stage
    blocks: tuple[Condition, ...] = ()
    warnings: tuple[Condition, ...] = ()
    conference: ConferenceKind | None = None
    owes: tuple[Condition, ...] = ()
    words: bool = False
    emergency: bool = False

    @property
    def allowed(self) -> bool:
        return not self.blocks


def rule_step(standing: Standing, then: Stage, *, words: bool = True) -> Ruling:
    """Judge one step. ``words`` False: no reason was given yet.

    A closed case goes on only into follow-up or back in (R184). Reports that the law asks
    for (P-23) stand before every step of a living client's case. In an emergency the usual
    step is taken where it is free; where it is not, the one that acts first and owes the rest.
    """
    usual = [_rule(step, standing, words) for step in STEPS if _fits(step, standing, then)]
    urgent = [
        _rule(step, standing, words, emergency=True)
        for step in EMERGENCY_STEPS
        if standing.emergency and (step.now, step.then) == (standing.stage, then)
    ]
    free = [ruling for ruling in (*usual, *urgent) if ruling.allowed]
    return (*free, *urgent, *usual, Ruling(standing.stage, then, (Condition.NO_SUCH_STEP,)))[0]


def rulings(standing: Standing) -> tuple[Ruling, ...]:
    """Every step that the table knows from here, in the order of the stages, usual ones first."""
    reachable = [stage for stage in Stage if stage is not standing.stage]
    judged = (rule_step(standing, stage) for stage in reachable)
    there = [one for one in judged if Condition.NO_SUCH_STEP not in one.blocks]
    order = list(Stage)
    return tuple(sorted(there, key=lambda one: (one.words, order.index(one.then))))


def _fits(step: Step, standing: Standing, then: Stage) -> bool:
    return (step.now, step.then) == (standing.stage, then) and standing.path in step.paths


def _rule(step: Step, standing: Standing, words: bool, *, emergency: bool = False) -> Ruling:
    missing = [one for one in step.requires if one not in standing.met]
    if Condition.DUTY_REPORTED not in standing.met and Condition.ALIVE in standing.met:
        missing.insert(0, Condition.DUTY_REPORTED)
    if step.words and not words:
        missing.append(Condition.REASON)
    if standing.closed and standing.stage not in (Stage.CLOSING, Stage.FOLLOW_UP):
        missing.insert(0, Condition.CLOSED)
    warnings = []
    if step.conference is not None and step.conference not in standing.held and not emergency:
        (missing if standing.kind is CaseKind.SPECIAL else warnings).append(Condition.CONFERENCE)
    return Ruling(
        now=step.now,
        then=step.then,
        blocks=tuple(missing),
        warnings=tuple(warnings),
        conference=step.conference,
        owes=tuple(one for one in OWED[step.now] if one not in standing.met) if emergency else (),
        words=step.words,
        emergency=emergency,
    )
