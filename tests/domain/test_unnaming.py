"""Names are taken out of what was written freely: whole, apart, with what follows them; and nothing else is (P-29)."""

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from resmap.domain.hiding import GONE
from resmap.domain.unnaming import unnamed

SYLLABLES = "가나다라김이박온솔별하민"
KOREAN = st.text(SYLLABLES, min_size=2, max_size=4)
LATIN = st.text("abGKmno", min_size=2, max_size=8)
NAMES = KOREAN | LATIN | st.builds("{} {}".format, LATIN, LATIN)
TEXTS = st.text(SYLLABLES + "abGKmno은는씨님 .,-·\n○", max_size=60)
APART = st.sampled_from(["", " ", "-", " · ", ".", "\n", "_"])


def stands(name: str, text: str) -> bool:
    """Whether somebody who reads the text finds the name in it, however it was spaced."""
    letters = [char for char in unicodedata.normalize("NFC", name) if char.isalnum()]
    spelled = r"[\W_]{0,3}".join(map(re.escape, letters))
    return re.search(spelled, unicodedata.normalize("NFC", text), re.IGNORECASE) is not None


@given(NAMES, TEXTS, TEXTS, APART, st.sampled_from(["", "님", "이는", " 어르신", "s"]))
@example("김가온", "김", "온", "", "")
@example("가가", "가", "가", "", "")
@example("가나", "김가나", "", " ", "님")
def test_p_29_the_name_never_stands_in_what_was_taken_apart(name, before, after, apart, following):
    text = f"{before}{apart.join(name)}{following}{after}"
    assert not stands(name, unnamed([name])(text))


@given(NAMES, TEXTS)
def test_p_29_nor_in_a_text_that_names_nobody_by_intent(name, text):
    assert not stands(name, unnamed([name])(text))


@given(NAMES)
def test_the_name_is_found_in_the_form_in_which_some_systems_write_it(name):
    assert not stands(name, unnamed([name])(f"오늘 {unicodedata.normalize('NFD', name)} 님 댁 방문"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("김가온님이 오심", f"{GONE}님이 오심"),
        ("김 가 온은 괜찮다고 함", f"{GONE}은 괜찮다고 함"),
        ("가온이는 학교에 감", f"{GONE}이는 학교에 감"),
        ("나가온 데가 많음", "나가온 데가 많음"),
        ("이웃이 자주 들름", "이웃이 자주 들름"),
        ("kim  GAON visited", f"{GONE} visited"),
        ("Gaon said so", f"{GONE} said so"),
        ("번호는 010 1234-5678", f"번호는 {GONE}"),
        ("능동로 12에 사심", f"{GONE}에 사심"),
    ],
)
def test_what_is_taken_out_and_what_stays(text, shown):
    assert unnamed(["김가온", "Kim Gaon"], ["010-1234-5678", "광진구 능동로 12"])(text) == shown


@given(TEXTS)
def test_without_a_name_nothing_is_taken_out(text):
    assert unnamed([None, "", " ", "가"])(text) == unicodedata.normalize("NFC", text)
