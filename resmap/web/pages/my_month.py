"""나의 한 달: the month of one's work by roles; a worker's for her supervisor; a dong's totals. Nobody beside anybody."""

from datetime import date

from flask import Blueprint, Response, abort, request, url_for

from resmap.domain.monthly import month_of
from resmap.domain.permissions import Permission
from resmap.flows import my_month
from resmap.web.context import current_actor, reading, render, today
from resmap.web.language import locale
from resmap.web.routes import route

blueprint = Blueprint("my_month", __name__)


@route(blueprint, "/month", permission=Permission.CASE_READ)
def index() -> Response:
    with reading() as uow:
        view = my_month.mine(uow, current_actor(), asked_month(), locale=locale())
    return _page(view)


@route(blueprint, "/month/dongs", permission=Permission.FIGURES_READ)
def dongs() -> Response:
    with reading() as uow:
        view = my_month.of_dongs(
            uow, current_actor(), asked_month(), dong=request.args.get("dong", ""), locale=locale()
        )
    return _page(view)


@route(blueprint, "/month/workers/<uuid:worker>", permission=Permission.FIGURES_READ)
def worker(worker) -> Response:
    with reading() as uow:
        view = my_month.of_worker(uow, current_actor(), str(worker), asked_month(), locale=locale())
    return _page(view)


def asked_month(asked: str | None = None) -> date:
    """The first day of the month that the address asks for (``2026-11``), this month without one; 400 for another word
    and for a month to come."""
    asked = request.args.get("month", "") if asked is None else asked
    if not asked:
        return today().replace(day=1)
    try:
        day = date.fromisoformat(f"{asked}-01")
    except ValueError:
        abort(400)
    if day > today() or day.year < 2000:
        abort(400)
    return day


def months_beside(first: date) -> tuple[str, str | None]:
    """The month before, and the one after as long as it has begun: ``("2026-10", None)``."""
    after = month_of(first)[1].toordinal() + 1
    later = date.fromordinal(after)
    return date.fromordinal(first.toordinal() - 1).strftime("%Y-%m"), later.strftime("%Y-%m") if later <= today() else None


def _page(view: my_month.RoleMonth) -> Response:
    before, after = months_beside(view.first)
    here = {name: value for name, value in (request.view_args or {}).items()} | ({"dong": view.dong} if view.dong else {})
    return render(
        "my_month/page.html",
        view=view,
        month=view.first.strftime("%Y-%m"),
        before=url_for(request.endpoint, month=before, **here),
        after=after and url_for(request.endpoint, month=after, **here),
    )
