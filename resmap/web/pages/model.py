"""가중치: the whole policy of matching on one screen, read only."""

from flask import Blueprint, Response

from resmap.domain.permissions import Permission
from resmap.flows import weights
from resmap.web.context import current_actor, render
from resmap.web.language import locale
from resmap.web.routes import route

blueprint = Blueprint("model", __name__)


@route(blueprint, "/model", permission=Permission.MODEL_READ)
def index() -> Response:
    return render("model/index.html", policy=weights.policy(current_actor(), locale=locale()))
