"""What a service says beside the fields of an offer: times, cost, addresses on the web, what no column holds."""

import json
from typing import Any

from resmap.domain.proposing import propose
from resmap.formats.standards.hsds_needs import known_needs
from resmap.formats.standards.hsds_schedules import times
from resmap.formats.standards.hsds_service import ServiceAt
from resmap.formats.standards.hsds_texts import NO_TEXT, rows_in
from resmap.formats.standards.listed import TOLD_EXTRA


def beyond_of(it: ServiceAt) -> dict[str, Any]:
    """Columns of its record that no offer has."""
    own, text = it.own, it.text
    told = {
        "schedules": times(it),
        "cost": text("fees_description") or text("fees") or _costs(it),
        "website": own.get("website") or text("url") or (None if it.is_ours else it.of_organisation("website")),
        "email": own.get("email") or text("email") or (None if it.is_ours else it.of_organisation("email")),
        "ends_on": own.get("ends_on"),
        "capacity_groups": own.get("capacity_groups"),
        "particulars": own.get("particulars") or _particulars(it),
        "proposed_needs": own.get("proposed_needs") or _proposed(it),
    }
    return {name: value for name, value in told.items() if value is not None}


def extra_of(it: ServiceAt) -> dict[str, Any]:
    """What an offer may tell besides: documents to bring, languages, what an export of ours kept."""
    found = {name: value for name, value in it.own.get("extra", {}).items() if name in TOLD_EXTRA}
    documents = [it.of(one, "document") for one in rows_in(it.service, "required_documents")]
    languages = [it.of(one, "code") or it.of(one, "name") or it.of(one, "language")
                 for one in rows_in(it.service, "languages")]  # fmt: skip
    for name, values in (("documents", documents), ("languages", languages)):
        if told := list(dict.fromkeys(filter(None, values))):
            found[name] = told
    return found


def cells_of(it: ServiceAt) -> dict[str, str]:
    """The service as it was written, kept as evidence."""
    return {
        name: json.dumps(value) if isinstance(value, int | float) else NO_TEXT.sub("", value)[:2000]
        for name, value in it.service.items()
        if isinstance(value, str | int | float) and value != "" and not name.startswith("_")
    }


def _costs(it: ServiceAt) -> str | None:
    found = (
        it.of(one, "amount_description") or it.of(one, "option") for one in rows_in(it.service, "cost_options")
    )
    return "; ".join(filter(None, found)) or None


def _particulars(it: ServiceAt) -> dict[str, Any] | None:
    """What a foreign service says that no column holds: kept as text, used by no rule."""
    if it.is_ours:
        return None
    older = [it.of(one, "eligibility") for one in rows_in(it.service, "eligibility")]
    told = {
        "eligibility": it.text("eligibility_description") or "; ".join(filter(None, older)) or None,
        "terms": list(it.terms) or None,
        "service_areas": [n for one in rows_in(it.service, "service_areas") if (n := it.of(one, "name"))] or None,
    }
    return {name: value for name, value in told.items() if value} or None


def _proposed(it: ServiceAt) -> list[dict[str, Any]] | None:
    """Needs to be confirmed by a person, where nothing says them."""
    if it.is_ours or known_needs(it):
        return None
    found = propose(it.text("name") or "", " ".join(it.terms), it.text("description") or "")
    return [{"code": one.code, "confidence": one.confidence, "because": list(one.because)} for one in found] or None
