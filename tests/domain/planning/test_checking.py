"""The checker of the seven mistakes (R106-R112; cases.md part 3, 3)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.planning.checking import check_objective, check_plan
from resmap.domain.planning.goals import Objective
from resmap.domain.planning.mistakes import Mistake, Why
from resmap.domain.planning.plan import Plan, PlanLimits
from resmap.domain.planning.wording import plain


def objective(text: str, holder: str | None = "당사자", **fields) -> Objective:
    return Objective("1", text, holder, **fields)


def mistakes(text: str, holder: str | None = "당사자", **fields) -> list[str]:
    return [one.value for one in check_objective(objective(text, holder, **fields)).mistakes]


@pytest.mark.parametrize(
    ("text", "holder", "expected"),
    [
        ("도시락을 주 3회 제공한다", "client", ["M1"]),
        ("상담 10회기 진행", "client", ["M2"]),
        ("상담 10회기 완료", "client", ["M2"]),
        ("건강이 좋아진다", None, ["M3", "M7"]),
        ("행복한 삶을 산다", "client", ["M4"]),
        ("행복한 삶", "client", ["M4"]),
        ("평생 가난에서 벗어난다", "client", ["M5"]),
        ("가난의 대물림을 끊는다", "client", ["M5"]),
        ("재판에서 이긴다", "client", ["M6"]),
        ("많이 나아진다", "client", ["M7"]),
        ("더 나아진다", "client", ["M7"]),
        ("병원비를 지원한다", "client", ["M1"]),
        ("어머니: 6개월 내 아이의 병원치료 일수를 현재 월 10일에서 7일로 줄인다", None, []),
    ],
)
def test_the_supervisors_examples_are_judged_as_the_supervisor_judges_them(text, holder, expected):
    assert mistakes(text, holder) == expected


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("현 수준보다 병원치료 일수 30%감소", 6),
        ("1년 내에 정상발달 기준표의 정상 발달 범주안에 들기", None),
        ("자존감척도 활용하여 30%이상의 자존감 향상됨", 6),
        ("현재 평균 성적보다 30%향상", 6),
        ("남편이 가정사, 특히 경제 상황에 대한 정보공유 및 생활비 중심의 경제권을 줌", 6),
        ("남편의 불면증이 해소됨", 6),
        ("자녀에 대한 폭력빈도가 70%이상 감소됨", 6),
        ("가족폭력이 일어나지 않고, 폭력없는 생활이 6개월 이상 지속됨", 6),
    ],
)
def test_the_seeds_own_objectives_pass_once_their_months_are_filled_in(text, months):
    assert mistakes(text, months=months) == []


def test_a_period_that_is_an_empty_place_is_no_period():
    assert mistakes("몇 개월 내에 남편의 불면증이 해소됨") == ["M7"]


def test_whose_goal_it_is_may_stand_in_the_text_or_in_the_field():
    text = "6개월 내 등교일수를 월 8일에서 18일로 늘린다"
    assert mistakes(text, None) == ["M3"] and mistakes(text, "  ") == ["M3"] and mistakes(text, "미정") == ["M3"]
    assert mistakes(text, "c") == [] and mistakes(f"아들: {text}", None) == [] and mistakes(f"큰딸은 {text}", None) == []


@pytest.mark.parametrize("beside", ["자녀에 대한", "이웃과", "어르신께", "아이에게", "사례관리자와"])
def test_a_person_whom_the_goal_only_concerns_does_not_own_it(beside):
    assert "M3" in mistakes(f"{beside} 무엇을 6개월 안에 주 3회에서 5회로 늘린다", None)


def test_a_worker_or_agency_as_holder_makes_it_the_providers_goal():
    check = check_objective(objective("술 마시는 날을 주 5일에서 1일로 줄인다", "사례관리자", months=6))
    assert [(one.mistake, one.why, one.words) for one in check.found] == [
        (Mistake.M1, Why.PROVIDER_HOLDS, ("사례관리자",))
    ]


def test_giving_is_a_task_of_helpers_and_the_doing_of_a_family_member():
    assert mistakes("아침밥을 주 5일 제공한다", months=3) == ["M1"]
    assert mistakes("어머니가 아이에게 아침밥을 주 5일 이상 제공한다", None, months=3) == []


def test_an_idea_is_no_mistake_once_a_measure_defines_it():
    assert mistakes("집에서 편안하게 지낸다", months=6) == ["M4"]
    fields = {"indicator": "편안했던 날", "baseline": "주 1일", "target": "주 4일"}
    assert mistakes("집에서 편안하게 지낸다", months=6, **fields) == []


@pytest.mark.parametrize("missing", ["indicator", "target", "months"])
def test_without_indicator_target_or_period_nobody_can_judge_it(missing):
    whole = {"indicator": "우울감", "baseline": "높음", "target": "낮음", "months": 6}
    assert mistakes("우울감이 완화된다", **whole) == []
    assert mistakes("우울감이 완화된다", **{**whole, missing: None}) == ["M7"]


def test_how_long_is_too_long_is_set_by_the_municipality():
    one = objective("자기 소유의 집으로 이사한다", months=30)
    assert [found.why for found in check_objective(one).found] == [Why.TOO_LONG]
    assert check_objective(one, PlanLimits(most_months=36)).found == ()
    assert "M5" in mistakes("10년 안에 빚 2,000만 원을 1,000만 원으로 줄인다")


def test_what_is_no_objective_yet_is_not_also_told_that_it_cannot_be_measured():
    for text in ("밑반찬 연계", "집단상담 8회기 참여", "인간다운 삶", "평생 건강하기", "로또에 당첨된다"):
        assert "M7" not in mistakes(text)


def test_a_plan_is_answered_objective_by_objective_in_its_order():
    plan = Plan((replace(objective("많이 나아진다"), id="b"), replace(objective("재판에서 이긴다"), id="a")))
    assert [one.objective.id for one in check_plan(plan).objectives] == ["b", "a"]


_WORDS = st.sampled_from(
    "당사자가 어머니: 6개월 내 상담 10회기 도시락을 지원한다 연계 행복한 삶 주 3회 월 8일에서 18일로 늘린다 술을 줄이고 취업한다 평생 "
    "재판에서 이긴다 많이 나아진다 복지관은 만족도 이웃과 ○ ( ) → , . 및 통해 하도록 참여율 80% 가족 ※ 12년 안에".split()
)
TEXTS = st.one_of(st.lists(_WORDS, min_size=1, max_size=14).map(" ".join), st.text(min_size=1, max_size=120))


@given(TEXTS, st.none() | st.sampled_from(["당사자", "m", "복지관", ""]), st.none() | st.sampled_from([1, 6, 60]))
def test_any_text_is_answered_and_the_words_shown_stand_in_it(text, holder, months):
    check = check_objective(objective(text, holder, months=months))
    read = plain(text)
    for one in check.found:
        if one.why is not Why.PROVIDER_HOLDS:
            assert all(word in read for word in one.words), one
    assert (check.rewrite is None) == (not check.found)
    assert list(check.mistakes) == sorted(check.mistakes)


@given(TEXTS, st.sampled_from([1, 6, 24]))
def test_telling_more_never_adds_a_mistake(text, months):
    """A holder, a period, a measure take mistakes away; M7 may show once an undefined idea is defined."""
    bare = set(mistakes(text, None))
    assert set(mistakes(text, "당사자")) <= bare
    assert set(mistakes(text, None, months=months)) <= bare
    full = set(mistakes(text, "당사자", months=months, indicator="기록", baseline="1", target="4"))
    assert full <= bare


@pytest.mark.parametrize("piece", ["가", "프로그램", "상담 ", "12345", "재판", "어머니 ", "에서1", "지원을 ", "((", "안정 "])
def test_a_long_text_is_read_at_its_beginning_and_answered(piece):
    """Two thousand characters took minutes before the runs of letters were bounded."""
    check_plan(Plan((objective((piece * 2000)[:2000]),)))
