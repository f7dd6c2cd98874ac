"""Outlines of dong: computed ones cover their centroids, imported ones are read with care."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point, Polygon

from resmap.formats import geojson
from resmap.formats.outlines import DongPoint, outlines

SQUARE = [[127.0, 37.0], [127.1, 37.0], [127.1, 37.1], [127.0, 37.1], [127.0, 37.0]]


@st.composite
def dongs(draw):
    cells = draw(st.sets(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=20))
    return [DongPoint(f"동{i}", 37.5 + lat * 0.004, 127.0 + lon * 0.004) for i, (lat, lon) in enumerate(sorted(cells))]


@given(dongs())
def test_every_dong_has_a_closed_outline_around_its_own_centroid_only(points):
    rings = outlines(points)
    assert set(rings) == {one.name for one in points}
    for one in points:
        assert rings[one.name][0] == rings[one.name][-1]
        inside = [other.name for other in points if Polygon(rings[one.name]).contains(Point(other.lon, other.lat))]
        assert inside == [one.name]


@given(dongs())
def test_two_outlines_never_cover_the_same_ground(points):
    shapes = [Polygon(ring) for ring in outlines(points).values()]
    for i, one in enumerate(shapes):
        for other in shapes[:i]:
            assert one.intersection(other).area < 1e-9


@given(dongs(), st.randoms(use_true_random=False))
def test_the_order_of_the_dong_changes_no_outline(points, random):
    mixed = points[:]
    random.shuffle(mixed)
    assert outlines(mixed) == outlines(points)


def test_one_dong_alone_is_a_circle_and_none_is_nothing():
    ring = outlines([DongPoint("자양1동", 37.53, 127.08)])["자양1동"]
    far = [Point(127.08, 37.53).distance(Point(point)) for point in ring]
    assert 0.007 < min(far) <= max(far) < 0.011  # a degree of longitude is shorter here
    assert outlines([]) == {}


def test_two_dong_at_one_centroid_cannot_be_told_apart():
    with pytest.raises(ValueError, match="centroid"):
        outlines([DongPoint("가", 37.5, 127.0), DongPoint("나", 37.5, 127.0)])


def test_a_polygon_a_multipolygon_and_a_feature_are_read_with_latitude_first():
    ring = ((37.0, 127.0), (37.0, 127.1), (37.1, 127.1), (37.1, 127.0), (37.0, 127.0))
    one = {"type": "Polygon", "coordinates": [SQUARE]}
    assert geojson.polygons(one) == ((ring,),)
    assert geojson.polygons({"type": "MultiPolygon", "coordinates": [[SQUARE], [SQUARE]]}) == ((ring,), (ring,))
    assert geojson.polygons({"type": "Feature", "geometry": one}) == ((ring,),)
    assert geojson.from_ring(SQUARE) == ((ring,),)
    assert geojson.bounds(geojson.polygons(one)) == (37.0, 127.0, 37.1, 127.1)
    assert geojson.bounds([]) is None


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        {},
        {"type": "Point", "coordinates": [127, 37]},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [SQUARE[:3]]},
        {"type": "Polygon", "coordinates": [SQUARE[:-1]]},
        {"type": "Polygon", "coordinates": [[["127", "37"]] * 5]},
        {"type": "Polygon", "coordinates": [[[True, False]] * 5]},
        {"type": "Polygon", "coordinates": [[[950000.0, 1950000.0]] * 5]},
        {"type": "Polygon", "coordinates": [[[float("nan"), 37.0]] * 5]},
    ],
)
def test_what_is_no_outline_on_this_earth_is_refused(geometry):
    with pytest.raises(geojson.BadGeometry):
        geojson.polygons(geometry)
