"""The checker: the seven mistakes of one objective, the cautions of a whole plan (R106-R112, R091)."""

from dataclasses import dataclass

from resmap.domain.planning.cautions import Caution, cautions_of
from resmap.domain.planning.goals import Objective
from resmap.domain.planning.measures import (
    change_without_measure,
    effort_in,
    from_to,
    has_amount,
    is_event,
    names_something_countable,
    period_in,
)
from resmap.domain.planning.mistakes import NO_OBJECTIVE_YET, Found, Mistake, Why
from resmap.domain.planning.people import holder_of, owner_in
from resmap.domain.planning.plan import Plan, PlanLimits
from resmap.domain.planning.reach import beyond_our_power, too_grand, undefined_idea
from resmap.domain.planning.rewriting import Rewrite, rewrite
from resmap.domain.planning.tasks import service_of_its_own, task_instead_of_goal
from resmap.domain.planning.wording import plain


@dataclass(frozen=True, slots=True)
class ObjectiveCheck:
    """``found`` in the order M1 to M7; ``rewrite`` is None where there is nothing to mend."""

    objective: Objective
    found: tuple[Found, ...]
    rewrite: Rewrite | None

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        """Each mistake once, in order."""
        return tuple(dict.fromkeys(one.mistake for one in self.found))


@dataclass(frozen=True, slots=True)
class PlanCheck:
    """One entry for each objective, in the plan's order, and the cautions of the whole."""

    objectives: tuple[ObjectiveCheck, ...]
    cautions: tuple[Caution, ...]


def check_plan(plan: Plan, limits: PlanLimits = PlanLimits()) -> PlanCheck:  # noqa: B008 - frozen
    """Check every objective and the plan as a whole. It suggests and never decides (P-19)."""
    return PlanCheck(
        tuple(check_objective(one, limits) for one in plan.objectives),
        cautions_of(plan),
    )


def check_objective(objective: Objective, limits: PlanLimits = PlanLimits()) -> ObjectiveCheck:  # noqa: B008
    """The mistakes in one objective, each with the words that show it, and a rewritten example.

    Text and fields are read together: a period, a measure or an owner counts wherever it stands.
    M7 is told only where none of M1, M2, M4, M5, M6 is: what is no objective yet has to
    become one before it can be measured.
    """
    text = plain(objective.text)
    found = [
        *task_instead_of_goal(text, objective.holder),
        *service_of_its_own(text),
        *_nobodys(text, objective.holder),
        *undefined_idea(text, defined=_defined(text, objective)),
        *too_grand(text, period_in(text), objective.months, limits.most_months),
        *beyond_our_power(text),
    ]
    if not NO_OBJECTIVE_YET & {one.mistake for one in found}:
        found += _cannot_be_judged(text, objective)
    found.sort(key=lambda one: one.mistake)
    return ObjectiveCheck(objective, tuple(found), rewrite(objective, tuple(found)) if found else None)


def _nobodys(text: str, holder: str | None) -> list[Found]:
    """M3: neither the field nor the text says whose change it is (R108)."""
    if holder_of(holder) or owner_in(text):
        return []
    return [Found(Mistake.M3, Why.NO_HOLDER)]


def _defined(text: str, objective: Objective) -> bool:
    """An idea is defined by the measure beside it: fields, "○점에서 ○점으로", a scale, a duration."""
    return _fields_measure(text, objective) or bool(from_to(text)) or has_amount(text)


def _fields_measure(text: str, objective: Objective) -> bool:
    target = (objective.target or "").strip()
    if not target:
        return False
    return bool((objective.indicator or "").strip()) or names_something_countable(text)


def _cannot_be_judged(text: str, objective: Objective) -> list[Found]:
    """M7: no measure, or no time at which to judge (R091, R112)."""
    found = []
    if not (_fields_measure(text, objective) or has_amount(text) or is_event(text)):
        effort = effort_in(text)
        if effort:
            found.append(Found(Mistake.M7, Why.EFFORT, (effort,)))
        else:
            found.append(Found(Mistake.M7, Why.NO_MEASURE, change_without_measure(text)))
    if objective.months is None and period_in(text) is None:
        found.append(Found(Mistake.M7, Why.NO_PERIOD))
    return found
