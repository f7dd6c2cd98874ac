"""급히 열람하기 and 살펴볼 열람: a case opened for a purpose, and the supervisor's look at it (P-12)."""

from flask import Blueprint, Response, abort, request, url_for

from resmap.domain.openings import Finding
from resmap.domain.permissions import NotFound, Permission
from resmap.flows import openings
from resmap.web.context import current_actor, done, idempotency_key, reading, render, writing
from resmap.web.language import t
from resmap.web.routes import route

blueprint = Blueprint("openings", __name__)


@route(blueprint, "/cases/open", permission=Permission.CASE_OPEN_ANY)
def ask() -> Response:
    """Whose case, and what for?"""
    return render("openings/ask.html", number=request.args.get("number", "")[:40], purpose="", error="")


@route(blueprint, "/cases/open", permission=Permission.CASE_OPEN_ANY, methods=["POST"])
def open_case() -> Response:
    """Open it for an hour. That no such number is there and that it stays closed are one sentence (P-22)."""
    number, purpose = request.form.get("number", "")[:40], request.form.get("purpose", "")
    try:
        with writing() as uow:
            case = openings.open_case(uow, current_actor(), number=number, purpose=purpose, key=idempotency_key())
    except openings.PurposeMissing:
        return render("openings/ask.html", 422, number=number, purpose=purpose, error="purpose")
    except NotFound:
        return render("openings/ask.html", 404, number=number, purpose=purpose, error="number")
    return done(url_for("cases.page", case=case), "openings.opened")


@route(blueprint, "/openings", permission=Permission.CASE_DECIDE)
def index() -> Response:
    """Who looked, at what, and why?"""
    with reading() as uow:
        view = openings.page(uow, current_actor())
    return render("openings/index.html", view=view, findings=[(one.value, t(f"openings.finding.{one.value}")) for one in Finding])


@route(blueprint, "/openings/review", permission=Permission.CASE_DECIDE, methods=["POST"])
def review() -> Response:
    try:
        finding = Finding(request.form.get("finding", ""))
    except ValueError:
        abort(400)
    with writing() as uow:
        openings.review(
            uow,
            current_actor(),
            request.form.get("opening", ""),
            finding=finding,
            words=request.form.get("words", ""),
            key=idempotency_key(),
        )
    return done(url_for("openings.index"), "openings.kept_review")
