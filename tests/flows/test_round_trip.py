"""The sheet that comes back: what was edited is seen cell by cell, and nothing else changes."""

import base64
import io
import json
import zlib
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from resmap.domain.codes import ChangeReason, OfferStatus, ProposalKind, RecipientClass, Review
from resmap.domain.permissions import Actor, NotAllowed, Role
from resmap.flows import exporting, proposals, round_trip
from resmap.flows.entry_values import BadValue
from resmap.flows.exporting import Format, Wanted
from resmap.flows.round_trip import Applied, Overtaken, travelling
from resmap.flows.sheets import FIELDS, headings
from resmap.formats.problems import FormatError
from resmap.formats.workbook import ENTRIES, KEYS
from resmap.formats.workbook_read import SheetBack, read_workbook
from resmap.store import Database, OfferChangeRecord, OfferRecord, OrganisationRecord, ProposalRecord, new_ring, offers
from tests.support.demo_world import TODAY, demo_template, world  # noqa: F401

DONG = "자양4동"


class Sheet:
    """A workbook as somebody edits it."""

    def __init__(self, data: bytes):
        self.book = load_workbook(io.BytesIO(data))
        self.came: dict[tuple, SheetBack] = {}
        self.sheet = self.book[ENTRIES]
        self.fields = {cell.value: cell.column for cell in self.sheet[1]}
        by_field = {name: heading for heading, name in reversed(headings().items())}
        self.column = {name: self.fields[heading] for name, heading in by_field.items() if heading in self.fields}

    def row_of(self, record: OfferRecord) -> int:
        return next(row[0].row for row in self.sheet.iter_rows(2) if str(row[0].value).startswith(record.id))

    def set(self, row: int, **cells) -> None:
        for name, text in cells.items():
            cell = self.sheet.cell(row, self.column[name])
            cell.value = text
            if text is not None:
                cell.data_type = "s"  # as in Excel: the column is one of text, so that nothing typed runs

    def add(self, **cells) -> int:
        row = self.sheet.max_row + 1
        self.set(row, **cells)
        return row

    def saved(self) -> bytes:
        packed = io.BytesIO()
        self.book.save(packed)
        return packed.getvalue()


@pytest.fixture
def sheet(world):
    return Sheet(exporting.export(world.database, world.actor("supervisor"), Format.XLSX, TODAY, wanted=Wanted(DONG)).data)


@pytest.fixture
def record(world):
    """An entry of the dong that is neither a resident nor secret."""
    rows = world.rows(OfferRecord, OfferRecord.dong == DONG)
    return next(one for one in rows if one.kind.startswith("H2") and one.public_phone)


def back(world, sheet, login="supervisor") -> SheetBack:
    # Reading takes a process of its own each time: the same cells are read once.
    key = tuple(cell.value for row in sheet.book[ENTRIES].iter_rows() for cell in row)
    if key not in sheet.came:
        sheet.came[key] = round_trip.read(world.actor(login), sheet.saved(), "sheet.xlsx")
    return sheet.came[key]


def compare(world, sheet, login="supervisor") -> round_trip.Changes:
    with world.database.read(world.actor(login)) as uow:
        return round_trip.compare(uow, world.actor(login), back(world, sheet), TODAY)


def apply(world, sheet, chosen=None, login="supervisor", key="k" * 12) -> Applied:
    came = back(world, sheet)
    wanted = compare(world, sheet, login).usual() if chosen is None else chosen
    with world.database.write(world.actor(login)) as uow:
        return round_trip.apply(uow, world.actor(login), came, wanted, TODAY, key=key)


def now(world, record) -> OfferRecord:
    (found,) = world.rows(OfferRecord, OfferRecord.id == record.id)
    return found


def codes(found) -> list[tuple[int, str, str]]:
    return [(one.row, one.field, one.code) for one in found.bad]


def test_a_sheet_that_nobody_edited_changes_nothing(world, sheet):
    found = compare(world, sheet)
    assert (found.entries, found.new, found.missing, found.bad) == ((), (), (), ())
    assert found.unchanged > 8


