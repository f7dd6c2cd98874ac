"""The office's own forms: brought by the supervisor, looked at aside, filled from the same values as our sheets.

A form is read first in a child with limits and with marks instead of data (``formats.forms.aside``), which also says
what will be filled and what nobody knows. Sign-off boxes and everything else of the file stay as they are.
"""

from dataclasses import dataclass
from datetime import date

from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.domain.resident_number import refuse
from resmap.flows.field_refusals import FieldsRefused
from resmap.formats.forms import Filled, fill_hwpx, sheets
from resmap.formats.forms.aside import FormLook, look_aside
from resmap.formats.problems import FormatError
from resmap.store import Database, OfficeFormRecord, UnitOfWork, history
from resmap.store.queries import office_forms as queries

__all__ = ["PLAN", "SHEETS", "FormHere", "FormatError", "bring", "filled", "forget", "has_form", "listed"]

PLAN = "plan"

#: Values of a plan by the codes of ``labels.toml``, and of each of its rows.
_PLAN_VALUES = frozenset(
    {"case_number", "person.name", "person.birth_date", "manager.name", "goal_short", "goal_long", "office"}
)
_PLAN_ROWS = frozenset(
    {"objective", "service", "priority", "timing", "starts_on", "ends_on", "times", "provider", "in_charge",
     "manager.name", "check_method", "fulfilment"}
)  # fmt: skip

#: Sheets that a form of the office's own can stand for: (keys of values, keys of rows).
SHEETS: dict[str, tuple[frozenset[str], frozenset[str]]] = {PLAN: (_PLAN_VALUES, _PLAN_ROWS)}

LONGEST_NAME = 300


@dataclass(frozen=True, slots=True)
class FormHere:
    """A form that the office brought. ``known`` labels are filled, ``unknown`` stay empty, ``unplaced`` codes of ours
    have no place on it."""

    sheet: str
    name: str
    brought_on: date | None
    revision: int
    known: tuple[str, ...]
    unknown: tuple[str, ...]
    unplaced: tuple[str, ...]


def listed(uow: UnitOfWork, actor: Actor) -> tuple[FormHere, ...]:
    """The forms of the actor's office."""
    actor.require(Permission.OFFICE_EDIT)
    return tuple(_here(one) for one in queries.of_office(uow, actor.office) if one.sheet in SHEETS)


def bring(database: Database, actor: Actor, sheet: str, raw: bytes, name: str, today: date, *, key: str) -> FormHere:
    """Keep a form for this sheet; an earlier one for it is replaced. The same key again changes nothing.

    Raises FormatError for a file that is no Hangul form (HWPX), FieldsRefused (sheet: UNKNOWN; file: NOTHING_KNOWN
    where not one label of it is known), ResidentNumberError for such a number in its name, NotAllowed.
    """
    actor.require(Permission.OFFICE_EDIT)
    refuse(name, "file")
    if sheet not in SHEETS:
        raise FieldsRefused([("sheet", "UNKNOWN")])
    look = look_aside(raw, name, *SHEETS[sheet])
    if not look.known:
        raise FieldsRefused([("file", "NOTHING_KNOWN")])
    with database.write(actor) as uow:
        if history.begin_once(uow, key, f"office.form.{sheet}") is not None:
            record = queries.of_sheet(uow, actor.office, sheet)
            if record is None:
                raise NotFound("OfficeFormRecord")
            return _here(record)
        record = queries.of_sheet(uow, actor.office, sheet)
        if record is None:
            record = uow.add(OfficeFormRecord(office_id=actor.office, sheet=sheet, name="", content=b""))
        record.name, record.content, record.fields = name[:LONGEST_NAME], raw, _fields(look, today)
        uow.flush()
        uow.event(EventKind.ACCOUNT_CHANGED, actor.office, facts={"form": record.id, "sheet": sheet})
        history.finish_once(uow, key, record.id)
        here = _here(record)
        uow.commit()
    return here


def forget(uow: UnitOfWork, actor: Actor, sheet: str, *, revision: int, key: str) -> None:
    """Go back to our own sheet. Raises NotFound, LostUpdate."""
    actor.require(Permission.OFFICE_EDIT)
    if history.begin_once(uow, key, "office.form.forget") is None:
        record = queries.of_sheet(uow, actor.office, sheet)
        if record is None:
            raise NotFound("OfficeFormRecord")
        uow.check_revision(record, revision)
        record.content, record.fields = b"", None
        uow.event(EventKind.ACCOUNT_CHANGED, actor.office, facts={"form": record.id, "sheet": sheet, "kept": False})
        history.finish_once(uow, key, record.id)
    uow.commit()


def has_form(uow: UnitOfWork, actor: Actor, sheet: str) -> bool:
    """Whether the actor's office has brought a form for this sheet."""
    record = queries.of_sheet(uow, actor.office, sheet)
    return record is not None and bool(record.content)


def filled(uow: UnitOfWork, actor: Actor, sheet: str, given: sheets.OfficeValues) -> Filled:
    """The office's own form with these values in it. Whoever prints the sheet asked for the permission.

    Raises NotFound where the office has none, FormatError.
    """
    record = queries.of_sheet(uow, actor.office, sheet)
    if record is None or not record.content:
        raise NotFound("OfficeFormRecord")
    return fill_hwpx(record.content, given.values, given.rows, record.name)


def _fields(look: FormLook, today: date) -> dict:
    return {"brought_on": today.isoformat(), "known": list(look.known), "unknown": list(look.unknown), "unplaced": list(look.unplaced)}


def _here(record: OfficeFormRecord) -> FormHere:
    found = record.fields or {}
    return FormHere(
        sheet=record.sheet,
        name=record.name,
        brought_on=date.fromisoformat(found["brought_on"]) if found.get("brought_on") else None,
        revision=record.revision,
        known=tuple(found.get("known") or ()),
        unknown=tuple(found.get("unknown") or ()),
        unplaced=tuple(found.get("unplaced") or ()),
    )
