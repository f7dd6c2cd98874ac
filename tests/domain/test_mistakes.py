"""The seven mistakes in asking are shown, and our own questions make none of them (R063-R069)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap import words
from resmap.domain.mistakes import LONGEST, Mistake, irrelevant, sections_asked, setting_slips, slips

M = Mistake


def found(question: str) -> list[Mistake]:
    return [slip.mistake for slip in slips(question)]


def test_the_seven_stand_in_the_order_of_the_seed():
    assert [one.number for one in M] == list(range(1, 8))


@pytest.mark.parametrize(
    ("question", "mistakes"),
    [
        ("많이 외로우시죠?", [M.LEADING]),
        ("복지관에 가시면 좋지 않을까요?", [M.LEADING]),
        ("식사는 하셨나요?", [M.YES_NO]),
        ("병원에 다니고 계세요?", [M.YES_NO]),
        ("요즘 어떻게 지내세요? 병원은 언제 가세요?", [M.SEVERAL]),
        ("왜 병원에 안 가셨어요?", [M.WHY]),
        ("그런데 왜 그러셨어요?", [M.WHY]),
        ("무엇 때문에 일을 그만두셨어요?", [M.WHY]),
        ("지금의 지지체계를 어떻게 보시나요?", [M.COMPLEX]),
        ("요즘 어떻게 지내세요?", []),
        ("힘들 때는 누구에게 말씀하시나요?", []),
        ("그때 있었던 일을 들려주시겠어요?", []),
        ("하루 일과를 말씀해 주시겠어요?", []),
        ("왜냐하면 그날 비가 왔거든요.", []),
        ("누구시죠?", []),
        ("체격이 왜소하신 편이라 어떤 옷을 찾으세요?", []),
        ("How are you?", []),
        ("", []),
    ],
)
def test_mistakes_are_found_in_the_words(question, mistakes):
    assert found(question) == mistakes


def test_a_long_question_is_hard_to_answer():
    long = "어떻게 " + "가" * LONGEST + "?"
    assert found(long) == [M.COMPLEX]


def test_the_word_that_shows_it_is_told():
    assert slips("왜 그러셨어요?")[0].because == "왜"
    assert slips("지지체계는 어떤가요?")[0].because == "지지체계"


@pytest.mark.parametrize("key", ["issue", "insight", "support", "relation", "wished", "how"])
def test_our_own_questions_make_no_mistake(key):
    assert found(words.say(f"intake.ask.{key}", "ko")) == []


def test_a_bad_moment_is_told_by_what_makes_it_one():
    assert setting_slips() == ()
    assert [slip.because for slip in setting_slips(others_present=True, unwell=True)] == ["others_present", "unwell"]


def test_only_what_belongs_to_the_needs_is_asked():
    assert sections_asked({"ECO12", "HLT13"}) == {"ECO", "HLT", "SAF", "SOC"}
    assert irrelevant("FAM", {"ECO12"})[0].mistake is M.IRRELEVANT
    assert irrelevant("ECO", {"ECO12"}) == () == irrelevant("FAM", {"ECO12"}, asked_for={"FAM"})


@given(st.text(max_size=200))
def test_any_text_can_be_looked_at_and_no_mistake_is_told_twice(text):
    told = found(text)
    assert len(told) == len(set(told)) and told == sorted(told, key=lambda one: one.number)


@given(st.text(max_size=30), st.text(max_size=30))
def test_two_question_marks_are_two_questions(first, second):
    assert M.SEVERAL in found(f"가{first}? 나{second}?")


def test_everything_has_its_words():
    for locale in ("ko", "en"):
        assert all(words.say(f"roles.mistake.{code}", locale, because="") for code in M)
        for slip in setting_slips(others_present=True, interrupted=True, unwell=True):
            assert words.say(f"roles.moment.{slip.because}", locale)
