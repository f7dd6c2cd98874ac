"""동네 자원: the register as a list, one entry, its edit form, and places."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from flask import Blueprint, Response, g, redirect, request, url_for

from resmap.domain.codes import OfferStatus, Review
from resmap.domain.permissions import Permission
from resmap.domain.resident_number import ResidentNumberError
from resmap.flows import register as entries
from resmap.flows import upkeep
from resmap.web import entry_words
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
from resmap.web.language import locale, t
from resmap.web.routes import route

blueprint = Blueprint("register", __name__)

#: Fields of the edit form by kind of input.
TEXTS = ("name", "name_en", "description", "address", "access_line", "public_phone", "hours", "how_to_apply")
NUMBERS = ("age_min", "age_max", "places_left", "limit")
REVIEWS = (Review.VERIFIED, Review.IMPORTED, Review.STALE)


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
        page = entries.search(uow, actor, **wanted, page=number_asked("page"))
        choices = entries.choices(uow, actor)
        states = {record.id: entries.states_of(record, today(), due_days()) for record in page.rows}
    template = "register/_list.html" if is_htmx() else "register/index.html"
    return render(
        template,
        page=page,
        states=states,
        wanted=wanted,
        choices=filter_choices(choices),
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
    return _form(view.record, _stored(view.record), choices)


@route(blueprint, "/register/<uuid:entry>/edit", permission=Permission.REGISTER_EDIT, methods=["POST"])
def change(entry) -> Response:
    typed, errors = _typed(request.form)
    key, seen = idempotency_key(), revision()
    if not errors:
        try:
            with writing() as uow:
                meant = request.form.get("words_meant") == "yes"
                entries.change(uow, current_actor(), str(entry), revision=seen, values=typed, key=key, words_meant=meant)
            return done(url_for("register.entry", entry=entry), "register.edit.saved")
        except entries.BadValue as error:
            errors = {error.field: error.code}
    with reading() as uow:
        record = entries.entry(uow, current_actor(), str(entry), today()).record
        choices = entries.choices(uow, current_actor())
    return _form(record, _stored(record) | _as_typed(request.form), choices, errors, seen)


@route(blueprint, "/register/<uuid:entry>/places", permission=Permission.REGISTER_EDIT, methods=["POST"])
def places(entry) -> Response:
    """One place more or fewer; htmx gets the counter anew."""
    step = -1 if request.form.get("step") == "-1" else 1
    with writing() as uow:
        record = entries.move_places(uow, current_actor(), str(entry), step, key=idempotency_key())
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


def filter_choices(choices: entries.Choices) -> dict[str, Any]:
    english = locale() == "en"
    return {
        "dongs": [(name, (english and name_en) or name) for name, name_en in choices.dongs],
        "kinds": entry_words.kinds_at(2),
        "needs": entry_words.need_groups(),
        "sources": [(source, source) for source in choices.sources],
        "reviews": [(review.value, t(f"register.review.{review.value}")) for review in REVIEWS],
    }


def _typed(form: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """(values as the flow takes them, errors by field)."""
    values: dict[str, Any] = {name: form.get(name, "").strip() or None for name in TEXTS if name in form}
    errors: dict[str, str] = {}
    if "name" in values and values["name"] is None:
        errors["name"] = "empty"
    for name in NUMBERS:
        text = form.get(name, "").strip()
        if text and not (text.isascii() and text.isdigit() and len(text) < 7):
            errors[name] = "number"
        else:
            values[name] = int(text) if text else None
    text = form.get("income_max", "").strip()
    if text and not text.replace(".", "", 1).isdigit():
        errors["income_max"] = "number"
    else:
        values["income_max"] = float(text) if text else None
    first, rest = form.get("first_need") or None, form.getlist("needs")
    values["needs"] = tuple(dict.fromkeys([*([first] if first else []), *rest]))
    values["kind"] = form.get("kind", "")
    values["dong"] = form.get("dong") or None
    values["sex"] = form.get("sex") or None
    values["status"] = form.get("status") if form.get("status") in set(OfferStatus) else OfferStatus.ACTIVE.value
    values["location_secret"] = form.get("location_secret") == "yes"
    values["vetted_for_minors"] = {"yes": True, "no": False}.get(form.get("vetted_for_minors", ""))
    return values, errors


def _as_typed(form: Mapping[str, str]) -> dict[str, Any]:
    """What somebody typed, to stand in the form again."""
    typed: dict[str, Any] = {name: form.get(name, "") for name in (*TEXTS, *NUMBERS, "income_max", "dong", "sex", "status", "kind")}
    return typed | {
        "first_need": form.get("first_need", ""),
        "needs": form.getlist("needs"),
        "location_secret": form.get("location_secret") == "yes",
        "vetted_for_minors": form.get("vetted_for_minors", ""),
    }


def _stored(record: Any) -> dict[str, Any]:
    """The record as the form shows it."""
    told = {name: getattr(record, name) for name in (*TEXTS, *NUMBERS, "dong", "kind")}
    income = record.income_max
    return told | {
        "income_max": "" if income is None else f"{income:g}",
        "sex": record.sex.value if record.sex else "",
        "status": record.status.value,
        "first_need": record.needs[0] if record.needs else "",
        "needs": list(record.needs[1:]),
        "location_secret": record.location_secret,
        "vetted_for_minors": {True: "yes", False: "no"}.get(record.vetted_for_minors, ""),
    }


def _form(record, values, choices, errors: Mapping[str, str] | None = None, seen: int | None = None) -> Response:
    said = {name: t(f"register.edit.error.{code}") for name, code in (errors or {}).items()}
    ask_about_words = "private" in (errors or {}).values()
    return render(
        "register/edit.html",
        422 if said else 200,
        record=record,
        values=values,
        errors=said,
        seen=record.revision if seen is None else seen,
        filters=filter_choices(choices),
        kinds=entry_words.kinds_at(3) + [("M5", entry_words.kind_name("M5"))],
        ask_about_words=ask_about_words,
        may_open_secret=g.actor.may(Permission.REGISTER_VERIFY),
    )
