"""What a sheet would change, and what was taken over: the values that pages and programs are shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell that would change an entry. Texts as a cell shows them; ``address`` is the cell's (K12).

    ``conflict``: the register was changed here too since the sheet left. ``doubt``: a code of
    ``domain.cleaning`` where the spreadsheet may have spoilt the value; ``sheet`` is what is proposed then,
    ``written`` what stands in the cell.
    """

    id: str
    field: str
    address: str
    before: str
    now: str
    sheet: str
    value: Any = field(compare=False, repr=False)
    conflict: bool = False
    doubt: str = ""
    written: str = ""


@dataclass(frozen=True)
class EntryChanges:
    """The changes of one entry. ``by_name``: its key was lost, and it was known again by its name; what
    left is not known then, so nothing of it is taken unless somebody says so."""

    offer_id: str
    name: str
    row: int
    cells: tuple[CellChange, ...]
    by_name: bool = False


@dataclass(frozen=True)
class NewRow:
    """A row without a key. ``twins``: entries that bear this name already; ``doubts``: field -> code, as of a cell."""

    id: str
    row: int
    name: str
    values: Mapping[str, Any] = field(compare=False)
    texts: Mapping[str, str] = field(default_factory=dict)
    twins: int = 0
    doubts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Missing:
    """An entry that left and did not come back. Its row was deleted, or the sheet is a part."""

    id: str
    offer_id: str
    name: str


@dataclass(frozen=True, slots=True)
class BadRow:
    """A cell, or a row (``field`` empty), that cannot be taken: a code, and where it stands."""

    row: int
    field: str
    address: str
    name: str
    code: str


@dataclass(frozen=True)
class Changes:
    """What a sheet would change."""

    entries: tuple[EntryChanges, ...] = ()
    new: tuple[NewRow, ...] = ()
    missing: tuple[Missing, ...] = ()
    bad: tuple[BadRow, ...] = ()
    unchanged: int = 0
    strange: tuple[str, ...] = ()

    @property
    def cells(self) -> int:
        return sum(len(one.cells) for one in self.entries)

    def usual(self) -> frozenset[str]:
        """Ids of what is ticked unless somebody says otherwise: no conflict, no guess, no doubt, nothing taken out."""
        cells = (cell for one in self.entries if not one.by_name for cell in one.cells)
        sure = (cell.id for cell in cells if not cell.conflict and not cell.doubt)
        return frozenset([*sure, *(one.id for one in self.new if not one.twins and not one.doubts)])

    def every(self) -> frozenset[str]:
        """Ids of everything that can be ticked."""
        cells = (cell.id for one in self.entries for cell in one.cells)
        return frozenset([*cells, *(one.id for one in self.new), *(one.id for one in self.missing)])


@dataclass(frozen=True, slots=True)
class Applied:
    """What was taken over: ``cells`` of ``entries``, ``created`` entries, ``withdrawn`` ones; and how many
    proposals were made instead (``proposed``): of new rows, and of what waits in verified entries (R046)."""

    entries: int = 0
    cells: int = 0
    created: int = 0
    proposed: int = 0
    withdrawn: int = 0
