"""When an offer is open, from the columns that a list has for it: free text, days, times of certain days."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from resmap.domain.cleaning.hours import Hours, read_columns, read_hours
from resmap.domain.cleaning.notes import Note
from resmap.formats.lists.fields import DAYS, TIMES

_DAY_NAMES = {"daily": "매일", "weekday": "평일", "saturday": "토요일", "sunday": "일요일", "weekend": "주말", "holiday": "공휴일"}
#: Times that a list writes for "not open".
_NOT_OPEN = frozenset({"", "00:00", "0:00", "00:00:00", "-", "없음", "0"})
#: How lists write that there are no days off.
_NEVER = frozenset({"", "없음", "N", "n", "X", "해당없음", "해당 없음", "0"})
#: What is worth a look; that a text tells no days, or no times, everybody sees.
_TOLD = frozenset({"HOURS_NOT_READ", "HOURS_PARTIAL", "HOURS_SEASONAL"})

#: The fields read here, in the order of their texts.
FIELDS = ("days", "hours", "closed_days", *TIMES)


class Opening(NamedTuple):
    """``text`` as it is shown, ``schedules`` as HSDS writes them (None where nothing was read)."""

    text: str | None
    schedules: list[dict[str, Any]] | None
    notes: tuple[Note, ...]


NOTHING = Opening(None, None, ())


def read_opening(cell: Mapping[str, str], fields: Sequence[str] = FIELDS) -> Opening:
    """What the cells of ``fields`` (of :data:`FIELDS`) say together. The same cells are read once."""
    told = tuple((name, cell[name]) for name in fields if name in cell)
    return _read(told) if told else NOTHING


@lru_cache(maxsize=8192)
def _read(told: tuple[tuple[str, str], ...]) -> Opening:
    cell = dict(told)
    spoken = list(dict.fromkeys(cell[name] for name in ("days", "hours") if name in cell))
    spoken += [f"{_DAY_NAMES[day]} {cell[f'{day}_hours']}" for day in DAYS if f"{day}_hours" in cell]
    pairs = {day: (cell.get(f"{day}_open", ""), cell.get(f"{day}_close", "")) for day in DAYS}
    off = cell.get("closed_days", "")
    shown = "" if off in _NEVER else off if "무휴" in off else f"휴무 {off}"
    if any(any(pair) for pair in pairs.values()):
        found = _columns(pairs, off)
    elif spoken or off:
        found = read_hours(" ".join([*spoken, *([f"{off} 휴무"] if off else [])]))
    lines = [f"{_DAY_NAMES[day]} {'~'.join(pair).strip('~')}" for day, pair in pairs.items()
             if any(time not in _NOT_OPEN for time in pair)]  # fmt: skip
    text = " · ".join([*([" ".join(spoken)] if spoken else []), *lines, *([shown] if shown else [])])
    notes = tuple(note for note in found.notes if note.code in _TOLD)
    return Opening(text or None, found.hsds() or None, notes)


def _columns(pairs: Mapping[str, tuple[str, str]], off: str) -> Hours:
    """Columns for certain days; what stands for every day or the weekend stands for each of its days."""
    daily, weekend = pairs["daily"], pairs["weekend"]
    return read_columns(
        pairs["weekday"] if any(pairs["weekday"]) else daily,
        next(filter(any, (pairs["saturday"], weekend, daily)), ("", "")),
        next(filter(any, (pairs["sunday"], weekend, daily)), ("", "")),
        pairs["holiday"],
        off,
    )
