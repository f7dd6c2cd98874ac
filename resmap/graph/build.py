"""From plain values to a networkx graph.

Nodes are people, groups, organisations, departments, offers and places; edges
are typed, directed and weighted. An organisation has departments, a department
has offers; residents and groups that offer something are themselves the node
of their offer.
"""

from dataclasses import dataclass

import networkx as nx

from resmap.domain.case import CLIENT, Case
from resmap.domain.codes import PartyKind, TieKind
from resmap.domain.network import Network, Offer
from resmap.domain.serving import same_name

#: Kinds of nodes. An offer by a resident or a self-help group is that person or group.
OFFER, PERSON, GROUP = "offer", "person", "group"
ORGANIZATION, DEPARTMENT, PLACE, DONG = "organization", "department", "place", "dong"

#: Edges of structure, beside the typed ties.
HAS_DEPARTMENT, HAS_OFFER, LOCATED_IN = "has_department", "has_offer", "located_in"


@dataclass(frozen=True, slots=True)
class Step:
    """How an edge may be walked: the share of its strength that counts forward and backward."""

    forward: float
    backward: float


#: Trust runs along these; a membership introduces both ways, a referral only onward.
WALKABLE: dict[str, Step] = {
    TieKind.NEIGHBOUR: Step(1.0, 1.0),
    TieKind.FAMILY: Step(1.0, 1.0),
    TieKind.FRIEND: Step(1.0, 1.0),
    TieKind.MEMBER_OF: Step(1.0, 0.8),
    TieKind.LEADS: Step(1.0, 1.0),
    TieKind.WORKS_WITH: Step(0.8, 0.8),
    TieKind.TRUSTS: Step(1.0, 0.5),
    TieKind.REFERS_TO: Step(0.8, 0.0),
    TieKind.SERVED: Step(0.6, 0.0),
}


def node_kind(offer: Offer) -> str:
    if offer.is_individual:
        return PERSON
    return GROUP if offer.recipient_class in ("association", "selfhelp") else OFFER


def neighbourhood(network: Network) -> nx.MultiDiGraph:
    """The whole network as a directed multigraph; edge attributes ``kind``, ``strength``.

    A location-secret offer has no place and hangs on no organisation that could
    tell where it is (P-21).
    """
    graph = nx.MultiDiGraph()
    for party in network.parties:
        graph.add_node(party.id, kind=party.kind.value, name=party.name, dong=party.place.dong)
    for offer in network.offers:
        graph.add_node(offer.id, kind=node_kind(offer), name=offer.name, dong=offer.place.dong)
        if not offer.location_secret and offer.recipient_class == "agency":
            _provider(graph, offer)
        if offer.place.dong:
            place = f"{DONG}:{offer.place.dong}"
            graph.add_node(place, kind=PLACE, name=offer.place.dong, dong=offer.place.dong)
            graph.add_edge(offer.id, place, kind=LOCATED_IN, strength=1.0)
    for tie in network.ties:
        _tie(graph, tie)
    return graph


def _provider(graph: nx.MultiDiGraph, offer: Offer) -> None:
    organization = f"{ORGANIZATION}:{same_name(offer.organization)}"
    graph.add_node(organization, kind=ORGANIZATION, name=offer.organization, dong=None)
    if not offer.department:
        graph.add_edge(organization, offer.id, kind=HAS_OFFER, strength=1.0)
        return
    department = f"{DEPARTMENT}:{same_name(offer.organization)}/{same_name(offer.department)}"
    graph.add_node(department, kind=DEPARTMENT, name=offer.department, dong=None)
    if not graph.has_edge(organization, department):
        graph.add_edge(organization, department, kind=HAS_DEPARTMENT, strength=1.0)
    graph.add_edge(department, offer.id, kind=HAS_OFFER, strength=1.0)


def _tie(graph: nx.MultiDiGraph, tie) -> None:
    graph.add_edge(tie.source, tie.target, kind=tie.kind.value, strength=tie.strength)
    if tie.both_ways:
        graph.add_edge(tie.target, tie.source, kind=tie.kind.value, strength=tie.strength)


def join_case(graph: nx.MultiDiGraph, case: Case) -> None:
    """Add the client, the household and their ties to ``graph`` (in place).

    Every household member stands close to the client; a running service is a
    ``served`` tie from the client to the offer. Ids unknown to the graph are
    added as persons, since clients know people the register does not.
    """
    graph.add_node(CLIENT, kind=PERSON, name=CLIENT, dong=case.client.place.dong)
    for member in case.client.household:
        if member.id not in graph:
            graph.add_node(member.id, kind=PERSON, name=member.id, dong=case.client.place.dong)
            graph.add_edge(CLIENT, member.id, kind=TieKind.FAMILY.value, strength=1.0)
    for tie in case.ties:
        for end in (tie.source, tie.target):
            if end not in graph:
                graph.add_node(end, kind=PartyKind.PERSON.value, name=end, dong=None)
        _tie(graph, tie)
    for service in case.served:
        if service.runs_on(case.today):
            graph.add_edge(CLIENT, service.offer, kind=TieKind.SERVED.value, strength=1.0)
