"""슈퍼비전: what waits, over all cases of the actor."""

from flask import Blueprint, Response

from resmap.domain.permissions import Permission
from resmap.flows import advising
from resmap.web.context import current_actor, reading, render, today
from resmap.web.language import locale
from resmap.web.routes import route

blueprint = Blueprint("advice", __name__)


@route(blueprint, "/advice", permission=Permission.CASE_READ)
def index() -> Response:
    """What waits: for an answer, for a note of what followed."""
    with reading() as uow:
        view = advising.listed(uow, current_actor(), today(), locale=locale())
    return render("advice/index.html", view=view)
