"""What is due, and whom one would miss: one engine for every date of a case."""

import inspect
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap import words
from resmap.domain.codes import ClosingReason, Stage
from resmap.domain.due import (
    AT_ONCE,
    AppealFacts,
    CaseFacts,
    Dated,
    DueState,
    Miss,
    ReferralFacts,
    Sent,
    dues,
    missed,
    of_many,
    urgency,
)
from resmap.domain.due_policy import USUAL, AppealLaw, ContactLevel, DueKind, policy_from
from resmap.domain.referrals import ReferralState

K = DueKind
TODAY = date(2026, 11, 23)  # a Monday


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def ahead(days: int) -> date:
    return ago(-days)


def fresh(**fields) -> CaseFacts:
    return CaseFacts("c", Stage.INTAKE, fields.pop("received_on", TODAY), **fields)


def running(**fields) -> CaseFacts:
    """A case in the midst of the work, in which nothing is late."""
    usual = {
        "first_contact_on": ago(99), "interviewed_on": ago(99), "outcome_on": ago(98), "assessed_on": ago(90),
        "selected_on": ago(88), "planned_on": ago(80), "last_contact_on": ago(3), "last_monitored_on": ago(5),
        "plan_ends_on": ahead(200),
    }  # fmt: skip
    return CaseFacts("c", Stage.MONITORING, ago(100), **{**usual, **fields})


def closed(**fields) -> CaseFacts:
    usual = {"closed_on": ago(10), "closing_reason": ClosingReason.GOAL_MET}
    return replace(running(), stage=Stage.CLOSING, **{**usual, **fields})


def told(facts: CaseFacts, today: date = TODAY, policy=USUAL) -> dict[DueKind, tuple[date, str]]:
    return {due.kind: (due.on, str(due.state)) for due in dues(facts, policy, today)}


def test_from_reception_to_plan_takes_ten_five_and_fifteen_days():
    facts = fresh(first_contact_on=TODAY, interviewed_on=TODAY, outcome_on=TODAY)
    assert told(facts)[K.ASSESSMENT] == (ahead(10), "coming")
    assert told(facts, ahead(7))[K.ASSESSMENT] == (ahead(10), "due")
    assert told(facts, ahead(10))[K.ASSESSMENT] == (ahead(10), "due")
    assert told(facts, ahead(11))[K.ASSESSMENT] == (ahead(10), "overdue")
    assessed = replace(facts, assessed_on=ahead(8))
    assert told(assessed)[K.SELECTION][0] == ahead(13)
    selected = replace(assessed, selected_on=ahead(12))
    assert told(selected)[K.PLAN][0] == ahead(27)
    assert K.SELECTION not in told(selected)


def test_the_plan_is_due_thirty_days_after_reception_whatever_was_late_before():
    late = fresh(received_on=ago(28), assessed_on=ago(3), selected_on=TODAY)
    assert told(late)[K.PLAN_SPAN] == (ahead(2), "due")
    assert K.PLAN not in told(late)


def test_the_first_contact_counts_working_days_and_an_urgent_one_none():
    assert told(fresh(received_on=date(2026, 11, 20)))[K.FIRST_CONTACT][0] == date(2026, 11, 25)
    assert told(fresh(urgent=True))[K.FIRST_CONTACT_URGENT] == (TODAY, "due")


def test_a_household_that_only_needs_a_link_owes_no_plan():
    assert {K.SELECTION, K.PLAN, K.PLAN_SPAN, K.MONITORING}.isdisjoint(told(fresh(assessed_on=TODAY, link_only=True)))
    assert K.ASSESSMENT in told(fresh(link_only=True))


def test_an_intake_that_opens_no_case_owes_nothing_more():
    done = fresh(first_contact_on=ago(50), interviewed_on=ago(50), outcome_on=ago(50), opens_case=False)
    assert told(done) == {}


def test_a_case_from_a_ledger_owes_no_intake_but_is_not_lost_sight_of():
    found = told(CaseFacts("c", Stage.INTERVENTION, ago(200), planned_on=ago(90), assessed_on=ago(90)))
    assert {K.FIRST_CONTACT, K.INTERVIEW, K.INTAKE_OUTCOME}.isdisjoint(found)
    assert found[K.CONTACT] == (ago(169), "overdue")


def test_who_acted_first_in_an_emergency_still_owes_the_intake():
    acted = told(CaseFacts("c", Stage.INTERVENTION, ago(2), acted_before_all_on=ago(1), last_contact_on=ago(1)))
    assert {K.EMERGENCY_REVIEW, K.INTAKE_OUTCOME, K.ASSESSMENT, K.PLAN_SPAN} <= set(acted)
    reviewed = told(CaseFacts("c", Stage.INTERVENTION, ago(2), acted_before_all_on=ago(1), emergency_reviewed_on=TODAY))
    assert K.INTAKE_OUTCOME in reviewed and K.EMERGENCY_REVIEW not in reviewed


