"""A person's network before and after: which ties came, went, grew or faded (R050, R166; A:62, B:318).

A snapshot is every tie of the household as it stood on one day; two of them tell what happened between.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from resmap.domain.case import CaseTie
from resmap.domain.codes import TieKind


@dataclass(frozen=True, slots=True)
class TieSeen:
    """A tie as it stood on the day of a snapshot; ``strength`` 0..1.

    ``both_ways``: whether help goes both ways; None in snapshots from before that was kept.
    """

    source: str
    target: str
    kind: TieKind
    strength: float
    both_ways: bool | None = None

    @property
    def key(self) -> tuple[str, str, TieKind]:
        return self.source, self.target, self.kind


@dataclass(frozen=True, slots=True)
class NetworkChange:
    """What happened between two snapshots, each in the order of the later one (``went``: of the earlier)."""

    came: tuple[TieSeen, ...] = ()
    went: tuple[TieSeen, ...] = ()
    grew: tuple[TieSeen, ...] = ()
    faded: tuple[TieSeen, ...] = ()

    @property
    def is_any(self) -> bool:
        return bool(self.came or self.went or self.grew or self.faded)


def snapshot(ties: Iterable[CaseTie]) -> tuple[TieSeen, ...]:
    """The ties of a case as they stand. A conflict is a tie too, though nobody counts it as one to be glad of:
    it is left out."""
    seen = (
        TieSeen(one.source, one.target, one.kind, one.strength, one.both_ways)
        for one in ties
        if one.kind is not TieKind.CONFLICT
    )
    return tuple(sorted(seen, key=lambda one: one.key))


def change(
    before: Iterable[TieSeen], after: Iterable[TieSeen], standing: Callable[[str], str] = str
) -> NetworkChange:
    """What happened from ``before`` to ``after``. ``standing`` gives the id that an entry has now: one that was
    merged in between neither came nor went."""
    was, now = _by_key(before, standing), _by_key(after, standing)
    both = [(was[key], now[key]) for key in now if key in was]
    return NetworkChange(
        came=tuple(one for key, one in now.items() if key not in was),
        went=tuple(one for key, one in was.items() if key not in now),
        grew=tuple(later for earlier, later in both if later.strength > earlier.strength),
        faded=tuple(later for earlier, later in both if later.strength < earlier.strength),
    )


def to_content(seen: Iterable[TieSeen]) -> list[list]:
    """A snapshot as plain JSON."""
    return [[one.source, one.target, one.kind.value, one.strength, one.both_ways] for one in seen]


def from_content(content: Iterable[list]) -> tuple[TieSeen, ...]:
    """The snapshot of its JSON form, an older one without the fifth part too; raises ValueError for a kind of no
    vocabulary."""
    return tuple(
        TieSeen(source, target, TieKind(kind), float(strength), *both_ways)
        for source, target, kind, strength, *both_ways in content
    )


def _by_key(seen: Iterable[TieSeen], standing: Callable[[str], str]) -> dict[tuple[str, str, TieKind], TieSeen]:
    """The strongest for each pair and kind."""
    found: dict[tuple[str, str, TieKind], TieSeen] = {}
    for one in seen:
        moved = replace(one, source=standing(one.source), target=standing(one.target))
        known = found.get(moved.key)
        if known is None or known.strength < moved.strength:
            found[moved.key] = moved
    return found
