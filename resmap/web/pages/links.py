"""연계 총괄: every link of the supervisor's dongs, numbers first, then the list."""

from dataclasses import asdict

from flask import Blueprint, Response, current_app, request, url_for

from resmap.domain.permissions import Permission
from resmap.domain.referral_reasons import Outcome
from resmap.flows import link_overview
from resmap.flows.link_overview import NO_OUTCOME, Asked
from resmap.flows.mapping import Group
from resmap.flows.referral_view import SECTIONS
from resmap.web.context import as_file, current_actor, reading, render, today
from resmap.web.language import locale, t
from resmap.web.pages.referrals import BADGES
from resmap.web.routes import route

blueprint = Blueprint("links", __name__)

#: Longest value of a filter (characters); more is no filter of ours.
_LONGEST = 64


@route(blueprint, "/links", permission=Permission.CASE_DECIDE)
def index() -> Response:
    asked, number = asked_for(), request.args.get("page", "")
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1
    with reading() as uow:
        view, choices = link_overview.overview(uow, current_actor(), today(), asked, locale=locale(), page=page)
    every = [("", t("links.all"))]
    return render(
        "links/index.html",
        view=view,
        asked=asked,
        badges=BADGES,
        dongs=[*every, *((one, one) for one in choices.dongs)],
        months=[*every, *((one, one) for one in choices.months)],
        managers=[*every, *choices.managers],
        kinds=[*every, *((one.value, t(f"map.group.{one.value}.name")) for one in Group)],
        states=[*every, *((one, t(f"referral.section.{one}")) for one in SECTIONS), ("refused", t("links.refused"))],
        outcomes=[
            *every,
            *((one.value, t(f"referral.outcome.{one.value}")) for one in Outcome),
            (NO_OUTCOME, t("links.no_outcome")),
        ],
        narrowed=lambda **more: url_for("links.index", **_told(asked, more)),
        file=url_for("links.sheet", **_told(asked, {})),
    )


@route(blueprint, "/links/list.xlsx", permission=Permission.CASE_DECIDE)
def sheet() -> Response:
    with reading() as uow:
        made = link_overview.as_file(uow, current_actor(), today(), asked_for(), locale=locale())
    return as_file(current_app.response_class(made.data, mimetype=made.media), made.name)


def asked_for() -> Asked:
    """The filters of the address; what is longer than any of ours finds nothing."""
    names = ("dong", "month", "kind", "state", "outcome", "manager", "reason", "to")
    return Asked(
        **{name: request.args.get(name, "").strip()[:_LONGEST] for name in names}, late=request.args.get("late") == "yes"
    )


def _told(asked: Asked, more: dict) -> dict:
    """The filters as an address tells them; a new filter begins at the first page."""
    told = asdict(asked) | more
    return {name: "yes" if value is True else value for name, value in told.items() if value}
