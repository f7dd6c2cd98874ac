"""Roads of trust: over whom, how far, past whom never; and the same whatever the order of the input."""

import random

import pytest

from resmap.domain.network import Road
from resmap.graph.roads import LONGEST, WEAKEST, roads_from
from tests.support.worlds import need, person, plain_case, plain_offer, plain_world, tie

OFFERS = tuple(plain_offer(one) for one in "ABCDE")


def roads(case_ties, network_ties=(), avoid=(), offers=OFFERS, **case_fields) -> dict[str, Road]:
    case = plain_case(ties=list(case_ties), **case_fields)
    world = plain_world(*offers, case=case, ties=list(network_ties))
    return dict(roads_from(world.case, world.network, frozenset(avoid)))


def nodes(found: dict[str, Road]) -> dict[str, str]:
    return {end: "".join(road.nodes).replace("client", ".") for end, road in found.items() if end in "ABCDE"}


def test_without_ties_nobody_is_reached_but_the_own_household():
    assert set(roads([])) == {"m"}


def test_trust_is_the_product_of_the_ties():
    found = roads([tie("client", "A", strength=0.5)], [tie("A", "B", strength=0.8)])
    assert found["A"] == Road(("client", "A"), 0.5)
    assert found["B"] == Road(("client", "A", "B"), 0.4)


def test_a_road_has_three_steps_at_most():
    chain = [tie(a, b, strength=1.0) for a, b in ("AB", "BC", "CD")]
    found = roads([tie("client", "A", strength=1.0)], chain)
    assert LONGEST == 3 and set(nodes(found)) == set("ABC")


def test_the_more_trusted_road_wins_even_if_it_is_longer():
    found = roads(
        [tie("client", "A", strength=0.9), tie("client", "B", strength=0.3)], [tie("A", "B", strength=0.9)]
    )
    assert found["B"].nodes == ("client", "A", "B")


def test_of_equal_trust_the_shorter_road_wins_and_then_the_first_by_name():
    ties = [tie("client", "A", strength=1.0), tie("client", "B", strength=1.0), tie("client", "C", strength=0.5)]
    found = roads(ties, [tie("A", "C", strength=0.5), tie("B", "D", strength=0.5), tie("A", "D", strength=0.5)])
    assert nodes(found) | {} == {"A": ".A", "B": ".B", "C": ".C", "D": ".AD"}


def test_a_road_too_weak_to_be_one_is_none():
    assert "B" not in nodes(roads([tie("client", "A", strength=0.2)], [tie("A", "B", strength=0.2)]))
    assert "B" in nodes(roads([tie("client", "A", strength=0.25)], [tie("A", "B", strength=0.2)]))
    assert WEAKEST == 0.05


@pytest.mark.parametrize(
    ("kind", "onward", "back"),
    [
        ("neighbour", 1.0, 1.0),
        ("family", 1.0, 1.0),
        ("friend", 1.0, 1.0),
        ("leads", 1.0, 1.0),
        ("member_of", 1.0, 0.8),
        ("works_with", 0.8, 0.8),
        ("trusts", 1.0, 0.5),
        ("refers_to", 0.8, None),
        ("conflict", None, None),
    ],
)
def test_each_kind_of_tie_is_walked_in_its_direction(kind, onward, back):
    def trust(found):
        return found["B"].trust if "B" in found else None

    client = [tie("client", "A", strength=1.0)]
    assert trust(roads(client, [tie("A", "B", kind, strength=1.0)])) == onward
    assert trust(roads(client, [tie("B", "A", kind, strength=1.0)])) == back
    assert trust(roads(client, [tie("B", "A", kind, strength=1.0, both_ways=True)])) == onward


def test_a_running_service_knows_the_client_and_an_ended_one_is_no_road():
    running = [{"offer": "A", "from": "2026-01-01", "to": None}]
    ended = [{"offer": "A", "from": "2025-01-01", "to": "2025-12-31"}]
    onward = [tie("A", "B", "refers_to", strength=1.0)]
    assert nodes(roads([], onward, served=running)) == {"A": ".A", "B": ".AB"}
    assert nodes(roads([], onward, served=ended)) == {}