def test_an_edited_cell_is_told_with_its_address_and_taken(world, sheet, record):
    row = sheet.row_of(record)
    sheet.set(row, public_phone="02-0000-1234", status="잠시 멈춤", age_min="23세", cost="무료")
    found = compare(world, sheet)
    (entry,) = found.entries
    told = {cell.field: (cell.now, cell.sheet, cell.conflict) for cell in entry.cells}
    assert told["public_phone"] == (record.public_phone, "02-0000-1234", False)
    assert told["status"][1] == "잠시 멈춤" and set(told) == {"public_phone", "status", "age_min", "cost"}
    assert {cell.address for cell in entry.cells} == {
        sheet.sheet.cell(row, sheet.column[name]).coordinate for name in told
    }
    assert apply(world, sheet) == Applied(entries=1, cells=4)
    after = now(world, record)
    assert (after.public_phone, after.status, after.age_min, after.cost) == ("02-0000-1234", OfferStatus.PAUSED, 23, "무료")


def test_every_column_can_be_edited_and_comes_back_as_a_value(world, sheet, record):
    said = {
        "name": "새 이름", "kind": "H25", "needs": "ECO11, DLY11", "status": "Closed", "dong": "화양동",
        "address": "어느 길 1", "public_phone": "02-0000-9999", "access_line": "120", "hours": "평일 9–18시",
        "how_to_apply": "전화", "cost": "무료", "description": "=1+1", "age_min": "10", "age_max": "60.0", "sex": "여성",
        "income_max": "75%", "recipient_class": "기관", "places_left": "3", "limit": "12", "vetted_for_minors": "예",
        "website": "www.example.org", "email": "a@example.org", "ends_on": "2027. 1. 31", "name_en": "New name",
    }  # fmt: skip
    assert {*said} == {one.name for one in FIELDS if not one.locked}
    sheet.set(sheet.row_of(record), **said)
    assert compare(world, sheet).bad == ()
    apply(world, sheet)
    after = now(world, record)
    assert (after.kind, after.needs, after.status) == ("H25", ("ECO11", "DLY11"), OfferStatus.CLOSED)
    assert (after.age_min, after.age_max, after.income_max, after.limit) == (10, 60, 75.0, 12)
    assert (after.recipient_class, after.vetted_for_minors) == (RecipientClass.AGENCY, True)
    assert (after.ends_on, after.description, after.places_left) == (date(2027, 1, 31), "=1+1", 3)
    assert compare(world, sheet).entries == ()


def test_the_history_says_that_it_came_from_a_sheet(world, sheet, record):
    sheet.set(sheet.row_of(record), hours="밤에만")
    apply(world, sheet)
    change = world.rows(OfferChangeRecord, OfferChangeRecord.offer_id == record.id)[-1]
    assert (change.why, change.after) == (ChangeReason.SHEET, {"hours": "밤에만"})


def test_an_emptied_cell_empties_the_field_and_a_needed_one_is_refused(world, sheet, record):
    row = sheet.row_of(record)
    sheet.set(row, public_phone=None, status=None)
    assert codes(compare(world, sheet)) == [(row, "status", "EMPTY")]
    apply(world, sheet)
    assert now(world, record).public_phone is None and now(world, record).status is record.status


def test_only_what_is_chosen_is_taken(world, sheet, record):
    sheet.set(sheet.row_of(record), hours="낮에만", cost="천 원")
    (entry,) = compare(world, sheet).entries
    (hours,) = [cell.id for cell in entry.cells if cell.field == "hours"]
    assert apply(world, sheet, {hours}).cells == 1
    assert (now(world, record).hours, now(world, record).cost) == ("낮에만", record.cost)


def test_a_field_that_was_edited_here_since_is_a_conflict_and_stays_unless_chosen(world, sheet, record):
    ref = record.short_ref
    sheet.set(sheet.row_of(record), hours="시트", cost="시트")
    world.change_offer(ref, hours="여기")
    world.change_offer(ref, hours="여기 다시")
    (entry,) = compare(world, sheet).entries
    told = {cell.field: cell for cell in entry.cells}
    assert told["hours"].conflict and not told["cost"].conflict
    assert (told["hours"].before, told["hours"].now, told["hours"].sheet) == (record.hours or "", "여기 다시", "시트")
    apply(world, sheet)
    assert (now(world, record).hours, now(world, record).cost) == ("여기 다시", "시트")
    (entry,) = compare(world, sheet).entries
    apply(world, sheet, {entry.cells[0].id}, key="another-key-1")
    assert now(world, record).hours == "시트"


