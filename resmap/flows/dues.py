"""What is due in the cases of an actor, by the terms of their office, and whom one would miss (R003, R009)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from resmap.domain.advice import decides, may_read
from resmap.domain.due import Due, dues, urgency
from resmap.domain.due_policy import DueKind, DuePolicy, PolicyError, policy_from, policy_values
from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.flows.due_facts import Looked, gather
from resmap.store import OfficeRecord, UnitOfWork, accounts, history

#: Where the office's own terms stand in its settings.
SETTING = "due"


@dataclass(frozen=True, slots=True)
class DueLine:
    """One thing to be done for one person. ``kind``, ``state`` and ``miss`` (R003, "" for none) are codes of
    ``domain.due``; ``days_left`` is negative when overdue; ``since`` the day it is counted from; ``subject`` the id
    of what it is about; ``text`` the promise, of a task; ``task`` the kind of the task that it is, "" for none."""

    case: str
    number: str
    name: str
    dong: str | None
    manager: str
    emergency: bool
    protected: bool
    kind: str
    on: date
    state: str
    days_left: int
    miss: str
    since: date | None = None
    subject: str | None = None
    source: str = ""
    text: str = ""
    task: str = ""


@dataclass(frozen=True, slots=True)
class DuePage:
    """Everything that is coming, due or overdue, the most pressing first."""

    today: date
    lines: tuple[DueLine, ...]


def policy_of(uow: UnitOfWork, actor: Actor) -> DuePolicy:
    """The terms of the actor's office; the usual ones where what it set can no longer be used."""
    office = uow.get(OfficeRecord, actor.office) if actor.office else accounts.office(uow)
    try:
        return policy_from((office.settings or {}).get(SETTING) or {} if office else {})
    except PolicyError:
        return policy_from({})


def of_actor(uow: UnitOfWork, actor: Actor, today: date, *, locale: str) -> DuePage:
    """What is due in every case of the actor; notes that their clients were listed."""
    actor.require(Permission.CASE_READ)
    lines = told(uow, gather(uow, actor, policy_of(uow, actor), today), policy_of(uow, actor), today, locale)
    note_listed(uow, {line.case for line in lines})
    uow.commit()
    return DuePage(today, lines)


def told(
    uow: UnitOfWork, looked: list[Looked], policy: DuePolicy, today: date, locale: str
) -> tuple[DueLine, ...]:
    """The dues of cases that were loaded, with names, in one order: what is late first, life before all.

    What is due in supervision is told to who reads it: the question to who answers, the advice to who works (R042).
    """
    names = {one.id: (locale == "en" and one.name_en) or one.name for one in accounts.users(uow)}
    by_case = {one.row.case.id: one for one in looked}
    every = (due for one in looked for due in dues(one.facts, policy, today))
    found = sorted((due for due in every if _is_told(due, by_case[due.case], uow.actor)), key=urgency)
    return tuple(_line(due, by_case[due.case], names, locale) for due in found)


def _is_told(due: Due, one: Looked, actor: Actor | None) -> bool:
    if due.kind not in (DueKind.ADVICE_ASKED, DueKind.ADVICE_GIVEN):
        return True
    case = one.row.case
    if actor is None:
        return False
    if due.kind is DueKind.ADVICE_ASKED:
        return decides(actor, case.dong)
    return may_read(actor, manager=case.manager_id, dong=case.dong)


def note_listed(uow: UnitOfWork, case_ids) -> None:
    """Whose names were shown in a list (P-13)."""
    ids = sorted(case_ids)
    if ids:
        uow.event(EventKind.CLIENT_LISTED, facts={"cases": len(ids), "of": ids})


def _line(due: Due, one: Looked, names: Mapping[str, str], locale: str) -> DueLine:
    case, client = one.row.case, one.row.client
    return DueLine(
        case=case.id,
        number=case.number,
        name=(locale == "en" and client.name_en) or client.name or "",
        dong=case.dong,
        manager=names.get(case.manager_id, ""),
        emergency=case.emergency,
        protected=client.protected,
        kind=due.kind.value,
        on=due.on,
        state=due.state.value,
        days_left=due.days_left,
        miss=due.missed.value if due.missed else "",
        since=due.since,
        subject=due.subject,
        source=due.source,
        text=_text(due, one),
        task=next((task.kind for task in one.course.tasks if task.id == due.subject), ""),
    )


def _text(due: Due, one: Looked) -> str:
    """What it is about, where the kind alone does not say it: the promise, the service, the agency. Which report the
    law asks for stands on the case only: a screen is seen by others."""
    if due.subject is None:
        return ""
    for task in one.course.tasks:
        if task.id == due.subject:
            return task.text or ""
    for line in one.course.lines:
        if line.id == due.subject:
            return line.content or line.provider or ""
    for referral in one.parts.referrals:
        if referral.id == due.subject:
            return " ".join(filter(None, (referral.organisation, referral.department)))
    return ""


# The office's own terms ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DueSettings:
    """The office's terms as they count now. ``own`` holds only what differs from the usual."""

    office: str
    revision: int
    policy: DuePolicy
    own: dict[str, Any]


def settings(uow: UnitOfWork, actor: Actor) -> DueSettings:
    """What the office set; for whoever may change it. Raises NotAllowed, NotFound."""
    actor.require(Permission.OFFICE_EDIT)
    office = _office(uow, actor)
    policy = policy_of(uow, actor)
    return DueSettings(office.id, office.revision, policy, policy_values(policy))


def keep_settings(uow: UnitOfWork, actor: Actor, values: Mapping[str, Any], *, revision: int, key: str) -> None:
    """Keep the office's own terms; what is as usual is not kept. The same ``key`` again changes nothing.

    Raises PolicyError with every value that cannot be used, LostUpdate, NotAllowed.
    """
    actor.require(Permission.OFFICE_EDIT)
    office = _office(uow, actor)
    if history.begin_once(uow, key, "office.due", about=office.id) is None:
        own = policy_values(policy_from(values))
        uow.check_revision(office, revision)
        office.settings = {**(office.settings or {}), SETTING: own}
        facts = {"due": sorted(f"{name}.{one}" for name in own for one in _names(own[name]))}
        uow.event(EventKind.OFFICE_CHANGED, office.id, facts=facts)
        history.finish_once(uow, key, office.id)
    uow.commit()


def _names(value: Any) -> list[str]:
    return sorted(value) if isinstance(value, Mapping) else ["all"]


def _office(uow: UnitOfWork, actor: Actor) -> OfficeRecord:
    office = uow.get(OfficeRecord, actor.office) if actor.office else None
    if office is None:
        raise NotFound("OfficeRecord")
    return office
