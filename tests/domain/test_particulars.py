"""Each kind of human resource has fields of its own (R130, R131), and nothing else gets in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain import taxonomy
from resmap.domain.particulars import BadParticular, checked, of_kind, tags_with, with_tags


def test_the_four_kinds_of_people_have_four_field_sets_of_their_own():
    sets = [tuple(one.name for one in of_kind(kind)) for kind in ("H1", "H2", "H3", "H4")]
    assert all(sets) and len(set(sets)) == 4


def test_a_resident_brings_career_skills_and_experience():
    assert {"career", "skills", "experience"} <= {one.name for one in of_kind("H13")}


def test_what_is_kept_is_what_was_typed_without_the_empty_fields():
    typed = {"theme": " 단주 ", "meets": "", "takes_newcomers": "yes", "members": "12"}
    assert checked("H41", typed) == {"theme": "단주", "takes_newcomers": True, "members": 12}


@pytest.mark.parametrize(
    ("kind", "typed", "code"),
    [
        ("H41", {"diagnosis": "x"}, "unknown"),
        ("H41", {"members": "열둘"}, "number"),
        ("H41", {"members": "9999999"}, "number"),
        ("H11", {"skills": "가" * 501}, "long"),
        ("M31", {"skills": "가"}, "unknown"),
    ],
)
def test_what_is_no_field_of_the_kind_is_refused_by_name(kind, typed, code):
    with pytest.raises(BadParticular) as refused:
        checked(kind, typed)
    assert (refused.value.name, refused.value.code) == (next(iter(typed)), code)


def test_a_shop_that_serves_alcohol_carries_the_tag_that_the_safety_gate_reads():
    assert tags_with(("diner",), "H21", {"serves_alcohol": True}) == ("diner", "alcohol")
    assert tags_with(("diner", "alcohol"), "H21", {"serves_alcohol": ""}) == ("diner",)
    assert tags_with(("alcohol",), "M31", {}) == ("alcohol",)


def test_a_warning_that_a_file_brought_never_falls_away_because_nobody_typed_anything():
    assert tags_with(("diner", "alcohol"), "H21", {}) == ("diner", "alcohol")
    assert tags_with(("alcohol",), "H21", {"gives": "국수"}) == ("alcohol",)
    assert with_tags("H21", {"gives": "국수"}, ("alcohol",)) == {"gives": "국수", "serves_alcohol": True}


def test_every_kind_but_a_resident_s_own_life_can_be_asked_what_stands_in_the_way():
    asked = {kind: {one.name for one in of_kind(kind) if one.is_of_access} for kind in ("H13", "H21", "M31", "M42", "M11")}
    assert asked["M31"] == {
        "religious", "step_free", "comes_home", "fee", "languages", "open_at", "diets", "removes"
    } == asked["H21"]  # fmt: skip
    assert not asked["H13"] & {"religious", "step_free", "diets", "fee"} and asked["M11"] == {"fee"}


def test_choices_are_kept_in_their_order_and_nobody_has_said_is_not_kept():
    typed = {"languages": ["vi", "", "zh"], "step_free": "no", "comes_home": "", "fee": "free", "diets": []}
    assert checked("M31", typed) == {"languages": ["zh", "vi"], "step_free": "no", "fee": "free"}
    assert checked("M31", {"step_free": True, "languages": "vi"}) == {"step_free": "yes", "languages": ["vi"]}


@pytest.mark.parametrize("typed", [{"languages": ["xx"]}, {"fee": "cheap"}, {"step_free": "perhaps"}])
def test_a_choice_that_is_none_is_refused_by_name(typed):
    with pytest.raises(BadParticular) as refused:
        checked("M31", typed)
    assert refused.value.code == "choice"


@given(st.sampled_from([kind.code for kind in taxonomy.kinds()]), st.dictionaries(st.text(max_size=8), st.text(max_size=20)))
def test_particulars_never_hold_a_field_that_the_kind_does_not_have(kind, typed):
    try:
        kept = checked(kind, typed)
    except BadParticular:
        return
    assert kept.keys() <= {one.name for one in of_kind(kind)}