def test_a_cell_that_nobody_touched_does_not_undo_a_newer_edit(world, sheet, record):
    world.change_offer(record.short_ref, hours="여기서 고침")
    sheet.set(sheet.row_of(record), cost="시트")
    apply(world, sheet)
    assert now(world, record).hours == "여기서 고침"


def test_places_that_were_counted_meanwhile_are_no_edit_of_the_sheet(world):
    counted = next(one for one in world.rows(OfferRecord) if (one.places_left or 0) > 2 and one.kind.startswith("M3"))
    data = exporting.export(world.database, world.actor("supervisor"), Format.XLSX, TODAY).data
    with world.database.write() as uow:
        uow.as_system()
        offers.take_place(uow, counted.id)
        uow.commit()
    sheet = Sheet(data)
    assert compare(world, sheet).entries == ()
    sheet.set(sheet.row_of(counted), places_left="1")
    (entry,) = compare(world, sheet).entries
    assert [(cell.field, cell.conflict) for cell in entry.cells] == [("places_left", True)]


def test_rows_may_be_sorted_and_columns_moved_and_dropped(world, sheet, record):
    sheet.set(sheet.row_of(record), hours="늦게")
    table = [[cell.value for cell in row] for row in sheet.sheet.iter_rows()]
    kept = [i for i, name in enumerate(table[0]) if name not in ("설명", "주소", "전화")]
    kept = [*kept[3:], *kept[:3]]
    del sheet.book[ENTRIES]
    other = sheet.book.create_sheet(ENTRIES, 0)
    for line in [table[0], *reversed(table[1:])]:
        other.append([line[i] for i in kept])
    found = compare(world, sheet)
    (entry,) = found.entries
    assert [(cell.field, cell.sheet) for cell in entry.cells] == [("hours", "늦게")]
    assert found.missing == () and found.bad == ()


def test_a_deleted_row_is_told_and_takes_nothing_out_by_itself(world, sheet, record):
    sheet.sheet.delete_rows(sheet.row_of(record))
    found = compare(world, sheet)
    assert [one.offer_id for one in found.missing] == [record.id] and found.usual() == frozenset()
    assert apply(world, sheet) == Applied() and now(world, record).review is record.review
    assert apply(world, sheet, {found.missing[0].id}, key="another-key-1").withdrawn == 1
    assert now(world, record).review is Review.WITHDRAWN


def test_who_may_not_verify_takes_nothing_out(world, sheet, record):
    sheet.sheet.delete_rows(sheet.row_of(record))
    (gone,) = compare(world, sheet).missing
    with pytest.raises(NotAllowed):
        apply(world, sheet, {gone.id}, login="manager1")


def test_a_new_row_is_a_new_entry_that_waits_to_be_verified(world, sheet):
    sheet.add(name="느티 반찬가게", kind="H22 반찬·마트·식품", dong=DONG, public_phone="02-0000-4321", cost="무료")
    assert apply(world, sheet).created == 1
    (made,) = [one for one in world.rows(OfferRecord) if one.name == "느티 반찬가게"]
    assert (made.review, made.kind, made.public_phone, made.cost) == (Review.IMPORTED, "H22", "02-0000-4321", "무료")
    assert compare(world, sheet).new[0].twins == 1 and compare(world, sheet).usual() == frozenset()


def test_a_new_row_of_who_may_not_verify_is_a_proposal(world, sheet):
    sheet.add(name="느티 반찬가게", kind="H22", dong=DONG)
    assert apply(world, sheet, login="manager1").proposed == 1
    (made,) = world.rows(ProposalRecord)[-1:]
    assert (made.kind, made.note, made.dong) == (ProposalKind.NEW, "느티 반찬가게", DONG)
    assert not [one for one in world.rows(OfferRecord) if one.name == "느티 반찬가게"]


