"""옮겨 적기: each record as plain text with a copy button per field, and what changed since it was carried over."""

from flask import Blueprint, Response, abort, request, url_for

from resmap.domain.carrying import Sheet
from resmap.domain.permissions import Permission
from resmap.flows import carrying
from resmap.web.context import current_actor, done, idempotency_key, reading, render, today, writing
from resmap.web.language import locale
from resmap.web.routes import route

blueprint = Blueprint("case_carry", __name__)


@route(blueprint, "/cases/<uuid:case>/carry", permission=Permission.CASE_READ)
def page(case) -> Response:
    with reading() as uow:
        view = carrying.page(uow, current_actor(), str(case), today(), locale=locale())
    return render("case_carry/page.html", view=view, head=view.head)


@route(blueprint, "/cases/<uuid:case>/carry", permission=Permission.CASE_EDIT, methods=["POST"])
def mark(case) -> Response:
    try:
        sheet = Sheet(request.form.get("sheet", ""))
    except ValueError:
        abort(400)
    with writing() as uow:
        carrying.mark(
            uow,
            current_actor(),
            str(case),
            today(),
            sheet=sheet,
            subject=request.form.get("subject", ""),
            key=idempotency_key(),
        )
    return done(url_for("case_carry.page", case=case), "carry.kept")
