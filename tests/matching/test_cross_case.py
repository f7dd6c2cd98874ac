"""Worked cases of our own, in an invented gu: what a supervisor would expect (cases part 3).

All people, shops, agencies and shelters are invented.
"""

import json
from copy import deepcopy

import pytest

from resmap.flows import files
from tests.support.worlds import SETTING, TODAY, World, need, person, plain_case, plain_offer, plain_world, tie


def entry(offer_id, name, kind, organization, department, needs, recipient_class, dong=None, point=None, **fields):
    lat, lon = point or (None, None)
    return {
        "id": offer_id, "name": name, "kind": kind, "organization": organization, "department": department,
        "needs": needs.split(), "recipient_class": recipient_class,
        "place": {"dong": dong, "lat": lat, "lon": lon},
        "area": fields.pop("area", {"level": "sigungu", "names": ["솔빛구"]}),
        "eligibility": {"age_min": 0, "age_max": 120} | fields.pop("eligibility", {}),
        "places_left": 3, "status": "active", "verified_on": "2026-09-01", **fields,
    }  # fmt: skip


NATION = {"level": "nation", "names": []}
HERE, NEAR, FAR = (37.5400, 127.0700), (37.5412, 127.0705), (37.5600, 127.0900)

OFFERS = [
    entry("b1", "생계지원", "M11", "솔빛구청", "생활보장", "ECO16", "agency", area=NATION,
          eligibility={"income_max": 40}, duplicate_group="livelihood"),
    entry("b2", "긴급생계", "M11", "솔빛구청", "긴급지원", "ECO16", "agency", area=NATION,
          eligibility={"requires": ["crisis_event"]}, duplicate_group="livelihood"),
    entry("b3", "교육비", "M13", "솔빛구청", "교육", "EDU21", "agency", area=NATION,
          eligibility={"age_min": 6, "age_max": 18, "income_max": 60}),
    entry("c1", "달빛복지관 상담", "M31", "달빛복지관", "상담실", "FAM11 FAM15 HLT26", "agency", "솔빛1동", NEAR,
          tags=["joint_couple_counselling"]),
    entry("c2", "달빛복지관 반찬", "M31", "달빛복지관", "재가팀", "DLY11", "agency", "솔빛1동", NEAR),
    entry("c3", "달빛복지관 사례관리", "M31", "달빛복지관", "사례관리팀", "CASE_MGMT", "agency", "솔빛1동", NEAR),
    entry("c4", "별빛복지관 사례관리", "M31", "별빛복지관", "사례관리팀", "CASE_MGMT", "agency", "솔빛2동", FAR),
    entry("c5", "먼바다구 사례관리", "M21", "먼바다구청", "통합사례", "CASE_MGMT DLY11", "agency", "파도동",
          (37.6, 127.2), area={"level": "sigungu", "names": ["먼바다구"]}),
    entry("s1", "여성의 전화", "M27", "여성의전화", "상담", "SAF11", "agency", area=NATION,
          eligibility={"sex": "F"}, access_line="1366"),
    entry("s2", "쉼터 가", "M27", "쉼터가", "보호", "SAF11 ENV21", "agency", "솔빛2동", FAR, area=NATION,
          eligibility={"sex": "F"}, access_line="1366", location_secret=True),
    entry("s3", "이주여성 쉼터", "M27", "쉼터나", "보호", "SAF11 ENV21", "agency", "달샘동", HERE, area=NATION,
          eligibility={"sex": "F", "requires": ["migrant"]}, access_line="1577-1366", location_secret=True),
    entry("s4", "아동보호기관", "M27", "아동보호기관", "사례", "SAF13 SAF14", "agency", area=NATION,
          eligibility={"age_max": 17}, access_line="112"),
    entry("s5", "장애인권익기관", "M27", "장애인권익기관", "조사", "SAF13 SAF22 LAW22", "agency", area=NATION,
          eligibility={"requires": ["disability"]}, access_line="1644-8295"),
    entry("k1", "햇살 아동센터", "M34", "햇살아동센터", "전체", "EDU22 SOC22", "agency", "솔빛1동", NEAR,
          eligibility={"age_min": 6, "age_max": 18}, vetted_for_minors=True, duplicate_group="child_centre"),
    entry("k2", "공부방 선생님", "H13", "개인봉사", "개인", "EDU22", "volunteer", "솔빛1동", NEAR,
          eligibility={"age_min": 8, "age_max": 18}, vetted_for_minors=False),
    entry("k3", "대학생 봉사단", "H13", "대학생봉사단", "멘토링", "EDU22", "volunteer", "솔빛2동", FAR,
          eligibility={"age_min": 8, "age_max": 18}, vetted_for_minors=True),
    entry("n1", "이웃 가", "H11", "주민", "가", "DLY11 SOC11 DLY16", "neighbour", "솔빛1동", NEAR, places_left=1),
    entry("n2", "이웃 나", "H11", "주민", "나", "DLY11 SOC11 DLY16", "neighbour", "솔빛1동", HERE),
    entry("n3", "통장 다", "H14", "주민", "다", "DLY16 ENV12", "neighbour", "솔빛1동", NEAR),
    entry("h1", "솥밥집", "H22", "솥밥집", "가게", "DLY11 ECO11", "shop", "솔빛1동", NEAR),
    entry("h2", "막걸리집", "H21", "막걸리집", "가게", "DLY11 SOC11", "shop", "솔빛1동", NEAR, tags=["alcohol"]),
    entry("g1", "솔빛 봉사회", "H31", "솔빛봉사회", "회", "ENV12 DLY11", "association", "솔빛1동", NEAR),
    entry("g2", "텃밭 모임", "H44", "텃밭모임", "모임", "SOC11 SOC14", "selfhelp", "솔빛1동", NEAR,
          welcomes=["gardening"]),
    entry("e1", "청소 지원", "M25", "솔빛구청", "청소", "ENV12", "agency", area=NATION),
]  # fmt: skip
TIES = [
    tie("n1", "n2", "neighbour", 0.8, both_ways=True),
    tie("n1", "g2", "member_of", 0.9),
    tie("n2", "g1", "leads", 1.0),
    tie("s2", "n1", "works_with", 1.0),
]
NETWORK = {
    "format": "resmap-network/1", "today": TODAY.isoformat(), "setting": SETTING, "offers": OFFERS, "ties": TIES,
}  # fmt: skip