def test_what_waits_of_a_verified_entry_is_proposed_by_a_sheet_too(world, sheet, record):
    with world.database.write(world.actor("supervisor")) as uow:
        uow.get(OfferRecord, record.id).review = Review.VERIFIED
        uow.commit()
    sheet.set(sheet.row_of(record), name="다른 이름", cost="무료", hours="새벽")
    found = compare(world, sheet, "manager1")
    done = apply(world, sheet, login="manager1")
    assert (done.entries, done.cells, done.proposed) == (1, 1, 1)
    entry = now(world, record)
    assert (entry.hours, entry.name, entry.cost) == ("새벽", record.name, record.cost)
    (made,) = world.rows(ProposalRecord, ProposalRecord.offer_id == record.id)
    assert made.kind is ProposalKind.CHANGE and made.fields["after"] == {"name": "다른 이름", "cost": "무료"}
    # What was proposed is not shown again as if it had not been taken.
    rest = round_trip.left_over(back(world, sheet), found, found.usual())
    with world.database.read(world.actor("manager1")) as uow:
        assert not round_trip.compare(uow, world.actor("manager1"), rest, TODAY).entries
    with world.database.write(world.actor("supervisor")) as uow:
        sue, seen = world.actor("supervisor"), entry.revision
        proposals.accept(uow, sue, made.id, fields=["name", "cost"], revision=1, entry_revision=seen, key="accept-sheet")
    assert (now(world, record).name, now(world, record).cost) == ("다른 이름", "무료")


def test_a_copied_row_with_another_name_is_a_new_one(world, sheet, record):
    cells = [cell.value for cell in sheet.sheet[sheet.row_of(record)]]
    sheet.sheet.append(cells)
    sheet.set(sheet.sheet.max_row, name="또 다른 가게")
    found = compare(world, sheet)
    assert [one.name for one in found.new] == ["또 다른 가게"] and found.entries == ()
    sheet.sheet.append(cells)
    assert codes(compare(world, sheet)) == [(sheet.sheet.max_row, "", "KEY_TWICE")]


def test_a_row_whose_key_was_lost_is_known_by_its_name_and_waits_for_a_tick(world, sheet, record):
    row = sheet.row_of(record)
    sheet.sheet.cell(row, 1).value = None
    sheet.set(row, hours="새벽")
    found = compare(world, sheet)
    (entry,) = found.entries
    assert entry.by_name and entry.offer_id == record.id and found.usual() == frozenset() and found.missing == ()
    assert apply(world, sheet, {entry.cells[0].id}).cells == 1
    assert now(world, record).hours == "새벽"


@pytest.mark.parametrize(
    ("cells", "field", "code"),
    [
        ({"age_min": "열 살"}, "age_min", "NOT_A_NUMBER"),
        ({"age_min": "999"}, "age_min", "OUT_OF_RANGE"),
        ({"needs": "ECO11, 없는것"}, "needs", "NOT_A_NEED"),
        ({"kind": "H11 이웃"}, "kind", "RESIDENT"),
        ({"kind": "꽃집"}, "kind", "NOT_A_CHOICE"),
        ({"status": "글쎄"}, "status", "NOT_A_CHOICE"),
        ({"ends_on": "언젠가"}, "ends_on", "NOT_A_DATE"),
        ({"name": " "}, "name", "EMPTY"),
        ({"description": "담당 800101-1234567"}, "description", "RESIDENT_NUMBER"),
        ({"organization": "다른 기관"}, "organization", "LOCKED"),
        ({"age_min": "70", "age_max": "60"}, "age_max", "CROSSED"),
        ({"places_left": "900", "limit": "30"}, "limit", "ABOVE_LIMIT"),
    ],
)
def test_a_cell_that_cannot_be_is_told_where_it_stands_and_not_taken(world, sheet, record, cells, field, code):
    row = sheet.row_of(record)
    sheet.set(row, **cells)
    found = compare(world, sheet)
    assert (row, field, code) in codes(found) and found.entries == ()
    (bad,) = [one for one in found.bad if one.field == field]
    assert bad.address == sheet.sheet.cell(row, sheet.column[field]).coordinate
    assert apply(world, sheet) == Applied()


@pytest.mark.parametrize(
    ("key", "code"),
    [("엉뚱한 글", "KEY_BROKEN"), ("01890000-0000-7000-8000-000000000000:1", "KEY_UNKNOWN")],
)
def test_a_key_that_leads_nowhere_is_told(world, sheet, record, key, code):
    row = sheet.row_of(record)
    sheet.sheet.cell(row, 1, key)
    assert (row, "", code) in codes(compare(world, sheet))


