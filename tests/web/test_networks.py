"""The pages of the networks: who opens them, what list and picture tell, and the small form for a tie."""

import re

import pytest

from resmap.domain.codes import TieKind
from resmap.domain.permissions import Role
from resmap.store import CaseTieRecord, OfferRecord, PartyRecord
from resmap.store.queries import accounts
from tests.support.streets import SHELTER, lay_out

KEY = "idempotency key of a test"


@pytest.fixture
def streets(database):
    with database.write() as uow:
        uow.as_system()
        office = accounts.office(uow).id
        made = lay_out(uow, office, accounts.user_by_login(uow, "alice").id, database.clock().date())
        uow.commit()
    return made


@pytest.fixture
def at_desk(streets, arrive):
    return arrive("alice")


def page_of(streets) -> str:
    return f"/cases/{streets.case}/network"


def tell(person, streets, other, *, kind="neighbour", strength="weak", key=KEY, **more):
    form = {"other": streets.ids.get(other, other), "kind": kind, "strength": strength, "idempotency_key": key} | more
    return person.post(f"{page_of(streets)}/ties", form)


def test_list_and_picture_of_a_client_tell_the_same(streets, at_desk):
    page = at_desk.get(page_of(streets)).text
    data = at_desk.get(f"{page_of(streets)}.json").json
    assert {one["name"] for one in data["nodes"]} >= {"당사자", "아들", "이발사 권○○(69)", "따뜻한 점심"}
    for node in data["nodes"]:
        if node["hops"] == 1:
            assert f'data-node="{node["id"]}"' in page and node["name"] in page
    assert "당사자 ↔ 이발사 권○○(69)" in page and "따뜻한 점심 → 당사자" in page
    assert 'style="' not in page and "<noscript>" in page


def test_the_legend_explains_every_line_that_is_drawn(streets, at_desk):
    page = at_desk.get(page_of(streets)).text
    styles = {one["style"] for one in at_desk.get(f"{page_of(streets)}.json").json["lines"]}
    legend = page.split('class="network-legend-list"', 1)[1].split("</ul>", 1)[0]
    assert styles == set(re.findall(r"line-sample line-(\w+)", legend))


def test_a_measure_that_is_not_defined_says_so(streets, at_desk, database):
    with database.write() as uow:
        uow.as_system()
        uow.void(uow.get(CaseTieRecord, streets.tie), "of a test")
        uow.commit()
    page = at_desk.get(page_of(streets)).text
    assert "정의되지 않음" in page and "1명·곳" in page


def test_residents_and_household_are_named_by_call_name_and_relation(streets, at_desk):
    text = at_desk.get(f"{page_of(streets)}.json").text
    for trace in ("김아들", "김당사자", "자양4동", '"dong"', '"lat"', "37.53"):
        assert trace not in text


def test_the_secret_shelter_is_in_no_network(streets, at_desk):
    addresses = [page_of(streets), f"{page_of(streets)}.json"]
    addresses += [f"/network/offer/{streets['kitchen']}{end}" for end in ("", ".json")]
    for address in addresses:
        text = at_desk.get(address).text
        assert streets["shelter"] not in text and SHELTER not in text
    for end in ("", ".json"):
        assert at_desk.get(f"/network/offer/{streets['shelter']}{end}").status_code == 404
    assert SHELTER not in at_desk.get(f"{page_of(streets)}?q=달빛").text
    assert at_desk.get(f"{page_of(streets)}?other={streets['shelter']}").status_code == 404


def test_who_is_not_of_the_case_is_told_that_there_is_none(streets, arrive, database):
    with database.write() as uow:
        uow.as_system()
        user = accounts.user_by_login(uow, "sue")
        user.role, user.dongs = Role.CASE_MANAGER, ("구의1동",)
        uow.commit()
    for name in ("sue", "paul", "oscar", "adam"):
        person = arrive(name)
        for end in ("", ".json"):
            assert person.get(page_of(streets) + end).status_code == 404
        assert tell(person, streets, "seo").status_code == 404
    stranger = arrive()
    assert stranger.get(page_of(streets)).status_code in (302, 303)


