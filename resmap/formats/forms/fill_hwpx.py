"""The office's own Hangul form, filled: click-here fields (누름틀), ``{{label}}``, and cells beside a label.

Nothing but texts changes: the file's other parts are carried over as they are, sign-off boxes are not touched.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from resmap.formats.forms.filling import MOST_CELLS, Filled, Tally, opened
from resmap.formats.forms.labels import by_meaning, is_sign_off, is_sign_off_heading, meaning, whose, whose_name
from resmap.formats.forms.layout import clean
from resmap.formats.problems import FormatError, Problem
from resmap.formats.tables.kinds import FileKind

_SECTION = re.compile(r"Contents/section\d+\.xml$", re.I)
_BRACES = re.compile(r"\{\{\s*([^{}\n]{1,60}?)\s*\}\}")
#: What may stand in a cell that is still empty: lines to write on, a day to write in.
_BLANK = re.compile(r"[\s_.…·\u3000]*|(?:19|20)?\s*년\s*월\s*일\s*")
#: What makes a cell another thing than an empty one.
_NOT_TEXT = ("tbl", "fieldBegin", "pic", "rect", "container", "ole", "checkBtn", "edit", "comboBox")
#: So many columns of a list have to be known by their headings.
_ENOUGH = 3
#: Lines that may stand between headings and the first row (a second line of headings).
_BETWEEN = 2


def fill_hwpx(
    template: bytes, values: Mapping[str, str], rows: Sequence[Mapping[str, str]] = (), what: str = "form.hwpx"
) -> Filled:
    """Put values into a Hangul form. Keys are labels in any spelling, or codes of ``labels.toml``.

    ``rows`` fill the empty rows below the headings that they name; rows are added where the form has too few.
    Raises FormatError (see :func:`filling.opened`; BROKEN_FILE without a section, TOO_MANY_CELLS).
    """
    archive = opened(template, what, FileKind.HWPX)
    manifest = "META-INF/manifest.xml"
    if manifest in archive.namelist() and b"encryption-data" in archive.read(manifest):
        raise FormatError(what, [Problem("$", "IS_LOCKED")])
    names = [name for name in archive.namelist() if _SECTION.search(name)]
    if not names:
        raise FormatError(what, [Problem("$", "BROKEN_FILE")])
    tally, list_ = Tally.of(values), _Rows(rows)
    try:
        changed = {name: _section(archive.read(name), tally, list_, what) for name in names}
    except FormatError:
        raise
    except Exception:  # whatever a document that is none makes of these places
        raise FormatError(what, [Problem("$", "BROKEN_FILE")]) from None
    return tally.result(_packed(archive, changed), rows_left=len(list_.waiting))


def _section(xml: bytes, tally: Tally, rows: "_Rows", what: str) -> bytes:
    from lxml import etree

    root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    tables = [_Table(one) for one in root.iter("{*}tbl")]
    if sum(len(table.cells) for table in tables) > MOST_CELLS:
        raise FormatError(what, [Problem("$", "TOO_MANY_CELLS", expected=str(MOST_CELLS))])
    # The elements themselves, not their ids: lxml makes a new object where nobody holds the old one.
    frozen = {part for table in tables for cell in table.signed_off() for part in cell.element.iter()}
    for table in tables:
        rows.fill(table)
    _click_here(root, tally, frozen)
    _braces(root, tally, frozen)
    for table in tables:
        table.fill(tally, frozen)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, standalone=True)


def _packed(archive: zipfile.ZipFile, changed: Mapping[str, bytes]) -> bytes:
    """The same members in the same order, packed as they were (``mimetype`` first and not at all)."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        for one in archive.infolist():
            member = zipfile.ZipInfo(one.filename, one.date_time)
            member.compress_type = (
                zipfile.ZIP_STORED if one.compress_type == zipfile.ZIP_STORED else zipfile.ZIP_DEFLATED
            )
            member.external_attr = one.external_attr
            made.writestr(member, changed.get(one.filename) or archive.read(one))
    return packed.getvalue()


# --- click-here fields -----------------------------------------------------------------------------------


def _click_here(root: Any, tally: Tally, frozen: set[Any]) -> None:
    for begin in list(root.iter("{*}fieldBegin")):
        if begin.get("type") != "CLICK_HERE" or begin in frozen:
            continue
        label = begin.get("name") or _direction(begin)
        if label and (value := tally.value(label)) is not None:
            _into_field(begin, clean(value))


