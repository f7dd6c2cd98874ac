"""XLSX as a stream: one row at a time, memory for the shared strings only.

Not calamine: it lays a sheet out whole (956 MB for a million rows of ten cells against 150 here),
aborts on two far cells (its issue 693), and does not tell number formats, so that a postcode kept
as a number loses its zeros.
"""

import re
import zipfile
from typing import Any

from resmap.formats.tables import usual_rows
from resmap.formats.tables.limits import MOST_COLUMNS, MOST_MERGES
from resmap.formats.tables.output import Cells, Enough, Output
from resmap.formats.tables.safe_xml import Refusal, feed, local, parser, told
from resmap.formats.tables.usual_rows import plain
from resmap.formats.tables.values import number_text, style_of, unescaped

_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})$")
#: A sheet is chosen by this many rows of each.
_LOOK = 300


def read(archive: zipfile.ZipFile, out: Output, wanted: str | None) -> None:
    """Write the rows of the sheet ``wanted``, or of the one that looks most like a table."""
    book = Workbook(archive)
    if not book.sheets:
        raise Refusal("NO_TABLE")
    names = tuple(book.sheets)
    if wanted is not None and wanted not in book.sheets:
        raise Refusal("NO_SUCH_SHEET", expected=", ".join(names)[:300])
    name = wanted if wanted is not None else book.best()
    out.head(format="xlsx", sheet=name, sheets=names)
    out.tail(_Sheet(book, out).read(name))


