"""점검: a check by one of four methods, evaluation sheets out and back, partners' reports, reassessment, evaluation."""

import secrets
from datetime import date, timedelta

from flask import Blueprint, Response, abort, request, url_for

from resmap.domain.check_paper import CheckPaper
from resmap.domain.monitoring import (
    SATISFACTION,
    Channel,
    Looked,
    Method,
    ProblemAge,
    Question,
    ReassessmentResult,
    Reply,
    ServiceCheck,
    Trigger,
)
from resmap.domain.permissions import Permission
from resmap.domain.planning.goal_scaling import LEVELS
from resmap.flows import check_sheets, checks, checks_view
from resmap.flows.checks import OUTCOMES, Evaluated
from resmap.web.context import (
    current_actor,
    done,
    idempotency_key,
    reading,
    render,
    revision,
    shell,
    today,
    writing,
)
from resmap.web.documents import OFFICE, drawn
from resmap.web.language import locale, t
from resmap.web.routes import route

blueprint = Blueprint("case_checks", __name__)

#: An evaluation sheet is awaited so long unless another day is chosen.
USUAL = timedelta(days=14)


@route(blueprint, "/cases/<uuid:case>/checks", permission=Permission.CASE_READ)
def page(case) -> Response:
    """Is it going as agreed, and what does the client say?"""
    return _page(case)


def _page(case, link: str = "", status: int = 200) -> Response:
    with reading() as uow:
        view = checks_view.page(uow, current_actor(), str(case), today(), locale=locale())
    return render(
        "case_checks/page.html",
        status,
        view=view,
        head=view.head,
        link=link,
        methods=[
            (one.value, t(f"monitoring.method.{one}"))
            for one in Method
            if one is not Method.INFORMAL or view.may_ask_around
        ],
        questions=[(one.value, t(f"monitoring.question.{one}")) for one in Question],
        replies=[(one.value, t(f"monitoring.reply.{one}")) for one in Reply],
        looked=[(one.value, t(f"monitoring.looked.{one}")) for one in Looked],
        grades=[("", t("checks.unasked")), *((str(one), str(one)) for one in SATISFACTION)],
        channels=[
            (one, t(f"monitoring.channel.{one}")) for one in view.channels if one != Channel.LINK or shell().settings.links
        ],
        triggers=[(one.value, t(f"monitoring.trigger.{one}")) for one in Trigger],
        results=[(one.value, t(f"monitoring.reassessment_result.{one}")) for one in ReassessmentResult],
        ages=[(one.value, t(f"monitoring.problem_age.{one}")) for one in ProblemAge],
        outcomes=[(one, t(f"checks.outcome.{one}")) for one in OUTCOMES],
        levels=[("", t("checks.unasked")), *((str(one), f"{one:+d}" if one else "0") for one in LEVELS)],
        usual_due=today() + USUAL,
    )


@route(blueprint, "/cases/<uuid:case>/checks", permission=Permission.CASE_EDIT, methods=["POST"])
def keep(case) -> Response:
    form = request.form
    lines = form.getlist("line")
    paper = CheckPaper(
        on=today(),
        methods=frozenset(_one_of(Method, one) for one in form.getlist("method")),
        opinion=form.get("opinion", ""),
        replies={one: _one_of(Reply, form.get(f"reply-{one}", Reply.NOT_ASKED)) for one in Question},
        looked=frozenset(_one_of(Looked, one) for one in form.getlist("looked")),
        services=tuple(
            ServiceCheck(
                line,
                _one_of(Reply, form.get(f"fits-{line}", Reply.NOT_ASKED)),
                _grade(f"client-{line}"),
                _grade(f"worker-{line}"),
            )
            for line in lines
        ),
        words=form.get("words", ""),
        network=form.get("network", ""),
        barriers=form.get("barriers", ""),
        told_what_and_when=form.get("told") == "yes",
    )
    with writing() as uow:
        checks.keep(uow, current_actor(), str(case), today(), paper=paper, key=idempotency_key())
    return done(url_for("case_checks.page", case=case, _anchor="past"), "checks.kept")


@route(blueprint, "/cases/<uuid:case>/checks/visit.<any(pdf,hwpx):form>", permission=Permission.CASE_READ)
def visit(case, form) -> Response:
    """One A4 to take along."""
    with reading() as uow:
        sheet = check_sheets.visit(uow, current_actor(), str(case), today(), locale=locale())
    return drawn(sheet, form)


