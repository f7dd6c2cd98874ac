"""옮겨 적기 (day.md): what is typed once more into the duty system, and what changed since it was.

The office's duty systems stay; nobody types from a screen twice without knowing. Each record is told as
plain text, field by field in the office's own order; what was carried over is remembered as it was then.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Sheet(StrEnum):
    """Sheets of the duty system, in the order in which they are filled there."""

    PERSON = "person"
    INTAKE = "intake"
    NEED = "need"
    PLAN = "plan"
    CONTACT = "contact"
    REFERRAL = "referral"
    CHECK = "check"
    CLOSING = "closing"


#: The fields of each sheet in the usual order; an office sets its own (``settings["carry"]``).
FIELDS: dict[Sheet, tuple[str, ...]] = {
    Sheet.PERSON: ("number", "name", "birth", "sex", "phone", "address", "household"),
    Sheet.INTAKE: ("day", "door", "quote", "demand", "problems", "potential", "strengths", "weaknesses"),
    Sheet.NEED: ("domain", "need", "severity", "words", "reading", "wish", "confirmed"),
    Sheet.PLAN: ("objective", "content", "provider", "person", "period", "per_week"),
    Sheet.CONTACT: ("day", "method", "with_whom", "note"),
    Sheet.REFERRAL: ("to", "day", "request", "state", "reply"),
    Sheet.CHECK: ("day", "text"),
    Sheet.CLOSING: ("day", "reason"),
}


class Standing(StrEnum):
    """Whether a record stands in the duty system as it is here."""

    NEW = "new"
    CHANGED = "changed"
    CARRIED = "carried"


class UnknownField(ValueError):
    """An order of fields names a sheet or a field that there is not. ``place`` says which."""

    def __init__(self, place: str):
        super().__init__(place)
        self.place = place


def order_of(settings: Mapping | None, sheet: Sheet) -> tuple[str, ...]:
    """The fields of a sheet in the office's order, else in the usual one."""
    own = (settings or {}).get("carry") or {}
    return tuple(own.get(sheet.value) or FIELDS[sheet])


def check_order(carry: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """The order as it is kept; raises :class:`UnknownField` with the place of the first word that is none."""
    kept = {}
    for name, fields in carry.items():
        if name not in set(Sheet):
            raise UnknownField(name)
        for field in fields:
            if field not in FIELDS[Sheet(name)]:
                raise UnknownField(f"{name}.{field}")
        kept[name] = list(dict.fromkeys(fields))
    return kept


@dataclass(frozen=True, slots=True)
class Compared:
    """``changed`` are the fields whose text is another than when it was carried over."""

    standing: Standing
    changed: tuple[str, ...] = ()


def compare(now: Mapping[str, str], copied: Mapping[str, str] | None) -> Compared:
    """What is to be carried over still; ``copied`` None: never was. A field that became empty changed, too."""
    if copied is None:
        return Compared(Standing.NEW)
    names = tuple(dict.fromkeys((*now, *copied)))
    changed = tuple(name for name in names if (now.get(name) or "") != (copied.get(name) or ""))
    return Compared(Standing.CHANGED if changed else Standing.CARRIED, changed)
