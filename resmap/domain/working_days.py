"""Counting days: calendar days, working days, months.

Periods are counted as the Civil Act counts them: the day on which something happened is not
counted, so "within 5 days" of the 2nd ends with the 7th. Saturday and Sunday are no working
days. Public holidays are not built in (they change by decree): an office that wants them gives
its own list (:class:`resmap.domain.due_policy.DuePolicy`). A period in calendar days that ends
on a weekend is not moved on: the earlier day is the safe one to be shown.
"""

from calendar import monthrange
from collections.abc import Set
from datetime import date, timedelta
from enum import StrEnum

SATURDAY = 5


class Count(StrEnum):
    """How the days of a period are counted."""

    CALENDAR = "calendar"
    WORKING = "working"


def is_working_day(day: date, holidays: Set[date] = frozenset()) -> bool:
    return day.weekday() < SATURDAY and day not in holidays


def days_after(start: date, days: int, count: Count = Count.CALENDAR, holidays: Set[date] = frozenset()) -> date:
    """The last day of a period of ``days`` (0 or more) that began with what happened on ``start``.

    No days at all mean that same day, a Sunday too: what is to be done at once does not wait
    for Monday. Raises ValueError for a negative number.
    """
    if days < 0:
        raise ValueError("a period has no negative days")
    if count is Count.CALENDAR:
        return start + timedelta(days=days)
    day = start
    while days:
        day += timedelta(days=1)
        days -= is_working_day(day, holidays)
    return day


def months_after(start: date, months: int) -> date:
    """The same day so many months later; the last of that month where it has no such day."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
