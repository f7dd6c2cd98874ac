"""The pages of referrals on the demo: the letter, the reply by phone, the agency's own answer."""

import re
from html.parser import HTMLParser

import pytest

from resmap.domain.referrals import ReferralState
from resmap.store import ReferralRecord
from tests.support.demo_world import demo_template, world  # noqa: F401
from tests.web.test_cases_pages import KEY, arrive_at_demo, begin, demo_app, narae, send  # noqa: F401


def revision(page: str) -> str:
    return re.search(r'name="revision" value="(\d+)"', page).group(1)


def step(person, address, to, key=KEY + "step", **more):
    form = {"to": to, "revision": revision(person.get(address).text), "idempotency_key": key}
    return person.post(f"{address}/step", form | more)


def waiting_at_the_agency(world, person) -> str:
    """The address of a referral that waits for the partner's answer."""
    page = person.get("/referrals").text
    section = page.split('id="section-waiting"', 1)[1]
    return re.search(r'href="(/referrals/[0-9a-f-]{36})"', section).group(1)


def test_those_without_a_reply_stand_first(narae):
    page = narae.get("/referrals").text
    assert page.index('id="section-waiting"') < page.index('id="section-drafts"') < page.index('id="section-running"')


def test_the_letter_shows_exactly_what_may_go_and_what_stays(world, narae):
    page = narae.get(begin(world, narae).location).text
    ticked = re.findall(r'name="field" value="(\w+)" checked', page)
    assert ticked == ["call_name", "task", "time", "place", "safety_note"]
    letter, stays = page.split('class="withheld"', 1)
    assert "010-0000-3104" not in letter and "진단" in stays


def test_what_was_sent_stands_there_as_it_was_sent(world, narae):
    address = begin(world, narae).location
    fields = {"field": ["call_name", "task"], "text-call_name": "만복 님", "text-task": "안부 <살피기>", "text-time": "안 보냄"}
    assert send(narae, address, **fields).status_code == 303
    page = narae.get(address).text
    sent = page.split('id="sent"', 1)[1].split("</section>", 1)[0]
    assert "만복 님" in sent and "안부 &lt;살피기&gt;" in sent and "안 보냄" not in page


def test_saving_sends_nothing(world, narae):
    address = begin(world, narae).location
    form = {"act": "save", "field": ["task"], "text-task": "안부", "idempotency_key": KEY + "save"}
    assert narae.post(f"{address}/draft", form | {"revision": revision(narae.get(address).text)}).status_code == 303
    page = narae.get(address).text
    assert 'value="안부"' in page and "작성 중" in page


def test_a_field_that_may_not_go_is_refused_in_words(world, narae):
    address = begin(world, narae).location
    page = send(narae, address, field="diagnosis", **{"text-diagnosis": "당뇨"})
    assert page.status_code == 409 and "진단" in page.text and "전할 수 없습니다" in page.text


def test_the_second_referral_to_one_place_leads_to_the_first(world, narae):
    first = begin(world, narae).location
    page = begin(world, narae, key=KEY + "two")
    assert page.status_code == 409 and first in page.text


def test_a_reply_by_phone_is_noted_with_its_words(world, narae):
    address = begin(world, narae).location
    send(narae, address)
    assert step(narae, address, "rejected", words="").status_code == 422
    assert step(narae, address, "accepted", words="화요일부터", key=KEY + "yes").status_code == 303
    page = narae.get(address).text
    assert "수락" in page and "화요일부터" in page


def test_a_step_that_is_not_in_the_table_is_refused(world, narae):
    address = begin(world, narae).location
    send(narae, address)
    page = step(narae, address, "completed")
    assert page.status_code == 409 and "그렇게 바꿀 수 없습니다" in page.text
    assert step(narae, address, "nonsense", key=KEY + "x").status_code == 400


def test_a_step_from_an_old_page_gets_the_page_that_says_so(world, narae):
    address = begin(world, narae).location
    send(narae, address)
    old = revision(narae.get(address).text)
    step(narae, address, "accepted")
    page = step(narae, address, "cancelled", key=KEY + "old", revision=old, words="그만")
    assert page.status_code == 409 and "다른 분이 먼저" in page.text


def test_the_agency_answers_its_own_referral_and_sees_no_case(world, arrive_at_demo):
    partner = arrive_at_demo("partner")
    address = waiting_at_the_agency(world, partner)
    page = partner.get(address).text
    assert "/cases/" not in page and "의뢰 취소" not in page
    assert step(partner, address, "accepted", words="받겠습니다").status_code == 303
    (record,) = world.rows(ReferralRecord, ReferralRecord.id == address.rpartition("/")[2])
    assert record.state is ReferralState.ACCEPTED


@pytest.mark.parametrize("login", ["partner", "manager2", "outsider"])
def test_a_referral_of_somebody_else_looks_like_none(world, arrive_at_demo, login):
    own = next(one for one in world.rows(ReferralRecord) if one.case_id == world.case_ids["D04"])
    assert arrive_at_demo(login).get(f"/referrals/{own.id}").status_code in (403, 404)


class Paper(HTMLParser):
    """The text of a page without what is not printed (class no-print, and buttons)."""

    def __init__(self, page: str):
        super().__init__()
        self.open: list[bool] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag not in ("br", "hr", "img", "input", "link", "meta", "use", "path", "circle", "rect", "line"):
            classes = (dict(attrs).get("class") or "").split()
            self.open.append("no-print" in classes or tag == "button")

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        if self.open:
            self.open.pop()

    def handle_data(self, data):
        if not any(self.open):
            self.text += data + " "


def test_on_paper_a_letter_names_the_client_only_as_it_was_told(world, narae):
    """A printed letter goes to a barber's shop: not the name, not the need, not the points of the screen."""
    address = begin(world, narae).location
    send(narae, address, **{"field": ["call_name", "task"], "text-call_name": "만복 님", "text-task": "안부 살피기"})
    page = narae.get(address).text
    paper = Paper(page).text
    assert "조만복 님 의뢰" in page and "조만복" not in paper
    assert "의뢰할 때의 추천" not in paper and "안부 확인·긴급상황 대처" not in paper
    assert "만복 님" in paper and "받겠습니다" in paper
