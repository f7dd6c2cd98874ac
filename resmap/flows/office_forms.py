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

__all__ = ["CLOSING", "CONSENT", "EVALUATION", "INTAKE", "PLAN", "REFERRAL", "SHEETS", "FormHere", "FormatError", "bring", "filled", "forget", "has_form", "listed"]

PLAN = "plan"

#: Values of a plan by the codes of ``labels.toml``, and of each of its rows.
_PLAN_VALUES = frozenset(
    {"case_number", "person.name", "person.birth_date", "manager.name", "goal_short", "goal_long", "office"}
)
_PLAN_ROWS = frozenset(
    {"objective", "service", "priority", "timing", "starts_on", "ends_on", "times", "provider", "in_charge",
     "manager.name", "check_method", "fulfilment"}
)  # fmt: skip

INTAKE, REFERRAL, CONSENT, EVALUATION, CLOSING = "intake", "referral", "consent", "evaluation", "closing"

_SOMEBODY = ("name", "phone", "relation")
_INTAKE_VALUES = frozenset(
    {"case_number", "received_on", "received_how", "manager.name", "round", "household", "income", "housing",
     "deposit_rent", "illness", "disability", "aids", "care_grade", "services_now", "own_words", "problem_now",
     "problem_potential", "strengths", "weaknesses", "intake_outcome", "outcome_ground", "person.name",
     "person.birth_date", "person.sex", "person.phone", "person.safe_contact", "person.address",
     *(f"{who}.{what}" for who in ("referrer", "guardian") for what in _SOMEBODY)}
)  # fmt: skip
#: The family of an intake is a list: its columns by what they say.
_INTAKE_ROWS = frozenset({"관계", "성명", "나이", "동거", "직업", "소득"})

#: Of the person a letter tells what disclosure gives and nothing else; these are the places that it may take.
_REFERRAL_VALUES = frozenset(
    {"referred_on", "sender.name", "sender.department", "sender.address", "sender.phone", "manager.name",
     "manager.phone", "recipient.name", "recipient.department", "referral_request", "considerations",
     "consent_reference", "reply_by", "office", "person.name", "person.birth_date", "person.phone",
     "person.safe_contact", "person.address", "household", "needs", "place"}
)  # fmt: skip

_CONSENT_VALUES = frozenset({"person.name", "person.birth_date", "office", "manager.name", "manager.phone"})
_CONSENT_ROWS = frozenset(
    {"consent_title", "consent_purpose", "consent_items", "consent_period", "consent_recipient", "consent_refusing"}
)
_EVALUATION_VALUES = frozenset(
    {"person.name", "evaluation_reference", "reply_by", "return_how", "office", "manager.name", "manager.phone"}
)
_CLOSING_VALUES = frozenset(
    {"case_number", "person.name", "closed_on", "closing_reason", "manager.name", "service", "objective",
     "unmet_needs", "keep_gains", "aftercare", "network_change", "person_view", "office"}
)  # fmt: skip

#: Sheets that a form of the office's own can stand for: (keys of values, keys of rows).
SHEETS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    INTAKE: (_INTAKE_VALUES, _INTAKE_ROWS),
    CONSENT: (_CONSENT_VALUES, _CONSENT_ROWS),
    PLAN: (_PLAN_VALUES, _PLAN_ROWS),
    REFERRAL: (_REFERRAL_VALUES, frozenset()),
    EVALUATION: (_EVALUATION_VALUES, frozenset({"service"})),
    CLOSING: (_CLOSING_VALUES, frozenset()),
}

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
