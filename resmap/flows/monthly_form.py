"""월별 실적 in the district's own workbook: brought once, understood by its headings, filled month by month.

What was not understood a person says once for each cell; it is remembered, also for a later edition of the workbook
where the same headings meet in the same cell. The file is read and filled in a child with limits.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from resmap.domain.events import EventKind
from resmap.domain.monthly import ADDS_UP, CODES, SUMS, WON, Figure, figures, guarded, month_of
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.domain.resident_number import refuse
from resmap.flows.field_refusals import FieldsRefused
from resmap.flows.monthly import rows_of
from resmap.formats.forms import figures_aside
from resmap.formats.forms.figures_xlsx import Place
from resmap.formats.problems import FormatError
from resmap.store import Database, OfficeFormRecord, UnitOfWork, accounts, history
from resmap.store.queries import office_forms as queries
from resmap.words import say

__all__ = ["EMPTY", "FormatError", "Made", "PlaceHere", "Small", "TemplateHere", "bring", "choose", "fill", "forget", "here"]

#: What the record of the template is called among the office's forms.
SHEET = "figures"
#: Said of a cell: it stays empty.
EMPTY = "empty"
LONGEST_NAME = 300


class Small(StrEnum):
    """What becomes of numbers so small that a neighbour may know who is meant, when the sheet leaves the office.

    Both are right somewhere: within the district, which carries the cases with us, the true numbers; for everybody
    else (council, press, partners) HIDE. A person says which, each time, and it stands in the history.
    """

    KEEP = "keep"
    HIDE = "hide"


@dataclass(frozen=True, slots=True)
class PlaceHere:
    """A cell of the template. ``code``: the figure that goes in, None for none; ``said``: a person decided so;
    ``month`` None: the month of the report; ``summed``: from January on; ``dong`` "": as the page says."""

    key: str
    sheet: str
    cell: str
    headings: str
    code: str | None
    said: bool
    month: int | None
    year: int | None
    summed: bool
    dong: str
    scale: int


@dataclass(frozen=True, slots=True)
class TemplateHere:
    """The template of the office. ``unknown``: places that nobody knows a figure for; ``known``: those that are filled,
    or that a person said to leave empty."""

    name: str
    brought_on: date
    revision: int
    unknown: tuple[PlaceHere, ...]
    known: tuple[PlaceHere, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """The filled workbook. ``filled`` cells, of which ``hidden`` say that the number is not told."""

    data: bytes
    name: str
    filled: int
    hidden: int


def here(uow: UnitOfWork, actor: Actor) -> TemplateHere | None:
    """The office's template, None before one was brought."""
    actor.require(Permission.FIGURES_READ)
    record = queries.of_sheet(uow, actor.office, SHEET)
    return _told(record) if record is not None and record.content else None


def bring(database: Database, actor: Actor, raw: bytes, name: str, today: date, *, key: str) -> TemplateHere:
    """Keep a district's workbook; an earlier one is replaced, what was said of its cells is kept where the headings of
    a cell are the same. The same key again changes nothing.

    Raises FormatError for what is no workbook or holds macros, FieldsRefused (file: NOTHING_KNOWN) where no cell of it
    wants a figure, ResidentNumberError for such a number in its name, NotAllowed.
    """
    actor.require(Permission.OFFICE_EDIT)
    refuse(name, "file")
    with database.read(actor) as uow:
        dongs = {dong for one in accounts.users(uow) if one.office_id == actor.office for dong in one.dongs or ()}
    found = figures_aside.look(raw, name, dongs)
    if not found:
        raise FieldsRefused([("file", "NOTHING_KNOWN")])
    with database.write(actor) as uow:
        record = queries.of_sheet(uow, actor.office, SHEET)
        if history.begin_once(uow, key, "office.figures") is None:
            if record is None:
                record = uow.add(OfficeFormRecord(office_id=actor.office, sheet=SHEET, name="", content=b""))
            before = record.fields or {}
            stood = {_key(one): _headings(one) for one in map(_place, before.get("places", ()))}
            kept = {
                _key(one): code for one in found
                if (code := before.get("said", {}).get(_key(one))) and stood.get(_key(one)) == _headings(one)
            }  # fmt: skip
            record.name, record.content = name[:LONGEST_NAME], raw
            record.fields = {"brought_on": today.isoformat(), "places": [_plain(one) for one in found], "said": kept}
            uow.flush()
            uow.event(EventKind.OFFICE_CHANGED, actor.office, facts={"form": record.id, "sheet": SHEET})
            history.finish_once(uow, key, record.id)
        if record is None:
            raise NotFound("OfficeFormRecord")
        told = _told(record)
        uow.commit()
    return told


