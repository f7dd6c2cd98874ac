"""The month's page: one's own, a worker's for her supervisor, and never two people beside each other."""

import re

from tests.flows.test_my_month import note
from tests.support.demo_world import demo_template, world  # noqa: F401
from tests.web.test_case_intake import narae  # noqa: F401
from tests.web.test_no_leaks import Eyes


def test_ones_own_month_shows_roles_services_and_where_they_come_from(narae, world):
    note(world, service="encouraging", key="on-the-page-of-the-month")
    page = narae.get("/month").text
    assert "나의 한 달" in page and "2026년 11월" in page
    assert "지난 실패를 넘어 변화를 지지" in page and "교육자·훈련자" in page and "서비스·자원 연결" in page
    assert "/month/dongs" not in page
    assert "2026년 10월" in narae.get("/month?month=2026-10").text
    assert narae.get("/month?month=2026-12").status_code == 400 and narae.get("/month?month=지난달").status_code == 400


def test_the_supervisor_opens_a_workers_month_by_name_and_sees_no_list_of_numbers(world):
    boss = Eyes(world, "supervisor")
    status, page = boss.look("/month/dongs")
    assert status == 200 and "이름 순서입니다" in page
    people = re.findall(r'href="(/month/workers/[^"]+)"><span>([^<]+)</span>', page)
    assert len(people) >= 2
    status, page = boss.look(people[0][0].replace("&amp;", "&"))
    assert status == 200 and f"{people[0][1]} 님의 한 달" in page and people[1][1] not in page
    assert Eyes(world, "manager1").look(people[1][0])[0] == 404


def test_the_api_tells_the_same_month(world):
    eyes = Eyes(world, "supervisor")
    told = eyes.client.get("/api/v1/month/dongs?month=2026-11").json
    assert {one["role"] for one in told["direct"]} >= {"implementer", "supporter"} and len(told["services"]) == 3
    worker = told["team"][0]["id"]
    assert eyes.client.get(f"/api/v1/month/workers/{worker}").json["worker"]["id"] == worker
    assert eyes.client.get("/api/v1/month?month=2026-13").status_code == 422
    assert eyes.client.get("/api/v1/month").json["own"] is True
