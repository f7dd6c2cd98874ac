"""Which needs a service of others answers, where it says so."""

from collections.abc import Mapping

from resmap.domain import taxonomy
from resmap.formats.standards.hsds_service import ServiceAt
from resmap.formats.standards.hsds_texts import rows_in


def known_needs(it: ServiceAt) -> tuple[str, ...]:
    """Needs by terms that are need codes of ours, else by the type of facility that a term names."""
    terms = [one.get("taxonomy_term") for one in rows_in(it.service, "attributes")]
    codes = [term.get("code") for term in terms if isinstance(term, Mapping)]
    found = tuple(dict.fromkeys(code for code in codes if isinstance(code, str) and taxonomy.is_need(code)))
    return found or (it.type.needs if it.type else ())
