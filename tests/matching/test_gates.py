"""Each gate by itself (contract §1, Gates): what closes it, what leaves it open, what is asked."""

import pytest

from resmap.flows import files
from tests.support.worlds import need, person, plain_case, plain_offer, plain_world


def judged(offer: dict, case: dict | None = None, **network) -> tuple[set[str], list[str]]:
    """(gates that exclude the offer `A` for the first need, what is to be asked)."""
    document = files.match_files(
        plain_world(offer, case=case, **network).pair, top=50, locale="ko", why_not="A"
    )
    codes = {reason["code"] for reason in document["why_not"]["needs"][0]["reasons"]}
    asks = [code for one in document["needs"][0]["suggestions"] for code in one["ask"]]
    return codes, asks


OPEN = (set(), [])


def eligible(**rules) -> dict:
    return plain_offer(eligibility=rules)


def household(*members: dict, holder: str = "m", code: str = "DLY11", **fields) -> dict:
    return plain_case(household=list(members), needs=[need(code, holder)], **fields)


def test_an_offer_that_fits_is_open_with_nothing_to_ask():
    assert judged(plain_offer()) == OPEN


# ------------------------------------------------------------------ NEED


def test_only_exactly_the_needs_code_counts():
    assert judged(plain_offer(needs=["DLY12", "DLY16"]))[0] == {"NEED"}


def test_why_not_names_the_need_gate_beside_all_others():
    assert judged(plain_offer(needs=["DLY12"], status="closed", places_left=0))[0] == {
        "NEED",
        "CLOSED",
        "CAPACITY",
    }


# ------------------------------------------------------------------ AGE, SEX, INCOME, REQUIRES, EXCLUDES


@pytest.mark.parametrize(
    ("age", "rules", "codes"),
    [
        (65, {"age_min": 65}, set()),
        (64, {"age_min": 65}, {"AGE"}),
        (18, {"age_max": 18}, set()),
        (19, {"age_max": 18}, {"AGE"}),
        (0, {"age_max": 0}, set()),
        (1, {"age_max": 0}, {"AGE"}),
        (130, {"age_min": 0, "age_max": 120}, set()),
    ],
)
def test_age_is_judged_in_completed_years_with_both_ends_included(age, rules, codes):
    assert judged(eligible(**rules), household(person(age=age)))[0] == codes


def test_an_unknown_age_is_asked_only_where_there_is_a_limit():
    assert judged(eligible(age_min=65), household(person(age=None))) == (set(), ["AGE"])
    assert judged(eligible(age_min=0, age_max=120), household(person(age=None))) == OPEN


@pytest.mark.parametrize(("sex", "answer"), [("F", OPEN), ("M", ({"SEX"}, [])), (None, (set(), ["SEX"]))])
def test_sex_is_judged_and_asked(sex, answer):
    assert judged(eligible(sex="F"), household(person(sex=sex))) == answer


@pytest.mark.parametrize(("has", "answer"), [(50, OPEN), (50.1, ({"INCOME"}, [])), (None, (set(), ["INCOME"]))])
def test_income_is_judged_in_per_cent_of_the_median_and_asked(has, answer):
    assert judged(eligible(income_max=50), plain_case(income_percent_of_median=has)) == answer


def test_requires_looks_at_the_clients_and_at_the_holders_facts():
    assert judged(eligible(requires=["migrant"]))[0] == {"REQUIRES"}
    assert judged(eligible(requires=["migrant"]), plain_case(facts=["migrant"])) == OPEN
    assert judged(eligible(requires=["migrant"]), household(person(facts=["migrant"]))) == OPEN


def test_requires_asks_for_all_of_its_facts():
    both = eligible(requires=["migrant", "disability"])
    assert judged(both, plain_case(facts=["migrant"]))[0] == {"REQUIRES"}
    assert judged(both, household(person(facts=["disability"]), facts=["migrant"])) == OPEN


def test_excludes_looks_at_the_clients_and_at_the_holders_facts():
    assert judged(eligible(excludes=["ltc_grade"])) == OPEN
    assert judged(eligible(excludes=["ltc_grade"]), plain_case(facts=["ltc_grade"]))[0] == {"EXCLUDES"}
    assert judged(eligible(excludes=["ltc_grade"]), household(person(facts=["ltc_grade"])))[0] == {"EXCLUDES"}


