"""From checks by several methods and an evaluation sheet by link to a reassessment and a new plan."""

from playwright.sync_api import Page, expect

from resmap.domain.codes import Stage
from resmap.store import CaseRecord, PlanRecord
from tests.journeys.conftest import NARROW, Person
from tests.journeys.stops import press, stop, tab
from tests.journeys.test_whole_journey import heading

CLIENT, CASE = "오춘화", "D06"
SERVICE = "정리수납 봉사(한 번에 한 상자)"


def test_what_a_check_finds_becomes_a_need_and_a_new_plan(worked_office, arrive):
    """R012, R015, R157-R161, R175-R180, R104, R125."""
    world = worked_office.world
    manager = arrive(worked_office, "manager2")
    checks_by_two_methods(manager)
    address = sends_a_sheet_by_link(manager)
    recipient = arrive(worked_office, viewport=NARROW)
    answers_the_sheet(recipient, address)
    reads_the_answers(manager)
    ticks_the_line_for_reassessment(manager)
    goes_back_to_assessment(manager)
    hears_the_new_need(manager)
    takes_up_the_earlier_assessment(manager)
    signs_a_new_version(manager)
    closes_the_reassessment(manager)
    assert not manager.complaints and not recipient.complaints
    plans = world.rows(PlanRecord, PlanRecord.case_id == world.case_ids[CASE])
    assert [one.state for one in sorted(plans, key=lambda one: one.number)] == ["replaced", "contracted"]
    [case] = world.rows(CaseRecord, CaseRecord.id == world.case_ids[CASE])
    assert case.stage is Stage.SELECTION


def choose(page: Page, name: str, value: str) -> None:
    page.locator(f"label:has(input[name='{name}'][value='{value}'])").first.click()


def checks_by_two_methods(manager: Person) -> None:
    page = manager.open(f"/cases/{manager.office.world.case_ids[CASE]}/checks")
    stop(manager, "b1-checks")
    page.get_by_label("당사자의 의견").first.fill("상자는 줄었는데 밥을 해 먹을 데가 없어요")
    choose(page, "method", "provider")
    for question, reply in (("carried_out", "yes"), ("goals_reached", "partly"), ("new_need", "yes")):
        choose(page, f"reply-{question}", reply)
    page.get_by_label("당사자 만족").first.select_option("4")
    page.get_by_label("담당자 만족").first.select_option("2")
    press(page, "점검 저장")
    expect(page.get_by_text("점검을 저장했습니다.")).to_be_visible()
    expect(page.get_by_text("재사정할 일이 기다립니다.")).to_be_visible()
    stop(manager, "b2-checked")


def sends_a_sheet_by_link(manager: Person) -> str:
    page = manager.page
    page.get_by_label("어떻게 전하나요?").select_option(label="링크")
    press(page, "보냄으로 적기")
    link = page.locator(".parting-link")
    expect(link).to_be_visible()
    stop(manager, "b3-link")
    return link.inner_text().strip()


def answers_the_sheet(recipient: Person, address: str) -> None:
    page = recipient.page
    page.goto(address)
    stop(recipient, "b4-sheet")
    assert CLIENT not in page.locator("body").inner_text()
    page.locator("fieldset").first.locator("label").nth(1).click()
    page.get_by_label("더 하실 말씀").fill("봉사 오시는 분이 친절해요")
    press(page, "보내기")
    expect(heading(page)).to_have_text("고맙습니다. 잘 받았습니다.")
    stop(recipient, "b5-thanks")
    page.goto(address)
    expect(heading(page)).to_have_text("이 주소는 더 쓸 수 없습니다")
    stop(recipient, "b6-once")


def reads_the_answers(manager: Person) -> None:
    page = manager.open(f"/cases/{manager.office.world.case_ids[CASE]}/checks")
    expect(page.locator("#sheets")).to_contain_text("봉사 오시는 분이 친절해요")


def ticks_the_line_for_reassessment(manager: Person) -> None:
    page = manager.page
    tab(page, "계획")
    line = page.locator(".plan-line", has_text=SERVICE)
    line.locator("summary", has_text="이행 여부").click()
    line.locator("label:has(input[value=reassess])").click()
    stop(manager, "b7-plan")
    press(line, "점검 저장")
    expect(line).to_contain_text("재사정")


