"""What every answer carries, and which requests are refused before any page sees them."""

import re
from pathlib import Path

import pytest

import resmap.web
from resmap.web.security import CONTENT_SECURITY_POLICY

FOLDER = Path(resmap.web.__file__).parent
TEMPLATES = sorted((FOLDER / "templates").rglob("*.html"))
OWN_ASSETS = [
    path
    for path in sorted((FOLDER / "static").rglob("*"))
    if path.suffix in (".css", ".js", ".svg") and "vendor" not in path.parts
]


@pytest.mark.parametrize("address", ["/login", "/healthz", "/no-such-page", "/", "/static/css/base.css"])
def test_every_answer_carries_the_whole_policy(address, arrive):
    headers = arrive().get(address).headers
    assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_policy_allows_nothing_inline_and_no_outside_host():
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    sources = {word for part in CONTENT_SECURITY_POLICY.split("; ") for word in part.split()[1:]}
    assert sources == {"'none'", "'self'", "data:"}
    assert "frame-ancestors 'none'" in CONTENT_SECURITY_POLICY


def test_pages_are_not_kept_by_the_browser_and_our_files_are(arrive):
    person = arrive("alice")
    page = person.get("/")
    assert page.headers["Cache-Control"] == "no-store"
    address = re.search(r'href="(/static/css/base\.css\?v=[0-9a-f]+)"', page.text)[1]
    assert "immutable" in person.get(address).headers["Cache-Control"]


#: The map to print or hand over is one file that asks nobody for anything: it carries its script and
#: style, and a policy of its own that allows just these by their hashes (tests/web/test_maps.py).
CARRIES_ITS_OWN = {"printed.html"}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_holds_script_or_style_of_its_own(path):
    text = path.read_text("utf-8")
    if path.name in CARRIES_ITS_OWN:
        text = re.sub(r"<(script|style)>\{\{ \w+ \}\}</\1>", "", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text), "inline script"
    assert not re.search(r"<style\b|\sstyle=|\shx-on|\son[a-z]+\s*=\s*[\"']", text), "inline style or handler"
    assert not re.search(r"(?:src|href|action)=[\"']?(?:https?:)?//", text), "outside host"
    assert "|safe" not in text.replace(" ", ""), "unescaped text"


@pytest.mark.parametrize("path", OWN_ASSETS, ids=lambda path: path.name)
def test_no_file_of_ours_loads_from_outside_or_writes_html(path):
    text = path.read_text("utf-8").replace("http://www.w3.org/", "")
    assert not re.search(r"https?://|url\([\"']?//", text)
    assert not re.search(r"\.(?:inner|outer)HTML\s*=|insertAdjacentHTML|document\.write|\beval\(|new Function", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_form_that_posts_begins_with_its_token(path):
    text = path.read_text("utf-8")
    for form in re.findall(r"<form[^>]*method=.post.[^>]*>(.{0,400})", text, re.DOTALL | re.IGNORECASE):
        assert re.match(r"\s*(?:\{\{\s*(?:ui\.)?form_head\()", form), path.name


@pytest.mark.parametrize("address", ["/login", "/logout", "/language", "/account/keep"])
def test_a_post_without_the_token_changes_nothing(address, arrive):
    answer = arrive("alice").client.post(address, data={"name": "alice", "password": "x", "locale": "en"})
    assert answer.status_code == 400
    assert "화면이 오래되어" in answer.text


@pytest.mark.parametrize("origin", ["cross-site", "same-site"])
def test_a_post_from_another_site_is_refused_even_with_a_token(origin, arrive):
    person = arrive("alice")
    assert person.post("/logout", headers={"Sec-Fetch-Site": origin}).status_code == 400
    assert person.get("/").status_code == 200, "still logged in"
    assert person.post("/logout", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 303


def test_htmx_may_not_eval_nor_keep_pages_in_the_browser(arrive):
    page = arrive().get("/login").text
    config = re.search(r'name="htmx-config" content="([^"]+)"', page)[1].replace("&#34;", '"')
    import json

    told = json.loads(config)
    assert told["allowEval"] is False and told["includeIndicatorStyles"] is False
    assert told["historyCacheSize"] == 0 and told["selfRequestsOnly"] is True


def test_names_with_markup_stay_text(arrive, database):
    from resmap.store import accounts

    with database.write() as uow:
        uow.as_system()
        accounts.user_by_login(uow, "alice").name = "<script>alert(1)</script>"
        uow.commit()
    page = arrive("alice").get("/").text
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_an_app_without_a_secret_key_does_not_start(database, settings):
    from resmap.web.app import create_app

    settings.secret_key = None
    with pytest.raises(ValueError, match="secret_key"):
        create_app(database, settings)


def test_secrets_do_not_show_when_settings_are_printed(app):
    shown = repr(app.extensions["resmap"])
    assert "a secret of tests" not in shown


@pytest.mark.parametrize(("proxies", "believed"), [(0, "127.0.0.1"), (1, "203.0.113.7")])
def test_forwarded_addresses_are_believed_only_behind_our_own_proxy(proxies, believed, database, settings):
    from flask import request

    from resmap.web.app import create_app

    settings.proxies = proxies
    app = create_app(database, settings)
    seen = []
    app.before_request(lambda: seen.append(request.remote_addr))
    app.test_client().get("/healthz", headers={"X-Forwarded-For": "203.0.113.7"})
    assert seen == [believed]
