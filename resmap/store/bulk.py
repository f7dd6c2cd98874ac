"""Many rows at once, past the unit of work's own bookkeeping: so everything it does is done here too.

An import of fifty thousand entries cannot go through the session one by one. What is
written here is stamped, sealed and searched for resident numbers like any other row
(``saving.py``), changes are noted in the history of the entry (``changes.py``), and the
register counter is the caller's to move, once (:func:`touch`).
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Float, Integer, String, Text, bindparam, insert, inspect, update

from resmap.domain.codes import ChangeReason
from resmap.domain.resident_number import contains_resident_number, refuse
from resmap.store.base import Base
from resmap.store.changes import _UNTOLD as UNTOLD
from resmap.store.changes import plain
from resmap.store.errors import LostUpdate
from resmap.store.records import DepartmentRecord, OfferChangeRecord, OfferRecord, OrganisationRecord
from resmap.store.saving import touch_register
from resmap.store.sealed import VAULT
from resmap.store.types import FREE_TEXT

TOO_LONG, NOT_WRITABLE, OUT_OF_RANGE = "TOO_LONG", "NOT_WRITABLE", "OUT_OF_RANGE"

#: Between texts that are searched at once: no resident number reaches over it.
_BETWEEN = ";"

#: What a column of whole numbers holds on every database.
_WHOLE = 2**31

_OFFERS = OfferRecord.__table__


def touch(uow) -> None:
    """Move the register counter, before any entry is locked (see ``queries.offers``)."""
    touch_register(uow.session)


def make_room(uow) -> None:
    """SQLite: more of the register in memory for this connection; its usual 2 MB write every page many times."""
    if uow.database.is_sqlite:
        uow.session.connection().exec_driver_sql("PRAGMA cache_size = -65536").close()


def unfit(values: Mapping[str, Any], record: type[Base] = OfferRecord) -> tuple[str, str] | None:
    """(attribute, code) of the first value that the table cannot hold on some database; None if all fit.

    Codes: TOO_LONG, OUT_OF_RANGE, NOT_WRITABLE (a NUL or half a character: PostgreSQL takes neither).
    """
    widths, numbers = _limits(record)
    for name, value in values.items():
        if value is None or value is True or value is False:
            continue
        if isinstance(value, str):
            if name in widths and len(value) > widths[name]:
                return name, TOO_LONG
        elif isinstance(value, int | float) and name in numbers:
            if not -_WHOLE <= value < _WHOLE:  # not a number is outside as well
                return name, OUT_OF_RANGE
    if _is_unwritable("".join(_texts(list(values.values())))):
        return next(
            (name, NOT_WRITABLE) for name, value in values.items() if any(map(_is_unwritable, _texts(value)))
        )
    return None


def insert_offers(uow, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """New entries; answers their ids in the order given.

    A row holds attributes of OfferRecord by name; ``private_phone`` is sealed on the way.
    Raises ResidentNumberError, and Refused for what a constraint refuses.
    """
    vault, stamp = uow.session.info[VAULT], _stamp(uow)
    written = []
    for values in rows:
        # What the file said stands in the columns as well and is searched there, the names of its unit aside.
        said = values.get("source_row") or {}
        unit = [said.get("organization"), said.get("department")]
        refuse_resident_numbers({**values, "source_row": unit})
        row = dict(_empty_offer()) | {_column(OfferRecord, name): value for name, value in values.items()}
        row |= {"id": uow.new_id(), "revision": 1, **stamp}
        phone = row.pop("private_phone", None)
        if phone is not None:
            where = (_OFFERS.name, "private_phone_sealed", row["id"])
            row["private_phone_sealed"] = vault.seal(None, str(phone).encode(), *where)
        written.append(row)
    if written:
        uow.session.connection().execute(insert(_OFFERS), written)
    return [row["id"] for row in written]


def insert_organisations(uow, names: Mapping[str, str | None]) -> dict[str, str]:
    """New organisations, name -> registration number or None; answers name -> id."""
    return _insert_named(uow, OrganisationRecord, [{"name": name, "number": no} for name, no in names.items()])


def insert_departments(uow, names: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """New departments (organisation's id, name); answers their ids."""
    wanted = list(names)
    rows = [{"organisation_id": organisation, "name": name} for organisation, name in wanted]
    return dict(zip(wanted, _insert(uow, DepartmentRecord, rows), strict=True))


def number_organisations(uow, numbers: Mapping[str, str]) -> None:
    """Registration numbers (id -> number) for organisations that had none."""
    table = OrganisationRecord.__table__
    statement = (
        update(table)
        .where(table.c.id == bindparam("of"))
        .values(number=bindparam("number_"), revision=table.c.revision + 1)
    )
    rows = [{"of": id_, "number_": number} for id_, number in numbers.items()]
    if rows:
        uow.session.connection().execute(statement, rows)


def change_offers(uow, changes: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]], batch: str | None) -> None:
    """Change entries as (row as it was read, attributes that change), one revision each, noted in their history.

    The rows were read ``FOR UPDATE`` or by the only writer. Raises LostUpdate if one moved on all
    the same. An entry that becomes secret does not belong here: its history has to forget the place.
    """
    if not changes:
        return
    names = sorted(set().union(*(after for _, after in changes)))
    rows, notes = [], []
    for before, after in changes:
        refuse_resident_numbers(after)
        row = {f"new_{name}": after.get(name, before[name]) for name in names}
        rows.append(row | {"of": before["id"], "seen": before["revision"]})
        if note := _note(before, after):
            notes.append({"offer_id": before["id"], "revision": before["revision"] + 1, "batch_id": batch, **note})
    columns = {_column(OfferRecord, name): bindparam(f"new_{name}") for name in names}
    changed = uow.session.connection().execute(
        update(_OFFERS)
        .where(_OFFERS.c.id == bindparam("of"), _OFFERS.c.revision == bindparam("seen"))
        .values(**columns, revision=_OFFERS.c.revision + 1),
        rows,
    )
    if changed.rowcount not in (-1, len(rows)):
        raise LostUpdate("an entry was changed meanwhile")
    _insert(uow, OfferChangeRecord, [{"why": ChangeReason.IMPORT, "note": None, "undoes": None, **one} for one in notes])


