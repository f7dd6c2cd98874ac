"""What of an offer each gate and factor looks at, so that offers alike in it are judged once.

Of four thousand offers that cover a need, some dozen differ in their ages, two
in their sex, a few in who was told no. A :class:`Look` says by what they differ
for one judge; :mod:`.columns` then asks the judge itself once for each
difference. So every rule stands in one place, whatever the size of the city. A
judge without a look here is asked for every offer.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from resmap.domain.codes import AreaLevel
from resmap.domain.consent import names_nobody
from resmap.domain.network import Offer
from resmap.domain.serving import groups_of
from resmap.domain.wishes import sorts_of
from resmap.matching import factors, gates, telling, wishing
from resmap.matching.factors import FAR_M, FRESH_DAYS, REACH_BANDS
from resmap.matching.gates import STALE_AFTER_DAYS
from resmap.matching.situation import Circumstances, Judge


class Rows(Protocol):
    """Finds offers among those that name one need code."""

    def of_ids(self, ids: Iterable[str]) -> list[int]: ...
    def of_organizations(self, names: Iterable[str]) -> list[int]: ...
    def of_units(self, units: Iterable[tuple[str, str | None]]) -> list[int]: ...
    def naming(self, codes: Iterable[str]) -> list[int]: ...
    def standing_in(self, dong: str | None) -> list[int]: ...
    def serving(self, level: AreaLevel, name: str | None) -> list[int]: ...


@dataclass(frozen=True, slots=True)
class Bands:
    """A number that counts only by the band it falls in, each up to and including its edge."""

    column: str
    edges: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Look:
    """Offers with equal ``key(offer, need code)`` in the same band are judged alike.

    So are those that ``marked`` finds for this case, and the rest. Those that
    ``singled`` finds are judged each on its own, because this case knows
    something about them. ``by_asks``: also by which gates are UNKNOWN. Where this case gives the
    judge nothing to ask (``needed`` says so), all offers are judged alike.
    """

    key: Callable[[Offer, str], Hashable] | None = None
    bands: Bands | None = None
    marked: Callable[[Circumstances, Rows], Iterable[int]] | None = None
    singled: Callable[[Circumstances, Rows], Iterable[int]] | None = None
    by_asks: bool = False
    needed: Callable[[Circumstances], bool] | None = None

    @property
    def tells_all(self) -> bool:
        """Offers alike in this look have the same facts too, not only the same verdict."""
        return self.bands is None and self.marked is None


def _served(around: Circumstances, rows: Rows) -> list[int]:
    """Every offer that could be of a unit that served (see ``domain.serving``)."""
    history = around.history
    whole = {organization for organization, _ in history.units}
    return [
        *rows.of_ids(history.offers),
        *rows.of_units(history.units),
        *rows.of_units((organization, None) for organization in whole),
        *rows.of_organizations(history.organizations),
    ]


def _serving_here(around: Circumstances, rows: Rows) -> list[int]:
    here = around.case.place
    return [
        *rows.serving(AreaLevel.SIDO, here.sido),
        *rows.serving(AreaLevel.SIGUNGU, here.sigungu),
        *rows.serving(AreaLevel.DONG, here.dong),
    ]


def _consented(around: Circumstances, rows: Rows) -> list[int]:
    consents = around.case.consents
    return rows.of_ids(consents.provide_to_offers | (consents.network_contact_only or frozenset()))


#: Metres to the offer; days since it was verified.
METRES = Bands("metres", (*(edge for edge, _ in REACH_BANDS), FAR_M))
DAYS = Bands("days", (FRESH_DAYS, STALE_AFTER_DAYS))

#: One member of a family must fit in everything, so each of these gates looks at all of it.
_PERSONAL = Look(
    lambda o, _: (
        o.eligibility.age_min,
        o.eligibility.age_max,
        o.eligibility.sex,
        o.eligibility.requires,
        o.eligibility.excludes,
    )
)


def _sort(offer: Offer) -> Hashable:
    """Of which sorts and of which kind an offer is."""
    return sorts_of(offer), offer.kind


LOOKS: Mapping[Judge, Look] = {
    telling.standing: Look(lambda o, _: (names_nobody(o), o.recipient_class, o.agreement_lapsed), singled=_consented),
    gates.conflict: Look(singled=lambda around, rows: rows.of_ids(around.kept_apart.keys() | around.at_odds.keys())),
    gates.safety: Look(lambda o, _: o.tags),
    gates.vetted: Look(lambda o, _: (o.vetted_for_minors, o.is_individual, o.recipient_class)),
    gates.trained: Look(lambda o, code: o.missing_training(code)),
    gates.served: Look(singled=_served),
    gates.duplicate: Look(lambda o, _: groups_of(o)),
    gates.refused: Look(
        singled=lambda around, rows: rows.of_ids(answer.offer for answer in around.case.declined)
    ),
    wishing.wish: Look(lambda o, _: (_sort(o), o.access), needed=lambda around: bool(around.case.wishes)),
    gates.closed: Look(
        lambda o, _: o.status,
        singled=lambda around, rows: rows.of_organizations(around.closed_organizations),
    ),
    gates.capacity: Look(
        lambda o, _: (o.status, o.places_left),
        singled=lambda around, rows: rows.of_ids(one.offer for one in around.case.parked),
    ),
    gates.area: Look(lambda o, _: (o.area.level, not o.area.names), marked=_serving_here),
    gates.age: _PERSONAL,
    gates.sex: _PERSONAL,
    gates.income: Look(lambda o, _: o.eligibility.income_max),
    gates.requires: _PERSONAL,
    gates.excludes: _PERSONAL,
    gates.stale: Look(bands=DAYS),
    factors.answers_the_need: Look(lambda o, code: o.needs.index(code)),
    factors.right_helper: Look(lambda o, _: (o.kind[:2], o.recipient_class)),
    factors.statutory_first: Look(lambda o, _: o.kind[:2]),
    factors.made_for_situation: Look(
        lambda o, _: (
            o.eligibility.requires,
            o.eligibility.age_min,
            o.eligibility.age_max,
            o.eligibility.sex,
        )
    ),
    factors.reach: Look(
        lambda o, _: (
            o.location_secret or bool(o.access_line) or o.is_benefit,
            o.place.point is None,
            o.place.dong is None,
        ),
        bands=METRES,
        marked=lambda around, rows: rows.standing_in(around.case.place.dong),
    ),
    wishing.as_wished: Look(lambda o, _: (_sort(o), o.access), needed=lambda around: bool(around.case.wishes)),
    wishing.gets_there: Look(
        lambda o, _: (o.access, o.location_secret or bool(o.access_line) or o.is_benefit, o.is_benefit),
        bands=METRES,
        needed=lambda around: bool(around.case.hindered),
    ),
    wishing.tried_before: Look(lambda o, _: _sort(o), needed=lambda around: bool(around.case.tried)),
    factors.priority_and_urgency: Look(lambda o, _: bool(o.access_line)),
    factors.road_of_trust: Look(singled=lambda around, rows: rows.of_ids(around.roads)),
    factors.diagnose_first: Look(lambda o, _: o.tags),
    factors.reciprocity: Look(lambda o, _: (o.welcomes, "SOC14" in o.needs, o.kind[:2])),
    factors.linked_needs: Look(singled=lambda around, rows: rows.naming(around.need_codes)),
    factors.outcomes: Look(lambda o, _: o.outcomes),
    factors.places_and_load: Look(lambda o, _: (o.places_left, o.limit)),
    factors.eligibility_confirmed: Look(by_asks=True),
    factors.freshness: Look(bands=DAYS),
}