def test_a_fact_of_another_member_counts_for_nobody_else():
    other = person("x", facts=["migrant"])
    assert judged(eligible(requires=["migrant"]), household(person(), other))[0] == {"REQUIRES"}
    assert judged(eligible(excludes=["migrant"]), household(person(), other)) == OPEN


def test_eligibility_is_judged_on_the_holder_not_on_the_one_who_speaks():
    family = [person(age=40), person("c", age=9, sex="M")]
    assert judged(eligible(age_max=12), household(*family, holder="c"))[0] == set()
    assert judged(eligible(age_max=12), household(*family))[0] == {"AGE"}


def test_of_a_couple_each_partner_must_be_eligible():
    pair = [person(age=66), person("h", age=64, sex="M")]
    assert judged(eligible(age_min=65), household(*pair, holder="couple"))[0] == {"AGE"}
    assert judged(eligible(sex="F"), household(*pair, holder="couple"))[0] == {"SEX"}
    assert judged(eligible(age_min=60), household(*pair, holder="couple")) == OPEN


def test_of_a_family_one_eligible_member_is_enough():
    family = [person(age=40), person("g", age=70, sex="M")]
    assert judged(eligible(age_min=65), household(*family, holder="family")) == OPEN
    assert judged(eligible(age_min=75), household(*family, holder="family"))[0] == {"AGE"}


def test_of_a_family_nobody_is_made_eligible_out_of_two():
    """A man of 70 and a girl of 10 are no woman of 60."""
    family = [person(age=10), person("g", age=70, sex="M")]
    assert judged(eligible(age_min=60, sex="F"), household(*family, holder="family"))[0] == {"AGE", "SEX"}


def test_of_a_family_is_asked_what_is_not_known_of_the_likeliest():
    family = [person(age=None), person("g", age=30)]
    assert judged(eligible(age_min=60), household(*family, holder="family")) == (set(), ["AGE"])


# ------------------------------------------------------------------ AREA


def at(level: str, *names: str) -> dict:
    return plain_offer(area={"level": level, "names": list(names)})


@pytest.mark.parametrize(
    ("offer", "codes"),
    [
        (at("nation"), set()),
        (at("sido", "서울특별시"), set()),
        (at("sido", "부산광역시"), {"AREA"}),
        (at("sigungu", "솔빛구"), set()),
        (at("sigungu", "솔빛 구"), set()),
        (at("sigungu", "먼바다구"), {"AREA"}),
        (at("dong", "솔빛1동", "달샘동"), set()),
        (at("dong", "달샘동"), {"AREA"}),
    ],
)
def test_the_client_must_live_in_the_area(offer, codes):
    assert judged(offer)[0] == codes


def home(**place) -> dict:
    return plain_case(place={"sido": "서울특별시", "sigungu": "솔빛구", "dong": "솔빛1동", **place})


def test_a_dong_of_the_same_name_elsewhere_is_another_dong():
    assert judged(at("dong", "솔빛1동"), home(sigungu="먼바다구"))[0] == {"AREA"}


def test_a_gu_of_the_same_name_in_another_city_is_asked():
    assert judged(at("sigungu", "솔빛구"), home(sido="부산광역시"))[1] == ["AREA", "PLACE"]


def test_an_unknown_home_and_an_area_without_names_are_asked():
    assert "AREA" in judged(at("dong", "솔빛1동"), home(dong=None))[1]
    assert "AREA" in judged(at("dong"), home())[1]


# ------------------------------------------------------------------ CAPACITY, CLOSED, STALE


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"places_left": 0}, {"CAPACITY"}),
        ({"status": "paused"}, {"CAPACITY"}),
        ({"status": "closed"}, {"CLOSED"}),
        ({"places_left": 1}, set()),
        ({"verified_on": "2025-11-02"}, set()),  # 365 days ago
        ({"verified_on": "2025-11-01"}, {"STALE"}),
        ({"verified_on": None}, {"STALE"}),
        ({"verified_on": "2026-11-02"}, set()),
    ],
)
def test_an_offer_must_be_open_have_room_and_be_verified_within_a_year(fields, codes):
    assert judged(plain_offer(**fields))[0] == codes


