"""Households that also know somebody who is protected: so that the file of the feared one shows nothing of them (P-22)."""

from dataclasses import dataclass

from sqlalchemy import select

from resmap.domain.permissions import Actor, Permission
from resmap.domain.protection import Person, any_same
from resmap.store.records import CaseRecord, CaseTieRecord, ClientRecord, MemberRecord, NeedRecord

#: Kept with what was taken out; no page shows it, and no name stands in it.
WHY = "separated"


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A member of another household of the office, by the number of that case. ``surely``: name and year agree."""

    case_number: str
    member: str
    relation: str
    born: int | None
    surely: bool


def elsewhere(uow, actor: Actor, case: CaseRecord) -> list[Elsewhere]:
    """Members of other households who are, or may be, of the protected one.

    Looked for beyond the scope: the file of the feared one may be anybody's. Of a household whose client is the
    feared one by name, every other member is listed.
    """
    actor.require(Permission.CASE_EDIT)
    uow.require_actor(actor)
    year = case.opened_on.year
    with uow.beyond_scope():
        ours = _members(uow, [case.client_id])
        client = uow.session.scalar(select(ClientRecord).where(ClientRecord.id == case.client_id))
        hidden = [_person(one, year) for one in ours if one.id != case.protected_from]
        hidden.append(Person(client.name or "", client.birth_year))
        feared = [_person(one, year) for one in ours if one.id == case.protected_from]
        others = {
            one.client_id: one
            for one in uow.session.scalars(
                select(CaseRecord)
                .where(CaseRecord.office_id == actor.office, CaseRecord.client_id != case.client_id)
                .order_by(CaseRecord.opened_on, CaseRecord.id)
            )
        }
        clients = {
            one.id: one for one in uow.session.scalars(select(ClientRecord).where(ClientRecord.id.in_(list(others))))
        }
        found = []
        households: dict[str, list[MemberRecord]] = {}
        for member in _members(uow, list(others)):
            households.setdefault(member.client_id, []).append(member)
    for client_id, members in households.items():
        head = clients.get(client_id)
        if head is None or head.protected:
            continue
        theirs = any_same(feared, Person(head.name or "", head.birth_year), surely=False)
        for member in members[1:]:
            person = _person(member, year)
            surely = any_same(hidden, person, surely=True)
            if surely or theirs or any_same(hidden, person, surely=False):
                found.append(
                    Elsewhere(others[client_id].number, member.id, member.relation or "", person.born, surely)
                )
    return found


def separate(uow, actor: Actor, case: CaseRecord, members: list[str]) -> int:
    """Take these members out of the other households, with needs and ties that were theirs; answers how many.

    Only those whom :func:`elsewhere` names for this case.
    """
    actor.require(Permission.CASE_EDIT)
    allowed = {one.member for one in elsewhere(uow, actor, case)}
    wanted = [one for one in dict.fromkeys(members) if one in allowed]
    with uow.beyond_scope():
        for record in uow.session.scalars(select(MemberRecord).where(MemberRecord.id.in_(wanted))).all():
            uow.void(record, WHY)
        for need in uow.session.scalars(select(NeedRecord).where(NeedRecord.holder.in_(wanted))).all():
            uow.void(need, WHY)
        ties = select(CaseTieRecord).where(
            CaseTieRecord.source_id.in_(wanted) | CaseTieRecord.target_id.in_(wanted)
        )
        for tie in uow.session.scalars(ties).all():
            uow.void(tie, WHY)
        uow.flush()
    return len(wanted)


def _members(uow, clients: list[str]) -> list[MemberRecord]:
    query = select(MemberRecord).where(MemberRecord.client_id.in_(clients))
    return list(uow.session.scalars(query.order_by(MemberRecord.client_id, MemberRecord.position, MemberRecord.id)))


def _person(member: MemberRecord, year: int) -> Person:
    born = member.birth_year
    if born is None and member.age is not None:
        born = year - member.age
    return Person(member.name or "", born)
