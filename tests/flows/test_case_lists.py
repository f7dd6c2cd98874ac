"""A list of cases comes in whole or not at all, and tells nothing of whom the reader may not know."""

from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resmap.domain.codes import Stage
from resmap.domain.permissions import NotAllowed
from resmap.flows import case_lists
from resmap.flows.case_lists import ListChoices, RowState
from resmap.flows.field_refusals import FieldsRefused
from resmap.formats.case_list import ListRow
from resmap.store import AssignmentRecord, CaseRecord, ClientRecord, MemberRecord, accounts
from tests.support.demo_world import demo_template, world  # noqa: F401

ROWS = (
    ListRow(2, "X-001", "가온", 1980, None, "자양1동", "010-0000-7101"),
    ListRow(3, "X-002", "나온", 1951, None, "자양2동", stage=Stage.MONITORING),
)
CHOICES = ListChoices()


def look(world, rows=ROWS, login="manager1", choices=CHOICES):
    actor = world.actor(login)
    with world.database.read(actor) as uow:
        return case_lists.look(uow, actor, world.today, rows, choices)


def bring(world, rows=ROWS, login="manager1", choices=CHOICES, key="a-list-of-tests"):
    return case_lists.bring_in(world.database, world.actor(login), world.today, rows, choices, key=key)


def brought(world):
    return [one for one in world.rows(CaseRecord) if one.outside_number]


def states(plan):
    return [one.state for one in plan.rows]


def test_looking_saves_nothing(world):
    before = len(world.rows(CaseRecord))
    assert look(world).ready and len(world.rows(CaseRecord)) == before


def test_every_row_becomes_a_case_with_a_number_of_ours_and_somebody_in_charge(world):
    assert bring(world) == 2
    one, other = sorted(brought(world), key=lambda case: case.outside_number)
    assert (one.stage, other.stage) == (Stage.INTERVENTION, Stage.MONITORING)
    assert one.number != other.number and one.number.startswith("2026-") and one.door is None
    assert {one.manager_id for one in brought(world)} == {world.actor("manager1").id}
    assert len([a for a in world.rows(AssignmentRecord) if a.case_id in {one.id, other.id}]) == 2
    assert len(world.rows(MemberRecord, MemberRecord.client_id == one.client_id)) == 1


def test_the_same_list_again_changes_nothing(world):
    bring(world)
    plan = look(world)
    assert states(plan) == [RowState.SAME, RowState.SAME] and not plan.ready
    before = [(one.id, one.revision) for one in world.rows(CaseRecord)]
    with pytest.raises(FieldsRefused):
        bring(world, key="the-same-list-again")
    assert [(one.id, one.revision) for one in world.rows(CaseRecord)] == before
    assert bring(world) == 2  # the same press


def test_what_a_later_list_says_otherwise_is_told_and_never_overwrites(world):
    from dataclasses import replace

    bring(world)
    plan = look(world, [replace(ROWS[0], phone="010-9999-0000", dong="구의1동"), ROWS[1]])
    assert set(plan.rows[0].differs) == {"phone", "dong"}
    [client] = [c for c in world.rows(ClientRecord) if c.name == "가온"]
    assert client.phone == ROWS[0].phone


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (ListRow(4, "", "다온", dong="자양1동"), "MISSING"),
        (ListRow(4, "X-001", "다온", dong="자양1동"), "TWICE"),
        (ListRow(4, "X-003", "", dong="자양1동"), "MISSING"),
        (ListRow(4, "X-003", "다온", dong="중곡2동"), "NOT_THIS_DONG"),
        (ListRow(4, "X-003", "다온"), "MISSING"),
        (ListRow(4, "X-003", "다온", dong="자양1동", faults=("address",)), "RESIDENT_NUMBER"),
        (ListRow(4, "X-003", "다온", 2050, dong="자양1동"), "AHEAD"),
    ],
)
def test_all_or_nothing_one_row_that_cannot_come_in_keeps_the_whole_list_out(world, row, code):
    before = len(world.rows(CaseRecord))
    plan = look(world, (*ROWS, row))
    assert code in {code for _, code in plan.rows[-1].why} and not plan.ready
    with pytest.raises(FieldsRefused):
        bring(world, (*ROWS, row))
    assert len(world.rows(CaseRecord)) == before


