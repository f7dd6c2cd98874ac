"""The day of a case manager, a partner agency and a supervisor, as they see it on the screen.

One referral is followed from the first login to the agency's yes; what a step depends on is done
before it, as people do. Each person sits at a browser of their own.
"""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Office, Person

#: Le Thi Mai, whose son of three speaks late; the play therapy is a unit of the partner's agency.
CLIENT, CASE = "레티마이", "D03"
NEED, OFFER, OFFER_REF = "정상발달", "중랑둑길복지관 놀이치료실", "o-0142"
LITERACY, VISIT_REF = "한글·한국어·문해", "o-0098"

#: Words of the chips and the codes that the rows carry.
KINDS = {"이웃": "neighbour", "단체·모임": "group", "기관": "agency"}

#: Codes of the engine: a need, a resource kind, an offer of the demo's files, a gate.
CODES = re.compile(r"\b([A-Z]{3}\d{2}|[HMR]\d{1,2}|o-\d{4}|SERVED|CONFLICT|REFUSED)\b")


def test_from_the_first_login_to_a_referral_that_the_agency_took(office, arrive):
    manager = arrive(office)
    page = manager.page
    logs_in_by_the_list_of_demo_accounts(manager)
    is_told_in_three_steps_what_to_try(page)
    finds_by_what_was_said_on_the_phone(page)
    opens_the_case(page)
    filters_by_kind(page)
    reads_the_sum(page)
    compares_and_keeps_the_reason(page)
    keeps_a_no_and_asks_again(page)
    looks_together(page)
    letter = writes_the_letter(page, office)
    sends_it_once(manager, letter)

    partner = arrive(office, "partner")
    sees_what_was_disclosed_and_accepts(partner)

    finds_the_unit_in_use(page, office)
    sees_who_stands_around(page)
    logs_out(manager)
    assert not manager.complaints and not partner.complaints


# ── the case manager ─────────────────────────────────────────────────────────


def logs_in_by_the_list_of_demo_accounts(manager: Person) -> None:
    page = manager.open("/")
    page.get_by_role("button", name="김나래").click()
    page.get_by_role("button", name="로그인", exact=True).click()
    expect(heading(page)).to_have_text("오늘 할 일")
    expect(page.get_by_text("이 동네의 사람·기관·사례는 모두 지어낸 것입니다")).to_be_visible()


def is_told_in_three_steps_what_to_try(page: Page) -> None:
    steps = page.locator(".first-run-step")
    expect(steps).to_have_count(3)
    expect(steps.first.get_by_role("link")).to_have_attribute("href", "/cases")


def finds_by_what_was_said_on_the_phone(page: Page) -> None:
    page.get_by_role("link", name="자원 찾기", exact=True).click()
    page.get_by_label("어떤 어려움인가요?").fill("월세를 못 냈어요")
    page.keyboard.press("Enter")
    found = page.locator("#found")
    expect(found.get_by_role("heading", name=re.compile(r"주거비.* · 자원 \d+곳"))).to_be_visible()
    expect(found.get_by_role("link", name=re.compile(r"[\d-]+ 전화")).first).to_be_visible()


def opens_the_case(page: Page) -> None:
    page.get_by_role("link", name="내 사례", exact=True).click()
    page.get_by_role("link", name=f"{CLIENT} 님").click()
    expect(heading(page)).to_have_text(f"{CLIENT} 님")
    expect(need(page, NEED).get_by_text("잘 맞음").first).to_be_visible()


def filters_by_kind(page: Page) -> None:
    rows, kinds = page.locator(".offer"), page.get_by_role("group", name="종류")
    before = rows.count()
    for name in KINDS:
        chip = kinds.get_by_role("link", name=re.compile(rf"^{name} \d+$"))
        told = int(chip.inner_text().split()[-1])
        chip.click()
        expect(kinds.get_by_role("link", name=re.compile(rf"^{name} "))).to_have_attribute("aria-current", "true")
        expect(page.locator(f".offer:not([data-kind={KINDS[name]}])")).to_have_count(0)
        shown = set(rows.evaluate_all("rows => rows.map(row => row.dataset.offer)"))
        assert len(shown) == told, "the chip counts each offer once, whatever needs it answers"
    kinds.get_by_role("link", name="모두").click()
    expect(rows).to_have_count(before)


