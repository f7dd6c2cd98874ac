"""Closed by default: every address says who may use it, and keeps to it for every role."""

import pytest
from flask import Blueprint, Flask

from resmap.domain.permissions import Actor, Permission, Role
from resmap.web import routes
from resmap.web.routes import PUBLIC, SIGNED_IN, Access, OpenRoute, access_of, check_closed, route
from tests.support.addresses import filled
from tests.web.conftest import PEOPLE


def test_an_app_with_a_route_without_a_rule_does_not_start():
    app = Flask("resmap.web", static_folder=None)
    app.add_url_rule("/open", "open", lambda: "hello")
    with pytest.raises(OpenRoute, match="open"):
        check_closed(app)


@pytest.mark.parametrize(
    "declared",
    [
        {},
        {"public": True, "signed_in": True},
        {"public": True, "permission": Permission.CASE_READ},
        {"permission": []},
    ],
)
def test_a_route_says_exactly_one_thing_about_who_may_come_in(declared):
    with pytest.raises(OpenRoute):
        route(Blueprint("some", __name__), "/some", **declared)


def test_one_view_cannot_have_two_rules():
    some = Blueprint("some", __name__)
    view = route(some, "/one", public=True)(lambda: "")
    with pytest.raises(OpenRoute):
        route(some, "/two", signed_in=True)(view)


def test_nobody_is_admitted_to_what_is_not_public_and_no_role_without_the_right():
    needs = Access(permissions=frozenset({Permission.CASE_READ}))
    assert PUBLIC.admits(None)
    assert not SIGNED_IN.admits(None)
    assert not needs.admits(None)
    for role in Role:
        actor = Actor("x", role)
        assert SIGNED_IN.admits(actor)
        assert needs.admits(actor) == actor.may(Permission.CASE_READ)


def _plain_addresses(app):
    """(endpoint, address, method) for every rule, ids filled with one that exists nowhere."""
    nowhere = "00000000-0000-7000-8000-000000000000"
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        values = filled(rule, nowhere)
        for method in sorted(rule.methods - {"OPTIONS", "HEAD"}):
            yield rule.endpoint, adapter.build(rule.endpoint, values, method=method), method


def test_without_a_login_every_address_that_is_not_public_leads_to_the_login_page(app, arrive):
    stranger = arrive()
    walked = 0
    for endpoint, address, method in _plain_addresses(app):
        if not access_of(app, endpoint).public:
            answer = stranger.client.open(address, method=method)
            if address.startswith("/api/"):  # a program cannot read a login page
                assert answer.status_code == 401 and answer.json["code"] == "LOGIN_NEEDED", (method, address)
            else:
                assert answer.status_code == 303 and answer.location.startswith("/login"), (method, address)
            walked += 1
    assert walked >= 3


@pytest.mark.parametrize("name", PEOPLE)
def test_every_role_is_refused_at_every_address_that_its_rights_do_not_name(name, app, arrive, happened):
    person = arrive(name)
    actor = Actor(name, PEOPLE[name][0])
    for endpoint, address, method in _plain_addresses(app):
        if access_of(app, endpoint).admits(actor):
            continue
        before = happened().count("access.refused")
        answer = person.client.open(address, method=method)
        rule_has_id = "00000000" in address
        assert answer.status_code == (404 if rule_has_id else 403), (method, address)
        assert happened().count("access.refused") == before + 1


def test_an_address_with_an_id_looks_the_same_whether_the_right_or_the_thing_is_missing(database, settings, monkeypatch):
    """The page for "no such case" and the page for "not for you" must not be told apart."""
    import sys
    import types

    from resmap.domain.permissions import NotFound
    from resmap.web import app as factory

    pages = Blueprint("things", __name__)

    @route(pages, "/things/<thing>", permission=Permission.CASE_READ)
    def page(thing):
        raise NotFound

    module = types.ModuleType("things_of_tests")
    module.blueprint = pages
    monkeypatch.setitem(sys.modules, "things_of_tests", module)
    monkeypatch.setattr(factory, "PAGES", (*factory.PAGES, "things_of_tests"))
    made = factory.create_app(database, settings)
    from tests.web.conftest import Person

    answers = []
    for name in ("alice", "oscar"):
        person = Person(made.test_client())
        person.login(name)
        answers.append(person.get("/things/1", headers={"Accept": "application/json"}))
    assert answers[0].status_code == answers[1].status_code == 404
    assert answers[0].json == answers[1].json


def test_no_view_is_exempt_from_the_check_against_forged_requests():
    from resmap.web.security import csrf

    assert not csrf._exempt_views and not csrf._exempt_blueprints


def test_every_page_module_registers_through_the_closed_door():
    """``blueprint.route`` beside ``route`` would be caught at the start; here it is caught by name."""
    from pathlib import Path

    pages = Path(routes.__file__).parent / "pages"
    for path in pages.glob("*.py"):
        assert "blueprint.route(" not in path.read_text("utf-8"), path.name
