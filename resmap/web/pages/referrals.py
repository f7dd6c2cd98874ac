"""의뢰·회신: who has not replied? The letter, the reply by phone, the reply of the agency itself."""

from datetime import date

from flask import Blueprint, Response, abort, current_app, request, url_for

from resmap.domain.advocacy import Refuser
from resmap.domain.permissions import Permission
from resmap.domain.referral_reasons import Outcome, ReasonCode
from resmap.domain.referrals import ReferralState
from resmap.flows import referral_letters, referral_view, referral_waiting, referring, replying
from resmap.flows.field_refusals import FieldsRefused
from resmap.flows.referral_consequences import LESSONS, Said
from resmap.web.context import (
    as_file,
    current_actor,
    done,
    idempotency_key,
    reading,
    render,
    revision,
    today,
    writing,
)
from resmap.web.language import locale, t
from resmap.web.pages.cases import dial, field_name, field_pairs, reason_sentence
from resmap.web.routes import route
from resmap.words import has

blueprint = Blueprint("referrals", __name__)

BOTH_SIDES = (Permission.REFERRAL_WRITE, Permission.REFERRAL_REPLY)

#: The way of a referral that goes well; other endings are told by a badge.
PATH = ("draft", "requested", "accepted", "in_progress", "completed")

#: Badge of a state: its kind and icon, so that no meaning is colour alone.
BADGES = {
    "draft": ("quiet", "edit"),
    "requested": ("ask", "clock"),
    "accepted": ("good", "good"),
    "in_progress": ("good", "link"),
    "on_hold": ("ask", "minus"),
    "completed": ("brand", "check"),
    "rejected": ("stop", "stop"),
    "failed": ("stop", "stop"),
    "cancelled": ("quiet", "close"),
    "expired": ("quiet", "clock"),
}


@route(blueprint, "/referrals", permission=BOTH_SIDES)
def index() -> Response:
    with reading() as uow:
        sections = referral_view.listed(uow, current_actor(), today(), locale=locale())
    return render("referrals/index.html", sections=sections, badges=BADGES, is_partner=_is_partner())


@route(blueprint, "/referrals/<uuid:referral>", permission=BOTH_SIDES)
def page(referral) -> Response:
    return _page(referral)


def _page(referral, status: int = 200, value_error: str = "") -> Response:
    with reading() as uow:
        view = referral_view.referral_page(uow, current_actor(), str(referral), today(), locale=locale())
    return render(
        "referrals/page.html",
        status,
        view=view,
        value_error=value_error,
        badges=BADGES,
        path=[(state, t(f"referral.path.{state}")) for state in PATH],
        is_partner=_is_partner(),
        reasons=referral_view.reasons(),
        outcomes=[("", t("referral.outcome.none")), *((one.value, t(f"referral.outcome.{one.value}")) for one in Outcome)],
        field_name=field_name,
        field_hint=_field_hint,
        withheld_why=lambda code: t(f"files.withheld.{code}"),
        reason_sentence=lambda reason: reason_sentence(str(reason.code), reason.facts),
        field_pairs=field_pairs,
        dial=dial,
    )


@route(blueprint, "/referrals/<uuid:referral>/draft", permission=Permission.REFERRAL_WRITE, methods=["POST"])
def draft(referral) -> Response:
    """Save the letter, or send it: two buttons of one form."""
    sends = request.form.get("act") == "send"
    act = referring.send if sends else referring.save
    with writing() as uow:
        act(
            uow,
            current_actor(),
            str(referral),
            today(),
            chosen={name: request.form.get(f"text-{name}", "") for name in request.form.getlist("field")},
            revision=revision(),
            key=idempotency_key(),
        )
    return done(url_for("referrals.page", referral=referral), f"referral.draft.{'sent' if sends else 'saved'}")


@route(blueprint, "/referrals/<uuid:referral>/step", permission=BOTH_SIDES, methods=["POST"])
def step(referral) -> Response:
    try:
        to = ReferralState(request.form.get("to", ""))
    except ValueError:
        abort(400)
    with writing() as uow:
        replying.step(
            uow,
            current_actor(),
            str(referral),
            today(),
            to=to,
            words=request.form.get("words", ""),
            revision=revision(),
            key=idempotency_key(),
            said=said(),
        )
    return done(url_for("referrals.page", referral=referral), "referral.step.kept")


@route(blueprint, "/referrals/<uuid:referral>/outcome", permission=Permission.REFERRAL_WRITE, methods=["POST"])
def outcome(referral) -> Response:
    """What the person had of it, and what it was worth."""
    typed = request.form.get("value", "").replace(",", "").strip()
    if typed and not (typed.isascii() and typed.isdigit() and len(typed) <= 10):
        return _page(referral, 422, value_error=t("referral.outcome.value_error"))
    try:
        with writing() as uow:
            replying.note_outcome(
                uow,
                current_actor(),
                str(referral),
                outcome=_one_of(Outcome, "outcome"),
                words=request.form.get("words", ""),
                value=int(typed or 0),
                revision=revision(),
                key=idempotency_key(),
            )
    except FieldsRefused:
        return _page(referral, 422, t("referral.outcome.value_error"))
    return done(url_for("referrals.page", referral=referral), "referral.step.kept")


