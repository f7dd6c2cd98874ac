"""Opening a case from the first call: what is kept, who may be in charge, numbers, the door of finding."""

import pytest

from resmap.domain.codes import Stage
from resmap.domain.events import EventKind
from resmap.domain.first_call import FirstCall, SafeToCall
from resmap.domain.intake import Door
from resmap.domain.permissions import NotAllowed
from resmap.domain.resident_number import ResidentNumberError
from resmap.flows import intake_opening
from resmap.flows.field_refusals import FieldsRefused
from resmap.flows.ruling import RuleForbids
from resmap.store import (
    AssignmentRecord,
    CaseRecord,
    ClientRecord,
    ConsentRecord,
    MemberRecord,
    OfficeRecord,
    PaperRecord,
    TaskRecord,
    UserRecord,
    accounts,
)
from tests.support.demo_world import demo_template, world  # noqa: F401

CALL = FirstCall(
    name="가온", dong="자양1동", birth_year=1958, phone="010-0000-3131", safe=SafeToCall.NO, words="쌀이 떨어졌어요"
)


def start(world, call=CALL, login="manager1", key="a-first-call", **more) -> str:
    return intake_opening.opened(world.database, world.actor(login), world.today, call=call, key=key, **more)


def case_of(world, case_id) -> CaseRecord:
    return world.rows(CaseRecord, CaseRecord.id == case_id)[0]


def test_r031_a_new_case_has_one_primary_manager_from_its_first_day(world):
    case = case_of(world, start(world))
    assert (case.stage, case.stage_since, case.number[:5]) == (Stage.INTAKE, world.today, "2026-")
    [primary] = world.rows(AssignmentRecord, AssignmentRecord.case_id == case.id)
    assert (primary.kind, primary.user_id, primary.since) == ("primary", case.manager_id, world.today)
    assert case.manager_id == world.actor("manager1").id


def test_the_words_of_the_call_stand_on_the_case_and_in_the_intake_that_goes_on(world):
    case = case_of(world, start(world))
    assert case.quote == CALL.words
    [paper] = world.rows(PaperRecord, PaperRecord.case_id == case.id)
    assert paper.content["words"] == CALL.words


def test_r163_whether_it_is_safe_to_call_is_kept_with_the_number(world):
    case = case_of(world, start(world))
    [client] = world.rows(ClientRecord, ClientRecord.id == case.client_id)
    assert client.safe_contact == {"safe": "no", "how": ""}


def test_the_same_press_twice_is_one_case(world):
    assert start(world) == start(world)


def test_no_event_of_a_first_call_holds_a_word_of_the_person(world):
    start(world)
    told = [one for one in world.events() if one.kind in (EventKind.CASE_OPENED, EventKind.ASSIGNED)][-2:]
    for one in told:
        assert not {CALL.name, CALL.words, CALL.phone} & {str(value) for value in (one.facts or {}).values()}


def test_r016_a_found_person_is_kept_before_consent_with_a_day_by_which_somebody_asks(world):
    found = FirstCall(name="윗집 어르신", dong="자양1동", door=Door.NEIGHBOUR, finder="통장님", words="불이 꺼져 있어요")
    case = start(world, found)
    [task] = world.rows(TaskRecord, TaskRecord.case_id == case)
    assert task.kind == "ask_consent" and task.due_on > world.today
    assert not world.rows(ConsentRecord, ConsentRecord.case_id == case)


def test_who_agreed_on_the_phone_has_a_consent_to_collect_and_no_task(world):
    from dataclasses import replace

    case = start(world, replace(CALL, agreed=True))
    [consent] = world.rows(ConsentRecord, ConsentRecord.case_id == case)
    assert (consent.kind, consent.how, consent.signed_by) == ("collect", "phone", "self")
    assert not world.rows(TaskRecord, TaskRecord.case_id == case)


def test_two_people_who_are_given_the_same_number_get_two_cases(world, monkeypatch):
    first = case_of(world, start(world))
    real, asked = intake_opening.cases.next_number, []

    def slow(uow, office, today):
        asked.append(1)
        return first.number if len(asked) == 1 else real(uow, office, today)

    monkeypatch.setattr(intake_opening.cases, "next_number", slow)
    second = case_of(world, start(world, key="another-call", seen=True))
    assert len(asked) == 2 and second.number != first.number
    assert len(world.rows(MemberRecord, MemberRecord.client_id == second.client_id)) == 1


def test_r030_only_a_post_that_the_office_names_may_be_in_charge(world):
    def name_posts(uow):
        office = uow.get(OfficeRecord, world.actor("manager1").office)
        office.settings = {"in_charge_posts": ["사회복지직 공무원"]}

    world.change(name_posts)
    with pytest.raises(FieldsRefused) as refused:
        start(world)
    assert refused.value.fields == (("manager", "NOT_IN_CHARGE"),)
    world.change(lambda uow: setattr(accounts.user_by_login(uow, "manager1"), "post", "사회복지직 공무원"))
    assert start(world, key="a-first-call-with-post")


def test_r030_a_supervisor_puts_a_manager_in_charge_and_never_a_partner_or_a_volunteer(world):
    manager = world.actor("manager1").id
    case = case_of(world, start(world, login="supervisor", manager=manager))
    assert case.manager_id == manager
    for login in ("partner", "outsider"):
        with pytest.raises(FieldsRefused):
            start(world, login="supervisor", manager=world.actor(login).id, key=f"in-charge-{login}", seen=True)


def test_a_manager_opens_cases_for_nobody_else_and_nowhere_else(world):
    with pytest.raises(FieldsRefused):
        start(world, manager=world.rows(UserRecord, UserRecord.login == "manager2")[0].id)
    with pytest.raises(FieldsRefused) as refused:
        start(world, FirstCall(name="가온", dong="중곡2동"), key="another-dong")
    assert refused.value.fields == (("dong", "NOT_THIS_DONG"),)
    with pytest.raises(NotAllowed):
        start(world, login="partner", key="by-a-partner")


@pytest.mark.parametrize("field", ["name", "phone", "words", "finder", "address", "title", "reach"])
def test_no_resident_number_is_kept_by_any_field_of_a_first_call(world, field):
    from dataclasses import replace

    before = len(world.rows(CaseRecord))
    with pytest.raises(ResidentNumberError) as refused:
        start(world, replace(CALL, **{field: "800101-1234567"}))
    assert "800101" not in str(refused.value) and len(world.rows(CaseRecord)) == before


def test_who_may_be_known_is_not_opened_unseen(world):
    start(world)
    with pytest.raises(RuleForbids) as refused:
        start(world, key="the-same-person")
    assert [one.code for one in refused.value.reasons] == ["PERHAPS_KNOWN"]
