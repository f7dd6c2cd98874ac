"""GeoJSON: points out and in; neither a secret place nor a resident is ever among them."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resmap.domain.network import Place
from resmap.formats.problems import FormatError
from resmap.formats.standards import read_geojson, write_geojson
from tests.formats.standards.made import listed, offers


def written(*going) -> dict:
    return json.loads(b"".join(write_geojson(going)))


@settings(deadline=None, max_examples=15)
@given(
    hidden=listed(offers(secret=st.just(True))) | listed(offers(kind=st.sampled_from(["H11", "H13"]))),
    other=listed(),
)
def test_a_secret_place_and_a_resident_are_absent(hidden, other):
    mark = "숨은이름"
    offer = replace(hidden.offer, name=mark, organization=mark, place=Place(mark, mark, mark, 37.5, 127.1))
    document = written(replace(hidden, entry=replace(hidden.entry, offer=offer, address=mark)), other)
    assert mark not in json.dumps(document, ensure_ascii=False)
    assert {one["id"] for one in document["features"]} <= {other.id}


@settings(deadline=None, max_examples=15)
@given(listed())
def test_a_point_comes_back_with_what_a_map_tells(one):
    point = (37.533219, 127.066543)
    offer = replace(one.offer, place=replace(one.offer.place, lat=point[0], lon=point[1]))
    document = written(replace(one, entry=replace(one.entry, offer=offer)))
    assert document["features"][0]["geometry"]["coordinates"] == [point[1], point[0]]
    (taken,) = read_geojson(json.dumps(document).encode(), "x", source_name="x")
    back = taken.entry.offer
    assert taken.entry.key == one.id and back.place.point == point
    for name in ("name", "kind", "organization", "department", "needs", "recipient_class", "phone", "hours", "description"):
        assert getattr(back, name) == getattr(offer, name), name
    assert (back.place.dong, taken.entry.address) == (offer.place.dong, one.entry.address)


def points(*features, **more) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more}).encode()


def feature(lon=127.08, lat=37.54, **properties):
    geometry = {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def test_points_with_korean_headings_are_entries():
    raw = points(feature(시설명="느티나무 작은도서관", 소재지도로명주소="광진구 긴고랑로 1", 전화번호="02-000-0000"))
    (taken,) = read_geojson(raw, "x", source_name="x")
    assert (taken.entry.offer.name, taken.entry.address) == ("느티나무 작은도서관", "광진구 긴고랑로 1")
    assert taken.entry.offer.place.point == (37.54, 127.08)


def test_a_point_abroad_and_a_line_lose_their_place_and_say_so():
    line = feature(name="산책길") | {"geometry": {"type": "LineString", "coordinates": [[127, 37], [127.1, 37]]}}
    first, second = read_geojson(points(feature(lon=2.35, lat=48.85, name="Louvre"), line), "x", source_name="x")
    assert first.entry.offer.place.point is None
    assert "COORDINATE_OUT_OF_AREA" in {one.code for one in first.problems}
    assert "NOT_A_POINT" in {one.code for one in second.problems}


def test_coordinates_of_a_named_system_are_turned_into_degrees():
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::5186"}}
    (taken,) = read_geojson(points(feature(lon=206_000.0, lat=549_000.0, name="쉼"), crs=crs), "x", source_name="x")
    lat, lon = taken.entry.offer.place.point
    assert 37.5 < lat < 37.6 and 127.0 < lon < 127.2


@pytest.mark.parametrize(
    ("raw", "rule"),
    [
        (b"[]", "NOT_GEOJSON"),
        (b'{"type": "Topology"}', "NOT_GEOJSON"),
        (points({"type": "Feature", "geometry": {"type": "Polygon", "coordinates": []}}), "IS_BOUNDARIES"),
        (points(feature(name="x"), crs={"type": "name", "properties": {"name": "EPSG:99999999"}}), "CRS_UNKNOWN"),
    ],
)
def test_what_holds_no_points_is_refused_with_what_it_is(raw, rule):
    with pytest.raises(FormatError) as caught:
        read_geojson(raw, "x", source_name="x")
    assert [one.rule for one in caught.value.problems] == [rule]


@pytest.mark.parametrize("number", ["9" * 400, "1e999"])
def test_a_coordinate_of_hundreds_of_digits_is_no_point(number):
    raw = (
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"name": "가온"},'
        f' "geometry": {{"type": "Point", "coordinates": [{number}, 37.5]}}}}]}}'
    )
    (one,) = read_geojson(raw.encode(), "x", source_name="x")
    assert one.entry.offer.place.point is None and [p.code for p in one.problems][:1] == ["NOT_A_POINT"]
