"""The pages of conflicts and their twins: found by a name, noted, mediated, ended; nothing of a client on the register's."""

import re

import pytest

from resmap.store import BlockRecord, ClientRecord, OfferRecord, ResourceConflictRecord
from tests.support.api import Caller, over_flask
from tests.support.demo_world import PASSWORD, demo_template, world  # noqa: F401
from tests.web.test_advice_pages import app, people  # noqa: F401

QUARREL = "방문 시간을 두고 언성이 높아짐"
KEYS = iter(f"a-conflict-key-{number}" for number in range(1000))


def conflicts_of(world):
    return f"/cases/{world.case_ids['D04']}/conflicts"


@pytest.fixture
def shops(world):
    """Two entries with names of their own."""
    found = {one.name: one for one in world.rows(OfferRecord) if not one.location_secret and one.recipient_class.value == "shop"}
    return list(found.values())[:2]


def test_a_conflict_is_found_by_name_noted_mediated_and_ended(people, world, shops):
    worker, home, shop = people["manager1"], conflicts_of(world), shops[0]
    hits = worker.get(f"{home}?q={shop.name}").text
    assert f"{home}?other={shop.id}#new" in hits
    chosen = worker.get(f"{home}?other={shop.id}").text
    assert re.search(rf'name="other" value="{shop.id}"', chosen)
    form = {"other": shop.id, "words": QUARREL, "since": str(world.today), "idempotency_key": next(KEYS)}
    assert worker.post(home, form).status_code == 303
    [record] = [one for one in world.rows(BlockRecord) if one.offer_id == shop.id]
    page = worker.get(home).text
    assert QUARREL in page and "연계를 막고 있음" in page
    anew = {"words": "방문 시간이 서로 맞지 않음", "revision": str(record.revision), "idempotency_key": next(KEYS)}
    assert worker.post(f"{home}/{record.id}/words", anew).status_code == 303
    assert "방문 시간이 서로 맞지 않음" in worker.get(home).text
    [record] = [one for one in world.rows(BlockRecord) if one.offer_id == shop.id]
    step = {"on": str(world.today), "agreed": "요일을 나눔", "revision": str(record.revision), "idempotency_key": next(KEYS)}
    assert worker.post(f"{home}/{record.id}/steps", step).status_code == 303
    assert "요일을 나눔" in worker.get(home).text
    over = {"how": "mediated", "words": "서로 사과함", "revision": str(record.revision + 1), "idempotency_key": next(KEYS)}
    assert worker.post(f"{home}/{record.id}/end", over).status_code == 303
    page = worker.get(home).text
    assert "서로 사과함" in page and "연계를 막고 있음" not in page


def test_the_case_and_the_menu_lead_there(people, world):
    page = people["supervisor"].get(f"/cases/{world.case_ids['D04']}/safety").text
    assert f'href="{conflicts_of(world)}"' in page and 'href="/conflicts"' in page


def test_two_entries_are_found_one_after_the_other_and_no_client_is_named(people, world, shops):
    boss, (one, other) = people["supervisor"], shops
    assert f"/conflicts?one={one.id}#new" in boss.get(f"/conflicts?q={one.name}").text
    assert f"one={one.id}&amp;other={other.id}#new" in boss.get(f"/conflicts?one={one.id}&q={other.name}").text
    form = {"one": one.id, "other": other.id, "words": QUARREL, "idempotency_key": next(KEYS)}
    assert boss.post("/conflicts", form).status_code == 303
    page = boss.get("/conflicts").text
    assert QUARREL in page and one.name in page
    assert not any(client.name and client.name in page for client in world.rows(ClientRecord))
    worker = people["manager1"].get("/conflicts").text
    assert QUARREL in worker and 'name="how"' not in worker


def test_what_no_form_of_ours_sends_is_refused(people, world, shops):
    home = conflicts_of(world)
    form = {"other": shops[0].id, "words": QUARREL, "since": "내일부터", "idempotency_key": next(KEYS)}
    assert people["manager1"].post(home, form).status_code == 400
    assert people["manager1"].get(f"{home}?other=nobody").status_code == 404
    both = {"words": QUARREL, "idempotency_key": next(KEYS)}
    assert people["manager1"].post(home, both).status_code == 409


def test_a_program_notes_mediates_and_ends_the_same_way(app, world, shops):
    worker, boss = Caller(over_flask(app)), Caller(over_flask(app))
    assert worker.login("manager1", PASSWORD).status == 200 and boss.login("supervisor", PASSWORD).status == 200
    home, (one, other) = conflicts_of(world), shops
    assert worker.get(f"{home}?q={one.name}").json["found"][0]["id"] == one.id
    kept = worker("POST", home, {"other": one.id, "words": QUARREL}, key=next(KEYS))
    assert kept.status == 201
    [told] = [each for each in worker.get(home).json["conflicts"] if each["id"] == kept.json["id"]]
    over = {"how": "mistaken", "words": "다른 곳", "revision": told["revision"]}
    assert worker("POST", f"{home}/{told['id']}/end", over, key=next(KEYS)).status == 200
    asked = {"one": one.id, "other": other.id, "words": QUARREL}
    assert worker("POST", "/conflicts", asked, key=next(KEYS)).status == 403
    kept = boss("POST", "/conflicts", asked, key=next(KEYS)).json["id"]
    [record] = world.rows(ResourceConflictRecord)
    anew = {"words": "서로 다른 날을 원함", "revision": record.revision}
    assert boss("PUT", f"/conflicts/{kept}/words", anew, key=next(KEYS)).status == 200
    [record] = world.rows(ResourceConflictRecord)
    assert record.why == "서로 다른 날을 원함"
    step = {"agreed": "구역을 나눔", "revision": record.revision}
    assert boss("POST", f"/conflicts/{kept}/steps", step, key=next(KEYS)).status == 200
    assert worker.get("/conflicts").json["conflicts"][0]["steps"][0]["agreed"] == "구역을 나눔"
