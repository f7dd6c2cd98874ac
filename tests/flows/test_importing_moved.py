"""In a list without keys a place that moves stays one entry, with its history; what is not certain stays two."""

import pytest
from sqlalchemy import select

from resmap.domain.codes import Review
from resmap.flows import importing
from resmap.store import OfferChangeRecord, OfferRecord
from tests.flows.test_importing import BOSS, database, edit  # noqa: F401

HEADER = "시설명,소재지도로명주소,전화번호,시설종류,사업자등록번호"
OTHERS = tuple(f"나래경로당{n},서울특별시 광진구 능동로 {n + 50},02-450-20{n:02d},경로당," for n in range(8))


def row(name="가온밥집", address="서울특별시 광진구 능동로 1", phone="02-450-1234", number=""):
    return f"{name},{address},{phone},무료급식소,{number}"


def bring(database, *rows, **how):
    raw = "\n".join((HEADER, *rows, *OTHERS)).encode()
    return importing.bring_in(database, BOSS, raw, "list.csv", source="가온 목록", **how)


def named(database, name="가온밥집"):
    with database.read() as uow:
        rows = uow.session.scalars(select(OfferRecord).where(OfferRecord.name == name).order_by(OfferRecord.id))
        return [(one.id, one.address, one.missing_since, one.source_key) for one in rows]


def counts(report):
    return report.created, report.updated, report.vanished, report.notes.counts["MOVED"]


@pytest.mark.parametrize("number", ["", "120-81-47521"])
def test_a_place_that_moved_is_the_same_entry_with_another_address(database, number):
    bring(database, row(number=number))
    (before,) = named(database)
    phone = "02-450-9999" if number else "02-450-1234"
    new = row(address="서울특별시 광진구 자양로 9", phone=phone, number=number)
    assert counts(bring(database, new, dry_run=True)) == (0, 1, 0, 1)
    assert named(database) == [before]
    report = bring(database, new)
    assert counts(report) == (0, 1, 0, 1)
    (after,) = named(database)
    assert after[0] == before[0] and after[1] == "서울특별시 광진구 자양로 9" and after[2] is None
    assert after[3] != before[3]
    note = next(one for one in report.notes if one.code == "MOVED")
    assert (note.facts["before"], note.facts["after"]) == (before[1], after[1]) and note.offer == before[0]
    with database.read() as uow:
        assert uow.session.scalars(select(OfferChangeRecord).where(OfferChangeRecord.offer_id == before[0])).all()
    assert counts(bring(database, new)) == (0, 0, 0, 0)  # and follows no further


def test_what_was_edited_here_stays_when_the_list_says_that_it_moved(database):
    bring(database, row())
    ((*_, key),) = named(database)
    edit(database, key, address="서울특별시 광진구 군자로 3")
    report = bring(database, row(address="서울특별시 광진구 자양로 9"))
    assert report.created == 0 and report.vanished == 0 and report.kept_edits == 1
    ((_, address, missing, _),) = named(database)
    assert (address, missing) == ("서울특별시 광진구 군자로 3", None)
    again = bring(database, row(address="서울특별시 광진구 자양로 9"))
    assert (again.created, again.vanished) == (0, 0) and len(named(database)) == 1


@pytest.mark.parametrize(
    "rows",
    [
        (row(address="서울특별시 광진구 자양로 9", phone="02-450-7777"),),  # another number
        (row(address="서울특별시 광진구 자양로 9", phone=""),),  # none
        (row(address="서울특별시 광진구 자양로 9"), row(address="서울특별시 광진구 자양로 11")),  # two of them
    ],
)
def test_what_is_not_certain_comes_as_new_and_missing(database, rows):
    bring(database, row())
    report = bring(database, *rows)
    assert counts(report) == (len(rows), 0, 1, 0)
    assert report.notes.counts["SAME_NAME"] >= 1 and [one.name for one in report.gone] == ["가온밥집"]
    assert sum(missing is not None for _, _, missing, _ in named(database)) == 1


def test_a_branch_with_the_number_of_its_house_is_a_place_of_its_own(database):
    bring(database, row())
    report = bring(database, row(), row(address="서울특별시 광진구 자양로 9"))
    assert counts(report) == (1, 0, 0, 0) and len(named(database)) == 2


@pytest.mark.parametrize("phone", ["129", "1577-0199", "080-123-4567"])
def test_a_number_that_everybody_shares_tells_nothing(database, phone):
    bring(database, row(phone=phone))
    assert counts(bring(database, row(phone=phone, address="서울특별시 광진구 자양로 9"))) == (1, 0, 1, 0)


WRITTEN_AGAIN = "서울특별시 광진구 능동로 1 (구의동)"


@pytest.mark.parametrize("out", ["merged", "withdrawn", "voided"])
def test_a_list_that_drops_one_of_two_rows_of_a_place_comes_in_whatever_became_of_the_other(database, out):
    bring(database, row(), row(address=WRITTEN_AGAIN))
    (first, *_), (_, _, _, second) = named(database)
    with database.write(BOSS) as uow:
        record = uow.session.scalar(select(OfferRecord).where(OfferRecord.source_key == second))
        if out == "merged":
            record.review, record.merged_into = Review.MERGED, first
        elif out == "withdrawn":
            record.review = Review.WITHDRAWN
        else:
            uow.void(record, "twice")
        uow.commit()
    for vanished in (int(out != "merged"), 0):
        report = bring(database, row(address=WRITTEN_AGAIN))
        assert counts(report) == (0, 0, vanished, 0)
    # The list still names what stands for both.
    assert (named(database)[0][2] is None) == (out == "merged")


def test_a_part_of_a_list_moves_nothing(database):
    bring(database, row())
    report = bring(database, row(address="서울특별시 광진구 자양로 9"), partial=True)
    assert counts(report) == (1, 0, 0, 0)


def test_a_list_whose_addresses_are_all_written_anew_updates_its_entries(database):
    rows = [row(f"다온가게{n}", f"서울시 광진구 능동로 {n}", f"02-460-10{n:02d}") for n in range(12)]
    bring(database, *rows)
    report = bring(database, *(one.replace("서울시 광진구", "서울특별시 광진구 구의동") for one in rows))
    assert counts(report) == (0, 12, 0, 12) and not report.asks_partial


def test_a_refuge_that_moves_tells_of_no_place(database):
    shelter = "가온여성쉼터,서울특별시 광진구 능동로 {},02-450-1234,여성쉼터,"
    bring(database, shelter.format(1))
    report = bring(database, shelter.format(7))
    assert report.notes.counts["MOVED"] == 0
    assert "능동로 7" not in repr([*report.notes]) and "능동로 1" not in repr([*report.notes])
