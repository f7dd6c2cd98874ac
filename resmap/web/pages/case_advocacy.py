"""거절된 뒤 함께하기: what was refused, the seven strategies in order, and asking again."""

from flask import Blueprint, Response, abort, request, url_for

from resmap.domain.advocacy import AppealLaw, Ending, Strategy
from resmap.domain.permissions import Permission
from resmap.flows import advocacy
from resmap.web.context import current_actor, done, idempotency_key, reading, render, revision, today, writing
from resmap.web.language import locale, t
from resmap.web.pages.referrals import BADGES, day
from resmap.web.routes import route

blueprint = Blueprint("case_advocacy", __name__)


@route(blueprint, "/cases/<uuid:case>/advocacy", permission=Permission.REFERRAL_WRITE)
def page(case) -> Response:
    """Who refused, and what can still be done?"""
    with reading() as uow:
        view = advocacy.page(uow, current_actor(), str(case), today(), locale=locale())
    return render(
        "case_advocacy/page.html",
        view=view,
        head=view.head,
        badges=BADGES,
        law_options=[("", t("case_advocacy.law_none")), *((law, f"{article}") for law, article in view.laws)],
        endings=[(one, t(f"advocacy.ending.{one}")) for one in (Ending.HELPED.value, Ending.NO_CHANGE.value)],
    )


@route(blueprint, "/cases/<uuid:case>/advocacy", permission=Permission.REFERRAL_WRITE, methods=["POST"])
def take(case) -> Response:
    """Take a strategy, or leave it out with a reason."""
    strategy, referral = _one_of(Strategy, "strategy"), request.form.get("referral", "")
    with writing() as uow:
        if request.form.get("act") == "skip":
            advocacy.skip(
                uow, current_actor(), str(case), today(), referral_id=referral, strategy=strategy,
                reason=request.form.get("reason", ""), key=idempotency_key(),
            )  # fmt: skip
        else:
            advocacy.take(
                uow,
                current_actor(),
                str(case),
                today(),
                referral_id=referral,
                strategy=strategy,
                client_agrees=request.form.get("agrees") == "yes",
                words=request.form.get("words", ""),
                article=request.form.get("article", ""),
                law=_one_of(AppealLaw, "law") if request.form.get("law") else None,
                received_on=day("received_on"),
                key=idempotency_key(),
            )
    return done(_back(case, referral), "case_advocacy.kept")


@route(blueprint, "/cases/<uuid:case>/advocacy/<uuid:paper>", permission=Permission.REFERRAL_WRITE, methods=["POST"])
def end(case, paper) -> Response:
    """What came of it, or that the appeal was made."""
    with writing() as uow:
        advocacy.end(
            uow,
            current_actor(),
            str(paper),
            today(),
            ending=_one_of(Ending, "ending"),
            result=request.form.get("result", ""),
            filed_on=day("filed_on"),
            decided_on=day("decided_on"),
            revision=revision(),
            key=idempotency_key(),
        )
    return done(_back(case, request.form.get("referral", "")), "case_advocacy.kept")


def _back(case, referral: str) -> str:
    return url_for("case_advocacy.page", case=case) + f"#refusal-{referral}"


def _one_of(vocabulary, name: str):
    try:
        return vocabulary(request.form.get(name, ""))
    except ValueError:
        abort(400)