def reads_the_sum(page: Page) -> None:
    """Every shown line of points, added up, is the shown total (R139)."""
    for row in need(page, NEED).locator(".offer").all():
        if not row.is_visible():
            continue
        row.locator(".offer-lines > summary").click()
        score = row.locator(".score")
        expect(score).to_be_visible()
        lines = [points(text) for text in score.locator(".score-line .number").all_inner_texts()]
        total = points(score.locator(".score-total .number").inner_text())
        assert len(lines) > 10 and round(sum(lines), 1) == total
        row.locator(".offer-lines > summary").click()


def compares_and_keeps_the_reason(page: Page) -> None:
    part = need(page, NEED)
    go = part.get_by_role("button", name="고른 곳 나란히 보기")
    expect(go).to_have_attribute("aria-disabled", "true")
    for row in part.locator(".offer").all()[:2]:
        row.get_by_role("checkbox").check()
    expect(go).to_have_attribute("aria-disabled", "false")
    go.click()
    expect(heading(page)).to_have_text("나란히 보기")
    table = page.get_by_role("table")
    for column in (0, 1):
        cells = table.locator("td[data-verdict]").nth(column)
        expect(cells).to_be_visible()
        lines = table.locator(f"tr td[data-verdict]:nth-of-type({column + 1}) .compare-points").all_inner_texts()
        total = table.locator("tfoot td").nth(column).inner_text()
        assert round(sum(map(points, lines)), 1) == points(total)
    page.get_by_role("radio").first.check()
    page.get_by_label("고른 까닭").fill("집에서 가까워 아이가 걸어갈 수 있다고 하셨습니다.")
    page.get_by_role("button", name="고른 까닭 남기기").click()
    expect(heading(page)).to_have_text(f"{CLIENT} 님")


def keeps_a_no_and_asks_again(page: Page) -> None:
    part = need(page, LITERACY)
    row = part.locator(".offer").first
    name = row.get_by_role("heading").inner_text()
    asked = part.locator(".offer").count()
    row.get_by_text("원하지 않으심", exact=True).click()
    row.locator("details[open]").get_by_label("하신 말씀").fill("밤에는 아이를 맡길 데가 없어요")
    row.get_by_role("button", name="원하지 않으심으로 적기").click()
    expect(page.get_by_text("원하지 않으심으로 적고 목록에서 뺐습니다.")).to_be_visible()

    part = need(page, LITERACY)
    expect(part.locator(".offer").get_by_role("heading", name=name, exact=True)).to_have_count(0)
    expect(part.locator(".offer")).to_have_count(asked - 1)
    part.locator("summary", has_text="원하지 않으신 곳").click()
    kept = part.locator(".aside-row", has_text=name)
    expect(kept.get_by_text("밤에는 아이를 맡길 데가 없어요")).to_be_visible()
    kept.get_by_role("button", name="다시 열기").click()
    again = need(page, LITERACY).locator(".offer", has=page.get_by_role("heading", name=name, exact=True))
    expect(again.get_by_text("다시 여쭙기")).to_be_visible()


def looks_together(page: Page) -> None:
    """R026, R165: no points, no codes, nobody else's data; no way to the rest of the program."""
    page.get_by_role("link", name="함께 보기").click()
    expect(heading(page)).to_have_text("함께 보기")
    text = page.locator("main").inner_text()
    assert OFFER in text
    assert not re.search(r"\d점|점수|순위|심각|잘 맞음|확인 필요", text)
    assert not CODES.search(text)
    assert "010-" not in text, "a neighbour's own number is not for the client's paper"
    for other in ("조만복", "정소라", "문지호", "유다은", "한서윤"):
        assert other not in text
    expect(page.get_by_role("navigation")).to_have_count(0)
    page.get_by_role("link", name="사례로 돌아가기").click()


