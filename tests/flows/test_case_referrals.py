"""The referrals of a case: asking for a place without a name, onward, and places that stand in no list."""

from datetime import timedelta

import pytest

from resmap.domain.advocacy import Refuser
from resmap.domain.papers import PaperKind
from resmap.domain.permissions import NotFound
from resmap.domain.referral_reasons import ReasonCode
from resmap.domain.referrals import ReferralState
from resmap.flows import capacity_questions, case_referrals, unlisted_referrals
from resmap.flows.ruling import AlreadyDone, RuleForbids
from resmap.flows.unlisted_referrals import Unlisted
from resmap.store import CaseRecord, ClientRecord, OfferRecord, PaperRecord, TaskRecord
from tests.flows.test_referral_reasons import later, say_no, sent
from tests.flows.test_referring import BARBER, S, draft, send
from tests.support.demo_world import demo_template, world  # noqa: F401


def act(world, flow, *args, login="manager1", **more):
    actor = world.actor(login)
    with world.database.write(actor) as uow:
        return flow(uow, actor, *args, **more)


def ask(world, offer=BARBER, key="ask-key", **more):
    return act(
        world, capacity_questions.ask, world.case_ids["D04"], world.today, need_id=world.needs("D04")["DLY16"],
        offer_id=world.offer_ids[offer], key=key, **more,
    )  # fmt: skip


def answer(world, paper, has_place, key="answer-key", **more):
    (record,) = world.rows(PaperRecord, PaperRecord.id == paper)
    act(
        world, capacity_questions.answer, paper, world.today, has_place=has_place, revision=record.revision, key=key,
        **more,
    )  # fmt: skip


def page(world, login="manager1", number="D04"):
    actor = world.actor(login)
    with world.database.read(actor) as uow:
        return case_referrals.page(uow, actor, world.case_ids[number], world.today, locale="ko")


def test_a_question_for_a_place_names_nobody_of_the_household(world):
    ask(world)
    (question,) = [one for one in page(world).questions if one.text]
    client = next(one for one in world.rows(ClientRecord) if one.name == "조만복")
    for told in (client.name, client.phone, client.address, client.dong):
        assert not told or told not in question.text
    assert "자리" in question.text


def test_no_place_rests_and_a_place_wakes_it_again(world):
    offer = world.offer_ids[BARBER]
    paper = ask(world)
    answer(world, paper, False, until=world.today + timedelta(days=12), words="연말까지 꽉 참")
    assert offer not in world.suggested("manager1", "D04", "DLY16")
    assert [one.until for one in page(world).resting] == [world.today + timedelta(days=12)]
    assert offer in later(world, 12).suggested("manager1", "D04", "DLY16")
    answer(world, ask(world, key="ask-again"), True, key="they-have")
    assert offer in world.suggested("manager1", "D04", "DLY16") and not page(world).resting


def test_a_place_wakes_what_a_referral_let_rest_too(world):
    say_no(world, sent(world), Refuser.PROVIDER, ReasonCode.NO_CAPACITY)
    assert page(world).resting
    answer(world, ask(world), True)
    assert not page(world).resting
    assert draft(world, key="asked-again")


def test_a_question_is_answered_once_and_by_who_has_the_case(world):
    paper = ask(world)
    with pytest.raises(NotFound):
        act(world, capacity_questions.answer, paper, world.today, login="manager2", has_place=True, revision=1, key="x-key-xx")
    answer(world, paper, True)
    with pytest.raises(RuleForbids):
        answer(world, paper, False, key="another")


def test_asking_discloses_nothing(world):
    before = [one.kind for one in world.events()].count("referral.disclosed")
    ask(world)
    assert [one.kind for one in world.events()].count("referral.disclosed") == before
    (paper,) = [one for one in world.rows(PaperRecord) if one.kind is PaperKind.CAPACITY_QUESTION]
    assert set(paper.content) == {"need", "has_place", "said"}


# ── onward ───────────────────────────────────────────────────────────────────


def onward(world, referral, offer, key="onward-key", **more):
    usual = {"by": None, "why": "그럼 다른 데로"}
    return act(
        world, case_referrals.refer_onward, referral, world.today, offer_id=offer, key=key, **usual | more
    )


