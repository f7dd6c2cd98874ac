"""Boundary files: what is read of them, in which system and letters; hostile ones are refused by rule."""

import io
import json
import zipfile
from datetime import date

import pytest
import shapefile
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resmap.formats.boundaries import HAENGJEONG, STATISTICS, date_in_name, read_boundaries, same_dong
from resmap.formats.ground import Ground, Piece, centre_of, thinned
from resmap.formats.problems import FormatError
from resmap.formats.projections import from_wgs84


def ring(west=127.0, south=37.5, size=0.01):
    return [[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]


def polygon(*args):
    return {"type": "Polygon", "coordinates": [ring(*args)]}


def document(*features, **more):
    return json.dumps({"type": "FeatureCollection", "features": list(features)} | more, ensure_ascii=False).encode()


def feature(properties, geometry=None):
    return {"type": "Feature", "properties": properties, "geometry": geometry or polygon()}


FULL = {"adm_nm": "서울특별시 은하구 나래1동", "adm_cd": "1199051", "adm_cd2": "1199051000"}


def shape_files(rows, *, epsg=5186, encoding="cp949", fields=("ADM_NM", "ADM_CD")):
    parts = {end: io.BytesIO() for end in ("shp", "shx", "dbf")}
    writer = shapefile.Writer(**parts, encoding=encoding)
    for name in fields:
        writer.field(name, "C", 60)
    for number, row in enumerate(rows):
        xs, ys = from_wgs84(epsg, [lat for _, lat in ring(127.0 + number / 100)], [lon for lon, _ in ring(127.0 + number / 100)])
        writer.poly([[[x, y] for x, y in zip(xs, ys, strict=True)][::-1]])
        writer.record(*row)
    writer.close()
    return {end: part.getvalue() for end, part in parts.items()}


def zipped(files, names=None):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for end, raw in files.items():
            archive.writestr((names or {}).get(end, f"경계/동.{end}"), raw)
    return packed.getvalue()


ROWS = [("나래1동", "11990510"), ("나래2동", "11990520")]


def rules(raw, name="x"):
    with pytest.raises(FormatError) as caught:
        read_boundaries(raw, name)
    return [one.rule for one in caught.value.problems]


def test_a_feature_with_two_codes_is_a_dong_in_both_systems():
    found = read_boundaries(document(feature(FULL)), "seoul_2021-04.geojson")
    assert [(one.code_system, one.code, one.name, one.sido, one.sigungu) for one in found.boundaries] == [
        (HAENGJEONG, "1199051000", "나래1동", "서울특별시", "은하구"),
        (STATISTICS, "1199051", "나래1동", "서울특별시", "은하구"),
    ]
    assert (found.valid_from, found.epsg, found.epsg_told) == (date(2021, 4, 1), 4326, True)


@pytest.mark.parametrize(
    ("properties", "sido", "sigungu", "name"),
    [
        ({"EMD_KOR_NM": "나래동", "EMD_CD": "1199051000", "SIDO_NM": "서울", "SGG_NM": "은하구"}, "서울특별시", "은하구", "나래동"),
        ({"행정동명": "나래동", "행정동코드": "5111051000"}, "강원특별자치도", "", "나래동"),
        ({"adm_nm": "경기도 수원시장안구 나래동", "adm_cd2": "4111151000"}, "경기도", "수원시 장안구", "나래동"),
        ({"adm_nm": "세종특별자치시 한솔동", "adm_cd2": "3611051000"}, "세종특별자치시", "", "한솔동"),
        ({"adm_nm": "나래1.2동", "adm_cd": 11990510.0}, "서울특별시", "", "나래1·2동"),
    ],
)
def test_columns_of_many_offices_are_known(properties, sido, sigungu, name):
    (one,) = read_boundaries(document(feature(properties)), "a").boundaries
    assert (one.sido, one.sigungu, one.name) == (sido, sigungu, name)


@pytest.mark.parametrize("epsg", [5186, 5181, 5179, 5174])
def test_a_geojson_in_metres_is_moved_where_it_names_its_system(epsg):
    xs, ys = from_wgs84(epsg, [lat for _, lat in ring()], [lon for lon, _ in ring()])
    geometry = {"type": "Polygon", "coordinates": [[[x, y] for x, y in zip(xs, ys, strict=True)]]}
    crs = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{epsg}"}}
    found = read_boundaries(document(feature(FULL, geometry), crs=crs), "a")
    moved = shapely.geometry.shape(found.boundaries[0].geometry)
    assert found.epsg == epsg and moved.symmetric_difference(shapely.geometry.shape(polygon())).area < 1e-9


def test_metres_without_a_name_are_refused_where_several_systems_would_do():
    xs, ys = from_wgs84(5186, [lat for _, lat in ring()], [lon for lon, _ in ring()])
    geometry = {"type": "Polygon", "coordinates": [[[x, y] for x, y in zip(xs, ys, strict=True)]]}
    assert rules(document(feature(FULL, geometry))) == ["SYSTEM_UNKNOWN"]


@pytest.mark.parametrize(("encoding", "cpg"), [("cp949", b"EUC-KR"), ("cp949", None), ("utf-8", b"UTF-8"), ("utf-8", None)])
def test_a_shapefile_is_read_in_its_letters_from_a_zip_and_from_a_folder(encoding, cpg, tmp_path):
    files = shape_files(ROWS, encoding=encoding) | {"prj": PRJ} | ({"cpg": cpg} if cpg else {})
    for end, raw in files.items():
        (tmp_path / f"동.{end}").write_bytes(raw)
    for source in (zipped(files), tmp_path, tmp_path / "동.shp"):
        found = read_boundaries(source, "동_20230701")
        assert [(one.name, one.code) for one in found.boundaries] == ROWS
        assert (found.epsg, found.encoding, found.valid_from) == (5186, encoding, date(2023, 7, 1))
        lat, lon = centre_of(found.boundaries[0].geometry)
        assert (lat, lon) == (pytest.approx(37.505, abs=1e-5), pytest.approx(127.005, abs=1e-5))


PRJ = (
    b'PROJCS["Korea_2000_Korea_Central_Belt_2010",GEOGCS["x",DATUM["y",SPHEROID["GRS_1980",6378137.0,298.257222101]],'
    b'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],'
    b'PARAMETER["False_Easting",200000.0],PARAMETER["False_Northing",600000.0],PARAMETER["Central_Meridian",127.0],'
    b'PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",38.0],UNIT["Meter",1.0]]'
)


def test_what_is_no_boundary_file_is_refused_by_rule():
    assert rules(b"") == ["EMPTY"]
    assert rules(b"%PDF-1.7") == ["IS_PDF"]
    assert rules(b'{"type": "FeatureCollection"}') == ["NOT_GEOJSON"]
    assert rules(b'{"type": ') == ["NOT_GEOJSON"]
    assert rules(document()) == ["NO_SHAPES"]
    assert rules(document(feature({"name": "이름만"}))) == ["NO_DONG_NAMES"]
    assert rules(document(feature(FULL, {"type": "Polygon", "coordinates": [[[127.0, 37.5]]]}))) == ["SHAPES_BROKEN"]
    assert rules(document(feature(FULL, {"type": "Polygon", "coordinates": "x"}))) == ["SYSTEM_UNKNOWN"]
    for coordinates in ([["x"]], {"a": 1}, [], None, [[[[[[127.0]]]]]]):
        assert rules(document(feature(FULL, {"type": "Polygon", "coordinates": coordinates}))) == ["SYSTEM_UNKNOWN"]
    files = shape_files(ROWS)
    assert rules(zipped({"dbf": files["dbf"]})) == ["NO_SHAPEFILE"]
    assert rules(zipped({"shp": files["shp"]})) == ["SHAPEFILE_PARTS"]
    assert rules(zipped({"shp": b"not a shape", "dbf": files["dbf"]})) == ["SHAPEFILE_BROKEN"]
    assert rules(zipped({"shp": files["shp"], "dbf": b""})) == ["SHAPEFILE_BROKEN"]
    assert rules(zipped(files | {"x": b""}, {"x": "../../climbs.txt"})) == ["ZIP_UNSAFE"]
    two = {"shp": files["shp"], "dbf": files["dbf"], "a": files["shp"]}
    assert rules(zipped(two, {"a": "other.shp"})) == ["SEVERAL_SHAPEFILES"]
    assert rules(b"a,b\n1,2\n") == ["NOT_KIKMIX"]


def test_nameless_and_repeated_shapes_are_told():
    raw = document(feature(FULL), feature({"adm_nm": "코드 없는동"}), feature(FULL))
    found = read_boundaries(raw, "a")
    assert len(found.boundaries) == 2
    assert sorted((row, code) for row, code, _ in found.problems) == [
        (2, "BOUNDARY_NAMELESS"), (3, "BOUNDARY_TWICE"), (3, "BOUNDARY_TWICE"),
    ]  # fmt: skip


def test_an_invalid_outline_is_mended_not_lost():
    bow_tie = [[127.0, 37.5], [127.01, 37.51], [127.01, 37.5], [127.0, 37.51], [127.0, 37.5]]
    (one, _) = read_boundaries(document(feature(FULL, {"type": "Polygon", "coordinates": [bow_tie]})), "a").boundaries
    assert shapely.geometry.shape(one.geometry).is_valid


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("KIKmix.20240208.xlsx", date(2024, 2, 8)),
        ("seoul_2021-04.geojson", date(2021, 4, 1)),
        ("HangJeongDong_ver20230701.geojson", date(2023, 7, 1)),
        ("bnd_dong_2023_6.zip", date(2023, 6, 1)),
        ("경계_20231399.zip", None),
        ("boundaries.zip", None),
        ("dong_1234567890.zip", None),
    ],
)
def test_a_file_s_name_may_tell_its_day(name, day):
    assert date_in_name(name) == day


