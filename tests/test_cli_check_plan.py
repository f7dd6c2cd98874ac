"""`resmap check-plan` as another program calls it."""

import json

import pytest

from resmap.cli import main
from tests.formats.broken import RESIDENT

PLAN = {
    "objectives": [
        {"id": "1", "text": "도시락을 주 3회 제공한다", "holder": "client", "inputs": ["manager"]},
        {"id": "2", "text": "건강이 좋아진다", "holder": None, "inputs": []},
        {"id": "3", "text": "어머니: 6개월 내 아이의 병원치료 일수를 현재 월 10일에서 7일로 줄인다"},
    ],
    "strengths": [],
}


@pytest.fixture
def check(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("RESMAP_LOCALE", raising=False)

    def run(plan: object, *options: str):
        file = tmp_path / "계획.json"
        file.write_text(plan if isinstance(plan, str) else json.dumps(plan, ensure_ascii=False), "utf-8")
        code = main(["check-plan", str(file), *options])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def test_mistakes_are_an_answer_and_one_document(check):
    code, out, err = check(PLAN, "--json")
    told = json.loads(out)
    assert code == 0 and err == ""
    assert [one["mistakes"] for one in told["objectives"]] == [["M1"], ["M3", "M7"], []]
    assert {"NO_STRENGTH", "NO_CLIENT_TASK"} <= set(told["warnings"])


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_without_json_a_person_reads_words(check, lang):
    code, out, _ = check(PLAN, "--lang", lang)
    assert code == 0 and "M1" in out and "도시락을 주 3회 제공한다" in out
    assert ("이렇게 써 볼 수 있습니다" in out) == (lang == "ko")


def test_the_same_warning_of_several_objectives_is_one_line(check):
    _, out, _ = check(PLAN)
    assert sum("기간이 없습니다" in row for row in out.splitlines()) == 1 and "목표 1·2" in out


def test_a_broken_plan_is_exit_code_two_with_path_and_rule(check):
    code, out, err = check({"objectives": [{"id": "1", "text": 5}]}, "--json")
    assert (code, out) == (2, "") and "$.objectives[0].text" in err and "TYPE" in err
    code, out, err = check("{", "--json")
    assert (code, out) == (2, "") and "NOT_JSON" in err


def test_a_resident_number_is_refused_and_never_repeated(check):
    code, out, err = check({"objectives": [{"id": "1", "text": f"{RESIDENT} 님이 취업한다"}]})
    assert (code, out) == (2, "") and "RESIDENT_NUMBER" in err and RESIDENT not in err


def test_an_unknown_field_is_told_apart(check):
    code, out, err = check(PLAN | {"colour": 1}, "--json")
    assert code == 0 and json.loads(out) and "$.colour" in err


def test_text_that_would_move_the_cursor_is_not_printed(check):
    plan = {"objectives": [{"id": "\x1b[2J", "text": "많이 나아진다\x1b[31m", "holder": "c"}]}
    _, out, _ = check(plan)
    assert "\x1b" not in out
