"""A month's work by roles, and the month's figures."""

from datetime import date

from flask import Response, request

from resmap.domain.permissions import Permission
from resmap.flows import monthly, monthly_form, my_month
from resmap.flows.monthly import FigureCases
from resmap.flows.monthly_form import TemplateHere
from resmap.flows.my_month import RoleMonth
from resmap.web.api import models_months as models
from resmap.web.api.operations import operation, spoken
from resmap.web.api.problems import ProblemFound
from resmap.web.context import as_file, current_actor, idempotency_key, shell, today


@operation("GET", "/month", permission=Permission.CASE_READ)
def read_my_month(query: models.MonthQuery, uow, actor) -> RoleMonth:
    """나의 한 달: your own month by the twelve roles and the three direct services (R048, R049, R152-R154)."""
    return my_month.mine(uow, actor, query.day(), locale=spoken())


@operation("GET", "/month/dongs", permission=Permission.FIGURES_READ)
def read_month_of_dongs(query: models.DongMonthQuery, uow, actor) -> RoleMonth:
    """Totals by role of one of your dongs, or of all; `team` lists workers by name, never by a number."""
    return my_month.of_dongs(uow, actor, query.day(), dong=query.dong or "", locale=spoken())


@operation("GET", "/month/workers/<uuid:worker>", permission=Permission.FIGURES_READ)
def read_month_of_worker(query: models.MonthQuery, uow, actor, worker: str) -> RoleMonth:
    """The month of a worker of your dongs, to talk over in supervision; only work in cases that you reach."""
    return my_month.of_worker(uow, actor, worker, query.day(), locale=spoken())


@operation("GET", "/figures", permission=Permission.FIGURES_READ)
def read_figures(query: models.DongMonthQuery, uow, actor) -> models.Figures:
    """월별 실적: persons, contacts, cases, links, won, meetings and trainings of a month; codes stand in `domain/monthly.py`."""
    view = monthly.page(uow, actor, query.day(), dong=query.dong or "")
    numbers = {one.code: one.number for section in view.sections for one in section.figures}
    return models.Figures(first=view.first, last=view.last, dong=view.dong, dongs=list(view.dongs), figures=numbers)


@operation("GET", "/figures/cases", permission=Permission.FIGURES_READ)
def read_cases_of_figure(query: models.FigureQuery, uow, actor) -> FigureCases:
    """The cases behind one figure, by number; no client's name. 404 for another code."""
    return monthly.consists_of(uow, actor, query.day(), query.code, dong=query.dong or "")


@operation("GET", "/figures/template", permission=Permission.FIGURES_READ)
def read_template(uow, actor) -> TemplateHere | None:
    """The district's own workbook: which cell is filled with what, and which nobody knows; null before one was brought."""
    return monthly_form.here(uow, actor)


@operation("POST", "/figures/template", permission=Permission.OFFICE_EDIT, upload=True, status=201)
def bring_template() -> TemplateHere:
    """Keep the district's workbook (XLSX without macros); what was said of the same cells before is kept."""
    file = request.files.get("file")
    if file is None:
        raise ProblemFound("INVALID", errors=[{"path": "$.file", "rule": "MISSING", "found": ""}])
    return monthly_form.bring(
        shell().database, current_actor(), file.read(), file.filename or "template.xlsx", today(), key=idempotency_key()
    )


@operation("POST", "/figures/template/cells", permission=Permission.OFFICE_EDIT)
def say_cells(uow, actor, key, body: models.CellsAsked) -> models.Kept:
    """Say once which figure goes into which cell; it is remembered."""
    monthly_form.choose(uow, actor, body.cells, revision=body.revision, key=key)
    return models.Kept(id=actor.office)


@operation("POST", "/figures/template/removal", permission=Permission.OFFICE_EDIT)
def forget_template(uow, actor, key, body: models.TemplateRemoval) -> models.Kept:
    """Take the workbook away."""
    monthly_form.forget(uow, actor, revision=body.revision, key=key)
    return models.Kept(id=actor.office)


@operation(
    "POST",
    "/figures/template/filled",
    permission=Permission.FIGURES_READ,
    body=models.FillAsked,
    answer=bytes,
    answer_media="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)
def fill_template(body: models.FillAsked) -> Response:
    """The workbook with the figures of a month; that it was taken out, and how small numbers were told, is kept."""
    day = date.fromisoformat(f"{body.month}-01")
    made = monthly_form.fill(shell().database, current_actor(), day, dong=body.dong or "", small=body.small)
    media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return as_file(Response(made.data, mimetype=media), made.name)
