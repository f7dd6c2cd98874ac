"""Ties of a client that ended: a voided tie keeps its place in the table, so that it can be taken up again."""

from sqlalchemy import select

from resmap.domain.codes import TieKind
from resmap.store.records import CaseTieRecord


def ended_of_case(
    uow, case_id: str, source_id: str, target_id: str, kind: TieKind
) -> CaseTieRecord | None:
    """The voided tie of that kind between the two, within the actor's scope; None if there is none."""
    return uow.session.scalar(
        select(CaseTieRecord)
        .where(
            CaseTieRecord.case_id == case_id,
            CaseTieRecord.source_id == source_id,
            CaseTieRecord.target_id == target_id,
            CaseTieRecord.kind == kind,
            CaseTieRecord.voided_at.is_not(None),
        )
        .execution_options(include_voided=True)
    )
