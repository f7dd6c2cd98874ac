"""Schedules back into short text, as a list or a card prints it; Korean that :func:`read_hours` reads again."""

from collections.abc import Iterable, Mapping
from typing import Any

from resmap.domain.cleaning.hours import DAYS, WEEKDAYS, WEEKEND, Schedule

_NAMES = {"ko": dict(zip(DAYS, "월화수목금토일", strict=True)),
          "en": dict(zip(DAYS, ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), strict=True))}  # fmt: skip
_NTH = {"ko": {1: "첫째", 2: "둘째", 3: "셋째", 4: "넷째", 5: "다섯째", -1: "마지막"},
        "en": {1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 5: "5th", -1: "last"}}  # fmt: skip
_WORDS = {
    "ko": {"week": "평일", "weekend": "주말", "all": "매일", "other": "격주 ", "month": "매월 ", "day": "일", "whole": "24시간"},
    "en": {"week": "weekdays", "weekend": "weekends", "all": "daily", "other": "every other week ", "month": "monthly ",
           "day": "", "whole": "24 hours"},
}  # fmt: skip


def short_text(schedules: Iterable[Schedule | Mapping[str, Any]], locale: str = "ko") -> str:
    """"평일 09:00~18:00, 토 09:00~13:00"; '' without schedules. Takes lines as HSDS has them, too."""
    lines = [one if isinstance(one, Schedule) else Schedule.of(dict(one)) for one in schedules]
    return ", ".join(filter(None, (_line(one, locale) for one in lines)))


def _line(one: Schedule, locale: str) -> str:
    parts = (_days(one, locale), one.description, _times(one, locale))
    return " ".join(filter(None, parts))


def _days(one: Schedule, locale: str) -> str:
    words, names = _WORDS[locale], _NAMES[locale]
    other = words["other"] if one.interval == 2 else ""
    if one.bymonthday:
        return words["month"] + ", ".join(f"{day}{words['day']}" for day in one.bymonthday)
    if one.freq == "MONTHLY":
        return words["month"] + " ".join(_nth(day, locale) for day in one.byday)
    known = tuple(day for day in DAYS if day in one.byday)
    if known == DAYS:
        return other + words["all"]
    if known == WEEKDAYS:
        return other + words["week"]
    if known == WEEKEND:
        return other + words["weekend"]
    positions = [DAYS.index(day) for day in known]
    if len(known) > 2 and positions[-1] - positions[0] == len(known) - 1:
        return f"{other}{names[known[0]]}~{names[known[-1]]}"
    return other + "·".join(names[day] for day in known)


def _nth(day: str, locale: str) -> str:
    number, name = day[:-2], _NAMES[locale].get(day[-2:], day[-2:])
    words = _NTH[locale].get(int(number)) if number.lstrip("-").isdigit() else None
    end = "요일" if locale == "ko" else ""
    return f"{words} {name}{end}" if words else f"{name}{end}"


def _times(one: Schedule, locale: str) -> str:
    if (one.opens_at, one.closes_at) == ("00:00", "24:00"):
        return _WORDS[locale]["whole"]
    if one.opens_at is None and one.closes_at is None:
        return ""
    return f"{one.opens_at or ''}~{one.closes_at or ''}" if one.opens_at else f"{one.closes_at}까지"
