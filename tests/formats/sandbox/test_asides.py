"""Files of strangers in the limited child: the same values as read here, and no file that takes more than the child."""

import io
import json
import zipfile
from datetime import date

import pytest
import shapefile

from resmap.formats.boundaries import outlines_of
from resmap.formats.boundaries_aside import read_boundaries_aside
from resmap.formats.documents import parse_document
from resmap.formats.network import network_from
from resmap.formats.network_aside import read_network_aside
from resmap.formats.problems import FormatError
from resmap.formats.sandbox import Answer, Refusal, child, limits, read_aside, running
from resmap.formats.standards import read_airs, read_geojson, read_hsds_csv, read_hsds_json, read_standard
from resmap.formats.tables.source import Source
from resmap.words import tables

READ_HERE = {"hsds-json": read_hsds_json, "hsds-csv": read_hsds_csv, "airs-xml": read_airs, "geojson": read_geojson}


def packed(**files: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(f"{name}.csv", text)
    return made.getvalue()


def geojson(*features: dict) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features)}, ensure_ascii=False).encode()


def feature(properties: dict, geometry: dict) -> dict:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def square(west: float = 127.0) -> dict:
    ring = [[west, 37.5], [west + 0.01, 37.5], [west + 0.01, 37.51], [west, 37.51], [west, 37.5]]
    return {"type": "Polygon", "coordinates": [ring]}


SERVICE = {"id": "a", "name": "가온 상담", "organization": {"name": "가온"}, "status": "active", "assured_date": "2026-01-02"}
OURS = {**SERVICE, "service_at_locations": [{"location": {"latitude": 37.5, "longitude": 127.1}}], "x": "\ud800"}
AIRS = "<Source><Agency><Key>1</Key><Name>가온</Name><AgencyService><Key>2</Key><Name>상담</Name></AgencyService></Agency></Source>"
FILES = {
    "hsds-json": json.dumps({"contents": [OURS, {**SERVICE, "id": "b", "name": ""}], "total_pages": 1}).encode(),
    "hsds-csv": packed(services="id,name,status\n1,가온 상담,active\n", organizations="id,name\n9,가온\n"),
    "airs-xml": AIRS.encode(),
    "geojson": geojson(feature({"이름": "가온", "주소": "능동로 1"}, {"type": "Point", "coordinates": [127.1, 37.5]})),
}
NETWORK = {
    "format": "resmap-network/1",
    "today": "2026-11-22",
    "setting": {"sido": "서울특별시", "sigungu": "광진구"},
    "offers": [
        {
            "id": "o1", "name": "가온 쉼터", "kind": "M31", "organization": "가온", "needs": [], "recipient_class": "agency",
            "location_secret": True, "address": "능동로 1", "place": {"dong": "능동"},
        },
        {
            "id": "o2", "name": "나래", "kind": "H21", "organization": "나래", "needs": [], "recipient_class": "neighbour",
            "verified_on": "2026-01-02", "eligibility": {"age_min": 3, "requires": ["disability"]}, "더": {"깊이": [1, None]},
        },
    ],
    "parties": [{"id": "p1", "kind": "person", "name": "이웃"}],
    "ties": [{"from": "p1", "to": "o2", "kind": "neighbour", "strength": 0.25}],
}  # fmt: skip


@pytest.mark.parametrize("standard", READ_HERE)
def test_a_standard_is_read_aside_as_it_is_read_here(standard):
    raw = FILES[standard]
    with_child = read_standard(standard, raw, "x", source_name="명부")
    here = list(READ_HERE[standard](raw, "x", source_name="명부"))
    assert list(with_child) == here == list(with_child) and with_child.count == len(here) > 0
    assert [one.entry and one.entry.offer.extra for one in with_child] == [one.entry and one.entry.offer.extra for one in here]


def test_a_day_on_which_an_offer_ends_arrives_as_a_day():
    from resmap.formats.standards.own_fields import FIELDS, KINDS, term_id

    attributes = [
        {"taxonomy_term_id": term_id(KINDS, "M31")},
        {"taxonomy_term_id": term_id(FIELDS, "ends_on"), "value": "2026-12-31"},
    ]
    raw = json.dumps({"contents": [{**SERVICE, "attributes": attributes}], "total_pages": 1}).encode()
    (one,) = read_standard("hsds-json", raw, "x", source_name="명부")
    assert one.entry.beyond["ends_on"] == date(2026, 12, 31)


def test_a_network_is_read_aside_as_it_is_read_here():
    raw = json.dumps(NETWORK, ensure_ascii=False).encode()
    aside, here = read_network_aside(raw, "x"), network_from(parse_document(raw, "x"), "x")
    for part in ("today", "setting", "offers", "ties", "parties", "closed_organizations"):
        assert getattr(aside.value, part) == getattr(here.value, part)
    assert [one.extra for one in aside.value.offers] == [one.extra for one in here.value.offers]
    assert aside.warnings == here.warnings != ()


