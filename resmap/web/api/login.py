"""Logging in and out: the same cookie, the same limits and the same history as on the pages."""

import math

from flask import Response, current_app, g, request
from flask_wtf.csrf import generate_csrf

from resmap.domain.permissions import GRANTS
from resmap.flows import accounts
from resmap.web import sessions
from resmap.web.api.models import LoginAsked, Me, Token
from resmap.web.api.operations import operation
from resmap.web.api.problems import ProblemFound
from resmap.web.api.shapes import reply, to_json
from resmap.web.context import shell


@operation("GET", "/csrf", public=True, answer=Token)
def csrf_token() -> Token:
    """A token for the header X-CSRFToken.

    It belongs to the cookies of this client; one for the login is fetched here, later ones come
    with the login and with ``/api/v1/me``.
    """
    return Token(csrf=generate_csrf())


@operation("POST", "/login", public=True, keyed=False, body=LoginAsked, answer=Me)
def log_in(body: LoginAsked) -> Response:
    """Log in: sets the cookie and gives a fresh token.

    Every wrong name or password is answered alike (401); after five of them in a quarter of an
    hour the account rests (429 with Retry-After). Takes no Idempotency-Key: each is a new login.
    """
    found = accounts.login(shell().database, body.name, body.password, address=request.remote_addr or "")
    if isinstance(found, accounts.Throttled):
        raise ProblemFound("TOO_MANY", wait=math.ceil(found.wait.total_seconds()))
    if found is None:
        raise ProblemFound("LOGIN_REFUSED")
    _end_login_before()
    response = current_app.make_response("")
    sessions.remember(response, found.token)  # ends the old token: the new one is made after it
    response.mimetype = "application/json"
    response.set_data(to_json(Me, _me(found)))
    return response


@operation("POST", "/logout", public=True, keyed=False, answer=Token)
def log_out() -> Response:
    """Log out: the cookie is worth nothing afterwards, a copy of it neither."""
    _end_login_before()
    response = reply(Token, Token(csrf=generate_csrf()))
    sessions.forget(response)
    return response


@operation("GET", "/me", signed_in=True, answer=Me)
def me() -> Me:
    """Who is logged in, with rights and a token."""
    return _me(g.login)


def _me(login: accounts.Login) -> Me:
    actor = login.actor
    return Me(
        id=actor.id,
        name=actor.name,
        name_en=login.name_en,
        role=actor.role,
        dongs=sorted(actor.dongs),
        organization=actor.organization,
        locale=login.locale,
        permissions=sorted(GRANTS[actor.role]),
        csrf=generate_csrf(),
    )


def _end_login_before() -> None:
    if g.login is not None:
        accounts.logout(shell().database, g.login)
