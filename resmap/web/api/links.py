"""All links of a supervisor's dongs: numbers, what stands out, the list, and the same as a workbook."""

from flask import Response

from resmap.domain.permissions import Permission
from resmap.flows import link_overview
from resmap.flows.link_overview import Asked, Overview
from resmap.web.api import models_supervision as asked
from resmap.web.api.operations import operation, spoken
from resmap.web.context import as_file, today


@operation("GET", "/links", permission=Permission.CASE_DECIDE)
def read_links(uow, actor, query: asked.LinksQuery) -> Overview:
    """Every referral of your dongs: numbers first, what waits too long, what is refused for the same reason, the list."""
    view, _ = link_overview.overview(uow, actor, today(), _asked(query), locale=spoken(), page=query.page)
    return view


@operation(
    "GET",
    "/links/file",
    permission=Permission.CASE_DECIDE,
    answer=bytes,
    answer_media="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)
def read_links_file(uow, actor, query: asked.LinksQuery) -> Response:
    """The list as XLSX, without any client's name; that it was taken is kept."""
    made = link_overview.as_file(uow, actor, today(), _asked(query), locale=spoken())
    return as_file(Response(made.data, mimetype=made.media), made.name)


def _asked(query: asked.LinksQuery) -> Asked:
    return Asked(**{name: value for name, value in query.model_dump().items() if name != "page"})
