"""내 사례: the list, one case with what could meet each need, answers, comparing, looking together, closing."""

import re
from collections.abc import Callable
from datetime import date

from flask import Blueprint, Response, abort, request, url_for

from resmap.domain.codes import Answer, Stage
from resmap.domain.helping import Part
from resmap.domain.permissions import Permission
from resmap.flows import (
    answers,
    cases,
    comparing,
    consenting,
    helping,
    overriding,
    referring,
    together,
    wishes_view,
)
from resmap.flows.case_view import KINDS, CasePage
from resmap.flows.replying import WordsMissing
from resmap.flows.ruling import AlreadyDone, RuleForbids
from resmap.web.context import current_actor, done, idempotency_key, reading, render, today, writing
from resmap.web.language import locale, t
from resmap.web.menu import may_open
from resmap.web.routes import route
from resmap.words import refusals
from resmap.words.refusals import refusal_sentence

blueprint = Blueprint("cases", __name__)

#: So many suggestions of a need stand open; the rest is folded.
OPEN_AT_ONCE = 3

#: Where each part of a case that somebody helps with begins.
PAGE_OF = {
    Part.OVERVIEW: "cases.page",
    Part.ASSESSMENT: "case_assessment.page",
    Part.PLAN: "case_plan.page",
    Part.CHECKS: "case_checks.page",
    Part.REFERRALS: "case_referrals.page",
}

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@route(blueprint, "/cases", permission=Permission.CASE_READ)
def index() -> Response:
    """내 사례: what next, who, when?"""
    with reading() as uow:
        lines = cases.mine(uow, current_actor(), today(), locale=locale())
    with reading() as uow:
        helped = helping.mine(uow, current_actor(), locale=locale())
    return render("cases/index.html", lines=lines, helped=helped, page_of=PAGE_OF)


@route(blueprint, "/cases/<uuid:case>", permission=Permission.CASE_READ)
def page(case) -> Response:
    """One case: whom do I call first, and why?"""
    kind = request.args.get("kind")
    kind = kind if kind in KINDS else None
    with reading() as uow:
        view = cases.page(
            uow, current_actor(), str(case), today(), locale=locale(), kind=kind, more=request.args.get("more")
        )
    return render(
        "cases/page.html",
        view=view,
        head=view.head,
        kind=kind,
        kinds=_kind_chips(view, kind),
        stages=_stages(),
        open_at_once=OPEN_AT_ONCE,
        may_override=current_actor().may(Permission.OVERRIDE),
        row_id=_row_ids(view),
        entry_address=_entry_address,
        network_address=_network_address(view.head.id),
        field_pairs=field_pairs,
        consent_until=today() + consenting.USUAL,
        dial=dial,
        wish_choices=_wish_choices(),
    )


@route(blueprint, "/cases/<uuid:case>/answers", permission=Permission.CASE_EDIT, methods=["POST"])
def answer(case) -> Response:
    """Keep a later or a no. A yes goes on to the referral (:func:`refer`)."""
    said = Answer(_one_of("answer", {Answer.LATER.value, Answer.DECLINE.value}))
    with writing() as uow:
        answers.answer(
            uow,
            current_actor(),
            str(case),
            today(),
            need_id=request.form.get("need", ""),
            offer_id=request.form.get("offer", ""),
            said=said,
            by=request.form.get("by") or None,
            why=request.form.get("why"),
            seen=request.form.get("seen", ""),
            key=idempotency_key(),
        )
    return done(_back(case), f"case.answer.kept_{said.value}")


@route(
    blueprint,
    "/cases/<uuid:case>/answers/<uuid:answer_id>/reopen",
    permission=Permission.CASE_EDIT,
    methods=["POST"],
)
def reopen(case, answer_id) -> Response:
    with writing() as uow:
        answers.reopen(uow, current_actor(), str(case), str(answer_id), key=idempotency_key())
    return done(_back(case), "case.answer.kept_reopen")


@route(blueprint, "/cases/<uuid:case>/referrals", permission=Permission.REFERRAL_WRITE, methods=["POST"])
def refer(case) -> Response:
    """연계하기: keep the client's yes and begin the letter."""
    with writing() as uow:
        started = referring.draft(
            uow,
            current_actor(),
            str(case),
            today(),
            need_id=request.form.get("need", ""),
            offer_id=request.form.get("offer", ""),
            by=request.form.get("by") or None,
            why=request.form.get("why"),
            seen=request.form.get("seen", ""),
            key=idempotency_key(),
        )
    return done(url_for("referrals.page", referral=started), "referral.draft.begun")


@route(blueprint, "/cases/<uuid:case>/consents", permission=Permission.CASE_EDIT, methods=["POST"])
def consent(case) -> Response:
    """The client names a recipient: from the case page, or from a letter that is being written."""
    with writing() as uow:
        consenting.agree(
            uow,
            current_actor(),
            str(case),
            today(),
            offer_id=request.form.get("offer", ""),
            fields=tuple(request.form.getlist("field")),
            until=_day("until"),
            by=request.form.get("by", ""),
            key=idempotency_key(),
        )
    letter = request.form.get("referral", "")
    back = url_for("referrals.page", referral=letter) if _UUID.fullmatch(letter) else _back(case)
    return done(back, "referral.consent.kept")


@route(blueprint, "/cases/<uuid:case>/overrides", permission=Permission.OVERRIDE, methods=["POST"])
def override(case) -> Response:
    with writing() as uow:
        overriding.let_pass(
            uow,
            current_actor(),
            str(case),
            today(),
            need_id=request.form.get("need", ""),
            offer_id=request.form.get("offer", ""),
            reason=request.form.get("reason", ""),
            key=idempotency_key(),
        )
    return done(_back(case), "case.override.kept")


