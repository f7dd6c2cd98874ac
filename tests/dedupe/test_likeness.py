"""How alike names are: rooms and meals are of their house, towns and numbers part, rare syllables weigh. All names are invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.dedupe.house_names import houses_of
from resmap.dedupe.likeness import Names, name_likeness

NAME = st.text(st.sampled_from("은하별빛서울시립강동구노인복지관경로식당3층강당제12동(남)주민센터 "), max_size=20)


@pytest.mark.parametrize(
    ("one", "other", "elsewhere"),
    [
        ("은하노인복지관", "은하노인복지관 경로식당", "운하노인복지관"),
        ("은하종합사회복지관", "은하종합사회복지관 3층 소회의실", "새솔종합사회복지관 3층 소회의실"),
        ("서울특별시 강동구 은하2동 주민센터", "은하2동 자치회관", "서울특별시 강동구 은하3동 주민센터"),
        ("서울특별시 강동구 은하2동 주민센터", "은하2동", "은하2동경로당"),
        ("서울시립은하노인복지관", "은하 노인종합복지관", "부산시립은하노인복지관"),
        ("통영시은하복지관", "통영은하복지관", "거제은하복지관"),
        ("해오름봉사회 통영지구협의회", "(사)해오름봉사회 통영지구협의회", "해오름봉사회 거제지구협의회"),
        ("은하종합사회복관", "은하종합사회복지관", "새솔종합사회복지관"),
        ("무료급식(별빛쉼터)", "별빛쉼터", "달빛쉼터"),
        ("은하별빛그룹홈", "은하별빛공동생활가정", "은하달빛그룹홈"),
    ],
)
def test_one_place_is_more_alike_than_its_look_alike(one, other, elsewhere):
    for likeness in (name_likeness, Names([one, other, elsewhere, "새솔노인복지관", "달님경로당"]).likeness):
        assert likeness(one, other) > likeness(one, elsewhere)


def test_what_many_names_share_says_little():
    many = Names([f"{first}한빛{kind}" for first in "가나다라마바사" for kind in ("복지관", "경로당", "요양원")] + ["은하샛별복지관"])
    assert many.likeness("한빛복지관", "가온한빛센터") < many.likeness("샛별복지관", "가온샛별센터")


def test_a_floor_is_no_house():
    assert houses_of("3층 강당")[0].text == "3층강당"


@pytest.mark.parametrize(("name", "sido", "gu", "dong"), [
    ("서울특별시 강동구 은하2동 주민센터", "서울", "강동", "은하2"), ("서울시립강동노인복지관", "서울", "강동", ""),
    ("은하복지관", "", "", ""), ("은하제2동 자치회관", "", "", "은하2"),
])  # fmt: skip
def test_where_a_name_says_it_is(name, sido, gu, dong):
    house = houses_of(name)[0]
    assert (house.sido, house.gu, house.dong) == (sido, gu, dong)


@given(NAME, NAME)
def test_likeness_is_symmetric_and_within_bounds(one, other):
    for likeness in (name_likeness, Names([one, other, "은하노인복지관"]).likeness):
        assert likeness(one, other) == pytest.approx(likeness(other, one))
        assert 0 <= likeness(one, other) <= 1 + 1e-9
        assert likeness(one, one) == 1
