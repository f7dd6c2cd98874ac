"""Telephone numbers: canonical where they are certain, proposed where a digit had to be added."""

import re
from collections import Counter
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.cleaning.phones import PhoneKind, read_phones
from resmap.words import has


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("02-450-1234", "02-450-1234"),
        ("0 2) 450.1234", "02-450-1234"),
        ("(02)450-1234~6", "02-450-1234"),
        ("０２－４５０－１２３４", "02-450-1234"),
        ("024501234", "02-450-1234"),
        ("010-12345678", "010-1234-5678"),
        ("02-450-1234, 010-1234-5678", "02-450-1234, 010-1234-5678"),
        ("02-450-1234 02-450-5678", "02-450-1234, 02-450-5678"),
        ("02-450-1234/5678", "02-450-1234, 02-450-5678"),
        ("02-450-1234(내선 12)", "02-450-1234 (내선 12)"),
        ("1577-1000", "1577-1000"),
        ("0507-1234-5678", "0507-1234-5678"),
        ("+82-2-450-1234", "02-450-1234"),
        ("+82 (0)10 1234 5678", "010-1234-5678"),
        ("국번없이 129", "129"),
        ("02-120", "02-120"),
        ("T.02-450-1234 F.02-450-5678", "02-450-1234"),
        ("031-8012-1234~1237", "031-8012-1234"),
        ("☎ 02) 2204-7600 (야간 02)2204-7601)", "02-2204-7600, 02-2204-7601"),
    ],
)
def test_numbers_are_written_one_way(text, plain):
    found = read_phones(text)
    assert found.plain == plain and found.proposed is None and found.text == text


@pytest.mark.parametrize(
    ("text", "proposed", "code"),
    [
        ("450-1234", "02-450-1234", "PHONE_AREA_PROPOSED"),
        ("2450-1234", "02-2450-1234", "PHONE_AREA_PROPOSED"),
        ("24501234", "02-450-1234", "PHONE_ZERO_LOST"),
        ("24501234.0", "02-450-1234", "PHONE_ZERO_LOST"),
        ("312345678", "031-234-5678", "PHONE_ZERO_LOST"),
        ("1.012345678E9", "010-1234-5678", "PHONE_ZERO_LOST"),
        ("02-0450-1234", "02-450-1234", "PHONE_ZERO_PADDED"),
    ],
)
def test_a_number_that_lacks_digits_is_only_proposed(text, proposed, code):
    found = read_phones(text, "서울특별시")
    assert found.plain is None and found.proposed == proposed
    assert [note.code for note in found.notes] == [code] and not found.notes[0].facts


def test_a_lost_zero_may_mean_another_number_besides():
    (number,) = read_phones("24501234", "서울").numbers
    assert number.alternatives == ("02-2450-1234",)


def test_the_area_is_that_of_the_place():
    assert read_phones("450-1234", "경기도", "과천시").proposed == "02-450-1234"
    assert read_phones("450-1234", "강원도").proposed == "033-450-1234"
    assert [note.code for note in read_phones("450-1234").notes] == ["PHONE_AREA_MISSING"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1.0e+10", "PHONE_DIGITS_LOST"),
        ("담당자에게", "PHONE_NOT_READ"),
        ("02-***-1234", "PHONE_MASKED"),
        ("000-0000-0000", "PHONE_PLACEHOLDER"),
        ("890630-2345678", "PHONE_NOT_READ"),
        ("123-4567", "PHONE_NOT_READ"),
    ],
)
def test_what_is_no_number_is_said_to_be_none(text, code):
    found = read_phones(text, "서울특별시")
    assert not found.numbers and [note.code for note in found.notes] == [code]


def test_an_empty_cell_is_no_problem():
    assert not read_phones("").notes and not read_phones("없음").notes and not read_phones("-").notes


def test_kinds_fax_and_ranges_are_told():
    first, fax = read_phones("T.02-450-1234~6 F.02-450-5678").numbers
    assert (first.kind, first.until, fax.is_fax) == (PhoneKind.LANDLINE, "02-450-1236", True)
    assert read_phones("010-1234-5678").numbers[0].kind is PhoneKind.MOBILE


PIECES = st.lists(
    st.sampled_from(["02", "010", "450", "1234", "5678", "2450", "-", "-", ")", "(", " ", "~", "/", ",", "82", "+", "내선", "팩스", "1577",
                     "129", "0", "６", "E", ".", "e+9", "12345678", "*"]),
    max_size=12,
).map("".join)  # fmt: skip


@given(st.one_of(st.text(max_size=40), PIECES))
def test_cleaning_never_invents_a_digit(text):
    found = read_phones(text, "서울특별시")
    digits = Counter(re.sub(r"\D", "", normalize("NFKC", text)))
    for one in found.numbers:
        added = Counter("02") if one.proposed or "82" in normalize("NFKC", text) else Counter()
        assert not Counter(re.sub(r"\D", "", one.number)) - digits - added
        assert re.fullmatch(r"(?:0\d{1,3}-)?\d{3,4}-\d{4}|1\d{2,3}|0\d{1,2}-120", one.number)
    assert all(has(f"cleaning.problem.{note.code}") and not note.facts for note in found.notes)


@given(PIECES)
def test_what_was_cleaned_is_clean(text):
    once = read_phones(text).plain
    if once:
        again = read_phones(once)
        assert again.plain == once and not again.notes
