"""Logging in and out at the browser: what is kept, what is told, and when it ends."""

import re

import pytest

from resmap.web.sessions import own_path, safe_path
from tests.web.conftest import PASSWORD, Person


def _login_cookie(person: Person):
    return person.client.get_cookie("resmap_login")


def test_who_logs_in_comes_to_the_page_they_wanted(arrive):
    person = arrive()
    asked = person.get("/help")
    assert asked.location == "/login?ended=needed&next=%2Fhelp"
    assert person.login("alice", next="/help").location == "/help"


def test_the_login_cookie_is_closed_to_scripts_and_other_sites(arrive):
    person = arrive()
    cookie = person.login("alice").headers.getlist("Set-Cookie")
    (ours,) = [line for line in cookie if line.startswith("resmap_login=")]
    assert "HttpOnly" in ours and "SameSite=Lax" in ours and "Path=/" in ours


def test_over_https_cookies_are_bound_to_host_and_tls(database, settings):
    from resmap.web.app import create_app

    settings.secure_cookies = True
    client = create_app(database, settings).test_client()
    page = client.get("/login", base_url="https://localhost")
    assert page.headers["Strict-Transport-Security"]
    token = re.search(r'csrf_token" value="([^"]+)', page.text)[1]
    answer = client.post(
        "/login", data={"name": "alice", "password": PASSWORD, "csrf_token": token}, base_url="https://localhost"
    )
    assert answer.status_code == 303
    (ours,) = [line for line in answer.headers.getlist("Set-Cookie") if line.startswith("__Host-resmap_login=")]
    assert "Secure" in ours and "Domain" not in ours


def test_a_wrong_name_and_a_wrong_password_are_answered_alike(arrive):
    person = arrive()
    one = person.login("alice", "wrong")
    other = person.login("nobody-of-that-name", "wrong")
    assert one.status_code == other.status_code == 401
    told = [re.search(r'notice-title">([^<]+)', answer.text)[1] for answer in (one, other)]
    assert told[0] == told[1]


def test_after_five_wrong_tries_even_the_right_password_waits(arrive, clock):
    person = arrive()
    for _ in range(5):
        assert person.login("alice", "wrong").status_code == 401
    refused = person.login("alice")
    assert refused.status_code == 429 and int(refused.headers["Retry-After"]) > 0
    clock.pass_(minutes=16)
    assert person.login("alice").status_code == 303


def test_a_login_left_alone_ends_after_fifteen_minutes_and_says_so(arrive, clock):
    person = arrive("alice")
    clock.pass_(minutes=14)
    assert person.get("/").status_code == 200
    clock.pass_(minutes=14)
    assert person.get("/").status_code == 200, "every request starts the quarter of an hour anew"
    clock.pass_(minutes=15, seconds=1)
    ended = person.get("/help")
    assert ended.location == "/login?ended=idle&next=%2Fhelp"
    assert "15분 동안 쓰지 않아" in person.get(ended.location).text


def test_a_login_ends_after_a_working_day_even_if_it_never_rests(arrive, clock):
    person = arrive("alice")
    for _ in range(12 * 6):
        clock.pass_(minutes=10)
        answer = person.get("/")
    assert answer.location.startswith("/login?ended=expired")


def test_a_copied_cookie_is_worth_nothing_after_the_logout(arrive):
    person = arrive("alice")
    copied = _login_cookie(person).value
    assert person.post("/logout").location == "/login?ended=logout"
    thief = arrive()
    thief.client.set_cookie("resmap_login", copied)
    assert thief.get("/").location.startswith("/login")


def test_logging_in_again_makes_a_new_token_and_ends_the_old_one(arrive):
    person = arrive("alice")
    old = _login_cookie(person).value
    person.login("alice")
    assert _login_cookie(person).value != old
    thief = arrive()
    thief.client.set_cookie("resmap_login", old)
    assert thief.get("/").location.startswith("/login")


def test_a_form_token_from_before_the_login_is_worth_nothing_after_it(arrive):
    person = arrive()
    before = person.token()
    person.login("alice")
    answer = person.client.post("/logout", data={"csrf_token": before})
    assert answer.status_code == 400


def test_an_account_that_is_closed_is_out_at_once(arrive, database):
    from resmap.store import accounts

    person = arrive("alice")
    with database.write() as uow:
        uow.as_system()
        accounts.user_by_login(uow, "alice").active = False
        uow.commit()
    assert person.get("/").location.startswith("/login?ended=expired")


def test_an_expired_login_sends_the_whole_window_of_an_htmx_request_to_the_login_page(arrive, clock):
    person = arrive("alice")
    clock.pass_(minutes=20)
    headers = {"HX-Request": "true", "HX-Current-URL": "http://localhost/help?a=1"}
    answer = person.get("/account/keep", headers=headers)
    assert answer.status_code in (401, 405)
    answer = person.client.post("/account/keep", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/login?ended=idle&next=%2Fhelp%3Fa%3D1"


def test_staying_logged_in_takes_one_press(arrive, clock):
    person = arrive("alice")
    clock.pass_(minutes=14)
    assert person.post("/account/keep").json["seconds"] == 900
    clock.pass_(minutes=14)
    assert person.get("/").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "http://elsewhere.example/",
        "//elsewhere.example/",
        "///elsewhere.example",
        "/\\elsewhere.example",
        "\\\\elsewhere.example",
        "/\t/elsewhere.example",
        "/\n/elsewhere.example",
        " //elsewhere.example",
        "javascript:alert(1)",
        "https:elsewhere.example",
        "elsewhere.example",
        "",
        "/" + "a" * 3000,
    ],
)
def test_a_login_never_leads_elsewhere(address, arrive):
    assert own_path(address) == safe_path(address) == ""
    assert arrive().login("alice", next=address).location == "/"


@pytest.mark.parametrize("address", ["/", "/cases/1?a=b", "/resources?q=%EB%B3%B5%EC%A7%80"])
def test_a_login_leads_back_to_pages_of_ours(address):
    assert safe_path(address) == address


@pytest.mark.parametrize("address", ["/login", "/logout", "/login?next=/login"])
def test_a_login_does_not_lead_back_to_itself(address):
    assert safe_path(address) == ""


def test_the_demo_offers_its_accounts_and_the_office_does_not(database, settings, arrive):
    from resmap.web.app import create_app

    assert "sue" not in arrive().get("/login").text
    demo = create_app(database, settings, demo_password="demo-words").test_client()
    page = demo.get("/login").text
    assert 'data-fill-name="sue"' in page and 'data-fill-password="demo-words"' in page


def test_logging_in_and_out_are_events_that_hold_no_name(arrive, happened):
    person = arrive()
    person.login("alice", "wrong")
    person.login("alice")
    person.post("/logout")
    assert happened() == ["login.failed", "login", "logout"]
