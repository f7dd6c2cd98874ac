"""월별 실적: what a month came to, in persons, contacts, cases, links, won, meetings and trainings (day.md, Monthly figures).

Pure counting over rows of ids and codes: nobody's name is among them. Each figure knows the cases that it consists
of, so that a number on a page can be opened; what leaves the office are the numbers alone (``guarded``).

What counts when, and where it comes from:

- **persons** (실인원): clients to whom something came in the span: a contact that reached them, a link that was
  accepted, a share of a donation; with everybody of their households. Each once, however often.
- **contacts** (연인원): the contact log, by way, reached or not; of those the three direct services (R152-R154).
- **cases**: begun (``opened_on``), carried over from before, closed by reason (R190 f.), under way on the last day, and
  of these general and special (R041) as they are decided now.
- **links**: referrals by the day on which they were asked for, said yes to, refused, completed; by public or private
  side (R014, practice §2.6) and kind of resource.
- **value**: won, as noted for what a link gave (in the month in which it began), and donated money.
- **shares** of donations that households were given.
- **conferences** that were held (R011, R040), **trainings** that were had (R043).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from resmap.domain.codes import ClosingReason
from resmap.domain.contacts import ContactWay
from resmap.domain.referrals import SERVES, ReferralState
from resmap.domain.roles import DirectService
from resmap.domain.stages import CaseKind, ConferenceKind


class Side(StrEnum):
    """Whose help it is: public bodies, or everybody else (agencies, shops, associations, neighbours)."""

    PUBLIC = "public"
    PRIVATE = "private"
    UNKNOWN = "unknown"


#: Kinds of resources whose side is plain; of lent space and professionals the register has to say it.
_SIDE_OF_KIND = {"M1": Side.PUBLIC, "M2": Side.PUBLIC, "M3": Side.PRIVATE, "M4": Side.PRIVATE, "H": Side.PRIVATE}
_SIDE_OF_SECTOR = {"public": Side.PUBLIC, "private_nonprofit": Side.PRIVATE, "private_forprofit": Side.PRIVATE, "informal": Side.PRIVATE}

#: Kinds of resources as they are counted: the second level.
KINDS = ("M1", "M2", "M3", "M4", "M5", "H1", "H2", "H3", "H4", "R")

#: A count from one to this can be somebody whom a neighbour knows [K].
SMALL = 4

#: What is counted in won, not in heads; what is nobody's.
WON, NOBODYS = "value", ("conferences", "trainings")


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as it is counted. ``members``: people of the household, the client included (1 or more)."""

    id: str
    client: str
    dong: str
    opened_on: date
    closed_on: date | None = None
    reason: ClosingReason | None = None
    kind: CaseKind | None = None
    members: int = 1


@dataclass(frozen=True, slots=True)
class ContactRow:
    case: str
    on: date
    way: str
    reached: bool
    service: str | None = None


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A referral. Days are Korean ones; ``value`` in won, None where nobody noted it."""

    case: str
    state: ReferralState
    side: Side
    kind: str
    requested_on: date | None = None
    answered_on: date | None = None
    started_on: date | None = None
    ended_on: date | None = None
    value: int | None = None


@dataclass(frozen=True, slots=True)
class ShareRow:
    """A share of a donation that was received; ``value`` of this share in won."""

    case: str
    received_on: date
    value: int | None = None


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A conference that was held; ``dong`` "": the whole office's."""

    id: str
    on: date
    kind: ConferenceKind
    dong: str = ""


@dataclass(frozen=True, slots=True)
class TrainingRow:
    id: str
    on: date


@dataclass(frozen=True)
class Rows:
    """Everything that is counted; of contacts, links and shares only those of ``cases`` count."""

    cases: tuple[CaseRow, ...] = ()
    contacts: tuple[ContactRow, ...] = ()
    links: tuple[LinkRow, ...] = ()
    shares: tuple[ShareRow, ...] = ()
    meetings: tuple[MeetingRow, ...] = ()
    trainings: tuple[TrainingRow, ...] = ()

    def of_dong(self, dong: str) -> "Rows":
        """The rows of one dong's cases, its meetings and the whole office's; trainings are the office's and stay."""
        cases = tuple(one for one in self.cases if one.dong == dong)
        meetings = tuple(one for one in self.meetings if one.dong in ("", dong))
        return Rows(cases, self.contacts, self.links, self.shares, meetings, self.trainings)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with what it consists of: ``cases`` are the ids of cases, each once; empty for meetings, trainings."""

    code: str
    number: int
    cases: tuple[str, ...] = field(default=(), repr=False)

    @property
    def is_small(self) -> bool:
        """Whether so few stand behind it that a neighbour may know who (P-09: what leaves must not tell of anybody)."""
        if self.code.split(".")[0] in NOBODYS:
            return False
        few = len(self.cases) if self.code.split(".")[0] == WON else self.number
        return 1 <= few <= SMALL


def month_of(day: date) -> tuple[date, date]:
    """First and last day of the month of that day."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def side_of(sector: str | None, kind: str) -> Side:
    """Whose help an entry is: as its organisation says, else as its kind says; unknown where neither does."""
    if sector in _SIDE_OF_SECTOR:
        return _SIDE_OF_SECTOR[sector]
    return next((side for begin, side in _SIDE_OF_KIND.items() if kind.startswith(begin)), Side.UNKNOWN)


