"""Whether a sheet can be had on the office's own form: what the buttons beside a print ask."""

from resmap.flows import office_forms
from resmap.web.context import current_actor, reading


def has_own_form(sheet: str) -> bool:
    """For templates: ``{% if own_form("closing") %}``."""
    with reading() as uow:
        return office_forms.has_form(uow, current_actor(), sheet)
