"""Ego networks: one person or entry and what stands around it, laid out for a drawing.

The drawing follows the ecomap's meaning, not its ink (practice §2.8): a tie
carries kind, strength and direction, the page prints a legend. Positions come
from here, so that the same network always looks the same. Secret places are in
no picture (P-21).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, pi, sin
from weakref import WeakKeyDictionary

import networkx as nx

from resmap.domain.case import CLIENT, Case, Client
from resmap.domain.codes import TieKind
from resmap.domain.network import Network
from resmap.graph.build import (
    DONG,
    GROUP,
    HAS_DEPARTMENT,
    HAS_OFFER,
    LOCATED_IN,
    PERSON,
    join_case,
    neighbourhood,
)

#: More nodes than this are no picture any more; the nearest and strongest stay.
MOST_NODES = 34
#: Distance between the rings, in drawing units.
RING = 170.0
#: Room that one label needs along a ring, in drawing units.
LABEL = 78.0
#: In the outermost ring every second node stands nearer by this, so that labels do not touch.
STAGGER = 0.4 * RING

#: Living together, beside the typed ties: told by the household, named by nobody.
HOUSEHOLD = "household"
#: How somebody belongs to an organisation; says nothing about who knows whom.
STRUCTURE = frozenset({HAS_DEPARTMENT, HAS_OFFER, LOCATED_IN})

_SELF_WORDS = ("본인", "상담자", "self")


@dataclass(frozen=True, slots=True)
class EgoNode:
    """``hops`` steps from the centre; ``x``, ``y`` in drawing units, the centre at 0, 0."""

    id: str
    kind: str
    name: str
    dong: str | None
    hops: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class EgoTie:
    """``mutual`` ties were told in both directions; ``strength`` is the stronger of them."""

    source: str
    target: str
    kind: str
    strength: float
    mutual: bool


@dataclass(frozen=True, slots=True)
class Ego:
    """``left_out`` nodes were reached too, but are no longer drawn."""

    centre: str
    nodes: tuple[EgoNode, ...]
    ties: tuple[EgoTie, ...]
    left_out: int


def ego_of_client(case: Case, network: Network, radius: int = 2) -> Ego:
    """The client's own network: household, named ties, running services, and who stands behind them.

    The member who speaks for the household is the client, not somebody beside.
    """
    whole, hidden = _whole(network), _hidden(network)
    own = {end for tie in case.ties for end in (tie.source, tie.target)}
    own |= {service.offer for service in case.served if service.runs_on(case.today)}
    near = _hops(whole, own, radius - 1, hidden)
    graph = whole.subgraph(near).copy()
    housemates = [member.id for member in case.client.household if member.id not in graph]
    join_case(graph, case)
    graph.remove_nodes_from([node for node in graph if node in hidden])
    for member in housemates:
        if graph.has_edge(CLIENT, member):
            graph.edges[CLIENT, member, 0]["kind"] = HOUSEHOLD
    return _ego(_with_one_client(graph, case.client), CLIENT, radius, frozenset())


def ego_of_entry(entry: str, network: Network, radius: int = 1) -> Ego:
    """What stands around an offer or party. Raises KeyError for an unknown or secret entry."""
    whole, hidden = _whole(network), _hidden(network)
    if entry not in whole or entry in hidden:
        raise KeyError(entry)
    near = _hops(whole, [entry], radius, hidden)
    return _ego(whole.subgraph(near), entry, radius, hidden)


#: Networks are frozen and asked for at every click.
_WHOLE: WeakKeyDictionary[Network, nx.MultiDiGraph] = WeakKeyDictionary()


def _whole(network: Network) -> nx.MultiDiGraph:
    if network not in _WHOLE:
        _WHOLE[network] = neighbourhood(network)
    return _WHOLE[network]


def _hidden(network: Network) -> frozenset[str]:
    """Secret places, who was taken out, and dong: everything in a dong would be one step apart."""
    dongs = {f"{DONG}:{one.place.dong}" for one in (*network.offers, *network.parties)}
    return network.hidden | dongs


def self_of(client: Client) -> str | None:
    """The id of the household member who is the client; None for an unknown household."""
    told = [m.id for m in client.household if any(word in m.relation for word in _SELF_WORDS)]
    return next(iter([*told, *(member.id for member in client.household)]), None)


def _with_one_client(graph: nx.MultiDiGraph, client: Client) -> nx.MultiDiGraph:
    member = self_of(client)
    if member is None or member not in graph:
        return graph
    merged = nx.relabel_nodes(graph, {member: CLIENT}, copy=True)
    merged.nodes[CLIENT].update(graph.nodes[CLIENT])
    merged.remove_edges_from(list(nx.selfloop_edges(merged, keys=True)))
    return merged


def _hops(
    graph: nx.MultiDiGraph, centres: Iterable[str], radius: int, hidden: frozenset[str]
) -> dict[str, int]:
    """Steps from the centres along ties in either direction, never over somebody hidden."""
    found = {node: 0 for node in centres if node in graph and node not in hidden}
    frontier = list(found)
    for step in range(1, radius + 1):
        reached = {
            other
            for node in frontier
            for other in (*graph.succ[node], *graph.pred[node])
            if other not in found and other not in hidden
        }
        found |= dict.fromkeys(reached, step)
        frontier = list(reached)
    return found


def _ego(graph: nx.MultiDiGraph, centre: str, radius: int, hidden: frozenset[str]) -> Ego:
    hops = _hops(graph, [centre], radius, hidden)
    parents = {node: _parent(graph, node, hops) for node in hops if node != centre}
    ranked = sorted(hops, key=lambda node: _rank(graph, node, hops, parents))
    kept = ranked[:MOST_NODES]
    nodes = _laid_out(graph, kept, hops, parents)
    return Ego(centre, nodes, _ties(graph, set(kept)), len(ranked) - len(kept))


def _strength(graph: nx.MultiDiGraph, one: str, other: str) -> float:
    """The strongest tie between the two, whichever way."""
    both = (graph.get_edge_data(one, other) or {}, graph.get_edge_data(other, one) or {})
    return max((data.get("strength", 0.0) for edges in both for data in edges.values()), default=0.0)


def _parent(graph: nx.MultiDiGraph, node: str, hops: dict[str, int]) -> str:
    """Over whom the node is reached: the strongest tie one step nearer, then the first id."""
    nearer = {
        other
        for other in (*graph.succ[node], *graph.pred[node])
        if hops.get(other, hops[node]) < hops[node]
    }
    return min(nearer, key=lambda other: (-_strength(graph, node, other), other))


def _rank(graph, node: str, hops: dict[str, int], parents: dict[str, str]) -> tuple:
    near = 1.0 if node not in parents else _strength(graph, node, parents[node])
    return hops[node], -near, node


def _laid_out(graph, kept: list[str], hops, parents) -> tuple[EgoNode, ...]:
    """Rings around the centre; whoever is reached over somebody stands behind them."""
    children: dict[str, list[str]] = {node: [] for node in kept}
    for node in kept:
        if node in parents:
            children[parents[node]].append(node)
    for listed in children.values():
        listed.sort(key=lambda node: (graph.nodes[node].get("kind", PERSON), node))
    room = {}
    for node in reversed(kept):  # nearest first in kept, so children are counted before parents
        room[node] = max(1.0, sum(room[child] for child in children[node]))
    radius = _radii(kept, hops, room)
    outermost = max(radius)
    placed: list[EgoNode] = []

    def place(node: str, start: float, width: float) -> None:
        ring, data = hops[node], graph.nodes[node]
        angle = start + width / 2
        out = radius[ring]
        if ring == outermost > 1 and sum(one.hops == ring for one in placed) % 2:
            out -= STAGGER
        placed.append(
            EgoNode(
                node,
                data.get("kind", PERSON),
                data.get("name", node),
                data.get("dong"),
                ring,
                round(out * cos(angle), 1),
                round(out * sin(angle), 1),
            )
        )
        for child in children[node]:
            share = width * room[child] / sum(room[one] for one in children[node])
            place(child, start, share)
            start += share

    place(kept[0], -pi / 2, 2 * pi)
    placed.sort(key=lambda one: (one.hops, one.id))
    return tuple(placed)


def _radii(kept: list[str], hops: dict[str, int], room: dict[str, float]) -> dict[int, float]:
    """How far out each ring lies: far enough that its labels stand beside each other."""
    farthest = max(hops[node] for node in kept)
    found = {0: 0.0}
    for ring in range(1, farthest + 1):
        needed = sum(1 if ring < farthest else room[node] for node in kept if hops[node] == ring)
        found[ring] = max(found[ring - 1] + RING, needed * LABEL / (2 * pi))
    return found


def _ties(graph: nx.MultiDiGraph, kept: set[str]) -> tuple[EgoTie, ...]:
    found: dict[tuple[str, str, str], EgoTie] = {}
    edges = graph.subgraph(kept).edges(data=True)
    for source, target, data in sorted(edges, key=lambda one: (one[0], one[1], str(one[2]["kind"]))):
        kind, strength = str(data["kind"]), float(data.get("strength", 0.5))
        if kind == LOCATED_IN:
            continue
        back = found.get((target, source, kind))
        if back is not None:
            both = EgoTie(back.source, back.target, kind, max(back.strength, strength), True)
            found[target, source, kind] = both
            continue
        known = found.get((source, target, kind))
        if known is None or known.strength < strength:
            found[source, target, kind] = EgoTie(source, target, kind, strength, False)
    return tuple(found[key] for key in sorted(found))


@dataclass(frozen=True, slots=True)
class EgoMeasures:
    """Measures of the ties a client named (practice §2.9); None where undefined, not 0."""

    size: int
    informal_share: float | None
    density: float | None
    reciprocity: float | None
    conflict_share: float | None


def measures(ego: Ego) -> EgoMeasures:
    """Size, informal share, density among alters, share of mutual ties, share of conflict.

    Over the ties that the client named and the services that run; who merely lives
    in the household was named by nobody and is not counted.
    """
    own = [
        tie
        for tie in ego.ties
        if ego.centre in (tie.source, tie.target) and tie.kind not in STRUCTURE | {HOUSEHOLD}
    ]
    named = {end for tie in own for end in (tie.source, tie.target)} - {ego.centre}
    kinds = {node.id: node.kind for node in ego.nodes if node.id in named}
    among = {
        frozenset((tie.source, tie.target))
        for tie in ego.ties
        if tie.source in named and tie.target in named and tie.kind not in STRUCTURE | {TieKind.CONFLICT}
    }
    n = len(named)
    informal = sum(kind in (PERSON, GROUP) for kind in kinds.values())
    conflicts = sum(tie.kind == TieKind.CONFLICT for tie in own)
    helping = [tie for tie in own if tie.kind != TieKind.CONFLICT]
    return EgoMeasures(
        size=n,
        informal_share=informal / n if n else None,
        density=2 * len(among) / (n * (n - 1)) if n >= 2 else None,
        reciprocity=sum(tie.mutual for tie in helping) / len(helping) if helping else None,
        conflict_share=conflicts / len(own) if own else None,
    )
