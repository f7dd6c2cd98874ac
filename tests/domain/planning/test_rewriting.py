"""The rewritten example is made from the text at hand and would itself pass."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.planning.checking import check_objective
from resmap.domain.planning.goals import GoalType, Objective
from resmap.domain.planning.rewriting import FIRST_STEP_MONTHS
from resmap.domain.planning.themes import THEMES, goal_type_of
from resmap.words import say
from resmap.words.planning import rewritten
from tests.domain.planning.reading import labelled

SETS = ("design", "held_out", "terse", "unseen")


def example(text: str, holder: str | None = None, **fields) -> str:
    return rewritten(check_objective(Objective("1", text, holder, **fields)).rewrite, "ko")


def test_what_the_text_has_is_kept_and_only_what_it_lacks_is_added():
    assert example("6개월 내 등교일수를 월 8일에서 18일로 늘린다") == "○○(누구): 6개월 내 등교일수를 월 8일에서 18일로 늘린다"
    assert example("딸이 주 4일 이상 학교에 간다") == "딸이 ○개월 안에 주 4일 이상 학교에 간다"
    assert example("주 4일 이상 학교에 간다", "딸") == "딸: ○개월 안에 주 4일 이상 학교에 간다"


def test_fields_that_are_filled_in_make_the_example():
    fields = {"indicator": "주간 음주 일수", "baseline": "5일", "target": "1일", "months": 3}
    assert example("술을 끊도록 지도한다", "client", **fields) == (
        "당사자: 3개월 안에 ‘주간 음주 일수’의 값을 5일에서 1일로 바꾼다"
    )


def test_a_service_becomes_the_change_it_is_for():
    assert "챙겨 먹은 날" in example("도시락을 주 3회 제공한다", "client", months=6)
    assert example("도시락을 주 3회 제공한다", "client", months=6).startswith("당사자: 6개월 안에 ")
    assert "평균 점수" in example("학원비를 지원한다", "아들")


def test_a_provider_is_never_the_one_who_changes():
    assert example("밑반찬을 배달한다", "복지관").startswith("○○(누구): ")


def test_a_goal_too_far_away_becomes_a_first_step_within_a_year():
    assert f"{FIRST_STEP_MONTHS}개월 안에" in example("10년 안에 빚을 다 갚는다", "client")


def test_where_others_decide_the_example_is_what_the_person_can_do():
    assert "서류" in example("재판에서 이긴다", "client")
    assert "답을 기다리지 않고" in example("집주인이 월세를 내려 준다", "client")
    assert "혼자 할 수 있는 일" in example("치매가 완치된다", "client")


def _filled(text: str) -> str:
    return text.replace("○○(누구)", "당사자").replace("○", "3")


@pytest.mark.parametrize("key", [f"theme.{one.code}" for one in THEMES] + [
    f"reason.{why}" for why in ("INCURABLE", "CHANCE", "LAW_CHANGE", "THIRD_PERSON")
])
def test_every_example_of_the_catalogue_passes_the_checker_once_filled_in(key):
    text = "당사자: 6개월 안에 " + say(f"planning.{key}", "ko", low="5", high="3").replace("○", "3")
    assert check_objective(Objective("1", text)).found == (), text


@pytest.mark.parametrize("name", SETS)
def test_every_example_of_the_labelled_sets_passes_once_filled_in(name):
    for _, one in labelled(f"objectives_{name}"):
        check = check_objective(one)
        if check.rewrite:
            text = _filled(rewritten(check.rewrite, "ko"))
            fields = {"indicator": one.indicator, "baseline": one.baseline, "target": one.target}
            again = check_objective(Objective("1", text, one.holder, **fields))
            assert again.found == (), (one.text, text, again.found)


@given(st.text(max_size=60), st.sampled_from(["ko", "en"]))
def test_an_example_can_be_said_of_any_text_in_both_languages(text, locale):
    check = check_objective(Objective("1", text))
    assert check.rewrite is None or rewritten(check.rewrite, locale).strip()


def test_no_number_is_invented():
    """Only digits that stand in the text or the fields stand in the example."""
    for name in SETS:
        for _, one in labelled(f"objectives_{name}"):
            rewrite = check_objective(one).rewrite
            if rewrite and rewrite.months != FIRST_STEP_MONTHS:
                known = f"{one.text} {one.months or 0:g} {one.indicator} {one.baseline} {one.target}"
                new = {char for char in rewritten(rewrite, "ko") if char.isdigit()}
                assert new <= set(known), one.text


def test_the_kind_of_goal_is_proposed_and_there_are_six():
    assert len(GoalType) == 6
    assert goal_type_of("부부가 다투지 않고 이야기한다") is GoalType.RELATIONSHIP
    assert goal_type_of("요양원에 들어가거나 이사할지 정한다") is GoalType.DECISION
    assert goal_type_of("술을 줄인다") is GoalType.BEHAVIOUR
    assert goal_type_of("도배와 장판") is GoalType.ENVIRONMENT
    assert goal_type_of("빚을 갚는다") is GoalType.RESOURCE
    assert goal_type_of("손주를 양육하는 법을 익힌다") is GoalType.SKILL
    assert goal_type_of(str(date.min)) is None
