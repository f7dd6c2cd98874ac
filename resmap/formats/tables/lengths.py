"""Rows of a text that are shorter than the header: were their last cells empty, or did a separator get lost?

Excel leaves out the separators of trailing empty cells in blocks of rows, so a short row can be
whole. It is taken as whole only if (1) every missing column is empty in some complete row too, and
(2) each of its cells is of the sort its column always holds: with a separator lost in the middle
the cells behind it slide one column to the left, and a phone stands where addresses stand.
Everything else is refused by row number.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_NUMBER = re.compile(r"[\d\s.,:/()+~-]*\d[\d\s.,:/()+~-]*")
#: Fewer complete rows than this prove nothing.
_ENOUGH = 5


@dataclass(frozen=True)
class Ending:
    """What complete rows teach: how many columns at the end may be empty, and which sort each column holds."""

    missing: int
    sorts: tuple[str, ...]

    def fits(self, cells: Sequence[str]) -> bool:
        """Whether a short row can be filled up with empty cells."""
        if len(self.sorts) - len(cells) > self.missing or len(cells) < 2 or not any(cells):
            return False
        told = 0
        for cell, sort in zip(cells, self.sorts, strict=False):
            if cell and sort:
                if _sort(cell) != sort:
                    return False
                told += 1
        return told * 2 >= sum(map(bool, cells))


def short_rows_fit(rows: Iterable[Sequence[str]], width: int) -> Ending:
    """Learn from the complete rows."""
    empty = [0] * width
    sorts: list[set[str]] = [set() for _ in range(width)]
    complete = 0
    for cells in rows:
        if len(cells) < width or any(cells[width:]):
            continue
        complete += 1
        for column, cell in enumerate(cells[:width]):
            if not cell:
                empty[column] += 1
            elif len(sorts[column]) < 2:
                sorts[column].add(_sort(cell))
    missing = 0
    if complete >= _ENOUGH:
        while missing < width - 1 and empty[width - 1 - missing]:
            missing += 1
    return Ending(missing, tuple(next(iter(one)) if len(one) == 1 else "" for one in sorts))


def _sort(cell: str) -> str:
    return "number" if _NUMBER.fullmatch(cell) else "text"
