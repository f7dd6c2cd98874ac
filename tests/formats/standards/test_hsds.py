"""HSDS out and in: what leaves comes back the same, and what must not leave does not."""

import csv
import io
import json
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resmap.domain.codes import OfferStatus
from resmap.domain.network import Place
from resmap.formats.entries import Entry
from resmap.formats.problems import FormatError
from resmap.formats.standards import leaving, read_hsds_csv, read_hsds_json, write_hsds_csv, write_hsds_json
from resmap.formats.standards.hsds_tables import TABLES, TYPES
from resmap.formats.standards.own_fields import KINDS, term_id
from tests.formats.standards.made import listed, offers

FORMATS = [
    (lambda going: b"".join(write_hsds_json(going)), read_hsds_json),
    (write_hsds_csv, read_hsds_csv),
]


def came_back(write, read, going):
    """The entries that are read out of the file of those that left, by id."""
    taken = list(read(write(going), "register", source_name="resmap"))
    assert all(one.entry is not None for one in taken), [one.problems for one in taken]
    return {one.entry.key: one.entry for one in taken}


def told(entry: Entry):
    """Everything that the register keeps of an entry; what stands in a set has no order."""
    offer = entry.offer
    return replace(offer, id=""), offer.extra, entry.address, dict(entry.beyond), entry.organisation_number


@pytest.mark.parametrize(("write", "read"), FORMATS, ids=["json", "csv"])
@settings(deadline=None, max_examples=25)
@given(st.lists(listed(), max_size=4, unique_by=lambda one: one.id))
def test_what_leaves_comes_back_the_same(write, read, going):
    back = came_back(write, read, going)
    assert back.keys() == {one.id for one in going}
    for one in leaving(going, secret=True):
        status = OfferStatus.CLOSED if one.closed else one.offer.status
        expected = told(replace(one.entry, offer=replace(one.offer, status=status)))
        assert told(back[one.id]) == expected


@pytest.mark.parametrize(("write", "read"), FORMATS, ids=["json", "csv"])
@settings(deadline=None, max_examples=15)
@given(one=listed(offers(kind=st.sampled_from(["H11", "H14", "H1"]))), other=listed())
def test_no_resident_leaves(write, read, one, other):
    marked = replace(one.entry, offer=replace(one.offer, name="홍주민", organization="홍주민", phone="010-0000-7777"))
    raw = write([replace(one, entry=marked), other])
    text = unpacked(raw)
    assert "홍주민" not in text and "010-0000-7777" not in text and one.id not in text
    assert [taken.entry.key for taken in read(raw, "register", source_name="x")] == [other.id]


@pytest.mark.parametrize(("write", "read"), FORMATS, ids=["json", "csv"])
@settings(deadline=None, max_examples=15)
@given(listed(offers(secret=st.just(True))))
def test_a_secret_offer_leaves_by_its_access_line_alone(write, read, one):
    # A careless caller: the value still holds a place, and words that lead to it.
    mark = "여기비밀"
    offer = replace(one.offer, place=Place(mark, mark, mark, 37.123456, 127.123456), phone=mark, hours=mark,
                    description=mark, how_to_apply=mark, access_line="1366", extra={"documents": [mark]})  # fmt: skip
    beyond = dict.fromkeys(("website", "email", "cost", "schedules", "particulars"), mark)
    raw = write([replace(one, entry=replace(one.entry, offer=offer, address=mark, beyond=beyond))])
    text = unpacked(raw)
    assert mark not in text and "37.12" not in text and "127.12" not in text
    (taken,) = read(raw, "register", source_name="x")
    assert taken.entry.offer.access_line == "1366" and taken.entry.offer.location_secret
    assert taken.entry.offer.place == Place()


@settings(deadline=None, max_examples=25)
@given(st.lists(listed(), min_size=1, max_size=3, unique_by=lambda one: one.id))
def test_every_row_of_the_package_fits_its_table_and_every_key_leads_somewhere(going):
    tables = {name: rows(write_hsds_csv(going), table.file) for name, table in TABLES.items()}
    known = {name: {row["id"] for row in found} for name, found in tables.items()}
    for name, table in TABLES.items():
        assert len(known[name]) == len(tables[name]), f"{name}: an id twice"
        for row in tables[name]:
            assert tuple(row) == table.columns
            assert all(row[column] for column in table.required), (name, row)
            for column, other in table.keys:
                assert not row[column] or row[column] in known[other], (name, column)


@given(st.lists(listed(), min_size=1, max_size=3, unique_by=lambda one: one.id))
@settings(deadline=None, max_examples=15)
def test_no_cell_of_the_package_is_a_formula(going):
    for table in TABLES.values():
        for row in rows(write_hsds_csv(going), table.file):
            for column, cell in row.items():
                assert column in TYPES or not cell.startswith(("=", "+", "-", "@", "\t", "\r")), (column, cell)


@given(listed())
@settings(deadline=None, max_examples=10)
def test_the_same_register_gives_the_same_bytes(one):
    assert write_hsds_csv([one]) == write_hsds_csv([one])


@pytest.mark.parametrize(
    ("document", "rule"),
    [
        (b"", "EMPTY"),
        (b"[", "NOT_JSON"),
        (b'{"taxonomy_detail": 1, "name": "x"}', "ONLY_TERMS"),
        (b"[1, 2]", "NOT_SERVICES"),
        (b"\xff\xfe\xff", "NOT_TEXT"),
    ],
)
def test_what_is_no_directory_is_refused_with_what_it_is(document, rule):
    with pytest.raises(FormatError) as caught:
        list(read_hsds_json(document, "x.json", source_name="x"))
    assert [one.rule for one in caught.value.problems] == [rule]


