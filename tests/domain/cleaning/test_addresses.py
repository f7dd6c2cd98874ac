"""Addresses: what they say is read, what is doubtful is proposed, nothing is made up."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.cleaning.addresses import administrative_dongs, plain_dong, read_parts, same_address
from resmap.domain.cleaning.districts import full_sido, same_sido, short_sido, sidos_with
from resmap.domain.cleaning.places import NOWHERE, Places
from resmap.words import has

SEOUL = "서울특별시"


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("서울특별시 은하구 별빛로 12", "서울 은하구 별빛로 12"),
        ("서울시 광진구 별빛로12길 3-4", "서울 광진구 별빛로12길 3-4"),
        ("서울 광진구 별빛로 12길 3-4 (나래동, 두루아파트)", "서울 광진구 별빛로12길 3-4"),
        ("서울특별시광진구 별빛로 12", "서울 광진구 별빛로 12"),
        ("서울광진구별빛로 12", "서울 광진구 별빛로 12"),
        ("광진구 별빛로 12", "서울 광진구 별빛로 12"),
        ("(05000) 서울 광진구 별빛로 12", "서울 광진구 별빛로 12"),
        ("서울 광진구 세별대로 지하 175", "서울 광진구 세별대로 지하175"),
        ("서울 광진구 별빛로7가길 5", "서울 광진구 별빛로7가길 5"),
        ("부산광역시 부산진구 별빛대로703번나길 28", "부산 부산진구 별빛대로703번나길 28"),
        ("강원도 원주시 별빛로 9", "강원 원주시 별빛로 9"),
        ("강원특별자치도 원주시 별빛로 9", "강원 원주시 별빛로 9"),
        ("전라북도 전주시 완산구 별빛 1길 8", "전북 전주시완산구 별빛1길 8"),
        ("전북특별자치도 전주시완산구 별빛1길 8", "전북 전주시완산구 별빛1길 8"),
        ("경기 광주시 도척면 별빛로 159-10", "경기 광주시 도척면 별빛로 159-10"),
        ("광주시 북구 별빛로 6", "광주 북구 별빛로 6"),
        ("세종시 조치원읍 별빛로 57", "세종 조치원읍 별빛로 57"),
        ("서울 광진구 나래동 123-4", "서울 광진구 나래동 123-4"),
        ("서울 광진구 나래동 123번지 4호", "서울 광진구 나래동 123-4"),
        ("서울 광진구 나래동 123의 4 지하1층", "서울 광진구 나래동 123-4"),
        ("서울 광진구 나래동 산 12-3", "서울 광진구 나래동 산12-3"),
        ("서울 광진구 나래제4동 12", "서울 광진구 나래4동 12"),
        ("경상북도 성주군 성주읍 나래리 577-4", "경북 성주군 성주읍 나래리 577-4"),
        ("서울 성동구 나래동2가 300-1", "서울 성동구 나래동2가 300-1"),
        ("서울 종로구 종로1가 24", "서울 종로구 종로1가 24"),
        ("서울 강북구 4.19로 77 (나래동)", "서울 강북구 4.19로 77"),
        ("서울 광진구 별빛로 596-0", "서울 광진구 별빛로 596"),
        ("서울 광진구 광진구 별빛로 ５９６", "서울 광진구 별빛로 596"),
        ("서울 광진구 별빛로 35 (나래5동, 108-2)-2층", "서울 광진구 별빛로 35"),
    ],
)
def test_one_spelling_for_one_place(text, normal):
    assert read_parts(text, SEOUL).normal == normal


@pytest.mark.parametrize(
    ("text", "dong", "building", "floor", "lot"),
    [
        ("서울 광진구 별빛로 12 (나래동, 두루아파트)", "나래동", "두루아파트", None, None),
        ("서울 광진구 별빛로 12, 2층 (나래동)", "나래동", None, 2, None),
        ("서울 광진구 별빛로 12 지하1층", None, None, -1, None),
        ("서울 광진구 별빛로 12 B2", None, None, -2, None),
        ("서울 광진구 별빛로 12 (3층)(나래동)", "나래동", None, 3, None),
        ("서울 광진구 별빛로 12(나래동 969-5)", "나래동", None, None, "969-5"),
        ("서울 광진구 나래4동 65 하늘빌딩 5층", "나래4동", None, 5, "65"),
        ("서울 광진구 별빛로 12 101동 302호", None, None, None, None),
    ],
)
def test_what_stands_behind_the_number(text, dong, building, floor, lot):
    parts = read_parts(text)
    assert (parts.dong, parts.building, parts.floor, parts.lot) == (dong, building, floor, lot)


@pytest.mark.parametrize(
    ("text", "code", "proposed"),
    [
        ("서울 광진구 별빛로 652층 (나래동)", "FLOOR_GLUED", "서울 광진구 별빛로 65, 2층 (나래동)"),
        ("서울 광진구 별빛로 35102호", "NUMBER_GLUED", None),
        ("서울 광진구 별빛로 488두루빌딩 4층", "WORD_GLUED", "서울 광진구 별빛로 488, 두루빌딩 4층"),
        ("서울 광진구 별빛로 19지하2층 (나래동)", "WORD_GLUED", "서울 광진구 별빛로 19, 지하2층 (나래동)"),
    ],
)
def test_what_grew_together_is_proposed_and_the_cell_stays(text, code, proposed):
    parts = read_parts(text)
    assert [note.code for note in parts.notes] == [code]
    assert parts.proposed == proposed
    assert parts.text == text


def test_a_doubtful_house_number_is_not_compared():
    assert read_parts("서울 광진구 별빛로 652층").road_key is None
    assert read_parts("서울 광진구 별빛로 35102호").road_key is None
    assert read_parts("서울 광진구 별빛로 652층").floor == 2


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", {"ADDRESS_MISSING"}),
        ("없음", {"ADDRESS_MISSING"}),
        ("-", {"ADDRESS_MISSING"}),
        ("서울 광진구 창동역 2번출구", {"ADDRESS_NOT_READ"}),
        ("서울 광진구 별빛로", {"HOUSE_NUMBER_MISSING"}),
        ("서울 광진구 나래동 하늘빌딩", {"LOT_NUMBER_MISSING"}),
        ("서울특별시 별빛로 12", {"GU_UNKNOWN"}),
        ("오산시 별빛로 12", {"SIDO_INFERRED"}),
        ("서울특별시 오산시 별빛로 12", {"SIDO_CONTRADICTS"}),
        ("경상남도?밀양시?나래동?521", {"LOST_LETTERS"}),
    ],
)
def test_what_is_odd_is_told(text, codes):
    assert {note.code for note in read_parts(text, SEOUL).notes} == codes


def test_the_gu_of_the_list_stands_in_where_the_address_names_none():
    parts = read_parts("별빛로 12", SEOUL, "광진구")
    assert (parts.sido, parts.sigungu, parts.notes) == (SEOUL, "광진구", ())


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("강원도 원주시 별빛로 9", "강원특별자치도 원주시 별빛로 9 3층", True),
        ("서울 광진구 별빛로 9", "광진구 별빛로 9 (나래동)", True),
        ("서울 광진구 별빛로 9", "서울 광진구 별빛로 9-1", False),
        ("서울 광진구 별빛로 9", "서울 성동구 별빛로 9", False),
        ("서울 광진구 나래제1동 5", "서울 광진구 나래1동 5번지", True),
        ("서울 광진구 별빛로 9", "서울 광진구 나래동 5", None),
        ("서울 광진구 별빛로 12(나래동 969-5)", "서울 광진구 나래동 969-5", True),
        ("없음", "없음", None),
    ],
)
def test_two_addresses_compare(one, other, same):
    assert same_address(read_parts(one), read_parts(other)) is same
    assert same_address(read_parts(other), read_parts(one)) is same


def test_names_of_sido():
    assert full_sido("강원도") == full_sido("강원") == "강원특별자치도"
    assert full_sido("서울시") == SEOUL and short_sido("전라북도") == "전북"
    assert full_sido("제주시") is None and full_sido("없는도") is None
    assert same_sido("강원도", "강원특별자치도") and not same_sido("경남", "경북")
    assert sidos_with("오산시") == ("경기도",) and len(sidos_with("중구")) > 4


def test_a_legal_dong_means_the_administrative_dong_of_its_table_or_of_its_name():
    places = Places(
        sido=SEOUL,
        dongs={"은하구": ("나래1동", "나래2동", "두루동", "종로1·2가동")},
        legal={("은하구", "두루동"): ("두루동", "나래2동"), ("은하구", "물가동"): ("나래제1동",)},
    )
    assert places.administrative("은하구", "나래동") == ("나래1동", "나래2동")
    assert places.administrative("은하구", "나래제2동") == ("나래2동",)
    assert places.administrative("은하구", "두루동") == ("두루동", "나래2동")
    assert places.administrative("은하구", "물가동") == ("나래1동",)
    assert places.administrative("은하구", "종로1.2가동") == ("종로1·2가동",)
    assert places.administrative("은하구", "없는동") == places.administrative(None, "나래동") == ()
    assert NOWHERE.gu_at(37.5, 127.0) is None and NOWHERE.is_inside("경기도")
    assert places.is_inside("서울") and not places.is_inside("경기도")


def test_jayang_lies_in_several_dong():
    dongs = ("나래1동", "나래2동", "두루동")
    assert administrative_dongs("나래동", dongs) == ("나래1동", "나래2동")
    assert plain_dong("나래제1동") == "나래1동"


PIECES = st.lists(
    st.sampled_from(
        ["서울특별시", "서울", "강원도", "광진구", "중구", "수원시", "장안구", "별빛로", "12길", "65", "652층", "3-4", "-2층", "나래동",
         "나래제2동", "종로1가", "산", "번지", "(", ")", ",", " ", " ", "지하", "호", "?", "１２", "없음", "로", "길", "㎡", "4.19로", "\u1112"]
    ),
    max_size=14,
).map("".join)  # fmt: skip


@given(st.one_of(st.text(max_size=60), PIECES))
def test_no_text_is_too_odd_and_no_digit_is_made_up(text):
    parts = read_parts(text, SEOUL)
    assert parts.text == text
    given_digits = Counter(one for one in _plain_digits(text))
    for value in (parts.road_key, parts.lot_key, parts.normal, parts.proposed, parts.detail, str(parts.floor or "")):
        assert not Counter(one for one in (value or "") if one in "0123456789") - given_digits
    assert all(has(f"cleaning.problem.{note.code}") for note in parts.notes)


def _plain_digits(text):
    from unicodedata import normalize

    return (one for one in normalize("NFKC", text) if one in "0123456789")


@given(PIECES)
def test_an_address_in_one_spelling_reads_as_itself(text):
    parts = read_parts(text, SEOUL)
    if parts.road_key and not parts.notes and not parts.eup_myeon:
        again = read_parts(parts.normal, SEOUL)
        assert again.normal == parts.normal


@pytest.mark.parametrize(
    ("text", "dong", "road", "number"),
    [
        ("경상북도 구미시 가온가산로 392", None, "가온가산로", "392"),
        ("서울특별시 광진구 가온동산길 3", None, "가온동산길", "3"),
        ("경기도 파주시 가온리산 12-3", "가온리", None, None),
        ("서울시 성동구 가온로3길, 11(금호4가동, 나래아파트)", "금호4가동", "가온로3길", "11"),
        ("서울시 성동구 가온로3길, 3,4층", None, "가온로3길", None),
        ("서울특별시 성북구 가온로32길가온로32길 11", None, "가온로32길", "11"),
        ("서울특별시 성북구 가온로 가온로 11", None, "가온로", "11"),
    ],
)
def test_a_dong_ends_where_a_road_does_not_go_on(text, dong, road, number):
    parts = read_parts(text)
    assert (parts.dong, parts.road, parts.building_no) == (dong, road, number)


def test_several_floors_that_grew_onto_the_house_number_are_told():
    parts = read_parts("서울특별시 관악구 가온길 751~2층")
    assert parts.building_no is None and parts.floor == 1
    assert parts.proposed == "서울특별시 관악구 가온길 75, 1~2층"
    for sound in ("서울특별시 관악구 가온길 12~13층", "서울특별시 관악구 가온길 75, 1~2층"):
        assert read_parts(sound).proposed is None
