"""동의: all consents on one sheet, each by itself; taking them back; what each recipient would see."""

from datetime import date

from flask import Blueprint, Response, abort, current_app, request, url_for

from resmap.domain.consent_sheet import Asked, How, Proof, SignedBy, Signer
from resmap.domain.permissions import Permission
from resmap.flows import consent_acts, consent_preview, consent_view
from resmap.flows.consent_acts import Answered, ReasonMissing, SheetRefused
from resmap.web.context import as_file, current_actor, done, idempotency_key, reading, render, today, writing
from resmap.web.documents import MEDIA, OFFICE
from resmap.web.language import locale, t
from resmap.web.pages.cases import field_name
from resmap.web.routes import route

blueprint = Blueprint("case_consents", __name__)


@route(blueprint, "/cases/<uuid:case>/consents", permission=Permission.CASE_READ)
def page(case) -> Response:
    """What may we do, and what may we tell whom?"""
    return _page(case)


@route(blueprint, "/cases/<uuid:case>/consents/sheet", permission=Permission.CASE_EDIT, methods=["POST"])
def answer(case) -> Response:
    """Keep the answers of one sitting; what is missing is said on the same page, with all that was entered."""
    try:
        with writing() as uow:
            consent_acts.answer_sheet(
                uow,
                current_actor(),
                str(case),
                today(),
                answers=_answers(),
                signer=_signer(),
                how=_one_of(How, "how"),
                key=idempotency_key(),
            )
    except SheetRefused as refused:
        return _page(case, 422, refused.gaps)
    return done(url_for("case_consents.page", case=case), "consents.kept")


@route(
    blueprint, "/cases/<uuid:case>/consents/<uuid:consent>/withdraw", permission=Permission.CASE_EDIT, methods=["POST"]
)
def withdraw(case, consent) -> Response:
    try:
        with writing() as uow:
            consent_acts.withdraw(
                uow,
                current_actor(),
                str(case),
                str(consent),
                today(),
                why=request.form.get("why", ""),
                key=idempotency_key(),
            )
    except ReasonMissing:
        return render(
            "cases/refused.html", 422, title=t("case.refused.words"), text=t("case.refused.words_text"), sentences=()
        )
    return done(url_for("case_consents.page", case=case) + "#to-tell", "consents.kept_withdrawn")


@route(blueprint, "/cases/<uuid:case>/consents/told", permission=Permission.CASE_EDIT, methods=["POST"])
def told(case) -> Response:
    with writing() as uow:
        consent_acts.told(
            uow, current_actor(), str(case), request.form.get("task", ""), today(), key=idempotency_key()
        )
    return done(url_for("case_consents.page", case=case) + "#to-tell", "consents.kept_told")


@route(blueprint, "/cases/<uuid:case>/consents/sheet.pdf", permission=Permission.CASE_READ)
def sheet_pdf(case) -> Response:
    return _sheet(case, "pdf")


@route(blueprint, "/cases/<uuid:case>/consents/sheet.hwpx", permission=Permission.CASE_READ)
def sheet_hwpx(case) -> Response:
    return _sheet(case, "hwpx")


@route(blueprint, "/cases/<uuid:case>/consents/own-sheet.hwpx", permission=Permission.CASE_READ)
def sheet_own(case) -> Response:
    """The office's own consent form with the same in it."""
    return _sheet(case, OFFICE)


@route(blueprint, "/cases/<uuid:case>/preview", permission=Permission.CASE_READ)
def preview(case) -> Response:
    """What would they see, before anything is sent?"""
    with reading() as uow:
        view = consent_preview.preview(
            uow, current_actor(), str(case), today(), locale=locale(), offer=request.args.get("offer")
        )
    return render("case_consents/preview.html", view=view, head=view.head, field_name=field_name)


def _page(case, status: int = 200, gaps=()) -> Response:
    with reading() as uow:
        view = consent_view.page(
            uow, current_actor(), str(case), today(), locale=locale(), offer=request.args.get("offer")
        )
    return render(
        "case_consents/page.html",
        status,
        view=view,
        head=view.head,
        errors=[(_place(where), t(f"consents.gap.{gap.value}")) for where, gap in gaps],
        given=request.form if status != 200 else {},
        given_fields=lambda recipient: request.form.getlist(f"field-{recipient}") if status != 200 else None,
        field_name=lambda name: consent_view.field_words(name, locale()),
        hows=[(one.value, t(f"consents.how.{one.value}")) for one in How],
        signs_options=[(one, t(f"consents.signed_by.{one}"), view.client_label if one == "self" else "") for one in view.signs],
        proofs=[("", t("consents.proof_none")), *((one.value, t(f"consents.proof.{one.value}")) for one in Proof)],
    )


def _place(where: str) -> str:
    return "signer" if where == "signer" else f"ask-{where}"


def _sheet(case, kind: str) -> Response:
    with reading() as uow:
        content = consent_view.printed(
            uow,
            current_actor(),
            str(case),
            today(),
            locale=locale(),
            offers=tuple(request.args.getlist("offer")),
            kind=kind,
        )
    response = current_app.make_response(content)
    response.mimetype = MEDIA[kind]
    return as_file(response, f"{t('forms.consent.title')}.{'hwpx' if kind == OFFICE else kind}")


def _answers() -> tuple[Answered, ...]:
    """What the form answers: ``answer-<question>`` or ``answer-<question>-<id>`` = yes, no, or nothing."""
    found = []
    for name, said in request.form.items():
        if not name.startswith("answer-") or said not in ("yes", "no"):
            continue
        key, _, recipient = name.removeprefix("answer-").partition("-")
        try:
            asked = Asked(key)
        except ValueError:
            abort(400)
        found.append(
            Answered(
                asked,
                said == "yes",
                recipient or None,
                tuple(request.form.getlist(f"field-{recipient}")) if asked is Asked.PROVIDE_OFFER else (),
                _day(f"until-{recipient}" if asked is Asked.PROVIDE_OFFER else f"until-{key}"),
            )
        )
    return tuple(found)


def _signer() -> Signer:
    by = _one_of(SignedBy, "signed_by")
    proof = request.form.get("proof", "")
    if proof and proof not in {one.value for one in Proof}:
        abort(400)
    member = {
        SignedBy.SELF: None,
        SignedBy.LEGAL_REPRESENTATIVE: request.form.get("representative") or None,
        SignedBy.MEMBER: request.form.get("member") or None,
    }[by]
    return Signer(
        by,
        member,
        name=request.form.get("representative_name", "")[:60],
        relation=request.form.get("representative_relation", "")[:60],
        proof=Proof(proof) if proof else None,
        not_feared=request.form.get("not_feared") == "yes",
    )


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
