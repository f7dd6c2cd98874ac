"""진행: where a case stands, what the next step needs, how it came here."""

from flask import Blueprint, Response, abort, request, url_for

from resmap.domain.codes import Stage
from resmap.domain.permissions import Permission
from resmap.domain.stages import CasePath
from resmap.flows import step_view, steps
from resmap.web.context import current_actor, done, idempotency_key, reading, render, revision, today, writing
from resmap.web.language import locale, t
from resmap.web.routes import route

blueprint = Blueprint("case_course", __name__)


@route(blueprint, "/cases/<uuid:case>/course", permission=Permission.CASE_READ)
def page(case) -> Response:
    """What next, and what is still missing for it?"""
    with reading() as uow:
        view = step_view.page(uow, current_actor(), str(case), today(), locale=locale())
    return render(
        "case_course/page.html",
        view=view,
        head=view.head,
        stages=[(stage.value, t(f"case.stage.{stage.value}")) for stage in Stage],
        paths=[(path.value, t(f"stages.path.{path.value}")) for path in CasePath],
    )


@route(blueprint, "/cases/<uuid:case>/course", permission=Permission.CASE_EDIT, methods=["POST"])
def step(case) -> Response:
    with writing() as uow:
        steps.take(
            uow,
            current_actor(),
            str(case),
            today(),
            then=_one_of(Stage, "then"),
            why=request.form.get("why", ""),
            revision=revision(),
            key=idempotency_key(),
        )
    return done(url_for("case_course.page", case=case), "stages.kept_step")


@route(blueprint, "/cases/<uuid:case>/path", permission=Permission.CASE_EDIT, methods=["POST"])
def path(case) -> Response:
    with writing() as uow:
        steps.choose_path(
            uow,
            current_actor(),
            str(case),
            path=_one_of(CasePath, "path"),
            revision=revision(),
            key=idempotency_key(),
        )
    return done(url_for("case_course.page", case=case), "stages.kept_path")


@route(blueprint, "/cases/<uuid:case>/emergency", permission=Permission.CASE_EDIT, methods=["POST"])
def emergency(case) -> Response:
    with writing() as uow:
        steps.mark_emergency(
            uow,
            current_actor(),
            str(case),
            today(),
            emergency=request.form.get("emergency") == "yes",
            why=request.form.get("why", ""),
            revision=revision(),
            key=idempotency_key(),
        )
    return done(url_for("case_course.page", case=case), "stages.kept_urgent")


def _one_of(vocabulary, name: str):
    """The member of a vocabulary that the form names; 400 for another word."""
    try:
        return vocabulary(request.form.get(name, ""))
    except ValueError:
        abort(400)
