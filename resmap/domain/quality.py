"""How good an entry of the register is: what is wrong with it, and a score whose criteria are shown (R038).

The score is the share of the points that can be earned by this kind of entry: a
benefit has no opening hours to tell, a refuge no address, so that neither loses
points for them. What nobody knows earns nothing and is named. The criteria and
their weights are our own construct (practice §2.7 for what a record should hold,
R038 for what is looked for); dora and data-inclusion, which score theirs, weigh
completeness and freshness in the same spirit.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from resmap.domain.codes import OfferStatus, Review

#: Verified up to so many days ago: fresh; up to a year: usable (practice §2.7).
FRESH, USABLE = timedelta(days=180), timedelta(days=365)

#: Shorter than this says hardly more than the name (characters).
SHORTEST_DESCRIPTION = 15


@dataclass(frozen=True, slots=True)
class Looked:
    """What is looked at of an entry. ``answers`` counts its need codes; ``pairs`` the look-alikes that wait;
    ``has_line``: it is reached by an access line."""

    kind: str
    review: Review
    verified_on: date | None
    status: OfferStatus
    answers: int
    secret: bool
    has_point: bool
    has_address: bool
    has_dong: bool
    has_phone: bool
    has_hours: bool
    has_eligibility: bool
    has_application: bool
    counts_places: bool
    description: int
    ends_on: date | None
    is_missing: bool
    pairs: int
    consent_holds: bool = True
    has_line: bool = False

    @property
    def is_benefit(self) -> bool:
        return self.kind.startswith("M1")

    @property
    def is_resident(self) -> bool:
        return self.kind.startswith("H1")

    @property
    def has_a_place(self) -> bool:
        """Whether an address and a point are to be expected of it: not of a refuge, a resident, a benefit, nor
        of a service that is reached by its line and has no address."""
        return not (self.secret or self.is_resident or self.is_benefit or self.is_by_line)

    @property
    def has_hours_to_tell(self) -> bool:
        """Whether one should know when it is open: a line is open at its hours, too."""
        return self.has_a_place or (self.is_by_line and not (self.secret or self.is_benefit))

    @property
    def is_by_line(self) -> bool:
        """A service on the phone: an access line, and nowhere to go."""
        return self.has_line and not (self.has_address or self.has_point or self.is_resident)


class Flaw(StrEnum):
    """What is to be mended in an entry, the worst first."""

    NO_CONSENT = "NO_CONSENT"
    ENDED = "ENDED"
    GONE_FROM_SOURCE = "GONE_FROM_SOURCE"
    NO_NEEDS = "NO_NEEDS"
    NEVER_VERIFIED = "NEVER_VERIFIED"
    STALE = "STALE"
    DUPLICATE_WAITING = "DUPLICATE_WAITING"
    NO_POINT = "NO_POINT"
    NO_DONG = "NO_DONG"
    NO_PHONE = "NO_PHONE"
    NO_HOURS = "NO_HOURS"


def flaws(one: Looked, today: date) -> tuple[Flaw, ...]:
    """What is to be mended, the worst first; empty for a good entry."""
    is_old = one.verified_on is None or today - one.verified_on > USABLE
    found = {
        Flaw.NO_CONSENT: one.is_resident and not one.consent_holds,
        Flaw.ENDED: one.ends_on is not None and one.ends_on < today and one.status is not OfferStatus.CLOSED,
        Flaw.GONE_FROM_SOURCE: one.is_missing,
        Flaw.NO_NEEDS: not one.answers,
        Flaw.NEVER_VERIFIED: one.review is Review.IMPORTED,
        Flaw.STALE: one.review is not Review.IMPORTED and is_old,
        Flaw.DUPLICATE_WAITING: one.pairs > 0,
        Flaw.NO_POINT: one.has_a_place and not one.has_point,
        Flaw.NO_DONG: not (one.secret or one.is_benefit or one.is_by_line) and not one.has_dong,
        Flaw.NO_PHONE: not one.has_phone,
        Flaw.NO_HOURS: one.has_hours_to_tell and not one.has_hours,
    }
    return tuple(flaw for flaw in Flaw if found[flaw])


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that a good entry has. ``judge`` answers the share of ``weight`` that is earned
    (0 to 1), or None where it does not apply to this kind of entry."""

    name: str
    weight: int
    judge: Callable[[Looked, date], float | None]


def _freshness(one: Looked, today: date) -> float:
    if one.review is Review.IMPORTED or one.verified_on is None:
        return 0.0
    age = today - one.verified_on
    return 1.0 if age <= FRESH else (0.5 if age <= USABLE else 0.0)


def _place(one: Looked, today: date) -> float | None:
    return (one.has_address + one.has_point) / 2 if one.has_a_place else None


def _dong(one: Looked, today: date) -> float | None:
    return None if one.secret or one.is_benefit or one.is_by_line else float(one.has_dong)


def _unless_benefit(name: str) -> Callable[[Looked, date], float | None]:
    return lambda one, today: None if one.is_benefit else float(getattr(one, name))


CRITERIA: tuple[Criterion, ...] = (
    Criterion("verified", 30, _freshness),
    Criterion("needs", 20, lambda one, today: float(one.answers > 0)),
    Criterion("reachable", 15, lambda one, today: float(one.has_phone)),
    Criterion("place", 10, _place),
    Criterion("dong", 5, _dong),
    Criterion("hours", 5, lambda one, today: float(one.has_hours) if one.has_hours_to_tell else None),
    Criterion("for_whom", 5, lambda one, today: float(one.has_eligibility)),
    Criterion("application", 5, lambda one, today: None if one.is_resident else float(one.has_application)),
    Criterion("places", 3, _unless_benefit("counts_places")),
    Criterion("described", 2, lambda one, today: float(one.description >= SHORTEST_DESCRIPTION)),
)


@dataclass(frozen=True, slots=True)
class Mark:
    """One criterion as it came out: ``points`` of ``of``; ``of`` 0 where it does not apply."""

    name: str
    points: float
    of: int


@dataclass(frozen=True, slots=True)
class Quality:
    """The marks of an entry. ``score`` is 0 to 100: points earned of the points that apply."""

    marks: tuple[Mark, ...]

    @property
    def score(self) -> int:
        of = sum(mark.of for mark in self.marks)
        return round(100 * sum(mark.points for mark in self.marks) / of) if of else 0


def quality(one: Looked, today: date) -> Quality:
    """Every criterion with what it earned; those that do not apply stand with 0 of 0."""
    marks = []
    for criterion in CRITERIA:
        share = criterion.judge(one, today)
        of = 0 if share is None else criterion.weight
        marks.append(Mark(criterion.name, criterion.weight * (share or 0.0), of))
    return Quality(tuple(marks))
