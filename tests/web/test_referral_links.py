"""The page behind a referral's link: for whoever holds it, and for nobody else."""

import re

from tests.support.demo_world import demo_template, world  # noqa: F401
from tests.web.conftest import Person
from tests.web.test_cases_pages import KEY, arrive_at_demo, begin, demo_app, narae, send  # noqa: F401

TOLD = {"field": ["call_name", "task"], "text-call_name": "만복 님", "text-task": "안부 살피기"}


def sent(world, person) -> str:
    address = begin(world, person).location
    send(person, address, **TOLD)
    return address


def link_of(person, address, key=KEY + "link") -> str:
    page = person.post(f"{address}/link", {"act": "make", "idempotency_key": key})
    assert page.status_code == 200 and page.headers["X-Robots-Tag"].startswith("noindex")
    return re.search(r"http://localhost(/r/[\w-]+)", page.text).group(1)


def test_a_recipient_without_an_account_sees_the_one_referral_and_answers_it(world, narae, demo_app):
    address = sent(world, narae)
    link = link_of(narae, address)
    shop = Person(demo_app.test_client())
    page = shop.get(link)
    assert page.status_code == 200 and "만복 님" in page.text and "조만복" not in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer" and page.headers["X-Robots-Tag"].startswith("noindex")
    assert page.headers["Cache-Control"] == "no-store"
    assert not re.search(r'href="/(cases|referrals|register)', page.text)
    done = shop.post(link, {"to": "accepted", "in_charge": "이발관 주인", "idempotency_key": KEY + "yes"})
    assert done.status_code == 200 and "고맙습니다" in done.text
    assert shop.get(link).status_code == 404
    assert "이발관 주인" in narae.get(address).text


def test_a_no_without_a_reason_is_asked_again_and_with_one_is_kept(world, narae, demo_app):
    address = sent(world, narae)
    link, shop = link_of(narae, address), Person(demo_app.test_client())
    form = {"to": "rejected", "idempotency_key": KEY + "no"}
    assert shop.post(link, form).status_code == 422
    assert shop.post(link, form | {"reason": "provider:NO_CAPACITY"}).status_code == 200
    assert "자리가 없음" in narae.get(address).text


def test_every_token_that_opens_nothing_gets_one_page(world, narae, demo_app):
    address = sent(world, narae)
    link = link_of(narae, address)
    narae.post(f"{address}/link", {"act": "revoke", "idempotency_key": KEY + "end"})
    shop = Person(demo_app.test_client())
    pages = [shop.get(one) for one in (link, "/r/wrong", "/r/" + "x" * 200)]
    assert {one.status_code for one in pages} == {404}
    assert len({re.sub(r'value="[^"]+"|/r/[\w-]+', "", one.text) for one in pages}) == 1


def test_who_tries_tokens_has_to_wait(demo_app):
    shop = Person(demo_app.test_client())
    answers = [shop.get(f"/r/guess-{at}").status_code for at in range(25)]
    assert answers[0] == 404 and answers[-1] == 429


def test_where_links_are_switched_off_nothing_opens_and_none_is_made(world, narae, demo_app):
    from dataclasses import replace

    address = sent(world, narae)
    link = link_of(narae, address)
    shell = demo_app.extensions["resmap"]
    demo_app.extensions["resmap"] = replace(shell, settings=replace(shell.settings, links=False))
    assert Person(demo_app.test_client()).get(link).status_code == 404
    assert narae.post(f"{address}/link", {"act": "make", "idempotency_key": KEY + "off"}).status_code == 404


def test_letter_slip_and_message_come_from_the_page_of_the_referral(world, narae):
    address = sent(world, narae)
    assert narae.get(f"{address}/letter.pdf").data.startswith(b"%PDF")
    assert narae.get(f"{address}/letter.hwpx").data.startswith(b"PK")
    page = narae.get(f"{address}/message")
    assert "만복 님" in page.text and "조만복" not in page.text
    assert narae.get("/referrals/reminders.xlsx").status_code == 200


def test_a_waiting_referral_is_reminded_put_off_and_not_ended_too_early(world, narae):
    address = sent(world, narae)
    for at, form in enumerate(({"act": "remind"}, {"act": "longer", "until": "2027-01-05"})):
        revision = re.search(r'name="revision" value="(\d+)"', narae.get(address).text).group(1)
        done = narae.post(f"{address}/waiting", form | {"revision": revision, "idempotency_key": f"{KEY}{at}"})
        assert done.status_code == 303
    revision = re.search(r'name="revision" value="(\d+)"', narae.get(address).text).group(1)
    page = narae.post(f"{address}/waiting", {"act": "expire", "revision": revision, "idempotency_key": KEY + "end"})
    assert page.status_code == 409 and "아직 남았습니다" in page.text


def test_a_no_with_a_code_is_two_clicks_and_says_what_follows(world, narae):
    address = sent(world, narae)
    page = narae.get(address).text
    assert '<option value="provider:NO_CAPACITY">' in page
    revision = re.search(r'name="revision" value="(\d+)"', page).group(1)
    form = {"to": "rejected", "reason": "provider:NO_CAPACITY", "revision": revision, "idempotency_key": KEY + "full"}
    assert narae.post(f"{address}/step", form).status_code == 303
    assert "추천하지 않습니다" in narae.get(address).text
