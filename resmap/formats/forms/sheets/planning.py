"""The plan and check sheet ①–⑮ (seed B:284-297, R114–R128), and the person's own week in plain words."""

from dataclasses import dataclass
from typing import Literal

from resmap.formats.forms.model import (
    Block,
    Field,
    FieldTable,
    Form,
    Grid,
    Label,
    Note,
    Signatures,
    Text,
    below,
    in_line,
)
from resmap.formats.forms.sheets.common import MARKS, Issuer, sign_off, signed, ticks

#: ⑬, with what each means in the catalogue.
Fulfilment = Literal["achieved", "extended", "reassess", ""]
FULFILMENTS = ("plan.fulfilment.achieved", "plan.fulfilment.extended", "plan.fulfilment.reassess")
#: ③ to ⑬ and their widths (turned paper).
_COLUMNS = (
    ("objective", 15), ("service", 19), ("priority", 5), ("timing", 7), ("starts", 11), ("ends", 11), ("times", 8),
    ("provider", 11), ("in_charge", 8), ("method", 10), ("fulfilled", 10),
)  # fmt: skip
#: A day is never parted.
_KEPT = "\N{NO-BREAK SPACE}"
#: So many lines are held together with their signatures on one page.
_FEW = 4
#: Rows that a plan without lines offers to write on.
_EMPTY = 6


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One service of the plan: ③ to ⑬. Neighbouring lines of one objective are drawn under it."""

    objective: str
    service: str
    priority: str = ""
    timing: str = ""
    starts: str = ""
    ends: str = ""
    times: str = ""
    provider: str = ""
    in_charge: str = ""
    method: str = ""
    fulfilment: Fulfilment = ""


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """``shared_with``: named recipients with what each gets, one text each (the second consent covers no other).

    ``takes_part`` and ``shares``: what was answered to each consent, None where it is still to be ticked by hand.
    ``deferred``: (need, reason) of what waits. ``from_day``: the day the agreement runs from. ``signer``: who signs
    where it is not the person (a representative).
    """

    issuer: Issuer
    number: str
    person: str
    born: str
    manager: str
    goal_short: str = ""
    goal_long: str = ""
    lines: tuple[PlanLine, ...] = ()
    opinion: str = ""
    deferred: tuple[tuple[str, str], ...] = ()
    shared_with: tuple[str, ...] = ()
    from_day: str = ""
    signed_on: str = ""
    takes_part: bool | None = None
    shares: bool | None = None
    version: str = ""
    roles: tuple[str, ...] = ()
    signer: str = ""


def plan_sheet(plan: PlanSheet, label: Label, locale: str = "ko") -> Form:
    """The sheet with ①–⑮ in the order of the source, on turned A4; the two consents are asked apart (R127)."""

    def named(place: int, key: str) -> str:
        return f"{MARKS[place - 1]} {label(f'plan.{key}')}"

    about = FieldTable(
        (
            Field(named(1, "number"), plan.number),
            Field(label("plan.person"), plan.person),
            Field(label("plan.born"), plan.born),
            Field(label("plan.manager"), plan.manager),
        ),
        columns=2,
        label_width=12,
    )
    goals = FieldTable(
        (
            Field(named(2, "goal_short"), plan.goal_short, lines=2),
            Field(label("plan.goal_long"), plan.goal_long, lines=2),
        ),
        label_width=12,
    )
    grid = Grid(
        tuple(named(place, key) for place, (key, _) in enumerate(_COLUMNS, start=3)),
        tuple(_row(line, label) for line in plan.lines),
        widths=tuple(width for _, width in _COLUMNS),
        empty=0 if plan.lines else _EMPTY,
        centred=frozenset((2, 3, 4, 5, 6)),
        grouped=True,
        lines=1 if plan.lines else 2,
    )
    blocks: tuple[Block, ...] = (*sign_off(label, plan.roles or plan.issuer.roles), about, goals, grid)
    if plan.opinion:
        blocks += (Text(plan.opinion, label("plan.opinion"), boxed=True),)
    if plan.deferred:
        headings = (label("plan.deferred_need"), label("plan.deferred_reason"))
        blocks += (Grid(headings, plan.deferred, (2, 3), heading=label("plan.deferred")),)
    meta = ((label("plan.version"), plan.version),) if plan.version else ()
    return Form(
        label("plan.title"), blocks + _agreed(plan, label), meta=meta, footer=plan.issuer.line(), landscape=True,
        locale=locale, one_page=0 < len(plan.lines) <= _FEW,
    )  # fmt: skip


def _row(line: PlanLine, label: Label) -> tuple[str, ...]:
    fulfilled = below(ticks(label, FULFILMENTS, line.fulfilment))
    return (
        line.objective, line.service, line.priority, line.timing, line.starts.replace(" ", _KEPT), line.ends.replace(" ", _KEPT), line.times, line.provider,
        line.in_charge, line.method, fulfilled,
    )  # fmt: skip


def _agreed(plan: PlanSheet, label: Label) -> tuple[Block, ...]:
    from_day = plan.from_day or label("common.day_blank")
    recipients = "\n".join(f"· {one}" for one in plan.shared_with) or (label("plan.shares_none") if plan.lines else "")
    return (
        FieldTable(
            (
                Field(label("plan.takes_part"), label("plan.takes_part_text", day=from_day), wide=True),
                Field(label("plan.answer"), _answer(label, plan.takes_part), wide=True),
            ),
            columns=1,
            heading=label("plan.consent_first"),
            label_width=14,
        ),
        FieldTable(
            (
                Field(label("plan.shares"), label("plan.shares_text"), wide=True),
                Field(label("plan.shared_with"), recipients, wide=True, lines=2),
                Field(label("plan.answer"), _answer(label, plan.shares), wide=True),
            ),
            columns=1,
            heading=label("plan.consent_second"),
            label_width=14,
        ),
        Note(label("plan.apart")),
        Signatures(
            (
                signed(label, f"{MARKS[13]} {label('plan.sign_person')}", plan.signer or plan.person),
                signed(label, f"{MARKS[14]} {label('plan.sign_manager')}", plan.manager),
            ),
            date=plan.signed_on or label("common.day_blank"),
        ),
    )


def _answer(label: Label, given: bool | None) -> str:
    chosen = {True: "yes", False: "no", None: ""}[given]
    return in_line(ticks(label, ("common.agree.yes", "common.agree.no"), chosen))


@dataclass(frozen=True, slots=True)
class ScheduleItem:
    """What, when, who comes, and where (empty where it must not be written)."""

    what: str
    when: str = ""
    who: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class ScheduleDay:
    """One day of the week, in words."""

    day: str
    items: tuple[ScheduleItem, ...] = ()


@dataclass(frozen=True, slots=True)
class ScheduleSheet:
    """``others``: what has no fixed day. ``reminders``: short sentences in plain words."""

    issuer: Issuer
    person: str
    period: str = ""
    days: tuple[ScheduleDay, ...] = ()
    others: tuple[ScheduleItem, ...] = ()
    reminders: tuple[str, ...] = ()


def schedule_sheet(week: ScheduleSheet, label: Label, locale: str = "ko") -> Form:
    """The person's own week on upright A4 in large letters: for the wall, not for the file."""
    placed = any(item.where for day in week.days for item in day.items) or any(item.where for item in week.others)
    keys = ("day", "when", "what", "who", *(("where",) if placed else ()))
    widths = (3, 6, 9, 7, *((8,) if placed else ()))
    rows = [
        (day.day, item.when, item.what, item.who, *((item.where,) if placed else ()))
        for day in week.days
        for item in day.items
    ]
    rows += [("—", item.when, item.what, item.who, *((item.where,) if placed else ())) for item in week.others]
    blocks: tuple[Block, ...] = (
        Grid(
            tuple(label(f"schedule.{key}") for key in keys),
            tuple(rows),
            widths,
            nothing=label("schedule.nothing"),
            centred=frozenset((0,)),
            grouped=True,
        ),
    )
    if week.reminders:
        blocks += (Text("\n".join(f"· {one}" for one in week.reminders), label("schedule.remember")),)
    contact = FieldTable(
        (
            Field(label("schedule.ask_whom"), " ".join(one for one in (week.issuer.person, week.issuer.office) if one)),
            Field(label("schedule.ask_phone"), week.issuer.phone),
        ),
        columns=1,
        heading=label("schedule.ask"),
        label_width=30,
    )
    return Form(
        label("schedule.title", person=week.person), (*blocks, contact, Text(label("schedule.stop"))), week.period,
        large=True, locale=locale,
    )  # fmt: skip


__all__ = ["PlanLine", "PlanSheet", "ScheduleDay", "ScheduleItem", "ScheduleSheet", "plan_sheet", "schedule_sheet"]