class Workbook:
    """Sheets, shared strings and styles of a workbook."""

    def __init__(self, archive: zipfile.ZipFile):
        self.archive = archive
        names = archive.namelist()
        self.path = next((n for n in names if n == "xl/workbook.xml"), None) or next(
            (n for n in names if n.rpartition("/")[2] == "workbook.xml"), None
        )
        if self.path is None:
            raise Refusal("BROKEN_FILE")
        self.in_1904 = False
        self.hidden: set[str] = set()
        self.sheets: dict[str, str] = {}
        targets = {one["Id"]: one for one in self._elements(_rels_of(self.path), "Relationship")}
        listed = self._elements(self.path, "sheet", "workbookPr")
        for one in listed:
            if "date1904" in one:
                self.in_1904 = one["date1904"] in ("1", "true")
            target = targets.get(one.get("id", ""))
            if target is None or "chartsheet" in target.get("Type", "") or "name" not in one:
                continue
            path = _beside(self.path, target["Target"])
            if path in names:
                self.sheets[one["name"]] = path
                if one.get("state") in ("hidden", "veryHidden"):
                    self.hidden.add(one["name"])
        parts = {one.get("Type", "").rpartition("/")[2]: _beside(self.path, one["Target"]) for one in targets.values()}
        self._strings_at = parts.get("sharedStrings") if parts.get("sharedStrings") in names else None
        self._strings: list[str] | None = None
        styles = parts.get("styles")
        self.styles = self._styles(styles) if styles in names else []

    @property
    def has_strings(self) -> bool:
        """Whether there is a part with shared strings."""
        return self._strings_at is not None

    @property
    def strings(self) -> list[str]:
        """The shared strings, read when the first cell asks."""
        if self._strings is None:
            self._strings = self._shared() if self._strings_at else []
        return self._strings

    def best(self) -> str:
        """The sheet with the most rows that look like a table; seen ones before hidden ones."""
        if len(self.sheets) == 1:
            return next(iter(self.sheets))
        return max(self.sheets, key=lambda name: (name not in self.hidden, self._table_like(name)))

    def _table_like(self, name: str) -> float:
        look = Cells(_LOOK)
        try:
            _Sheet(self, look).read(name)
        except Enough:
            # Longer than the look: as much longer as its XML is.
            return max(look.table_like(), self.archive.getinfo(self.sheets[name]).file_size / 1e3)
        except Refusal:
            return -1
        return look.table_like()

    def _elements(self, path: str, *wanted: str) -> list[dict[str, str]]:
        found: list[dict[str, str]] = []

        def start(name: str, attributes: dict[str, str]) -> None:
            if local(name) in wanted:
                found.append({local(key): value for key, value in attributes.items()})

        if path in self.archive.namelist():
            with self.archive.open(path) as file:
                feed(parser(start, _nothing, _nothing, namespaces=True), file)
        return found

    def _shared(self) -> list[str]:
        strings: list[str] = []
        kept: list[str] = []
        buffer: list[str] = []
        phonetic = 0
        t, si = "t", "si"

        def root(tag: str, _: dict[str, str]) -> None:
            nonlocal t, si
            if ":" in tag:
                prefix = tag[: tag.index(":") + 1]
                t, si = prefix + t, prefix + si
            made.StartElementHandler = start

        def start(tag: str, _: dict) -> None:
            nonlocal phonetic
            if tag == t:
                buffer.clear()
            elif tag.endswith("rPh"):
                phonetic += 1

        def end(tag: str) -> None:
            nonlocal phonetic
            if tag == t:
                if not phonetic:
                    kept.append("".join(buffer))
            elif tag == si:
                strings.append(unescaped("".join(kept)))
                kept.clear()
            elif tag.endswith("rPh"):
                phonetic -= 1

        made = parser(root, end, buffer.append)
        with self.archive.open(self._strings_at) as file:
            told(lambda: usual_rows.feed_strings(made, file, lambda text: strings.append(unescaped(text))))
        return strings

    def _styles(self, path: str) -> list[str]:
        codes: dict[int, str] = {}
        styles: list[str] = []
        inside: list[str] = []

        def start(name: str, attributes: dict[str, str]) -> None:
            short = local(name)
            if short == "numFmt":
                codes[_int(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
            elif short == "xf" and inside and inside[-1] == "cellXfs":
                id = _int(attributes.get("numFmtId"))
                styles.append(style_of(id, codes.get(id)))
            inside.append(short)

        def end(_: str) -> None:
            inside.pop()

        with self.archive.open(path) as file:
            feed(parser(start, end, _nothing), file)
        return styles


class _Sheet:
    """Reads one sheet into an output."""

    def __init__(self, book: Workbook, out: Any):
        self.book, self.out = book, out

    def read(self, name: str) -> list[tuple[int, int, int, int]]:
        """Write the rows; the merged cells as (row, column, last row, last column), rows from 1, columns from 0."""
        book, out = self.book, self.out
        in_1904, styles = book.in_1904, book.styles
        merges: list[tuple[int, int, int, int]] = []
        buffer: list[str] = []
        cell: dict[str, str] = {}
        cells: list[str] = []
        said = ""
        number = phonetic = 0
        c, v, t, f, row = "c", "v", "t", "f", "row"
        has_formula = False
        strings = book.strings if book.has_strings else []

        def root(tag: str, _: dict[str, str]) -> None:
            # Some writers give every name a prefix ("x:c"): known once, compared whole ever after.
            nonlocal c, v, t, f, row
            if ":" in tag:
                prefix = tag[: tag.index(":") + 1]
                c, v, t, f, row = (prefix + one for one in (c, v, t, f, row))
            made.StartElementHandler = start

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal cell, number, said, phonetic, has_formula
            if tag == c:
                cell, said, has_formula = attributes, "", False
            elif tag == v or tag == t:
                buffer.clear()
            elif tag == row:
                number = _int(attributes.get("r"), number + 1)
                cells.clear()
            elif tag == f:
                has_formula = True
            elif tag.endswith("rPh"):
                phonetic += 1
            elif tag.endswith("mergeCell"):
                merges.append(_span(attributes.get("ref", "")))
                if len(merges) > MOST_MERGES:
                    raise Refusal("TOO_MANY_ROWS", found="merged cells")

        def end(tag: str) -> None:
            nonlocal said, phonetic
            if tag == v:
                said = "".join(buffer)
            elif tag == c:
                kind = cell.get("t")
                at = cell.get("r")
                column = len(cells) if at is None else _column(at.rstrip("0123456789"))
                if has_formula and not said and kind != "str":
                    out.mark("FORMULA_CELLS", number, column)
                place(column, value(kind, cell.get("s"), said, column) if said else "")
            elif tag == t:
                if not phonetic:
                    said += "".join(buffer)
            elif tag == row:
                out.row(number, list(cells))
                cells.clear()
            elif tag.endswith("rPh"):
                phonetic -= 1

        def usual(row_number: str | None, row_cells: list[tuple[str, str, str, str, str, str]]) -> None:
            nonlocal number
            before, number = number, int(row_number) if row_number else number + 1
            made_of: list[str] = []
            for whole, letters, style, kind, raw, inline in row_cells:
                text = raw or inline
                column = known.get(letters)
                if column is None:
                    column = known[letters] = _column(letters)
                if text:
                    if kind == "s":
                        try:
                            text = strings[int(text)]
                        except (IndexError, ValueError):
                            raise Refusal("BROKEN_FILE", f"row {number}") from None
                    elif kind or style or not (text.isdigit() and len(text) < 16):
                        try:
                            text = value(kind or None, style, plain(text), column)
                        except usual_rows.Unusual:
                            number = before  # the parser will read the row again
                            raise
                elif kind != "str" and "<f" in whole:
                    out.mark("FORMULA_CELLS", number, column)
                if column == len(made_of):
                    made_of.append(text)
                else:
                    place(column, text, made_of)
            out.row(number, made_of)

        def value(kind: str | None, style: str | None, raw: str, column: int) -> str:
            if kind is None or kind == "n":
                if style and (style := styles[int(style)] if int(style) < len(styles) else ""):
                    return number_text(raw, style, in_1904=in_1904)
                return number_text(raw)
            if kind == "s":
                try:
                    return strings[int(raw)]
                except (IndexError, ValueError):
                    raise Refusal("BROKEN_FILE", f"row {number}") from None
            if kind == "e":
                out.mark("ERROR_CELLS", number, column)
                return ""
            if kind == "b":
                return "TRUE" if raw.strip() in ("1", "true") else "FALSE"
            if kind == "d":
                return raw.removesuffix("Z").replace("T", " ").removesuffix(" 00:00:00").removesuffix(" 00:00:00.000")
            return unescaped(raw)

        def place(column: int, text: str, cells: list[str] = cells) -> None:
            have = len(cells)
            if column == have:
                cells.append(text)
            elif column < have:
                cells[column] = text
            elif text:
                if column >= MOST_COLUMNS:
                    raise Refusal("TOO_WIDE", f"row {number}", expected=str(MOST_COLUMNS))
                cells.extend([""] * (column - have))
                cells.append(text)

        known: dict[str, int] = {}
        made = parser(root, end, buffer.append)
        with book.archive.open(book.sheets[name]) as file:
            told(lambda: usual_rows.feed_rows(made, file, usual))
        return merges


def _span(reference: str) -> tuple[int, int, int, int]:
    first, _, last = reference.partition(":")
    a, b = _CELL.match(first), _CELL.match(last or first)
    return (int(a[2]), _column(a[1]), int(b[2]), _column(b[1])) if a and b else (0, 0, 0, 0)


_COLUMNS: dict[str, int] = {}


def _column(letters: str) -> int:
    """A is 0, AA is 26."""
    known = _COLUMNS.get(letters)
    if known is None:
        if not re.fullmatch("[A-Z]{1,3}", letters):
            raise Refusal("BROKEN_FILE")
        known = 0
        for letter in letters:
            known = known * 26 + ord(letter) - 64
        known = _COLUMNS[letters] = known - 1
    return known


def _rels_of(path: str) -> str:
    folder, _, name = path.rpartition("/")
    return f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"


def _beside(path: str, target: str) -> str:
    """A relationship's target as a member's name."""
    if target.startswith("/"):
        return target[1:]
    steps = path.split("/")[:-1]
    for step in target.split("/"):
        if step == "..":
            steps = steps[:-1]
        elif step != ".":
            steps.append(step)
    return "/".join(steps)


def _int(text: str | None, otherwise: int = 0) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else otherwise


def _nothing(*_: object) -> None:
    pass

