"""Cases: loading one and authorising it are one call; a stranger sees "not found"."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select

from resmap.domain.case import Case, ClosingAttempt
from resmap.domain.codes import Stage
from resmap.domain.papers import PaperKind, PaperState
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.domain.wishes import Told
from resmap.store import blind
from resmap.store.mapping import CaseParts, case_value
from resmap.store.queries import register
from resmap.store.records import (
    AnswerRecord,
    BlockRecord,
    CaseRecord,
    CaseTieRecord,
    ClientRecord,
    ComparisonRecord,
    ConsentRecord,
    MemberRecord,
    NeedRecord,
    OfferRecord,
    OverrideRecord,
    PaperRecord,
    PersonKeyRecord,
    ReferralRecord,
    ServiceRecord,
    WishRecord,
)
from resmap.store.sealed import VAULT


@dataclass(frozen=True)
class CaseRow:
    """A line of a list of cases."""

    case: CaseRecord
    client: ClientRecord
    needs: tuple[NeedRecord, ...]


def get(
    uow, actor: Actor, case_id: str, permission: Permission = Permission.CASE_READ
) -> CaseRecord:
    """The case, if this actor may know of it; raises NotAllowed (role) or NotFound (scope)."""
    actor.require(permission)
    uow.require_actor(actor)
    found = uow.get(CaseRecord, case_id)
    if found is None:
        raise NotFound("CaseRecord")
    return found


def load(
    uow,
    actor: Actor,
    case_id: str,
    today: date,
    *,
    permission: Permission = Permission.CASE_READ,
    event: ClosingAttempt | None = None,
) -> tuple[CaseRecord, Case]:
    """The case and its value for the rules; raises like :func:`get`."""
    loaded = parts(uow, actor, case_id, permission)
    return loaded.case, value(uow, loaded, today, event=event)


def value(uow, loaded: CaseParts, today: date, *, event: ClosingAttempt | None = None) -> Case:
    """The value of a case whose parts were loaded."""
    return case_value(loaded, register.setting(uow), today, event, register.sames(uow))


def parts(
    uow, actor: Actor, case_id: str, permission: Permission = Permission.CASE_READ
) -> CaseParts:
    """All records of the case; raises like :func:`get`."""
    case = get(uow, actor, case_id, permission)
    client = uow.get(ClientRecord, case.client_id)
    if client is None:
        raise NotFound("ClientRecord")
    return gathered(uow, [(case, client)])[0]


def parts_of(uow, actor: Actor, rows: Iterable[CaseRow]) -> list[CaseParts]:
    """All records of the cases of a list that :func:`of_actor` gave: a dozen queries, however many."""
    actor.require(Permission.CASE_READ)
    uow.require_actor(actor)
    return gathered(uow, [(row.case, row.client) for row in rows])


def gathered(uow, cases: list[tuple[CaseRecord, ClientRecord]]) -> list[CaseParts]:
    """The parts of cases that were authorised, in one go."""
    ids = [case.id for case, _ in cases]
    clients = [client.id for _, client in cases]

    def of_case(cls, *order) -> Callable[[str], tuple]:
        return _grouped(_where(uow, cls, cls.case_id.in_(ids), *order), lambda one: one.case_id)

    # What served the household counts even where another manager arranged it (R195).
    with uow.beyond_scope():
        owners = select(CaseRecord.id, CaseRecord.client_id).where(CaseRecord.client_id.in_(clients))
        household = {case_id: client_id for case_id, client_id in uow.session.execute(owners)}

        def of_household(cls) -> Callable[[str], tuple]:
            found = _where(uow, cls, cls.case_id.in_(list(household)))
            return _grouped(found, lambda one: household[one.case_id])

        services, referrals = of_household(ServiceRecord), of_household(ReferralRecord)
        wishes = of_household(WishRecord)
    ended_at = _ended_at(uow, (one for id_ in clients for one in referrals(id_)))
    members = _grouped(
        _where(uow, MemberRecord, MemberRecord.client_id.in_(clients), MemberRecord.position),
        lambda one: one.client_id,
    )
    needs = of_case(NeedRecord, NeedRecord.priority)
    answers, blocks = of_case(AnswerRecord), of_case(BlockRecord)
    consents, ties = of_case(ConsentRecord), of_case(CaseTieRecord)
    said = (PaperRecord.kind == PaperKind.CAPACITY_QUESTION) & (PaperRecord.state == PaperState.DONE)
    papers = _where(uow, PaperRecord, PaperRecord.case_id.in_(ids) & said & PaperRecord.due_on.is_not(None))
    capacity = _grouped(papers, lambda one: one.case_id)
    return [
        CaseParts(
            case=case,
            client=client,
            members=members(client.id),
            needs=needs(case.id),
            services=services(client.id),
            referrals=referrals(client.id),
            answers=answers(case.id),
            blocks=blocks(case.id),
            consents=consents(case.id),
            ties=ties(case.id),
            capacity=capacity(case.id),
            wishes=tuple(one for one in wishes(client.id) if one.case_id == case.id or one.told is Told.TRIED),
            ended_at=ended_at,
        )
        for case, client in cases
    ]


def _ended_at(uow, referrals: Iterable[ReferralRecord]) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Kind and needs of the entries where a referral ended with something to learn from (R019)."""
    ids = {one.offer_id for one in referrals if one.outcome}
    if not ids:
        return {}
    found = select(OfferRecord.id, OfferRecord.kind, OfferRecord.needs).where(OfferRecord.id.in_(sorted(ids)))
    return {row.id: (row.kind, row.needs) for row in uow.session.execute(found)}


