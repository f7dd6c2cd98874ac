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


#: What it usually is where a contact was tagged with that role; an implementer does more than crises.
SERVICE_OF_ROLE: Mapping[DirectRole, DirectService] = MappingProxyType(
    {DirectRole.TEACHER: DirectService.TEACHING, DirectRole.SUPPORTER: DirectService.ENCOURAGING}
)

#: Said instead of one of the three: the contact was none of them.
NO_SERVICE = "none"


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


@dataclass(frozen=True, slots=True)
class ServiceCount:
    """How often a direct service was given in a month (R152-R154)."""

    service: DirectService
    times: int


def service_given(
    said: str | None, roles: Iterable[str], *, emergency: bool, reached: bool = True
) -> DirectService | None:
    """Which of the three direct services a contact was (R152-R154).

    ``said``: a code, :data:`NO_SERVICE`, or None where nobody said. Unsaid it follows from the emergency of the case,
    else from a role that stands for one of them. A try that reached nobody gave nothing. Raises ValueError for
    another code.
    """
    named = DirectService(said) if said not in (None, NO_SERVICE) else None
    if not reached or said == NO_SERVICE:
        return None
    if named is not None:
        return named
    if emergency:
        return DirectService.CRISIS
    usual = {SERVICE_OF_ROLE[one] for one in SERVICE_OF_ROLE if one in set(roles)}
    return usual.pop() if len(usual) == 1 else None


def roles_with(roles: Iterable[str], service: DirectService | None) -> tuple[str, ...]:
    """The roles of an activity, each once: as they were said, else the one that its direct service usually is."""
    told = tuple(dict.fromkeys(roles))
    return told or ((ROLE_OF_SERVICE[service].value,) if service is not None else ())


def counted(contacts: Iterable[tuple[Iterable[str], int]], records: Mapping[str, int]) -> tuple[RoleCount, ...]:
    """All twelve roles of a month, in the order of the seed (R048, R049).

    ``contacts``: (roles, how many contacts had just these); ``records``: how many of each kind of
    :data:`ROLE_OF_RECORD`. KeyError for another kind; a code that is none of the twelve is passed over.
    """
    times: dict[str, int] = dict.fromkeys([*DirectRole, *IndirectRole], 0)
    for codes, number in contacts:
        for code in set(codes) & set(times):
            times[code] += number
    for kind, number in records.items():
        times[ROLE_OF_RECORD[kind]] += number
    return tuple(RoleCount(role(code), number) for code, number in times.items())


def counted_services(given: Mapping[str, int]) -> tuple[ServiceCount, ...]:
    """All three direct services of a month; ``given``: how many contacts by the stored code."""
    return tuple(ServiceCount(one, given.get(one.value, 0)) for one in DirectService)


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