def test_je_makes_no_other_dong():
    assert same_dong("중앙제1동", "중앙1동") and same_dong("종로1.2가동", "종로1·2가동") and not same_dong("중앙1동", "중앙2동")


def wavy(west, south, size=0.01):
    """A square whose inner edges have many points, shared with its neighbours exactly."""
    def edge(a, b):
        steps = 40
        return [
            (round(a[0] + (b[0] - a[0]) * k / steps, 7), round(a[1] + (b[1] - a[1]) * k / steps + 3e-5 * (k % 2), 7))
            for k in range(steps)
        ]

    west, south, east, north = (round(one, 7) for one in (west, south, west + size, south + size))
    corners = [(west, south), (east, south), (east, north), (west, north)]
    bottom, right = edge(corners[0], corners[1]), edge(corners[1], corners[2])
    top, left = edge(corners[3], corners[2]), edge(corners[0], corners[3])
    points = [*bottom, *right, corners[2], *reversed(top), *reversed(left)]
    return {"type": "Polygon", "coordinates": [[list(one) for one in points]]}


def test_outlines_are_thinned_together_so_that_neighbours_stay_joined():
    given_ = [wavy(127.0 + column / 100, 37.5 + row / 100) for row in range(3) for column in range(3)]
    shapes = [shapely.geometry.shape(one) for one in given_]
    assert shapely.coverage_is_valid(shapes)
    thin = [shapely.geometry.shape(one) for one in thinned(given_)]
    assert shapely.coverage_is_valid(thin)
    assert sum(map(shapely.get_num_coordinates, thin)) < 0.6 * sum(map(shapely.get_num_coordinates, shapes))
    assert shapely.union_all(thin).geom_type == "Polygon" and not shapely.union_all(thin).interiors