def test_an_entry_that_became_secret_merged_or_withdrawn_is_left_alone(world, sheet, record):
    sheet.set(sheet.row_of(record), hours="밤")
    place = {"dong": None, "sido": None, "sigungu": None, "address": None, "lat": None, "lon": None, "public_phone": None}
    for values, code in (
        ({"review": Review.MERGED}, "GONE_MEANWHILE"),
        ({"review": Review.WITHDRAWN}, "GONE_MEANWHILE"),
        ({"review": Review.IMPORTED, "location_secret": True, **place}, "SECRET_MEANWHILE"),
    ):
        world.change_offer(record.short_ref, **values)
        found = compare(world, sheet)
        assert [one.code for one in found.bad] == [code] and found.entries == () and found.missing == ()


def test_what_was_overtaken_between_look_and_click_changes_nothing(world, sheet, record):
    sheet.set(sheet.row_of(record), hours="밤", cost="무료")
    chosen = compare(world, sheet).usual()
    world.change_offer(record.short_ref, hours="그 사이")
    with pytest.raises(Overtaken):
        apply(world, sheet, chosen)
    assert now(world, record).cost == record.cost


def test_one_value_that_is_refused_refuses_all(world, sheet, record):
    other = next(one for one in world.rows(OfferRecord, OfferRecord.dong == DONG) if one.kind.startswith("M3"))
    sheet.set(sheet.row_of(other), hours="언제나")
    sheet.add(name="동 없는 새 줄", kind="H22", address="여기")
    chosen = compare(world, sheet).usual()
    came = back(world, sheet)
    with world.database.write(world.actor("supervisor")) as uow, pytest.raises((BadValue, RuntimeError)):
        round_trip.apply(uow, world.actor("supervisor"), came, chosen, TODAY, key="k" * 12)
        raise RuntimeError("killed before the end")
    assert now(world, other).hours in (other.hours, "언제나")


def test_the_same_click_twice_takes_once(world, sheet, record):
    sheet.add(name="한 번만", kind="H22", dong=DONG)
    chosen = compare(world, sheet).usual()
    assert apply(world, sheet, chosen).created == 1
    assert apply(world, sheet, chosen) == Applied()
    assert len([one for one in world.rows(OfferRecord) if one.name == "한 번만"]) == 1


def test_who_may_not_edit_neither_reads_nor_takes(world, sheet):
    for actor in (world.actor("partner"), Actor("admin", Role.ADMINISTRATOR)):
        with pytest.raises(NotAllowed):
            round_trip.read(actor, sheet.saved(), "x")


def test_the_differing_rows_travel_and_mean_the_same(world, sheet, record):
    sheet.set(sheet.row_of(record), hours="밤", age_min="x")
    sheet.add(name="새 줄", kind="H22")
    whole = back(world, sheet)
    with world.database.read(world.actor("supervisor")) as uow:
        found = round_trip.compare(uow, world.actor("supervisor"), whole, TODAY)
        small = SheetBack.of(round_trip.differing(whole, found).document())
        again = round_trip.compare(uow, world.actor("supervisor"), small, TODAY)
    assert len(small.rows) == 2
    assert (again.entries, again.new, again.missing, again.bad) == (found.entries, found.new, found.missing, found.bad)


documents = st.fixed_dictionaries({
    "columns": st.dictionaries(st.sampled_from(["name", "hours", "no such"]), st.text(max_size=3)),
    "rows": st.lists(st.tuples(
        st.integers(), st.none() | st.text(max_size=4) | st.uuids().map(str), st.none() | st.integers(),
        st.dictionaries(st.sampled_from(["name", "kind", "hours", "no such", "age_min"]), st.text(max_size=6)), st.booleans(),
        st.dictionaries(st.sampled_from(["name", "hours", "no such"]), st.sampled_from(["FORMULA_EMPTY", "x"])),
    ), max_size=3),
    "exported": st.none() | st.lists(st.tuples(st.uuids().map(str), st.integers(), st.text(max_size=3)), max_size=2),
    "strange": st.lists(st.text(max_size=3), max_size=2),
    "unusable": st.lists(st.integers(), max_size=2),
})  # fmt: skip


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=documents | st.dictionaries(st.text(max_size=4), st.integers()) | st.lists(st.integers()))
def test_whatever_a_form_sends_back_is_compared_or_refused(world, document):
    letters = base64.b32encode(zlib.compress(json.dumps(document).encode())).decode().translate(travelling._TO_LETTERS)
    try:
        came = round_trip.unpacked(letters)
    except ValueError:
        return
    with world.database.read(world.actor("supervisor")) as uow:
        found = round_trip.compare(uow, world.actor("supervisor"), came, TODAY)
    assert round_trip.unpacked(round_trip.packed(came)) == came and found.entries == ()


