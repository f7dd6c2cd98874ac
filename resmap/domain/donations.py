"""Sharing out what was given: whom a gift would reach, in which order and why; what becomes of a share.

A gift goes to households with a confirmed need that it answers, and to nobody else. The order looks at what a
household had before and at the need, never at who the people are: sex, age, origin and income are not among the
facts (practice §2.10: spread, do not overload; P-02).

**Does a gift count as "already served" by its giver (R195)?** It does where the giver is an entry of the register
that stands there for the very need the share answered: the household has then had that entry's help for that need,
and to suggest it as something new would send the person where they have just been. It does not where an entry gives
something beside what it stands for (a bank that gives rice has counselled nobody), nor for a giver in free words, who
is no unit that could be suggested. A share that was not reached or declined is no service, and neither is one that is
only planned. See :func:`counts_as_service`.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from resmap.domain import taxonomy
from resmap.domain.household import MINOR_BELOW

#: From this age on a household has an older person, for a giver who asks for one (노인복지법 §26).
OLD_FROM = 65


class ShareState(StrEnum):
    """What became of a share. Only ``PLANNED`` and ``GIVEN`` hold something of the gift."""

    PLANNED = "planned"
    GIVEN = "given"
    NOT_REACHED = "not_reached"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


HELD = frozenset({ShareState.PLANNED, ShareState.GIVEN})

#: What may follow what. From ``GIVEN`` only a correction leads back; what left the household is shared out anew.
STEPS: Mapping[ShareState, frozenset[ShareState]] = MappingProxyType(
    {
        ShareState.PLANNED: frozenset(set(ShareState) - {ShareState.PLANNED}),
        ShareState.GIVEN: frozenset({ShareState.NOT_REACHED, ShareState.DECLINED}),
        ShareState.NOT_REACHED: frozenset(),
        ShareState.DECLINED: frozenset(),
        ShareState.WITHDRAWN: frozenset(),
    }
)


class GiverLimit(StrEnum):
    """What a giver may ask of a household. Nothing sensitive is among them: who stands on the receipt list would be
    told by it (P-03)."""

    WITH_CHILD = "with_child"
    WITH_OLDER = "with_older"
    ALONE = "alone"


class Against(StrEnum):
    """Why a household is not proposed; without a confirmed need it is not even mentioned."""

    NO_NEED = "NO_NEED"
    LIMIT = "LIMIT"
    HAS_SHARE = "HAS_SHARE"
    KEPT_APART = "KEPT_APART"
    SAID_NO = "SAID_NO"
    WISH = "WISH"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A confirmed need that the gift answers: ``severity`` 0 none to 4 crisis, ``priority`` 1 first."""

    id: str
    code: str
    severity: int
    priority: int
    confirmed_on: date


@dataclass(frozen=True, slots=True)
class Household:
    """What the rule looks at. ``ages`` in completed years, None where not known, one for each member. ``gifts``: days
    of earlier gifts that were handed out or are planned, of the whole household, whichever case they came through.
    ``against_wish``: somebody at home wants nothing of the giver's sort (R035)."""

    case: str
    number: str
    needs: tuple[Wanted, ...]
    ages: tuple[int | None, ...] = ()
    gifts: tuple[date, ...] = ()
    has_share: bool = False
    kept_apart: bool = False
    said_no: bool = False
    against_wish: bool = False


@dataclass(frozen=True, slots=True)
class Why:
    """A code with its facts, for words to say."""

    code: str
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Proposed:
    """A household that the gift would reach, with the need it answers and why it stands where it stands. ``asks``:
    limits of the giver that nobody knows to be met."""

    case: str
    need: Wanted
    why: tuple[Why, ...]
    asks: tuple[GiverLimit, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A household with the need that is not proposed, with every reason."""

    case: str
    need: Wanted
    against: tuple[Against, ...]
    limits: tuple[GiverLimit, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    proposed: tuple[Proposed, ...]
    left_out: tuple[LeftOut, ...]


def may_be_answered(code: str) -> bool:
    """Whether a gift may be given for this need: never for a sensitive one, since the list would tell of it (P-03)."""
    return taxonomy.is_need(code) and code != taxonomy.CASE_MGMT and not taxonomy.need(code).sensitive


def fits(limit: GiverLimit, ages: Iterable[int | None]) -> bool | None:
    """Whether a household meets a limit of the giver; None where somebody would have to ask."""
    known = tuple(ages)
    if limit is GiverLimit.ALONE:
        return len(known) == 1 if known else None
    meets = [age is not None and (age < MINOR_BELOW if limit is GiverLimit.WITH_CHILD else age >= OLD_FROM) for age in known]
    if any(meets):
        return True
    return None if None in known or not known else False


def propose(households: Iterable[Household], codes: Set[str], limits: Iterable[GiverLimit] = ()) -> Proposal:
    """Whom a gift for the need ``codes`` would reach, the first first, and who is left out, with the reasons.

    Order: who was never given anything; then fewer gifts before; then the graver need; then the need that the person
    put first; then whose last gift is longer ago; then who has waited longer; at last the case number, so that the
    same facts always give the same order. Households without a confirmed need of these codes are not mentioned.
    """
    limits = tuple(dict.fromkeys(limits))
    found: list[tuple[tuple, Proposed]] = []
    left_out = []
    for one in households:
        needs = [need for need in one.needs if need.code in codes]
        if not needs:
            continue
        need = min(needs, key=lambda each: (-each.severity, each.priority, each.confirmed_on, each.code))
        answers = {limit: fits(limit, one.ages) for limit in limits}
        unmet = tuple(limit for limit, answer in answers.items() if answer is False)
        against = tuple(
            code
            for code, so in (
                (Against.KEPT_APART, one.kept_apart),
                (Against.SAID_NO, one.said_no),
                (Against.WISH, one.against_wish),
                (Against.HAS_SHARE, one.has_share),
                (Against.LIMIT, bool(unmet)),
            )
            if so
        )
        if against:
            left_out.append(LeftOut(one.case, need, against, unmet))
            continue
        last = max(one.gifts, default=None)
        place = (len(one.gifts), -need.severity, need.priority, last or date.min, need.confirmed_on, one.number, one.case)
        asks = tuple(limit for limit, answer in answers.items() if answer is None)
        found.append((place, Proposed(one.case, need, _why(one, need, last, answers), asks)))
    found.sort(key=lambda each: each[0])
    left_out.sort(key=lambda each: each.case)
    return Proposal(tuple(each for _, each in found), tuple(left_out))


def _why(one: Household, need: Wanted, last: date | None, answers: Mapping[GiverLimit, bool | None]) -> tuple[Why, ...]:
    given = Why("GIVEN", {"times": len(one.gifts), "last": last}) if last else Why("NEVER_GIVEN", {})
    met = [Why("LIMIT_MET", {"limit": limit.value}) for limit, answer in answers.items() if answer]
    about_need = Why("NEED", {"need": need.code, "severity": need.severity, "priority": need.priority})
    return (given, about_need, *met, Why("CONFIRMED", {"day": need.confirmed_on}))


def counts_as_service(need: str | None, stands_for: Iterable[str]) -> bool:
    """Whether a share that was handed out for ``need`` counts as a service of its giver (R195), an entry that stands
    in the register for ``stands_for``; the module says why."""
    return need is not None and need in set(stands_for)
