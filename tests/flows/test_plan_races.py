"""Two people at one plan at the same moment, on both databases: it is signed once, begun once, and nothing is lost."""

import threading
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from resmap.domain.codes import Stage
from resmap.domain.permissions import Actor, Role
from resmap.domain.planning.contract import DecidedHow
from resmap.domain.planning.fulfilment import Fulfilment
from resmap.domain.planning.plan import LineKind
from resmap.flows.plans import contracting, drafting, fulfilling, page
from resmap.flows.plans.asked import LineAsked, ObjectiveAsked, SignedAsked, TickAsked
from resmap.flows.refusals import Busy, LostUpdate, Refused
from resmap.store import (
    CaseRecord,
    ClientRecord,
    Database,
    MemberRecord,
    NeedRecord,
    OfficeRecord,
    PlanRecord,
    TaskRecord,
    UserRecord,
    history,
    new_ring,
)

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 1, tzinfo=UTC)
SIGNED = SignedAsked("좋습니다", DecidedHow.ALONE, "가온", TODAY, TODAY)
AT_ONCE = 6


@dataclass
class Desk:
    database: Database
    actor: Actor
    case: str
    need: str

    def do(self, flow, *args, **more):
        with self.database.write(self.actor) as uow:
            return flow(uow, self.actor, self.case, TODAY, *args, **more)

    def page(self, number=None):
        with self.database.read(self.actor) as uow:
            return page.page(uow, self.actor, self.case, TODAY, locale="ko", number=number)

    def rows(self, cls):
        with self.database.read() as uow:
            uow.as_system()
            return list(uow.session.scalars(select(cls).where(cls.case_id == self.case)))

    def drafted(self) -> "Desk":
        self.do(drafting.begin, needs=[self.need], key="key-of-beginning")
        asked = ObjectiveAsked("당사자: 6개월 안에 이웃과 만나는 날을 주 0일에서 2일로 늘린다",
                               first_line=LineAsked(LineKind.SERVICE, "반찬 배달"))  # fmt: skip
        self.do(drafting.save_objective, purpose_id=self.page().purposes[0].id, asked=asked, key="key-of-an-objective")
        return self

    def at_once(self, act) -> list[str]:
        """What became of it, for each of those who try."""
        told, start = [], threading.Barrier(AT_ONCE)

        def one(number):
            start.wait()
            try:
                act(number)
            except (LostUpdate, Refused, Busy) as refused:
                told.append(type(refused).__name__)
            else:
                told.append("done")

        threads = [threading.Thread(target=one, args=(number,)) for number in range(AT_ONCE)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(told) == AT_ONCE
        return told


@pytest.fixture
def desk(migrated_url, tmp_path):
    database = Database(migrated_url, new_ring(), tmp_path / "events.head", clock=lambda: NOW)
    with database.write() as uow:
        uow.as_system()
        office = uow.add(OfficeRecord(name="광진구청", sido="서울특별시", sigungu="광진구"))
        alice = uow.add(UserRecord(login="alice", name="alice", role=Role.CASE_MANAGER, office_id=office.id, dongs=("자양4동",)))
        client = uow.add(ClientRecord(office_id=office.id, dong="자양4동", name="가온"))
        member = uow.add(MemberRecord(client_id=client.id, relation="본인", age=70, sex="F"))
        case = uow.add(CaseRecord(office_id=office.id, number="2026-0001", client_id=client.id, manager_id=alice.id,
                                  dong="자양4동", opened_on=TODAY, stage=Stage.PLANNING))  # fmt: skip
        need = uow.add(NeedRecord(case_id=case.id, code="DLY11", holder=member.id, priority=1, severity=2, confirmed_on=TODAY))
        ids = Actor(alice.id, Role.CASE_MANAGER, frozenset({"자양4동"}), office.id), case.id, need.id
        uow.commit()
    yield Desk(database, *ids)
    database.dispose()


def test_a_draft_that_many_begin_at_once_is_one_plan(desk):
    told = desk.at_once(lambda number: desk.do(drafting.begin, needs=[desk.need], key=f"key-of-beginning-{number}"))
    assert "done" in told and len(desk.rows(PlanRecord)) == 1 and len(desk.page().purposes) == 1


def test_a_plan_that_many_sign_at_once_is_signed_once(desk):
    revision = desk.drafted().page().plan.revision
    told = desk.at_once(
        lambda number: desk.do(contracting.contract, asked=SIGNED, revision=revision, key=f"key-of-signing-{number}")
    )
    assert told.count("done") == 1
    assert [one.state for one in desk.rows(PlanRecord)] == ["contracted"]
    with desk.database.read() as uow:
        assert history.verify(uow).ok


def test_a_line_that_many_tick_at_once_opens_one_reassessment(desk):
    desk.drafted().do(contracting.contract, asked=SIGNED, revision=desk.page().plan.revision, key="key-of-signing")
    (line,) = desk.page().purposes[0].objectives[0].lines
    asked = TickAsked(Fulfilment.REASSESS, TODAY)
    told = desk.at_once(
        lambda number: desk.do(fulfilling.tick, line.id, asked=asked, revision=line.revision, key=f"key-of-ticking-{number}")
    )
    assert told.count("done") == 1
    assert len([one for one in desk.rows(TaskRecord) if one.kind == "reassessment"]) == 1


def test_a_new_version_that_many_begin_at_once_is_one(desk):
    desk.drafted().do(contracting.contract, asked=SIGNED, revision=desk.page().plan.revision, key="key-of-signing")
    told = desk.at_once(lambda number: desk.do(contracting.revise, key=f"key-of-revising-{number}"))
    assert "done" in told
    assert sorted(one.state for one in desk.rows(PlanRecord)) == ["contracted", "draft"]
