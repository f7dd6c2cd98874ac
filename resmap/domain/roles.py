"""What a case manager is to people: six direct and six indirect roles, three direct services (R048-R050, R152-R154).

Activities are tagged with them, so that a month shows what the work consisted of: one's own, to talk
over in supervision. Nobody is ranked by it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType


class DirectRole(StrEnum):
    """Roles in direct service (A:51-56)."""

    IMPLEMENTER = "implementer"
    TEACHER = "teacher"
    GUIDE = "guide"
    PROCESS_GUIDE = "process_guide"
    INFORMATION = "information"
    SUPPORTER = "supporter"


class IndirectRole(StrEnum):
    """Indirect functions and strategies (A:58-63)."""

    BROKERING = "brokering"
    LINKING = "linking"
    COORDINATING = "coordinating"
    ADVOCACY = "advocacy"
    NETWORK_BUILDING = "network_building"
    TECHNICAL = "technical"


Role = DirectRole | IndirectRole


class DirectService(StrEnum):
    """The three direct services (A:7-9)."""

    CRISIS = "crisis"
    TEACHING = "teaching"
    ENCOURAGING = "encouraging"


#: The role a direct service usually is; the worker may say otherwise.
ROLE_OF_SERVICE: Mapping[DirectService, DirectRole] = MappingProxyType(
    {
        DirectService.CRISIS: DirectRole.IMPLEMENTER,
        DirectService.TEACHING: DirectRole.TEACHER,
        DirectService.ENCOURAGING: DirectRole.SUPPORTER,
    }
)

#: The one role that a record of the program is counted under (R049).
ROLE_OF_RECORD: Mapping[str, IndirectRole] = MappingProxyType(
    {
        "referral": IndirectRole.LINKING,
        "comparison": IndirectRole.BROKERING,
        "conference": IndirectRole.COORDINATING,
        "advocacy": IndirectRole.ADVOCACY,
        "tie": IndirectRole.NETWORK_BUILDING,
        "capacity_question": IndirectRole.TECHNICAL,
        "conflict": IndirectRole.TECHNICAL,
    }
)


@dataclass(frozen=True, slots=True)
class RoleCount:
    """How often a role was taken in a month."""

    role: Role
    times: int


def role(code: str) -> Role:
    """The role of a stored code; KeyError for none of the twelve."""
    for roles in (DirectRole, IndirectRole):
        if code in roles._value2member_map_:
            return roles(code)
    raise KeyError("not one of the twelve roles")


def of_month(activities: Iterable[tuple[date, Iterable[str]]], month: date) -> tuple[RoleCount, ...]:
    """All twelve roles with how often each was taken in the month of that day, in the order of the seed.

    An activity counts once for each of its roles; a code that is none of the twelve is passed over.
    """
    counted = dict.fromkeys([*DirectRole, *IndirectRole], 0)
    for day, codes in activities:
        if (day.year, day.month) == (month.year, month.month):
            for code in set(codes) & {str(one) for one in counted}:
                counted[role(code)] += 1
    return tuple(RoleCount(one, times) for one, times in counted.items())


class Audience(StrEnum):
    WORKER = "worker"
    HELPER = "helper"


class Training(StrEnum):
    """Trainings of the register (R043); the office adds its own in words."""

    INTERVIEW_MISTAKES = "interview_mistakes"
    LISTENING = "listening"
    RELATIONSHIP = "relationship"
    PLAN_MISTAKES = "plan_mistakes"
    COMPLEX_NEEDS = "complex_needs"
    PRIVACY = "privacy"
    REPORTING = "reporting"
    SUICIDE = "suicide"
    SAFE_VISIT = "safe_visit"
    NETWORK = "network"
    SUPERVISION = "supervision"
    NEIGHBOUR_CARE = "neighbour_care"
    OBSERVING = "observing"
    SECRECY = "secrecy"


#: For whom each is meant.
TRAININGS: Mapping[Training, frozenset[Audience]] = MappingProxyType(
    {
        **dict.fromkeys(Training, frozenset({Audience.WORKER})),
        Training.LISTENING: frozenset(Audience),
        Training.REPORTING: frozenset(Audience),
        Training.SUICIDE: frozenset(Audience),
        Training.NEIGHBOUR_CARE: frozenset({Audience.HELPER}),
        Training.OBSERVING: frozenset({Audience.HELPER}),
        Training.SECRECY: frozenset({Audience.HELPER}),
    }
)


def holds(done_on: date, until: date | None, today: date) -> bool:
    """Whether a training counts on that day: from the day it was had to its last day, both included."""
    return done_on <= today and (until is None or today <= until)
