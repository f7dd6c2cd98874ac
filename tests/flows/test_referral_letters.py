"""The letter, the slip and the message: exactly what was disclosed, never more, and less where less may go."""

import io
import zipfile

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resmap.domain.disclosure import ALLOWED, FIELDS
from resmap.domain.permissions import NotAllowed, NotFound, Permission
from resmap.flows import referral_letters
from resmap.flows.case_loading import load_case
from resmap.flows.ruling import RuleForbids
from resmap.store import CaseRecord, ClientRecord, ConsentRecord, ReferralRecord
from tests.flows.test_referring import BARBER, S, draft, send, sent, step  # noqa: F401
from tests.support.demo_world import demo_template, world  # noqa: F401

TOLD = {"call_name": "만복 님", "task": "안부 살피기"}


def letter(world, referral, as_="hwpx", login="manager1"):
    actor = world.actor(login)
    with world.database.read(actor) as uow:
        return referral_letters.letter_file(uow, actor, referral, world.today, as_=referral_letters.LetterAs(as_))


def message(world, referral, login="manager1"):
    actor = world.actor(login)
    with world.database.read(actor) as uow:
        return referral_letters.message(uow, actor, referral, world.today)


def words_of(made) -> str:
    return zipfile.ZipFile(io.BytesIO(made.data)).read("Contents/section0.xml").decode()


def of_barber(world, told=None) -> str:
    referral = draft(world)
    send(world, referral, TOLD if told is None else told)
    return referral


def test_the_letter_holds_what_was_disclosed_and_a_slip_and_the_print_is_noted_R167(world):
    referral = of_barber(world)
    words = words_of(letter(world, referral))
    assert "만복 님" in words and "안부 살피기" in words and "회신서" in words
    assert "조만복" not in words and "010-" not in words
    event = world.events()[-1]
    assert event.kind == "case.printed" and event.facts["fields"] == ["call_name", "task"]
    assert letter(world, referral, "pdf").data.startswith(b"%PDF")


def test_the_message_is_made_of_disclosed_fields_alone_P09(world):
    text = message(world, of_barber(world))
    assert "만복 님" in text and "조만복" not in text and "회신 부탁" in text


def test_a_letter_that_tells_nothing_asks_for_a_place(world):
    referral = of_barber(world, {})
    assert "당사자에 관한 것은 아직 전하지 않습니다" in words_of(letter(world, referral))
    assert "만복" not in message(world, referral)


def test_what_the_client_took_back_is_printed_no_more_P10(world):
    referral = of_barber(world)

    def withdraw(uow):
        for one in uow.session.query(ConsentRecord).filter_by(case_id=world.case_ids["D04"]):
            one.withdrawn_at = uow.now()

    world.change(withdraw)
    assert "만복" not in words_of(letter(world, referral)) and "만복" not in message(world, referral)
    assert world.referral(referral).disclosed == TOLD  # what was sent stays known


def test_of_a_client_who_became_protected_neither_number_nor_address_is_printed_P22(world, sent):
    def protect(uow):
        case = uow.get(CaseRecord, world.case_ids["D02"])
        uow.get(ClientRecord, case.client_id).protected = True
        record = uow.get(ReferralRecord, sent)
        record.disclosed = record.disclosed | {"phone": "010-7777-8888", "address": "자양로 1"}

    world.change(protect)
    made = words_of(letter(world, sent, login="manager2")) + message(world, sent, login="manager2")
    assert "010-7777-8888" not in made and "자양로 1" not in made and "남기훈" in made


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(st.sampled_from(FIELDS)), st.booleans(), st.sets(st.sampled_from(FIELDS)))
def test_nothing_is_ever_told_that_was_not_disclosed_or_may_not_go(disclosed, unsafe, may):
    values = {name: f"<{name}>" for name in disclosed}

    class Kept:
        disclosed = values

    told = referral_letters.only_told(Kept, may, unsafe=unsafe)
    assert set(told) == (disclosed & may) - ({"phone", "address"} if unsafe else set())


def test_the_sheet_for_the_sms_system_is_text_and_a_neighbours_number_is_in_none(world, sent):
    actor = world.actor("manager2")
    with world.database.read(actor) as uow:
        made = referral_letters.message_file(uow, actor, sent, world.today)
    sheet = openpyxl.load_workbook(io.BytesIO(made.data)).active
    assert sheet.max_row == 2 and sheet["A2"].data_type == "s" and "남기훈" in sheet["C2"].value
    assert referral_letters.number_to(next(one for one in world.rows(type(world.offer(BARBER))) if one.kind.startswith("H1"))) == ""


def test_reminders_name_no_client(world):
    actor = world.actor("manager1")
    over = world.today.replace(year=world.today.year + 1)
    with world.database.read(actor) as uow:
        made = referral_letters.reminders_file(uow, actor, over)
    text = " ".join(str(cell) for row in openpyxl.load_workbook(io.BytesIO(made.data)).active.values for cell in row)
    names = [one.name for one in world.rows(ClientRecord)]
    assert "회신을 기다리고" in text and not [name for name in names if name and name in text]


def test_no_letter_of_a_draft_nor_of_what_ended_nor_for_the_agency(world, sent):
    referral = draft(world, key="of-the-barber")
    with pytest.raises(RuleForbids):
        letter(world, referral)
    send(world, referral, TOLD, key="to-the-barber")
    step(world, referral, S.REJECTED)
    with pytest.raises(RuleForbids):
        letter(world, referral)
    with pytest.raises(NotAllowed):
        letter(world, sent, login="partner")
    with pytest.raises(NotFound):
        letter(world, sent, login="manager1")


def test_the_fields_of_a_letter_are_those_of_the_recipients_class(world):
    referral = of_barber(world)
    actor = world.actor("manager1")
    with world.database.read(actor) as uow:
        loaded = load_case(uow, actor, world.case_ids["D04"], world.today, Permission.CASE_READ)
        told = referral_letters.still_told(loaded, world.referral(referral))
    assert set(told) <= set(ALLOWED[world.offer(BARBER).recipient_class])
