"""The pages of closing, checks, follow-up and hand-over: shown, pressed, refused with words."""

import re
from types import SimpleNamespace

import pytest

from resmap.domain.papers import PaperKind
from resmap.store import CaseRecord, PaperRecord
from resmap.web.app import create_app
from tests.support.demo_world import PASSWORD, demo_template, world  # noqa: F401
from tests.web.conftest import Person


@pytest.fixture
def people(world):
    app = create_app(world.database, SimpleNamespace(secret_key="x" * 40, secure_cookies=False))

    def arrive(name: str) -> Person:
        person = Person(app.test_client())
        assert person.login(name, PASSWORD).status_code == 303
        return person

    return arrive


def press(person, address, part="", **fields):
    """Press the button of the form that posts to ``address``, with its own key and revision."""
    page = person.get(part or address).text
    form = next(one for one in re.findall(r"<form[^>]*>.*?</form>", page, re.S) if f'action="{address}"' in one)
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    return person.client.post(address, data=hidden | fields)


def test_a_wish_is_said_prepared_and_refused_with_what_comes_first(people, world):
    manager, here = people("manager1"), f"/cases/{world.case_ids['D04']}/closing"
    assert "아직 마치려는 사례가 아닙니다" in manager.get(here).text
    answer = press(manager, here, reason="GOAL_MET", why="혼자서도 잘 지내심", said_by="client", own_words="이제 괜찮아요")
    assert answer.status_code == 303
    page = manager.get(here).text
    assert "이제 괜찮아요" in page and "먼저 해야 할 일이" in page and "나에게 묻기" in page
    answer = press(manager, f"{here}/preparation", here, keep_gains="화요일 모임", tick="HOW_TO_ASK_AGAIN")
    assert answer.status_code == 303 and "화요일 모임" in manager.get(here).text
    revision = world.rows(CaseRecord, CaseRecord.id == world.case_ids["D04"])[0].revision
    answer = manager.post(f"{here}/end", {"revision": revision, "idempotency_key": "a-press-of-tests"})
    assert answer.status_code == 409 and "슈퍼바이저나 회의에서 종결을 정합니다" in answer.text


@pytest.mark.parametrize("form", ["pdf", "hwpx"])
def test_the_papers_of_a_closing_are_drawn(people, world, form):
    manager, here = people("manager2"), f"/cases/{world.case_ids['D09']}/closing"
    for name in ("report", "again"):
        answer = manager.get(f"{here}/{name}.{form}")
        assert answer.status_code == 200 and answer.data[:2] in (b"%P", b"PK")


def test_the_pages_beside_it_are_shown(people, world):
    manager, case = people("manager1"), world.case_ids["D04"]
    for path, words in (
        (f"/cases/{case}/checks", "오늘의 점검"),
        (f"/cases/{case}/follow-up", "종결한 뒤에 쓰는 화면"),
        (f"/cases/{case}/handover", "기록 이양 동의가 없습니다"),
        ("/closings", "다시 이어 가야 할 사례"),
    ):
        answer = manager.get(path)
        assert answer.status_code == 200 and words in answer.text, path


def test_a_check_is_kept_with_the_clients_words(people, world):
    manager, here = people("manager1"), f"/cases/{world.case_ids['D04']}/checks"
    assert press(manager, here, opinion=" ", method="contact").status_code == 409
    before = len(world.rows(PaperRecord, PaperRecord.kind == PaperKind.MONITORING))
    assert press(manager, here, opinion="전화가 좋아요", method="contact").status_code == 303
    assert len(world.rows(PaperRecord, PaperRecord.kind == PaperKind.MONITORING)) == before + 1
    assert "전화가 좋아요" in manager.get(here).text


def test_a_link_that_opens_nothing_says_so_and_no_more(people):
    answer = people("manager1").get("/e/no-token-of-ours")
    assert answer.status_code == 404 and "이 주소는 더 쓸 수 없습니다" in answer.text