def read_one(service: dict):
    (taken,) = read_hsds_json(json.dumps([service]).encode(), "x.json", source_name="x")
    return taken


def foreign(**more):
    return {"id": "s1", "name": "Meals", "status": "active", "organization": {"name": "Kitchen"}} | more


def at(**location):
    return [{"id": "p1", "location": location}]


def test_a_service_abroad_is_taken_without_its_point():
    taken = read_one(foreign(service_at_locations=at(latitude=37.77, longitude=-122.41)))
    assert taken.entry.offer.place == Place()
    assert "COORDINATE_OUT_OF_AREA" in {one.code for one in taken.problems}


def test_a_service_at_two_places_is_two_entries():
    document = [foreign(service_at_locations=at(name="A") + [{"id": "p2", "location": {"name": "B"}}])]
    taken = list(read_hsds_json(json.dumps(document).encode(), "x", source_name="x"))
    assert [one.entry.key for one in taken] == ["s1@p1", "s1@p2"]


def test_the_same_key_twice_is_refused_the_second_time():
    taken = list(read_hsds_json(json.dumps([foreign(), foreign()]).encode(), "x", source_name="x"))
    assert [one.entry is None for one in taken] == [False, True]
    assert taken[1].problems[0].code == "KEY_TWICE"


def test_a_refuge_with_coordinates_is_refused_and_one_with_an_address_loses_it():
    shelter = foreign(name="Domestic violence emergency shelter")
    assert read_one(shelter | {"service_at_locations": at(latitude=37.5, longitude=127.1)}).entry is None
    address = {"address_1": "Secret street 1", "city": "광진구", "country": "KR"}
    entry = read_one(shelter | {"service_at_locations": at(addresses=[address]), "phones": [{"number": "555"}]}).entry
    assert entry.offer.location_secret and entry.address is None and entry.offer.phone is None
    assert "Secret street" not in repr(entry)


def test_a_resident_does_not_come_in_by_a_directory():
    service = foreign(attributes=[{"taxonomy_term_id": term_id(KINDS, "H11")}])
    assert [problem.code for problem in read_one(service).problems] == ["RESIDENT_NOT_HERE"]


def test_a_resident_number_refuses_the_row_and_is_not_repeated():
    taken = read_one(foreign(description="담당 800101-1234567"))
    assert taken.entry is None and taken.problems[0].code == "RESIDENT_NUMBER"
    assert "1234567" not in repr(taken.problems)


def test_markup_of_a_web_directory_is_taken_out():
    assert read_one(foreign(description="&amp;lt;b&amp;gt;Hot&amp;lt;/b&amp;gt; meals")).entry.offer.description == "Hot meals"


def test_ages_the_wrong_way_round_are_left_out_and_told():
    taken = read_one(foreign(minimum_age=65, maximum_age=18))
    assert taken.entry.offer.eligibility.age_min is None
    assert "AGES_CROSSED" in {one.code for one in taken.problems}


def test_weekly_hours_of_older_tables_become_schedules():
    document = {
        "services": [{"id": "s1", "organization_id": "o1", "name": "Meals", "status": "active"}],
        "organizations": [{"id": "o1", "name": "Kitchen"}],
        "regular_schedules": [{"service_id": "s1", "weekday": "1", "opens_at": "09:00", "closes_at": "18:00:00"}],
        "phones": [{"service_id": "s1", "number": "02-000-0000"}],
    }
    (taken,) = read_hsds_json(json.dumps(document).encode(), "x", source_name="x")
    assert taken.entry.beyond["schedules"] == [
        {"freq": "WEEKLY", "byday": "MO", "opens_at": "09:00", "closes_at": "18:00"}
    ]
    assert (taken.entry.offer.organization, taken.entry.offer.phone) == ("Kitchen", "02-000-0000")


def test_documents_one_a_line_are_read_as_a_list():
    line = {"name": "Kitchen", "locations": [{"name": "Hall", "services_attributes": [{"keywords": ["food"]}],
            "address_attributes": {"street": "1 Main", "city": "Town", "state": "CA"}}]}  # fmt: skip
    raw = "\n".join([json.dumps(line), json.dumps(line | {"name": "Other"})]).encode()
    first, second = read_hsds_json(raw, "x", source_name="x")
    assert (first.entry.offer.name, first.entry.address) == ("Hall", "1 Main, Town, CA")
    assert second.entry.offer.organization == "Other"


def test_a_damaged_archive_and_one_that_unpacks_too_far_are_refused():
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("services.csv", b"0" * 20_000_000)
    for raw, rule in ((b"PK\x03\x04 not really", "BROKEN_ZIP"), (bomb.getvalue(), "TOO_LARGE")):
        with pytest.raises(FormatError) as caught:
            list(read_hsds_csv(raw, "x.zip", source_name="x"))
        assert caught.value.problems[0].rule == rule


def rows(raw: bytes, file: str) -> list[dict]:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        text = archive.read(file).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def unpacked(raw: bytes) -> str:
    """Everything that stands in the file, archives unpacked, JSON unescaped."""
    if not raw.startswith(b"PK"):
        return raw.decode()
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return "\n".join(archive.read(name).decode() for name in archive.namelist())
