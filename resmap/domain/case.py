"""A case as plain values: the household, its needs, its history and its consents."""

from dataclasses import dataclass, field
from datetime import date

from resmap.domain.codes import ClosingReason, RecipientClass, Sex, Stage, TieKind
from resmap.domain.network import Place
from resmap.domain.wishes import Hindered, Tried, Wish

#: Holders that are not a single household member (contract §1, Holder).
COUPLE = "couple"
FAMILY = "family"

#: The node of the client in ties.
CLIENT = "client"


@dataclass(frozen=True, slots=True)
class Member:
    """Someone of the household. ``age`` in completed years; None means not known."""

    id: str
    age: int | None = None
    sex: Sex | None = None
    relation: str = ""
    facts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Client:
    """The person concerned (당사자) with the household.

    ``income_percent`` is per cent of the standard median income. ``facts`` is an
    open vocabulary; the words that carry a meaning stand in contract §1.
    """

    place: Place
    household: tuple[Member, ...]
    income_percent: float | None = None
    facts: frozenset[str] = frozenset()
    strengths: tuple[str, ...] = ()
    benefits_in_payment: frozenset[str] = frozenset()
    protected: bool = False
    protected_from: str | None = None
    scales: dict = field(default_factory=dict, compare=False, hash=False)


@dataclass(frozen=True, slots=True)
class Need:
    """An assessed need. ``priority`` 1 is first; ``severity`` 0 none to 4 crisis."""

    code: str
    holder: str
    priority: int
    severity: int
    depends_on: str | None = None
    removes_obstacle_to: str | None = None


@dataclass(frozen=True, slots=True)
class Served:
    """A service this household had or has; ``until`` None means still running.

    ``through`` is the entry that gave it, where this one only counts as the same
    (:mod:`resmap.domain.standing_in`): it forbids like any other, and permits nothing.
    """

    offer: str
    since: date | None = None
    until: date | None = None
    through: str | None = None

    def runs_on(self, day: date) -> bool:
        return self.until is None or self.until >= day


@dataclass(frozen=True, slots=True)
class Declined:
    """A suggestion the client said no to; ``by`` None means for the whole household."""

    offer: str
    by: str | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Parked:
    """An offer that said it has no place: for this case it rests, and from the day ``until`` on it may be
    asked again (R196, :mod:`resmap.domain.referral_reasons`)."""

    offer: str
    until: date


@dataclass(frozen=True, slots=True)
class Blocked:
    """Somebody who must be kept apart; exactly one of the three is given."""

    offer: str | None = None
    organization: str | None = None
    person: str | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Consents:
    """What the client allowed (P-05). A class consent permits suggesting and asking only."""

    collect: bool = False
    provide_to_classes: frozenset[RecipientClass | str] = frozenset()
    provide_to_offers: frozenset[str] = frozenset()
    sensitive_to_classes: frozenset[str] = frozenset()
    sensitive_to_offers: frozenset[str] = frozenset()
    network_contact: bool = False
    network_contact_only: frozenset[str] | None = None
    legal_representative_agrees: bool = True
    record_handover: bool = False
    fields_for_offer: dict[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    expires: dict[str, date] = field(default_factory=dict, hash=False)
    aftercare: bool = False
    media: bool = False
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class CaseTie:
    """A tie the client or a household member has; ``source`` may be ``client``."""

    source: str
    target: str
    kind: TieKind
    both_ways: bool = False
    strength: float = 0.5


@dataclass(frozen=True, slots=True)
class ClosingAttempt:
    """Somebody wants to close the case (R189)."""

    reason: ClosingReason
    unmet_needs: tuple[str, ...] = ()
    closed_organization: str | None = None


@dataclass(frozen=True)
class Case:
    """Everything about one case that a judgement may look at."""

    id: str
    today: date
    stage: Stage
    client: Client
    needs: tuple[Need, ...]
    title: str = ""
    emergency: bool = False
    quote: str = ""
    demand: str = ""
    problem_items: tuple[str, ...] = ()
    served: tuple[Served, ...] = ()
    declined: tuple[Declined, ...] = ()
    blocked: tuple[Blocked, ...] = ()
    consents: Consents = Consents()
    ties: tuple[CaseTie, ...] = ()
    event: ClosingAttempt | None = None
    moving_to: Place | None = None
    parked: tuple[Parked, ...] = ()
    wishes: tuple[Wish, ...] = ()
    hindered: tuple[Hindered, ...] = ()
    tried: tuple[Tried, ...] = ()
    #: Offers that hold a place for this household or were asked for one, served or not yet (R044).
    asked: frozenset[str] = frozenset()

    @property
    def place(self) -> Place:
        """Where offers must reach: the new place for who closes because of moving (contract §1)."""
        moves = self.event is not None and self.event.reason is ClosingReason.MOVED
        return self.moving_to if moves and self.moving_to is not None else self.client.place

    @property
    def facts(self) -> frozenset[str]:
        """Facts of the client and of everybody in the household."""
        return self.client.facts.union(*(member.facts for member in self.client.household))
