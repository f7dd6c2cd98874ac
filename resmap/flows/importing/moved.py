"""A later edition of a list without keys says that a place has moved: the entry follows, and stays one.

Where a list has no key of its own, name and address are the key (``formats/lists/keys.py``): who moves comes
as a new row, and the old one is missing. The same name with the same telephone or organisation number, once
among what is missing and once in the file, is the same place: its address is brought up to date like any
other field (what was edited here stays), and the report says so. What only has the name is left as it is,
new and missing: the report names both (SAME_NAME, and what the list no longer names).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from resmap.flows.entering import Decision
from resmap.flows.importing.applying import Entered, Entering, Errand
from resmap.flows.importing.hidden import MADE
from resmap.flows.importing.ready import Ready, ready
from resmap.flows.importing.values import Prepared, Progress, RowNote
from resmap.store import UnitOfWork, bulk
from resmap.store.queries import imports

#: A number of fewer digits is a service's for everybody (129, 1577-…): many offers share it; so is one free of charge.
FEWEST_DIGITS, FREE = 9, "080"

Sign = tuple[str, str]


def moves(uow: UnitOfWork, prepared: Prepared, missing: Iterable[str]) -> Mapping[str, str]:
    """New key -> old key of the entries that moved. ``missing`` are ids of those that the file does not name."""
    gone = [one for one in imports.identities(uow, missing) if one.key.startswith(MADE)]
    if not gone:
        return {}
    old: dict[Sign, set[str]] = {}
    for one in gone:
        for sign in _signs(one.name_folded, one.address, one.phone, one.number):
            old.setdefault(sign, set()).add(one.key)
    here: Counter[Sign] = Counter()
    found: dict[Sign, str] = {}
    for entry in map(ready, prepared.entries):
        if not entry.may_be_compared:
            continue
        for sign in _signs(entry.folded, entry.says.get("address"), entry.phone, entry.number):
            if sign in old:
                here[sign] += 1
                found[sign] = entry.key
    # A key that stands for an entry that was merged or taken out is known too: two cannot have it.
    known = imports.known_keys(uow, prepared.source, found.values())
    pairs: dict[str, set[str]] = {}
    for sign, key in found.items():
        # Once in the file and once among what is missing: a branch with the number of its house is not told by it.
        if here[sign] == 1 and key.startswith(MADE) and key not in known:
            pairs.setdefault(key, set()).update(old[sign])
    taken = Counter(key for keys in pairs.values() for key in keys)
    return {key: next(iter(keys)) for key, keys in pairs.items() if len(keys) == 1 and taken[next(iter(keys))] == 1}


def _signs(name: str, address: str | None, phone: str | None, number: str | None) -> Iterator[Sign]:
    """By what an entry with an address is known again: its name with its telephone, with its organisation's number."""
    if not address:
        return
    digits = "".join(filter(str.isdigit, (phone or "").partition(",")[0].partition("(")[0]))
    if len(digits) >= FEWEST_DIGITS and not digits.startswith(FREE):
        yield name, f"p{digits}"
    if number:
        yield name, f"o{number}"


class Following(Entering):
    """An errand in which some entries (moved, or become secret) are known by their old keys, and get the new ones."""

    def __init__(self, uow: UnitOfWork, errand: Errand, progress: Progress, moved: Mapping[str, str]):
        super().__init__(uow, errand, progress)
        self._old, self._new = moved, {old: new for new, old in moved.items()}
        self._followed: list[tuple[str, str]] = []

    def all(self, chunks: Iterable[Sequence[Any]], total: int) -> Entered:
        done = super().all(map(self._under_old_keys, chunks), total)
        if self.errand.saves:
            bulk.rekey(self.uow, self._followed)
        return done

    def _under_old_keys(self, chunk: Sequence[Any]) -> list[Ready]:
        entries = map(ready, chunk)
        return [one._replace(key=self._old[one.key]) if one.key in self._old else one for one in entries]

    def _told(self, row: Mapping[str, Any], entry: Ready, decision: Decision | None) -> None:
        super()._told(row, entry, decision)
        new = self._new.get(entry.key)
        if new is None or decision is None or decision.crosses:
            return
        self._followed.append((row["id"], new))
        if row["location_secret"] or entry.is_secret:
            return
        facts = {"name": row["name"], "before": row["address"] or "", "after": entry.says.get("address") or ""}
        self.done.notes.add(RowNote(entry.row, "", "MOVED", facts, offer=row["id"]))
