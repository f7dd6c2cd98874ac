"""Cells that a spreadsheet would run are written so that it does not, and read back as they were."""

from hypothesis import given
from hypothesis import strategies as st

from resmap.formats.standards.inert import guarded, unguarded


@given(st.text("'=+-@\t\rab1 ", max_size=8))
def test_any_text_comes_back_and_none_runs(text):
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_text_that_runs_nothing_is_left_alone():
    assert guarded("자양동 1-2") == "자양동 1-2"
    assert guarded("'60년대 모임") == "'60년대 모임"
