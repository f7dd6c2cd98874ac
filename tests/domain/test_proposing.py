"""Need codes are proposed from words, with the words that led there and a confidence that is held in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain import taxonomy
from resmap.domain.proposing import propose, propose_kind, words_in
from resmap.domain.proposing_words import GIVEN, KIND_OF_DOMAIN, KIND_WORDS, SILENT, WORDS


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (("가온무료급식소",), "DLY11"), (("나래 데이케어센터",), "FAM22"), (("다솜지역아동센터",), "FAM21"),
        (("라온집", "", "월세와 보증금을 지원합니다"), "ECO12"), (("마루자살예방센터",), "HLT22"), (("바다 가족 상담",), "FAM12"),
        (("사랑채", "수어통역센터"), "DLY14"), (("아름 법률 상담",), "LAW11"), (("가온 발달재활서비스",), "HLT16"),
    ],
)  # fmt: skip
def test_names_types_and_texts_betray_the_need(told, code):
    first = propose(*told)[0]
    assert first.code == code and first.because and 0 < first.confidence < 1


@pytest.mark.parametrize("told", ["", "가온", "사랑의집", "안녕하세요", "12345", "Hello there"])
def test_where_no_word_speaks_nothing_is_proposed(told):
    assert propose(told) == ()


def test_a_word_does_not_reach_over_a_blank_from_the_middle_of_another():
    assert all(one.code != "DLY14" for one in propose("자양2동 행정복지센터"))
    assert propose("가족 상담")[0].code == propose("가족상담")[0].code


def test_a_group_of_people_is_no_need():
    assert [one.code for one in propose("의료급여수급권자")] == []
    assert propose("청소년") == ()


def test_what_is_left_out_does_not_speak():
    assert "ECO15" not in {one.code for one in propose("가온", "", "의료비는 제외합니다")}


def test_the_name_says_more_than_the_text():
    assert propose("방문목욕")[0].confidence > propose("가온", "", "방문목욕")[0].confidence


@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=60), st.integers(0, 5))
def test_any_text_is_read_and_the_answer_is_in_order(name, type, text, most):
    found = propose(name, type, text, most=most)
    assert len(found) <= most and len({one.code for one in found}) == len(found)
    assert [one.confidence for one in found] == sorted((one.confidence for one in found), reverse=True)
    assert all(taxonomy.is_need(one.code) and 0 < one.confidence < 1 and one.because for one in found)
    assert taxonomy.is_kind(propose_kind(name, type, text).code)


@given(st.sampled_from([word for line in WORDS.values() for word in line.split()]))
def test_every_word_is_found_where_it_stands(word):
    word = word.partition("=")[0]
    assert any(found == word for found, _ in words_in(word))


def test_words_stand_under_needs_that_exist_once_and_weigh_between_0_and_1():
    assert set(WORDS) <= {need.code for need in taxonomy.all_needs()}
    for code, line in WORDS.items():
        words = [one.partition("=") for one in line.split()]
        assert all(0 < float(weight or "0.5") < 1 for _, _, weight in words), code
        assert not {word for word, _, _ in words} & set(SILENT.split()), code


def test_every_need_has_words():
    assert {need.code for need in taxonomy.all_needs()} == set(WORDS)


# Kinds


@pytest.mark.parametrize(
    ("told", "kind"),
    [(("가온약국",), "H24"), (("나래식당",), "H21"), (("다솜보건소",), "M22"), (("", "미용업"), "H23"), (("온누리", "", "전자바우처"), "M13"),
     (("가온법률상담",), "M36"), (("아무것도",), "M31")],
)  # fmt: skip
def test_the_kind_is_told_by_what_a_place_calls_itself_or_how_help_is_given(told, kind):
    assert propose_kind(*told).code == kind


def test_no_kind_of_a_single_resident_is_ever_proposed():
    kinds = {kind for _, kind in (*KIND_WORDS, *GIVEN)} | set(KIND_OF_DOMAIN.values())
    assert all(map(taxonomy.is_kind, kinds)) and not any(kind.startswith("H1") for kind in kinds)


@pytest.mark.parametrize("text", ["a hot meal five days a week", "sweet desserts", "a failed heap", "upcoming"])
def test_no_latin_word_is_found_inside_another(text):
    assert propose(text) == () and list(words_in(text)) == []


def test_latin_words_beside_hangul_are_found():
    assert propose("Wee 클래스")[0].code == "SOC22" and propose("위기학생wee센터")[0].code == "SOC22"
    assert {one.code for one in propose("가온형 돌봄SOS")} == {"DLY13", "FAM22"}
