"""A file that came back becomes a sheet; what nobody may keep is forgotten on the way."""

from collections.abc import Mapping
from dataclasses import replace

from resmap.domain.permissions import Actor, Permission
from resmap.domain.resident_number import contains_resident_number, refuse
from resmap.flows.sheets import FORGOTTEN, headings
from resmap.formats.workbook_read import SheetBack, read_workbook


def read(actor: Actor, raw: bytes, what: str) -> SheetBack:
    """The sheet in a file that came back. Raises FormatError, NotAllowed, ResidentNumberError for such a
    number in the file's name. Cells with such a number are forgotten at once; that they were there is told."""
    actor.require(Permission.REGISTER_EDIT)
    refuse(what, "file")
    sheet = read_workbook(raw, what, headings())
    return replace(sheet, rows=tuple(replace(row, cells=without_numbers(row.cells)) for row in sheet.rows))


def without_numbers(cells: Mapping[str, str]) -> Mapping[str, str]:
    """The cells with what looks like a resident number forgotten (P-01)."""
    return {name: FORGOTTEN if contains_resident_number(text) else text for name, text in cells.items()}
