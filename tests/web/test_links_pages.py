"""The page of all links and its twin: filters in the address, rows that lead to the referral, the workbook."""

import io
import re

import pytest
from openpyxl import load_workbook

from tests.flows.test_link_overview import link, refused
from tests.support.api import Caller, over_flask
from tests.support.demo_world import PASSWORD, demo_template, world  # noqa: F401
from tests.web.test_advice_pages import app, people  # noqa: F401


@pytest.fixture
def boss(people):
    return people["supervisor"]


def test_each_row_leads_to_its_referral_and_the_numbers_to_their_rows(boss, world):
    mine = link(world, days_ago=40)
    page = boss.get("/links").text
    assert f'href="/referrals/{mine}"' in page and "너무 오래" not in page
    assert "답이 늦은 의뢰가" in page
    late = re.search(r'href="([^"]*late=yes[^"]*)"', page)[1].replace("&amp;", "&").partition("#")[0]
    assert f'href="/referrals/{mine}"' in boss.get(late).text
    assert boss.get(f"/referrals/{mine}").status_code == 200


def test_filters_stand_in_the_address_and_stay_chosen(boss, world):
    mine, other = link(world, state="completed", outcome="got_help"), link(world)
    page = boss.get("/links?outcome=got_help").text
    assert mine in page and other not in page
    assert re.search(r'<option value="got_help" selected>', page)
    assert boss.get("/links?month=x&kind=y&state=z&page=abc&page=-1").status_code == 200


def test_what_is_refused_again_and_again_leads_to_the_entry(boss, world):
    for _ in range(3):
        refused(world)
    page = boss.get("/links").text
    assert "같은 까닭으로 거듭 거절한 곳" in page and f'href="/register/{world.offer_ids["o-0143"]}"' in page


def test_pages_are_turned_with_the_filter_kept(boss, world):
    for _ in range(60):
        link(world, state="completed")
    page = boss.get("/links?state=completed").text
    onwards = re.search(r'href="([^"]*page=2[^"]*)"', page)[1].replace("&amp;", "&")
    assert "state=completed" in onwards and boss.get(onwards).status_code == 200


def test_the_workbook_holds_what_was_chosen(boss, world):
    link(world, state="completed", outcome="got_help")
    link(world)
    answer = boss.get("/links/list.xlsx?outcome=got_help")
    assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
    rows = list(load_workbook(io.BytesIO(answer.data)).active.iter_rows(values_only=True))
    assert rows[0][0] == "관리번호" and {row[-1] for row in rows[1:]} == {"도움을 받으심"}


def test_only_a_supervisor_finds_it_in_the_menu(people):
    assert 'href="/links"' in people["supervisor"].get("/").text
    worker = people["manager1"]
    assert 'href="/links"' not in worker.get("/").text and worker.get("/links").status_code == 403


def test_a_program_reads_the_same(app, world):
    mine = link(world)
    asks = over_flask(app)
    boss, worker = Caller(asks), Caller(over_flask(app))
    assert boss.login("supervisor", PASSWORD).status == 200 and worker.login("manager1", PASSWORD).status == 200
    told = boss.get("/links?state=waiting").json
    assert mine in {one["id"] for one in told["lines"]} and told["waiting"] == told["total"]
    file = asks("GET", "/api/v1/links/file?state=waiting", {}, None)
    assert file.status == 200 and file.raw[:2] == b"PK" and file.media.endswith("spreadsheetml.sheet")
    assert worker.get("/links").status == 403
