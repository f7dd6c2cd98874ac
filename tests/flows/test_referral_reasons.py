"""A no with who and why: what it bars, lets rest, teaches; waiting, reminding, giving up; outcomes."""

from datetime import timedelta

import pytest

from resmap.domain.advocacy import Refuser
from resmap.domain.codes import Answer
from resmap.domain.referral_reasons import Outcome, ReasonCode
from resmap.domain.referrals import ReferralState
from resmap.flows import answers, referral_waiting, replying
from resmap.flows.referral_consequences import Said
from resmap.flows.refusals import LostUpdate
from resmap.flows.ruling import RuleForbids
from resmap.store import AnswerRecord, ProposalRecord
from tests.flows.test_referring import BARBER, S, draft, listed, page, send, step
from tests.support.demo_world import World, demo_template, world  # noqa: F401


def say_no(world, referral, by, reason, *, to=S.REJECTED, words="", login="manager1", key=None, **more):
    actor = world.actor(login)
    with world.database.write(actor) as uow:
        replying.step(
            uow, actor, referral, world.today, to=to, words=words, revision=world.referral(referral).revision,
            key=key or f"no-{to.value}-{reason}", said=Said(by=by, reason=reason, **more),
        )  # fmt: skip


def sent(world, **more) -> str:
    referral = draft(world, **more)
    send(world, referral)
    return referral


def waiting(world, act, referral, *, key="waiting-key", today=None, **more):
    actor = world.actor("manager1")
    with world.database.write(actor) as uow:
        act(uow, actor, referral, today or world.today, revision=world.referral(referral).revision, key=key, **more)


def later(world, days) -> World:
    return World(world.database, world.today + timedelta(days=days))


def test_the_clients_no_bars_the_offer_until_it_is_reopened_like_every_other_R025(world):
    referral = sent(world)
    say_no(world, referral, Refuser.CLIENT, ReasonCode.NOT_WANTED, to=S.CANCELLED)
    assert world.offer_ids[BARBER] not in world.suggested("manager1", "D04", "DLY16")
    kept = world.answers("D04")[-1]
    assert (kept.answer, kept.offer_id) == (Answer.DECLINE, world.offer_ids[BARBER])
    actor = world.actor("manager1")
    with world.database.write(actor) as uow:
        answers.reopen(uow, actor, world.case_ids["D04"], kept.id, key="reopen-it")
    assert world.offer_ids[BARBER] in world.suggested("manager1", "D04", "DLY16")


def test_a_providers_no_is_not_the_clients(world):
    referral = sent(world)
    before = len(world.rows(AnswerRecord))
    say_no(world, referral, Refuser.PROVIDER, ReasonCode.OTHER, words="사정이 있다고 함")
    record = world.referral(referral)
    assert (record.decided_by, record.reason_code) == ("provider", "OTHER")
    assert len(world.rows(AnswerRecord)) == before
    assert world.offer_ids[BARBER] in world.suggested("manager1", "D04", "DLY16")


@pytest.mark.parametrize("days", [1, 10, 40])
def test_no_place_rests_for_this_case_until_the_day_and_not_a_day_longer(world, days):
    referral = sent(world)
    until = world.today + timedelta(days=days)
    say_no(world, referral, Refuser.PROVIDER, ReasonCode.NO_CAPACITY, parked_until=until)
    offer = world.offer_ids[BARBER]
    for passed in range(days):
        if passed in (0, days - 1):
            assert offer not in later(world, passed).suggested("manager1", "D04", "DLY16")
    assert offer in later(world, days).suggested("manager1", "D04", "DLY16")
    assert page(world, referral).parked_until == until


def test_what_rests_is_not_asked_again_and_says_until_when(world):
    say_no(world, sent(world), Refuser.PROVIDER, ReasonCode.NO_CAPACITY)
    with pytest.raises(RuleForbids) as refused:
        draft(world, key="too-early")
    (reason,) = refused.value.reasons
    assert str(reason.code) == "CAPACITY" and reason.facts["parked"] > world.today.isoformat()


@pytest.mark.parametrize("days", [0, -3, 400])
def test_a_rest_that_cannot_be_is_refused(world, days):
    referral = sent(world)
    with pytest.raises(RuleForbids):
        until = world.today + timedelta(days=days)
        say_no(world, referral, Refuser.PROVIDER, ReasonCode.NO_CAPACITY, parked_until=until)
    assert world.referral(referral).state is S.REQUESTED


def test_not_eligible_proposes_to_the_register_and_names_nobody(world):
    referral = sent(world)
    words = "조만복 어르신은 65세가 안 되었다고 함"
    say_no(world, referral, Refuser.PROVIDER, ReasonCode.NOT_ELIGIBLE, words=words, lesson={"age_min": 71})
    (made,) = [one for one in world.rows(ProposalRecord) if one.offer_id == world.offer_ids[BARBER]]
    assert made.fields["after"] == {"age_min": 71} and made.state.value == "waiting"
    assert "조만복" not in f"{made.note} {made.fields} {made.contact} {made.told_by}" and "65" not in made.note
    assert world.offer(BARBER).age_min != 71  # a supervisor decides


def test_the_same_lesson_waits_once(world):
    for at, reason in enumerate((ReasonCode.NOT_AREA, ReasonCode.NOT_AREA)):
        referral = draft(world, key=f"draft-{at}")
        send(world, referral, key=f"send-{at}")
        say_no(world, referral, Refuser.PROVIDER, reason, key=f"no-{at}")
    assert len([one for one in world.rows(ProposalRecord) if one.offer_id == world.offer_ids[BARBER]]) == 1


