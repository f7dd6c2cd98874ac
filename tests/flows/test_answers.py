"""Yes, no and later to a suggestion; comparing; letting pass; naming a recipient. On the demo."""

from datetime import timedelta

import pytest

from resmap.domain.codes import Answer
from resmap.domain.permissions import NotAllowed, NotFound
from resmap.domain.resident_number import ResidentNumberError
from resmap.flows import answers, comparing, consenting, overriding
from resmap.flows.refusals import LostUpdate
from resmap.flows.ruling import RuleForbids
from resmap.matching.model import MODEL
from resmap.store import ComparisonRecord, ConsentRecord, MemberRecord, OverrideRecord
from tests.support.demo_world import demo_template, world  # noqa: F401

BARBER = "o-0270"


def say(world, said, *, offer=BARBER, login="manager1", number="D04", code="DLY16", key="a-key-of-tests", **more):
    actor = world.actor(login)
    usual = {"by": None, "why": None, "seen": ""}
    with world.database.write(actor) as uow:
        return answers.answer(
            uow,
            actor,
            world.case_ids[number],
            world.today,
            need_id=world.needs(number)[code],
            offer_id=world.offer_ids.get(offer, offer),
            said=said,
            key=key,
            **usual | more,
        )


def reopen(world, answer_id, key="reopen-key"):
    actor = world.actor("manager1")
    with world.database.write(actor) as uow:
        answers.reopen(uow, actor, world.case_ids["D04"], answer_id, key=key)


def suggests(world, offer=BARBER) -> bool:
    return world.offer_ids[offer] in world.suggested("manager1", "D04", "DLY16")


def test_a_no_leaves_the_list_at_once_and_can_be_taken_back(world):
    assert suggests(world)
    kept = say(world, Answer.DECLINE, why="머리는 아들이 깎아 줌")
    assert not suggests(world)
    need = world.need_view("manager1", "D04", "DLY16")
    assert world.offer_ids[BARBER] in {one.offer for one in need.declined}
    assert world.offer_ids[BARBER] not in {one.offer for one in need.why_not}
    reopen(world, kept)
    assert suggests(world)
    assert [one.kind for one in world.events() if one.kind == "case.answer_reopened"] == ["case.answer_reopened"]


def test_a_later_stays_on_the_list_with_what_was_said(world):
    say(world, Answer.LATER, why="겨울 지나고")
    (row,) = [one for one in world.need_view("manager1", "D04", "DLY16").suggestions if one.offer == world.offer_ids[BARBER]]
    assert (row.answer.answer, row.answer.why) == ("later", "겨울 지나고")


def test_the_answer_keeps_the_suggestion_as_it_was_told(world):
    row = world.need_view("manager1", "D04", "DLY16").suggestions[0]
    kept = say(world, Answer.DECLINE, offer=row.offer)
    (record,) = [one for one in world.answers("D04") if one.id == kept]
    assert record.suggestion["model"] == MODEL.label
    assert record.suggestion["score"] == row.score
    assert [line["points"] for line in record.suggestion["lines"]] == [line.points for line in row.lines]


def test_who_said_it_is_a_member_of_the_household_or_nobody_in_particular(world):
    (member,) = world.page("manager1", "D04").head.household
    kept = say(world, Answer.LATER, by=member.id)
    assert next(one for one in world.answers("D04") if one.id == kept).by_id == member.id
    stranger = next(one for one in world.rows(MemberRecord) if one.id != member.id)
    with pytest.raises(NotFound):
        say(world, Answer.LATER, by=stranger.id, seen=kept, key="another-key")


def test_a_mother_s_no_for_her_child_counts_for_the_child(world):
    row = world.need_view("manager1", "D03", "HLT16").suggestions[0]
    mother = world.page("manager1", "D03").head.household[0].id
    say(world, Answer.DECLINE, offer=row.offer, number="D03", code="HLT16", by=mother)
    need = world.need_view("manager1", "D03", "HLT16")
    assert row.offer not in {one.offer for one in need.suggestions}
    assert row.offer in {one.offer for one in need.declined}


def test_the_same_press_twice_is_one_answer(world):
    before = len(world.answers("D04"))
    assert say(world, Answer.LATER) == say(world, Answer.LATER)
    assert len(world.answers("D04")) == before + 1


