"""Ego networks: what is drawn around a client or an entry, where it stands, and what is counted."""

from dataclasses import replace
from datetime import date
from itertools import combinations
from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.case import CLIENT, Case, CaseTie, Client, Member, Served
from resmap.domain.codes import PartyKind, RecipientClass, Stage, TieKind
from resmap.domain.network import Network, Offer, Party, Place, Tie
from resmap.graph.ego import (
    HOUSEHOLD,
    MOST_NODES,
    RING,
    STAGGER,
    ego_of_client,
    ego_of_entry,
    measures,
)

TODAY = date(2026, 11, 20)


def offer(id_: str, **fields) -> Offer:
    usual = {
        "name": f"자원 {id_}",
        "kind": "M31",
        "organization": f"기관 {id_}",
        "department": "돌봄팀",
        "needs": ("DLY11",),
        "recipient_class": RecipientClass.AGENCY,
    }
    return Offer(id=id_, **usual | fields)


def person(id_: str) -> Party:
    return Party(id_, PartyKind.PERSON, f"이웃 {id_}", Place(dong="자양1동"))


def network(offers=(), ties=(), parties=()) -> Network:
    return Network(TODAY, Place("서울특별시", "광진구"), tuple(offers), tuple(ties), tuple(parties))


ALONE = (Member("m", 70, relation="본인(1인)"),)


def case(ties=(), served=(), household=ALONE) -> Case:
    return Case(
        "c", TODAY, Stage.PLANNING, Client(Place(dong="자양1동"), tuple(household)), (), ties=tuple(ties), served=tuple(served)
    )


def tie(to: str, kind=TieKind.NEIGHBOUR, both_ways=False, strength=0.5, source=CLIENT) -> CaseTie:
    return CaseTie(source, to, kind, both_ways, strength)


def test_the_member_who_speaks_for_the_household_is_the_client_and_stands_once():
    ego = ego_of_client(case(household=[Member("m", relation="본인"), Member("s", relation="아들")]), network())
    assert [node.id for node in ego.nodes] == [CLIENT, "s"]
    assert [(one.source, one.target, one.kind) for one in ego.ties] == [(CLIENT, "s", HOUSEHOLD)]


def test_without_a_word_for_it_the_first_of_the_household_is_the_client():
    ego = ego_of_client(case(household=[Member("g", relation="할머니"), Member("s", relation="손자")]), network())
    assert [node.id for node in ego.nodes] == [CLIENT, "s"]


def test_a_tie_of_the_speaking_member_is_a_tie_of_the_client():
    ego = ego_of_client(case([tie("p", source="m")]), network(parties=[person("p")]))
    assert [(one.source, one.target) for one in ego.ties] == [(CLIENT, "p")]


def test_who_lives_in_the_household_is_drawn_but_not_counted_as_a_named_tie():
    household = [Member("m", relation="본인"), Member("s", relation="아들")]
    ego = ego_of_client(case([tie("p", both_ways=True)], household=household), network(parties=[person("p")]))
    assert {node.id for node in ego.nodes} == {CLIENT, "s", "p"}
    assert measures(ego).size == 1 and measures(ego).reciprocity == 1.0


def test_a_named_conflict_within_the_household_is_counted():
    household = [Member("m", relation="본인"), Member("s", relation="아들")]
    ego = ego_of_client(case([tie("s", TieKind.CONFLICT)], household=household), network())
    assert measures(ego).conflict_share == 1.0


def test_ended_services_are_not_in_the_picture():
    ended = Served("a", date(2026, 1, 1), date(2026, 2, 1))
    running = Served("b", date(2026, 1, 1))
    ego = ego_of_client(case(served=[ended, running]), network([offer("a"), offer("b")]))
    assert "b" in {node.id for node in ego.nodes} and "a" not in {node.id for node in ego.nodes}


def test_measures_that_are_not_defined_are_none_and_not_zero():
    nobody = measures(ego_of_client(case(), network()))
    assert (nobody.size, nobody.informal_share, nobody.density, nobody.reciprocity) == (0, None, None, None)
    alone = measures(ego_of_client(case([tie("p")]), network(parties=[person("p")])))
    assert alone.size == 1 and alone.density is None and alone.reciprocity == 0.0


def test_density_counts_ties_among_the_people_around_and_neither_conflicts_nor_organisations():
    parties = [person("p"), person("q"), person("r")]
    ties = [Tie("p", "q", TieKind.FRIEND, True), Tie("q", "r", TieKind.CONFLICT)]
    ego = ego_of_client(case([tie("p"), tie("q"), tie("r")]), network(ties=ties, parties=parties))
    assert measures(ego).density == pytest.approx(1 / 3)


