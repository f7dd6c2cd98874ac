"""Everything one judgement may look at, frozen.

:class:`Circumstances` are what all judgements of one case share and are
derived once; a :class:`Situation` adds one need and one offer.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from resmap.domain.case import Case, Member, Need
from resmap.domain.conflict import at_odds, kept_apart
from resmap.domain.household import facts_of, holders
from resmap.domain.network import Network, Offer, Road
from resmap.domain.place import distance_m, neighbour_band_m
from resmap.domain.serving import History, history_of, same_name
from resmap.domain.taxonomy import abilities_in
from resmap.scoring import Finding

Judge = Callable[["Situation"], Finding]


@dataclass(frozen=True)
class Circumstances:
    """What every judgement of one case in one network shares."""

    case: Case
    history: History
    kept_apart: Mapping[str, str]
    at_odds: Mapping[str, str]
    closed_organizations: frozenset[str]
    roads: Mapping[str, Road]
    abilities: frozenset[str]
    need_codes: frozenset[str]
    linked: frozenset[frozenset[str]]
    #: The dong names of offers belong to this place (contract §1, Place).
    setting_sido: str | None
    setting_sigungu: str | None

    @property
    def today(self) -> date:
        return self.case.today


def circumstances(case: Case, network: Network) -> Circumstances:
    """Derive, once per case, what all its judgements share."""
    closed = {same_name(name) for name in network.closed_organizations}
    if case.event is not None and case.event.closed_organization:
        closed.add(same_name(case.event.closed_organization))
    links = {
        frozenset((need.code, other))
        for need in case.needs
        for other in (need.depends_on, need.removes_obstacle_to)
        if other
    }
    history = history_of(case, network.by_id)
    return Circumstances(
        case=case,
        history=history,
        kept_apart=kept_apart(case, network),
        at_odds=at_odds({*history.running, *case.asked}, network),
        closed_organizations=frozenset(closed),
        roads={},
        abilities=frozenset().union(*(abilities_in(text) for text in case.client.strengths)),
        need_codes=frozenset(need.code for need in case.needs),
        linked=frozenset(links),
        setting_sido=network.setting.sido,
        setting_sigungu=network.setting.sigungu,
    )


@dataclass(frozen=True)
class Situation:
    """One need of one case and one offer. ``holders`` are the members who hold the need."""

    around: Circumstances
    need: Need
    offer: Offer
    holders: tuple[Member, ...] = field(default=())
    _found: dict[Judge, Finding] = field(default_factory=dict, compare=False, repr=False)

    def finding(self, judge: Judge) -> Finding:
        """What ``judge`` finds here. Each is asked once, however many want to know."""
        if judge not in self._found:
            self._found[judge] = judge(self)
        return self._found[judge]

    @property
    def case(self) -> Case:
        return self.around.case

    def facts(self, member: Member) -> frozenset[str]:
        return facts_of(self.case.client, member)

    @property
    def all_facts(self) -> frozenset[str]:
        """Facts of the client and of every holder."""
        return self.case.client.facts.union(*(member.facts for member in self.holders))

    @property
    def metres(self) -> float | None:
        """Metres from the client to the offer, or None where that is unknown or secret."""
        here, there = self.case.place.point, self.offer.place.point
        if self.offer.location_secret or here is None or there is None:
            return None
        return distance_m(here, there)

    @property
    def told_by_band(self) -> bool:
        """A resident's home (P-26), and a protected client's: metres to a few places would find it (P-22)."""
        offer = self.offer
        return offer.recipient_class == "neighbour" or offer.is_individual or self.case.client.protected

    @property
    def told_distance_m(self) -> int | None:
        """The distance that may be told: metres, or the edge of the band where it is told by bands."""
        metres = self.metres
        if metres is None:
            return None
        return neighbour_band_m(metres) if self.told_by_band else round(metres)


def situation(around: Circumstances, need: Need, offer: Offer) -> Situation:
    return Situation(around, need, offer, holders(around.case.client, need.holder))