def test_every_broken_rule_of_a_network_is_told_as_before():
    raw = json.dumps({**NETWORK, "ties": [{"from": "p1", "to": "nobody", "kind": "neighbour"}], "offers": [{}]}).encode()
    with pytest.raises(FormatError) as here:
        network_from(parse_document(raw, "x"), "x")
    with pytest.raises(FormatError) as aside:
        read_network_aside(raw, "x")
    assert aside.value.problems == here.value.problems and aside.value.what == "x"


def test_outlines_of_another_sido_come_without_their_geometry():
    raw = geojson(
        feature({"adm_nm": "서울특별시 은하구 나래1동", "adm_cd2": "1199051000"}, square()),
        feature({"adm_nm": "부산광역시 은하구 나래1동", "adm_cd2": "2699051000"}, square(127.1)),
    )
    here, all_, some = outlines_of(raw, "x"), read_boundaries_aside(raw, "x"), read_boundaries_aside(raw, "x", sido="서울특별시")
    assert all_ == here and [bool(one.geometry) for one in some.boundaries] == [True, False]
    assert [one.code for one in some.boundaries] == [one.code for one in here.boundaries]


# Hostile files


def broken_shapefile() -> bytes:
    parts = {end: io.BytesIO() for end in ("shp", "shx", "dbf")}
    writer = shapefile.Writer(**parts)
    writer.field("ADM_NM", "C", 60)
    writer.poly([[[127, 37.5], [127.01, 37.5], [127.01, 37.51], [127, 37.5]]])
    writer.record("a")
    writer.close()
    raw = bytearray(parts["shp"].getvalue())
    raw[144:152] = b"\xff\xff\xff\x7f" * 2  # two billion parts, two billion points
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.shp", bytes(raw))
        archive.writestr("a.dbf", parts["dbf"].getvalue())
    return made.getvalue()