def test_other_wants_words_and_a_code_tells_enough(world):
    referral = sent(world)
    with pytest.raises(replying.WordsMissing):
        say_no(world, referral, Refuser.PROVIDER, ReasonCode.OTHER)
    say_no(world, referral, Refuser.PROVIDER, ReasonCode.NOT_AREA)
    assert world.referral(referral).state is S.REJECTED


def test_nobody_gives_a_reason_of_somebody_else(world):
    referral = sent(world)
    with pytest.raises(RuleForbids):
        say_no(world, referral, Refuser.CLIENT, ReasonCode.NO_CAPACITY)


# ── the slip, the outcome ────────────────────────────────────────────────────


def test_the_slip_that_came_back_is_kept_with_the_yes_R167(world):
    referral = sent(world)
    say_no_not = Said(starts_on=world.today + timedelta(days=3), in_charge="이발관 주인", content="매달 한 번")
    actor = world.actor("manager1")
    with world.database.write(actor) as uow:
        replying.step(
            uow, actor, referral, world.today, to=S.ACCEPTED, words="", revision=world.referral(referral).revision,
            key="slip-key", said=say_no_not,
        )  # fmt: skip
    assert dict(page(world, referral).replied) == {
        "starts_on": (world.today + timedelta(days=3)).isoformat(), "in_charge": "이발관 주인", "content": "매달 한 번",
    }  # fmt: skip


def test_the_outcome_stands_apart_from_the_state(world):
    referral = sent(world)
    with pytest.raises(RuleForbids):
        outcome(world, referral)
    for state in (S.ACCEPTED, S.IN_PROGRESS, S.COMPLETED):
        step(world, referral, state)
    outcome(world, referral)
    record = world.referral(referral)
    assert (record.state, record.outcome) == (S.COMPLETED, "no_help")


def outcome(world, referral):
    actor = world.actor("manager1")
    with world.database.write(actor) as uow:
        revision = world.referral(referral).revision
        replying.note_outcome(uow, actor, referral, outcome=Outcome.NO_HELP, revision=revision, key="outcome-key")


# ── waiting ──────────────────────────────────────────────────────────────────


def test_by_when_the_answer_is_awaited_is_set_at_sending_R003(world):
    assert world.referral(sent(world)).reply_due == world.today + timedelta(days=7)


def test_nothing_runs_out_before_its_day_and_then_only_by_somebodys_hand_P19(world):
    places = world.offer(BARBER).places_left
    referral = sent(world)
    with pytest.raises(RuleForbids):
        waiting(world, referral_waiting.expire, referral)
    over = later(world, 8)
    assert listed(over, "manager1")["waiting"] and over.referral(referral).state is S.REQUESTED
    waiting(world, referral_waiting.expire, referral, today=over.today, key="expire-key")
    record = world.referral(referral)
    assert (record.state, record.reason_code, record.answered_at) == (S.EXPIRED, "NO_ANSWER", None)
    assert world.offer(BARBER).places_left == places
    waiting(world, referral_waiting.expire, referral, today=over.today, key="expire-key")  # the same press
    assert world.offer(BARBER).places_left == places


def test_several_end_in_one_press_and_those_that_were_answered_stay(world):
    referral = sent(world)
    over, actor = later(world, 8), world.actor("manager1")
    waiting_now = [one.id for one in listed(over, "manager1")["waiting"]]
    step(world, waiting_now[-1], S.ACCEPTED)
    with world.database.write(actor) as uow:
        n = referral_waiting.expire_overdue(uow, actor, over.today, ids=waiting_now, key="many-key")
    assert n == len(waiting_now) - 1 and world.referral(waiting_now[-1]).state is S.ACCEPTED
    assert referral in waiting_now


def test_a_reminder_is_noted_and_a_waiting_list_is_waited_for(world):
    referral = sent(world)
    waiting(world, referral_waiting.remind, referral)
    assert world.referral(referral).reminded_on == world.today
    until = world.today + timedelta(days=30)
    waiting(world, referral_waiting.wait_longer, referral, key="longer-key", until=until, words="대기 3번")
    record = world.referral(referral)
    assert (record.state, record.reply_due, record.reminded_on) == (S.REQUESTED, until, None)
    with pytest.raises(RuleForbids):
        waiting(world, referral_waiting.expire, referral, today=world.today + timedelta(days=10), key="too-early")


def test_what_is_not_awaited_is_not_reminded_nor_ended(world):
    referral = sent(world)
    old = world.referral(referral).revision
    step(world, referral, ReferralState.ACCEPTED)
    for act in (referral_waiting.remind, referral_waiting.expire):
        with pytest.raises(RuleForbids):
            waiting(world, act, referral, key=act.__name__ + "-key")
    with pytest.raises(LostUpdate):
        actor = world.actor("manager1")
        with world.database.write(actor) as uow:
            referral_waiting.remind(uow, actor, referral, world.today, revision=old, key="from-an-old-page")


def test_what_the_client_said_to_the_agency_bars_too_and_is_kept_as_their_answer(world):
    """The agency reaches no case; the answer is kept beside the referral all the same."""
    agency = world.actor("partner").organization
    lines = listed(world, "partner")["waiting"]
    referral = world.referral(lines[0].id)
    assert referral.organisation == agency
    say_no(world, referral.id, Refuser.CLIENT, ReasonCode.NOT_WANTED, login="partner")
    kept = [one for one in world.rows(AnswerRecord) if one.case_id == referral.case_id and one.offer_id == referral.offer_id]
    assert kept[-1].answer is Answer.DECLINE