BY_ID = {one["id"]: one for one in OFFERS}


def world(case: dict, network: dict = NETWORK) -> World:
    return World(network, case)


def matched(case: dict, network: dict = NETWORK, **options) -> dict[str, dict]:
    document = files.match_files(world(case, network).pair, top=50, locale="ko", **options)
    return {one["code"]: one for one in document["needs"]} | {"": document}


def ids(rows) -> list[str]:
    return [row["offer"] for row in rows]


def suggestions(found: dict[str, dict], code: str) -> list[str]:
    return ids(found[code]["suggestions"])


def codes(found: dict[str, dict], need_code: str, offer: str) -> set[str]:
    return {r["code"] for one in found[need_code]["excluded"] if one["offer"] == offer for r in one["reasons"]}


def duties(found) -> list[str]:
    return [one["code"] for one in found[""]["duties"]]


# ------------------------------------------------------------------ the widow who eats alone (part 3: 1, 2, 5, 6, 7)

WIDOW = plain_case(
    household=[person("g", age=81)],
    income_percent_of_median=28,
    benefits_in_payment=["b1"],
    strengths=["텃밭을 오래 가꾸심", "김치를 잘 담그심"],
    needs=[need("DLY11", "g"), need("DLY16", "g", 2), need("SOC14", "g", 3), need("ECO16", "g", 4)],
    served=[{"offer": "c1", "from": "2024-01-01", "to": "2025-06-30"}],
    ties=[tie("client", "n1", "neighbour", 0.6)],
)


def test_neighbours_and_shops_come_first_for_meals_and_the_agency_backs_them_up():
    found = matched(WIDOW)
    meals = suggestions(found, "DLY11")
    assert set(meals[:3]) <= {"n1", "n2", "h1", "g1", "h2"} and meals[-1] == "c2"
    assert suggestions(found, "SOC14") == ["g2"]
    (garden,) = found["SOC14"]["suggestions"]
    assert garden["road"] == ["client", "n1", "g2"]
    assert {line["reason"] for line in garden["lines"]} >= {"client_can_give", "road"}