@given(st.sampled_from(list(Stage)), st.dates(date(2024, 1, 1), TODAY), st.booleans())
def test_an_open_case_is_never_out_of_sight(stage, received, urgent):
    facts = CaseFacts("c", stage, received, urgent=urgent)
    assert {K.FIRST_CONTACT, K.FIRST_CONTACT_URGENT, K.CONTACT} & set(told(facts))


def test_once_a_year_at_least_is_assessed_again_with_a_warning_thirty_days_before():
    facts = running(assessed_on=date(2025, 11, 3))
    assert told(facts, date(2026, 10, 3))[K.REASSESSMENT] == (date(2026, 11, 3), "coming")
    assert told(facts, date(2026, 10, 4))[K.REASSESSMENT] == (date(2026, 11, 3), "due")
    assert told(facts, date(2026, 11, 3))[K.REASSESSMENT] == (date(2026, 11, 3), "due")
    assert told(facts, date(2026, 11, 4))[K.REASSESSMENT] == (date(2026, 11, 3), "overdue")


def test_a_reassessment_that_was_asked_for_is_due_until_it_was_done():
    assert told(running(reassessment_asked_on=ago(2)))[K.REASSESSMENT_ASKED][0] == ahead(8)
    assert K.REASSESSMENT_ASKED not in told(running(reassessment_asked_on=ago(2), assessed_on=ago(1)))


@pytest.mark.parametrize(("level", "days"), [("urgent", 3), ("intensive", 7), ("general", 31), ("simple", 92)])
def test_contact_is_kept_as_closely_as_the_household_needs(level, days):
    facts = running(level=ContactLevel(level), last_contact_on=ago(1))
    assert told(facts)[K.CONTACT][0] == ahead(days - 1)


def test_the_parting_is_prepared_eight_weeks_before():
    facts = running(ends_on=ahead(57))
    assert told(facts)[K.CLOSING_PREPARATION] == (ahead(1), "coming")
    assert K.CLOSING_PREPARATION not in told(replace(facts, closing_prepared=True))


def test_what_runs_out_is_announced():
    facts = running(
        plan_ends_on=ahead(20), lines=(Dated("l", ahead(14)),), consents=(Dated("k", ahead(31)),),
        helpers=(Dated("h", ago(1)),), tasks=(Dated("t", ahead(1)),),
    )  # fmt: skip
    found = told(facts)
    assert found[K.PLAN_END] == (ahead(20), "due") and found[K.EVALUATION] == (ahead(34), "coming")
    assert found[K.PLAN_LINE_END] == (ahead(14), "due")
    assert found[K.CONSENT_EXPIRY] == (ahead(31), "coming")
    assert found[K.HELPER_END] == (ago(1), "overdue")
    assert found[K.TASK] == (ahead(1), "due")
    assert K.PLAN_END not in told(replace(facts, evaluated_on=TODAY))


def referral(state: ReferralState, **fields) -> CaseFacts:
    return running(referrals=(ReferralFacts("r", state, **fields),))


def test_a_reply_is_awaited_until_the_day_that_the_letter_asks_for():
    S = ReferralState
    assert told(referral(S.REQUESTED, requested_on=ago(3)))[K.REFERRAL_REPLY] == (ahead(4), "coming")
    assert told(referral(S.REQUESTED, requested_on=ago(3), reply_by=ago(1)))[K.REFERRAL_REPLY] == (ago(1), "overdue")
    assert K.REFERRAL_REPLY not in told(referral(S.REJECTED, requested_on=ago(30)))
    assert told(referral(S.ACCEPTED, accepted_on=TODAY))[K.REFERRAL_START][0] == ahead(14)
    assert K.REFERRAL_START not in told(referral(S.ACCEPTED, accepted_on=TODAY, started_on=TODAY))
    assert told(referral(S.REJECTED, ask_again_on=ahead(3)))[K.REFERRAL_ASK_AGAIN] == (ahead(3), "due")


def appeal(law: AppealLaw, **fields) -> CaseFacts:
    return running(appeals=(AppealFacts("a", law, ago(10), **fields),))


@pytest.mark.parametrize(("law", "days"), [("social_security", 90), ("emergency_welfare", 30)])
def test_an_appeal_has_its_deadline_by_law(law, days):
    assert told(appeal(AppealLaw(law)))[K.APPEAL][0] == ago(10) + timedelta(days=days)