def of_actor(
    uow,
    actor: Actor,
    *,
    stages: frozenset[Stage] | None = None,
    with_closed: bool = False,
    dong: str | None = None,
) -> list[CaseRow]:
    """The cases this actor may see, the youngest first."""
    actor.require(Permission.CASE_READ)
    uow.require_actor(actor)
    query = (
        select(CaseRecord, ClientRecord)
        .join(ClientRecord, ClientRecord.id == CaseRecord.client_id)
        .order_by(CaseRecord.opened_on.desc(), CaseRecord.id.desc())
    )
    if stages is not None:
        query = query.where(CaseRecord.stage.in_(stages))
    if not with_closed:  # whoever is still followed up is in somebody's care
        query = query.where(or_(CaseRecord.closed_on.is_(None), CaseRecord.stage == Stage.FOLLOW_UP))
    if dong is not None:
        query = query.where(CaseRecord.dong == dong)
    rows = uow.session.execute(query).all()
    make_keys_ready(uow, {client.id for _, client in rows})
    ids = [case.id for case, _ in rows]
    needs = _grouped(
        _where(uow, NeedRecord, NeedRecord.case_id.in_(ids), NeedRecord.priority), lambda one: one.case_id
    )
    return [CaseRow(case, client, needs(case.id)) for case, client in rows]


def by_phone(uow, actor: Actor, phone: str) -> list[ClientRecord]:
    """Clients of the actor with that phone number, however it is written."""
    actor.require(Permission.CASE_READ)
    uow.require_actor(actor)
    index = blind.phone_index(uow.database.ring, actor.office, phone)
    if index is None:
        return []
    return list(_where(uow, ClientRecord, ClientRecord.phone_index == index))


def comparisons(uow, case: CaseRecord) -> tuple[ComparisonRecord, ...]:
    return _of_case(uow, ComparisonRecord, case.id)


def overrides(uow, case: CaseRecord) -> tuple[OverrideRecord, ...]:
    return _of_case(uow, OverrideRecord, case.id)


def next_number(uow, office_id: str, today: date) -> str:
    """The next free 관리번호 of the year, such as ``2026-0013``.

    Two people who open a case at once may get the same; the table refuses the
    second, whose flow asks again.
    """
    start = f"{today.year}-"
    uow.flush()
    with uow.beyond_scope():
        last = uow.session.scalar(
            select(func.max(CaseRecord.number))
            .where(CaseRecord.office_id == office_id, CaseRecord.number.like(f"{start}____"))
            .execution_options(include_voided=True)
        )
    count = int(last.removeprefix(start)) if last else 0
    return f"{start}{count + 1:04d}"


def make_keys_ready(uow, clients: set[str]) -> None:
    """Fetch the data keys of all these people at once."""
    table = PersonKeyRecord.__table__
    found = uow.session.execute(select(table.c.id, table.c.wrapped).where(table.c.id.in_(sorted(clients))))
    uow.session.info[VAULT].make_ready({owner: wrapped for owner, wrapped in found})


def _grouped(records: Iterable, owner: Callable) -> Callable[[str], tuple]:
    """``of(id)``: the records of one owner, in the order they came."""
    found: dict[str, list] = defaultdict(list)
    for record in records:
        found[owner(record)].append(record)
    return lambda owner_id: tuple(found.get(owner_id, ()))


def _of_case(uow, cls, case_id: str, *order):
    return _where(uow, cls, cls.case_id == case_id, *order)


def _where(uow, cls, condition, *order) -> tuple:
    return tuple(uow.session.scalars(select(cls).where(condition).order_by(*order, cls.id)))
