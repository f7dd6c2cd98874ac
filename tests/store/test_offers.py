"""The register: what its tables refuse, how it is searched, and the last place."""

import threading
from datetime import date

import pytest

from resmap.domain.codes import OfferStatus, PartyKind, Review, TieKind
from resmap.domain.permissions import NotFound
from resmap.store import (
    LostUpdate,
    OfferRecord,
    PartyRecord,
    Refused,
    Search,
    TieRecord,
    offers,
    register,
)
from resmap.store.secrecy import PLACE
from tests.store.conftest import TODAY, add_offer


@pytest.fixture
def shelf(database, office):
    """Four offers with different needs, kinds, dongs and reviews."""
    with database.write() as uow:
        uow.as_system()
        made = {
            "kitchen": add_offer(uow, "자양 밥집", "밥집", initials="ㅈㅇㅂㅈ", kind="H12",
                                 needs=("DLY11", "DLY12"), dong="자양4동",
                                 review=Review.VERIFIED, verified_on=TODAY),
            "clinic": add_offer(uow, "구의 마음의원", "의원", initials="ㄱㅇㅁㅇㅇㅇ", kind="R21",
                                needs=("HLT22",), dong="구의1동"),
            "percent": add_offer(uow, "100%_나눔", "나눔", initials="ㄴㄴ", kind="M11", needs=()),
        }  # fmt: skip
        uow.commit()
    return {name: record.id for name, record in made.items()}


@pytest.mark.parametrize(
    "field", [{"lat": 37.5, "lon": 127.0}, {"dong": "자양4동"}, {"address": "길 1"}]
)
def test_a_secret_shelter_never_has_a_place(database, office, field):
    with pytest.raises(Refused) as caught, database.write() as uow:
        uow.as_system()
        add_offer(uow, "쉼터", "쉼터", location_secret=True, **field)
        uow.commit()
    assert caught.value.constraint == "ck_offers_secret_has_no_place"


def test_an_offer_with_a_place_cannot_become_secret_and_keep_it(database, shelf):
    with database.write() as uow:
        uow.get(OfferRecord, shelf["kitchen"]).location_secret = True
        uow.commit()
    with database.read() as uow:
        kitchen = uow.get(OfferRecord, shelf["kitchen"])
    assert kitchen.location_secret and all(getattr(kitchen, name) is None for name in PLACE)


def test_a_secret_shelter_without_a_place_is_kept_and_has_no_point(database, office):
    with database.write() as uow:
        uow.as_system()
        shelter = add_offer(uow, "쉼터", "쉼터", location_secret=True, access_line="1366")
        uow.commit()
    with database.read() as uow:
        value = register.network(uow, TODAY).by_id[shelter.id]
    assert value.location_secret and value.place.point is None and value.place.dong is None


def test_a_residents_phone_in_the_plain_column_is_refused(database, office):
    with pytest.raises(Refused), database.write() as uow:
        uow.as_system()
        add_offer(uow, "옆집", "이웃", kind="H11", public_phone="010-9999-8888")
        uow.commit()


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Search(text="밥집"), {"kitchen"}),
        (Search(initials="ㅁㅇ"), {"clinic"}),
        (Search(text="밥집", initials="ㅁㅇ"), {"kitchen", "clinic"}),
        (Search(need="DLY12"), {"kitchen"}),
        (Search(need="DLY1"), set()),
        (Search(kind="H"), {"kitchen", "usual"}),
        (Search(dong="구의1동"), {"clinic"}),
        (Search(review=Review.VERIFIED), {"kitchen"}),
        (Search(organisation="의원"), {"clinic"}),
        (Search(text="%"), {"percent"}),
        (Search(text="_"), {"percent"}),
        (Search(status=OfferStatus.CLOSED), set()),
        (Search(need="DLY11", dong="구의1동"), set()),
        (Search(), {"kitchen", "clinic", "percent", "usual"}),
    ],
)
def test_what_a_search_finds(database, office, shelf, wanted, found):
    ids = shelf | {"usual": office.offer}
    with database.read() as uow:
        page = offers.search(uow, wanted)
        assert {row.id for row in page.rows} == {ids[name] for name in found}
        assert set(offers.ids(uow, wanted)) == {ids[name] for name in found}
    assert page.total == len(found)


def test_a_page_beyond_the_end_is_the_last_one(database, office, shelf):
    with database.read() as uow:
        page = offers.search(uow, Search(), page=99, size=3)
    assert (page.number, page.last, page.total, len(page.rows)) == (2, 2, 4, 1)