def test_an_appeal_is_decided_in_ten_days_or_twenty_and_then_nothing_is_due():
    law = AppealLaw.SOCIAL_SECURITY
    assert told(appeal(law, filed_on=ago(3)))[K.APPEAL_DECISION][0] == ahead(7)
    assert told(appeal(law, filed_on=ago(3), extended=True))[K.APPEAL_DECISION][0] == ahead(17)
    for ended in ({"decided_on": TODAY}, {"given_up": True}):
        assert {K.APPEAL, K.APPEAL_DECISION}.isdisjoint(told(appeal(law, **ended)))


def test_a_deadline_for_an_appeal_outlives_the_case():
    facts = closed(appeals=(AppealFacts("a", AppealLaw.SOCIAL_SECURITY, ago(20)),))
    assert K.APPEAL in told(facts)


def test_follow_up_comes_after_one_three_and_six_months_with_consent_only():
    assert K.FOLLOW_UP not in told(closed())
    with_consent = closed(closed_on=date(2026, 11, 30), aftercare=True)
    days = [due.on for due in dues(with_consent, USUAL, TODAY) if due.kind is K.FOLLOW_UP]
    assert days == [date(2026, 12, 30), date(2027, 2, 28), date(2027, 5, 30)]
    limited = replace(with_consent, aftercare_until=date(2027, 3, 1), follow_ups_on=(date(2026, 12, 28),))
    assert [due.on for due in dues(limited, USUAL, TODAY) if due.kind is K.FOLLOW_UP] == [date(2027, 2, 28)]


def test_two_talks_in_the_first_month_do_not_stand_for_the_third():
    facts = closed(closed_on=ago(0), aftercare=True, follow_ups_on=(ahead(5), ahead(9)))
    assert sum(due.kind is K.FOLLOW_UP for due in dues(facts, USUAL, TODAY)) == 3


def test_a_request_for_ones_own_data_and_a_sheet_sent_out_have_their_days():
    facts = running(data_requests=(Dated("q", ago(2)),), sheets=(Sent("s", ago(2)),))
    assert told(facts)[K.DATA_REQUEST][0] == ahead(8)
    assert told(facts)[K.SHEET_RETURN][0] == ahead(12)


MISSED = {
    Miss.INTAKE_WITHOUT_OUTCOME: fresh(received_on=ago(11), first_contact_on=ago(11)),
    Miss.CASE_WITHOUT_MANAGER: running(unmanaged_since=TODAY),
    Miss.NO_CONTACT: running(last_contact_on=ago(32)),
    Miss.REASSESSMENT_OVERDUE: running(assessed_on=ago(366)),
    Miss.REFERRAL_WITHOUT_REPLY: referral(ReferralState.REQUESTED, requested_on=ago(8)),
    Miss.CLOSED_WITH_UNMET_NEEDS: closed(closed_on=TODAY, unmet_needs=True),
}


@pytest.mark.parametrize("miss", list(Miss))
def test_each_way_of_losing_sight_of_somebody_appears_and_no_other(miss):
    found = missed(dues(MISSED[miss], USUAL, TODAY))
    assert [name for name, listed in found.items() if listed] == [miss]


def test_all_six_appear_on_one_page_and_a_case_in_order_on_none():
    many = [replace(facts, case=str(miss)) for miss, facts in MISSED.items()] + [running(), closed(aftercare=True)]
    found = missed(of_many(many, USUAL, TODAY))
    assert {name: [due.case for due in listed] for name, listed in found.items()} == {m: [str(m)] for m in Miss}


def test_who_was_referred_on_or_looked_at_is_not_missed():
    for done in ({"referred_on": True}, {"unmet_seen": True}):
        assert K.REFER_ON not in told(closed(unmet_needs=True, **done))


