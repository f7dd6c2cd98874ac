"""Tables of a Hangul document (HWPX, KS X 6101): every ``hp:tbl`` of every section."""

import re
import zipfile

from resmap.formats.tables.limits import LONGEST_CELL
from resmap.formats.tables.output import Output
from resmap.formats.tables.safe_xml import Depth, Refusal, feed, local, parser
from resmap.formats.tables.spans import DocumentTable, write_best

_SECTION = re.compile(r"Contents/section(\d+)\.xml$", re.I)


def read(archive: zipfile.ZipFile, out: Output, wanted: str | None) -> None:
    """Write the rows of the largest table. Raises Refusal NO_TABLE, or IS_LOCKED for a document under a password."""
    names = archive.namelist()
    if "META-INF/manifest.xml" in names:
        with archive.open("META-INF/manifest.xml") as file:
            if b"encryption-data" in file.read(1 << 20):
                raise Refusal("IS_LOCKED")
    sections = sorted((int(found[1]), name) for name in names if (found := _SECTION.search(name)))
    if not sections:
        raise Refusal("BROKEN_FILE")
    tables: list[DocumentTable] = []
    for _, name in sections:
        reader = _Section(tables)
        with archive.open(name) as file:
            feed(parser(reader.start, reader.end, reader.data, namespaces=True), file)
    write_best(tables, out, wanted, "NO_TABLE", format="hwpx")


class _Cell:
    def __init__(self):
        self.text: list[str] = []
        self.at: tuple[int, int] | None = None
        self.span = (1, 1)


class _Section:
    """Handlers for one section; a table in a cell is a table of its own."""

    def __init__(self, tables: list[DocumentTable]):
        self.tables = tables
        self.open: list[tuple[DocumentTable, list[_Cell]]] = []
        self.depth = Depth()
        self.in_text = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth.down()
        tag = local(name)
        if tag == "tbl":
            table = DocumentTable(f"표 {len(self.tables) + 1}")
            self.tables.append(table)
            self.open.append((table, []))
        elif tag == "t":
            self.in_text += 1
        elif self.open:
            table, cells = self.open[-1]
            if tag == "tr":
                table.next_row()
            elif tag == "tc":
                cells.append(_Cell())
            elif cells:
                self._inside(tag, attributes, cells[-1])

    def _inside(self, tag: str, attributes: dict[str, str], cell: _Cell) -> None:
        if tag == "cellAddr":
            cell.at = (_int(attributes.get("rowAddr")), _int(attributes.get("colAddr")))
        elif tag == "cellSpan":
            cell.span = (_int(attributes.get("colSpan"), 1), _int(attributes.get("rowSpan"), 1))
        elif tag in ("p", "lineBreak") and cell.text:
            cell.text.append("\n")
        elif tag in ("tab", "nbSpace", "fwSpace"):
            cell.text.append(" ")

    def end(self, name: str) -> None:
        self.depth.now -= 1
        tag = local(name)
        if tag == "t":
            self.in_text -= 1
        elif self.open:
            table, cells = self.open[-1]
            if tag == "tc" and cells:
                self._put(table, cells.pop())
            elif tag == "tbl":
                self.open.pop()

    def data(self, text: str) -> None:
        if self.in_text and self.open and self.open[-1][1]:
            self.open[-1][1][-1].text.append(text)

    @staticmethod
    def _put(table: DocumentTable, cell: _Cell) -> None:
        text = "\n".join(line.strip() for line in "".join(cell.text).split("\n")).strip()
        if len(text) > LONGEST_CELL:
            raise Refusal("CELL_TOO_LONG", f"row {len(table.rows)}", expected=str(LONGEST_CELL))
        if cell.at is None:
            table.put(text, *cell.span)
        else:
            table.put_at(*cell.at, text, *cell.span)


def _int(text: str | None, otherwise: int = 0) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else otherwise
