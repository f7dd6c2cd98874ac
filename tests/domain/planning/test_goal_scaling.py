"""Goal attainment scaling (practice §2.9; Kiresuk and Sherman 1968)."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.planning.goal_scaling import LEVELS, GoalScale, ScalingError, change, t_score

LEVEL = st.sampled_from(LEVELS)
WEIGHT = st.floats(min_value=0.1, max_value=50)


def test_published_values():
    """Equal weights, rho 0.3: one goal ±1 is ±10; two goals at +1 are 50 + 20/√2.6; three at -1: 50 - 30/√4.8."""
    assert t_score([1]) == pytest.approx(60)
    assert t_score([1, 1]) == pytest.approx(50 + 20 / math.sqrt(2.6))
    assert t_score([-1, -1, -1]) == pytest.approx(50 - 30 / math.sqrt(4.8))
    assert t_score([2, 0], [3, 1]) == pytest.approx(50 + 60 / math.sqrt(0.7 * 10 + 0.3 * 16))


@given(st.lists(st.tuples(LEVEL, WEIGHT), min_size=1, max_size=8))
def test_as_expected_is_fifty_and_the_mirror_image_mirrors(goals):
    levels, weights = zip(*goals, strict=True)
    assert t_score([0] * len(levels), weights) == 50
    mirrored = t_score([-one for one in levels], weights)
    assert t_score(levels, weights) + mirrored == pytest.approx(100)


@given(st.lists(st.tuples(LEVEL, WEIGHT), min_size=1, max_size=8), st.floats(min_value=0.01, max_value=100))
def test_only_the_proportion_of_weights_counts(goals, times):
    levels, weights = zip(*goals, strict=True)
    assert t_score(levels, [one * times for one in weights]) == pytest.approx(t_score(levels, weights))


@given(st.lists(LEVEL, min_size=1, max_size=8), st.integers(0, 7))
def test_reaching_more_never_lowers_the_score(levels, place):
    place %= len(levels)
    if levels[place] < 2:
        better = [one + (i == place) for i, one in enumerate(levels)]
        assert t_score(better) > t_score(levels)


@pytest.mark.parametrize(
    ("levels", "weights", "rho", "code"),
    [
        ([], None, 0.3, "NO_GOAL"),
        ([3], None, 0.3, "LEVEL_RANGE"),
        ([0.5], None, 0.3, "LEVEL_RANGE"),
        ([True], None, 0.3, "LEVEL_RANGE"),
        ([1], [0], 0.3, "WEIGHT_RANGE"),
        ([1], [float("nan")], 0.3, "WEIGHT_RANGE"),
        ([1, 1], [1], 0.3, "UNEQUAL_LENGTHS"),
        ([1], None, 1.0, "RHO_RANGE"),
    ],
)
def test_what_cannot_be_scored_is_refused_by_code(levels, weights, rho, code):
    with pytest.raises(ScalingError) as refused:
        t_score(levels, weights, rho)
    assert refused.value.code == code


def test_levels_that_nobody_described_are_named():
    scale = GoalScale("1", ("매일", "주 5일", "", "주 1일", "주 1일"))
    assert scale.gaps == (0, 2)
    assert GoalScale("1", ("가", "나", "다", "라", "마")).gaps == ()


def test_change_is_told_from_the_start():
    words = ("가", "나", "다", "라", "마")
    before, after, difference = change([GoalScale("1", words), GoalScale("2", words, 2.0, -2)], [0, 1])
    assert before < 50 < after and difference == pytest.approx(after - before)
