"""What can be kept as a correction, and which dong an address names."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.correcting import (
    Birth,
    CorrectionGap,
    Identity,
    Relative,
    Why,
    birth_of,
    dongs_in,
    identity_gaps,
    relative_gaps,
)

TODAY = date(2026, 11, 20)
DONGS = ("자양1동", "자양2동", "자양3동", "자양4동", "화양동", "능동", "구의1동")


@pytest.mark.parametrize(
    ("text", "birth"),
    [
        ("1948", Birth(None, 1948)), ("1948-03-02", Birth(date(1948, 3, 2), 1948)),
        (" 1948. 3. 2. ", Birth(date(1948, 3, 2), 1948)), ("1948/03/02", Birth(date(1948, 3, 2), 1948)),
        ("", Birth()), ("48", None), ("1948-13-02", None), ("2030", None), ("1800", None), ("480302-1", None),
        ("2026-11-21", None),
    ],
)  # fmt: skip
def test_a_birth_is_a_day_or_a_year_and_nothing_else(text, birth):
    assert birth_of(text, TODAY) == birth


@given(st.dates(date(1907, 1, 1), TODAY))
def test_what_a_form_shows_of_a_birth_reads_as_the_same_birth(day):
    for birth in (Birth(day, day.year), Birth(None, day.year)):
        assert birth_of(birth.said(), TODAY) == birth


def test_every_gap_of_a_correction_is_told_by_its_field():
    asked = Identity("", "어제", None, "전화 없음", "가" * 201)
    assert dict(identity_gaps(asked, None, "", TODAY)) == {
        "name": CorrectionGap.MISSING, "birth": CorrectionGap.NOT_A_BIRTH, "phone": CorrectionGap.NOT_A_PHONE,
        "address": CorrectionGap.TOO_LONG, "reason": CorrectionGap.MISSING,
    }  # fmt: skip
    assert not identity_gaps(Identity("가온", "1958", None, None, None), Why.MISTAKE, "", TODAY)


def test_every_gap_of_a_relative_is_told_by_its_field():
    assert dict(relative_gaps(Relative("", "가" * 61, "x", 131), TODAY)) == {
        "relation": CorrectionGap.MISSING, "name": CorrectionGap.TOO_LONG, "birth": CorrectionGap.NOT_A_BIRTH,
        "age": CorrectionGap.NOT_AN_AGE,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("address", "dongs"),
    [
        ("서울 광진구 화양동 12-3", ("화양동",)), ("광진구 자양4동 57", ("자양4동",)), ("광진구 자양제4동 57", ("자양4동",)),
        ("광진구 자양동 57", ("자양1동", "자양2동", "자양3동", "자양4동")), ("광진구 능동로 12길 5", ()), ("", ()),
        ("성동구 성수동 3", ()),
    ],
)  # fmt: skip
def test_an_address_names_a_dong_or_several_or_none(address, dongs):
    assert dongs_in(address, DONGS) == dongs
