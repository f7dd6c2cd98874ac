"""회의: call one, put cases on the agenda, note who was there and what was decided, print the minutes."""

from datetime import date

from flask import Blueprint, Response, abort, request, url_for

from resmap.domain.meetings import ItemDecision
from resmap.domain.permissions import Permission
from resmap.domain.stages import ConferenceKind
from resmap.flows import assignments, conference_minutes, conferences
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
from resmap.web.routes import route

blueprint = Blueprint("conferences", __name__)

_EDIT = Permission.CONFERENCE_EDIT


@route(blueprint, "/conferences", permission=Permission.CASE_READ)
def index() -> Response:
    with reading() as uow:
        lines = conferences.listed(uow, current_actor())
    return render(
        "conferences/index.html",
        lines=lines,
        kinds=[(kind.value, t(f"stages.conference.{kind.value}")) for kind in ConferenceKind],
        may_edit=current_actor().may(_EDIT),
    )


@route(blueprint, "/conferences", permission=_EDIT, methods=["POST"])
def plan() -> Response:
    with writing() as uow:
        kept = conferences.plan(
            uow,
            current_actor(),
            kind=_one_of(ConferenceKind, "kind"),
            on=_day("on") or abort(400),
            written=request.form.get("written") == "yes",
            place=request.form.get("place", ""),
            dong=request.form.get("dong", ""),
            key=idempotency_key(),
        )
    return done(url_for("conferences.page", conference=kept), "conferences.kept_new")


@route(blueprint, "/conferences/<uuid:conference>", permission=Permission.CASE_READ)
def page(conference) -> Response:
    with reading() as uow:
        view = conferences.page(uow, current_actor(), str(conference), today(), locale=locale())
        colleagues = assignments.colleagues(uow, current_actor()) if view.may_edit else ()
    return render(
        "conferences/page.html",
        view=view,
        decisions=[("", "–"), *((one.value, t(f"conferences.decision.{one.value}")) for one in ItemDecision)],
        colleagues=[("", "–"), *((one.id, one.name) for one in colleagues)],
    )


@route(blueprint, "/conferences/<uuid:conference>/seats", permission=_EDIT, methods=["POST"])
def seat(conference) -> Response:
    form = request.form
    with writing() as uow:
        conferences.seat(
            uow,
            current_actor(),
            str(conference),
            user_id=form.get("user") or None,
            name=form.get("name", ""),
            organisation=form.get("organisation", ""),
            offer_id=form.get("offer", "").strip() or None,
            secrecy_on=today() if form.get("secrecy") == "yes" else None,
            key=idempotency_key(),
        )
    return done(url_for("conferences.page", conference=conference), "conferences.kept_seat")


@route(blueprint, "/conferences/<uuid:conference>/seats/<uuid:seat_id>", permission=_EDIT, methods=["POST"])
def secrecy(conference, seat_id) -> Response:
    with writing() as uow:
        conferences.sign_secrecy(
            uow, current_actor(), str(conference), str(seat_id), today(), key=idempotency_key()
        )
    return done(url_for("conferences.page", conference=conference), "conferences.kept_seat")


@route(blueprint, "/conferences/<uuid:conference>/items/<uuid:item>", permission=_EDIT, methods=["POST"])
def decide(conference, item) -> Response:
    with writing() as uow:
        conferences.decide(
            uow,
            current_actor(),
            str(item),
            today(),
            decision=_one_of(ItemDecision, "decision"),
            discussion=request.form.get("discussion", ""),
            revision=revision(),
            key=idempotency_key(),
        )
    return done(url_for("conferences.page", conference=conference), "conferences.kept_decision")


@route(blueprint, "/conferences/<uuid:conference>/held", permission=_EDIT, methods=["POST"])
def hold(conference) -> Response:
    with writing() as uow:
        conferences.hold(
            uow,
            current_actor(),
            str(conference),
            today(),
            next_on=_day("next_on"),
            revision=revision(),
            key=idempotency_key(),
        )
    return done(url_for("conferences.page", conference=conference), "conferences.kept_held")


@route(blueprint, "/conferences/<uuid:conference>/minutes", permission=_EDIT)
def minutes(conference) -> Response:
    as_hwpx = request.args.get("as") == "hwpx"
    with reading() as uow:
        document = conference_minutes.minutes(
            uow, current_actor(), str(conference), today(), locale=locale(), as_hwpx=as_hwpx
        )
    kind = "application/hwp+zip" if as_hwpx else "application/pdf"
    response = Response(document, mimetype=kind)
    return as_file(response, "회의록.hwpx" if as_hwpx else "회의록.pdf")


def _one_of(vocabulary, name: str):
    try:
        return vocabulary(request.form.get(name, ""))
    except ValueError:
        abort(400)


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return None
