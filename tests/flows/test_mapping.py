"""What a map may show, and whom it may show it to."""

from dataclasses import replace
from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.codes import OfferStatus, RecipientClass
from resmap.domain.network import Network, Offer, Place
from resmap.domain.permissions import Actor, NotAllowed, NotFound, Permission, Role
from resmap.domain.place import BLUR_CELL_M, distance_m
from resmap.flows import mapping
from resmap.flows.case_loading import LoadedCase, load_case
from resmap.flows.mapping import Group, State, Wanted
from resmap.store import (
    CaseRecord,
    DongRecord,
    EventRecord,
    register,
)
from tests.support.streets import DONGS, HOME, OFFERS, TODAY, UNVERIFIED, town_of


@pytest.fixture
def town(sqlite_url, tmp_path):
    """(database, streets, actors by name)"""
    with town_of(sqlite_url, tmp_path) as made:
        yield made



def see(town, name, act, *args):
    database, _, actors = town
    with database.read(actors[name]) as uow:
        return act(uow, actors[name], *args)


def case_map(town, name, case: str | None = None):
    return see(town, name, mapping.of_case, case or town[1].case, TODAY)


def events(database) -> list[tuple[str, str | None]]:
    from sqlalchemy import select

    with database.read() as uow:
        uow.as_system()
        return [(one.kind.value, one.client_id) for one in uow.session.scalars(select(EventRecord))]


# ── who and what stands on it ────────────────────────────────────────────────


def offer(**fields) -> Offer:
    usual = {
        "id": "o",
        "name": "반찬",
        "kind": "M31",
        "organization": "복지관",
        "department": "나눔팀",
        "needs": ("DLY11",),
        "recipient_class": RecipientClass.AGENCY,
        "place": Place(dong="자양4동", lat=37.53, lon=127.07),
        "verified_on": TODAY,
    }
    return Offer(**usual | fields)


def network(*offers: Offer, **fields) -> Network:
    return Network(TODAY, Place("서울특별시", "광진구"), offers, **fields)


@pytest.mark.parametrize(
    "refused",
    [
        {"location_secret": True},
        {"verified_on": None},
        {"status": OfferStatus.CLOSED},
        {"place": Place(dong="자양4동")},
        {"kind": "H11", "extra": {"listed_until": "2026-11-19"}},
    ],
    ids=["secret", "unverified", "closed", "without a place", "no longer agreed to be listed"],
)
def test_who_is_secret_unverified_closed_or_no_longer_listed_stands_on_no_map(refused):
    assert mapping.spots_of(network(offer())) and not mapping.spots_of(network(offer(**refused)))


def test_an_offer_of_a_closed_organisation_stands_on_no_map_however_it_is_spaced():
    assert not mapping.spots_of(network(offer(), closed_organizations=frozenset({"복 지 관"})))


def test_a_resident_is_listed_on_the_last_day_of_the_consent():
    assert mapping.spots_of(network(offer(kind="H11", extra={"listed_until": "2026-11-20"})))


@pytest.mark.parametrize(
    "kind, group",
    [("H13", "neighbour"), ("H22", "shop"), ("H38", "association"), ("H41", "gathering"), ("M11", "agency"), ("M5", "agency")],
)
def test_five_groups_tell_who_it_is(kind, group):
    assert mapping.group_of(offer(kind=kind)) is Group(group)


places = st.tuples(st.floats(33.1, 38.5), st.floats(125.0, 130.9))


@given(places)
def test_a_resident_is_an_area_in_the_middle_of_a_cell_and_leaves_neither_phone_nor_unit(place):
    home = Place(dong="자양4동", lat=place[0], lon=place[1])
    spot = mapping.spot_of(offer(kind="H11", place=home, phone="010-0000-0000", department="서○○(66) 자양4동"))
    assert spot.radius_m == BLUR_CELL_M // 2 and (spot.phone, spot.unit) == (None, "")
    assert distance_m((spot.lat, spot.lon), place) < BLUR_CELL_M
    again = Place(dong="자양4동", lat=spot.lat, lon=spot.lon)
    assert mapping.spot_of(offer(kind="H11", place=again)).lat == spot.lat  # nothing finer is inside


@given(st.lists(places, min_size=2, max_size=2))
def test_two_residents_of_one_cell_cannot_be_told_apart(pair):
    one, other = (mapping.spot_of(offer(kind="H11", place=Place(lat=lat, lon=lon))) for lat, lon in pair)
    same_cell = (one.lat, one.lon) == (other.lat, other.lon)
    assert not same_cell or replace(one, lat=0, lon=0) == replace(other, lat=0, lon=0)


