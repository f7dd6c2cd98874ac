"""Consent comes after the gates and never excludes (contract §1, Consent)."""

from datetime import date

import pytest

from resmap.domain.consent import Permitted, may_be_asked, may_sign, permitted
from tests.support.worlds import CLASSES, TODAY, need, person, plain_case, plain_offer, plain_world

SUGGEST, TELL_CLIENT, WAIT = Permitted.SUGGEST, Permitted.INFORMATION_ONLY, Permitted.BLOCKED
NETWORK = ("neighbour", "shop", "association", "selfhelp")
NOTHING = {"provide_to_classes": [], "network_contact": False}


def standing(offer: dict, case: dict) -> Permitted:
    world = plain_world(offer, case=case)
    return permitted(world.case, world.case.needs[0], world.network.by_id["A"])


def by(recipient_class: str, **consents) -> Permitted:
    return standing(
        plain_offer(recipient_class=recipient_class), plain_case(consents={**NOTHING, **consents})
    )


@pytest.mark.parametrize("recipient_class", CLASSES)
def test_without_any_consent_the_client_is_told_and_asks_alone(recipient_class):
    assert by(recipient_class) is TELL_CLIENT


@pytest.mark.parametrize("recipient_class", ["agency", "volunteer"])
def test_an_agency_and_a_volunteer_need_their_class(recipient_class):
    assert by(recipient_class, provide_to_classes=[recipient_class]) is SUGGEST


@pytest.mark.parametrize("recipient_class", NETWORK)
def test_the_neighbourhood_needs_its_class_and_the_consent_to_contact_it(recipient_class):
    assert by(recipient_class, provide_to_classes=[recipient_class]) is TELL_CLIENT
    assert by(recipient_class, network_contact=True) is TELL_CLIENT
    assert by(recipient_class, network_contact=True, provide_to_classes=[recipient_class]) is SUGGEST


@pytest.mark.parametrize("recipient_class", CLASSES)
def test_who_is_named_may_be_asked_whatever_the_class(recipient_class):
    assert by(recipient_class, provide_to_offers=["A"]) is SUGGEST
    assert by(recipient_class, provide_to_offers=["B"]) is TELL_CLIENT


def test_the_consent_to_contact_the_neighbourhood_may_be_for_some_only():
    agreed = {"provide_to_classes": ["shop"], "network_contact": True}
    assert by("shop", **agreed, network_contact_only=["A"]) is SUGGEST
    assert by("shop", **agreed, network_contact_only=["B"]) is TELL_CLIENT
    assert by("shop", **agreed, network_contact_only=[]) is TELL_CLIENT
    assert by("agency", provide_to_classes=["agency"], network_contact_only=[]) is SUGGEST


@pytest.mark.parametrize(("last_day", "answer"), [("2026-11-02", SUGGEST), ("2026-11-01", TELL_CLIENT)])
def test_a_consent_that_names_somebody_holds_to_its_last_day(last_day, answer):
    assert by("shop", provide_to_offers=["A"], expires={"A": last_day}) is answer


def test_a_class_consent_outlives_the_one_that_named_somebody():
    assert by("agency", provide_to_classes=["agency"], provide_to_offers=["A"], expires={"A": "2026-01-01"}) is SUGGEST


@pytest.mark.parametrize("exempt", [{"kind": "M11"}, {"kind": "M13"}, {"access_line": "1366"}])
@pytest.mark.parametrize("recipient_class", CLASSES)
def test_benefits_and_lines_name_nobody_and_need_no_consent(exempt, recipient_class):
    offer = plain_offer(recipient_class=recipient_class, **exempt)
    assert standing(offer, plain_case(consents=NOTHING)) is SUGGEST
    assert standing(offer, child(10, False, **NOTHING)) is SUGGEST


def test_consent_goes_by_class_and_never_by_kind():
    offer = plain_offer(kind="H11", recipient_class="volunteer")
    assert standing(offer, plain_case(consents={**NOTHING, "provide_to_classes": ["volunteer"]})) is SUGGEST
    offer = plain_offer(kind="M21", recipient_class="neighbour")
    assert standing(offer, plain_case(consents={**NOTHING, "provide_to_classes": ["agency"]})) is TELL_CLIENT


def child(age: int | None, agrees: bool, code: str = "DLY11", holder: str = "c", **consents) -> dict:
    return plain_case(
        household=[person("g", age=68), person("c", age=age)],
        needs=[need(code, holder)],
        consents={"legal_representative_agrees": agrees, **consents},
    )


@pytest.mark.parametrize(
    ("age", "agrees", "answer"), [(13, False, WAIT), (13, True, SUGGEST), (14, False, SUGGEST), (None, False, SUGGEST)]
)
def test_under_fourteen_the_legal_representative_decides(age, agrees, answer):
    assert standing(plain_offer(), child(age, agrees)) is answer


def test_the_representative_comes_before_every_other_consent():
    assert standing(plain_offer(), child(10, False, **NOTHING)) is WAIT
    assert standing(plain_offer(), child(10, False, provide_to_offers=["A"])) is WAIT


def test_a_need_for_safety_does_not_wait_for_who_may_be_the_danger():
    assert standing(plain_offer(needs=["SAF13"]), child(10, False, code="SAF13")) is SUGGEST


def test_the_grandmothers_own_need_waits_for_nobody_but_the_familys_does():
    assert standing(plain_offer(), child(10, False, holder="g")) is SUGGEST
    assert standing(plain_offer(), child(10, False, holder="family")) is WAIT


def test_a_missing_word_of_the_representative_is_no_agreement():
    case = child(10, True)
    del case["consents"]["legal_representative_agrees"]
    assert standing(plain_offer(), case) is WAIT


def test_sensitive_consent_never_gates_a_match():
    offer = plain_offer(needs=["HLT24"])
    case = plain_case(needs=[need("HLT24")], consents={"sensitive_to_classes": [], "sensitive_to_offers": []})
    assert standing(offer, case) is SUGGEST


def test_whether_somebody_may_be_asked_depends_on_the_day():
    world = plain_world(
        plain_offer(recipient_class="shop"),
        case=plain_case(consents={**NOTHING, "provide_to_offers": ["A"], "expires": {"A": "2026-12-31"}}),
    )
    offer, consents = world.network.by_id["A"], world.case.consents
    assert may_be_asked(offer, consents, TODAY)
    assert not may_be_asked(offer, consents, date(2027, 1, 1))


def test_neither_a_child_nor_whom_the_client_fears_may_sign():
    people = [person("c", age=34), person("h", age=40), person("d", age=13), person("s", age=14)]
    needs = [need(holder="c")]
    fearing = plain_world(case=plain_case(household=people, protected_from="h", needs=needs)).case
    assert may_sign(fearing) == {"c", "s"}
    assert may_sign(plain_world(case=plain_case(household=people, needs=needs)).case) == {"c", "h", "s"}