def test_a_running_benefit_is_existing_and_its_likes_are_duplicates():
    found = matched(WIDOW)
    assert ids(found["ECO16"]["existing"]) == ["b1"]
    assert "SERVED" in codes(found, "ECO16", "b1") and "DUP" in codes(found, "ECO16", "b2")


def test_the_sibling_department_of_an_agency_that_served_is_allowed():
    assert "c2" in suggestions(matched(WIDOW), "DLY11")


@pytest.mark.parametrize("until", [None, "2026-06-30"])
def test_serving_by_the_top_suggestion_removes_exactly_that_unit(until):
    before = matched(WIDOW)
    top = suggestions(before, "DLY11")[0]
    case = deepcopy(WIDOW)
    case["served"].append({"offer": top, "from": "2026-01-01", "to": until})
    after = matched(case)
    for code in ("DLY11", "DLY16", "SOC14"):
        assert set(suggestions(after, code)) == set(suggestions(before, code)) - {top}


def test_withdrawing_network_consent_leaves_agencies_and_benefits_and_no_introduction():
    case = deepcopy(WIDOW)
    case["consents"]["network_contact"] = False
    found = matched(case)
    assert suggestions(found, "DLY11") == ["c2"]
    assert suggestions(found, "DLY16") == [] and suggestions(found, "SOC14") == []
    assert set(ids(found["DLY11"]["information_only"])) == {"n1", "n2", "h1", "h2", "g1"}
    (one,) = found["DLY11"]["suggestions"]
    assert one["road"] is None


def test_a_stale_neighbour_is_not_suggested_until_verified_again():
    network = deepcopy(NETWORK)
    next(one for one in network["offers"] if one["id"] == "n2")["verified_on"] = "2025-10-01"
    found = matched(WIDOW, network)
    assert "n2" not in suggestions(found, "DLY16") and codes(found, "DLY16", "n2") == {"STALE"}
    assert "n2" in suggestions(matched(WIDOW), "DLY16")


def test_a_neighbour_whose_last_place_is_taken_drops_out_for_the_next_client():
    network = deepcopy(NETWORK)
    next(one for one in network["offers"] if one["id"] == "n1")["places_left"] -= 1
    found = matched(WIDOW, network)
    assert "n1" not in suggestions(found, "DLY11") and codes(found, "DLY11", "n1") == {"CAPACITY"}


def test_nobody_in_the_neighbourhood_is_told_a_diagnosis_or_a_conviction():
    case = deepcopy(WIDOW)
    case["consents"] |= {
        "provide_to_offers": ["n1", "h1", "g1", "g2", "k3", "c2"],
        "sensitive_to_classes": ["neighbour", "shop", "agency"],
    }
    for offer in case["consents"]["provide_to_offers"]:
        told = files.disclose_from(world(case).pair, offer, None)
        assert told["fields"] and not set(told["fields"]) & {"diagnosis", "past_conviction", "benefits", "address"}


# ------------------------------------------------------------------ violence against a migrant woman

VICTIM = plain_case(
    household=[person("w", age=33), person("h", age=45, sex="M"), person("c", age=6, sex="M")],
    facts=["migrant", "dv_active"],
    protected=True,
    protected_from="h",
    needs=[need("SAF11", "w", 2, 4), need("FAM11", "couple", 1, 3), need("DLY11", "w", 3)],
    consents={"provide_to_classes": [], "network_contact": False},
    ties=[tie("h", "n1", "family", 0.9), tie("client", "n2", "friend", 0.9)],
)


def test_shelters_are_suggested_by_their_line_without_consent_and_the_need_comes_first():
    found = matched(VICTIM)
    assert [one["code"] for one in found[""]["needs"]] == ["SAF11", "FAM11", "DLY11"]
    assert set(suggestions(found, "SAF11")) == {"s1", "s2", "s3"}
    assert suggestions(found, "SAF11")[0] == "s3"
    for one in found["SAF11"]["suggestions"]:
        assert one["distance_m"] is None and one["road"] is None


