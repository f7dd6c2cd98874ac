"""The end of a case: report (R189–R206), how to ask again (R203), and the cover of what is handed over (R207)."""

from dataclasses import dataclass

from resmap.formats.forms.model import Block, Field, FieldTable, Form, Grid, Label, Note, Signatures, Text, Tick, Ticks
from resmap.formats.forms.sheets.common import Issuer, bullets, sign_off, signed


@dataclass(frozen=True, slots=True)
class Outcome:
    """One objective and what became of it, in words."""

    objective: str
    indicator: str = ""
    before: str = ""
    after: str = ""
    result: str = ""

#: With no more lines than these a report is one sheet: a signature does not stand alone on a second.
_FEW = 8


@dataclass(frozen=True, slots=True)
class ClosingReport:
    """``checks``: the closing checklist, ticked as done. ``unmet``: needs that stay, each with what happens to it.
    ``referred``: (office, day of acceptance). ``network``: what changed among the people around, in words."""

    issuer: Issuer
    number: str
    person: str
    closed_on: str
    reason: str
    opened_on: str = ""
    outcomes: tuple[Outcome, ...] = ()
    services: str = ""
    unmet: tuple[tuple[str, str], ...] = ()
    referred: tuple[tuple[str, str], ...] = ()
    network: str = ""
    keep_gains: str = ""
    person_view: str = ""
    aftercare: str = ""
    checks: tuple[Tick, ...] = ()
    decided: str = ""
    roles: tuple[str, ...] = ()


def closing_report(report: ClosingReport, label: Label, locale: str = "ko") -> Form:
    """The report for the file."""
    return Form(
        label("closing.title"),
        (
            *sign_off(label, report.roles or report.issuer.roles),
            FieldTable(
                (
                    Field(label("closing.number"), report.number), Field(label("closing.person"), report.person),
                    Field(label("closing.opened_on"), report.opened_on),
                    Field(label("closing.closed_on"), report.closed_on),
                    Field(label("closing.reason"), report.reason, wide=True),
                    Field(label("closing.decided"), report.decided, wide=True),
                )
            ),
            Grid(
                tuple(label(f"closing.outcome.{key}") for key in ("objective", "indicator", "before", "after", "result")),
                tuple((one.objective, one.indicator, one.before, one.after, one.result) for one in report.outcomes),
                (6, 5, 3, 3, 3),
                heading=label("closing.outcomes"),
                nothing=label("closing.no_objectives"),
            ),
            FieldTable(
                (
                    Field(label("closing.services"), report.services, wide=True, lines=2),
                    Field(label("closing.network"), report.network, wide=True, lines=2),
                    Field(label("closing.keep_gains"), report.keep_gains, wide=True, lines=2),
                    Field(label("closing.person_view"), report.person_view, wide=True, lines=2),
                    Field(label("closing.aftercare"), report.aftercare, wide=True),
                )
            ),
            Grid(
                (label("closing.need"), label("closing.need_then")), report.unmet, (2, 3),
                heading=label("closing.unmet"), nothing=label("closing.no_unmet"),
            ),
            Grid(
                (label("closing.referred_to"), label("closing.accepted_on")), report.referred, (3, 2),
                heading=label("closing.referred"), nothing=label("closing.no_referral"),
            ),
            *((Ticks(label("closing.checks"), report.checks, listed=True),) if report.checks else ()),
            Signatures((signed(label, label("common.writer"), report.issuer.person),), date=report.closed_on),
        ),
        footer=report.issuer.line(),
        locale=locale,
        one_page=len(report.outcomes) + len(report.unmet) + len(report.referred) <= _FEW,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class AskAgain:
    """``ways``: (when, whom, number) in plain words; ``keeps``: what the person does to keep what was reached."""

    issuer: Issuer
    person: str
    ways: tuple[tuple[str, str, str], ...] = ()
    keeps: tuple[str, ...] = ()
    visits: str = ""


def how_to_ask_again(sheet: AskAgain, label: Label, locale: str = "ko") -> Form:
    """For every living person whose case ends: large letters, one page to keep."""
    blocks: tuple[Block, ...] = (
        Text(label("again.intro")),
        Grid(
            (label("again.when"), label("again.whom"), label("again.phone")),
            sheet.ways
            or ((label("again.any"), f"{sheet.issuer.office} {sheet.issuer.person}".strip(), sheet.issuer.phone),),
            (4, 4, 4),
        ),
    )
    if sheet.keeps:
        blocks += (Text(bullets(sheet.keeps), label("again.keeps")),)
    if sheet.visits:
        blocks += (Text(sheet.visits, label("again.visits")),)
    blocks += (Text(label("again.welcome")),)
    return Form(
        label("again.title", person=sheet.person), blocks, footer=sheet.issuer.office, large=True, locale=locale
    )


@dataclass(frozen=True, slots=True)
class HandedPaper:
    """One paper of the package: what it is, of which time, which consent lets it go."""

    title: str
    period: str = ""
    pages: str = ""
    consent: str = ""


@dataclass(frozen=True, slots=True)
class HandoverPackage:
    """``withheld``: kinds of papers that stay, because nobody consented (never what stands in them)."""

    issuer: Issuer
    number: str
    subject: str
    to_office: str
    to_person: str = ""
    reason: str = ""
    day: str = ""
    consent: str = ""
    papers: tuple[HandedPaper, ...] = ()
    withheld: tuple[str, ...] = ()
    open_matters: tuple[str, ...] = ()


def handover_package(package: HandoverPackage, label: Label, locale: str = "ko") -> Form:
    """The cover of a package of records, with the receipt to sign."""
    blocks: tuple[Block, ...] = (
        FieldTable(
            (
                Field(label("handover.number"), package.number), Field(label("handover.subject"), package.subject),
                Field(label("handover.from"), package.issuer.line(), wide=True),
                Field(label("handover.to"), f"{package.to_office} {package.to_person}".strip(), wide=True),
                Field(label("handover.reason"), package.reason, wide=True),
                Field(label("handover.consent"), package.consent, wide=True),
            )
        ),
        Grid(
            ("№", *(label(f"handover.paper.{key}") for key in ("title", "period", "pages", "consent"))),
            tuple(
                (str(number), one.title, one.period, one.pages, one.consent)
                for number, one in enumerate(package.papers, start=1)
            ),
            (1, 7, 5, 2, 4),
            heading=label("handover.papers"),
            nothing=label("handover.no_papers"),
            centred=frozenset((0, 3)),
        ),
    )  # fmt: skip
    if package.withheld:
        blocks += (Text(bullets(package.withheld), label("handover.withheld")),)
    if package.open_matters:
        blocks += (Text(bullets(package.open_matters), label("handover.open")),)
    return Form(
        label("handover.title"),
        (
            *blocks,
            Note(label("handover.secrecy")),
            Signatures(
                (
                    signed(label, label("handover.gives"), package.issuer.person, label("common.day_blank")),
                    signed(label, label("handover.takes"), package.to_person, label("common.day_blank")),
                ),
                label("handover.receipt", count=len(package.papers)),
            ),
        ),
        meta=((label("handover.day"), package.day),) if package.day else (),
        footer=package.issuer.line(),
        locale=locale,
    )
