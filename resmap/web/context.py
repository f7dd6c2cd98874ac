"""What a page asks for: who acts, the day, the database, the form's key; and how it answers.

Pages import from here and from :mod:`resmap.web.routes` only; see the docstring of
:mod:`resmap.web` for a whole page as an example.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import quote, unquote_plus
from zoneinfo import ZoneInfo

from flask import Response, abort, current_app, flash, g, redirect, render_template, request

from resmap.domain.permissions import Actor
from resmap.domain.resident_number import contains_resident_number
from resmap.web.language import t
from resmap.web.parts import parts_here

#: Offices work in Korean time; moments are stored in UTC.
SEOUL = ZoneInfo("Asia/Seoul")


@dataclass(frozen=True, slots=True)
class Shell:
    """What the program was started with: kept once for each app, never global."""

    database: Any
    settings: Any


def shell() -> Shell:
    return current_app.extensions["resmap"]


def now() -> datetime:
    """This moment, with its time zone, by the database's clock: pages and records agree."""
    return shell().database.clock()


def local_now() -> datetime:
    """This moment as clocks in Korea show it."""
    return now().astimezone(SEOUL)


def today() -> date:
    """The day in Korea."""
    return local_now().date()


def due_days() -> dict[str, int]:
    """The office's own days after which entries are due, by kind."""
    return dict(shell().settings.due_days)


def current_actor() -> Actor:
    """Who is logged in. On a public page nobody may be: then ask ``g.actor`` instead."""
    if g.actor is None:
        abort(401)
    return g.actor


@contextmanager
def reading() -> Iterator[Any]:
    """A unit of work that reads, in the scope of the current actor; of a case that they help with, where the address
    belongs to one of their parts (R032)."""
    with shell().database.read(current_actor(), parts=parts_here()) as uow:
        yield uow


@contextmanager
def writing() -> Iterator[Any]:
    """A unit of work that writes, in the same scope; the flow commits it."""
    with shell().database.write(current_actor(), parts=parts_here()) as uow:
        yield uow


def idempotency_key() -> str:
    """The key of the submitted form (``form_head()`` puts it there); 400 without one."""
    key = request.form.get("idempotency_key") or request.headers.get("Idempotency-Key", "")
    if not 8 <= len(key) <= 100 or not key.isascii():
        abort(400)
    return key


def revision(field: str = "revision") -> int:
    """The revision that the submitted form was made from; 400 without one."""
    try:
        return int(request.form[field])
    except ValueError:
        abort(400)


def here() -> str:
    """This address, to come back to; without what was asked where that holds a number that nobody repeats (P-01)."""
    address = request.full_path.rstrip("?")
    return request.path if contains_resident_number(unquote_plus(address)) else address


def is_htmx() -> bool:
    """Did htmx ask for a part of a page? (Then answer with a part; see ``render``.)"""
    return request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers


def render(template: str, /, status: int = 200, **context) -> Response:
    """The page or part as a response. Templates know ``t``, ``actor``, ``today`` and the macros' needs."""
    response = current_app.make_response(render_template(template, **context))
    response.status_code = status
    return response


def as_file(response: Response, name: str) -> Response:
    """The response as a file to be saved under ``name``, Korean names too (RFC 6266: headers are Latin-1)."""
    plain = "".join(char if char.isascii() and char not in '"\\' else "_" for char in name)
    response.headers["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    return response


def done(address: str, key: str = "", /, **facts) -> Response:
    """After a successful POST: go to ``address``, and there say ``key`` as a short confirmation.

    The sentence travels in a cookie of this browser: no client's name among ``facts``.
    """
    if key:
        flash(t(key, **facts))
    if is_htmx():
        response = current_app.make_response(("", 204))
        response.headers["HX-Redirect"] = address
        return response
    return redirect(address, 303)
