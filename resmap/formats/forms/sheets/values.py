"""The same sheets as values for a form that the office brought (``fill_hwpx``, ``fill_xlsx``), by the codes of
``labels.toml``. What a sheet leaves out (a protected person's address) is left out here."""

from dataclasses import dataclass, field

from resmap.formats.forms.model import Label, Tick, below
from resmap.formats.forms.sheets.checking import EvaluationSheet
from resmap.formats.forms.sheets.closing import ClosingReport
from resmap.formats.forms.sheets.common import bullets, ticks
from resmap.formats.forms.sheets.consent import ConsentSheet
from resmap.formats.forms.sheets.intake import IntakeSheet, Person
from resmap.formats.forms.sheets.planning import FULFILMENTS, PlanSheet
from resmap.formats.forms.sheets.referral import ReferralLetter


@dataclass(frozen=True, slots=True)
class OfficeValues:
    """``values`` for the fields of a form, ``rows`` for its list: hand both to :func:`fill_hwpx`."""

    values: dict[str, str] = field(default_factory=dict)
    rows: tuple[dict[str, str], ...] = ()


def plan_values(plan: PlanSheet, label: Label) -> OfficeValues:
    """① to ⑬; signatures and consents are given by hand on the office's own form."""
    values = {
        "case_number": plan.number, "person.name": plan.person, "person.birth_date": plan.born,
        "manager.name": plan.manager, "goal_short": plan.goal_short, "goal_long": plan.goal_long,
        "office": plan.issuer.office,
    }  # fmt: skip
    rows = tuple(
        {
            "objective": line.objective, "service": line.service, "priority": line.priority, "timing": line.timing,
            "starts_on": line.starts, "ends_on": line.ends, "times": line.times, "provider": line.provider,
            "in_charge": line.in_charge, "manager.name": line.in_charge, "check_method": line.method,
            "fulfilment": below(ticks(label, FULFILMENTS, line.fulfilment)),
        }
        for line in plan.lines
    )  # fmt: skip
    return OfficeValues(values, rows)


def referral_values(letter: ReferralLetter) -> OfficeValues:
    """What the letter says; of the person only what the letter was given."""
    issuer = letter.issuer
    values = {
        "referred_on": letter.day, "sender.name": issuer.office, "sender.department": issuer.team,
        "manager.name": issuer.person, "manager.phone": issuer.phone, "recipient.name": letter.to_office,
        "recipient.department": letter.to_unit, "referral_reason": letter.reason, "referral_request": letter.request,
        "urgency": letter.urgency, "considerations": bullets(letter.care), "services_now": bullets(letter.receives),
        "consent_reference": letter.consent, "reply_by": letter.reply_by, "office": issuer.office,
        "sender.address": issuer.address, "sender.phone": issuer.phone, **dict(letter.subject),
    }  # fmt: skip
    return OfficeValues(values)


def intake_values(sheet: IntakeSheet) -> OfficeValues:
    """Everything of the sheet but the family, whose rows are the list."""
    values = {
        "case_number": sheet.number, "received_on": sheet.received_on, "received_how": sheet.received_how,
        "manager.name": sheet.received_by or sheet.issuer.person, "round": sheet.round, "household": sheet.household,
        "income": sheet.income, "housing": sheet.housing, "deposit_rent": sheet.deposit_rent, "illness": sheet.illness,
        "disability": sheet.disability, "aids": sheet.aids, "care_grade": sheet.care_grade,
        "services_now": bullets(" · ".join(one for one in pair if one) for pair in sheet.services),
        "own_words": sheet.own_words, "problem_now": sheet.problem_now, "problem_potential": sheet.problem_potential,
        "strengths": sheet.strengths, "weaknesses": sheet.weaknesses, "intake_outcome": _ticked(sheet.outcomes),
        "outcome_ground": bullets(f"{name}: {found}" for name, found in sheet.grounds),
        **_somebody("person", sheet.person), **_somebody("referrer", sheet.referrer),
        **_somebody("guardian", sheet.guardian),
    }  # fmt: skip
    rows = tuple(
        {
            "관계": one.relation,
            "성명": one.name,
            "나이": one.age,
            "동거": one.together,
            "직업": one.job,
            "소득": one.income,
        }
        for one in sheet.family
    )
    return OfficeValues(values, rows)


def closing_values(report: ClosingReport) -> OfficeValues:
    """What the report says, its objectives as one text."""
    values = {
        "case_number": report.number, "person.name": report.person, "closed_on": report.closed_on,
        "closing_reason": report.reason, "manager.name": report.issuer.person, "service": report.services,
        "objective": bullets(f"{one.objective}: {one.result}" for one in report.outcomes),
        "unmet_needs": bullets(f"{need}: {then}" for need, then in report.unmet),
        "keep_gains": report.keep_gains, "aftercare": report.aftercare, "network_change": report.network,
        "person_view": report.person_view, "office": report.issuer.office,
    }  # fmt: skip
    return OfficeValues(values)


def evaluation_values(sheet: EvaluationSheet) -> OfficeValues:
    """Whom it is put to as the sheet calls them, the number that leads back, and a row for each service to rate. Answers
    are given by hand."""
    issuer = sheet.issuer
    values = {
        "person.name": sheet.addressed, "evaluation_reference": sheet.reference, "reply_by": sheet.return_by,
        "return_how": sheet.return_how, "office": issuer.office, "manager.name": issuer.person,
        "manager.phone": issuer.phone,
    }  # fmt: skip
    return OfficeValues(values, tuple({"service": one} for one in sheet.services))


def consent_values(sheet: ConsentSheet) -> OfficeValues:
    """Who is asked, and a row for each consent. Boxes to tick and lines to sign are left to the hand: no consent is given
    by printing one (P-05)."""
    issuer = sheet.issuer
    values = {
        "person.name": sheet.person, "person.birth_date": sheet.born, "office": issuer.office,
        "manager.name": issuer.person, "manager.phone": issuer.phone,
    }  # fmt: skip
    rows = tuple(
        {
            "consent_title": one.title, "consent_purpose": one.purpose, "consent_items": one.items,
            "consent_period": one.period, "consent_recipient": one.recipient, "consent_refusing": one.refusing,
        }
        for one in sheet.consents
    )  # fmt: skip
    return OfficeValues(values, rows)


def _somebody(who: str, one: Person) -> dict[str, str]:
    told = {
        "name": one.name, "birth_date": one.born, "sex": one.sex, "phone": one.phone,
        "safe_contact": one.safe_contact, "address": one.address, "relation": one.relation,
    }  # fmt: skip
    return {f"{who}.{what}": value for what, value in told.items() if value}


def _ticked(options: tuple[Tick, ...]) -> str:
    return ", ".join(one.text for one in options if one.checked)
