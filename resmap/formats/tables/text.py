"""Separated text (CSV, TSV, cells pasted from Excel): its encoding, its separator, its rows as a stream.

Korean offices publish UTF-8 with a byte order mark, plain UTF-8 or CP949 (never guess further:
statistics over letters were wrong where these two were right); Excel's "유니코드 텍스트" is UTF-16.
Bytes
that stand alone among ASCII letters are Western (cp1252), and the table says so. A row that cannot be read is told by number and not used: nothing is ever replaced in silence.
"""

import codecs
import csv
import io
import math
import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass

from resmap.formats.tables.kinds import HEAD, utf16
from resmap.formats.tables.limits import LONGEST_LINE, LONGEST_RECORD, MOST_COLUMNS, MOST_TEXT_ROWS
from resmap.formats.tables.source import Source

DELIMITERS = (",", "\t", ";", "|")

#: Faults of a row.
BROKEN_QUOTES = "BROKEN_QUOTES"
UNREADABLE_BYTES = "UNREADABLE_BYTES"

#: More rows with unreadable bytes or broken quotes than this share, and the file is not what it seems.
_WORST_SHARE = 0.02
_WORST_QUOTES = 0.2
_BLOCK = 1 << 20
_UNREADABLE = re.compile("[\udc80-\udcff\x00]")


@dataclass(frozen=True)
class TextGrid:
    """A text table: how it is written, and its rows as often as one asks."""

    source: Source
    encoding: str
    delimiter: str
    blanks_first: bool  # a blank stands between a separator and a quote
    said_separator: bool  # the first line is Excel's "sep=;"
    clean: bool  # every byte is a letter of the encoding
    dos: bool  # it ends with the end mark of DOS

    def rows(self) -> Iterator[tuple[int, list[str], str]]:
        """(number, cells, fault): one number a record, as a spreadsheet counts; cells are trimmed."""
        for number, cells, fault in self._records():
            if not self.clean and not fault and any(_UNREADABLE.search(cell) for cell in cells):
                yield number, [], UNREADABLE_BYTES
            else:
                yield number, list(map(str.strip, cells)), fault

    def _records(self) -> Iterator[tuple[int, list[str], str]]:
        number = 0
        with self.source.open() as raw:
            lines = _Lines(_lines(raw, self.encoding, self.dos), self.source)
            if self.said_separator:
                next(lines)
            reader = self._reader(lines)
            while True:
                lines.taken.clear()
                number += 1
                if number > MOST_TEXT_ROWS:
                    raise self.source.refused("TOO_MANY_ROWS", f"row {number}", expected=str(MOST_TEXT_ROWS))
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error:
                    # That line alone is refused; those it swallowed looking for a quote are read again.
                    lines.give_back()
                    reader = self._reader(lines)
                    yield number, [], BROKEN_QUOTES
                    continue
                if len(cells) > MOST_COLUMNS:
                    while cells and not cells[-1]:
                        cells.pop()
                    if len(cells) > MOST_COLUMNS:
                        raise self.source.refused("TOO_WIDE", f"row {number}", expected=str(MOST_COLUMNS))
                yield number, cells, ""

    def _reader(self, lines: "_Lines"):
        return csv.reader(lines, delimiter=self.delimiter, strict=True, skipinitialspace=self.blanks_first)


class _Lines:
    """Lines for the reader of CSV; those of a record that went wrong can be given back."""

    def __init__(self, lines: Iterator[str], source: Source):
        self._lines = lines
        self._source = source
        self._back: deque[str] = deque()
        self.taken: list[str] = []

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else next(self._lines)
        self.taken.append(line)
        if len(line) > LONGEST_LINE or len(self.taken) > LONGEST_RECORD:
            # Before the reader of CSV makes a list of it: sixty million commas are half a gigabyte.
            raise self._source.refused("TOO_WIDE", expected=str(MOST_COLUMNS))
        return line

    def give_back(self) -> None:
        """All lines of the record but its first."""
        self._back.extendleft(reversed(self.taken[1:]))


