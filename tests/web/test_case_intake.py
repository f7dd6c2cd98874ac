"""The page of an intake: the order of its parts, what is pressed, what is refused, and the way into assessment."""

import re
from itertools import count
from types import SimpleNamespace

import pytest

from resmap.domain.codes import Stage
from resmap.domain.intake import FORM_ORDER
from resmap.store import CaseRecord, ClientRecord, StatementRecord
from resmap.web.app import create_app
from tests.support.demo_world import PASSWORD, demo_template, world  # noqa: F401
from tests.web.conftest import Person
from tests.web.test_case_opening import CALL

NUMBER = "800101-1234567"


@pytest.fixture
def narae(world):
    settings = SimpleNamespace(secret_key="a secret of tests, long enough for them", secure_cookies=False)
    person = Person(create_app(world.database, settings, demo_password=PASSWORD).test_client())
    assert person.login("manager1", PASSWORD).status_code == 303
    return person


@pytest.fixture
def address(narae):
    answer = narae.post("/cases/new", CALL)
    assert answer.location.endswith("/intake")
    return answer.location


_NUMBERS = count(1)


def press(person, page, to, **form):
    """Fill in the form of the page that goes to ``to`` and press its button."""
    form_there = re.search(rf'<form[^>]*action="{re.escape(to)}"[^>]*>(.*?)</form>', person.get(page).text, re.S)
    assert form_there, to
    revision = re.search(r'name="revision" value="(\d+)"', form_there[1])
    told = {"idempotency_key": f"a-press-of-tests-{next(_NUMBERS)}"} | ({"revision": revision[1]} if revision else {})
    return person.post(to, told | form)


def case_of(world, address):
    return world.rows(CaseRecord, CaseRecord.id == address.split("/")[2])[0]


def test_r058_the_page_stands_in_the_order_of_the_form(narae, address):
    page = narae.get(address).text
    at = [page.index(f'id="{one}"') for one in FORM_ORDER if f'id="{one}"' in page]
    assert len(at) >= 6 and at == sorted(at)
    assert page.index('id="narrative"') < page.index('type="checkbox"')


def test_r056_the_page_reminds_of_neutral_words_and_flags_judging_ones(narae, address):
    press(narae, address, f"{address}/statements", kind="problem", words="꾀병이라고들 해요")
    page = narae.get(address).text
    assert "확인할 것" in page and "말씀하시는 통증" in page


def test_the_four_factors_give_a_proposal_before_anything_is_kept(narae, address, world):
    told = {"problem": "life", "complexity": "linked", "will": "wants", "support": "together", "look": "yes"}
    page = press(narae, address, f"{address}/outcome", **told)
    assert page.status_code == 200 and "서로 이어져 있어" in page.text
    assert case_of(world, address).outcome_on is None


def test_one_press_decides_and_begins_the_assessment(narae, address, world):
    told = {"problem": "life", "complexity": "linked", "will": "wants", "support": "together"}
    answer = press(narae, address, f"{address}/outcome", outcome="case", path="link_only", begin="yes", **told)
    assert answer.status_code == 303
    case = case_of(world, address)
    assert (case.stage, case.path.value, case.outcome_on) == (Stage.ASSESSMENT, "link_only", world.today)


def test_an_intake_that_ends_is_closed_and_begins_again_when_they_come_back(narae, address, world):
    told = {"problem": "question", "complexity": "single", "will": "wants", "support": "here"}
    press(narae, address, f"{address}/outcome", outcome="information", information="법률상담 안내", **told)
    assert case_of(world, address).closed_on == world.today
    assert narae.get("/cases").text.count(address.removesuffix("/intake")) == 0
    press(narae, address, f"{address}/reopen", why="다시 전화하심")
    assert case_of(world, address).closed_on is None


def test_what_blocks_the_decision_is_said_beside_what_was_typed(narae, address):
    answer = press(narae, address, f"{address}/outcome", outcome="information", information="무언가를 안내함", problem="life")
    assert answer.status_code == 422 and "무언가를 안내함" in answer.text and "네 가지" in answer.text


@pytest.mark.parametrize("path", ["words", "statements", "services", "members", "outcome"])
def test_a_resident_number_is_refused_and_not_shown_again(narae, address, path, caplog):
    form = {
        "words": {"words": f"첫 줄\n{NUMBER}"},
        "statements": {"kind": "problem", "words": NUMBER},
        "services": {"name": NUMBER},
        "members": {"relation": NUMBER},
        "outcome": {"information": NUMBER, "outcome": "information"},
    }[path]
    answer = press(narae, address, f"{address}/{path}", **form)
    assert answer.status_code == 422 and NUMBER not in answer.text and NUMBER not in caplog.text
    if path == "words":
        assert "첫 줄" in answer.text
    assert NUMBER not in narae.get(f"{address}?service={NUMBER}").text


def test_a_service_is_found_by_name_and_pressed(narae, address, world):
    page = narae.get(f"{address}?service=복지관").text
    offer = re.search(r'name="offer" value="([^"]+)"', page)[1]
    answer = press(narae, f"{address}?service=복지관", f"{address}/services", offer=offer)
    assert answer.status_code == 303 and answer.location.endswith("#services_now")
    assert world.offer(next(k for k, v in world.offer_ids.items() if v == offer)).name in narae.get(address).text


def test_a_number_that_is_not_safe_is_said_first(narae, address, world):
    client = case_of(world, address).client_id
    world.change(lambda uow: setattr(uow.get(ClientRecord, client), "safe_contact", {"safe": "no", "how": "문자만"}))
    page = narae.get(address).text
    assert "전화하지 않습니다" in page and "문자만" in page and CALL["phone"] not in page


def test_somebody_elses_intake_is_not_there(narae, world):
    other = next(one for one in world.rows(CaseRecord) if one.manager_id != world.actor("manager1").id)
    assert narae.get(f"/cases/{other.id}/intake").status_code == 404
    form = {"kind": "problem", "words": "말", "idempotency_key": "a-strangers-word"}
    assert narae.post(f"/cases/{other.id}/intake/statements", form).status_code == 404
    assert not world.rows(StatementRecord, StatementRecord.case_id == other.id)


def test_every_case_of_the_demo_has_an_intake_page(narae, world):
    mine = world.actor("manager1").id
    for case in world.rows(CaseRecord, CaseRecord.manager_id == mine):
        assert narae.get(f"/cases/{case.id}/intake").status_code == 200, case.number
        assert narae.get(f"/cases/{case.id}/intake?lang=en").status_code == 200


@pytest.mark.parametrize("kind", ["pdf", "hwpx", "xlsx"])
@pytest.mark.parametrize("sheet", ["sheet", "blank"])
def test_the_intake_sheet_is_printed_from_its_page_filled_or_blank(narae, address, sheet, kind):
    link = f"{address}/{sheet}.{kind}"
    assert link in narae.get(address).text
    answer = narae.get(link)
    assert answer.status_code == 200 and answer.data[:4] in (b"%PDF", b"PK\x03\x04")
    assert CALL["name"] not in answer.headers["Content-Disposition"]
