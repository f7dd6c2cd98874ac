"""Ego networks: one person or entry and what stands around it, laid out for a drawing.

The drawing follows the ecomap's meaning, not its ink (practice §2.8): a tie
carries kind, strength and direction, the page prints a legend. Positions come
from here, so that the same network always looks the same.
"""

from dataclasses import dataclass
from math import cos, pi, sin

import networkx as nx

from resmap.domain.case import CLIENT, Case
from resmap.domain.codes import TieKind
from resmap.domain.network import Network
from resmap.graph.build import DONG, LOCATED_IN, join_case, neighbourhood

#: More nodes than this are no picture any more; the nearest and strongest stay.
MOST_NODES = 60
#: Distance between the rings, in drawing units.
RING = 170.0


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
    centre: str
    nodes: tuple[EgoNode, ...]
    ties: tuple[EgoTie, ...]
    left_out: int


def ego_of_client(case: Case, network: Network, radius: int = 2) -> Ego:
    """The client's own network: named ties, running services, and who stands behind them."""
    graph = neighbourhood(network)
    join_case(graph, case)
    return _ego(graph, CLIENT, radius, network)


def ego_of_entry(entry: str, network: Network, radius: int = 1) -> Ego:
    """What stands around an offer or party. Raises KeyError for an unknown or secret entry."""
    graph = neighbourhood(network)
    if entry not in graph or entry in network.secret_ids:
        raise KeyError(entry)
    return _ego(graph, entry, radius, network)


def _ego(graph: nx.MultiDiGraph, centre: str, radius: int, network: Network) -> Ego:
    places = [n for n in graph if n.startswith(f"{DONG}:")]
    hidden = (network.secret_ids | set(places)) - {centre}
    around = graph.subgraph([n for n in graph if n not in hidden]).to_undirected(as_view=True)
    hops = nx.single_source_shortest_path_length(around, centre, cutoff=radius)
    closeness = {
        node: max(
            (data.get("strength", 0.0) for other in around[node] for data in around[node][other].values()
             if hops.get(other, radius + 1) < hops[node]),
            default=1.0,
        )
        for node in hops
    }
    ranked = sorted(hops, key=lambda node: (hops[node], -closeness[node], node))
    kept = ranked[:MOST_NODES]
    nodes = _laid_out(graph, kept, hops, around)
    return Ego(centre, nodes, _ties(graph, set(kept)), len(ranked) - len(kept))


def _laid_out(graph, kept: list[str], hops: dict[str, int], around) -> tuple[EgoNode, ...]:
    """Rings around the centre; each node is placed near the one that leads to it."""
    angle: dict[str, float] = {}
    placed = []
    for ring in range(max(hops[node] for node in kept) + 1):
        members = [node for node in kept if hops[node] == ring]
        members.sort(key=lambda node: (_parent_angle(node, ring, hops, around, angle), node))
        for i, node in enumerate(members):
            angle[node] = 2 * pi * i / len(members) + 0.35 * ring
            radius = RING * ring * (1.0 if len(members) <= 14 else 1.0 + 0.18 * (i % 2))
            data = graph.nodes[node]
            placed.append(
                EgoNode(
                    node,
                    data.get("kind", "person"),
                    data.get("name", node),
                    data.get("dong"),
                    ring,
                    round(radius * cos(angle[node]), 1),
                    round(radius * sin(angle[node]), 1),
                )
            )
    return tuple(placed)


def _parent_angle(node: str, ring: int, hops, around, angle: dict[str, float]) -> float:
    return min(
        (angle[other] for other in around[node] if hops.get(other) == ring - 1 and other in angle),
        default=0.0,
    )


def _ties(graph: nx.MultiDiGraph, kept: set[str]) -> tuple[EgoTie, ...]:
    found: dict[tuple[str, str, str], EgoTie] = {}
    for source, target, data in graph.subgraph(kept).edges(data=True):
        kind, strength = str(data["kind"]), float(data.get("strength", 0.5))
        if kind == LOCATED_IN:
            continue
        back = (target, source, kind)
        if back in found:
            one = found[back]
            found[back] = EgoTie(
                one.source, one.target, kind, max(one.strength, strength), True
            )
        else:
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
    """Size, informal share, density among alters, share of mutual ties, share of conflict."""
    alters = {node.id: node for node in ego.nodes if node.hops == 1}
    own = [t for t in ego.ties if ego.centre in (t.source, t.target) and t.kind != "has_offer"]
    among = {
        frozenset((t.source, t.target))
        for t in ego.ties
        if t.source in alters and t.target in alters and t.kind != TieKind.CONFLICT
    }
    n = len(alters)
    informal = sum(node.kind in ("person", "group") for node in alters.values())
    conflicts = sum(t.kind == TieKind.CONFLICT for t in own)
    helping = [t for t in own if t.kind != TieKind.CONFLICT]
    return EgoMeasures(
        size=n,
        informal_share=informal / n if n else None,
        density=2 * len(among) / (n * (n - 1)) if n >= 2 else None,
        reciprocity=sum(t.mutual for t in helping) / len(helping) if helping else None,
        conflict_share=conflicts / len(own) if own else None,
    )
