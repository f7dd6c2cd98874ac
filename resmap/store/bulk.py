"""Many rows at once, past the unit of work's own bookkeeping: so everything it does is done here too.

An import of fifty thousand entries cannot go through the session one by one. What is
written here is stamped, sealed and searched for resident numbers like any other row
(``saving.py``), changes are noted in the history of the entry (``changes.py``), and the
register counter is the caller's to move, once (:func:`touch`).
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain
from types import MappingProxyType
from typing import Any

from sqlalchemy import JSON, Float, Integer, String, Text, bindparam, inspect, select, type_coerce, update
from sqlalchemy.dialects import postgresql, sqlite

from resmap.domain.codes import ChangeReason, Review
from resmap.domain.ids import new_ids
from resmap.domain.resident_number import contains_resident_number, refuse
from resmap.store.base import Base
from resmap.store.changes import _UNTOLD as UNTOLD
from resmap.store.changes import plain
from resmap.store.errors import LostUpdate
from resmap.store.records import DepartmentRecord, OfferChangeRecord, OfferRecord, OrganisationRecord
from resmap.store.saving import touch_register
from resmap.store.sealed import VAULT
from resmap.store.types import FREE_TEXT, Names

TOO_LONG, NOT_WRITABLE, OUT_OF_RANGE = "TOO_LONG", "NOT_WRITABLE", "OUT_OF_RANGE"

#: Between texts that are searched at once: no resident number reaches over it.
_BETWEEN = ";"

#: What a column of whole numbers holds on every database.
_WHOLE = 2**31

_OFFERS = OfferRecord.__table__


#: What SQLite may keep of the register in memory while an import writes (KiB).
LEAST_CACHE, MOST_CACHE = 1 << 16, 1 << 18

#: No resident number is written with fewer signs than this.
_FEWEST_SIGNS = 10

_NOTHING: Mapping[str, Any] = MappingProxyType({})
_TEXT = frozenset({str, type(None)})

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)
#: The encoder that ``json`` makes anew for each value, made once; None where it is not written in C.
_QUICK = json.encoder.c_make_encoder and json.encoder.c_make_encoder(
    None, _ENCODER.default, json.encoder.encode_basestring, None, ":", ",", False, False, True
)


def as_json(value: Any) -> str:
    """A value as JSON, as these rows hold it. Letters stand as they are: as \\uXXXX a Korean one takes twice the room."""
    return "".join(_QUICK(value, 0)) if _QUICK and not isinstance(value, str) else _ENCODER.encode(value)


class Written:
    """A value of JSON that was written before; ``texts`` are those in it that stand in no other column."""

    __slots__ = ("text", "texts")

    def __init__(self, text: str, texts: Iterable[str] = ()):
        self.text, self.texts = text, texts


def touch(uow) -> None:
    """Move the register counter, before any entry is locked (see ``queries.offers``)."""
    touch_register(uow.session)


def make_room(uow, rows: int = 0) -> None:
    """SQLite: more of the register in memory for this connection; its usual 2 MB write every page many times.

    64 MB, and for long lists up to 256 MB: the indexes of names are written all over, and what does not fit is
    written to disk and read again for every row."""
    if uow.database.is_sqlite:
        kibibytes = LEAST_CACHE + min(rows // 5, MOST_CACHE - LEAST_CACHE)
        uow.session.connection().exec_driver_sql(f"PRAGMA cache_size = -{kibibytes}").close()


def unfit(
    values: Mapping[str, Any], record: type[Base] = OfferRecord, *, text: str | None = None
) -> tuple[str, str] | None:
    """(attribute, code) of the first value that the table cannot hold on some database; None if all fit.

    Codes: TOO_LONG, OUT_OF_RANGE, NOT_WRITABLE (a NUL or half a character: PostgreSQL takes neither).
    ``text``: all of the values as text or JSON, where that was written before.
    """
    widths, numbers = _limits(record)
    for name, value in values.items():
        kind = type(value)
        if kind is str:
            if name in widths and len(value) > widths[name]:
                return name, TOO_LONG
        elif kind is float or kind is int:
            if name in numbers and not -_WHOLE <= value < _WHOLE:  # not a number is outside as well
                return name, OUT_OF_RANGE
    if text is None:
        text = "".join(texts_in(list(values.values())))
    if "\\u0000" in text or _is_unwritable(text):  # as JSON writes it, or as it is
        return next(
            ((name, NOT_WRITABLE) for name, value in values.items() if any(map(_is_unwritable, texts_in(value)))), None
        )
    return None


def insert_offers(uow, rows: Sequence[Mapping[str, Any]], **same: Any) -> list[str]:
    """New entries; answers their ids in the order given.

    A row holds attributes of OfferRecord by name, documents as they are or :class:`Written`;
    ``private_phone`` is sealed on the way; ``same`` is what all of them hold. Raises
    ResidentNumberError, and Refused for what a constraint refuses.
    """
    _refuse_among(OfferRecord, [*rows, same])
    vault, ids = uow.session.info[VAULT], new_ids(len(rows))
    written = []
    for values, id_ in zip(rows, ids, strict=True):
        row = {**values, "id": id_}
        phone = row.pop("private_phone", None)
        if phone is not None:
            row["private_phone_sealed"] = vault.seal(None, str(phone).encode(), _OFFERS.name, "private_phone_sealed", id_)
        written.append(row)
    _write(uow, OfferRecord, written, same)
    return ids


def has_entries(uow, source: str) -> bool:
    """Whether the register knows anything of a source, taken out or not."""
    query = select(_OFFERS.c.id).where(_OFFERS.c.source == source).limit(1)
    return uow.session.connection().scalar(query) is not None


def unchanged(uow, source: str, said: Mapping[str, str]) -> dict[str, str]:
    """key -> id of the entries of a source that nobody touched since a file brought them, where that file
    said the same as this one (key -> ``source_row`` as JSON text): there is nothing to compare."""
    table, found = _OFFERS.c, {}
    text = type_coerce(table.source_row, Text) if uow.database.is_sqlite else table.source_row
    query = select(table.source_key, table.id, text.label("said")).where(
        table.source == source,
        table.revision == 1,
        table.voided_at.is_(None),
        table.missing_since.is_(None),
        table.review == Review.IMPORTED,
        table.location_secret.is_(False),
    )
    keys = sorted(said)
    for start in range(0, len(keys), 500):
        some = query.where(table.source_key.in_(keys[start : start + 500]))
        for key, id_, was in uow.session.connection().execute(some):
            if was == (said[key] if isinstance(was, str) else json.loads(said[key])):
                found[key] = id_
    return found


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


def rekey(uow, rows: Iterable[tuple[str, str]]) -> None:
    """Entries (id, key) that a list knows by another key now: nothing of the entry itself, no new revision."""
    keys = [{"of": id_, "key": key, "ref": key[:80]} for id_, key in rows]
    if keys:
        statement = update(_OFFERS).where(_OFFERS.c.id == bindparam("of"))
        uow.session.connection().execute(
            statement.values(source_key=bindparam("key"), short_ref=bindparam("ref"), revision=_OFFERS.c.revision), keys
        )


def keep_said(uow, rows: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
    """What the file says now (id -> ``source_row``) where nothing of it changed the entry: no new revision."""
    said = []
    for id_, row in rows:
        refuse_resident_numbers({"source_row": row})
        said.append((as_json(dict(row)), id_))
    if said:
        is_sqlite = uow.database.is_sqlite
        text, key = _place(_OFFERS.c.source_row.type, is_sqlite), _place(_OFFERS.c.id.type, is_sqlite)
        statement = f"UPDATE {_OFFERS.name} SET source_row = {text} WHERE id = {key}"
        uow.session.connection().exec_driver_sql(statement, said)


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
        for text in texts_in(values[name]):
            refuse(text, f"{record.__tablename__}.{name}")


def texts_in(value: Any) -> list[str]:
    """All texts in a value, however deep; codes and numbers are none."""
    found: list[str] = []
    _gather(value, found)
    return found


# Inside


def _refuse_among(record: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """:func:`refuse_resident_numbers` of many rows: column by column, each text once, all in one look."""
    told: set[str | None] = set()
    for name in _words(record).intersection(chain.from_iterable(rows)):
        values = [row[name] for row in rows if name in row]
        kinds = set(map(type, values))
        if kinds <= _TEXT:
            told.update(values)
        elif kinds == {Written}:
            told.update(chain.from_iterable([one.texts for one in values]))
        else:
            # What many rows have in common is one list or document, gone through once.
            told.update(texts_in(list({id(one): one for one in values}.values())))
    told.discard(None)
    if contains_resident_number(_BETWEEN.join([text for text in told if len(text) >= _FEWEST_SIGNS])):
        for values in rows:
            plain = {name: list(v.texts) if type(v) is Written else v for name, v in values.items()}
            refuse_resident_numbers(plain, record)


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
    _refuse_among(record, rows)
    ids = new_ids(len(rows))
    _write(uow, record, [{**row, "id": id_} for row, id_ in zip(rows, ids, strict=True)])
    return ids


def _write(uow, record: type[Base], rows: Sequence[Mapping[str, Any]], same: Mapping[str, Any] = _NOTHING) -> None:
    """Write rows by one statement that names only the columns in use, past the work that is done for each value.

    Each row holds its id; ``same`` and who writes when are of all of them."""
    if not rows:
        return
    same = {**same, **_stamp(uow)} | ({"revision": 1} if "revision" in record.__table__.c else {})
    connection = uow.session.connection()
    used = frozenset(chain(_defaults(record), same, *rows))
    statement, names, processors = _statement(record, used, uow.database.is_sqlite)
    usual = {**_defaults(record), **same}
    for name, (_, process) in processors.items():
        if usual.get(name) is not None:
            usual[name] = process(usual[name])
    usual = list(map(usual.get, names))
    todo = [(name, at, process) for name, (at, process) in processors.items() if name not in same]
    written = []
    for row in rows:
        values = list(map(row.get, names, usual))
        for name, at, process in todo:
            if name in row and values[at] is not None:
                values[at] = process(values[at])
        written.append(tuple(values))
    connection.exec_driver_sql(statement, written)


@lru_cache(256)
def _statement(
    record: type[Base], used: frozenset[str], is_sqlite: bool
) -> tuple[str, tuple[str, ...], Mapping[str, tuple[int, Callable[[Any], Any]]]]:
    """(SQL, attributes in its order, attribute -> (place, function) of those whose values are converted)."""
    table, names = record.__table__, tuple(sorted(used))
    columns = [table.c[_column(record, name)] for name in names]
    places = ", ".join(_place(column.type, is_sqlite) for column in columns)
    listed = ", ".join(f'"{column.name}"' for column in columns)
    processors = {name: (at, _processor(record, name, is_sqlite)) for at, name in enumerate(names)}
    return (
        f'INSERT INTO "{table.name}" ({listed}) VALUES ({places})',
        names,
        {name: told for name, told in processors.items() if told[1] is not None},
    )


def _place(kind, is_sqlite: bool) -> str:
    """Where a value of that type stands in a statement of the driver."""
    return "?" if is_sqlite else "%s::jsonb" if _is_document(kind) else "%s"


@cache
def _defaults(record: type[Base]) -> Mapping[str, Any]:
    """What a new row has in it unless told otherwise, by attribute; empty columns left out."""
    found = {}
    for attribute in inspect(record).column_attrs:
        default = attribute.columns[0].default
        if default is not None and default.is_scalar:
            found[attribute.key] = default.arg
    return found


@cache
def _processor(record: type[Base], name: str, is_sqlite: bool) -> Callable[[Any], Any] | None:
    """What makes of a value what the driver takes, None for nothing; what was seen before is not made again."""
    kind = record.__table__.c[_column(record, name)].type
    if _is_document(kind):
        if isinstance(kind, Names):
            names = lru_cache(4096)(as_json)
            return lambda value: names(tuple(value))
        return lambda value: value.text if type(value) is Written else as_json(value)
    dialect = sqlite.dialect() if is_sqlite else postgresql.dialect()
    process = None if isinstance(kind, String) else kind.dialect_impl(dialect).bind_processor(dialect)
    if process is None:
        return None
    made = lru_cache(4096)(process)
    return lambda value: made(tuple(value)) if type(value) is list else made(value)


def _is_document(kind) -> bool:
    return isinstance(kind, JSON | Names)


def _stamp(uow) -> dict[str, Any]:
    return {"created_at": uow.now(), "created_by": uow.signature()}


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