def test_the_household_and_people_known_only_to_the_client_can_introduce():
    family = [person(), person("h", sex="M")]
    found = roads([tie("h", "A", "neighbour", strength=0.8)], household=family)
    assert found["A"].nodes == ("client", "h", "A")
    found = roads([tie("client", "old friend"), tie("old friend", "B", strength=1.0)])
    assert found["B"].nodes == ("client", "old friend", "B")


# ------------------------------------------------------------------ past whom never


def test_a_road_never_passes_nor_ends_at_somebody_kept_apart():
    ties = [tie("client", "A", strength=1.0), tie("client", "C", strength=0.5)]
    network = [tie("A", "B", strength=1.0), tie("C", "B", strength=0.5)]
    assert nodes(roads(ties, network, avoid={"A"})) == {"C": ".C", "B": ".CB"}
    assert "B" not in roads(ties, network, avoid={"A", "C"})


def test_a_road_never_touches_a_secret_place():
    secret = plain_offer("A", location_secret=True)
    offers = (secret, *OFFERS[1:])
    assert nodes(roads([tie("client", "A")], [tie("A", "B", strength=1.0)], offers=offers)) == {}


NEIGHBOUR = plain_offer("A", kind="H11", recipient_class="neighbour")


@pytest.mark.parametrize("recipient_class", ["neighbour", "shop", "association", "selfhelp"])
def test_nobody_of_the_neighbourhood_introduces_a_client_they_may_not_know_of(recipient_class):
    offers = (plain_offer("A", recipient_class=recipient_class), *OFFERS[1:])
    ties, onward = [tie("client", "A")], [tie("A", "B", strength=1.0)]
    assert "B" in roads(ties, onward, offers=offers)
    silent = {"network_contact": False}
    assert "B" not in roads(ties, onward, offers=offers, consents=silent)
    assert "B" in roads(ties, onward, offers=offers, consents=silent | {"provide_to_offers": ["A"]})


def test_an_agency_and_who_serves_already_may_introduce_without_network_consent():
    silent = {"network_contact": False}
    onward = [tie("A", "B", strength=1.0)]
    assert "B" in roads([tie("client", "A")], onward, consents=silent)
    offers = (NEIGHBOUR, *OFFERS[1:])
    running = [{"offer": "A", "from": "2026-01-01", "to": None}]
    assert "B" in roads([tie("client", "A")], onward, offers=offers, consents=silent, served=running)


def test_whose_help_was_declined_is_not_asked_to_introduce():
    declined = [{"offer": "A", "by": None, "why": "부담스러움"}]
    assert "B" not in roads([tie("client", "A")], [tie("A", "B", strength=1.0)], declined=declined)


# ------------------------------------------------------------------ the order of the input


def test_the_order_of_ties_and_offers_never_matters():
    case_ties = [tie("client", one, strength=0.8) for one in "ABC"]
    network = [tie(a, b, strength=0.8) for a, b in ("AD", "BD", "CD", "DE", "AE", "BC")]
    expected = roads(case_ties, network)
    for seed in range(20):
        chance = random.Random(seed)
        for mixed in (case_ties, network):
            chance.shuffle(mixed)
        offers = chance.sample(OFFERS, len(OFFERS))
        assert roads(case_ties, network, offers=offers) == expected


@pytest.mark.parametrize(
    "danger",
    [
        {"facts": ["dv_active"]},
        {"facts": ["exploitation_suspected"]},
        {"protected": True},
        {"protected_from": "h"},
        {"needs": [need("SAF11", "m")]},
    ],
)
def test_nobody_of_the_household_introduces_while_somebody_close_may_be_the_danger(danger):
    household = [person("m", 40, "F"), person("h", 45, "M")]
    ties = [tie("h", "A", "friend", strength=1.0), tie("client", "B", "friend", strength=1.0)]
    assert set(nodes(roads(ties, household=household))) == {"A", "B"}
    assert set(nodes(roads(ties, household=household, **danger))) == {"B"}
