"""The sheet of the register: which columns it has, and each value as the text of a cell and back.

A cell holds what a person reads (a label, not a code); what comes back may be the
label of either language, or the code.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from resmap.domain import taxonomy
from resmap.domain.cleaning.dates import read_date
from resmap.domain.codes import OfferStatus, RecipientClass, Sex
from resmap.domain.resident_number import contains_resident_number
from resmap.formats.standards import Listed
from resmap.formats.workbook import LONGEST_CELL, Column, Line, Said, write_workbook
from resmap.store import UnitOfWork, register
from resmap.words.catalogue import LOCALES
from resmap.words.sentences import say

#: Stands for a cell in which somebody wrote a resident number: it is kept nowhere.
FORGOTTEN = "주민등록번호"


class BadCell(ValueError):
    """A text that cannot be the value of its field. ``code`` says why."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Field:
    """A column of the sheet. ``write`` makes the cell's text of a value (a locale follows), ``read`` the
    value of a text that is not empty; ``locked`` ones are for reading only. ``longest``: characters."""

    name: str
    width: int
    write: Callable[[Any, str], str]
    read: Callable[[str], Any]
    locked: bool = False
    longest: int = LONGEST_CELL
    choices: Callable[[str], tuple[str, ...]] | None = None
    needed: bool = False


# Kinds of cells


def _plain(value: Any, locale: str) -> str:
    return "" if value is None else str(value)


def _text(text: str) -> str:
    return text


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        plain = re.sub(r"(?:\.0+|세|명|자리)$", "", text.replace(",", "").strip())
        if not re.fullmatch(r"\d{1,9}", plain):
            raise BadCell("NOT_A_NUMBER")
        if not least <= int(plain) <= most:
            raise BadCell("OUT_OF_RANGE")
        return int(plain)

    return read


def _percent(text: str) -> float:
    try:
        found = float(text.replace(",", "").removesuffix("%").strip())
    except ValueError:
        raise BadCell("NOT_A_NUMBER") from None
    if not math.isfinite(found) or not 0 <= found <= 1000:
        raise BadCell("OUT_OF_RANGE")
    return found


def _write_percent(value: float | None, locale: str) -> str:
    return "" if value is None else f"{value:g}"


def _day(text: str) -> date:
    found = read_date(text, _LATEST).last
    if found is None:
        raise BadCell("NOT_A_DATE")
    return found


def _write_day(value: date | None, locale: str) -> str:
    return value.isoformat() if value else ""


class _Codes:
    """A closed vocabulary: cells hold its labels."""

    def __init__(self, vocabulary: type[StrEnum], key: str):
        self.vocabulary, self.key = vocabulary, key

    def write(self, value: StrEnum | None, locale: str) -> str:
        return "" if value is None else say(self.key.format(value.value), locale)

    def choices(self, locale: str) -> tuple[str, ...]:
        return tuple(self.write(one, locale) for one in self.vocabulary)

    def read(self, text: str) -> StrEnum:
        wanted = _squeezed(text)
        for one in self.vocabulary:
            if wanted in {_squeezed(one.value), *(_squeezed(self.write(one, locale)) for locale in LOCALES)}:
                return one
        raise BadCell("NOT_A_CHOICE")


def _squeezed(text: str) -> str:
    return "".join(text.lower().split())


def _kind_text(code: str | None, locale: str) -> str:
    if not code or not taxonomy.is_kind(code):
        return code or ""
    known = taxonomy.kind(code)
    return f"{code} {known.en if locale == 'en' else known.ko}"


def _kinds(locale: str) -> tuple[str, ...]:
    """Every kind that a sheet may hold: residents and relations are no rows of a list."""
    wanted = (one.code for one in taxonomy.kinds() if not one.code.startswith(("H1", "R")) and one.code not in "HM")
    return tuple(_kind_text(code, locale) for code in wanted)


