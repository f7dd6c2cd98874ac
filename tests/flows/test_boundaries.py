"""Boundaries: all or nothing, by edition, once; maps draw what holds today; places are known from them."""

import io
import json
import zipfile
from datetime import date

import pytest
import shapefile

from resmap.domain.codes import AreaLevel
from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, NotAllowed, Role
from resmap.flows import boundaries, mapping
from resmap.formats.problems import FormatError
from resmap.formats.projections import from_wgs84
from resmap.store import BoundaryRecord, Database, DongRecord, OfficeRecord, history, new_ring, register
from resmap.store.queries import boundaries as kept
from resmap.words import has, say

TODAY = date(2026, 11, 2)
BOSS = Actor("boss", Role.ADMINISTRATOR)
SEOUL, GU = "서울특별시", "은하구"


@pytest.fixture
def database(migrated_url, tmp_path):
    made = Database(migrated_url, new_ring(), tmp_path / "events.head")
    with made.write() as uow:
        uow.as_system()
        uow.add(OfficeRecord(name="은하구청", sido=SEOUL, sigungu=GU))
        for code, name in (("1", "나래1동"), ("2", "나래2동")):
            uow.add(DongRecord(code=code, name=name, sido=SEOUL, sigungu=GU))
        uow.commit()
    yield made
    made.dispose()


