"""What a plan lacks before it is an agreement, and when a line can stand beside the others."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.planning.contract import Contract, DecidedHow, Gap, contract_gaps, line_gaps, next_priority
from resmap.domain.planning.goals import GoalType, Ground, Objective, Side
from resmap.domain.planning.plan import SIDE_OF, CheckMethod, LineKind, Plan, PlanLine

TODAY = date(2026, 11, 20)
OBJECTIVE = Objective("1", "6개월 안에 술을 마시는 날을 주 5일에서 2일로 줄인다", "당사자", ground=Ground.CLIENT_FIRST)
LINE = PlanLine("a", "1", LineKind.SERVICE, "절주 모임", priority=1)
PLAN = Plan((OBJECTIVE,), lines=(LINE,))
SIGNED = Contract("해 볼게요", DecidedHow.ALONE, "가온", TODAY, TODAY)


def test_r113_a_plan_with_opinion_decision_and_both_signatures_may_be_contracted():
    assert contract_gaps(SIGNED, PLAN, TODAY) == ()


def test_r034_without_the_clients_opinion_there_is_no_contract():
    assert ("opinion", Gap.MISSING) in contract_gaps(replace(SIGNED, opinion="  "), PLAN, TODAY)


def test_r033_how_it_was_decided_is_mandatory():
    assert contract_gaps(replace(SIGNED, decided_how=None), PLAN, TODAY) == (("decided_how", Gap.MISSING),)
    assert {one.value for one in DecidedHow} == {"alone", "with_worker", "by_guardian"}


def test_r128_both_signatures_are_needed_and_lie_in_the_past():
    for name in ("service_agreed_on", "manager_signed_on"):
        assert contract_gaps(replace(SIGNED, **{name: None}), PLAN, TODAY) == ((name, Gap.MISSING),)
        later = {name: TODAY + timedelta(days=1)}
        assert contract_gaps(replace(SIGNED, **later), PLAN, TODAY) == ((name, Gap.IN_FUTURE),)
    assert contract_gaps(replace(SIGNED, signer=""), PLAN, TODAY) == (("signer", Gap.MISSING),)


def test_r088_every_goal_cites_one_of_two_grounds():
    without = Plan((OBJECTIVE, replace(OBJECTIVE, id="2", ground=None)), lines=(LINE,))
    assert contract_gaps(SIGNED, without, TODAY) == (("ground", Gap.NO_GROUND),)
    assert {one.value for one in Ground} == {"attainable", "client_first"}


def test_an_earlier_plan_is_replaced_with_a_reason_only():
    assert contract_gaps(replace(SIGNED, replaces=True), PLAN, TODAY) == (("why", Gap.MISSING),)
    assert contract_gaps(replace(SIGNED, replaces=True, why="상담이 맞지 않음"), PLAN, TODAY) == ()


def test_p19_the_checkers_mistakes_never_stand_in_the_way():
    poor = Plan((replace(OBJECTIVE, text="행복하게 산다", holder=None),), lines=(LINE,))
    assert contract_gaps(SIGNED, poor, TODAY) == ()


@given(
    opinion=st.sampled_from(["", " ", "예"]),
    how=st.sampled_from([None, *DecidedHow]),
    signer=st.sampled_from(["", "가온"]),
    days=st.tuples(*[st.sampled_from([None, -3, 0, 1])] * 2),
    lines=st.booleans(),
    objectives=st.booleans(),
)
def test_whatever_is_signed_is_a_contract_only_when_nothing_is_missing(opinion, how, signer, days, lines, objectives):
    first, second = (None if one is None else TODAY + timedelta(days=one) for one in days)
    plan = Plan((OBJECTIVE,) if objectives else (), lines=(LINE,) if lines else ())
    free = not contract_gaps(Contract(opinion, how, signer, first, second), plan, TODAY)
    whole = bool(opinion.strip() and how and signer and first and second and first <= TODAY and second <= TODAY)
    assert free == (whole and lines and objectives)


# ── lines ─────────────────────────────────────────────────────────────────────


def test_r121_a_line_never_ends_before_it_starts():
    wrong = replace(LINE, id="", priority=2, starts_on=TODAY, ends_on=TODAY - timedelta(days=1))
    assert line_gaps(wrong, [LINE]) == (("ends_on", Gap.END_BEFORE_START),)
    assert line_gaps(replace(wrong, ends_on=TODAY), [LINE]) == ()


def test_r122_half_a_time_a_week_is_a_frequency():
    assert line_gaps(replace(LINE, priority=2, per_week=0.5), [replace(LINE, id="b")]) == ()
    for wrong in (0, -1, 71):
        assert line_gaps(replace(LINE, per_week=wrong)) == (("per_week", Gap.PER_WEEK_RANGE),)


def test_r119_no_priority_is_given_twice():
    assert line_gaps(replace(LINE, id=""), [LINE]) == (("priority", Gap.PRIORITY_TAKEN),)
    assert line_gaps(replace(LINE, priority=0)) == (("priority", Gap.PRIORITY_RANGE),)


@given(st.lists(st.one_of(st.none(), st.integers(1, 50))))
def test_r119_the_next_priority_is_free(taken):
    assert next_priority(taken) not in taken and next_priority(taken) >= 1


def test_r096_a_line_that_waits_says_for_what_and_until_when():
    first, then = replace(LINE, id="a"), replace(LINE, id="", priority=2)
    assert line_gaps(replace(then, depends_on="a", condition="치료가 필요하다고 나오면"), [first]) == ()
    assert line_gaps(replace(then, depends_on="a"), [first]) == (("condition", Gap.NO_CONDITION),)
    assert line_gaps(replace(then, condition="필요하면"), [first]) == (("depends_on", Gap.CONDITION_ALONE),)
    assert line_gaps(replace(then, depends_on="z", condition="x"), [first]) == (("depends_on", Gap.NO_SUCH_LINE),)


def test_r096_lines_never_wait_for_each_other():
    a = replace(LINE, id="a", depends_on="b", condition="나오면")
    b = replace(LINE, id="b", priority=2, depends_on="a", condition="나오면")
    assert line_gaps(b, [a]) == (("depends_on", Gap.WAITS_FOR_ITSELF),)


def test_r092_a_line_that_removes_an_obstacle_names_it():
    line = replace(LINE, kind=LineKind.OBSTACLE, content="치료비 지원")
    assert line_gaps(line) == (("removes", Gap.MISSING),)
    assert line_gaps(replace(line, removes="치료비 부담")) == ()


def test_r093_every_kind_of_line_draws_on_one_of_the_three_sides():
    assert set(SIDE_OF) == set(LineKind) and set(SIDE_OF.values()) == set(Side)


def test_r094_lines_can_strengthen_each_of_the_three():
    assert {"capacity_client", "capacity_manager", "capacity_community"} <= {one.value for one in LineKind}


def test_r079_to_r084_there_are_six_kinds_of_goals():
    assert [one.value for one in GoalType] == [
        "relationship", "decision", "behaviour", "environment", "resource", "skill",
    ]  # fmt: skip


def test_r124_a_line_is_watched_by_one_of_four_methods():
    assert {one.value for one in CheckMethod} == {"contact", "around", "scales", "provider"}
