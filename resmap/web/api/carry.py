"""옮겨 적기: the records of a case as plain text for the duty system, and what was carried over."""

from resmap.domain.carrying import Sheet
from resmap.domain.permissions import Permission
from resmap.flows import carrying
from resmap.flows.carrying import CarryPage
from resmap.web.api.models import Asked, Id, Kept
from resmap.web.api.operations import operation, spoken
from resmap.web.context import today


class CarriedAsked(Asked):
    sheet: Sheet
    subject: Id


@operation("GET", "/cases/<uuid:case>/carry", permission=Permission.CASE_READ)
def read_carry(uow, actor, case: str) -> CarryPage:
    """Each record field by field in the office's order, with what changed since it was carried over."""
    return carrying.page(uow, actor, case, today(), locale=spoken())


@operation("POST", "/cases/<uuid:case>/carry", permission=Permission.CASE_EDIT)
def mark_carried(uow, actor, key, case: str, body: CarriedAsked) -> Kept:
    """Note that a record was carried over as it is now."""
    carrying.mark(uow, actor, case, today(), sheet=body.sheet, subject=body.subject, key=key)
    return Kept(id=body.subject)
