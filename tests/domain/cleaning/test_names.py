"""Names of facilities taken apart: what is dropped, what keeps look-alikes apart. All names are invented."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.cleaning.names import NameParts, clean_name, kind_of_text, kinds_relation, parts_of

HANGUL = st.text(st.sampled_from("가나다라마동아남여제 12AB()㈜사복지관경로당센터요양원호점차단지"), max_size=24)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("사회복지법인 해오름 별빛노인종합복지관", "(사)해오름 별빛 노인복지관"),
        ("은하제1동경로당", "은하1동 경로당"),
        ("(재)해오름복지재단 별빛요양원", "별빛요양원"),
        ("햇살미용실", "햇살헤어"),
        ("새솔요양원 2호점", "새솔요양원2"),
        ("새솔요양원 제2관", "새솔 요양원 2호"),
        ("시립 별빛노인복지관", "별빛노인복지관"),
        ("별빛구립 새솔데이케어센터", "새솔데이케어센타"),
        ("㈜해오름 재가복지센터", "(주)해오름 재가복지센터"),
        ("은하현대아파트 경로당", "은하현대(아)경로당"),
        ("은하현대A 경로당", "은하현대㉵경로당"),
        (unicodedata.normalize("NFD", "별빛노인복지관"), "별빛노인복지관"),
        ("새솔원 Ⅱ", "새솔원2"),
        ("Café Luna Ltd.", "cafe luna"),
        ("은하구노인복지관", "은하노인복지관"),
        ("The Apple Pot", "apple pot  the"),
    ],
)
def test_names_of_one_place_have_the_same_core_number_and_qualifier(one, other):
    a, b = parts_of(one), parts_of(other)
    assert (a.core, a.number, a.qualifier, a.branch) == (b.core, b.number, b.qualifier, b.branch)
    assert kinds_relation(a.facility_type, b.facility_type) != "different"


@pytest.mark.parametrize(
    ("one", "other", "part"),
    [
        ("은하현대A(남)", "은하현대A(여)", "qualifier"),
        ("은하동할머니경로당", "은하동할아버지경로당", "qualifier"),
        ("은하마을(임대)경로당", "은하마을(분양)경로당", "qualifier"),
        ("새솔B", "새솔C", "qualifier"),
        ("남부별빛센터", "북부별빛센터", "qualifier"),
        ("자립주택(가형)", "자립주택(나형)", "qualifier"),
        ("은하제1경로당", "은하제2경로당", "number"),
        ("새솔요양원 1호점", "새솔요양원 2호점", "number"),
        ("은하현대1차", "은하현대2차", "number"),
        ("해오름빵집 본점", "해오름빵집 분점", "branch"),
        ("해오름빵집 은하점", "해오름빵집 별빛점", "branch"),
        ("별빛센터 본관", "별빛센터 별관", "branch"),
        ("별빛공동생활가정(믿음의집)", "별빛공동생활가정(소망의집)", "note"),
        ("별빛노인복지관", "별빛장애인복지관", "facility_type"),
    ],
)
def test_what_keeps_look_alikes_apart_is_a_part_of_its_own(one, other, part):
    a, b = parts_of(one), parts_of(other)
    assert a.core == b.core or part == "qualifier"
    assert getattr(a, part) and getattr(b, part)
    assert getattr(a, part) != getattr(b, part)


def test_the_parts_of_a_long_name():
    assert parts_of("사회복지법인 해오름 별빛노인종합복지관 별관") == NameParts(
        core="별빛", facility_type="노인 복지관", legal_form=("사회복지법인", "해오름"), branch="별관"
    )


def test_a_room_is_no_part_of_the_name_of_its_house():
    room = parts_of("별빛종합사회복지관 사회교육실2")
    assert (room.core, room.facility_type, room.number, room.note) == ("별빛", "사회복지관", (), "사회교육실2")
    service = parts_of("별빛노인복지관 경로식당")  # another service of the house
    assert (service.core, service.facility_type, service.qualifier) == ("별빛", "급식소", ("(노인 복지관)",))


@pytest.mark.parametrize("name", ["쉼터", "복지관", "경로당", "12", "(가)"])
def test_a_name_that_is_only_a_kind_keeps_a_core(name):
    assert parts_of(name).core


def test_a_number_that_is_a_word_stays_in_the_core():
    assert parts_of("365별빛의원").core == "365별빛"
    assert parts_of("365별빛의원").number == ()


@pytest.mark.parametrize(
    ("a", "b", "relation"),
    [
        ("노인 복지관", "노인 복지관", "same"),
        ("복지관", "노인 복지관", "near"),
        ("복지관", "사회복지관", "near"),
        ("노인 복지관", "장애인 복지관", "different"),
        ("경로당", "어린이집", "different"),
        ("재가", "노인 주간보호", "different"),
        ("사회복지관", "장애인 복지관", "different"),
        ("", "경로당", "unknown"),
    ],
)
def test_how_two_kinds_stand(a, b, relation):
    assert kinds_relation(a, b) == kinds_relation(b, a) == relation


def test_what_lists_call_differently_is_near_when_read_loosely():
    assert kinds_relation("재가", "노인 주간보호", loose=True) == "akin"
    assert kinds_relation("재가", "장애인 주간보호", loose=True) == "akin"
    assert kinds_relation("노인 재가", "장애인 주간보호", loose=True) == "different"


def test_the_kind_column_of_a_list_is_read():
    assert kind_of_text("(노인) 노인요양시설") == "노인 요양원"
    assert kind_of_text("(아동) 지역아동센터(지역아동복지센터)") == "지역아동센터"
    assert kind_of_text("아무 말") == ""


def test_writing_is_cleaned_and_meaning_kept():
    assert clean_name("  별빛 　복지관（ 별관 ）\u200b") == "별빛 복지관(별관)"
    assert clean_name("㈜해오름") == "㈜해오름"


@given(st.one_of(st.text(max_size=40), HANGUL))
def test_no_text_makes_it_fail(text):
    found = parts_of(text)
    assert parts_of(text) == found
    assert clean_name(clean_name(text)) == clean_name(text)
    assert all(isinstance(each, str) for each in (*found.number, *found.qualifier, *found.legal_form))


@given(HANGUL)
def test_composed_and_decomposed_text_are_one_name(text):
    assert parts_of(unicodedata.normalize("NFD", text)) == parts_of(unicodedata.normalize("NFC", text))


SYLLABLES = st.lists(
    st.sampled_from(["은하", "별빛", "구", "노인", "종합", "복지관", "경로당", "할머니", "아파트", "재단", "회", "임대", "구립",
                     "서부", "요양원", "본관", "지부", "가형", "장애인", "남자", "센터", "학교법인", "위탁", "부"]), min_size=1, max_size=6,
).map("".join)  # fmt: skip


@given(SYLLABLES)
def test_the_short_way_for_plain_names_finds_what_the_long_way_finds(name):
    assert parts_of(name) == parts_of(f"{name} ")  # a space behind it: the long way, which cleans first


@pytest.mark.parametrize("sign", [",", "(", "·", "가("])
def test_a_name_of_many_signs_keeps_nobody_waiting(sign):
    assert parts_of("가온복지관" + sign * 100_000).core
