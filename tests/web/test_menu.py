"""The menu that stands on every page: it asks the database once, and nothing for who may not look."""

from contextlib import contextmanager

import pytest

from resmap.web import menu


@pytest.mark.parametrize(("name", "looks"), [("sue", 1), ("", 0)])
def test_the_menu_counts_what_waits_in_one_look(arrive, monkeypatch, name, looks):
    person = arrive(name)
    opened = []
    usual = menu.reading

    @contextmanager
    def counted():
        opened.append(1)
        with usual() as uow:
            yield uow

    monkeypatch.setattr(menu, "reading", counted)
    page = person.get("/help" if name else "/login")
    assert page.status_code == 200 and len(opened) == looks
    assert page.text.count('class="count"') <= len(menu.COUNTS)


def test_a_folded_group_stands_open_where_one_of_its_pages_is_looked_at(arrive):
    supervisor = arrive("sue")
    away, there = supervisor.get("/register").text, supervisor.get("/export").text
    folded = {group.name for group in menu.GROUPS if group.folded}
    assert "data" in folded and away.count('<details class="menu-group" >') == there.count('<details class="menu-group" >') + 1


def test_no_page_stands_in_the_menu_twice():
    endpoints = [entry.endpoint for entry in menu.EVERY]
    assert len(endpoints) == len(set(endpoints))
