"""The pages of casework on the demo: who gets in, what stands there, and the pages that refuse."""

import re
from types import SimpleNamespace

import pytest

from resmap.domain.permissions import GRANTS, Permission, Role
from resmap.store import AnswerRecord, OfferRecord
from resmap.web.app import create_app
from resmap.web.routes import access_of
from tests.support.demo_world import PASSWORD, demo_template, world  # noqa: F401
from tests.web.conftest import Person

KEY = "key-of-a-form-of-tests-"


@pytest.fixture
def demo_app(world):
    settings = SimpleNamespace(secret_key="a secret of tests, long enough for them", secure_cookies=False)
    return create_app(world.database, settings, demo_password=PASSWORD)


@pytest.fixture
def arrive_at_demo(demo_app):
    def arrive(login: str) -> Person:
        person = Person(demo_app.test_client())
        assert person.login(login, PASSWORD).status_code == 303
        return person

    return arrive


@pytest.fixture
def narae(arrive_at_demo):
    """manager1, at her desk."""
    return arrive_at_demo("manager1")


def case(world, number) -> str:
    return f"/cases/{world.case_ids[number]}"


def answer(world, person, said="decline", offer="o-0270", **more):
    form = {
        "need": world.needs("D04")["DLY16"],
        "offer": world.offer_ids.get(offer, offer),
        "answer": said,
        "seen": "",
        "idempotency_key": KEY,
    }
    return person.post(f"{case(world, 'D04')}/answers", form | more)


def begin(world, person, offer="o-0270", key=KEY):
    form = {"need": world.needs("D04")["DLY16"], "offer": world.offer_ids[offer], "seen": "", "idempotency_key": key}
    return person.post(f"{case(world, 'D04')}/referrals", form)


def send(person, address, page=None, key=KEY + "send", **more):
    page = person.get(address).text if page is None else page
    revision = re.search(r'name="revision" value="(\d+)"', page).group(1)
    return person.post(f"{address}/draft", {"act": "send", "revision": revision, "idempotency_key": key} | more)


# ── who gets in ───────────────────────────────────────────────────────────────


def test_every_route_of_casework_names_its_permission(demo_app):
    for rule in demo_app.url_map.iter_rules():
        if rule.endpoint.split(".")[0] in ("cases", "referrals", "model"):
            assert access_of(demo_app, rule.endpoint).permissions, rule.endpoint


@pytest.mark.parametrize("login", ["partner", "outsider"])
@pytest.mark.parametrize("path", ["/cases", "/model"])
def test_the_wrong_role_gets_a_clear_page(arrive_at_demo, login, path):
    page = arrive_at_demo(login).get(path)
    assert page.status_code == 403 and "권한이 없습니다" in page.text


def test_a_case_of_another_dong_looks_like_none(world, arrive_at_demo):
    page = arrive_at_demo("manager2").get(case(world, "D04"))
    assert page.status_code == 404 and "조만복" not in page.text


@pytest.mark.parametrize("path", ["", "/together", "/closing", "/compare?need=x&offer=y", "/map.json"])
def test_no_page_of_a_case_opens_for_a_stranger_or_a_partner(world, arrive_at_demo, path):
    for login in ("manager2", "partner", "outsider"):
        assert arrive_at_demo(login).get(case(world, "D04") + path).status_code in (403, 404)


@pytest.mark.parametrize("path", ["/answers", "/referrals", "/overrides", "/consents", "/compare"])
def test_no_act_on_a_case_is_open_to_a_stranger(world, arrive_at_demo, path):
    for login in ("manager2", "partner", "outsider"):
        done = arrive_at_demo(login).post(case(world, "D04") + path, {"idempotency_key": KEY, "answer": "later"})
        assert done.status_code in (403, 404)


def test_without_a_login_every_page_asks_for_one(world, demo_app):
    for path in ("/cases", case(world, "D04"), "/referrals", "/model"):
        assert demo_app.test_client().get(path).status_code in (302, 303)


def test_letting_pass_is_for_supervisors(world, narae):
    assert Permission.OVERRIDE not in GRANTS[Role.CASE_MANAGER]
    done = narae.post(f"{case(world, 'D04')}/overrides", {"idempotency_key": KEY, "reason": "그래도"})
    assert done.status_code in (403, 404)


# ── what stands there ─────────────────────────────────────────────────────────


def test_words_stand_before_points(world, narae):
    page = narae.get(case(world, "D04")).text
    row = page.split('class="offer"', 1)[1].split("</li>\n", 1)[0]
    assert row.index("잘 맞음") < row.index("점")


def test_rows_answer_to_the_map_and_every_id_stands_once(world, narae):
    page = narae.get(case(world, "D04")).text
    assert f'id="map" data-map-url="{case(world, "D04")}/map.json"' in page
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    offers = re.findall(r'<li class="offer" id="offer-([0-9a-f-]{36})[^"]*" data-offer="([0-9a-f-]{36})"[^>]* tabindex="0"', page)
    assert len(offers) >= 10 and all(one == other for one, other in offers)


