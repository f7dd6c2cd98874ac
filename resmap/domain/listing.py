"""Residents stand in the register by their own consent (P-25): what for, from when to when, and until they say no.

Neighbours are data subjects too. Without a consent that holds a resident is suggested to
nobody and stands on no map; a pause or a no takes effect at once. Their entry says what
they offer, never what they suffer from.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from resmap.domain.codes import CheckMethod, ListingScope
from resmap.domain.network import LISTED_UNTIL, may_be_listed

#: Kinds of single residents begin so.
RESIDENTS = "H1"

#: A consent is asked for again after a year at the latest.
LONGEST = timedelta(days=366)

EVERYTHING = frozenset(ListingScope)
NOTHING: frozenset[ListingScope] = frozenset()


class BadListing(ValueError):
    """A consent that cannot be kept. ``code``: EMPTY (no scope), BACKWARDS, TOO_LONG, OVER (ended already),
    OWN_REST (the resident rests by their own link)."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Listing:
    """What a resident agreed to: ``scopes``, from ``since`` to ``until`` (that day included), and how."""

    scopes: frozenset[ListingScope]
    since: date
    until: date
    how: CheckMethod
    paused: bool = False
    withdrawn: bool = False

    def holds(self, today: date) -> bool:
        return not (self.paused or self.withdrawn) and bool(self.scopes) and self.since <= today <= self.until


def check(listing: Listing, today: date) -> None:
    """Raise BadListing for a consent that names nothing, ends before it begins, is over, or lasts too long."""
    if not listing.scopes:
        raise BadListing("EMPTY")
    if listing.until < listing.since:
        raise BadListing("BACKWARDS")
    if listing.until < today:
        raise BadListing("OVER")
    if listing.until - listing.since > LONGEST:
        raise BadListing("TOO_LONG")


def is_resident(kind: str) -> bool:
    return kind.startswith(RESIDENTS)


def listed_for(
    extra: Mapping[str, object] | None, latest: Listing | None, today: date
) -> frozenset[ListingScope]:
    """What a resident's entry may be used for on that day; empty: nothing at all.

    ``latest`` is the youngest consent that the register keeps, ``extra`` what the file said.
    The stricter of the two counts. A last day in a file is that file's word that there is a
    consent; where neither says anything, there is none.
    """
    if not may_be_listed(extra, today):
        return NOTHING
    if latest is not None:
        return latest.scopes if latest.holds(today) else NOTHING
    return EVERYTHING if (extra or {}).get(LISTED_UNTIL) is not None else NOTHING


def renewed(extra: Mapping[str, object] | None, until: date) -> dict[str, object]:
    """``extra`` with the last day of a new consent, so that no older day of a file stands against it."""
    return dict(extra or {}) | {LISTED_UNTIL: until.isoformat()}


#: Words about health, mind, family and money troubles. Beside a neighbour's name they are a note about
#: that neighbour, or read like one.
_ABOUT_SOMEBODY = (
    "우울", "불안장애", "공황", "조현", "치매", "인지저하", "알코올", "알콜", "중독", "자살", "자해", "정신과", "정신질환",
    "암 투병", "암투병", "투병", "투석", "당뇨", "고혈압", "뇌졸중", "중풍", "장애인", "장애 등급", "장애등급", "지병", "질환",
    "이혼", "별거", "사별", "재혼", "미혼모", "가정폭력", "학대", "가출", "불화", "전과", "수급자", "기초수급", "차상위",
    "빚", "파산", "신용불량", "depress", "dementia", "alcoholic", "addict", "suicid", "divorce", "widow", "bankrupt",
    "cancer", "diabet", "schizo",
)  # fmt: skip


def private_words(texts: Iterable[str | None]) -> tuple[str, ...]:
    """The words in the texts that may tell of a resident's health, family or money (P-25: no such notes).

    A question to the writer, not a verdict: who walks with people who have dementia may say so.
    """
    told = " ".join(text for text in texts if text).casefold()
    return tuple(word for word in _ABOUT_SOMEBODY if word in told)
