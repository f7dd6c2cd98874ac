"""Scope: which personal records an actor can reach at all. Closed unless opened.

Two walls inside the program. The first adds criteria to every query of a unit
of work, whatever asks (joins, subqueries, counts, loads by id). The second
stands at the cursor: a statement that names a personal table before a scope was
set does not run, however it was made.

Who reaches a case (P-12): its manager, the supervisor of its dong, a helper in their period with their parts (R032),
and, to read only and for an hour, whoever opened it with a purpose. Of a client who is protected or not safe at home
the first two alone (P-22). The last two ways are looked up for each unit of work by ``queries.helping``.
"""

import re
from dataclasses import dataclass, field

from sqlalchemy import Connection, Table, and_, event, false, or_, select
from sqlalchemy.orm import ORMExecuteState, with_loader_criteria
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import TextClause

from resmap.domain.permissions import Actor, Role
from resmap.domain.referrals import ReferralState
from resmap.store.base import Base, Editable
from resmap.store.errors import NeverDeleted, ScopeMissing
from resmap.store.records import CaseRecord, ClientRecord, ReferralRecord

SCOPE = "resmap_scope"
BEYOND = "resmap_beyond"


@dataclass(frozen=True, eq=False)
class Scope:
    """What one unit of work may reach. ``everything`` is for migration, loading and checks."""

    actor: Actor | None
    everything: bool = False
    options: tuple = field(default=(), repr=False)


def scope_of(actor: Actor, let_in: frozenset[str] = frozenset()) -> Scope:
    """The scope of an actor, with its loader criteria.

    ``let_in`` are the ids of cases that are not the actor's own and stand open to them in this unit of work.
    """
    return Scope(actor, options=_criteria(actor, let_in))


SYSTEM = Scope(None, everything=True)
NOTHING = Scope(None)


def personal_records() -> tuple[type[Base], ...]:
    """All record classes about a client, by walking the registry."""
    classes = (mapper.class_ for mapper in Base.registry.mappers)
    return tuple(sorted((c for c in classes if c.personal), key=lambda c: c.__name__))


def personal_tables() -> frozenset[str]:
    return frozenset(cls.__tablename__ for cls in personal_records())


def own_cases(actor: Actor):
    """The condition on ``cases`` rows that the actor answers for: as manager, or as supervisor of the dong.

    Fail closed for every role that is not named here.
    """
    cases = CaseRecord.__table__.c
    if actor.role not in (Role.CASE_MANAGER, Role.SUPERVISOR) or not actor.office:
        return false()
    own = cases.manager_id == actor.id
    if actor.role is Role.SUPERVISOR:
        own = cases.dong.in_(sorted(actor.dongs))
    return and_(own, cases.office_id == actor.office)


def _cases_of(actor: Actor, let_in: frozenset[str]):
    """The condition on ``cases`` rows that the actor reaches.

    The mark of protection is asked in the query itself: it ends every other way in the moment it is set (P-22).
    """
    own = own_cases(actor)
    if not let_in or actor.role not in (Role.CASE_MANAGER, Role.SUPERVISOR):
        return own
    cases = CaseRecord.__table__.c
    others = and_(
        cases.id.in_(sorted(let_in)), cases.client_id.in_(_not_protected()), cases.office_id == actor.office
    )
    return or_(own, others)


def _not_protected():
    clients = ClientRecord.__table__.c
    return select(clients.id).where(clients.protected.is_(False), clients.voided_at.is_(None))


def admits(scope: Scope, case: CaseRecord) -> bool:
    """Whether a new case stands inside the scope (the same rule on one value)."""
    if scope.everything:
        return True
    actor = scope.actor
    if actor is None or case.office_id != actor.office:
        return False
    if actor.role is Role.CASE_MANAGER:
        return case.manager_id == actor.id
    return actor.role is Role.SUPERVISOR and case.dong in actor.dongs


def _criteria(actor: Actor, let_in: frozenset[str]) -> tuple:
    cases = CaseRecord.__table__.c
    mine = _cases_of(actor, let_in)
    case_ids = select(cases.id).where(mine)
    client_ids = select(cases.client_id).where(mine)
    conditions = {}
    for cls in personal_records():
        columns = cls.__table__.c
        if cls is CaseRecord:
            conditions[cls] = mine
        elif cls is ClientRecord:
            conditions[cls] = columns.id.in_(client_ids)
        elif cls is ReferralRecord and actor.role is Role.PARTNER:
            conditions[cls] = _sent_to(actor)
        elif "case_id" in columns:
            conditions[cls] = columns.case_id.in_(case_ids)
        elif "client_id" in columns:
            conditions[cls] = columns.client_id.in_(client_ids)
        else:
            conditions[cls] = false()
    return tuple(
        with_loader_criteria(cls, condition, include_aliases=True)
        for cls, condition in conditions.items()
    )


def _sent_to(actor: Actor):
    """Referrals that really went to the partner's own organisation (R014)."""
    referrals = ReferralRecord.__table__.c
    if not actor.organization:
        return false()
    return and_(
        referrals.organisation == actor.organization,
        referrals.state != ReferralState.DRAFT,
        referrals.requested_at.is_not(None),
    )


_NOT_VOIDED = with_loader_criteria(
    Editable, lambda cls: cls.voided_at.is_(None), include_aliases=True
)


def restrict(state: ORMExecuteState) -> None:
    """Session hook ``do_orm_execute``: narrow every statement to the scope."""
    info = state.session.info
    if isinstance(state.statement, TextClause):
        raise ScopeMissing("plain SQL passes no unit of work")
    touched = _tables(state.statement)
    personal = bool(touched & personal_tables())
    if state.is_delete and not _all_disposable(touched):
        raise NeverDeleted(", ".join(sorted(touched)))
    scope: Scope = info[SCOPE]
    free = scope.everything or info.get(BEYOND, 0) > 0
    if personal and not free:
        if scope.actor is None:
            raise ScopeMissing("no actor was set for this unit of work")
        if not state.is_orm_statement or state.is_insert or state.is_update:
            raise ScopeMissing("personal records are changed one by one")
    if not state.is_orm_statement or state.is_insert or state.is_column_load:
        return
    options = list(scope.options) if personal and not free else []
    if not state.execution_options.get("include_voided"):
        options.append(_NOT_VOIDED)
    state.statement = state.statement.options(*options)


def _tables(statement) -> set[str]:
    return {part.name for part in visitors.iterate(statement) if isinstance(part, Table)}


def _all_disposable(tables: set[str]) -> bool:
    disposable = {m.class_.__tablename__ for m in Base.registry.mappers if m.class_.disposable}
    return bool(tables) and tables <= disposable


def wall(engine) -> None:
    """Engine hooks: refuse personal tables at the cursor until a scope was set."""
    named = re.compile(r"\b(" + "|".join(sorted(personal_tables())) + r")\b")

    @event.listens_for(engine, "checkout")
    def forget_scope(dbapi_connection, record, proxy):
        record.info.pop(SCOPE, None)

    @event.listens_for(engine, "before_cursor_execute")
    def refuse_without_scope(conn: Connection, cursor, statement, parameters, context, many):
        if not conn.info.get(SCOPE) and named.search(statement):
            raise ScopeMissing("no actor was set for this unit of work")
