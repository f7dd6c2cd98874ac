"""기록 이양: as little as will do, with consent, to one successor; and the receipt."""

from datetime import date

from flask import Blueprint, Response, abort, request, url_for

from resmap.domain.permissions import Permission
from resmap.flows import handing_over
from resmap.flows.handing_over import Part
from resmap.web.context import current_actor, done, idempotency_key, reading, render, revision, today, writing
from resmap.web.documents import drawn
from resmap.web.language import locale, t
from resmap.web.routes import route

blueprint = Blueprint("case_handover", __name__)


@route(blueprint, "/cases/<uuid:case>/handover", permission=Permission.CASE_READ)
def page(case) -> Response:
    """What may be handed over, and what was?"""
    with reading() as uow:
        view = handing_over.page(uow, current_actor(), str(case), today(), locale=locale())
    nobody = [("", t("parting.give.nobody"))]
    return render(
        "case_handover/page.html",
        view=view,
        head=view.head,
        managers=[*nobody, *view.managers],
        recipients=[*nobody, *view.recipients],
    )


@route(blueprint, "/cases/<uuid:case>/handover", permission=Permission.CASE_EDIT, methods=["POST"])
def make(case) -> Response:
    with writing() as uow:
        handing_over.make(
            uow,
            current_actor(),
            str(case),
            today(),
            parts=[_part(one) for one in request.form.getlist("part")],
            reason=request.form.get("reason", ""),
            open_matters=request.form.get("open_matters", ""),
            to_user=request.form.get("to_user") or None,
            to_offer=request.form.get("to_offer") or None,
            to_office=request.form.get("to_office", ""),
            awaited_by=_day("awaited_by"),
            key=idempotency_key(),
        )
    return done(url_for("case_handover.page", case=case, _anchor="packages"), "parting.give.made")


@route(
    blueprint, "/cases/<uuid:case>/handover/<uuid:paper>/receipt", permission=Permission.CASE_EDIT, methods=["POST"]
)
def receive(case, paper) -> Response:
    with writing() as uow:
        handing_over.receive(
            uow,
            current_actor(),
            str(case),
            str(paper),
            today(),
            on=_day("on") or today(),
            by=request.form.get("by", ""),
            revision=revision(),
            key=idempotency_key(),
        )
    return done(url_for("case_handover.page", case=case, _anchor="packages"), "parting.give.got")


@route(blueprint, "/cases/<uuid:case>/handover/<uuid:paper>.<any(pdf,hwpx):form>", permission=Permission.CASE_READ)
def package(case, paper, form) -> Response:
    """The package on paper, with the receipt to sign."""
    with reading() as uow:
        sheet = handing_over.package(uow, current_actor(), str(case), str(paper), today(), locale=locale())
    return drawn(sheet, form)


def _part(word: str) -> Part:
    try:
        return Part(word)
    except ValueError:
        abort(400)


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return None