def choose(uow: UnitOfWork, actor: Actor, said: Mapping[str, str], *, revision: int, key: str) -> None:
    """Say of cells which figure goes there: cell -> a code of ``domain.monthly``, EMPTY, or "" for what the headings
    say. Other cells stay as they are. Raises NotFound, LostUpdate, FieldsRefused (cell or code UNKNOWN)."""
    actor.require(Permission.OFFICE_EDIT)
    record = _record(uow, actor)
    if history.begin_once(uow, key, "office.figures.said") is None:
        uow.check_revision(record, revision)
        known = {_key(_place(one)) for one in (record.fields or {})["places"]}
        wrong = [("cell", "UNKNOWN")] * (not set(said) <= known)
        wrong += [("code", "UNKNOWN")] * (not set(said.values()) <= {"", EMPTY, *CODES})
        if wrong:
            raise FieldsRefused(wrong)
        now = {name: code for name, code in ((record.fields or {})["said"] | dict(said)).items() if code}
        record.fields = dict(record.fields or {}) | {"said": now}
        facts = {"form": record.id, "sheet": SHEET, "cells": len(said)}
        uow.event(EventKind.OFFICE_CHANGED, actor.office, facts=facts)
        history.finish_once(uow, key, record.id)
    uow.commit()


def forget(uow: UnitOfWork, actor: Actor, *, revision: int, key: str) -> None:
    """Take the template away. Raises NotFound, LostUpdate."""
    actor.require(Permission.OFFICE_EDIT)
    record = queries.of_sheet(uow, actor.office, SHEET)
    if record is None:
        raise NotFound("OfficeFormRecord")
    if history.begin_once(uow, key, "office.figures.forget") is None:
        uow.check_revision(record, revision)
        record.content, record.fields = b"", None
        uow.event(EventKind.OFFICE_CHANGED, actor.office, facts={"form": record.id, "sheet": SHEET, "kept": False})
        history.finish_once(uow, key, record.id)
    uow.commit()


def fill(database: Database, actor: Actor, day: date, *, dong: str = "", small: Small) -> Made:
    """The template with the figures of the month of that day; that it was taken out is noted.

    A cell of a month goes with that month of the same year, of a month to come it stays empty; a cell that names a
    dong with that dong, others with ``dong`` ("": all of the actor's). Raises NotFound, FormatError.
    """
    actor.require(Permission.FIGURES_READ)
    if dong and dong not in actor.dongs:
        raise NotFound("DongRecord")
    first, last = month_of(day)
    with database.read(actor) as uow:
        record = _record(uow, actor)
        template, name = record.content, record.name
        wanted = [one for one in _places(record) if one.code and _is_told(one, first) and one.dong in ("", *actor.dongs)]
        slices = _slices(uow, actor, wanted, first, last, dong)
        hidden = _hidden(slices) if small is Small.HIDE else frozenset()
        cells: dict[str, dict[str, int | str]] = {}
        count = 0
        for one in wanted:
            at, code = _slice_of(one, first, dong), str(one.code)
            is_hidden = _name(at, code) in hidden
            count += is_hidden
            value = say("figures.form.hidden", "ko") if is_hidden else _scaled(slices[at][code].number, one)
            cells.setdefault(one.sheet, {})[one.cell] = value
        facts = {"form": record.id, "month": first.strftime("%Y-%m"), "small": small.value, "hidden": count}
        uow.event(EventKind.FIGURES_EXPORTED, facts=facts)
        uow.commit()
    data = figures_aside.filled(template, name, cells)
    stem = name.rsplit(".", 1)[0]
    return Made(data, f"{stem}_{first:%Y-%m}.xlsx", len(wanted), count)