def test_unknown_room_is_asked():
    assert judged(plain_offer(places_left=None)) == (set(), ["CAPACITY"])


def test_of_a_closed_organisation_every_department_is_closed_however_it_is_spaced():
    assert judged(plain_offer(), closed_organizations=["기 관A"])[0] == {"CLOSED"}
    event = {"type": "closing_attempt", "reason": "AGENCY_CLOSED", "closed_organization": "기관A"}
    assert judged(plain_offer(), plain_case(event=event))[0] == {"CLOSED"}


# ------------------------------------------------------------------ SERVED, DUP, REFUSED


def test_a_running_benefit_stands_against_its_own_group_only():
    paid = plain_offer("P", needs=["ECO16"], duplicate_group="livelihood")
    case = plain_case(benefits_in_payment=["P"])
    world = plain_world(plain_offer(duplicate_group="livelihood"), plain_offer("B"), paid, case=case)
    (told,) = files.match_files(world.pair, top=50, locale="ko")["needs"]
    assert [(one["offer"], [r["code"] for r in one["reasons"]]) for one in told["excluded"]] == [("A", ["DUP"])]
    assert [one["offer"] for one in told["suggestions"]] == ["B"]


def test_an_ended_service_is_no_duplicate_and_two_suggestions_never_are():
    ended = {"offer": "P", "from": "2025-01-01", "to": "2025-12-31"}
    same = {"duplicate_group": "centre"}
    world = plain_world(
        plain_offer(**same), plain_offer("B", **same), plain_offer("P", **same), case=plain_case(served=[ended])
    )
    (told,) = files.match_files(world.pair, top=50, locale="ko")["needs"]
    assert {one["offer"] for one in told["suggestions"]} == {"A", "B"}


def test_a_secret_place_is_not_named_as_the_running_duplicate():
    """A shelter of the same group is in use: the other is excluded, without a word about which."""
    shelter = plain_offer("P", duplicate_group="shelter", location_secret=True)
    case = plain_case(served=[{"offer": "P", "from": "2026-10-01", "to": None}])
    world = plain_world(plain_offer(duplicate_group="shelter"), shelter, case=case)
    (told,) = files.match_files(world.pair, top=50, locale="ko")["needs"]
    assert [one["offer"] for one in told["excluded"]] == ["A"]
    assert '"P"' not in str(told).replace("'", '"')


@pytest.mark.parametrize(
    ("by", "codes"), [(None, {"REFUSED"}), ("m", {"REFUSED"}), ("x", set()), ("client", {"REFUSED"})]
)
def test_a_no_counts_for_the_one_who_said_it_or_for_all(by, codes):
    case = household(person(), person("x"), declined=[{"offer": "A", "by": by, "why": None}])
    assert judged(plain_offer(), case)[0] == codes


def test_the_no_of_one_partner_is_the_no_of_the_couple():
    case = household(person(), person("x"), holder="couple", declined=[{"offer": "A", "by": "x", "why": None}])
    assert judged(plain_offer(), case)[0] == {"REFUSED"}


# ------------------------------------------------------------------ VET


CHILD = person("m", age=17)


@pytest.mark.parametrize(
    ("kind", "who", "vetted", "answer"),
    [
        ("H11", "neighbour", None, ({"VET"}, [])),
        ("H13", "volunteer", None, ({"VET"}, [])),
        ("H13", "volunteer", False, ({"VET"}, [])),
        ("H13", "volunteer", True, OPEN),
        ("H25", "shop", None, (set(), ["VET"])),
        ("H25", "shop", False, ({"VET"}, [])),
        ("M31", "agency", None, OPEN),
        ("M31", "agency", False, ({"VET"}, [])),
    ],
)
def test_who_meets_a_minor_must_be_vetted(kind, who, vetted, answer):
    offer = plain_offer(kind=kind, recipient_class=who, vetted_for_minors=vetted)
    codes, asks = judged(offer, household(CHILD))
    assert (codes, [one for one in asks if one == "VET"]) == answer


def test_from_eighteen_on_nobody_needs_vetting():
    offer = plain_offer(kind="H11", recipient_class="neighbour", vetted_for_minors=False)
    assert judged(offer, household(person(age=18)))[0] == set()


