"""Two speeds, one truth: a city judged over columns answers as if every offer were judged alone."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from resmap.bench.clients import clients
from resmap.bench.town import town
from resmap.domain.case import Case
from resmap.domain.codes import GateCode
from resmap.domain.network import Network, Place
from resmap.graph.roads import roads_from
from resmap.matching import factors, gates
from resmap.matching.answer import Told
from resmap.matching.columns import ColumnsDisagree
from resmap.matching.engine import Match, Override, around_case, match
from resmap.matching.looks import LOOKS
from resmap.matching.model import MODEL
from resmap.scoring import Factor, Gate, Model, neutral, speaks_against, speaks_for
from tests.support.worlds import OFFER_IDS, open_worlds

ALL_OVER_COLUMNS, ALL_ONE_BY_ONE = 0, 10**9


def both_ways(case: Case, network: Network, **options) -> tuple[Match, Match]:
    around = around_case(case, network, roads_from)
    over_columns, one_by_one = (
        match(case, network, around=around, columns_from=size, **options)
        for size in (ALL_OVER_COLUMNS, ALL_ONE_BY_ONE)
    )
    return over_columns, one_by_one


def assert_same(over_columns: Match, one_by_one: Match) -> None:
    """Need by need, offer by offer, line by line, fact by fact."""
    for fast, plain in zip(over_columns.needs, one_by_one.needs, strict=True):
        assert fast.need == plain.need
        assert tuple(fast.suggestions) == plain.suggestions
        assert fast.existing == plain.existing
        assert tuple(fast.information_only) == plain.information_only
        assert tuple(fast.blocked_consent) == plain.blocked_consent
        assert tuple(fast.excluded) == plain.excluded
        assert fast.excluded_codes == plain.excluded_codes
        assert list(fast.suggested) == list(plain.suggested)
    assert over_columns == one_by_one


@settings(max_examples=300)
@given(open_worlds())
def test_both_ways_are_equal_in_every_world(world):
    assert_same(*both_ways(world.case, world.network))


@settings(max_examples=100)
@given(open_worlds(), st.sampled_from(OFFER_IDS))
def test_both_ways_let_an_override_through_alike(world, offer):
    assert_same(*both_ways(world.case, world.network, override=Override(offer, "because")))


@settings(max_examples=60)
@given(open_worlds(), st.sampled_from(("point", "dong", "sigungu", "sido", "all")))
def test_both_ways_are_equal_where_the_client_s_place_is_not_wholly_known(world, missing):
    place = world.case.client.place
    without = {
        "point": replace(place, lat=None, lon=None),
        "dong": replace(place, dong=None),
        "sigungu": replace(place, sigungu=None),
        "sido": replace(place, sido=None),
        "all": Place(),
    }[missing]
    case = replace(world.case, client=replace(world.case.client, place=without))
    assert_same(*both_ways(case, world.network))


@settings(max_examples=8)
@example(1, 900)
@given(st.integers(1, 10**6), st.integers(1, 300))
def test_both_ways_are_equal_in_a_town(seed, size):
    network = town(size, seed)
    for case in clients(network, 2, seed):
        assert_same(*both_ways(case, network))


def test_a_need_that_nobody_covers_is_answered_with_nothing():
    network = town(5)
    (case,) = clients(network, 1)
    bare = replace(case, needs=(replace(case.needs[0], code="CASE_MGMT"),))
    over_columns, one_by_one = both_ways(bare, network)
    assert_same(over_columns, one_by_one)
    assert not over_columns.needs[0].suggestions


def test_a_distance_on_the_very_edge_of_a_band_is_judged_by_the_exact_one():
    network = town(400)
    (case,) = clients(network, 1)
    for offer in network.by_need[case.needs[0].code]:
        if offer.place.point is None:
            continue
        for metres in (300, 700, 1500, 3000, 6000):
            # Straight north, so far that rounding alone decides.
            north = replace(offer.place, lat=case.place.lat + metres / 111_194.92664455873, lon=case.place.lon)
            moved = replace(network, offers=(replace(offer, place=north),))
            assert_same(*both_ways(case, moved))


def test_every_judge_of_the_model_says_what_it_looks_at():
    judges = {each.judge for each in (*MODEL.gates, *MODEL.factors)}
    assert judges <= LOOKS.keys()


def test_a_judge_that_says_nothing_of_its_look_is_asked_of_every_offer():
    def odd_ids_pass(s):
        return neutral("odd") if int(s.offer.id[1:]) % 2 else speaks_against("even")

    def by_id(s):
        return speaks_for("id", int(s.offer.id[1:]) % 7 / 7)

    model = Model("test", "1", (Gate(GateCode.AREA, odd_ids_pass),), (Factor("id", 10, by_id),))
    network = town(200)
    (case,) = clients(network, 1)
    over_columns, one_by_one = both_ways(case, network, model=model)
    assert_same(over_columns, one_by_one)
    assert any(one.suggestions for one in over_columns.needs)


def test_a_wrong_look_shows_nothing_rather_than_somebody_whom_a_gate_refuses(monkeypatch):
    """The tests above can fail: a look that overlooks the ages suggests somebody of the wrong age,
    and what is told is asked of the rules once more before anybody sees it."""
    network = town(900)
    case = clients(network, 3)[2]
    monkeypatch.setattr("resmap.matching.columns.LOOKS", {**LOOKS, gates.age: LOOKS[gates.served]})
    over_columns, _ = both_ways(case, network)
    with pytest.raises(ColumnsDisagree, match="AGE"):
        for one in over_columns.needs:
            list(one.suggestions)


def test_only_what_is_read_is_explained():
    network = town(900)
    (case,) = clients(network, 1)
    found = match(case, network, columns_from=ALL_OVER_COLUMNS)
    fullest = max(found.needs, key=lambda one: len(one.suggestions)).suggestions
    told = []
    counted = Told(fullest.offers, lambda at: told.append(at) or fullest[at])
    assert counted[:3] == fullest[:3]
    assert counted[1] == fullest[1]
    assert told == [0, 1, 2]
    assert counted[-1].offer == fullest.offers[-1]
    with pytest.raises(IndexError):
        counted[len(fullest)]


def test_factors_judge_the_same_day_for_both_ways():
    """Bands of days turn exactly where the rule does."""
    network = town(30)
    (case,) = clients(network, 1)
    code = case.needs[0].code
    for days in (0, 1, factors.FRESH_DAYS, factors.FRESH_DAYS + 1, 365, 366, -1):
        day = date.fromordinal(case.today.toordinal() - days)
        offers = tuple(replace(one, needs=(code,), verified_on=day) for one in network.offers)
        assert_same(*both_ways(case, replace(network, offers=offers)))