def test_joint_counselling_is_gone_while_there_is_violence():
    found = matched(VICTIM)
    assert suggestions(found, "FAM11") == [] and codes(found, "FAM11", "c1") == {"SAFETY"}
    assert ids(found["FAM11"]["information_only"]) == []


def test_violence_has_its_duties():
    assert duties(matched(VICTIM)) == ["NO_CONTACT_VIA_HOME_ADDRESS", "DO_NOT_NOTIFY_SUSPECT"]


def test_the_husbands_kin_are_kept_apart_even_with_every_consent():
    case = deepcopy(VICTIM)
    case["consents"] = plain_case()["consents"] | {"provide_to_offers": ["n1"]}
    found = matched(case)
    assert "n1" not in suggestions(found, "DLY11") and codes(found, "DLY11", "n1") == {"CONFLICT"}
    assert files.disclose_from(world(case).pair, "n1", None)["fields"] == {}
    assert "n2" in suggestions(found, "DLY11")  # her own friend


def test_where_a_shelter_is_changes_nothing_anywhere():
    moved = deepcopy(NETWORK)
    for one in moved["offers"]:
        if one.get("location_secret"):
            one["place"] = {"dong": "파도동", "lat": 37.11111, "lon": 127.22222}
    for case in (VICTIM, WIDOW, MOVER):
        for why_not in (None, "s2", "s3"):
            answers = [matched(case, network, why_not=why_not)[""] for network in (NETWORK, moved)]
            assert json.dumps(answers[0]) == json.dumps(answers[1])
            assert "37.1" not in json.dumps(answers[1])


def test_a_shelter_that_serves_her_now_is_listed_nowhere():
    case = deepcopy(VICTIM)
    case["served"] = [{"offer": "s3", "from": "2026-10-01", "to": None}]
    found = matched(case)
    assert "s3" not in json.dumps(found[""])
    assert set(suggestions(found, "SAF11")) == {"s1", "s2"}


# ------------------------------------------------------------------ a grandmother and a child of ten

GRANDCHILD = plain_case(
    household=[person("g", age=68), person("c", age=10, sex="M")],
    income_percent_of_median=45,
    needs=[need("EDU22", "c"), need("EDU21", "c", 2), need("DLY11", "g", 3), need("SAF14", "c", 4)],
    consents={"legal_representative_agrees": False},
)


def test_for_a_child_everything_waits_for_the_representative_but_a_benefit_and_safety():
    found = matched(GRANDCHILD)
    assert suggestions(found, "EDU22") == []
    assert set(ids(found["EDU22"]["blocked_consent"])) == {"k1", "k3"}
    assert codes(found, "EDU22", "k2") == {"VET"}
    assert suggestions(found, "EDU21") == ["b3"]
    assert suggestions(found, "SAF14") == ["s4"]
    assert "n1" in suggestions(found, "DLY11")  # the grandmother's own need
    assert duties(found) == ["CHILD_ABUSE_REPORT"]


def test_when_the_representative_agrees_the_centre_and_the_vetted_volunteer_are_suggested():
    case = deepcopy(GRANDCHILD)
    case["consents"]["legal_representative_agrees"] = True
    assert set(suggestions(matched(case), "EDU22")) == {"k1", "k3"}


def test_a_second_child_centre_is_a_duplicate_while_one_is_running():
    network = deepcopy(NETWORK)
    network["offers"].append(BY_ID["k1"] | {"id": "k9", "organization": "달샘아동센터"})
    case = deepcopy(GRANDCHILD)
    case["served"] = [{"offer": "k9", "from": "2026-03-01", "to": None}]
    assert codes(matched(case, network), "EDU22", "k1") == {"DUP"}


# ------------------------------------------------------------------ a benefactor who exploits

EXPLOITED = plain_case(
    household=[person("a", age=47, sex="M")],
    facts=["disability", "exploitation_suspected"],
    needs=[need("SAF22", "a", 2, 4), need("DLY11", "a", 1), need("ENV12", "a", 3)],
    blocked=[{"offer": "n2", "why": "통장을 맡아 둠"}],
    ties=[tie("client", "n2", "trusts", 0.3)],
)