def won_of(unit: str | None, count: int) -> int | None:
    """What a share of a donation is worth: money is, of goods nobody has said it (None)."""
    return count if unit is not None and unit.strip() in ("원", "won", "KRW") else None


def kind_of(kind: str) -> str:
    """The kind as it is counted: its second level, for relations the first; "" for what is no kind."""
    return next((one for one in KINDS if kind.startswith(one)), "")


def figures(rows: Rows, first: date, last: date) -> tuple[Figure, ...]:
    """Every figure of the days from ``first`` to ``last``, both included, in the order of :data:`CODES`."""
    counter = _Counter(rows, first, last)
    return tuple(counter.figure(code) for code in CODES)


def _codes() -> tuple[str, ...]:
    sides = [one.value for one in Side]
    links = [
        code
        for what in ("requested", "accepted", "completed")
        for code in (
            f"links.{what}",
            *(f"links.{what}.{side}" for side in sides),
            *(f"links.{what}.kind.{kind}" for kind in KINDS),
        )
    ]
    return (
        "persons.clients", "persons.household",
        "contacts", "contacts.reached", "contacts.unreached",
        *(f"contacts.way.{one.value}" for one in ContactWay),
        *(f"contacts.service.{one.value}" for one in DirectService),
        "cases.carried", "cases.new", "cases.closed", *(f"cases.closed.{one.value}" for one in ClosingReason),
        "cases.ongoing", "cases.general", "cases.special", "cases.undecided",
        *links, "links.refused",
        "value", *(f"value.{side}" for side in sides), "value.donated",
        "shares",
        "conferences", *(f"conferences.{one.value}" for one in ConferenceKind),
        "trainings",
    )  # fmt: skip


#: Every figure that there is, in the order of the page.
CODES = _codes()

#: Sums that hold between figures of one span: who hides one number of a sum must hide two.
SUMS: tuple[tuple[str, ...], ...] = (
    ("contacts", "contacts.reached", "contacts.unreached"),
    ("contacts", *(one for one in CODES if one.startswith("contacts.way."))),
    ("cases.carried", "cases.new", "cases.closed", "cases.ongoing"),
    ("cases.closed", *(one for one in CODES if one.startswith("cases.closed."))),
    ("cases.ongoing", "cases.general", "cases.special", "cases.undecided"),
    *(
        (f"links.{what}", *(one for one in CODES if one.startswith(f"links.{what}.") and (".kind." in one) is by_kind))
        for what in ("requested", "accepted", "completed")
        for by_kind in (False, True)
    ),
    ("value", *(one for one in CODES if one.startswith("value."))),
)

#: Figures that add up over months; persons and what is under way do not.
ADDS_UP = frozenset(
    one for one in CODES
    if not one.startswith("persons.") and one not in ("cases.carried", "cases.ongoing", "cases.general", "cases.special", "cases.undecided")
)  # fmt: skip


def guarded(figures: Mapping[str, Figure], sums: Iterable[Sequence[str]]) -> frozenset[str]:
    """Keys of the figures that are not told where a sheet leaves the office and small numbers are to be hidden.

    Every small one; and where of a sum just one was hidden, the smallest of the others too, until no sum of ``sums``
    gives a hidden number away. Zero tells of nobody and stays, unless a sum has nothing else to hide.
    """
    hidden = {key for key, one in figures.items() if one.is_small}
    standing = [[key for key in one if key in figures] for one in sums]
    changed = True
    while changed:
        changed = False
        for keys in standing:
            told = [key for key in keys if key not in hidden]
            if len(keys) - len(told) == 1 and told:
                hidden.add(min(told, key=lambda key: (figures[key].number == 0, abs(figures[key].number), key)))
                changed = True
    return frozenset(hidden)


