"""The first conversation on paper (초기상담지): narrative before boxes, four outcomes from four grounds (R050–R056)."""

from dataclasses import dataclass

from resmap.formats.forms.model import Field, FieldTable, Form, Grid, Label, Note, Text, Tick, Ticks, in_line
from resmap.formats.forms.sheets.common import Issuer, sign_off, ticks

_WAYS = ("intake.how.came", "intake.how.phone", "intake.how.visit", "intake.how.online", "intake.how.referred")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the sheet; what is empty can be written by hand. ``address`` None (a protected person): the sheet
    has no such field."""

    name: str = ""
    born: str = ""
    sex: str = ""
    phone: str = ""
    safe_contact: str = ""
    address: str | None = ""
    relation: str = ""


@dataclass(frozen=True, slots=True)
class FamilyMember:
    """One line of the household."""

    relation: str
    name: str = ""
    age: str = ""
    together: str = ""
    job: str = ""
    income: str = ""


@dataclass(frozen=True, slots=True)
class IntakeSheet:
    """``services``: (service, office) of now. ``outcomes``: the four, the chosen ones ticked. ``grounds``: the four
    factors with what was found of each. ``reason``: why it was decided so; ``given``: what was told, applied for or
    offered instead; ``decided``: by whom and when. ``by_hand``: it is filled on a visit, with room to write."""

    issuer: Issuer
    received_on: str = ""
    received_by: str = ""
    received_how: str = ""
    round: str = ""
    number: str = ""
    person: Person = Person()
    referrer: Person = Person()
    referred_by_way_of: str = ""
    guardian: Person = Person()
    household: str = ""
    family: tuple[FamilyMember, ...] = ()
    income: str = ""
    housing: str = ""
    deposit_rent: str = ""
    illness: str = ""
    disability: str = ""
    aids: str = ""
    care_grade: str = ""
    services: tuple[tuple[str, str], ...] = ()
    own_words: str = ""
    account: str = ""
    problem_now: str = ""
    problem_potential: str = ""
    strengths: str = ""
    weaknesses: str = ""
    outcomes: tuple[Tick, ...] = ()
    grounds: tuple[tuple[str, str], ...] = ()
    reason: str = ""
    given: str = ""
    decided: str = ""
    by_hand: bool = False
    roles: tuple[str, ...] = ()


def intake_sheet(sheet: IntakeSheet, label: Label, locale: str = "ko") -> Form:
    """The sheet, filled or empty; the person's own words stand before every box."""
    person, more = sheet.person, 1 if sheet.by_hand else 0
    day = sheet.received_on or label("common.day_blank")
    return Form(
        label("intake.title"),
        (
            *sign_off(label, sheet.roles or sheet.issuer.roles),
            FieldTable(
                (
                    Field(label("intake.number"), sheet.number), Field(label("intake.received_on"), day),
                    Field(label("intake.received_by"), sheet.received_by or sheet.issuer.person),
                    Field(label("intake.received_how"), sheet.received_how or in_line(ticks(label, _WAYS))),
                    Field(label("intake.round"), sheet.round),
                    Field(label("intake.way"), sheet.referred_by_way_of),
                )
            ),
            _somebody(person, label, label("intake.person"), address=True),
            _somebody(sheet.referrer, label, label("intake.referrer")),
            _somebody(sheet.guardian, label, label("intake.guardian")),
            Text(sheet.own_words, label("intake.own_words"), boxed=True, lines=3 + 3 * more),
            Text(sheet.account, label("intake.account"), boxed=True, lines=5 + 3 * more),
            FieldTable((Field(label("intake.household"), sheet.household, wide=True),)),
            Grid(
                tuple(label(f"intake.family.{key}") for key in ("relation", "name", "age", "together", "job", "income")),
                tuple((one.relation, one.name, one.age, one.together, one.job, one.income) for one in sheet.family),
                (3, 4, 2, 3, 4, 4),
                empty=0 if sheet.family else 3,
                heading=label("intake.family_heading"),
            ),
            FieldTable(
                (
                    Field(label("intake.income"), sheet.income), Field(label("intake.housing"), sheet.housing),
                    Field(label("intake.deposit_rent"), sheet.deposit_rent),
                    Field(label("intake.illness"), sheet.illness),
                    Field(label("intake.disability"), sheet.disability), Field(label("intake.aids"), sheet.aids),
                    Field(label("intake.care_grade"), sheet.care_grade),
                ),
                heading=label("intake.living"),
            ),
            Grid(
                (label("intake.service"), label("intake.service_office")),
                sheet.services,
                empty=0 if sheet.services else 2 + more,
                heading=label("intake.services"),
            ),
            FieldTable(
                (
                    Field(label("intake.problem_now"), sheet.problem_now, wide=True, lines=2 + more),
                    Field(label("intake.problem_potential"), sheet.problem_potential, wide=True, lines=2 + more),
                    Field(label("intake.strengths"), sheet.strengths, wide=True, lines=2 + more),
                    Field(label("intake.weaknesses"), sheet.weaknesses, wide=True, lines=2 + more),
                ),
                heading=label("intake.found"),
            ),
            Ticks(label("intake.outcome"), sheet.outcomes, listed=True, heading=label("intake.outcome_heading")),
            Grid(
                (label("intake.ground"), label("intake.ground_found")),
                sheet.grounds,
                (1, 3),
                empty=0 if sheet.grounds else 4,
            ),
            FieldTable(
                (
                    Field(label("intake.reason"), sheet.reason, wide=True),
                    Field(label("intake.given"), sheet.given, wide=True, lines=1 + more),
                    Field(label("intake.decided"), sheet.decided, wide=True),
                ),
                whole=True,
            ),
            Note(label("intake.no_number")),
        ),
        footer=sheet.issuer.line(),
        locale=locale,
    )  # fmt: skip


def _somebody(one: Person, label: Label, heading: str, address: bool = False) -> FieldTable:
    fields = (Field(label("intake.name"), one.name), Field(label("intake.phone"), one.phone))
    if address:
        fields = (
            Field(label("intake.name"), one.name), Field(label("intake.born"), one.born),
            Field(label("intake.sex"), one.sex), Field(label("intake.phone"), one.phone),
            Field(label("intake.safe_contact"), one.safe_contact, wide=True),
            *((Field(label("intake.address"), one.address, wide=True),) if one.address is not None else ()),
        )  # fmt: skip
    else:
        fields = (*fields, Field(label("intake.relation"), one.relation))
    return FieldTable(fields, columns=2 if address else 3, heading=heading)
