"""What went wrong, said clearly, with a way out: one table from refusals to pages.

Nothing of the exception's own text reaches the page; a number that also stands in the
log joins the two. htmx gets a notice for the top of the page, scripts get JSON.
"""

import logging
import math
import secrets
import traceback

from flask import Flask, Response, current_app, g, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from resmap.domain.permissions import NotAllowed, NotFound
from resmap.domain.resident_number import ResidentNumberError
from resmap.flows import refusals
from resmap.web.case_tabs import is_other_part
from resmap.web.context import is_htmx, shell
from resmap.web.language import t
from resmap.web.sessions import login_needed, wants_json

log = logging.getLogger("resmap.web")

#: Exception -> (status, page). The words are ``shell.error.<page>.title|text|help``.
PAGES: dict[type[Exception], tuple[int, str]] = {
    NotFound: (404, "not_found"),
    NotAllowed: (403, "not_allowed"),
    CSRFError: (400, "form_expired"),
    refusals.LostUpdate: (409, "stale"),
    refusals.KeyReused: (409, "double"),
    refusals.Refused: (409, "rule"),
    refusals.ScopeMissing: (404, "not_found"),
    ResidentNumberError: (422, "resident_number"),
    refusals.Busy: (503, "busy"),
}

#: Status of an ``abort()`` or of Flask itself -> page.
STATUSES: dict[int, str] = {
    400: "bad_request",
    403: "not_allowed",
    404: "not_found",
    405: "not_method",
    409: "stale",
    413: "too_large",
    429: "too_many",
    503: "busy",
}


def handle(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)
    for refusal in PAGES:
        app.register_error_handler(refusal, _known)


def _known(error: Exception) -> Response:
    status, page = next(PAGES[cls] for cls in type(error).__mro__ if cls in PAGES)
    if page == "not_found" and is_other_part():
        page = "not_your_part"
    return error_page(status, page)


def _http(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return error.get_response()  # a redirect that werkzeug raised
    if error.code == 401:
        return login_needed(g.get("ended") or "needed")
    if error.code == 429:
        return too_many(getattr(error, "retry_after", None) or 60)
    if error.code >= 500 and error.code != 503:
        return error_page(error.code, "server")
    response = error_page(error.code, STATUSES.get(error.code, "bad_request"))
    if error.code == 405 and error.valid_methods:
        response.headers["Allow"] = ", ".join(error.valid_methods)
    return response


def _unexpected(error: Exception) -> Response:
    """Log where it happened, never what was in it: a message may hold a client's words."""
    number = secrets.token_hex(4).upper()
    log.error("%s %s in %s\n%s", number, type(error).__name__, request.endpoint, _frames(error))
    return error_page(500, "server", number)


def _frames(error: Exception) -> str:
    """Files, lines and code of the way to the fault; no values."""
    return "".join(traceback.format_tb(error.__traceback__))


def too_many(seconds: int) -> Response:
    response = error_page(429, "too_many", minutes=max(1, math.ceil(seconds / 60)))
    response.headers["Retry-After"] = str(seconds)
    return response


def error_page(status: int, page: str, number: str = "", /, **facts) -> Response:
    """The error as whole page, as notice (htmx) or as JSON (scripts), whatever was asked for."""
    facts = {"megabytes": shell().settings.megabytes, "minutes": 1} | facts
    said = {part: t(f"shell.error.{page}.{part}", **facts) for part in ("title", "text", "help")}
    if wants_json():
        return current_app.make_response(({"error": page, **said, "number": number}, status))
    template = "_error_notice.html" if is_htmx() else "error.html"
    try:
        text = render_template(template, page=page, status=status, number=number, **said)
    except Exception as error:  # the frame itself is broken: the words still arrive
        log.error("%s while showing the error page\n%s", type(error).__name__, _frames(error))
        return Response("\n\n".join((*said.values(), number)), status, mimetype="text/plain")
    response = current_app.make_response((text, status))
    if is_htmx():
        response.headers["HX-Retarget"] = "#notices"
        response.headers["HX-Reswap"] = "innerHTML show:window:top"
    return response
