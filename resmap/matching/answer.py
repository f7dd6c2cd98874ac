"""The answer of a match as frozen values."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar, overload

from resmap.domain.case import Need
from resmap.domain.codes import CaseGateCode
from resmap.domain.duties import Duty
from resmap.domain.network import Offer
from resmap.scoring import Scorecard

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an offer is not suggested: a code with typed facts."""

    code: str
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``told_distance_m`` is what may be told; ``road`` starts with ``client``; None if none.

    ``told_by_band``: the distance is the upper edge of a band.
    """

    offer: Offer
    card: Scorecard
    ask: tuple[str, ...]
    told_distance_m: int | None
    road: tuple[str, ...] | None
    overridden: tuple[str, ...] = ()
    told_by_band: bool = False
    #: What stands in this person's way there: codes of hindrances, a language as "language:vi" (R164).
    hindrances: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Aside:
    """An offer that is not suggested, with every reason."""

    offer: Offer
    reasons: tuple[Reason, ...]


class Told(Sequence[T], Generic[T]):
    """Offers in order, each explained when it is read.

    At city size thousands of offers cover one need and twenty are shown; to
    explain all of them would take longer than to find them.
    """

    def __init__(self, offers: Sequence[Offer], tell: Callable[[int], T]):
        """``tell`` explains the offer at a position; what it told is kept."""
        self.offers = offers
        self._tell = tell
        self._told: dict[int, T] = {}

    def __len__(self) -> int:
        return len(self.offers)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[T, ...]: ...
    def __getitem__(self, at):
        if isinstance(at, slice):
            return tuple(self._at(one) for one in range(*at.indices(len(self))))
        return self._at(range(len(self))[at])

    def __iter__(self) -> Iterator[T]:
        return map(self._at, range(len(self)))

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, Told | tuple) else NotImplemented

    def __repr__(self) -> str:
        return f"Told({len(self)} offers)"

    def _at(self, position: int) -> T:
        if position not in self._told:
            self._told[position] = self._tell(position)
        return self._told[position]


class Excluded(Told[Aside]):
    """The excluded, whose gate codes are known before anybody reads the reasons."""

    def __init__(
        self,
        offers: Sequence[Offer],
        tell: Callable[[int], Aside],
        codes: Callable[[], dict[str, tuple[str, ...]]],
    ):
        super().__init__(offers, tell)
        self.codes = codes


@dataclass(frozen=True, slots=True)
class ForNeed:
    """Where every offer that covers one need stands: suggestions best first, the others by id."""

    need: Need
    suggestions: Sequence[Suggestion] = ()
    existing: tuple[Offer, ...] = ()
    information_only: Sequence[Aside] = ()
    blocked_consent: Sequence[Aside] = ()
    excluded: Sequence[Aside] = ()

    @property
    def suggested(self) -> Sequence[Offer]:
        """The suggested offers, best first, without explaining any."""
        if isinstance(self.suggestions, Told):
            return self.suggestions.offers
        return [one.offer for one in self.suggestions]

    @property
    def excluded_codes(self) -> dict[str, tuple[str, ...]]:
        """Offer id -> the codes of all gates that it fails."""
        if isinstance(self.excluded, Excluded):
            return self.excluded.codes()
        return {one.offer.id: tuple(str(r.code) for r in one.reasons) for one in self.excluded}


@dataclass(frozen=True, slots=True)
class Match:
    """The answer for one case; ``closed`` says why no suggestion is made at all."""

    model: str
    today: date
    closed: CaseGateCode | None
    duties: tuple[Duty, ...]
    needs: tuple[ForNeed, ...]


@dataclass(frozen=True, slots=True)
class Override:
    """A supervisor lets one offer through gates that may be overridden (R045)."""

    offer: str
    reason: str
