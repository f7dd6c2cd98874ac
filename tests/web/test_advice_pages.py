"""The pages of supervision and their twins: the worker asks, the supervisor answers, what followed is noted."""

from types import SimpleNamespace

import pytest

from resmap.store import PaperRecord
from resmap.web.app import create_app
from tests.support.api import Caller, over_flask
from tests.support.demo_world import PASSWORD, demo_template, world  # noqa: F401
from tests.web.conftest import Person
from tests.web.test_case_intake import press

SETTINGS = SimpleNamespace(secret_key="a secret of tests, long enough for them", secure_cookies=False)


@pytest.fixture
def app(world):
    return create_app(world.database, SETTINGS, demo_password=PASSWORD)


@pytest.fixture
def people(app):
    def person(login):
        made = Person(app.test_client())
        assert made.login(login, PASSWORD).status_code == 303
        return made

    return {login: person(login) for login in ("manager1", "supervisor")}


def advice_of(world):
    return f"/cases/{world.case_ids['D04']}/advice"


def test_a_question_goes_to_the_supervisor_and_the_answer_comes_back(people, world):
    worker, boss = people["manager1"], people["supervisor"]
    home = advice_of(world)
    assert press(worker, home, home, question="다가갈 길이 보이지 않습니다").status_code == 303
    [paper] = [one for one in world.rows(PaperRecord) if one.kind.value == "advice"]
    assert "다가갈 길이 보이지 않습니다" in boss.get("/advice").text
    assert "슈퍼비전 질문에 답하기" in boss.get("/").text
    assert "슈퍼비전 질문에 답하기" not in worker.get("/").text
    form = {"advice": "같은 시간에 짧게", "to_do": "세 번 들르기", "until": str(world.today), "idempotency_key": "an-answer-here"}
    form |= {"paper": paper.id, "revision": str(paper.revision)}
    assert boss.post(f"{home}/given", form).status_code == 303
    assert "같은 시간에 짧게" in worker.get(home).text and "세 번 들르기" in worker.get("/advice").text
    assert "슈퍼비전 조언에 따라 한 일 적기" in worker.get("/").text
    assert press(worker, home, f"{home}/{paper.id}/followed", followed="문을 열어 주심").status_code == 303
    assert "문을 열어 주심" in worker.get(home).text and "세 번 들르기" not in worker.get("/advice").text


def test_the_tab_and_the_menu_lead_there(people, world):
    worker = people["manager1"]
    case = worker.get(f"/cases/{world.case_ids['D04']}/team").text
    assert f'href="{advice_of(world)}"' in case and 'href="/advice"' in case


def test_who_opened_the_case_to_look_is_told_who_reads_supervision(app, people, world):
    press(people["manager1"], advice_of(world), advice_of(world), question="아무에게나 보이지 않을 물음")
    other = Person(app.test_client())
    assert other.login("manager2", PASSWORD).status_code == 303
    number = next(name for name, id_ in world.case_ids.items() if id_ == world.case_ids["D04"])
    form = {"number": number, "purpose": "담당자 휴가 중, 병원에서 전화가 옴", "idempotency_key": "open-for-an-hour"}
    assert other.post("/cases/open", form).status_code == 303
    page = other.get(advice_of(world)).text
    assert "담당자와 복지슈퍼바이저가 봅니다" in page and "보이지 않을 물음" not in page


def test_a_day_that_is_none_is_a_bad_request_and_an_empty_question_a_refusal(people, world):
    form = {"advice": "조언", "until": "내일", "idempotency_key": "a-day-that-is-none"}
    assert people["supervisor"].post(f"{advice_of(world)}/given", form).status_code == 400
    empty = {"question": " ", "idempotency_key": "an-empty-question"}
    assert people["manager1"].post(advice_of(world), empty).status_code == 422


def test_a_program_asks_answers_and_notes_the_same_way(app, world):
    worker, boss = Caller(over_flask(app)), Caller(over_flask(app))
    assert worker.login("manager1", PASSWORD).status == 200 and boss.login("supervisor", PASSWORD).status == 200
    home = advice_of(world)
    kept = worker("POST", home, {"question": "무엇부터 볼까요"}, key="asked-by-a-program")
    assert kept.status == 201
    [line] = boss.get("/advice").json["asked"]
    assert line["entry"]["id"] == kept.json["id"]
    answer = {"advice": "안전부터", "paper": kept.json["id"], "revision": line["entry"]["revision"]}
    assert boss("POST", f"{home}/given", answer, key="answered-by-program").status == 201
    assert worker("POST", f"{home}/given", answer, key="not-a-workers-act").status == 404
    [entry] = worker.get(home).json["stages"][0]["entries"]
    noted = {"followed": "안전부터 살핌", "revision": entry["revision"]}
    assert worker("POST", f"{home}/{entry['id']}/followed", noted, key="noted-by-a-program").status == 200
    assert worker.get(home).json["stages"][0]["entries"][0]["state"] == "followed"
    again = worker("POST", f"{home}/{entry['id']}/back", {"revision": entry["revision"] + 1}, key="back-by-a-program")
    assert again.status == 409
