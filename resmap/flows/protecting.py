"""Protected clients: marked at once, unmarked by the supervisor; reached only as they said; shown only for a reason (P-22)."""

from dataclasses import dataclass, replace
from datetime import date

from resmap.domain.duties import unsafe_at_home
from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.domain.protection import Channel, LookWhy, SafeContact, contact_document, contact_from
from resmap.flows.answering_for import require_answering
from resmap.flows.case_loading import LoadedCase, load_case
from resmap.flows.case_telling import CaseSentences, duties_view, member_label
from resmap.flows.case_view import CaseHead, DutyView
from resmap.flows.cases import head
from resmap.flows.duties import DutyLine, lines_of
from resmap.flows.refusals import LostUpdate
from resmap.store import TaskRecord, UnitOfWork, course, history
from resmap.store.queries import protecting as queries

LONGEST = 500

#: Tasks that keep why a client was marked, and that somebody asks to unmark them.
MARKED, ASKED = "protect", "unprotect"


class WhyMissing(ValueError):
    """Marking and unmarking are kept with a reason."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody of the household the client may be protected from."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody asks to end the protection."""

    id: str
    why: str
    on: date


@dataclass(frozen=True, slots=True)
class OtherHousehold:
    """A member of another household who may be of this one: only the supervisor is shown it."""

    case_number: str
    member: str
    label: str
    surely: bool


@dataclass(frozen=True, slots=True)
class SafetyPage:
    """``marked_why``: the last reason; ``requests`` wait for the supervisor. ``unsafe``: nobody calls, writes or
    comes to the home, marked or not. ``can_purge``: what the law on suicide prevention passed on can be destroyed."""

    head: CaseHead
    duties: tuple[DutyView, ...]
    done: tuple[DutyLine, ...]
    protected: bool
    unsafe: bool
    protected_from: str
    choices: tuple[Choice, ...]
    marked_why: str
    requests: tuple[Request, ...]
    contact: SafeContact
    others: tuple[OtherHousehold, ...]
    decides: bool
    can_purge: bool


@dataclass(frozen=True, slots=True)
class Hidden:
    """What no page shows of a protected client. Kept on no page: it is told once, to who said why."""

    head: CaseHead
    address: str | None
    phone: str | None
    school: str | None
    why: str


def page(uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, locale: str) -> SafetyPage:
    """Duties with what became of them, the mark of protection, how to reach the client. Notes that it was read."""
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_READ)
    told = course.of_cases(uow, actor, [case_id], only=("duties", "tasks"))[case_id]
    decides = actor.may(Permission.CASE_DECIDE)
    marked = [one for one in told.tasks if one.kind == MARKED]
    client, case = loaded.parts.client, loaded.parts.case
    others = queries.elsewhere(uow, actor, case) if decides and client.protected else []
    say_ = CaseSentences(loaded, locale)
    view = SafetyPage(
        head=head(uow, loaded, locale),
        duties=duties_view(loaded, say_, told.duties),
        done=lines_of(told),
        protected=client.protected,
        unsafe=unsafe_at_home(loaded.case),
        protected_from=case.protected_from or "",
        choices=tuple(Choice(one.id, member_label(one, locale)) for one in loaded.parts.members[1:]),
        marked_why=(max(marked, key=lambda one: one.created_at).text or "") if marked else "",
        requests=tuple(
            Request(one.id, one.text or "", one.created_at.date())
            for one in told.tasks
            if one.kind == ASKED and one.done_on is None and one.cancelled_on is None
        ),
        contact=contact_from(client.safe_contact),
        others=tuple(
            OtherHousehold(one.case_number, one.member, " · ".join(filter(None, (one.relation, str(one.born or "")))), one.surely)
            for one in others
        ),
        decides=decides,
        can_purge=_is_statute(loaded),
    )
    uow.event(EventKind.CLIENT_READ, case_id, client=loaded.client_id, facts={"page": "safety"})
    uow.commit()
    return view


def protect(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    today: date,
    *,
    why: str,
    protected_from: str | None,
    revision: int,
    key: str,
) -> int:
    """Mark the client as protected, from now on; answers in how many other files somebody of this household was
    taken out, since name and year of birth agree.

    From here on only manager and supervisor reach the case: helpers and openings end with the mark.
    ``protected_from`` is a member or an offer of the neighbourhood. Raises WhyMissing, NotFound, LostUpdate.
    """
    actor.require(Permission.CASE_EDIT)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    if history.begin_once(uow, key, "case.protect", about=case_id) is not None:
        return 0
    case, client = loaded.parts.case, loaded.parts.client
    uow.check_revision(case, revision)
    why = why.strip()[:LONGEST]
    if not why:
        raise WhyMissing
    _require_known(loaded, protected_from)
    client.protected = True
    case.protected_from = protected_from or None
    uow.add(TaskRecord(case_id=case_id, kind=MARKED, text=why, done_on=today, owner_id=case.manager_id))
    uow.flush()
    sure = [one.member for one in queries.elsewhere(uow, actor, case) if one.surely]
    count = queries.separate(uow, actor, case, sure)
    facts = {"protected": True, "separated": count}
    uow.event(EventKind.CASE_CHANGED, case_id, client=loaded.client_id, facts=facts)
    history.finish_once(uow, key, case_id)
    uow.commit()
    return count


