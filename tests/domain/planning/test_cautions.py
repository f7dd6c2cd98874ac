"""What else the sources ask of a plan: each caution where it belongs, and none where nothing was told."""

from dataclasses import replace

import pytest

from resmap.domain.planning.cautions import cautions_of, negative_wording, two_goals
from resmap.domain.planning.goals import Ground, Objective, Purpose, Side
from resmap.domain.planning.plan import CheckMethod, LineKind, Plan, PlanLine, PlannedNeed

GOOD = Objective(
    "1",
    "어머니가 6개월 내 아이의 병원치료 일수를 월 10일에서 7일로 줄인다",
    inputs=frozenset(Side),
    purpose="p",
    ground=Ground.CLIENT_FIRST,
    confirmed=True,
)
LINE = PlanLine("a", "1", LineKind.CLIENT_TASK, "기록장 쓰기", methods=frozenset({CheckMethod.CONTACT}))
WHOLE = Plan(
    (GOOD,),
    ("기록을 꼼꼼히 함",),
    purposes=(Purpose("p", "자녀의 건강회복", needs=("HLT15",)),),
    needs=(PlannedNeed("HLT15"), PlannedNeed("ECO15", deferred=True, reason="검사 뒤에 다시 봄")),
    lines=(LINE,),
)


def codes(plan: Plan) -> set[str]:
    return {one.code.value for one in cautions_of(plan)}


def test_a_whole_plan_has_no_cautions():
    assert cautions_of(WHOLE) == ()


def test_a_plan_of_objectives_alone_is_not_asked_for_purposes_needs_and_lines():
    assert codes(Plan((GOOD,), ("강점",))) == set()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"objectives": ()}, "NO_OBJECTIVE"),
        ({"strengths": ("  ",)}, "NO_STRENGTH"),
        ({"objectives": (replace(GOOD, confirmed=False),)}, "NOT_CONFIRMED"),
        ({"objectives": (replace(GOOD, purpose=None),)}, "NO_PURPOSE"),
        ({"objectives": (replace(GOOD, ground=None),)}, "NO_GROUND"),
        ({"objectives": (replace(GOOD, inputs=frozenset({Side.MANAGER, Side.CLIENT})),)}, "ONE_SIDED_INPUTS"),
        ({"objectives": (GOOD, replace(GOOD, id="2"))}, "SAME_TEXT"),
        ({"objectives": (replace(GOOD, text=GOOD.text + " 그리고" * 120),)}, "LONG_TEXT"),
        ({"needs": (PlannedNeed("ECO15", deferred=True),)}, "DEFERRED_WITHOUT_REASON"),
        ({"needs": (PlannedNeed("SOC11"),)}, "NEED_NOT_TAKEN_UP"),
        ({"purposes": (*WHOLE.purposes, Purpose("q", "정상발달"))}, "PURPOSE_WITHOUT_OBJECTIVE"),
        ({"purposes": (Purpose("p", "치료비를 지원한다", needs=("HLT15",)),)}, "PURPOSE_IS_MEANS"),
        ({"lines": ()}, "OBJECTIVE_WITHOUT_LINE"),
        ({"lines": (replace(LINE, methods=frozenset()),)}, "NO_CHECK_METHOD"),
        ({"lines": (LINE, replace(LINE, id="b", depends_on="a"))}, "NO_CONDITION"),
        ({"lines": (LINE, replace(LINE, id="b", condition="병이면"))}, "CONDITION_ALONE"),
        ({"lines": (replace(LINE, depends_on="b"), replace(LINE, id="b", depends_on="a"))}, "IN_A_CIRCLE"),
        ({"lines": (LINE, replace(LINE, id="b", kind=LineKind.OBSTACLE))}, "OBSTACLE_UNNAMED"),
        ({"lines": (replace(LINE, priority=1), replace(LINE, id="b", priority=1))}, "SAME_PRIORITY"),
        (
            {"lines": (replace(LINE, kind=LineKind.DIRECT), replace(LINE, id="b", kind=LineKind.DIRECT))},
            "ALL_ON_MANAGER",
        ),
        (
            {"lines": tuple(replace(LINE, id=i, kind=LineKind.SERVICE, provider="주민 K") for i in "abc")},
            "ALL_ON_ONE",
        ),
    ],
)
def test_each_caution_is_told_where_its_ground_stands(change, code):
    assert code in codes(replace(WHOLE, **change))


