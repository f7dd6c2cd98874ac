"""A place that must not be known stays unknown, whichever list names it and however its row was keyed before (P-21)."""

import io

import openpyxl
import pytest
from sqlalchemy import select

from resmap.domain.codes import Review
from resmap.flows import importing
from resmap.store import OfferChangeRecord, OfferRecord
from tests.flows.test_importing import BOSS, database, edit  # noqa: F401

HEADER = "시설명,소재지도로명주소,전화번호,시설종류,시설설명"
OTHERS = tuple(f"나래복지관{n},서울특별시 광진구 능동로 {n + 50},02-450-20{n:02d},사회복지관," for n in range(8))
STREET, PHONE, TOLD = "서울특별시 광진구 자양로 77", "02-456-7711", "자양로 놀이터 뒤"
OPEN, REFUGE = "기타시설", "가정폭력피해자보호시설"


def row(name="가온의집", address=STREET, phone=PHONE, type=OPEN, key=""):
    return f"{name},{address},{phone},{type},{TOLD}" + (f",{key}" if key else "")


def bring(database, *rows, source="가온 목록", keys=False, **how):
    others = [f"{one},K{n}" for n, one in enumerate(OTHERS)] if keys else OTHERS
    raw = "\n".join((HEADER + (",시설코드" if keys else ""), *rows, *others)).encode()
    return importing.bring_in(database, BOSS, raw, "list.csv", source=source, **how)


def houses(database, name="가온의집"):
    with database.read() as uow:
        query = select(OfferRecord).where(OfferRecord.name == name).order_by(OfferRecord.id)
        return list(uow.session.scalars(query.execution_options(include_voided=True)))


def everything(database):
    """All that the register holds of the entries and their history, as text."""
    with database.read() as uow:
        tables = OfferRecord.__table__, OfferChangeRecord.__table__
        return repr([row for table in tables for row in uow.session.connection().execute(select(table)).all()])


def is_hidden(database):
    told = everything(database)
    return not any(sign in told for sign in ("자양로", "456-7711"))


@pytest.mark.parametrize("keys", [False, True])
@pytest.mark.parametrize("before", [Review.IMPORTED, Review.MERGED])
def test_an_entry_of_which_a_later_edition_says_that_it_is_a_refuge_is_hidden(database, keys, before):
    key = "K99" if keys else ""
    bring(database, row(key=key), keys=keys)
    (house,) = houses(database)
    assert house.address == STREET
    into = None
    if before is Review.MERGED:  # what is merged with a refuge is told of it too
        bring(database, row(), source="다른 목록")
        into = next(one.id for one in houses(database) if one.id != house.id)
        edit(database, house.source_key, review=Review.MERGED, merged_into=into)
    for dry in (True, False):
        report = bring(database, row(type=REFUGE, key=key), keys=keys, dry_run=dry)
        assert (report.created, report.updated, report.vanished) == (0, 1, 0)
        assert not any(sign in repr([*report.notes, *report.changes]) for sign in ("자양로", "456-7711"))
    assert {one.id for one in houses(database)} == {house.id, into} - {None}
    assert all(one.location_secret and one.address is None for one in houses(database)) and is_hidden(database)
    report = bring(database, row(type=REFUGE, key=key), keys=keys)
    assert (report.created, report.updated, report.unchanged, report.vanished) == (0, 0, 9, 0)


def test_a_refuge_whose_address_is_written_otherwise_than_before_is_known_by_its_name(database):
    bring(database, row())
    (house,) = houses(database)
    report = bring(database, row(type=REFUGE, address=STREET + " (자양동)"), partial=True)
    assert (report.created, report.updated) == (0, 1)
    assert [one.id for one in houses(database)] == [house.id] and is_hidden(database)


def test_two_houses_of_one_name_are_not_taken_for_each_other(database):
    bring(database, row(), row(address="서울특별시 광진구 군자로 3"))
    report = bring(database, row(type=REFUGE, address="서울특별시 광진구 긴고랑로 5"))
    assert (report.created, report.updated) == (1, 0)
    assert sum(one.location_secret for one in houses(database)) == 1


def test_what_was_withdrawn_does_not_come_back_as_a_refuge(database):
    bring(database, row())
    (house,) = houses(database)
    edit(database, house.source_key, review=Review.WITHDRAWN)
    report = bring(database, row(type=REFUGE))
    assert report.created == 0 and report.notes.counts["TAKEN_OUT_KEPT"] == 1
    assert [one.review for one in houses(database)] == [Review.WITHDRAWN]


@pytest.mark.parametrize(("source", "address"), [("가온 목록", STREET + " (자양동)"), ("다른 목록", STREET)])
def test_a_row_with_the_name_of_a_place_that_was_hidden_here_comes_in_without_its_place(database, source, address):
    bring(database, row())
    (house,) = houses(database)
    edit(database, house.source_key, location_secret=True, access_line="1366", description=None)
    assert is_hidden(database)
    for dry in (True, False):
        report = bring(database, row(address=address), source=source, dry_run=dry)
        assert report.notes.counts["SECRET_NAMESAKE"] == 1 and report.created >= 1
        assert not any(sign in repr([*report.notes, *report.changes]) for sign in ("자양로", "456-7711"))
    assert is_hidden(database)
    assert [(one.location_secret, one.access_line) for one in houses(database)] == [(True, "1366")] * 2
    out = io.BytesIO()
    raw = "\n".join((HEADER, row(address=address), *OTHERS)).encode()
    importing.write_workbook(out, report, raw, "ko")


    book = openpyxl.load_workbook(io.BytesIO(out.getvalue()))
    assert "자양로" not in repr([cell for sheet in book for line in sheet.iter_rows(values_only=True) for cell in line])
    again = bring(database, row(address=address), source=source)
    assert (again.created, again.updated, again.vanished) == (0, 0, 0)
    assert is_hidden(database)


def test_a_room_or_a_benefit_with_the_name_of_a_secret_place_is_no_house(database):
    bring(database, row(type=REFUGE))
    report = bring(database, row(type="회의실"), source="대관 목록")
    assert report.notes.counts["SECRET_NAMESAKE"] == 0
    assert [one.address for one in houses(database) if not one.location_secret] == [STREET]


def test_a_supervisor_who_opens_a_namesake_gets_its_place_from_the_next_edition(database):
    bring(database, row(type=REFUGE))
    bring(database, row(), source="다른 목록")
    namesake = next(one for one in houses(database) if one.source == "다른 목록")
    assert namesake.address is None
    edit(database, namesake.source_key, location_secret=False)
    bring(database, row(), source="다른 목록")
    assert [one.address for one in houses(database) if one.source == "다른 목록"] == [STREET]
