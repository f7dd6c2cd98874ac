"""What may leave: fields ∩ consent ∩ what that recipient may get, with the first reason for the rest."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resmap.domain.conflict import kept_apart
from resmap.domain.disclosure import ALLOWED, FIELDS, NEVER, SENSITIVE, disclose
from tests.support.worlds import CLASSES, TODAY, need, person, plain_case, plain_offer, plain_world, worlds

TASK = {"call_name", "task", "time", "place", "safety_note"}
AGENCY = {"name", "birth_year", "phone", "need_label", "request", "safe_contact", "time", "place"}


def told(recipient_class: str = "agency", on: date = TODAY, case: dict | None = None, **consents):
    """(fields that go to `A`, reason by withheld field)."""
    case = case or plain_case(consents={"provide_to_offers": ["A"], **consents})
    world = plain_world(plain_offer(recipient_class=recipient_class), case=case)
    apart = kept_apart(world.case, world.network)
    found = disclose(world.case, world.network.by_id["A"], on, apart)
    assert not set(found.fields) & {name for name, _ in found.withheld}
    return set(found.fields), {name: str(code) for name, code in found.withheld}


@pytest.mark.parametrize("recipient_class", CLASSES)
def test_a_class_consent_releases_nothing(recipient_class):
    fields, withheld = told(recipient_class, provide_to_offers=[], provide_to_classes=list(CLASSES))
    assert fields == set() and set(withheld.values()) == {"NOT_CONSENTED"}


@pytest.mark.parametrize(
    ("recipient_class", "allowed"),
    [*((one, TASK) for one in ("neighbour", "shop", "association", "selfhelp")),
     ("volunteer", TASK | {"phone"}), ("agency", AGENCY)],
)  # fmt: skip
def test_who_is_named_gets_the_fields_of_its_class(recipient_class, allowed):
    fields, withheld = told(recipient_class)
    assert fields == allowed
    assert set(withheld) == set(FIELDS) - allowed
    assert set(withheld.values()) == {"NOT_FOR_THIS_RECIPIENT"}


def test_the_clients_own_word_replaces_the_list_of_the_class():
    fields, withheld = told("agency", fields_for_offer={"A": ["call_name", "address", "household"]})
    assert fields == {"call_name", "address", "household"}
    assert withheld["name"] == "NOT_FOR_THIS_RECIPIENT"


def test_an_empty_word_of_the_client_releases_nothing():
    assert told("agency", fields_for_offer={"A": []})[0] == set()


@pytest.mark.parametrize("field", sorted(SENSITIVE))
def test_a_sensitive_field_needs_its_own_consent_and_a_place_on_the_list(field):
    assert told()[1][field] == "NOT_FOR_THIS_RECIPIENT"
    listed = {"fields_for_offer": {"A": [field]}}
    assert told(**listed)[1][field] == "SENSITIVE"
    assert field in told(**listed, sensitive_to_offers=["A"])[0]
    assert field in told(**listed, sensitive_to_classes=["agency"])[0]
    assert told(**listed, sensitive_to_offers=["B"], sensitive_to_classes=["shop"])[1][field] == "SENSITIVE"
    assert told(sensitive_to_offers=["A"])[1][field] == "NOT_FOR_THIS_RECIPIENT"


@pytest.mark.parametrize("field", sorted(NEVER))
def test_a_conviction_and_an_informant_never_leave_whatever_was_signed(field):
    fields, withheld = told(fields_for_offer={"A": [field]}, sensitive_to_offers=["A"])
    assert field not in fields and withheld[field] == "NOT_FOR_THIS_RECIPIENT"


@pytest.mark.parametrize(
    ("on", "expired"), [(date(2026, 11, 2), False), (date(2026, 12, 31), False), (date(2027, 1, 1), True)]
)
def test_a_consent_holds_on_its_last_day_and_not_after(on, expired):
    fields, withheld = told(on=on, expires={"A": "2026-12-31"})
    assert (fields == set()) is expired
    assert ("EXPIRED" in withheld.values()) is expired


def test_expiry_is_told_before_every_other_reason():
    _, withheld = told(provide_to_offers=[], expires={"A": "2026-01-01"})
    assert set(withheld.values()) == {"EXPIRED"}


def test_somebody_who_must_be_kept_apart_gets_nothing_and_is_not_told_why():
    blocked = plain_case(consents={"provide_to_offers": ["A"]}, blocked=[{"offer": "A", "why": "만나지 않게"}])
    fields, withheld = told(case=blocked)
    assert fields == set() and set(withheld.values()) == {"NOT_FOR_THIS_RECIPIENT"}


def test_nothing_of_a_child_leaves_before_the_representative_agrees():
    household = [person("g", age=68), person("c", age=10)]
    case = plain_case(
        household=household,
        needs=[need("DLY11", "c")],
        consents={"provide_to_offers": ["A"], "legal_representative_agrees": False},
    )
    assert told(case=case)[0] == set()
    case["needs"].append(need("DLY11", "g", priority=2))
    assert told(case=case)[0] == AGENCY


@settings(max_examples=200)
@given(worlds(), st.dates(date(2026, 10, 1), date(2027, 2, 1)))
def test_never_more_than_was_asked_consented_and_allowed(world, on):
    apart, consents = kept_apart(world.case, world.network), world.case_document["consents"]
    for offer in world.network.offers:
        found = set(disclose(world.case, offer, on, apart).fields)
        if not found:
            continue
        assert offer.id in consents["provide_to_offers"] and offer.id not in apart
        assert on.isoformat() <= consents["expires"].get(offer.id, "9")
        assert found <= set(consents["fields_for_offer"].get(offer.id, ALLOWED[offer.recipient_class]))
        assert not found & {"past_conviction", "complaint_source"}
        if found & {"diagnosis", "hoarding_label", "benefits"}:
            assert (
                offer.id in consents["sensitive_to_offers"]
                or offer.recipient_class in consents["sensitive_to_classes"]
            )


def test_only_what_is_requested_is_judged():
    world = plain_world(case=plain_case(consents={"provide_to_offers": ["A"]}))
    found = disclose(world.case, world.network.by_id["A"], TODAY, requested=["phone", "diagnosis", "phone"])
    assert found.fields == ("phone",)
    assert [name for name, _ in found.withheld] == ["diagnosis"]
