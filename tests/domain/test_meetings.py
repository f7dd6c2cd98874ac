"""Conferences: a name is said only where everybody from outside may know it, and nothing counts before it is whole."""

from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.meetings import MeetingGap, Seat, may_be_named, meeting_gaps

CASES = ("a", "b", "c")
seats = st.builds(
    Seat, outside=st.booleans(), secrecy=st.booleans(), may_know=st.frozensets(st.sampled_from(CASES))
)


@given(st.lists(seats, max_size=5), st.sampled_from(CASES), st.booleans())
def test_a_name_is_never_said_where_somebody_from_outside_may_not_know_it(table, case, protected):
    if may_be_named(case, protected=protected, seats=table):
        assert not protected
        assert all(case in seat.may_know for seat in table if seat.outside)


@given(st.lists(seats, max_size=5), st.sampled_from(CASES))
def test_a_protected_client_is_never_named(table, case):
    assert not may_be_named(case, protected=True, seats=table)


def test_among_ourselves_names_are_said():
    assert may_be_named("a", protected=False, seats=[Seat(False), Seat(False)])


@given(st.lists(seats, max_size=5), st.lists(st.booleans(), max_size=4), st.booleans())
def test_no_conference_counts_without_secrecy_of_everybody_from_outside(table, decided, has_come):
    if not meeting_gaps(table, decided, has_come=has_come):
        assert decided and all(decided) and table and has_come
        assert all(seat.secrecy for seat in table if seat.outside)


def test_everything_that_is_missing_is_told_at_once():
    assert meeting_gaps([], [], has_come=False) == (
        MeetingGap.NO_CASE,
        MeetingGap.NOBODY_THERE,
        MeetingGap.NOT_YET,
    )