def writes_the_letter(page: Page, office: Office) -> str:
    """From the yes to a letter with what the client agreed to tell; answers its address."""
    row = offer(need(page, NEED), office, OFFER_REF)
    row.locator("summary", has_text="연계하기").click()
    row.locator("details[open]").get_by_label("하신 말씀").fill("가까우면 가 볼래요")
    row.get_by_role("button", name="의뢰서 쓰기").click()
    expect(heading(page)).to_have_text(f"{CLIENT} 님 의뢰")
    expect(page.get_by_text("당사자에 관해 전할 수 있는 항목이 없습니다")).to_be_visible()
    for field in ("이름", "전화"):
        page.get_by_role("checkbox", name=field, exact=True).check(force=True)  # the chip covers its box
    page.get_by_role("button", name="동의 남기기").click()
    expect(page.get_by_text("동의를 남겼습니다. 아직 아무것도 전하지 않았습니다.")).to_be_visible()
    expect(page.locator(".letter-field")).to_have_count(2)
    expect(page.locator("#letter")).to_contain_text(CLIENT)
    page.get_by_text("전하지 않는 항목").click()
    expect(page.locator(".withheld")).to_contain_text("주소")
    return page.url


def sends_it_once(manager: Person, letter: str) -> None:
    """The same letter stands open twice; the second press is refused and says so."""
    page, second = manager.page, manager.visitor.page()
    second.goto(letter)
    page.get_by_role("button", name="의뢰서 보내기").click()
    expect(page.get_by_text("의뢰서를 보냈습니다. 회신을 기다립니다.")).to_be_visible()
    expect(page.locator(".page-header, main").get_by_text("회신 대기").first).to_be_visible()
    second.get_by_role("button", name="의뢰서 보내기").click()
    expect(heading(second)).to_have_text("이미 처리한 의뢰입니다")
    second.get_by_role("link", name="그 의뢰 보기").click()
    expect(heading(second)).to_have_text(f"{CLIENT} 님 의뢰")
    second.close()


# ── the partner agency ───────────────────────────────────────────────────────


def sees_what_was_disclosed_and_accepts(partner: Person) -> None:
    page = partner.page
    expect(page.get_by_role("link", name="내 사례")).to_have_count(0)
    page.get_by_role("link", name="의뢰·회신", exact=True).click()
    page.get_by_role("link", name=re.compile(CLIENT)).click()
    told = page.locator("#sent")
    expect(told).to_contain_text(CLIENT)
    expect(told).to_contain_text("010-0000-3103")
    expect(told.locator("dt")).to_have_count(2)
    everything = page.locator("body").inner_text()
    for hidden in ("우물가길", "1994", "아이 말이 늦어", NEED, "만 3세"):
        assert hidden not in everything
    page.locator("summary", has_text="받겠습니다").click()
    answer = page.locator("details[open]")
    answer.get_by_label("전할 말").fill("다음 주 화요일 3시에 뵙겠습니다.")
    answer.get_by_role("button").click()
    expect(page.get_by_text("적었습니다.")).to_be_visible()
    expect(page.locator("[aria-current=step]")).to_contain_text("수락")
    page.goto(f"{partner.office.address}/cases")
    expect(heading(page)).to_have_text("이 화면을 쓸 권한이 없습니다")
    partner.open(f"/cases/{partner.office.world.case_ids[CASE]}")
    expect(heading(page)).to_have_text("찾으시는 것이 없습니다")


# ── afterwards ───────────────────────────────────────────────────────────────