def test_no_page_has_a_script_or_a_style_inside(world, narae):
    for path in ("/cases", case(world, "D04"), f"{case(world, 'D04')}/together", "/referrals", "/model"):
        page = narae.get(path).text
        assert not re.search(r"<script(?![^>]* src=)|<style|\sstyle=|\son[a-z]+=", page), path


def test_what_people_wrote_stays_text(world, narae):
    def write(uow):
        uow.get(OfferRecord, world.offer_ids["o-0270"]).name = "<script>alert(1)</script>"

    world.change(write)
    assert answer(world, narae, "later", why="<img src=x onerror=alert(2)>").status_code == 303
    page = narae.get(case(world, "D04")).text
    assert "<script>alert" not in page and "<img src=x" not in page and "&lt;img" in page


def test_the_protected_client_is_nowhere_with_phone_or_address(world, narae):
    for path in ("", "/together", "/closing"):
        page = narae.get(case(world, "D07") + path).text
        assert "010-0000-3107" not in page and "빨래집게길" not in page


def test_before_the_assessment_the_page_says_what_to_do(world, narae):
    page = narae.get(case(world, "D01")).text
    assert "먼저 이야기를 듣습니다" in page and "연계하기" not in page


def test_a_duty_stands_on_top_and_cannot_be_declined(world, narae):
    page = narae.get(case(world, "D08")).text
    panel = page.split('class="duty-panel"', 1)[1].split("</section>", 1)[0]
    assert 'href="tel:16448295"' in panel
    acts = set(re.findall(r'action="([^"]+)"', panel))
    assert {one.rpartition("/")[2] for one in acts} == {"duties"}  # carried out, or said why not yet
    assert "answers" not in panel and 'value="decline"' not in panel


def test_the_weights_stand_on_one_page_with_their_version(narae):
    page = narae.get("/model").text
    assert "2026.12판" in page and page.count("예외 없음") == 2 and "172" in page


@pytest.mark.parametrize("path", ["/cases", "/referrals", "/model", "case", "together", "closing"])
def test_every_page_is_said_in_english_too(world, narae, path):
    narae.client.set_cookie("resmap_language", "en")
    address = {"case": "", "together": "/together", "closing": "/closing"}
    page = narae.get(case(world, "D10") + address[path] if path in address else path)
    assert page.status_code == 200 and '<html lang="en">' in page.text


def test_filters_stay_after_an_answer(world, narae):
    done = answer(world, narae, "later", kind="shop")
    assert done.status_code == 303 and "?kind=shop#need-" in done.location


# ── pages that refuse ─────────────────────────────────────────────────────────


def test_an_answer_is_kept_once_however_often_it_is_pressed(world, narae):
    before = len(world.rows(AnswerRecord))
    for _ in range(3):
        assert answer(world, narae).status_code == 303
    assert len(world.rows(AnswerRecord)) == before + 1


def test_an_answer_from_an_old_page_gets_the_page_that_says_so(world, narae):
    answer(world, narae, "later")
    page = answer(world, narae, "decline", idempotency_key=KEY + "other")
    assert page.status_code == 409 and "다른 분이 먼저" in page.text


def test_a_rule_that_closed_meanwhile_is_said_in_words(world, narae):
    world.change_offer("o-0270", places_left=0)
    page = begin(world, narae)
    assert page.status_code == 409 and "지금은 자리가 없습니다" in page.text


def test_the_second_send_gets_a_clear_page_that_leads_to_the_first(world, narae):
    address = begin(world, narae).location
    page = narae.get(address).text
    assert send(narae, address, page).status_code == 303
    second = send(narae, address, page, key=KEY + "again")
    assert second.status_code == 409 and "이미 처리한 의뢰입니다" in second.text and address in second.text


def test_a_form_without_our_token_is_refused(world, narae):
    done = narae.client.post(f"{case(world, 'D04')}/answers", data={"answer": "later"})
    assert done.status_code == 400 and "오래되어" in done.text


@pytest.mark.parametrize("form", [{}, {"answer": "accept"}, {"answer": "<b>"}])
def test_an_answer_that_is_none_is_refused(world, narae, form):
    done = narae.post(f"{case(world, 'D04')}/answers", {"idempotency_key": KEY} | form)
    assert done.status_code == 400


@pytest.mark.parametrize("offers", [[], ["o-0270"]])
def test_comparing_less_than_two_is_explained(world, narae, offers):
    query = "&".join(f"offer={world.offer_ids[one]}" for one in offers)
    page = narae.get(f"{case(world, 'D04')}/compare?need={world.needs('D04')['DLY16']}&{query}")
    assert page.status_code == 422 and "두 곳에서 네 곳까지" in page.text


def test_an_ended_login_says_so_before_anything_is_saved(world, narae):
    before = len(world.rows(AnswerRecord))
    world.database.clock.moment = world.database.clock.moment.replace(day=21)
    done = answer(world, narae)
    assert done.status_code in (302, 303, 401) and len(world.rows(AnswerRecord)) == before
    assert "ended=" in done.headers.get("Location", "") or "로그인" in done.text
