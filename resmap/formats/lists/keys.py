"""The key of a row: the list's own, or one made of name and place, stable over editions.

A made key is the same for the same row of a later edition, whatever else of it changed, so that
the row updates its entry. Two rows of one name and place are told apart by their order.
"""

import hashlib
from collections.abc import Mapping, Sequence

from resmap.formats.lists.texts import folded

#: Fields that say which one it is, where there is no address.
_INSTEAD = ("organisation", "region", "sido", "sigungu", "dong")


def made_key(name: str, cell: Mapping[str, str]) -> str:
    """``n-`` and 24 letters of a hash over name and place (or who offers it, where no place is told)."""
    place = cell.get("address") or cell.get("address_lot")
    said = [place] if place else [cell.get(field) or "" for field in _INSTEAD]
    told = "|".join(map(folded, (name, *said)))
    return f"n-{hashlib.sha256(told.encode()).hexdigest()[:24]}"


class Seen:
    """The keys so far, as numbers of 64 bits: memory grows by some hundred bytes a row, whatever the rows hold."""

    def __init__(self) -> None:
        self._keys: set[int] = set()
        self._rows: dict[int, int] = {}
        self._repeated: dict[int, int] = {}

    def again(self, key: str) -> bool:
        """Whether this key was there before; remembers it."""
        before = len(self._keys)
        self._keys.add(hash(key))
        return len(self._keys) == before

    def numbered(self, key: str, cells: Sequence[str]) -> str | None:
        """The key, with its number where the same name and place stood before; None for a row that
        repeats an earlier one in every cell."""
        sign, row = hash(key), hash(tuple(cells))
        first = self._rows.setdefault(sign, row)
        if first is row:
            return key
        if first == row or (sign ^ row) in self._repeated:
            return None
        self._repeated[sign ^ row] = 1
        self._repeated[sign] = number = self._repeated.get(sign, 1) + 1
        return f"{key}-{number}"
