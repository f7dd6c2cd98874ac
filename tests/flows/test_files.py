"""Acts on files: what each answers, beside what the command line shows."""

import pytest

from resmap.flows import files
from tests.support.worlds import need, person, plain_case, plain_offer, plain_world

CASE_MANAGER = {"needs": ["CASE_MGMT"]}


def test_needs_stand_with_safety_in_crisis_first_and_then_in_the_clients_order():
    needs = [
        need("DLY11", priority=1, severity=4),
        need("SAF11", priority=5, severity=4),
        need("HLT22", priority=4, severity=4),
        need("SAF13", priority=2, severity=3),
        need("ECO16", priority=3, severity=4),
    ]
    world = plain_world(case=plain_case(needs=needs))
    told = files.match_files(world.pair, top=5, locale="ko")["needs"]
    assert [one["code"] for one in told] == ["HLT22", "SAF11", "DLY11", "SAF13", "ECO16"]


def test_suggestions_stand_by_score_and_then_by_id():
    better = plain_offer("Z", verified_on="2026-11-01", places_left=99)
    world = plain_world(plain_offer("C"), better, plain_offer("B"))
    told = files.match_files(world.pair, top=9, locale="ko")["needs"][0]["suggestions"]
    assert [one["offer"] for one in told] == ["Z", "B", "C"]
    assert told[0]["score"] > told[1]["score"] == told[2]["score"]


def test_the_answer_is_as_of_the_cases_day():
    world = plain_world(case=plain_case(today="2027-10-01"))
    told = files.match_files(world.pair, top=9, locale="ko")
    assert told["today"] == "2027-10-01"
    assert told["needs"][0]["excluded"][0]["reasons"][0]["code"] == "STALE"


def test_consent_is_told_as_a_reason_by_class_and_never_as_an_exclusion():
    world = plain_world(
        plain_offer(recipient_class="shop"), case=plain_case(consents={"provide_to_classes": []})
    )
    (told,) = files.match_files(world.pair, top=9, locale="ko")["needs"]
    (row,) = told["information_only"]
    assert (row["offer"], row["reasons"][0]["code"]) == ("A", "CONSENT")
    assert row["reasons"][0]["facts"] == {"recipient_class": "shop"}
    assert told["excluded"] == []


def test_an_emergency_opens_every_need():
    needs = [need(severity=1), need("SOC11", priority=2)]
    world = plain_world(plain_offer(needs=["DLY11", "SOC11"]), case=plain_case(stage="intake", emergency=True, needs=needs))
    told = files.match_files(world.pair, top=9, locale="ko")
    assert [len(one["suggestions"]) for one in told["needs"]] == [1, 1]


def test_duties_are_told_even_while_the_gate_is_closed():
    world = plain_world(case=plain_case(stage="intake", facts=["suicidal_ideation"]))
    told = files.match_files(world.pair, top=9, locale="ko")
    assert [one["code"] for one in told["duties"]] == ["SUICIDE_RISK"] and told["needs"] == []


def test_an_override_of_an_open_offer_records_that_nothing_was_opened():
    told = files.match_files(plain_world().pair, top=9, locale="ko", override=files.Override("A", "까닭"))
    assert told["override"]["gates"] == [] and "overridden" not in told["needs"][0]["suggestions"][0]


@pytest.mark.parametrize(
    ("fields", "gate", "untrue"),
    [
        ({"places_left": 0}, "CAPACITY", {"places", "plenty"}),
        ({"verified_on": None}, "STALE", {"fresh", "ageing"}),
        ({"verified_on": "2024-01-01"}, "STALE", {"fresh", "ageing"}),
        ({"eligibility": {"age_min": 60, "age_max": 65}}, "AGE", {"for_this_age"}),
        ({"eligibility": {"sex": "M"}}, "SEX", {"for_this_sex"}),
        ({"eligibility": {"requires": ["migrant"]}}, "REQUIRES", {"requires_what_is"}),
        ({"area": {"level": "dong", "names": ["달샘동"]}}, "AREA", set()),
        ({"status": "closed"}, "CLOSED", set()),
    ],
)
def test_an_override_says_nothing_untrue_of_what_it_opened(fields, gate, untrue):
    world = plain_world(plain_offer(**fields))
    told = files.match_files(world.pair, top=9, locale="ko", override=files.Override("A", "까닭"))
    (one,) = told["needs"][0]["suggestions"]
    assert one["overridden"] == [gate] == told["override"]["gates"]
    assert not untrue & {line["reason"] for line in one["lines"]}
    assert one["score"] == round(sum(line["points"] for line in one["lines"]), 2)


def test_an_override_lets_one_offer_through_and_no_other():
    world = plain_world(plain_offer(status="closed"), plain_offer("B", status="closed"))
    told = files.match_files(world.pair, top=9, locale="ko", override=files.Override("A", "까닭"))
    assert [one["offer"] for one in told["needs"][0]["suggestions"]] == ["A"]


# ------------------------------------------------------------------ transfer


def moving(**consents) -> dict:
    return plain_case(
        household=[person()],
        stage="closing",
        needs=[need("SOC11")],
        moving_to={"sido": "서울특별시", "sigungu": "먼바다구", "dong": "파도동"},
        event={"type": "closing_attempt", "reason": "MOVED", "unmet_needs": ["SOC11"]},
        consents=consents,
    )


THERE = {"level": "sigungu", "names": ["먼바다구"]}


def transfer(case: dict) -> list[str]:
    offers = (
        plain_offer("A", **CASE_MANAGER, area={"level": "sigungu", "names": ["솔빛구"]}),
        plain_offer("B", **CASE_MANAGER, area=THERE, verified_on="2026-11-01"),
        plain_offer("C", **CASE_MANAGER, area=THERE, places_left=0),
        plain_offer("D", **CASE_MANAGER, area=THERE),
        plain_offer("E", area=THERE),
    )
    return files.close_check(plain_world(*offers, case=case).pair, "ko")["propose_transfer_to"]


def test_a_transfer_is_proposed_to_case_managers_of_the_new_place_even_if_that_was_no_need():
    assert set(transfer(moving())) == {"B", "D"}


def test_to_propose_is_not_to_disclose():
    assert set(transfer(moving(provide_to_classes=[]))) == {"B", "D"}


def test_who_served_already_or_must_be_kept_apart_is_no_new_manager():
    assert transfer(moving() | {"served": [{"offer": "B"}]}) == ["D"]
    assert transfer(moving() | {"blocked": [{"organization": "기관 D"}]}) == ["B"]


# ------------------------------------------------------------------ refused


def test_what_is_not_there_is_refused_by_name():
    pair = plain_world().pair
    with pytest.raises(files.UnknownOffer):
        files.disclose_from(pair, "Q", None)
    with pytest.raises(files.UnknownOffer):
        files.match_files(pair, top=1, locale="ko", why_not="Q")
    with pytest.raises(files.NoClosingAttempt):
        files.close_check(pair, "ko")
    with pytest.raises(KeyError):
        files.schema_of("letter")
