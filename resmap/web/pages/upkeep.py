"""확인할 자원: which calls today, the sheet to call from, and the upkeep of one entry."""

import secrets
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, request, url_for

from resmap.domain.codes import CheckMethod, ListingScope
from resmap.domain.listing import LONGEST, BadListing, Listing
from resmap.domain.permissions import Permission
from resmap.domain.upkeep import Standing
from resmap.flows import agreements, checking, do_not_contact, owner, upkeep
from resmap.flows import listing as listings
from resmap.flows import register as entries
from resmap.flows.entry_values import BadValue
from resmap.web import entry_form
from resmap.web.context import (
    SEOUL,
    current_actor,
    done,
    due_days,
    idempotency_key,
    is_htmx,
    reading,
    render,
    revision,
    shell,
    today,
    writing,
)
from resmap.web.language import t
from resmap.web.pages.register import as_query, filters_asked, forgets_numbers, number_asked
from resmap.web.routes import route

blueprint = Blueprint("upkeep", __name__)

#: So many entries stand on one call sheet: an afternoon of calls.
MOST_CALLS = 60

#: Periods that a resident can agree to, in days, with their words.
PERIODS = {91: "days_three_months", 183: "days_six_months", LONGEST.days - 1: "days_year"}


@blueprint.app_context_processor
def _words() -> dict[str, Any]:
    """What the parts of an entry's page say, beside the words themselves."""
    return {
        "checkable": checking.FIELDS,
        "local": lambda moment: moment.astimezone(SEOUL),
        "field_words": lambda name: t(f"history.field.{'public_phone' if name == 'phone' else name}"),
        "scope_words": lambda scopes: " · ".join(t(f"upkeep.listing.scope.{one}") for one in ListingScope if one in scopes),
        "periods": [(str(days), t(f"upkeep.period.{words}")) for days, words in PERIODS.items()],
    }


@route(blueprint, "/register/verify", permission=Permission.REGISTER_VERIFY)
@forgets_numbers
def index() -> Response:
    """확인할 자원: which calls today?"""
    wanted = {name: value for name, value in filters_asked().items() if name not in ("review", "system")}
    standing = _standing(request.args.get("state"))
    with reading() as uow:
        actor = current_actor()
        queue = upkeep.queue(uow, actor, today(), standing=standing, **wanted, page=number_asked("page"), office=due_days())
        choices = entries.choices(uow, actor)
        states = {record.id: entries.states_of(record, today(), due_days()) for record in queue.page.rows}
    query = as_query(wanted) | ({"state": standing.value} if standing else {})
    return render(
        "upkeep/_list.html" if is_htmx() else "upkeep/index.html",
        queue=queue,
        page=queue.page,
        states=states,
        wanted=wanted,
        standing=standing,
        standings=tuple(Standing),
        choices=entry_form.choices(choices),
        address=lambda number: url_for("upkeep.index", **query, page=number),
        query=query,
    )


@route(blueprint, "/register/verify", permission=Permission.REGISTER_VERIFY, methods=["POST"])
def verified() -> Response:
    """Verify what was chosen, as it was shown; or make a call sheet of it."""
    name = "shown" if request.form.get("which") == "shown" else "chosen"
    chosen = [pair for value in request.form.getlist(name) if (pair := _id_and_revision(value))]
    back = request.form.get("back", "")
    address = back if back.startswith(url_for("upkeep.index")) else url_for("upkeep.index")
    if request.form.get("which") == "calls":
        if not chosen:
            return done(address, "upkeep.queue.none_chosen")
        return redirect(url_for("upkeep.calls", entry=[entry for entry, _ in chosen[:MOST_CALLS]]), 303)
    if not chosen:
        return done(address, "upkeep.queue.none_chosen")
    with writing() as uow:
        result = entries.verify(uow, current_actor(), chosen, today(), key=idempotency_key())
    if result.changed:
        flash(t("upkeep.queue.changed", names=list(result.changed[:5]), n=len(result.changed)))
    if result.unlisted:
        flash(t("upkeep.queue.unlisted", names=list(result.unlisted[:5]), n=len(result.unlisted)))
    return done(address, "upkeep.queue.done", n=len(result.done))


# ── calls ────────────────────────────────────────────────────────────────────


@route(blueprint, "/register/calls", permission=Permission.REGISTER_VERIFY)
def calls() -> Response:
    """자원 확인 전화 목록, to print; ``entry`` for each one to call."""
    sheet, chosen = _sheet()
    return render("upkeep/calls.html", sheet=sheet, chosen=chosen)


