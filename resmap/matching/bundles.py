"""What takes a hindrance away, so that a help can be reached with another beside it (R008, R164)."""

from resmap.domain.access import ESCORTS
from resmap.domain.case import Need
from resmap.domain.codes import GateCode
from resmap.domain.consent import Permitted
from resmap.domain.household import holders
from resmap.domain.network import Network, Offer
from resmap.domain.place import neighbour_band_m
from resmap.matching.situation import Circumstances, situation
from resmap.matching.telling import closed_gates, standing
from resmap.matching.wishing import code_of, hindrances_of

#: So many are named for one hindrance.
MOST = 3

#: What closes an offer that the household has already, and does not keep it from coming along.
_HAS_IT = frozenset({GateCode.SERVED, GateCode.DUP, GateCode.CAPACITY})


def removers(around: Circumstances, need: Need, network: Network) -> dict[str, tuple[Offer, ...]]:
    """For each hindrance of who holds ``need`` (as codes tell it) the offers that take it away.

    What the household has already comes first, for it only has to be asked to come along; then who may
    be told of the client, by bands of distance and then by id. Nobody whom another gate refuses, and no
    secret place (P-21). A hindrance that nobody takes away has none.
    """
    found: dict[str, tuple[Offer, ...]] = {}
    for what, value in hindrances_of(around.case, holders(around.case.client, need.holder)):
        fitting = [
            (place, offer)
            for offer in network.removers.get(what.value, ())
            if (place := _place(around, need, offer)) is not None
        ]
        found[code_of(what, value)] = tuple(offer for _, offer in sorted(fitting, key=lambda one: one[0])[:MOST])
    return found


def _place(around: Circumstances, need: Need, offer: Offer) -> tuple | None:
    """Where the offer stands in that order; None for one that cannot come along."""
    if offer.location_secret or (offer.is_individual and offer.missing_training(ESCORTS)):
        return None  # who goes along does the task of going along, whatever the need is (R043)
    s = situation(around, need, offer)
    runs = offer.id in around.history.running
    closed = {reason.code for reason in closed_gates(s)} - (_HAS_IT if runs else frozenset())
    permits = standing(s)
    if closed or permits is Permitted.BLOCKED:
        return None
    # By the band only: an order by metres would tell where residents live (P-26).
    band = None if s.metres is None else neighbour_band_m(s.metres)
    return not runs, permits is not Permitted.SUGGEST, float("inf") if band is None else band, offer.id
