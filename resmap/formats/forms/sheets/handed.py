"""The records that are handed over, bound behind their cover: each begins on a page of its own (R207)."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from resmap.formats.forms.model import Block, Field, FieldTable, Form, Grid, Label, Note, Text, joined
from resmap.formats.forms.sheets.closing import HandoverPackage, handover_package


@dataclass(frozen=True, slots=True)
class HandedTable:
    """Rows of a record under headings; ``widths`` as in a Grid."""

    heading: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class HandedSheet:
    """One paper of a record, or one sitting: short ``facts``, ``texts`` in words, ``tables``."""

    heading: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    tables: tuple[HandedTable, ...] = ()


@dataclass(frozen=True, slots=True)
class HandedSection:
    """A record as it is handed over: its papers in the order of the work; ``note``: what was left out, and why."""

    title: str
    sheets: tuple[HandedSheet, ...] = ()
    note: str = ""


def section_form(number: int, section: HandedSection, locale: str = "ko") -> Form:
    """One record as a document of its own, numbered as on the cover."""
    blocks: list[Block] = []
    for sheet in section.sheets:
        blocks += _blocks(sheet)
    if section.note:
        blocks.append(Note(section.note))
    return Form(f"{number}. {section.title}", tuple(blocks), locale=locale)


def bound(
    package: HandoverPackage,
    sections: tuple[HandedSection, ...],
    label: Label,
    locale: str = "ko",
    count: Callable[[Form], int] | None = None,
) -> Form:
    """Cover and records as one document. ``package.papers`` name the sections in their order.

    ``count`` says how many pages a form has: with it the cover's list tells on which page each record stands;
    without it the records are found by their numbers.
    """
    forms = [section_form(number, one, locale) for number, one in enumerate(sections, 1)]
    if count is None:
        return _joined(handover_package(package, label, locale), forms)
    pages = ["00–00"] * len(forms)  # as wide as they will be, so that the cover does not grow by them
    for _ in range(2):  # the second time the cover has its last size
        cover = handover_package(_with_pages(package, pages), label, locale)
        ends = [count(_joined(cover, forms[:number])) for number in range(len(forms) + 1)]
        found = [_span(before + 1, last) for before, last in zip(ends, ends[1:], strict=False)]
        if found == pages:
            break
        pages = found
    return _joined(handover_package(_with_pages(package, pages), label, locale), forms)


def _with_pages(package: HandoverPackage, pages: list[str]) -> HandoverPackage:
    papers = tuple(replace(one, pages=at) for one, at in zip(package.papers, pages, strict=True))
    return replace(package, papers=papers)


def _joined(cover: Form, forms: list[Form]) -> Form:
    whole = cover
    for one in forms:
        whole = joined(whole, one)
    return whole


def _span(first: int, last: int) -> str:
    return str(first) if first >= last else f"{first}–{last}"


def _blocks(sheet: HandedSheet) -> list[Block]:
    facts = tuple(Field(name, value, wide=len(value) > 24) for name, value in sheet.facts if value)
    blocks: list[Block] = [FieldTable(facts, heading=sheet.heading)] if facts else []
    if sheet.heading and not facts:
        blocks.append(Text("", sheet.heading))
    blocks += [Text(text, name, boxed=True) for name, text in sheet.texts if text.strip()]
    blocks += [Grid(one.headings, one.rows, one.widths, heading=one.heading) for one in sheet.tables if one.rows]
    return blocks
