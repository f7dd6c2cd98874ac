"""A whole plan as the checker looks at it: objectives, lines of work, needs taken up or deferred, strengths."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from resmap.domain.planning.goals import Objective, Purpose, Side


class LineKind(StrEnum):
    """What a line of the plan is for (R092, R094, R155, R171)."""

    SERVICE = "service"
    DIRECT = "direct"
    OBSTACLE = "obstacle"
    CAPACITY_CLIENT = "capacity_client"
    CAPACITY_MANAGER = "capacity_manager"
    CAPACITY_COMMUNITY = "capacity_community"
    CLIENT_TASK = "client_task"


#: Lines that the client carries (R171) and lines that only the manager carries (R155).
CLIENT_LINES = frozenset({LineKind.CLIENT_TASK})
MANAGER_LINES = frozenset({LineKind.DIRECT, LineKind.CAPACITY_MANAGER})


class CheckMethod(StrEnum):
    """⑫ how a line is watched: the four methods (R158-R161)."""

    CONTACT = "contact"
    AROUND = "around"
    SCALES = "scales"
    PROVIDER = "provider"


class Timing(StrEnum):
    """⑥ when in the course of the work a line has its place (R120)."""

    AT_ONCE = "at_once"
    FIRST_MONTH = "first_month"
    FIRST_QUARTER = "first_quarter"
    LATER = "later"
    ON_CONDITION = "on_condition"


#: Whose capacities a line draws on (R093): what nobody has to be asked twice.
SIDE_OF: dict[LineKind, Side] = {
    LineKind.SERVICE: Side.COMMUNITY,
    LineKind.OBSTACLE: Side.COMMUNITY,
    LineKind.CAPACITY_COMMUNITY: Side.COMMUNITY,
    LineKind.DIRECT: Side.MANAGER,
    LineKind.CAPACITY_MANAGER: Side.MANAGER,
    LineKind.CLIENT_TASK: Side.CLIENT,
    LineKind.CAPACITY_CLIENT: Side.CLIENT,
}


@dataclass(frozen=True, slots=True)
class PlanLine:
    """Who does what for one objective (④-⑫).

    ``depends_on`` names the line that must come first and ``condition`` what it must show (R096);
    ``removes`` says which obstacle a line of that kind takes away (R092). ``priority`` from 1 is
    unique in a plan (R119); ``per_week`` is a frequency, 0.5 = every second week (R122).
    """

    id: str
    objective: str
    kind: LineKind
    content: str
    provider: str | None = None
    person: str | None = None
    depends_on: str | None = None
    condition: str | None = None
    removes: str | None = None
    priority: int | None = None
    timing: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    per_week: float | None = None
    when: str | None = None
    methods: frozenset[CheckMethod] = frozenset()


@dataclass(frozen=True, slots=True)
class PlannedNeed:
    """A confirmed need and what became of it: taken up in a purpose, or deferred with a reason (R089)."""

    code: str
    holder: str | None = None
    deferred: bool = False
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """``purposes``, ``needs`` and ``lines`` are None where the writer told nothing of them: nothing is then missed."""

    objectives: tuple[Objective, ...]
    strengths: tuple[str, ...] = ()
    purposes: tuple[Purpose, ...] | None = None
    needs: tuple[PlannedNeed, ...] | None = None
    lines: tuple[PlanLine, ...] | None = None


@dataclass(frozen=True, slots=True)
class PlanLimits:
    """What a municipality may set. An objective longer than ``most_months`` is a grand one (R110).

    24 months: a case is reassessed each year (R181), so an objective spans two of them at most.
    """

    most_months: float = 24
