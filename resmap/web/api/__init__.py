"""The API under ``/api/v1``: what the pages offer, for programs, through the same flows and rights.

Nothing is decided here. An operation (:mod:`.operations`) says who may use it, what it
takes and what it answers; its body calls one flow. What a flow answers is told as it is
(:mod:`.shapes`), what it refuses becomes a problem (:mod:`.problems`), and the document
at ``/api/v1/openapi.json`` is made from the same declarations (:mod:`.openapi`).
"""

from flask import Response, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

# Each of these adds its operations to the blueprint, in the order of the document.
from resmap.web.api import login  # isort: skip
from resmap.web.api import cases  # isort: skip
from resmap.web.api import intake  # isort: skip
from resmap.web.api import person  # isort: skip
from resmap.web.api import assessment  # isort: skip
from resmap.web.api import course  # isort: skip
from resmap.web.api import consents  # isort: skip
from resmap.web.api import safety  # isort: skip
from resmap.web.api import plan  # isort: skip
from resmap.web.api import team  # isort: skip
from resmap.web.api import supervision  # isort: skip
from resmap.web.api import conflicts  # isort: skip
from resmap.web.api import links  # isort: skip
from resmap.web.api import donations  # isort: skip
from resmap.web.api import trainings  # isort: skip
from resmap.web.api import carry  # isort: skip
from resmap.web.api import due_dates  # isort: skip
from resmap.web.api import months  # isort: skip
from resmap.web.api import closing  # isort: skip
from resmap.web.api import after_closing  # isort: skip
from resmap.web.api import checks  # isort: skip
from resmap.web.api import referrals  # isort: skip
from resmap.web.api import case_referrals  # isort: skip
from resmap.web.api import wishes  # isort: skip
from resmap.web.api import networks  # isort: skip
from resmap.web.api import register  # isort: skip
from resmap.web.api import curation  # isort: skip
from resmap.web.api import pairs  # isort: skip
from resmap.web.api import upkeep  # isort: skip
from resmap.web.api import imports  # isort: skip
from resmap.web.api import exports  # isort: skip
from resmap.web.api import maps  # isort: skip
from resmap.web.api import knowledge  # isort: skip
from resmap.web.api.operations import ROOT, blueprint
from resmap.web.api.problems import instead_of_a_page, problem_of

__all__ = [
    "after_closing",
    "assessment",
    "blueprint",
    "carry",
    "case_referrals",
    "cases",
    "checks",
    "closing",
    "conflicts",
    "consents",
    "course",
    "curation",
    "donations",
    "due_dates",
    "exports",
    "imports",
    "intake",
    "knowledge",
    "links",
    "login",
    "maps",
    "months",
    "networks",
    "pairs",
    "person",
    "plan",
    "referrals",
    "register",
    "safety",
    "supervision",
    "team",
    "trainings",
    "upkeep",
    "wishes",
]

# The app's handlers for classes with a status of their own would come first: name them here.
for _error in (CSRFError, HTTPException, Exception):
    blueprint.register_error_handler(_error, problem_of)


@blueprint.after_app_request
def _answer_as_api(response: Response) -> Response:
    """For addresses that no operation has, too: those reach no blueprint."""
    return instead_of_a_page(response) if request.path.startswith(f"{ROOT}/") else response