def open_text(source: Source) -> TextGrid:
    """How the text is written. Raises FormatError NOT_TEXT where it is neither UTF-8 nor CP949 nor UTF-16
    nor plainly Western (cp1252)."""
    encoding, clean = _encoding(source)
    sample = _sample(source, encoding)
    said = re.match(r"\ufeff?sep=(.)\r?\n", sample)
    if said:
        sample = sample[said.end() :]
    delimiter = said[1] if said and said[1] in DELIMITERS else _delimiter(sample)
    blanks_first = re.search(rf'(?:^|["{re.escape(delimiter)}]){re.escape(delimiter)} +"', sample, re.M) is not None
    return TextGrid(source, encoding, delimiter, blanks_first, bool(said), clean, source.tail(1) == b"\x1a")


def _lines(raw, encoding: str, dos: bool = False) -> Iterator[str]:
    # newline="": \r alone, \n and \r\n all end a line, also mixed.
    errors = "replace" if encoding.startswith("utf-16") else "surrogateescape"
    lines = io.TextIOWrapper(raw, encoding=encoding, errors=errors, newline="")
    return (line.rstrip("\x1a") for line in lines) if dos else iter(lines)


def _encoding(source: Source) -> tuple[str, bool]:
    if wide := utf16(source.head(HEAD)):
        return wide, True
    bad: dict[str, int] = {}
    lines = nulls = 0
    for encoding in ("utf-8-sig", "cp949"):
        wrong, lines, nulls = _wrong_lines(source, encoding, most=0)
        if not wrong:
            return encoding, not nulls
        bad[encoding] = wrong
    if _western(source):
        return "cp1252", False
    for encoding in bad:
        bad[encoding], lines, nulls = _wrong_lines(source, encoding, most=None)
    best = min(bad, key=bad.__getitem__)
    if bad[best] > max(1, lines * _WORST_SHARE) or lines < 5:
        raise source.refused("NOT_TEXT")
    return best, False


def _western(source: Source) -> bool:
    """Whether the bytes beyond ASCII stand alone: no Korean encoding writes a letter with one such byte."""
    alone = together = 0
    with source.open() as raw:
        while block := raw.read(_BLOCK):
            runs = re.findall(rb"[\x80-\xff]+", block)
            lonely = sum(1 for run in runs if len(run) == 1)
            alone, together = alone + lonely, together + len(runs) - lonely
    return alone > 0 and together * 20 <= alone


def _wrong_lines(source: Source, encoding: str, most: int | None) -> tuple[int, int, int]:
    """(lines with bytes that are no letters, lines, null bytes); stops after ``most`` wrong ones."""
    nulls = lines = wrong = 0
    with source.open() as raw:
        if most == 0:
            decoder = codecs.getincrementaldecoder(encoding)()
            try:
                while block := raw.read(_BLOCK):
                    decoder.decode(block)
                    nulls += block.count(b"\0")
                decoder.decode(b"", True)
            except UnicodeDecodeError:
                return 1, 0, 0
            return 0, 0, nulls
        for line in _lines(raw, encoding):
            lines += 1
            wrong += _UNREADABLE.search(line) is not None
    return wrong, lines, nulls


def _sample(source: Source, encoding: str) -> str:
    head = source.head(HEAD)
    errors = "ignore" if len(head) >= HEAD else "replace"
    return head.decode(encoding, errors)


def _delimiter(sample: str) -> str:
    """The one that cuts most of the first lines into the same number of cells; quoted ones do not count."""
    lines = [line for line in re.split(r"\r\n|\r|\n", sample)[:120] if line.strip()]
    if len(sample) >= HEAD // 4 and len(lines) > 1:
        lines.pop()  # it may be cut off

    def fit(delimiter: str) -> tuple[float, int]:
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter))
        except csv.Error:
            widths = Counter()
        several = {width: count for width, count in widths.items() if width > 1}
        if not several:
            return 0.0, 0
        width, count = max(several.items(), key=lambda one: (one[1] * math.log2(one[0]), one[0]))
        return count * math.log2(width) / max(1, sum(widths.values())), -DELIMITERS.index(delimiter)

    return max(DELIMITERS, key=fit)


def too_many_broken(rows: int, broken: int) -> bool:
    """Whether so many rows have broken quotes that the quotes mean something else."""
    return broken > max(1, rows * _WORST_QUOTES) or rows <= broken
