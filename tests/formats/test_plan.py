"""Plan files: the contract's minimum is enough, and what breaks the format is told by path and rule only."""

import json
from copy import deepcopy
from datetime import date

import pytest

from resmap.domain.planning.goals import GoalType, Ground, Side
from resmap.domain.planning.plan import CheckMethod, LineKind
from resmap.formats.plan import plan_from, read_plan
from resmap.formats.problems import FormatError
from tests.formats.broken import GIFTWORD, RESIDENT

WHOLE = {
    "format": "resmap-plan/1",
    "objectives": [
        {
            "id": "1", "text": "6개월 내 외출을 주 1회에서 3회로 늘린다", "holder": "client", "indicator": "외출", "baseline": 1,
            "target": 3.5, "months": 6, "inputs": ["manager", "community", "client"], "purpose": "p",
            "goal_type": "behaviour", "ground": "client_first", "confirmed": True, "strategy": "이웃과 함께",
        }
    ],
    "strengths": ["길을 잘 안다"],
    "purposes": [{"id": "p", "text": "고립 해소", "needs": ["SOC13"], "goal_type": "relationship"}],
    "needs": [{"code": "SOC13"}, {"code": "ECO15", "deferred": True, "reason": "검사 뒤"}],
    "lines": [
        {"id": "a", "objective": "1", "kind": "service", "content": "동행", "priority": 1, "from": "2026-11-09", "to": None,
         "per_week": 0.5, "methods": ["contact"], "when": "화 10시"},
        {"id": "b", "objective": "1", "kind": "obstacle", "content": "교통비", "removes": "비용", "depends_on": "a",
         "condition": "멀면"},
    ],
}  # fmt: skip


def test_the_minimum_of_the_contract_is_enough():
    raw = {"objectives": [{"id": "1", "text": "가", "holder": None, "indicator": None, "baseline": None, "target": None,
                           "months": None, "inputs": []}], "strengths": []}  # fmt: skip
    read = plan_from(raw)
    assert read.warnings == () and read.value.purposes is None and read.value.lines is None
    assert plan_from({"objectives": []}).value.objectives == ()


def test_every_field_arrives():
    plan = plan_from(WHOLE).value
    (one,) = plan.objectives
    assert (one.baseline, one.target, one.months, one.inputs) == ("1", "3.5", 6, frozenset(Side))
    assert (one.goal_type, one.ground, one.confirmed) == (GoalType.BEHAVIOUR, Ground.CLIENT_FIRST, True)
    assert plan.needs[1].deferred and plan.purposes[0].needs == ("SOC13",)
    first, second = plan.lines
    assert first.starts_on == date(2026, 11, 9) and first.methods == {CheckMethod.CONTACT} and first.per_week == 0.5
    assert second.kind is LineKind.OBSTACLE and second.depends_on == "a" and second.removes == "비용"


def test_unknown_fields_are_kept_out_and_named():
    changed = deepcopy(WHOLE) | {"note": 1}
    changed["objectives"][0]["colour"] = "red"
    paths = {facts["path"] for _, facts in plan_from(changed).warnings}
    assert paths == {"$.note", "$.objectives[].colour"}


BROKEN = [
    ("objectives", None, "TYPE", "$.objectives"),
    ("objectives", [{"id": "1"}], "REQUIRED", "$.objectives[0].text"),
    ("objectives", [{"id": "1", "text": ""}], "MINLENGTH", "$.objectives[0].text"),
    ("objectives", [{"id": "1", "text": "  "}], "MINLENGTH", "$.objectives[0].text"),
    ("objectives", [{"id": 1, "text": "가"}], "TYPE", "$.objectives[0].id"),
    ("objectives", [{"id": "1", "text": "가", "months": GIFTWORD}], "TYPE", "$.objectives[0].months"),
    ("objectives", [{"id": "1", "text": "가", "months": 0}], "MINIMUM", "$.objectives[0].months"),
    ("objectives", [{"id": "1", "text": "가", "inputs": [GIFTWORD]}], "ENUM", "$.objectives[0].inputs[0]"),
    ("objectives", [{"id": "1", "text": "가", "purpose": "x"}], "UNKNOWN_ID", "$.objectives[0].purpose"),
    ("objectives", [{"id": "1", "text": "가"}] * 2, "ID_TWICE", "$.objectives[1].id"),
    ("objectives", [{"id": "1", "text": RESIDENT}], "RESIDENT_NUMBER", "$.objectives[0].text"),
    ("strengths", GIFTWORD, "TYPE", "$.strengths"),
    ("format", "resmap-plan/2", "CONST", "$.format"),
    ("needs", [{"code": "XXX99"}], "FORMAT", "$.needs[0].code"),
    ("purposes", [{"id": "p", "text": "가", "needs": [GIFTWORD]}], "FORMAT", "$.purposes[0].needs[0]"),
    ("lines", [{"id": "a", "objective": "9", "kind": "service", "content": "가"}], "UNKNOWN_ID", "$.lines[0].objective"),
    ("lines", [{"id": "a", "objective": "1", "kind": "x", "content": "가"}], "ENUM", "$.lines[0].kind"),
    (
        "lines",
        [{"id": "a", "objective": "1", "kind": "service", "content": "가", "depends_on": "a"}],
        "UNKNOWN_ID",
        "$.lines[0].depends_on",
    ),
    (
        "lines",
        [{"id": "a", "objective": "1", "kind": "service", "content": "가", "from": "2026-11-09", "to": "2026-11-08"}],
        "DATES_CROSSED",
        "$.lines[0].to",
    ),
]


@pytest.mark.parametrize(("name", "value", "rule", "path"), BROKEN)
def test_a_broken_plan_is_refused_by_path_and_rule(name, value, rule, path):
    changed = deepcopy(WHOLE) | {name: value}
    if name == "objectives" and rule != "UNKNOWN_ID":
        changed.pop("lines")
    with pytest.raises(FormatError) as refused:
        plan_from(changed, "계획.json")
    told = [(one.path, one.rule) for one in refused.value.problems]
    assert (path, rule) in told
    assert GIFTWORD not in repr(refused.value.problems) and RESIDENT not in repr(refused.value.problems)


def test_a_file_is_read(tmp_path):
    file = tmp_path / "계획.json"
    file.write_text(json.dumps(WHOLE, ensure_ascii=False), "utf-8")
    assert read_plan(file).value == plan_from(WHOLE).value