def test_the_ties_of_an_entry_are_for_readers_of_the_register(streets, arrive):
    address = f"/network/offer/{streets['women']}"
    assert [arrive(name).get(address).status_code for name in ("alice", "sue", "adam", "paul", "oscar")] == [200, 200, 200, 404, 404]
    page = arrive("alice").get(address).text
    assert "이발사 권○○(69) → 새마을부녀회" in page and f"/network/offer/{streets['barber']}" in page


def test_a_tie_is_searched_chosen_and_told(streets, at_desk, happened):
    found = at_desk.get(f"{page_of(streets)}?q=ㅅㅇㅇ").text
    assert "찾은 사람이 없습니다" in found
    found = at_desk.get(f"{page_of(streets)}?q=서○○").text
    assert f"?other={streets['seo']}#add" in found
    assert 'name="other"' in at_desk.get(f"{page_of(streets)}?other={streets['seo']}").text
    answer = tell(at_desk, streets, "seo", mutual="yes")
    assert answer.status_code == 303 and happened()[-1] == "tie.changed"
    assert "당사자 ↔ 이웃 서○○(66)" in at_desk.get(page_of(streets)).text


def test_a_second_click_adds_no_second_tie_and_a_second_tie_is_explained(streets, at_desk, happened):
    assert [tell(at_desk, streets, "seo").status_code for _ in range(2)] == [303, 303]
    assert happened().count("tie.changed") == 1
    answer = tell(at_desk, streets, "seo", key="another key of a test")
    assert answer.status_code == 409 and "같은 관계가 이미 있습니다" in answer.text


def test_a_tie_is_changed_ended_and_a_stale_form_is_refused(streets, at_desk):
    address = f"{page_of(streets)}/ties/{streets.tie}"
    form = {"revision": "1", "strength": "weak", "act": "save", "idempotency_key": KEY}
    assert at_desk.post(address, form).status_code == 303
    page = at_desk.get(page_of(streets)).text
    assert "당사자 → 이발사 권○○(69)" in page and "친구 · 약함" in page
    assert at_desk.post(address, form | {"act": "end"}).status_code == 409
    assert at_desk.post(address, form | {"act": "end", "revision": "2"}).status_code == 303
    assert "이발사 권○○(69)" not in at_desk.get(page_of(streets)).text.split('id="measures"')[0].split('id="ties"')[1]


@pytest.mark.parametrize("kind", [one.value for one in TieKind if one.value in ("served", "leads", "refers_to")] + ["", "x"])
def test_a_kind_or_strength_that_nobody_can_tell_is_refused(streets, at_desk, kind):
    assert tell(at_desk, streets, "seo", kind=kind).status_code == 400
    assert tell(at_desk, streets, "seo", strength=kind).status_code == 400


def test_the_networks_in_english(streets, at_desk):
    at_desk.client.set_cookie("resmap_language", "en")
    page = at_desk.get(page_of(streets)).text
    assert "The client&#39;s network" in page and "service in use" in page
    assert "따뜻한 점심 (en) → Client" in page
    assert "Ties of 새마을부녀회 (en)" in at_desk.get(f"/network/offer/{streets['women']}").text


def test_names_stay_text_in_list_and_picture(streets, at_desk, database, app, serve, visitor):
    hostile = "<img src=x onerror=window.pwned=1>${window.pwned=1}{{7*7}}"
    with database.write() as uow:
        uow.as_system()
        uow.get(PartyRecord, streets["barber"]).name = hostile
        uow.get(OfferRecord, streets["lunch"]).name = hostile
        uow.commit()
    person = visitor()
    page = person.page()
    page.goto(f"{serve(app)}/login?next={page_of(streets)}")
    page.fill("#name", "alice")
    page.fill("#password", "한 번 쓰는 비밀말 7")
    page.keyboard.press("Enter")
    page.wait_for_selector(".network-box[data-drawn]")
    page.locator(".tie").first.hover()
    assert page.evaluate("window.pwned") is None and person.complaints == []
    assert page.locator("#ties .tie-words strong", has_text="{{7*7}}").count() == 2
