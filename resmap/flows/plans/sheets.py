"""The plan and check sheet ①-⑮ and the person's own week, filled from the records and printed (R114-R128, R162).

``domain.planning.sheet.PlanSheet`` is the one truth: the page shows it, PDF, HWPX, XLSX and the office's own form are
made from it. A protected client's address stands on neither sheet (P-22); the week hangs on a fridge, so a place
that must stay secret does not stand on it at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial

from resmap.domain.duties import unsafe_at_home
from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.domain.planning.fulfilment import Fulfilment
from resmap.domain.planning.plan import CheckMethod
from resmap.domain.planning.schedule import OwnSchedule, own_schedule
from resmap.domain.planning.sheet import PlanSheet, SheetRow
from resmap.flows import letterheads, office_forms
from resmap.flows.plans.deferring import deferred
from resmap.flows.plans.in_hand import PlanInHand, line_value, load
from resmap.flows.printing import note_print
from resmap.flows.together import TELLING
from resmap.formats.forms import sheets, to_hwpx, to_pdf, to_xlsx
from resmap.formats.problems import FormatError
from resmap.store import ConsentKind, ConsentRecord, OfficeRecord, UnitOfWork, accounts
from resmap.words import has, say

__all__ = ["FormatError", "Made", "SheetAs", "SheetView", "WeekView", "plan_file", "sheet_page", "week_file", "week_page"]


class SheetAs(StrEnum):
    """What the sheet can be had as; ``office`` is the office's own form."""

    PDF = "pdf"
    HWPX = "hwpx"
    XLSX = "xlsx"
    OFFICE = "office"


