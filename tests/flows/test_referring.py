"""A referral from the client's yes to what became of it: what is refused, what leaves, what is kept."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resmap.domain.codes import Answer
from resmap.domain.disclosure import FIELDS, NEVER
from resmap.domain.permissions import NotAllowed, NotFound, Permission, Role
from resmap.domain.referrals import LIVE, STEPS, ReferralState
from resmap.flows import answers, consenting, overriding, referral_view, referring, replying
from resmap.flows.case_loading import load_case
from resmap.flows.refusals import LostUpdate
from resmap.flows.replying import BY_OFFICE, BY_PARTNER
from resmap.flows.ruling import AlreadyDone, RuleForbids
from resmap.store import (
    ClientRecord,
    ConsentKind,
    ConsentRecord,
    OfferRecord,
    ReferralRecord,
    ServiceRecord,
    history,
)
from tests.support.demo_world import copy_of, demo_template, world  # noqa: F401

BARBER = "o-0270"  # named in a consent of D04
S = ReferralState


def draft(world, offer=BARBER, *, login="manager1", number="D04", code="DLY16", key="draft-key", **more):
    actor = world.actor(login)
    offer_id = world.offer_ids.get(offer, offer)
    said = [one.id for one in world.answers(number) if one.offer_id == offer_id]
    usual = {"by": None, "why": None, "seen": said[-1] if said else ""}
    with world.database.write(actor) as uow:
        return referring.draft(
            uow,
            actor,
            world.case_ids[number],
            world.today,
            need_id=world.needs(number)[code],
            offer_id=offer_id,
            key=key,
            **usual | more,
        )


def send(world, referral, chosen=None, *, login="manager1", key="send-key", revision=None, act=referring.send):
    actor = world.actor(login)
    revision = world.referral(referral).revision if revision is None else revision
    with world.database.write(actor) as uow:
        act(uow, actor, referral, world.today, chosen=chosen or {}, revision=revision, key=key)


def step(world, referral, to, *, login="manager1", words="전화로 들음", key=None, revision=None):
    actor = world.actor(login)
    revision = world.referral(referral).revision if revision is None else revision
    with world.database.write(actor) as uow:
        replying.step(
            uow,
            actor,
            referral,
            world.today,
            to=to,
            words=words,
            revision=revision,
            key=key or f"step-to-{to.value}",
        )


def page(world, referral, login="manager1"):
    actor = world.actor(login)
    with world.database.read(actor) as uow:
        return referral_view.referral_page(uow, actor, referral, world.today, locale="ko")


def listed(world, login):
    actor = world.actor(login)
    with world.database.read(actor) as uow:
        return referral_view.listed(uow, actor, world.today, locale="ko")


def refusal(world, referral, **more) -> set[str]:
    with pytest.raises(RuleForbids) as refused:
        send(world, referral, **more)
    assert world.referral(referral).state is S.DRAFT
    return {str(one.code) for one in refused.value.reasons}


# ── the draft ─────────────────────────────────────────────────────────────────


def test_a_draft_keeps_the_yes_and_sends_nothing(world):
    places = world.offer(BARBER).places_left
    referral = draft(world, why="이발관이면 좋지")
    record = world.referral(referral)
    assert (record.state, record.requested_at, record.disclosed) == (S.DRAFT, None, None)
    assert world.offer(BARBER).places_left == places
    said = world.answers("D04")[-1]
    assert (said.answer, said.why, said.offer_id) == (Answer.ACCEPT, "이발관이면 좋지", record.offer_id)
    kinds = [one.kind for one in world.events()[-2:]]
    assert kinds == ["case.answered", "referral.drafted"]


def test_the_same_press_twice_is_one_draft(world):
    assert draft(world) == draft(world)


def test_a_second_referral_to_the_same_unit_is_refused_and_shows_the_first(world):
    first = draft(world)
    with pytest.raises(AlreadyDone) as refused:
        draft(world, key="another-key")
    assert refused.value.subject == first


def test_a_unit_that_served_the_household_gets_no_draft(world):
    code = next(code for code in world.needs("D04") if code in world.offer("o-0138").needs)
    with pytest.raises(RuleForbids) as refused:
        draft(world, "o-0138", code=code)
    assert "SERVED" in {str(one.code) for one in refused.value.reasons}


def test_only_casework_writes_referrals(world):
    with pytest.raises(NotAllowed):
        draft(world, login="partner")
    with pytest.raises(NotFound):
        draft(world, login="manager2")


# ── sending: the whole rule once more ─────────────────────────────────────────


def test_sending_takes_one_place_and_keeps_what_was_told(world):
    places = world.offer(BARBER).places_left
    referral = draft(world)
    send(world, referral, {"call_name": "만복 님", "task": "이발하러 오실 때 안부 살피기"})
    record = world.referral(referral)
    assert record.state is S.REQUESTED and record.requested_at
    assert record.disclosed == {"call_name": "만복 님", "task": "이발하러 오실 때 안부 살피기"}
    assert record.suggestion["score"] and record.suggestion["model"]
    assert world.offer(BARBER).places_left == places - 1
    changed, disclosed = world.events()[-2:]
    assert (changed.kind, disclosed.kind) == ("referral.changed", "referral.disclosed")
    assert disclosed.facts["fields"] == ["call_name", "task"] and "만복" not in str(disclosed.facts)


def test_the_second_of_two_clicks_is_refused(world):
    places = world.offer(BARBER).places_left
    referral = draft(world)
    revision = world.referral(referral).revision
    send(world, referral, revision=revision)
    for key in ("send-key", "another-key"):
        with pytest.raises(AlreadyDone) as refused:
            send(world, referral, key=key, revision=revision)
        assert refused.value.subject == referral
    assert world.offer(BARBER).places_left == places - 1


def test_what_was_declined_meanwhile_is_not_sent(world):
    referral = draft(world)
    actor = world.actor("manager1")
    seen = world.answers("D04")[-1].id
    with world.database.write(actor) as uow:
        answers.answer(
            uow, actor, world.case_ids["D04"], world.today,
            need_id=world.needs("D04")["DLY16"], offer_id=world.offer_ids[BARBER],
            said=Answer.DECLINE, by=None, why=None, seen=seen, key="changed-her-mind",
        )  # fmt: skip
    assert refusal(world, referral) == {"REFUSED"}


def test_a_unit_that_served_meanwhile_is_not_asked(world):
    referral = draft(world)
    service = ServiceRecord(
        case_id=world.case_ids["D04"], offer_id=world.offer_ids[BARBER], since=world.today - timedelta(days=1)
    )
    world.change(lambda uow: uow.add(service))
    assert refusal(world, referral) == {"SERVED"}


def test_a_place_that_is_gone_meanwhile_is_not_promised(world):
    referral = draft(world)
    world.change_offer(BARBER, places_left=0)
    assert refusal(world, referral) == {"CAPACITY"}


def test_an_entry_that_nobody_verified_lately_is_not_asked(world):
    referral = draft(world)
    world.change_offer(BARBER, verified_on=world.today - timedelta(days=400))
    assert refusal(world, referral) == {"STALE"}


def test_after_a_withdrawn_consent_nothing_goes(world):
    referral = draft(world)

    def withdraw(uow):
        for one in world.rows(ConsentRecord, ConsentRecord.case_id == world.case_ids["D04"]):
            if one.recipient == world.offer_ids[BARBER]:
                uow.get(ConsentRecord, one.id).withdrawn_at = uow.now()

    world.change(withdraw)
    assert refusal(world, referral, chosen={"call_name": "만복 님"}) == {"WITHHELD"}
    send(world, referral)
    assert world.referral(referral).disclosed == {}


def test_without_any_consent_for_its_class_the_offer_is_not_asked_at_all(world):
    referral = draft(world)

    def withdraw(uow):
        for one in world.rows(ConsentRecord, ConsentRecord.case_id == world.case_ids["D04"]):
            uow.get(ConsentRecord, one.id).withdrawn_at = uow.now()

    world.change(withdraw)
    assert refusal(world, referral) == {"CONSENT"}


def test_a_draft_that_somebody_else_changed_is_not_sent_over_their_head(world):
    referral = draft(world)
    old = world.referral(referral).revision
    send(world, referral, {"task": "안부"}, key="save-key", act=referring.save)
    assert world.referral(referral).state is S.DRAFT
    with pytest.raises(LostUpdate):
        send(world, referral, revision=old)


def test_of_many_who_want_the_last_place_one_gets_it(world):
    world.change_offer("o-0188", places_left=1)
    wanting = (("manager1", "D03", "FAM25"), ("manager1", "D04", "SOC13"), ("manager2", "D06", "DLY21"),
               ("manager2", "D09", "SOC13"), ("manager2", "D11", "FAM25"))  # fmt: skip
    owner = {
        draft(world, "o-0188", login=login, number=number, code=code, key=f"draft-{number}"): login
        for login, number, code in wanting
    }
    went, start = [], threading.Barrier(2 * len(owner))

    def press(referral, key):
        start.wait()
        try:
            send(world, referral, login=owner[referral], key=key)
        except (RuleForbids, AlreadyDone, LostUpdate):
            return
        went.append(referral)

    presses = [(one, f"press-{one}-{turn}") for one in owner for turn in range(2)]
    threads = [threading.Thread(target=press, args=each) for each in presses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(went) == 1
    assert world.offer("o-0188").places_left == 0
    assert sum(world.referral(one).state is S.REQUESTED for one in owner) == 1


def test_an_override_of_the_places_promises_none_and_gives_none_back(world):
    world.change_offer(BARBER, places_left=0)
    supervisor = world.actor("supervisor")
    with world.database.write(supervisor) as uow:
        overriding.let_pass(
            uow, supervisor, world.case_ids["D04"], world.today,
            need_id=world.needs("D04")["DLY16"], offer_id=world.offer_ids[BARBER],
            reason="한 분 더 받겠다고 통화함", key="let-pass-key",
        )  # fmt: skip
    referral = draft(world)
    send(world, referral)
    step(world, referral, S.REJECTED)
    assert world.offer(BARBER).places_left == 0


# ── what leaves (R028) ────────────────────────────────────────────────────────


def test_a_class_consent_releases_nothing(world):
    need = world.need_view("manager1", "D04", "DLY14")
    offer = need.suggestions[0].offer
    referral = draft(world, offer, code="DLY14")
    shown = page(world, referral)
    assert shown.draft.fields == () and not shown.draft.consented
    send(world, referral)
    assert world.referral(referral).disclosed == {}


@pytest.mark.parametrize("field", ["diagnosis", "phone", "name", "past_conviction", "no_such_field"])
def test_a_field_that_may_not_go_to_a_neighbour_is_refused_not_dropped(world, field):
    assert refusal(world, draft(world), chosen={"call_name": "만복 님", field: "x"}) == {"WITHHELD"}


def test_a_protected_client_is_not_told_by_address_or_usual_number(world):
    offer = next(
        (need.code, one.offer)
        for need in world.page("manager1", "D07").needs
        for one in need.suggestions
        if world.rows(OfferRecord, OfferRecord.id == one.offer)[0].recipient_class == "agency" and not one.secret
    )

    def allow(uow):
        items = ["name", "phone", "address", "safe_contact", "request"]
        uow.add(
            ConsentRecord(
                case_id=world.case_ids["D07"], kind=ConsentKind.PROVIDE_OFFER, recipient=offer[1], items=items,
                since=world.today, until=world.today + timedelta(days=9), signer="본인",
            )
        )  # fmt: skip

    world.change(allow)
    referral = draft(world, offer[1], number="D07", code=offer[0])
    names = {one.name for one in page(world, referral).draft.fields}
    assert "safe_contact" in names and not names & {"phone", "address"}
    send(world, referral, {"name": "", "phone": "010-0000-3107", "address": "집", "safe_contact": "직장 전화"})
    assert set(world.referral(referral).disclosed) == {"name", "safe_contact"}


def test_records_not_the_form_say_who_it_is(world):
    need = next(
        one
        for one in world.page("manager2", "D05").needs
        if any(row.kind == "agency" for row in one.suggestions)
    )
    offer = next(row.offer for row in need.suggestions if row.kind == "agency")
    actor = world.actor("manager2")
    by = world.page("manager2", "D05").head.household[0].id
    with world.database.write(actor) as uow:
        consenting.agree(
            uow, actor, world.case_ids["D05"], world.today, offer_id=offer,
            fields=("name", "phone"), until=world.today, by=by, key="consent-key",
        )  # fmt: skip
    referral = draft(world, offer, login="manager2", number="D05", code=need.code)
    send(world, referral, {"name": "<b>다른 사람</b>"}, login="manager2")
    assert world.referral(referral).disclosed == {"name": "권해인"}


@pytest.fixture(scope="module")
def letters(demo_template, tmp_path_factory):
    """Drafts of D04 to a shop and a neighbour it named, and to an agency it did not."""
    world = copy_of(*demo_template, tmp_path_factory.mktemp("letters"))
    drafts = {}
    for short in (BARBER, "o-0139"):
        code = next(code for code in ("DLY16", "DLY14") if code in world.offer(short).needs)
        drafts[draft(world, short, code=code, key=f"draft-{short}")] = short
    yield world, drafts
    world.database.dispose()


@settings(max_examples=40)
@given(data=st.data(), chosen=st.sets(st.sampled_from([*FIELDS, "shoe_size"])))
def test_never_is_more_put_into_a_letter_than_chosen_consented_and_allowed(letters, data, chosen):
    world, drafts = letters
    referral = data.draw(st.sampled_from(sorted(drafts)))
    actor = world.actor("manager1")
    with world.database.read(actor) as uow:
        loaded = load_case(uow, actor, world.case_ids["D04"], world.today, Permission.CASE_READ)
        offer = loaded.network.by_id[world.offer_ids[drafts[referral]]]
        may = set(referring.disclosure_to(loaded, offer).fields)
    before = world.referral(referral).disclosed
    try:
        send(world, referral, {name: "글" for name in chosen}, key=uuid4().hex, act=referring.save)
    except RuleForbids:
        assert chosen - may and world.referral(referral).disclosed == before
    else:
        put = set(world.referral(referral).disclosed)
        assert put <= chosen & may and not put & NEVER


# ── what became of it ─────────────────────────────────────────────────────────


def test_accepted_means_served_and_in_use(world):
    referral = draft(world)
    send(world, referral)
    assert world.offer_ids[BARBER] in world.suggested("manager1", "D04", "DLY16")  # a request is no service
    step(world, referral, S.ACCEPTED)
    need = world.need_view("manager1", "D04", "DLY16")
    assert world.offer_ids[BARBER] in {one.offer for one in need.existing}
    assert world.offer_ids[BARBER] not in {one.offer for one in need.suggestions}
    with pytest.raises(AlreadyDone):
        draft(world, key="once-more")


def test_a_no_of_the_agency_gives_the_place_back_and_keeps_its_reason(world):
    places = world.offer(BARBER).places_left
    referral = draft(world)
    send(world, referral)
    with pytest.raises(replying.WordsMissing):
        step(world, referral, S.REJECTED, words=" ")
    step(world, referral, S.REJECTED, words="당분간 쉽니다")
    record = world.referral(referral)
    assert (record.state, record.reply) == (S.REJECTED, "당분간 쉽니다") and record.answered_at
    assert world.offer(BARBER).places_left == places
    # A refused request is no service: the offer may be asked again.
    assert world.offer_ids[BARBER] in world.suggested("manager1", "D04", "DLY16")


def test_a_discarded_draft_gives_back_no_place_it_never_took(world):
    places = world.offer(BARBER).places_left
    referral = draft(world)
    step(world, referral, S.CANCELLED, words="")
    assert world.offer(BARBER).places_left == places
    assert draft(world, key="begin-again") != referral


def test_from_start_to_end_the_days_are_kept(world):
    referral = draft(world)
    send(world, referral)
    for state in (S.ACCEPTED, S.IN_PROGRESS, S.ON_HOLD):
        step(world, referral, state)
    step(world, referral, S.IN_PROGRESS, key="goes-on")
    step(world, referral, S.COMPLETED)
    record = world.referral(referral)
    assert (record.started_on, record.ended_on) == (world.today, world.today)


@pytest.mark.parametrize("login", ["manager1", "partner"])
@pytest.mark.parametrize("now", list(ReferralState))
def test_nobody_makes_a_step_that_the_table_does_not_have(world, now, login):
    own = BY_OFFICE if login == "manager1" else BY_PARTNER
    may = replying.may_make(world.actor(login), now)
    assert set(may) == STEPS[now] & own
    assert S.REQUESTED not in may and S.EXPIRED not in may


def test_a_wrong_step_is_refused_and_changes_nothing(world):
    referral = draft(world)
    send(world, referral)
    with pytest.raises(RuleForbids):
        step(world, referral, S.COMPLETED)
    assert world.referral(referral).state is S.REQUESTED


def test_a_step_from_an_old_page_is_refused(world):
    referral = draft(world)
    send(world, referral)
    old = world.referral(referral).revision
    step(world, referral, S.ACCEPTED)
    with pytest.raises(LostUpdate):
        step(world, referral, S.CANCELLED, revision=old, key="old-page")


# ── the partner agency ────────────────────────────────────────────────────────


@pytest.fixture
def sent(world):
    """A referral of D02 to the partner's own agency, with two fields told."""
    agency = world.actor("partner").organization
    page_ = world.page("manager2", "D02")
    need, offer = next(
        (need, row.offer)
        for need in page_.needs
        for row in need.suggestions
        if agency in row.unit and row.referral is None
    )
    actor = world.actor("manager2")
    with world.database.write(actor) as uow:
        consenting.agree(
            uow, actor, world.case_ids["D02"], world.today, offer_id=offer, fields=("name", "request"),
            until=world.today + timedelta(days=9), by=page_.head.household[0].id, key="consent-key",
        )  # fmt: skip
    referral = draft(world, offer, login="manager2", number="D02", code=need.code)
    send(world, referral, {"name": "", "request": "상담을 부탁드립니다"}, login="manager2")
    return referral


