"""Logins in the browser: one cookie with a random token; all that it means stays on the server.

The guard here runs before every request. It finds out who asks, ends logins that
rested too long, and closes every route to whom its rule does not admit.
"""

from urllib.parse import urlencode, urlsplit

from flask import Flask, Response, current_app, g, make_response, redirect, request, session, url_for

from resmap.domain.permissions import NotAllowed, NotFound
from resmap.flows import accounts
from resmap.web.context import here, is_htmx, shell
from resmap.web.routes import access_of

#: Pages one should not come back to after logging in.
NO_RETURN = ("/login", "/logout", "/language", "/account")


def cookie_name() -> str:
    """``__Host-`` makes the browser refuse the cookie from anywhere but this host over TLS."""
    return "__Host-resmap_login" if current_app.config["SESSION_COOKIE_SECURE"] else "resmap_login"


def guard(app: Flask) -> None:
    app.before_request(_who_is_asking)
    app.before_request(_is_it_open)


def _who_is_asking() -> None:
    g.actor = g.login = None
    g.ended = ""
    token = request.cookies.get(cookie_name(), "")
    if not token or request.endpoint == "static":
        return
    found = accounts.resume(shell().database, token, shell().settings.idle)
    if isinstance(found, accounts.Login):
        g.login, g.actor = found, found.actor
    else:
        g.ended = found.value


def _is_it_open() -> Response | None:
    """Not logged in: to the login page. Without the right: refused and recorded, and where the
    address itself would tell that something exists, not found."""
    if request.endpoint is None:
        return None  # no such address: 404 follows
    access = access_of(current_app, request.endpoint)
    if access.admits(g.actor):
        return None
    if g.actor is None:
        return login_needed(g.ended or "needed")
    accounts.refused(shell().database, g.actor, request.endpoint)
    if request.view_args:
        raise NotFound
    raise NotAllowed(min(access.permissions))


def login_needed(why: str) -> Response:
    """To the login page, with the reason and the way back; in htmx, the whole window goes there."""
    if request.method == "GET" and not is_htmx():
        back = here()
    else:
        # A form cannot be sent again after the login: back to the page that it stood on.
        back = _path_of(request.headers.get("HX-Current-URL", ""))
        why = "expired" if why == "needed" else why
    query = {"ended": why} | ({"next": back} if safe_path(back) else {})
    if back == "/" and why == "needed":
        query = {}  # somebody arrives: nothing to explain
    address = url_for("account.login") + (f"?{urlencode(query)}" if query else "")
    if is_htmx():
        response = make_response("", 401)
        response.headers["HX-Redirect"] = address
    elif wants_json():
        response = make_response({"error": "login_needed", "address": address}, 401)
    else:
        response = redirect(address, 303)
    forget(response)
    return response


def wants_json() -> bool:
    """Did a script of ours ask for data (``Accept: application/json``)?"""
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def own_path(address: str) -> str:
    """The address if it is a path of ours, else "".

    Backslashes and control characters are refused because browsers read
    ``/\\example`` and ``/<tab>/example`` as another host.
    """
    if not address.startswith("/") or address.startswith("//") or "\\" in address or len(address) > 2000:
        return ""
    if any(ord(letter) < 33 or ord(letter) == 127 for letter in address):
        return ""
    parts = urlsplit(address)
    return "" if parts.scheme or parts.netloc or parts.path.startswith("//") else address


def safe_path(address: str) -> str:
    """Where to go after a login: a page of ours, else "". A login that sends people elsewhere is a trap."""
    own = own_path(address)
    return "" if urlsplit(own).path.startswith(NO_RETURN) else own


def _path_of(address: str) -> str:
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def remember(response: Response, token: str) -> None:
    """Put the token of a fresh login into the browser; whatever form token stood there before, ends."""
    session.clear()
    response.set_cookie(
        cookie_name(),
        token,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        path="/",
    )


def forget(response: Response) -> None:
    response.delete_cookie(
        cookie_name(), path="/", httponly=True, samesite="Lax", secure=current_app.config["SESSION_COOKIE_SECURE"]
    )
