"""Bringing in a list on the page: what is dropped is said, what is wrong stands at its row, one press brings it in."""

import html
import io
import re

from resmap.store import CaseRecord
from tests.formats.test_case_list import csv
from tests.support.demo_world import demo_template, world  # noqa: F401
from tests.web.test_case_intake import narae  # noqa: F401

HEADINGS = ("관리번호", "성명", "주민등록번호", "행정동", "연락처")
ROWS = (("A-1", "가온", "800101-1234567", "자양1동", "010-0000-1111"), ("A-2", "나온", "", "자양2동", ""))


def upload(person, rows=ROWS, headings=HEADINGS, key="a-list-of-the-page", **more):
    form = {"file": (io.BytesIO(csv(headings, rows)), "명단.csv"), "idempotency_key": key, "stage": "intervention"}
    return person.post("/cases/import", form | more, content_type="multipart/form-data")


def hidden(page):
    return {name: html.unescape(value) for name, value in re.findall(r'type="hidden" name="(rows|dong|manager|stage)" value="([^"]*)"', page)}


def test_a_list_is_looked_at_and_brought_in_by_one_press(narae, world, caplog):
    before = len(world.rows(CaseRecord))
    page = upload(narae)
    assert page.status_code == 200 and "주민등록번호가 든 열" in page.text and "800101" not in page.text
    assert len(world.rows(CaseRecord)) == before
    told = hidden(page.text) | {"idempotency_key": "the-list-comes-in"}
    assert narae.post("/cases/import/rows", told, content_type="multipart/form-data").status_code == 303
    assert len(world.rows(CaseRecord)) == before + 2 and "800101" not in caplog.text
    again = upload(narae, key="the-same-file-again")
    assert "새로 가져올 줄이 없습니다" in again.text and 'name="rows"' not in again.text


def test_what_is_wrong_stands_at_its_row_and_nothing_can_be_brought_in(narae):
    page = upload(narae, (*ROWS, ("A-2", "다온", "", "먼동", "")))
    assert "맡으신 동이 아닙니다" in page.text and "두 번" in page.text and 'name="rows"' not in page.text


def test_a_file_that_is_no_list_is_refused_with_what_to_do(narae):
    assert "관리번호" in upload(narae, headings=("가", "성명", "나", "다", "라")).text
    answer = narae.post("/cases/import", {"idempotency_key": "no-file-at-all"})
    assert answer.status_code == 422 and "파일을 골라" in answer.text
    form = {"file": (io.BytesIO(b"%PDF-1.7 not a table"), "명단.pdf"), "idempotency_key": "a-pdf-of-the-page"}
    assert narae.post("/cases/import", form, content_type="multipart/form-data").status_code == 422


def test_rows_that_were_forged_on_the_way_are_looked_through_again(narae, world):
    before = len(world.rows(CaseRecord))
    forged = '[{"row": 2, "number": "A-9", "name": "800101-1234567", "dong": "자양1동"}]'
    answer = narae.post("/cases/import/rows", {"rows": forged, "idempotency_key": "forged-on-the-way"})
    assert answer.status_code == 409 and "800101" not in answer.text
    assert narae.post("/cases/import/rows", {"rows": "[", "idempotency_key": "broken-on-the-way"}).status_code == 422
    assert len(world.rows(CaseRecord)) == before


def test_the_way_to_it_stands_on_my_cases(narae):
    assert 'href="/cases/import"' in narae.get("/cases").text
