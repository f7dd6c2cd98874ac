"""Boundaries by edition, and which legal dong lie in which administrative ones."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import delete, distinct, func, select

from resmap.domain.codes import AreaLevel
from resmap.store.queries.register import counter
from resmap.store.records import BoundaryRecord, LegalDongRecord
from resmap.store.saving import TOUCHED
from resmap.store.turns import take_turn

Anything = TypeVar("Anything")


@dataclass(frozen=True, slots=True)
class Edition:
    """Outlines of one day in one code system: how many dong of how many gu, and where they came from."""

    valid_from: date
    code_system: str
    source: str | None
    sido: str
    dongs: int
    gus: int


def queue(uow) -> None:
    """Wait for the boundary import that is going on."""
    take_turn(uow, "boundaries")


def editions(uow) -> list[Edition]:
    """What was imported, the latest first."""
    one = BoundaryRecord
    count = func.count(), func.count(distinct(one.sigungu))
    query = (
        select(one.valid_from, one.code_system, func.max(one.source), one.sido, *count)
        .where(one.level == AreaLevel.DONG)
        .group_by(one.valid_from, one.code_system, one.sido)
        .order_by(one.valid_from.desc(), one.code_system, one.sido)
    )
    return [Edition(*row) for row in uow.session.execute(query)]


def of_edition(uow, code_system: str, valid_from: date) -> dict[str, BoundaryRecord]:
    """The dong of one edition by code."""
    query = select(BoundaryRecord).where(
        BoundaryRecord.level == AreaLevel.DONG,
        BoundaryRecord.code_system == code_system,
        BoundaryRecord.valid_from == valid_from,
    )
    return {one.code: one for one in uow.session.scalars(query)}


def on(
    uow, day: date, sido: str | None = None, *, new: Iterable[BoundaryRecord] = ()
) -> list[BoundaryRecord]:
    """The outlines that held on a day: of each gu its latest edition that began by then, in the code
    system of the Ministry of the Interior where an edition has both. ``new``: outlines that are not
    saved, looked at as if they stood in the place of those of their edition and code."""
    begun = [one for one in new if one.valid_from <= day and sido in (None, one.sido)]
    one = BoundaryRecord
    query = (
        select(one.sido, one.sigungu, one.code_system, one.valid_from)
        .where(one.level == AreaLevel.DONG, one.valid_from <= day)
        .distinct()
    )
    if sido is not None:
        query = query.where(one.sido == sido)
    best: dict[tuple[str, str], tuple[date, bool, str]] = {}
    told = [(one.sido, one.sigungu, one.code_system, one.valid_from) for one in begun]
    for home, gu, system, valid_from in [*uow.session.execute(query), *told]:
        rank = (valid_from, system == "haengjeong", system)
        best[(home, gu)] = max(best.get((home, gu), rank), rank)
    wanted = {(rank[0], rank[2]) for rank in best.values()}
    found: list[BoundaryRecord] = []
    for valid_from, system in sorted(wanted):
        here = {one.code: one for one in begun if (one.valid_from, one.code_system) == (valid_from, system)}
        for record in (of_edition(uow, system, valid_from) | here).values():
            rank = best.get((record.sido, record.sigungu))
            if rank is not None and (rank[0], rank[2]) == (valid_from, system):
                found.append(record)
    return sorted(found, key=lambda one: (one.sido, one.sigungu, one.name))


def gus_by_code(uow, code_system: str) -> dict[str, str]:
    """First five digits of a code -> the gu, by what was imported before."""
    query = select(BoundaryRecord.code, BoundaryRecord.sigungu).where(
        BoundaryRecord.code_system == code_system, BoundaryRecord.sigungu != ""
    )
    return {code[:5]: gu for code, gu in uow.session.execute(query)}


def legal_dongs(uow, sido: str | None = None) -> list[LegalDongRecord]:
    """Which legal dong lies in which administrative one, by name."""
    query = select(LegalDongRecord).order_by(LegalDongRecord.legal_name, LegalDongRecord.name, LegalDongRecord.id)
    return list(uow.session.scalars(query if sido is None else query.where(LegalDongRecord.sido == sido)))


def drop_legal_dongs(uow, ids: Iterable[str]) -> None:
    """Take rows of the table out for good: a later table does not have them."""
    wanted = list(ids)
    for at in range(0, len(wanted), 500):
        uow.session.execute(delete(LegalDongRecord).where(LegalDongRecord.id.in_(wanted[at : at + 500])))


def remembered(uow, key: Any, build: Callable[[], Anything]) -> Anything:
    """What ``build`` makes of the register, kept until the register changes; never of what is not committed."""
    uow.flush()
    stamp = (counter(uow), *uow.session.execute(select(func.count(), func.max(LegalDongRecord.id))).one())
    is_shared = not uow.session.info.get(TOUCHED)
    known = uow.database.networks.get(key)
    if is_shared and known is not None and known[0] == stamp:
        return known[1]
    built = build()
    if is_shared:
        uow.database.networks[key] = (stamp, built)
    return built
