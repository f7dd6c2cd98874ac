"""Trainings: what holds, what is due again, what the office asks for, and which tasks a helper is not asked for."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from resmap.domain import taxonomy
from resmap.domain.roles import Audience, Training
from resmap.domain.training_tasks import (
    ADVISED,
    Had,
    PolicyError,
    Standing,
    TrainingPolicy,
    held,
    lacking,
    latest,
    policy_from,
    policy_values,
    standing,
)

DAY = date(2026, 11, 20)
OWN = {"name": "우리 동네 알기", "for": ["helper"], "months": 6}


@pytest.mark.parametrize(
    ("until", "state"),
    [
        (None, Standing.HOLDS),
        (DAY + timedelta(days=31), Standing.HOLDS),
        (DAY + timedelta(days=30), Standing.DUE),
        (DAY, Standing.DUE),
        (DAY - timedelta(days=1), Standing.LAPSED),
    ],
)
def test_a_training_is_due_again_a_month_before_it_runs_out(until, state):
    assert standing(Had("privacy", DAY - timedelta(days=300), until), DAY) is state


def test_what_was_had_again_takes_the_place_of_what_ran_out():
    old, new = Had("privacy", date(2025, 1, 1), date(2026, 1, 1)), Had("privacy", date(2026, 1, 1), date(2027, 1, 1))
    assert latest([old, new]) == latest([new, old]) == (new,)
    for_good = Had("privacy", date(2024, 1, 1))
    assert latest([old, for_good, new]) == (for_good,)


def test_a_usual_term_a_term_of_the_office_and_none():
    policy = policy_from({"own": [OWN]})
    assert policy.until("privacy", DAY) == date(2027, 11, 20)
    assert policy.until("우리 동네 알기", DAY) == date(2027, 5, 20)
    assert policy.until("listening", DAY) is None


def test_what_the_office_says_is_kept_as_it_was_said():
    values = {"own": [OWN], "required": {"DLY16": ["observing", "우리 동네 알기"]}}
    policy = policy_from(values)
    assert policy_from(policy_values(policy)) == policy and policy_values(policy) == values
    assert "우리 동네 알기" in policy.topics(Audience.HELPER) and "우리 동네 알기" not in policy.topics(Audience.WORKER)


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"own": [OWN | {"name": " "}]}, ("name", "MISSING")),
        ({"own": [OWN, OWN]}, ("name", "TWICE")),
        ({"own": [OWN | {"name": "privacy"}]}, ("name", "TWICE")),
        ({"own": [OWN | {"name": "긴" * 61}]}, ("name", "TOO_LONG")),
        ({"own": [OWN | {"for": []}]}, ("audience", "MISSING")),
        ({"own": [OWN | {"months": 0}]}, ("months", "RANGE")),
        ({"required": {"DLY99": ["observing"]}}, ("required", "UNKNOWN")),
        ({"required": {"DLY16": ["no such training"]}}, ("required", "UNKNOWN")),
        ({"required": {"DLY16": ["interview_mistakes"]}}, ("required", "UNKNOWN")),
    ],
)
def test_what_cannot_be_used_is_named(values, wrong):
    with pytest.raises(PolicyError) as refused:
        policy_from(values)
    assert refused.value.fields == (wrong,)


def test_nothing_is_needed_until_the_office_says_so_and_what_is_advised_can_be_said():
    assert policy_from({}).required == {} and TrainingPolicy().required == {}
    assert policy_from({"required": {code: list(topics) for code, topics in ADVISED.items()}}).required
    assert all(taxonomy.is_need(code) for code in ADVISED)


@given(
    some.lists(some.sampled_from(["DLY11", "DLY16", "SOC13"]), unique=True),
    some.dictionaries(some.sampled_from(["DLY11", "DLY16"]), some.lists(some.sampled_from(list(Training)), min_size=1).map(tuple)),
    some.sets(some.sampled_from(list(Training))),
)
def test_a_task_is_lacking_exactly_where_one_of_its_trainings_is_missing(needs, required, topics):
    found = {one.task: one.topics for one in lacking(needs, required, topics)}
    assert set(found) == {code for code in needs if not set(required.get(code, ())) <= topics}
    assert all(missing and not set(missing) & topics for missing in found.values())


def test_a_training_that_begins_later_or_ran_out_is_not_held():
    had = [Had("privacy", DAY + timedelta(days=1)), Had("secrecy", date(2025, 1, 1), DAY - timedelta(days=1))]
    assert held(had, DAY) == frozenset()
    assert held([Had("secrecy", DAY, DAY)], DAY) == {"secrecy"}
