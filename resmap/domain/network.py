"""The neighbourhood as plain values: offers, parties and the ties between them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from resmap.domain.access import NOTHING_KNOWN, Access
from resmap.domain.codes import (
    BLOCK_SPREADS_ALONG,
    AreaLevel,
    ListingScope,
    OfferStatus,
    PartyKind,
    RecipientClass,
    Sex,
    TieKind,
)
from resmap.domain.names import same_name
from resmap.domain.sames import Sames
from resmap.domain.training_tasks import Lacking

#: Where an entry says to which day its resident agreed to be listed (ISO date, that day included).
LISTED_UNTIL = "listed_until"


def may_be_listed(extra: Mapping[str, object] | None, today: date) -> bool:
    """Whether a resident still agrees to stand in the register (P-25); a day nobody can read is over."""
    until = (extra or {}).get(LISTED_UNTIL)
    if until is None:
        return True
    try:
        return today <= date.fromisoformat(str(until))
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is. ``lat``/``lon`` are WGS84 degrees; None means not known."""

    sido: str | None = None
    sigungu: str | None = None
    dong: str | None = None
    lat: float | None = None
    lon: float | None = None

    @property
    def point(self) -> tuple[float, float] | None:
        """(latitude, longitude) in degrees, or None unless both are known."""
        return None if self.lat is None or self.lon is None else (self.lat, self.lon)