def keep_said(uow, rows: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
    """What the file says now (id -> ``source_row``) where nothing of it changed the entry: no new revision."""
    said = [{"of": id_, "said": dict(row)} for id_, row in rows]
    for one in said:
        refuse_resident_numbers({"source_row": one["said"]})
    if said:
        statement = update(_OFFERS).where(_OFFERS.c.id == bindparam("of")).values(source_row=bindparam("said"))
        uow.session.connection().execute(statement, said)


def refuse_resident_numbers(values: Mapping[str, Any], record: type[Base] = OfferRecord) -> None:
    """Raise ResidentNumberError for the first attribute with words in it that holds such a number (P-01);
    keys and codes are none, and a key made of hexadecimal digits can look like one."""
    words = _words(record)
    told: list[str] = []
    for name, value in values.items():
        if name in words:
            _gather(value, told)
    if not contains_resident_number(_BETWEEN.join(told)):
        return
    for name in words & values.keys():
        for text in _texts(values[name]):
            refuse(text, f"{record.__tablename__}.{name}")


# Inside


def _note(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, dict[str, Any]] | None:
    told = [name for name in after if name not in UNTOLD and plain(before[name]) != plain(after[name])]
    if not told:
        return None
    return {
        "before": {name: plain(before[name]) for name in told},
        "after": {name: plain(after[name]) for name in told},
    }


def _insert_named(uow, record: type[Base], rows: list[dict[str, Any]]) -> dict[str, str]:
    return dict(zip([row["name"] for row in rows], _insert(uow, record, rows), strict=True))


def _insert(uow, record: type[Base], rows: list[dict[str, Any]]) -> list[str]:
    stamp, table = _stamp(uow), record.__table__
    versioned = {"revision": 1} if "revision" in table.c else {}
    written = [{"id": uow.new_id(), **versioned, **stamp, **row} for row in rows]
    for row in rows:
        refuse_resident_numbers(row, record)
    if written:
        uow.session.connection().execute(insert(table), written)
    return [row["id"] for row in written]


def _stamp(uow) -> dict[str, Any]:
    return {"created_at": uow.now(), "created_by": uow.signature()}


@cache
def _empty_offer() -> Mapping[str, Any]:
    """Every column with what a new entry has in it unless told otherwise: all rows of one statement alike."""
    row = {}
    for column in _OFFERS.columns:
        default = column.default.arg if column.default is not None and column.default.is_scalar else None
        row[column.name] = default
    return row


@cache
def _limits(record: type[Base]) -> tuple[dict[str, int], frozenset[str]]:
    """(longest text by attribute, attributes that hold numbers)."""
    widths, numbers = {}, set()
    for attribute in inspect(record).column_attrs:
        kind = attribute.columns[0].type
        kind = getattr(kind, "impl_instance", kind)
        if isinstance(kind, String) and not isinstance(kind, Text) and kind.length:
            widths[attribute.key] = kind.length
        elif isinstance(kind, Integer | Float):
            numbers.add(attribute.key)
    return widths, frozenset(numbers)


@cache
def _words(record: type[Base]) -> frozenset[str]:
    """Attributes that can hold words somebody typed or a file brought along."""
    attributes = inspect(record).column_attrs
    free = {one.key for one in attributes if isinstance(one.columns[0].type, FREE_TEXT)}
    return frozenset(free | record.sealed().keys())


@cache
def _column(record: type[Base], name: str) -> str:
    """The column's name of an attribute; sealed attributes keep theirs."""
    attributes = inspect(record).column_attrs
    return attributes[name].columns[0].name if name in attributes else name


def _is_unwritable(text: str) -> bool:
    if "\x00" in text:
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


_NO_TEXT = frozenset({int, float, bool, type(None)})


def _texts(value: Any) -> list[str]:
    """All texts in a value, however deep; codes and numbers are none."""
    found: list[str] = []
    _gather(value, found)
    return found


def _gather(value: Any, found: list[str]) -> None:
    kind = type(value)
    if kind is str:
        found.append(value)
    elif kind in _NO_TEXT:
        return
    elif isinstance(value, Mapping):
        found.extend(key for key in value if type(key) is str)
        for inner in value.values():
            _gather(inner, found)
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            _gather(one, found)
