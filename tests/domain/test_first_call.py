"""The first call: what is enough, and what may not be kept of somebody who does not know of it (R016)."""

from dataclasses import fields, replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.codes import Sex
from resmap.domain.first_call import FOUND, MINIMUM, CallGap, FirstCall, Housemate, gaps
from resmap.domain.intake import Door

TODAY = date(2026, 11, 20)
DONGS = frozenset({"가람동", "나래동"})
CALL = FirstCall(name="가온", dong="가람동")


def test_a_name_and_a_dong_are_enough():
    assert gaps(CALL, TODAY, DONGS) == ()


def test_what_is_wrong_is_said_of_every_field_at_once():
    wrong = gaps(FirstCall(name=" ", dong="먼동", birth_year=1800, phone="집으로"), TODAY, DONGS)
    assert dict(wrong) == {
        "name": CallGap.MISSING,
        "birth_year": CallGap.NOT_A_YEAR,
        "dong": CallGap.NOT_THIS_DONG,
        "phone": CallGap.NOT_A_PHONE,
    }


def test_r016_of_who_was_found_and_not_asked_only_what_is_needed_to_get_in_touch_is_kept():
    found = replace(CALL, door=Door.NEIGHBOUR, finder="통장님", words="불이 며칠째 꺼져 있어요")
    assert found.is_found and gaps(found, TODAY, DONGS) == ()
    more = replace(found, address="어느 길 1", sex=Sex.MALE, household=(Housemate("아들", 12),))
    assert {name for name, code in gaps(more, TODAY, DONGS) if code is CallGap.TOO_EARLY} == {
        "address",
        "sex",
        "household",
    }
    assert gaps(replace(more, agreed=True), TODAY, DONGS) == ()
    assert dict(gaps(replace(found, finder=""), TODAY, DONGS)) == {"finder": CallGap.MISSING}


@given(st.sampled_from(sorted(FOUND)), st.text(min_size=1, max_size=20).filter(str.strip))
def test_r016_no_field_beyond_the_minimum_passes_before_somebody_asked(door, text):
    found = replace(CALL, door=door, finder="누구")
    values = {"address": text, "sex": Sex.FEMALE, "household": (Housemate(text[:10]),)}
    assert {one.name for one in fields(FirstCall)} - MINIMUM == set(values)
    for name, value in values.items():
        assert (name, CallGap.TOO_EARLY) in gaps(replace(found, **{name: value}), TODAY, DONGS)


def test_a_child_does_not_agree_alone():
    assert ("agreed", CallGap.UNDER_14) in gaps(replace(CALL, birth_year=2015, agreed=True), TODAY, DONGS)
