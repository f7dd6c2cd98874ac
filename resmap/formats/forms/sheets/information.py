"""Places that a person calls without anybody being told (P-06: who refuses to be disclosed is still helped)."""

from dataclasses import dataclass

from resmap.formats.forms.model import Block, Field, FieldTable, Form, Label, Text
from resmap.formats.forms.sheets.common import Issuer, bullets


@dataclass(frozen=True, slots=True)
class InfoPlace:
    """One place in plain words; a refuge has its telephone line here and no address."""

    name: str
    helps_with: str = ""
    phone: str = ""
    address: str = ""
    hours: str = ""
    how: str = ""
    bring: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InfoSheet:
    """``addressed``: how the person wants to be called, may be empty."""

    issuer: Issuer
    addressed: str = ""
    places: tuple[InfoPlace, ...] = ()
    day: str = ""


def info_sheet(sheet: InfoSheet, label: Label, locale: str = "ko") -> Form:
    """Large letters, one frame for each place; says that the office told nobody."""
    blocks: tuple[Block, ...] = (Text(label("info.intro")),)
    for number, place in enumerate(sheet.places, start=1):
        told = (
            ("helps_with", place.helps_with), ("phone", place.phone), ("address", place.address),
            ("hours", place.hours), ("how", place.how), ("bring", bullets(place.bring)),
        )  # fmt: skip
        fields = tuple(Field(label(f"info.{key}"), value) for key, value in told if value)
        blocks += (FieldTable(fields, columns=1, heading=f"{number}. {place.name}", label_width=24),)
    if not sheet.places:
        blocks += (Text(label("info.nothing"), boxed=True),)
    blocks += (
        FieldTable((Field(label("info.more"), sheet.issuer.line()),), columns=1, label_width=24),
        Text(label("info.nobody_told")),
    )
    title = label("info.title_for", addressed=sheet.addressed) if sheet.addressed else label("info.title")
    return Form(title, blocks, sheet.day, footer=sheet.issuer.office, large=True, locale=locale)