def square(west, south, size=0.01):
    east, north = west + size, south + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(name, code, code2, west, gu=GU, sido=SEOUL, south=37.50):
    properties = {"adm_nm": f"{sido} {gu} {name}", "adm_cd": code, "adm_cd2": code2, "sidonm": sido, "sggnm": gu}
    geometry = {"type": "MultiPolygon", "coordinates": [[square(west, south)]]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def geojson(*features):
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


FIRST = feature("나래제1동", "1199051", "1199051000", 127.00)
SECOND = feature("나래제2동", "1199052", "1199052000", 127.01)
NEXT_GU = feature("달빛동", "1198051", "1198051000", 127.02, gu="달빛구")
FAR = feature("먼동", "2199051", "2699051000", 129.0, gu="바다구", sido="부산광역시")
TWO = geojson(FIRST, SECOND, NEXT_GU, FAR)


def shape_zip(rows, *, prj=True, encoding="cp949", cpg="EUC-KR", inside="dong"):
    """A shapefile in EPSG:5186 as offices publish it."""
    shp, shx, dbf = io.BytesIO(), io.BytesIO(), io.BytesIO()
    writer = shapefile.Writer(shp=shp, shx=shx, dbf=dbf, encoding=encoding)
    for name in ("BASE_DATE", "ADM_NM", "ADM_CD"):
        writer.field(name, "C", 50)
    for name, code, west in rows:
        xs, ys = from_wgs84(5186, *zip(*[(lat, lon) for lon, lat in square(west, 37.50)], strict=True))
        writer.poly([[[x, y] for x, y in zip(xs, ys, strict=True)][::-1]])
        writer.record("20260701", name, code)
    writer.close()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for end, part in ((".shp", shp), (".shx", shx), (".dbf", dbf)):
            archive.writestr(inside + end, part.getvalue())
        if cpg:
            archive.writestr(inside + ".cpg", cpg)
        if prj:
            archive.writestr(inside + ".prj", PRJ)
    return packed.getvalue()


PRJ = (
    'PROJCS["Korea_2000_Korea_Central_Belt_2010",GEOGCS["GCS_Korea_2000",DATUM["D_Korea_2000",'
    'SPHEROID["GRS_1980",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],'
    'PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",200000.0],PARAMETER["False_Northing",600000.0],'
    'PARAMETER["Central_Meridian",127.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",38.0],'
    'UNIT["Meter",1.0]]'
)


def table(*rows):
    head = "행정동코드,시도명,시군구명,읍면동명,법정동코드,동리명,생성일자,말소일자"
    return "\n".join([head, *rows]).encode("utf-8-sig")


KIK = table(
    "1199000000,서울특별시,은하구,,1199000000,은하구,19950301,",
    "1199051000,서울특별시,은하구,나래제1동,1199010100,나래동,19950301,",
    "1199052000,서울특별시,은하구,나래제2동,1199010100,나래동,19950301,",
    "1199052000,서울특별시,은하구,나래제2동,1199010200,물가동,19950301,",
    "1199059000,서울특별시,은하구,옛동,1199010900,옛동,19950301,20200101",
    "2699051000,부산광역시,바다구,먼동,2699010100,먼동,19950301,",
)


def bring(database, raw, name="seoul_2026-04.geojson", **how):
    return boundaries.import_boundaries(database, BOSS, raw, name, today=TODAY, **how)


def counts(report):
    return report.created, report.updated, report.unchanged, report.left_out


def dongs(database):
    with database.read(BOSS) as uow:
        return {one.name: one for one in register.dongs(uow)}


def refusal(caught):
    return [one.rule for one in caught.value.problems]


def test_outlines_come_in_under_both_code_systems_and_only_those_of_the_office_s_sido(database):
    report = bring(database, TWO)
    assert counts(report) == (6, 0, 0, 2) and report.valid_from == date(2026, 4, 1) and report.changed
    with database.read(BOSS) as uow:
        editions = kept.editions(uow)
        assert [(one.code_system, one.dongs, one.gus) for one in editions] == [("haengjeong", 3, 2), ("statistics", 3, 2)]
        (event,) = [one for one in history.page(uow, BOSS).rows if one.kind is EventKind.BOUNDARIES_CHANGED]
        assert event.facts["created"] == 6


def test_the_same_file_twice_changes_nothing(database):
    bring(database, TWO)
    again = bring(database, TWO)
    assert counts(again) == (0, 0, 6, 2) and not again.changed
    with database.read(BOSS) as uow:
        assert len([one for one in history.page(uow, BOSS).rows if one.kind is EventKind.BOUNDARIES_CHANGED]) == 1


def test_a_dry_run_tells_and_changes_nothing(database):
    report = bring(database, TWO, dry_run=True)
    assert report.dry_run and counts(report) == (6, 0, 0, 2) and report.dongs_drawn == 2
    with database.read(BOSS) as uow:
        assert not kept.editions(uow) and not any(one.outline for one in register.dongs(uow))


def test_names_with_and_without_je_are_one_dong_and_maps_draw_the_imported_outline(database):
    with database.read(BOSS) as uow:
        assert not mapping.dong_shapes(register.dongs(uow))
    report = bring(database, TWO)
    assert report.dongs_drawn == 2 and not report.notes
    found = dongs(database)
    assert set(found) == {"나래1동", "나래2동"}
    assert found["나래1동"].lat == pytest.approx(37.505) and found["나래1동"].lon == pytest.approx(127.005)
    shapes = mapping.dong_shapes(found.values())
    assert len(shapes) == 2 and not any(one.approximate for one in shapes)


def test_a_corrected_file_of_the_same_day_updates_and_a_later_edition_is_kept_beside(database):
    bring(database, TWO)
    moved = feature("나래1동", "1199051", "1199051000", 127.00, south=37.501)
    assert counts(bring(database, geojson(moved, SECOND, NEXT_GU))) == (0, 2, 4, 0)
    later = bring(database, geojson(moved, SECOND), valid_from=date(2026, 9, 1))
    assert counts(later) == (4, 0, 0, 0)
    with database.read(BOSS) as uow:
        assert {one.valid_from for one in kept.editions(uow)} == {date(2026, 4, 1), date(2026, 9, 1)}
        names = [(one.sigungu, one.valid_from) for one in kept.on(uow, TODAY, SEOUL)]
        assert names == [("달빛구", date(2026, 4, 1)), (GU, date(2026, 9, 1)), (GU, date(2026, 9, 1))]


def test_an_older_or_a_future_edition_is_not_drawn_today(database):
    bring(database, TWO)
    before = dongs(database)["나래1동"].outline
    moved = geojson(feature("나래1동", "1199051", "1199051000", 127.00, south=37.505), SECOND)
    assert bring(database, moved, valid_from=date(2020, 1, 1)).dongs_drawn == 0
    assert bring(database, moved, valid_from=date(2027, 1, 1)).dongs_drawn == 0
    assert dongs(database)["나래1동"].outline == before
    with database.read(BOSS) as uow:
        assert boundaries.dong_of(uow, 37.512, 127.005, date(2021, 1, 1)) == (GU, "나래1동")
        assert boundaries.dong_of(uow, 37.512, 127.005, TODAY) is None


def test_what_does_not_match_the_office_s_dong_is_told_and_made_only_when_asked(database):
    third = feature("나래3동", "1199053", "1199053000", 127.00, south=37.51)
    report = bring(database, geojson(FIRST, third))
    assert {(one.code, one.facts["name"]) for one in report.notes} == {
        ("DONG_UNKNOWN", "나래3동"),
        ("DONG_WITHOUT_OUTLINE", "나래2동"),
    }
    assert "나래3동" not in dongs(database)
    assert bring(database, geojson(FIRST, third), create_dongs=True).dongs_created == 1
    assert dongs(database)["나래3동"].code == "1199053000"


def test_a_shapefile_in_metres_and_cp949_is_one_edition_of_its_base_date(database):
    raw = shape_zip([("나래1동", "11990510", 127.00), ("나래2동", "11990520", 127.01)])
    report = bring(database, raw, "경계.zip")
    assert counts(report) == (2, 0, 0, 0) and report.epsg == 5186 and report.valid_from == date(2026, 7, 1)
    with database.read(BOSS) as uow:
        (one, _) = kept.on(uow, TODAY, SEOUL)
        assert (one.sigungu, one.name, one.code_system) == (GU, "나래1동", "statistics")
        assert boundaries.dong_of(uow, 37.505, 127.005, TODAY) == (GU, "나래1동")


def test_a_file_without_a_gu_asks_for_it_where_nothing_tells(database):
    raw = shape_zip([("가람동", "11970510", 127.05), ("노을동", "11970520", 127.06)])
    with pytest.raises(FormatError) as caught:
        bring(database, raw, "a.zip")
    assert refusal(caught) == ["SIGUNGU_MISSING"]
    bring(database, raw, "a.zip", sigungu="달빛구")
    with database.read(BOSS) as uow:
        assert {one.sigungu for one in kept.on(uow, TODAY)} == {"달빛구"}
    later = shape_zip([("노을동", "11970520", 127.06)])
    assert bring(database, later, "b.zip", valid_from=date(2026, 10, 1)).created == 1, "the code is known by now"


def test_a_day_is_asked_for_where_nothing_tells_it(database):
    with pytest.raises(FormatError) as caught:
        bring(database, TWO, "boundaries.geojson")
    assert refusal(caught) == ["VALID_FROM_MISSING"]
    assert bring(database, TWO, "boundaries.geojson", valid_from=date(2026, 1, 1)).created == 6


def test_one_bad_shape_refuses_the_whole_file(database):
    broken = feature("나래2동", "1199052", "1199052000", 127.01)
    broken["geometry"]["coordinates"] = [[[[127.0, 37.5], [127.0, 37.5]]]]
    with pytest.raises(FormatError) as caught:
        bring(database, geojson(FIRST, broken))
    assert refusal(caught) == ["SHAPES_BROKEN"]
    with database.read(BOSS) as uow:
        assert not kept.editions(uow)


def test_the_table_of_legal_dong_is_kept_by_sido_and_follows_its_next_edition(database):
    report = bring(database, KIK, "KIKmix.20260208.csv")
    assert counts(report) == (3, 0, 0, 1) and report.kind == "legal" and not report.notes
    assert counts(bring(database, KIK, "KIKmix.20260208.csv")) == (0, 0, 3, 1)
    with database.read(BOSS) as uow:
        assert boundaries.legal_dongs(uow) == {(GU, "나래동"): ("나래1동", "나래2동"), (GU, "물가동"): ("나래2동",)}
    less = table(
        "1199051000,서울특별시,은하구,나래제1동,1199010100,나래동,19950301,",
        "1199052000,서울특별시,은하구,나래제2동,1199010100,나래동,19950301,",
    )
    report = bring(database, less, "KIKmix.20260801.csv")
    assert counts(report) == (0, 1, 2, 0) and [one.code for one in report.notes] == ["LEGAL_GONE"]
    with database.read(BOSS) as uow:
        assert (GU, "물가동") not in boundaries.legal_dongs(uow)
        assert boundaries.places_of(uow, TODAY).administrative(GU, "물가동") == ()


def test_places_know_dong_gu_and_legal_names(database):
    with database.read(BOSS) as uow:
        empty = boundaries.places_of(uow, TODAY)
    assert empty.approximate and empty.gu_at(37.505, 127.005) is None and not empty.gus_with_outline
    bring(database, TWO)
    bring(database, KIK, "KIKmix.20260208.csv")
    with database.read(BOSS) as uow:
        places = boundaries.places_of(uow, TODAY)
        assert boundaries.places_of(uow, TODAY) is places, "made once as long as the register stands"
    assert places.dongs == {GU: ("나래1동", "나래2동"), "달빛구": ("달빛동",)}
    assert places.dong_at(37.505, 127.005) == (GU, "나래1동") and places.gu_at(37.505, 127.025) == "달빛구"
    assert places.gu_at(35.0, 129.0) is None and not places.approximate
    assert places.gus_with_outline == {GU, "달빛구"}
    assert places.administrative(GU, "나래동") == ("나래1동", "나래2동")
    assert places.centres[GU] == pytest.approx((37.505, 127.01), abs=1e-6)


def test_before_any_file_places_guess_a_dong_from_the_centres_and_say_so(database):
    with database.write(BOSS) as uow:
        for number, dong in enumerate(register.dongs(uow)):
            dong.lat, dong.lon = 37.5, 127.0 + number * 0.02
        uow.commit()
    with database.read(BOSS) as uow:
        places = boundaries.places_of(uow, TODAY)
        assert boundaries.dong_of(uow, 37.5, 127.001, TODAY) is None, "nothing computed decides"
    assert places.approximate and places.dong_at(37.5, 127.001) == (GU, "나래1동")
    assert places.gu_at(37.5, 127.001) is None


def test_what_was_not_committed_is_seen_by_nobody(database):
    bring(database, TWO)
    with database.write(BOSS) as uow:
        uow.add(
            BoundaryRecord(level=AreaLevel.DONG, code_system="haengjeong", code="1", name="꿈동", sido=SEOUL, sigungu=GU,
                           valid_from=TODAY, geometry=FIRST["geometry"])
        )  # fmt: skip
        assert boundaries.dong_of(uow, 37.505, 127.005, TODAY) == (GU, "꿈동")
    with database.read(BOSS) as uow:
        assert boundaries.dong_of(uow, 37.505, 127.005, TODAY) == (GU, "나래1동")


def test_a_second_click_changes_nothing(database):
    key = "a-key-for-one-click"
    assert bring(database, TWO, key=key).created == 6
    assert bring(database, TWO, key=key).dry_run


def test_who_may_not_import_may_not_import_boundaries(database):
    with pytest.raises(NotAllowed):
        boundaries.import_boundaries(database, Actor("x", Role.CASE_MANAGER), TWO, "a", today=TODAY)


def test_every_note_and_refusal_can_be_said(database):
    report = bring(database, geojson(FIRST, feature("나래3동", "1199053", "1199053000", 127.00, south=37.51)))
    for note in report.notes:
        for locale in ("ko", "en"):
            assert say(f"boundaries.note.{note.code}", locale, **note.facts)
    made = boundaries.document(report, lambda note: say(f"boundaries.note.{note.code}", "ko", **note.facts))
    assert made["notes"][0]["text"] and json.dumps(made)
    rules = ("NOT_BOUNDARIES NOT_GEOJSON NO_SHAPES SHAPES_BROKEN NO_SHAPEFILE SEVERAL_SHAPEFILES SHAPEFILE_PARTS"
             " SHAPEFILE_BROKEN SYSTEM_UNKNOWN NO_DONG_NAMES NOT_KIKMIX VALID_FROM_MISSING SIGUNGU_MISSING OTHER_SIDO")  # fmt: skip
    assert all(has(f"boundaries.refused.{rule}") for rule in rules.split())


def test_a_look_takes_no_writers_turn_and_outlines_are_thinned_before_it(database, monkeypatch):
    asked = []
    thinned = boundaries.thinned

    def told(geometries):
        asked.append(getattr(database._mine, "writes", False))
        return thinned(geometries)

    monkeypatch.setattr(boundaries, "thinned", told)
    with database.write():  # somebody else writes, in this very thread: a second writer would be refused
        looked = bring(database, TWO, dry_run=True)
    asked.clear()
    done = bring(database, TWO)
    assert asked == [False]
    assert (counts(looked), looked.dongs_drawn, looked.shapes) == (counts(done), done.dongs_drawn, done.shapes)


def test_a_look_tells_what_the_import_does(database):
    bring(database, TWO)
    corrected = geojson(feature("나래제1동", "1199051", "1199051000", 126.98), SECOND, feature("샘동", "1199053", "1199053000", 127.02))
    table = {"create_dongs": True}
    looked, done = bring(database, corrected, dry_run=True, **table), bring(database, corrected, **table)
    assert (counts(looked), looked.dongs_created, looked.dongs_drawn) == (counts(done), done.dongs_created, done.dongs_drawn)
    assert looked.notes == done.notes and looked.shapes == done.shapes and looked.dry_run and not done.dry_run
