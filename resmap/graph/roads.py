"""Roads of trust: over whom the client could come to an offer (R050, R134)."""

from collections.abc import Callable, Mapping
from weakref import WeakKeyDictionary

import networkx as nx

from resmap.domain.case import CLIENT, Case
from resmap.domain.codes import NETWORK_CLASSES
from resmap.domain.consent import may_be_asked
from resmap.domain.duties import in_danger
from resmap.domain.network import Network, Road
from resmap.graph.build import WALKABLE, join_case

#: A road longer than this is no introduction any more (steps).
LONGEST = 3
#: Node -> neighbour -> {"trust": 0..1}, as networkx keeps it.
Steps = Mapping[str, Mapping[str, Mapping[str, float]]]

#: Weaker than this is no road (product of tie strengths).
WEAKEST = 0.05


def roads_from(case: Case, network: Network, avoid: frozenset[str]) -> Mapping[str, Road]:
    """The most trusted road of at most three steps from the client to every node it reaches.

    Never over somebody in ``avoid``, a secret place or who was taken out, never by the
    introduction of a neighbour, shop or group that may not know of the client, and over
    nobody of the household while somebody close may be the danger.
    Equal trust is settled by fewer steps, then by ids, so that input order never
    matters.
    """
    around_client = nx.MultiDiGraph()
    join_case(around_client, case)
    own = nx.DiGraph()
    for source, target, data in around_client.edges(data=True):
        _walk(own, source, target, data)
    introduces = _introducers(case, network)
    housemates = {member.id for member in case.client.household} if in_danger(case) else set()
    return _expand((dict(own.adjacency()), _steps(network)), avoid | network.hidden | housemates, introduces)


def _introducers(case: Case, network: Network) -> Callable[[str], bool]:
    """Who may be asked to introduce: to introduce somebody is to be told of them (B:79)."""
    # That another entry of the same serves makes this one no acquaintance (decision 0008).
    knows_already = {one.offer for one in case.served if one.runs_on(case.today) and one.through is None}
    unwanted = {answer.offer for answer in case.declined}

    def introduces(node: str) -> bool:
        offer = network.by_id.get(node)
        if offer is None or node in knows_already:
            return True
        if node in unwanted:
            return False
        network_class = offer.recipient_class in NETWORK_CLASSES
        return not network_class or may_be_asked(offer, case.consents, case.today)

    return introduces


def trust_graph(network: Network) -> nx.DiGraph:
    """One directed edge per pair: the strongest walkable tie, ``trust`` 0..1."""
    if network not in _TRUST:
        _TRUST[network] = _trust_graph(network)
    return _TRUST[network]


def _steps(network: Network) -> Steps:
    """The trust graph as plain dictionaries, in which a step costs a tenth of networkx's views."""
    if network not in _STEPS:
        _STEPS[network] = dict(trust_graph(network).adjacency())
    return _STEPS[network]


#: Networks are frozen and large and asked for at every click.
_TRUST: WeakKeyDictionary[Network, nx.DiGraph] = WeakKeyDictionary()
_STEPS: WeakKeyDictionary[Network, Steps] = WeakKeyDictionary()


def _trust_graph(network: Network) -> nx.DiGraph:
    trust = nx.DiGraph()
    for tie in network.ties:
        data = {"kind": tie.kind, "strength": tie.strength}
        _walk(trust, tie.source, tie.target, data)
        if tie.both_ways:
            _walk(trust, tie.target, tie.source, data)
    return trust


def _walk(trust: nx.DiGraph, source: str, target: str, data: dict) -> None:
    step = WALKABLE.get(data["kind"])
    if step is None:
        return
    for one, other, share in ((source, target, step.forward), (target, source, step.backward)):
        strength = round(data["strength"] * share, 6)
        if strength > trust.get_edge_data(one, other, {}).get("trust", 0.0):
            trust.add_edge(one, other, trust=strength)


def _expand(
    graphs: tuple[Steps, ...], avoid: frozenset[str], introduces: Callable[[str], bool]
) -> dict[str, Road]:
    """Breadth by steps; only the frontier is looked at, never the whole graph."""
    best = {CLIENT: Road((CLIENT,), 1.0)}
    frontier = [CLIENT]
    for _ in range(LONGEST):
        found: dict[str, Road] = {}
        for node in frontier:
            if not introduces(node):
                continue
            so_far = best[node]
            for graph in graphs:
                for target, data in graph.get(node, {}).items():
                    if target in avoid or target in so_far.nodes:
                        continue
                    trust = round(so_far.trust * data["trust"], 6)
                    known = found.get(target) or best.get(target)
                    if trust < WEAKEST or (known is not None and trust < known.trust):
                        continue
                    road = Road((*so_far.nodes, target), trust)
                    if known is None or _rank(road) < _rank(known):
                        found[target] = road
        best.update(found)
        frontier = sorted(found)
    del best[CLIENT]
    return best


def _rank(road: Road) -> tuple:
    return -road.trust, len(road.nodes), road.nodes
