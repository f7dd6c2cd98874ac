"""Which rows tell of a place that must not be known: decided before anything of a row is told, refusals too (P-21)."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from resmap.formats.lists import secrecy
from resmap.formats.lists.headings import is_corporate
from resmap.formats.lists.offers import Offers, What
from resmap.formats.lists.texts import tidy


class Look(NamedTuple):
    """The name of a row ("" where it has none), what it offers, and whether its place must not be known."""

    name: str
    what: What
    is_secret: bool


class Discretion:
    """Looks at the rows of one list."""

    def __init__(self, offers: Offers):
        self._offers = offers

    def look(self, cells: Mapping[str, str], cell: Mapping[str, str]) -> Look:
        """``cells`` by column, ``cell`` by field. Where a row has no name, anything in it may say what it is."""
        name = _whole_name(tidy(cell.get("name", "")), tidy(cell.get("name_part", "")))
        what = self._offers.read(cell, name)
        declared = what.kind.secret
        if declared is False and cell.get("type") and not self._offers.knows(cell["type"]):
            declared = None  # what all of a list is said to be does not speak for a row that says something else
        return Look(name, what, _is_secret(cell, what, name or " ".join(filter(None, cells.values())), declared))


def searched(columns: Sequence[str]) -> list[str]:
    """The columns in which a resident number is looked for: a corporation's own number looks like one."""
    return [column for column in columns if not is_corporate(column)]


def _is_secret(cell: Mapping[str, str], what: What, name: str, declared: bool | None) -> bool:
    beside = " ".join([cell[one] for one in _BESIDE if cell.get(one)])
    if declared is None and what.kind.kind.startswith(("M1", "M5")):
        declared = False  # a benefit is granted by an office, a room is let to everybody: neither is a house
        if what.kind.kind.startswith("M1") and secrecy.is_grant(name):
            return False
    if secrecy.is_secret(what.type, name, declared=declared, beside=beside):
        return True
    return name.isascii() and secrecy.is_secret_in_english(f"{what.type} {name} {cell.get('organisation', '')}",
                                                           f"{what.type} {name} {beside}")  # fmt: skip


#: Cells that tell whom a row serves and who runs it.
_BESIDE = ("target", "description", "organisation", "department")


def _whole_name(name: str, part: str) -> str:
    """The house and the room in it; a room that only repeats the house adds nothing."""
    return name if not part or part in name else part if name in part else f"{name} {part}".strip()
