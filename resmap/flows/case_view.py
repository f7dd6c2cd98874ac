"""What the pages of a case show: frozen values with words in them, nothing of the records.

Texts are sentences in the reader's language; what a page decides by (kinds,
fits, states, codes) stays a code.
"""

from dataclasses import dataclass
from datetime import date

#: Kinds that a page can filter by, in the order of its chips (day.md).
KINDS = ("neighbour", "shop", "group", "agency", "benefit")


@dataclass(frozen=True, slots=True)
class MemberView:
    """Somebody of the household, as a list of answers names them: "손자 · 12세"; ``signs`` if
    they may agree that something leaves."""

    id: str
    label: str
    signs: bool = True


@dataclass(frozen=True, slots=True)
class DutyView:
    """A duty; ``reports`` if somebody has to be called now, else a standing caution. ``done_on``: the day on which
    it was carried out; ``why_not`` words for why it was not yet."""

    code: str
    text: str
    reports: bool
    call: str | None
    done_on: date | None = None
    why_not: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerView:
    """What was said to a suggestion; ``by`` are words for who said it."""

    id: str
    answer: str
    by: str
    why: str | None
    on: date


@dataclass(frozen=True, slots=True)
class ReferralMark:
    """A living referral to the unit of an offer; ``same`` if it is to this very offer."""

    id: str
    state: str
    same: bool


@dataclass(frozen=True, slots=True)
class LineView:
    """One line of an explanation: ``points`` of at most ``of``; ``verdict`` for/against/neutral/unknown."""

    factor: str
    name: str
    verdict: str
    points: float
    of: float
    text: str


@dataclass(frozen=True, slots=True)
class SuggestionView:
    """One suggested offer. ``fit`` is fits_well, possible or to_check.

    ``score`` is the sum of ``lines``. ``seen`` is the id of the last answer that the
    page knew ("" for none): an answer given on an older page is refused.
    """

    offer: str
    name: str
    unit: str
    kind: str
    rank: int
    fit: str
    score: float
    lines: tuple[LineView, ...]
    best: tuple[str, ...]
    caution: str
    ask: tuple[str, ...]
    distance: str
    places: str
    phone: str | None
    line_only: bool
    hours: str | None
    road: str
    secret: bool
    overridden: tuple[str, ...]
    answer: AnswerView | None
    referral: ReferralMark | None
    seen: str
    #: What stands in the way there, each with who takes it away (R164).
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AsideView:
    """An offer that stands beside the suggestions, with every reason.

    ``consent_fields`` are what the client could agree to, where only consent is missing.
    """

    offer: str
    name: str
    unit: str
    kind: str
    reasons: tuple[str, ...]
    phone: str | None = None
    may_override: bool = False
    referral: ReferralMark | None = None
    consent_fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DeclinedView:
    """An offer that the client does not want, until somebody re-opens it."""

    offer: str
    name: str
    answer: AnswerView
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NeedView:
    """A need with where every offer for it stands.

    ``total`` counts the suggestions of the chosen kind, ``all_kinds`` those of every kind;
    lists may be shorter than their totals.
    """

    id: str
    code: str
    name: str
    holder: str
    severity: int
    priority: int
    urgent: bool
    words: str | None
    waits_for: str | None
    suggestions: tuple[SuggestionView, ...]
    total: int
    all_kinds: int
    relations: tuple[str, ...]
    existing: tuple[AsideView, ...]
    information_only: tuple[AsideView, ...]
    blocked_consent: tuple[AsideView, ...]
    declined: tuple[DeclinedView, ...]
    why_not: tuple[AsideView, ...]
    why_not_total: int


@dataclass(frozen=True, slots=True)
class WishView:
    """One thing that was said once for all and stands. ``told`` is wish, hindrance or tried; ``closes``: it is a gate."""

    id: str
    told: str
    text: str
    words: str | None
    by: str
    on: date
    closes: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """What can be chosen in a small form: a value and its words."""

    value: str
    text: str


@dataclass(frozen=True, slots=True)
class CoverView:
    """How one need is covered (R008): ``level`` none, one or many over what is linked and what could be.

    ``linked`` are names of what is in use or under way, ``possible`` counts what is suggested beside.
    """

    need: str
    name: str
    level: str
    linked: tuple[str, ...]
    possible: int


@dataclass(frozen=True, slots=True)
class SeveralView:
    """An offer that meets several of the needs (R008)."""

    offer: str
    name: str
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaseHead:
    """Who it is about. ``phone`` and ``address`` are None for a protected client (P-22)."""

    id: str
    revision: int
    number: str
    name: str
    title: str
    dong: str | None
    stage: str
    emergency: bool
    protected: bool
    phone: str | None
    address: str | None
    manager: str
    opened_on: date
    household: tuple[MemberView, ...]
    quote: str | None
    demand: str | None
    summary: str | None
    strengths: tuple[str, ...]
    closing: str | None
    closed_on: date | None
    #: Whether the number may be called: yes, no, unknown; empty where nobody noted it (R163).
    safe: str = ""


@dataclass(frozen=True, slots=True)
class CasePage:
    """A whole case page. ``closed`` is the code for which nothing is suggested, or None.

    ``kinds`` counts suggestions by kind over all needs, before the filter.
    """

    head: CaseHead
    model: str
    today: date
    closed: str | None
    duties: tuple[DutyView, ...]
    needs: tuple[NeedView, ...]
    kinds: dict[str, int]
    wishes: tuple[WishView, ...] = ()
    covered: tuple[CoverView, ...] = ()
    several: tuple[SeveralView, ...] = ()


@dataclass(frozen=True, slots=True)
class DueMark:
    """What presses most in a case: codes of ``domain.due``, and how many things are late."""

    kind: str
    on: date
    state: str
    days_left: int
    late: int


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A line of the list of cases; ``next`` is a code of :class:`resmap.flows.cases.Next`, ``due`` what presses most."""

    id: str
    number: str
    name: str
    title: str
    dong: str | None
    stage: str
    emergency: bool
    protected: bool
    next: str
    needs: tuple[str, ...]
    waiting: int
    waiting_days: int
    drafts: int
    reports: int
    cautions: int
    manager: str
    due: DueMark | None = None


@dataclass(frozen=True, slots=True)
class OptionView:
    """One choice as the client reads it: no score, no code, nobody else's data."""

    name: str
    who: str
    about: str | None
    where: str
    call: str | None
    hours: str | None
    how: str | None
    cost: str | None
    because: tuple[str, ...]
    ask: bool


@dataclass(frozen=True, slots=True)
class SharedNeed:
    """A need in plain words with its choices."""

    id: str
    name: str
    options: tuple[OptionView, ...]
    shown: bool


@dataclass(frozen=True, slots=True)
class SharedView:
    """What manager and client look at together (R026, R165)."""

    case: str
    name: str
    needs: tuple[SharedNeed, ...]
    manager: str
    today: date
    protected: bool
