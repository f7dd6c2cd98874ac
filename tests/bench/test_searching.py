"""The measurement of the search counts what it says, and the search finds what a slip hid from LIKE."""

from random import Random

import pytest

from resmap.bench import searching
from resmap.bench.searching import KINDS, _asked, _invented, _slip
from resmap.domain.korean import fold


@pytest.fixture(scope="module")
def figures():
    return searching.measure(300, each=12)


def test_every_side_answers_every_kind_of_query(figures):
    assert set(figures["peers"]) == set(figures["ratios"]) and len(figures["peers"]) == 3
    for side in (figures["resmap"], *figures["peers"].values()):
        assert set(side["recall"]) == {*KINDS, "all"} and all(0 <= share <= 1 for share in side["recall"].values())
        assert side["median_ms"] > 0
    assert figures["runs"] == 12 * len(KINDS)


def test_the_search_forgives_what_the_plain_one_did_not(figures):
    plain = figures["peers"]["LIKE on the folded name"]["recall"]
    ours = figures["resmap"]["recall"]
    assert ours["near_key"] >= 0.9 > plain["near_key"] and ours["all"] > plain["all"]


def test_what_is_typed_differs_from_the_name_and_still_means_it():
    names = _invented(200, Random(3))
    folded = [fold(name) for name in names]
    for one in _asked(names, Random(3), 10):
        assert one.meant and (one.kind == "spacing" or fold(one.typed) not in {folded[n] for n in one.meant} or one.kind == "initials")


def test_a_slip_changes_one_syllable_only():
    name = "자양종합사회복지관"
    for seed in range(30):
        typed = _slip(name, Random(seed))
        assert sum(a != b for a, b in zip(name, typed, strict=True)) == 1


def test_the_same_seed_gives_the_same_names_and_queries():
    assert _invented(50, Random(1)) == _invented(50, Random(1))
    names = _invented(100, Random(1))
    assert list(_asked(names, Random(5), 5)) == list(_asked(names, Random(5), 5))


def test_the_figures_can_be_printed(figures):
    printed = "\n".join(searching.lines(figures))
    assert "resmap" in printed and "WRatio" in printed and "near_key" in printed