@route(blueprint, "/cases/<uuid:case>/compare", permission=Permission.CASE_READ)
def compare(case) -> Response:
    with reading() as uow:
        view = comparing.compare(
            uow,
            current_actor(),
            str(case),
            today(),
            need_id=request.args.get("need", ""),
            offer_ids=tuple(request.args.getlist("offer")),
            locale=locale(),
        )
    return render("cases/compare.html", view=view, head=view.head, dial=dial)


@route(blueprint, "/cases/<uuid:case>/compare", permission=Permission.CASE_EDIT, methods=["POST"])
def choose(case) -> Response:
    need, offers = request.form.get("need", ""), tuple(request.form.getlist("offer"))
    with writing() as uow:
        comparing.keep_choice(
            uow,
            current_actor(),
            str(case),
            today(),
            need_id=need,
            offer_ids=offers,
            chosen=request.form.get("chosen", ""),
            why=request.form.get("why", ""),
            key=idempotency_key(),
        )
    return done(f"{url_for('cases.page', case=case)}#need-{need}", "case.compare.kept")


@route(blueprint, "/cases/<uuid:case>/together", permission=Permission.CASE_READ)
def look_together(case) -> Response:
    """함께 보기: large type, plain words, nobody else's data."""
    chosen = request.args.getlist("need") if "need" in request.args or "pick" in request.args else None
    with reading() as uow:
        view = together.together(uow, current_actor(), str(case), today(), locale=locale(), needs=chosen)
    return render("cases/together.html", view=view, pairs=[(one.id, one.name) for one in view.needs], dial=dial)


# Refusals of flows, for all pages: a clear page that says why, and the way back.


@blueprint.app_errorhandler(RuleForbids)
def forbidden(refusal: RuleForbids) -> Response:
    sentences = [reason_sentence(str(one.code), one.facts) for one in refusal.reasons]
    return _refused("title", "lead", 409, sentences=sentences)


@blueprint.app_errorhandler(AlreadyDone)
def already_done(refusal: AlreadyDone) -> Response:
    return _refused("double", "double_text", 409, go=url_for("referrals.page", referral=refusal.subject))


@blueprint.app_errorhandler(comparing.NotComparable)
def not_comparable(_) -> Response:
    return _refused("compare", "compare_text", 422)


@blueprint.app_errorhandler(consenting.ConsentIncomplete)
def consent_incomplete(_) -> Response:
    return _refused("consent", "consent_text", 422)


@blueprint.app_errorhandler(WordsMissing)
@blueprint.app_errorhandler(comparing.WhyMissing)
@blueprint.app_errorhandler(overriding.ReasonMissing)
def words_missing(_) -> Response:
    return _refused("words", "words_text", 422)


def _refused(title: str, text: str, status: int, sentences=(), go: str = "") -> Response:
    return render(
        "cases/refused.html",
        status,
        title=t(f"case.refused.{title}"),
        text=t(f"case.refused.{text}"),
        sentences=sentences,
        go=go,
    )


def reason_sentence(code: str, facts) -> str:
    """Why a rule refuses an act, in the reader's language."""
    return refusal_sentence(code, facts, locale())


def field_name(name: str) -> str:
    """The words for a field of a disclosure, in the reader's language."""
    return refusals.field_name(name, locale())


def dial(number: str | None) -> str:
    """The number as a telephone dials it: "02-0000-2029" -> "tel:0200002029"."""
    digits = re.sub(r"[^\d+]", "", number or "")
    return f"tel:{digits}" if digits else ""


def _row_ids(view: CasePage) -> Callable[[str, str], str]:
    """Ids of rows by offer and need: ``offer-<id>`` for its first row, since it may answer several needs."""
    first: dict[str, str] = {}
    for need in view.needs:
        for one in need.suggestions:
            first.setdefault(one.offer, need.id)
    return lambda offer, need: f"offer-{offer}" if first.get(offer) == need else f"offer-{offer}-{need}"


def _wish_choices() -> dict[str, list[tuple[str, str]]]:
    """What can be said once for all, as pairs for chips."""
    found = wishes_view.choices(locale())
    return {name: [(one.value, one.text) for one in getattr(found, name)] for name in found.__dataclass_fields__}


def _kind_chips(view: CasePage, kind: str | None) -> list[tuple[str, str, bool]]:
    here = url_for("cases.page", case=view.head.id)
    chips = [(t("case.kind_all"), here, kind is None)]
    for one in KINDS:
        if view.kinds[one] or one == kind:
            words = t("case.kind_n", name=t(f"case.kind.{one}"), n=view.kinds[one])
            chips.append((words, f"{here}?kind={one}", one == kind))
    return chips


def _stages() -> list[tuple[str, str]]:
    return [(stage.value, t(f"case.stage.{stage.value}")) for stage in Stage]


def _back(case) -> str:
    """The case page where the button was pressed: same filter, same need."""
    kind, need = request.form.get("kind"), request.form.get("need", "")
    address = url_for("cases.page", case=case, **({"kind": kind} if kind in KINDS else {}))
    return f"{address}#need-{need}" if _UUID.fullmatch(need) else address


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return None


def field_pairs(names) -> list[tuple[str, str]]:
    return [(name, field_name(name)) for name in names]


def _one_of(name: str, values: set[str]) -> str:
    value = request.form.get(name, "")
    if value not in values:
        abort(400)
    return value


def _entry_address(offer: str) -> str:
    """The page of a register entry, where there is one that this actor may open."""
    return url_for("register.entry", entry=offer) if may_open("register.entry") else ""


def _network_address(case: str) -> str:
    """The ego network of the client, where there is one that this actor may open."""
    return url_for("networks.client", case=case) if may_open("networks.client") else ""
