"""What the columns of a table mean to us, who says so, and how a person may say it better."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import islice

from resmap.domain.cleaning.places import NOWHERE, Places
from resmap.flows.importing.home import at_home
from resmap.flows.importing.values import ColumnUse, Looked
from resmap.formats import lists
from resmap.formats.no_lists import why_no_list
from resmap.formats.problems import FormatError, Problem
from resmap.formats.tables import Table
from resmap.store import Database
from resmap.store.queries import imports

#: Rows that are looked at, and cells of each column that are shown.
SAMPLE = 200
SHOWN = 3
#: Letters of a cell that is shown.
LONGEST = 60

_TELLING = frozenset(
    {
        "address", "address_lot", "phone", "sigungu", "region", "dong", "lat", "x", "organisation", "provider",
        "website", "email", "key", "hours", "how_to_apply", "target", "cost", "capacity", "started_on", "ends_on",
    }
)  # fmt: skip

KNOWN, UNKNOWN, PERSONAL, IGNORED = "known", "unknown", "personal", "ignored"


class NeedsMapping(FormatError):
    """The columns are not understood well enough: somebody has to say what they mean. ``looked`` shows them."""

    def __init__(self, what: str, looked: Looked, why: tuple[str, str] | None = None):
        super().__init__(what, [Problem("$", *(why or ("NO_MAPPING",)))])
        self.looked = looked


@dataclass(frozen=True)
class Understood:
    """A mapping, the source it is for, and what to show of it."""

    mapping: lists.Mapping
    source: str
    looked: Looked


def understand(
    database: Database, table: Table, name: str, wish, default: Callable[[], str], places: Places = NOWHERE
) -> Understood:
    """What the columns mean. Raises FormatError for a mapping that is none, NeedsMapping."""
    rows = [row.cells for row in islice(table.rows(), SAMPLE) if row.cells is not None]
    known = lists.recognise(table.columns, rows, titles=table.titles, what=name)
    sign = lists.fingerprint(table.columns)
    mapping, remembered = _mapping(database, table, wish, sign)
    source = wish.source or (mapping.source if mapping is not None and not remembered else None) or default()
    if mapping is None:
        mapping = lists.from_recognised(known, source)
    if wish.columns or wish.list_of is not None:
        mapping = chosen(mapping, wish.columns, wish.list_of)
    if remembered and mapping.source != source:  # the same headings, but another list lies elsewhere
        mapping = replace(mapping, gu=None, dong=None)
    mapping = at_home(mapping, wish.dong, wish.gu, places, name)
    is_said = bool(wish.columns or wish.list_of is not None or wish.mapping is not None or wish.dong is not None)
    looked = Looked(
        to_remember=lists.to_toml(replace(mapping, source=source)) if is_said else None,
        sheet=table.sheet,
        sheets=table.sheets,
        header_row=table.header_row,
        titles=table.titles,
        columns=tuple(_uses(table, rows, mapping, known)),
        fields=lists.FIELDS,
        remembered=remembered,
        fingerprint=sign,
        list_of=mapping.list_of,
        gu=mapping.gu,
        dong=mapping.dong,
        is_list=True,
        source=source,
    )
    # A name with a description may be a list of anything; only a place, a number or an owner makes it one of ours.
    tells = known.is_enough and not _TELLING.isdisjoint(mapping.columns)
    is_enough = "name" in mapping.columns and (tells or not mapping.by_headings)
    why = why_no_list(table.columns, rows, known) if mapping.by_headings else None
    if not is_enough or why is not None:
        raise NeedsMapping(name, looked, why)
    return Understood(mapping, source, looked)


def _mapping(database: Database, table: Table, wish, sign: str) -> tuple[lists.Mapping | None, bool]:
    """(the mapping that somebody said or that comes with the program, whether it was remembered)."""
    if wish.mapping is not None:
        return lists.read_mapping(wish.mapping, "mapping"), False
    if wish.format in lists.BUILTIN:
        return lists.builtin(wish.format), False
    with database.read() as uow:
        record = imports.mapping_of(uow, wish.source, sign)
        kept = None if record is None else record.mapping
    if kept is not None:
        mapping = lists.read_mapping(kept, "mapping")
        if mapping.fits(table.columns):
            return mapping, True
    return lists.builtin_for(table.columns), False


def chosen(mapping: lists.Mapping, columns, list_of: str | None) -> lists.Mapping:
    """The mapping with what somebody chose in the page: column -> field, "" for none."""
    made = {
        field: tuple(column for column in told if columns.get(column, field) == field)
        for field, told in mapping.columns.items()
    }
    for column, field in columns.items():
        if not field or column in made.get(field, ()):
            continue
        if field not in lists.FIELDS:
            raise FormatError("mapping", [Problem(f"$.columns.{field}", "ENUM", "string", " | ".join(lists.FIELDS))])
        made[field] = (*made.get(field, ()), column) if field in lists.SEVERAL else (column,)
    made = {field: told for field, told in made.items() if told}
    # None: nobody was asked; an emptied field is an answer.
    whole = mapping.list_of if list_of is None else list_of or None
    return replace(mapping, columns=made, list_of=whole, by_headings=False)


def _uses(table: Table, rows, mapping: lists.Mapping, known: lists.Recognised):
    rows = lists.that_may_be_shown(table.columns, mapping, rows)
    fields = {column: field for field, told in mapping.columns.items() for column in told}
    for column in table.columns:
        if column in known.personal:
            yield ColumnUse(column, None, (), PERSONAL)
            continue
        samples = dict.fromkeys(" ".join(row[column].split())[:LONGEST] for row in rows if row[column])
        how = KNOWN if column in fields else (IGNORED if column in known.ignored else UNKNOWN)
        yield ColumnUse(column, fields.get(column), tuple(islice(samples, SHOWN)), how)
