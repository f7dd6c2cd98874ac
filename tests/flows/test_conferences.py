"""Conferences on the demo: agenda, seats, what counts as held, and minutes that keep names from who may not know."""

from datetime import timedelta

import pytest

from resmap.domain.codes import Stage
from resmap.domain.meetings import ItemDecision, MeetingGap
from resmap.domain.permissions import NotAllowed, NotFound
from resmap.domain.stages import CaseKind, CasePath, ConferenceKind
from resmap.flows import conferences
from resmap.flows.ruling import RuleForbids
from resmap.store import ClientRecord, ConsentKind, ConsentRecord, OfferRecord
from tests.flows.test_steps import add, at, case_of, change, take
from tests.support.demo_world import demo_template, world  # noqa: F401


def act(world, verb, /, *args, login="supervisor", read=False, **more):
    actor = world.actor(login)
    with (world.database.read if read else world.database.write)(actor) as uow:
        return getattr(conferences, verb)(uow, actor, *args, **more)


def call(world, kind=ConferenceKind.CASE, on=None, **more):
    usual = {"written": False, "place": "주민센터 회의실", "dong": "", "key": f"call-{kind.value}-of-tests"}
    return act(world, "plan", kind=kind, on=on or world.today, **usual | more)


def agenda(world, conference, number="D04", login="manager1", key="agenda-of-tests"):
    return act(
        world,
        "put_on_agenda",
        conference,
        world.case_ids[number],
        world.today,
        question="이대로 이어 갈지",
        login=login,
        key=key,
    )


def page(world, conference, login="supervisor"):
    return act(world, "page", conference, world.today, read=True, login=login, locale="ko")


def decide(world, conference, decision=ItemDecision.CARRY_ON):
    for number, item in enumerate(page(world, conference).items):
        act(
            world,
            "decide",
            item.id,
            world.today,
            decision=decision,
            discussion="지금 도움이 잘 맞음",
            revision=item.revision,
            key=f"decide-{number}-of-tests",
        )


def hold(world, conference, key="hold-of-tests"):
    act(
        world,
        "hold",
        conference,
        world.today,
        next_on=None,
        revision=page(world, conference).revision,
        key=key,
    )


def seat_from(world, conference, offer=None, secrecy=True, key="seat-of-tests"):
    return act(
        world,
        "seat",
        conference,
        user_id=None,
        name="한바다",
        organisation="이웃 기관",
        offer_id=offer,
        secrecy_on=world.today if secrecy else None,
        key=key,
    )


def test_a_conference_that_was_held_stands_before_the_step_of_a_special_case(world):
    at(world, Stage.INTERVENTION, kind=CaseKind.SPECIAL, path=CasePath.FULL)
    conference = call(world, ConferenceKind.INTEGRATED, written=True)
    agenda(world, conference)
    with pytest.raises(RuleForbids):
        take(world, Stage.MONITORING)
    decide(world, conference)
    hold(world, conference)
    take(world, Stage.MONITORING, key="after-the-conference")


def test_nothing_counts_before_it_is_whole_and_all_that_is_missing_is_told(world):
    conference = call(world, on=world.today + timedelta(days=3))
    seat_from(world, conference, secrecy=False)
    with pytest.raises(RuleForbids) as refused:
        hold(world, conference)
    told = {str(one.code) for one in refused.value.reasons}
    assert told == {MeetingGap.NO_CASE, MeetingGap.SECRECY_UNSIGNED, MeetingGap.NOT_YET}
    assert set(page(world, conference).gaps) == told


def name_of(world, number="D04") -> str:
    with world.database.read() as uow:
        uow.as_system()
        return uow.get(ClientRecord, case_of(world, number).client_id).name


def an_agency(world) -> str:
    with world.database.read() as uow:
        uow.as_system()
        for offer in world.offer_ids.values():
            record = uow.get(OfferRecord, offer)
            if record is not None and record.recipient_class.value == "agency" and not record.location_secret:
                return offer
    raise AssertionError("the demo has an agency")


def test_among_ourselves_the_minutes_say_the_name_and_with_somebody_from_outside_the_number(world):
    conference = call(world)
    agenda(world, conference)
    (item,) = page(world, conference).items
    assert item.name == name_of(world)
    seat_from(world, conference)
    (item,) = page(world, conference).items
    assert item.name is None and item.shown == case_of(world).number


def test_a_name_is_said_again_where_the_client_consented_to_that_organisation(world):
    conference, offer = call(world), an_agency(world)
    agenda(world, conference)
    seat_from(world, conference, offer)
    assert page(world, conference).items[0].name is None
    add(world, ConsentRecord, kind=ConsentKind.PROVIDE_OFFER, recipient=offer, since=world.today, items=["name"])
    assert page(world, conference).items[0].name == name_of(world)


def test_a_protected_client_is_never_named_in_minutes(world):
    conference = call(world)
    agenda(world, conference)
    with world.database.write() as uow:
        uow.as_system()
        uow.get(ClientRecord, case_of(world).client_id).protected = True
        uow.commit()
    assert page(world, conference).items[0].name is None


@pytest.mark.parametrize("as_hwpx", [False, True])
def test_the_minutes_are_a_document_and_their_printing_is_noted(world, as_hwpx):
    conference = call(world)
    agenda(world, conference)
    decide(world, conference)
    document = act(
        world, "minutes", conference, world.today, read=True, locale="ko", as_hwpx=as_hwpx
    )
    assert document[:4] == (b"PK\x03\x04" if as_hwpx else b"%PDF")
    assert world.events()[-1].kind == "case.printed"


def test_a_manager_puts_only_their_own_case_on_an_agenda_and_sees_only_that_one(world):
    conference = call(world)
    other = next(number for number, case in world.case_ids.items() if case_of(world, number).manager_id != case_of(world).manager_id)
    with pytest.raises(NotFound):
        agenda(world, conference, other)
    agenda(world, conference)
    agenda(world, conference, other, login="supervisor", key="agenda-of-the-other")
    assert len(page(world, conference).items) == 2
    assert [one.case for one in page(world, conference, login="manager1").items] == [world.case_ids["D04"]]


def test_a_manager_calls_no_conference_and_decides_nothing(world):
    with pytest.raises(NotAllowed):
        act(
            world,
            "plan",
            login="manager1",
            kind=ConferenceKind.CASE,
            on=world.today,
            written=False,
            place="",
            dong="",
            key="call-of-a-manager",
        )


def test_what_was_held_is_not_changed_any_more(world):
    conference = call(world)
    agenda(world, conference)
    decide(world, conference)
    hold(world, conference)
    with pytest.raises(RuleForbids):
        seat_from(world, conference)
    with pytest.raises(RuleForbids):
        hold(world, conference, key="hold-it-twice")


def test_a_closed_case_comes_on_no_agenda(world):
    conference = call(world)
    change(world, closed_on=world.today)
    with pytest.raises(RuleForbids):
        agenda(world, conference)
