"""A link to one referral: what it opens, what it never opens, and everything by which it ends."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from resmap.domain.advocacy import Refuser
from resmap.domain.permissions import NotFound
from resmap.domain.referral_reasons import ReasonCode
from resmap.flows import referral_links
from resmap.flows.referral_consequences import Said
from resmap.flows.replying import WordsMissing
from resmap.flows.ruling import RuleForbids
from resmap.store import (
    AnswerLinkRecord,
    AnswerRecord,
    CaseRecord,
    ClientRecord,
    ConsentRecord,
    ReferralRecord,
    history,
    link_scope,
)
from resmap.store.scope import personal_records
from tests.flows.test_referral_letters import TOLD
from tests.flows.test_referring import BARBER, S, draft, send, step
from tests.support.demo_world import World, demo_template, world  # noqa: F401

TOKEN = "a-token-of-tests-a-token-of-tests-43-letters"


def make(world, referral, *, token=TOKEN, key="link-key", login="manager1", today=None):
    actor = world.actor(login)
    with world.database.write(actor) as uow:
        return referral_links.make(uow, actor, referral, today or world.today, token=token, key=key)


def look(world, token=TOKEN, today=None):
    with world.database.read() as uow:
        return referral_links.look(uow, token, today or world.today)


def answer(world, to, *, said=Said(), words="", token=TOKEN, today=None, key="answer-key", onward=""):  # noqa: B008
    with world.database.write() as uow:
        referral_links.answer(
            uow, token, today or world.today, to=to, said=said, words=words, onward=onward, key=key
        )


@pytest.fixture
def asked(world):
    referral = draft(world)
    send(world, referral, TOLD)
    make(world, referral)
    return referral


def test_the_link_shows_what_was_disclosed_and_nothing_else(world, asked):
    view = look(world)
    assert dict(view.sent) == TOLD and view.due == world.today + timedelta(days=7)
    event = world.events()[-1]
    assert event.kind == "client.read" and event.actor_id.startswith("link:") and event.client_id


def test_the_token_itself_is_kept_nowhere(world, asked):
    (link,) = world.rows(AnswerLinkRecord)
    assert TOKEN not in link.token_hash and len(link.token_hash) == 64
    assert TOKEN not in repr(make(world, asked, key="again", token=TOKEN + "x"))


def test_whoever_holds_a_link_reaches_one_record_and_no_other(world, asked):
    """P-22, R014: not the case, not the client, not another referral, by whatever query."""
    (link,) = world.rows(AnswerLinkRecord)
    with world.database.read() as uow:
        found = link_scope.enter(uow, uow.get(AnswerLinkRecord, link.id), ReferralRecord)
        assert found.id == asked
        for cls in personal_records():
            seen = {one.id for one in uow.session.scalars(select(cls))}
            assert seen == ({asked} if cls is ReferralRecord else set()), cls.__name__


def test_a_yes_by_link_is_kept_and_ends_the_link(world, asked):
    answer(world, S.ACCEPTED, said=Said(starts_on=world.today + timedelta(days=2), in_charge="주인"))
    record = world.referral(asked)
    assert record.state is S.ACCEPTED and record.replied["in_charge"] == "주인"
    assert look(world) is None
    with pytest.raises(NotFound):
        answer(world, S.REJECTED, words="아니", key="second")
    with world.database.read() as uow:
        assert history.verify(uow).ok


def test_a_no_by_link_lets_it_rest_gives_the_place_back_and_passes_nothing_on(world):
    places = world.offer(BARBER).places_left
    referral = draft(world)
    send(world, referral, TOLD)
    make(world, referral)
    until = world.today + timedelta(days=9)
    said = Said(by=Refuser.PROVIDER, reason=ReasonCode.NO_CAPACITY, parked_until=until)
    before = len(world.rows(ReferralRecord))
    answer(world, S.REJECTED, said=said, onward="옆집 미용실")
    record = world.referral(referral)
    assert (record.state, record.parked_until) == (S.REJECTED, until) and record.replied["onward"] == "옆집 미용실"
    assert world.offer(BARBER).places_left == places and len(world.rows(ReferralRecord)) == before


def test_the_clients_no_told_by_link_bars_R025(world, asked):
    answer(world, S.REJECTED, said=Said(by=Refuser.CLIENT, reason=ReasonCode.NOT_WANTED))
    kept = world.rows(AnswerRecord)[-1]
    assert kept.answer.value == "decline" and kept.created_by.startswith("link:")
    assert world.offer_ids[BARBER] not in world.suggested("manager1", "D04", "DLY16")


@pytest.mark.parametrize("to", [one for one in S if one not in (S.ACCEPTED, S.REJECTED)])
def test_by_link_nobody_does_more_than_say_yes_or_no(world, asked, to):
    with pytest.raises(RuleForbids):
        answer(world, to, words="x")
    assert world.referral(asked).state is S.REQUESTED


def test_a_no_without_a_word_is_asked_for_one(world, asked):
    with pytest.raises(WordsMissing):
        answer(world, S.REJECTED)


# ── how it ends ──────────────────────────────────────────────────────────────


def end_by_day(world, referral):
    return World(world.database, world.today + timedelta(days=15)).today


def end_by_revoking(world, referral):
    actor = world.actor("manager1")
    with world.database.write(actor) as uow:
        referral_links.revoke(uow, actor, referral, world.today, key="revoke-key")


def end_by_a_new_one(world, referral):
    make(world, referral, token=TOKEN + "-new", key="another")


def end_by_cancelling(world, referral):
    step(world, referral, S.CANCELLED)


def end_by_an_answer_on_the_phone(world, referral):
    step(world, referral, S.ACCEPTED)


def end_by_taking_the_consent_back(world, referral):
    def withdraw(uow):
        for one in uow.session.scalars(select(ConsentRecord).where(ConsentRecord.case_id == world.case_ids["D04"])):
            one.withdrawn_at = uow.now()

    world.change(withdraw)


def end_by_closing_the_case(world, referral):
    world.change(lambda uow: setattr(uow.get(CaseRecord, world.case_ids["D04"]), "closed_on", world.today))


@pytest.mark.parametrize(
    "end",
    [end_by_day, end_by_revoking, end_by_a_new_one, end_by_cancelling, end_by_an_answer_on_the_phone,
     end_by_taking_the_consent_back, end_by_closing_the_case],
)  # fmt: skip
def test_a_link_ends_and_opens_nothing_any_more_P10(world, asked, end):
    today = end(world, asked)
    assert look(world, today=today) is None
    with pytest.raises(NotFound):
        answer(world, S.ACCEPTED, today=today)


def test_of_a_client_who_became_protected_the_link_shows_no_number_P22(world, asked):
    def protect(uow):
        case = uow.get(CaseRecord, world.case_ids["D04"])
        uow.get(ClientRecord, case.client_id).protected = True
        record = uow.get(ReferralRecord, asked)
        record.disclosed = record.disclosed | {"phone": "010-1111-2222"}

    world.change(protect)
    assert dict(look(world).sent) == TOLD


def test_no_link_is_made_for_what_is_not_awaited_nor_by_somebody_else(world, asked):
    step(world, asked, S.ACCEPTED)
    with pytest.raises(RuleForbids):
        make(world, asked, key="too-late")
    with pytest.raises(NotFound):
        make(world, asked, login="manager2", key="not-theirs")


@pytest.mark.parametrize("token", ["", "x", TOKEN + "y", TOKEN[:-1], "' OR 1=1 --"])
def test_a_wrong_token_opens_nothing(world, asked, token):
    assert look(world, token) is None
