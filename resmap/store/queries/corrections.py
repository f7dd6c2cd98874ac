"""What stood of a client before it was corrected."""

from sqlalchemy import func, select
from sqlalchemy.orm.attributes import flag_modified

from resmap.domain.permissions import Actor, Permission
from resmap.store.queries.protecting import WHY as SEPARATED
from resmap.store.records import CaseRecord, CorrectionRecord, MemberRecord


def version(uow, client_id: str) -> int:
    """How often the client's own values were corrected: what a form of them was made from.

    Not the record's revision, which would tell that something hidden was changed (P-22).
    """
    own = CorrectionRecord.member_id.is_(None) & (CorrectionRecord.field != "dong")
    return uow.session.scalar(select(func.count()).select_from(CorrectionRecord).where(CorrectionRecord.client_id == client_id, own))


def touch(case: CaseRecord) -> None:
    """Move the case's revision though no column of it changes: a form that was made before this act is late."""
    flag_modified(case, "stage")


def of_client(uow, actor: Actor, client_id: str) -> list[CorrectionRecord]:
    """The corrections of a client of the actor, the youngest first.

    Of somebody who was taken out of this household because they are protected elsewhere nothing is told, not even
    that they stood here (P-22).
    """
    actor.require(Permission.CASE_READ)
    uow.require_actor(actor)
    query = select(CorrectionRecord).where(CorrectionRecord.client_id == client_id)
    found = list(uow.session.scalars(query.order_by(CorrectionRecord.created_at.desc(), CorrectionRecord.id.desc())))
    named = {one.member_id for one in found if one.member_id}
    members = select(MemberRecord).where(MemberRecord.id.in_(sorted(named))).execution_options(include_voided=True)
    gone = {one.id for one in uow.session.scalars(members) if one.voided_why == SEPARATED}
    return [one for one in found if one.member_id not in gone]
