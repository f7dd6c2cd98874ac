"""When a service is open: its schedules as the register keeps them, HSDS 2's among them."""

import re
from collections.abc import Mapping
from typing import Any

from resmap.formats.standards import fits
from resmap.formats.standards.hsds_model import hours_id
from resmap.formats.standards.hsds_service import ServiceAt
from resmap.formats.standards.hsds_texts import number, rows_in, text_of

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def hours(it: ServiceAt) -> str | None:
    """Opening hours as text: the rows that say nothing but a sentence."""
    if it.is_ours:
        rows = [one for one in _rows(it) if one.get("id") == hours_id(it.of(it.service, "id") or "")]
    else:
        rows = [one for one in _rows(it) if not is_timed(one)]
    return "; ".join(filter(None, dict.fromkeys(it.of(one, "description") for one in rows))) or None


def times(it: ServiceAt) -> list[dict[str, Any]] | None:
    """Its schedules; None where it has none."""
    if "schedules" in it.own:
        return it.own["schedules"]
    mine = hours_id(it.of(it.service, "id") or "")
    rows = [one for one in _rows(it) if one.get("id") != mine and (it.is_ours or is_timed(one))]
    found = [made for one in rows if (made := schedule_of(one))]
    found += [made for one in rows_in(it.service, "regular_schedules") if (made := older_schedule_of(one))]
    return found or None


def _rows(it: ServiceAt) -> list[Mapping[str, Any]]:
    return [*rows_in(it.service, "schedules"), *rows_in(it.at, "schedules"), *rows_in(it.location, "schedules")]


def is_timed(row: Mapping[str, Any]) -> bool:
    """Whether it says when, not only a sentence about it."""
    return any(row.get(name) for name in ("freq", "byday", "bymonthday", "opens_at", "closes_at"))


def _clock(value: object) -> str | None:
    """``HH:MM`` of what HSDS writes as a time: seconds and offsets go."""
    found = re.match(r"([01]\d|2[0-3]):([0-5]\d)", value) if isinstance(value, str) else None
    return found[0] if found else None


def schedule_of(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """A schedule as the register keeps it: HSDS's names, times as HH:MM, nothing that is empty."""
    found: dict[str, Any] = {}
    for name in fits.SCHEDULE_TEXTS:
        if text := text_of(row.get(name)):
            found[name] = text
    for name in fits.SCHEDULE_NUMBERS:
        if (count := number(row.get(name))) is not None and count == int(count):
            found[name] = int(count)
    for name in fits.SCHEDULE_DATES:
        if fits.day(row.get(name)):
            found[name] = row[name]
    for name in fits.SCHEDULE_TIMES:
        if clock := _clock(row.get(name)):
            found[name] = clock
    for name, codes in fits.SCHEDULE_CODES.items():
        if row.get(name) in codes:
            found[name] = row[name]
    return found or None


def older_schedule_of(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """A row of HSDS 2's ``regular_schedules``: one weekday with its hours."""
    said = str(row.get("weekday") or "").strip().upper()
    day = _DAYS[int(said) - 1] if said.isdigit() and 1 <= int(said) <= 7 else said[:2]
    if day not in _DAYS:
        return None
    return schedule_of({"freq": "WEEKLY", "byday": day, **{name: row.get(name) for name in fits.SCHEDULE_TIMES}})
