"""의뢰·회신: who has not replied? The letter, the reply by phone, the reply of the agency itself."""

from flask import Blueprint, Response, abort, request, url_for

from resmap.domain.permissions import Permission
from resmap.domain.referrals import ReferralState
from resmap.flows import referral_view, referring, replying
from resmap.web.context import (
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
    with reading() as uow:
        view = referral_view.referral_page(uow, current_actor(), str(referral), today(), locale=locale())
    return render(
        "referrals/page.html",
        view=view,
        badges=BADGES,
        path=[(state, t(f"referral.path.{state}")) for state in PATH],
        is_partner=_is_partner(),
        wants_words={str(state) for state in replying.WANTS_WORDS},
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
        )
    return done(url_for("referrals.page", referral=referral), "referral.step.kept")


def _is_partner() -> bool:
    return not current_actor().may(Permission.REFERRAL_WRITE)


def _field_hint(name: str) -> str:
    key = f"referral.draft.hint_{name}"
    return t(key) if has(key) else ""
