"""A client died: what stops at once, what the screen says, and that nothing about them leaves any more."""

from playwright.sync_api import expect

from resmap.domain.referrals import ReferralState
from resmap.store import ReferralRecord
from tests.journeys.conftest import Person
from tests.journeys.stops import keep_sheet, press, stop, tab

CASE = "D04"


def test_after_a_death_everything_stops_and_nothing_is_told_any_more(worked_office, arrive):
    """R192: reminders, letters and links end; the household is looked at; only the office's own report is printed."""
    world = worked_office.world
    waiting = sent(worked_office)
    manager = arrive(worked_office, "manager1")
    assert manager.page.locator(".day-line", has_text="조만복").count()
    notes_the_death(manager)
    is_reminded_of_nothing(manager)
    finds_nothing_suggested(manager)
    finds_every_way_out_closed(manager, waiting)
    prints_the_report_only(manager)
    assert not manager.complaints
    assert not [one for one in sent_of(world) if one.state is ReferralState.REQUESTED]


def sent_of(world) -> list[ReferralRecord]:
    return world.rows(ReferralRecord, ReferralRecord.case_id == world.case_ids[CASE])


def sent(office) -> str:
    """A letter that waits for its reply on the day of the death."""
    [found] = [one for one in sent_of(office.world) if one.state is ReferralState.REQUESTED]
    return found.id


def notes_the_death(manager: Person) -> None:
    page = manager.open(f"/cases/{manager.office.world.case_ids[CASE]}/closing")
    page.get_by_label("사망", exact=False).first.check()
    stop(manager, "d1-wish")
    page.locator("#wish-why").fill("댁에서 돌아가심. 조카분이 알려 주심.")
    press(page, "마칠 준비 시작")
    expect(page.get_by_text("삼가 고인의 명복을 빕니다.")).to_be_visible()
    stop(manager, "d2-noted")


def is_reminded_of_nothing(manager: Person) -> None:
    page = manager.open("/")
    expect(page.locator(".day-line", has_text="조만복")).to_have_count(0)


def finds_nothing_suggested(manager: Person) -> None:
    page = manager.open(f"/cases/{manager.office.world.case_ids[CASE]}")
    expect(page.locator("#closed")).to_contain_text("돌아가신 분의 사례입니다")
    expect(page.locator(".offer")).to_have_count(0)
    stop(manager, "d3-case")


def finds_every_way_out_closed(manager: Person, waiting: str) -> None:
    case = f"/cases/{manager.office.world.case_ids[CASE]}"
    page = manager.open(f"/referrals/{waiting}")
    stop(manager, "d4-referral")
    expect(page.get_by_role("button", name="링크 만들기")).to_have_count(0)
    letter = page.request.get(f"{manager.office.address}/referrals/{waiting}/letter.pdf")
    assert letter.status >= 400
    expect(page.get_by_role("link", name="다른 곳에 의뢰하기")).to_have_count(0)
    page = manager.open(f"{case}/handover")
    expect(page.locator("main")).to_contain_text("돌아가신 분의 기록은 넘기지 않습니다.")
    stop(manager, "d5-handover")


def prints_the_report_only(manager: Person) -> None:
    page = manager.page
    tab(page, "종결")
    expect(page.get_by_role("link", name="다시 도움을 청하는 방법")).to_have_count(0)
    keep_sheet(manager, page.get_by_role("link", name="종결 보고서"), "closing-death")
