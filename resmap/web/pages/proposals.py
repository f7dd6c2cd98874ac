"""새 자원과 제안: a note of three fields, what waits for the supervisor, the form of a new entry."""

from typing import Any

from flask import Blueprint, Response, flash, g, request, url_for

from resmap.domain import particulars
from resmap.domain.codes import ProposalKind, ProposedBy
from resmap.domain.permissions import NotFound, Permission
from resmap.flows import new_entries, proposals
from resmap.flows import register as entries
from resmap.flows.entry_values import BadValue
from resmap.web import entry_form, entry_words
from resmap.web.context import (
    current_actor,
    done,
    idempotency_key,
    is_htmx,
    reading,
    render,
    revision,
    writing,
)
from resmap.web.language import t
from resmap.web.pages.history import Words
from resmap.web.routes import route

blueprint = Blueprint("proposals", __name__)


@route(blueprint, "/proposals", permission=Permission.REGISTER_PROPOSE)
def index() -> Response:
    """What waits for a decision (for who decides), and what became of one's own."""
    actor = current_actor()
    with reading() as uow:
        waiting = proposals.waiting(uow, actor, page=_number()) if actor.may(Permission.REGISTER_VERIFY) else None
        mine = proposals.mine(uow, actor)
    return render(
        "proposals/index.html",
        words=Words(),
        waiting=waiting,
        mine=mine,
        address=lambda n: url_for("proposals.index", page=n),
    )


@route(blueprint, "/proposals/new", permission=Permission.REGISTER_PROPOSE)
def note() -> Response:
    return _note_page({"by": ProposedBy.STAFF.value, "dong": request.args.get("dong", "")})


@route(blueprint, "/proposals/new", permission=Permission.REGISTER_PROPOSE, methods=["POST"])
def propose() -> Response:
    form = request.form
    told_by = form.get("by", "")
    try:
        with writing() as uow:
            proposals.propose_new(
                uow,
                current_actor(),
                what=form.get("what", ""),
                dong=form.get("dong") or None,
                contact=form.get("contact"),
                told_by=form.get("told_by"),
                by=ProposedBy.TONG_HEAD if told_by == ProposedBy.TONG_HEAD else ProposedBy.STAFF,
                key=idempotency_key(),
            )
    except BadValue as error:
        return _note_page(form.to_dict(), {error.field: error.code}, 422)
    return done(url_for("proposals.index"), "proposals.note.kept")


@route(blueprint, "/proposals/<uuid:proposal>", permission=Permission.REGISTER_PROPOSE)
def page(proposal) -> Response:
    with reading() as uow:
        view = proposals.view(uow, current_actor(), str(proposal))
    return _page(view)


@route(blueprint, "/proposals/<uuid:proposal>/accept", permission=Permission.REGISTER_VERIFY, methods=["POST"])
def accept(proposal) -> Response:
    """A change, in its chosen fields, or a withdrawal."""
    fields = request.form.getlist("field")
    try:
        with writing() as uow:
            proposals.accept(
                uow,
                current_actor(),
                str(proposal),
                fields=fields,
                revision=revision(),
                entry_revision=revision("entry_revision"),
                key=idempotency_key(),
                words_meant=_meant(),
            )
    except (proposals.Decided, BadValue) as error:
        if isinstance(error, BadValue) and error.field != "fields":
            with reading() as uow:
                return _page(proposals.view(uow, current_actor(), str(proposal)), {error.field: error.code}, fields)
        return _refused(proposal, error)
    return done(url_for("proposals.index"), "proposals.accepted")


@route(blueprint, "/proposals/<uuid:proposal>/refuse", permission=Permission.REGISTER_VERIFY, methods=["POST"])
def refuse(proposal) -> Response:
    why = request.form.get("why", "")
    try:
        with writing() as uow:
            proposals.refuse_proposal(
                uow, current_actor(), str(proposal), why=why, revision=revision(), key=idempotency_key()
            )
    except (proposals.Decided, BadValue) as error:
        return _refused(proposal, error)
    return done(url_for("proposals.index"), "proposals.refused")


@route(blueprint, "/register/<uuid:entry>/withdraw", permission=Permission.REGISTER_PROPOSE, methods=["POST"])
def withdraw(entry) -> Response:
    """Ask for an entry to be taken out; who may decide it decides at once on the proposal's page."""
    address = url_for("register.entry", entry=entry)
    try:
        with writing() as uow:
            made = proposals.propose_withdrawal(
                uow, current_actor(), str(entry), why=request.form.get("why", ""), key=idempotency_key()
            )
    except BadValue:
        flash(t("proposals.withdraw.why_needed"))
        return done(address)
    if g.actor.may(Permission.REGISTER_VERIFY):
        return done(url_for("proposals.page", proposal=made.id))
    return done(address, "proposals.note.kept")


