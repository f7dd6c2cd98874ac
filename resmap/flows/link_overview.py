"""연계 총괄: every link of the supervisor's dongs on one page, numbers first, then the list (R046, B:169).

What waits too long and what was refused for the same reason again stand out: the first asks for a call, the second
tells that the register has something wrong. A case is named by its number alone; nobody's name stands here. The number
of queries does not depend on how many links there are.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date

from resmap.domain.advocacy import Refuser
from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, Permission
from resmap.domain.referral_reasons import HAS_OUTCOME, REFUSED, TEACHES, Outcome
from resmap.flows.case_telling import local_day
from resmap.flows.mapping import Group, group_of
from resmap.flows.referral_letters import MEDIA, Made
from resmap.flows.referral_view import SECTIONS
from resmap.flows.referral_waiting import is_overdue
from resmap.formats.plain_sheet import plain_sheet
from resmap.store import UnitOfWork, accounts
from resmap.store.queries import links as queries
from resmap.store.queries.links import Link, To
from resmap.words import say

#: Lines of a page of the list.
SIZE = 50
#: So many refusals of one place for one reason are often [K].
OFTEN = 3
#: A referral with no outcome yet, though there could be one.
NO_OUTCOME = "none"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked at: "" for all. ``month`` of the request (2026-11), ``kind`` a :class:`Group`, ``state`` a section
    of the referral list or a state, ``late`` only those whose answer is overdue, ``reason`` a code, ``to`` an entry."""

    dong: str = ""
    month: str = ""
    kind: str = ""
    state: str = ""
    outcome: str = ""
    manager: str = ""
    reason: str = ""
    to: str = ""
    late: bool = False

    @property
    def is_all(self) -> bool:
        return not any(getattr(self, one.name) for one in fields(self))


@dataclass(frozen=True, slots=True)
class LinkLine:
    """One referral. ``kind`` is a code of :class:`Group`; ``days`` since it was asked (or drafted)."""

    id: str
    number: str
    dong: str | None
    protected: bool
    manager: str
    offer: str
    unit: str
    kind: str
    state: str
    outcome: str | None
    reason: str | None
    decided_by: str | None
    since: date
    days: int
    late: bool


@dataclass(frozen=True, slots=True)
class Sum:
    """How many of one dong, month, kind, manager ...: ``code`` for a filter, ``name`` a proper name or ""."""

    code: str
    name: str
    all: int
    waiting: int
    running: int
    helped: int
    refused: int


