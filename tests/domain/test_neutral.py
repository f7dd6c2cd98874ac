"""No word that judges a person sticks to them (R023, R056)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.neutral import INSTEAD, judging, may_be_tag


def test_a_judging_word_is_found_with_a_kinder_one():
    found = judging("악성 민원인이고 비협조적임. 비협조")
    assert [(one.word, one.at) for one in found] == [("악성 민원", 0), ("비협조", 9), ("비협조", 16)]
    assert found[1].instead == "아직 원하지 않으시는"


@pytest.mark.parametrize("word", sorted(INSTEAD))
def test_nobody_is_tagged_with_a_judging_word(word):
    assert not may_be_tag(f"{word} 가구") and may_be_tag("한부모 가정")


def test_the_words_put_in_their_place_judge_nobody():
    assert not [word for word in INSTEAD.values() if judging(word)]


@pytest.mark.parametrize("text", ["월세가 석 달 밀렸어요", "남편이 때려서 무서워요", "혼자라 라면만 먹어요", "악성 종양", "진상 규명", ""])
def test_what_happened_may_be_told(text):
    assert judging(text) == ()


@given(st.text(max_size=40), st.sampled_from(sorted(INSTEAD)), st.text(max_size=40))
def test_a_judging_word_is_found_wherever_it_stands(before, word, after):
    text = before + word + after
    assert any(text[one.at :].startswith(one.word) and one.word == word for one in judging(text))