def _direction(begin: Any) -> str:
    """What the field asks for, as it is shown while it is empty."""
    for one in begin.iter("{*}stringParam"):
        if one.get("name") == "Direction":
            return one.text or ""
    return ""


def _into_field(begin: Any, value: str) -> None:
    """Between the field's begin and end: its first text becomes the value, others are emptied."""
    paragraph = next(begin.iterancestors("{*}p"))
    run = next(begin.iterancestors("{*}run"))
    first, inside = None, False
    for one in paragraph.iter("{*}fieldBegin", "{*}fieldEnd", "{*}t"):
        if one is begin:
            inside = True
        elif inside and _is(one, "fieldEnd") and one.get("beginIDRef") in (begin.get("id"), None):
            break
        elif inside and _is(one, "t"):
            if first is None:
                first = one
            _empty(one)
    if first is None:
        first = _new(run, "t")
        begin.getparent().addnext(first)
    else:
        # What stood there was a hint, in the letters of hints (red, slanted): the value takes those around it.
        holder = first.getparent()
        if holder is not run and run.get("charPrIDRef") is not None:
            holder.set("charPrIDRef", run.get("charPrIDRef"))
    begin.set("dirty", "1")
    _lines_into(first, value)
    _forget_lines(paragraph)


# --- {{label}} -------------------------------------------------------------------------------------------


def _braces(root: Any, tally: Tally, frozen: set[Any]) -> None:
    for paragraph in root.iter("{*}p"):
        if paragraph in frozen:
            continue
        slots = [slot for text in _own_texts(paragraph) for slot in _slots(text)]
        whole = "".join(_read(element, part) for element, part in slots)
        if "{{" not in whole:
            continue
        for found in reversed(list(_BRACES.finditer(whole))):
            if (value := tally.value(found[1])) is not None:
                _replace(slots, found.start(), found.end(), " ".join(clean(value).split("\n")))
        _forget_lines(paragraph)


def _slots(text: Any) -> list[tuple[Any, str]]:
    """Where letters stand in an ``hp:t``: its own text, and what follows each element in it."""
    return [(text, "text"), *((child, "tail") for child in text)]


def _read(element: Any, part: str) -> str:
    """The letters of one slot."""
    return getattr(element, part) or ""


def _replace(slots: list[tuple[Any, str]], start: int, end: int, value: str) -> None:
    """Put ``value`` where letters ``start`` to ``end`` stand, however many runs they are spread over."""
    at, put = 0, False
    for element, part in slots:
        text = _read(element, part)
        first, last = max(start - at, 0), min(end - at, len(text))
        if first < last:
            setattr(element, part, text[:first] + ("" if put else value) + text[last:])
            put = True
        at += len(text)


# --- tables ----------------------------------------------------------------------------------------------


@dataclass
class _Cell:
    element: Any
    row: int
    column: int
    down: int
    across: int
    text: str
    written: bool = False  # by us

    @property
    def blank(self) -> bool:
        """Whether it waits to be written in: no text, no field, nothing drawn, no table in it."""
        if not _BLANK.fullmatch(self.text):
            return False
        return not any(_is(one, *_NOT_TEXT) for one in self.element.iter())


