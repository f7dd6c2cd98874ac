"""The fixtures that other tests trust: databases that are empty and ours, a browser that stays at home."""

import http.server
import threading

import psycopg
import pytest
import sqlalchemy as sa

from tests.support import machine, tools
from tests.support.chromium import PHONE


@pytest.fixture
def page_address():
    """A loopback web server that answers every GET with a small page."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write("<!doctype html><title>안녕</title>".encode())

        def log_message(self, *args):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.mark.parametrize("turn", [1, 2])
def test_every_test_gets_an_empty_database(database_url, turn):
    engine = sa.create_engine(database_url)
    with engine.begin() as connection:
        assert sa.inspect(connection).get_table_names() == []
        connection.execute(sa.text("CREATE TABLE used (turn INTEGER)"))
    engine.dispose()


def test_postgresql_speaks_korean_and_knows_trigrams(postgresql_url):
    """Under locale C, pg_trgm gives Korean a similarity of 0.00 without a word."""
    with psycopg.connect(postgresql_url.replace("+psycopg", "")) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        query = "SELECT similarity('자양종합사회복지관', '자양사회복지관')"
        assert connection.execute(query).fetchone()[0] > 0.3


def test_a_visitor_arrives_in_korean_and_asks_this_machine_only(visitor, page_address):
    guest = visitor(viewport=PHONE)
    page = guest.page()
    page.goto(page_address)
    assert page.title() == "안녕"
    assert page.evaluate("navigator.language") == "ko-KR"
    assert guest.hosts == {"127.0.0.1"} and guest.outside_hosts() == set()


def test_an_outside_host_is_remembered_and_not_reached(visitor, page_address):
    guest = visitor()
    page = guest.page()
    page.goto(page_address)
    reached = page.evaluate("fetch('http://tiles.example/1.png').then(() => true, () => false)")
    assert not reached and guest.outside_hosts() == {"tiles.example"}
    assert guest.complaints
    guest.hosts.clear()  # the fixture would fail this test for it, as it should any other


def test_without_a_tool_a_test_is_skipped_by_name_at_the_desk_and_fails_in_ci(monkeypatch):
    absent = machine.Tool("a printer", ("cups",), lambda: None, "apt-get install cups")
    monkeypatch.setenv("CI", "")
    with pytest.raises(pytest.skip.Exception, match="a printer: apt-get install cups"):
        tools.need(absent)
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="a printer"):
        tools.need(absent)
