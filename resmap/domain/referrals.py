"""States of a referral and the steps between them: one table (TRUST.md).

Issue 4 adds conditions to the later steps; the table already holds the whole
loop so that no stored state has to be renamed.
"""

from enum import StrEnum


class ReferralState(StrEnum):
    DRAFT = "draft"
    REQUESTED = "requested"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    IN_PROGRESS = "in_progress"
    ON_HOLD = "on_hold"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


_S = ReferralState

STEPS: dict[ReferralState, frozenset[ReferralState]] = {
    _S.DRAFT: frozenset({_S.REQUESTED, _S.CANCELLED}),
    _S.REQUESTED: frozenset({_S.ACCEPTED, _S.REJECTED, _S.CANCELLED, _S.EXPIRED}),
    _S.ACCEPTED: frozenset({_S.IN_PROGRESS, _S.CANCELLED, _S.FAILED}),
    _S.IN_PROGRESS: frozenset({_S.ON_HOLD, _S.COMPLETED, _S.FAILED, _S.CANCELLED}),
    _S.ON_HOLD: frozenset({_S.IN_PROGRESS, _S.FAILED, _S.CANCELLED}),
    _S.REJECTED: frozenset(),
    _S.COMPLETED: frozenset(),
    _S.FAILED: frozenset(),
    _S.CANCELLED: frozenset(),
    _S.EXPIRED: frozenset(),
}

#: States in which the referral is on its way or running: a second one to the
#: same unit for the same case would be a double.
LIVE = frozenset(
    {_S.DRAFT, _S.REQUESTED, _S.ACCEPTED, _S.IN_PROGRESS, _S.ON_HOLD}
)

#: States that mean the unit has served (or serves) the household (R195);
#: a mere enquiry, a refusal or a failed start does not.
SERVES = frozenset({_S.ACCEPTED, _S.IN_PROGRESS, _S.ON_HOLD, _S.COMPLETED})

#: States that hold one of the offer's places.
HOLDS_PLACE = frozenset({_S.REQUESTED, _S.ACCEPTED, _S.IN_PROGRESS, _S.ON_HOLD})


def may_step(now: ReferralState, then: ReferralState) -> bool:
    return then in STEPS[now]
