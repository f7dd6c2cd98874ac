"""Exercises on the seven mistakes in asking (R063-R069) and the seven mistakes of objectives (R106-R112).

Invented people only. Each shows one mistake; its words stand in ``words/catalogue/exercises.toml``. What somebody
picks is told back and kept nowhere: an exercise is no examination, and nobody is counted by it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from resmap.domain.mistakes import Mistake as Asking
from resmap.domain.planning.mistakes import Mistake as Planning
from resmap.domain.roles import Training


class Subject(StrEnum):
    INTERVIEW = "interview"
    OBJECTIVES = "objectives"


@dataclass(frozen=True, slots=True)
class Exercise:
    """One made-up question or objective; ``name`` finds its words, ``mistake`` is the one that it shows."""

    name: str
    mistake: Asking | Planning


#: In the order in which they are shown: each of the seven at least once, never in the order of the list of answers.
EXERCISES: Mapping[Subject, tuple[Exercise, ...]] = MappingProxyType(
    {
        Subject.INTERVIEW: (
            Exercise("meals", Asking.YES_NO),
            Exercise("lonely", Asking.LEADING),
            Exercise("hospital", Asking.WHY),
            Exercise("pain", Asking.SEVERAL),
            Exercise("daughter_in_law", Asking.BAD_MOMENT),
            Exercise("income", Asking.COMPLEX),
            Exercise("bills", Asking.IRRELEVANT),
            Exercise("angry", Asking.LEADING),
            Exercise("clutter", Asking.WHY),
            Exercise("work", Asking.SEVERAL),
        ),
        Subject.OBJECTIVES: (
            Exercise("lunch_box", Planning.M1),
            Exercise("rent", Planning.M3),
            Exercise("neighbours", Planning.M7),
            Exercise("counselling", Planning.M2),
            Exercise("quality", Planning.M4),
            Exercise("house", Planning.M5),
            Exercise("dementia", Planning.M6),
            Exercise("effort", Planning.M7),
            Exercise("to_hospital", Planning.M1),
            Exercise("lawsuit", Planning.M6),
        ),
    }
)

#: As what somebody may note that they went through them.
NOTED_AS: Mapping[Subject, Training] = MappingProxyType(
    {Subject.INTERVIEW: Training.INTERVIEW_MISTAKES, Subject.OBJECTIVES: Training.PLAN_MISTAKES}
)


def choices(subject: Subject) -> tuple[Asking | Planning, ...]:
    """The seven, in the order in which they are taught."""
    return tuple(Asking if subject is Subject.INTERVIEW else Planning)


def picked(subject: Subject, code: str) -> Asking | Planning | None:
    """The mistake of a code; None for none of the seven."""
    return next((one for one in choices(subject) if one.value == code), None)
