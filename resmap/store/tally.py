"""How often each entry was suggested, by month: written in the transaction of the events, read by the queue.

Counts per entry and month and nothing of whom it was suggested to.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from resmap.domain.ids import new_id
from resmap.store.records import SuggestedRecord

#: Korea is so far ahead of UTC all year round: months are counted as people there count them.
_KOREA = timedelta(hours=9)


def month_of(moment: datetime) -> str:
    """The month of a moment in Korea, as ``2026-11``."""
    return f"{moment.astimezone(UTC) + _KOREA:%Y-%m}"


def count_suggested(session: Session, offer_ids: Iterable[str], now: datetime, by: str) -> None:
    """One more suggestion this month of each of the entries, in one statement.

    In the order of their ids, so that two who count at once never wait for each other in a ring.
    """
    month = month_of(now)
    rows = [
        {"id": new_id(), "offer_id": one, "month": month, "times": 1, "created_at": now, "created_by": by}
        for one in sorted(set(offer_ids))
    ]
    if not rows:
        return
    table = SuggestedRecord.__table__
    insert = (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert(table)
    one_more = {"times": table.c.times + 1}
    statement = insert.on_conflict_do_update(index_elements=["offer_id", "month"], set_=one_more)
    session.connection().execute(statement, rows)
