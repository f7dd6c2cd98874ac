"""Suggestions about ties themselves: widen and strengthen the client's own network.

A relational resource is an edge, not a node (R134): "add a tie", "strengthen
tie X". Nobody is proposed here who was not already suggested as an offer, so
every gate and every consent has been asked.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from resmap.domain.case import CLIENT, Case
from resmap.domain.codes import TieAction, TieKind
from resmap.domain.duties import in_danger
from resmap.domain.network import Network, Offer, Road

#: Needs that a relation itself can meet.
RELATIONAL_NEEDS = frozenset({"SOC11", "SOC13", "SOC14", "SOC24", "FAM14", "DLY16"})

#: Ties that can be made stronger by meeting more often.
_GROWING = frozenset(
    {TieKind.NEIGHBOUR, TieKind.FAMILY, TieKind.FRIEND, TieKind.MEMBER_OF, TieKind.TRUSTS}
)
#: At or below this a tie is weak enough to be worth strengthening.
WEAK = 0.5
#: New ties proposed for one need at most: a person can only meet so many people.
MOST_NEW = 3


@dataclass(frozen=True, slots=True)
class Relation:
    """One suggestion about a tie with ``to``; ``via`` are the people who could introduce."""

    action: TieAction
    to: str
    via: tuple[str, ...] = ()


def relations(
    code: str,
    case: Case,
    network: Network,
    suggested: Iterable[Offer],
    roads: Mapping[str, Road],
    avoid: frozenset[str],
) -> tuple[Relation, ...]:
    """Ties to strengthen, then ties to make, for the need ``code``; empty for other needs.

    ``suggested`` are the offers suggested for this need, best first. People who
    serve the household already, who are in ``avoid`` (must be kept apart, or their
    own offer may not be suggested), or whose place is secret are left out. While
    there is violence or exploitation no tie is strengthened: it may be the one
    that hurts, and a good neighbour may be the exploiter (practice §2.10 rule 12).
    """
    if code not in RELATIONAL_NEEDS:
        return ()
    own = {CLIENT, *(member.id for member in case.client.household)}
    served = {service.offer for service in case.served}
    ties = [
        (tie, tie.target if tie.source in own else tie.source)
        for tie in case.ties
        if (tie.source in own) != (tie.target in own)
    ]
    known = {other for _, other in ties}
    weak = sorted(
        {
            other
            for tie, other in ties
            if tie.kind in _GROWING
            and tie.strength <= WEAK
            and other not in avoid | network.hidden | served
            and (code != "FAM14" or tie.kind is TieKind.FAMILY)
        }
    )
    strengthen = [] if in_danger(case) else [Relation(TieAction.STRENGTHEN, to) for to in weak]
    people = [
        offer
        for offer in suggested
        if (offer.is_individual or offer.kind.startswith(("H3", "H4")))
        and offer.id not in known | network.secret_ids
    ]
    new = [
        Relation(TieAction.NEW, offer.id, roads[offer.id].nodes[1:-1] if offer.id in roads else ())
        for offer in people[:MOST_NEW]
    ]
    return (*strengthen, *new)
