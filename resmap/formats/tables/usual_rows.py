"""Rows and shared strings as every program writes them, read by pattern: three times as fast as an event a tag.

Not a parser of its own beside the parser. The parser is fed everything around the rows; a row is
taken past it only if every sign of it fits the pattern, which admits no comment, no entity beyond
the five of XML, no element but the usual ones. With the first row that does not fit, the parser
gets that row and all that follow.
"""

import re
from collections.abc import Callable
from operator import itemgetter
from typing import Any, BinaryIO

#: (row number or None, [(whole, column letters, style, type, value, inline text)])
TakeRow = Callable[[str | None, list[tuple[str, str, str, str, str, str]]], None]

_BLOCK = 1 << 18
#: A row longer than this is none of the usual (bytes).
_LONGEST_ROW = 1 << 23
_LONGEST_HEAD = 1 << 20

_ROWS_BEGIN, _ROW_END = re.compile(rb"<sheetData>"), "</row>"
_STRINGS_BEGIN, _STRING_END = re.compile(rb"<sst[^>]*>"), "</si>"
_STRING = re.compile(r'\s*<si><t(?: xml:space="preserve")?>([^<]*)</t>')
_UTF8 = re.compile(rb"""\s*<\?xml[^>]*encoding\s*=\s*["']utf-?8["']""", re.I)
_ROW = re.compile(r'\s*<row((?: [\w:.]+="[^"<>&]*")*)\s*>')
_NO_CELLS = re.compile(r'\s*<row(?: [\w:.]+="[^"<>&]*")*\s*/>')
_NUMBER = re.compile(r' r="(\d{1,8})"')
_CELLS = re.compile(
    r'(<c r="([A-Z]{1,3})\d{1,7}"(?: s="(\d{1,6})")?(?: t="([a-zA-Z]{1,10})")?'
    r'(?:/>|>(?:<f(?: [^<>]*)?(?:/>|>[^<]*</f>))?'
    r'(?:<v(?: xml:space="preserve")?>([^<]*)</v>|<is><t(?: xml:space="preserve")?>([^<]*)</t></is>)?</c>))'
)
_whole = itemgetter(0)
_ENTITY = re.compile(r"&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(\w+));|&")
_FIVE = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


class Unusual(Exception):
    """A text that only the parser may read."""


def feed_rows(made: Any, file: BinaryIO, take: TakeRow) -> None:
    """Give the usual rows of a sheet to ``take`` and the rest to the parser ``made``; errors are the parser's."""
    _feed(made, file, _ROWS_BEGIN, _ROW_END, lambda row: _take_row(row, take))


def feed_strings(made: Any, file: BinaryIO, take: Callable[[str], None]) -> None:
    """The same for shared strings of one piece."""

    def take_string(text: str) -> bool:
        found = _STRING.fullmatch(text)
        if found is None:
            return False
        try:
            take(plain(found[1]))
        except Unusual:
            return False
        return True

    _feed(made, file, _STRINGS_BEGIN, _STRING_END, take_string)


def _feed(made: Any, file: BinaryIO, begin: re.Pattern[bytes], end: str, take: Callable[[str], bool]) -> None:
    buffer = b""
    while not (begun := begin.search(buffer)):
        block = file.read(_BLOCK)
        buffer += block
        if not block or len(buffer) > _LONGEST_HEAD:
            return _rest(made, buffer, file)
    if not (_UTF8.match(buffer) or buffer.lstrip()[:5] != b"<?xml" and buffer[:1] == b"<"):
        return _rest(made, buffer, file)
    at = begun.end()
    if b"<!" in buffer[:at]:  # the mark may stand in a comment, and a DOCTYPE is for the parser to refuse
        return _rest(made, buffer, file)
    made.Parse(buffer[:at], False)
    buffer = buffer[at:]
    while True:
        cut = buffer.rfind(end.encode())
        if cut >= 0:
            cut += len(end)
            unread = _take_all(buffer[:cut], end, take)
            if unread is not None:
                return _rest(made, unread + buffer[cut:], file)
            buffer = buffer[cut:]
        block = file.read(_BLOCK)
        buffer += block
        if not block or len(buffer) > _LONGEST_ROW:
            return _rest(made, buffer, file)


def _rest(made: Any, buffer: bytes, file: BinaryIO) -> None:
    made.Parse(buffer, False)
    while block := file.read(_BLOCK):
        made.Parse(block, False)
    made.Parse(b"", True)


def _take_all(raw: bytes, end: str, take: Callable[[str], bool]) -> bytes | None:
    """Whole pieces; what is left for the parser where one does not fit, else None."""
    try:
        pieces = raw.decode("utf-8").split(end)
    except UnicodeDecodeError:
        return raw
    pieces.pop()
    for at, piece in enumerate(pieces):
        if not take(piece):
            return "".join(one + end for one in pieces[at:]).encode()
    return None


def _take_row(row: str, take: TakeRow) -> bool:
    start = 0
    while found := _NO_CELLS.match(row, start):
        start = found.end()
    head = _ROW.match(row, start)
    if not head:
        return False
    body = row[head.end() :]
    cells = _CELLS.findall(body)
    if sum(map(len, map(_whole, cells))) != len(body):
        return False
    number = _NUMBER.search(head[1])
    if number is None and start:
        return False  # the rows without cells count too
    try:
        take(number[1] if number else None, cells)
    except Unusual:
        return False
    return True


def plain(text: str) -> str:
    """The text without entities, line ends as XML reads them. Raises Unusual for an entity beyond the five."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _ENTITY.sub(_sign, text) if "&" in text else text


def _sign(found: re.Match[str]) -> str:
    if found[3] in _FIVE:
        return _FIVE[found[3]]
    code = int(found[1]) if found[1] else int(found[2], 16) if found[2] else 0
    if code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code <= 0x10FFFF:
        return chr(code)
    raise Unusual
