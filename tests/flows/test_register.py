"""The register: who may change what, two edits at once, verifying what was shown, finding without a person."""

from datetime import date, timedelta

import pytest

from resmap.domain.codes import AreaLevel, OfferStatus, PartyKind, RecipientClass, Review, TieKind
from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, NotAllowed, NotFound, Role
from resmap.domain.resident_number import ResidentNumberError
from resmap.flows import editing, finding
from resmap.flows import register as entries
from resmap.flows.entering import name_keys
from resmap.flows.entry_values import BadValue
from resmap.store import (
    Database,
    LostUpdate,
    OfferRecord,
    OfficeRecord,
    OrganisationRecord,
    PartyRecord,
    UserRecord,
    history,
    migrate,
    new_ring,
    offers,
    register,
)

TODAY = date(2026, 11, 2)


@pytest.fixture
def database(tmp_path):
    url = f"sqlite:///{tmp_path / 'register.sqlite3'}"
    migrate(url)
    made = Database(url, new_ring(), tmp_path / "events.head")
    yield made
    made.dispose()


@pytest.fixture
def people(database):
    """Actors by role; the supervisor is a user, since a verification names one."""
    with database.write() as uow:
        office = uow.add(OfficeRecord(name="광진구청", sido="서울특별시", sigungu="광진구"))
        uow.flush()
        boss = uow.add(UserRecord(login="sue", name="윤하늘", role=Role.SUPERVISOR, office_id=office.id))
        uow.commit()
        made = {role: Actor(f"a {role}", role, office=office.id) for role in Role}
        made[Role.SUPERVISOR] = Actor(boss.id, Role.SUPERVISOR, office=office.id)
    return made


@pytest.fixture
def add(database):
    """Add an offer; answers its id."""

    def add(name="가온 복지관", **fields):
        usual = {
            "kind": "M31", "needs": ("SOC13",), "recipient_class": RecipientClass.AGENCY,
            "area_level": AreaLevel.SIGUNGU, "area_names": ("광진구",), **name_keys(name),
        }  # fmt: skip
        with database.write() as uow:
            owner = uow.add(OrganisationRecord(name=f"{name} {uow.new_id()}"))
            made = uow.add(OfferRecord(name=name, organisation_id=owner.id, **usual | fields))
            uow.commit()
        return made.id

    return add


def names(database, actor, **wanted):
    with database.read(actor) as uow:
        return [row.name for row in entries.search(uow, actor, **wanted).rows]


# Searching


@pytest.mark.parametrize("text", ["가온복지", "가온 복지관", " 가 온", "ㄱㅇㅂㅈ", "ㄱㅇ"])
def test_a_name_is_found_whatever_its_spacing_and_by_initial_consonants(database, people, add, text):
    add("가온 복지관")
    add("나래 복지관")
    assert names(database, people[Role.CASE_MANAGER], text=text) == ["가온 복지관"]


@pytest.mark.parametrize("text", ["가온복지", "ㄱㅇㅂㅈ"])
def test_the_finder_too_knows_an_entry_by_its_name_and_by_initial_consonants(database, people, add, text):
    add("가온 복지관")
    add("나래 복지관")
    with database.read(people[Role.CASE_MANAGER]) as uow:
        assert finding.find(uow, people[Role.CASE_MANAGER], TODAY, text=text).by_name == 1


def test_entries_are_found_by_need_kind_dong_and_review(database, people, add):
    actor = people[Role.CASE_MANAGER]
    add("가", needs=("DLY11", "SOC11"), dong="자양1동")
    add("나", kind="H11", recipient_class=RecipientClass.NEIGHBOUR, review=Review.VERIFIED, verified_on=TODAY)
    assert names(database, actor, need="SOC11") == ["가"]
    assert names(database, actor, kind="H1") == ["나"]
    assert names(database, actor, dong="자양1동") == ["가"]
    assert names(database, actor, review=Review.VERIFIED) == ["나"]


@pytest.mark.parametrize("role", [Role.PARTNER, Role.NONE])
def test_who_may_not_read_the_register_reads_nothing(database, people, add, role):
    entry, actor = add(), people[role]
    for act in (
        lambda uow: entries.search(uow, actor),
        lambda uow: entries.entry(uow, actor, entry, TODAY),
        lambda uow: entries.choices(uow, actor),
        lambda uow: finding.find(uow, actor, TODAY, text="월세"),
    ):
        with database.read(actor) as uow, pytest.raises(NotAllowed):
            act(uow)


