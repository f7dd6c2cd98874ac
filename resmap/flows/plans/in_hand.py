"""A case with its plan: the records, and the value that the rules look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.domain.planning.goals import GoalType, Ground, Objective, Purpose
from resmap.domain.planning.order import dropped_lines, waiting_lines
from resmap.domain.planning.plan import SIDE_OF, CheckMethod, LineKind, Plan, PlanLine, PlannedNeed
from resmap.flows.case_loading import OPEN, LoadedCase, load_case
from resmap.flows.case_telling import holder_label
from resmap.flows.frozen import require_open
from resmap.store import (
    Course,
    GoalRecord,
    NeedRecord,
    ObjectiveRecord,
    PlanLineRecord,
    PlanRecord,
    TaskRecord,
    UnitOfWork,
    course,
)
from resmap.words.explain import need_name

DRAFT, CONTRACTED, REPLACED = "draft", "contracted", "replaced"
DEFERRED = "deferred"

#: Kinds of tasks that a plan makes: look whether a condition came true (R096), look at the needs anew (R125).
CONDITION, REASSESSMENT = "plan_condition", "reassessment"
YES, NO = "yes", "no"


@dataclass(frozen=True)
class PlanInHand:
    """``plan`` None: the case has no plan yet, or none of that number."""

    loaded: LoadedCase
    told: Course
    plan: PlanRecord | None

    @cached_property
    def goals(self) -> tuple[GoalRecord, ...]:
        return tuple(one for one in self.told.goals if self.plan and one.plan_id == self.plan.id)

    @cached_property
    def objectives(self) -> tuple[ObjectiveRecord, ...]:
        """In the order of their purposes."""
        order = {one.id: position for position, one in enumerate(self.goals)}
        found = [one for one in self.told.objectives if one.goal_id in order]
        return tuple(sorted(found, key=lambda one: (order[one.goal_id], one.position, one.id)))

    @cached_property
    def lines(self) -> tuple[PlanLineRecord, ...]:
        """By priority (⑤)."""
        return tuple(one for one in self.told.lines if self.plan and one.plan_id == self.plan.id)

    @cached_property
    def conditions(self) -> dict[str, bool]:
        """What was answered to the condition of a line, by its id (R096)."""
        return {
            one.subject_id: one.result == YES
            for one in self.told.tasks
            if one.kind == CONDITION and one.subject_id and one.done_on is not None
        }

    @cached_property
    def needs(self) -> dict[str, NeedRecord]:
        return {one.id: one for one in self.loaded.parts.needs}

    @property
    def taken_up(self) -> frozenset[str]:
        """Ids of needs that a purpose of this plan takes up."""
        return frozenset(need for goal in self.goals for need in goal.need_ids or ())

    @property
    def waiting(self) -> frozenset[str]:
        return waiting_lines(self.values_of_lines(), self.conditions)

    @property
    def dropped(self) -> frozenset[str]:
        return dropped_lines(self.values_of_lines(), self.conditions)

    def goal(self, goal_id: str) -> GoalRecord:
        return _one(self.goals, goal_id, "GoalRecord")

    def objective(self, objective_id: str) -> ObjectiveRecord:
        return _one(self.objectives, objective_id, "ObjectiveRecord")

    def line(self, line_id: str) -> PlanLineRecord:
        return _one(self.lines, line_id, "PlanLineRecord")

    def values_of_lines(self) -> tuple[PlanLine, ...]:
        """The lines with the ids of their records."""
        return tuple(line_value(one) for one in self.lines)

    def need_label(self, need: NeedRecord, locale: str) -> str:
        """The need in words, with whose it is."""
        name = need_name(need.code, locale) if need.code else need.words or ""
        return f"{name} ({holder_label(self.loaded, need.holder, locale)})"

    def value(self, locale: str) -> Plan:
        """The plan for the checker. Ids are what a reader is told: objectives and purposes are counted from 1,
        lines are their priorities, needs their words."""
        goals = {one.id: str(number) for number, one in enumerate(self.goals, start=1)}
        objectives = {one.id: str(number) for number, one in enumerate(self.objectives, start=1)}
        lines = {one.id: str(one.priority) for one in self.lines}
        by_goal = {one.id: one for one in self.goals}
        return Plan(
            objectives=tuple(
                objective_value(
                    one,
                    by_goal[one.goal_id],
                    id=objectives[one.id],
                    purpose=goals[one.goal_id],
                    holder=self.holder_words(one.holder, locale),
                    lines=[line for line in self.lines if line.objective_id == one.id],
                )
                for one in self.objectives
            ),
            strengths=tuple(self.loaded.parts.client.strengths or ()),
            purposes=tuple(
                Purpose(
                    id=goals[one.id],
                    text=one.purpose or "",
                    needs=tuple(
                        self.need_label(self.needs[need], locale) for need in one.need_ids or () if need in self.needs
                    ),
                    goal_type=GoalType(one.goal_type) if one.goal_type else None,
                )
                for one in self.goals
            ),
            needs=tuple(
                PlannedNeed(self.need_label(one, locale), one.holder, one.state == DEFERRED, one.why_deferred)
                for one in self.loaded.parts.needs
                if one.state in (OPEN, DEFERRED) and one.confirmed_on is not None
            ),
            lines=tuple(line_value(one, lines, objectives) for one in self.lines if one.objective_id in objectives),
        )

    def holder_words(self, holder: str | None, locale: str) -> str | None:
        return holder_label(self.loaded, holder, locale) if holder else None


def load(
    uow: UnitOfWork, actor: Actor, case_id: str, today: date, permission: Permission, number: int | None = None
) -> PlanInHand:
    """The case with one version of its plan: that number, else the one in force, else the youngest draft.

    Raises NotAllowed, NotFound (also for a number that the case has not).
    """
    loaded = load_case(uow, actor, case_id, today, permission)
    told = course.of_case(uow, actor, case_id, permission)
    plan = told.plan if number is None else next((one for one in told.plans if one.number == number), None)
    if number is not None and plan is None:
        raise NotFound("PlanRecord")
    return PlanInHand(loaded, told, plan)


def draft_of(told: Course) -> PlanRecord | None:
    return max((one for one in told.plans if one.state == DRAFT), key=lambda one: one.number, default=None)


def contracted_of(told: Course) -> PlanRecord | None:
    return next((one for one in told.plans if one.state == CONTRACTED), None)


def load_draft(uow: UnitOfWork, actor: Actor, case_id: str, today: date) -> PlanInHand:
    """The case with the draft that is being written. Raises NotFound without one, RuleForbids for a closed case
    (R206): what was agreed to is never changed, a new version is begun instead (R104)."""
    hand = load(uow, actor, case_id, today, Permission.CASE_EDIT)
    require_open(hand.loaded.parts.case)
    plan = draft_of(hand.told)
    if plan is None:
        raise NotFound("PlanRecord")
    return PlanInHand(hand.loaded, hand.told, plan)


def objective_value(
    record: ObjectiveRecord, goal: GoalRecord, *, id: str, purpose: str, holder: str | None, lines: list[PlanLineRecord]
) -> Objective:
    """The objective for the checker. Its inputs (R093) are whose work its lines are."""
    return Objective(
        id=id,
        text=record.text or "",
        holder=holder,
        indicator=record.indicator,
        baseline=record.baseline,
        target=record.target,
        months=record.months,
        inputs=frozenset(SIDE_OF[LineKind(line.kind)] for line in lines),
        purpose=purpose,
        goal_type=GoalType(goal.goal_type) if goal.goal_type else None,
        ground=Ground(goal.ground) if goal.ground else None,
        strategy=record.strategy,
    )


def line_value(
    record: PlanLineRecord, lines: Mapping[str, str] | None = None, objectives: Mapping[str, str] | None = None
) -> PlanLine:
    """The line for the rules; ``lines`` and ``objectives`` say by which names it is called, usually the ids."""
    kind = LineKind(record.kind)
    return PlanLine(
        id=(lines or {}).get(record.id, record.id),
        objective=(objectives or {}).get(record.objective_id, record.objective_id),
        kind=kind,
        content=record.content or "",
        provider=record.provider,
        person=record.person,
        depends_on=(lines or {}).get(record.depends_on_id, record.depends_on_id) if record.depends_on_id else None,
        condition=record.condition,
        removes=record.note if kind is LineKind.OBSTACLE else None,
        priority=record.priority,
        timing=record.timing,
        starts_on=record.starts_on,
        ends_on=record.ends_on,
        per_week=record.per_week,
        when=record.when,
        methods=frozenset(CheckMethod(one) for one in (record.methods or "").split(",") if one),
    )


def open_task(told: Course, kind: str, subject_id: str | None = None) -> TaskRecord | None:
    """The task of that kind that is still to be done, about that subject where one is named."""
    for one in told.tasks:
        is_open = one.done_on is None and one.cancelled_on is None
        if one.kind == kind and is_open and subject_id in (None, one.subject_id):
            return one
    return None


def _one(records, record_id: str, what: str):
    for one in records:
        if one.id == record_id:
            return one
    raise NotFound(what)
