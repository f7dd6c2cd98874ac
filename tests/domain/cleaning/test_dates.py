"""Dates: many shapes, never more exact than the cell."""

import re
from collections import Counter
from datetime import date
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.cleaning.dates import read_date
from resmap.domain.cleaning.ended import read_end, read_state
from resmap.domain.codes import OfferStatus
from resmap.words import has

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("1989.06", "1989-06"),
        ("89. 6.30", "1989-06-30"),
        ("94.4 12", "1994-04-12"),
        ("19890501", "1989-05-01"),
        ("19890501.0", "1989-05-01"),
        ("19890600", "1989-06"),
        ("198906", "1989-06"),
        ("890630", "1989-06-30"),
        ("1989년 6월", "1989-06"),
        ("1989년 6월 3일", "1989-06-03"),
        ("1998.0", "1998"),
        ("'98.03", "1998-03"),
        ("12. 1. 30", "2012-01-30"),
        ("2000. 6.", "2000-06"),
        ("32874", "1990-01-01"),
        ("2020-03-01T09:00:00+09:00", "2020-03-01"),
        ("30/06/1989", "1989-06-30"),
        ("2022. 3. 5.(토)", "2022-03-05"),
        ("2014.2", "2014-02"),
    ],
)
def test_dates_are_read_as_exactly_as_they_are_written(text, iso):
    assert read_date(text, TODAY).iso == iso


@pytest.mark.parametrize(
    ("text", "iso", "code"),
    [
        ("2020-02-30", None, "DATE_IMPOSSIBLE"),
        ("1989.13", None, "DATE_IMPOSSIBLE"),
        ("봄쯤", None, "DATE_NOT_READ"),
        ("12345678901", None, "DATE_NOT_READ"),
        ("2014.1", "2014", "DATE_MONTH_DOUBTFUL"),
        ("3/4/2019", "2019", "DATE_ORDER_DOUBTFUL"),
        ("1989년경", "1989", "DATE_ABOUT"),
        ("45000", "2023-03-15", "DATE_FROM_SERIAL"),
        ("89.06", "1989-06", "DATE_TWO_DIGIT_YEAR"),
    ],
)
def test_doubt_is_told_and_impossible_days_are_refused(text, iso, code):
    found = read_date(text, TODAY)
    assert found.iso == iso and [note.code for note in found.notes] == [code]


def test_october_that_a_spreadsheet_shortened_is_proposed():
    assert read_date("2014.1", TODAY).proposed == "2014-10"


def test_the_pivot_decides_the_century():
    assert read_date("26.01.01", TODAY).iso == "2026-01-01"
    assert read_date("27.01.01", TODAY).iso == "1927-01-01"
    assert read_date("27.01.01", date(2030, 1, 1)).iso == "2027-01-01"


def test_the_last_day_of_a_month_or_year_ends_it():
    assert read_date("2024.02", TODAY).last == date(2024, 2, 29)
    assert read_date("2024", TODAY).last == date(2024, 12, 31)
    assert read_date("2024-12", TODAY).last == date(2024, 12, 31)
    assert read_date("", TODAY).last is None


@pytest.mark.parametrize(
    ("text", "status", "ends_on", "code"),
    [
        ("2022-12-31", OfferStatus.CLOSED, date(2022, 12, 31), "ENDED"),
        ("2099-12-31", OfferStatus.ACTIVE, None, "OPEN_END"),
        ("9999-12-31", OfferStatus.ACTIVE, None, "OPEN_END"),
        ("2027-12-31", OfferStatus.ACTIVE, date(2027, 12, 31), None),
        ("2026", OfferStatus.ACTIVE, date(2026, 12, 31), None),
        ("", OfferStatus.ACTIVE, None, None),
        ("곧", OfferStatus.ACTIVE, None, "DATE_NOT_READ"),
    ],
)
def test_an_end_date_closes_when_it_is_past(text, status, ends_on, code):
    found = read_end(text, TODAY)
    assert (found.status, found.ends_on) == (status, ends_on)
    assert [note.code for note in found.notes] == ([code] if code else [])


@pytest.mark.parametrize(
    ("text", "status", "code"),
    [
        ("폐업", OfferStatus.CLOSED, "STATE_ENDED"),
        ("운영종료", OfferStatus.CLOSED, "STATE_ENDED"),
        ("휴업", OfferStatus.PAUSED, "STATE_PAUSED"),
        ("코로나로 임시운영중단", OfferStatus.PAUSED, "STATE_PAUSED"),
        ("폐업 예정", OfferStatus.ACTIVE, "STATE_DOUBTFUL"),
        ("영업/정상", OfferStatus.ACTIVE, None),
        ("운영중", OfferStatus.ACTIVE, None),
        ("", OfferStatus.ACTIVE, None),
    ],
)
def test_a_state_tells_what_ended_and_what_rests(text, status, code):
    found = read_state(text)
    assert found.status is status and [note.code for note in found.notes] == ([code] if code else [])


PIECES = st.lists(
    st.sampled_from(["1989", "89", "06", "6", "31", ".", "-", "/", "년", "월", "일", " ", "'", "0", "3", "T09:00", "경", "(토)", "９"]), max_size=9
).map("".join)  # fmt: skip


@given(st.one_of(st.text(max_size=30), PIECES, st.integers(0, 10**9).map(str)))
def test_cleaning_never_crashes_and_never_invents_a_digit(text):
    found = read_date(text, TODAY)
    assert found.text == text
    assert all(has(f"cleaning.problem.{note.code}") for note in (*found.notes, *read_end(text, TODAY).notes))
    codes = {note.code for note in found.notes}
    if found.iso and not codes & {"DATE_FROM_SERIAL", "DATE_TWO_DIGIT_YEAR"}:
        padding = Counter("00")
        assert not Counter(re.sub(r"\D", "", found.iso)) - Counter(re.sub(r"\D", "", normalize("NFKC", text))) - padding


@given(st.dates(date(1800, 1, 1), date(2199, 12, 31)))
def test_a_date_reads_as_itself(day):
    assert read_date(day.isoformat(), TODAY).value == day
    assert read_date(f"{day:%Y. %m. %d.}", TODAY).value == day
    assert read_date(f"{day:%Y%m%d}", TODAY).value == day