@route(blueprint, "/cases/<uuid:case>/checks/sheets", permission=Permission.CASE_EDIT, methods=["POST"])
def send(case) -> Response:
    channel = _one_of(Channel, request.form.get("channel", ""))
    if channel is Channel.LINK and not shell().settings.links:
        abort(400)
    token = secrets.token_urlsafe(32) if channel is Channel.LINK else None
    with writing() as uow:
        check_sheets.send(
            uow,
            current_actor(),
            str(case),
            today(),
            channel=channel,
            due_on=_day("due_on"),
            token=token,
            key=idempotency_key(),
        )
    if token:
        return _page(case, url_for("evaluation_link.page", token=token, _external=True))
    return done(url_for("case_checks.page", case=case, _anchor="sheets"), "checks.sheet.sent")


@route(blueprint, "/cases/<uuid:case>/checks/sheets/<uuid:paper>.<any(pdf,hwpx,office):form>", permission=Permission.CASE_READ)
def sheet(case, paper, form) -> Response:
    """The evaluation sheet on paper."""
    with reading() as uow:
        made = check_sheets.print_sheet(
            uow, current_actor(), str(case), str(paper), today(), locale=locale(), own=form == OFFICE
        )
    return drawn(made, form)


@route(blueprint, "/cases/<uuid:case>/checks/sheets/<uuid:paper>/return", permission=Permission.CASE_EDIT, methods=["POST"])
def returned(case, paper) -> Response:
    with writing() as uow:
        check_sheets.take_back_in(
            uow,
            current_actor(),
            str(case),
            str(paper),
            today(),
            answers=_answers(),
            opinion=request.form.get("opinion", ""),
            revision=revision(),
            key=idempotency_key(),
        )
    return done(url_for("case_checks.page", case=case, _anchor="sheets"), "checks.sheet.noted")


@route(blueprint, "/cases/<uuid:case>/checks/reassessments", permission=Permission.CASE_EDIT, methods=["POST"])
def begin_again(case) -> Response:
    with writing() as uow:
        checks.begin_reassessment(
            uow,
            current_actor(),
            str(case),
            today(),
            trigger=_one_of(Trigger, request.form.get("trigger", "")),
            words=request.form.get("words", ""),
            key=idempotency_key(),
        )
    return done(url_for("case_checks.page", case=case, _anchor="again"), "checks.again.begun")


@route(
    blueprint, "/cases/<uuid:case>/checks/reassessments/<uuid:paper>", permission=Permission.CASE_EDIT, methods=["POST"]
)
def finish_again(case, paper) -> Response:
    age = _one_of(ProblemAge, request.form.get("age", ProblemAge.NEW))
    problems = [line.strip() for line in request.form.get("problems", "").splitlines() if line.strip()]
    with writing() as uow:
        complete = checks.finish_reassessment(
            uow,
            current_actor(),
            str(case),
            str(paper),
            today(),
            result=_one_of(ReassessmentResult, request.form.get("result", "")),
            words=request.form.get("words", ""),
            problems=dict.fromkeys(problems, age),
            conference_id=request.form.get("conference") or None,
            revision=revision(),
            key=idempotency_key(),
        )
    said = "checks.again.complete" if complete else "checks.again.open"
    return done(url_for("case_checks.page", case=case, _anchor="again"), said)


@route(blueprint, "/cases/<uuid:case>/checks/evaluations", permission=Permission.CASE_EDIT, methods=["POST"])
def evaluate(case) -> Response:
    form = request.form
    with writing() as uow:
        checks.evaluate(
            uow,
            current_actor(),
            str(case),
            today(),
            objectives=[
                Evaluated(
                    one, form.get(f"outcome-{one}", ""), form.get(f"attained-{one}", ""), _level(f"gas-{one}")
                )
                for one in form.getlist("objective")
            ],
            opinion=form.get("opinion", ""),
            words=form.get("words", ""),
            key=idempotency_key(),
        )
    return done(url_for("case_checks.page", case=case, _anchor="evaluation"), "checks.evaluation.kept")


def _answers() -> dict[str, int]:
    """Grades of a sheet by line; what was left empty is left out."""
    told = {line: _grade(f"grade-{line}") for line in request.form.getlist("line")}
    return {line: grade for line, grade in told.items() if grade is not None}


def _grade(name: str) -> int | None:
    text = request.form.get(name, "")
    if text == "":
        return None
    if text not in {str(one) for one in SATISFACTION}:
        abort(400)
    return int(text)


def _level(name: str) -> int | None:
    text = request.form.get(name, "")
    if text == "":
        return None
    if text not in {str(one) for one in LEVELS}:
        abort(400)
    return int(text)


def _day(name: str) -> date:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        abort(400)


def _one_of(vocabulary, word: str):
    """The member of a vocabulary that the form names; 400 for another word."""
    try:
        return vocabulary(word)
    except ValueError:
        abort(400)