def test_one_task_of_the_client_anywhere_is_enough():
    alone = replace(GOOD, inputs=frozenset({Side.MANAGER, Side.COMMUNITY}))
    assert "NO_CLIENT_TASK" in codes(Plan((alone,), ("강점",)))
    assert "NO_CLIENT_TASK" not in codes(Plan((alone, replace(GOOD, id="2")), ("강점",)))
    assert "NO_CLIENT_TASK" not in codes(Plan((alone,), ("강점",), lines=(LINE,)))


def test_the_missing_sides_are_named_in_their_order():
    plan = Plan((replace(GOOD, inputs=frozenset({Side.COMMUNITY})),), ("강점",))
    (one,) = [one for one in cautions_of(plan) if one.code == "ONE_SIDED_INPUTS"]
    assert one.facts == ("manager", "client") and one.id == "1"


def test_cost_is_settled_after_the_examination():
    """Worked example 1 of the seed: test first; if ill, treatment, and its cost as an obstacle (R092, R096)."""
    test = replace(LINE, id="t", kind=LineKind.SERVICE, content="의료적 검사")
    cost = replace(LINE, id="c", kind=LineKind.OBSTACLE, content="치료비 지원", removes="비용")
    assert "PAYS_BEFORE_EXAMINING" in codes(replace(WHOLE, lines=(test, cost)))
    later = replace(cost, depends_on="t", condition="치료가 필요하다고 나오면")
    assert "PAYS_BEFORE_EXAMINING" not in codes(replace(WHOLE, lines=(LINE, test, later)))
    assert "PAYS_BEFORE_EXAMINING" not in codes(replace(WHOLE, lines=(LINE, cost)))


def test_what_neither_field_nor_text_measures_is_told_piece_by_piece():
    plan = Plan((Objective("1", "술을 줄인다", inputs=frozenset(Side)),), ("강점",))
    assert codes(plan) == {"NO_INDICATOR", "NO_BASELINE", "NO_TARGET", "NO_PERIOD"}
    measured = Objective("1", "술을 줄인다", None, "주간 음주 일수", "5일", "1일", 6, frozenset(Side))
    assert codes(Plan((measured,), ("강점",))) == set()
    event = Objective("1", "3개월 안에 이사한다", inputs=frozenset(Side))
    assert codes(Plan((event,), ("강점",))) == set()


@pytest.mark.parametrize(
    "text",
    [
        "술을 줄이고 주 5일 일하는 곳에 취업한다",
        "우울감 감소 및 자존감 향상",
        "빚을 300만 원 갚으며 월 10만 원을 저축한다. 이웃 두 명과 인사를 나눈다",
        "혈압을 140 아래로 낮추고 체중을 5kg 줄인다",
    ],
)
def test_two_goals_in_one_sentence_are_told(text):
    assert two_goals(text)


@pytest.mark.parametrize(
    "text",
    [
        "음주를 월 8회에서 2회로 줄이고 그 상태를 6개월 이상 유지한다",
        "당사자가 서류를 챙겨 주거급여를 신청한다",
        "이웃 두 명과 서로 이름을 부르고 인사를 나눈다",
        "6개월 내 등교일수를 월 8일에서 18일로 늘린다",
    ],
)
def test_one_goal_told_in_steps_is_one_goal(text):
    assert not two_goals(text)


def test_a_goal_says_what_will_be_and_safety_may_be_an_absence():
    assert negative_wording("월세를 밀리지 않는다") == ("밀리지 않는다",)
    assert negative_wording("담배를 끊는다") and negative_wording("결석 근절")
    assert not negative_wording("집에서 폭력이 일어나지 않는다")
    assert not negative_wording("약을 거르지 않고 먹은 날을 주 6일로 늘린다")


def test_a_means_inside_a_goal_is_told_and_not_twice():
    text = "반찬 지원을 통해 6개월 안에 체중을 48kg에서 52kg으로 늘린다"
    assert "MEANS_IN_GOAL" in codes(Plan((replace(GOOD, text=text),), ("강점",)))
    assert "MEANS_IN_GOAL" not in codes(Plan((replace(GOOD, text="상담을 통해 심리 지원을 제공한다"),), ("강점",)))
