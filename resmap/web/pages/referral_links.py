"""The link of a referral: made and ended by the office, opened by a recipient without an account.

Every token that opens nothing gets one and the same answer: wrong, ended, answered, taken back, or links
switched off. Tries are counted together with those of owners' links.
"""

import secrets
from datetime import timedelta

from flask import Blueprint, Response, abort, request, url_for

from resmap.domain.permissions import NotFound, Permission
from resmap.domain.referrals import ReferralState
from resmap.flows import owner, referral_links, referral_view
from resmap.flows.replying import WordsMissing
from resmap.flows.ruling import RuleForbids
from resmap.web.context import current_actor, done, idempotency_key, render, shell, today, writing
from resmap.web.errors import too_many
from resmap.web.language import t
from resmap.web.pages.cases import field_name
from resmap.web.pages.referrals import said
from resmap.web.routes import route

blueprint = Blueprint("referral_links", __name__)

#: Longer is no token of ours.
LONGEST = 80


@route(blueprint, "/referrals/<uuid:referral>/link", permission=Permission.REFERRAL_WRITE, methods=["POST"])
def link(referral) -> Response:
    """A link for the recipient: shown once, to be copied into a message. Or every link of the referral ended."""
    if not shell().settings.links:
        abort(404)
    back = url_for("referrals.page", referral=referral)
    with writing() as uow:
        if request.form.get("act") == "revoke":
            referral_links.revoke(uow, current_actor(), str(referral), today(), key=idempotency_key())
            return done(back, "referral_link.revoked")
        made = referral_links.make(
            uow,
            current_actor(),
            str(referral),
            today(),
            token=secrets.token_urlsafe(32),
            key=idempotency_key(),
            lasts=timedelta(days=shell().settings.link_days),
        )
    if made.token is None:
        return done(back, "referral_link.twice")
    address = url_for("referral_links.page", token=made.token, _external=True)
    return _unlisted(render("referral_link/made.html", address=address, expires=made.expires, back=back))


@route(blueprint, "/r/<token>", public=True)
def page(token) -> Response:
    """What is asked, and the two answers."""
    if _must_wait():
        return too_many(owner.WINDOW.seconds)
    return _page(token)


@route(blueprint, "/r/<token>", public=True, methods=["POST"])
def answer(token) -> Response:
    """The recipient's answer; the link ends with it."""
    if _must_wait():
        return too_many(owner.WINDOW.seconds)
    try:
        to = ReferralState(request.form.get("to", ""))
    except ValueError:
        abort(400)
    if not shell().settings.links or len(token) > LONGEST:
        return _closed()
    try:
        with shell().database.write() as uow:
            referral_links.answer(
                uow,
                token,
                today(),
                to=to,
                said=said(),
                words=request.form.get("words", ""),
                onward=request.form.get("onward", ""),
                key=idempotency_key(),
            )
    except NotFound:
        _note_wrong(token)
        return _closed()
    except WordsMissing:
        return _page(token, missing="words")
    except RuleForbids:
        return _page(token, missing="reason")
    return _unlisted(render("referral_link/thanks.html", said=to.value))


def _page(token: str, missing: str = "") -> Response:
    view = _look(token)
    if view is None:
        return _closed()
    response = render(
        "referral_link/page.html",
        422 if missing else 200,
        token=token,
        view=view,
        reasons=referral_view.reasons(),
        field_name=field_name,
        missing=t(f"referral_link.missing_{missing}") if missing else "",
    )
    return _unlisted(response)


def _look(token: str) -> referral_links.LinkView | None:
    if not shell().settings.links:
        return None
    found = None
    if len(token) <= LONGEST:
        with shell().database.read() as uow:
            found = referral_links.look(uow, token, today())
    if found is None:
        _note_wrong(token)
    return found


def _closed() -> Response:
    """One page for every token that opens nothing."""
    return _unlisted(render("referral_link/closed.html", 404))


def _unlisted(response: Response) -> Response:
    """No search engine keeps it; that no address travels on is every page's own (Referrer-Policy)."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def _must_wait() -> bool:
    return owner.must_wait(shell().database, request.remote_addr or "")


def _note_wrong(token: str) -> None:
    if shell().settings.links and token:
        owner.note_wrong(shell().database, request.remote_addr or "")