@route(blueprint, "/register/calls/results", permission=Permission.REGISTER_VERIFY)
def results() -> Response:
    """What came of the calls: a click for each line."""
    sheet, chosen = _sheet()
    return render("upkeep/results.html", sheet=sheet, chosen=chosen, answers=tuple(checking.Answer))


@route(blueprint, "/register/calls/results", permission=Permission.REGISTER_VERIFY, methods=["POST"])
def take_calls() -> Response:
    told = [call for value in request.form.getlist("call") if (call := _call(value))]
    if not told:
        return done(url_for("upkeep.index"), "upkeep.calls.nothing")
    with writing() as uow:
        taken = checking.take_calls(uow, current_actor(), told, today(), key=idempotency_key())
    if taken.left:
        flash(t("upkeep.calls.left", names=list(taken.left[:5]), n=len(taken.left)))
    facts = {name: len(getattr(taken, name)) for name in ("same", "changed", "stopped", "silent")}
    return done(url_for("upkeep.index"), "upkeep.calls.taken", **facts)


def _sheet() -> tuple[checking.Sheet, list[str]]:
    chosen = [one for one in request.args.getlist("entry") if len(one) <= 40][:MOST_CALLS]
    with reading() as uow:
        return checking.call_sheet(uow, current_actor(), chosen, today()), chosen


def _call(value: str) -> checking.Call | None:
    """One line of the form; None where nothing was clicked."""
    pair = _id_and_revision(value)
    answer = request.form.get(f"answer-{value.partition(':')[0]}", "")
    if pair is None or answer not in set(checking.Answer):
        return None
    places = request.form.get(f"places-{pair[0]}", "").strip()
    return checking.Call(
        id=pair[0],
        revision=pair[1],
        answer=checking.Answer(answer),
        places_left=int(places) if places.isascii() and places.isdigit() and len(places) < 7 else None,
        hours=request.form.get(f"hours-{pair[0]}", "").strip() or None,
    )


# ── one entry ────────────────────────────────────────────────────────────────


@route(blueprint, "/register/<uuid:entry>/confirm", permission=Permission.REGISTER_VERIFY, methods=["POST"])
def confirm(entry) -> Response:
    """전화로 확인, in one tap: every field, and the verification."""
    method = _method(request.form.get("method"))
    listing = _listing() if request.form.get("listing") == "yes" else None

    def act(uow):
        checking.confirm(
            uow, current_actor(), str(entry), method, today(), revision=revision(), key=idempotency_key(), listing=listing
        )

    return _done(entry, act, "upkeep.entry.confirmed")


@route(blueprint, "/register/<uuid:entry>/checks", permission=Permission.REGISTER_EDIT, methods=["POST"])
def check(entry) -> Response:
    """One field was checked."""

    def act(uow):
        checking.check_field(
            uow,
            current_actor(),
            str(entry),
            request.form.get("field", ""),
            _method(request.form.get("method")),
            today(),
            revision=revision(),
            key=idempotency_key(),
            note=request.form.get("note"),
        )

    return _done(entry, act, "upkeep.entry.field_checked", "known")


@route(blueprint, "/register/<uuid:entry>/needs", permission=Permission.REGISTER_EDIT, methods=["POST"])
def need(entry) -> Response:
    """A proposed need is right, or not. From the queue, back to the queue."""
    code, yes = request.form.get("code", ""), request.form.get("answer") == "yes"
    with writing() as uow:
        try:
            record = checking.decide_need(
                uow, current_actor(), str(entry), code, accept=yes, revision=revision(), key=idempotency_key()
            )
        except BadValue:
            abort(400)
    if is_htmx():
        in_list = request.form.get("in_list") == "yes"
        return render("upkeep/_needs.html", record=record, in_list=in_list, answered=in_list)
    return done(url_for("register.entry", entry=entry), "upkeep.needs.kept")


@route(blueprint, "/register/<uuid:entry>/restore", permission=Permission.REGISTER_VERIFY, methods=["POST"])
def restore(entry) -> Response:
    def act(uow):
        upkeep.restore(uow, current_actor(), str(entry), revision=revision(), key=idempotency_key())

    return _done(entry, act, "upkeep.entry.restored")


@route(blueprint, "/register/<uuid:entry>/listing", permission=Permission.REGISTER_EDIT, methods=["POST"])
def listing(entry) -> Response:
    """A resident's own consent: given or renewed, paused, resumed, taken back."""
    act = request.form.get("act", "")
    plain: Mapping[str, Callable] = {
        "pause": listings.pause, "resume": listings.resume, "take_back": listings.take_back
    }  # fmt: skip

    if act == "take_back" and request.form.get("sure") != "yes":  # what happens at once is said first
        return done(_entry(entry, "take-back"), "upkeep.listing.take_back_first")

    def change(uow):
        if act in plain:
            plain[act](uow, current_actor(), str(entry), key=idempotency_key())
        else:
            listings.give(uow, current_actor(), str(entry), _listing(), today(), key=idempotency_key())

    return _done(entry, change, f"upkeep.listing.{act if act in plain else 'give'}_done", "listing")


