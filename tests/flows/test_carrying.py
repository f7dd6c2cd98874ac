"""옮겨 적기 on the demo: what waits, what was carried over as it was then, what changed, and what never stands there."""

import pytest
from sqlalchemy import select

from resmap.domain.carrying import FIELDS, Sheet, Standing
from resmap.domain.check_paper import CheckPaper, to_content
from resmap.domain.monitoring import Method
from resmap.domain.papers import PaperKind, PaperState
from resmap.domain.permissions import NotAllowed, NotFound
from resmap.flows import carrying
from resmap.store import CarriedRecord, ClientRecord, ContactRecord, OfficeRecord, PaperRecord
from resmap.words import has
from tests.flows.test_steps import add, case_of
from tests.support.demo_world import demo_template, world  # noqa: F401


def page(world, number="D04", login="manager1"):
    actor = world.actor(login)
    with world.database.read(actor) as uow:
        return carrying.page(uow, actor, world.case_ids[number], world.today, locale="ko")


def record(world, sheet, subject=None, **more):
    return next(
        one for one in page(world, **more).records if one.sheet == sheet.value and subject in (None, one.subject)
    )


def mark(world, sheet, subject, *, login="manager1", number="D04", key="carry-of-tests"):
    actor = world.actor(login)
    with world.database.write(actor) as uow:
        carrying.mark(uow, actor, world.case_ids[number], world.today, sheet=sheet, subject=subject, key=key)


def a_contact(world, note="무릎이 아프다고 하심"):
    return add(world, ContactRecord, on=world.today, method="visit", with_whom="본인", note=note)


def test_a_record_waits_until_it_was_carried_over_and_then_stands_at_the_end(world):
    contact = a_contact(world)
    before = page(world).waiting
    told = record(world, Sheet.CONTACT, contact)
    assert told.standing == Standing.NEW
    assert [(one.name, one.text) for one in told.fields][1:] == [
        ("method", "방문"),
        ("with_whom", "본인"),
        ("note", "무릎이 아프다고 하심"),
    ]
    mark(world, Sheet.CONTACT, contact)
    assert page(world).waiting == before - 1
    assert page(world).records[-1].standing == Standing.CARRIED


def test_what_changed_since_is_shown_field_by_field_with_what_stood_there(world):
    contact = a_contact(world)
    mark(world, Sheet.CONTACT, contact)
    with world.database.write() as uow:
        uow.as_system()
        uow.get(ContactRecord, contact).note = "병원에 다녀오심"
        uow.commit()
    told = record(world, Sheet.CONTACT, contact)
    assert told.standing == Standing.CHANGED
    assert [(one.name, one.before) for one in told.fields if one.changed] == [("note", "무릎이 아프다고 하심")]
    mark(world, Sheet.CONTACT, contact, key="carry-once-more")
    assert record(world, Sheet.CONTACT, contact).standing == Standing.CARRIED


def test_the_same_press_twice_is_one_note(world):
    contact = a_contact(world)
    mark(world, Sheet.CONTACT, contact)
    mark(world, Sheet.CONTACT, contact)
    with world.database.read() as uow:
        uow.as_system()
        assert len(uow.session.scalars(select(CarriedRecord)).all()) == 1


def test_the_fields_stand_in_the_offices_own_order(world):
    contact = a_contact(world)
    with world.database.write() as uow:
        uow.as_system()
        uow.session.scalar(select(OfficeRecord)).settings = {"carry": {"contact": ["note", "day"]}}
        uow.commit()
    assert [one.name for one in record(world, Sheet.CONTACT, contact).fields] == ["note", "day"]


def test_of_somebody_who_is_unsafe_at_home_neither_number_nor_address_stands_there(world):
    told = {one.name: one.text for one in record(world, Sheet.PERSON).fields}
    assert told["phone"] and told["address"]
    with world.database.write() as uow:
        uow.as_system()
        client = uow.get(ClientRecord, case_of(world).client_id)
        client.protected = True
        secrets = (client.phone, client.address)
        uow.commit()
    view = page(world)
    assert not {"phone", "address"} & {one.name for one in view.records[0].fields}
    assert not any(secret in field.text for one in view.records for field in one.fields for secret in secrets)


def test_nobody_elses_case_is_carried_over_and_nothing_that_is_not_there(world):
    contact = a_contact(world)
    with pytest.raises(NotFound):
        mark(world, Sheet.CONTACT, contact, login="manager2")
    with pytest.raises(NotAllowed):
        mark(world, Sheet.CONTACT, contact, login="partner")
    with pytest.raises(NotFound):
        mark(world, Sheet.NEED, contact)


def test_every_field_has_its_words():

    for sheet, fields in FIELDS.items():
        assert has(f"carry.sheet.{sheet.value}")
        assert all(has(f"carry.field.{name}") for name in fields)


def test_every_case_of_the_demo_can_be_carried_over(world):
    for number in world.case_ids:
        assert page(world, number, login="supervisor").records


@pytest.mark.parametrize("opinion", ["좋음", "괜찮아요", "예", "매주 와 주면 좋겠어요"])
def test_the_texts_of_a_check_are_carried_over_however_short_and_its_codes_are_not(world, opinion):
    check = CheckPaper(
        on=world.today, methods=frozenset({Method.INFORMAL}), opinion=opinion, words="안정", network="", barriers="계단",
        names={}, ties=2,
    )  # fmt: skip
    kept = add(
        world, PaperRecord, kind=PaperKind.MONITORING, state=PaperState.DONE, on=world.today, content=to_content(check)
    )
    told = {one.name: one.text for one in record(world, Sheet.CHECK, kept).fields}
    assert told["text"] == f"{opinion}\n안정\n계단"
    assert Method.INFORMAL.value not in told["text"]
