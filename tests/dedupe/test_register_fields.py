"""The fields of a place as they are compared, one by one. All places are invented; gu are Seoul's."""

import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.dedupe import Record, compare, register_fields
from resmap.dedupe.blocking import Keys, joined_pairs
from resmap.dedupe.likeness import name_likeness
from resmap.dedupe.register_fields import _read_address, jamo, phones_of, which_level


def reasons(one: Record, other: Record) -> dict[str, str]:
    return {line.factor: line.reason for line in compare(one, other).lines}


def test_hangul_is_compared_by_letters():
    assert jamo("별빛") == "ㅂㅕㄹㅂㅣㅊ"
    assert jamo("가a1") == "ㄱㅏa1"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("02-111-2345", ("021112345",)),
        ("02)111-2345, 02-111-2346", ("021112345", "021112346")),
        ("+82 2 111 2345", ("021112345",)),
        ("02-111-2345(내선 3)", ("021112345",)),
        ("02-000-0000", ()),
        ("없음", ()),
        (None, ()),
    ],
)
def test_telephone_numbers_in_any_writing(text, numbers):
    assert phones_of(text) == numbers


PLAIN = [
    "서울특별시 광진구 별빛로 12",
    "서울특별시 광진구 별빛로 12-3, 2층 (자양동)",
    "서울특별시 광진구 별빛로12길 3 4층 (자양동)",
    "서울특별시 광진구 은하대로 7 (자양동)",
    "서울특별시 성동구 새솔로3가길 15 (행당동)",
]


@pytest.mark.parametrize("text", PLAIN)
def test_a_plain_address_is_read_the_quick_way_as_the_long_way(text, monkeypatch):
    assert register_fields._PLAIN_ADDRESS.fullmatch(text)
    quick = _read_address.__wrapped__(text, None)
    monkeypatch.setattr(register_fields, "_PLAIN_ADDRESS", type("Never", (), {"fullmatch": lambda self, _: None})())
    assert _read_address.__wrapped__(text, None) == quick


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("서울특별시 광진구 별빛로 12", "광진구 별빛로12 (자양동)", "address_same"),
        ("서울특별시 광진구 별빛로 12, 2층", "서울특별시 광진구 별빛로 12, 3층", "address_floor_differs"),
        ("서울특별시 광진구 별빛로 652층", "서울특별시 광진구 별빛로 65, 2층", "address_same"),
        ("서울특별시 광진구 별빛로 12", "서울특별시 광진구 별빛로 120", "address_same_road"),
        ("서울특별시 광진구 별빛로 12", "서울특별시 광진구 은하로 12", "address_different"),
        ("서울특별시 광진구 자양동 12-3", "서울특별시 광진구 자양동 12-4", "address_same_dong"),
        ("서울특별시 광진구 자양동 12-3", "서울특별시 광진구 별빛로 12", "address_unknown"),
        ("서울특별시 광진구 별빛로 12", None, "address_unknown"),
    ],
)
def test_two_addresses(one, other, reason):
    found = reasons(Record("1", "가", address=one, sigungu="광진구"), Record("2", "나", address=other, sigungu="광진구"))
    assert found["address"] == reason


def test_a_point_that_contradicts_a_same_address_is_said():
    at = {"address": "서울특별시 광진구 별빛로 12", "lat": 37.54, "lon": 127.07}
    assert reasons(Record("1", "가", **at), Record("2", "나", **at | {"lat": 37.60}))["distance"] == "distance_contradicts"
    assert reasons(Record("1", "가", **at), Record("2", "나", **at))["distance"] == "distance_confirms"


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        (((), (), ""), ((), (), ""), 1),
        ((("2",), (), ""), (("2호",), (), ""), 0),
        ((("2",), (), ""), (("3",), (), ""), 5),
        ((("1동", "2"), (), ""), (("1동", "1"), (), ""), 5),
        ((("1동", "1"), (), ""), (("1동",), (), ""), 2),
        ((("2",), (), ""), ((), (), ""), 3),
        ((("117동",), (), ""), ((), (), ""), 3),
        (((), ("남",), ""), ((), ("여",), ""), 5),
        (((), ("남",), ""), ((), (), ""), 3),
        (((), (), "본관"), ((), (), "별관"), 5),
        (((), (), "본점"), ((), (), ""), 2),
        (((), (), "분점"), ((), (), ""), 3),
    ],
)
def test_which_of_several(one, other, level):
    assert which_level(one, other) == which_level(other, one) == level


@given(st.text(max_size=20), st.text(max_size=20))
def test_likeness_of_names_is_symmetric_and_between_nothing_and_one(one, other):
    assert name_likeness(one, other) == name_likeness(other, one)
    assert 0 <= name_likeness(one, other) <= 1
    assert name_likeness(one, one) == 1
    assert name_likeness(unicodedata.normalize("NFD", one), one) >= 0.95


def test_look_alikes_are_less_alike_than_two_writings_of_one_name():
    assert name_likeness("은하삼성A(남)", "은하삼성A(여)") < name_likeness("시립별빛노인종합복지관", "별빛 노인복지관")
    assert name_likeness("하남복지관", "해남복지관") < name_likeness("은하별빛복지관", "은하별빚복지관")


KEYS = st.lists(st.integers(-1, 4), max_size=12)


@given(KEYS, st.integers(2, 6))
def test_keys_within_a_list_bring_each_pair_of_small_blocks(keys, largest):
    found = joined_pairs([Keys(np.arange(len(keys)), np.array(keys, dtype=np.int64))], 100, largest)
    expected = {
        (a, b)
        for a in range(len(keys))
        for b in range(a + 1, len(keys))
        if keys[a] == keys[b] >= 0 and keys.count(keys[a]) <= largest
    }
    assert {divmod(int(number), 100) for number in found} == expected


@given(KEYS, KEYS, st.integers(2, 6))
def test_keys_between_two_lists_bring_each_pair_of_small_blocks(left, right, largest):
    sides = [Keys(np.arange(len(each)), np.array(each, dtype=np.int64)) for each in (left, right)]
    expected = {
        (a, b)
        for a, one in enumerate(left)
        for b, other in enumerate(right)
        if one == other >= 0 and left.count(one) + right.count(other) <= largest
    }
    assert {divmod(int(number), 100) for number in joined_pairs(sides, 100, largest)} == expected


@given(st.from_regex(r"0\d{1,2}-\d{3,4}-\d{4}", fullmatch=True))
def test_a_plain_telephone_number_is_read_as_any_other(text):
    assert phones_of(text) == phones_of(f"{text};")
