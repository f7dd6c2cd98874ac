"""Checking a plan: the contract's answer, and hints beside a form."""

import pytest

from resmap.domain.planning.goals import Objective, Side
from resmap.domain.planning.plan import Plan, PlanLimits
from resmap.flows.plan_checking import check_document, hints_for


@pytest.fixture
def plan() -> Plan:
    return Plan(
        (
            Objective("1", "도시락을 주 3회 제공한다", "client", months=6, inputs=frozenset({Side.MANAGER})),
            Objective("2", "어머니: 6개월 내 아이의 병원치료 일수를 월 10일에서 7일로 줄인다", inputs=frozenset(Side)),
        )
    )


def test_the_answer_has_the_shape_of_the_contract(plan):
    told = check_document(plan, "ko")
    first, second = told["objectives"]
    assert (first["id"], first["mistakes"]) == ("1", ["M1"])
    assert (second["id"], second["mistakes"], second["hints"]) == ("2", [], [])
    assert all(isinstance(hint, str) and hint for hint in first["hints"])
    assert "NO_STRENGTH" in told["warnings"] and "NO_CLIENT_TASK" not in told["warnings"]
    assert len(told["warnings"]) == len(set(told["warnings"]))


def test_each_mistake_says_its_words_its_reason_and_an_example(plan):
    first = check_document(plan, "ko")["objectives"][0]
    (found,) = first["findings"]
    assert found["words"] == ["도시락을 주 3회 제공한다"] and found["words"][0] in found["text"]
    assert first["rewrite"] in first["hints"][-2] and "④" in first["hints"][-1]


def test_every_warning_in_detail_stands_among_the_codes(plan):
    told = check_document(plan, "en")
    assert {one["code"] for one in told["warning_details"]} == set(told["warnings"])


def test_hints_for_a_form_follow_the_limits_of_the_municipality():
    one = Objective("1", "이사한다", "client", months=30)
    assert hints_for(one, "ko").mistakes == ("M5",)
    fine = hints_for(one, "ko", PlanLimits(36))
    assert (fine.mistakes, fine.names, fine.hints, fine.rewrite) == ((), (), (), None)
