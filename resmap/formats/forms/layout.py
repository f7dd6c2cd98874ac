"""A form as what every renderer can draw: headings, paragraphs, tables of cells with spans, new pages.

Whatever stands in a form passes here, so that control characters end here too.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from resmap.formats.forms.model import (
    Block,
    Field,
    FieldTable,
    Form,
    Grid,
    Note,
    PageBreak,
    Signatures,
    SignOff,
    Text,
    Ticks,
    below,
    in_line,
)

#: Percent of a line that a label takes, by pairs beside each other.
_LABEL_WIDTH = {1: 20, 2: 15, 3: 12}
#: Percent of a line for one sign-off box, and its height in lines.
_SIGN_OFF_WIDTH, _SIGN_OFF_LINES = 10, 3
#: So many rows of a group share one cell.
_TOGETHER = 4


@dataclass(frozen=True, slots=True)
class Cell:
    """``look``: label, head (of a grid), value, account (written from the top), or without a frame: role, line (to sign
    on), plain. ``across`` and ``down`` count columns and rows."""

    text: str = ""
    look: str = "value"
    across: int = 1
    down: int = 1
    centred: bool = False
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """``widths`` in percent of the line, together ``share``; the first ``head`` rows are repeated on every page.

    A cell that another one above covers (``down``) is left out of its row. ``whole``: never parted by a page.
    """

    widths: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]
    head: int = 0
    share: float = 100
    right: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within a form."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``look``: body, note (small), centred."""

    text: str
    look: str = "body"


@dataclass(frozen=True, slots=True)
class NewPage:
    """A new page, with the title of the form that begins there."""

    title: str = ""
    subtitle: str = ""


Piece = Table | Heading | Paragraph | NewPage


def pieces(form: Form) -> tuple[Piece, ...]:
    """The blocks of a form, laid out; every text is clean."""
    return tuple(_clean(piece) for block in form.blocks for piece in _laid(block))


def clean(text: str) -> str:
    """The text without what no paper shows: control and direction characters, lone surrogates. Lines stay lines."""
    text = str(text).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(
        one for one in text if one == "\n" or unicodedata.category(one) not in ("Cc", "Cf", "Cs", "Cn", "Co")
    )


def _clean(piece: Piece) -> Piece:
    match piece:
        case Table():
            return replace(
                piece, rows=tuple(tuple(replace(one, text=clean(one.text)) for one in row) for row in piece.rows)
            )
        case NewPage():
            return NewPage(clean(piece.title), clean(piece.subtitle))
        case _:
            return replace(piece, text=clean(piece.text))


def _laid(block: Block) -> Iterator[Piece]:
    if heading := getattr(block, "heading", "") if not isinstance(block, SignOff) else "":
        yield Heading(heading)
    match block:
        case FieldTable():
            if block.fields:
                yield _fields(block)
        case Grid():
            yield _grid(block)
        case Text(boxed=True):
            yield Table((100,), ((Cell(block.text, "account", lines=block.lines, centred=block.centred),),))
        case Text():
            yield Paragraph(block.text, "centred" if block.centred else "body")
        case Ticks():
            said = below(block.options) if block.listed else in_line(block.options)
            yield Table((20, 80), ((Cell(block.label, "label"), Cell(said)),))
        case Signatures():
            yield from _signatures(block)
        case SignOff():
            yield _sign_off(block)
        case Note():
            yield Paragraph(block.text, "note")
        case PageBreak():
            yield NewPage(block.title, block.subtitle)


def _fields(block: FieldTable) -> Table:
    label = block.label_width or _LABEL_WIDTH[block.columns]
    widths = (label, 100 / block.columns - label) * block.columns
    rows: list[list[Field]] = [[]]
    for field in block.fields:
        if field.wide or len(rows[-1]) == block.columns or (rows[-1] and rows[-1][-1].wide):
            rows.append([])
        rows[-1].append(field)
    return Table(widths, tuple(_field_row(row, block.columns) for row in rows if row), whole=block.whole)


def _field_row(row: list[Field], columns: int) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for at, field in enumerate(row, start=1):
        last = at == len(row)
        across = 2 * (columns - at) + 1 if last else 1  # the last value takes what is left of the line
        cells += [Cell(field.label, "label"), Cell(field.value, across=across, lines=field.lines)]
    return tuple(cells)


def _grid(block: Grid) -> Table:
    count = len(block.headings)
    total = sum(block.widths) or 1
    widths = tuple(100 * one / total for one in block.widths) if block.widths else (100 / count,) * count
    head = tuple(Cell(heading, "head", centred=True) for heading in block.headings)
    rows = [
        tuple(
            Cell(text, centred=at in block.centred, lines=block.lines)
            for at, text in enumerate((*row, *("",) * count)[:count])
        )
        for row in block.rows
    ]
    if block.grouped:
        rows = _grouped(rows)
    rows += [tuple(Cell(lines=block.lines) for _ in range(count))] * block.empty
    if not rows:
        rows = [(Cell(block.nothing, across=count, centred=True),)]
    return Table(widths, (head, *rows), head=1)


def _grouped(rows: list[tuple[Cell, ...]]) -> list[tuple[Cell, ...]]:
    grouped: list[tuple[Cell, ...]] = []
    for _, group in groupby(rows, key=lambda row: row[0].text):
        same = list(group)
        for start in range(0, len(same), _TOGETHER):  # on the next page it has to be read again
            first, *others = same[start : start + _TOGETHER]
            grouped.append((replace(first[0], down=1 + len(others)), *first[1:]))
            grouped += [other[1:] for other in others]
    return grouped


def _signatures(block: Signatures) -> Iterator[Piece]:
    if block.statement:
        yield Paragraph(block.statement)
    if block.date:
        yield Paragraph(block.date, "centred")
    dated = any(box.date for box in block.boxes)
    widths = (20, 26, 28, 26) if dated else (30, 40, 30)
    rows = []
    for box in block.boxes:
        dates = (Cell(box.date, "plain", centred=True),) if dated else ()
        rows.append((Cell(box.role, "role"), Cell(box.name, "line", centred=True), Cell(box.mark, "plain"), *dates))
    yield Table(widths, tuple(rows), whole=True)


def _sign_off(block: SignOff) -> Table:
    across = len(block.roles)
    side = (
        (Cell(block.heading if block.heading.isascii() else "\n".join(block.heading), "label", down=2, centred=True),)
        if block.heading
        else ()
    )
    widths = ((4.0,) if side else ()) + (float(_SIGN_OFF_WIDTH),) * across
    names = tuple(Cell(role, "label", centred=True) for role in block.roles)
    boxes = tuple(Cell(lines=_SIGN_OFF_LINES) for _ in block.roles)
    return Table(widths, ((*side, *names), boxes), share=sum(widths), right=True, whole=True)