FILLED = ["name", "kind", "dong", "public_phone", "hours", "description", "status", "recipient_class"]


@settings(deadline=None, max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.sets(st.sampled_from(FILLED), min_size=1, max_size=4))
def test_a_formula_without_a_value_never_empties_a_field(world, sheet, record, names):
    row = sheet.row_of(record)
    kept = {name: sheet.sheet.cell(row, sheet.column[name]).value for name in names}
    for name in names:
        sheet.sheet.cell(row, sheet.column[name]).value = "=A1&B1"  # openpyxl keeps no value with it
    found = compare(world, sheet)
    assert found.entries == () and {name for at, name, code in codes(found) if code == "FORMULA_EMPTY"} == names
    assert all(one.row == row and sheet.sheet.cell(row, sheet.column[one.field]).coordinate == one.address for one in found.bad)
    for name, text in kept.items():
        sheet.sheet.cell(row, sheet.column[name]).value = text


def test_a_new_row_with_a_formula_without_a_value_is_no_entry(world, sheet):
    row = sheet.add(name="가온 반찬가게", kind="H22")
    sheet.sheet.cell(row, sheet.column["hours"]).value = "=C2"
    found = compare(world, sheet)
    assert found.new == () and codes(found) == [(row, "hours", "FORMULA_EMPTY")]


def test_what_the_sheet_does_not_say_is_told_again_when_the_page_comes_back(world, sheet, record):
    sheet.sheet.cell(sheet.row_of(record), sheet.column["hours"]).value = "=A1"
    came = back(world, sheet)
    with world.database.read(world.actor("supervisor")) as uow:
        found = round_trip.compare(uow, world.actor("supervisor"), came, TODAY)
        small = round_trip.unpacked(round_trip.packed(round_trip.differing(came, found)))
        assert round_trip.compare(uow, world.actor("supervisor"), small, TODAY).bad == found.bad


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!", "#NAME?"])
def test_an_error_is_no_text_of_a_field(world, sheet, record, error):
    row = sheet.row_of(record)
    sheet.set(row, hours=error)
    assert codes(compare(world, sheet)) == [(row, "hours", "ERROR_VALUE")]


@pytest.mark.parametrize(
    ("text", "proposed", "code"),
    [
        ("24551234", "02-455-1234", "PHONE_ZERO_LOST"),
        ("1027771234", "010-2777-1234", "PHONE_ZERO_LOST"),
        ("455-1234", "02-455-1234", "PHONE_AREA_PROPOSED"),
    ],
)
def test_a_phone_that_a_spreadsheet_may_have_spoilt_is_proposed_and_waits_for_a_tick(
    world, sheet, record, text, proposed, code
):
    sheet.set(sheet.row_of(record), public_phone=text)
    found = compare(world, sheet)
    ((cell,),) = [one.cells for one in found.entries]
    assert (cell.sheet, cell.written, cell.doubt) == (proposed, text, code) and found.usual() == frozenset()
    assert apply(world, sheet) == Applied() and now(world, record).public_phone == record.public_phone
    apply(world, sheet, {cell.id}, key="z" * 12)
    assert now(world, record).public_phone == proposed and compare(world, sheet).entries == ()


def test_a_new_row_with_such_a_phone_waits_for_a_tick(world, sheet):
    sheet.add(name="가온 반찬가게", kind="H22", public_phone="24551234")
    found = compare(world, sheet)
    (new,) = found.new
    assert new.doubts == {"public_phone": "PHONE_ZERO_LOST"} and new.texts["public_phone"] == "02-455-1234"
    assert found.usual() == frozenset() and new.id in found.every()


