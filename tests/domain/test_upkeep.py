"""When an entry is due, and which one is called first: what is suggested often and checked long ago."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain import taxonomy, upkeep
from resmap.domain.upkeep import Standing, expected_harm, per_month, standing, wrongness
from resmap.matching.gates import STALE_AFTER_DAYS

TODAY = date(2026, 11, 2)

kinds = st.sampled_from([one.code for one in taxonomy.kinds() if one.level > 1 and not one.code.startswith("R")])
ages = st.integers(0, 2000)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.mark.parametrize(
    ("kind", "days"),
    [("H11", 90), ("H24", 90), ("H31", 180), ("H41", 120), ("M31", 180), ("M21", 180), ("M13", 365), ("M42", 180), ("M5", 180)],
)
def test_each_kind_is_due_after_its_own_time(kind, days):
    assert standing(kind, ago(days), TODAY) is Standing.FRESH
    assert standing(kind, ago(days + 1), TODAY) is not Standing.FRESH
    assert upkeep.due_on(kind, ago(days + 1), {}) == TODAY


def test_an_entry_goes_from_fresh_to_due_to_overdue_to_stale():
    assert [standing("H11", ago(days), TODAY) for days in (90, 91, 120, 121, 365, 366)] == [
        Standing.FRESH, Standing.DUE, Standing.DUE, Standing.OVERDUE, Standing.OVERDUE, Standing.STALE,
    ]  # fmt: skip
    assert standing("H11", None, TODAY) is Standing.NEVER
    assert standing("H11", TODAY, TODAY, asked=True) is Standing.DUE


def test_the_offices_own_number_wins_for_the_nearest_kind():
    assert upkeep.due_days("H21", {"H2": 30}) == 30
    assert upkeep.due_days("H21", {"H": 10}) == 10
    assert upkeep.due_days("H21", {"H2": 30, "H21": 7}) == 7
    assert upkeep.due_days("M11", {"H2": 30}) == 365


def test_stale_here_is_what_the_gate_calls_stale():
    assert upkeep.STALE_DAYS == STALE_AFTER_DAYS


@given(kind=kinds, age=ages)
def test_the_chance_of_being_wrong_grows_with_every_day_and_is_one_in_ten_on_the_due_day(kind, age):
    chance = wrongness(kind, ago(age), TODAY)
    assert 0 <= chance < 1 and chance < wrongness(kind, ago(age + 1), TODAY)
    assert wrongness(kind, ago(upkeep.due_days(kind)), TODAY) == pytest.approx(0.1)


@given(kind=kinds)
def test_never_verified_is_as_doubtful_as_what_is_suggested_no_more_since_today(kind):
    assert wrongness(kind, None, TODAY) == wrongness(kind, ago(upkeep.STALE_DAYS), TODAY) < 1


@given(kind=kinds, age=st.integers(1, 2000), times=st.integers(0, 10_000))
def test_what_is_suggested_more_often_is_called_first_among_equally_stale_ones(kind, age, times):
    wrong = wrongness(kind, ago(age), TODAY)
    assert expected_harm(per_month(times), wrong) < expected_harm(per_month(times + 1), wrong)
    assert expected_harm(per_month(times), wrong) < expected_harm(per_month(times), wrongness(kind, ago(age + 1), TODAY))


def test_three_months_are_counted_across_the_turn_of_the_year():
    assert upkeep.months_counted(date(2026, 1, 31)) == ("2026-01", "2025-12", "2025-11")
