"""약속한 일: what was promised in a case, in one line each."""

from datetime import date

from flask import Blueprint, Response, request, url_for

from resmap.domain.permissions import Permission
from resmap.flows import promises
from resmap.flows.field_refusals import FieldsRefused
from resmap.web.context import current_actor, done, idempotency_key, reading, render, revision, today, writing
from resmap.web.language import locale, t
from resmap.web.routes import route

blueprint = Blueprint("case_tasks", __name__)


@route(blueprint, "/cases/<uuid:case>/tasks", permission=Permission.CASE_READ)
def page(case) -> Response:
    return _page(str(case))


@route(blueprint, "/cases/<uuid:case>/tasks", permission=Permission.CASE_EDIT, methods=["POST"])
def promise(case) -> Response:
    text = request.form.get("text", "")
    try:
        due_on = date.fromisoformat(request.form.get("due_on", ""))
    except ValueError:
        due_on = None
    try:
        with writing() as uow:
            promises.promise(uow, current_actor(), str(case), text=text, due_on=due_on, key=idempotency_key())
    except FieldsRefused as refused:
        errors = {name: t(f"today.promise.fault_{name}") for name, _ in refused.fields}
        return _page(str(case), text, errors, 422)
    return done(url_for("case_tasks.page", case=case), "today.promise.kept")


@route(blueprint, "/cases/<uuid:case>/tasks/<uuid:task>", permission=Permission.CASE_EDIT, methods=["POST"])
def settle(case, task) -> Response:
    kept = request.form.get("act") != "cancel"
    with writing() as uow:
        promises.settle(
            uow,
            current_actor(),
            str(case),
            str(task),
            today(),
            kept=kept,
            result=request.form.get("result", ""),
            revision=revision(),
            key=idempotency_key(),
        )
    return done(url_for("case_tasks.page", case=case), "today.promise.ticked" if kept else "today.promise.cancelled")


def _page(case: str, text: str = "", errors: dict[str, str] | None = None, status: int = 200) -> Response:
    with reading() as uow:
        view = promises.page(uow, current_actor(), case, today(), locale=locale())
    return render("case_tasks/page.html", status, view=view, head=view.head, text=text, errors=errors or {})