def test_outlines_that_overlap_are_kept_whole():
    given_ = [polygon(127.0, 37.5), polygon(127.005, 37.5)]
    assert [shapely.geometry.shape(one).area for one in thinned(given_)] == pytest.approx([1e-4, 1e-4])
    assert thinned([]) == []


def test_a_point_is_found_in_its_dong_and_on_an_edge_in_the_first_by_name():
    ground = Ground([Piece("은하구", "나동", polygon(127.01)), Piece("은하구", "가동", polygon(127.0))])
    assert ground.dong_at(37.505, 127.005) == ("은하구", "가동")
    assert ground.dong_at(37.505, 127.01) == ("은하구", "가동")
    assert ground.gu_at(37.505, 127.015) == "은하구" and ground.gu_at(37.6, 127.0) is None
    assert Ground([]).dong_at(37.5, 127.0) is None
    assert ground.gu_centres()["은하구"] == pytest.approx((37.505, 127.01))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_damaged_file_ends_in_anything_but_a_refusal(data):
    raw = data.draw(st.sampled_from([document(feature(FULL)), zipped(shape_files(ROWS) | {"prj": PRJ})]))
    at = data.draw(st.integers(0, len(raw) - 1))
    broken = data.draw(st.sampled_from([raw[:at], raw[:at] + b"\x00\xff" + raw[at + 2 :], raw[:at] + raw[at + 1 :]]))
    try:
        assert read_boundaries(broken, "a").boundaries
    except FormatError as error:
        assert error.problems
