"""Follow-up after closing, and coming back (R182-R184, R208-R213; B:381, B:387-402).

Limited in purpose and in time, with the client's own consent, and no new service: whoever needs one
comes back into the process, at whatever stage fits, on a ground that is written down.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from resmap.domain.codes import Stage


class Stability(StrEnum):
    """What a follow-up found (R209)."""

    STABLE = "stable"
    WATCH = "watch"
    REOPEN = "reopen"


class Work(StrEnum):
    """What may be done in a follow-up (R210), and what may not."""

    SUPPORTIVE_TALK = "supportive_talk"
    INFORMATION = "information"
    NEW_SERVICE = "new_service"


ALLOWED = frozenset({Work.SUPPORTIVE_TALK, Work.INFORMATION})


class Ground(StrEnum):
    """What a decision to come back rests on (R184)."""

    IN_DEPTH_TALK = "in_depth_talk"
    NEED_REASSESSMENT = "need_reassessment"
    CRISIS_LEVEL = "crisis_level"


class FollowUpGap(StrEnum):
    """What stands in the way of a follow-up or of coming back."""

    CONSENT = "CONSENT"
    ALIVE = "ALIVE"
    END_DATE = "END_DATE"
    AFTER_END = "AFTER_END"
    REOPEN_FIRST = "REOPEN_FIRST"
    RESULT = "RESULT"
    GROUND = "GROUND"
    STAGE = "STAGE"
    DECIDED_BY = "DECIDED_BY"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One follow-up as it is judged. ``until``: the last day of the period that was agreed on (R208)."""

    on: date
    consented: bool
    until: date | None
    work: frozenset[Work] = frozenset()
    result: Stability | None = None
    alive: bool = True


@dataclass(frozen=True, slots=True)
class Return:
    """Somebody comes back into the process: on what ground, at which stage, decided by whom."""

    grounds: frozenset[Ground]
    stage: Stage | None
    decided_by: str | None
    alive: bool = True


#: Where somebody may come back in: any stage before closing.
ENTRIES = tuple(stage for stage in Stage if stage not in (Stage.CLOSING, Stage.FOLLOW_UP))


def follow_up_gaps(one: FollowUp) -> tuple[FollowUpGap, ...]:
    """What stands in the way; empty where it may be kept."""
    gaps = {
        FollowUpGap.CONSENT: not one.consented,
        FollowUpGap.ALIVE: not one.alive,
        FollowUpGap.END_DATE: one.until is None,
        FollowUpGap.AFTER_END: one.until is not None and one.on > one.until,
        FollowUpGap.REOPEN_FIRST: bool(one.work - ALLOWED),
        FollowUpGap.RESULT: one.result is None,
    }
    return tuple(gap for gap in FollowUpGap if gaps.get(gap))


def return_gaps(one: Return) -> tuple[FollowUpGap, ...]:
    """What a decision to come back lacks (R184): a ground, a stage, somebody who decides. Never after a death."""
    gaps = {
        FollowUpGap.ALIVE: not one.alive,
        FollowUpGap.GROUND: not one.grounds,
        FollowUpGap.STAGE: one.stage not in ENTRIES,
        FollowUpGap.DECIDED_BY: not (one.decided_by or "").strip(),
    }
    return tuple(gap for gap in FollowUpGap if gaps.get(gap))