class _Counter:
    """Counts within a span of days."""

    def __init__(self, rows: Rows, first: date, last: date):
        self.rows, self.first, self.last = rows, first, last
        self.cases = {one.id: one for one in rows.cases}
        self.contacts = [one for one in rows.contacts if one.case in self.cases and self.within(one.on)]
        self.links = [one for one in rows.links if one.case in self.cases]
        self.shares = [one for one in rows.shares if one.case in self.cases and self.within(one.received_on)]

    def within(self, day: date | None) -> bool:
        return day is not None and self.first <= day <= self.last

    def figure(self, code: str) -> Figure:
        """The figure of that code; KeyError for another."""
        subject, _, rest = code.partition(".")
        count: Callable[[str, str], Figure] = getattr(self, f"_{subject}")
        return count(code, rest)

    def _persons(self, code: str, rest: str) -> Figure:
        served = {one.case for one in self.contacts if one.reached} | {one.case for one in self.shares}
        served |= {one.case for one in self.links if self._was(one, "accepted")}
        # Of two cases of one client the larger household counts, once.
        people: dict[str, int] = {}
        for case in (self.cases[one] for one in served):
            people[case.client] = max(people.get(case.client, 0), case.members, 1)
        number = len(people) if rest == "clients" else sum(people.values())
        return Figure(code, number, self._in_order(served))

    def _contacts(self, code: str, rest: str) -> Figure:
        sort, _, value = rest.partition(".")
        fits = {
            "": lambda one: True,
            "reached": lambda one: one.reached,
            "unreached": lambda one: not one.reached,
            "way": lambda one: _way(one.way) == value,
            "service": lambda one: one.service == value,
        }[sort]
        return self._each(code, [one.case for one in self.contacts if fits(one)])

    def _cases(self, code: str, rest: str) -> Figure:
        state, _, reason = rest.partition(".")
        if state == "new":
            found = [one for one in self.cases.values() if self.within(one.opened_on)]
        elif state == "carried":
            found = [one for one in self.cases.values() if one.opened_on < self.first and not _over(one, self.first)]
        elif state == "closed":
            found = [one for one in self.cases.values() if self.within(one.closed_on) and one.opened_on <= self.last]
            found = [one for one in found if not reason or (one.reason and one.reason.value == reason)]
        else:
            after = self.last + timedelta(days=1)
            found = [one for one in self.cases.values() if one.opened_on <= self.last and not _over(one, after)]
            if state != "ongoing":
                found = [one for one in found if (one.kind.value if one.kind else "undecided") == state]
        return self._each(code, [one.id for one in found])

    def _links(self, code: str, rest: str) -> Figure:
        what, _, by = rest.partition(".")
        found = [one for one in self.links if self._was(one, what)]
        if by.startswith("kind."):
            found = [one for one in found if one.kind == by.removeprefix("kind.")]
        elif by:
            found = [one for one in found if one.side.value == by]
        return self._each(code, [one.case for one in found])

    def _value(self, code: str, rest: str) -> Figure:
        given = [(one.case, one.value) for one in self.links if one.value and self.within(one.started_on) and rest in ("", one.side.value)]
        if rest in ("", "donated"):
            given += [(one.case, one.value) for one in self.shares if one.value]
        return Figure(code, sum(value or 0 for _, value in given), self._in_order({case for case, _ in given}))

    def _shares(self, code: str, rest: str) -> Figure:
        return self._each(code, [one.case for one in self.shares])

    def _conferences(self, code: str, rest: str) -> Figure:
        return Figure(code, sum(self.within(one.on) and rest in ("", one.kind.value) for one in self.rows.meetings))

    def _trainings(self, code: str, rest: str) -> Figure:
        return Figure(code, sum(self.within(one.on) for one in self.rows.trainings))

    def _was(self, one: LinkRow, what: str) -> bool:
        if what == "requested":
            return self.within(one.requested_on)
        if what == "accepted":  # what was said yes to and later failed was said yes to
            return self.within(one.answered_on) and (one.state in SERVES or one.started_on is not None)
        if what == "refused":
            return self.within(one.answered_on) and one.state is ReferralState.REJECTED
        return one.state is ReferralState.COMPLETED and self.within(one.ended_on)

    def _each(self, code: str, cases: list[str]) -> Figure:
        return Figure(code, len(cases), self._in_order(set(cases)))

    def _in_order(self, cases: set[str]) -> tuple[str, ...]:
        return tuple(one for one in self.cases if one in cases)


def _over(case: CaseRow, day: date) -> bool:
    """Whether the case was closed before that day."""
    return case.closed_on is not None and case.closed_on < day


def _way(way: str) -> str:
    return way if way in ContactWay._value2member_map_ else ContactWay.OTHER.value