def test_an_answer_from_a_page_that_did_not_know_the_last_one_is_refused(world):
    say(world, Answer.LATER)
    with pytest.raises(LostUpdate):
        say(world, Answer.DECLINE, seen="", key="the-other-tab")
    assert suggests(world)


def test_a_yes_to_what_may_not_be_used_is_refused_with_every_reason(world):
    world.change_offer(BARBER, places_left=0)
    with pytest.raises(RuleForbids) as refused:
        say(world, Answer.ACCEPT)
    assert [str(one.code) for one in refused.value.reasons] == ["CAPACITY"]


def test_nobody_answers_for_a_case_that_is_not_theirs(world):
    with pytest.raises(NotFound):
        say(world, Answer.DECLINE, login="manager2")
    with pytest.raises(NotAllowed):
        say(world, Answer.DECLINE, login="partner")


def test_a_resident_number_in_the_words_is_never_kept(world):
    with pytest.raises(ResidentNumberError):
        say(world, Answer.LATER, why="주민번호 460101-1234567 이라고 하심")
    assert not [one for one in world.answers("D04") if one.why and "460101" in one.why]


def test_an_answer_notes_codes_and_ids_never_words(world):
    say(world, Answer.DECLINE, why="비밀 이야기")
    event = world.events()[-1]
    assert event.kind == "case.answered" and "비밀" not in str(event.facts)


# ── side by side (R099) ───────────────────────────────────────────────────────


def compare(world, offers, number="D04", code="DLY16"):
    actor = world.actor("manager1")
    with world.database.read(actor) as uow:
        return comparing.compare(
            uow,
            actor,
            world.case_ids[number],
            world.today,
            need_id=world.needs(number)[code],
            offer_ids=tuple(offers),
            locale="ko",
        )


def keep(world, offers, chosen, why="걸어서 가실 수 있어서", key="compare-key"):
    actor = world.actor("manager1")
    with world.database.write(actor) as uow:
        return comparing.keep_choice(
            uow,
            actor,
            world.case_ids["D04"],
            world.today,
            need_id=world.needs("D04")["DLY16"],
            offer_ids=tuple(offers),
            chosen=chosen,
            why=why,
            key=key,
        )


def test_compared_offers_stand_line_beside_line_and_add_up(world):
    two = world.suggested("manager1", "D04", "DLY16")[:2]
    view = compare(world, reversed(two))
    assert [one.offer for one in view.offers] == two
    for column, one in enumerate(view.offers):
        assert one.score == pytest.approx(sum(row.cells[column][1] for row in view.rows), abs=0.005)
    assert [row.differs for row in view.rows] == sorted((row.differs for row in view.rows), reverse=True)


def test_fewer_than_two_more_than_four_or_what_is_not_suggested_cannot_be_compared(world):
    suggested = world.suggested("manager1", "D04", "DLY14")
    for offers in (suggested[:1], suggested[:5], [suggested[0], world.offer_ids["o-0226"]]):
        with pytest.raises(comparing.NotComparable):
            compare(world, offers, code="DLY14")


def test_a_choice_is_kept_with_all_candidates_and_its_reason(world):
    three = world.suggested("manager1", "D04", "DLY16")[:3]
    kept = keep(world, three, three[1])
    (record,) = world.rows(ComparisonRecord, ComparisonRecord.id == kept)
    assert (record.offer_ids, record.chosen_id) == (tuple(three), three[1])
    assert set(record.suggestions) == set(three) and record.why
    assert compare(world, three).earlier[0].why == "걸어서 가실 수 있어서"


def test_a_choice_without_a_reason_or_outside_the_candidates_is_not_kept(world):
    three = world.suggested("manager1", "D04", "DLY16")[:3]
    with pytest.raises(comparing.WhyMissing):
        keep(world, three, three[0], why="  ")
    with pytest.raises(NotFound):
        keep(world, three[:2], three[2], key="another-key")


# ── letting pass (R045) ───────────────────────────────────────────────────────


def let_pass(world, offer, code, login="supervisor", number="D04", reason="기관과 통화해 확인함", key="let-pass-key"):
    actor = world.actor(login)
    with world.database.write(actor) as uow:
        return overriding.let_pass(
            uow,
            actor,
            world.case_ids[number],
            world.today,
            need_id=world.needs(number)[code],
            offer_id=world.offer_ids[offer],
            reason=reason,
            key=key,
        )