class _Table:
    """A table by the places of its cells; a table in a cell is a table of its own."""

    def __init__(self, element: Any):
        self.element = element
        self.lines = [one for one in element if _is(one, "tr")]
        self.cells = [_cell(one, number) for number, line in enumerate(self.lines) for one in line if _is(one, "tc")]
        self._index()

    def _index(self) -> None:
        self.at: dict[tuple[int, int], _Cell] = {}
        if sum(cell.down * cell.across for cell in self.cells) > 4 * MOST_CELLS:
            raise ValueError("cells that cover more than any paper")
        for cell in self.cells:
            for row in range(cell.row, cell.row + cell.down):
                for column in range(cell.column, cell.column + cell.across):
                    self.at[row, column] = cell

    def signed_off(self) -> list[_Cell]:
        """The boxes of who signs off: roles beside each other (or beside 결재), and what stands below them."""
        found: dict[int, _Cell] = {}
        for cell in self.cells:
            before = self.at.get((cell.row, cell.column - 1))
            if is_sign_off_heading(cell.text):
                found[id(cell)] = cell
            elif is_sign_off(cell.text) and before and (is_sign_off(before.text) or is_sign_off_heading(before.text)):
                for one in (before, cell):
                    found[id(one)] = one
        for cell in list(found.values()):
            below = self.at.get((cell.row + cell.down, cell.column))
            if below and is_sign_off(cell.text) and below.across == cell.across:
                found[id(below)] = below
        return list(found.values())

    def fill(self, tally: Tally, frozen: set[Any]) -> None:
        """Each cell beside a label takes the label's value, where it is empty."""
        heading = _heading(self.element)
        section = whose(heading)
        if len(self.cells) == 1 and heading and self.cells[0].blank and self.cells[0].element not in frozen:
            if (value := tally.value(heading, doubtful=True)) is not None:  # a frame to write in, under its label
                _into_cell(self.cells[0], clean(value))
            return
        for cell in self.cells:
            if cell.element in frozen or not cell.text or cell.written:
                continue
            beside = self.at.get((cell.row, cell.column + cell.across))
            if beside is None:
                if cell.column == 0:  # a heading over the whole table says whose the rows below are
                    section = whose(cell.text)
                continue
            if beside.row != cell.row or beside.element in frozen or not beside.blank:
                continue
            value = tally.beside(cell.text, self._side(cell) or section, self, self._is_value(cell))
            if value is not None:
                _into_cell(beside, clean(value))

    def _side(self, label: _Cell) -> str:
        """Whose a label is by who is named nearest before it in its row: ``보호자 | 성명 | …``, ``담당자 | … | 연락처``."""
        for column in range(label.column - 1, -1, -1):
            cell = self.at.get((label.row, column))
            if cell is not None and not cell.written and (code := whose_name(cell.text)):
                return code
        return ""

    def _is_value(self, cell: _Cell) -> bool:
        """Whether the cell seems to be what was written beside another label, and no label itself."""
        before = self.at.get((cell.row, cell.column - 1))
        return (
            before is not None and before.down == 1 and bool(before.text) and not (before.written or whose(before.text))
        )


class _Rows:
    """The rows of a list and where they go: below the first headings that name enough of their columns."""

    def __init__(self, rows: Sequence[Mapping[str, str]]):
        self.waiting = [{code: value for code, (_, value) in by_meaning(row).items()} for row in rows]
        self._known = {code for row in self.waiting for code in row}

    def fill(self, table: _Table) -> None:
        """Fill what rows of the table are empty, add others; nothing if these are not its headings."""
        found = self._headings(table) if self.waiting else None
        if found is None:
            return
        columns, number = found
        while self.waiting:
            cells = {code: table.at.get((number, column)) for code, column in columns.items()}
            if all(cell is not None and cell.blank and cell.row == number for cell in cells.values()):
                self._put(cells, self.waiting.pop(0))
                number += 1
            elif not _add_row(table, number - 1):
                return

    def _headings(self, table: _Table) -> tuple[dict[str, int], int] | None:
        for number in range(len(table.lines)):
            columns: dict[str, int] = {}
            first = number + 1
            if any(cell.row == number and cell.blank for cell in table.cells):
                continue  # labels with room beside them, no headings
            for cell in table.cells:
                if cell.row == number and (code := meaning(cell.text)) in self._known and code not in columns:
                    columns[code] = cell.column
                    first = max(first, cell.row + cell.down)
            if len(columns) >= min(_ENOUGH, len(self._known)) and columns:
                blank = table.at.get((first, next(iter(columns.values()))))
                last = first + _BETWEEN
                while blank is not None and not blank.blank and first < last:
                    first += 1
                    blank = table.at.get((first, next(iter(columns.values()))))
                if blank is not None and blank.blank:
                    return columns, first
        return None

    @staticmethod
    def _put(cells: Mapping[str, _Cell], row: Mapping[str, str]) -> None:
        for code, cell in cells.items():
            if value := row.get(code):
                _into_cell(cell, clean(value))


def _add_row(table: _Table, number: int) -> bool:
    """An empty row after row ``number``, made like it; False where a cell of several rows stands in the way."""
    beside = [cell for cell in table.cells if cell.row <= number < cell.row + cell.down]
    if any(cell.down > 1 for cell in beside) or len(table.lines) > 2000:
        return False
    if any(_is(one, *_NOT_TEXT) for one in table.lines[number].iter()):
        return False  # its copy would never be empty
    line = deepcopy(table.lines[number])
    table.lines[number].addnext(line)
    for cell in table.cells:
        if cell.row > number:
            cell.row += 1
            _address(cell.element).set("rowAddr", str(cell.row))
    table.lines.insert(number + 1, line)
    for one in line:
        if _is(one, "tc"):
            _address(one).set("rowAddr", str(number + 1))
            _blanked(one)
            table.cells.append(_cell(one, number + 1))
    table.cells.sort(key=lambda cell: (cell.row, cell.column))
    table.element.set("rowCnt", str(len(table.lines)))
    size = next((one for one in table.element if _is(one, "sz")), None)
    if size is not None and (size.get("height") or "").isdigit():
        tall = max((int(one.get("height") or 0) for one in line.iter("{*}cellSz")), default=0)
        size.set("height", str(int(size.get("height")) + tall))
    table._index()
    return True