def test_the_benefactor_and_the_group_he_leads_are_kept_away():
    found = matched(EXPLOITED)
    for code, offers in (("DLY11", ("n2", "g1")), ("ENV12", ("g1",))):
        for offer in offers:
            assert "CONFLICT" in codes(found, code, offer) and offer not in suggestions(found, code)
    assert "n1" in suggestions(found, "DLY11")  # a neighbour of his: one step along other ties is none
    for told in found[""]["needs"]:
        assert not any("n2" in (one["road"] or []) or "g1" in (one["road"] or []) for one in told["suggestions"])
        assert all(one["to"] not in ("n2", "g1") for one in told["relations"])


def test_exploitation_has_its_duties_and_its_agency():
    found = matched(EXPLOITED)
    assert [one["code"] for one in found[""]["needs"]][0] == "SAF22"
    assert suggestions(found, "SAF22") == ["s5"]
    assert duties(found) == ["DISABILITY_ABUSE_REPORT", "DO_NOT_NOTIFY_SUSPECT"]


def test_the_excluded_line_says_nothing_of_why_he_is_kept_away():
    found = matched(EXPLOITED, why_not="n2")
    assert "통장을" not in json.dumps(found[""], ensure_ascii=False)
    (reason,) = [r for one in found["DLY11"]["excluded"] if one["offer"] == "g1" for r in one["reasons"]]
    assert reason["facts"] == {}


# ------------------------------------------------------------------ hoarding, and who complained

HOARDER = plain_case(
    household=[person("a", age=66)],
    needs=[need("ENV12", "a"), need("DLY16", "a", 2)],
    blocked=[{"offer": "n3", "why": "민원을 낸 사람"}],
    consents={"provide_to_offers": ["n3", "g1"], "sensitive_to_offers": ["n3"],
              "fields_for_offer": {"g1": ["call_name", "task", "hoarding_label", "complaint_source"]}},
)  # fmt: skip


def test_the_complainant_never_meets_the_one_complained_of():
    found = matched(HOARDER)
    for code in ("ENV12", "DLY16"):
        assert codes(found, code, "n3") == {"CONFLICT"}
    assert suggestions(found, "ENV12")[0] in ("g1", "e1")
    assert files.disclose_from(world(HOARDER).pair, "n3", None)["fields"] == {}


def test_helpers_learn_the_task_and_neither_the_label_nor_the_complaint():
    told = files.disclose_from(world(HOARDER).pair, "g1", None)
    assert set(told["fields"]) == {"call_name", "task"}
    withheld = {one["field"]: one["code"] for one in told["withheld"]}
    assert withheld["hoarding_label"] == "SENSITIVE" and withheld["complaint_source"] == "NOT_FOR_THIS_RECIPIENT"


# ------------------------------------------------------------------ moving away

MOVER = plain_case(
    household=[person("a", age=50)],
    stage="closing",
    needs=[need("CASE_MGMT", "a"), need("DLY11", "a", 2)],
    served=[{"offer": "c3", "from": "2025-01-01", "to": None}],
    moving_to={"sido": "서울특별시", "sigungu": "먼바다구", "dong": "파도동", "lat": 37.6010, "lon": 127.2},
    event={"type": "closing_attempt", "reason": "MOVED", "unmet_needs": ["CASE_MGMT", "DLY11"]},
)


def test_who_moves_is_judged_at_the_new_place():
    found = matched(MOVER)
    assert suggestions(found, "CASE_MGMT") == ["c5"] and suggestions(found, "DLY11") == ["c5"]
    assert found["DLY11"]["suggestions"][0]["distance_m"] == 111
    assert "AREA" in codes(found, "CASE_MGMT", "c4") and "AREA" in codes(found, "DLY11", "h1")


def test_a_transfer_is_proposed_and_not_obligatory():
    told = files.close_check(world(MOVER).pair, "ko")
    assert told["propose_transfer_to"] == ["c5"]
    assert (told["must_refer"], told["closing_blocked"], told["suggestions"]) == (False, False, True)


