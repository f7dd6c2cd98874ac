"""Conferences on the demo: agenda, seats, what counts as held, and minutes that keep names from who may not know."""

import re
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resmap.domain.codes import Stage
from resmap.domain.events import EventKind
from resmap.domain.meetings import ItemDecision, MeetingGap
from resmap.domain.permissions import Actor, NotAllowed, NotFound
from resmap.domain.stages import CaseKind, CasePath, ConferenceKind
from resmap.flows import conference_minutes, conferences, openings
from resmap.flows.ruling import RuleForbids
from resmap.store import (
    CaseRecord,
    ClientRecord,
    ConferenceItemRecord,
    ConferenceRecord,
    ConsentKind,
    ConsentRecord,
    CorrectionRecord,
    MemberRecord,
    OfferRecord,
    OrganisationRecord,
)
from tests.flows.test_steps import add, at, case_of, change, take
from tests.support.demo_world import demo_template, world  # noqa: F401

NUMBERS = count()


def act(world, verb, /, *args, login="supervisor", read=False, **more):
    actor = world.actor(login)
    with (world.database.read if read else world.database.write)(actor) as uow:
        room = conference_minutes if verb == "minutes" else conferences
        return getattr(room, verb)(uow, actor, *args, **more)


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


# ── what one person cannot see of it ──────────────────────────────────────────


def moved_away(world, number, dong="다른동"):
    """The case is of a dong that the supervisor of the demo does not decide for."""

    def act_(uow):
        uow.get(CaseRecord, world.case_ids[number]).dong = dong

    world.change(act_)


def other_supervisor(world, dong="다른동") -> Actor:
    known = world.actor("supervisor")
    return Actor(known.id, known.role, frozenset({dong}), known.office, name=known.name)


def another(world):
    return next(one for one, case in world.case_ids.items() if case_of(world, one).manager_id != case_of(world).manager_id)


def test_r011_a_conference_over_several_dongs_is_not_held_while_a_case_of_another_dong_is_undecided(world):
    conference, other = call(world), another(world)
    agenda(world, conference)
    agenda(world, conference, other, login="supervisor", key="agenda-of-the-other")
    moved_away(world, other)
    decide(world, conference)
    view = page(world, conference)
    assert len(view.items) == 1 and view.gaps == (MeetingGap.UNDECIDED_ELSEWHERE,) and view.elsewhere == 1
    with pytest.raises(RuleForbids) as refused:
        hold(world, conference)
    (reason,) = refused.value.reasons
    assert (reason.code, reason.facts["n"]) == (MeetingGap.UNDECIDED_ELSEWHERE, 1)
    assert world.case_ids[other] not in str(reason.facts) and case_of(world, other).number not in str(reason.facts)

    there = other_supervisor(world)
    with world.database.write(there) as uow:
        (item,) = conferences.page(uow, there, conference, world.today, locale="ko").items
    with world.database.write(there) as uow:
        conferences.decide(
            uow, there, item.id, world.today, decision=ItemDecision.CARRY_ON, discussion="잘 지내심",
            revision=item.revision, key="decide-in-the-other-dong",
        )  # fmt: skip
    assert page(world, conference).gaps == () and page(world, conference).elsewhere == 0
    hold(world, conference, key="hold-after-both")
    assert page(world, conference).held


def test_who_sees_no_case_of_the_agenda_is_not_told_that_it_is_empty(world):
    conference, other = call(world), another(world)
    agenda(world, conference, other, login="supervisor")
    moved_away(world, other)
    assert page(world, conference).gaps == (MeetingGap.UNDECIDED_ELSEWHERE,)


def test_a_case_stands_once_on_an_agenda(world):
    conference = call(world)
    agenda(world, conference)
    with pytest.raises(RuleForbids) as refused:
        agenda(world, conference, login="supervisor", key="agenda-once-more")
    assert [str(one.code) for one in refused.value.reasons] == ["TWICE"]
    assert agenda(world, call(world, key="another-call-of-tests"), key="agenda-of-another")
    assert len(page(world, conference).items) == 1


# ── held, and held for this case ──────────────────────────────────────────────


