"""A file made to hurt, in every form that takes one: a sentence on the page, and the program goes on."""

import io
import zipfile

import pytest

from tests.formats.sandbox.test_asides import HOSTILE, broken_shapefile

KEY = {"idempotency_key": "hostile-test-01"}


def sent(person, address, raw, name, **fields):
    data = {"file": (io.BytesIO(raw), name)} | KEY | fields
    return person.post(address, data, content_type="multipart/form-data", follow_redirects=True)


@pytest.mark.parametrize("name", ["a zip bomb", "a deep JSON", "billion laughs", "thousands of digits"])
def test_a_hostile_list_is_a_sentence_on_the_page(arrive, name):
    sue = arrive("sue")
    standard, raw, _ = HOSTILE[name]
    page = sent(sue, "/import/check", raw, "목록", format=standard)
    assert page.status_code in (200, 422) and "Traceback" not in page.text
    assert "아직 아무것도" not in page.text and sue.get("/").status_code == 200


def test_a_hostile_boundary_file_is_a_sentence_on_the_page(arrive):
    sue = arrive("sue")
    page = sent(sue, "/boundaries/check", broken_shapefile(), "경계_20240101.zip")
    assert page.status_code in (200, 422) and "읽을 수 없습니다" in page.text and sue.get("/").status_code == 200


def test_a_hostile_sheet_is_a_sentence_on_the_page(arrive):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"\0" * (40 << 20))
    page = sent(arrive("sue"), "/export/sheet", made.getvalue(), "고친 엑셀.xlsx")
    assert page.status_code == 422 and "Traceback" not in page.text


def test_where_a_child_dies_the_page_says_so_in_both_languages(arrive, monkeypatch):
    from resmap.formats.sandbox import running

    monkeypatch.setattr(running, "_run", lambda *_: -6)
    sue = arrive("sue")
    _, raw, _ = HOSTILE["half an XML"]
    for locale, words in (("ko", "읽다가 멈추었습니다"), ("en", "ended the reading")):
        sue.post("/language", {"locale": locale})
        page = sent(sue, "/import/check", raw, "목록.xml", format="airs-xml", idempotency_key=f"hostile-{locale}")
        assert words in page.text