def test_a_new_address_without_the_wish_to_close_changes_nothing():
    case = deepcopy(MOVER) | {"event": None}
    assert suggestions(matched(case), "CASE_MGMT") == ["c4"]


def test_without_unmet_needs_no_transfer_is_proposed():
    case = deepcopy(MOVER)
    case["event"]["unmet_needs"] = []
    assert files.close_check(world(case).pair, "ko")["propose_transfer_to"] == []


# ------------------------------------------------------------------ other ends


def closing(reason: str, unmet=("CASE_MGMT", "DLY11"), **event) -> dict:
    case = deepcopy(MOVER) | {"moving_to": None}
    case["event"] = {"type": "closing_attempt", "reason": reason, "unmet_needs": list(unmet)} | event
    return case


def test_when_an_agency_closes_its_sibling_departments_close_too():
    case = closing("AGENCY_CLOSED", closed_organization="달빛 복지관")
    found = matched(case)
    assert codes(found, "DLY11", "c2") == {"CLOSED"} and "CLOSED" in codes(found, "CASE_MGMT", "c3")
    assert suggestions(found, "CASE_MGMT") == ["c4"]
    told = files.close_check(world(case).pair, "ko")
    assert told["must_refer"] and told["closing_blocked"]


def test_when_the_manager_leaves_the_sibling_department_may_be_asked():
    found = matched(closing("MANAGER_LEFT"))
    assert "c2" in suggestions(found, "DLY11") and codes(found, "CASE_MGMT", "c3") == {"SERVED"}


def test_after_a_death_nothing_is_suggested_ever():
    case = closing("DEATH")
    for stage, emergency in (("closing", False), ("intervention", True), ("intake", True)):
        found = matched(case | {"stage": stage, "emergency": emergency})
        assert found[""]["needs"] == [] and found[""]["gate"] == {"open": False, "code": "DEATH"}
    told = files.close_check(world(case).pair, "ko")
    assert (told["must_refer"], told["suggestions"], told["cancel_reminders"]) == (False, False, True)
    assert told["propose_transfer_to"] == []


@pytest.mark.parametrize("reason", ["LOST_CONTACT", "CLIENT_WISH", "GOAL_MET"])
def test_other_ends_oblige_to_no_referral(reason):
    told = files.close_check(world(closing(reason)).pair, "ko")
    assert (told["must_refer"], told["closing_blocked"], told["cancel_reminders"]) == (False, False, False)
    assert told["suggestions"] is True


# ------------------------------------------------------------------ meeting alcohol, and silence


def test_a_man_who_wants_no_neighbour_to_know_is_helped_without_any():
    case = plain_case(
        household=[person("a", age=54, sex="M")], stage="assessment", emergency=True,
        facts=["alcohol_dependence", "crisis_event"], income_percent_of_median=20,
        needs=[need("ECO16", "a", 1, 4), need("DLY11", "a", 2, 3)],
        consents={"provide_to_classes": ["agency"], "network_contact": False},
        ties=[tie("client", "n1", "friend", 0.9)],
    )  # fmt: skip
    found = matched(case)
    assert set(suggestions(found, "ECO16")) == {"b1", "b2"}
    assert suggestions(found, "DLY11") == ["c2"]
    assert codes(found, "DLY11", "h2") == {"SAFETY"}
    assert found["DLY11"]["suggestions"][0]["road"] is None
    assert not any(told["relations"] for told in found[""]["needs"])
    case["emergency"] = False
    assert matched(case)[""]["needs"] == []


def test_distances_from_a_protected_home_are_told_by_bands_only():
    """Metres to three places would find the house (P-22)."""
    offer = plain_offer(place={"dong": "솔빛1동", "lat": 37.5451, "lon": 127.0703})
    told = []
    for protected in (False, True):
        pair = plain_world(offer, case=plain_case(protected=protected)).pair
        document = files.match_files(pair, top=5, locale="ko")
        (one,) = document["needs"][0]["suggestions"]
        told.append((one["distance_m"], one["distance_is_band"]))
        metres = str(told[0][0])
    assert told[0][0] not in (300, 700, 1500, None) and not told[0][1]
    assert told[1][0] in (300, 700, 1500) and told[1][1]
    assert metres not in json.dumps(document)
