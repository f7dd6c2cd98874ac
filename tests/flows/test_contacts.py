"""The contact log: every try counts for who may be lost, and nothing is noted of a day to come."""

from datetime import timedelta

import pytest

from resmap.domain.contacts import ContactWay
from resmap.domain.permissions import NotAllowed, NotFound
from resmap.domain.resident_number import ResidentNumberError
from resmap.flows import contacts
from resmap.flows.contacts import Contact
from resmap.flows.field_refusals import FieldsRefused
from resmap.flows.ruling import RuleForbids
from resmap.store import CaseRecord, ContactRecord
from tests.support.demo_world import demo_template, world  # noqa: F401

CASE = "D04"


def note(world, *, days_ago=0, method=ContactWay.PHONE, key="a-contact-of-tests", login="manager1", **more):
    actor = world.actor(login)
    told = Contact(world.today - timedelta(days=days_ago), method, **more)
    with world.database.write(actor) as uow:
        return contacts.note(uow, actor, world.case_ids[CASE], world.today, contact=told, key=key)


def page(world):
    actor = world.actor("manager1")
    with world.database.read(actor) as uow:
        return contacts.page(uow, actor, world.case_ids[CASE], world.today, locale="ko")


def test_a_contact_is_kept_with_way_words_and_roles(world):
    kept = note(world, note="잘 지내심", with_whom="딸", minutes=20, roles=("supporter", "linking"))
    [record] = world.rows(ContactRecord, ContactRecord.id == kept)
    assert (record.method, record.reached, record.roles) == ("phone", True, ("supporter", "linking"))
    first = page(world).contacts[0]
    assert (first.note, first.with_whom, first.minutes, first.by) == ("잘 지내심", "딸", 20, "김나래")


def test_r198_tries_on_three_days_in_two_ways_since_the_last_success_make_somebody_out_of_contact(world):
    note(world, days_ago=9, key="a-contact-of-tests-0")
    for number, way in enumerate((ContactWay.PHONE, ContactWay.PHONE, ContactWay.VISIT)):
        assert not page(world).enough
        note(world, days_ago=6 - number, method=way, reached=False, key=f"a-try-of-tests-{number}")
    view = page(world)
    assert view.enough and (view.tries, view.ways) == (3, 2)
    note(world, key="reached-at-last")
    assert not page(world).enough and page(world).tries == 0


def test_the_same_press_twice_is_one_contact(world):
    assert note(world) == note(world)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"days_ago": -1}, "on"),
        ({"note": "가" * 2001}, "note"),
        ({"minutes": 99999}, "minutes"),
        ({"roles": ("hero",)}, "roles"),
        ({"service": "gossip"}, "service"),
    ],
)
def test_what_cannot_be_is_refused_by_field(world, more, field):
    with pytest.raises(FieldsRefused) as refused:
        note(world, **more)
    assert [name for name, _ in refused.value.fields] == [field]


def test_no_resident_number_stands_in_a_log(world):
    with pytest.raises(ResidentNumberError):
        note(world, note="800101-1234567")


def test_no_event_of_a_contact_holds_what_was_said(world):
    note(world, note="비밀 이야기", with_whom="비밀 사람")
    assert "비밀" not in str(world.events()[-1].facts)


def test_a_closed_case_takes_no_contact_and_a_strangers_case_is_not_there(world):
    with pytest.raises(NotFound):
        note(world, login="manager2")
    with pytest.raises(NotAllowed):
        note(world, login="partner", key="by-a-partner-of-tests")
    world.change(lambda uow: setattr(uow.get(CaseRecord, world.case_ids[CASE]), "closed_on", world.today))
    with pytest.raises(RuleForbids):
        note(world, key="after-closing-of-tests")


def test_what_was_noted_by_mistake_counts_no_more(world):
    kept = note(world, reached=False)
    actor = world.actor("manager1")
    with world.database.write(actor) as uow:
        contacts.take_out(uow, actor, world.case_ids[CASE], kept, revision=1, key="taken-out-of-tests")
    assert kept not in {one.id for one in page(world).contacts}


def test_r152_r153_r154_which_direct_service_it_was_is_kept_and_told(world):
    for number, service in enumerate(("crisis", "teaching", "encouraging")):
        note(world, service=service, key=f"a-service-of-tests-{number}")
    told = {one.service: one.roles for one in page(world).contacts if one.service}
    assert told == {"crisis": ("implementer",), "teaching": ("teacher",), "encouraging": ("supporter",)}


def test_r152_a_crisis_that_was_stepped_into_leads_to_the_emergency_path_until_it_is_one(world):
    assert not page(world).urgent
    note(world, service="crisis", days_ago=5, key="an-old-crisis-of-tests")
    assert not page(world).urgent
    note(world, service="crisis")
    assert page(world).urgent
    world.change(lambda uow: setattr(uow.get(CaseRecord, world.case_ids[CASE]), "emergency", True))
    view = page(world)
    assert view.emergency and not view.urgent


def test_r152_in_an_emergency_a_contact_is_a_crisis_unless_somebody_says_otherwise_and_a_vain_try_is_none(world):
    world.change(lambda uow: setattr(uow.get(CaseRecord, world.case_ids[CASE]), "emergency", True))
    kept = [
        note(world, key="unsaid-of-tests-1"),
        note(world, service="none", key="said-none-of-tests"),
        note(world, service="crisis", reached=False, key="in-vain-of-tests"),
    ]
    found = {one.id: one.service for one in world.rows(ContactRecord, ContactRecord.id.in_(kept))}
    assert [found[one] for one in kept] == ["crisis", None, None]
