"""Logging in and out, the language, and staying logged in."""

import math

from flask import Blueprint, Response, abort, current_app, g, jsonify, redirect, request, url_for

from resmap.flows import accounts
from resmap.web import sessions
from resmap.web.context import render, shell
from resmap.web.language import COOKIE, locale, t
from resmap.web.routes import route
from resmap.words import LOCALES

blueprint = Blueprint("account", __name__)

ENDED = ("idle", "expired", "needed", "logout")
A_YEAR = 365 * 24 * 3600


@route(blueprint, "/login", public=True, methods=["GET", "POST"])
def login() -> Response:
    """The login page; a wrong try comes back to it with one and the same sentence for all reasons."""
    next_ = sessions.safe_path(request.values.get("next", ""))
    if request.method == "GET":
        if g.actor is not None:
            return redirect(next_ or url_for("home.index"), 303)
        return _login_page(next_, ended=request.args.get("ended", ""))
    name, password = request.form.get("name", "").strip(), request.form.get("password", "")
    if not name or not password:
        return _login_page(next_, name, t("shell.login.required"), 400)
    found = accounts.login(shell().database, name, password, address=request.remote_addr or "")
    if isinstance(found, accounts.Throttled):
        minutes = max(1, math.ceil(found.wait.total_seconds() / 60))
        response = _login_page(next_, name, t("shell.login.throttled", minutes=minutes), 429)
        response.headers["Retry-After"] = str(math.ceil(found.wait.total_seconds()))
        return response
    if found is None:
        return _login_page(next_, name, t("shell.login.refused"), 401)
    _end_login_before()
    response = redirect(next_ or url_for("home.index"), 303)
    sessions.remember(response, found.token)
    return response


def _login_page(next_: str, name: str = "", error: str = "", status: int = 200, ended: str = "") -> Response:
    web = shell().settings
    told = t(f"shell.login.ended_{ended}", minutes=web.idle_minutes) if ended in ENDED else ""
    listed = accounts.demo_accounts(shell().database) if web.demo else ()
    return render(
        "login.html",
        status=status,
        next=next_,
        name=name,
        error=error,
        ended=told,
        accounts=listed,
        demo_password=web.demo_password,
    )


def _end_login_before() -> None:
    """Logging in again ends the login that this browser had."""
    if g.login is not None:
        accounts.logout(shell().database, g.login)


@route(blueprint, "/logout", public=True, methods=["POST"])
def logout() -> Response:
    """Ends the login on the server, so that a copied cookie is worth nothing afterwards."""
    _end_login_before()
    response = redirect(url_for("account.login", ended="logout"), 303)
    sessions.forget(response)
    return response


@route(blueprint, "/language", public=True, methods=["POST"])
def language() -> Response:
    """Korean or English for this browser, then back to the page."""
    chosen = request.form.get("locale", "")
    if chosen not in LOCALES:
        abort(400)
    back = sessions.own_path(request.form.get("next", ""))
    response = redirect(back or url_for("home.index"), 303)
    response.set_cookie(
        COOKIE,
        chosen,
        max_age=A_YEAR,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response


@route(blueprint, "/account/keep", signed_in=True, methods=["POST"])
def keep() -> Response:
    """Somebody is still there: being asked is enough, the guard has noted it."""
    return jsonify(seconds=shell().settings.idle_minutes * 60, locale=locale())
