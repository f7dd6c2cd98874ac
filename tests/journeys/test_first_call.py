"""From the first call to a sent referral, on the light path: under forty clicks, counted (issue 4; day.md).

A click is whatever a hand does with the pointer: pressing a button or a link, ticking, choosing, setting the
cursor into a field before typing. Typing itself is no click.
"""

import time

import pytest
from playwright.sync_api import Locator, Page, expect

from resmap.domain.codes import Stage
from resmap.domain.referrals import ReferralState
from resmap.domain.stages import CasePath
from resmap.store import CaseRecord, ReferralRecord
from tests.journeys.conftest import NARROW
from tests.support.chromium import DESK

MOST_CLICKS = 40
MOST_SECONDS = 180

#: Seconds that somebody at the desk needs for one click, looking for it included, and for a letter typed.
A_CLICK, A_LETTER = 1.5, 0.2

#: So much the client lets this recipient know, and nothing else leaves (R028).
FIELDS = 3

WORDS = "쌀이 떨어진 지 며칠 됐어요"


class Hand:
    """A hand that counts what it does."""

    def __init__(self, page: Page):
        self.page, self.clicks, self.letters = page, 0, 0

    def press(self, what: Locator) -> None:
        self.clicks += 1
        what.click()

    def tick(self, what: Locator) -> None:
        self.clicks += 1
        what.check()

    def write(self, what: Locator, text: str) -> None:
        self.clicks += 1
        self.letters += len(text)
        what.fill(text)

    def choose(self, what: Locator, label: str) -> None:
        self.clicks += 2
        what.select_option(label=label)

    @property
    def seconds(self) -> float:
        """How long a person takes for it, without what the program takes."""
        return self.clicks * A_CLICK + self.letters * A_LETTER


def button(page: Page | Locator, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def opens_the_case(hand: Hand) -> None:
    page = hand.page
    hand.press(page.get_by_role("link", name="초기상담 시작").first)
    hand.write(page.locator("#words"), WORDS)
    hand.write(page.locator("#name"), "가온")
    hand.write(page.locator("#birth_year"), "1958")
    hand.write(page.locator("#phone"), "010-0000-3131")
    hand.choose(page.locator("#dong"), "자양1동")
    hand.tick(page.locator("#agreed"))
    hand.press(page.locator("form.first-call button.button-primary"))


def decides_the_intake(hand: Hand) -> None:
    """The four factors and a person's decision: a case, of the small kind."""
    page = hand.page
    form = page.locator("form.intake-decide")
    for name, value in (("problem", "income"), ("complexity", "single"), ("will", "wants"), ("support", "together")):
        hand.press(form.locator(f"label:has(input[name={name}][value={value}])"))
    hand.press(form.locator("label:has(input[name=outcome][value=case])"))
    hand.press(form.locator("label:has(input[name=path][value=link_only])"))
    if not form.locator("#begin").is_checked():
        hand.tick(form.locator("#begin"))
    hand.press(form.locator("button.button-primary"))


def confirms_a_need(hand: Hand) -> None:
    """The sentence that was heard is offered as a need; the client says yes to it."""
    page = hand.page
    hand.press(page.get_by_role("navigation").get_by_role("link", name="사정", exact=True))
    hand.write(page.locator("#heard-words"), WORDS)
    hand.press(page.locator("#hear button.button-primary"))
    hand.tick(page.locator("#code-ECO11"))
    hand.press(page.locator("#proposed label:has(input[name=severity][value='3'])"))
    hand.tick(page.locator("#proposed #confirmed"))
    hand.press(page.locator("#proposed button.button-primary"))


def goes_on(hand: Hand) -> None:
    """Need and consent are there: the case goes to the links."""
    page = hand.page
    hand.press(page.get_by_role("navigation").get_by_role("link", name="진행", exact=True))
    hand.press(page.locator("#step-intervention button.button-primary"))


def links_and_sends(hand: Hand) -> set[str]:
    """연계하기, the yes to this one recipient with the fields that are told, and off it goes."""
    page = hand.page
    hand.press(page.get_by_role("navigation").get_by_role("link", name="한눈에·연계", exact=True))
    offer = page.locator("section.need .offer").first
    hand.press(offer.locator("summary", has_text="연계하기"))
    hand.press(offer.get_by_role("button", name="좋다고 하심 · 의뢰서 쓰기"))
    for field in page.locator("form.consent label:has(input[name=field])").all()[:FIELDS]:
        hand.press(field)
    chosen = page.locator("form.consent input[name=field]:checked").evaluate_all("all => all.map(one => one.value)")
    hand.press(page.locator("form.consent button[type=submit]"))
    hand.press(button(page, "의뢰서 보내기"))
    expect(page.get_by_text("의뢰서를 보냈습니다")).to_be_visible()
    return set(chosen)


def goes_the_whole_way(hand: Hand) -> set[str]:
    """Answers what the recipient may be told."""
    opens_the_case(hand)
    decides_the_intake(hand)
    confirms_a_need(hand)
    goes_on(hand)
    return links_and_sends(hand)


@pytest.mark.parametrize("viewport", [DESK, NARROW], ids=["desk", "phone"])
def test_a_case_manager_gets_from_a_new_case_to_a_sent_referral_in_under_forty_clicks(office, arrive, viewport):
    """Issue 4: under three minutes and forty clicks, on the light path (R002, R020, R028, R055)."""
    world = office.world
    manager = arrive(office, "manager1", viewport=viewport)
    known = {one.id for one in world.rows(CaseRecord)}
    hand = Hand(manager.page)
    begun = time.monotonic()
    agreed = goes_the_whole_way(hand)
    waited = time.monotonic() - begun
    [case] = [one for one in world.rows(CaseRecord) if one.id not in known]
    [referral] = world.rows(ReferralRecord, ReferralRecord.case_id == case.id)
    assert referral.state is ReferralState.REQUESTED and set(referral.disclosed) == agreed and agreed
    assert (case.stage, case.path) == (Stage.INTERVENTION, CasePath.LINK_ONLY)
    told = f"{hand.clicks} clicks, {hand.letters} letters, {hand.seconds:.0f} s of a hand, {waited:.0f} s of the program"
    print(told)
    assert hand.clicks < MOST_CLICKS and hand.seconds < MOST_SECONDS, told
    assert not manager.complaints


def test_nothing_is_suggested_before_the_case_was_heard(office, arrive):
    """R020: a case in 초기상담 with only what was said gets no suggestion; the page says what comes first."""
    manager = arrive(office, "manager1")
    hand = Hand(manager.page)
    opens_the_case(hand)
    manager.page.get_by_role("navigation").get_by_role("link", name="한눈에·연계", exact=True).click()
    expect(manager.page.locator(".offer")).to_have_count(0)
    expect(manager.page.get_by_role("button", name="좋다고 하심 · 의뢰서 쓰기")).to_have_count(0)
