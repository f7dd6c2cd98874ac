"""What exports and the sheet that comes back ask and answer."""

from typing import Annotated

from pydantic import Field

from resmap.flows.exporting import FOR_OTHERS, Format, Reason
from resmap.flows.round_trip import Applied, Changes
from resmap.web.api.models import Asked, Name, Told

#: Ids of changes, separated by commas.
Chosen = Annotated[str, Field(max_length=1_000_000)]


class ExportQuery(Asked):
    format: Format = Field(description=f"One of {', '.join(FOR_OTHERS)}.")
    reason: Reason = Field(description="Why the file is taken out; kept in the history.")
    dong: Name | None = None
    kind: Name | None = Field(None, description="A kind of resource, with all beneath it.")
    verified: bool = Field(False, description="Only entries that somebody verified.")


class TakeQuery(Asked):
    changes: Chosen = Field("", description="Ids of what to take, separated by commas.")
    usual: bool = Field(False, description="Take everything that is no conflict, no guess, no doubt and takes nothing out.")


class SheetCell(Told):
    """A cell that would change an entry. ``conflict``: the register was changed there too since the sheet left.
    ``doubt``: a code where the spreadsheet may have spoilt the value; ``sheet`` is what is proposed then, ``written``
    what stands in the cell."""

    id: str
    field: str
    address: str
    before: str
    now: str
    sheet: str
    conflict: bool
    doubt: str
    written: str


class SheetEntry(Told):
    entry: str
    name: str
    row: int
    by_name: bool
    cells: tuple[SheetCell, ...]


class SheetNew(Told):
    """A new row. ``twins``: entries that bear its name already; ``doubts``: field -> code, as of a cell."""

    id: str
    row: int
    name: str
    texts: dict[str, str]
    twins: int
    doubts: dict[str, str]


class SheetMissing(Told):
    id: str
    entry: str
    name: str


class SheetBad(Told):
    """A cell, or a row where ``field`` is empty, that cannot be taken."""

    row: int
    field: str
    address: str
    code: str


class SheetChanges(Told):
    """What a sheet would change; nothing is kept of it."""

    entries: tuple[SheetEntry, ...]
    new: tuple[SheetNew, ...]
    missing: tuple[SheetMissing, ...]
    bad: tuple[SheetBad, ...]
    unchanged: int
    strange: tuple[str, ...]
    usual: tuple[str, ...]

    @classmethod
    def of(cls, found: Changes) -> "SheetChanges":
        return cls(
            entries=tuple(
                SheetEntry(
                    entry=one.offer_id,
                    name=one.name,
                    row=one.row,
                    by_name=one.by_name,
                    cells=tuple(
                        SheetCell(
                            id=cell.id,
                            field=cell.field,
                            address=cell.address,
                            before=cell.before,
                            now=cell.now,
                            sheet=cell.sheet,
                            conflict=cell.conflict,
                            doubt=cell.doubt,
                            written=cell.written,
                        )
                        for cell in one.cells
                    ),
                )
                for one in found.entries
            ),
            new=tuple(
                SheetNew(id=one.id, row=one.row, name=one.name, texts=dict(one.texts), twins=one.twins, doubts=dict(one.doubts))
                for one in found.new
            ),
            missing=tuple(SheetMissing(id=one.id, entry=one.offer_id, name=one.name) for one in found.missing),
            bad=tuple(
                SheetBad(row=one.row, field=one.field, address=one.address, code=one.code) for one in found.bad
            ),
            unchanged=found.unchanged,
            strange=found.strange,
            usual=tuple(sorted(found.usual())),
        )


class SheetTaken(Told):
    """What was taken over."""

    entries: int
    cells: int
    created: int
    proposed: int
    withdrawn: int

    @classmethod
    def of(cls, made: Applied) -> "SheetTaken":
        return cls(
            entries=made.entries,
            cells=made.cells,
            created=made.created,
            proposed=made.proposed,
            withdrawn=made.withdrawn,
        )
