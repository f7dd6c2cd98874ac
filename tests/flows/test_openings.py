"""A case is opened without an assignment for a purpose and an hour, and a supervisor looks at it (P-12, R027)."""

import string
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.events import EventKind
from resmap.domain.openings import SHORTEST_PURPOSE, Finding, is_purpose
from resmap.domain.permissions import NotAllowed, NotFound
from resmap.flows import openings
from resmap.flows.refusals import LostUpdate
from resmap.store import CaseRecord, ClientRecord, OpeningRecord, UserRecord, cases
from tests.support.demo_world import demo_template, world  # noqa: F401

PURPOSE = "담당자 휴가 중, 병원에서 퇴원 시각을 물어 옴"


def open_case(world, number="D04", *, login="manager2", purpose=PURPOSE, key="key-of-an-opening"):
    actor = world.actor(login)
    with world.database.write(actor) as uow:
        return openings.open_case(uow, actor, number=number, purpose=purpose, key=key)


def page(world, login="supervisor"):
    actor = world.actor(login)
    with world.database.read(actor) as uow:
        return openings.page(uow, actor)


def review(world, opening, finding=Finding.RIGHT, login="supervisor", key="key-of-a-look"):
    actor = world.actor(login)
    with world.database.write(actor) as uow:
        openings.review(uow, actor, opening, finding=finding, words="물어봄", key=key)


def reaches(world, number="D04", login="manager2") -> bool:
    actor = world.actor(login)
    with world.database.read(actor) as uow:
        return uow.get(CaseRecord, world.case_ids[number]) is not None


def test_p_12_with_a_purpose_an_unassigned_worker_reads_for_an_hour_and_the_supervisor_is_told(world):
    assert not reaches(world)
    assert open_case(world) == world.case_ids["D04"]
    assert reaches(world)
    [event] = [one for one in world.events() if one.kind is EventKind.OPENED_UNASSIGNED]
    assert PURPOSE not in str(event.facts) and event.subject == world.case_ids["D04"]
    [waiting] = page(world).waiting
    assert waiting.purpose == PURPOSE and waiting.number == "D04"
    world.database.clock.moment += timedelta(hours=1)
    assert not reaches(world)


def test_p_12_what_is_open_for_an_hour_can_be_read_and_not_changed(world):
    open_case(world)
    actor = world.actor("manager2")
    with world.database.write(actor) as uow, pytest.raises(NotFound):
        cases.get(uow, actor, world.case_ids["D04"])


@pytest.mark.parametrize("purpose", ["", "업무", "        ", "ㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋ", "........."])
def test_without_a_purpose_the_door_stays_closed(world, purpose):
    with pytest.raises(openings.PurposeMissing):
        open_case(world, purpose=purpose)
    assert not reaches(world) and not world.rows(OpeningRecord)


@given(st.text(string.ascii_letters + " 가나다", max_size=SHORTEST_PURPOSE - 1))
def test_a_word_is_no_purpose(words):
    assert not is_purpose(words)


def test_p_22_a_protected_client_and_a_number_that_is_not_there_are_told_alike(world):
    said = []
    for number in ("D07", "D99", ""):
        with pytest.raises(NotFound) as refused:
            open_case(world, number, key=f"key-of-{number or 'none'}-12345")
        said.append(str(refused.value))
    assert len(set(said)) == 1 and not world.rows(OpeningRecord)


def test_p_22_violence_at_home_keeps_the_door_closed_before_anybody_marked_the_client(world):
    def act(uow):
        case = uow.get(CaseRecord, world.case_ids["D04"])
        client = uow.get(ClientRecord, case.client_id)
        client.facts = [*(client.facts or ()), "dv_active"]

    world.change(act)
    with pytest.raises(NotFound):
        open_case(world)


def test_who_reaches_the_case_anyway_needs_no_opening(world):
    assert open_case(world, login="manager1", purpose="") == world.case_ids["D04"]
    assert not world.rows(OpeningRecord)


@pytest.mark.parametrize("login", ["partner", "outsider"])
def test_who_does_no_casework_opens_nothing(world, login):
    with pytest.raises(NotAllowed):
        open_case(world, login=login)


def test_a_worker_of_another_office_opens_nothing(world):
    def act(uow):
        user = uow.session.query(UserRecord).filter_by(login="manager2").one()
        user.office_id = None

    world.change(act)
    with pytest.raises(NotFound):
        open_case(world)


def test_the_supervisor_looks_at_an_opening_once_and_never_at_the_own(world):
    open_case(world)
    [waiting] = page(world).waiting
    review(world, waiting.id, Finding.ASKED)
    view = page(world)
    assert not view.waiting and view.looked_at[0].finding == "asked" and view.looked_at[0].words == "물어봄"
    with pytest.raises(LostUpdate):
        review(world, waiting.id, key="key-of-another-look")
    with pytest.raises(NotAllowed):
        page(world, "manager1")

    def own(uow):
        boss = uow.session.query(UserRecord).filter_by(login="supervisor").one()
        record = uow.get(OpeningRecord, waiting.id)
        record.user_id, record.reviewed_at = boss.id, None

    world.change(own)
    with pytest.raises(NotFound):
        review(world, waiting.id, key="key-of-the-own")


def test_p_12_somebody_who_looks_at_their_own_name_stands_in_the_list(world):
    def act(uow):
        case = uow.get(CaseRecord, world.case_ids["D04"])
        name = uow.session.query(UserRecord).filter_by(login="manager1").one().name
        uow.get(ClientRecord, case.client_id).name = name

    world.change(act)
    world.page("manager1", "D04")
    [alert] = page(world).alerts
    assert alert.alert == "self" and alert.number == "D04"
    open_case(world)
    assert page(world).waiting[0].alert == "colleague"


def test_a_few_readings_are_drawn_by_lot_and_stay_the_same_for_the_week(world):
    for number in ("D01", "D04", "D08", "D10"):
        try:
            world.page("manager1", number)
        except NotFound:
            continue
    first, second = page(world).sample, page(world).sample
    assert first and first == second


def test_r027_the_same_press_twice_is_one_opening(world):
    for _ in range(2):
        open_case(world)
    assert len(world.rows(OpeningRecord)) == 1