def test_the_agency_sees_only_what_was_sent_to_it_and_only_what_was_told(world, sent):
    lines = [one for section in listed(world, "partner").values() for one in section]
    agency = world.actor("partner").organization
    own = {one.id for one in world.rows(ReferralRecord) if one.organisation == agency and one.state is not S.DRAFT}
    assert {one.id for one in lines} == own and sent in own
    shown = page(world, sent, "partner")
    assert dict(shown.sent) == {"name": "남기훈", "request": "상담을 부탁드립니다"}
    assert shown.case is None and shown.need == "" and shown.score is None


def test_the_agency_sees_no_drafts_and_nothing_of_another_agency(world):
    agency = world.actor("partner").organization
    for one in world.rows(ReferralRecord):
        if one.organisation != agency or one.state is S.DRAFT:
            with pytest.raises(NotFound):
                page(world, one.id, "partner")


def test_the_agency_accepts_and_the_client_has_it_in_use(world, sent):
    step(world, sent, S.ACCEPTED, login="partner", words="월요일에 뵙겠습니다")
    event = world.events()[-1]
    assert event.kind == "referral.changed" and event.facts["by"] == "partner"
    offer = world.referral(sent).offer_id
    page_ = world.page("manager2", "D02")
    assert [need for need in page_.needs if offer in {one.offer for one in need.existing}]