@dataclass(frozen=True, slots=True)
class Repeated:
    """A place that refused for one reason again and again; ``teaches``: the register may have it wrong."""

    offer: str
    name: str
    unit: str
    reason: str
    times: int
    teaches: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """``total`` of what was asked for, ``late`` of it without an answer in time; ``known_outcomes`` have one."""

    asked: Asked
    total: int
    drafts: int
    waiting: int
    late: int
    running: int
    refused: int
    helped: int
    known_outcomes: int
    by_dong: tuple[Sum, ...]
    by_month: tuple[Sum, ...]
    by_kind: tuple[Sum, ...]
    by_manager: tuple[Sum, ...]
    repeated: tuple[Repeated, ...]
    lines: tuple[LinkLine, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer: dongs and months, (id, name) of managers; kinds, states and outcomes are closed lists."""

    dongs: tuple[str, ...]
    months: tuple[str, ...]
    managers: tuple[tuple[str, str], ...]


def overview(
    uow: UnitOfWork, actor: Actor, today: date, asked: Asked, *, locale: str, page: int = 1
) -> tuple[Overview, Choices]:
    """The links of the supervisor's dongs that were asked for; notes which cases were listed. Raises NotAllowed."""
    actor.require(Permission.CASE_DECIDE)
    every, names = _told(uow, actor, today, locale)
    found = [one for one in every if _is_asked(one, asked)]
    pages = max(1, -(-len(found) // SIZE))
    page = min(max(page, 1), pages)
    shown = found[(page - 1) * SIZE : page * SIZE]
    if shown:
        of = sorted({one.link.case_id for one in shown})
        uow.event(EventKind.CLIENT_LISTED, facts={"asked": "links", "cases": len(of), "of": of})
    uow.commit()
    in_state = Counter(one.section for one in found)
    view = Overview(
        asked=asked,
        total=len(found),
        drafts=in_state["drafts"],
        waiting=in_state["waiting"],
        late=sum(one.line.late for one in found),
        running=in_state["running"],
        refused=sum(one.refused for one in found),
        helped=sum(one.helped for one in found),
        known_outcomes=sum(one.line.outcome is not None for one in found),
        by_dong=_sums(found, lambda one: one.link.dong or "", lambda code: code),
        by_month=tuple(sorted(_sums(found, lambda one: one.month, lambda code: code), key=lambda one: one.code, reverse=True)),
        by_kind=_sums(found, lambda one: one.line.kind, lambda code: ""),
        by_manager=_sums(found, lambda one: one.link.manager_id or "", lambda code: names.get(code, "")),
        repeated=_repeated(found),
        lines=tuple(one.line for one in shown),
        page=page,
        pages=pages,
    )
    return view, Choices(
        dongs=tuple(sorted({one.link.dong for one in every if one.link.dong})),
        months=tuple(sorted({one.month for one in every}, reverse=True)),
        managers=tuple(
            sorted(
                {(one.link.manager_id, names.get(one.link.manager_id, "")) for one in every if one.link.manager_id},
                key=lambda pair: (pair[1], pair[0]),
            )
        ),
    )


def as_file(uow: UnitOfWork, actor: Actor, today: date, asked: Asked, *, locale: str) -> Made:
    """What was asked for as a workbook; notes that it left with which referrals. Raises NotAllowed.

    No client's name, no dong of a client who is protected or lives with violence (P-22), no resident's name and no name of a secret place.
    """
    actor.require(Permission.CASE_DECIDE)
    every, _ = _told(uow, actor, today, locale)
    found = [one for one in every if _is_asked(one, asked)]
    uow.event(
        EventKind.EXPORTED,
        facts={"format": "links", "referrals": len(found), "of": sorted({one.link.case_id for one in found})},
    )
    uow.commit()
    columns = [(say(f"links.column.{name}", locale), width) for name, width in _COLUMNS]
    data = plain_sheet(say("links.sheet", locale), columns, (_cells(one, locale) for one in found))
    return Made(data, MEDIA["xlsx"], f"{say('links.file', locale)} {today.isoformat()}.xlsx")


_COLUMNS = (
    ("number", 14), ("dong", 12), ("manager", 12), ("kind", 10), ("to", 30), ("unit", 30), ("state", 12),
    ("since", 14), ("late", 10), ("reason", 20), ("outcome", 16),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _One:
    """A link with what is told of it."""

    link: Link
    line: LinkLine
    month: str
    section: str
    secret: bool
    resident: bool

    @property
    def refused(self) -> bool:
        """Somebody other than the client said no, or nobody answered."""
        return self.link.state in REFUSED and self.link.decided_by in _OTHERS

    @property
    def helped(self) -> bool:
        return self.link.outcome in _HELPED


_OTHERS = frozenset({Refuser.PROVIDER.value, Refuser.THIRD_PARTY.value})
_HELPED = frozenset({Outcome.GOT_HELP.value, Outcome.PARTLY.value})
_SECTION_OF = {state: name for name, states in SECTIONS.items() for state in states}


def _told(uow: UnitOfWork, actor: Actor, today: date, locale: str) -> tuple[list[_One], dict[str, str]]:
    names = {one.id: (locale == "en" and one.name_en) or one.name for one in accounts.users(uow)}
    entries = queries.entries(uow)
    return [_one(link, entries.get(link.offer_id), names, today, locale) for link in queries.listed(uow, actor)], names


def _one(link: Link, to: To | None, names: Mapping[str, str], today: date, locale: str) -> _One:
    since = local_day(link.requested_at or link.created_at)
    unit = " ".join(filter(None, (link.organisation, link.department)))
    resident = to is not None and to.kind.startswith("H1")
    line = LinkLine(
        id=link.id,
        number=link.number,
        dong=link.dong,
        protected=link.protected,
        manager=names.get(link.manager_id or "", ""),
        offer=((locale == "en" and to.name_en) or to.name) if to else link.organisation,
        unit="" if resident else unit,
        kind=(group_of(to) if to else Group.AGENCY).value,
        state=link.state.value,
        outcome=link.outcome,
        reason=link.reason_code,
        decided_by=link.decided_by,
        since=since,
        days=(today - since).days,
        late=is_overdue(link, today),
    )
    return _One(link, line, f"{since:%Y-%m}", _SECTION_OF[link.state], to is not None and to.secret, resident)


def _is_asked(one: _One, asked: Asked) -> bool:
    link, line = one.link, one.line
    if asked.outcome == NO_OUTCOME:
        outcome = link.outcome is None and link.state in HAS_OUTCOME
    else:
        outcome = not asked.outcome or link.outcome == asked.outcome
    return (
        outcome
        and (not asked.late or line.late)
        and all(
            not wanted or wanted in told
            for wanted, told in (
                (asked.dong, (link.dong,)),
                (asked.month, (one.month,)),
                (asked.kind, (line.kind,)),
                (asked.state, (line.state, one.section, "refused" if one.refused else "")),
                (asked.manager, (link.manager_id,)),
                (asked.reason, (link.reason_code,)),
                (asked.to, (link.offer_id,)),
            )
        )
    )


def _sums(found: Iterable[_One], code_of: Callable[[_One], str], name_of: Callable[[str], str]) -> tuple[Sum, ...]:
    """The many first."""
    groups: dict[str, list[_One]] = {}
    for one in found:
        groups.setdefault(code_of(one), []).append(one)
    sums = [
        Sum(
            code,
            name_of(code),
            len(group),
            sum(one.section == "waiting" for one in group),
            sum(one.section == "running" for one in group),
            sum(one.helped for one in group),
            sum(one.refused for one in group),
        )
        for code, group in groups.items()
    ]
    return tuple(sorted(sums, key=lambda one: (-one.all, one.name, one.code)))


def _repeated(found: Iterable[_One]) -> tuple[Repeated, ...]:
    groups: dict[tuple[str, str], list[_One]] = {}
    for one in found:
        if one.refused and one.link.decided_by == Refuser.PROVIDER and one.link.reason_code:
            groups.setdefault((one.link.offer_id, one.link.reason_code), []).append(one)
    often = [
        Repeated(offer, group[0].line.offer, group[0].line.unit, reason, len(group), reason in TEACHES)
        for (offer, reason), group in groups.items()
        if len(group) >= OFTEN
    ]
    return tuple(sorted(often, key=lambda one: (-one.times, one.name, one.reason)))


def _cells(one: _One, locale: str) -> tuple[str, ...]:
    line, hidden = one.line, one.secret or one.resident
    kind = say(f"map.group.{line.kind}.name", locale)
    return (
        line.number,
        "" if line.protected else line.dong or "",
        line.manager,
        kind,
        say("links.secret", locale) if one.secret else kind if one.resident else line.offer,
        "" if hidden else line.unit,
        say(f"referral.state.{line.state}", locale),
        line.since.isoformat(),
        say("links.late", locale) if line.late else "",
        say(f"referral.reason.{line.reason}", locale) if line.reason else "",
        say(f"referral.outcome.{line.outcome}", locale) if line.outcome else "",
    )
