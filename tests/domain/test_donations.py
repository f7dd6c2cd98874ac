"""Sharing out gifts: whom one would reach, in which order, and that nothing about who people are plays a part."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from resmap.domain import taxonomy
from resmap.domain.donations import (
    HELD,
    STEPS,
    Against,
    GiverLimit,
    Household,
    ShareState,
    Wanted,
    counts_as_service,
    fits,
    may_be_answered,
    propose,
)

DAY = date(2026, 11, 20)
FOOD = frozenset({"ECO11"})


def need(severity=2, priority=1, days=0, code="ECO11") -> Wanted:
    return Wanted(f"n-{severity}-{priority}", code, severity, priority, DAY - timedelta(days=days))


def household(case="a", *needs, **more) -> Household:
    return Household(case, f"2026-{case}", needs or (need(),), **more)


def order(*households, limits=()) -> list[str]:
    return [one.case for one in propose(households, FOOD, limits).proposed]


def test_a_household_without_a_confirmed_need_that_the_gift_answers_is_not_even_mentioned():
    found = propose([household("a", need(code="ENV13")), household("b")], FOOD)
    assert [one.case for one in found.proposed] == ["b"] and not found.left_out


def test_who_was_never_given_anything_stands_before_who_was_however_grave_the_need():
    given_once = household("a", need(severity=4), gifts=(DAY - timedelta(days=900),))
    assert order(given_once, household("b", need(severity=1))) == ["b", "a"]


def test_earlier_gifts_lower_the_place_one_by_one():
    twice = household("a", gifts=(DAY, DAY - timedelta(days=1)))
    once = household("b", gifts=(DAY,))
    assert order(twice, once) == ["b", "a"]


def test_then_the_graver_need_then_the_persons_own_order_then_who_waits_longer():
    assert order(household("a", need(severity=2)), household("b", need(severity=3))) == ["b", "a"]
    assert order(household("a", need(priority=2)), household("b", need(priority=1))) == ["b", "a"]
    assert order(household("a", need(days=1)), household("b", need(days=9))) == ["b", "a"]
    long_ago = household("b", gifts=(DAY - timedelta(days=99),))
    assert order(household("a", gifts=(DAY,)), long_ago) == ["b", "a"]


def test_every_place_says_why():
    (first, second) = propose([household("a"), household("b", gifts=(DAY,))], FOOD).proposed
    assert [why.code for why in first.why] == ["NEVER_GIVEN", "NEED", "CONFIRMED"]
    assert second.why[0].facts == {"times": 1, "last": DAY}


@pytest.mark.parametrize(
    ("limit", "ages", "answer"),
    [
        (GiverLimit.WITH_CHILD, (40, 9), True),
        (GiverLimit.WITH_CHILD, (40, 18), False),
        (GiverLimit.WITH_CHILD, (40, None), None),
        (GiverLimit.WITH_OLDER, (65,), True),
        (GiverLimit.WITH_OLDER, (64, 3), False),
        (GiverLimit.WITH_OLDER, (), None),
        (GiverLimit.ALONE, (None,), True),
        (GiverLimit.ALONE, (70, 71), False),
        (GiverLimit.ALONE, (), None),
    ],
)
def test_a_limit_of_the_giver_is_met_or_not_or_has_to_be_asked(limit, ages, answer):
    assert fits(limit, ages) is answer


def test_who_does_not_meet_a_limit_is_left_out_with_the_reason_and_who_may_is_asked():
    found = propose(
        [household("a", ages=(40,)), household("b", ages=(40, None)), household("c", ages=(40, 9))],
        FOOD,
        [GiverLimit.WITH_CHILD],
    )
    assert [(one.case, one.asks) for one in found.proposed] == [("b", (GiverLimit.WITH_CHILD,)), ("c", ())]
    assert [(one.case, one.against) for one in found.left_out] == [("a", (Against.LIMIT,))]


@pytest.mark.parametrize(
    ("fact", "code"), [("has_share", "HAS_SHARE"), ("kept_apart", "KEPT_APART"), ("said_no", "SAID_NO"), ("against_wish", "WISH")]
)
def test_one_gift_goes_to_a_household_once_and_never_past_a_no_or_a_block(fact, code):
    found = propose([household("a", **{fact: True})], FOOD)
    assert not found.proposed and [str(one) for one in found.left_out[0].against] == [code]


@given(
    some.lists(
        some.builds(
            Household,
            case=some.uuids().map(str),
            number=some.text("0123456789", min_size=1, max_size=4),
            needs=some.lists(
                some.builds(
                    Wanted,
                    id=some.uuids().map(str),
                    code=some.sampled_from(["ECO11", "ECO13", "ENV13"]),
                    severity=some.integers(0, 4),
                    priority=some.integers(1, 9),
                    confirmed_on=some.dates(date(2025, 1, 1), DAY),
                ),
                max_size=3,
            ).map(tuple),
            ages=some.lists(some.one_of(some.none(), some.integers(0, 110)), max_size=4).map(tuple),
            gifts=some.lists(some.dates(date(2025, 1, 1), DAY), max_size=3).map(tuple),
        ),
        max_size=8,
        unique_by=lambda one: one.case,
    ),
    some.randoms(),
)
def test_the_order_is_the_same_whatever_came_first_and_never_looks_at_ages(households, random):
    found = propose(households, FOOD)
    shuffled = [replace(one, ages=(1, 99)) for one in households]
    random.shuffle(shuffled)
    again = propose(shuffled, FOOD)
    assert [one.case for one in found.proposed] == [one.case for one in again.proposed]
    times = {one.case: len(one.gifts) for one in households}
    assert all(times[one.case] <= times[other.case] for one, other in pairwise(found.proposed))
    assert {one.case for one in found.proposed} == {
        one.case for one in households if any(each.code in FOOD for each in one.needs)
    }


def test_no_gift_answers_a_sensitive_need_since_the_list_would_tell_of_it():
    assert may_be_answered("ECO11") and not may_be_answered(taxonomy.CASE_MGMT) and not may_be_answered("nothing")
    assert not any(may_be_answered(one.code) for one in taxonomy.needs() if one.sensitive)


def test_from_every_state_that_holds_something_there_is_a_way_back_and_from_the_others_none():
    assert {state for state in ShareState if STEPS[state]} == HELD
    assert all(STEPS[state] - HELD for state in HELD)
    assert ShareState.PLANNED not in frozenset().union(*STEPS.values())


def test_a_share_counts_as_a_service_where_its_giver_stands_for_that_need():
    assert counts_as_service("ECO11", ("ECO11", "DLY16"))
    assert not counts_as_service("ECO11", ("ECO22",))
    assert not counts_as_service(None, ("ECO11",))
