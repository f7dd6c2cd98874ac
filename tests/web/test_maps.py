"""The pages, the data and the printed file of the map: what they show, to whom, and that names stay text."""

import json
import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from random import Random

import pytest
from flask import g
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.network import Place
from resmap.domain.permissions import Role
from resmap.flows.mapping import DongShape, Group, MapView, Spot
from resmap.store import OfferRecord
from resmap.store.queries import accounts, register
from tests.support.streets import HOME, OFFERS, SHELTER, TODAY, UNVERIFIED, lay_out

#: What has run in popups, tooltips, templates and spreadsheets elsewhere.
PAYLOADS = (
    "<script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    "</script><script>window.pwned=1</script>",
    "${window.pwned=1}",
    "`;window.pwned=1;`",
    "\\`;window.pwned=1;//",
    "\\u003cscript\\u003ewindow.pwned=1\\u003c/script\\u003e",
    "{{7*7}}",
    "{% raw %}",
    "{# gone #}",
    "{{ ''.__class__.__mro__ }}",
    "'-window.pwned=1-'",
    '"><svg onload=window.pwned=1>',
    "&lt;b&gt;bold&lt;/b&gt;",
    "<style>*{display:none}</style>",
    "javascript:window.pwned=1",
    "<!-- ",
    "]]>",
    "\u2028window.pwned=1\u2029",
    "<iframe srcdoc='<script>parent.pwned=1</script>'>",
)


@pytest.fixture
def streets(database):
    with database.write() as uow:
        uow.as_system()
        office = accounts.office(uow).id
        alice = accounts.user_by_login(uow, "alice").id
        made = lay_out(uow, office, alice, database.clock().date())
        uow.commit()
    return made


@pytest.fixture
def at_desk(streets, arrive):
    return arrive("alice")


def routes(streets) -> list[str]:
    """Every address that draws or lists places."""
    of_case = [f"/cases/{case}/map{end}" for case in (streets.case, streets.safe) for end in (".json", "/print")]
    return ["/map", "/map.json", "/map/print", *of_case]


def without_tokens(text: str) -> str:
    return re.sub(r'(name="(csrf_token|idempotency_key)" value=|X-CSRFToken": )"[^"]*"', "", text)


# ── the page and its data ────────────────────────────────────────────────────


def test_the_page_lists_what_the_map_shows_and_works_without_a_script(at_desk):
    page = at_desk.get("/map").text
    data = at_desk.get("/map.json").json
    drawn = [one["name"] for one in data["entries"]] + [one["name"] for a in data["areas"] for one in a["entries"]]
    assert sorted(drawn) == sorted(told[0] for told in OFFERS.values())
    assert all(name in page for name in drawn) and "<noscript>" in page
    assert UNVERIFIED not in page and 'style="' not in page


def test_residents_of_one_cell_are_one_area_and_no_point_near_a_home(at_desk):
    data = at_desk.get("/map.json").json
    (area,) = data["areas"]
    assert len(area["entries"]) == 2 and area["radius"] == 150
    assert {tuple(one["at"]) for one in area["entries"]} == {tuple(area["at"])}
    text = at_desk.get("/map.json").text + at_desk.get("/map").text
    for name in ("seo", "min"):
        assert not any(f"{coordinate}"[:8] in text for coordinate in OFFERS[name][4])


def test_filters_of_the_address_hold_without_a_script(at_desk):
    page = at_desk.get("/map?dong=자양4동&group=shop&domain=DLY").text
    shown = re.findall(r'<li class="map-row"[^>]*?data-group="(\w+)"[^>]*?>', page)
    hidden = re.findall(r'data-group="(\w+)"[^>]*hidden>', page)
    assert sorted(set(shown)) == sorted(g.value for g in Group) and "shop" not in hidden
    assert len(shown) - len(hidden) == 1
    assert at_desk.get("/map?group=%27%3B&domain=XXX&dong=" + "가" * 500).status_code == 200


def test_an_empty_register_says_what_would_stand_here(arrive):
    page = arrive("alice").get("/map").text
    assert "아직 지도에 보일 자원이 없습니다" in page and "data-map-url" not in page


def test_the_map_in_english(at_desk):
    at_desk.client.set_cookie("resmap_language", "en")
    page = at_desk.get("/map").text
    assert "Neighbourhood map" in page and "모퉁이 반찬 (en)" in page and "Dong 0" in page
    assert at_desk.get("/map.json").json["signs"]["shop"] == {
        "shape": at_desk.get("/map.json").json["signs"]["shop"]["shape"], "letter": "S", "name": "Shop",
    }  # fmt: skip


