"""후원 나눔 of a case: what was shared out to this household, and noting what became of it."""

from flask import Blueprint, Response, abort, request, url_for

from resmap.domain.donations import ShareState
from resmap.domain.permissions import Permission
from resmap.domain.resident_number import ResidentNumberError
from resmap.flows import donations_page, donations_sharing
from resmap.flows.field_refusals import FieldsRefused
from resmap.web.context import current_actor, done, idempotency_key, reading, render, revision, today, writing
from resmap.web.language import locale
from resmap.web.pages.donations import day_of, page_of, told
from resmap.web.routes import route

blueprint = Blueprint("case_gifts", __name__)


@route(blueprint, "/cases/<uuid:case>/gifts", permission=Permission.CASE_READ)
def page(case) -> Response:
    return _page(case)


@route(blueprint, "/cases/<uuid:case>/gifts/<uuid:share>", permission=Permission.CASE_EDIT, methods=["POST"])
def settle(case, share) -> Response:
    """From the page of the case, or (``donation``) from that of the gift."""
    gift = request.form.get("donation", "")
    try:
        state = ShareState(request.form.get("to", ""))
    except ValueError:
        abort(400)
    try:
        with writing() as uow:
            donations_sharing.settle(
                uow,
                current_actor(),
                str(share),
                today(),
                to=state,
                on=day_of(request.form.get("on", "")) or today(),
                note=request.form.get("note", ""),
                revision=revision(),
                key=idempotency_key(),
            )
    except FieldsRefused as refused:
        return page_of(gift, 422, refused.fields) if gift else _page(case, 422, refused.fields)
    except ResidentNumberError:
        wrong = [("note", "RESIDENT_NUMBER")]
        return page_of(gift, 422, wrong) if gift else _page(case, 422, wrong)
    if gift and current_actor().may(Permission.DONATIONS_EDIT):
        return done(url_for("donations.page", donation=gift, _anchor="shares"), "donations.kept_settled")
    return done(url_for("case_gifts.page", case=case), "donations.kept_settled")


def _page(case, status: int = 200, errors=()) -> Response:
    with reading() as uow:
        view = donations_page.of_case(uow, current_actor(), str(case), today(), locale=locale())
    return render(
        "case_gifts/page.html",
        status,
        view=view,
        head=view.head,
        errors=told(errors),
        may_edit=current_actor().may(Permission.CASE_EDIT),
    )
