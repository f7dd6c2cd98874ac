"""What a client can give, read from words about strengths."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain import taxonomy as t


@pytest.mark.parametrize(
    ("text", "abilities"),
    [
        ("예전에 반찬가게 운영 – 김치를 가르치고 싶어 함", {"cooking", "teaching", "selling"}),
        ("뜨개질", {"needlework"}),
        ("아이가 그림을 잘 그림", {"drawing"}),
        ("전기기능사", {"electricity"}),
        ("아침마다 강변을 걸음", {"walking"}),
        ("부부가 매일 산책", {"walking"}),
        ("살림 기록을 꼼꼼히 함", {"bookkeeping"}),
        ("아버지가 아이와 잘 놀아 줌", {"child_minding"}),
        ("베트남어 통역이 가능함", {"languages"}),
        ("집수리를 잘하고 목수 일을 오래 함", {"repairing", "carpentry"}),
        ("합창단에서 노래함, 텃밭을 가꿈", {"singing", "gardening"}),
        ("컴퓨터를 잘 다룸", {"computers"}),
        ("운전 가능", {"driving"}),
        ("편지를 잘 씀", {"writing"}),
        ("옛 직장 동료가 안부 전화", set()),
        ("지역아동센터를 빠지지 않고 다님", set()),
        ("남편도 헤어지고 싶어 하지 않음", set()),
        ("", set()),
    ],
)
def test_strengths_in_free_text_become_abilities(text, abilities):
    assert t.abilities_in(text) == abilities


@pytest.mark.parametrize(
    ("text", "abilities"),
    [
        ("운전은 못 함", set()),
        ("그림을 배우고 싶어 함", set()),
        ("그림은 잘 그리지만 운전은 못 함", {"drawing"}),
        ("공부는 못하지만 노래를 잘함", {"singing"}),
    ],
)
def test_what_somebody_cannot_do_or_wants_to_learn_is_no_ability(text, abilities):
    assert t.abilities_in(text) == abilities


def test_every_ability_recognises_each_of_its_own_keywords():
    for ability in t.abilities():
        for keyword in ability.keywords:
            assert ability.code in t.abilities_in(keyword), keyword


@given(st.text(max_size=80))
def test_any_text_gives_known_abilities_only(text):
    assert all(t.is_ability(code) for code in t.abilities_in(text))


@given(st.sampled_from(["뜨개질", "집수리", "동화 구연", "책을 읽어 줌"]), st.integers(0, 8))
def test_spacing_makes_no_difference(text, at):
    spaced = text[:at] + " " + text[at:]
    assert t.abilities_in(spaced) == t.abilities_in(text)


@pytest.mark.parametrize("text", ["이발관 주인과 삼십 년 친구", "미용실을 다님", "도서관에 다님"])
def test_a_place_somebody_goes_to_is_no_ability(text):
    assert "hairdressing" not in t.abilities_in(text)


def test_who_worked_in_such_a_place_keeps_the_ability():
    assert "hairdressing" in t.abilities_in("미용실에서 20년 일함")
    assert "cooking" in t.abilities_in("예전에 반찬가게 운영 – 김치를 가르치고 싶어 함")
