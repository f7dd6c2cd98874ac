"""우리 구 양식: the district's own workbook, brought once, filled with a month's figures."""

from flask import Blueprint, Response, abort, current_app, request, url_for

from resmap.domain.monthly import CODES
from resmap.domain.permissions import Permission
from resmap.domain.resident_number import ResidentNumberError
from resmap.flows import monthly_form
from resmap.flows.field_refusals import FieldsRefused
from resmap.flows.monthly_form import EMPTY, PlaceHere, Small
from resmap.web.context import (
    as_file,
    current_actor,
    done,
    idempotency_key,
    reading,
    render,
    revision,
    shell,
    today,
    writing,
)
from resmap.web.language import locale, t
from resmap.web.pages.figures import figure_name
from resmap.web.pages.my_month import asked_month
from resmap.web.routes import route
from resmap.words.office_forms import refused_sentence

blueprint = Blueprint("figures_form", __name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@route(blueprint, "/figures/template", permission=Permission.FIGURES_READ)
def index() -> Response:
    return _page()


@route(blueprint, "/figures/template", permission=Permission.OFFICE_EDIT, methods=["POST"])
def bring() -> Response:
    """Keep the workbook, and tell what was understood of it."""
    file = request.files.get("file")
    raw = file.read() if file else b""
    if not file or not raw:
        return _page(422, [t("figures.form.choose")])
    try:
        monthly_form.bring(
            shell().database, current_actor(), raw, file.filename or "template.xlsx", today(), key=idempotency_key()
        )
    except monthly_form.FormatError as error:
        return _page(422, [refused_sentence(one, locale()) for one in error.problems])
    except ResidentNumberError:
        return _page(422, [t("shell.error.resident_number.text")])
    except FieldsRefused:
        return _page(422, [t("figures.form.nothing_known")])
    return done(url_for("figures_form.index"), "figures.form.kept")


@route(blueprint, "/figures/template/cells", permission=Permission.OFFICE_EDIT, methods=["POST"])
def choose() -> Response:
    """What a person said of cells; what stands as it was shown is not sent on."""
    form = request.form
    said = {name.removeprefix("cell-"): code for name, code in form.items() if name.startswith("cell-")}
    changed = {name: code for name, code in said.items() if code != form.get(f"was-{name}", "")}
    try:
        with writing() as uow:
            monthly_form.choose(uow, current_actor(), changed, revision=revision(), key=idempotency_key())
    except FieldsRefused:
        abort(400)
    return done(url_for("figures_form.index"), "figures.form.said")


@route(blueprint, "/figures/template/forget", permission=Permission.OFFICE_EDIT, methods=["POST"])
def forget() -> Response:
    with writing() as uow:
        monthly_form.forget(uow, current_actor(), revision=revision(), key=idempotency_key())
    return done(url_for("figures_form.index"), "figures.form.forgotten")


@route(blueprint, "/figures/template/filled", permission=Permission.FIGURES_READ, methods=["POST"])
def filled() -> Response:
    """The workbook with the figures of a month, to be saved; that it left is noted."""
    small = request.form.get("small", "")
    if small not in set(Small):
        return _page(422, [t("figures.form.small_needed")])
    try:
        made = monthly_form.fill(
            shell().database,
            current_actor(),
            asked_month(request.form.get("month", "")),
            dong=request.form.get("dong", ""),
            small=Small(small),
        )
    except monthly_form.FormatError as error:
        return _page(422, [refused_sentence(one, locale()) for one in error.problems])
    return as_file(current_app.response_class(made.data, mimetype=XLSX), made.name)


def _page(status: int = 200, sentences=()) -> Response:
    with reading() as uow:
        view = monthly_form.here(uow, current_actor())
    month = asked_month(request.values.get("month", ""))
    return render(
        "figures_form/index.html",
        status,
        view=view,
        sentences=sentences,
        month=month.strftime("%Y-%m"),
        dongs=[("", t("my_month.all_dongs")), *((one, one) for one in sorted(current_actor().dongs))],
        dong=request.values.get("dong", ""),
        options=[(code, full_name(code)) for code in CODES],
        full_name=full_name,
        span=_span,
        may_edit=current_actor().may(Permission.OFFICE_EDIT),
        empty=EMPTY,
    )


def full_name(code: str) -> str:
    """A figure by its words with what it is a part of: 의뢰 · 공공, 종결 사례 · 사망."""
    head, _, rest = code.partition(".")
    own = figure_name(code)
    if head == "links" and rest.count("."):
        return t("figures.part", whole=figure_name(f"links.{rest.partition('.')[0]}"), part=own)
    if code.startswith("cases.closed.") or (head in ("contacts", "value", "conferences") and rest):
        return t("figures.part", whole=figure_name("cases.closed" if head == "cases" else head), part=own)
    return own


def _span(one: PlaceHere) -> str:
    """Of when and where the cell is, where it says so: 3월, 누계, 자양1동."""
    when = t("figures.form.summed") if one.summed else t("figures.form.of_month", n=one.month) if one.month else ""
    return " · ".join(filter(None, (when, one.dong)))
