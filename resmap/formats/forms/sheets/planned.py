"""From the plan and the person's week as the domain has them to what is printed: the one place where they meet."""

from datetime import date

from resmap.domain.planning.fulfilment import Fulfilment
from resmap.domain.planning.schedule import OwnSchedule, Visit
from resmap.domain.planning.sheet import COLUMNS, EMPTY_DAY, PlanSheet, SheetRow, cell, korean_day
from resmap.formats.forms.model import Label
from resmap.formats.forms.sheets import planning
from resmap.formats.forms.sheets.common import Issuer

_TICKS: dict[Fulfilment | None, planning.Fulfilment] = {
    Fulfilment.MET: "achieved",
    Fulfilment.EXTENDED: "extended",
    Fulfilment.REASSESS: "reassess",
    None: "",
}
_BY_NAME = {column.name: column for column in COLUMNS}


def printed_plan(sheet: PlanSheet, issuer: Issuer, roles: tuple[str, ...] = ()) -> planning.PlanSheet:
    """The sheet for paper. ``takes_part`` is ticked once the client's day stands under it; ``shares`` never from it."""
    return planning.PlanSheet(
        issuer=issuer,
        number=sheet.management_number,
        person=sheet.client_name,
        born=_dotted(sheet.birth_date),
        manager=sheet.manager,
        goal_short=sheet.short_term,
        goal_long=sheet.long_term,
        lines=tuple(map(_line, sheet.sorted_rows)),
        opinion=sheet.opinion,
        deferred=sheet.deferred,
        shared_with=sheet.shared_with,
        from_day=korean_day(sheet.service_agreed_on),
        signed_on=korean_day(sheet.signed_on, EMPTY_DAY) if sheet.signed_on else "",
        takes_part=True if sheet.service_agreed_on else None,
        version=sheet.version,
        roles=roles,
        signer=sheet.signer,
    )


def _line(row: SheetRow) -> planning.PlanLine:
    def text(name: str) -> str:
        return cell(row, _BY_NAME[name])

    return planning.PlanLine(
        objective=row.objective,
        service=row.content,
        priority=text("priority"),
        timing=row.timing,
        starts=_dotted(row.starts_on),
        ends=_dotted(row.ends_on),
        times=text("per_week"),
        provider=row.provider,
        in_charge=row.person,
        method=text("methods"),
        fulfilment=_TICKS[row.fulfilment],
    )


def printed_week(
    week: OwnSchedule, issuer: Issuer, person: str, label: Label, period: str = ""
) -> planning.ScheduleSheet:
    """The person's week for the wall: days that have something, then what has no fixed day, then what is not settled."""
    days = tuple(
        planning.ScheduleDay(label(f"schedule.weekday_{number}"), tuple(_item(one, label) for one in visits))
        for number, visits in enumerate(week.days)
        if visits
    )
    others = tuple(_item(one, label) for one in week.other)
    waiting = tuple(label("schedule.not_yet", what=one.what) for one in week.not_yet)
    return planning.ScheduleSheet(issuer, person, period, days, others, waiting)


def _item(one: Visit, label: Label) -> planning.ScheduleItem:
    return planning.ScheduleItem(
        what=one.what, when=one.time, who=label("schedule.mine") if one.mine else one.who, where=""
    )


def _dotted(day: date | None) -> str:
    return f"{day.year}. {day.month}. {day.day}." if day else ""
