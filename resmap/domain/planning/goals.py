"""What a plan wants: purposes (a changed state) and objectives (its concrete level), kept apart (R090, R091)."""

from dataclasses import dataclass
from enum import StrEnum


class GoalType(StrEnum):
    """The six kinds of goals (R079-R084), in the order of the seed (B:251-256)."""

    RELATIONSHIP = "relationship"
    DECISION = "decision"
    BEHAVIOUR = "behaviour"
    ENVIRONMENT = "environment"
    RESOURCE = "resource"
    SKILL = "skill"


class Ground(StrEnum):
    """Why this need was taken up now (R088): it can be met in the time, or the client puts it first."""

    ATTAINABLE = "attainable"
    CLIENT_FIRST = "client_first"


class Side(StrEnum):
    """Whose capacities an objective draws on; all three belong into it (R093)."""

    MANAGER = "manager"
    COMMUNITY = "community"
    CLIENT = "client"


@dataclass(frozen=True, slots=True)
class Purpose:
    """개입목적: the changed state to be expected once the need is met (R090). ``needs`` are need codes."""

    id: str
    text: str
    holder: str | None = None
    needs: tuple[str, ...] = ()
    goal_type: GoalType | None = None


@dataclass(frozen=True, slots=True)
class Objective:
    """개입목표: the concrete level of the change (R091).

    ``indicator``, ``baseline`` and ``target`` are words or numbers as written; ``months`` > 0 is the
    time given. ``confirmed``: whether the client agreed to it; None = nobody was asked to say.
    """

    id: str
    text: str
    holder: str | None = None
    indicator: str | None = None
    baseline: str | None = None
    target: str | None = None
    months: float | None = None
    inputs: frozenset[Side] = frozenset()
    purpose: str | None = None
    goal_type: GoalType | None = None
    ground: Ground | None = None
    confirmed: bool | None = None
    strategy: str | None = None
