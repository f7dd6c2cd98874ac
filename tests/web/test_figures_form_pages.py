"""The page of the district's workbook: brought, said, filled; what is refused is a sentence."""

import io
import re
from html import unescape

import pytest

from tests.flows.test_monthly_form import here
from tests.flows.test_my_month import note
from tests.formats.forms import figure_templates as templates
from tests.formats.forms.figure_templates import read
from tests.support.demo_world import demo_template, world  # noqa: F401
from tests.web.test_no_leaks import Eyes

PAGE = "/figures/template"


class Desk:
    """A supervisor at the page."""

    def __init__(self, world, login="supervisor"):
        self.eyes, self.keys = Eyes(world, login), 0

    def page(self) -> str:
        return self.eyes.client.get(PAGE).text

    def post(self, address: str, data: dict, **more):
        token = re.search(r'name="csrf_token" value="([^"]+)', self.page())[1]
        self.keys += 1
        data = {"csrf_token": token, "idempotency_key": f"key-of-the-template-{self.keys}"} | data
        return self.eyes.client.post(address, data=data, **more)

    def bring(self, raw: bytes, name="구 실적 양식.xlsx"):
        return self.post(PAGE, {"file": (io.BytesIO(raw), name)}, content_type="multipart/form-data", follow_redirects=True)


@pytest.fixture
def desk(world):
    return Desk(world)


def test_a_workbook_is_brought_what_is_not_known_is_asked_and_it_is_filled(desk, world):
    assert "아직 올린 양식이 없습니다" in desk.page()
    page = desk.bring(templates.dongs()).text
    assert "무엇을 넣을지 알려 주세요" in page and "구 실적 양식.xlsx" in page and "합계 × 연계 건수" in page
    shown = {unescape(name): unescape(value) for name, value in re.findall(r'name="(was-[^"]+)" value="([^"]*)"', page)}
    cells = {f"cell-{name.removeprefix('was-')}": value for name, value in shown.items()}
    cells["cell-Sheet!E7"] = "links.accepted"
    revision = here(world).revision
    answer = desk.post(f"{PAGE}/cells", shown | cells | {"revision": str(revision)})
    assert answer.status_code == 303 and [one.key for one in here(world).known if one.said] == ["Sheet!E7"]
    filled = desk.post(f"{PAGE}/filled", {"month": "2026-11", "dong": "", "small": "keep"})
    assert filled.status_code == 200 and filled.mimetype.endswith("spreadsheetml.sheet")
    assert isinstance(read(filled.data).active["E7"].value, int)


def test_how_small_numbers_are_told_has_to_be_said(desk, world):
    desk.bring(templates.report())
    assert desk.post(f"{PAGE}/filled", {"month": "2026-11", "small": ""}).status_code == 422
    page = desk.page()
    assert "짐작할 수 있습니다" in page and re.search(r'value="hide"[^>]*checked', page)


def test_what_cannot_be_used_is_a_sentence_on_the_page(desk):
    for raw, words in ((b"%PDF-1.7 %%EOF", "PDF"), (b"", "엑셀 파일을 골라"), (b"\0" * 4000, "쓸 수 없습니다")):
        answer = desk.bring(raw)
        assert answer.status_code == 422 and words in answer.text, raw[:8]
    answer = desk.bring(templates.report(), "800101-1234567.xlsx")
    assert answer.status_code == 422 and "800101" not in answer.text


def test_it_is_taken_away_and_no_case_manager_comes_near(desk, world):
    desk.bring(templates.report())
    assert desk.post(f"{PAGE}/forget", {"revision": str(here(world).revision)}).status_code == 303
    assert here(world) is None
    assert Eyes(world, "manager1").look(PAGE)[0] == 403


def test_the_api_does_the_same(world):
    note(world, key="a-talk-of-the-template")
    client = Eyes(world, "supervisor").client
    csrf = client.get("/api/v1/csrf").json["csrf"]

    def post(path, n, **more):
        headers = {"X-CSRFToken": csrf, "Idempotency-Key": f"key-of-the-api-{n}"}
        return client.post(f"/api/v1/figures/template{path}", headers=headers, **more)

    assert client.get("/api/v1/figures/template").json is None
    told = post("", 1, data={"file": (io.BytesIO(templates.beside()), "양식.xlsx")}, content_type="multipart/form-data")
    assert told.status_code == 201 and told.json["name"] == "양식.xlsx"
    key = told.json["known"][0]["key"]
    assert post("/cells", 2, json={"cells": {key: "contacts"}, "revision": told.json["revision"]}).status_code == 200
    filled = post("/filled", 3, json={"month": "2026-11", "small": "keep"})
    assert filled.status_code == 200
    assert read(filled.data).active[key.split("!")[1]].value == client.get("/api/v1/figures").json["figures"]["contacts"]
    revision = client.get("/api/v1/figures/template").json["revision"]
    assert post("/filled", 4, json={"month": "2026-11"}).status_code == 422
    assert post("/removal", 5, json={"revision": revision}).status_code == 200
    assert post("/filled", 6, json={"month": "2026-11", "small": "hide"}).status_code == 404