def finds_the_unit_in_use(page: Page, office: Office) -> None:
    page.get_by_role("link", name="내 사례", exact=True).click()
    page.get_by_role("link", name=f"{CLIENT} 님").click()
    part = need(page, NEED)
    expect(part.locator(".need-existing")).to_contain_text(OFFER)
    expect(part.locator(".need-existing")).to_contain_text("이용 중")
    suggested = page.locator(f".offer[data-offer='{office.world.offer_ids[OFFER_REF]}']")
    expect(suggested).to_have_count(0)
    part.locator(".need-existing").get_by_role("link", name="의뢰 보기").click()
    expect(page.get_by_text("다음 주 화요일 3시에 뵙겠습니다.")).to_be_visible()
    page.get_by_role("link", name="사례 보기").click()


def sees_who_stands_around(page: Page) -> None:
    """The picture of the ties and the list that says the same."""
    page.get_by_role("link", name="관계망").click()
    expect(heading(page)).to_have_text("당사자 관계망")
    expect(page.locator("canvas").first).to_be_visible()
    expect(page.get_by_role("heading", name="당사자와 맺은 관계")).to_be_visible()
    expect(page.get_by_role("main").get_by_text(OFFER).first).to_be_visible()


def logs_out(manager: Person) -> None:
    """Going back shows the login page, never what stood there (no-store)."""
    page = manager.page
    seen = page.url
    page.get_by_role("button", name="로그아웃").click()
    expect(page.get_by_role("heading", name="로그인")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="로그인")).to_be_visible()
    assert CLIENT not in page.content()
    page.goto(seen)
    expect(page.get_by_role("heading", name="로그인")).to_be_visible()


def test_a_supervisor_verifies_in_bulk_and_then_it_is_suggested(office, arrive):
    """Rows arrive as imported and are not suggested before somebody verified them."""
    club, leisure = "중곡 바둑사랑방", "여가·문화·취미(부족 또는 부적절)"
    supervisor = arrive(office, "supervisor")
    page = supervisor.open(f"/cases/{office.world.case_ids['D06']}")
    expect(need(page, leisure)).to_be_visible()
    expect(need(page, leisure).locator(".offer", has_text=club)).to_have_count(0)

    page.get_by_role("link", name="확인할 자원", exact=True).click()
    page.get_by_role("link", name="아직 확인 전").first.click()
    expect(page.locator(".chip[aria-current], [aria-current=true], [aria-current=page]").filter(has_text="아직 확인 전").first).to_be_visible()
    listed = page.locator("tbody tr")
    waiting = listed.count()
    left_out = listed.filter(has_not_text=club).first
    name = left_out.get_by_role("link").inner_text()
    page.get_by_label("이 쪽 모두 고르기").check()
    left_out.get_by_role("checkbox").uncheck()
    page.get_by_role("button", name="고른 자원 확인").click()
    expect(page.get_by_text(f"{waiting - 1}곳을 확인했습니다")).to_be_visible()
    expect(listed).to_have_count(1)
    expect(listed).to_contain_text(name)

    supervisor.open(f"/cases/{office.world.case_ids['D06']}")
    expect(need(page, leisure).locator(".offer", has_text=club)).to_be_visible()
    need(page, leisure).get_by_role("link", name=club).click()
    expect(page.get_by_text("윤하늘 확인")).to_be_visible()
    assert not supervisor.complaints


def test_the_map_and_the_list_answer_each_other(office, arrive):
    manager = arrive(office, "manager1")
    page = manager.open(f"/cases/{office.world.case_ids['D04']}")
    expect(page.locator("#map.is-ready")).to_be_visible()
    row = offer(page, office, "o-0270")
    sign = page.locator(".leaflet-marker-icon.is-lit")

    row.hover()
    expect(sign).to_have_count(1)
    page.mouse.move(0, 0)
    expect(sign).to_have_count(0)

    row.focus()
    expect(sign).to_have_count(1)
    row.press("Enter")
    popup = page.locator(".leaflet-popup")
    expect(popup).to_contain_text("단골이발관")
    expect(row).to_have_class(re.compile("is-active"))
    page.keyboard.press("Escape")
    expect(popup).to_have_count(0)
    expect(row).to_be_focused()
    assert not manager.complaints