def goes_back_to_assessment(manager: Person) -> None:
    page = manager.page
    tab(page, "진행")
    stop(manager, "b8-course")
    step = page.locator("#step-assessment")
    fold = page.locator("details:has(#step-assessment)")
    if fold.count() and not step.is_visible():
        fold.locator("summary").first.click()
    step.get_by_label("까닭").fill("밥을 해 먹을 데가 없다고 하심")
    press(step, "사정 시작")
    expect(page.locator("[aria-current=step]")).to_contain_text("사정")


def hears_the_new_need(manager: Person) -> None:
    page = manager.page
    tab(page, "사정")
    stop(manager, "b9-assessment")
    page.locator("#heard-words").fill("밥을 해 먹을 데가 없어 며칠씩 굶어요")
    page.locator("#hear button.button-primary").click()
    stop(manager, "b10-proposed")
    proposed = page.locator("#proposed")
    proposed.get_by_role("radio", name="식사 준비·식사").check()
    choose(page, "severity", "3")
    proposed.get_by_label("당사자와 확인했습니다").check()
    press(proposed, "욕구로 적기")
    expect(page.locator(".need-line", has_text="식사 준비·식사")).to_contain_text("확인함")


def takes_up_the_earlier_assessment(manager: Person) -> None:
    """What was assessed before is laid out and changed where it changed; then as far as the plan."""
    page = manager.page
    tab(page, "사정")
    press(page, "지난 사정에서 이어 쓰기")
    expect(page.locator("#function-note")).to_have_value("손뜨개와 화분 가꾸기는 누구보다 잘하십니다.")
    page.locator("#function label:has(input[name=f-meals][value=not_now])").click()
    expect(page.locator("#saved-function")).to_contain_text("저장")
    page.reload()
    stop(manager, "b11-taken-up")
    press(page, "사정 마침")
    tab(page, "진행")
    press(page, "선정·동의 시작")
    stop(manager, "b12-selection")


def signs_a_new_version(manager: Person) -> None:
    """The plan in force stands until both have signed the new one."""
    page = manager.page
    tab(page, "계획")
    press(page, "계획 고치기")
    taken = page.locator(".plan-need", has_text="식사 준비·식사")
    press(taken, "계획에 넣기")
    expect(page.locator("s")).to_have_count(0)
    purpose = page.locator("section", has=page.get_by_role("heading", name="식사 준비·식사", exact=True))
    purpose.get_by_role("link", name="목표 더하기").click()
    page.get_by_label("목표", exact=False).first.fill("석 달 안에 주 3회 이상 따뜻한 밥을 먹는다")
    page.get_by_label("무엇으로 알 수 있나요").or_(page.locator("#indicator")).first.fill("한 주에 밥을 먹은 날")
    page.locator("#baseline").fill("0일")
    page.locator("#target").fill("3일")
    page.locator("#months").fill("3")
    page.locator("input#content").fill("반찬 나눔과 부엌 치우기")
    page.locator("#ends_on").fill("2027-02-20")
    stop(manager, "b13-objective")
    press(page, "저장")
    stop(manager, "b14-draft")
    agreement = page.locator("#agreement")
    agreement.get_by_label("당사자의 의견").fill("밥부터 먹고 싶어요")
    choose(page, "decided_how", "with_worker")
    agreement.get_by_label("당사자가 서명한 날").fill("2026-11-20")
    agreement.get_by_label("사례관리자(박시원)가 서명한 날").fill("2026-11-20")
    agreement.get_by_label("지난 계획을 바꾸는 까닭").fill("밥을 해 먹을 데가 없음")
    press(agreement, "두 사람이 서명했습니다")
    stop(manager, "b15-signed")


def closes_the_reassessment(manager: Person) -> None:
    """What came of it stands with the checks; the selection that comes next is the supervisor's."""
    page = manager.page
    tab(page, "점검")
    again = page.locator("#again")
    again.get_by_label("왜 다시 살피나요?").select_option(label="욕구가 바뀜")
    press(again, "재사정 시작")
    again.get_by_label("지금 힘든 것 (한 줄에 하나)").fill("부엌을 쓸 수 없음")
    again.get_by_label("어떻게 하기로 했나요?").select_option(label="서비스 다시 계획")
    press(again, "저장")
    expect(again).to_contain_text("서비스 다시 계획")
    stop(manager, "b16-again")
    tab(page, "진행")
    expect(page.locator("#step-planning")).to_contain_text("대상자 선정")
