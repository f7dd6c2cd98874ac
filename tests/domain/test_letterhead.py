"""What stands of an office on paper: its own number, never a person's; nothing else of the settings is touched."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.letterhead import Letterhead, LetterheadGap, gaps, letterhead_from, plain, settings_with

OFFICE = Letterhead("자양1동주민센터", "Jayang 1-dong", "02-450-0000", "자양로 1", "자양1동장", ("담당", "팀장", "동장"))


@pytest.mark.parametrize("phone", ["010-1234-5678", "01012345678", "+82 10-1234-5678", "82-10-1234-5678", "011 222 3333"])
def test_a_mobile_is_no_number_of_an_office(phone):
    assert ("phone", LetterheadGap.A_MOBILE) in gaps(replace(OFFICE, phone=phone))


@pytest.mark.parametrize("phone", ["02-450-0000", "1588-0000", "02)450-0000~2", "02-450-0000, 0001", "", "070-1234-5678"])
def test_numbers_of_offices_are_kept(phone):
    assert not gaps(replace(OFFICE, phone=phone))


def test_every_fault_is_told_at_its_field():
    wrong = Letterhead("", "a" * 201, "전화", "가" * 201, "가" * 61, ("가" * 13, *"나다라마바사"))
    assert {name for name, _ in gaps(wrong)} == {"name", "name_en", "phone", "address", "head", "roles"}


lines = st.text(alphabet="가나다 abc0", max_size=20)
others = st.dictionaries(st.sampled_from(["due", "posts", "carry"]), st.integers(), max_size=3)


@given(st.builds(Letterhead, lines, lines, lines, lines, lines, st.lists(lines, max_size=4).map(tuple)), others)
def test_what_is_kept_reads_as_the_same_and_leaves_everything_else_as_it_was(letterhead, settings):
    letterhead = plain(letterhead)
    kept = settings_with({**settings, "phone": "old", "roles": ["old"]}, letterhead)
    assert letterhead_from(letterhead.name, letterhead.name_en, kept) == letterhead
    assert {name: kept[name] for name in settings} == settings


@pytest.mark.parametrize("settings", [None, {}, {"roles": "담당"}, {"phone": None}])
def test_settings_of_another_shape_are_as_if_they_were_not_there(settings):
    assert letterhead_from("가", None, settings) == Letterhead("가")
