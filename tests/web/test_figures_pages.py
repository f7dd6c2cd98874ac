"""The page of figures: every number that has cases behind it leads to them."""

import re
from html import unescape

from resmap.domain.monthly import CODES
from resmap.web.pages import figures
from tests.flows.test_monthly import running
from tests.flows.test_my_month import note
from tests.support.demo_world import demo_template, world  # noqa: F401
from tests.web.test_no_leaks import Eyes


def test_each_number_opens_its_cases_and_each_case_its_page(world):
    note(world, key="a-talk-of-the-page")
    boss = Eyes(world, "supervisor")
    status, page = boss.look("/figures")
    assert status == 200 and "월별 실적" in page and "연락 건수" in page
    links = {unescape(one) for one in re.findall(r'href="(/figures/cases\?[^"]+)"', page)}
    assert len(links) >= 5
    for link in links:
        status, page = boss.look(link)
        assert status == 200 and 'href="/cases/' in page, link
    assert boss.look("/figures/cases?code=coffee")[0] == 404 and boss.look("/figures?dong=없는동")[0] == 404
    assert Eyes(world, "manager1").look("/figures")[0] == 403


def test_every_figure_has_its_words_in_both_languages(world):
    with Eyes(world, "supervisor").app.test_request_context():
        names = [figures.figure_name(code) for code in CODES]
        assert all(names) and all(figures.amount(code, 3) for code in CODES)


def test_the_api_tells_the_same_figures(world):
    note(world, key="a-talk-of-the-api")
    boss = Eyes(world, "supervisor").client
    told = boss.get("/api/v1/figures").json
    assert set(told["figures"]) == set(CODES) and told["figures"]["contacts"] >= 1
    behind = boss.get("/api/v1/figures/cases?code=contacts").json
    assert behind["number"] == told["figures"]["contacts"] and world.case_ids["D04"] in [one["id"] for one in behind["cases"]]
    assert boss.get("/api/v1/figures/cases?code=coffee").status_code == 404


def test_what_help_was_worth_is_asked_with_the_outcome_in_won(world):
    record = running(world)
    boss = Eyes(world, "supervisor")
    page = boss.client.get(f"/referrals/{record.id}").text
    form = dict(re.findall(r'name="(csrf_token|idempotency_key|revision)" value="([^"]+)', page.split('id="outcome"', 1)[1]))
    form |= {"outcome": "got_help", "value": "많이"}
    answer = boss.client.post(f"/referrals/{record.id}/outcome", data=form)
    assert answer.status_code == 422 and "원을 숫자로" in answer.text
    form |= {"value": "1,250,000"}
    assert boss.client.post(f"/referrals/{record.id}/outcome", data=form).status_code == 303
    assert world.referral(record.id).given_value == 1_250_000
    assert "1,250,000원" in boss.client.get(f"/referrals/{record.id}").text
