"""연락 기록: each contact and each try, with what the worker was in it and gave (R048, R049, R152-R154, R198)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from resmap.domain.closing_items import ATTEMPTS, WAYS, contact_log_enough
from resmap.domain.contacts import LONGEST_NOTE, LONGEST_WHOM, MOST_MINUTES, ContactWay
from resmap.domain.duties import unsafe_at_home
from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.domain.resident_number import refuse
from resmap.domain.roles import NO_SERVICE, DirectService, role, roles_with, service_given
from resmap.flows.case_loading import load_case
from resmap.flows.case_view import CaseHead
from resmap.flows.cases import head
from resmap.flows.closing_facts import attempts
from resmap.flows.field_refusals import FieldsRefused
from resmap.flows.frozen import require_open
from resmap.store import ContactRecord, UnitOfWork, accounts, cases, course, history

#: So long after somebody stepped into a crisis the emergency path is offered.
_JUST_NOW = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact as it is noted. ``minutes`` None: not noted; ``roles`` are codes of the twelve; ``service``: which of
    the three direct services it was, ``none``, or None where nobody said (``roles.service_given``)."""

    on: date
    method: ContactWay
    reached: bool = True
    with_whom: str = ""
    note: str = ""
    minutes: int | None = None
    roles: tuple[str, ...] = ()
    service: str | None = None


@dataclass(frozen=True, slots=True)
class ContactView:
    """A line of the log; ``about_referral``: it belongs to a referral and was noted there."""

    id: str
    revision: int
    on: date
    method: str
    reached: bool
    with_whom: str
    note: str
    minutes: int | None
    roles: tuple[str, ...]
    service: str | None
    by: str
    about_referral: bool


@dataclass(frozen=True, slots=True)
class ContactsPage:
    """The log, the youngest first. ``tries`` and ``ways`` since somebody was reached last (``last_reached``);
    ``enough`` of them that they may count as lost (of ``tries_needed`` days in ``ways_needed`` ways). ``emergency``:
    the case is one; ``urgent``: it is not, but somebody stepped into a crisis just now (R152, R005)."""

    head: CaseHead
    safe: str
    reach: str
    careful: bool
    closed: bool
    contacts: tuple[ContactView, ...]
    last_reached: date | None
    tries: int
    ways: int
    enough: bool
    emergency: bool
    urgent: bool
    tries_needed: int = ATTEMPTS
    ways_needed: int = WAYS


def page(uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, locale: str) -> ContactsPage:
    """The contact log of a case; notes that the client was read."""
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_READ)
    told = course.of_case(uow, actor, case_id)
    names = {one.id: (locale == "en" and one.name_en) or one.name for one in accounts.users(uow)}
    tried, last = attempts(told.contacts)
    safe = loaded.parts.client.safe_contact or {}
    view = ContactsPage(
        head=head(uow, loaded, locale),
        safe=str(safe.get("safe") or "unknown"),
        reach=str(safe.get("how") or ""),
        careful=unsafe_at_home(loaded.case) or safe.get("safe") == "no",
        closed=loaded.parts.case.closed_on is not None,
        contacts=tuple(_view(one, names) for one in reversed(told.contacts)),
        last_reached=last,
        tries=len({one.on for one in tried}),
        ways=len({one.method for one in tried}),
        enough=contact_log_enough(tried),
        emergency=loaded.parts.case.emergency,
        urgent=not loaded.parts.case.emergency and any(_was_crisis(one, today) for one in told.contacts),
    )
    uow.event(EventKind.CLIENT_READ, case_id, client=loaded.client_id, facts={"page": "contacts"})
    uow.commit()
    return view


def note(uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, contact: Contact, key: str) -> str:
    """Note a contact or a try; answers its id. Raises FieldsRefused (on AHEAD, note TOO_LONG, minutes NOT_MINUTES,
    roles or service UNKNOWN), RuleForbids for a closed case, ResidentNumberError."""
    actor.require(Permission.CASE_EDIT)
    case = cases.get(uow, actor, case_id, Permission.CASE_EDIT)
    done = history.begin_once(uow, key, "case.contact")
    if done is not None:
        return done
    require_open(case)
    _check(contact, today)
    service = service_given(contact.service, contact.roles, emergency=case.emergency, reached=contact.reached)
    kept = uow.add(
        ContactRecord(
            case_id=case.id,
            on=contact.on,
            method=contact.method.value,
            reached=contact.reached,
            minutes=contact.minutes,
            roles=roles_with(contact.roles, service),
            service=service.value if service else None,
            with_whom=contact.with_whom.strip() or None,
            note=contact.note.strip() or None,
        )
    )
    facts = {"contact": kept.id, "method": contact.method.value, "reached": contact.reached}
    uow.event(EventKind.CONTACT_NOTED, case.id, client=case.client_id, facts=facts)
    history.finish_once(uow, key, kept.id)
    uow.commit()
    return kept.id


def take_out(uow: UnitOfWork, actor: Actor, case_id: str, contact_id: str, *, revision: int, key: str) -> None:
    """Noted by mistake: it counts no more, and stays with who took it out."""
    actor.require(Permission.CASE_EDIT)
    case = cases.get(uow, actor, case_id, Permission.CASE_EDIT)
    record = uow.get(ContactRecord, contact_id)
    if record is None or record.case_id != case.id:
        raise NotFound("ContactRecord")
    if history.begin_once(uow, key, "case.contact.out", about=record.id) is None:
        uow.check_revision(record, revision)
        require_open(case)
        uow.void(record, "noted by mistake")
        uow.event(EventKind.VOIDED, record.id, client=case.client_id, facts={"case": case.id, "what": "contact"})
        history.finish_once(uow, key, record.id)
    uow.commit()


def _check(contact: Contact, today: date) -> None:
    for name in ("with_whom", "note"):
        refuse(getattr(contact, name), name)
    wrong = [("on", "AHEAD")] if contact.on > today else []
    if len(contact.note) > LONGEST_NOTE:
        wrong.append(("note", "TOO_LONG"))
    if len(contact.with_whom) > LONGEST_WHOM:
        wrong.append(("with_whom", "TOO_LONG"))
    if contact.minutes is not None and not 0 <= contact.minutes <= MOST_MINUTES:
        wrong.append(("minutes", "NOT_MINUTES"))
    if not _are_roles(contact.roles):
        wrong.append(("roles", "UNKNOWN"))
    if contact.service not in (None, NO_SERVICE, *DirectService):
        wrong.append(("service", "UNKNOWN"))
    if wrong:
        raise FieldsRefused(wrong)


def _was_crisis(one: ContactRecord, today: date) -> bool:
    return one.service == DirectService.CRISIS and one.on >= today - _JUST_NOW


def _are_roles(codes: Iterable[str]) -> bool:
    try:
        return all(role(code) for code in codes)
    except KeyError:
        return False


def _view(one: ContactRecord, names: dict[str, str]) -> ContactView:
    return ContactView(
        id=one.id,
        revision=one.revision,
        on=one.on,
        method=one.method,
        reached=one.reached,
        with_whom=one.with_whom or "",
        note=one.note or "",
        minutes=one.minutes,
        roles=tuple(one.roles or ()),
        service=one.service,
        by=names.get(one.created_by, ""),
        about_referral=one.referral_id is not None,
    )