@route(blueprint, "/referrals/<uuid:referral>/waiting", permission=Permission.REFERRAL_WRITE, methods=["POST"])
def waiting(referral) -> Response:
    """They were reminded; they ask for more time; nobody answers."""
    act = request.form.get("act")
    more = {"revision": revision(), "key": idempotency_key()}
    with writing() as uow:
        if act == "remind":
            referral_waiting.remind(uow, current_actor(), str(referral), today(), **more)
        elif act == "longer":
            until, words = day("until") or abort(400), request.form.get("words", "")
            referral_waiting.wait_longer(uow, current_actor(), str(referral), today(), until=until, words=words, **more)
        elif act == "expire":
            referral_waiting.expire(uow, current_actor(), str(referral), today(), **more)
        else:
            abort(400)
    return done(url_for("referrals.page", referral=referral), f"referral.waiting.{act}_kept")


@route(blueprint, "/referrals/expired", permission=Permission.REFERRAL_WRITE, methods=["POST"])
def expired() -> Response:
    """Several that nobody answered, ended in one press."""
    with writing() as uow:
        ids = request.form.getlist("referral")
        n = referral_waiting.expire_overdue(uow, current_actor(), today(), ids=ids, key=idempotency_key())
    return done(url_for("referrals.index"), "referral.waiting.expired_many", n=n)


@route(blueprint, "/referrals/<uuid:referral>/letter.<any(pdf,hwpx,office):kind>", permission=Permission.REFERRAL_WRITE)
def letter(referral, kind: str) -> Response:
    """Letter and reply slip as a file."""
    as_ = referral_letters.LetterAs(kind)
    with reading() as uow:
        made = referral_letters.letter_file(uow, current_actor(), str(referral), today(), as_=as_)
    return _file(made)


@route(blueprint, "/referrals/<uuid:referral>/message", permission=Permission.REFERRAL_WRITE)
def message(referral) -> Response:
    """The text to copy into a phone."""
    with reading() as uow:
        text = referral_letters.message(uow, current_actor(), str(referral), today())
    return render("referrals/message.html", text=text, referral=str(referral))


@route(blueprint, "/referrals/<uuid:referral>/message.xlsx", permission=Permission.REFERRAL_WRITE)
def message_sheet(referral) -> Response:
    with reading() as uow:
        made = referral_letters.message_file(uow, current_actor(), str(referral), today())
    return _file(made)


@route(blueprint, "/referrals/reminders.xlsx", permission=Permission.REFERRAL_WRITE)
def reminders() -> Response:
    """Who has not answered in time, for the SMS system; nothing of a client."""
    with reading() as uow:
        made = referral_letters.reminders_file(uow, current_actor(), today())
    return _file(made)


def _file(made: referral_letters.Made) -> Response:
    return as_file(current_app.response_class(made.data, mimetype=made.media), made.name)


def said() -> Said:
    """The reply slip as the form brings it; 400 for a value that no form of ours sends."""
    who, _, why = request.form.get("reason", "").partition(":")
    lesson = {name: text for name in LESSONS if (text := request.form.get(name, "").strip())}
    if not all(text.isascii() and text.isdigit() and len(text) <= 3 for text in lesson.values()):
        abort(400)
    try:
        return Said(
            by=Refuser(who) if who else None,
            reason=ReasonCode(why) if why else None,
            # The day of "no place" stands beside every reason: it counts for that one only.
            parked_until=day("parked_until") if why == ReasonCode.NO_CAPACITY else None,
            lesson={name: int(text) for name, text in lesson.items()},
            outcome=Outcome(request.form["outcome"]) if request.form.get("outcome") else None,
            received_on=day("received_on"),
            starts_on=day("starts_on"),
            started_on=day("started_on"),
            in_charge=request.form.get("in_charge", ""),
            phone=request.form.get("phone", ""),
            content=request.form.get("content", ""),
            papers=request.form.get("papers", ""),
        )
    except ValueError:
        abort(400)


def day(name: str) -> date | None:
    """A day of the form; 400 for a text that is none."""
    text = request.form.get(name, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        abort(400)


def _one_of(vocabulary, name: str):
    try:
        return vocabulary(request.form.get(name, ""))
    except ValueError:
        abort(400)


def _is_partner() -> bool:
    return not current_actor().may(Permission.REFERRAL_WRITE)


def _field_hint(name: str) -> str:
    key = f"referral.draft.hint_{name}"
    return t(key) if has(key) else ""
