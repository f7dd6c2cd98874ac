"""Distances on the ground, and the bands in which they may be told."""

import pytest

from resmap.domain.place import distance_m, neighbour_band_m


def test_a_distance_is_the_great_circle_in_metres():
    """One minute of latitude is a nautical mile, 1,852 m to within a few metres."""
    assert distance_m((37.0, 127.0), (37.0 + 1 / 60, 127.0)) == pytest.approx(1853, abs=1)
    assert distance_m((37.54, 127.07), (37.54, 127.07)) == 0


def test_a_distance_is_the_same_both_ways():
    one, other = (37.5338, 127.0812), (37.5330, 127.0807)
    assert distance_m(one, other) == distance_m(other, one) == pytest.approx(99.3, abs=0.5)


@pytest.mark.parametrize(
    ("metres", "band"),
    [(0, 300), (300, 300), (300.1, 700), (700, 700), (1500, 1500), (1500.1, None), (9999, None)],
)
def test_a_neighbour_is_told_by_the_upper_edge_of_the_band(metres, band):
    assert neighbour_band_m(metres) == band
