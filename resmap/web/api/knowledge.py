"""What the program knows without a person: the day's numbers, the model, spoken needs, its own description."""

from typing import Any

from resmap.domain.permissions import Permission
from resmap.domain.resident_number import refuse
from resmap.flows import files, weights
from resmap.flows import today as day
from resmap.web.api import models, openapi
from resmap.web.api.operations import operation, spoken
from resmap.web.context import current_actor, due_days, reading, today


@operation("GET", "/openapi.json", public=True, answer=dict[str, Any])
def describe() -> dict[str, Any]:
    """This description of the API (OpenAPI 3.1)."""
    return openapi.document()


@operation("GET", "/today", signed_in=True, answer=day.Overview)
def read_today() -> day.Overview:
    """Numbers of the day, as far as this account has to do with them; null for the rest."""
    with reading() as uow:
        return day.overview(uow, current_actor(), today(), office=due_days())


@operation("GET", "/model", permission=Permission.MODEL_READ, answer=weights.Policy)
def read_model() -> weights.Policy:
    """The whole policy of matching: gates, factors, weights, reasons, sources and version."""
    return weights.policy(current_actor(), locale=spoken())


@operation("GET", "/needs", permission=Permission.REGISTER_READ, query=models.NeedsQuery, answer=models.NeedCodes)
def find_needs(query: models.NeedsQuery) -> models.NeedCodes:
    """Need codes for a spoken sentence, for somebody to confirm; nothing of it is kept."""
    refuse(query.text, "text")
    return models.NeedCodes(**files.needs_of(query.text, query.top))
