"""Who reaches a case that is not theirs, and what of it: helpers by their parts, and who opened it to look (R032, P-12)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select

from resmap.domain.permissions import Actor, Permission, Role
from resmap.store.queries.known import unsafe
from resmap.store.records import AssignmentRecord, CaseRecord, ClientRecord, OpeningRecord
from resmap.store.scope import own_cases

#: Kinds of assignments that let somebody in for their period (R032): 보조담당자, 협력담당자.
HELPERS = ("internal", "external")

#: Periods are days, and days are Korean ones.
_SEOUL = ZoneInfo("Asia/Seoul")


def let_in(uow, actor: Actor) -> frozenset[str]:
    """Ids of cases that stand open to the actor in this unit of work beside their own.

    Cases that they help with for one of the unit's ``parts``; and, where nothing is written, those that they opened
    with a purpose. None of a client who is protected or not safe at home (P-22).
    """
    if actor.role not in (Role.CASE_MANAGER, Role.SUPERVISOR) or not actor.office:
        return frozenset()
    now = uow.now()
    with uow.beyond_scope():
        ids = {case for case, parts in _helped(uow, actor, now).items() if parts & uow.parts}
        if not uow.writes:
            ids |= _opened(uow, actor, now)
        return frozenset(case.id for case, _ in _safe(uow, actor, ids))


def helped(uow, actor: Actor) -> list[tuple[CaseRecord, ClientRecord, frozenset[str]]]:
    """The cases that the actor helps with today, each with its client and the parts taken on, by number; beyond the
    unit's own parts, so that who helps finds the way."""
    actor.require(Permission.CASE_READ)
    uow.require_actor(actor)
    with uow.beyond_scope():
        found = _helped(uow, actor, uow.now())
        rows = _safe(uow, actor, {case for case, parts in found.items() if parts})
    return sorted(((case, client, found[case.id]) for case, client in rows), key=lambda one: one[0].number)


def parts_of(uow, actor: Actor, case_id: str) -> frozenset[str] | None:
    """The parts of a case that stand open to the actor; None: all of it (their own, or one that they opened to
    look at). Empty for somebody to whom nothing of it is open."""
    uow.require_actor(actor)
    with uow.beyond_scope():
        if _is_own(uow, actor, case_id):
            return None
        now = uow.now()
        safe = {case.id for case, _ in _safe(uow, actor, {case_id})}
        if case_id not in safe:
            return frozenset()
        if case_id in _opened(uow, actor, now):
            return None
        return _helped(uow, actor, now).get(case_id, frozenset())


def only_opened(uow, actor: Actor, case_id: str) -> bool:
    """Whether the actor reaches the case here by an opening alone: neither as manager or supervisor, nor as a helper
    with one of the unit's parts."""
    uow.require_actor(actor)
    with uow.beyond_scope():
        if _is_own(uow, actor, case_id):
            return False
        return not _helped(uow, actor, uow.now()).get(case_id, frozenset()) & uow.parts


def _is_own(uow, actor: Actor, case_id: str) -> bool:
    return uow.session.scalar(select(CaseRecord.id).where(CaseRecord.id == case_id, own_cases(actor))) is not None


def _helped(uow, actor: Actor, now: datetime) -> dict[str, frozenset[str]]:
    """The parts that the actor helps with today by case, first and last day included."""
    today = now.astimezone(_SEOUL).date()
    query = select(AssignmentRecord.case_id, AssignmentRecord.scope).where(
        AssignmentRecord.user_id == actor.id,
        AssignmentRecord.kind.in_(HELPERS),
        AssignmentRecord.since <= today,
        or_(AssignmentRecord.until.is_(None), AssignmentRecord.until >= today),
    )
    found: dict[str, frozenset[str]] = {}
    for case_id, parts in uow.session.execute(query):
        found[case_id] = found.get(case_id, frozenset()) | frozenset(parts or ())
    return found


def _opened(uow, actor: Actor, now: datetime) -> set[str]:
    """Cases that the actor opened with a purpose, within the hour (P-12)."""
    query = select(OpeningRecord.case_id).where(
        OpeningRecord.user_id == actor.id, OpeningRecord.until > now, OpeningRecord.created_at <= now
    )
    return set(uow.session.scalars(query))


def _safe(uow, actor: Actor, ids: set[str]) -> list[tuple[CaseRecord, ClientRecord]]:
    """The cases of the actor's office among them whose client is neither protected nor unsafe at home."""
    if not ids:
        return []
    query = (
        select(CaseRecord, ClientRecord)
        .join(ClientRecord, ClientRecord.id == CaseRecord.client_id)
        .where(CaseRecord.id.in_(sorted(ids)), CaseRecord.office_id == actor.office)
    )
    rows = [(case, client) for case, client in uow.session.execute(query)]
    hidden = set(unsafe(uow, (client for _, client in rows)))
    return [(case, client) for case, client in rows if client.id not in hidden]
