"""How long the work takes: medians of days, of what was finished in a year (R005).

Of cases, never of people who do the work: nobody is ranked by it (day.md).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from resmap.domain.codes import Stage
from resmap.domain.permissions import Actor, Permission
from resmap.flows.case_telling import local_day
from resmap.store import UnitOfWork, cases, course, referrals

#: What was opened longer ago is left out.
YEAR = timedelta(days=365)
#: A median of fewer says more about single people than about the work.
FEWEST = 3


@dataclass(frozen=True, slots=True)
class StageTime:
    """Days in a stage: the median of ``n`` stays that ended; None where fewer than three did."""

    stage: str
    n: int
    days: float | None


@dataclass(frozen=True, slots=True)
class StageTimes:
    """Medians of stays by stage, and of days from reception to the first request that was sent (R005)."""

    since: date
    cases: int
    stages: tuple[StageTime, ...]
    first_link: StageTime


def measure(uow: UnitOfWork, actor: Actor, today: date) -> StageTimes:
    """Medians over the cases of the actor that were opened within a year; three queries and those of the list."""
    actor.require(Permission.CASE_DECIDE)
    since = today - YEAR
    rows = [row for row in cases.of_actor(uow, actor, with_closed=True) if row.case.opened_on > since]
    opened = {row.case.id: row.case.opened_on for row in rows}
    stays: dict[Stage, list[int]] = {stage: [] for stage in Stage}
    for case_id, told in course.of_cases(uow, actor, opened, only=("steps",)).items():
        came = opened[case_id]
        for step in told.steps:
            stays[step.now].append(max((step.on - came).days, 0))
            came = step.on
    first: dict[str, date] = {}
    for one in referrals.of_actor(uow, actor):
        if one.case_id in opened and one.requested_at is not None:
            day = local_day(one.requested_at)
            first[one.case_id] = min(day, first.get(one.case_id, day))
    linked = [max((day - opened[case_id]).days, 0) for case_id, day in first.items()]
    return StageTimes(
        since=since,
        cases=len(rows),
        stages=tuple(_time(stage.value, days) for stage, days in stays.items() if days),
        first_link=_time("first_link", linked),
    )


def _time(name: str, days: list[int]) -> StageTime:
    return StageTime(name, len(days), median(days) if len(days) >= FEWEST else None)
