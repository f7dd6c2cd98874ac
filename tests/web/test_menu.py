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