def test_a_tie_told_from_both_sides_is_one_mutual_tie_of_the_greater_strength():
    ties = [Tie("p", "q", TieKind.FRIEND, strength=0.3), Tie("q", "p", TieKind.FRIEND, strength=0.8)]
    ego = ego_of_entry("p", network(ties=ties, parties=[person("p"), person("q")]))
    assert [(one.mutual, one.strength) for one in ego.ties] == [(True, 0.8)]


def test_everybody_of_one_dong_is_not_one_step_apart():
    ego = ego_of_entry("p", network([offer("a", place=Place(dong="자양1동"))], parties=[person("p"), person("q")]))
    assert [node.id for node in ego.nodes] == ["p"]


def test_an_agency_hangs_on_its_department():
    ego = ego_of_entry("a", network([offer("a")]), radius=2)
    assert [(node.kind, node.hops) for node in ego.nodes] == [("offer", 0), ("department", 1), ("organization", 2)]


def test_an_unknown_entry_and_a_secret_one_look_alike():
    world = network([offer("s", location_secret=True)])
    for entry in ("s", "nobody"):
        with pytest.raises(KeyError):
            ego_of_entry(entry, world)


def test_a_secret_place_stands_in_no_picture_even_if_it_serves_the_client():
    world = network([offer("s", location_secret=True), offer("a")], [Tie("a", "s", TieKind.REFERS_TO)], [person("p")])
    ego = ego_of_client(case([tie("p"), tie("s", TieKind.TRUSTS)], [Served("s"), Served("a")]), world)
    assert "s" not in {node.id for node in ego.nodes} | {end for t in ego.ties for end in (t.source, t.target)}
    assert "s" not in {node.id for node in ego_of_entry("a", world).nodes}


def test_of_too_many_the_strongest_stay_and_the_rest_are_counted():
    parties = [person(f"p{i:03}") for i in range(MOST_NODES + 20)]
    ties = [tie(one.id, strength=i / 100) for i, one in enumerate(parties)]
    ego = ego_of_client(case(ties), network(parties=parties))
    assert len(ego.nodes) == MOST_NODES and ego.left_out == 21
    assert "p000" not in {node.id for node in ego.nodes} and parties[-1].id in {node.id for node in ego.nodes}


@st.composite
def worlds(draw):
    n = draw(st.integers(1, 14))
    ids = [f"p{i}" for i in range(n)]
    pairs = st.tuples(st.sampled_from(ids), st.sampled_from(ids), st.sampled_from(list(TieKind)), st.booleans(), st.floats(0, 1))
    ties = [Tie(*one) for one in draw(st.lists(pairs, max_size=25)) if one[0] != one[1]]
    own = draw(st.lists(st.tuples(st.sampled_from(ids), st.sampled_from(list(TieKind)), st.booleans(), st.floats(0, 1)), max_size=8))
    secret = draw(st.sets(st.sampled_from(ids), max_size=3))
    offers = [offer(one, location_secret=True) for one in ids if one in secret]
    parties = [person(one) for one in ids if one not in secret]
    return network(offers, ties, parties), case([CaseTie(CLIENT, *one) for one in own]), secret


@given(worlds())
def test_no_picture_holds_a_secret_place_and_every_tie_ends_at_a_drawn_node(world):
    ring, one, secret = world
    ego = ego_of_client(one, ring)
    ids = {node.id for node in ego.nodes}
    assert not ids & secret
    assert all({t.source, t.target} <= ids for t in ego.ties)
    assert ego.nodes[0].id == CLIENT and (ego.nodes[0].x, ego.nodes[0].y) == (0, 0)


@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_moves_nothing(world, random):
    ring, one, _ = world
    ties, own = list(ring.ties), list(one.ties)
    random.shuffle(ties)
    random.shuffle(own)
    mixed = Network(TODAY, ring.setting, ring.offers[::-1], tuple(ties), ring.parties[::-1])
    assert ego_of_client(one, ring) == ego_of_client(replace(one, ties=tuple(own)), mixed)


@given(worlds())
def test_no_two_nodes_stand_on_each_other_and_farther_ones_stand_farther_out(world):
    ring, one, _ = world
    nodes = ego_of_client(one, ring).nodes
    for a, b in combinations(nodes, 2):
        assert hypot(a.x - b.x, a.y - b.y) > 20
        if a.hops < b.hops:
            assert hypot(a.x, a.y) < hypot(b.x, b.y)
    assert all(hypot(n.x, n.y) >= RING * n.hops - STAGGER - 1 for n in nodes)
