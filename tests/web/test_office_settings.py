"""우리 기관 정보: kept by supervisor and administrator, and on everything that is printed from then on."""

from types import SimpleNamespace

import pytest

from resmap.domain.events import EventKind
from resmap.domain.permissions import NotAllowed
from resmap.flows import intake_sheets, letterheads
from resmap.store import OfficeRecord
from resmap.web.app import create_app
from tests.flows.test_intake_sheets import said
from tests.support.api import Caller, over_flask
from tests.support.demo_world import PASSWORD, demo_template, world  # noqa: F401
from tests.web.test_no_leaks import add_administrator
from tests.web.test_safety_pages import Hands


def office(world) -> OfficeRecord:
    return world.rows(OfficeRecord)[0]


def form(world, **new) -> dict[str, str]:
    record = office(world)
    told = {"name": record.name, "name_en": record.name_en or "", "phone": "02-450-0000", "head": "자양1동장", "roles": "담당\n팀장", "revision": str(record.revision)}
    return told | new


def test_what_is_kept_stands_on_what_is_printed_and_other_settings_stay(world):
    world.change(lambda uow: setattr(uow.get(OfficeRecord, office(world).id), "settings", {"due": {"closing_weeks": 3}}))
    boss = Hands(world, "supervisor")
    assert "대표 전화가 비어 있습니다" in boss.look("/office")[1]
    assert boss.press("/office", **form(world, address="자양로 1"))[0] == 303
    assert office(world).settings == {
        "due": {"closing_weeks": 3}, "phone": "02-450-0000", "address": "자양로 1", "head": "자양1동장",
        "roles": ["담당", "팀장"],
    }  # fmt: skip
    manager = world.actor("manager1")
    with world.database.read(manager) as uow:
        sheet = intake_sheets.blank(uow, manager, world.case_ids["D04"], world.today, locale="ko")
    assert "02-450-0000" in said(sheet.form) and "팀장" in said(sheet.form)
    kept = [one for one in world.events() if one.kind is EventKind.OFFICE_CHANGED][-1]
    assert kept.facts == {"letterhead": ["address", "head", "phone", "roles"]}


@pytest.mark.parametrize(
    ("wrong", "at"),
    [({"name": " "}, "name"), ({"phone": "010-1234-5678"}, "phone"), ({"phone": "없음"}, "phone"),
     ({"roles": "가\n나\n다\n라\n마\n바\n사"}, "roles"), ({"head": "800101-1234567"}, "head")],
)  # fmt: skip
def test_what_cannot_be_kept_is_told_at_its_field_and_nothing_is_done(world, wrong, at):
    boss, before = Hands(world, "supervisor"), office(world).revision
    status, text = boss.press("/office", **form(world, **wrong))
    assert status == 422 and f'href="#{at}"' in text and "1234567" not in text
    assert office(world).revision == before


def test_an_older_page_is_refused(world):
    boss, older = Hands(world, "supervisor"), form(world)
    assert boss.press("/office", **older)[0] == 303
    assert boss.press("/office", **older | {"head": "다른 이"})[0] == 409


def test_the_administrator_may_and_a_manager_may_not(world):
    add_administrator(world)
    assert Hands(world, "admin").look("/office")[0] == 200
    assert Hands(world, "manager1").look("/office")[0] == 403
    manager = world.actor("manager1")
    with world.database.read(manager) as uow, pytest.raises(NotAllowed):
        letterheads.settings(uow, manager)


def test_the_api_keeps_the_same(world):
    settings = SimpleNamespace(secret_key="a secret of tests, long enough for them", secure_cookies=False)
    boss = Caller(over_flask(create_app(world.database, settings)))
    assert boss.login("supervisor", PASSWORD).status == 200
    told = boss("GET", "/office/letterhead").json
    body = {"name": told["letterhead"]["name"], "phone": "02-450-0000", "roles": ["담당"], "revision": told["revision"]}
    assert boss("PUT", "/office/letterhead", body).status == 200
    assert boss("GET", "/office/letterhead").json["letterhead"]["roles"] == ["담당"]
    assert boss("PUT", "/office/letterhead", body).status == 409


def test_a_supervisor_finds_settings_terms_and_closings_in_the_menu_and_a_manager_the_closings(world):
    page = Hands(world, "supervisor").look("/help")[1]
    assert all(f'href="{address}"' in page for address in ("/office", "/office/due-dates", "/closings", "/conferences"))
    page = Hands(world, "manager1").look("/help")[1]
    assert 'href="/closings"' in page and 'href="/office"' not in page
