"""How the needs of a case are covered: by none, one or many, and who covers several (R008)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from resmap.domain.network import Offer
from resmap.matching.answer import ForNeed, Match

#: So many of a need's suggestions are looked at for who meets several needs.
LOOKED_AT = 60

#: Needs of a case are unique by (code, holder).
NeedKey = tuple[str, str]


class Level(StrEnum):
    NONE = "none"
    ONE = "one"
    MANY = "many"


@dataclass(frozen=True, slots=True)
class Cover:
    """How one need is covered: what is linked (running services, referrals under way) and what could be."""

    need: NeedKey
    linked: tuple[str, ...]
    possible: int

    @property
    def level(self) -> Level:
        count = len(self.linked) + self.possible
        return Level.NONE if count == 0 else Level.ONE if count == 1 else Level.MANY


def covered(match: Match, under_way: Mapping[NeedKey, Collection[str]]) -> tuple[Cover, ...]:
    """The cover of each need, in the order of the match. ``under_way``: ids of offers with a living referral."""
    return tuple(_cover(one, under_way.get((one.need.code, one.need.holder), ())) for one in match.needs)


def several(match: Match, under_way: Mapping[NeedKey, Collection[str]]) -> tuple[tuple[str, tuple[NeedKey, ...]], ...]:
    """Ids of offers that are linked to, or suggested for, two needs or more; those that meet most first, then by id.

    Secret places are left out: what they are for is told with the suggestion only (P-21).
    """
    meets: dict[str, list[NeedKey]] = {}
    for one in match.needs:
        key = (one.need.code, one.need.holder)
        here = [offer.id for offer in one.suggested[:LOOKED_AT] if not offer.location_secret]
        for offer in dict.fromkeys((*_linked(one, under_way.get(key, ())), *here)):
            meets.setdefault(offer, []).append(key)
    found = [(offer, tuple(keys)) for offer, keys in meets.items() if len({code for code, _ in keys}) > 1]
    return tuple(sorted(found, key=lambda each: (-len(each[1]), each[0])))


def _cover(one: ForNeed, under_way: Collection[str]) -> Cover:
    linked = _linked(one, under_way)
    offers: list[Offer] = list(one.suggested)
    return Cover((one.need.code, one.need.holder), linked, sum(1 for offer in offers if offer.id not in linked))


def _linked(one: ForNeed, under_way: Collection[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*(offer.id for offer in one.existing), *sorted(under_way))))