@pytest.mark.parametrize(
    ("fields", "states"),
    [
        ({}, ("unverified",)),
        ({"review": Review.VERIFIED, "verified_on": TODAY}, ("verified",)),
        ({"review": Review.VERIFIED, "verified_on": TODAY - timedelta(days=180)}, ("verified",)),
        ({"review": Review.VERIFIED, "verified_on": TODAY - timedelta(days=181)}, ("aging",)),
        ({"review": Review.VERIFIED, "verified_on": TODAY - timedelta(days=366)}, ("stale",)),
        ({"review": Review.STALE, "verified_on": TODAY}, ("stale",)),
        ({"status": OfferStatus.PAUSED, "places_left": 0}, ("unverified", "paused", "full")),
        ({"status": OfferStatus.CLOSED, "review": Review.WITHDRAWN}, ("withdrawn", "closed")),
    ],
)
def test_how_an_entry_stands_is_said_in_codes(database, people, add, fields, states):
    entry = add(**fields)
    with database.read(people[Role.CASE_MANAGER]) as uow:
        assert entries.entry(uow, people[Role.CASE_MANAGER], entry, TODAY).states == states


# One entry and its ties


def test_ties_are_told_from_the_side_of_the_entry(database, people, add):
    here, there = add("가"), add("나")
    with database.write() as uow:
        head = uow.add(PartyRecord(kind=PartyKind.PERSON, name="통장 다○○"))
        uow.flush()
        register.add_tie(uow, here, there, TieKind.REFERS_TO, strength=0.9)
        register.add_tie(uow, head.id, here, TieKind.LEADS, strength=0.5)
        uow.commit()
    actor = people[Role.CASE_MANAGER]
    with database.read(actor) as uow:
        first, second = entries.entry(uow, actor, here, TODAY).ties
    assert (first.kind, first.name, first.outward, first.is_offer) == (TieKind.REFERS_TO, "나", True, True)
    assert (second.kind, second.name, second.outward, second.is_offer) == (TieKind.LEADS, "통장 다○○", False, False)


def test_ties_of_a_refuge_are_told_on_neither_page(database, people, add):
    refuge, centre = add("쉼터", location_secret=True, access_line="1366"), add("가")
    with database.write() as uow:
        register.add_tie(uow, centre, refuge, TieKind.WORKS_WITH)
        uow.commit()
    actor = people[Role.SUPERVISOR]
    with database.read(actor) as uow:
        assert entries.entry(uow, actor, refuge, TODAY).ties == ()
        assert entries.entry(uow, actor, centre, TODAY).ties == ()


def test_a_residents_phone_is_for_those_who_work_with_cases(database, people, add):
    neighbour = add("이웃", kind="H11", recipient_class=RecipientClass.NEIGHBOUR, private_phone="010-0000-1111")
    seen = {}
    for role in (Role.CASE_MANAGER, Role.ADMINISTRATOR):
        with database.read(people[role]) as uow:
            seen[role] = entries.entry(uow, people[role], neighbour, TODAY).phone
    assert seen == {Role.CASE_MANAGER: "010-0000-1111", Role.ADMINISTRATOR: None}


# Editing


def change(database, actor, entry, revision, key="k-0123456789", **values):
    with database.write(actor) as uow:
        return editing.change(uow, actor, entry, revision=revision, values=values, key=key)


def stored(database, entry):
    with database.read() as uow:
        return offers.get(uow, entry)


def test_an_edit_is_kept_found_by_its_new_name_and_noted(database, people, add):
    entry, actor = add(), people[Role.CASE_MANAGER]
    change(database, actor, entry, 1, name="새봄 복지관", hours="평일", age_min=60)
    assert names(database, actor, text="새봄") == ["새봄 복지관"] == names(database, actor, text="ㅅㅂ")
    with database.read() as uow:
        (event,) = history.about_entry(uow, entry)
    assert (event.kind, event.facts) == (EventKind.OFFER_CHANGED, {"fields": ["age_min", "hours", "name"]})


def test_of_two_edits_at_once_the_later_one_is_refused(database, people, add):
    entry, actor = add(), people[Role.CASE_MANAGER]
    change(database, actor, entry, 1, key="first-key-1", hours="평일")
    with pytest.raises(LostUpdate):
        change(database, actor, entry, 1, key="second-key-2", hours="주말")
    assert stored(database, entry).hours == "평일"


