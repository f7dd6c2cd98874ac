"""The pages of trainings and of the exercises, and their twin in the API."""

from datetime import timedelta

import pytest

from resmap.domain.exercises import EXERCISES, Subject
from resmap.store import EventRecord, TrainingRecord
from tests.support.api import Caller, over_flask
from tests.support.demo_world import PASSWORD, demo_template, world  # noqa: F401
from tests.web.test_case_closing import people, press  # noqa: F401

HELPER = "o-0238"


def test_a_training_is_noted_of_a_worker_and_a_helper_who_is_found_by_name(people, world):
    boss, helper = people("supervisor"), world.offer(HELPER)
    worker = world.actor("manager1").id
    page = press(boss, "/trainings", topic="privacy", user=worker, act="find", find=helper.name[:2]).text
    assert f'value="{helper.id}"' in page and not world.rows(TrainingRecord)
    answer = press(boss, "/trainings", topic="privacy", on=world.today.isoformat(), user=worker, helper=helper.id, hours="2")
    assert answer.status_code == 303 and len(world.rows(TrainingRecord)) == 2
    page = boss.get("/trainings").text
    assert helper.name in page and "개인정보 보호" in page and "2시간" in page
    own = people("manager1").get("/trainings/mine").text
    assert "개인정보 보호" in own and "개인정보 보호" not in people("manager2").get("/trainings/mine").text


def test_what_a_task_needs_is_said_and_what_is_advised_taken_over(people, world):
    boss = people("supervisor")
    answer = press(boss, "/trainings/required", "/trainings", need="SOC11", topics="observing")
    assert answer.status_code == 303
    page = boss.get("/trainings").text
    assert world.offer(HELPER).name in page and "추천되지 않습니다" in page
    assert press(boss, "/trainings/required", "/trainings", need="DLY16", act="advised").status_code == 303
    assert "안부 확인·긴급상황 대처" in boss.get("/trainings").text.split("권하는 것")[0].split('id="required"')[1]
    assert press(boss, "/trainings/own", "/trainings", name="우리 동네 알기", audience="helper").status_code == 303
    assert "우리 동네 알기" in boss.get("/trainings").text


def test_what_is_missing_is_said(people, world):
    boss = people("supervisor")
    answer = press(boss, "/trainings", topic="", hours="많이")
    assert answer.status_code == 422 and "시간은 0보다" in answer.text
    answer = press(boss, "/trainings", topic="")
    assert "어떤 교육인지" in answer.text and "한 사람은 골라" in answer.text
    answer = press(boss, "/trainings/own", "/trainings", name="", months="0")
    assert answer.status_code == 422 and "교육 이름을 적어" in answer.text


@pytest.mark.parametrize("subject", Subject)
def test_an_exercise_tells_why_and_a_better_wording_and_nobody_keeps_what_was_picked(people, world, subject):
    manager, here = people("manager1"), f"/trainings/{subject}"
    assert here in manager.get("/trainings/mine").text
    before = len(world.rows(EventRecord))
    for number, one in enumerate(EXERCISES[subject], start=1):
        page = manager.get(f"{here}?n={number}").text
        assert page.count('name="pick"') == 7 and "이렇게 바꿔" not in page
        right = manager.get(f"{here}?n={number}&pick={one.mistake}").text
        assert "그렇습니다" in right and "이렇게 바꿔" in right
        wrong = next(other.mistake for other in EXERCISES[subject] if other.mistake != one.mistake)
        told = manager.get(f"{here}?n={number}&pick={wrong}").text
        assert "다시 보면" in told and "그렇습니다" not in told and "이렇게 바꿔" in told
    assert not world.rows(TrainingRecord) and len(world.rows(EventRecord)) == before


def test_whoever_wants_notes_that_it_was_done_and_only_the_day_is_kept(people, world):
    manager, last = people("manager1"), len(EXERCISES[Subject.INTERVIEW])
    assert press(manager, "/trainings/mine", f"/trainings/interview?n={last}&pick=WHY").status_code == 303
    (kept,) = world.rows(TrainingRecord)
    assert (kept.topic, kept.on, kept.user_id) == ("interview_mistakes", world.today, world.actor("manager1").id)
    assert "질문할 때의 일곱 가지 실수" in manager.get("/trainings/mine").text


@pytest.mark.parametrize("query", ["n=0", "n=999", "n=x", "n=²", "pick=NONE", "n=1&pick="])
def test_an_address_that_was_typed_wrongly_shows_an_exercise(people, query):
    assert people("manager1").get(f"/trainings/interview?{query}").text.count('name="pick"') == 7


def test_what_is_due_again_stands_on_the_first_page(people, world):
    boss, worker = people("supervisor"), world.actor("manager1").id
    had = world.today - timedelta(days=350)
    assert press(boss, "/trainings", topic="privacy", on=had.isoformat(), user=worker).status_code == 303
    for login, who in (("manager1", ""), ("supervisor", "김나래 님")):
        page = people(login).get("/").text
        assert "다시 받을 교육" in page and who in page
    assert "다시 받을 교육" not in people("manager2").get("/").text


def test_the_same_through_the_api(people, world):
    boss = Caller(over_flask(people("supervisor").client.application))
    assert boss.login("supervisor", PASSWORD).status == 200
    helper = world.offer(HELPER)
    assert helper.id in {one["id"] for one in boss.get(f"/trainings/helpers?text={helper.name[:5]}").json["helpers"]}
    body = {"topic": "observing", "on": world.today.isoformat(), "helpers": [helper.id]}
    kept = boss("POST", "/trainings", body)
    assert kept.status == 201
    view = boss.get("/trainings").json
    assert [one["topic"] for one in view["helpers"][0]["lines"]] == ["observing"]
    ask = {"need": "SOC11", "topics": ["secrecy"], "revision": view["revision"]}
    assert boss("PUT", "/trainings/required", ask).status == 200
    stale = boss("POST", "/trainings/own", {"name": "동네 알기", "audience": ["worker"], "revision": view["revision"]})
    assert (stale.status, stale.code) == (409, "LOST_UPDATE")
    view = boss.get("/trainings").json
    own = {"name": "동네 알기", "audience": ["worker"], "months": 12, "revision": view["revision"]}
    assert boss("POST", "/trainings/own", own).status == 200
    (line,) = next(one for one in boss.get("/trainings").json["helpers"] if one["id"] == helper.id)["lines"]
    out = {"why": "다른 분이었음", "revision": line["revision"]}
    assert boss("POST", f"/trainings/{kept.json['id']}/removal", out).status == 200
    assert boss("POST", "/trainings/mine", {"subject": "objectives"}).status == 201
    assert [one["topic"] for one in boss.get("/trainings/mine").json["lines"]] == ["plan_mistakes"]
