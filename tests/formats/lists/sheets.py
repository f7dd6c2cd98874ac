"""Tables and rows for the tests of lists, without a file."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from resmap.formats.entries import Entry, RowProblem, Taken
from resmap.formats.lists import from_recognised, read_list, recognise
from resmap.formats.tables import Row


class Sheet:
    """A table in memory: ``columns`` and ``rows`` of as many cells (others are rows of another length)."""

    format, titles = "csv", ()

    def __init__(self, columns, rows, first=2):
        self.columns, self.first = tuple(columns), first
        self._rows = [tuple(map(str.strip, one)) for one in rows]
        self.count = len(self._rows)

    def rows(self):
        for number, one in enumerate(self._rows, start=self.first):
            fits = len(one) == len(self.columns)
            yield Row(number, dict(zip(self.columns, one, strict=True)) if fits else None)


@dataclass(frozen=True)
class Read:
    taken: tuple[Taken, ...]

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(one.entry for one in self.taken if one.entry is not None)

    @cached_property
    def problems(self) -> tuple[RowProblem, ...]:
        return tuple(problem for one in self.taken for problem in one.problems)

    @property
    def codes(self) -> Counter:
        return Counter(problem.code for problem in self.problems)

    @property
    def rows(self) -> int:
        return len(self.taken) - self.left_out

    @property
    def left_out(self) -> int:
        return sum(one.left_out for one in self.taken)


def read_all(sheet, mapping, **how) -> Read:
    return Read(tuple(read_list(sheet, mapping, source=how.pop("source", "test"), **how)))


def read_by_headings(columns, *rows, what="", **how) -> Read:
    """The rows of a list that nobody explained."""
    sheet = Sheet(columns, rows)
    found = recognise(sheet.columns, sheet.rows(), what=what)
    return read_all(sheet, from_recognised(found, "test"), **how)