def test_a_second_click_changes_nothing_and_is_no_error(database, people, add):
    entry, actor = add(), people[Role.CASE_MANAGER]
    change(database, actor, entry, 1, hours="평일")
    change(database, actor, entry, 1, hours="평일")
    with database.read() as uow:
        assert len(history.about_entry(uow, entry)) == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"needs": ("XXX1",)}, "needs"),
        ({"kind": "Z9"}, "kind"),
        ({"age_min": 60, "age_max": 20}, "age_max"),
        ({"places_left": 5, "limit": 2}, "places_left"),
        ({"location_secret": True}, "access_line"),
        ({"review": "verified"}, "review"),
        ({"kind": "H11"}, "kind"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_its_field(database, people, add, values, field):
    entry = add()
    with pytest.raises(BadValue) as refused:
        change(database, people[Role.CASE_MANAGER], entry, 1, **values)
    assert refused.value.field == field
    assert stored(database, entry).revision == 1


@pytest.mark.parametrize("name", ["address", "public_phone"])
def test_a_residents_address_is_not_kept_nor_an_open_phone(database, people, add, name):
    neighbour = add("이웃", kind="H11", recipient_class=RecipientClass.NEIGHBOUR)
    with pytest.raises(BadValue):
        change(database, people[Role.CASE_MANAGER], neighbour, 1, **{name: "자양로 1"})


def test_making_a_place_secret_erases_it_everywhere(database, people, add, tmp_path):
    entry = add(
        dong="자양1동", address="자양로 77", lat=37.5, lon=127.1, sigungu="광진구", source="목록", source_key="A1",
        source_row={"address": "자양로 77", "dong": "자양1동", "lat": 37.5, "lon": 127.1, "name": "가온 복지관"},
    )  # fmt: skip
    change(database, people[Role.CASE_MANAGER], entry, 1, location_secret=True, access_line="1366", address="자양로 77")
    record = stored(database, entry)
    assert record.location_secret
    assert (record.dong, record.address, record.lat, record.lon, record.sigungu) == (None,) * 5
    assert "자양" not in str(record.source_row)


def test_only_a_supervisor_makes_a_secret_place_known_again(database, people, add):
    entry = add(location_secret=True, access_line="1366")
    with pytest.raises(NotAllowed):
        change(database, people[Role.CASE_MANAGER], entry, 1, location_secret=False)
    change(database, people[Role.SUPERVISOR], entry, 1, key="other-key-1", location_secret=False, dong="자양1동")
    assert stored(database, entry).dong == "자양1동"


def test_no_resident_number_is_saved_in_a_description(database, people, add):
    entry = add()
    with pytest.raises(ResidentNumberError):
        change(database, people[Role.CASE_MANAGER], entry, 1, description="홍 800101-1234567")


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.PARTNER, Role.NONE])
def test_who_may_not_edit_changes_nothing(database, people, add, role):
    entry = add(places_left=1)
    with pytest.raises(NotAllowed):
        change(database, people[role], entry, 1, hours="x")
    with pytest.raises(NotAllowed), database.write(people[role]) as uow:
        editing.move_places(uow, people[role], entry, -1, key="k-0123456789")
    assert stored(database, entry).revision == 1


def test_an_unknown_entry_is_not_found(database, people):
    with pytest.raises(NotFound):
        change(database, people[Role.CASE_MANAGER], "00000000-0000-7000-8000-000000000000", 1, hours="x")


# Places


def test_places_move_by_one_and_stop_at_both_ends(database, people, add):
    entry, actor = add(places_left=1, limit=2), people[Role.CASE_MANAGER]
    seen = []
    for number, step in enumerate((-1, -1, 1, 1, 1)):
        with database.write(actor) as uow:
            seen.append(editing.move_places(uow, actor, entry, step, key=f"places-key-{number}").places_left)
    assert seen == [0, 0, 1, 2, 2]
    with database.read() as uow:
        told = [event.facts["places_left"] for event in history.about_entry(uow, entry)]
    assert told == [0, 1, 2]


def test_an_offer_that_counts_no_places_stays_uncounted(database, people, add):
    entry, actor = add(), people[Role.CASE_MANAGER]
    with database.write(actor) as uow:
        assert editing.move_places(uow, actor, entry, -1, key="places-key-1").places_left is None
    with database.read() as uow:
        assert history.about_entry(uow, entry) == []


# Verifying


def verify(database, actor, chosen, key="verify-key-1"):
    with database.write(actor) as uow:
        return entries.verify(uow, actor, chosen, TODAY, key=key)


def test_many_entries_are_verified_at_once_with_an_event_each(database, people, add):
    ids, boss = [add("가"), add("나")], people[Role.SUPERVISOR]
    done = verify(database, boss, [(one, 1) for one in ids])
    assert set(done.done) == set(ids) and not done.changed
    for one in ids:
        record = stored(database, one)
        assert (record.review, record.verified_on, record.verified_by) == (Review.VERIFIED, TODAY, boss.id)
        assert record.verified_revision == record.revision
        with database.read() as uow:
            assert [event.kind for event in history.about_entry(uow, one)] == [EventKind.OFFER_VERIFIED]


