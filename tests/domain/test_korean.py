"""Folding, initial consonants, bigrams and particles."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.korean import (
    bigrams,
    compose,
    fold,
    initials,
    is_initials,
    is_syllable,
    josa,
    parts,
)  # fmt: skip

hangul = st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), max_size=12)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("광진 복지관", "광진복지관"),
        ("가족-센터 (본관)", "가족센터본관"),
        ("ＡＢＣ１２", "abc12"),
        ("제1동", "제1동"),
        ("TV", "tv"),
        ("  ", ""),
        (unicodedata.normalize("NFD", "복지관"), "복지관"),
        ("ㄱㅈ", "ㄱㅈ"),
    ],
)
def test_folding_takes_away_what_people_write_differently(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_composed_and_decomposed_text_fold_alike(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(hangul.filter(bool))
def test_a_syllable_is_the_sum_of_its_parts(text):
    assert all(compose(*parts(c)) == c for c in text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("광진복지관", "ㄱㅈㅂㅈㄱ"), ("자양 1동", "ㅈㅇ1ㄷ"), ("빵집", "ㅃㅈ"), ("LH공사", "lhㄱㅅ"), ("", "")],
)
def test_initial_consonants(text, expected):
    assert initials(text) == expected


@given(hangul.filter(lambda s: len(s) >= 2))
def test_the_initials_of_any_korean_name_are_recognised_as_such(name):
    assert is_initials(initials(name))
    assert not is_initials(name)


@pytest.mark.parametrize(
    ("query", "expected"),
    [("ㄱㅈ", True), ("ㄱ ㅈ", True), ("ㅈㅇ1ㄷ", True), ("ㄱ", False), ("12", False), ("ㅏㅏ", False),
     ("ㄱ진", False), ("", False)],
)  # fmt: skip
def test_a_search_by_initials_needs_two_consonants_and_nothing_else_but_digits(query, expected):
    assert is_initials(query) is expected


def test_bigrams_do_not_depend_on_spaces():
    assert bigrams("가족 센터") == bigrams("가족센터") == ("가족", "족센", "센터")
    assert bigrams("쌀") == ("쌀",)
    assert bigrams(" ") == ()


@pytest.mark.parametrize(
    ("word", "pair", "expected"),
    [
        ("쌀", "을/를", "쌀을"),
        ("반찬가게", "을/를", "반찬가게를"),
        ("이웃", "이/가", "이웃이"),
        ("가게", "가/이", "가게가"),
        ("복지관", "은/는", "복지관은"),
        ("서울", "으로/로", "서울로"),
        ("동", "으로/로", "동으로"),
        ("학교", "로/으로", "학교로"),
        ("3", "을/를", "3을"),
        ("2", "을/를", "2를"),
        ("7", "으로/로", "7로"),
        ("10", "이/가", "10이"),
        ("LH", "을/를", "LH를"),
        ("BTL", "을/를", "BTL을"),
        ("복지관(자양)", "과/와", "복지관(자양)과"),
        ("‘나눔터’", "은/는", "‘나눔터’는"),
        (unicodedata.normalize("NFD", "쌀"), "을/를", unicodedata.normalize("NFD", "쌀") + "을"),
        ("", "을/를", "를"),
        ("…", "이/가", "…가"),
    ],
)
def test_the_particle_follows_the_last_sound(word, pair, expected):
    assert josa(word, pair) == expected


@given(st.text(max_size=20), st.sampled_from(["을/를", "이/가", "은/는", "과/와", "으로/로"]))
def test_the_word_itself_is_never_changed(word, pair):
    assert josa(word, pair)[: len(word)] == word
    assert josa(word, pair)[len(word) :] in pair.split("/")


def test_an_unknown_pair_of_particles_is_refused():
    with pytest.raises(ValueError, match="particles"):
        josa("쌀", "에/의")


def test_only_whole_syllables_are_syllables():
    assert is_syllable("가") and not is_syllable("ㄱ") and not is_syllable("가나")
