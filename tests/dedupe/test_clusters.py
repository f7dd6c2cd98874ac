"""Groups out of pairs: nothing chains, what is known to be two stays two, one to one is the best choice."""

from itertools import permutations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from resmap.dedupe.clusters import clusters, one_to_one

EDGES = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(1, 99)), max_size=12, unique_by=lambda e: e[:2])


def test_a_chain_of_look_alikes_is_cut():
    chain = [(k, k + 1, 20.0 - k) for k in range(8)]
    assert max(map(len, clusters(chain))) <= 3


def test_what_is_near_all_round_is_one_group():
    assert clusters([("a", "b", 9.0), ("b", "c", 8.0), ("a", "c", 7.0)]) == [("a", "b", "c")]


def test_what_a_person_judged_different_never_shares_a_group():
    pairs = [("a", "b", 9.0), ("b", "c", 8.0), ("a", "c", 7.0)]
    for group in clusters(pairs, against=[("a", "c")]):
        assert not {"a", "c"} <= set(group)


@given(EDGES, EDGES)
def test_groups_never_overlap_and_never_hold_what_is_against(pairs, against):
    found = clusters([each for each in pairs if each[0] != each[1]], [each[:2] for each in against])
    flat = [key for group in found for key in group]
    assert len(flat) == len(set(flat))
    for a, b, _ in against:
        assert a == b or not any({a, b} <= set(group) for group in found)


@given(EDGES)
def test_one_to_one_uses_no_row_twice_and_has_the_most_points(edges):
    i, j, scores = (np.array([each[k] for each in edges], dtype=float if k == 2 else int) for k in range(3))
    keep = one_to_one(i, j, scores)
    assert len(set(i[keep])) == len(set(j[keep])) == keep.sum()
    worth = {(a, b): s for a, b, s in edges}
    best = max(sum(worth.get((a, b), 0) for a, b in enumerate(order)) for order in permutations(range(7))) if edges else 0
    assert round(float(scores[keep].sum())) == best
