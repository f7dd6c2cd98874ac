"""종결과 이어 가기: who is to be taken up again, which closings are prepared, and what an agency leaves when it closes."""

from flask import Blueprint, Response, request

from resmap.domain.permissions import Permission
from resmap.flows import closings
from resmap.web.context import current_actor, reading, render
from resmap.web.language import locale
from resmap.web.routes import route

blueprint = Blueprint("closings", __name__)


@route(blueprint, "/closings", permission=Permission.CASE_READ)
def index() -> Response:
    with reading() as uow:
        view = closings.page(uow, current_actor(), agency=request.args.get("agency", ""), locale=locale())
    return render("closings/index.html", view=view)
