"""Well-formed files: every field arrives, unknown ones are named, secret places are dropped unread."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings

from resmap.domain.access import Access, Fee
from resmap.domain.case import Blocked, CaseTie, ClosingAttempt, Consents, Declined, Member, Need, Served
from resmap.domain.codes import (
    AreaLevel,
    ClosingReason,
    OfferStatus,
    PartyKind,
    RecipientClass,
    Sex,
    Stage,
    TieKind,
)
from resmap.domain.network import Area, Eligibility, Offer, Outcomes, Party, Place, Tie
from resmap.formats.case import case_from, read_case, unknown_references
from resmap.formats.documents import SCHEMAS, schema
from resmap.formats.network import network_from, read_network
from tests.support.worlds import plain_case, plain_offer, plain_world, worlds

FULL_OFFER = {
    "id": "A", "name": "나눔 식당", "kind": "H21", "organization": "나눔", "department": "주방",
    "needs": ["DLY11", "SOC11", "DLY11"], "recipient_class": "shop",
    "place": {"sido": "서울특별시", "sigungu": "솔빛구", "dong": "솔빛1동", "lat": 37.5, "lon": 127.0},
    "area": {"level": "dong", "names": ["솔빛1동", "달샘동"]},
    "eligibility": {"age_min": 60, "age_max": 90, "sex": "F", "income_max": 80.5,
                    "requires": ["disability"], "excludes": ["ltc_grade"]},
    "duplicate_group": "meal", "tags": ["alcohol"], "places_left": 2, "status": "paused",
    "verified_on": "2026-09-15", "location_secret": False, "vetted_for_minors": False, "access_line": "1366",
    "name_en": "Kitchen", "description": "점심", "phone": "02-000-0000", "hours": "11-14",
    "how_to_apply": "전화", "welcomes": ["cooking"], "limit": 3, "outcomes": {"ended": 4, "helped": 3},
    "access": {"languages": ["vi"], "step_free": False, "comes_home": None, "fee": "reduced", "diets": ["halal"],
               "open_at": ["evening"], "removes": ["stairs"]},
    "colour": "blue",
}  # fmt: skip


def network(**fields) -> dict:
    return plain_world(plain_offer(), plain_offer("B")).network_document | fields


def test_every_field_of_an_offer_arrives():
    read = network_from(network(offers=[FULL_OFFER])).value.offers[0]
    assert read == Offer(
        id="A", name="나눔 식당", kind="H21", organization="나눔", department="주방", needs=("DLY11", "SOC11"),
        recipient_class=RecipientClass.SHOP, place=Place("서울특별시", "솔빛구", "솔빛1동", 37.5, 127.0),
        area=Area(AreaLevel.DONG, frozenset({"솔빛1동", "달샘동"})),
        eligibility=Eligibility(60, 90, Sex.FEMALE, 80.5, frozenset({"disability"}), frozenset({"ltc_grade"})),
        duplicate_group="meal", tags=frozenset({"alcohol"}), places_left=2, status=OfferStatus.PAUSED,
        verified_on=date(2026, 9, 15), location_secret=False, vetted_for_minors=False, access_line="1366",
        name_en="Kitchen", description="점심", phone="02-000-0000", hours="11-14", how_to_apply="전화",
        welcomes=frozenset({"cooking"}), limit=3, outcomes=Outcomes(4, 3),
        access=Access(religious=False, languages=frozenset({"vi"}), step_free=False, fee=Fee.REDUCED,
                      diets=frozenset({"halal"}), open_at=frozenset({"evening"}), removes=frozenset({"stairs"})),
    )  # fmt: skip
    assert read.extra == {"colour": "blue"}


def test_what_is_not_said_of_an_offer_has_a_plain_meaning():
    short = {key: FULL_OFFER[key] for key in ("id", "name", "kind", "organization", "needs", "recipient_class")}
    read = network_from(network(offers=[short])).value.offers[0]
    assert (read.status, read.area.level, read.places_left) == (OfferStatus.ACTIVE, AreaLevel.NATION, None)
    assert (read.eligibility, read.outcomes, read.place) == (Eligibility(), Outcomes(), Place())


def test_every_field_of_a_neighbourhood_arrives():
    party = {"id": "G", "kind": "group", "name": "산책회", "dong": "달샘동", "lat": 37.5, "lon": 127.0,
             "name_en": "Walkers", "about": "아침"}  # fmt: skip
    tie = {"from": "G", "to": "A", "kind": "leads", "both_ways": True, "strength": 0.25}
    read = network_from(network(parties=[party], ties=[tie], closed_organizations=["옛 기관"])).value
    assert read.today == date(2026, 11, 2) and read.setting == Place("서울특별시", "솔빛구")
    assert read.parties == (
        Party("G", PartyKind.GROUP, "산책회", Place(dong="달샘동", lat=37.5, lon=127.0), "Walkers", "아침"),
    )
    assert read.ties == (Tie("G", "A", TieKind.LEADS, True, 0.25),)
    assert read.closed_organizations == {"옛 기관"}


def test_a_tie_of_untold_strength_is_middling():
    read = network_from(network(ties=[{"from": "A", "to": "B", "kind": "friend", "strength": None}])).value
    assert read.ties == (Tie("A", "B", TieKind.FRIEND, False, 0.5),)


def test_every_field_of_a_case_arrives():
    document = plain_case(
        title="사례", emergency=True, stage="closing",
        statements={"quote": "외로워요", "demand": "도시락", "problem_items": ["HLT1/질병"]},
        household=[{"id": "m", "age": 40, "sex": "F", "relation": "본인", "facts": ["migrant"]}],
        facts=["crisis_event"], strengths=["요리"], benefits_in_payment=["A"], protected=True, protected_from="B",
        needs=[{"code": "DLY11", "holder": "m", "priority": 3, "severity": 4, "depends_on": "HLT11",
                "removes_obstacle_to": "HLT12"}],
        served=[{"offer": "A", "from": "2025-01-01", "to": "2025-02-01"}, {"offer": "B", "from": None, "to": None}],
        declined=[{"offer": "B", "by": "m", "why": "멀어요"}],
        blocked=[{"offer": "A", "why": "가"}, {"organization": "나", "why": None}, {"person": "다"}],
        consents={
            "provide_to_offers": ["A"], "sensitive_to_classes": ["agency"], "sensitive_to_offers": ["B"],
            "network_contact_only": ["A"], "record_handover": True, "fields_for_offer": {"A": ["name"]},
            "expires": {"A": "2026-12-31"},
        },
        ties=[{"from": "client", "to": "A", "kind": "trusts", "both_ways": True, "strength": 1}],
        event={"type": "closing_attempt", "reason": "AGENCY_CLOSED", "unmet_needs": ["DLY11"],
               "closed_organization": "기관 A"},
        moving_to={"sido": "경기도", "sigungu": "먼바다시", "dong": None, "lat": None, "lon": None},
    )  # fmt: skip
    case = case_from(document).value
    assert (case.id, case.title, case.stage, case.emergency) == ("T02", "사례", Stage.CLOSING, True)
    assert (case.quote, case.demand, case.problem_items) == ("외로워요", "도시락", ("HLT1/질병",))
    assert case.client.household == (Member("m", 40, Sex.FEMALE, "본인", frozenset({"migrant"})),)
    assert (case.client.income_percent, case.client.facts, case.client.strengths) == (50, {"crisis_event"}, ("요리",))
    assert (case.client.benefits_in_payment, case.client.protected, case.client.protected_from) == ({"A"}, True, "B")
    assert case.needs == (Need("DLY11", "m", 3, 4, "HLT11", "HLT12"),)
    assert case.served == (Served("A", date(2025, 1, 1), date(2025, 2, 1)), Served("B"))
    assert case.declined == (Declined("B", "m", "멀어요"),)
    assert case.blocked == (Blocked("A", why="가"), Blocked(None, "나"), Blocked(person="다"))
    assert case.consents == Consents(
        True, frozenset(document["consents"]["provide_to_classes"]), frozenset({"A"}), frozenset({"agency"}),
        frozenset({"B"}), True, frozenset({"A"}), True, True, {"A": ("name",)}, {"A": date(2026, 12, 31)},
    )  # fmt: skip
    assert case.ties == (CaseTie("client", "A", TieKind.TRUSTS, True, 1.0),)
    assert case.event == ClosingAttempt(ClosingReason.AGENCY_CLOSED, ("DLY11",), "기관 A")
    assert case.moving_to == Place("경기도", "먼바다시")
    assert case.place == case.client.place  # not MOVED


def test_without_a_priority_the_order_of_the_file_is_the_clients_order():
    needs = [{"code": "SOC11", "holder": "m"}, {"code": "DLY11", "holder": "m"}]
    read = case_from(plain_case(needs=needs)).value.needs
    assert [(one.code, one.priority, one.severity) for one in read] == [("SOC11", 1, 2), ("DLY11", 2, 2)]


def test_a_case_without_consents_agreed_to_nothing():
    document = plain_case()
    document["consents"] = None
    consents = case_from(document).value.consents
    assert consents == Consents(legal_representative_agrees=False)


def test_a_block_may_leave_the_other_two_ways_of_naming_empty():
    blocked = [{"offer": None, "organization": None, "person": "X", "why": None}]
    assert case_from(plain_case(blocked=blocked)).value.blocked == (Blocked(person="X"),)


# ------------------------------------------------------------------ warnings


def test_unknown_fields_are_named_in_a_warning_wherever_they_stand():
    document = network(mood="sunny")
    document["offers"][0] |= {"colour": "blue"}
    document["offers"][1] |= {"colour": "red", "place": {"floor": 2}, "이름": "x", "\x1b[2J": 1}
    paths = [facts["path"] for code, facts in network_from(document).warnings if code == "UNKNOWN_FIELD"]
    assert paths == ["$.mood", "$.offers[].*", "$.offers[].colour", "$.offers[].place.floor"]
    case = plain_case(consents={"to_the_press": False}, hobby="chess")
    paths = [facts["path"] for _, facts in case_from(case).warnings]
    assert paths == ["$.consents.to_the_press", "$.hobby"]


def test_a_known_document_gives_no_warning():
    assert network_from(network(offers=[{k: v for k, v in FULL_OFFER.items() if k != "colour"}])).warnings == ()
    assert case_from(plain_case()).warnings == ()


@pytest.mark.parametrize("place", [{"dong": "달샘동"}, {"lat": 37.5, "lon": 127.0}])
def test_the_place_of_a_secret_offer_is_dropped_and_the_warning_points_at_none(place):
    secret = plain_offer(location_secret=True, place=place, address="달샘동 1", landmark="우물 옆")
    read = network_from(network(offers=[secret]))
    assert read.value.offers[0].place == Place() and read.value.offers[0].extra == {}
    told = [facts for code, facts in read.warnings if code == "SECRET_PLACE_DROPPED"]
    assert told == [{}]
    assert "달샘동" not in repr(read.value)


def test_a_secret_offer_without_a_place_gives_no_warning():
    secret = plain_offer(location_secret=True, place={"dong": None, "lat": None, "lon": None})
    assert network_from(network(offers=[secret])).warnings == ()


def test_what_a_case_speaks_of_and_the_network_does_not_hold_is_told():
    """A wrong id or name would open a gate in silence."""
    case = plain_case(
        served=[{"offer": "A"}, {"offer": "X"}, {"offer": "Y"}],
        declined=[{"offer": "X"}],
        blocked=[{"offer": "A"}, {"organization": "없는 기관"}, {"organization": "기 관B"}, {"person": "Z"}],
        benefits_in_payment=["X"],
        protected_from="X",
        consents={"provide_to_offers": ["X"], "network_contact_only": ["X"], "expires": {"X": "2027-01-01"},
                  "fields_for_offer": {"X": []}},
        ties=[{"from": "client", "to": "X", "kind": "friend"}, {"from": "m", "to": "A", "kind": "friend"}],
        event={"type": "closing_attempt", "reason": "AGENCY_CLOSED", "closed_organization": "없는 기관"},
    )  # fmt: skip
    world = plain_world(plain_offer(), plain_offer("B"), case=case)
    told = unknown_references(world.case, world.network)
    assert {code for code, _ in told} == {"NOT_IN_NETWORK"}
    assert sorted((facts["path"], facts["count"]) for _, facts in told) == [
        ("$.blocked", 1), ("$.blocked", 1), ("$.client.benefits_in_payment", 1), ("$.client.protected_from", 1),
        ("$.consents.expires", 1), ("$.consents.fields_for_offer", 1), ("$.consents.network_contact_only", 1),
        ("$.consents.provide_to_offers", 1), ("$.declined", 1), ("$.event.closed_organization", 1),
        ("$.served", 2), ("$.ties", 1),
    ]  # fmt: skip


def test_members_of_the_household_are_known():
    world = plain_world(case=plain_case(protected_from="m", blocked=[{"person": "m"}]))
    assert unknown_references(world.case, world.network) == ()


# ------------------------------------------------------------------ from files


def test_a_byte_order_mark_and_korean_file_names_are_fine(tmp_path: Path):
    path = tmp_path / "우리 동네.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(network()).encode())
    assert len(read_network(path).value.offers) == 2
    path.write_text(json.dumps(plain_case(), ensure_ascii=False), "utf-8")
    assert read_case(path).value.id == "T02"


@settings(max_examples=50)
@given(worlds())
def test_a_document_that_went_through_bytes_reads_the_same(world):
    again = json.loads(json.dumps(world.network_document, ensure_ascii=False).encode())
    assert network_from(again).value.offers == world.network.offers
    assert network_from(again).value.ties == world.network.ties
    assert case_from(json.loads(json.dumps(world.case_document))).value == world.case


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_published_schemas_are_schemas(name):
    from jsonschema import Draft202012Validator

    Draft202012Validator.check_schema(schema(name))
    assert schema(name)["title"] == f"resmap-{name}/1"


def test_an_unknown_schema_is_a_key_error():
    with pytest.raises(KeyError):
        schema("../network")
