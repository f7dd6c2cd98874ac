"""What a field of HSDS can hold as it is: addresses of pages and mails, dates, times, schedules."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

_URI = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d+)?(?:[/?#][A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]*)?")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")

#: Fields of a schedule that hold text, a number, a date, a time (HSDS 3.0).
SCHEDULE_TEXTS = (
    "byday", "byweekno", "bymonthday", "byyearday", "description", "attending_type", "notes"
)  # fmt: skip
SCHEDULE_NUMBERS = ("timezone", "count", "interval")
SCHEDULE_DATES = ("valid_from", "valid_to", "dtstart", "until")
SCHEDULE_TIMES = ("opens_at", "closes_at")
SCHEDULE_CODES = {
    "freq": ("WEEKLY", "MONTHLY"),
    "wkst": ("MO", "TU", "WE", "TH", "FR", "SA", "SU"),
}


def uri(text: object) -> bool:
    """Whether it is a URI as RFC 3986 writes it; Korean addresses of pages are not."""
    return isinstance(text, str) and bool(_URI.fullmatch(text))


def email(text: object) -> bool:
    return isinstance(text, str) and bool(_EMAIL.fullmatch(text))


def time(text: object) -> bool:
    """Whether it is a time as the register writes it: HH:MM."""
    return isinstance(text, str) and bool(_TIME.fullmatch(text))


def day(text: object) -> bool:
    """Whether it is an ISO date, YYYY-MM-DD."""
    try:
        return isinstance(text, str) and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def texts(value: Any) -> bool:
    """Whether it is a list of different texts, one a row."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(one, str) and one.strip() == one != "" for one in value)
        and len(set(value)) == len(value)
    )


def schedule(one: Any) -> dict[str, Any]:
    """What of a schedule HSDS can hold; the end of a day is its last minute there."""
    found = dict(one) if isinstance(one, Mapping) else {}
    if found.get("closes_at") == "24:00":
        found["closes_at"] = "23:59"
    return {name: value for name, value in found.items() if _holds(name, value)}


def schedules(value: Any) -> bool:
    """Whether every schedule can be a row of HSDS without losing anything."""
    return isinstance(value, list) and bool(value) and all(map(_schedule, value))


def _schedule(one: Any) -> bool:
    if not isinstance(one, Mapping) or not one:
        return False
    return all(_holds(name, value) for name, value in one.items())


def _holds(name: str, value: Any) -> bool:
    if name in SCHEDULE_TEXTS:
        return isinstance(value, str) and value.strip() == value != ""
    if name in SCHEDULE_NUMBERS:
        return isinstance(value, int) and not isinstance(value, bool)
    if name in SCHEDULE_DATES:
        return day(value)
    if name in SCHEDULE_TIMES:
        return time(value)
    return value in SCHEDULE_CODES.get(name, ())
