"""The closing checklist: what blocks, what is told, and what is asked of nobody who died."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap import words
from resmap.domain.closing import OBLIGATIONS, OUR_SIDE, Obligation, rule_closing
from resmap.domain.closing_items import (
    LONG_GONE,
    SOURCES,
    Attempt,
    ClosingFacts,
    Item,
    Weight,
    checklist,
    contact_log_enough,
)
from resmap.domain.codes import ClosingReason as R

TODAY = date(2026, 11, 23)
I = Item  # noqa: E741 (the items fill this file)

attempts = st.lists(
    st.builds(Attempt, st.dates(date(2026, 8, 1), TODAY), st.sampled_from(["phone", "visit", "letter"])), max_size=5
).map(tuple)
closings = st.builds(
    ClosingFacts, st.sampled_from(list(R)), st.just(TODAY), st.booleans(), st.booleans(), st.booleans(),
    st.frozensets(st.sampled_from(list(I))), st.booleans(), st.booleans(), st.booleans(), st.booleans(), attempts,
    st.none() | st.dates(date(2026, 1, 1), TODAY),
)  # fmt: skip


def closing(reason: R, **fields) -> ClosingFacts:
    return ClosingFacts(reason, TODAY, **fields)


def blocks(facts: ClosingFacts) -> list[Item]:
    return list(checklist(facts).blocks)


@given(closings)
def test_no_closing_that_owes_a_referral_is_free(facts):
    found = checklist(facts)
    if facts.unmet_needs and facts.reason in OUR_SIDE and not facts.care_continues:
        assert I.REFER in found.blocks and not found.free


@given(closings)
def test_the_checklist_and_the_table_of_reasons_say_the_same_of_a_referral(facts):
    ruling = rule_closing(facts.reason, facts.unmet_needs, facts.care_continues)
    assert (I.REFER in checklist(facts).blocks) == ruling.blocked


@given(closings)
def test_a_referral_a_report_or_a_log_cannot_be_ticked(facts):
    ticked = replace(facts, done=facts.done | {I.REFER, I.DUTY_REPORT, I.CONTACT_LOG})
    assert set(checklist(ticked).blocks) & {I.REFER, I.DUTY_REPORT, I.CONTACT_LOG} == set(
        checklist(facts).blocks
    ) & {I.REFER, I.DUTY_REPORT, I.CONTACT_LOG}


@given(closings)
def test_after_a_death_nobody_is_referred_asked_or_followed(facts):
    lines = {line.item for line in checklist(replace(facts, reason=R.DEATH)).lines}
    assert lines <= {I.DUTY_REPORT, I.NOTIFY_ENDED_ONLY, I.RESCREEN_HOUSEHOLD, I.OWN_FEELINGS}


@given(closings)
def test_what_the_worker_feels_is_asked_and_never_kept(facts):
    kept = replace(facts, done=frozenset(I))
    for line in checklist(kept).lines:
        assert line.source
        assert (line.weight is Weight.PROMPT) == (line.item is I.OWN_FEELINGS)
        assert not (line.weight is Weight.PROMPT and line.done)


@given(closings, st.sampled_from(list(I)))
def test_doing_something_never_closes_the_way(facts, item):
    assert set(checklist(replace(facts, done=facts.done | {item})).blocks) <= set(checklist(facts).blocks)


def test_everything_done_is_free_for_every_reason():
    tried = tuple(Attempt(TODAY - timedelta(days=n), way) for n, way in enumerate(["phone", "visit", "phone"]))
    for reason in R:
        done = closing(reason, unmet_needs=True, care_continues=True, done=frozenset(I), attempts=tried)
        assert checklist(done).free and checklist(done).told == ()


@pytest.mark.parametrize("reason", sorted(OUR_SIDE))
def test_our_own_reasons_ask_for_a_referral_and_somebody_in_charge(reason):
    assert blocks(closing(reason, unmet_needs=True)) == [I.REFER, I.DECISION, I.NEW_MANAGER, I.HOW_TO_ASK_AGAIN]
    assert blocks(closing(reason, unmet_needs=True, care_continues=True)) == [I.DECISION, I.HOW_TO_ASK_AGAIN]
    assert checklist(closing(reason, unmet_needs=True, care_continues=True)).to_resume
    assert not checklist(closing(reason)).to_resume


def test_a_goal_that_was_reached_shows_its_evidence_and_how_to_keep_it():
    assert blocks(closing(R.GOAL_MET)) == [I.DECISION, I.OUTCOMES, I.KEEP_GAINS, I.HOW_TO_ASK_AGAIN]


def test_who_moves_takes_a_sealed_address_along_and_is_offered_a_transfer():
    found = checklist(closing(R.MOVED, unmet_needs=True))
    assert I.NEW_ADDRESS_SEALED in found.blocks and {I.TRANSFER, I.RECORD_HANDOVER} <= set(found.told)
    assert I.TRANSFER not in checklist(closing(R.MOVED)).told


def test_who_is_lost_is_looked_for_first():
    lost = closing(R.LOST_CONTACT)
    assert blocks(lost) == [I.DECISION, I.SUPERVISOR_REVIEW, I.SAFETY_CHECK, I.CONTACT_LOG]
    assert I.HOW_TO_ASK_AGAIN in checklist(lost).told
    assert {I.FEELINGS, I.AFTERCARE_CONSENT}.isdisjoint(line.item for line in checklist(lost).lines)


@pytest.mark.parametrize(
    ("days", "methods", "enough"),
    [
        ((0, 1, 2), ("phone", "visit", "phone"), True),
        ((0, 1, 2), ("phone",) * 3, False),
        ((0, 0, 0), ("phone", "visit", "letter"), False),
        ((0, 1), ("phone", "visit"), False),
    ],
)
def test_somebody_is_lost_after_attempts_on_several_days_in_several_ways(days, methods, enough):
    tried = tuple(Attempt(TODAY - timedelta(days=n), way) for n, way in zip(days, methods, strict=True))
    assert contact_log_enough(tried) is enough


def test_long_out_of_touch_means_three_months():
    for days, told in ((LONG_GONE.days - 1, True), (LONG_GONE.days, False)):
        facts = closing(R.LOST_CONTACT, last_contact_on=TODAY - timedelta(days=days))
        assert (I.LONG_GONE in checklist(facts).told) is told


@pytest.mark.parametrize(("guardian", "victim"), [(g, v) for g in (True, False) for v in (True, False)])
def test_a_guardian_who_may_be_the_danger_does_not_close_a_case(guardian, victim):
    facts = closing(R.CLIENT_WISH, by_guardian=guardian, possible_victim=victim)
    assert (I.SUPERVISOR_REVIEW in blocks(facts)) is (guardian and victim)
    assert I.OWN_WORDS in blocks(facts)


def test_a_household_that_only_needed_a_link_is_asked_for_almost_nothing():
    assert [line.item for line in checklist(closing(R.GOAL_MET, link_only=True)).lines] == [I.HOW_TO_ASK_AGAIN]
    assert blocks(closing(R.MANAGER_LEFT, link_only=True, unmet_needs=True)) == [I.REFER, I.NEW_MANAGER]


def test_a_report_that_is_owed_stands_before_every_closing():
    for reason in R:
        assert I.DUTY_REPORT in blocks(closing(reason, duties_open=True))


#: How the obligations of the table are called on the list, where the names differ.
NAMED = {Obligation.KEEP_GAINS_PLAN: I.KEEP_GAINS, Obligation.SUPERVISOR_DECIDES: I.SUPERVISOR_REVIEW}


@pytest.mark.parametrize("reason", list(R))
def test_every_obligation_of_the_table_is_on_the_list(reason):
    listed = {line.item for line in checklist(closing(reason, unmet_needs=True)).lines}
    for obligation in OBLIGATIONS[reason]:
        assert NAMED.get(obligation, Item.__members__.get(obligation)) in listed


def test_everything_has_its_words():
    assert set(SOURCES) == set(I)
    for locale in ("ko", "en"):
        assert all(words.say(f"closing.item.{code}", locale) for code in I)
        assert all(words.say(f"closing.weight.{code}", locale) for code in Weight)
