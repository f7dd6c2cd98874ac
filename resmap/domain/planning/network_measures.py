"""Figures of a household's network that an objective can be measured by: the support of the neighbours (R082, B:254).

Each is a count of neighbours, shops and groups, not of their ties, so that nobody counts twice; more is nearer to what
is hoped for. There is no mean strength among them: it falls when somebody new is met, and would call that a loss.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from resmap.domain.case import CLIENT
from resmap.domain.codes import PartyKind, TieKind
from resmap.domain.network import Network
from resmap.domain.network_change import TieSeen

#: From this strength on (0..1) a tie is called strong.
STRONG_FROM = 0.7
#: Kinds of entries that are people, shops and groups around; offices and their programmes are none of them.
AROUND = "H"
#: A relative is not won by work on the surroundings, and who serves or refers is not yet a neighbour.
_NOT_COUNTED = frozenset({TieKind.CONFLICT, TieKind.FAMILY, TieKind.SERVED, TieKind.REFERS_TO})


class NetworkMeasure(StrEnum):
    """What is counted: who is known, with whom help goes both ways, to whom a tie is strong."""

    TIES = "ties"
    MUTUAL = "mutual"
    STRONG = "strong"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Whose ties count and to whom: ids of the ``household`` (the client among them) and of who is ``around``.

    ``standing`` gives the id that an entry has now: one that was merged counts once (decision 0008).
    """

    household: Collection[str]
    around: Collection[str]
    standing: Callable[[str], str] = str


def surroundings(network: Network, members: Iterable[str]) -> Surroundings:
    """The household of these members in its neighbourhood. A place that must not be known counts nowhere: a figure
    that rose by one would tell of it (P-21)."""
    entries = {one.id for one in network.offers if one.kind.startswith(AROUND)}
    residents = {one.id for one in network.parties if one.kind in (PartyKind.PERSON, PartyKind.GROUP)}
    household = frozenset(members) | {CLIENT}
    return Surroundings(household, (entries | residents) - network.secret_ids - household, network.sames.standing)


def counted(measure: NetworkMeasure, seen: Iterable[TieSeen], where: Surroundings) -> int | None:
    """The figure of one snapshot, 0 or more; None where the snapshot does not say which help goes both ways."""
    ties = _by_entry(seen, where)
    if measure is NetworkMeasure.STRONG:
        return sum(any(one.strength >= STRONG_FROM for one in of_one) for of_one in ties.values())
    if measure is NetworkMeasure.MUTUAL:
        found = [_is_mutual(of_one, where) for of_one in ties.values()]
        return None if None in found else sum(map(bool, found))
    return len(ties)


def is_reached(now: int | None, target: str | None) -> bool | None:
    """Whether the figure is at least the target; None where either is not there or is no number."""
    text = (target or "").strip()
    if now is None or not is_figure(text):
        return None
    return now >= int(text)


def is_figure(text: str) -> bool:
    """Whether a text is a count as these measures know it: 0 to 999."""
    return text.isascii() and text.isdecimal() and len(text) <= 3


def _by_entry(seen: Iterable[TieSeen], where: Surroundings) -> dict[str, list[TieSeen]]:
    """The ties of the household that count, by who is at the other end."""
    found: dict[str, list[TieSeen]] = {}
    for one in seen:
        ends = where.standing(one.source), where.standing(one.target)
        for own, other in (ends, ends[::-1]):
            if own in where.household and other in where.around and one.kind not in _NOT_COUNTED:
                found.setdefault(other, []).append(one)
    return found


def _is_mutual(ties: Iterable[TieSeen], where: Surroundings) -> bool | None:
    """Told as going both ways, or told from both sides; None where an old snapshot left it out."""
    ties = tuple(ties)
    from_household = {one.source in where.household for one in ties}
    if len(from_household) == 2 or any(one.both_ways for one in ties):
        return True
    return None if any(one.both_ways is None for one in ties) else False
