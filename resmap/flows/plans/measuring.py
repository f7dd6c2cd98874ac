"""How far an objective came that is measured by the person's network (R082): at first, at the last check, now.

All three are counted by one function, the last check from the ties that it kept. Only figures are told, no names.
"""

from dataclasses import dataclass
from datetime import date

from resmap.domain.check_paper import from_content
from resmap.domain.network_change import snapshot
from resmap.domain.planning.network_measures import NetworkMeasure, Surroundings, counted, is_reached, surroundings
from resmap.flows.case_loading import LoadedCase
from resmap.flows.checks import finished_checks
from resmap.store import Course, ObjectiveRecord
from resmap.words import say


@dataclass(frozen=True, slots=True)
class Measured:
    """``baseline`` and ``target`` as they were written. ``last`` was counted at the check of ``last_on``: both None
    without a check since the objective stands, ``last`` alone where that check had not kept what is counted.

    ``reached``: whether ``now`` is at least the target; None without one.
    """

    measure: str
    name: str
    baseline: str
    last_on: date | None
    last: int | None
    now: int
    target: str
    reached: bool | None


@dataclass(frozen=True, slots=True)
class Choice:
    """A figure that may be picked, with its value of today."""

    measure: str
    name: str
    now: int


def name_of(measure: NetworkMeasure, locale: str) -> str:
    return say(f"plan.network.{measure.value}", locale)


def choices(loaded: LoadedCase, locale: str) -> tuple[Choice, ...]:
    """Every figure with what it is today."""
    where = _where(loaded)
    return tuple(Choice(one.value, name_of(one, locale), _now(one, loaded, where)) for one in NetworkMeasure)


def today_of(measure: NetworkMeasure, loaded: LoadedCase) -> int:
    """The figure as the ties of the case stand."""
    return _now(measure, loaded, _where(loaded))


def measured(loaded: LoadedCase, told: Course, objective: ObjectiveRecord, locale: str) -> Measured | None:
    """The course of the figure; None for an objective that is measured by something else."""
    if not objective.measure:
        return None
    measure, where = NetworkMeasure(objective.measure), _where(loaded)
    since = _since(told, objective)
    check = next((one for one in reversed(finished_checks(told)) if one.on >= since), None)
    seen = from_content(check.on, check.content or {}).network_seen if check is not None else None
    now = _now(measure, loaded, where)
    return Measured(
        measure=measure.value,
        name=name_of(measure, locale),
        baseline=objective.baseline or "",
        last_on=check.on if check is not None else None,
        last=None if seen is None else counted(measure, seen, where),
        now=now,
        target=objective.target or "",
        reached=is_reached(now, objective.target),
    )


def _where(loaded: LoadedCase) -> Surroundings:
    return surroundings(loaded.network, (one.id for one in loaded.parts.members))


def _now(measure: NetworkMeasure, loaded: LoadedCase, where: Surroundings) -> int:
    found = counted(measure, snapshot(loaded.case.ties), where)
    assert found is not None  # ties as they stand always say whether help goes both ways
    return found


def _since(told: Course, objective: ObjectiveRecord) -> date:
    """Since when the objective has been measured so: the baseline is from the first version that said it (R104)."""
    plans = {one.id: one.made_on for one in told.plans}
    known, first = {one.id: one for one in told.objectives}, objective
    while (earlier := known.get(first.replaces_id or "")) is not None and (earlier.measure, earlier.baseline) == (
        objective.measure,
        objective.baseline,
    ):
        first = earlier
    return plans.get(first.plan_id, date.min)
