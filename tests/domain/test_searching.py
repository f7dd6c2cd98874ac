"""What was typed finds what was meant: without spaces, in another order, with a slip, and says why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.korean import fold
from resmap.domain.searching import POINTS, Because, Candidate, query_of, ranked

NAMES = (
    "자양종합사회복지관", "광진노인종합복지관", "자양한강도서관", "중곡종합사회복지관", "구의3동 주민센터", "봄볕분식",
    "자양1동 지역사회보장협의체", "광진구 정신건강복지센터", "능동어린이집", "면목종합사회복지관", "해오름경로당", "햇살경로당",
)  # fmt: skip
TOWN = [Candidate(str(number), fold(name), fold("광진복지재단") if number == 1 else "") for number, name in enumerate(NAMES)]


def found(text, needs=None, town=TOWN):
    return [(NAMES[int(hit.id)] if town is TOWN else hit.id, hit.because) for hit in ranked(query_of(text, needs), town)]


@pytest.mark.parametrize(
    ("typed", "name", "because"),
    [
        ("자양 종합 사회 복지관", "자양종합사회복지관", Because.SAME_NAME),
        ("봄볕", "봄볕분식", Because.NAME_BEGINS),
        ("정신건강", "광진구 정신건강복지센터", Because.NAME_HAS),
        ("복지재단", "광진노인종합복지관", Because.ORGANISATION),
        ("복지관 자양", "자양종합사회복지관", Because.WORDS_IN_NAME),
        ("자얌종합사회복지관", "자양종합사회복지관", Because.SLIP),
        ("봄볕분싯", "봄볕분식", Because.SLIP),
        ("정신건간복지센터", "광진구 정신건강복지센터", Because.SLIP),
    ],
)
def test_the_entry_that_was_meant_comes_first_and_says_why(typed, name, because):
    assert found(typed)[0] == (name, because)


def test_a_name_that_only_shares_the_common_words_is_no_slip():
    assert "면목종합사회복지관" not in [name for name, _ in found("자얌종합사회복지관")[:1]]
    assert found("행복한마을")[:1] == []


def test_words_for_a_need_find_who_answers_it_after_all_names():
    town = [
        Candidate("name", fold("밥퍼나눔"), needs=()),
        Candidate("central", fold("행복도시락"), needs=("DLY11",)),
        Candidate("beside", fold("행복돌봄"), needs=("FAM22", "DLY11")),
        Candidate("other", fold("법률상담"), needs=("LAW11",)),
    ]
    hits = ranked(query_of("밥", {"DLY11": 1.0}), town)
    assert [hit.id for hit in hits] == ["name", "central", "beside"]
    assert hits[1].because is Because.NEED and hits[1].need == "DLY11"


def test_points_fall_from_reason_to_reason():
    assert list(POINTS) == list(Because) and sorted(POINTS.values(), reverse=True) == list(POINTS.values())


@given(st.text(max_size=80), st.lists(st.text(max_size=30), max_size=8))
def test_no_text_is_too_strange_to_look_for(typed, names):
    hits = ranked(query_of(typed), [Candidate(str(n), fold(name)) for n, name in enumerate(names)])
    assert all(0 < hit.points <= 100 for hit in hits)
    assert [hit.points for hit in hits] == sorted((hit.points for hit in hits), reverse=True)


@given(st.sampled_from(NAMES), st.data())
def test_spaces_never_change_what_is_found(name, data):
    spaced = "".join(char + " " * data.draw(st.integers(0, 1)) for char in name)
    assert found(spaced)[0][0] == name


@given(st.permutations(TOWN))
def test_the_order_of_the_register_never_changes_what_is_found(town):
    assert ranked(query_of("복지관"), town) == ranked(query_of("복지관"), TOWN)


@pytest.mark.parametrize(
    ("typed", "name"),
    [("봄볕분싣", "봄볕분식"), ("한강도서간", "자양한강도서관"), ("중곡중합", "중곡종합사회복지관"), ("햇살경노당", "햇살경로당")],
)
def test_a_slip_in_a_part_that_begins_or_ends_a_name_is_forgiven(typed, name):
    assert found(typed)[0] == (name, Because.SLIP)
