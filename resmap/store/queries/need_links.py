"""How needs hang together: links of a case, those that were taken back too."""

from sqlalchemy import select

from resmap.store.records import NeedLinkRecord


def taken_back(uow, case_id: str, source: str, target: str, kind: str) -> NeedLinkRecord | None:
    """The voided link of that kind from one need to the other, within the actor's scope; None if there is none."""
    return uow.session.scalar(
        select(NeedLinkRecord)
        .where(
            NeedLinkRecord.case_id == case_id,
            NeedLinkRecord.from_id == source,
            NeedLinkRecord.to_id == target,
            NeedLinkRecord.kind == kind,
            NeedLinkRecord.voided_at.is_not(None),
        )
        .execution_options(include_voided=True)
    )