def test_onward_is_a_new_draft_of_the_office_and_nothing_leaves(world):
    first = sent(world)
    say_no(world, first, Refuser.PROVIDER, ReasonCode.NO_CAPACITY)
    (task,) = [one for one in world.rows(TaskRecord) if one.subject_id == first]
    assert task.kind == "ask_again" and task.done_on is None
    other = next(one for one in world.suggested("manager1", "D04", "DLY16") if one != world.offer_ids[BARBER])
    made = world.referral(onward(world, first, other))
    assert (made.state, made.onward_from_id, made.disclosed, made.requested_at) == (S.DRAFT, first, None, None)
    (task,) = [one for one in world.rows(TaskRecord) if one.subject_id == first]
    assert task.done_on == world.today


def test_asking_the_same_place_again_asks_every_rule_again_R144(world):
    first = sent(world)
    say_no(world, first, Refuser.PROVIDER, ReasonCode.NO_CAPACITY)
    with pytest.raises(RuleForbids):
        onward(world, first, world.offer_ids[BARBER])
    answer(world, ask(world), True)
    assert world.referral(onward(world, first, world.offer_ids[BARBER], key="later")).onward_from_id == first


def test_what_the_client_refused_is_not_asked_again_by_going_onward_R025(world):
    first = sent(world)
    say_no(world, first, Refuser.CLIENT, ReasonCode.NOT_WANTED, to=S.CANCELLED)
    with pytest.raises(RuleForbids):
        onward(world, first, world.offer_ids[BARBER])


# ── not listed ───────────────────────────────────────────────────────────────


def log(world, key="log-key", state=ReferralState.IN_PROGRESS, on=None, **place):
    usual = {"organisation": "한마음반찬봉사회", "service": "한마음 반찬 나눔"}
    return act(
        world, unlisted_referrals.log, world.case_ids["D04"], world.today, need_id=world.needs("D04")["DLY16"],
        place=Unlisted(**usual | place), state=state, on=on or world.today, key=key,
    )  # fmt: skip


def test_an_unlisted_place_comes_unverified_is_suggested_to_nobody_and_counts_as_served_R195(world):
    referral = world.referral(log(world))
    (entry,) = world.rows(OfferRecord, OfferRecord.id == referral.offer_id)
    assert entry.review.value == "imported" and entry.verified_on is None
    assert referral.disclosed == {} and referral.channel == "unlisted"
    world.change(lambda uow: [setattr(uow.get(OfferRecord, entry.id), name, value) for name, value in (
        ("review", type(entry.review).VERIFIED), ("verified_on", world.today))])  # fmt: skip
    view = world.need_view("manager1", "D04", "DLY16")
    assert entry.id not in [one.offer for one in view.suggestions] and entry.id in {one.offer for one in view.existing}


def test_a_place_that_is_listed_already_is_not_listed_twice(world):
    first = log(world)
    with pytest.raises(AlreadyDone):
        log(world, key="once-more")
    assert len([one for one in world.rows(OfferRecord) if one.name == "한마음 반찬 나눔"]) == 1
    assert first


def test_no_neighbour_is_listed_without_a_consent_of_their_own_P25(world):
    with pytest.raises(ValueError, match="resident"):
        log(world, kind="H11", organisation="옆집 어르신")


def test_nothing_is_logged_ahead_of_its_day_nor_in_a_closed_case(world):
    with pytest.raises(RuleForbids):
        log(world, on=world.today + timedelta(days=1))
    with pytest.raises(RuleForbids):
        log(world, state=ReferralState.EXPIRED)
    world.change(lambda uow: setattr(uow.get(CaseRecord, world.case_ids["D04"]), "closed_on", world.today))
    for flow in (log, ask):
        with pytest.raises(RuleForbids):
            flow(world, key=f"closed-{flow.__name__}")


def test_the_page_of_a_case_shows_its_own_referrals_only(world):
    referral = draft(world)
    send(world, referral)
    assert referral in {one.id for one in page(world).lines}
    with pytest.raises(NotFound):
        page(world, login="manager2")
