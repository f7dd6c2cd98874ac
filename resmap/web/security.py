"""What every answer carries, and what no request may be: headers, cookies, forged requests."""

from flask import Flask, Response, current_app, request
from flask_wtf.csrf import CSRFError, CSRFProtect

from resmap.domain.resident_number import ResidentNumberError, contains_resident_number
from resmap.web.context import done
from resmap.web.sessions import wants_json

#: Nothing from outside, nothing inline: no nonce, no hash, no 'unsafe-…'. ``data:`` pictures are
#: Leaflet's empty tile. Bars are SVG attributes, since style attributes do not run under this.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}

#: htmx without its conveniences that need eval or inline styles, or that keep pages in the
#: browser's storage, where the next person at the desk finds them.
HTMX = {
    "allowEval": False,
    "allowScriptTags": False,
    "includeIndicatorStyles": False,
    "selfRequestsOnly": True,
    "historyCacheSize": 0,
    "refreshOnHistoryMiss": True,
    "responseHandling": [
        {"code": "204", "swap": False},
        {"code": "[23]..", "swap": True},
        {"code": "[45]..", "swap": True, "error": True},
    ],
}

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})

csrf = CSRFProtect()


def protect(app: Flask, *, secure: bool, megabytes: int) -> None:
    """Set cookies, limits, headers and the check against forged requests."""
    app.config.update(
        SESSION_COOKIE_NAME="__Host-resmap_form" if secure else "resmap_form",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
        MAX_CONTENT_LENGTH=megabytes * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=2000,
        # A token lasts as long as the login: the idle logout is the limit. The Referer is not
        # asked for, because our own Referrer-Policy keeps it at home; Sec-Fetch-Site is.
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
    )
    app.before_request(_refuse_other_sites)
    app.before_request(_refuse_resident_numbers)
    csrf.init_app(app)
    app.after_request(_add_headers)


def _refuse_other_sites() -> None:
    """Every current browser says where a request comes from; a writing one comes from our own pages."""
    came_from = request.headers.get("Sec-Fetch-Site", "none")
    if request.method in UNSAFE and came_from not in ("same-origin", "none"):
        raise CSRFError("cross-site")


def _refuse_resident_numbers() -> Response | None:
    """No search box and no filter takes a resident number (P-01): pages repeat what they were asked.

    Who typed one into a page comes back to it without, so that it leaves the address bar too.
    """
    typed = (text for pair in request.args.items(multi=True) for text in pair)
    if not any(map(contains_resident_number, typed)):
        return None
    if request.method != "GET" or request.blueprint == "api" or wants_json():
        raise ResidentNumberError("query")
    return done(request.path, "shell.error.resident_number.title")


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers[name] = value
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint == "static" and response.status_code in (200, 304):
        # Addresses of our files carry their digest (see app.asset), so that they may be kept.
        kept = "public, max-age=31536000, immutable" if request.args.get("v") else "no-cache"
        response.headers["Cache-Control"] = kept
    else:
        response.headers["Cache-Control"] = "no-store"
        response.headers["Vary"] = "Cookie, HX-Request"
    return response