@pytest.mark.parametrize("name, status", [("paul", 403), ("oscar", 403), ("adam", 403), ("sue", 200)])
def test_who_has_no_right_to_the_map_is_told_so(streets, arrive, name, status):
    person = arrive(name)
    assert [person.get(one).status_code for one in ("/map", "/map.json", "/map/print")] == [status] * 3


def test_the_map_of_somebody_elses_case_is_not_found(streets, arrive, database):
    with database.write() as uow:
        uow.as_system()
        user = accounts.user_by_login(uow, "sue")
        user.role, user.dongs = Role.CASE_MANAGER, ("구의1동",)
        uow.commit()
    for name in ("sue", "paul", "oscar"):
        person = arrive(name)
        for end in (".json", "/print"):
            assert person.get(f"/cases/{streets.case}/map{end}").status_code == 404


def test_the_home_is_in_the_data_of_the_own_manager_only(streets, at_desk, arrive):
    assert at_desk.get(f"/cases/{streets.case}/map.json").json["home"] == list(HOME)
    other = arrive("sue").get(f"/cases/{streets.case}/map.json")
    assert other.json["home"] is None and str(HOME[0]) not in other.text
    for person in (at_desk, arrive("sue")):
        safe = person.get(f"/cases/{streets.safe}/map.json")
        assert safe.json["home"] is None and "37.53222" not in safe.text
        assert not any(dong["own"] for dong in safe.json["dongs"])


def test_the_map_of_a_case_ranks_suggestions_and_marks_what_is_in_use(streets, at_desk):
    data = at_desk.get(f"/cases/{streets.case}/map.json").json
    by_name = {one["name"]: one for one in data["entries"]}
    assert by_name["따뜻한 점심"]["existing"] and by_name["따뜻한 점심"]["rank"] is None
    assert by_name["밑반찬 나눔"]["rank"] >= 1 and by_name["밑반찬 나눔"]["ranks"]
    assert data["print"] == f"/cases/{streets.case}/map/print"
    assert "김당사자" not in json.dumps(data, ensure_ascii=False)


# ── secret places ────────────────────────────────────────────────────────────


def test_nothing_of_a_secret_shelter_is_in_any_map(streets, at_desk):
    for address in routes(streets):
        text = at_desk.get(address).text
        for trace in (streets["shelter"], SHELTER, "달빛", "1366"):
            assert trace not in text, (address, trace)


def test_where_a_secret_shelter_is_changes_no_byte_of_any_map(streets, at_desk, monkeypatch):
    real, random = register.network, Random(20261120)

    def answers() -> list[str]:
        return [without_tokens(at_desk.get(address).text) for address in routes(streets)]

    before = answers()
    for _ in range(5):
        place = Place(dong=random.choice(["자양4동", "화양동", None]), lat=random.uniform(37.52, 37.55), lon=random.uniform(127.06, 127.09))

        def moved(uow, today, place=place):
            world = real(uow, today)
            offers = [replace(one, place=place) if one.location_secret else one for one in world.offers]
            return replace(world, offers=tuple(offers))

        monkeypatch.setattr(register, "network", moved)
        assert answers() == before


# ── the printed file ─────────────────────────────────────────────────────────


def test_the_file_is_handed_over_with_a_policy_of_its_own(streets, at_desk, happened):
    answer = at_desk.get(f"/cases/{streets.case}/map/print")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="resmap-map-2026-11-02.html"'
    policy = answer.headers["Content-Security-Policy"]
    assert "sandbox allow-scripts" in policy and "default-src 'none'" in policy and "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff" and answer.headers["Cache-Control"] == "no-store"
    assert happened()[-1] == "map.printed"


def test_the_file_fetches_nothing(at_desk):
    page = Page(at_desk.get("/map/print").text)
    assert page.fetched == [] and page.scripts == 2
    style = " ".join(page.styles)
    assert "url(" not in style and "@import" not in style
    assert "sourceMappingURL" not in page.text and "jquery" not in page.text.lower()


def test_the_file_names_no_client_and_no_resident(streets, at_desk):
    text = at_desk.get(f"/cases/{streets.case}/map/print").text
    for trace in ("김당사자", "김아들", "2026-0101", "서○○", "민○○", str(HOME[0]), str(HOME[1]), "따뜻한 점심"):
        assert trace not in text
    assert "밑반찬 나눔" in text and "02-0000-1234" in text and "L.circle(" in text


def test_the_demo_says_on_the_file_that_all_is_invented(app, at_desk):
    assert "지어낸" not in at_desk.get("/map/print").text
    app.jinja_env.globals["demo"] = True
    assert "지어낸" in at_desk.get("/map/print").text


def test_the_file_in_english(at_desk):
    at_desk.client.set_cookie("resmap_language", "en")
    text = at_desk.get("/map/print").text
    assert "<h1>Neighbourhood map</h1>" in text and "모퉁이 반찬 (en)" in text and '<html lang="en">' in text