LAUGHS = '<!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><Source><Agency><Name>&b;</Name></Agency></Source>'
HOSTILE = {
    "a zip bomb": ("hsds-csv", packed(services="id,name\n1," + "a" * (64 << 20)), "TOO_LARGE"),
    "a deep JSON": ("hsds-json", b'{"services":' + b"[" * 200_000, "TOO_DEEP"),
    "a key twice": ("hsds-json", b'{"contents": [], "contents": []}', "DUPLICATE_KEY"),
    "no number": ("hsds-json", b'{"contents": [NaN]}', "NOT_A_NUMBER"),
    "thousands of digits": ("geojson", b'{"features": [' + b"9" * 10_000 + b"]}", "NOT_A_NUMBER"),
    "neither encoding": ("hsds-json", b'{"contents": ["\xff\xfe\x81"]}', "NOT_TEXT"),
    "billion laughs": ("airs-xml", LAUGHS.encode(), "HAS_ENTITIES"),
    "half an XML": ("airs-xml", AIRS.encode()[:-20], "NOT_XML"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_one_problem(name):
    standard, raw, rule = HOSTILE[name]
    with pytest.raises(FormatError) as refused:
        list(read_standard(standard, raw, "x", source_name="명부"))
    assert [one.rule for one in refused.value.problems] == [rule]


def test_a_shapefile_of_two_billion_points_is_one_problem():
    with pytest.raises(FormatError) as refused:
        read_boundaries_aside(broken_shapefile(), "x_20240101.zip")
    assert [one.rule for one in refused.value.problems] == ["SHAPEFILE_BROKEN"]


def test_outlines_of_too_many_points_are_refused(monkeypatch):
    from resmap.formats import boundaries_aside

    monkeypatch.setattr(boundaries_aside, "MOST_POINTS", 4)
    raw = geojson(feature({"adm_nm": "서울특별시 은하구 나래1동", "adm_cd2": "1199051000"}, square()))
    with pytest.raises(Refusal) as refused:
        boundaries_aside.answer(io.BytesIO(raw), Answer(io.BytesIO()), {"what": "x", "valid_from": None, "sido": None})
    assert refused.value.rule == "TOO_LARGE_INSIDE"


# The child and its parent


def answered(read) -> list[bytes]:
    """What the child writes, run here."""
    out = io.BytesIO()
    child._tell(Answer(out), read, io.BytesIO(b"x"), {})
    return out.getvalue().splitlines()


@pytest.mark.parametrize(
    ("error", "rule"),
    [
        (MemoryError(), "TOO_MUCH_MEMORY"), (RecursionError(), "TOO_DEEP"), (ValueError("x"), "BROKEN_FILE"),
        (OverflowError(), "BROKEN_FILE"), (OSError(5, "x"), "BROKEN_FILE"), (Refusal("NO_TABLE"), "NO_TABLE"),
    ],
)  # fmt: skip
def test_whatever_a_library_raises_is_a_rule(error, rule):
    def read(*_):
        raise error

    (line,) = answered(read)
    assert json.loads(line) == {"refused": [["$", rule, "", ""]]}


def test_a_child_that_would_write_too_much_says_so_where_no_system_limits_it():
    def read(file, told, asked):
        told = Answer(told._file, most=1_000)
        told.head()
        for _ in range(1_000):
            told.item("x" * 1_000)
        told.tail()

    assert json.loads(answered(read)[-1]) == {"refused": [["$", "TOO_LARGE_INSIDE", "", ""]]}


NO_ROWS = b'{"rest": {}, "warnings": []}\n{"end": true}\n'
ANSWERS = [
    b"", b"{", b"[]\n", b'{"a": 1}\n', b'{}\n[1]\n{"end": true}\n', b'{}\n[["offers", {}]]\n{"end": true}\n',
    NO_ROWS, b'{}\n7\n{"end": true}\n', b'{}\n[\n{"end": true}\n',
    b'{"refused": 7}\n', b'{"refused": [[1]]}\n',
]  # fmt: skip


@pytest.mark.parametrize("written", ANSWERS)
def test_an_answer_that_is_none_is_told_as_a_death(monkeypatch, written):
    """Whatever a child under somebody else's hand may write: its parent reads data, and holds it against its types."""

    def hostile(arguments, asked, file, spool, clock):
        spool.write(written)
        spool.flush()
        return 0

    monkeypatch.setattr(running, "_run", hostile)
    readers = [
        lambda: read_network_aside(b"{}", "x"),
        lambda: read_boundaries_aside(b"{}", "x"),
        lambda: list(read_standard("hsds-json", b"{}", "x", source_name="x")),
    ]
    for read in readers if written != NO_ROWS else readers[:2]:
        with pytest.raises(FormatError) as refused:
            read()
        assert [one.rule for one in refused.value.problems] == ["PARSER_DIED"]


def test_a_hostile_child_cannot_tell_where_a_secret_place_is(monkeypatch):
    here = network_from(NETWORK, "x").value.offers[0]
    from dataclasses import replace

    from resmap.domain.network import Offer, Place
    from resmap.formats.sandbox.plain import to_plain

    told = to_plain(Offer, replace(here, place=Place("서울특별시", "광진구", "능동", 37.5, 127.1), extra={"address": "능동로 1"}))
    lines = [
        {"rest": {"today": "2026-11-22", "setting": {}, "closed_organizations": []}, "warnings": []},
        [["offers", told]],
        {"end": True},
    ]

    def hostile(arguments, asked, file, spool, clock):
        spool.write(b"".join(json.dumps(line).encode() + b"\n" for line in lines))
        spool.flush()
        return 0

    monkeypatch.setattr(running, "_run", hostile)
    (offer,) = read_network_aside(b"{}", "x").value.offers
    assert offer.place == Place() and offer.extra == {}


def test_too_many_files_at_once_are_told_and_none_waits_for_ever(monkeypatch):
    import threading

    full = threading.BoundedSemaphore(1)
    full.acquire()
    monkeypatch.setattr(running, "_places", full)
    monkeypatch.setattr(running, "LONGEST_WAIT", 0.01)
    with pytest.raises(FormatError) as refused:
        read_aside(Source(b"{}", "x"), "network", {"what": "x"})
    assert [one.rule for one in refused.value.problems] == ["READERS_BUSY"]


def test_the_place_is_given_back_after_a_refusal(monkeypatch):
    import threading

    monkeypatch.setattr(running, "_places", threading.BoundedSemaphore(1))
    for _ in range(2):
        with pytest.raises(FormatError) as refused:
            read_network_aside(b"{", "x")
        assert [one.rule for one in refused.value.problems] == ["NOT_JSON"]


def test_a_small_file_for_which_a_page_waits_has_less_time_than_a_large_one():
    assert limits.clock_for(0) == limits.SMALL_CLOCK < limits.CHILD_CLOCK == limits.clock_for(2 << 20)


@pytest.mark.parametrize(
    "rule", ["PARSER_DIED", "TOO_SLOW", "TOO_MUCH_MEMORY", "TOO_LARGE_INSIDE", "NO_ROOM", "READERS_BUSY", "BROKEN_FILE"]
)
def test_what_ends_a_child_has_one_sentence_in_each_language(rule):
    from resmap.formats.problems import Problem

    for locale in ("ko", "en"):
        said = tables.refused_sentence(Problem("$", rule, "", "60"), locale)
        assert said and "{" not in said
