"""옮겨 적기: each record of a case as plain text for the duty system, what was carried over and what changed (day.md)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from resmap.domain import taxonomy
from resmap.domain.carrying import Sheet, Standing, compare, order_of
from resmap.domain.duties import unsafe_at_home
from resmap.domain.events import EventKind
from resmap.domain.papers import PaperKind
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.flows.case_loading import LoadedCase, load_case
from resmap.flows.case_telling import member_label
from resmap.flows.case_view import CaseHead
from resmap.flows.cases import head
from resmap.store import CarriedRecord, Course, UnitOfWork, accounts, course, history
from resmap.words import has, say
from resmap.words.explain import need_name

#: The duty systems are Korean, whoever reads the page.
THERE = "ko"


@dataclass(frozen=True, slots=True)
class CarryField:
    """One field as it is typed there; ``changed`` since it was carried over, ``before`` as it was then."""

    name: str
    text: str
    changed: bool
    before: str


@dataclass(frozen=True, slots=True)
class CarryRecord:
    """One record of a sheet. ``carried_at`` None: never carried over."""

    sheet: str
    subject: str
    standing: str
    carried_at: datetime | None
    fields: tuple[CarryField, ...]


@dataclass(frozen=True, slots=True)
class CarryPage:
    """``waiting`` counts the records that are new or changed."""

    head: CaseHead
    waiting: int
    records: tuple[CarryRecord, ...]


def page(uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, locale: str) -> CarryPage:
    """Everything of a case that is typed into the duty system, what waits first; notes that the client was read."""
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_READ)
    records = _records(uow, loaded, course.of_case(uow, actor, case_id))
    uow.event(EventKind.CLIENT_READ, case_id, client=loaded.client_id, facts={"page": "carry"})
    view = CarryPage(
        head=head(uow, loaded, locale),
        waiting=sum(1 for one in records if one.standing != Standing.CARRIED),
        records=records,
    )
    uow.commit()
    return view


def mark(
    uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, sheet: Sheet, subject: str, key: str
) -> None:
    """Note that a record was carried over as it is now; the same press twice is one note. Raises NotFound."""
    actor.require(Permission.CASE_EDIT)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    about = f"{sheet.value}/{subject}"
    if history.begin_once(uow, key, "case.carry", about=about) is None:
        told = course.of_case(uow, actor, case_id, Permission.CASE_EDIT)
        texts = _texts(loaded, told).get((sheet, subject))
        if texts is None:
            raise NotFound("CarriedRecord")
        known = {(one.sheet, one.subject_id): one for one in _carried(uow, loaded)}
        record = known.get((sheet.value, subject))
        if record is None:
            record = uow.add(CarriedRecord(case_id=case_id, sheet=sheet.value, subject_id=subject, carried_at=uow.now()))
        record.carried_at, record.copied = uow.now(), texts
        facts = {"sheet": sheet.value, "subject": subject}
        uow.event(EventKind.CARRIED_OVER, case_id, client=loaded.client_id, facts=facts)
        history.finish_once(uow, key, about)
    uow.commit()


def _records(uow: UnitOfWork, loaded: LoadedCase, told: Course) -> tuple[CarryRecord, ...]:
    office = accounts.office(uow)
    carried = {(one.sheet, one.subject_id): one for one in _carried(uow, loaded)}
    found = []
    for (sheet, subject), texts in _texts(loaded, told).items():
        before = carried.get((sheet.value, subject))
        copied = before.copied if before else None
        compared = compare(texts, copied)
        order = [name for name in order_of(office.settings if office else None, sheet) if texts.get(name) or name in compared.changed]
        fields = tuple(
            CarryField(name, texts.get(name, ""), name in compared.changed, (copied or {}).get(name, ""))
            for name in order
        )
        found.append(
            CarryRecord(sheet.value, subject, compared.standing.value, before.carried_at if before else None, fields)
        )
    order = list(Sheet)
    return tuple(sorted(found, key=lambda one: (one.standing == Standing.CARRIED, order.index(Sheet(one.sheet)))))


def _carried(uow: UnitOfWork, loaded: LoadedCase) -> Iterable[CarriedRecord]:
    return course.carried(uow, loaded.id)


def _texts(loaded: LoadedCase, told: Course) -> dict[tuple[Sheet, str], dict[str, str]]:
    """The plain text of every field, by sheet and record. Of somebody who is unsafe at home neither usual number nor
    address: what is typed elsewhere is read elsewhere (P-22)."""
    found: dict[tuple[Sheet, str], dict[str, str]] = {
        (Sheet.PERSON, loaded.id): _person(loaded),
        (Sheet.INTAKE, loaded.id): _intake(loaded, told),
    }
    for need in loaded.parts.needs:
        found[Sheet.NEED, need.id] = _need(need)
    objectives = {one.id: one.text or "" for one in told.objectives}
    for line in told.lines:
        found[Sheet.PLAN, line.id] = _plan_line(line, objectives)
    for contact in told.contacts:
        found[Sheet.CONTACT, contact.id] = {
            "day": contact.on.isoformat(),
            "method": _word("contacts.way", contact.method),
            "with_whom": contact.with_whom or "",
            "note": contact.note or "",
        }
    for one in loaded.parts.referrals:
        if one.case_id == loaded.id and one.requested_at is not None:
            found[Sheet.REFERRAL, one.id] = {
                "to": " ".join(filter(None, (one.organisation, one.department))),
                "day": one.requested_at.date().isoformat(),
                "request": one.request or "",
                "state": say(f"referral.state.{one.state.value}", THERE),
                "reply": one.reply or "",
            }
    for paper in told.papers_of(PaperKind.MONITORING):
        found[Sheet.CHECK, paper.id] = {"day": paper.on.isoformat(), "text": _told_in(paper.content)}
    case = loaded.parts.case
    if case.closed_on is not None and case.closing_reason is not None:
        found[Sheet.CLOSING, case.id] = {
            "day": case.closed_on.isoformat(),
            "reason": say(f"case.closing_reason.{case.closing_reason.value}", THERE),
        }
    return {key: {name: text for name, text in texts.items() if text} for key, texts in found.items()}


def _person(loaded: LoadedCase) -> dict[str, str]:
    case, client = loaded.parts.case, loaded.parts.client
    unsafe = unsafe_at_home(loaded.case)
    sex = loaded.parts.members[0].sex if loaded.parts.members else None
    return {
        "number": case.number,
        "name": client.name or "",
        "birth": str(client.birth_date or client.birth_year or ""),
        "sex": _word("carry.sex", sex or ""),
        "phone": "" if unsafe else client.phone or "",
        "address": "" if unsafe else client.address or "",
        "household": ", ".join(member_label(one, THERE) for one in loaded.parts.members),
    }


def _intake(loaded: LoadedCase, told: Course) -> dict[str, str]:
    case = loaded.parts.case

    def said(*kinds: str) -> str:
        return "\n".join(one.words or one.reading or "" for one in told.statements if one.kind in kinds)

    strengths = "\n".join((*(loaded.parts.client.strengths or ()), *filter(None, [said("strength")])))
    return {
        "day": case.opened_on.isoformat(),
        "door": _word("intake.door", case.door or ""),
        "quote": case.quote or "",
        "demand": "\n".join(filter(None, (case.demand, said("demand")))),
        "problems": said("problem"),
        "potential": said("potential_problem"),
        "strengths": strengths,
        "weaknesses": said("weakness"),
    }


def _need(need) -> dict[str, str]:
    domains = [one.ko for one in taxonomy.domains() if (need.code or "").startswith(one.code)]  # CASE_MGMT has none
    return {
        "domain": "".join(domains),
        "need": need_name(need.code, THERE) if need.code else "",
        "severity": _word("case.severity", str(need.severity)),
        "words": need.words or "",
        "reading": need.reading or "",
        "wish": need.wish or "",
        "confirmed": need.confirmed_on.isoformat() if need.confirmed_on else "",
    }


def _plan_line(line, objectives: Mapping[str, str]) -> dict[str, str]:
    days = [day.isoformat() for day in (line.starts_on, line.ends_on) if day]
    return {
        "objective": objectives.get(line.objective_id, ""),
        "content": line.content or "",
        "provider": line.provider or "",
        "person": line.person or "",
        "period": " ~ ".join(days),
        "per_week": "" if line.per_week is None else f"{line.per_week:g}",
    }


#: What is written freely on a check (``check_paper.to_content``); everything else on it is a code.
_TEXTS = ("opinion", "words", "network", "barriers")


def _told_in(content: dict | None) -> str:
    """The texts of a check, one paragraph each, however short; codes stay out."""
    texts = (str((content or {}).get(name) or "").strip() for name in _TEXTS)
    return "\n".join(text for text in texts if text)


def _word(area: str, code: str) -> str:
    """The Korean word for a code, else the code: nothing is lost for want of a word."""
    return say(f"{area}.{code}", THERE) if code and has(f"{area}.{code}") else code
