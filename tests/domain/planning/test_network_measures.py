"""Figures of the network that an objective is measured by (R082)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.case import CaseTie
from resmap.domain.codes import PartyKind, RecipientClass, TieKind
from resmap.domain.network import Network, Offer, Party, Place
from resmap.domain.network_change import TieSeen, from_content, snapshot, to_content
from resmap.domain.planning.network_measures import (
    NetworkMeasure,
    Surroundings,
    counted,
    is_figure,
    is_reached,
    surroundings,
)

HERE = Surroundings({"client", "m1"}, {"neighbour", "shop", "group"})
GOOD = (TieKind.NEIGHBOUR, TieKind.FRIEND, TieKind.TRUSTS, TieKind.MEMBER_OF)
ties = st.builds(
    CaseTie,
    st.sampled_from(("client", "m1", "stranger", "shop")),
    st.sampled_from(("neighbour", "shop", "group", "agency", "client", "m1")),
    st.sampled_from(tuple(TieKind)),
    st.booleans(),
    st.sampled_from((0.3, 0.5, 0.7, 0.8)),
)
worlds = st.lists(ties, max_size=12, unique_by=lambda one: (one.source, one.target, one.kind))


def figures(seen, where=HERE):
    return tuple(counted(one, tuple(seen), where) for one in NetworkMeasure)


def tie(target, *, source="client", kind=TieKind.NEIGHBOUR, mutual=False, strength=0.5):
    return TieSeen(source, target, kind, strength, mutual)


def test_r082_ties_mutual_and_strong_are_counted_by_who_is_at_the_other_end():
    seen = (
        tie("neighbour", mutual=True),
        tie("neighbour", kind=TieKind.TRUSTS, strength=0.8),
        tie("shop", source="m1", strength=0.7),
        tie("group", source="group", kind=TieKind.FRIEND),
    )
    assert figures(seen) == (2, 1, 2)
    assert figures((*seen, tie("client", source="group"))) == (3, 1, 2)


@pytest.mark.parametrize("kind", [TieKind.FAMILY, TieKind.SERVED, TieKind.REFERS_TO, TieKind.CONFLICT])
def test_relatives_services_and_conflicts_are_no_support_of_neighbours(kind):
    assert figures((tie("neighbour", kind=kind, mutual=True, strength=0.9),)) == (0, 0, 0)


def test_help_told_from_both_sides_goes_both_ways():
    assert figures((tie("neighbour"), tie("client", source="neighbour")))[1] == 1


def test_a_snapshot_from_before_help_both_ways_was_kept_says_that_it_does_not_know():
    old = from_content([["client", "neighbour", "neighbour", 0.8]])
    assert figures(old) == (1, None, 1)
    assert figures((*old, tie("neighbour", kind=TieKind.FRIEND, mutual=True)))[1] == 1


def test_a_merged_entry_counts_once():
    where = Surroundings(HERE.household, HERE.around, {"old": "shop"}.get)
    assert counted(NetworkMeasure.TIES, (), where) == 0
    where = Surroundings(HERE.household, HERE.around, lambda one: {"old": "shop"}.get(one, one))
    assert figures((tie("shop"), tie("old", kind=TieKind.TRUSTS)), where) == (1, 0, 0)


@given(worlds)
def test_no_figure_is_below_zero_or_above_the_number_of_those_around_and_none_above_the_first(found):
    all_, mutual, strong = figures(snapshot(found))
    assert 0 <= mutual <= all_ <= len(HERE.around) and 0 <= strong <= all_


@given(worlds, st.sampled_from(sorted(HERE.around)), st.sampled_from(GOOD), st.booleans(), st.sampled_from((0.3, 0.8)))
def test_a_tie_more_never_lowers_a_figure(found, target, kind, mutual, strength):
    seen = snapshot(found)
    more = (*seen, TieSeen("client", target, kind, strength, mutual))
    assert all(before <= after for before, after in zip(figures(seen), figures(more), strict=True))


@given(worlds)
def test_then_and_now_are_counted_alike(found):
    """What a check kept and what stands today give the same figures where nothing happened."""
    seen = snapshot(found)
    assert figures(from_content(to_content(seen))) == figures(seen)


def offer(id, kind, *, secret=False):
    return Offer(id, id, kind, "", None, (), RecipientClass.NEIGHBOUR, location_secret=secret)


NETWORK = Network(
    date(2026, 11, 2),
    Place(),
    (offer("n", "H11"), offer("s", "H21"), offer("hidden", "H11", secret=True), offer("office", "M11")),
    parties=(Party("p", PartyKind.PERSON, "p"), Party("g", PartyKind.GROUP, "g"), Party("o", PartyKind.ORGANIZATION, "o")),
)


def test_those_around_are_residents_shops_and_groups_and_no_office_nor_a_hidden_place():
    assert surroundings(NETWORK, ["m1"]).around == {"n", "s", "p", "g"}
    assert surroundings(NETWORK, ["m1"]).household == {"client", "m1"}


@given(worlds, st.sampled_from(tuple(TieKind)), st.booleans(), st.sampled_from((0.3, 0.8)))
def test_no_figure_ever_tells_of_a_tie_to_a_hidden_place(found, kind, mutual, strength):
    where, seen = surroundings(NETWORK, ["m1"]), snapshot(found)
    assert figures((*seen, TieSeen("client", "hidden", kind, strength, mutual)), where) == figures(seen, where)


def test_reached_is_at_least_the_target_and_nothing_without_a_number():
    assert [is_reached(3, one) for one in ("3", " 2 ", "4", "", None, "세 곳")] == [True, True, False, None, None, None]
    assert is_reached(None, "3") is None
    assert [is_figure(one) for one in ("0", "999", "1000", "-1", "1.5", "３", "")] == [True, True] + [False] * 5