def test_ended_cases_and_those_of_others_are_left_out(world):
    rows = (*ROWS, ListRow(4, "X-003", "다온", dong="자양1동", closed=True), ListRow(5, "X-004", "라온", dong="자양1동", manager="박시원"))
    assert states(look(world, rows))[2:] == [RowState.ENDED, RowState.NOT_YOURS]
    assert bring(world, rows) == 2


def test_r030_a_supervisors_list_names_who_is_in_charge_and_only_who_may_be(world):
    rows = (ListRow(2, "X-001", "가온", dong="자양1동", manager="김나래"), ListRow(3, "X-002", "나온", dong="자양1동", manager="이도담"))
    plan = look(world, rows, "supervisor")
    assert states(plan) == [RowState.NEW, RowState.PROBLEM] and plan.rows[1].why == (("manager", "NOT_IN_CHARGE"),)
    assert bring(world, rows[:1], "supervisor") == 1
    assert brought(world)[0].manager_id == world.actor("manager1").id


def test_who_may_be_the_same_person_is_told_within_reach(world):
    bring(world)
    mine = brought(world)[0]
    plan = look(world, [ListRow(2, "Y-9", "가온", 1980, None, "자양1동")])
    assert plan.rows[0].like == (mine.number,) and plan.ready


def test_a_number_that_a_colleague_has_is_left_out_and_told_of_only_so(world):
    bring(world, [ListRow(2, "X-001", "가온", dong="중곡2동")], "manager2", key="a-colleagues-list")
    plan = look(world)
    assert states(plan) == [RowState.ELSEWHERE, RowState.NEW]
    assert (plan.rows[0].like, plan.rows[0].differs, plan.rows[0].case) == ((), (), "")
    assert bring(world) == 1


def test_a_partner_brings_in_nothing(world):
    with pytest.raises(NotAllowed):
        bring(world, login="partner")


NUMBERS = count(1000)


def protect(world, number, secret):
    """A protected client of manager2's with that outside number."""

    def act(uow):
        user = accounts.user_by_login(uow, "manager2")
        client = uow.add(ClientRecord(office_id=user.office_id, dong="중곡2동", name="가온", birth_year=1980, **secret))
        uow.add(
            CaseRecord(
                office_id=user.office_id, number=f"T-{client.id[-9:]}", client_id=client.id, manager_id=user.id,
                dong="중곡2동", opened_on=world.today, outside_number=number,
            )
        )  # fmt: skip

    world.change(act)


@pytest.mark.parametrize("secret", [{"protected": True}, {"facts": ["dv_active"]}])
def test_p22_a_number_that_a_protected_client_has_says_nothing_at_all(world, secret):
    before = look(world)
    protect(world, "X-001", secret)
    assert look(world) == before
    assert bring(world) == 2
    shown = {case_lists.outside_number(one.outside_number) for one in brought(world) if one.manager_id == world.actor("manager1").id}
    assert shown == {"X-001", "X-002"}
    assert states(look(world)) == [RowState.SAME, RowState.SAME]
    others = look(world, [ListRow(2, "X-001", "가온", dong="구의2동")], "supervisor")
    assert others.rows[0].state in (RowState.SAME, RowState.ELSEWHERE)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from([{"protected": True}, {"facts": ["dv_active"]}]),
    st.sampled_from(["P-{}", "P - {}", "p{}"]),
)
def test_p22_two_worlds_that_differ_in_a_protected_clients_number_give_the_same_answer(world, secret, written):
    number = next(NUMBERS)
    rows = [ListRow(2, f"P-{number}", "누구", dong="자양1동"), ListRow(3, f"P-{number}-2", "누구", dong="자양1동")]
    before = look(world, rows)
    protect(world, written.format(number), secret)
    assert look(world, rows) == before
