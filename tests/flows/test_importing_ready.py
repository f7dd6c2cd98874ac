"""What waits between reading and writing: the same as the entry, in plain values; what is skipped changed nothing."""

import gc
import json
import marshal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.resident_number import ResidentNumberError
from resmap.flows.entering import UNIT, fields_of, of_file, says_of
from resmap.flows.importing.calm import SELDOM, calm
from resmap.flows.importing.ready import Ready, ready, unfit
from resmap.formats.entries import entry
from resmap.store import bulk, offers
from resmap.store.changes import plain
from resmap.store.queries.offers import Search
from tests.flows.test_importing import database  # noqa: F401
from tests.flows.test_importing_later import bring_entries, shop

words = st.text(st.sampled_from("가나 다\n\"\\7-"), max_size=8)


@given(name=words.filter(str.strip), hours=st.none() | words, limit=st.none() | st.integers(0, 9), secret=st.booleans())
def test_what_waits_says_what_the_entry_says(name, hours, limit, secret):
    one = shop(name=name, hours=hours, limit=limit, location_secret=secret, beyond={"cost": hours, "ends_on": None})
    made = ready(one)
    assert made.says == says_of(one) == json.loads(made.said)
    told = fields_of(one.offer, one.address, one.beyond)
    for field, value in told.items():
        stands = [plain(one) for one in value] if isinstance(value, tuple) else plain(value)
        assert of_file(made.says, field) == (stands or None if stands in ("", [], ()) else stands), field
    assert (made.is_secret, made.cells) == (secret, dict(one.cells))
    assert ready(marshal.loads(marshal.dumps(tuple(made)))) == made


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"name": "가\x00나"}, ("name", bulk.NOT_WRITABLE)),
        ({"hours": "\ud800"}, ("hours", bulk.NOT_WRITABLE)),
        ({"limit": 2**31}, ("limit", bulk.OUT_OF_RANGE)),
        ({"duplicate_group": "가" * 61}, ("duplicate_group", bulk.TOO_LONG)),
        ({"name": "그대로 \\u0000 쓴 글"}, None),
        ({}, None),
    ],
)
def test_what_no_table_can_hold_is_found_before_it_is_written(changes, found):
    assert unfit(ready(shop(**changes))) == found


def test_nothing_is_compared_where_nobody_touched_an_entry_and_its_file_says_the_same(database, monkeypatch):
    bring_entries(database, shop("A"), shop("B", name="가온문구"))
    asked = []
    monkeypatch.setattr(
        "resmap.flows.importing.applying.decide_on", lambda row, *_, **__: asked.append(row["source_key"])
    )
    report = bring_entries(database, shop("A"), shop("B", name="가온문구"), file="again.json")
    assert (report.unchanged, report.updated, asked) == (2, 0, [])


def test_an_edited_entry_is_compared_although_its_file_says_the_same(database):
    bring_entries(database, shop("A"), shop("B", name="가온문구"))
    with database.write() as uow:
        (row, *_) = [one for one in offers.search(uow, Search()).rows if one.source_key == "A"]
        row.hours = "언제나"
        uow.commit()
    report = bring_entries(database, shop("A"), shop("B", name="가온문구"), file="again.json")
    assert report.unchanged == 2 and report.kept_edits == 1


def test_a_resident_number_is_refused_wherever_an_entry_holds_it(database):
    """In a text, in a cell, in a document, over a line: the rows around it change nothing."""
    number = "900101" + "-" + "1234567"
    for one in (
        shop("A", name=f"가온 {number}"),
        shop("A", extra={"note": ["x", f"가\n{number}"]}),
        shop("A", beyond={"particulars": {"a": {"b": number}}}),
        entry("A", shop("A").offer, "자양로 1", 7, cells={"비고": number}),
        shop("A", organization=number),
    ):
        with pytest.raises(ResidentNumberError):
            bring_entries(database, shop("B", name="나래"), one, shop("C", name="다온"))
    with database.read() as uow:
        assert offers.search(uow, Search()).rows == ()


def test_every_column_stands_as_the_session_would_have_written_it(database):
    one = shop(
        "A", tags=frozenset({"b", "a"}), extra={"k": 'v "\\ 가'}, limit=3,
        beyond={"schedules": [{"freq": "WEEKLY"}], "ends_on": "2027-01-31", "cost": "무료"},
    )  # fmt: skip
    bring_entries(database, one)
    with database.read() as uow:
        (row,) = offers.search(uow, Search()).rows
        told = fields_of(one.offer, one.address, one.beyond)
        for name in told.keys() - set(UNIT):
            assert plain(getattr(row, name)) == plain(told[name]), name
        assert row.source_row == says_of(one) and row.evidence["cells"] == dict(one.cells)


def test_rings_are_looked_for_seldom_inside_and_as_usual_after():
    usual = gc.get_threshold()
    with calm(), calm():
        assert gc.get_threshold()[0] == max(SELDOM, usual[0])
    assert gc.get_threshold() == usual


def test_what_waits_is_made_once():
    made = ready(shop())
    assert ready(made) is made and isinstance(ready(tuple(made)), Ready)
