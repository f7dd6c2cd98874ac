"""What a plan lacks before it is an agreement: the client's opinion, how it was decided, two signatures (R033, R034, R113).

The checker's hints never stand in the way (P-19); what stands here does, because without it nobody agreed to anything.
A signature under the plan agrees to the services only. It permits no disclosure (R127).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from resmap.domain.planning.plan import LineKind, Plan, PlanLine


class DecidedHow(StrEnum):
    """How the client came to the decision (R033, B:94)."""

    ALONE = "alone"
    WITH_WORKER = "with_worker"
    BY_GUARDIAN = "by_guardian"


class Gap(StrEnum):
    """Why a plan is no contract yet, or why one line cannot be kept."""

    MISSING = "MISSING"
    IN_FUTURE = "IN_FUTURE"
    NO_GROUND = "NO_GROUND"
    END_BEFORE_START = "END_BEFORE_START"
    PER_WEEK_RANGE = "PER_WEEK_RANGE"
    PRIORITY_TAKEN = "PRIORITY_TAKEN"
    PRIORITY_RANGE = "PRIORITY_RANGE"
    CONDITION_ALONE = "CONDITION_ALONE"
    NO_CONDITION = "NO_CONDITION"
    WAITS_FOR_ITSELF = "WAITS_FOR_ITSELF"
    NO_SUCH_LINE = "NO_SUCH_LINE"


#: Times a week: every second week is 0.5 (R122); ten times a day is the most anybody is called on.
LEAST_PER_WEEK, MOST_PER_WEEK = 0.1, 70


@dataclass(frozen=True, slots=True)
class Contract:
    """What is signed. ``service_agreed_on`` is the client's day, ``manager_signed_on`` the manager's (R126, R128).

    ``replaces``: an earlier plan was agreed to, whose end needs a reason (``why``, R104).
    """

    opinion: str = ""
    decided_how: DecidedHow | None = None
    signer: str = ""
    service_agreed_on: date | None = None
    manager_signed_on: date | None = None
    replaces: bool = False
    why: str = ""


def contract_gaps(contract: Contract, plan: Plan, today: date) -> tuple[tuple[str, Gap], ...]:
    """Everything that is missing, together: (field, gap). Empty: it may be contracted.

    ``plan`` fields are ``objectives`` (at least one), ``lines`` (at least one) and ``purposes``, each of which
    cites a ground (R088); the grounds are read from the objectives.
    """
    found: list[tuple[str, Gap]] = []
    if not plan.objectives:
        found.append(("objectives", Gap.MISSING))
    if not plan.lines:
        found.append(("lines", Gap.MISSING))
    if any(one.ground is None for one in plan.objectives):
        found.append(("ground", Gap.NO_GROUND))
    texts = (("opinion", contract.opinion), ("signer", contract.signer))
    found += [(name, Gap.MISSING) for name, value in texts if not value.strip()]
    if contract.decided_how is None:
        found.append(("decided_how", Gap.MISSING))
    for name in ("service_agreed_on", "manager_signed_on"):
        day = getattr(contract, name)
        if day is None:
            found.append((name, Gap.MISSING))
        elif day > today:
            found.append((name, Gap.IN_FUTURE))
    if contract.replaces and not contract.why.strip():
        found.append(("why", Gap.MISSING))
    return tuple(found)


def line_gaps(line: PlanLine, others: Sequence[PlanLine] = ()) -> tuple[tuple[str, Gap], ...]:
    """Why a line cannot be kept beside the ``others`` of its plan (R096, R119, R121, R122); empty: it can."""
    found: list[tuple[str, Gap]] = []
    if not line.content.strip():
        found.append(("content", Gap.MISSING))
    if line.starts_on and line.ends_on and line.ends_on < line.starts_on:
        found.append(("ends_on", Gap.END_BEFORE_START))
    if line.per_week is not None and not LEAST_PER_WEEK <= line.per_week <= MOST_PER_WEEK:
        found.append(("per_week", Gap.PER_WEEK_RANGE))
    if line.priority is not None and line.priority < 1:
        found.append(("priority", Gap.PRIORITY_RANGE))
    elif line.priority in {one.priority for one in others} - {None}:
        found.append(("priority", Gap.PRIORITY_TAKEN))
    condition = (line.condition or "").strip()
    if line.depends_on is None:
        if condition:
            found.append(("depends_on", Gap.CONDITION_ALONE))
    elif line.depends_on not in {one.id for one in others}:
        found.append(("depends_on", Gap.NO_SUCH_LINE))
    elif _in_a_circle(line, others):
        found.append(("depends_on", Gap.WAITS_FOR_ITSELF))
    if line.depends_on is not None and not condition:
        found.append(("condition", Gap.NO_CONDITION))
    if line.kind is LineKind.OBSTACLE and not (line.removes or "").strip():
        found.append(("removes", Gap.MISSING))  # R092
    return tuple(found)


def next_priority(taken: Collection[int | None]) -> int:
    """The rank after the last (R119: unique in a plan)."""
    return max((one for one in taken if one is not None), default=0) + 1


def _in_a_circle(line: PlanLine, others: Sequence[PlanLine]) -> bool:
    waits_for = {one.id: one.depends_on for one in others} | {line.id: line.depends_on}
    at, seen = line.depends_on, set()
    while at is not None and at not in seen:
        if at == line.id:
            return True
        seen.add(at)
        at = waits_for.get(at)
    return False
