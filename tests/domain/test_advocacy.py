"""Seven strategies in order, the last three the supervisor's, media only with consent and nobody to be known."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap import words
from resmap.domain.advocacy import (
    SUPERVISOR_DECIDES,
    AdvocacyGap,
    Ending,
    MediaFacts,
    Refuser,
    Step,
    Strategy,
    Wish,
    appeal_deadline,
    next_strategy,
    opens_advocacy,
    rule_strategy,
)
from resmap.domain.due_policy import AppealLaw

TODAY = date(2026, 11, 23)
S, G = Strategy, AdvocacyGap

steps = st.lists(
    st.builds(Step, st.sampled_from(list(S)), st.sampled_from(list(Ending)), st.sampled_from(["", " ", "까닭"])),
    max_size=8,
)
media = st.builds(
    MediaFacts, st.booleans(), st.booleans(), st.none() | st.dates(date(2026, 1, 1), date(2027, 1, 1)),
    st.frozensets(st.sampled_from(["name", "address"])),
)  # fmt: skip
wishes = st.builds(
    Wish, st.sampled_from(list(S)), st.booleans(), st.booleans(), st.sampled_from(["", "까닭"]),
    st.sampled_from(["", "§17"]), media,
)  # fmt: skip


def before(strategy: Strategy, ending=Ending.NO_CHANGE) -> list[Step]:
    return [Step(one, ending, "까닭") for one in S if one.order < strategy.order]


def whole(strategy: Strategy) -> Wish:
    return Wish(strategy, True, True, "까닭", "사회보장급여법 §17", MediaFacts(consented=True))


def test_the_seven_stand_in_their_order():
    assert [one.order for one in S] == list(range(1, 8))
    assert {one.order for one in SUPERVISOR_DECIDES} == {5, 6, 7}


@pytest.mark.parametrize("strategy", list(S))
@pytest.mark.parametrize("ending", [Ending.NO_CHANGE, Ending.SKIPPED])
def test_each_may_be_taken_after_all_before_it_were_tried_or_left_out_with_a_reason(strategy, ending):
    assert rule_strategy(whole(strategy), before(strategy, ending), TODAY).allowed


@pytest.mark.parametrize("strategy", [one for one in S if one.order > 1])
def test_one_that_was_left_out_without_a_reason_stands_in_the_way(strategy):
    gap = [*before(strategy)[:-1], Step(before(strategy)[-1].strategy, Ending.SKIPPED, " ")]
    for earlier in (before(strategy)[:-1], gap):
        ruling = rule_strategy(whole(strategy), earlier, TODAY)
        assert ruling.gaps == (G.EARLIER_FIRST,)
        assert [one.order for one in ruling.unaccounted] == [strategy.order - 1]


def test_one_under_way_is_awaited():
    assert rule_strategy(whole(S.OMBUDSMAN), [*before(S.RULES_AND_LAW), Step(S.RULES_AND_LAW)], TODAY).gaps == (
        G.EARLIER_OPEN,
    )


@given(wishes, steps)
def test_the_last_three_are_never_taken_without_a_supervisor_and_words(wish, taken):
    ruling = rule_strategy(wish, taken, TODAY)
    if ruling.allowed and wish.strategy in SUPERVISOR_DECIDES:
        assert wish.by_supervisor and wish.words.strip()


@given(wishes, steps)
def test_nothing_is_done_against_the_clients_will(wish, taken):
    assert not rule_strategy(replace(wish, client_agrees=False), taken, TODAY).allowed


@given(wishes, steps)
def test_the_media_hear_nothing_without_a_standing_consent_and_nothing_that_identifies(wish, taken):
    ruling = rule_strategy(replace(wish, strategy=S.MEDIA), taken, TODAY)
    if ruling.allowed:
        told = wish.media
        assert told.consented and not told.withdrawn and not told.identifying
        assert told.consent_until is None or told.consent_until >= TODAY


@given(wishes, steps)
def test_none_is_taken_over_one_that_is_not_accounted_for(wish, taken):
    ruling = rule_strategy(wish, taken, TODAY)
    last = {step.strategy: step for step in taken}
    if ruling.allowed:
        for one in S:
            if one.order < wish.strategy.order:
                step = last[one]
                assert step.ending is Ending.NO_CHANGE or (step.ending is Ending.SKIPPED and step.reason.strip())


@given(steps)
def test_the_program_never_prompts_for_the_last_three(taken):
    assert next_strategy(taken) not in SUPERVISOR_DECIDES


def test_what_to_try_next_is_the_first_that_was_not_tried():
    assert next_strategy([]) is S.FRONT_LINE
    assert next_strategy([Step(S.FRONT_LINE)]) is None
    assert next_strategy(before(S.RULES_AND_LAW)) is S.RULES_AND_LAW
    assert next_strategy([Step(S.FRONT_LINE, Ending.HELPED)]) is None
    assert next_strategy(before(S.FUNDER)) is None


def test_what_helped_ends_it():
    assert rule_strategy(whole(S.CHAIN_OF_COMMAND), [Step(S.FRONT_LINE, Ending.HELPED)], TODAY).gaps == (
        G.ALREADY_HELPED,
    )


def test_an_appeal_names_its_article():
    assert rule_strategy(replace(whole(S.RULES_AND_LAW), article=" "), before(S.RULES_AND_LAW), TODAY).gaps == (
        G.ARTICLE,
    )


@pytest.mark.parametrize(
    ("law", "days", "article"), [("social_security", 90, "사회보장급여법 §17"), ("emergency_welfare", 30, "긴급복지지원법 §16")]
)
def test_an_appeal_has_the_laws_own_days(law, days, article):
    told = appeal_deadline(AppealLaw(law), TODAY - timedelta(days=days), TODAY)
    assert (told.last_day, told.days_left, told.article) == (TODAY, 0, article)
    assert appeal_deadline(AppealLaw(law), TODAY - timedelta(days=days + 1), TODAY).days_left == -1


def test_a_clients_own_no_is_not_stood_up_against():
    assert [who for who in Refuser if opens_advocacy(who)] == [Refuser.PROVIDER, Refuser.THIRD_PARTY]


def test_everything_has_its_words():
    for locale in ("ko", "en"):
        for group, codes in (("strategy", S), ("gap", G), ("refuser", Refuser), ("ending", Ending)):
            assert all(words.say(f"advocacy.{group}.{code}", locale) for code in codes)