@given(st.lists(st.tuples(st.booleans(), places), max_size=8), places)
def test_where_a_secret_place_is_changes_nothing_on_the_map(told, elsewhere):
    def world(secret_place):
        return network(
            *(
                offer(
                    id=f"o{i}",
                    location_secret=secret,
                    place=Place(dong="자양4동", lat=(secret_place if secret else place)[0], lon=(secret_place if secret else place)[1]),
                )
                for i, (secret, place) in enumerate(told)
            )
        )

    here, there = mapping.spots_of(world((37.5, 127.0))), mapping.spots_of(world(elsewhere))
    assert here == there and len(here) == sum(not secret for secret, _ in told)


# ── the map of the register ──────────────────────────────────────────────────


def test_the_map_shows_the_verified_and_begins_with_the_actors_own_dong(town):
    view = see(town, "alice", mapping.neighbourhood, TODAY)
    assert {one.name for one in view.spots} == {told[0] for told in OFFERS.values()}
    assert [one.dong for one in view.spots][:5] == ["자양4동"] * 5
    assert view.own_dongs == ("자양4동",) and view.home is None
    south, west, north, east = view.extent
    everything = mapping.extent_of(view.dongs)
    assert hypot(north - south, east - west) < hypot(everything[2] - everything[0], everything[3] - everything[1])
    assert UNVERIFIED not in {one.name for one in view.spots}


def test_outlines_are_computed_and_marked_until_real_ones_are_imported(town):
    database = town[0]
    square = [[127.06, 37.52], [127.07, 37.52], [127.07, 37.54], [127.06, 37.54], [127.06, 37.52]]
    with database.write() as uow:
        uow.as_system()
        for dong in register.dongs(uow):
            if dong.name == "자양4동":
                dong.outline = {"type": "Polygon", "coordinates": [square]}
            if dong.name == "화양동":
                dong.outline = {"type": "Polygon", "coordinates": "none of our business"}
        uow.commit()
    shapes = {one.name: one for one in see(town, "alice", mapping.neighbourhood, TODAY).dongs}
    assert shapes["자양4동"].polygons[0][0][0] == (37.52, 127.06)
    assert {name for name, one in shapes.items() if one.approximate} == {"자양3동", "화양동", "구의1동"}


def test_dong_of_another_gu_are_not_drawn():
    one = DongRecord(code="1", name="가", sido="서울특별시", sigungu="광진구", lat=37.5, lon=127.0)
    same_place = DongRecord(code="2", name="나", sido="서울특별시", sigungu="광진구", lat=37.5, lon=127.0)
    assert len(mapping.dong_shapes([one])) == 1
    assert len(mapping.dong_shapes([one, same_place])) == 1  # two on one point cannot both have an outline
    assert mapping.dong_shapes([DongRecord(code="3", name="다")]) == ()


@pytest.mark.parametrize("name", ["paul", "oscar", "adam"])
def test_without_the_right_there_is_no_map(town, name):
    for act in (mapping.neighbourhood, mapping.printed_neighbourhood):
        more = (Wanted(),) if act is mapping.printed_neighbourhood else ()
        with pytest.raises(NotAllowed):
            see(town, name, act, TODAY, *more)


# ── the map of a case ────────────────────────────────────────────────────────


def test_the_map_of_a_case_shows_suggestions_by_rank_and_what_is_in_use(town):
    view = case_map(town, "alice")
    states = {one.name: one.state for one in view.spots}
    assert states.pop("따뜻한 점심") is State.EXISTING
    assert set(states.values()) == {State.SUGGESTED}
    assert {"이웃 서○○(66)", "모퉁이 반찬", "밑반찬 나눔"} <= set(states)
    ranks = [one.ranks[0].rank for one in view.spots if one.ranks]
    assert ranks == sorted(ranks) and all(one.need == "DLY11" for spot in view.spots for one in spot.ranks)


def test_the_home_is_on_the_map_of_the_cases_own_manager_only(town):
    assert case_map(town, "alice").home == HOME
    assert case_map(town, "sue").home is None
    assert case_map(town, "sue").own_dongs == ("자양4동",)


def test_of_a_protected_client_the_map_tells_neither_home_nor_dong(town):
    for name in ("alice", "sue"):
        view = case_map(town, name, town[1].safe)
        assert view.home is None and view.own_dongs == ()
        assert view.extent == mapping.extent_of(view.dongs)


