"""우리 기관 서식: the office's own forms, brought by the supervisor, with the fields that were found."""

from flask import Blueprint, Response, request, url_for

from resmap.domain.permissions import Permission
from resmap.domain.resident_number import ResidentNumberError
from resmap.flows import office_forms
from resmap.flows.field_refusals import FieldsRefused
from resmap.web.context import current_actor, done, idempotency_key, reading, render, revision, shell, today, writing
from resmap.web.language import locale, t
from resmap.web.pages.case_plan import field_sentence
from resmap.web.routes import route
from resmap.words.office_forms import refused_sentence

blueprint = Blueprint("office_forms", __name__)


@route(blueprint, "/office/forms", permission=Permission.OFFICE_EDIT)
def index() -> Response:
    return _page()


@route(blueprint, "/office/forms", permission=Permission.OFFICE_EDIT, methods=["POST"])
def bring() -> Response:
    """Keep the form and tell what was found in it."""
    file = request.files.get("file")
    raw = file.read() if file else b""
    name = (file and file.filename) or "form.hwpx"
    if not raw:
        return _page(422, [field_sentence("file", "MISSING")])
    try:
        office_forms.bring(
            shell().database, current_actor(), request.form.get("sheet", ""), raw, name, today(), key=idempotency_key()
        )
    except office_forms.FormatError as error:
        return _page(422, [refused_sentence(one, locale()) for one in error.problems])
    except ResidentNumberError:
        return _page(422, [t("shell.error.resident_number.text")])
    except FieldsRefused as refused:
        return _page(422, [field_sentence(*one) for one in refused.fields])
    return done(url_for("office_forms.index"), "plan.own_form.kept")


@route(blueprint, "/office/forms/forget", permission=Permission.OFFICE_EDIT, methods=["POST"])
def forget() -> Response:
    with writing() as uow:
        office_forms.forget(
            uow, current_actor(), request.form.get("sheet", ""), revision=revision(), key=idempotency_key()
        )
    return done(url_for("office_forms.index"), "plan.own_form.forgotten")


def _page(status: int = 200, sentences=()) -> Response:
    with reading() as uow:
        forms = office_forms.listed(uow, current_actor())
    return render(
        "office_forms/index.html",
        status,
        forms=forms,
        sentences=sentences,
        sheets=[(one, t(f"plan.own_form.sheet.{one}")) for one in office_forms.SHEETS],
    )
