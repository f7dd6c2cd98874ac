"""슈퍼비전: questions to the supervisor, advice and what followed, by stage of a case."""

from datetime import date

from flask import Blueprint, Response, abort, request, url_for

from resmap.domain.permissions import Permission
from resmap.flows import advising
from resmap.web.context import current_actor, done, idempotency_key, reading, render, revision, today, writing
from resmap.web.language import locale
from resmap.web.routes import route

blueprint = Blueprint("case_advice", __name__)


@route(blueprint, "/cases/<uuid:case>/advice", permission=Permission.CASE_READ)
def page(case) -> Response:
    with reading() as uow:
        view = advising.page(uow, current_actor(), str(case), today(), locale=locale())
    return render("case_advice/page.html", view=view, head=view.head)


@route(blueprint, "/cases/<uuid:case>/advice", permission=Permission.CASE_EDIT, methods=["POST"])
def ask(case) -> Response:
    with writing() as uow:
        advising.ask(
            uow, current_actor(), str(case), today(), question=request.form.get("question", ""), key=idempotency_key()
        )
    return done(_back(case), "advice.kept_ask")


@route(blueprint, "/cases/<uuid:case>/advice/given", permission=Permission.CASE_DECIDE, methods=["POST"])
def advise(case) -> Response:
    """The supervisor answers a question, or writes unasked."""
    paper = request.form.get("paper") or None
    with writing() as uow:
        advising.advise(
            uow,
            current_actor(),
            str(case),
            today(),
            advice=request.form.get("advice", ""),
            to_do=request.form.get("to_do", ""),
            until=_day("until"),
            paper_id=paper,
            revision=revision() if paper else None,
            key=idempotency_key(),
        )
    return done(_back(case), "advice.kept_advice")


@route(blueprint, "/cases/<uuid:case>/advice/<uuid:paper>/followed", permission=Permission.CASE_EDIT, methods=["POST"])
def follow(case, paper) -> Response:
    with writing() as uow:
        advising.follow(
            uow,
            current_actor(),
            str(case),
            str(paper),
            today(),
            followed=request.form.get("followed", ""),
            revision=revision(),
            key=idempotency_key(),
        )
    return done(_back(case), "advice.kept_follow")


@route(blueprint, "/cases/<uuid:case>/advice/<uuid:paper>/back", permission=Permission.CASE_EDIT, methods=["POST"])
def take_back(case, paper) -> Response:
    with writing() as uow:
        advising.take_back(
            uow, current_actor(), str(case), str(paper), today(), revision=revision(), key=idempotency_key()
        )
    return done(_back(case), "advice.kept_back")


def _back(case) -> str:
    return url_for("case_advice.page", case=case)


def _day(name: str) -> date | None:
    """A day of the form; 400 for a text that is none."""
    text = request.form.get(name, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        abort(400)