def test_where_somebody_moves_to_is_on_no_map(town):
    database, streets, actors = town
    before = case_map(town, "alice")
    with database.write(actors["alice"]) as uow:
        record = uow.get(CaseRecord, streets.case)
        record.moving_to = {"dong": "화양동", "lat": 37.5405, "lon": 127.0755}
        uow.commit()
    after = case_map(town, "alice")
    assert (after.home, after.extent, after.dongs) == (before.home, before.extent, before.dongs)


def test_a_stranger_finds_no_case_and_no_map_of_it(town):
    for act in (mapping.of_case, mapping.printed_case):
        with pytest.raises(NotFound):
            see(town, "bob", act, town[1].case, TODAY)
        for name in ("paul", "oscar", "adam"):
            with pytest.raises(NotAllowed):
                see(town, name, act, town[1].case, TODAY)


def test_looking_at_a_case_on_the_map_is_noted_with_the_client(town):
    case_map(town, "alice")
    see(town, "alice", mapping.printed_case, town[1].case, TODAY)
    see(town, "alice", mapping.printed_neighbourhood, TODAY, Wanted())
    client = town[1].client
    assert events(town[0]) == [("map.viewed", client), ("map.printed", client), ("map.printed", None)]


def test_where_a_secret_shelter_is_changes_nothing_on_the_map_of_a_case(town):
    database, streets, actors = town
    with database.read(actors["alice"]) as uow:
        loaded = load_case(uow, actors["alice"], streets.case, TODAY, Permission.CASE_MATCH)
    seen = set()
    for place in (Place(), Place(lat=37.5315, lon=127.0664), Place(dong="구의1동", lat=37.5386, lon=127.0879)):
        moved = [replace(one, place=place) if one.location_secret else one for one in loaded.network.offers]
        world = replace(loaded.network, offers=tuple(moved))
        seen.add(mapping.spots_of_case(LoadedCase(loaded.parts, loaded.case, world, loaded.overrides)))
    assert len(seen) == 1 and streets["shelter"] not in {one.id for one in seen.pop()}


# ── on paper ─────────────────────────────────────────────────────────────────


def test_on_paper_residents_have_no_name_and_the_client_is_not_there(town):
    view = see(town, "alice", mapping.printed_case, town[1].case, TODAY)
    residents = [one for one in view.spots if one.radius_m]
    assert residents and {(one.id, one.name, one.name_en, one.phone) for one in residents} == {("", "", None, None)}
    assert view.home is None and view.own_dongs == ()
    assert all(one.ranks == () and one.state is None for one in view.spots)
    assert "따뜻한 점심" not in {one.name for one in view.spots}  # what is in use tells who it is


def test_the_paper_of_a_protected_client_shows_the_whole_gu(town):
    view = see(town, "alice", mapping.printed_case, town[1].safe, TODAY)
    assert view.extent == mapping.extent_of(view.dongs)


def test_the_paper_keeps_to_the_filters_and_to_the_actors_dong(town):
    mine = see(town, "alice", mapping.printed_neighbourhood, TODAY, Wanted())
    assert {one.dong for one in mine.spots} == {"자양4동"}
    other = see(town, "alice", mapping.printed_neighbourhood, TODAY, Wanted(dong="화양동"))
    assert [one.name for one in other.spots] == ["함께 끓이는 모임"] and other.own_dongs == ("화양동",)
    shops = see(town, "alice", mapping.printed_neighbourhood, TODAY, Wanted(groups=frozenset({"shop"}), domain="DLY"))
    assert [one.name for one in shops.spots] == ["모퉁이 반찬"]
    assert not see(town, "alice", mapping.printed_neighbourhood, TODAY, Wanted(domain="JOB")).spots


@pytest.mark.parametrize("dongs", [frozenset(), frozenset(DONGS)], ids=["none", "all"])
def test_who_has_no_dong_or_all_of_them_sees_the_whole_gu_and_none_stands_out(town, dongs):
    database, _, actors = town
    somebody = Actor(actors["alice"].id, Role.CASE_MANAGER, dongs, actors["alice"].office)
    with database.read(somebody) as uow:
        view = mapping.neighbourhood(uow, somebody, TODAY)
        assert len(mapping.printed_neighbourhood(uow, somebody, TODAY, Wanted()).spots) == len(view.spots)
    assert view.own_dongs == () and view.extent == mapping.extent_of(view.dongs)

