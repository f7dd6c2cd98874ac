"""A partner reports on its own referral, without seeing the case (R014, R161)."""

from flask import Blueprint, Response, request, url_for

from resmap.domain.monitoring import PARTNER_FORM
from resmap.domain.permissions import Permission
from resmap.flows import check_sheets
from resmap.web.context import current_actor, done, idempotency_key, reading, render, today, writing
from resmap.web.language import t
from resmap.web.routes import route

blueprint = Blueprint("partner_reports", __name__)


@route(blueprint, "/referrals/<uuid:referral>/report", permission=Permission.REFERRAL_REPLY)
def page(referral) -> Response:
    """How does the service go?"""
    with reading() as uow:
        view = check_sheets.partner_page(uow, current_actor(), str(referral))
    fields = [(one, t(f"monitoring.partner_field.{one}")) for one in PARTNER_FORM]
    return render("partner_reports/page.html", view=view, fields=fields, names=dict(fields))


@route(blueprint, "/referrals/<uuid:referral>/report", permission=Permission.REFERRAL_REPLY, methods=["POST"])
def report(referral) -> Response:
    with writing() as uow:
        check_sheets.report(
            uow,
            current_actor(),
            str(referral),
            today(),
            values={name: request.form.get(name, "") for name in PARTNER_FORM},
            key=idempotency_key(),
        )
    return done(url_for("partner_reports.page", referral=referral), "checks.partner.kept")
