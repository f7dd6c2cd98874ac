"""Links by which somebody without an account answers one thing only (a sheet, a referral)."""

import hashlib
from collections.abc import Iterable
from datetime import date

from sqlalchemy import select

from resmap.store.records import AnswerLinkRecord


def token_hash(token: str) -> str:
    """How a token is kept: the token itself is told once and kept nowhere."""
    return hashlib.sha256(token.encode()).hexdigest()


def alive(uow, token: str, purpose: str, today: date) -> AnswerLinkRecord | None:
    """The link of a token if it still opens something; None for every other, whatever the reason."""
    if not token:
        return None
    found = uow.session.scalar(
        select(AnswerLinkRecord).where(
            AnswerLinkRecord.token_hash == token_hash(token), AnswerLinkRecord.purpose == purpose
        )
    )
    is_over = found is None or found.revoked_on is not None or found.expires_on < today
    return None if is_over else found


def of_subjects(uow, subject_ids: Iterable[str]) -> list[AnswerLinkRecord]:
    """The links to these records, oldest first."""
    ids = list(subject_ids)
    if not ids:
        return []
    query = select(AnswerLinkRecord).where(AnswerLinkRecord.subject_id.in_(ids)).order_by(AnswerLinkRecord.id)
    return list(uow.session.scalars(query))


def revoke(uow, subject_ids: Iterable[str], on: date) -> int:
    """End every living link to these records; answers how many."""
    living = [one for one in of_subjects(uow, subject_ids) if one.revoked_on is None]
    for link in living:
        link.revoked_on = on
    return len(living)