def test_an_unvetted_helper_is_asked_about_where_the_age_is_not_known():
    offer = plain_offer(kind="H13", recipient_class="volunteer")
    assert "VET" in judged(offer, household(person(age=None)))[1]


def test_a_family_with_a_child_meets_no_unvetted_helper():
    offer = plain_offer(kind="H11", recipient_class="neighbour")
    assert judged(offer, household(person(), person("c", age=9), holder="family"))[0] == {"VET"}


def test_a_couple_of_minors_is_protected_as_minors():
    offer = plain_offer(kind="H11", recipient_class="neighbour")
    pair = [person(age=17), person("h", age=18, sex="M")]
    assert judged(offer, household(*pair, holder="couple"))[0] == {"VET"}


# ------------------------------------------------------------------ SAFETY


JOINT = plain_offer(tags=["joint_couple_counselling"], needs=["FAM11", "FAM12"])
PAIR = (person(), person("h", sex="M"))


def couple(*facts: str, code: str = "FAM11", **fields) -> dict:
    return household(*PAIR, holder="couple", code=code, facts=list(facts), **fields)


@pytest.mark.parametrize(
    ("facts", "answer"),
    [
        ((), (set(), ["SAFETY"])),
        (("dv_screen_negative_2026-10-20",), OPEN),
        (("dv_screen_negative_2026-11-03",), (set(), ["SAFETY"])),  # not yet
        (("dv_screen_negative_",), (set(), ["SAFETY"])),
        (("dv_active",), ({"SAFETY"}, [])),
        (("dv_active", "dv_screen_negative_2026-10-20"), ({"SAFETY"}, [])),
    ],
)
def test_joint_couple_counselling_waits_for_a_screen_and_never_stands_beside_violence(facts, answer):
    assert judged(JOINT, couple(*facts)) == answer


def test_a_need_for_safety_from_violence_closes_joint_counselling():
    case = couple("dv_screen_negative_2026-10-20")
    case["needs"].append(need("SAF11", "m", priority=2))
    assert judged(JOINT, case)[0] == {"SAFETY"}


def test_violence_told_of_a_member_counts_as_well():
    case = household(person(facts=["dv_active"]), PAIR[1], holder="couple", code="FAM11")
    assert judged(JOINT, case)[0] == {"SAFETY"}


def test_joint_counselling_is_only_barred_for_what_concerns_the_couple():
    assert judged(JOINT, couple("dv_active", code="FAM12")) == OPEN


def test_a_place_that_serves_alcohol_is_barred_for_dependence():
    pub = plain_offer(tags=["alcohol"])
    assert judged(pub) == OPEN
    assert judged(pub, plain_case(facts=["alcohol_dependence"]))[0] == {"SAFETY"}
    assert judged(pub, household(person(facts=["alcohol_dependence"])))[0] == {"SAFETY"}


# ------------------------------------------------------------------ all of them at once


def test_every_failing_gate_is_told_at_once():
    offer = plain_offer(
        kind="H11", recipient_class="neighbour", status="closed", places_left=0, verified_on=None,
        tags=["alcohol"], area={"level": "sido", "names": ["부산광역시"]}, duplicate_group="g",
        eligibility={"age_min": 60, "sex": "M", "income_max": 10, "requires": ["migrant"], "excludes": ["ltc_grade"]},
    )  # fmt: skip
    case = household(
        person(age=12), facts=["alcohol_dependence", "ltc_grade"],
        served=[{"offer": "A", "from": "2026-01-01", "to": None}],
        declined=[{"offer": "A", "by": None, "why": None}], blocked=[{"offer": "A", "why": None}],
    )  # fmt: skip
    assert judged(offer, case)[0] == {
        "AGE", "SEX", "INCOME", "REQUIRES", "EXCLUDES", "AREA", "CAPACITY", "CLOSED", "SERVED", "DUP",
        "REFUSED", "CONFLICT", "VET", "SAFETY", "STALE",
    }  # fmt: skip


def test_a_secret_place_is_never_told_by_the_dong_it_serves():
    secret = plain_offer(location_secret=True, area={"level": "dong", "names": ["달샘동"]})
    document = files.match_files(plain_world(secret).pair, top=9, locale="ko", why_not="A")
    assert "달샘동" not in str(document)
    assert document["why_not"]["needs"][0]["reasons"][0]["text"] == "제공 지역이 아닙니다."
