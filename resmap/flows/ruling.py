"""May this offer be used for this need, now? The whole rule, asked again at every act.

A page is minutes old when its button is pressed: what it showed is no proof.
"""

from collections.abc import Iterable

from resmap.domain.case import Need
from resmap.domain.codes import GateCode
from resmap.domain.consent import Permitted, permitted
from resmap.domain.network import Offer
from resmap.domain.permissions import NotFound
from resmap.domain.referrals import LIVE
from resmap.flows.case_loading import LoadedCase
from resmap.matching.engine import Reason, case_gate, closed_gates
from resmap.matching.gates import NEVER_OVERRIDDEN
from resmap.matching.situation import situation
from resmap.matching.telling import consent_reason
from resmap.store import ReferralRecord, referrals


class RuleForbids(Exception):
    """A rule stands against the act; ``reasons`` are codes with facts, for words to say."""

    def __init__(self, reasons: Iterable[Reason]):
        self.reasons = tuple(reasons)
        super().__init__(", ".join(str(reason.code) for reason in self.reasons))


class AlreadyDone(Exception):
    """The act was done before, by this form or by somebody else; ``subject`` is what it made."""

    def __init__(self, subject: str):
        super().__init__(subject)
        self.subject = subject


def offer_of(loaded: LoadedCase, offer_id: str) -> Offer:
    """The offer in the neighbourhood; raises NotFound."""
    try:
        return loaded.network.by_id[offer_id]
    except KeyError:
        raise NotFound("OfferRecord") from None


def standing_offer_of(loaded: LoadedCase, offer_id: str) -> Offer:
    """The offer that stands for this id now, for an act that begins; raises NotFound.

    What was begun with an entry that was merged since stays with it: :func:`offer_of`.
    """
    return offer_of(loaded, loaded.network.sames.standing(offer_id))


def alive_to(loaded: LoadedCase, offer: Offer) -> ReferralRecord | None:
    """The live referral of this case to a unit of the offer, by whatever id it was sent (decision 0008)."""
    units = referrals.unit_keys(offer)
    for record in loaded.parts.referrals:
        if record.case_id == loaded.id and record.state in LIVE:
            to = loaded.network.by_id.get(loaded.network.sames.standing(record.offer_id))
            if record.unit in units or (to is not None and to.stands_for and units & referrals.unit_keys(to)):
                return record
    return None


def reasons_against(loaded: LoadedCase, need: Need, offer: Offer) -> tuple[Reason, ...]:
    """Every reason why ``offer`` may not be used for ``need`` now; empty if it may.

    Judged from the records in this unit of work: the case gate (R020, A:74), that
    the offer covers the need (R196), every gate with SERVED among them (R195), and
    consent (P-05). What a supervisor let pass (R045) is left out.
    """
    closed = case_gate(loaded.case)
    if closed is not None:
        return (Reason(closed, {}),)
    if offer.is_taken_out:
        return (Reason(GateCode.CLOSED, {}),)
    if need.code not in offer.needs:
        return (Reason(GateCode.NEED, {"need": need.code}),)
    reasons = closed_gates(situation(loaded.around, need, offer))
    reasons = tuple(one for one in reasons if str(one.code) not in let_pass(loaded, offer.id))
    permits = permitted(loaded.case, need, offer)
    if not reasons and permits is not Permitted.SUGGEST:
        return (consent_reason(offer, permits),)
    return reasons


def require_allowed(loaded: LoadedCase, need: Need, offer: Offer) -> None:
    """Raise RuleForbids with every reason that stands against ``offer`` for ``need``."""
    reasons = reasons_against(loaded, need, offer)
    if reasons:
        raise RuleForbids(reasons)


def let_pass(loaded: LoadedCase, offer_id: str) -> frozenset[str]:
    """Codes of the gates that a supervisor opened for this offer; never one that knows no exception."""
    named = {gate for one in loaded.overrides if one.offer_id == offer_id for gate in one.gates}
    return frozenset(named - {str(code) for code in NEVER_OVERRIDDEN})