def ask_to_end(uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, why: str, key: str) -> str:
    """Ask the supervisor to end the protection; nothing changes before they decide. Raises WhyMissing."""
    actor.require(Permission.CASE_EDIT)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    done = history.begin_once(uow, key, "case.unprotect.ask")
    if done is not None:
        return done
    why = why.strip()[:LONGEST]
    if not why:
        raise WhyMissing
    if not loaded.parts.client.protected:
        raise LostUpdate("the client is not protected")
    task = uow.add(TaskRecord(case_id=case_id, kind=ASKED, text=why, due_on=today))
    facts = {"protected": True, "asked": task.id}
    uow.event(EventKind.CASE_CHANGED, case_id, client=loaded.client_id, facts=facts)
    history.finish_once(uow, key, task.id)
    uow.commit()
    return task.id


def end(uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, why: str, revision: int, key: str) -> None:
    """The supervisor ends the protection, with a reason. Raises NotAllowed for anybody else, WhyMissing."""
    actor.require(Permission.CASE_DECIDE)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_DECIDE)
    if history.begin_once(uow, key, "case.unprotect", about=case_id) is None:
        uow.check_revision(loaded.parts.case, revision)
        why = why.strip()[:LONGEST]
        if not why:
            raise WhyMissing
        loaded.parts.client.protected = False
        for task in course.of_cases(uow, actor, [case_id], only=("tasks",))[case_id].tasks:
            if task.kind == ASKED and task.done_on is None:
                task.done_on, task.result = today, why
        uow.add(TaskRecord(case_id=case_id, kind=ASKED, text=why, done_on=today))
        uow.event(EventKind.CASE_CHANGED, case_id, client=loaded.client_id, facts={"protected": False})
        history.finish_once(uow, key, case_id)
    uow.commit()


def keep_contact(
    uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, contact: SafeContact, revision: int, key: str
) -> None:
    """How the client may be reached, when, and how never, and whether the number may be called; what was said of
    that stays where ``contact`` says nothing of it."""
    actor.require(Permission.CASE_EDIT)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    if history.begin_once(uow, key, "case.safe_contact", about=case_id) is None:
        uow.check_revision(loaded.parts.case, revision)
        client = loaded.parts.client
        known = contact_from(client.safe_contact)
        channels = tuple(one.value for one in Channel if one.value in contact.channels)
        client.safe_contact = contact_document(
            replace(
                contact,
                channels=channels,
                how=contact.how.strip(),
                hours=contact.hours.strip(),
                never=contact.never.strip(),
                safe=contact.safe or known.safe,
                other=known.other,
            )
        )
        uow.event(EventKind.CASE_CHANGED, case_id, client=loaded.client_id, facts={"what": "safe_contact"})
        history.finish_once(uow, key, case_id)
    uow.commit()


def look(uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, why: LookWhy, locale: str) -> Hidden:
    """What is hidden of a protected client, told once for a reason; the reason is kept with who looked and when."""
    actor.require(Permission.CASE_EDIT)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    require_answering(actor, loaded.parts.case)
    client = loaded.parts.client
    school = (client.particulars or {}).get("school")
    view = Hidden(head(uow, loaded, locale), client.address, client.phone, str(school) if school else None, why.value)
    facts = {"page": "hidden", "why": why.value}
    uow.event(EventKind.CLIENT_READ, case_id, client=loaded.client_id, facts=facts)
    uow.commit()
    return view


def separate(
    uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, members: tuple[str, ...], key: str
) -> int:
    """The supervisor takes members of this household out of other files, with what was theirs there (P-22).

    Their manager is told nothing, not even that it was done. Answers how many were taken out.
    """
    actor.require(Permission.CASE_DECIDE)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_DECIDE)
    if history.begin_once(uow, key, "case.separate", about=case_id) is not None:
        return 0
    if not loaded.parts.client.protected:
        raise LostUpdate("the client is not protected")
    count = queries.separate(uow, actor, loaded.parts.case, list(members))
    uow.event(EventKind.CASE_CHANGED, case_id, client=loaded.client_id, facts={"separated": count})
    history.finish_once(uow, key, case_id)
    uow.commit()
    return count


def _require_known(loaded: LoadedCase, protected_from: str | None) -> None:
    if not protected_from or protected_from in loaded.network.by_id:
        return
    if protected_from not in {one.id for one in loaded.parts.members[1:]}:
        raise NotFound("MemberRecord")


def _is_statute(loaded: LoadedCase) -> bool:
    return loaded.parts.case.door == "statute" and not loaded.case.consents.collect