def test_the_agency_cannot_cancel_send_or_write(world, sent):
    with pytest.raises(RuleForbids):
        step(world, sent, S.CANCELLED, login="partner")
    with pytest.raises(NotAllowed):
        send(world, sent, login="partner")


def test_an_outsider_sees_no_referral(world, sent):
    with pytest.raises(NotAllowed):
        page(world, sent, "outsider")
    with pytest.raises(NotAllowed):
        listed(world, "outsider")


def test_who_has_not_replied_stands_first_and_longest_on_top(world):
    sections = listed(world, "manager1")
    assert next(iter(sections)) == "waiting"
    days = [one.days for one in sections["waiting"]]
    assert days == sorted(days, reverse=True) and days


# ── the whole ─────────────────────────────────────────────────────────────────


def test_the_chain_of_events_holds_after_a_whole_referral(world, sent):
    step(world, sent, S.ACCEPTED, login="partner")
    with world.database.read() as uow:
        assert history.verify(uow).ok


def test_no_client_has_two_living_referrals_to_one_unit(world, sent):
    alive = [(one.case_id, one.unit) for one in world.rows(ReferralRecord) if one.state in LIVE]
    assert len(alive) == len(set(alive))


def test_reading_a_referral_is_noted_with_the_client(world):
    one = next(one for one in world.rows(ReferralRecord) if one.case_id == world.case_ids["D04"])
    page(world, one.id)
    event = world.events()[-1]
    client = world.rows(ClientRecord, ClientRecord.id == event.client_id)
    assert event.kind == "client.read" and client and event.actor_id == world.actor("manager1").id
    assert world.actor("manager1").role is Role.CASE_MANAGER