@route(blueprint, "/register/<uuid:entry>/link", permission=Permission.REGISTER_EDIT, methods=["POST"])
def link(entry) -> Response:
    """A link for the owner: shown once, to be copied into a message. Or every link of the entry ended."""
    if not shell().settings.links:
        abort(404)
    if request.form.get("act") == "revoke":
        def act(uow):
            owner.revoke(uow, current_actor(), str(entry), key=idempotency_key())

        return _done(entry, act, "upkeep.link.revoked", "link")
    try:
        with writing() as uow:
            made = owner.make(
                uow,
                current_actor(),
                str(entry),
                today(),
                token=secrets.token_urlsafe(32),
                key=idempotency_key(),
                lasts=timedelta(days=shell().settings.link_days),
            )
    except owner.NoLink as error:
        flash(t(f"upkeep.link.no.{error.code}"))
        return done(url_for("register.entry", entry=entry))
    if made.token is None:
        return done(url_for("register.entry", entry=entry), "upkeep.link.twice")
    with reading() as uow:
        record = entries.entry(uow, current_actor(), str(entry), today()).record
    address = url_for("owner.page", token=made.token, _external=True)
    return render("upkeep/link.html", record=record, address=address, expires=made.expires)


@route(blueprint, "/register/<uuid:entry>/rest", permission=Permission.REGISTER_EDIT, methods=["POST"])
def rest(entry) -> Response:
    """연락하지 않기: remembered until a day or for good."""
    until = _day(request.form.get("until"))

    def act(uow):
        why = request.form.get("why")
        do_not_contact.remember(uow, current_actor(), str(entry), why=why, until=until, key=idempotency_key())

    return _done(entry, act, "upkeep.rest.kept")


@route(blueprint, "/register/<uuid:entry>/rest/<uuid:note>", permission=Permission.REGISTER_VERIFY, methods=["POST"])
def lift(entry, note) -> Response:
    def act(uow):
        why = request.form.get("why", "")
        do_not_contact.lift(uow, current_actor(), str(note), why=why, key=idempotency_key())

    return _done(entry, act, "upkeep.rest.lifted")


@route(blueprint, "/register/<uuid:entry>/agreement", permission=Permission.REGISTER_VERIFY, methods=["POST"])
def agreement(entry) -> Response:
    """협약: kept or renewed."""
    since, until = _day(request.form.get("since")), _day(request.form.get("until"))
    if since is None or until is None or until < since:
        return done(_entry(entry, "agreement"), "upkeep.agreement.days_wrong")

    def act(uow):
        texts = {name: request.form.get(name) for name in agreements.TEXTS}
        agreements.keep(uow, current_actor(), str(entry), since=since, until=until, texts=texts, key=idempotency_key())

    return _done(entry, act, "upkeep.agreement.kept", "agreement")


# ── from the address and the form ────────────────────────────────────────────


def _done(entry, act: Callable[[Any], None], key: str, part: str = "") -> Response:
    """Do it and go back to the entry; what a rule refuses is said there."""
    try:
        with writing() as uow:
            act(uow)
    except checking.NotListed:
        key = "upkeep.listing.needed"
    except BadListing as error:
        key = f"upkeep.listing.wrong.{error.code}"
    except BadValue:
        abort(400)
    return done(_entry(entry, part), key)


def _entry(entry, part: str = "") -> str:
    return url_for("register.entry", entry=entry, _anchor=part or None)


def _listing() -> Listing:
    """What the form says a resident agreed to, from today on."""
    days = request.form.get("period", "")
    period = int(days) if days in {str(one) for one in PERIODS} else max(PERIODS)
    scopes = frozenset(ListingScope(one) for one in request.form.getlist("scope") if one in set(ListingScope))
    return Listing(scopes, today(), today() + timedelta(days=period), _method(request.form.get("how")))


def _method(text: str | None) -> CheckMethod:
    """How somebody made sure; an owner's own word comes by the link only."""
    known = {CheckMethod.PHONE.value, CheckMethod.SITE.value, CheckMethod.DOCUMENT.value}
    return CheckMethod(text) if text in known else CheckMethod.PHONE


def _standing(text: str | None) -> Standing | None:
    return Standing(text) if text in set(Standing) else None


def _id_and_revision(value: str) -> tuple[str, int] | None:
    entry, _, seen = value.partition(":")
    return (entry, int(seen)) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