#: A part of the figures that a template shows: dong, first and last month; and its figures by code.
_Slice = tuple[str, int, int]


def _slice_of(one: PlaceHere, first: date, dong: str) -> _Slice:
    month = one.month or first.month
    return (one.dong or dong, 1 if one.summed else month, first.month if one.summed else month)


def _slices(
    uow: UnitOfWork, actor: Actor, wanted: Iterable[PlaceHere], first: date, last: date, dong: str
) -> dict[_Slice, dict[str, Figure]]:
    asked = {_slice_of(one, first, dong) for one in wanted}
    whole = min((begin for _, begin, _ in asked), default=first.month)
    # One look at the database for all dongs and months: the sheet may name a dozen of each.
    rows = rows_of(uow, actor, first.replace(month=whole), last)
    by_dong = {name: rows.of_dong(name) if name else rows for name in {name for name, _, _ in asked}}
    return {
        (name, begin, end): {
            one.code: one
            for one in figures(by_dong[name], first.replace(month=begin), month_of(first.replace(month=end))[1])
        }
        for name, begin, end in asked
    }


def _hidden(slices: Mapping[_Slice, Mapping[str, Figure]]) -> frozenset[str]:
    """What is not told of all that the sheet shows, sums over dongs and over months included."""
    named = {_name(at, code): one for at, told in slices.items() for code, one in told.items()}
    sums = [[_name(at, code) for code in codes] for at in slices for codes in SUMS]
    for name, begin, end in slices:
        dongs = [at for at in slices if at[0] and at[1:] == (begin, end)]
        months = [at for at in slices if at[0] == name and at[1] == at[2]]
        for code in CODES:
            if not name and dongs and code.split(".")[0] not in ("conferences", "trainings"):
                sums.append([_name((name, begin, end), code), *(_name(at, code) for at in dongs)])
            if begin < end and months and code in ADDS_UP:
                sums.append([_name((name, begin, end), code), *(_name(at, code) for at in months)])
    return guarded(named, sums)


def _name(at: _Slice, code: str) -> str:
    return f"{at[0]}|{at[1]}|{at[2]}|{code}"


def _is_told(one: PlaceHere, first: date) -> bool:
    """Whether the cell is of this year, and of no month to come."""
    return one.year in (None, first.year) and (one.month is None or one.month <= first.month)


def _scaled(number: int, one: PlaceHere) -> int:
    """Won in the unit of the sheet, rounded to the nearest."""
    return (number + one.scale // 2) // one.scale if str(one.code).split(".")[0] == WON else number


def _record(uow: UnitOfWork, actor: Actor) -> OfficeFormRecord:
    record = queries.of_sheet(uow, actor.office, SHEET)
    if record is None or not record.content:
        raise NotFound("OfficeFormRecord")
    return record


def _told(record: OfficeFormRecord) -> TemplateHere:
    listed = _places(record)
    return TemplateHere(
        name=record.name,
        brought_on=date.fromisoformat((record.fields or {})["brought_on"]),
        revision=record.revision,
        unknown=tuple(one for one in listed if one.code is None and not one.said),
        known=tuple(one for one in listed if one.code is not None or one.said),
    )


def _places(record: OfficeFormRecord) -> list[PlaceHere]:
    fields = record.fields or {}
    said = fields.get("said", {})
    listed = []
    for one in map(_place, fields.get("places", ())):
        own = said.get(_key(one))
        code = None if own == EMPTY else own or one.code
        listed.append(
            PlaceHere(_key(one), one.sheet, one.cell, _headings(one), code, bool(own), one.month, one.year, one.summed,
                      one.dong, one.scale)
        )  # fmt: skip
    return listed


def _key(one: Place) -> str:
    return f"{one.sheet}!{one.cell}"


def _headings(one: Place) -> str:
    return " × ".join(filter(None, (one.beside, one.above)))


def _plain(one: Place) -> dict[str, Any]:
    return {name: getattr(one, name) for name in Place.__slots__}


def _place(kept: Mapping[str, Any]) -> Place:
    return Place(**kept)
