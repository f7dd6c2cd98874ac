"""Who may use the API: the same login, the same rights and the same limits as the pages."""

import pytest

from resmap.domain.permissions import GRANTS, Actor
from resmap.web.api.operations import OPERATIONS, ROOT
from tests.support.api import Caller, over_flask
from tests.web.conftest import PASSWORD, PEOPLE

SUE = Actor("sue", PEOPLE["sue"][0])
CLIENT = "김비밀 님의 전화 010-1234-5678"
NOWHERE = "00000000-0000-7000-8000-000000000000"


@pytest.fixture
def caller(app):
    """``caller()`` is a stranger; ``caller("alice")`` has logged in."""

    def arrive(name: str = "") -> Caller:
        made = Caller(over_flask(app))
        if name:
            assert made.login(name, PASSWORD).status == 200
        return made

    return arrive


def address(one) -> str:
    """Its address, ids filled with one that exists nowhere."""
    return "/".join(NOWHERE if part.startswith("<") else part for part in one.rule.split("/"))


def test_without_a_login_every_operation_that_is_not_public_is_401(caller):
    stranger, walked = caller(), 0
    for one in OPERATIONS:
        if not one.access.public:
            answer = stranger(one.method, address(one))
            assert (answer.status, answer.code) == (401, "LOGIN_NEEDED"), one.name
            assert "Location" not in answer.headers
            walked += 1
    assert walked > 30


@pytest.mark.parametrize("name", PEOPLE)
def test_every_role_comes_as_far_as_its_rights_and_no_further(name, caller, happened):
    """Refused: told so, or where an id stands in the address, not found; and recorded. Admitted: never so."""
    person, actor = caller(name), Actor(name, PEOPLE[name][0])
    for one in OPERATIONS:
        if one.access.public:
            continue
        before = happened().count("access.refused")
        answer = person(one.method, address(one))
        refused = happened().count("access.refused") - before
        if one.access.admits(actor):
            assert answer.status not in (401, 403) and refused == 0, one.name
        else:
            assert answer.status == (404 if "<" in one.rule else 403), one.name
            assert answer.code in ("NOT_FOUND", "NOT_ALLOWED") and refused == 1, one.name


def test_a_refused_right_and_a_thing_that_does_not_exist_look_alike(caller):
    answers = [caller(name).get(f"/cases/{NOWHERE}") for name in ("alice", "oscar")]
    assert answers[0].raw == answers[1].raw and answers[0].status == answers[1].status == 404


@pytest.mark.parametrize("path", ["/no-such", "/cases/not-an-id", "/"])
def test_an_unknown_address_is_a_problem_and_no_page(path, app):
    answer = over_flask(app)("GET", ROOT + path, {}, None)
    assert answer.status == 404 and answer.media == "application/problem+json" and answer.code == "NOT_FOUND"


def test_a_method_that_an_address_does_not_take_is_a_problem(app):
    answer = over_flask(app)("DELETE", f"{ROOT}/me", {}, None)
    assert answer.status == 405 and answer.code == "NOT_METHOD" and "GET" in answer.headers["Allow"]


def test_pages_stay_pages(arrive):
    assert arrive().get("/no-such-page").mimetype == "text/html"


def test_whoever_logs_in_here_is_logged_in_on_the_pages_too(app):
    send = over_flask(app)
    Caller(send).login("alice", PASSWORD)
    assert send("GET", "/", {}, None).status == 200


def test_the_login_tells_who_it_is_and_what_they_may_do(caller):
    alice = caller()
    told = alice.login("alice", PASSWORD).json
    assert told["role"] == "case_manager" and told["dongs"] == ["자양4동"]
    assert set(told["permissions"]) == set(GRANTS[PEOPLE["alice"][0]])
    assert alice.get("/me").json["id"] == told["id"]


def test_a_wrong_name_and_a_wrong_password_are_answered_alike(caller):
    stranger = caller()
    one, other = stranger.login("alice", "wrong"), stranger.login("nobody", "wrong")
    assert one.status == other.status == 401 and one.raw == other.raw and one.code == "LOGIN_REFUSED"


def test_after_five_wrong_tries_the_right_password_waits_too(caller):
    stranger = caller()
    for _ in range(5):
        stranger.login("alice", "wrong")
    answer = stranger.login("alice", PASSWORD)
    assert (answer.status, answer.code) == (429, "TOO_MANY") and int(answer.headers["Retry-After"]) > 0


def test_after_the_logout_the_cookie_is_worth_nothing(app):
    alice = Caller(over_flask(app))
    alice.login("alice", PASSWORD)
    assert alice("POST", "/logout").status == 200
    assert alice.get("/me").code == "LOGIN_NEEDED"


def test_a_login_that_rested_says_so(caller, clock):
    alice = caller("alice")
    clock.pass_(minutes=16)
    assert alice.get("/me").code == "LOGIN_ENDED"


def test_logging_in_again_ends_the_login_before(app):
    send = over_flask(app)
    here = Caller(send)
    here.login("alice", PASSWORD)
    first = send.client.get_cookie("resmap_login").value
    here.login("sue", PASSWORD)
    assert send.client.get_cookie("resmap_login").value != first
    elsewhere = over_flask(app)
    elsewhere.client.set_cookie("resmap_login", first)
    answer = elsewhere("GET", f"{ROOT}/me", {}, None)
    assert (answer.status, answer.code) == (401, "LOGIN_ENDED")


def test_nothing_unsafe_is_done_without_the_token(caller, happened):
    sue = caller("sue")
    sue.csrf, before = "", happened()
    for one in (one for one in OPERATIONS if one.unsafe and one.access.admits(SUE)):
        answer = sue(one.method, address(one), {} if one.body else None)
        assert (answer.status, answer.code) == (400, "CSRF"), one.name
    assert happened() == before


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_is_refused_even_with_the_token(site, caller):
    alice = caller("alice")
    assert alice("POST", "/logout", Sec_Fetch_Site=site).code == "CSRF"
    assert alice.get("/me").status == 200


@pytest.mark.parametrize("key", ["", "short", "x" * 101, "열쇠열쇠열쇠열쇠"])
def test_nothing_is_kept_without_a_good_key(key, caller, happened):
    sue = caller("sue")
    before = happened()
    given = {"Idempotency_Key": key.encode().decode("latin-1")}
    for one in (one for one in OPERATIONS if one.keyed and one.access.admits(SUE)):
        assert sue(one.method, address(one), {} if one.body else None, **given).code == "KEY_NEEDED", one.name
    assert happened() == before


def test_every_answer_carries_the_policy_and_is_not_kept(caller):
    alice = caller("alice")
    for path in ("/me", "/no-such"):
        headers = alice.send("GET", ROOT + path, {}, None).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["Cache-Control"] == "no-store" and headers["X-Content-Type-Options"] == "nosniff"


def test_what_breaks_inside_is_told_by_number_only(app, caller, monkeypatch, caplog):
    from resmap.flows import weights

    def break_down(*_, **__):
        raise RuntimeError(CLIENT)

    monkeypatch.setattr(weights, "policy", break_down)
    answer = caller("alice").send("GET", f"{ROOT}/model", {}, None)
    assert (answer.status, answer.code) == (500, "SERVER") and answer.json["number"] in caplog.text
    assert "김비밀" not in answer.raw.decode() + caplog.text and "010-1234" not in caplog.text
