"""Tables of a web page, also one that was saved under a name like .xls, or came from the clipboard."""

import re
from typing import BinaryIO

from resmap.formats.tables.limits import DEEPEST, LONGEST_CELL
from resmap.formats.tables.output import Output
from resmap.formats.tables.safe_xml import Refusal
from resmap.formats.tables.spans import DocumentTable, write_best

_BREAKS = frozenset({"br", "p", "div", "li"})
_UNSEEN = frozenset({"script", "style", "head", "template"})
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
_MOST_TABLES = 500


def read(file: BinaryIO, out: Output, wanted: str | None, *, clipboard: bool = False) -> None:
    """Write the rows of the largest table. Raises Refusal IS_WEB_PAGE where there is none."""
    from lxml import etree

    raw = file.read()
    text, encoding = decoded(raw)
    if clipboard:
        at = re.search(r"<!--StartFragment-->|<html|<table", text, re.I)
        text = text[at.start() if at else 0 :]
    target = _Tables()
    parser = etree.HTMLParser(target=target, no_network=True, huge_tree=False)
    try:
        for start in range(0, len(text), 1 << 16):
            parser.feed(text[start : start + (1 << 16)])
        tables = parser.close()
    except etree.LxmlError:
        raise Refusal("BROKEN_FILE") from None
    format = "pasted" if clipboard else "html"
    write_best(tables, out, wanted, "IS_WEB_PAGE", format=format, encoding=encoding)


def decoded(raw: bytes) -> tuple[str, str]:
    """The page as text: by its mark, as UTF-8, as what it says of itself, else CP949."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace"), "utf-16"
    try:
        return raw.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        said = _CHARSET.search(raw[:4096])
        name = said[1].decode("ascii").lower() if said else "cp949"
        if name in ("utf-8", "utf8"):
            return raw.decode("utf-8", "replace"), "utf-8"
        return raw.decode("cp949", "replace"), "cp949"


class _Tables:
    """A target of lxml's parser. Tables inside cells are tables of their own; their text is not the outer cell's."""

    def __init__(self):
        self.done: list[DocumentTable] = []
        self.open: list[tuple[DocumentTable, dict]] = []
        self.unseen = self.depth = self.count = 0

    def start(self, tag: str, attributes) -> None:
        self.depth += 1
        if tag in _UNSEEN:
            self.unseen += 1
        elif tag == "table":
            self.count += 1
            if len(self.open) >= DEEPEST or self.count > _MOST_TABLES:
                raise Refusal("TOO_DEEP")
            self.open.append((DocumentTable(f"표 {self.count}"), {}))
        elif self.open:
            table, cell = self.open[-1]
            if tag == "tr":
                self._finish(table, cell)
                table.next_row()
            elif tag in ("td", "th"):
                self._finish(table, cell)
                cell.update(text=[], columns=_number(attributes.get("colspan")), rows=_number(attributes.get("rowspan")))
            elif tag in _BREAKS and cell:
                cell["text"].append("\n")

    def end(self, tag: str) -> None:
        self.depth -= 1
        if tag in _UNSEEN:
            self.unseen = max(0, self.unseen - 1)
        elif self.open:
            table, cell = self.open[-1]
            if tag == "table":
                self._finish(table, cell)
                self.done.append(table)
                self.open.pop()
            elif tag in ("td", "th", "tr"):
                self._finish(table, cell)

    def data(self, text: str) -> None:
        if self.open and not self.unseen and self.open[-1][1]:
            self.open[-1][1]["text"].append(re.sub(r"[ \t\r\n\f]+", " ", text))

    def close(self) -> list[DocumentTable]:
        for table, cell in self.open:
            self._finish(table, cell)
            self.done.append(table)
        return self.done

    @staticmethod
    def _finish(table: DocumentTable, cell: dict) -> None:
        if cell:
            lines = (line.strip() for line in "".join(cell["text"]).replace("\xa0", " ").split("\n"))
            text = "\n".join(line for line in lines if line)
            if len(text) > LONGEST_CELL:
                raise Refusal("CELL_TOO_LONG", f"row {len(table.rows)}", expected=str(LONGEST_CELL))
            table.put(text, cell["columns"], cell["rows"])
            cell.clear()


def _number(text: str | None) -> int:
    return int(text) if text and text.strip().isascii() and text.strip().isdigit() and len(text) < 7 else 1