optional_day = st.none() | st.dates(date(2024, 1, 1), date(2027, 12, 31))
anyday = st.dates(date(2024, 1, 1), date(2027, 12, 31))
things = st.lists(st.builds(Dated, st.sampled_from("abc"), anyday), max_size=2).map(tuple)
cases = st.builds(
    CaseFacts, st.just("c"), st.sampled_from(list(Stage)), anyday, urgent=st.booleans(), link_only=st.booleans(),
    opens_case=st.booleans(), level=st.sampled_from(list(ContactLevel)), first_contact_on=optional_day,
    interviewed_on=optional_day, outcome_on=optional_day, assessed_on=optional_day, selected_on=optional_day,
    planned_on=optional_day, plan_ends_on=optional_day, last_contact_on=optional_day, last_monitored_on=optional_day,
    reassessment_asked_on=optional_day, evaluated_on=optional_day, ends_on=optional_day,
    closing_prepared=st.booleans(), unmanaged_since=optional_day, acted_before_all_on=optional_day, emergency_reviewed_on=optional_day,
    closed_on=optional_day, closing_reason=st.none() | st.sampled_from(list(ClosingReason)),
    unmet_needs=st.booleans(), referred_on=st.booleans(), unmet_seen=st.booleans(), aftercare=st.booleans(),
    aftercare_until=optional_day, duties_since=things, lines=things, consents=things, helpers=things,
    data_requests=things, tasks=things,
    sheets=st.lists(st.builds(Sent, st.just("s"), anyday, optional_day), max_size=2).map(tuple),
    referrals=st.lists(
        st.builds(ReferralFacts, st.just("r"), st.sampled_from(list(ReferralState)), *[optional_day] * 5), max_size=2
    ).map(tuple),
    appeals=st.lists(
        st.builds(AppealFacts, st.just("a"), st.sampled_from(list(AppealLaw)), anyday, optional_day, optional_day),
        max_size=2,
    ).map(tuple),
)  # fmt: skip


@given(cases, anyday)
def test_after_a_death_nothing_is_due_but_a_report_the_law_asks_for(facts, today):
    gone = replace(facts, closing_reason=ClosingReason.DEATH)
    assert {due.kind for due in dues(gone, USUAL, today)} <= {K.DUTY_REPORT}


@given(cases, anyday)
def test_nobody_is_followed_up_without_their_consent(facts, today):
    assert K.FOLLOW_UP not in told(replace(facts, aftercare=False), today)


@given(cases, anyday)
def test_a_closed_case_is_not_worked_on(facts, today):
    ended = replace(facts, closed_on=facts.closed_on or today)
    left = {K.DUTY_REPORT, K.APPEAL, K.APPEAL_DECISION, K.DATA_REQUEST, K.REFER_ON, K.FOLLOW_UP, K.TASK}
    assert set(told(ended, today)) <= left


@given(cases, anyday)
def test_a_date_says_the_same_as_its_state_and_its_days(facts, today):
    found = dues(facts, USUAL, today)
    assert list(found) == sorted(found, key=urgency)
    for due in found:
        assert due.days_left == (due.on - today).days
        assert (due.state is DueState.OVERDUE) == (due.on < today)
        assert due.source and (due.missed is None or due.missed is due.miss)
        assert not due.missed or due.state is DueState.OVERDUE or due.missed in AT_ONCE


@given(cases, anyday)
def test_what_is_overdue_is_still_overdue_the_day_after(facts, today):
    late = {(due.kind, due.subject, due.on) for due in dues(facts, USUAL, today) if due.state is DueState.OVERDUE}
    then = dues(facts, USUAL, today + timedelta(days=1))
    assert late <= {(due.kind, due.subject, due.on) for due in then if due.state is DueState.OVERDUE}


@given(cases, anyday)
def test_less_time_never_makes_anything_due_later(facts, today):
    strict = policy_from({"term": {str(kind): {"days": 0} for kind in DueKind}, "contact_days": {"general": 1}})
    usual = {(due.kind, due.subject, due.since): due.on for due in dues(facts, USUAL, today)}
    for due in dues(facts, strict, today):
        assert due.on <= usual.get((due.kind, due.subject, due.since), due.on)


def test_the_most_pressing_stands_first_and_life_before_all():
    facts = running(
        duties_since=(Dated("CHILD_ABUSE_REPORT", ago(1)),), last_contact_on=ago(400), unmanaged_since=ago(2)
    )
    assert [due.kind for due in dues(facts, USUAL, TODAY)][:3] == [K.DUTY_REPORT, K.MANAGER, K.CONTACT]


def test_an_emergency_that_acted_first_is_looked_at_within_a_day():
    assert told(running(acted_before_all_on=TODAY))[K.EMERGENCY_REVIEW] == (ahead(1), "due")


def test_every_kind_state_and_miss_has_its_words():
    for locale in ("ko", "en"):
        for group, codes in (("kind", DueKind), ("state", DueState), ("miss", Miss), ("level", ContactLevel)):
            assert all(words.say(f"due.{group}.{code}", locale) for code in codes)
        for law in AppealLaw:
            assert words.say(f"due.law.{law}", locale)
        for state, left in (("overdue", 3), ("due", 0), ("due", 2), ("coming", 9)):
            key = "due.left.today" if left == 0 else f"due.left.{state}"
            assert words.say(key, locale, days=left)


def test_no_day_is_the_usual_one():
    assert inspect.signature(dues).parameters["today"].default is inspect.Parameter.empty