class Page(HTMLParser):
    """What a browser would make of the file."""

    def __init__(self, text: str):
        super().__init__()
        self.text, self.tags, self.attributes, self.fetched = text, [], [], []
        self.scripts, self.styles, self.words, self._inside = 0, [], [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self._inside = tag
        self.tags.append(tag)
        self.scripts += tag == "script"
        self.attributes += [name for name, _ in attrs]
        self.fetched += [value for name, value in attrs if name in ("src", "href", "srcset", "data")]

    def handle_endtag(self, tag):
        self._inside = ""

    def handle_data(self, data):
        if self._inside == "style":
            self.styles.append(data)
        elif self._inside != "script":
            self.words.append(data)


def view_of(names) -> MapView:
    spots = [
        Spot(str(i), name, name, Group.SHOP, "H22", "가동", 37.5 + i * 0.001, 127.0, None, name, name, name, ("DLY",), False, None)
        for i, name in enumerate(names)
    ]
    ring = ((37.4, 126.9), (37.4, 127.1), (37.6, 127.1), (37.6, 126.9), (37.4, 126.9))
    dong = DongShape(names[0], names[0], ((ring,),), (37.55, 127.0), True, True)
    return MapView(TODAY, tuple(spots), (dong,), (37.4, 126.9, 37.6, 127.1))


@pytest.fixture
def printed(app):
    """``printed(view)`` -> the file's text, as for somebody who is logged in."""
    from resmap.web.printing import map_file

    def make(view: MapView) -> str:
        with app.test_request_context("/map/print"):
            g.actor = g.login = None
            told = {"kind_of": lambda one: one.kind, "name_of": lambda one: one.name, "dong_of": lambda dong: dong or ""}
            return map_file(view, "지도", **told).html

    return make


hostile = st.one_of(
    st.sampled_from(PAYLOADS), st.text(max_size=40), st.text(alphabet="<>`${}%#\\'\"/&;= \nab한", max_size=40)
)


def test_names_of_any_kind_stay_text_in_the_file(printed):
    plain = Page(printed(view_of(["가", "나"])))

    @given(st.lists(hostile.map(lambda text: f"가{text}"), min_size=2, max_size=2))
    def holds(names):
        page = Page(printed(view_of(names)))
        assert page.tags == plain.tags and page.attributes == plain.attributes and page.fetched == []
        heard = " ".join("".join(page.words).split())
        for name in names:
            assert " ".join(unescape(name.replace("&", "&amp;")).replace("\0", "\ufffd").split()) in heard or not name.isprintable()

    holds()


@given(hostile)
def test_inert_text_holds_nothing_that_html_a_template_literal_or_jinja_reads(text):
    from resmap.web.printing import inert

    made = inert(text)
    assert re.fullmatch(r"(?:[^\W_]| |&#\d+;)*", made)
    assert "".join(chr(int(m[1])) if m[1] else m[0] for m in re.finditer(r"&#(\d+);|.", made, re.S)) == text


def test_no_payload_runs_when_the_file_is_opened(printed, visitor, tmp_path):
    file = tmp_path / "map.html"
    file.write_text(printed(view_of(list(PAYLOADS))), "utf-8")
    person = visitor()
    page = person.page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    page.wait_for_selector(".leaflet-tooltip.number")
    assert page.evaluate("window.pwned") is None
    assert asked == [file.as_uri()] and person.complaints == []
    titles = page.locator(".number title").all_text_contents()
    assert [one.split(". ", 1)[1] for one in titles] == list(PAYLOADS)
    assert page.locator(".number").count() == len(PAYLOADS)


# ── the live map in a browser ────────────────────────────────────────────────


def test_no_payload_runs_on_the_live_map(app, serve, streets, database, visitor):
    with database.write() as uow:
        uow.as_system()
        for key, payload in zip(("kitchen", "shop", "women", "seo", "min"), PAYLOADS[:4] + PAYLOADS[12:13], strict=True):
            record = uow.get(OfferRecord, streets[key])
            record.name, record.hours = payload, payload
        uow.commit()
    person = visitor()
    page = open_map(person, serve(app))
    for row in page.locator(".map-row:not([hidden]) [data-map-select]").all():
        row.click()
        page.wait_for_selector(".leaflet-popup .popup")
    assert page.evaluate("window.pwned") is None and person.complaints == []


def open_map(person, address, path="/map"):
    page = person.page()
    page.goto(f"{address}/login?next={path}")
    page.fill("#name", "alice")
    page.fill("#password", "한 번 쓰는 비밀말 7")
    page.keyboard.press("Enter")
    page.wait_for_selector(".map-box.is-ready[data-shown]")
    return page
