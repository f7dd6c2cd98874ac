"""Everything that planning knows can be said in Korean and in English."""

import pytest

from resmap.domain.planning.cautions import Caution, CautionCode
from resmap.domain.planning.fulfilment import Fulfilment, FulfilmentProblem
from resmap.domain.planning.goals import GoalType, Ground, Side
from resmap.domain.planning.mistakes import Found, Mistake, Why
from resmap.domain.planning.plan import CheckMethod, LineKind, PlanLimits
from resmap.domain.planning.themes import THEMES
from resmap.words import has
from resmap.words.planning import caution_sentence, holder_name, mistake_name, quoted, why_sentence


@pytest.mark.parametrize("locale", ["ko", "en"])
def test_every_code_is_said(locale):
    for mistake in Mistake:
        assert mistake_name(mistake.value, locale)
    for why in Why:
        for words in ((), ("지원한다", "연계")):
            assert why_sentence(Found(Mistake.M1, why, words), locale, PlanLimits())
    for code in CautionCode:
        assert caution_sentence(Caution(code, "objective", "1", ("줄이고",), ("manager", "client")), locale)


@pytest.mark.parametrize(
    ("area", "codes"),
    [
        ("goal_type", GoalType), ("goal_example", GoalType), ("ground", Ground), ("side", Side), ("line", LineKind),
        ("method", CheckMethod), ("fulfilment", Fulfilment), ("fulfilment_problem", FulfilmentProblem),
        ("theme", [one.code for one in THEMES]),
    ],
)  # fmt: skip
def test_every_vocabulary_has_its_words(area, codes):
    missing = [str(code) for code in codes if not has(f"planning.{area}.{code}")]
    assert missing == []


def test_particles_follow_the_quoted_word():
    assert quoted(("행복한",), "ko") == "‘행복한’" and quoted(("a", "b"), "en") == "“a”, “b”"
    limits = PlanLimits()
    assert "‘행복한’은 " in why_sentence(Found(Mistake.M4, Why.UNDEFINED, ("행복한",)), "ko", limits)
    assert "‘지원한다’는 " in why_sentence(Found(Mistake.M1, Why.GIVING, ("지원한다",)), "ko", limits)
    assert "24개월" in why_sentence(Found(Mistake.M5, Why.TOO_LONG), "ko", limits)


def test_holders_are_said_and_names_stay():
    assert holder_name("client", "ko") == "당사자" and holder_name("couple", "en") == "the couple"
    assert holder_name("어머니", "en") == "어머니"
