"""A month's work by roles, and the month's figures."""

from resmap.domain.permissions import Permission
from resmap.flows import monthly, my_month
from resmap.flows.monthly import FigureCases
from resmap.flows.my_month import RoleMonth
from resmap.web.api import models_months as models
from resmap.web.api.operations import operation, spoken


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
