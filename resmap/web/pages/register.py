"""동네 자원: the register as a list, one entry, its edit form, and places."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from flask import Blueprint, Response, g, redirect, request, url_for

from resmap.domain import particulars
from resmap.domain.codes import Review
from resmap.domain.permissions import Permission
from resmap.domain.resident_number import ResidentNumberError
from resmap.domain.support import System
from resmap.flows import editing, upkeep
from resmap.flows import register as entries
from resmap.flows.entry_values import BadValue
from resmap.web import entry_form, entry_words
from resmap.web.context import (
    current_actor,
    done,
    due_days,
    idempotency_key,
    is_htmx,
    reading,
    render,
    revision,
    today,
    writing,
)
from resmap.web.routes import route

blueprint = Blueprint("register", __name__)

@blueprint.app_context_processor
def _words() -> dict[str, Any]:
    """Templates say entries through ``entry_words``."""
    return {"offer": entry_words}


def forgets_numbers(view: Callable) -> Callable:
    """A resident number that somebody typed into a search leaves the address bar at once (P-01)."""

    @wraps(view)
    def shown(**arguments) -> Response:
        try:
            return view(**arguments)
        except ResidentNumberError:
            return done(request.path, "shell.error.resident_number.title")

    return shown


@route(blueprint, "/register", permission=Permission.REGISTER_READ)
@forgets_numbers
def index() -> Response:
    """동네 자원: places left, checked when, whose number?"""
    wanted = filters_asked()
    with reading() as uow:
        actor = current_actor()
        found = entries.found(uow, actor, **wanted, page=number_asked("page"))
        page = found.page
        choices = entries.choices(uow, actor)
        states = {record.id: entries.states_of(record, today(), due_days()) for record in page.rows}
    template = "register/_list.html" if is_htmx() else "register/index.html"
    return render(
        template,
        page=page,
        why=found.why,
        states=states,
        wanted=wanted,
        choices=entry_form.choices(choices),
        address=lambda number: url_for("register.index", **as_query(wanted), page=number),
    )


@route(blueprint, "/register/<uuid:entry>", permission=Permission.REGISTER_READ, endpoint="entry")
def page(entry) -> Response:
    with reading() as uow:
        view = entries.entry(uow, current_actor(), str(entry), today(), due_days())
        care = upkeep.care_of(uow, current_actor(), view.record.id, today(), due_days())
    if view.record.id != str(entry):
        return redirect(url_for("register.entry", entry=view.record.id, was=str(entry)))
    was = next((one for one in view.merged if one.id == request.args.get("was")), None)
    return render("register/entry.html", view=view, record=view.record, was=was, care=care)


@route(blueprint, "/register/<uuid:entry>/edit", permission=Permission.REGISTER_EDIT)
def edit(entry) -> Response:
    with reading() as uow:
        view = entries.entry(uow, current_actor(), str(entry), today())
        choices = entries.choices(uow, current_actor())
    return _form(view.record, entry_form.stored(view.record), choices)


@route(blueprint, "/register/<uuid:entry>/edit", permission=Permission.REGISTER_EDIT, methods=["POST"])
def change(entry) -> Response:
    typed, errors = entry_form.typed(request.form)
    key, seen = idempotency_key(), revision()
    if not errors:
        try:
            with writing() as uow:
                meant = request.form.get("words_meant") == "yes"
                made = editing.change(
                    uow, current_actor(), str(entry), revision=seen, values=typed, key=key, words_meant=meant
                )
            said = "register.edit.saved" if made.proposal is None else "proposals.partly"
            return done(url_for("register.entry", entry=entry), said)
        except BadValue as error:
            errors = {error.field: error.code}
    with reading() as uow:
        record = entries.entry(uow, current_actor(), str(entry), today()).record
        choices = entries.choices(uow, current_actor())
    return _form(record, entry_form.stored(record) | entry_form.as_typed(request.form), choices, errors, seen)


@route(blueprint, "/register/<uuid:entry>/places", permission=Permission.REGISTER_EDIT, methods=["POST"])
def places(entry) -> Response:
    """One place more or fewer; htmx gets the counter anew."""
    step = -1 if request.form.get("step") == "-1" else 1
    with writing() as uow:
        record = editing.move_places(uow, current_actor(), str(entry), step, key=idempotency_key())
    if is_htmx():
        return render("register/_places.html", record=record)
    return done(url_for("register.entry", entry=entry), "register.places.saved")


# ── from the address and the form ────────────────────────────────────────────


def filters_asked() -> dict[str, Any]:
    """The filters of the address, as the flow takes them."""
    asked = request.args
    return {
        "text": asked.get("q", "").strip()[:100],
        "need": asked.get("need") or None,
        "kind": asked.get("kind") or None,
        "dong": asked.get("dong") or None,
        "review": _review(asked.get("review")),
        "source": asked.get("source") or None,
        "system": System(asked["system"]) if asked.get("system") in set(System) else None,
    }


def as_query(wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The filters as an address writes them."""
    told = {"q" if name == "text" else name: value for name, value in wanted.items() if value}
    return {name: getattr(value, "value", value) for name, value in told.items()}


def _review(text: str | None) -> Review | None:
    return Review(text) if text in set(Review) else None


def number_asked(name: str) -> int:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def _form(record, values, choices, errors: Mapping[str, str] | None = None, seen: int | None = None) -> Response:
    errors = errors or {}
    return render(
        "register/edit.html",
        422 if errors else 200,
        record=record,
        values=values,
        errors=entry_form.said(errors),
        seen=record.revision if seen is None else seen,
        filters=entry_form.choices(choices),
        kinds=entry_form.kinds(),
        access_choices=entry_words.access_choices,
        own=particulars.of_kind(values.get("kind") or record.kind),
        ask_about_words="private" in errors.values(),
        may_open_secret=g.actor.may(Permission.REGISTER_VERIFY),
    )
