"""자원 찾기: what was chosen stays chosen while the dong changes, and goes when the question does."""

import re

import pytest

from resmap.flows import staffing
from resmap.flows.setting_up import server_actor

DONGS = (staffing.Dong("자양4동", 37.5340, 127.0660), staffing.Dong("구의1동", 37.5424, 127.0856))
OFFICE = staffing.Office("광진구청", "서울특별시", "광진구")


@pytest.fixture
def alice(database, arrive):
    staffing.furnish(database, server_actor(database), OFFICE, DONGS)
    return arrive("alice")


def brought_back(text: str) -> dict[str, str]:
    """What the hidden fields of the question's form carry."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)" form="finder-ask">', text)
    return dict(found)


def chosen(text: str) -> str:
    return brought_back(text).get("need", "")


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["whole page", "part"])
def test_another_dong_keeps_the_need_that_was_chosen(alice, headers):
    page = alice.get("/find?q=월세가 밀렸어요&need=DLY11", headers=headers).text
    form = {"q": "월세가 밀렸어요", "dong": "구의1동"} | brought_back(page)
    assert chosen(alice.get("/find", query_string=form, headers=headers).text) == "DLY11"


def test_a_need_chosen_without_a_sentence_is_kept_too(alice):
    page = alice.get("/find?need=DLY11").text
    assert chosen(alice.get("/find", query_string={"q": "", "dong": "구의1동"} | brought_back(page)).text) == "DLY11"


def test_another_sentence_is_understood_anew(alice):
    page = alice.get("/find?q=월세가 밀렸어요&need=DLY11").text
    form = {"q": "아는 사람이 하나도 없어요"} | brought_back(page)
    assert chosen(alice.get("/find", query_string=form).text) not in ("", "DLY11")


def test_a_need_chosen_from_the_list_keeps_the_dong(alice):
    page = alice.get("/find?need=DLY11&dong=구의1동").text
    assert '<input type="hidden" name="dong" value="구의1동" form="finder-choose">' in page


def test_in_a_browser_the_need_stays_while_the_dong_changes(alice, app, serve, visitor):
    page, address = visitor().page(), serve(app)
    page.goto(f"{address}/login")
    page.fill("[name=name]", "alice")
    page.fill("[name=password]", "한 번 쓰는 비밀말 7")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/")
    page.goto(f"{address}/find?q=쌀이 떨어졌어요")
    page.locator(".meant-one").nth(1).click()
    page.wait_for_url("**need=*")
    title = page.locator("#results").inner_text()
    with page.expect_response(lambda answer: "dong=" in answer.url):
        page.select_option("#dong", "구의1동")
    page.wait_for_url("**dong=*")
    assert page.locator("#results").inner_text() == title
    assert page.locator(".meant-one[aria-current]").count() == 1


def test_an_empty_register_says_so_and_offers_the_way_in_to_who_may_import(alice, arrive):
    assert "아직 자원이 없습니다" in alice.get("/register").text
    assert "조건에 맞는 자원이 없습니다" in alice.get("/register?q=없는이름").text
    assert 'href="/import"' in arrive("sue").get("/register").text.split("아직 자원이 없습니다")[1]