def test_a_supervisor_lets_an_offer_pass_the_gates_that_are_closed_now_and_no_other(world):
    stale = world.today - timedelta(days=500)
    world.change_offer(BARBER, verified_on=stale)
    assert not suggests(world)
    kept = let_pass(world, BARBER, "DLY16")
    (record,) = world.rows(OverrideRecord, OverrideRecord.id == kept)
    assert record.gates == ("STALE",) and record.reason == "기관과 통화해 확인함"
    row = next(
        one
        for one in world.need_view("manager1", "D04", "DLY16").suggestions
        if one.offer == world.offer_ids[BARBER]
    )
    assert row.overridden == ("확인일",)
    world.change_offer(BARBER, places_left=0)
    assert not suggests(world)


def test_only_a_supervisor_lets_pass_and_only_with_a_reason(world):
    world.change_offer(BARBER, places_left=0)
    with pytest.raises(NotAllowed):
        let_pass(world, BARBER, "DLY16", login="manager1")
    with pytest.raises(overriding.ReasonMissing):
        let_pass(world, BARBER, "DLY16", reason=" ")


@pytest.mark.parametrize(
    ("number", "code", "offer", "gate"),
    [
        ("D04", "DLY16", "o-0226", "REFUSED"),  # only the client takes a no back
        ("D06", "DLY21", "o-0287", "CONFLICT"),
        ("D04", "DLY16", "o-0001", "NEED"),
    ],
)
def test_what_knows_no_exception_is_not_let_pass(world, number, code, offer, gate):
    if gate == "CONFLICT":
        page = world.page("supervisor", number)
        apart = [
            (need.code, one.offer)
            for need in page.needs
            for one in need.why_not
            if any("만나지 않게" in text for text in one.reasons)
        ]
        code, offer_id = apart[0]
        offer = next(ref for ref, one in world.offer_ids.items() if one == offer_id)
    with pytest.raises(RuleForbids) as refused:
        let_pass(world, offer, code, number=number)
    assert gate in {str(one.code) for one in refused.value.reasons}
    assert not world.rows(OverrideRecord)


# ── naming a recipient (P-05) ─────────────────────────────────────────────────


def agree(world, offer, fields, days=30, number="D05", login="manager2", key="consent-key", by=0):
    actor = world.actor(login)
    head = world.page(login, number).head
    with world.database.write(actor) as uow:
        return consenting.agree(
            uow,
            actor,
            world.case_ids[number],
            world.today,
            offer_id=world.offer_ids.get(offer, offer),
            fields=tuple(fields),
            until=world.today + timedelta(days=days),
            by=head.household[by].id,
            key=key,
        )


@pytest.mark.parametrize(("by", "who"), [(1, "남편"), (2, "아들(초2)")])
def test_neither_the_husband_she_fears_nor_a_child_signs_what_leaves(world, by, who):
    head = world.page("manager1", "D07").head
    assert head.household[by].label.startswith(who)
    assert [one.signs for one in head.household] == [True, False, False, False]
    with pytest.raises(consenting.ConsentIncomplete):
        agree(world, "o-0104", ("name",), number="D07", login="manager1", by=by)
    assert agree(world, "o-0104", ("name",), number="D07", login="manager1")


def test_a_consent_brings_an_offer_from_information_only_among_the_suggestions(world):
    need = next(one for one in world.page("manager2", "D05").needs if one.information_only)
    aside = need.information_only[0]
    kept = agree(world, aside.offer, aside.consent_fields[:2])
    (record,) = world.rows(ConsentRecord, ConsentRecord.id == kept)
    assert record.items == list(aside.consent_fields[:2]) and record.until and record.signer
    after = world.need_view("manager2", "D05", need.code)
    assert aside.offer in {one.offer for one in after.suggestions}
    assert aside.offer not in {one.offer for one in after.information_only}


@pytest.mark.parametrize(
    ("fields", "days"), [((), 30), (("name", "diagnosis"), 30), (("call_name",), -1), (("call_name",), 5000)]
)
def test_a_consent_without_fields_with_others_or_without_a_near_end_is_none(world, fields, days):
    with pytest.raises(consenting.ConsentIncomplete):
        agree(world, "o-0230", fields, days)
