"""Boundaries and cleaning on published files: shares that were measured, so that a change for the worse is seen."""

import csv
from datetime import date
from random import Random

import pytest
import shapely

from resmap.domain.cleaning.addresses import read_parts
from resmap.domain.cleaning.coordinates import PointColumn
from resmap.domain.cleaning.dates import read_date
from resmap.domain.cleaning.hours import read_days_off, read_hours
from resmap.domain.cleaning.phones import read_phones
from resmap.domain.permissions import Actor, Role
from resmap.flows import boundaries
from resmap.formats.boundaries import HAENGJEONG, read_boundaries
from resmap.formats.ground import Ground, Piece, thinned
from resmap.formats.projections import Stated, detect, from_wgs84
from resmap.store import Database, OfficeRecord, new_ring

TODAY = date(2026, 11, 22)
BOSS = Actor("boss", Role.ADMINISTRATOR)
ROAD, LOT = "소재지도로명주소", "소재지지번주소"


@pytest.fixture(scope="module")
def geography(shared):
    return shared / "data" / "geography"


def table(shared, start):
    (path,) = [one for one in (shared / "data" / "ko_facilities").iterdir() if one.name.startswith(start) and one.suffix == ".csv"]
    return list(csv.DictReader(path.read_bytes().decode("cp949", "replace").splitlines()))


@pytest.fixture(scope="module")
def meals(shared):
    return table(shared, "national_free_meal")


@pytest.fixture(scope="module")
def rooms(shared):
    return table(shared, "public_facility")


def share(found):
    listed = list(found)
    return sum(listed) / len(listed)


@pytest.fixture
def database(migrated_sqlite_url, tmp_path):
    made = Database(migrated_sqlite_url, new_ring(), tmp_path / "events.head")
    with made.write() as uow:
        uow.as_system()
        uow.add(OfficeRecord(name="광진구청", sido="서울특별시", sigungu="광진구"))
        uow.commit()
    yield made
    made.dispose()


def bring(database, path, **how):
    return boundaries.import_boundaries(database, BOSS, path, path.name, today=TODAY, **how)


def test_all_three_files_come_in_and_a_second_time_change_nothing(database, geography):
    seoul = geography / "seoul_haengjeongdong_2021-04.geojson"
    first = bring(database, seoul, create_dongs=True)
    assert (first.created, first.dongs_created, first.dongs_drawn, first.notes) == (850, 15, 15, ())
    gwangjin = bring(database, geography / "gwangjin_hjd")
    assert (gwangjin.created, gwangjin.dongs_drawn, gwangjin.epsg, gwangjin.notes) == (15, 15, 5186, ())
    kik = bring(database, geography / "KIKmix.20240208.xlsx")
    assert (kik.created, kik.valid_from, kik.notes) == (745, date(2024, 2, 8), ())
    for path in (seoul, geography / "gwangjin_hjd", geography / "KIKmix.20240208.xlsx"):
        assert not bring(database, path).changed
    with database.read(BOSS) as uow:
        places = boundaries.places_of(uow, TODAY)
    assert places.legal[("광진구", "자양동")] == ("자양1동", "자양2동", "자양3동", "자양4동")
    assert places.administrative("광진구", "중곡제1동") == ("중곡1동",)
    assert len(places.gus_with_outline) == 25


def test_two_systems_draw_one_gu(geography):
    """The editions of 2021 and 2023 differ by their drawing, not by a system read wrongly."""
    one = {b.name: b.geometry for b in read_boundaries(geography / "gwangjin_hjd", "g").boundaries}
    found = read_boundaries(geography / "seoul_haengjeongdong_2021-04.geojson", "s").boundaries
    other = {b.name: b.geometry for b in found if b.sigungu == "광진구" and b.code_system == HAENGJEONG}
    assert one.keys() == other.keys()
    for name, geometry in one.items():
        a, b = shapely.geometry.shape(geometry), shapely.geometry.shape(other[name])
        assert a.intersection(b).area / a.union(b).area > 0.6, name
        assert a.centroid.distance(b.centroid) < 0.005


def test_thinning_tears_nothing(geography):
    found = read_boundaries(geography / "gwangjin_hjd", "g").boundaries
    thin = [shapely.geometry.shape(one) for one in thinned([one.geometry for one in found])]
    assert shapely.coverage_is_valid(thin) and shapely.union_all(thin).geom_type == "Polygon"


@pytest.mark.parametrize("epsg", [5174, 2097, 5179, 5181, 5186, 4326])
def test_the_system_of_a_real_list_is_found(epsg, geography, meals, rooms):
    found = read_boundaries(geography / "seoul_haengjeongdong_2021-04.geojson", "s").boundaries
    ground = Ground(Piece(one.sigungu, one.name, one.geometry) for one in found if one.code_system == HAENGJEONG)
    outlined = frozenset(piece.gu for piece in ground.pieces)
    places = boundaries.Places(sido="서울특별시", dong_at=ground.dong_at, gu_at=ground.gu_at, gus_with_outline=outlined)
    rows = []
    for row in (*meals, *rooms):
        parts = read_parts(row[ROAD] or row[LOT])
        if parts.sido == "서울특별시" and parts.sigungu and row["위도"] and row["경도"]:
            rows.append((float(row["위도"]), float(row["경도"]), parts.sigungu))
    rows = Random(7).sample(rows, 400)
    xs, ys = from_wgs84(epsg, [lat for lat, _, _ in rows], [lon for _, lon, _ in rows])
    stated = [Stated(x, y, gu) for x, y, (_, _, gu) in zip(xs.tolist(), ys.tolist(), rows, strict=True)]
    detected = detect(stated, places)
    assert (detected.epsg, detected.decided, detected.swapped) == (epsg, True, False)


def test_addresses_are_read(meals, rooms):
    written = [row[name] for row in (*meals, *rooms) for name in (ROAD, LOT)]
    written = [text for text in written if text.strip(" -") not in ("", "없음", "해당없음")]
    assert share(bool((found := read_parts(text)).road_key or found.lot_key) for text in written) > 0.985


def test_phones_are_read(meals, rooms):
    written = [row["전화번호"] for row in meals] + [row["사용안내전화번호"] for row in rooms]
    assert share(bool((found := read_phones(text)).plain or found.proposed) for text in written if text) > 0.998


def test_hours_are_read(meals, rooms):
    assert share(not (h := read_hours(row["급식시간"])).partial and bool(h.schedules) for row in meals) > 0.93
    assert share(not (h := read_hours(row["급식요일"])).partial and bool(h.schedules) for row in meals) > 0.92
    assert share(not read_days_off(row["휴관일"]).partial for row in rooms) > 0.90


def test_founding_dates_are_read(shared):
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(shared / "data" / "ko_facilities" / "seoul_gyeongrodang_2020.xlsx")
    written = [str(row[4]) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()[1:] if row[4]]
    assert share(read_date(text, TODAY).value is not None for text in written) > 0.995


def test_known_errors_of_points_are_found(rooms):
    column = PointColumn()
    for number, row in enumerate(rooms):
        column.add(number, row["위도"], row["경도"], read_parts(row[ROAD] or row[LOT]))
    verdicts = column.judge()
    assert not verdicts.projected
    dragged = [row for row, one in verdicts.odd() if any(note.code == "COORDINATE_DRAGGED" for note in one.notes)]
    assert len(dragged) >= 8 and all(verdicts.of(row).point is None for row in dragged)
    assert sum(verdicts.of(row).proposed is not None for row in dragged) >= 8
    assert share(verdicts.of(number).point is not None for number in range(len(rooms))) > 0.97