def _kind(text: str) -> str:
    found = re.match(r"\s*([A-Za-z]\d{1,2})\b", text)
    code = found[1].upper() if found else _kind_names().get(_squeezed(text), "")
    if not taxonomy.is_kind(code) or code.startswith("R") or code in "HM":
        raise BadCell("NOT_A_CHOICE")
    if code.startswith("H1"):
        raise BadCell("RESIDENT")
    return code


@cache
def _kind_names() -> Mapping[str, str]:
    names: dict[str, list[str]] = {}
    for one in taxonomy.kinds():
        for name in (one.ko, one.en):
            names.setdefault(_squeezed(name), []).append(one.code)
    return {name: codes[0] for name, codes in names.items() if len(codes) == 1}


def _needs_text(codes: Iterable[str] | None, locale: str) -> str:
    return ", ".join(codes or ())


def _needs(text: str) -> tuple[str, ...]:
    found = []
    for part in re.split(r"[,;/·\s]+", text.strip()):
        code = part.upper()
        if part and not taxonomy.is_need(code):
            raise BadCell("NOT_A_NEED")
        if part:
            found.append(code)
    return tuple(dict.fromkeys(found))


def _yes_no(value: bool | None, locale: str) -> str:
    return "" if value is None else say(f"history.{'yes' if value else 'no'}", locale)


def _truth(text: str) -> bool:
    wanted = _squeezed(text)
    for value in (True, False):
        if wanted in {_squeezed(_yes_no(value, locale)) for locale in LOCALES} | ({"o", "y"} if value else {"x", "n"}):
            return value
    raise BadCell("NOT_A_CHOICE")


#: Days of a sheet lie ahead as often as behind: two digits mean this century.
_LATEST = date(2079, 12, 31)

_STATUS = _Codes(OfferStatus, "register.edit.status_{}")
_CLASS = _Codes(RecipientClass, "exports.class.{}")
_SEX = _Codes(Sex, "match.sex.{}")
_AGE = _whole(0, 150)
_COUNT = _whole(0, 1_000_000)

#: The columns, in their order. Who changes it: a sheet that was exported before must still be read.
FIELDS: tuple[Field, ...] = (
    Field("name", 28, _plain, _text, longest=400, needed=True),
    Field("kind", 20, _kind_text, _kind, choices=_kinds, needed=True),
    Field("organization", 22, _plain, _text, locked=True, longest=200),
    Field("department", 16, _plain, _text, locked=True, longest=200),
    Field("needs", 16, _needs_text, _needs),
    Field("status", 11, _STATUS.write, _STATUS.read, choices=_STATUS.choices, needed=True),
    Field("dong", 10, _plain, _text, longest=60),
    Field("address", 34, _plain, _text),
    Field("public_phone", 16, _plain, _text, longest=60),
    Field("access_line", 14, _plain, _text),
    Field("hours", 24, _plain, _text),
    Field("how_to_apply", 24, _plain, _text),
    Field("cost", 14, _plain, _text),
    Field("description", 44, _plain, _text),
    Field("age_min", 9, _plain, _AGE),
    Field("age_max", 9, _plain, _AGE),
    Field("sex", 8, _SEX.write, _SEX.read, choices=_SEX.choices),
    Field("income_max", 11, _write_percent, _percent),
    Field("recipient_class", 12, _CLASS.write, _CLASS.read, choices=_CLASS.choices, needed=True),
    Field("places_left", 10, _plain, _COUNT),
    Field("limit", 10, _plain, _COUNT),
    Field("vetted_for_minors", 12, _yes_no, _truth, choices=lambda locale: tuple(_yes_no(b, locale) for b in (True, False))),
    Field("website", 22, _plain, _text),
    Field("email", 20, _plain, _text),
    Field("ends_on", 12, _write_day, _day),
    Field("name_en", 22, _plain, _text, longest=400),
    Field("review", 11, lambda value, locale: say(f"exports.review.{value}", locale) if value else "", _text, locked=True),
    Field("verified_on", 12, _write_day, _day, locked=True),
)  # fmt: skip

BY_NAME: Mapping[str, Field] = {one.name: one for one in FIELDS}


def heading(name: str, locale: str) -> str:
    return say(f"exports.column.{name}", locale)


