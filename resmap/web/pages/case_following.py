"""사후관리: how are you, within the agreed period; and beginning again at any stage."""

from flask import Blueprint, Response, abort, request, url_for

from resmap.domain.codes import Stage
from resmap.domain.following_up import ALLOWED, Ground, Stability, Work
from resmap.domain.permissions import Permission
from resmap.flows import following
from resmap.web.context import current_actor, done, idempotency_key, reading, render, revision, today, writing
from resmap.web.language import locale, t
from resmap.web.routes import route
from resmap.words import has

blueprint = Blueprint("case_following", __name__)


@route(blueprint, "/cases/<uuid:case>/follow-up", permission=Permission.CASE_READ)
def page(case) -> Response:
    """Is the change stable, and is a return wanted?"""
    with reading() as uow:
        view = following.page(uow, current_actor(), str(case), today(), locale=locale())
    return render(
        "case_following/page.html",
        view=view,
        head=view.head,
        works=[(one.value, t(f"following_up.work.{one}")) for one in Work if one in ALLOWED],
        results=[(one.value, t(f"following_up.stability.{one}"), "") for one in Stability],
        grounds=[(one.value, t(f"following_up.ground.{one}")) for one in Ground],
        stages=[(one, t(f"case.stage.{one}")) for one in view.entries],
        scale_pairs=[(_scale_name(one.scale), _scores(one)) for one in view.scales],
    )


def _scale_name(scale: str) -> str:
    return t(f"scales.name.{scale}") if has(f"scales.name.{scale}") else scale


def _scores(line) -> str:
    """Totals in the order of time, each with its occasion (R213)."""
    told = (f"{t(f'scales.occasion.{occasion}')} {total if total is not None else '–'}" for _, occasion, total in line.scores)
    return " → ".join(told)


@route(blueprint, "/cases/<uuid:case>/follow-up", permission=Permission.CASE_EDIT, methods=["POST"])
def keep(case) -> Response:
    with writing() as uow:
        following.keep(
            uow,
            current_actor(),
            str(case),
            today(),
            work=[_one_of(Work, one) for one in request.form.getlist("work")],
            result=_one_of(Stability, request.form.get("result", "")),
            words=request.form.get("words", ""),
            said_again=request.form.get("said_again") == "yes",
            key=idempotency_key(),
        )
    return done(url_for("case_following.page", case=case), "parting.after.kept")


@route(blueprint, "/cases/<uuid:case>/follow-up/return", permission=Permission.CASE_EDIT, methods=["POST"])
def come_back(case) -> Response:
    with writing() as uow:
        following.come_back(
            uow,
            current_actor(),
            str(case),
            today(),
            then=_one_of(Stage, request.form.get("then", "")),
            grounds=[_one_of(Ground, one) for one in request.form.getlist("ground")],
            why=request.form.get("why", ""),
            revision=revision(),
            key=idempotency_key(),
        )
    return done(url_for("case_course.page", case=case), "parting.after.back_kept")


def _one_of(vocabulary, word: str):
    """The member of a vocabulary that the form names; 400 for another word."""
    try:
        return vocabulary(word)
    except ValueError:
        abort(400)
