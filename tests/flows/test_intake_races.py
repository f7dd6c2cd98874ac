"""Many first calls at once, on both databases: everybody gets a case and a number of their own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from resmap.domain.first_call import FirstCall
from resmap.domain.permissions import Actor, Role
from resmap.flows import case_lists, intake_known, intake_opening
from resmap.flows.case_lists import ListChoices, RowState
from resmap.formats.case_list import ListRow
from resmap.store import AssignmentRecord, CaseRecord, ClientRecord, Database, OfficeRecord, UserRecord, new_ring

TODAY = date(2026, 11, 2)
CALLS = 16
DONG = "가람동"


@pytest.fixture
def house(migrated_url, tmp_path):
    """(database, actor): an office with one manager."""
    database = Database(migrated_url, new_ring(), tmp_path / "events.head", clock=lambda: datetime(2026, 11, 2, 1, tzinfo=UTC))
    with database.write() as uow:
        uow.as_system()
        office = uow.add(OfficeRecord(name="어느 구청", sido="어느도", sigungu="어느구"))
        user = uow.add(UserRecord(login="narae", name="나래", role=Role.CASE_MANAGER, office_id=office.id, dongs=(DONG,)))
        uow.commit()
        actor = Actor(user.id, Role.CASE_MANAGER, frozenset({DONG}), office=office.id)
    yield database, actor
    database.dispose()


def rows(database, record):
    with database.read() as uow:
        uow.as_system()
        return list(uow.session.scalars(select(record)))


def start(house, n, key=None):
    database, actor = house
    call = FirstCall(name=f"당사자{n}", dong=DONG, phone=f"010-0000-{n:04d}")
    return intake_opening.opened(database, actor, TODAY, call=call, key=key or f"a-call-of-tests-{n}")


def test_people_who_call_at_once_get_a_case_and_a_number_each(house):
    database, actor = house
    with ThreadPoolExecutor(CALLS) as pool:
        made = list(pool.map(lambda n: start(house, n), range(CALLS)))
    cases = rows(database, CaseRecord)
    assert len(set(made)) == len({one.number for one in cases}) == CALLS
    assert {one.name for one in rows(database, ClientRecord)} == {f"당사자{n}" for n in range(CALLS)}
    assert len(rows(database, AssignmentRecord)) == CALLS


def test_one_press_that_arrives_many_times_is_one_case(house):
    database, _ = house
    with ThreadPoolExecutor(6) as pool:
        made = set(pool.map(lambda _: start(house, 1, "the-same-press"), range(6)))
    assert len(made) == 1 and len(rows(database, CaseRecord)) == 1


def test_the_same_number_is_found_again_on_both_databases_and_so_is_an_outside_one(house):
    database, actor = house
    start(house, 1)
    with database.read(actor) as uow:
        assert [one.because for one in intake_known.ask(uow, actor, phone="01000000001").cases] == ["phone"]
    listed = [ListRow(2, "X-1", "가온", dong=DONG), ListRow(3, "X-2", "나온", dong=DONG)]
    assert case_lists.bring_in(database, actor, TODAY, listed, ListChoices(), key="a-list-of-tests") == 2
    again = [ListRow(2, "x 1", "가온", dong=DONG), ListRow(3, "X-2", "나온", dong=DONG)]
    with database.read(actor) as uow:
        planned = case_lists.look(uow, actor, TODAY, again, ListChoices())
    assert [one.state for one in planned.rows] == [RowState.SAME, RowState.SAME]
    assert len({one.number for one in rows(database, CaseRecord)}) == 3