def _heading(table: Any) -> str:
    """The short line before a table, where nothing else stands between."""
    paragraph = next(table.iterancestors("{*}p"), None)
    while paragraph is not None:
        text = "".join(_letters(one) for one in _own_texts(paragraph)).strip()
        if text:
            return text if len(text) <= 40 else ""
        paragraph = paragraph.getprevious()
        if paragraph is None or not _is(paragraph, "p") or next(paragraph.iter("{*}tbl"), None) is not None:
            return ""
    return ""


def _cell(element: Any, row: int) -> _Cell:
    address, span = _address(element), next((one for one in element if _is(one, "cellSpan")), None)
    at = int(address.get("rowAddr", row)) if address is not None else row
    column = int(address.get("colAddr", 0)) if address is not None else 0
    down = max(1, int(span.get("rowSpan", 1))) if span is not None else 1
    across = max(1, int(span.get("colSpan", 1))) if span is not None else 1
    paragraphs = [one for one in element.iter("{*}p") if next(one.iterancestors("{*}tc")) is element]
    text = "\n".join("".join(_letters(one) for one in _own_texts(each)) for each in paragraphs).strip()
    return _Cell(element, at, column, down, across, text)


def _address(cell: Any) -> Any:
    return next((one for one in cell if _is(one, "cellAddr")), None)


def _into_cell(cell: _Cell, value: str) -> None:
    """The first paragraph of the cell takes the value, a paragraph like it each further line."""
    paragraphs = [one for one in cell.element.iter("{*}p") if next(one.iterancestors("{*}tc")) is cell.element]
    first, *others = paragraphs
    for other in others:
        other.getparent().remove(other)
    texts = list(_own_texts(first))
    for one in texts:
        _empty(one)
    lines = value.split("\n")
    if not texts:
        run = next((one for one in first if _is(one, "run")), None)
        texts = [_new(_new(first, "run", charPrIDRef="0") if run is None else run, "t")]
    _forget_lines(first)
    for line in reversed(lines[1:]):
        texts[0].text = line
        first.addnext(deepcopy(first))
    texts[0].text = lines[0]
    cell.text, cell.written = value, True


def _blanked(cell: Any) -> None:
    for one in cell.iter("{*}t"):
        _empty(one)
    for paragraph in cell.iter("{*}p"):
        _forget_lines(paragraph)


# --- small tools -----------------------------------------------------------------------------------------


def _is(element: Any, *names: str) -> bool:
    return isinstance(element.tag, str) and element.tag.rpartition("}")[2] in names


def _new(parent: Any, name: str, **attributes: str) -> Any:
    from lxml import etree

    space = parent.tag.rpartition("}")[0] + "}" if "}" in parent.tag else ""
    return etree.SubElement(parent, f"{space}{name}", attributes)


def _own_texts(paragraph: Any) -> Iterator[Any]:
    """The ``hp:t`` of a paragraph, without those of tables and boxes in it."""
    for run in paragraph:
        if _is(run, "run"):
            yield from (one for one in run if _is(one, "t"))


def _letters(text: Any) -> str:
    return "".join(_read(element, part) for element, part in _slots(text))


def _empty(text: Any) -> None:
    for child in list(text):
        text.remove(child)
    text.text = None


def _lines_into(text: Any, value: str) -> None:
    """Lines of one ``hp:t``, parted by ``hp:lineBreak``."""
    first, *others = value.split("\n")
    text.text = first
    for line in others:
        _new(text, "lineBreak").tail = line


def _forget_lines(paragraph: Any) -> None:
    """Drop where Hangul had laid the old letters (of the paragraphs around a table, too): it lays them anew."""
    for one in (paragraph, *paragraph.iterancestors("{*}p")):
        for child in [child for child in one if _is(child, "linesegarray")]:
            one.remove(child)
