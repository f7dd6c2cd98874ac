"""안전: duties that were carried out, protection, and how the client may be reached (P-22 to P-24)."""

from flask import Blueprint, Response, abort, request, url_for

from resmap.domain.codes import DutyCode
from resmap.domain.first_call import SafeToCall
from resmap.domain.permissions import Permission
from resmap.domain.protection import Channel, LookWhy, SafeContact
from resmap.flows import duties, protecting, statute
from resmap.web.context import current_actor, done, idempotency_key, reading, render, revision, shell, today, writing
from resmap.web.language import locale, t
from resmap.web.routes import route

blueprint = Blueprint("case_safety", __name__)


@route(blueprint, "/cases/<uuid:case>/safety", permission=Permission.CASE_READ)
def page(case) -> Response:
    """Is anybody in danger, and how may we reach them?"""
    with reading() as uow:
        view = protecting.page(uow, current_actor(), str(case), today(), locale=locale())
    return render(
        "case_safety/page.html",
        view=view,
        head=view.head,
        channels=[(one.value, t(f"safety.channel.{one.value}")) for one in Channel],
        safe_is=[(one.value, t(f"first_call.safe_is.{one.value}")) for one in SafeToCall],
        reasons=[(one.value, t(f"safety.look.{one.value}")) for one in LookWhy],
    )


@route(blueprint, "/cases/<uuid:case>/duties", permission=Permission.CASE_EDIT, methods=["POST"])
def report(case) -> Response:
    """신고함, or why not yet. There is no third answer."""
    code, said = _one_of(DutyCode, "code"), request.form.get("done", "")
    if said not in ("yes", "no"):
        abort(400)
    with writing() as uow:
        duties.carry_out(
            uow,
            current_actor(),
            str(case),
            today(),
            code=code,
            done=said == "yes",
            to=request.form.get("to", ""),
            number=request.form.get("number", ""),
            why_not=request.form.get("why_not", ""),
            key=idempotency_key(),
        )
    return done(url_for("case_safety.page", case=case), "safety.kept_done" if said == "yes" else "safety.kept_not")


@route(blueprint, "/cases/<uuid:case>/safety/protect", permission=Permission.CASE_EDIT, methods=["POST"])
def protect(case) -> Response:
    with writing() as uow:
        protecting.protect(
            uow,
            current_actor(),
            str(case),
            today(),
            why=request.form.get("why", ""),
            protected_from=request.form.get("protected_from") or None,
            revision=revision(),
            key=idempotency_key(),
        )
    return done(url_for("case_safety.page", case=case), "safety.kept_protected")


@route(blueprint, "/cases/<uuid:case>/safety/ask", permission=Permission.CASE_EDIT, methods=["POST"])
def ask_to_end(case) -> Response:
    with writing() as uow:
        protecting.ask_to_end(
            uow, current_actor(), str(case), today(), why=request.form.get("why", ""), key=idempotency_key()
        )
    return done(url_for("case_safety.page", case=case), "safety.kept_asked")


@route(blueprint, "/cases/<uuid:case>/safety/end", permission=Permission.CASE_DECIDE, methods=["POST"])
def end(case) -> Response:
    with writing() as uow:
        protecting.end(
            uow,
            current_actor(),
            str(case),
            today(),
            why=request.form.get("why", ""),
            revision=revision(),
            key=idempotency_key(),
        )
    return done(url_for("case_safety.page", case=case), "safety.kept_ended")


@route(blueprint, "/cases/<uuid:case>/safety/contact", permission=Permission.CASE_EDIT, methods=["POST"])
def contact(case) -> Response:
    with writing() as uow:
        protecting.keep_contact(
            uow,
            current_actor(),
            str(case),
            today(),
            contact=SafeContact(
                tuple(request.form.getlist("channel")),
                *(request.form.get(name, "") for name in ("how", "hours", "never")),
                safe=_one_of(SafeToCall, "safe").value if request.form.get("safe") else "",
            ),
            revision=revision(),
            key=idempotency_key(),
        )
    return done(url_for("case_safety.page", case=case), "safety.kept_contact")


@route(blueprint, "/cases/<uuid:case>/safety/look", permission=Permission.CASE_EDIT, methods=["POST"])
def look(case) -> Response:
    """What is hidden, told once to who said why: no address leads here, so that nobody comes back to it."""
    with reading() as uow:
        view = protecting.look(uow, current_actor(), str(case), today(), why=_one_of(LookWhy, "why"), locale=locale())
    return render("case_safety/hidden.html", view=view, head=view.head)


@route(blueprint, "/cases/<uuid:case>/safety/separate", permission=Permission.CASE_DECIDE, methods=["POST"])
def separate(case) -> Response:
    with writing() as uow:
        protecting.separate(
            uow,
            current_actor(),
            str(case),
            today(),
            members=tuple(request.form.getlist("member")),
            key=idempotency_key(),
        )
    return done(url_for("case_safety.page", case=case), "safety.kept_separated")


@route(blueprint, "/cases/notice", permission=Permission.CASE_EDIT)
def notice() -> Response:
    """What police or fire service passed on about an attempted suicide: four fields and no more (P-24)."""
    return render("case_safety/notice.html", dongs=sorted(current_actor().dongs), error="", given={})


@route(blueprint, "/cases/notice", permission=Permission.CASE_EDIT, methods=["POST"])
def keep_notice() -> Response:
    given = {name: request.form.get(name, "") for name in ("name", "birth_date", "address", "phone", "dong")}
    try:
        with writing() as uow:
            case = statute.keep_notice(uow, current_actor(), today(), **given, key=idempotency_key())
    except statute.NoticeIncomplete:
        return render(
            "case_safety/notice.html", 422, dongs=sorted(current_actor().dongs), error="missing", given=given
        )
    return done(url_for("case_safety.page", case=case), "safety.kept_notice")


@route(blueprint, "/cases/<uuid:case>/safety/purge", permission=Permission.CASE_EDIT, methods=["POST"])
def purge(case) -> Response:
    """Destroy what the law passed on, at once, and say so on paper."""
    with writing() as uow:
        certificate = statute.purge(uow, current_actor(), str(case), today(), key=idempotency_key())
    shell().database.scrub()
    return render("case_safety/purged.html", certificate=certificate)


@blueprint.app_errorhandler(duties.DutyIncomplete)
def duty_incomplete(_) -> Response:
    return _refused("safety.refused_duty")


@blueprint.app_errorhandler(protecting.WhyMissing)
def why_missing(_) -> Response:
    return _refused("case.refused.words_text")


def _refused(text: str) -> Response:
    return render("cases/refused.html", 422, title=t("case.refused.words"), text=t(text), sentences=(), go="")


def _one_of(vocabulary, name: str):
    try:
        return vocabulary(request.form.get(name, ""))
    except ValueError:
        abort(400)
