"""The page behind an owner's link: without an account, without the menu, one entry and nothing else.

Every token that opens nothing gets one and the same answer: wrong, ended, revoked, or
links switched off.
"""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from resmap.domain.permissions import NotFound
from resmap.flows import owner
from resmap.web import entry_words
from resmap.web.context import idempotency_key, render, revision, shell, today
from resmap.web.errors import too_many
from resmap.web.language import t
from resmap.web.routes import route

blueprint = Blueprint("owner", __name__)

#: Longer is no token of ours.
LONGEST = 80

NUMBERS = frozenset({"places_left"})
MOST_LETTERS = 1000


@route(blueprint, "/o/<token>", public=True)
def page(token) -> Response:
    """What the register says of this entry: right or not?"""
    if _must_wait():
        return too_many(owner.WINDOW.seconds)
    view = _look(token)
    return _closed() if view is None else _page(token, view)


@route(blueprint, "/o/<token>", public=True, methods=["POST"])
def answer(token) -> Response:
    """The owner's answer; what came of it stands on the page afterwards."""
    if _must_wait():
        return too_many(owner.WINDOW.seconds)
    acts: dict[str, Callable[[Any], str]] = {
        "confirm": lambda uow: _confirm(uow, token),
        "correct": lambda uow: _correct(uow, token),
        "pause": lambda uow: _stop(uow, token, owner.pause, "paused"),
        "resume": lambda uow: _stop(uow, token, owner.resume, "resumed"),
        "withdraw": lambda uow: _stop(uow, token, owner.withdraw, "withdrawn"),
    }
    act = acts.get(request.form.get("act", ""))
    if act is None or not shell().settings.links:
        return _closed()
    try:
        with shell().database.write() as uow:
            said = act(uow)
    except NotFound:
        _note_wrong(token)
        return _closed()
    except owner.Changed:
        said = "changed"
    except owner.TooMany:
        said = "too_many"
    if said == "withdrawn":
        return render("owner/thanks.html", said=said)
    return redirect(url_for("owner.page", token=token, said=said), 303)


def _confirm(uow, token: str) -> str:
    owner.confirm(uow, token, today(), revision=revision(), key=idempotency_key())
    return "confirmed"


def _correct(uow, token: str) -> str:
    values: dict[str, Any] = {}
    for name in owner.CORRECTED:
        text = request.form.get(name, "").strip()[:MOST_LETTERS]
        if name in NUMBERS:
            values[name] = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None
        else:
            values[name] = text or None
    kept = owner.correct(
        uow,
        token,
        values,
        revision=revision(),
        key=idempotency_key(),
        note=request.form.get("note"),
        contact=request.form.get("contact"),
    )
    return "corrected" if kept else "nothing"


def _stop(uow, token: str, act: Callable, said: str) -> str:
    act(uow, token, revision=revision(), key=idempotency_key())
    return said


def _words(name: str, value: Any) -> str:
    """A field of the entry as the owner reads it."""
    if name == "needs":
        return " · ".join(map(entry_words.need_name, value))
    return t(f"register.edit.status_{value.value}") if name == "status" else str(value)


#: What can be said on the page after an answer.
SAID = frozenset({"confirmed", "corrected", "nothing", "paused", "resumed", "withdrawn", "changed", "too_many"})


def _page(token: str, view: owner.OwnerView) -> Response:
    said = request.args.get("said", "")
    return render("owner/page.html", token=token, view=view, said=said if said in SAID else "", owner_words=_words)


def _look(token: str) -> owner.OwnerView | None:
    if not shell().settings.links:
        return None
    found = None
    if len(token) <= LONGEST:
        with shell().database.read() as uow:
            found = owner.look(uow, token)
    if found is None:
        _note_wrong(token)
    return found


def _closed() -> Response:
    """One page for every token that opens nothing."""
    return render("owner/closed.html", 404)


def _must_wait() -> bool:
    return owner.must_wait(shell().database, request.remote_addr or "")


def _note_wrong(token: str) -> None:
    if shell().settings.links and token:
        owner.note_wrong(shell().database, request.remote_addr or "")
