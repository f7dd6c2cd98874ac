"""종결: a parting prepared together, its checklist, a person's decision, the end; addenda afterwards."""

from datetime import date

from flask import Blueprint, Response, abort, request, url_for

from resmap.domain.closing_items import ATTEMPTS, WAYS, Item
from resmap.domain.closing_paper import WORDS, Reaction, SaidBy
from resmap.domain.codes import ClosingReason
from resmap.domain.permissions import Permission
from resmap.flows import closing, closing_check, closing_sheets
from resmap.web.context import current_actor, done, idempotency_key, reading, render, revision, today, writing
from resmap.web.documents import OFFICE, drawn
from resmap.web.language import locale, t
from resmap.web.routes import route

blueprint = Blueprint("case_closing", __name__)

#: Parts of the place that somebody moves to.
PLACE = ("sido", "sigungu", "dong")

#: Ways in which somebody was tried to be reached.
METHODS = ("phone", "visit", "message", "letter", "neighbour", "other")


@route(blueprint, "/cases/<uuid:case>/closing", permission=Permission.CASE_READ)
def page(case) -> Response:
    """May it be closed, and what is still to be done?"""
    with reading() as uow:
        view = closing_check.closing_page(uow, current_actor(), str(case), today(), locale=locale())
    return render(
        "case_closing/page.html",
        view=view,
        head=view.head,
        reasons=[(one.value, t(f"case.closing_reason.{one}"), _hint(one)) for one in ClosingReason],
        sayers=[(one.value, t(f"parting.said_by.{one}")) for one in SaidBy],
        reactions=[(one.value, t(f"parting.reaction.{one}")) for one in Reaction],
        words=_words(view),
        methods=[(one, t(f"parting.method.{one}")) for one in METHODS],
        asked={"days": ATTEMPTS, "ways": WAYS},
        may_decide=current_actor().may(Permission.CASE_DECIDE),
        place=PLACE,
    )


def _hint(reason: ClosingReason) -> str:
    return t("parting.wish.death_hint") if reason is ClosingReason.DEATH else ""


def _words(view) -> list[str]:
    """The places to write in that this closing has: those of its checklist."""
    asked = {line.item for line in view.lines}
    return [name for name, item in WORDS.items() if item.value in asked]


@route(blueprint, "/cases/<uuid:case>/closing", permission=Permission.CASE_EDIT, methods=["POST"])
def say(case) -> Response:
    with writing() as uow:
        closing.say(
            uow,
            current_actor(),
            str(case),
            today(),
            reason=_one_of(ClosingReason, request.form.get("reason", "")),
            why=request.form.get("why", ""),
            said_by=_one_of(SaidBy, request.form.get("said_by", SaidBy.WORKER)),
            own_words=request.form.get("own_words", ""),
            moving_to={name: request.form.get(name, "").strip()[:60] for name in PLACE},
            revision=revision(),
            key=idempotency_key(),
        )
    return _back(case, "prepare.kept")


@route(blueprint, "/cases/<uuid:case>/closing/preparation", permission=Permission.CASE_EDIT, methods=["POST"])
def prepare(case) -> Response:
    with writing() as uow:
        closing.prepare(
            uow,
            current_actor(),
            str(case),
            today(),
            words={name: request.form[name] for name in WORDS if name in request.form},
            reactions=[_one_of(Reaction, one) for one in request.form.getlist("reaction")],
            ticks=[_one_of(Item, one) for one in request.form.getlist("tick")],
            rescreened=request.form.getlist("rescreened"),
            own_words=request.form.get("own_words"),
            revision=revision(),
            key=idempotency_key(),
        )
    return _back(case, "prepare.kept")


@route(
    blueprint,
    "/cases/<uuid:case>/closing/decision",
    permission=(Permission.CASE_DECIDE, Permission.CASE_EDIT),
    methods=["POST"],
)
def decide(case) -> Response:
    with writing() as uow:
        closing.decide(
            uow,
            current_actor(),
            str(case),
            today(),
            agreed=request.form.get("agreed") == "yes",
            note=request.form.get("note", ""),
            conference_id=request.form.get("conference") or None,
            revision=revision(),
            key=idempotency_key(),
        )
    return _back(case, "decide.kept")


@route(blueprint, "/cases/<uuid:case>/closing/end", permission=Permission.CASE_EDIT, methods=["POST"])
def end(case) -> Response:
    with writing() as uow:
        closing.close(uow, current_actor(), str(case), today(), revision=revision(), key=idempotency_key())
    return _back(case, "end.kept")


@route(blueprint, "/cases/<uuid:case>/closing/withdrawal", permission=Permission.CASE_EDIT, methods=["POST"])
def take_back(case) -> Response:
    with writing() as uow:
        closing.take_back(
            uow,
            current_actor(),
            str(case),
            today(),
            why=request.form.get("why", ""),
            revision=revision(),
            key=idempotency_key(),
        )
    return done(url_for("case_course.page", case=case), "parting.prepare.kept")


@route(blueprint, "/cases/<uuid:case>/closing/attempts", permission=Permission.CASE_EDIT, methods=["POST"])
def note_attempt(case) -> Response:
    method = request.form.get("method", "")
    if method not in METHODS:
        abort(400)
    with writing() as uow:
        closing.note_attempt(
            uow,
            current_actor(),
            str(case),
            today(),
            on=_day("on"),
            method=method,
            note=request.form.get("note", ""),
            key=idempotency_key(),
        )
    return _back(case, "attempt.kept", "attempts")


@route(blueprint, "/cases/<uuid:case>/closing/addenda", permission=Permission.CASE_EDIT, methods=["POST"])
def add_to(case) -> Response:
    with writing() as uow:
        closing.add_to(
            uow, current_actor(), str(case), today(), words=request.form.get("words", ""), key=idempotency_key()
        )
    return _back(case, "addenda.kept", "addenda")


@route(blueprint, "/cases/<uuid:case>/closing/report.<any(pdf,hwpx,office):form>", permission=Permission.CASE_READ)
def report(case, form) -> Response:
    """The closing report for the file."""
    with reading() as uow:
        sheet = closing_sheets.report(uow, current_actor(), str(case), today(), locale=locale(), own=form == OFFICE)
    return drawn(sheet, form)


@route(blueprint, "/cases/<uuid:case>/closing/again.<any(pdf,hwpx):form>", permission=Permission.CASE_READ)
def again_sheet(case, form) -> Response:
    """How to ask for help again: for the person, in large letters."""
    with reading() as uow:
        sheet = closing_sheets.ask_again(uow, current_actor(), str(case), today(), locale=locale())
    return drawn(sheet, form)


def _back(case, said: str, part: str = "") -> Response:
    address = url_for("case_closing.page", case=case)
    return done(f"{address}#{part}" if part else address, f"parting.{said}")


def _day(name: str) -> date:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        abort(400)


def _one_of(vocabulary, word: str):
    """The member of a vocabulary that the form names; 400 for another word."""
    try:
        return vocabulary(word)
    except ValueError:
        abort(400)
