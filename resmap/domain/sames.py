"""Which ids mean one and the same entry: those that were merged, and the one that stands for them."""

from collections.abc import Iterable, Mapping
from functools import cached_property


class Sames:
    """``stand_ins``: the id of an entry that was merged -> the id that stands for it.

    A chain is followed to its end, so that an id from years ago still leads somewhere.
    """

    def __init__(self, stand_ins: Mapping[str, str] | None = None):
        self._into = dict(stand_ins or {})

    def __bool__(self) -> bool:
        return bool(self._into)

    def standing(self, id_: str) -> str:
        """The id that stands for this one; itself if it was not merged."""
        seen = {id_}
        while (then := self._into.get(id_)) is not None and then not in seen:
            seen.add(then)
            id_ = then
        return id_

    def of(self, id_: str) -> tuple[str, ...]:
        """All ids of the same entry, this one included, in order."""
        return self._members.get(self.standing(id_), (id_,))

    def all_of(self, ids: Iterable[str]) -> frozenset[str]:
        """The ids and all that mean the same."""
        return frozenset(same for one in ids for same in self.of(one))

    @cached_property
    def _members(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, set[str]] = {}
        for old in self._into:
            standing = self.standing(old)
            found.setdefault(standing, {standing}).add(old)
        return {standing: tuple(sorted(ids)) for standing, ids in found.items()}


#: Where nothing was merged, as in files.
NONE_MERGED = Sames()
