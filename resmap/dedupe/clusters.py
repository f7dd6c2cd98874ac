"""From pairs to groups: one-to-one choice between two clean lists, and groups that do not chain.

Union-find over near pairs chains: A is like B, B like C, and a street of look-alikes becomes one place.
So pairs are taken best first, and two groups become one only where most of the pairs between them speak
for it and none of them speaks against (average linkage over the pairs that were found).
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import TypeVar

import numpy as np

K = TypeVar("K", bound=Hashable)

#: Of the pairs between two groups, the share that has to be near.
MOST = 0.5
#: Larger tangles are taken greedily: an exact choice costs the third power.
_LARGEST_EXACT = 400


def one_to_one(i: np.ndarray, j: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Which pairs to keep so that no row of either side is used twice and the points are most altogether.

    Rows of pairs that touch nothing else are kept at once; each tangle is solved exactly (Hungarian
    method), unless it is larger than 400 rows on a side, where the best pair goes first.
    """
    keep = np.zeros(len(i), dtype=bool)
    for tangle in _tangles(i, j):
        if len(tangle) == 1:
            keep[tangle] = True
            continue
        rows, x = np.unique(i[tangle], return_inverse=True)
        columns, y = np.unique(j[tangle], return_inverse=True)
        if max(len(rows), len(columns)) > _LARGEST_EXACT:
            keep[_greedy(i, j, scores, tangle)] = True
            continue
        from scipy.optimize import linear_sum_assignment

        worth = np.zeros((len(rows), len(columns)))
        worth[x, y] = scores[tangle] - min(0.0, scores[tangle].min()) + 1e-6
        chosen = set(zip(*map(np.ndarray.tolist, linear_sum_assignment(worth, maximize=True)), strict=True))
        mine = [(a, b) in chosen for a, b in zip(x.tolist(), y.tolist(), strict=True)]
        keep[np.asarray(tangle)[mine]] = True
    return keep


def _tangles(i: np.ndarray, j: np.ndarray) -> Iterable[list[int]]:
    """Pairs grouped by being connected through shared rows."""
    parent: dict[tuple[int, int], tuple[int, int]] = {}

    def root(node):
        while parent.setdefault(node, node) != node:
            parent[node] = node = parent[parent[node]]
        return node

    for a, b in zip(i.tolist(), j.tolist(), strict=True):
        parent[root((0, a))] = root((1, b))
    groups = defaultdict(list)
    for at, a in enumerate(i.tolist()):
        groups[root((0, a))].append(at)
    return groups.values()


def _greedy(i: np.ndarray, j: np.ndarray, scores: np.ndarray, tangle: list[int]) -> list[int]:
    left: set[int] = set()
    right: set[int] = set()
    kept = []
    for at in sorted(tangle, key=lambda k: (-scores[k], i[k], j[k])):
        if i[at] not in left and j[at] not in right:
            kept.append(at)
            left.add(i[at])
            right.add(j[at])
    return kept


def clusters(pairs: Iterable[tuple[K, K, float]], against: Iterable[tuple[K, K]] = ()) -> list[tuple[K, ...]]:
    """Groups of keys of one place each, two keys or more; largest first, then in order of their keys.

    ``pairs`` are (a, b, score) that were proposed; ``against`` are pairs known to be two places (judged
    so, or look-alikes): they never share a group.
    """
    near: dict[K, set[K]] = defaultdict(set)
    ranked = sorted(pairs, key=lambda each: (-each[2], str(each[0]), str(each[1])))
    for a, b, _ in ranked:
        near[a].add(b)
        near[b].add(a)
    apart: dict[K, set[K]] = defaultdict(set)
    for a, b in against:
        apart[a].add(b)
        apart[b].add(a)
    group: dict[K, set[K]] = {key: {key} for key in near}
    for a, b, _ in ranked:
        one, other = group[a], group[b]
        if one is other or any(apart[key] & other for key in one):
            continue
        linked = sum(len(near[key] & other) for key in one)
        if linked >= MOST * len(one) * len(other):
            small, large = sorted((one, other), key=len)
            large |= small
            for key in small:
                group[key] = large
    found = {id(each): each for each in group.values() if len(each) > 1}
    return sorted((tuple(sorted(each, key=str)) for each in found.values()), key=lambda each: (-len(each), str(each)))