def test_pages_cover_everything_once(database, office, shelf):
    with database.read() as uow:
        seen = [
            row.id
            for n in (1, 2, 3, 4)
            for row in offers.search(uow, Search(), page=n, size=1).rows
        ]
    assert len(set(seen)) == 4


def test_an_entry_brings_its_organisation_along(database, office):
    with database.read() as uow:
        record = offers.get(uow, office.offer)
    assert record.organisation.name == "자양종합사회복지관" and record.department is None
    assert offers.value(record, TODAY).organization == "자양종합사회복지관"


def test_an_unknown_entry_is_not_found(database, office):
    with database.read() as uow, pytest.raises(NotFound):
        offers.get(uow, "0193a5c2-0000-7000-8000-000000000000")


def test_the_last_place_is_given_once_whoever_races_for_it(database, office):
    with database.write() as uow:
        uow.get(OfferRecord, office.offer).places_left = 3
        uow.commit()
    taken = []
    start = threading.Barrier(12)

    def take() -> None:
        start.wait()
        with database.write() as uow:
            if offers.take_place(uow, office.offer):
                taken.append(1)
                uow.commit()

    threads = [threading.Thread(target=take) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as uow:
        assert (len(taken), uow.get(OfferRecord, office.offer).places_left) == (3, 0)


def test_a_place_given_back_can_be_taken_again(database, office):
    with database.write() as uow:
        offer = uow.get(OfferRecord, office.offer)
        offer.places_left = offer.limit = 1
        assert offers.take_place(uow, office.offer) and not offers.take_place(uow, office.offer)
        assert offers.give_place_back(uow, office.offer)
        assert not offers.give_place_back(uow, office.offer)
        assert offer.places_left == 1
        uow.commit()


def test_an_offer_that_counts_no_places_always_has_one(database, office):
    with database.write() as uow:
        assert offers.take_place(uow, office.offer)
        assert not offers.give_place_back(uow, office.offer)
        assert uow.get(OfferRecord, office.offer).places_left is None


def test_a_record_can_still_be_changed_after_its_place_was_taken(database, office):
    with database.write() as uow:
        offer = uow.get(OfferRecord, office.offer)
        offer.places_left = 2
        offers.take_place(uow, office.offer)
        offer.hours = "평일"
        uow.commit()
    with database.read() as uow:
        offer = uow.get(OfferRecord, office.offer)
        assert (offer.places_left, offer.hours) == (1, "평일")


def test_a_form_opened_before_a_place_was_taken_cannot_write_the_old_number_back(database, office):
    with database.read() as uow:
        seen = offers.get(uow, office.offer).revision
    with database.write() as uow:
        offers.take_place(uow, office.offer)
        uow.commit()
    with pytest.raises(LostUpdate), database.write() as uow:
        uow.check_revision(offers.get(uow, office.offer), seen)


def test_the_network_is_kept_until_the_register_changes(database, office):
    with database.read() as uow:
        first = register.network(uow, TODAY)
    with database.read() as uow:
        assert register.network(uow, TODAY) is first
        assert register.network(uow, date(2026, 11, 3)) is not first
    with database.write() as uow:
        offers.get(uow, office.offer).name = "새이름"
        uow.commit()
    with database.read() as uow:
        assert register.network(uow, TODAY).by_id[office.offer].name == "새이름"


def test_a_change_that_was_not_committed_is_in_nobody_elses_network(database, office):
    with database.write() as uow:
        offers.get(uow, office.offer).name = "새이름"
        assert register.network(uow, TODAY).by_id[office.offer].name == "새이름"
    with database.write() as uow:
        uow.get(OfferRecord, office.offer).hours = "x"
        uow.commit()
    with database.read() as uow:
        assert register.network(uow, TODAY).by_id[office.offer].name == "밑반찬 나눔"


def test_an_imported_entry_has_no_date_of_verification_in_the_network(database, office):
    with database.write() as uow:
        uow.get(OfferRecord, office.offer).verified_on = TODAY
        uow.commit()
    with database.read() as uow:
        assert register.network(uow, TODAY).by_id[office.offer].verified_on is None
    with database.write() as uow:
        uow.get(OfferRecord, office.offer).review = Review.VERIFIED
        uow.commit()
    with database.read() as uow:
        assert register.network(uow, TODAY).by_id[office.offer].verified_on == TODAY


@pytest.mark.parametrize("way", ["withdrawn", "voided"])
def test_an_entry_that_is_gone_is_needed_by_nobody_but_still_known_as_a_unit(database, office, way):
    with database.write() as uow:
        offer = uow.get(OfferRecord, office.offer)
        if way == "voided":
            uow.void(offer, "두 번 입력")
        else:
            offer.review = Review.WITHDRAWN
        uow.commit()
    with database.read() as uow:
        value = register.network(uow, TODAY).by_id[office.offer]
    assert (value.needs, value.status) == ((), OfferStatus.CLOSED)
    assert value.organization == "자양종합사회복지관"


def test_a_closed_organisation_closes_on_its_day(database, office):
    with database.write() as uow:
        register.organisation_named(uow, "자양종합사회복지관").closed_on = date(2026, 11, 3)
        uow.commit()
    with database.read() as uow:
        assert register.network(uow, TODAY).closed_organizations == frozenset()
        assert register.network(uow, date(2026, 11, 3)).closed_organizations == {
            "자양종합사회복지관"
        }


def test_every_field_of_an_offer_comes_back(database, office):
    fields = {
        "needs": ("ECO16", "DLY11"), "requires": ("crisis_event",), "welcomes": ("male",),
        "tags": ("joint_couple",), "places_left": 3, "limit": 5, "age_min": 19, "age_max": 64,
        "income_max": 75.0, "duplicate_group": "livelihood", "vetted_for_minors": True,
        "name_en": "Side dishes", "hours": "평일", "how_to_apply": "전화", "ended": 4, "helped": 3,
        "lat": 37.5312345, "lon": 127.0712345, "dong": "자양4동",
    }  # fmt: skip
    with database.write() as uow:
        uow.as_system()
        made = add_offer(uow, "반찬", "반찬가게", **fields)
        uow.commit()
    with database.read() as uow:
        value = register.network(uow, TODAY).by_id[made.id]
    assert value.needs == ("ECO16", "DLY11")
    assert value.place.point == (37.5312345, 127.0712345)
    assert (value.eligibility.age_min, value.eligibility.income_max) == (19, 75.0)
    assert value.eligibility.requires == {"crisis_event"} and value.welcomes == {"male"}
    assert (value.outcomes.ended, value.outcomes.helped, value.limit) == (4, 3, 5)
    assert value.vetted_for_minors is True and value.duplicate_group == "livelihood"


def test_a_tie_needs_both_its_ends(database, office):
    with database.write() as uow:
        uow.as_system()
        party = uow.add(PartyRecord(kind=PartyKind.GROUP, name="반찬 모임"))
        register.add_tie(uow, party.id, office.offer, TieKind.LEADS, strength=0.9)
        uow.commit()
    with database.read() as uow:
        [tie] = register.ties_of(uow, office.offer)
        network = register.network(uow, TODAY)
        assert register.names_of(uow, (tie.source_id, tie.target_id)) == {
            party.id: "반찬 모임",
            office.offer: "밑반찬 나눔",
        }
    assert [(one.source, one.target, one.kind) for one in network.ties] == [
        (party.id, office.offer, TieKind.LEADS)
    ]
    with database.write() as uow, pytest.raises(NotFound):
        register.add_tie(uow, "nobody", office.offer, TieKind.TRUSTS)


@pytest.mark.parametrize("strength", [-0.1, 1.1])
def test_a_tie_beyond_0_to_1_is_refused(database, office, strength):
    with pytest.raises(Refused), database.write() as uow:
        uow.add(TieRecord(source_id="a", target_id="b", kind=TieKind.TRUSTS, strength=strength))
        uow.commit()


def test_an_entry_is_imported_once_per_source_and_key(database, office):
    with database.write() as uow:
        uow.as_system()
        add_offer(uow, "시설", "시설", source="seoul", source_key="1")
        uow.commit()
    with database.read() as uow:
        assert set(offers.by_source(uow, "seoul")) == {"1"}
    with pytest.raises(Refused) as caught, database.write() as uow:
        uow.as_system()
        add_offer(uow, "시설", "다른시설", source="seoul", source_key="1")
        uow.commit()
    assert caught.value.constraint == "uq_offers_source_source_key"


def test_an_organisation_is_made_once_by_name(database, office):
    with database.write() as uow:
        first = register.organisation_named(uow, "복지관", sector="public")
        assert register.organisation_named(uow, "복지관") is first
        team = register.department_named(uow, first, "1팀")
        assert register.department_named(uow, first, "1팀") is team
        assert register.department_named(uow, first, "2팀") is not team
