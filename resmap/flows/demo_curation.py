"""What a supervisor finds waiting in the demo: a second list with doubles in it, and proposals.

Brought in by the same flows as in an office, so that the history says how it came.
"""

from pathlib import Path

from resmap.domain.codes import ProposedBy
from resmap.flows import editing, importing, proposals
from resmap.store import Database, OfferRecord, accounts, actor_of, offers
from resmap.store.queries.offers import Search

LIST = "list.csv"
SOURCE = "자양동 소식지(연습용)"
#: A verified entry whose hours somebody heard are different, by its name as the search folds it.
CHANGED = "봄볕분식"


def fill(database: Database, folder: Path) -> None:
    """Bring in the second list and two proposals; for a demo that was just made."""
    supervisor, manager = _actor(database, "supervisor"), _actor(database, "manager1")
    importing.bring_in(database, supervisor, folder / "gwangjin" / LIST, LIST, source=SOURCE)
    with database.write(manager) as uow:
        proposals.propose_new(
            uow,
            manager,
            what="능수버들길 모퉁이 자전거포 사장님이 어르신 보행차 바퀴를 무료로 봐 주신대요",
            dong="자양1동",
            contact="02-0000-7200",
            told_by="통장님",
            by=ProposedBy.TONG_HEAD,
            key="demo-proposal-new",
        )
    with database.write(manager) as uow:
        found = offers.search(uow, Search(text=CHANGED), size=1).rows
        if found:
            entry: OfferRecord = found[0]
            values = {"needs": (*entry.needs, "SOC11"), "hours": "10:00–18:00, 일요일 쉼"}
            editing.change(uow, manager, entry.id, revision=entry.revision, values=values, key="demo-proposal-change")


def _actor(database: Database, login: str):
    with database.read() as uow:
        user = accounts.user_by_login(uow, login)
    assert user is not None, login
    return actor_of(user)
