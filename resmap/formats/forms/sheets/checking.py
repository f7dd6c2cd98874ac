"""Watching over a plan: one A4 to take along on a visit (R157–R177), and a sheet that is sent and sent back (R176)."""

from dataclasses import dataclass

from resmap.formats.forms.model import Block, Field, FieldTable, Form, Grid, Label, Note, Text, Tick, Ticks, in_line
from resmap.formats.forms.sheets.common import Issuer, bullets, ticks

_METHODS = ("visit.method.contact", "visit.method.around", "visit.method.measured", "visit.method.provider")
#: The four questions of R172–R175, and the two of household and change (R157).
_QUESTIONS = ("carried_out", "goals", "fits", "new_need")
_MEASURES = ("visit.measure.keep", "visit.measure.change", "visit.measure.reassess", "visit.measure.again")
_SCALE = ("1", "2", "3", "4", "5")


@dataclass(frozen=True, slots=True)
class VisitService:
    """A service to look at: in words that may be left lying on a table (no diagnosis)."""

    service: str
    agreed: str = ""


@dataclass(frozen=True, slots=True)
class VisitSheet:
    """``place`` is empty for a protected person: then the sheet has no such field. ``notes``: agreed ways to call and
    to come, in neutral words. ``method``: code of one of the four methods (contact, around, measured, provider)."""

    issuer: Issuer
    person: str
    day: str = ""
    place: str = ""
    method: str = ""
    services: tuple[VisitService, ...] = ()
    notes: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()


def visit_sheet(visit: VisitSheet, label: Label, locale: str = "ko") -> Form:
    """One A4, to be written by hand; letters shrink before a second page begins."""
    place = (Field(label("visit.place"), visit.place, wide=True),) if visit.place else ()
    about = FieldTable(
        (
            Field(label("visit.person"), visit.person),
            Field(label("visit.day"), visit.day or label("common.day_blank")),
            Field(label("visit.visitor"), visit.issuer.person),
            Field(label("visit.phone"), visit.issuer.phone),
            *place,
        )
    )
    scale = "\N{EN SPACE}".join(_SCALE)
    services = Grid(
        tuple(
            label(f"visit.{key}") for key in ("service", "agreed", "kept", "person_content", "worker_content", "remark")
        ),
        tuple((one.service, one.agreed, label("visit.kept_marks"), scale, scale, "") for one in visit.services),
        (20, 18, 12, 15, 15, 20),
        empty=max(0, 2 - len(visit.services)) if visit.services else 3,
        heading=label("visit.services"),
        centred=frozenset((2, 3, 4)),
    )
    yes_no = in_line((Tick(label("visit.yes")), Tick(label("visit.partly")), Tick(label("visit.no"))))
    questions = FieldTable(
        tuple(
            field
            for key in _QUESTIONS
            for field in (Field(label(f"visit.question.{key}"), yes_no), Field(label("visit.how"), ""))
        ),
        heading=label("visit.questions"),
        label_width=22,
    )
    told = FieldTable(
        (
            Field(label("visit.change"), "", wide=True, lines=2),
            Field(label("visit.complaint"), "", wide=True, lines=2),
            Field(label("visit.own_words"), "", wide=True, lines=2),
            Field(label("visit.measure_label"), in_line(ticks(label, _MEASURES)), wide=True),
            Field(label("visit.next"), label("common.day_blank"), wide=True),
        ),
        heading=label("visit.told"),
    )
    blocks: tuple[Block, ...] = (about, Ticks(label("visit.method_label"), ticks(label, _METHODS, visit.method)))
    if visit.notes:
        blocks += (FieldTable((Field(label("visit.notes"), bullets(visit.notes), wide=True),)),)
    if visit.ask:
        blocks += (FieldTable((Field(label("visit.ask"), bullets(visit.ask), wide=True),)),)
    return Form(
        label("visit.title"), (*blocks, services, questions, told, Note(label("visit.scale"))),
        footer=visit.issuer.line(), one_page=True, locale=locale,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its answers to tick; without answers it is written."""

    text: str
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EvaluationSheet:
    """Asked of the person (``large``) or of a partner. ``services``: what the sheet is about, one line each to rate.
    ``reference``: a number that leads back, no name."""

    issuer: Issuer
    addressed: str
    reference: str
    services: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    return_by: str = ""
    return_how: str = ""
    large: bool = True


def evaluation_sheet(sheet: EvaluationSheet, label: Label, locale: str = "ko") -> Form:
    """A sheet that is sent and sent back; nothing on the outside says what it is about."""
    answers = tuple(label(f"evaluation.content.{grade}") for grade in _SCALE)
    blocks: tuple[Block, ...] = (Text(label("evaluation.intro", addressed=sheet.addressed)),)
    if sheet.services:
        rows = tuple((service, *("☐",) * len(answers)) for service in sheet.services)
        blocks += (
            Grid(
                (label("evaluation.service"), *answers),
                rows,
                (8, *(3,) * len(answers)),
                heading=label("evaluation.services"),
                centred=frozenset(range(1, len(answers) + 1)),
            ),
        )
    for number, question in enumerate(sheet.questions, start=1):
        ticked = in_line(tuple(Tick(answer) for answer in question.answers))
        blocks += (Text(ticked, f"{number}. {question.text}", boxed=True, lines=1 if ticked else 3),)
    blocks += (
        Text("", label("evaluation.free"), boxed=True, lines=4),
        FieldTable(
            (
                Field(label("evaluation.return_by"), sheet.return_by),
                Field(label("evaluation.return_how"), sheet.return_how),
                Field(label("evaluation.questions_to"), sheet.issuer.line()),
            ),
            columns=1,
            label_width=24,
        ),
        Note(label("evaluation.free_to_answer")),
    )
    meta = ((label("evaluation.reference"), sheet.reference),)
    return Form(label("evaluation.title"), blocks, meta=meta, large=sheet.large, locale=locale)
