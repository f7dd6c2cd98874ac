"""An office sets its own terms; what the law sets it may shorten, never lengthen; faults are all told."""

import tomllib
from dataclasses import FrozenInstanceError
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap import words
from resmap.domain.due_policy import (
    APPEAL_DAYS,
    ARTICLES,
    LONGEST,
    TERMS,
    USUAL,
    AppealLaw,
    ContactLevel,
    DueKind,
    PolicyError,
    policy_from,
    policy_values,
)
from resmap.domain.working_days import Count

values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 2000) | st.floats(allow_nan=False) | st.text(max_size=6) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
documents = st.dictionaries(
    st.sampled_from(["term", "contact_days", "appeal_days", "follow_up_months", "closing_weeks", "holidays", "x"]),
    values | st.dictionaries(st.sampled_from(["PLAN", "general", "social_security"]), values),
)


def faults(values) -> list[tuple[str, str]]:
    with pytest.raises(PolicyError) as caught:
        policy_from(values)
    return [(fault.path, fault.code) for fault in caught.value.faults]


def test_every_kind_has_a_term_and_a_source():
    assert set(TERMS) == set(DueKind)
    assert all(term.source for term in TERMS.values())
    assert set(ARTICLES) == set(APPEAL_DAYS) == set(AppealLaw)


@pytest.mark.parametrize(
    ("kind", "days"),
    [("ASSESSMENT", 10), ("SELECTION", 5), ("PLAN", 15), ("PLAN_SPAN", 30), ("REASSESSMENT", 365), ("DATA_REQUEST", 10)],
)
def test_the_numbers_of_the_sources_are_the_usual_ones(kind, days):
    assert USUAL.term(DueKind[kind]).days == days
    assert USUAL.term(DueKind[kind]).count is Count.CALENDAR
    assert "[K]" not in USUAL.term(DueKind[kind]).source


def test_follow_up_is_after_one_three_six_months_and_the_parting_is_prepared_eight_weeks_before():
    assert USUAL.follow_up_months == (1, 3, 6)
    assert USUAL.closing_weeks == 8
    assert USUAL.appeal_days == {AppealLaw.SOCIAL_SECURITY: 90, AppealLaw.EMERGENCY_WELFARE: 30}


def test_an_office_sets_its_own_terms_in_a_file():
    policy = policy_from(
        tomllib.loads("""
            closing_weeks = 10
            follow_up_months = [1, 3, 6, 12]
            holidays = [2026-12-25, "2027-01-01"]
            [term.ASSESSMENT]
            days = 7
            count = "working"
            [contact_days]
            intensive = 5
            [appeal_days]
            social_security = 60
        """)
    )
    assert policy.term(DueKind.ASSESSMENT).days == 7
    assert policy.term(DueKind.ASSESSMENT).count is Count.WORKING
    assert policy.term(DueKind.ASSESSMENT).warn == TERMS[DueKind.ASSESSMENT].warn
    assert policy.term(DueKind.PLAN) == TERMS[DueKind.PLAN]
    assert policy.contact_days[ContactLevel.INTENSIVE] == 5
    assert policy.appeal_days[AppealLaw.SOCIAL_SECURITY] == 60
    assert policy.holidays == {date(2026, 12, 25), date(2027, 1, 1)}
    assert policy_from(policy_values(policy)) == policy
    assert policy_values(USUAL) == {} and policy_from({}) == USUAL


@pytest.mark.parametrize("kind", sorted(LONGEST))
def test_nobody_allows_more_time_than_the_law(kind):
    assert faults({"term": {kind: {"days": LONGEST[kind] + 1}}}) == [(f"term.{kind}.days", "LONGER_THAN_THE_LAW")]
    assert faults({"term": {kind: {"count": "working"}}}) == [(f"term.{kind}.count", "LONGER_THAN_THE_LAW")]


def test_an_appeal_is_not_put_off_beyond_the_law():
    found = faults({"appeal_days": {"social_security": 91, "emergency_welfare": 31}})
    assert {code for _, code in found} == {"LONGER_THAN_THE_LAW"}


def test_everything_wrong_is_told_at_once_with_its_place():
    assert faults(
        {
            "terms": {},
            "term": {"PLAN": {"days": "15", "warn": -1, "count": "weeks", "day": 1}, "LUNCH": {}, "SELECTION": 5},
            "contact_days": {"general": 0, "weekly": 7},
            "appeal_days": [],
            "follow_up_months": [3, 1],
            "closing_weeks": True,
            "holidays": ["2026-02-30"],
        }
    ) == [
        ("terms", "UNKNOWN_KEY"),
        ("term.PLAN.day", "UNKNOWN_KEY"),
        ("term.PLAN.days", "NOT_A_NUMBER"),
        ("term.PLAN.warn", "OUT_OF_RANGE"),
        ("term.PLAN.count", "NOT_A_COUNT"),
        ("term.LUNCH", "UNKNOWN_KEY"),
        ("term.SELECTION", "NOT_A_TABLE"),
        ("contact_days.general", "OUT_OF_RANGE"),
        ("contact_days.weekly", "UNKNOWN_KEY"),
        ("appeal_days", "NOT_A_TABLE"),
        ("follow_up_months", "NOT_RISING"),
        ("closing_weeks", "NOT_A_NUMBER"),
        ("holidays.0", "NOT_A_DAY"),
    ]


@given(documents | values)
def test_whatever_a_file_says_there_is_a_policy_or_a_told_fault(document):
    try:
        policy = policy_from(document)
    except PolicyError as error:
        assert error.faults
        for fault in error.faults:
            for locale in ("ko", "en"):
                assert words.say(f"due.fault.{fault.code}", locale, path=fault.path, allowed=fault.allowed)
    else:
        assert policy_from(policy_values(policy)) == policy
        for kind, most in LONGEST.items():
            assert policy.term(kind).days <= most


def test_a_policy_is_frozen():
    with pytest.raises(FrozenInstanceError):
        USUAL.closing_weeks = 1
    with pytest.raises(TypeError):
        USUAL.terms[DueKind.PLAN] = None
