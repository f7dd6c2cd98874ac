"""The seven mistakes of planning (계획수립단계에서 흔히 하는 실수 7가지, B:260-266; R106-R112)."""

from dataclasses import dataclass
from enum import StrEnum


class Mistake(StrEnum):
    """M1 a task or a service instead of a goal · M2 a single service's own goal · M3 nobody's goal · M4 an undefined
    idea · M5 out of reach in a lifetime · M6 out of reach for case management · M7 cannot be judged at closing."""

    M1 = "M1"
    M2 = "M2"
    M3 = "M3"
    M4 = "M4"
    M5 = "M5"
    M6 = "M6"
    M7 = "M7"


class Why(StrEnum):
    """How a mistake shows; each has its own sentence (``planning.why.*``)."""

    PROVIDER_ACTS = "PROVIDER_ACTS"
    PROVIDER_HOLDS = "PROVIDER_HOLDS"
    GIVING = "GIVING"
    ENABLING = "ENABLING"
    SERVICE_USE = "SERVICE_USE"
    BARE_SERVICE = "BARE_SERVICE"
    SESSIONS = "SESSIONS"
    ATTENDANCE = "ATTENDANCE"
    SATISFACTION = "SATISFACTION"
    COURSE = "COURSE"
    NO_HOLDER = "NO_HOLDER"
    UNDEFINED = "UNDEFINED"
    LIFETIME = "LIFETIME"
    TOO_LONG = "TOO_LONG"
    COURT = "COURT"
    INCURABLE = "INCURABLE"
    CHANCE = "CHANCE"
    LAW_CHANGE = "LAW_CHANGE"
    THIRD_PERSON = "THIRD_PERSON"
    NO_MEASURE = "NO_MEASURE"
    EFFORT = "EFFORT"
    NO_PERIOD = "NO_PERIOD"


#: Where one of these stands there is no objective yet to be measured: M7 is not told beside them.
NO_OBJECTIVE_YET = frozenset({Mistake.M1, Mistake.M2, Mistake.M4, Mistake.M5, Mistake.M6})


@dataclass(frozen=True, slots=True)
class Found:
    """One mistake with the words of the text that show it (empty where something is missing)."""

    mistake: Mistake
    why: Why
    words: tuple[str, ...] = ()
