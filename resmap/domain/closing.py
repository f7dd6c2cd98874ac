"""What a closing reason obliges to (decision table of requirements §0; R189-R199)."""

from dataclasses import dataclass
from enum import StrEnum

from resmap.domain.codes import ClosingReason

#: Reasons on the manager's or the agency's side (A:76).
OUR_SIDE = frozenset(
    {ClosingReason.MANAGER_LEFT, ClosingReason.AGENCY_CLOSED, ClosingReason.AGENCY_REASON}
)


class Obligation(StrEnum):
    """What else the reason asks for before or after closing."""

    REFER = "REFER"
    NEW_MANAGER = "NEW_MANAGER"
    RECORD_HANDOVER = "RECORD_HANDOVER"
    KEEP_GAINS_PLAN = "KEEP_GAINS_PLAN"
    HOW_TO_ASK_AGAIN = "HOW_TO_ASK_AGAIN"
    NOTIFY_ENDED_ONLY = "NOTIFY_ENDED_ONLY"
    RESCREEN_HOUSEHOLD = "RESCREEN_HOUSEHOLD"
    NEW_ADDRESS_SEALED = "NEW_ADDRESS_SEALED"
    CONTACT_LOG = "CONTACT_LOG"
    SAFETY_CHECK = "SAFETY_CHECK"
    SUPERVISOR_DECIDES = "SUPERVISOR_DECIDES"
    OWN_WORDS = "OWN_WORDS"


_O, _R = Obligation, ClosingReason

OBLIGATIONS: dict[ClosingReason, tuple[Obligation, ...]] = {
    _R.GOAL_MET: (_O.KEEP_GAINS_PLAN, _O.HOW_TO_ASK_AGAIN),
    _R.MANAGER_LEFT: (_O.NEW_MANAGER, _O.RECORD_HANDOVER, _O.HOW_TO_ASK_AGAIN),
    _R.AGENCY_CLOSED: (_O.NEW_MANAGER, _O.RECORD_HANDOVER, _O.HOW_TO_ASK_AGAIN),
    _R.AGENCY_REASON: (_O.NEW_MANAGER, _O.RECORD_HANDOVER, _O.HOW_TO_ASK_AGAIN),
    _R.DEATH: (_O.NOTIFY_ENDED_ONLY, _O.RESCREEN_HOUSEHOLD),
    _R.MOVED: (_O.RECORD_HANDOVER, _O.NEW_ADDRESS_SEALED, _O.HOW_TO_ASK_AGAIN),
    _R.LOST_CONTACT: (_O.CONTACT_LOG, _O.SAFETY_CHECK, _O.SUPERVISOR_DECIDES),
    _R.CLIENT_WISH: (_O.OWN_WORDS, _O.SUPERVISOR_DECIDES, _O.HOW_TO_ASK_AGAIN),
}


@dataclass(frozen=True, slots=True)
class ClosingRuling:
    """``blocked`` holds until a referral is accepted; ``propose_transfer`` only where needs remain."""

    must_refer: bool
    blocked: bool
    propose_transfer: bool
    suggestions: bool
    cancel_reminders: bool
    obligations: tuple[Obligation, ...]


def rule_closing(
    reason: ClosingReason, unmet_needs: bool, referral_accepted: bool = False
) -> ClosingRuling:
    """Judge a wish to close.

    ``must_refer = unmet needs ∧ the reason lies on our side ∧ the client lives``
    (A:76); death is never followed by a referral or a reminder (A:74).
    """
    dead = reason is ClosingReason.DEATH
    must_refer = unmet_needs and reason in OUR_SIDE
    obligations = OBLIGATIONS[reason]
    return ClosingRuling(
        must_refer=must_refer,
        blocked=must_refer and not referral_accepted,
        propose_transfer=unmet_needs and reason is ClosingReason.MOVED,
        suggestions=not dead,
        cancel_reminders=dead,
        obligations=(Obligation.REFER, *obligations) if must_refer else obligations,
    )
