"""Excel 2003 XML ("XML 스프레드시트"): one file, sheets one after the other, as a stream."""

from typing import Any, BinaryIO

from resmap.formats.tables.limits import MOST_COLUMNS, MOST_MERGES
from resmap.formats.tables.output import Output
from resmap.formats.tables.safe_xml import Depth, Refusal, feed, local, parser
from resmap.formats.tables.values import number_text


def read(file: BinaryIO, out: Output, wanted: str | None) -> None:
    """Write the rows of the sheet ``wanted``, or of the one with the most rows that look like a table."""
    look = _Workbook(None, None)
    feed(look.parser(), file)
    names = tuple(look.counts)
    if not names:
        raise Refusal("NO_TABLE")
    if wanted is not None and wanted not in names:
        raise Refusal("NO_SUCH_SHEET", expected=", ".join(names)[:300])
    name = wanted if wanted is not None else max(look.counts, key=look.counts.__getitem__)
    file.seek(0)
    book = _Workbook(name, out)
    out.head(format="xml", sheet=name, sheets=names)
    feed(book.parser(), file)
    out.tail(book.merges)


class _Workbook:
    """Handlers. Without an output it counts rows of each sheet that look like a table."""

    def __init__(self, wanted: str | None, out: Any):
        self.wanted, self.out = wanted, out
        self.counts: dict[str, int] = {}
        self.merges: list[tuple[int, int, int, int]] = []
        self.sheet: str | None = None
        self.number = 0
        self.cells: list[str] = []
        self.kind = ""
        self.text: list[str] = []
        self.in_data = self.is_formula = False
        self.across = 0
        self.depth = Depth()

    def parser(self):
        return parser(self.start, self.end, self.data)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth.down()
        tag = local(name)
        said = {local(key): value for key, value in attributes.items()} if attributes else {}
        if tag == "Worksheet":
            self.sheet, self.number = said.get("Name", f"Sheet{len(self.counts) + 1}"), 0
            self.counts.setdefault(self.sheet, 0)
        elif tag == "Row":
            self.number = _int(said.get("Index"), self.number + 1)
            self.cells = []
        elif tag == "Cell":
            column = _int(said.get("Index"), len(self.cells) + 1) - 1
            if column >= MOST_COLUMNS:
                raise Refusal("TOO_WIDE", f"row {self.number}", expected=str(MOST_COLUMNS))
            self.cells.extend([""] * (column - len(self.cells)))
            across, down = _int(said.get("MergeAcross")), _int(said.get("MergeDown"))
            self.across = min(across, MOST_COLUMNS)
            if (across or down) and self.out is not None and self.sheet == self.wanted:
                at = len(self.cells)
                self.merges.append((self.number, at, self.number + down, at + self.across))
                if len(self.merges) > MOST_MERGES:
                    raise Refusal("TOO_MANY_ROWS", found="merged cells")
            self.kind, self.text = "", []
            self.is_formula = bool(said.get("Formula"))
        elif tag == "Data":
            self.kind, self.in_data = said.get("Type", "String"), True

    def end(self, name: str) -> None:
        self.depth.now -= 1
        tag = local(name)
        if tag == "Data":
            self.in_data = False
        elif tag == "Cell":
            self.cells.append(self._value())
            self.cells.extend([""] * self.across)
        elif tag == "Row" and self.sheet is not None:
            if self.out is None:
                self.counts[self.sheet] += sum(map(bool, self.cells)) > 1
            elif self.sheet == self.wanted:
                self.out.row(self.number, self.cells)

    def data(self, text: str) -> None:
        if self.in_data:
            self.text.append(text)

    def _value(self) -> str:
        text = "".join(self.text)
        if self.is_formula and not text and self.kind != "String" and self.out is not None and self.sheet == self.wanted:
            self.out.mark("FORMULA_CELLS", self.number, len(self.cells))
        if self.kind == "Number":
            return number_text(text)
        if self.kind == "DateTime":
            return text.replace("T", " ").removesuffix(".000").removesuffix(" 00:00:00")
        if self.kind == "Boolean":
            return "TRUE" if text.strip() == "1" else "FALSE"
        if self.kind == "Error":
            if self.out is not None and self.sheet == self.wanted:
                self.out.mark("ERROR_CELLS", self.number, len(self.cells))
            return ""
        return text


def _int(text: str | None, otherwise: int = 0) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else otherwise

