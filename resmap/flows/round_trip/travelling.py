"""The sheet between looking and taking over: only what differs, packed into the page, read again with care."""

import base64
import json
import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from resmap.flows.round_trip.reading import without_numbers
from resmap.flows.round_trip.values import Changes
from resmap.flows.sheets import BY_NAME
from resmap.formats.workbook_read import UNKNOWN, SheetBack, SheetRow, is_id

#: Unpacked, a sheet that travels is not larger (bytes).
LARGEST = 64 * 1024 * 1024

#: The alphabet of base 32 without digits, and without the letters that stand for hidden ones (X).
_TO_LETTERS = str.maketrans("234567X=", "abcdefgh")
_FROM_LETTERS = str.maketrans("abcdefgh", "234567X=")


def differing(sheet: SheetBack, found: Changes) -> SheetBack:
    """The sheet without the rows that change nothing: what has to travel with the page."""
    told = {one.row: {cell.field for cell in one.cells} for one in found.entries}
    for one in found.bad:
        told.setdefault(one.row, set()).add(one.field)
    whole = {one.row for one in found.new} | {one.row for one in found.bad if not one.field}
    rows = [
        row if row.number in whole or row.id is None else _narrowed(row, told[row.number])
        for row in sheet.rows
        if row.number in told or row.number in whole
    ]
    needed = {one.offer_id for one in (*found.missing, *found.entries)}
    kept = None if sheet.exported is None else tuple(one for one in sheet.exported if one[0] in needed)
    return replace(sheet, rows=tuple(rows), exported=kept)


def left_over(sheet: SheetBack, found: Changes, taken: Iterable[str]) -> SheetBack:
    """The sheet without what was taken over: a new row has an entry now, a cell is written or proposed."""
    wanted = frozenset(taken)
    made = {one.row for one in found.new if one.id in wanted}
    cells = {one.row: {cell.field for cell in one.cells if cell.id in wanted} for one in found.entries}
    rows = (row for row in sheet.rows if row.number not in made)
    return replace(sheet, rows=tuple(_without(row, cells.get(row.number, ())) for row in rows))


def _without(row: SheetRow, taken: Collection[str]) -> SheetRow:
    return replace(row, cells={name: text for name, text in row.cells.items() if name not in taken})


#: Cells by which a row is known, and pairs that are judged together.
_ALWAYS = frozenset({"name", "dong", "organization", "age_min", "age_max", "places_left", "limit"})


def _narrowed(row: SheetRow, told: set[str]) -> SheetRow:
    return replace(row, cells={name: text for name, text in row.cells.items() if name in told or name in _ALWAYS})


def packed(sheet: SheetBack) -> str:
    """The sheet as letters that travel in a form; neither digits nor dashes, which look like numbers of people."""
    raw = zlib.compress(json.dumps(sheet.document(), ensure_ascii=False, separators=(",", ":")).encode(), 9)
    return base64.b32encode(raw).decode().translate(_TO_LETTERS)


def unpacked(text: str) -> SheetBack:
    """The inverse of :func:`packed`. Raises ValueError for what is none, or unpacks to too much."""
    try:
        unpacker = zlib.decompressobj()
        raw = unpacker.decompress(base64.b32decode(text.translate(_FROM_LETTERS)), LARGEST)
        if unpacker.unconsumed_tail or not unpacker.eof:
            raise ValueError("too much")
        sheet = SheetBack.of(json.loads(raw))
        return replace(sheet, rows=tuple(map(_as_read, sheet.rows)), columns=_known(sheet.columns))
    except (zlib.error, RecursionError) as error:
        raise ValueError("no sheet") from error


def _as_read(row: SheetRow) -> SheetRow:
    """A row as reading a sheet would have made it, whatever a form sent."""
    if row.id is not None and not is_id(row.id):
        raise ValueError("no id")
    revision = row.revision or 0 if row.id else None
    return replace(row, cells=without_numbers(_known(row.cells)), unknown=_unknown(row.unknown), revision=revision)


def _unknown(codes: Mapping[str, str]) -> dict[str, str]:
    return {name: code for name, code in _known(codes).items() if code in UNKNOWN}


def _known(cells: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in cells.items() if name in BY_NAME}