def test_a_map_tells_no_more_than_it_may(office, arrive):
    """The client stands on the manager's own map only; residents are areas; a protected home and a shelter nowhere."""
    manager, supervisor = arrive(office, "manager1"), arrive(office, "supervisor")
    carpenter, protected = (f"/cases/{office.world.case_ids[number]}" for number in ("D04", "D07"))
    told = map_of(manager, carpenter)
    assert told["home"] and map_of(supervisor, carpenter)["home"] is None
    assert told["areas"] and all(area["radius"] >= 150 for area in told["areas"])
    assert not [one for one in told["entries"] if one["group"] == "neighbour"]

    told = map_of(manager, protected)
    assert told["home"] is None
    shelter = offer(manager.page, office, "o-0068")
    expect(shelter).to_be_visible()
    assert office.world.offer_ids["o-0068"] not in str(told)
    shelter.hover()
    expect(manager.page.locator(".leaflet-marker-icon.is-lit")).to_have_count(0)


def test_the_printable_map_opens_without_asking_anybody(office, arrive, tmp_path, visitor):
    manager = arrive(office, "manager1")
    page = manager.open("/map")
    expect(page.locator("#map.is-ready")).to_be_visible()
    with page.expect_download() as started:
        page.get_by_role("link", name="지도 파일 만들기").click()
    file = tmp_path / started.value.suggested_filename
    started.value.save_as(file)
    assert office.world.offer("o-0068").name not in file.read_text("utf-8")

    reader = visitor()
    asked = []
    reader.context.on("request", lambda request: asked.append(request.url))
    opened = reader.page()
    opened.goto(Path(file).as_uri())
    expect(opened.locator(".leaflet-container path").first).to_be_visible()
    expect(opened.get_by_role("heading", level=1)).to_have_text("동네 자원 지도")
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert reader.complaints == []


def test_the_same_way_in_english(office, arrive):
    manager = arrive(office, "manager1", "en")
    page = manager.page
    expect(heading(page)).to_have_text("Today")
    page.get_by_role("link", name="My cases", exact=True).click()
    page.get_by_role("link", name="Le Thi Mai").click()
    row = offer(page, office, OFFER_REF)
    expect(row.get_by_text("Good fit")).to_be_visible()
    row.locator("summary", has_text="Refer").click()
    row.get_by_role("button", name="Agreed: write the referral").click()
    expect(heading(page)).to_have_text("Referral of Le Thi Mai")
    page.get_by_role("button", name="Send the question only").click()
    expect(page.get_by_text("Sent. Now it waits for a reply.")).to_be_visible()
    page.get_by_role("link", name="See the case").click()
    expect(offer(page, office, OFFER_REF).get_by_text("Waiting for a reply")).to_be_visible()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    assert not manager.complaints


# ── what the eye finds ───────────────────────────────────────────────────────


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def need(page: Page, name: str) -> Locator:
    """The part of a case page about one need."""
    return page.get_by_role("region", name=name, exact=True)


def offer(within: Page | Locator, office: Office, short: str) -> Locator:
    """The row of an offer, by its name in the demo's files."""
    return within.locator(f".offer[data-offer='{office.world.offer_ids[short]}']").first


def map_of(person: Person, path: str) -> dict:
    """Open the page at ``path`` and read what the server told its map."""
    page = person.open(path)
    expect(page.locator("#map.is-ready")).to_be_visible()
    return page.request.get(f"{person.office.address}{path}/map.json").json()


def points(text: str) -> float:
    """ "+36.8점" -> 36.8"""
    return float(re.search(r"[+-]?[\d.]+", text.replace("−", "-")).group())
