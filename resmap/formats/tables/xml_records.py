"""XML of records, as public portals answer (``response/body/items/item``): made into what JSON would have been."""

from typing import Any, BinaryIO

from resmap.formats.tables import records
from resmap.formats.tables.limits import MOST_CELLS
from resmap.formats.tables.output import Output
from resmap.formats.tables.safe_xml import Depth, Refusal, feed, local, parser


def read(file: BinaryIO, out: Output, wanted: str | None) -> None:
    """Write the records. Raises Refusal: BROKEN_XML, XML_UNSAFE, TOO_DEEP, PORTAL_ERROR or NO_TABLE."""
    tree = _Tree()
    feed(parser(tree.start, tree.end, tree.data, namespaces=True), file)
    records.write(tree.document, out, wanted, "xml")


class _Tree:
    """Elements as dicts: an attribute or a child is a key, a child that comes again makes a list."""

    def __init__(self):
        self.document: dict[str, Any] = {}
        self.open: list[tuple[str, dict[str, Any], list[str]]] = []
        self.depth = Depth()
        self.count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth.down()
        self.count += 1 + len(attributes)
        if self.count > MOST_CELLS // 10:
            raise Refusal("TOO_MANY_ROWS", expected=str(MOST_CELLS // 10))
        self.open.append((local(name), {local(key): value for key, value in attributes.items()}, []))

    def end(self, _: str) -> None:
        self.depth.now -= 1
        name, found, text = self.open.pop()
        said = "".join(text).strip()
        if found and said:
            found.setdefault("text", said)
        value: Any = found or said
        holder = self.open[-1][1] if self.open else self.document
        if name not in holder:
            holder[name] = value
        elif isinstance(holder[name], list):
            holder[name].append(value)
        else:
            holder[name] = [holder[name], value]

    def data(self, text: str) -> None:
        if self.open:
            self.open[-1][2].append(text)