def test_what_was_edited_since_it_was_shown_is_not_verified_and_named(database, people, add):
    one, other = add("가"), add("나")
    change(database, people[Role.CASE_MANAGER], one, 1, hours="바뀜")
    done = verify(database, people[Role.SUPERVISOR], [(one, 1), (other, 1)])
    assert done.done == (other,) and done.changed == ("가",)
    assert stored(database, one).review is Review.IMPORTED


def test_a_second_click_verifies_once(database, people, add):
    entry, boss = add(), people[Role.SUPERVISOR]
    verify(database, boss, [(entry, 1)])
    assert verify(database, boss, [(entry, 2)]).done == ()
    assert stored(database, entry).revision == 2


@pytest.mark.parametrize("role", [Role.CASE_MANAGER, Role.ADMINISTRATOR, Role.PARTNER, Role.NONE])
def test_only_a_supervisor_verifies(database, people, add, role):
    entry = add()
    with pytest.raises(NotAllowed):
        verify(database, people[role], [(entry, 1)])
    assert stored(database, entry).review is Review.IMPORTED


def test_verifying_makes_an_entry_one_that_may_be_suggested(database, people, add):
    entry = add()
    verify(database, people[Role.SUPERVISOR], [(entry, 1)])
    with database.read() as uow:
        assert register.network(uow, TODAY).by_id[entry].verified_on == TODAY


# Finding without a person


def find(database, actor, **asked):
    with database.read(actor) as uow:
        return finding.find(uow, actor, TODAY, **asked)


def test_a_spoken_sentence_finds_needs_and_who_answers_them(database, people, add):
    add("집세 도움", needs=("ECO12",))
    add("다른 도움", needs=("SOC13",))
    found = find(database, people[Role.CASE_MANAGER], text="월세가 석 달 밀렸어요")
    assert found.proposed[0].code == found.need == "ECO12"
    assert [row.name for row in found.page.rows] == ["집세 도움"]


def test_those_that_can_be_called_now_stand_first(database, people, add):
    fresh = {"review": Review.VERIFIED, "verified_on": TODAY}
    add("가 확인 전")
    add("나 자리 없음", places_left=0, **fresh)
    add("다 오래됨", review=Review.VERIFIED, verified_on=TODAY - timedelta(days=400))
    add("라 됨", places_left=1, **fresh)
    add("마 됨", **fresh)
    found = find(database, people[Role.CASE_MANAGER], need="SOC13")
    assert [row.name for row in found.page.rows] == ["라 됨", "마 됨", "가 확인 전", "나 자리 없음", "다 오래됨"]


def test_what_serves_another_place_is_not_found(database, people, add):
    add("강서 복지관", area_names=("강서구",))
    add("서울 전체", area_level=AreaLevel.SIDO, area_names=("서울특별시",))
    add("자양1동만", area_level=AreaLevel.DONG, area_names=("자양1동",))
    actor = people[Role.CASE_MANAGER]
    shown = {dong: {row.name for row in find(database, actor, need="SOC13", dong=dong).page.rows} for dong in (None, "능동")}
    assert shown == {None: {"서울 전체", "자양1동만"}, "능동": {"서울 전체"}}


def test_where_a_refuge_stands_in_the_answer_has_nothing_to_do_with_where_it_is(database, people, add):
    add("가 쉼터", location_secret=True, access_line="1366", area_level=AreaLevel.NATION, area_names=())
    add("나 복지관", dong="자양1동")
    actor = people[Role.CASE_MANAGER]
    orders = {tuple(row.name for row in find(database, actor, need="SOC13", dong=dong).page.rows) for dong in (None, "자양1동", "능동")}
    assert orders == {("가 쉼터", "나 복지관")}


def test_small_talk_is_understood_as_nothing(database, people):
    found = find(database, people[Role.CASE_MANAGER], text="qwerty")
    assert (found.proposed, found.need, found.page) == ((), None, None)


def test_a_resident_number_is_not_searched_for(database, people):
    with pytest.raises(ResidentNumberError):
        find(database, people[Role.CASE_MANAGER], text="800101-1234567 월세")


def test_a_sentence_that_is_a_name_leads_to_the_list(database, people, add):
    add("가온 복지관")
    assert find(database, people[Role.CASE_MANAGER], text="가온복지").by_name == 1