@pytest.mark.parametrize("decision", list(ItemDecision))
def test_r011_a_conference_that_put_the_case_off_was_none_for_it(world, decision):
    at(world, Stage.INTERVENTION, kind=CaseKind.SPECIAL, path=CasePath.FULL)
    conference = call(world, ConferenceKind.INTEGRATED, written=True)
    agenda(world, conference)
    decide(world, conference, decision)
    hold(world, conference)
    if decision is ItemDecision.POSTPONED:
        with pytest.raises(RuleForbids):
            take(world, Stage.MONITORING)
    else:
        take(world, Stage.MONITORING)


def test_r011_a_conference_on_another_case_counts_for_that_one_alone(world):
    at(world, Stage.INTERVENTION, kind=CaseKind.SPECIAL, path=CasePath.FULL)
    conference = call(world, ConferenceKind.INTEGRATED, written=True)
    agenda(world, conference, another(world), login="supervisor")
    decide(world, conference)
    hold(world, conference)
    with pytest.raises(RuleForbids):
        take(world, Stage.MONITORING)


def test_what_was_put_off_counts_by_the_conference_that_decided_it(world):
    at(world, Stage.INTERVENTION, kind=CaseKind.SPECIAL, path=CasePath.FULL)
    for kind, decision in ((ConferenceKind.INTEGRATED, ItemDecision.POSTPONED), (ConferenceKind.CASE, ItemDecision.CARRY_ON)):
        add(world, ConferenceItemRecord, conference_id=held_by_hand(world, kind), decision=decision.value)
    with pytest.raises(RuleForbids):
        take(world, Stage.MONITORING)
    add(
        world, ConferenceItemRecord, conference_id=held_by_hand(world, ConferenceKind.INTEGRATED),
        decision=ItemDecision.CARRY_ON.value,
    )  # fmt: skip
    take(world, Stage.MONITORING, key="after-the-second")


def held_by_hand(world, kind):
    conference = call(world, kind, key=f"call-{next(NUMBERS)}-by-hand")

    def act_(uow):
        uow.get(ConferenceRecord, conference).held = True

    world.change(act_)
    return conference


# ── who sits there ────────────────────────────────────────────────────────────


def test_a_seat_of_the_register_takes_its_organisation_from_there(world):
    conference, offer = call(world), an_agency(world)
    seat_from(world, conference, offer)
    seat = page(world, conference).seats[-1]
    with world.database.read() as uow:
        uow.as_system()
        known = uow.get(OrganisationRecord, uow.get(OfferRecord, offer).organisation_id).name
    assert seat.outside and seat.organisation.startswith(known) and "이웃 기관" not in seat.organisation


def test_nobody_sits_there_for_an_entry_that_the_register_has_not(world):
    conference = call(world)
    for offer in ("nothing-of-the-kind", "00000000-0000-7000-8000-000000000000"):
        with pytest.raises(NotFound):
            seat_from(world, conference, offer)
    assert len(page(world, conference).seats) == 1


# ── minutes ───────────────────────────────────────────────────────────────────


def minutes_of(world, monkeypatch, conference) -> str:
    """Everything that stands in the minutes."""
    drawn = []
    monkeypatch.setattr(conference_minutes, "to_pdf", lambda form: drawn.append(str(form)) or b"%PDF")
    act(world, "minutes", conference, world.today, read=True, locale="ko", as_hwpx=False)
    return drawn[-1]


def typed(world, conference, words):
    def act_(uow):
        for item in uow.session.query(ConferenceItemRecord).filter_by(conference_id=conference):
            item.question = item.discussion = words

    world.change(act_)


