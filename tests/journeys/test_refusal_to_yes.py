"""A no, and what can still be done: the strategies in order, an appeal with its last day, asking again, a yes."""

import re

from playwright.sync_api import Locator, Page, expect

from resmap.domain.advocacy import AppealLaw, Refuser
from resmap.domain.referral_reasons import ReasonCode
from resmap.domain.referrals import ReferralState
from resmap.store import ReferralRecord
from tests.flows.test_referral_reasons import say_no, sent
from tests.journeys.conftest import NARROW, Person
from tests.journeys.stops import press, stop, tab
from tests.journeys.test_whole_journey import NEED, OFFER, OFFER_REF, heading, need, offer


def test_a_refused_referral_is_stood_up_for_until_the_same_place_says_yes(office, arrive):
    """R144-R149, R025, P-30: nobody is left with a no."""
    say_no(office.world, sent(office.world), Refuser.PROVIDER, ReasonCode.NOT_ELIGIBLE)  # another household, too
    manager = arrive(office, "manager1", viewport=NARROW)
    partner = arrive(office, "partner")
    asks(manager)
    refuses(partner)
    is_led_from_the_morning_to_what_can_be_done(manager)
    goes_through_the_strategies(manager)
    sees_both_last_days_in_the_morning(manager)
    asks_again(manager)
    accepts(partner)
    notes_that_it_helped(manager)
    assert not manager.complaints and not partner.complaints
    [second] = office.world.rows(ReferralRecord, ReferralRecord.onward_from_id.is_not(None))
    assert second.state is ReferralState.ACCEPTED


def asks(manager: Person) -> None:
    page = manager.open(f"/cases/{manager.office.world.case_ids['D03']}")
    row = offer(need(page, NEED), manager.office, OFFER_REF)
    row.locator("summary", has_text="연계하기").click()
    row.get_by_role("button", name="의뢰서 쓰기").click()
    sends(page)


def sends(page: Page) -> None:
    chip = page.locator("form.consent label", has_text=re.compile("^이름$"))
    if chip.is_visible():  # what was agreed once stands
        chip.click()
        press(page, "동의 남기기")
    press(page, "의뢰서 보내기")
    expect(page.get_by_text("의뢰서를 보냈습니다. 회신을 기다립니다.")).to_be_visible()


def refuses(partner: Person) -> None:
    page = partner.open("/referrals")
    page.get_by_role("link", name=re.compile("레티마이")).click()
    page.locator("summary", has_text="이번에는 받기 어렵습니다").click()
    answer = page.locator("details[open]")
    stop(partner, "a1-partner-no")
    answer.get_by_label("누가, 왜").select_option(label="자격이 맞지 않음")
    answer.get_by_label("전할 말").fill("만 4세부터 받고 있습니다.")
    answer.get_by_role("button").last.click()
    expect(page.locator(".page-header")).to_contain_text("받지 못함")
    stop(partner, "a2-partner-after")


def is_led_from_the_morning_to_what_can_be_done(manager: Person) -> None:
    page = manager.open("/")
    line = page.locator("#now .day-line", has_text="레티마이").filter(has_text="거절되었습니다")
    expect(line).to_be_visible()
    line.click()
    expect(heading(page)).to_have_text("레티마이 님 편에서 함께하기")
    expect(page.locator(".tab[aria-current=page]")).to_be_in_viewport()
    stop(manager, "a3-advocacy")
    refusal(page).get_by_role("link", name="그 의뢰 보기").click()
    expect(page.get_by_text("받는 곳에서: 자격이 맞지 않음")).to_be_visible()
    stop(manager, "a4-the-refused")
    page.get_by_role("link", name="당사자 편에서 함께하기").click()


def refusal(page: Page) -> Locator:
    return page.locator("section", has=page.get_by_role("heading", name=OFFER, exact=True))


