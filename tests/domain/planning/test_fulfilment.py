"""⑬ 달성, 연장, 재사정 and their effects (R125, R179)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.planning.fulfilment import (
    Fulfilment,
    FulfilmentProblem,
    fulfilment_effects,
    fulfilment_problems,
)

TODAY = date(2026, 11, 2)
END = date(2026, 12, 31)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def problems(ticked, **given_):
    return set(fulfilment_problems(ticked, **{"checked_on": TODAY, "today": TODAY, "ends_on": END, **given_}))


def test_there_are_three_boxes():
    assert len(Fulfilment) == 3


def test_an_extension_needs_a_later_end():
    extended = Fulfilment.EXTENDED
    assert problems(extended) == {FulfilmentProblem.NEW_END_MISSING}
    assert problems(extended, new_end=END) == {FulfilmentProblem.NEW_END_NOT_LATER}
    assert problems(extended, new_end=END + timedelta(1)) == set()
    assert problems(extended, ends_on=date(2026, 10, 1), new_end=TODAY) == {FulfilmentProblem.NEW_END_NOT_LATER}


@pytest.mark.parametrize("ticked", [Fulfilment.MET, Fulfilment.REASSESS])
def test_only_an_extension_has_a_new_end(ticked):
    assert problems(ticked) == set()
    assert problems(ticked, new_end=END + timedelta(1)) == {FulfilmentProblem.NEW_END_NOT_WANTED}


def test_nothing_is_ticked_ahead_of_the_day_or_before_the_start():
    assert problems(Fulfilment.MET, checked_on=TODAY + timedelta(1)) == {FulfilmentProblem.CHECKED_IN_FUTURE}
    assert problems(Fulfilment.MET, starts_on=TODAY + timedelta(3)) == {FulfilmentProblem.CHECKED_BEFORE_START}


def test_met_ends_the_line_and_its_reminders():
    effects = fulfilment_effects(Fulfilment.MET, checked_on=TODAY, ends_on=END)
    assert not effects.line_open and effects.ends_on == TODAY and effects.cancel_reminders and effects.ask_outcome


def test_extended_moves_the_end_and_nothing_else():
    later = END + timedelta(90)
    effects = fulfilment_effects(Fulfilment.EXTENDED, checked_on=TODAY, ends_on=END, new_end=later)
    assert effects.line_open and effects.ends_on == later and not effects.reassess and not effects.cancel_reminders


def test_reassess_opens_a_reassessment_and_leaves_the_help_running():
    effects = fulfilment_effects(Fulfilment.REASSESS, checked_on=TODAY, ends_on=END)
    assert effects.reassess and effects.line_open and effects.ends_on == END and not effects.cancel_reminders


@given(st.sampled_from(Fulfilment), DAYS, DAYS, st.none() | DAYS, st.none() | DAYS)
def test_only_a_met_line_is_closed_and_only_the_third_box_reassesses(ticked, checked, today, ends_on, new_end):
    if fulfilment_problems(ticked, checked_on=checked, today=today, ends_on=ends_on, new_end=new_end):
        return
    effects = fulfilment_effects(ticked, checked_on=checked, ends_on=ends_on, new_end=new_end)
    assert effects.line_open == (ticked is not Fulfilment.MET)
    assert effects.reassess == (ticked is Fulfilment.REASSESS)
    if ticked is Fulfilment.EXTENDED:
        assert effects.ends_on > today