def test_p_29_what_was_typed_says_no_name_number_or_address_while_the_number_stands_for_it(world, monkeypatch):
    conference = call(world)
    agenda(world, conference)
    name = name_of(world)

    def act_(uow):
        client = uow.get(ClientRecord, case_of(world).client_id)
        client.phone, client.address = "010-7777-8888", "광진구 능동로 12"
        uow.add(MemberRecord(client_id=client.id, position=9, name="다솜별", relation="손녀"))

    world.change(act_)
    said = f"{name} 님과 {' '.join(name)}씨, 손녀 다솜별, 01077778888, 능동로 12 앞"
    typed(world, conference, said)
    among_us = minutes_of(world, monkeypatch, conference)
    assert name in among_us and "능동로 12" in among_us
    seat_from(world, conference)
    told = minutes_of(world, monkeypatch, conference)
    assert case_of(world).number in told
    for secret in (name, " ".join(name), "다솜별", "01077778888", "능동로 12"):
        assert secret not in told, secret


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    name=st.text("가나다라김이박온솔별", min_size=2, max_size=4),
    before=st.text("가나다온솔 .,\n", max_size=12),
    apart=st.sampled_from(["", " ", "-", "  "]),
    after=st.text("님은는이가온솔 .,", max_size=12),
)
def test_p_29_the_name_never_stands_in_masked_minutes_whatever_was_typed(world, name, before, apart, after):
    with pytest.MonkeyPatch.context() as patch:
        conference = call(world, key=f"call-{next(NUMBERS)}-of-minutes")
        agenda(world, conference, key=f"agenda-{next(NUMBERS)}-of-minutes")
        world.change(lambda uow: setattr(uow.get(ClientRecord, case_of(world).client_id), "name", name))
        typed(world, conference, f"{before}{apart.join(name)}{after}")
        seat_from(world, conference, key=f"seat-{next(NUMBERS)}-of-minutes")
        asked = []
        real = conference_minutes._masked
        patch.setattr(conference_minutes, "_masked", lambda *args: asked.extend(real(*args)) or asked[-1:])
        minutes_of(world, patch, conference)
        (item,) = asked
        shown = f"{item.question} {item.discussion}"
        spelled = r"[\W_]{0,3}".join(name)
        assert item.name is None and not re.search(spelled, shown), shown


def test_p_29_masked_minutes_name_nobody_who_lived_there_once_and_nobody_as_they_were_called_before(world, monkeypatch):
    conference = call(world)
    agenda(world, conference)

    def act_(uow):
        client = case_of(world).client_id
        gone = uow.add(MemberRecord(client_id=client, position=9, name="표한솔", relation="아들"))
        uow.void(gone, "died")
        for who, field, old in ((gone.id, "member.changed", {"name": "표두리"}), (None, "name", "주하늬")):
            uow.add(CorrectionRecord(client_id=client, member_id=who, on=world.today, field=field, reason="mistake", old=old))

    world.change(act_)
    typed(world, conference, "아들 표한솔, 예전 이름 표두리, 전에는 주하늬 님")
    assert "표한솔" in minutes_of(world, monkeypatch, conference)
    seat_from(world, conference)
    told = minutes_of(world, monkeypatch, conference)
    for name in ("한솔", "두리", "하늬"):
        assert name not in told, name


def test_p_29_nor_does_the_name_of_a_client_whom_the_printer_does_not_reach(world, monkeypatch):
    conference, other = call(world), another(world)
    agenda(world, conference)
    agenda(world, conference, other, login="supervisor", key="agenda-of-the-other")
    name = name_of(world, other)
    typed(world, conference, f"{name} 님과 같은 층에 사심")
    moved_away(world, other)
    told = minutes_of(world, monkeypatch, conference)
    assert name not in told and case_of(world, other).number not in told and name_of(world) in told


def test_p_12_who_only_opened_a_case_prints_the_minutes_without_it(world, monkeypatch):
    conference, other = call(world), another(world)
    agenda(world, conference)
    agenda(world, conference, other, login="supervisor", key="agenda-of-the-other")
    typed(world, conference, f"{name_of(world, other)} 님 이야기")
    moved_away(world, other)
    number, actor = case_of(world, other).number, world.actor("supervisor")
    with world.database.write(actor) as uow:
        openings.open_case(uow, actor, number=number, purpose="담당자 대신 급한 전화를 받음", key="look-at-it-in-tests")
    assert number in {one.shown.split()[0] for one in page(world, conference).items}
    told = minutes_of(world, monkeypatch, conference)
    assert case_of(world).number in told and number not in told and name_of(world, other) not in told
    printed = [one.subject for one in world.events() if one.kind is EventKind.PRINTED]
    assert printed == [world.case_ids["D04"]]


def test_p_29_the_name_of_one_client_does_not_stand_in_what_was_said_of_another(world, monkeypatch):
    conference, other = call(world), another(world)
    agenda(world, conference)
    agenda(world, conference, other, login="supervisor", key="agenda-of-the-other")
    name = name_of(world)
    world.change(lambda uow: setattr(uow.get(ClientRecord, case_of(world).client_id), "protected", True))
    typed(world, conference, f"{name} 님과 같은 층에 사심")
    assert name not in minutes_of(world, monkeypatch, conference)
    assert name_of(world, other) in minutes_of(world, monkeypatch, conference)
