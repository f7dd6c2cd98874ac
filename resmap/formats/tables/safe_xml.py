"""XML read as a stream by expat, without document types: no entities of its own, no outer files, no network.

A DOCTYPE is refused whole: neither an office file nor a portal's answer needs one, and every bomb
of entities and every outer file begins there.
"""

from collections.abc import Callable
from typing import BinaryIO
from xml.parsers.expat import ExpatError, ParserCreate

from resmap.formats.sandbox import Refusal
from resmap.formats.tables.limits import DEEPEST

__all__ = ["Depth", "Refusal", "feed", "local", "parser", "told"]

_BLOCK = 1 << 16


def parser(start: Callable, end: Callable, data: Callable, *, namespaces: bool = False):
    """An expat parser with these handlers; refuses a DOCTYPE by itself."""
    made = ParserCreate(namespace_separator=" ") if namespaces else ParserCreate()
    made.buffer_text = True
    made.buffer_size = _BLOCK
    made.StartElementHandler = start
    made.EndElementHandler = end
    made.CharacterDataHandler = data
    made.StartDoctypeDeclHandler = _no_doctype
    return made


def feed(made, file: BinaryIO) -> None:
    """Parse the whole file. Raises Refusal BROKEN_XML with line and column."""

    def whole() -> None:
        while block := file.read(_BLOCK):
            made.Parse(block, False)
        made.Parse(b"", True)

    told(whole)


def told(parse: Callable[[], None]) -> None:
    """Run ``parse``; what expat says is wrong becomes a Refusal BROKEN_XML."""
    try:
        parse()
    except ExpatError as error:
        raise Refusal("BROKEN_XML", f"line {error.lineno} column {error.offset + 1}") from None
    except (LookupError, ValueError) as error:  # an encoding expat does not know
        raise Refusal("BROKEN_XML", found=type(error).__name__) from None


class Depth:
    """Counts how deep an element lies; DEEPEST is far beyond every real document."""

    def __init__(self):
        self.now = 0

    def down(self) -> None:
        self.now += 1
        if self.now > DEEPEST:
            raise Refusal("TOO_DEEP")


def local(name: str) -> str:
    """The name without namespace or prefix."""
    return name.rpartition(" ")[2].rpartition(":")[2]


def _no_doctype(*_: object) -> None:
    raise Refusal("XML_UNSAFE")