_MEDIA = {
    SheetAs.PDF: "application/pdf",
    SheetAs.HWPX: "application/hwp+zip",
    SheetAs.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Made:
    """A file; its name says the case's number, never a person."""

    data: bytes
    media: str
    name: str


@dataclass(frozen=True, slots=True)
class SheetView:
    """The sheet on screen. ``number`` is the version; ``own_form``: the office has brought a form of its own."""

    case: str
    number: int
    state: str
    sheet: PlanSheet
    own_form: bool


@dataclass(frozen=True, slots=True)
class WeekView:
    """The person's week on screen. ``unsafe``: somebody at home must not learn of it (P-22)."""

    case: str
    person: str
    week: OwnSchedule
    period: tuple[date | None, date | None]
    in_force: bool
    unsafe: bool


def sheet_page(
    uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, number: int | None = None
) -> SheetView:
    """The plan and check sheet of one version. Raises NotAllowed, NotFound (no plan, no such version)."""
    hand = _with_plan(uow, actor, case_id, today, number)
    view = SheetView(
        case=case_id,
        number=hand.plan.number,
        state=hand.plan.state,
        sheet=sheet_of(uow, hand),
        own_form=office_forms.has_form(uow, actor, office_forms.PLAN),
    )
    uow.event(EventKind.CLIENT_READ, case_id, client=hand.loaded.client_id, facts={"page": "plan_sheet"})
    uow.commit()
    return view


def plan_file(
    uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, as_: SheetAs, number: int | None = None
) -> Made:
    """The sheet as a file, in Korean whatever the screen speaks; notes that it was printed.

    Raises NotFound (no plan; no form of the office's own), FormatError (NO_FONT; a form that cannot be filled).
    """
    hand = _with_plan(uow, actor, case_id, today, number)
    printed = sheets.printed_plan(sheet_of(uow, hand), issuer_of(uow, actor, hand))
    label = _label("ko")
    name = say("plan.file.sheet", "ko", number=hand.loaded.parts.case.number, version=hand.plan.number)
    if as_ is SheetAs.OFFICE:
        own = office_forms.filled(uow, actor, office_forms.PLAN, sheets.plan_values(printed, label))
        made = Made(own.document, _MEDIA[SheetAs.HWPX], f"{name}.hwpx")
    else:
        draw = {SheetAs.PDF: to_pdf, SheetAs.HWPX: to_hwpx, SheetAs.XLSX: to_xlsx}[as_]
        made = Made(draw(sheets.plan_sheet(printed, label)), _MEDIA[as_], f"{name}.{as_.value}")
    _note_print(uow, hand, {"sheet": "plan", "as": as_.value, "plan": hand.plan.id})
    return made


def week_page(uow: UnitOfWork, actor: Actor, case_id: str, today: date) -> WeekView:
    """The person's week from the plan in force (else the draft). Raises NotFound without a plan."""
    hand = _with_plan(uow, actor, case_id, today, None)
    view = _week(uow, actor, hand)
    uow.event(EventKind.CLIENT_READ, case_id, client=hand.loaded.client_id, facts={"page": "plan_week"})
    uow.commit()
    return view


def week_file(uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, locale: str = "ko") -> Made:
    """The week as PDF in large letters; notes that it was printed. Raises as :func:`plan_file`."""
    hand = _with_plan(uow, actor, case_id, today, None)
    view = _week(uow, actor, hand)
    label = _label(locale)
    days = [say("plan.day", locale, day=one) if one else "" for one in view.period]
    printed = sheets.printed_week(
        view.week, issuer_of(uow, actor, hand), view.person, label, " ~ ".join(days) if any(days) else ""
    )
    name = say("plan.file.week", "ko", number=hand.loaded.parts.case.number)
    made = Made(to_pdf(sheets.schedule_sheet(printed, label, locale)), _MEDIA[SheetAs.PDF], f"{name}.pdf")
    _note_print(uow, hand, {"sheet": "week", "as": "pdf", "plan": hand.plan.id})
    return made


def sheet_of(uow: UnitOfWork, hand: PlanInHand) -> PlanSheet:
    """①-⑮ of the version in hand."""
    case, client, plan = hand.loaded.parts.case, hand.loaded.parts.client, hand.plan
    manager = accounts.user(uow, case.manager_id)
    name = manager.name if manager else ""
    objectives = {one.id: one.text or "" for one in hand.objectives}
    given = _provided(hand, hand.loaded.case.today)
    signed = [day for day in (plan.service_agreed_on, plan.manager_signed_on) if day]
    return PlanSheet(
        management_number=case.number,
        client_name=client.name or "",
        birth_date=_day(client.birth_date),
        manager=name,
        short_term=plan.short_term or "",
        long_term=plan.long_term or "",
        rows=tuple(
            SheetRow(
                objective=objectives.get(one.objective_id, ""),
                content=_content(one.content or "", one.condition),
                priority=one.priority,
                timing=say(f"plan.timing.{one.timing}", "ko") if one.timing else "",
                starts_on=one.starts_on,
                ends_on=one.ends_on,
                per_week=one.per_week,
                provider=one.provider or "",
                person=one.person or "",
                methods=frozenset(CheckMethod(code) for code in (one.methods or "").split(",") if code),
                fulfilment=Fulfilment(one.fulfilment) if one.fulfilment else None,
            )
            for one in hand.lines
            if one.id not in hand.dropped
        ),
        signer=plan.signer or "",
        manager_signs=name if plan.manager_signed_on else "",
        service_agreed_on=plan.service_agreed_on,
        sharing_agreed_on=max((one.since for one in given), default=None),
        signed_on=max(signed, default=None),
        opinion=plan.opinion or "",
        deferred=tuple((f"{one.name} ({one.holder})", one.why) for one in deferred(hand.loaded, "ko")),
        shared_with=tuple(_recipients(hand, given)),
        version=str(plan.number),
    )


def issuer_of(uow: UnitOfWork, actor: Actor, hand: PlanInHand) -> sheets.Issuer:
    """The office that the sheet comes from; its number is the office's own (``settings.phone``), never a person's."""
    office = uow.get(OfficeRecord, actor.office)
    manager = accounts.user(uow, hand.loaded.parts.case.manager_id)
    return letterheads.issuer(office, person=manager.name if manager else "")


def _with_plan(uow: UnitOfWork, actor: Actor, case_id: str, today: date, number: int | None) -> PlanInHand:
    hand = load(uow, actor, case_id, today, Permission.CASE_READ, number)
    if hand.plan is None:
        raise NotFound("PlanRecord")
    return hand


def _week(uow: UnitOfWork, actor: Actor, hand: PlanInHand) -> WeekView:
    issuer, case = issuer_of(uow, actor, hand), hand.loaded.case
    unsafe, network = unsafe_at_home(case), hand.loaded.network
    lines = []
    for record in hand.lines:
        if record.id in hand.dropped:
            continue
        offer = network.by_id.get(record.provider_id or "")
        tells = TELLING.search(" ".join(filter(None, (record.content, record.provider))))
        if offer is not None and offer.location_secret or (unsafe and tells):
            continue  # whoever visits reads what hangs there
        lines.append(line_value(record))
    ends = [one.ends_on for one in lines if one.ends_on]
    starts = [one.starts_on for one in lines if one.starts_on]
    return WeekView(
        case=hand.loaded.id,
        person=hand.loaded.parts.client.name or "",
        week=own_schedule(lines, today=case.today, manager=issuer.person, phone=issuer.phone, waiting=hand.waiting),
        period=(min(starts, default=None), max(ends, default=None)),
        in_force=hand.plan.state == "contracted",
        unsafe=unsafe,
    )


def _provided(hand: PlanInHand, today: date) -> list[ConsentRecord]:
    """Consents that name a recipient and allow to tell them something today: asked for apart from the plan (R127, P-05)."""
    return [
        one
        for one in hand.loaded.parts.consents
        if one.kind is ConsentKind.PROVIDE_OFFER
        and one.granted
        and one.withdrawn_at is None
        and one.since <= today
        and (one.until is None or one.until >= today)
    ]


def _recipients(hand: PlanInHand, given: Iterable[ConsentRecord]) -> Iterable[str]:
    """ "가람복지관 재가팀: 성명, 연락처"; a place that is kept secret is not named."""
    for one in given:
        offer = hand.loaded.network.by_id.get(hand.loaded.network.sames.standing(one.recipient or ""))
        if offer is None or offer.location_secret:
            continue
        items = [say(f"files.field.{item}", "ko") for item in one.items or () if has(f"files.field.{item}")]
        yield f"{offer.name}: {', '.join(items)}" if items else offer.name


def _content(text: str, condition: str | None) -> str:
    """④ with its condition (R096): examine first, then …"""
    return f"{text}\n({say('plan.if', 'ko', condition=condition)})" if condition else text


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _label(locale: str):
    return partial(_say_form, locale)


def _say_form(locale: str, key: str, **facts) -> str:
    return say(f"forms.{key}", locale, **facts)


def _note_print(uow: UnitOfWork, hand: PlanInHand, facts: dict) -> None:
    note_print(uow, hand.loaded, facts)
    uow.commit()
