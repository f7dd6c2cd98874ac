"""One page of a list."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import Select, func, select

Row = TypeVar("Row")

MOST = 200


@dataclass(frozen=True)
class Page(Generic[Row]):
    """``rows`` of ``total``; ``number`` counts from 1."""

    rows: tuple[Row, ...]
    total: int
    number: int
    size: int

    @property
    def last(self) -> int:
        """The number of the last page (1 for an empty list)."""
        return max(1, -(-self.total // self.size))


def page_of(session, query: Select, number: int, size: int) -> Page:
    """One page of the entities of ``query``, which brings its own order."""
    size = min(max(size, 1), MOST)
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    number = min(max(number, 1), max(1, -(-total // size)))
    rows = session.scalars(query.limit(size).offset((number - 1) * size)).unique().all()
    return Page(tuple(rows), total, number, size)
