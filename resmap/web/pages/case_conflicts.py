"""갈등·중재 of a case: whom the household must not meet, steps of mediation, the end."""

from datetime import date

from flask import Blueprint, Response, abort, request, url_for

from resmap.domain.conflict import Ending
from resmap.domain.permissions import Permission
from resmap.flows import case_conflicts
from resmap.web.context import current_actor, done, idempotency_key, reading, render, revision, today, writing
from resmap.web.language import locale, t
from resmap.web.routes import route

blueprint = Blueprint("case_conflicts", __name__)


@route(blueprint, "/cases/<uuid:case>/conflicts", permission=Permission.CASE_READ)
def page(case) -> Response:
    """``?q=`` searches for the other side, ``?other=`` has chosen it."""
    query = request.args.get("q", "").strip()[:60]
    with reading() as uow:
        view = case_conflicts.page(
            uow,
            current_actor(),
            str(case),
            today(),
            locale=locale(),
            q=query,
            other=request.args.get("other", "")[:64],
        )
    return render("case_conflicts/page.html", view=view, head=view.head, query=query, endings=endings(), called=called)


@route(blueprint, "/cases/<uuid:case>/conflicts", permission=Permission.CASE_EDIT, methods=["POST"])
def note(case) -> Response:
    form = request.form
    with writing() as uow:
        case_conflicts.note(
            uow,
            current_actor(),
            str(case),
            today(),
            other=form.get("other", ""),
            organisation=form.get("organisation", ""),
            since=day("since"),
            words=form.get("words", ""),
            key=idempotency_key(),
        )
    return done(_back(case), "conflicts.kept")


@route(
    blueprint, "/cases/<uuid:case>/conflicts/<uuid:conflict>/steps", permission=Permission.CASE_EDIT, methods=["POST"]
)
def mediate(case, conflict) -> Response:
    with writing() as uow:
        case_conflicts.mediate(
            uow,
            current_actor(),
            str(case),
            str(conflict),
            today(),
            on=day("on"),
            agreed=request.form.get("agreed", ""),
            revision=revision(),
            key=idempotency_key(),
        )
    return done(_back(case), "conflicts.kept_step")


@route(
    blueprint, "/cases/<uuid:case>/conflicts/<uuid:conflict>/words", permission=Permission.CASE_EDIT, methods=["POST"]
)
def reword(case, conflict) -> Response:
    with writing() as uow:
        case_conflicts.reword(
            uow,
            current_actor(),
            str(case),
            str(conflict),
            today(),
            words=request.form.get("words", ""),
            revision=revision(),
            key=idempotency_key(),
        )
    return done(_back(case), "conflicts.kept_step")


@route(blueprint, "/cases/<uuid:case>/conflicts/<uuid:conflict>/end", permission=Permission.CASE_EDIT, methods=["POST"])
def end(case, conflict) -> Response:
    with writing() as uow:
        case_conflicts.end(
            uow,
            current_actor(),
            str(case),
            str(conflict),
            today(),
            how=ending(),
            words=request.form.get("words", ""),
            revision=revision(),
            key=idempotency_key(),
        )
    return done(_back(case), "conflicts.kept_end")


def _back(case) -> str:
    return url_for("case_conflicts.page", case=case)


# What the page of the register shares -----------------------------------------------------------------


def endings() -> list[tuple[str, str]]:
    return [(one.value, t(f"conflicts.ending.{one.value}")) for one in Ending]


def called(one) -> str:
    """The name of a candidate in the reader's language."""
    return (locale() == "en" and one.name_en) or one.name


def ending() -> Ending:
    try:
        return Ending(request.form.get("how", ""))
    except ValueError:
        abort(400)


def day(name: str) -> date | None:
    """A day of the form; 400 for a text that is none."""
    text = request.form.get(name, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        abort(400)