# ── a new entry ──────────────────────────────────────────────────────────────


@route(blueprint, "/register/new", permission=Permission.REGISTER_VERIFY)
def new() -> Response:
    """The form of a new entry; ``proposal`` fills in what was noted."""
    noted = request.args.get("proposal")
    if not noted:
        return _form(entry_form.empty())
    view = _noted(noted)
    told = {"description": view.record.note, "phone": view.record.contact, "dong": view.record.dong}
    return _form(entry_form.empty(**told | _plain(view.record.fields)), view=view)


@route(blueprint, "/register/new", permission=Permission.REGISTER_VERIFY, methods=["POST"])
def create() -> Response:
    values, errors = entry_form.typed_new(request.form)
    view = _noted(request.form["proposal"]) if request.form.get("proposal") else None
    if not errors:
        try:
            with writing() as uow:
                if view is None:
                    made = new_entries.create(uow, current_actor(), values, key=idempotency_key(), words_meant=_meant())
                else:
                    made = proposals.accept_new(
                        uow,
                        current_actor(),
                        view.record.id,
                        values,
                        revision=revision(),
                        key=idempotency_key(),
                        words_meant=_meant(),
                    )
            return done(url_for("register.entry", entry=made.id), "proposals.new.made")
        except BadValue as error:
            errors = {error.field: error.code}
        except proposals.Decided as error:
            return _refused(view.record.id, error)
    return _form(entry_form.as_typed(request.form), errors, view)


@route(blueprint, "/register/new/particulars", permission=Permission.REGISTER_EDIT)
def own_fields() -> Response:
    """The fields of a kind, when another kind is chosen (htmx)."""
    if not is_htmx():  # a part of a form is no page
        return done(url_for("proposals.index"))
    kind = request.args.get("kind", "")
    return render(
        "proposals/_particulars.html",
        own=particulars.of_kind(kind),
        access_choices=entry_words.access_choices,
        values={},
        errors={},
    )


def _form(values: dict[str, Any], errors: dict[str, str] | None = None, view=None) -> Response:
    with reading() as uow:
        known = entry_form.choices(entries.choices(uow, current_actor()))
    said = entry_form.said(errors or {})
    return render(
        "proposals/new.html",
        422 if said else 200,
        values=values,
        errors=said,
        filters=known,
        kinds=[("", t("proposals.new.choose_kind")), *entry_form.kinds()],
        areas=entry_form.areas(),
        access_choices=entry_words.access_choices,
        own=particulars.of_kind(values.get("kind") or ""),
        view=view,
        ask_about_words="private" in (errors or {}).values(),
    )


def _meant() -> bool:
    """Whether the words that were asked about (P-25) are meant."""
    return request.form.get("words_meant") == "yes"


def _page(
    view: proposals.ProposalView, errors: dict[str, str] | None = None, chosen: list[str] | None = None
) -> Response:
    """One proposal; ``errors`` of accepting its ``chosen`` fields stand beside them."""
    asks = "private" in (errors or {}).values()
    said = {f"field-{name}": sentence for name, sentence in entry_form.said(errors or {}).items()}
    return render(
        "proposals/page.html",
        422 if said else 200,
        view=view,
        one=view.record,
        words=Words(),
        errors=said,
        chosen=chosen,
        ask_about_words=asks,
    )


def _noted(proposal: str) -> proposals.ProposalView:
    with reading() as uow:
        view = proposals.view(uow, current_actor(), proposal)
    if view.record.kind is not ProposalKind.NEW:
        raise NotFound("ProposalRecord")
    return view


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    """What a proposal already says, as the form holds it."""
    told = dict(fields)
    if needs := told.pop("needs", None):
        told |= {"first_need": needs[0], "needs": needs[1:]}
    return told


def _note_page(values, errors: dict[str, str] | None = None, status: int = 200) -> Response:
    with reading() as uow:
        known = entry_form.choices(entries.choices(uow, current_actor()))
    return render(
        "proposals/note.html", status, values=values, errors=entry_form.said(errors or {}), dongs=known["dongs"]
    )


def _refused(proposal, error: Exception) -> Response:
    if isinstance(error, proposals.Decided):
        flash(t("proposals.decided_before"))
    else:
        flash(t("proposals.why_needed" if error.field == "why" else "proposals.none_chosen"))
    return done(url_for("proposals.page", proposal=proposal))


def _number() -> int:
    text = request.args.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1
