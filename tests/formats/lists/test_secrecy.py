"""What is a refuge, whose place must not be known (P-21), and what only has a 쉼터 in its name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.formats.lists.secrecy import is_grant, is_secret, is_secret_in_english, safe_name
from tests.formats.lists.sheets import read_by_headings

LOUNGES = ("경로당", "무더위쉼터", "한파쉼터", "노인정", "노인여가복지시설")
DANGERS = (
    "가정폭력", "성폭력", "학대피해", "학대", "폭력피해", "성매매피해", "스토킹", "이주여성", "미혼모", "가출", "위기",
    "일시보호", "긴급", "비공개", "전용", "여성", "아동", "청소년", "한부모", "모자",
)  # fmt: skip


@pytest.mark.parametrize(
    ("type", "name"),
    [
        ("경로당", "가온어르신쉼터 경로당"),
        ("", "가온어르신쉼터 경로당"),
        ("무더위쉼터", "나래 노인쉼터"),
        ("노인여가복지시설", "어르신 쉼터"),
        ("기타", "나래동 무더위쉼터"),
        ("", "버스정류장 쉼터"),
    ],
)
def test_a_lounge_for_older_people_is_no_secret_place(type, name):
    assert not is_secret(type, name)


@pytest.mark.parametrize(
    ("type", "name", "beside"),
    [
        ("", "가온어르신쉼터", ""),
        ("노인보호전문기관", "가온노인쉼터", ""),
        ("기타", "가온노인쉼터", ""),
        ("경로당", "학대피해노인 전용쉼터", ""),
        ("경로당", "가온어르신쉼터", "학대받은 어르신을 보호합니다"),
        ("무더위쉼터", "가온여성쉼터", ""),
        ("공동생활가정", "가온 무더위쉼터", ""),
        ("기타", "가온쉼터", ""),
    ],
)
def test_in_doubt_a_shelter_is_secret(type, name, beside):
    assert is_secret(type, name, beside=beside)


@given(
    st.sampled_from(LOUNGES), st.sampled_from(DANGERS), st.sampled_from(("노인쉼터", "어르신 쉼터", "어르신쉼터")),
    st.text(alphabet="가나다라마바사 ", max_size=6), st.sampled_from(("name", "type", "beside")),
)  # fmt: skip
def test_no_word_of_a_lounge_opens_a_place_for_people_in_danger(lounge, danger, shelter, more, where):
    told = {"type": lounge, "name": f"{more}{shelter}", "beside": ""}
    told[where] = f"{told[where]} {danger}"
    assert is_secret(told["type"], told["name"], beside=told["beside"])


@given(st.sampled_from(("(여성) 가정폭력피해자보호시설", "(아동) 학대피해아동쉼터", "성매매피해자지원시설", "이주여성쉼터")),
       st.text(max_size=12), st.sampled_from(("", *LOUNGES)))  # fmt: skip
def test_a_type_that_names_victims_is_secret_whatever_its_name_says(type, name, lounge):
    assert is_secret(type, f"{name}{lounge}") and is_secret(type, f"{lounge} {name}", declared=True)


def test_money_for_who_left_a_refuge_is_an_offer_of_its_office():
    assert is_grant("성매매피해자 보호시설 퇴소자 자립정착금") and not is_grant("가온 보호시설 쉼터")
    columns = ("서비스명", "지원형태", "소관기관", "문의처", "서비스내용")
    read = read_by_headings(
        columns,
        ("가온시 보호시설 퇴소 피해여성 자립정착금", "현금지급", "가온시 여성가족과", "02-450-1234", "자립을 돕습니다"),
        ("가온 학대피해아동 쉼터 운영", "현금지급", "가온시 아동과", "02-450-1235", "아이들을 지킵니다"),
    )
    grant, house = (entry.offer for entry in read.entries)
    assert not grant.location_secret and grant.organization == "가온시 여성가족과" and grant.phone
    assert house.location_secret and house.phone is None


def test_an_english_list_hides_its_refuges():
    assert is_secret_in_english("Harbour House shelter", "a shelter for survivors of domestic violence")
    assert is_secret_in_english("Harbour", "Confidentially-located programme")
    assert not is_secret_in_english("Legal Aid", "advice on domestic violence orders")
    read = read_by_headings(
        ("name", "address", "phone", "description"),
        ("Harbour", "12 Mole St.", "555-010-2000", "Confidentially located emergency shelter for women"),
        ("Pier Legal Aid", "14 Mole St.", "555-010-2001", "Advice"),
    )
    assert [entry.offer.location_secret for entry in read.entries] == [True, False]
    assert "Mole" not in repr(read.entries[0])


@pytest.mark.parametrize("word", ["가", "동", "가1·1", "특별시 ", "로1길"])
def test_an_address_without_an_end_keeps_nobody_waiting(word):
    address = word * 20_000
    assert safe_name("가온누리집", "여성쉼터", address, (), "1") == "가온누리집"
    assert safe_name("자양가온집", "여성쉼터", address + " 자양동", (), "1") != "자양가온집"
