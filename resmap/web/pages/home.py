"""The day's first page, help, and whether the program is well."""

from pathlib import Path

from flask import Blueprint, Response, current_app, jsonify, url_for

from resmap.domain.permissions import Actor, Permission
from resmap.flows import health
from resmap.flows import today as day
from resmap.web.context import current_actor, due_days, reading, render, shell, today
from resmap.web.due_links import place_of
from resmap.web.language import locale, t
from resmap.web.menu import may_open
from resmap.web.routes import route

blueprint = Blueprint("home", __name__)

#: Lines of a list that stand open; the rest is folded.
MOST_LINES = 8

#: Steps of the first-run panel: (words, where it leads, words of the link); three are shown, the first
#: three that this actor can open. Who has cases needs no step about answering referrals.
STEPS = (
    ("cases", "cases.index", "cases"),
    ("verify", "upkeep.index", "verify"),
    ("reply", "referrals.index", "referrals"),
    ("finder", "finder.index", "finder"),
    ("map", "maps.index", "map"),
)


@route(blueprint, "/", signed_in=True)
def index() -> Response:
    """오늘 할 일: whom would I miss?"""
    actor = current_actor()
    with reading() as uow:
        morning = day.morning(uow, actor, today(), locale=locale(), office=due_days())
    return render(
        "home.html",
        morning=morning,
        overview=morning.overview,
        figures=_figures(morning.overview),
        steps=_steps(actor),
        supervises=morning.resume is not None,
        place_of=place_of,
        most=MOST_LINES,
    )


def _figures(overview: day.Overview) -> list[dict]:
    """Numbers that lead to their lists; those this actor has nothing to do with are left out."""
    known = (
        ("my_cases", overview.cases, "cases.index", "cases", "brand"),
        ("waiting", overview.waiting, "referrals.index", "clock", "ask"),
        ("drafts", overview.drafts, "referrals.index", "edit", "brand"),
        ("incoming", overview.incoming, "referrals.index", "referrals", "ask"),
        ("to_verify", overview.to_verify, "upkeep.index", "verify", "ask"),
    )
    return [
        {"key": f"shell.today.{key}", "number": number, "address": url_for(endpoint), "icon": icon, "kind": kind}
        for key, number, endpoint, icon, kind in known
        if number is not None and may_open(endpoint)
    ]


def _steps(actor: Actor) -> list[tuple[str, str, str, str]]:
    return [
        (
            t(f"shell.first_run.step_{step}"),
            t(f"shell.first_run.step_{step}_text"),
            t(f"shell.first_run.go_{go}"),
            url_for(endpoint),
        )
        for step, endpoint, go in STEPS
        if may_open(endpoint) and not (step == "reply" and actor.may(Permission.CASE_READ))
    ][:3]


@route(blueprint, "/help", signed_in=True)
def help_page() -> Response:
    return render("help.html")


@route(blueprint, "/healthz", public=True)
def healthz() -> Response:
    """The program runs."""
    return jsonify(status="ok")


@route(blueprint, "/readyz", public=True)
def readyz() -> Response:
    """The program can work: database reachable and migrated, browser assets in place; else 503 and codes."""
    missing = [*health.problems(shell().database), *_missing_assets()]
    response = jsonify(status="unready" if missing else "ready", missing=missing)
    response.status_code = 503 if missing else 200
    return response


def _missing_assets() -> list[str]:
    needed = ("vendor/htmx/htmx.min.js", "vendor/fonts/PretendardVariable.woff2")
    found = all(Path(current_app.static_folder, name).is_file() for name in needed)
    return [] if found else ["ASSETS_MISSING"]
