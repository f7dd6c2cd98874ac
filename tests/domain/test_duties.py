"""Duties follow from what was assessed; they are shown and never declined (P-22, P-23)."""

import pytest

from resmap.domain.codes import DutyCode
from resmap.domain.duties import REPORTS, SUICIDE_STATUTE_FIELDS, Duty, Handled, duties_of, open_reports
from resmap.flows import case_telling
from tests.support.worlds import need, person, plain_case, plain_world


def duties(case: dict) -> list[str]:
    return [str(duty.code) for duty in duties_of(plain_world(case=case).case)]


def held(code: str, age: int | None = 40, severity: int = 2, holder: str = "m", **fields) -> dict:
    return plain_case(household=[person(age=age)], needs=[need(code, holder, severity=severity)], **fields)


def test_an_ordinary_case_has_no_duty():
    assert duties(plain_case()) == []


@pytest.mark.parametrize("code", ["SAF13", "SAF14"])
@pytest.mark.parametrize(
    ("age", "duty"),
    [(17, ["CHILD_ABUSE_REPORT"]), (18, []), (64, []), (65, ["ELDER_ABUSE_REPORT"]), (None, [])],
)
def test_abuse_is_reported_by_the_age_of_who_holds_the_need(code, age, duty):
    assert duties(held(code, age)) == duty


def test_the_age_of_another_member_calls_for_no_report():
    case = plain_case(household=[person(age=40), person("c", age=9)], needs=[need("SAF13", "m")])
    assert duties(case) == []
    case["needs"] = [need("SAF13", "c")]
    assert duties(case) == ["CHILD_ABUSE_REPORT"]


def test_abuse_in_a_family_is_reported_for_whoever_may_be_hurt():
    family = [person(age=70), person("c", age=9)]
    case = plain_case(household=family, needs=[need("SAF14", "family")])
    assert duties(case) == ["CHILD_ABUSE_REPORT", "ELDER_ABUSE_REPORT"]


@pytest.mark.parametrize("code", ["SAF13", "SAF22", "SAF23"])
@pytest.mark.parametrize("fact", ["disability", "developmental_disability"])
def test_abuse_or_exploitation_of_a_disabled_person_is_reported(code, fact):
    assert "DISABILITY_ABUSE_REPORT" in duties(held(code, facts=[fact]))
    own = plain_case(household=[person(facts=[fact])], needs=[need(code)])
    assert "DISABILITY_ABUSE_REPORT" in duties(own)
    assert duties(held(code)) == []


def test_a_disability_without_abuse_and_abuse_of_another_kind_call_for_nothing():
    assert duties(held("DLY11", facts=["disability"])) == []
    assert duties(held("SAF11", facts=["disability"])) == []


def test_the_disability_of_a_member_who_is_not_hurt_does_not_count():
    case = plain_case(household=[person(), person("x", facts=["disability"])], needs=[need("SAF22", "m")])
    assert duties(case) == []


@pytest.mark.parametrize(("severity", "duty"), [(2, []), (3, ["SUICIDE_RISK"]), (4, ["SUICIDE_RISK"])])
def test_suicide_risk_is_acted_upon_from_severity_three(severity, duty):
    assert duties(held("HLT22", severity=severity)) == duty


def test_suicidal_ideation_is_acted_upon_whoever_has_it_and_whatever_the_needs():
    assert duties(plain_case(facts=["suicidal_ideation"])) == ["SUICIDE_RISK"]
    member = plain_case(household=[person(), person("x", facts=["suicidal_ideation"])])
    assert duties(member) == ["SUICIDE_RISK"]


@pytest.mark.parametrize("fields", [{"protected": True}, {"facts": ["dv_active"]}])
def test_a_protected_client_is_not_contacted_at_home(fields):
    assert duties(plain_case(**fields)) == ["NO_CONTACT_VIA_HOME_ADDRESS"]


@pytest.mark.parametrize("fields", [{"protected_from": "A"}, {"facts": ["exploitation_suspected"]}])
def test_the_suspect_is_not_told(fields):
    assert duties(plain_case(**fields)) == ["DO_NOT_NOTIFY_SUSPECT"]


def test_a_duty_names_nobody():
    case = plain_case(
        household=[person("minji", age=9, facts=["disability"])],
        needs=[need("SAF13", "minji"), need("HLT22", "minji", priority=2, severity=4)],
        protected=True,
        protected_from="minji",
    )
    found = duties_of(plain_world(case=case).case)
    assert len(found) == 5
    assert "minji" not in str([dict(duty.facts) for duty in found])


@pytest.mark.parametrize("code", list(DutyCode))
def test_a_report_is_owed_until_it_was_made_or_somebody_wrote_why_not(code):
    duty = Duty(code)
    owed = (duty,) if code in REPORTS else ()
    assert open_reports([duty], []) == owed
    assert open_reports([duty], [Handled(code), Handled(code, justified=" ")]) == owed
    assert open_reports([duty], [Handled(code, reported=True)]) == ()
    assert open_reports([duty], [Handled(code, justified="경찰이 이미 와 있음")]) == ()


def test_what_is_called_a_report_is_the_same_everywhere():
    assert REPORTS == case_telling.REPORTS


def test_one_report_does_not_stand_for_another():
    both = [Duty(DutyCode.CHILD_ABUSE_REPORT), Duty(DutyCode.ELDER_ABUSE_REPORT)]
    assert open_reports(both, [Handled(DutyCode.CHILD_ABUSE_REPORT, reported=True)]) == (both[1],)


def test_of_an_attempted_suicide_four_fields_are_kept_and_no_more():
    assert SUICIDE_STATUTE_FIELDS == ("name", "birth_date", "address", "phone")