@pytest.mark.parametrize(("text", "code"), [("1.02E+09", "PHONE_DIGITS_LOST"), ("000-000-0000", "PHONE_PLACEHOLDER")])
def test_what_is_no_number_any_more_is_refused(world, sheet, record, text, code):
    row = sheet.row_of(record)
    sheet.set(row, public_phone=text)
    assert codes(compare(world, sheet)) == [(row, "public_phone", code)]


def test_a_certain_number_without_dashes_is_written_as_numbers_are(world, sheet, record):
    sheet.set(sheet.row_of(record), public_phone="0244551234")
    ((cell,),) = [one.cells for one in compare(world, sheet).entries]
    assert (cell.sheet, cell.doubt) == ("02-4455-1234", "")


def test_a_sheet_of_something_else_is_refused():
    with pytest.raises(FormatError) as caught:
        read_workbook("가,나\n1,2\n".encode(), "x.csv", headings())
    assert [one.rule for one in caught.value.problems] == ["NOT_THE_SHEET"]


def test_the_sheet_saved_as_csv_comes_back_too(world, sheet, record):
    import csv

    sheet.set(sheet.row_of(record), hours="오후")
    text = io.StringIO(newline="")
    csv.writer(text).writerows([[cell.value or "" for cell in row] for row in sheet.sheet.iter_rows()])
    actor = world.actor("supervisor")
    came = round_trip.read(actor, ("\ufeff" + text.getvalue()).encode(), "sheet.csv")
    with world.database.read(actor) as uow:
        found = round_trip.compare(uow, actor, came, TODAY)
    assert [cell.field for entry in found.entries for cell in entry.cells] == ["hours"]


def test_everything_in_the_workbook_is_text_and_nothing_runs(world, record):
    world.change_offer(record.short_ref, description="=HYPERLINK(1)", hours="+82 2", name="@이름")
    sheet = Sheet(exporting.export(world.database, world.actor("supervisor"), Format.XLSX, TODAY).data)
    row = sheet.row_of(record)
    for cell in sheet.sheet[row]:
        assert cell.value is None or cell.data_type == "s", cell.coordinate
    assert sheet.sheet.cell(row, sheet.column["description"]).value == "=HYPERLINK(1)"
    assert compare(world, sheet).entries == ()


def test_the_key_is_hidden_the_heading_frozen_and_lists_are_there_to_choose_from(sheet):
    assert sheet.sheet.column_dimensions["A"].hidden and sheet.sheet.freeze_panes == "C2"
    assert sheet.book[KEYS].sheet_state == "veryHidden"
    assert len(sheet.sheet.data_validations.dataValidation) >= 6


def test_on_each_database_a_sheet_leaves_comes_back_and_conflicts_are_seen(migrated_url, tmp_path):
    database = Database(migrated_url, new_ring(), tmp_path / "events.head")
    boss = Actor("boss", Role.SUPERVISOR)
    with database.write() as uow:
        uow.as_system()
        house = uow.add(OrganisationRecord(name="집"))
        usual = {"organisation_id": house.id, "kind": "H21", "recipient_class": RecipientClass.SHOP, "needs": ("DLY11",)}
        one = uow.add(OfferRecord(name="국수집", name_folded="국수집", **usual)).id
        uow.commit()
    sheet = Sheet(exporting.export(database, boss, Format.XLSX, TODAY).data)
    sheet.set(2, hours="시트", cost="무료")
    with database.write(boss) as uow:
        uow.get(OfferRecord, one).hours = "여기"
        uow.commit()
    came = round_trip.read(boss, sheet.saved(), "x.xlsx")
    with database.write(boss) as uow:
        chosen = round_trip.compare(uow, boss, came, TODAY).usual()
    with database.write(boss) as uow:
        assert round_trip.apply(uow, boss, came, chosen, TODAY, key="k" * 12) == Applied(entries=1, cells=1)
    with database.read(boss) as uow:
        after = uow.get(OfferRecord, one)
        assert (after.hours, after.cost) == ("여기", "무료")
        (entry,) = round_trip.compare(uow, boss, came, TODAY).entries
        assert [(cell.field, cell.conflict) for cell in entry.cells] == [("hours", True)]
    database.dispose()