@cache
def headings() -> Mapping[str, str]:
    """Heading -> field, in both languages."""
    return {heading(one.name, locale): one.name for locale in LOCALES for one in FIELDS}


def cell_text(name: str, value: Any, locale: str = "ko") -> str:
    """The value as a cell shows it."""
    return BY_NAME[name].write(value, locale)[:LONGEST_CELL]


def cell_value(name: str, text: str) -> Any:
    """The value that a cell means; an empty one means none. Raises BadCell."""
    field = BY_NAME[name]
    if text == FORGOTTEN or contains_resident_number(text):
        raise BadCell("RESIDENT_NUMBER")
    if not text.strip():
        if field.needed:
            raise BadCell("EMPTY")
        return () if name == "needs" else None
    if len(text) > field.longest:
        raise BadCell("TOO_LONG")
    return field.read(text.strip())


def values_of(listed: Listed) -> dict[str, Any]:
    """The values of an entry by column."""
    offer, beyond = listed.offer, listed.entry.beyond
    return {
        "name": offer.name,
        "kind": offer.kind,
        "organization": offer.organization,
        "department": offer.department,
        "needs": offer.needs,
        "status": offer.status,
        "dong": offer.place.dong,
        "address": listed.entry.address,
        "public_phone": offer.phone,
        "access_line": offer.access_line,
        "hours": offer.hours,
        "how_to_apply": offer.how_to_apply,
        "cost": beyond.get("cost"),
        "description": offer.description,
        "age_min": offer.eligibility.age_min,
        "age_max": offer.eligibility.age_max,
        "sex": offer.eligibility.sex,
        "income_max": offer.eligibility.income_max,
        "recipient_class": offer.recipient_class,
        "places_left": offer.places_left,
        "limit": offer.limit,
        "vetted_for_minors": offer.vetted_for_minors,
        "website": beyond.get("website"),
        "email": beyond.get("email"),
        "ends_on": beyond.get("ends_on"),
        "name_en": offer.name_en,
        "review": listed.review,
        "verified_on": offer.verified_on,
    }


def sheet_of(uow: UnitOfWork, going: Iterable[Listed], today: date, dong: str | None, locale: str = "ko") -> bytes:
    """The workbook of these entries, which went through ``standards.leaving``."""
    dongs = tuple(one.name for one in register.dongs(uow))
    columns = [_column(field, locale, dongs) for field in FIELDS]
    lines = [
        Line(
            f"{one.id}:{one.revision}",
            {name: cell_text(name, value, locale) for name, value in values_of(one).items()},
            counted=cell_text("places_left", one.offer.places_left),
        )
        for one in sorted(going, key=lambda one: (one.offer.place.dong or "힣", one.offer.name, one.id))
    ]
    return write_workbook(columns, lines, _said(today, dong, len(lines), locale))


def _column(field: Field, locale: str, dongs: tuple[str, ...]) -> Column:
    choices = dongs if field.name == "dong" else (field.choices(locale) if field.choices else ())
    note = say("exports.sheet.locked" if field.locked else "exports.sheet.needs_note", locale)
    return Column(
        field.name,
        heading(field.name, locale),
        field.width,
        choices,
        field.locked,
        note if field.locked or field.name == "needs" else "",
    )


def _said(today: date, dong: str | None, count: int, locale: str) -> Said:
    where = dong or say("exports.whole", locale)
    explained = [say("exports.sheet.title", locale, where=where, day=today, n=count)]
    explained += [say(f"exports.sheet.rule_{name}", locale) for name in (
        "edit", "new", "delete", "key", "columns", "needs", "missing", "back")]  # fmt: skip
    head = (say("exports.column.needs", locale), say("exports.sheet.need_name", locale))
    needs = ((one.code, one.en if locale == "en" else one.ko) for one in taxonomy.all_needs())
    return Said(
        key_heading=say("exports.sheet.key", locale),
        key_refused=say("exports.sheet.key_refused", locale),
        choice_refused=say("exports.sheet.choice_refused", locale),
        explained=tuple(explained),
        needs=(head, *needs),
    )
