"""The rule "not already served" (R195): the unit is organisation + department, for the whole household."""

from dataclasses import replace
from datetime import date

import pytest

from resmap.domain.case import Served
from resmap.domain.serving import already_served, history_of, unit_of
from tests.support.worlds import TODAY, person, plain_case, plain_offer, plain_world

ENDED = {"from": "2024-01-01", "to": "2025-06-30"}
RUNNING = {"from": "2026-01-01", "to": None}


def unit(offer_id: str, organization: str, department: str | None, **fields) -> dict:
    return plain_offer(offer_id, organization=organization, department=department, **fields)


def served_by(served: dict, candidate: dict, how: dict = ENDED, **case_fields) -> Served | None:
    """What makes `candidate` a unit that has served, after `served` served the household."""
    case = plain_case(served=[{"offer": served["id"], **how}], **case_fields)
    world = plain_world(served, candidate, case=case)
    history = history_of(world.case, world.network.by_id)
    return already_served(world.network.by_id[candidate["id"]], history)


@pytest.mark.parametrize("how", [ENDED, RUNNING])
def test_another_offer_of_the_same_department_has_served(how):
    assert served_by(unit("A", "복지관", "재가팀"), unit("B", "복지관", "재가팀"), how)


def test_a_sibling_department_of_a_living_agency_is_a_new_unit():
    assert served_by(unit("A", "복지관", "재가팀"), unit("B", "복지관", "상담실")) is None


def test_the_same_department_name_in_another_agency_is_a_new_unit():
    assert served_by(unit("A", "복지관", "상담실"), unit("B", "보건소", "상담실")) is None


@pytest.mark.parametrize("spelling", ["복지관 ", "복 지 관", "복지관"])
def test_spacing_makes_no_new_unit(spelling):
    assert served_by(unit("A", "복지관", "재가팀"), unit("B", spelling, "재가 팀"))


def test_latin_case_and_full_width_letters_make_no_new_unit():
    assert served_by(unit("A", "YMCA", "Ａ팀"), unit("B", "ymca", "a팀"))


@pytest.mark.parametrize(("first", "second"), [(None, None), (None, "재가팀"), ("재가팀", None), ("", "재가팀")])
def test_where_no_department_is_recorded_the_agency_is_the_unit(first, second):
    assert served_by(unit("A", "복지관", first), unit("B", "복지관", second))


def test_a_resident_is_a_unit_of_their_own():
    neighbour = {"kind": "H11", "recipient_class": "neighbour"}
    assert served_by(unit("A", "주민", None, **neighbour), unit("B", "주민", None, **neighbour)) is None
    assert served_by(unit("A", "주민", "K", **neighbour), unit("B", "주민", "M", **neighbour)) is None
    assert unit_of(plain_world(unit("A", "주민", None, **neighbour)).network.by_id["A"]) == ("주민", "a")


def test_the_service_of_a_partner_counts_for_the_whole_household():
    """`served` belongs to the case, not to a member: nobody has to say whose service it was."""
    family = [person(), person("h", sex="M"), person("c", age=9)]
    assert served_by(unit("A", "복지관", "재가팀"), unit("B", "복지관", "재가팀"), household=family)


def test_a_benefit_in_payment_is_that_benefit_and_not_the_whole_office():
    office = [unit("A", "구청", "생활보장", kind="M11"), unit("B", "구청", "생활보장", kind="M11")]
    world = plain_world(*office, case=plain_case(benefits_in_payment=["A"]))
    history = history_of(world.case, world.network.by_id)
    assert already_served(world.network.by_id["A"], history)
    assert already_served(world.network.by_id["B"], history) is None


def test_a_refusal_or_an_offer_that_left_the_register_serves_nobody():
    case = plain_case(
        served=[{"offer": "gone", **ENDED}], declined=[{"offer": "A", "by": None, "why": "다음에"}]
    )
    world = plain_world(case=case)
    assert already_served(world.network.by_id["A"], history_of(world.case, world.network.by_id)) is None


@pytest.mark.parametrize(
    ("until", "runs"), [(None, True), (date(2026, 11, 2), True), (date(2026, 11, 1), False)]
)
def test_a_service_runs_to_its_last_day_inclusive(until, runs):
    assert Served("A", date(2026, 1, 1), until).runs_on(TODAY) is runs


def test_the_latest_service_is_the_one_that_is_told():
    case = plain_case(served=[{"offer": "A", **RUNNING}, {"offer": "A", **ENDED}])
    world = plain_world(case=case)
    found = already_served(world.network.by_id["A"], history_of(world.case, world.network.by_id))
    assert found.until is None


def test_a_neighbour_who_stands_for_a_merged_agency_has_served_where_the_agency_has():
    """Whether somebody is one person is asked of the entry whose unit it is (found by hypothesis)."""
    whole, merged = unit("A", "복지관", None), unit("B", "복지관", "상담실")
    world = plain_world(whole, merged, unit("N", "이웃", None, kind="H11"), case=plain_case(served=[{"offer": "A", **ENDED}]))
    by_id = world.network.by_id
    neighbour = replace(by_id["N"], stands_for=(by_id["B"],))
    history = history_of(world.case, by_id)
    assert already_served(by_id["B"], history)
    assert already_served(neighbour, history)
    assert already_served(by_id["N"], history) is None
