"""자원 사이 갈등: entries of the register that are in conflict with each other, mediation, the end."""

from flask import Blueprint, Response, request, url_for

from resmap.domain.permissions import Permission
from resmap.flows import resource_conflicts
from resmap.web.context import current_actor, done, idempotency_key, reading, render, revision, today, writing
from resmap.web.language import locale
from resmap.web.pages.case_conflicts import called, day, ending, endings
from resmap.web.routes import route

blueprint = Blueprint("conflicts", __name__)

_WRITE = Permission.REGISTER_VERIFY


@route(blueprint, "/conflicts", permission=Permission.REGISTER_EDIT)
def index() -> Response:
    """``?q=`` searches; ``?one=`` and ``?other=`` have chosen the two sides."""
    query = request.args.get("q", "").strip()[:60]
    with reading() as uow:
        view = resource_conflicts.page(
            uow,
            current_actor(),
            today(),
            locale=locale(),
            q=query,
            one=request.args.get("one", "")[:64],
            other=request.args.get("other", "")[:64],
        )
    return render("conflicts/index.html", view=view, query=query, endings=endings(), called=called)


@route(blueprint, "/conflicts", permission=_WRITE, methods=["POST"])
def note() -> Response:
    form = request.form
    with writing() as uow:
        resource_conflicts.note(
            uow,
            current_actor(),
            today(),
            one=form.get("one", ""),
            other=form.get("other", ""),
            since=day("since"),
            words=form.get("words", ""),
            key=idempotency_key(),
        )
    return done(url_for("conflicts.index"), "conflicts.kept")


@route(blueprint, "/conflicts/ties/<uuid:tie>", permission=_WRITE, methods=["POST"])
def take_over(tie) -> Response:
    with writing() as uow:
        resource_conflicts.take_over(
            uow, current_actor(), str(tie), today(), words=request.form.get("words", ""), key=idempotency_key()
        )
    return done(url_for("conflicts.index"), "conflicts.kept")


@route(blueprint, "/conflicts/<uuid:conflict>/steps", permission=_WRITE, methods=["POST"])
def mediate(conflict) -> Response:
    with writing() as uow:
        resource_conflicts.mediate(
            uow,
            current_actor(),
            str(conflict),
            today(),
            on=day("on"),
            agreed=request.form.get("agreed", ""),
            revision=revision(),
            key=idempotency_key(),
        )
    return done(url_for("conflicts.index"), "conflicts.kept_step")


@route(blueprint, "/conflicts/<uuid:conflict>/words", permission=_WRITE, methods=["POST"])
def reword(conflict) -> Response:
    with writing() as uow:
        resource_conflicts.reword(
            uow,
            current_actor(),
            str(conflict),
            words=request.form.get("words", ""),
            revision=revision(),
            key=idempotency_key(),
        )
    return done(url_for("conflicts.index"), "conflicts.kept_step")


@route(blueprint, "/conflicts/<uuid:conflict>/end", permission=_WRITE, methods=["POST"])
def end(conflict) -> Response:
    with writing() as uow:
        resource_conflicts.end(
            uow,
            current_actor(),
            str(conflict),
            today(),
            how=ending(),
            words=request.form.get("words", ""),
            revision=revision(),
            key=idempotency_key(),
        )
    return done(url_for("conflicts.index"), "conflicts.kept_end")
