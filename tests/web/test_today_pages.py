"""오늘 할 일 and 기한 정하기: who is named, where each line leads, which field is wrong, who may."""

import re
from types import SimpleNamespace

import pytest

from resmap.domain.due_policy import DueKind
from resmap.flows.promises import BY_HAND
from resmap.store import AssignmentRecord, CaseRecord, MemberRecord, NeedRecord, OfficeRecord, TaskRecord
from resmap.web.app import create_app
from resmap.web.due_links import PLACES, TASK_PLACES
from tests.support.demo_world import PASSWORD, worked_template, worked_world  # noqa: F401
from tests.web.conftest import Person

KEY = "due-dates-of-tests"


@pytest.fixture
def come(worked_world):
    app = create_app(
        worked_world.database, SimpleNamespace(secret_key="a secret of tests, long enough for them", secure_cookies=False)
    )

    def come(login: str) -> Person:
        person = Person(app.test_client())
        assert person.login(login, PASSWORD).status_code == 303
        return person

    return come


def part(page: str, name: str) -> str:
    """The card of that id."""
    return page.split(f'id="{name}"', 1)[1].split("</section>\n", 1)[0]


def test_r003_the_first_page_names_whom_one_would_miss_and_leads_to_where_it_is_done(come, worked_world):
    page = come("manager1").get("/").text
    missed = part(page, "missed")
    assert "유다은 님" in missed and "재사정 기한이 지났습니다" in missed
    letters = re.findall(r'href="(/referrals/[^"]+)"', page)
    assert letters and "의뢰에 회신이 없습니다" in page
    assert "백연주" not in page  # of another manager's
    for address in {*letters, *re.findall(r'class="rows-link day-line" href="([^"]+)"', page)}:
        assert come("manager1").get(address).status_code == 200, address


def test_r005_the_emergency_stands_before_everything_else(come):
    page = come("manager2").get("/").text
    assert page.index("긴급한 분") < page.index("놓치고 있는 분이 계신가요?") < page.index("오늘 챙길 일")
    assert "남기훈 님" in part(page, "urgent") and "접수한 지 2일째" in page


def test_a_supervisor_sees_managers_the_list_to_resume_and_the_days_of_each_stage(come, worked_world):
    def nobody(uow):
        case = uow.get(CaseRecord, worked_world.case_ids["D03"])
        [held] = worked_world.rows(AssignmentRecord, AssignmentRecord.case_id == case.id)
        uow.get(AssignmentRecord, held.id).until = worked_world.today.replace(day=15)

    worked_world.change(nobody)
    page = come("supervisor").get("/").text
    assert "담당자가 없습니다" in page and "레티마이 님" in part(page, "missed")
    assert "담당 박시원" in page and "다시 이어야 할 분" in page and "단계마다 걸린 날" in page
    assert "다시 이어야 할 분" not in come("manager1").get("/").text


def test_what_the_law_asks_to_report_is_not_written_on_the_first_page(come, worked_world):
    """A screen is seen by others: which report is owed stands on the case only."""

    def feared(uow):
        case = uow.get(CaseRecord, worked_world.case_ids["D04"])
        holder = worked_world.rows(MemberRecord, MemberRecord.client_id == case.client_id)[0]
        uow.add(NeedRecord(case_id=case.id, code="SAF13", holder=holder.id, priority=9, severity=4))

    worked_world.change(feared)
    page = come("manager1").get("/").text.split("<main", 1)[1]
    assert "신고 의무" in part(page, "now") and "학대" not in page and "1577" not in page


def test_the_list_of_cases_tells_the_next_date(come):
    page = come("manager1").get("/cases").text
    assert "대상자 선정 · 11월 16일" in page and "case-line-late" in page


def test_every_kind_of_due_thing_has_its_place():
    assert set(PLACES) == set(DueKind)


@pytest.mark.parametrize("kind", sorted(TASK_PLACES))
def test_a_task_that_no_hand_ticks_leads_to_the_act_that_does_it(come, worked_world, kind):
    """The list of promises does not have it: who was led there found nothing to do (R144, R096, R033)."""
    assert kind not in BY_HAND
    case = worked_world.case_ids["D04"]
    worked_world.change(lambda uow: uow.add(TaskRecord(case_id=case, kind=kind, due_on=worked_world.today, text="끝말잇기")))
    manager = come("manager1")
    [line] = [one for one in re.findall(r"<li><a .*?</li>", part(manager.get("/").text, "now"), re.S) if "끝말잇기" in one]
    [address] = re.findall(r'href="([^"]+)"', line)
    assert address.startswith(f"/cases/{case}/") and not address.endswith("/tasks")
    assert manager.get(address).status_code == 200


def test_a_day_without_anything_says_what_was_looked_at(come, worked_world):
    def away(uow):
        for case in worked_world.rows(CaseRecord):
            uow.void(uow.get(CaseRecord, case.id), "not of this test")

    worked_world.change(away)
    page = come("manager1").get("/").text
    assert "놓치고 있는 분이 없습니다" in page and "오늘까지 할 일이 없습니다" in page


def revision(world) -> int:
    [office] = world.rows(OfficeRecord)
    return office.revision


def keep(person, world, **values):
    form = {"idempotency_key": KEY, "revision": revision(world)} | values
    return person.post("/office/due-dates", form)


def test_the_supervisor_sets_a_term_and_the_page_shows_it(come, worked_world):
    boss = come("supervisor")
    answer = keep(boss, worked_world, **{"term.PLAN.days": "60", "term.PLAN_SPAN.days": "90", "follow_up_months": "1, 2"})
    assert answer.status_code == 303
    page = boss.get("/office/due-dates").text
    assert 'id="term.PLAN.days" name="term.PLAN.days" inputmode="numeric" value="60"' in page and "보통 15" in page
    [office] = worked_world.rows(OfficeRecord)
    assert office.settings["due"]["follow_up_months"] == [1, 2]


def test_a_wrong_term_names_its_field_and_keeps_what_was_typed(come, worked_world):
    answer = keep(
        come("supervisor"),
        worked_world,
        **{"term.REASSESSMENT.days": "400", "closing_weeks": "여덟", "holidays": "2026-13-45"},
    )
    assert answer.status_code == 422
    for words in ("재사정(1년에 한 번 이상): 며칠 안에", "종결 준비 시작", "공휴일: 날짜를 2026-12-25처럼"):
        assert words in answer.text
    assert 'value="여덟"' in answer.text and 'href="#term.REASSESSMENT.days"' in answer.text
    assert not (worked_world.rows(OfficeRecord)[0].settings or {}).get("due")


def test_a_manager_may_not_set_the_terms(come):
    assert come("manager1").get("/office/due-dates").status_code == 403
    assert come("manager1").post("/office/due-dates", {"idempotency_key": KEY, "revision": 1}).status_code == 403


def test_the_morning_and_the_terms_by_the_api(come, worked_world):
    boss = come("supervisor").client
    told = boss.get("/api/v1/morning").json
    assert set(told["missed"]) >= {"REASSESSMENT_OVERDUE"} and told["urgent"][0]["number"] == "D02"
    lines = boss.get("/api/v1/dues").json["lines"]
    assert lines == sorted(lines, key=lambda one: ["overdue", "due", "coming"].index(one["state"]))
    terms = boss.get("/api/v1/office/due-dates").json
    assert terms["own"] == {} and terms["terms"]["REASSESSMENT"]["days"] == 365
    assert come("manager1").client.get("/api/v1/office/due-dates").status_code == 403