def goes_through_the_strategies(manager: Person) -> None:
    """The first is tried, the second left out with a reason, the third is an appeal with a last day."""
    page = manager.page
    one = refusal(page)
    expect(one.get_by_role("heading", name="다음에 해 볼 것: 1. 담당 직원과 협의하기")).to_be_visible()
    press(one, "시작하기")
    expect(heading(page)).not_to_have_text("레티마이 님 편에서 함께하기")  # nobody is stood up for unasked
    stop(manager, "a5-unasked")
    page.go_back()
    one.get_by_label("당사자가 이렇게 하기를 원하십니다").check()
    one.get_by_label("무엇을 했나요").fill("담당 선생님과 통화해 나이 기준의 예외를 여쭘")
    press(one, "시작하기")
    one.get_by_label("들은 것").fill("기관 안에서는 정할 수 없다고 함")
    press(one, "달라지지 않음")

    expect(one.get_by_role("heading", name="다음에 해 볼 것: 2. 상급자에게 요청하기")).to_be_visible()
    one.locator("summary", has_text="건너뛰기").click()
    one.get_by_label("건너뛰는 까닭").fill("팀장이 바로 그 담당자임")
    press(one, "건너뛰기")

    expect(one.get_by_role("heading", name="다음에 해 볼 것: 3. 규정과 법에 따라 이의신청하기")).to_be_visible()
    appeals(one, AppealLaw.SOCIAL_SECURITY, "2026-08-30")
    expect(one).to_contain_text("이의신청은 2026년 11월 28일까지 할 수 있습니다")
    stop(manager, "a6-appeal")


def appeals(one: Locator, law: AppealLaw, received_on: str) -> None:
    one.get_by_label("당사자가 이렇게 하기를 원하십니다").check()
    one.get_by_label("어느 법의 이의신청인가요?").select_option(law.value)
    one.get_by_label("결정을 받은 날").fill(received_on)
    press(one, "시작하기")


def sees_both_last_days_in_the_morning(manager: Person) -> None:
    """90 days under one law, 30 under the other, each named until it is used."""
    page = manager.open(f"/cases/{manager.office.world.case_ids['D04']}/advocacy")
    other = page.locator("section", has=page.get_by_role("heading", name="다음에 해 볼 것"))
    for _ in range(2):
        other.locator("summary", has_text="건너뛰기").click()
        other.get_by_label("건너뛰는 까닭").fill("이미 말씀드림")
        press(other, "건너뛰기")
    appeals(other, AppealLaw.EMERGENCY_WELFARE, "2026-11-01")
    page = manager.open("/")
    for name, day in (("레티마이", "11월 28일"), ("조만복", "12월 1일")):
        line = page.locator("#now .day-line", has_text=name).filter(has_text="이의신청 기한")
        expect(line).to_contain_text(day)
    stop(manager, "a7-morning")
    page.locator("#now .day-line", has_text="레티마이").filter(has_text="이의신청 기한").click()
    one = refusal(page)
    one.get_by_label("이의신청한 날").fill("2026-11-20")
    press(one, "이의신청한 것 적기")
    expect(one).to_contain_text("2026년 11월 20일에 이의신청함")


def asks_again(manager: Person) -> None:
    page = manager.page
    one = refusal(page)
    one.locator("summary", has_text="다시 요청하기").click()
    stop(manager, "a8-ask-again")
    press(one, "다시 요청하기")
    expect(heading(page)).to_have_text("레티마이 님 의뢰")
    stop(manager, "a9-letter")
    sends(page)
    expect(page.get_by_role("link", name="앞선 의뢰 보기")).to_be_visible()


def accepts(partner: Person) -> None:
    page = partner.open("/referrals")
    page.get_by_role("link", name=re.compile("레티마이")).filter(has_text="회신 대기").click()
    page.locator("summary", has_text="받겠습니다").click()
    page.locator("details[open]").get_by_role("button").last.click()
    expect(page.locator("[aria-current=step]")).to_contain_text("수락")


def notes_that_it_helped(manager: Person) -> None:
    page = manager.open(f"/cases/{manager.office.world.case_ids['D03']}/advocacy")
    one = refusal(page)
    expect(one.locator("p", has_text=f"다시 쓴 의뢰: {OFFER}")).to_contain_text("수락")
    one.get_by_label("들은 것").fill("이의신청을 받아들여 다시 받기로 함")
    press(one, "도움이 되었음")
    expect(one).to_contain_text("도움이 되었음")
    stop(manager, "a10-helped")
    tab(page, "한눈에·연계")
    expect(need(page, NEED).locator(".need-existing")).to_contain_text(OFFER)
