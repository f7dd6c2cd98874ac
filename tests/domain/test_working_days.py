"""Days are counted as the Civil Act counts them; weekends are no working days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.working_days import Count, days_after, is_working_day, months_after

days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
holidays = st.frozensets(days, max_size=5)
FRIDAY = date(2026, 11, 20)


def test_the_day_itself_is_not_counted():
    assert days_after(date(2026, 11, 2), 5) == date(2026, 11, 7)


@pytest.mark.parametrize(("number", "end"), [(0, 20), (1, 23), (5, 27), (6, 30)])
def test_working_days_leave_out_saturday_and_sunday(number, end):
    assert days_after(FRIDAY, number, Count.WORKING) == date(2026, 11, end)


def test_a_holiday_of_the_office_is_no_working_day():
    assert days_after(FRIDAY, 1, Count.WORKING, frozenset({date(2026, 11, 23)})) == date(2026, 11, 24)
    assert days_after(FRIDAY, 3, Count.CALENDAR, frozenset({date(2026, 11, 23)})) == date(2026, 11, 23)


@given(start=days, number=st.integers(1, 60), off=holidays)
def test_a_period_of_working_days_ends_on_one_and_is_never_shorter(start, number, off):
    end = days_after(start, number, Count.WORKING, off)
    assert is_working_day(end, off) and end >= days_after(start, number)
    between = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    assert sum(is_working_day(day, off) for day in between) == number


@given(start=days, number=st.integers(0, 60), count=st.sampled_from(list(Count)))
def test_one_day_more_is_never_earlier(start, number, count):
    assert days_after(start, number, count) < days_after(start, number + 1, count)


def test_a_negative_period_is_refused():
    with pytest.raises(ValueError, match="negative"):
        days_after(FRIDAY, -1)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 11, 22), 6, date(2027, 5, 22)),
        (date(2026, 12, 31), 0, date(2026, 12, 31)),
    ],
)
def test_a_month_without_that_day_ends_earlier(start, months, end):
    assert months_after(start, months) == end


@given(start=days, months=st.integers(0, 60))
def test_months_keep_the_day_or_the_months_last(start, months):
    end = months_after(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end.day < start.day and (end + timedelta(days=1)).day == 1)