@dataclass(frozen=True, slots=True)
class Area:
    """Where an offer serves. ``names`` are names at ``level``; empty for a nation."""

    level: AreaLevel
    names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Who may have the offer. Ages in completed years; income in % of the standard median."""

    age_min: int | None = None
    age_max: int | None = None
    sex: Sex | None = None
    income_max: float | None = None
    requires: frozenset[str] = frozenset()
    excludes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Outcomes:
    """How earlier referrals ended here: ``helped`` of ``ended`` (0 <= helped <= ended)."""

    ended: int = 0
    helped: int = 0


@dataclass(frozen=True)
class Offer:
    """One thing a person, group or department offers: the unit that is suggested.

    ``organization`` + ``department`` is the unit that "already served" counts
    (R195). ``needs`` are need codes, the most central first. A location-secret
    offer never has a place (P-21): see :func:`without_secret_place`.
    """

    id: str
    name: str
    kind: str
    organization: str
    department: str | None
    needs: tuple[str, ...]
    recipient_class: RecipientClass
    place: Place = Place()
    area: Area = Area(AreaLevel.NATION)
    eligibility: Eligibility = Eligibility()
    duplicate_group: str | None = None
    tags: frozenset[str] = frozenset()
    places_left: int | None = None
    status: OfferStatus = OfferStatus.ACTIVE
    verified_on: date | None = None
    location_secret: bool = False
    vetted_for_minors: bool | None = None
    access_line: str | None = None
    # Beyond the contract's fields, all optional:
    name_en: str | None = None
    description: str | None = None
    phone: str | None = None
    hours: str | None = None
    how_to_apply: str | None = None
    welcomes: frozenset[str] = frozenset()
    limit: int | None = None
    outcomes: Outcomes = Outcomes()
    #: What a resident agreed to, as the register keeps it; None where a file speaks (``LISTED_UNTIL``).
    listed_for: frozenset[ListingScope] | None = None
    #: The organisation's agreement has run out (R047): it is told nothing, the client carries it.
    agreement_lapsed: bool = False
    #: A resident helper's tasks for which a training is missing or has run out (R043).
    lacks_training: tuple[Lacking, ...] = ()
    #: What meets a person or stands in their way: language, belief, food, hours, stairs, cost (R035, R164).
    access: Access = NOTHING_KNOWN
    #: Entries that a person judged to be this same one: what forbids them forbids this one (decision 0008).
    stands_for: tuple["Offer", ...] = ()
    extra: dict = field(default_factory=dict, compare=False, hash=False, repr=False)

    @property
    def is_taken_out(self) -> bool:
        """No longer in the register (withdrawn, merged, voided): it meets no need any more."""
        return not self.needs and self.status is OfferStatus.CLOSED

    def missing_training(self, code: str) -> tuple[str, ...]:
        """Topics of the trainings that are missing for a task; empty where none is."""
        return next((one.topics for one in self.lacks_training if one.task == code), ())

    @property
    def may_be_on_map(self) -> bool:
        """Whether a resident agreed to stand on the map; everybody else does."""
        return self.listed_for is None or ListingScope.MAP in self.listed_for

    @property
    def is_unlisted(self) -> bool:
        """A resident who did not agree to be suggested, or not any more."""
        return self.listed_for is not None and ListingScope.SUGGEST not in self.listed_for

    @property
    def is_individual(self) -> bool:
        """A single resident (kinds H1*), who is a data subject too (P-25)."""
        return self.kind.startswith("H1")

    @property
    def is_benefit(self) -> bool:
        """A public benefit (kinds M1*): applied for by the client, nobody is told."""
        return self.kind.startswith("M1")


@dataclass(frozen=True)
class Party:
    """A person, group, organisation or place of the neighbourhood that is not itself an offer."""

    id: str
    kind: PartyKind
    name: str
    place: Place = Place()
    name_en: str | None = None
    about: str | None = None
    extra: dict = field(default_factory=dict, compare=False, hash=False, repr=False)


@dataclass(frozen=True, slots=True)
class Tie:
    """A typed, directed tie. ``strength`` is 0 (barely) to 1 (very strong)."""

    source: str
    target: str
    kind: TieKind
    both_ways: bool = False
    strength: float = 0.5


@dataclass(frozen=True, slots=True)
class Road:
    """A way from the client over known ties. ``nodes`` starts with ``client``; ``trust`` 0..1."""

    nodes: tuple[str, ...]
    trust: float


@dataclass(frozen=True, eq=False)
class Network:
    """A neighbourhood. Ids are unique over offers and parties together.

    Compared by identity: it is large, frozen, and the key of what is derived from it.
    """

    today: date
    setting: Place
    offers: tuple[Offer, ...]
    ties: tuple[Tie, ...] = ()
    parties: tuple[Party, ...] = ()
    closed_organizations: frozenset[str] = frozenset()

    @cached_property
    def by_id(self) -> dict[str, Offer]:
        return {offer.id: offer for offer in self.offers}

    @cached_property
    def secret_ids(self) -> frozenset[str]:
        return frozenset(offer.id for offer in self.offers if offer.location_secret)

    @cached_property
    def taken_out(self) -> frozenset[str]:
        """Who is no longer shown nor passed, though their units and blocks still count: entries
        that were taken out (they need nothing any more), and ends of ties that are not listed."""
        gone = {
            one.id
            for one in self.offers
            if one.is_unlisted or one.is_taken_out
        }
        known = self.by_id.keys() | {party.id for party in self.parties}
        return frozenset(gone | {end for tie in self.ties for end in (tie.source, tie.target) if end not in known})

    @cached_property
    def sames(self) -> Sames:
        """Which entries are one and the same."""
        return Sames({old.id: offer.id for offer in self.offers for old in offer.stands_for})

    @cached_property
    def hidden(self) -> frozenset[str]:
        """Who stands in no picture and on no road: secret places, and who was taken out."""
        return self.secret_ids | self.taken_out

    @cached_property
    def ties_that_block(self) -> dict[str, tuple[Tie, ...]]:
        """By each end, the few ties a block looks at: conflict, and those along which it spreads."""
        kinds = {TieKind.CONFLICT, *BLOCK_SPREADS_ALONG}
        found: dict[str, list[Tie]] = {}
        for tie in self.ties:
            if tie.kind in kinds:
                for end in {tie.source, tie.target}:
                    found.setdefault(end, []).append(tie)
        return {end: tuple(ties) for end, ties in found.items()}

    @cached_property
    def conflicts(self) -> tuple[Tie, ...]:
        """The few ties of conflict, each once."""
        return tuple(tie for tie in self.ties if tie.kind is TieKind.CONFLICT)

    @cached_property
    def by_organization(self) -> dict[str, tuple[Offer, ...]]:
        """Offers by the name of their organisation, as :func:`same_name` writes it."""
        found: dict[str, list[Offer]] = {}
        for offer in self.offers:
            found.setdefault(same_name(offer.organization), []).append(offer)
        return {name: tuple(offers) for name, offers in found.items()}

    @cached_property
    def removers(self) -> dict[str, tuple[Offer, ...]]:
        """Offers by the hindrance that they take away from somebody's way (R164), in order of id."""
        found: dict[str, list[Offer]] = {}
        for offer in sorted(self.offers, key=lambda one: one.id):
            for what in sorted(offer.access.removes) if offer.needs else ():
                found.setdefault(what, []).append(offer)
        return {what: tuple(offers) for what, offers in found.items()}

    @cached_property
    def by_need(self) -> dict[str, tuple[Offer, ...]]:
        """Offers by need code, in order of id, so that input order never matters."""
        found: dict[str, list[Offer]] = {}
        for offer in sorted(self.offers, key=lambda one: one.id):
            for code in dict.fromkeys(offer.needs):
                found.setdefault(code, []).append(offer)
        return {code: tuple(offers) for code, offers in found.items()}
