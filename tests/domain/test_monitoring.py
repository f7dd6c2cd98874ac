"""Four methods, four questions, more than one method in a quarter; a check proposes and a person does."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap import words
from resmap.domain.monitoring import (
    BLOCKING,
    PARTNER_FORM,
    QUARTER,
    VISIT_SHEET,
    Channel,
    Check,
    Effect,
    Looked,
    Method,
    MonitoringGap,
    ProblemAge,
    Question,
    ReassessmentResult,
    Reply,
    ServiceCheck,
    Trigger,
    may_send_sheet,
    methods_used,
    problem_age,
    reassessment_complete,
    rule_check,
    visit_sheet_fields,
)

TODAY = date(2026, 11, 23)
G, E = MonitoringGap, Effect

services = st.lists(
    st.builds(
        ServiceCheck, st.sampled_from("ab"), st.sampled_from(list(Reply)), st.none() | st.integers(1, 5),
        st.none() | st.integers(1, 5),
    ), max_size=3,
).map(tuple)  # fmt: skip
checks = st.builds(
    Check, st.just(TODAY), st.frozensets(st.sampled_from(list(Method))),
    st.dictionaries(st.sampled_from(list(Question)), st.sampled_from(list(Reply))),
    st.frozensets(st.sampled_from(list(Looked))), services, *[st.booleans()] * 5,
)  # fmt: skip


def whole(**fields) -> Check:
    usual = {
        "methods": frozenset({Method.CONTACT, Method.PROVIDER}),
        "replies": {one: Reply.NO if one is Question.NEW_NEED else Reply.PARTLY for one in Question},
        "looked": frozenset(Looked), "services": (ServiceCheck("a", Reply.YES, 4, 5),), "opinion": True,
        "network_asked": True, "client_has_task": True, "told_what_and_when": True,
    }  # fmt: skip
    return Check(TODAY, **{**usual, **fields})


def test_there_are_four_methods_four_questions_and_four_things_looked_at():
    assert len(Method) == len(Question) == len(Looked) == 4


def test_a_whole_check_asks_for_nothing():
    ruling = rule_check(whole())
    assert ruling.finished and ruling.hints == () and ruling.effects == ()


@given(checks)
def test_no_check_is_finished_without_the_clients_opinion(check):
    ruling = rule_check(replace(check, opinion=False))
    assert not ruling.finished and G.CLIENT_OPINION in ruling.blocks


@given(checks)
def test_nobody_around_is_asked_without_consent(check):
    asked = replace(check, methods=check.methods | {Method.INFORMAL}, network_consent=False)
    assert G.NETWORK_CONSENT in rule_check(asked).blocks
    assert G.NETWORK_CONSENT not in rule_check(replace(asked, network_consent=True)).blocks


@given(checks)
def test_a_new_need_always_asks_for_a_reassessment(check):
    found = replace(check, replies={**check.replies, Question.NEW_NEED: Reply.YES})
    assert E.OPEN_REASSESSMENT in rule_check(found).effects
    none = replace(check, replies={**check.replies, Question.NEW_NEED: Reply.NO})
    assert E.OPEN_REASSESSMENT not in rule_check(none).effects


@given(checks)
def test_what_blocks_is_no_hint(check):
    ruling = rule_check(check)
    assert set(ruling.blocks) <= BLOCKING and not set(ruling.hints) & BLOCKING


def test_answers_have_their_effects():
    def effects(question: Question, reply: Reply):
        return rule_check(whole(replies={**whole().replies, question: reply})).effects

    assert effects(Question.CARRIED_OUT, Reply.NO) == (E.CHANGE_PLAN,)
    assert effects(Question.GOALS_REACHED, Reply.YES) == (E.THINK_OF_EVALUATION,)
    assert effects(Question.SERVICES_FIT, Reply.NO) == (E.LOOK_AT_SERVICE,)
    assert rule_check(whole(replies={})).hints == (G.QUESTION,)


@pytest.mark.parametrize(
    ("client", "worker", "talk"), [(4, 5, False), (3, 5, True), (5, 3, True), (2, 2, True), (5, None, False), (None, 5, False)]
)
def test_both_sides_satisfaction_is_seen_and_a_gap_talked_over(client, worker, talk):
    ruling = rule_check(whole(services=(ServiceCheck("a", Reply.YES, client, worker),)))
    assert (E.TALK_OVER_SATISFACTION in ruling.effects) == talk
    assert (ruling.services == ("a",)) == talk
    assert (G.SATISFACTION in ruling.hints) == (client is None or worker is None)


def test_one_method_in_a_quarter_is_not_enough():
    one = whole(methods=frozenset({Method.CONTACT}))
    assert rule_check(one).hints == (G.ONE_METHOD_ONLY,)
    assert rule_check(one, [(TODAY - QUARTER + timedelta(days=1), {Method.FORMAL})]).hints == ()
    assert rule_check(one, [(TODAY - QUARTER, {Method.FORMAL})]).hints == (G.ONE_METHOD_ONLY,)
    assert rule_check(one, [(TODAY + timedelta(days=1), {Method.FORMAL})]).hints == (G.ONE_METHOD_ONLY,)


@given(
    st.lists(
        st.tuples(st.dates(date(2026, 6, 1), date(2026, 12, 31)), st.frozensets(st.sampled_from(list(Method)))), max_size=8
    )
)
def test_the_methods_of_a_quarter_are_those_used_in_it(checks):
    use = methods_used(checks, TODAY)
    assert set(use.used) == {m for day, methods in checks for m in methods if 0 <= (TODAY - day).days < 92}
    assert use.one_only == (len(use.used) == 1)


@pytest.mark.parametrize("unsafe", [True, False])
def test_a_visit_sheet_carries_no_diagnosis_and_no_address_of_a_protected_person(unsafe):
    told = visit_sheet_fields(unsafe_at_home=unsafe)
    assert ("address" in told) is not unsafe and set(told) <= set(VISIT_SHEET)
    assert not {"needs", "diagnosis", "facts", "scales", "household"} & set(told)


def test_a_partner_writes_of_its_own_service_and_sees_nothing_of_the_case():
    assert not {"name", "needs", "address", "household", "plan", "goals", "diagnosis"} & set(PARTNER_FORM)


@pytest.mark.parametrize("channel", list(Channel))
def test_no_sheet_goes_to_an_unsafe_home(channel):
    assert may_send_sheet(channel, unsafe_at_home=False)
    assert may_send_sheet(channel, unsafe_at_home=True) == (channel in (Channel.HAND, Channel.SAFE_CHANNEL))


def test_a_problem_named_at_intake_was_latent():
    assert problem_age("ECO2/부채", {"ECO2/부채"}) is ProblemAge.LATENT
    assert problem_age("ECO2/부채", set(), {"ECO2/부채"}) is ProblemAge.LATENT
    assert problem_age("ECO2/부채", {"HLT1/질병"}) is ProblemAge.NEW


def test_a_reassessment_is_complete_when_it_was_shared():
    assert reassessment_complete(ReassessmentResult.KEEP, shared_in_meeting=True)
    assert not reassessment_complete(ReassessmentResult.KEEP, shared_in_meeting=False)
    assert not reassessment_complete(None, shared_in_meeting=True)


def test_everything_has_its_words():
    groups = {
        "method": Method, "question": Question, "reply": Reply, "looked": Looked, "effect": Effect, "gap": G, "visit_field": VISIT_SHEET,
        "partner_field": PARTNER_FORM, "channel": Channel, "trigger": Trigger, "problem_age": ProblemAge,
        "reassessment_result": ReassessmentResult,
    }  # fmt: skip
    for locale in ("ko", "en"):
        for group, codes in groups.items():
            assert all(words.say(f"monitoring.{group}.{code}", locale) for code in codes)
