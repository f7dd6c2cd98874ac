"""What a list proposes, on screen: on the entry, in the queue, and all of one sort at once."""

import re

from tests.flows.test_import_proposals import HEADER, ROWS
from tests.web.test_imports import bring, looked

LIST = ("\n".join([HEADER, *ROWS])).encode()
KEY = {"idempotency_key": "proposals-0001"}


def brought(person):
    address, page = looked(person, LIST, name="마을 시설.csv")
    return bring(person, address, page)


def entry_of(person, name="가온"):
    return re.search(r'/register/([0-9a-f-]{36})"[^>]*>' + name, person.get("/register/verify").text)[1]


def test_after_the_import_its_proposals_are_a_link_and_each_stands_on_its_entry(arrive):
    sue = arrive("sue")
    assert "제안한 값 정하기" in brought(sue).text
    page = sue.get(f"/register/{entry_of(sue)}").text
    assert "파일이 제안한 값 2가지" in page and "02-450-1234" in page


def test_one_button_takes_one_value_and_the_rest_stays(arrive):
    sue = arrive("sue")
    brought(sue)
    entry = entry_of(sue)
    form = KEY | {"field": "public_phone", "answer": "yes", "revision": "1", "in_list": "yes"}
    part = sue.post(f"/register/{entry}/proposed", form, headers={"HX-Request": "true"}).text
    assert "02-450-1234" not in part and "자양로 65, 2층" in part and f'value="{entry}:2"' in part
    assert "제안을 받아들임" in sue.get(f"/register/{entry}/history").text
    again = sue.post(f"/register/{entry}/proposed", form | {"idempotency_key": "proposals-0002", "revision": "2"})
    assert again.status_code == 404


def test_all_of_one_sort_are_ticked_in_a_preview_and_taken_at_once(arrive):
    sue = arrive("sue")
    brought(sue)
    assert "마을 시설 (제안 3가지)" in sue.get("/import/proposals").text
    page = sue.get("/import/proposals?source=마을 시설&code=PHONE_ZERO_LOST").text
    chosen = re.findall(r'name="chosen" value="([^"]+)" data-choice checked', page)
    assert len(chosen) == 2
    form = KEY | {"source": "마을 시설", "code": "PHONE_ZERO_LOST", "answer": "yes", "chosen": chosen}
    page = sue.post("/import/proposals", form, follow_redirects=True).text
    assert "자원 2곳에" in page and "맨 앞 0 빠짐" not in page


def test_a_case_manager_decides_on_no_list(arrive):
    brought(arrive("sue"))
    alice = arrive("alice")
    assert alice.get("/import/proposals").status_code in (403, 404)
    assert alice.post("/import/proposals", KEY | {"answer": "yes", "chosen": ["x|1|dong"]}).status_code in (403, 404)


def test_the_page_of_a_look_tells_kinds_with_names_and_cells(arrive):
    address, page = looked(arrive("sue"), LIST, name="마을 시설.csv")
    assert 'id="kind-PHONE_ZERO_LOST"' in page.text and "2-450-1234" in page.text and "나래 경로당" in page.text
