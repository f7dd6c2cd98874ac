"""엑셀에서 고친 것 되받기: what somebody changed in a sheet, cell by cell, taken over or not.

Three values decide about each cell: what left (today's value, with every change since
the revision of the row taken back), what stands now, and what the sheet says. A cell
nobody touched changes nothing, however much the register moved on; a cell that both
sides changed is a conflict and is taken only when somebody says so, and so is one that the
spreadsheet may have spoilt (``doubts.py``). Rows that are missing take nothing out; rows
without a key are new.

Nothing is kept between looking and taking over: the sheet's differing rows travel
with the page (``travelling.py``) and are compared again on fresh data.
"""

from resmap.flows.round_trip.comparing import compare
from resmap.flows.round_trip.reading import read
from resmap.flows.round_trip.taking import Overtaken, apply
from resmap.flows.round_trip.travelling import differing, left_over, packed, unpacked
from resmap.flows.round_trip.values import Applied, BadRow, CellChange, Changes, EntryChanges, Missing, NewRow
from resmap.formats.workbook_read import SheetBack

__all__ = [
    "Applied", "BadRow", "CellChange", "Changes", "EntryChanges", "Missing", "NewRow", "Overtaken", "SheetBack", "apply",
    "compare", "differing", "left_over", "packed", "read", "unpacked",
]  # fmt: skip
