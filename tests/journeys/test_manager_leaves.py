"""A manager leaves: a colleague takes over, nobody is let go without an heir, the record goes with consent."""

from playwright.sync_api import expect

from resmap.domain.codes import ClosingReason
from resmap.store import CaseRecord
from tests.journeys.conftest import Person
from tests.journeys.stops import keep_sheet, press, stop, tab

CLIENT, CASE = "백연주", "D09"


def test_a_case_whose_manager_leaves_ends_only_with_somebody_who_goes_on(worked_office, arrive):
    """R031, R194, R200-R206, R209-R212."""
    world = worked_office.world
    manager, supervisor = arrive(worked_office, "manager2"), arrive(worked_office, "supervisor")
    finds_the_closing_blocked(manager)
    notes_the_consents(manager)
    asks_for_whom_is_still_needed(manager)
    prepares_the_parting(manager)
    hands_over_to_a_colleague(supervisor)
    decides(supervisor)
    heir = arrive(worked_office, "manager1")
    finds_what_was_left_for_them(heir)
    hands_the_record_over(heir)
    closes(heir)
    finds_the_case_frozen(heir)
    adds_to_it(heir)
    talks_afterwards(heir)
    assert not manager.complaints and not supervisor.complaints and not heir.complaints
    [case] = world.rows(CaseRecord, CaseRecord.id == world.case_ids[CASE])
    assert case.closed_on == world.today and case.closing_reason is ClosingReason.MANAGER_LEFT


def case_of(person: Person, part: str = "") -> str:
    return f"/cases/{person.office.world.case_ids[CASE]}{part}"


def finds_the_closing_blocked(manager: Person) -> None:
    page = manager.open(case_of(manager, "/closing"))
    stop(manager, "c1-blocked")
    expect(page.locator("main")).to_contain_text("먼저 해야 할 일이 4가지 남았습니다")
    expect(page.get_by_role("button", name="종결하기")).to_have_count(0)


def notes_the_consents(manager: Person) -> None:
    page = manager.page
    tab(page, "동의")
    stop(manager, "c2-consents")
    row = page.locator("#ask-aftercare")
    row.get_by_text("동의", exact=True).first.click()
    row.get_by_label("언제까지").fill("2027-05-31")
    press(page, "답을 남기기")
    expect(page.locator("#standing")).to_contain_text("마친 뒤에도 안부를 여쭙는 것")
    keep_sheet(manager, page.get_by_role("link", name="동의서 인쇄 (PDF)"), "consent")


def asks_for_whom_is_still_needed(manager: Person) -> None:
    """The reply to the referral came by telephone; the two other needs are looked for."""
    page = manager.open(case_of(manager, "/closing"))
    page.get_by_role("link", name="의뢰 보기").first.click()
    page.locator("summary", has_text="수락했다고 함").click()
    stop(manager, "c3-referral")
    page.locator("#step-accepted button").last.click()
    expect(page.locator("[aria-current=step]")).to_contain_text("수락")
    manager.open(case_of(manager, "/closing"))
    stop(manager, "c4-one-accepted")


def prepares_the_parting(manager: Person) -> None:
    page = manager.page
    page.get_by_label("좋아진 점을 지킬 계획").fill("소식지 일을 계속하고 외래를 거르지 않기")
    page.get_by_label("스스로 해 나가실 일").fill("약과 외래는 스스로 챙기심")
    keep_sheet(manager, page.get_by_role("link", name="다시 도움을 청하는 방법"), "ask-again")
    for done in ("‘다시 도움을 청하는 방법’을 드림", "사후관리의 기간과 뜻을 설명함", "사후관리를 원하시는지 여쭘"):
        page.get_by_label(done).check()
    press(page, "저장")
    expect(page.locator("main")).to_contain_text("먼저 해야 할 일이 1가지 남았습니다")


def hands_over_to_a_colleague(supervisor: Person) -> None:
    page = supervisor.open(case_of(supervisor, "/team"))
    hand = page.locator("#hand")
    hand.locator("summary").click()
    stop(supervisor, "c5-hand")
    page.locator("#taker").select_option(label=page.locator("#taker option", has_text="김나래").inner_text())
    page.locator("#hand-why").fill("이달 말 퇴사")
    hand.get_by_label("이어받을 때 알아야 할 것").fill("마지막 날 소식지를 함께 보기로 함. 외래는 스스로 다니심.")
    press(hand, "담당자 바꾸기")
    expect(page.get_by_text("담당자를 바꾸었습니다.")).to_be_visible()
    stop(supervisor, "c6-handed")


def decides(supervisor: Person) -> None:
    page = supervisor.page
    tab(page, "종결")
    page.locator("#decide-note").fill("희망복지지원단이 이어받음")
    press(page, "종결에 동의")
    expect(page.locator("main")).to_contain_text("종결할 수 있습니다")
    stop(supervisor, "c6-decided")


def finds_what_was_left_for_them(heir: Person) -> None:
    heir.open("/")
    stop(heir, "c7-morning")
    heir.open(case_of(heir, "/team"))
    stop(heir, "c8-team")


def hands_the_record_over(heir: Person) -> None:
    """As little as will do, to whom the client agreed to; printed with its receipt."""
    page = heir.page
    tab(page, "종결")
    page.get_by_role("link", name="기록 이양").click()
    stop(heir, "c9-handover")
    make = page.locator("#make")
    make.locator("summary").click()
    make.get_by_label("다른 동·구").last.fill("광진구 희망복지지원단")
    make.get_by_label("넘기는 까닭").fill("담당자가 떠나 이어 맡으심")
    make.get_by_label("이어서 해야 할 일").fill("소식지 모임 안부\n외래 동행")
    make.get_by_label("인수 확인을 받을 날").fill("2026-11-27")
    press(make, "이양서 만들기")
    package = page.locator("#packages")
    expect(package).to_contain_text("인수 확인 기다림")
    keep_sheet(heir, package.get_by_role("link", name="이양서 인쇄"), "handover")
    stop(heir, "c10-package")
    package.get_by_label("받은 사람").fill("한마음")
    press(package, "인수 확인 적기")
    expect(package).to_contain_text("한마음 인수")


def closes(heir: Person) -> None:
    page = heir.page
    tab(page, "종결")
    press(page, "종결하기")
    expect(page.locator("main")).to_contain_text("종결했습니다")
    stop(heir, "c11-closed")
    keep_sheet(heir, page.get_by_role("link", name="종결 보고서"), "closing")


def finds_the_case_frozen(heir: Person) -> None:
    """Nothing is left to press but what is for afterwards."""
    page = heir.page
    for part in ("한눈에·연계", "사정", "계획", "의뢰", "점검"):
        tab(page, part)
        expect(page.locator("main form[method=post]"), part).to_have_count(0)


def adds_to_it(heir: Person) -> None:
    page = heir.page
    tab(page, "종결")
    page.get_by_label("덧붙일 말").fill("희망복지지원단과 셋이 만났음")
    press(page, "덧붙이기")
    expect(page.locator("#addenda")).to_contain_text("희망복지지원단과 셋이 만났음")


def talks_afterwards(heir: Person) -> None:
    page = heir.page
    page.get_by_role("link", name="사후관리").click()
    stop(heir, "c13-after")
    page.get_by_label("어떻게 지내고 계신가요?").fill("소식지 일을 계속하심")
    page.get_by_label("잘 지내심").check()
    press(page, "저장")
    expect(page.locator("#held")).to_contain_text("소식지 일을 계속하심")
    stop(heir, "c14-talked")
