"""All consents on one sheet in one sitting, ticks apart, large letters (P-05, P-06, P-07; day.md)."""

from dataclasses import dataclass

from resmap.formats.forms.model import Block, Field, FieldTable, Form, Label, Note, Signatures, Text, in_line
from resmap.formats.forms.sheets.common import Issuer, signed, ticks


@dataclass(frozen=True, slots=True)
class ConsentItem:
    """One consent: what it is for, of what, how long; ``recipient`` where something is given away; what refusing
    means. ``given``: None while it is to be ticked by hand."""

    title: str
    purpose: str
    items: str
    period: str
    recipient: str = ""
    refusing: str = ""
    given: bool | None = None


@dataclass(frozen=True, slots=True)
class ConsentSheet:
    """``representative``: (name, relation) of the legal representative where the person is under 14 (P-07)."""

    issuer: Issuer
    person: str
    born: str = ""
    consents: tuple[ConsentItem, ...] = ()
    representative: tuple[str, str] | None = None
    day: str = ""
    version: str = ""


def consent_sheet(sheet: ConsentSheet, label: Label, locale: str = "ko") -> Form:
    """Each consent in a frame of its own with its own boxes to tick; one signature below all of them."""
    blocks: tuple[Block, ...] = (
        Text(label("consent.intro")),
        FieldTable(
            (Field(label("consent.person"), sheet.person), Field(label("consent.born"), sheet.born)), label_width=18
        ),
    )
    for number, consent in enumerate(sheet.consents, start=1):
        blocks += (_asked(number, consent, label),)
    boxes = [signed(label, label("consent.sign_person"), sheet.person)]
    if sheet.representative:
        name, relation = sheet.representative
        boxes.append(signed(label, label("consent.sign_representative", relation=relation), name))
    boxes.append(signed(label, label("consent.sign_worker"), sheet.issuer.person))
    blocks += (
        Note(label("consent.withdraw", contact=sheet.issuer.line())),
        Signatures(tuple(boxes), label("consent.statement"), sheet.day or label("common.day_blank")),
    )
    meta = ((label("consent.version"), sheet.version),) if sheet.version else ()
    return Form(label("consent.title"), blocks, meta=meta, footer=sheet.issuer.line(), large=True, locale=locale)


def _asked(number: int, consent: ConsentItem, label: Label) -> FieldTable:
    chosen = {True: "yes", False: "no", None: ""}[consent.given]
    answer = in_line(ticks(label, ("common.agree.yes", "common.agree.no"), chosen))
    recipient = (Field(label("consent.recipient"), consent.recipient),) if consent.recipient else ()
    return FieldTable(
        (
            *recipient,
            Field(label("consent.purpose"), consent.purpose),
            Field(label("consent.items"), consent.items),
            Field(label("consent.period"), consent.period),
            Field(label("consent.refusing"), consent.refusing or label("consent.refusing_usual")),
            Field(label("consent.answer"), answer),
        ),
        columns=1,
        heading=f"{number}. {consent.title}",
        label_width=24,
        whole=True,
    )
