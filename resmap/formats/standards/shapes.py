"""The shapes in which HSDS and its forerunners come, all made into nested services.

A nested service is a mapping with HSDS 3's names: ``organization``, ``phones``,
``service_at_locations`` with ``location`` and ``addresses``, ``attributes`` with
``taxonomy_term`` … What older shapes know beside it is put under ``TERMS`` (words
that classify it) and ``CONFIDENTIAL``.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from resmap.formats.problems import FormatError, Problem, type_name

Service = Mapping[str, Any]
#: (row as the file's reader counts, nested service)
Numbered = Iterator[tuple[int, Service]]

#: Keys of our own in a nested service: words that classify it; its place must not be told, or is no point.
TERMS, CONFIDENTIAL, NOT_A_POINT = "_terms", "_confidential", "_not_a_point"

#: A list of services, or of organisations, stands under one of these.
_LISTS = ("contents", "services", "organizations", "data", "results", "records", "service_at_locations")

#: What a service has and an organisation, a place or a term has not.
_OF_A_SERVICE = frozenset(
    {
        "status", "organization", "organization_id", "program_id", "service_at_locations", "application_process",
        "eligibility_description", "minimum_age", "fees_description", "assured_date", "interpretation_services",
        "service_areas", "cost_options",
    }
)  # fmt: skip
_NOT_A_SERVICE = frozenset({"location_type", "parent_id", "taxonomy_id", "taxonomy_detail", "legal_status", "tax_id"})


def services_of(document: object, what: str) -> Numbered:
    """The services of a JSON document, numbered from 1. Raises FormatError at once: see :func:`_refused`."""
    if isinstance(document, Mapping) and _is_tabular(document):
        tables = {name: [one for one in rows if isinstance(one, Mapping)] for name, rows in document.items()
                  if isinstance(rows, list)}  # fmt: skip
        return joined(tables, what, first_row=1)
    items = _items(document)
    found = [list(_services(one)) for one in items if isinstance(one, Mapping)]
    if items and not any(found):
        raise _refused(what, items[0])
    if not items and not (isinstance(document, Mapping) and document.get("empty") is True):
        raise _refused(what, document)
    return enumerate((service for services in found for service in services), start=1)


def _items(document: object) -> list:
    if isinstance(document, list):
        return document
    if not isinstance(document, Mapping):
        return []
    if _is_service(document) or "locations" in document or isinstance(document.get("service"), Mapping):
        return [document]
    for name in _LISTS:
        if isinstance(document.get(name), list):
            return document[name]
    return [document] if document.get("name") else []


def _refused(what: str, item: object) -> FormatError:
    """Why there is no service in the file, by what its first item is: ONLY_TERMS, ONLY_LOCATIONS,
    ONLY_ORGANIZATIONS, else NOT_SERVICES."""
    keys = item.keys() if isinstance(item, Mapping) else frozenset()
    for rule, signs in (
        ("ONLY_TERMS", {"taxonomy_detail", "taxonomy_id", "parent_id", "term_uri"}),
        ("ONLY_LOCATIONS", {"location_type", "latitude", "longitude"}),
        ("ONLY_ORGANIZATIONS", {"legal_status", "tax_id", "website", "year_incorporated"}),
        ("ONLY_TERMS", {"uri"}),
    ):
        if keys & signs:
            return FormatError(what, [Problem("$", rule)])
    return FormatError(what, [Problem("$", "NOT_SERVICES", type_name(item))])


def _is_service(item: Mapping) -> bool:
    return bool(item.keys() & _OF_A_SERVICE) and not (item.keys() & _NOT_A_SERVICE) and "service" not in item


def _services(item: Mapping) -> Iterator[Service]:
    """The nested services in one item of a list."""
    if isinstance(item.get("service"), Mapping):  # a service at a location
        place = {name: value for name, value in item.items() if name != "service"}
        yield {**item["service"], "service_at_locations": [place]}
    elif _is_service(item):
        yield item
    elif any(isinstance(one, Mapping) and "services_attributes" in one for one in _listed(item, "locations")):
        yield from _older(item)
    elif _listed(item, "services") and ("address" in item or "location" in item):
        yield from _facility(item)
    else:
        yield from _of_organisation(item)


def _of_organisation(item: Mapping) -> Iterator[Service]:
    """Services that an organisation holds: its own, at its locations, in its programs."""
    organisation = {name: value for name, value in item.items() if not isinstance(value, list) or name == "phones"}
    for service in _listed(item, "services"):
        if isinstance(service, Mapping):
            yield {"organization": organisation, **service}
    for location in _listed(item, "locations"):
        for service in _listed(location, "services"):
            if isinstance(service, Mapping):
                yield {"organization": organisation, "service_at_locations": [{"location": location}], **service}
    for program in _listed(item, "programs"):
        for service in _listed(program, "services"):
            if isinstance(service, Mapping):
                yield {"organization": organisation, "program": program, **service}


def _listed(item: object, name: str) -> list:
    found = item.get(name) if isinstance(item, Mapping) else None
    return found if isinstance(found, list) else []


# Tables


#: Names of tables as files and lists bear them, HSDS 2 among them.
_TABLE_NAMES = {
    "organizations": "organization", "programs": "program", "services": "service", "attributes": "attribute",
    "services_at_location": "service_at_location", "services_at_locations": "service_at_location",
    "service_at_locations": "service_at_location", "locations": "location", "phones": "phone",
    "addresses": "address", "physical_addresses": "address", "physical_address": "address",
    "schedules": "schedule", "regular_schedules": "regular_schedule", "service_areas": "service_area",
    "required_documents": "required_document", "languages": "language", "taxonomy_terms": "taxonomy_term",
    "cost_options": "cost_option", "organization_identifiers": "organization_identifier",
    "taxonomies": "taxonomy", "service_taxonomies": "service_taxonomy", "services_taxonomy": "service_taxonomy",
    "eligibilities": "eligibility", "payments_accepted": "payment_accepted",
}  # fmt: skip


def _table_name(name: str) -> str:
    plain = name.lower().removesuffix(".csv").rpartition("/")[2]
    return _TABLE_NAMES.get(plain, plain)


def _is_tabular(document: Mapping) -> bool:
    names = {_table_name(name) for name, rows in document.items() if isinstance(rows, list)}
    return "service" in names and bool(names & {"organization", "location", "phone", "service_at_location"}) and (
        "name" not in document
    )


def joined(tables: Mapping[str, list], what: str, *, first_row: int) -> Numbered:
    """The services of tables by their file names, each with the rows that point at it.

    Raises FormatError with NOT_SERVICES at once where there is no table of services.
    """
    known = {_table_name(name): rows for name, rows in tables.items()}
    if "service" not in known:
        raise FormatError(what, [Problem("$", "NOT_SERVICES", ", ".join(sorted(known)[:5]))])
    return enumerate(_join(known), start=first_row)


def _join(tables: Mapping[str, list]) -> Iterator[Service]:
    def by(table: str, column: str) -> dict[str, list]:
        found: dict[str, list] = defaultdict(list)
        for row in tables.get(table, ()):
            if row.get(column):
                found[row[column]].append(row)
        return found

    def one(table: str) -> dict[str, Mapping]:
        return {row["id"]: row for row in tables.get(table, ()) if row.get("id")}

    organisations, programs, terms, taxonomies = map(one, ("organization", "program", "taxonomy_term", "taxonomy"))
    identifiers = by("organization_identifier", "organization_id")
    organisation_phones = by("phone", "organization_id")
    parts = {
        "phones": by("phone", "service_id"),
        "schedules": by("schedule", "service_id"),
        "regular_schedules": by("regular_schedule", "service_id"),
        "service_areas": by("service_area", "service_id"),
        "languages": by("language", "service_id"),
        "cost_options": by("cost_option", "service_id"),
        "required_documents": by("required_document", "service_id"),
        "eligibility": by("eligibility", "service_id"),
    }
    addresses, location_phones = by("address", "location_id"), by("phone", "location_id")
    location_times = by("schedule", "location_id")
    locations = {
        id_: {**row, "addresses": addresses[id_], "phones": location_phones[id_], "schedules": location_times[id_]}
        for id_, row in one("location").items()
    }
    places = by("service_at_location", "service_id")
    times_there = by("schedule", "service_at_location_id")
    attributes = by("attribute", "link_id")
    older_terms = by("service_taxonomy", "service_id")
    for service in tables["service"]:
        id_ = service.get("id", "")
        organisation = organisations.get(service.get("organization_id", ""), {})
        nested = {name: found[id_] for name, found in parts.items() if found.get(id_)}
        yield {
            **service,
            **nested,
            "organization": {
                **organisation,
                "organization_identifiers": identifiers.get(organisation.get("id", ""), []),
                "phones": organisation_phones.get(organisation.get("id", ""), []),
            },
            **({"program": programs[service["program_id"]]} if service.get("program_id") in programs else {}),
            "service_at_locations": [
                {
                    **row,
                    "location": locations.get(row.get("location_id", ""), {}),
                    "schedules": times_there.get(row.get("id", ""), []),
                }
                for row in places.get(id_, [])
            ],
            "attributes": [
                {**row, "taxonomy_term": terms.get(row.get("taxonomy_term_id", ""), {})} for row in attributes.get(id_, [])
            ],
            TERMS: [
                _term(row, terms, taxonomies, row.get("taxonomy_detail")) for row in older_terms.get(id_, [])
            ],
        }


def _term(row: Mapping, terms: Mapping, taxonomies: Mapping, detail: object) -> str:
    id_ = row.get("taxonomy_term_id") or row.get("taxonomy_id") or ""
    found = terms.get(id_) or taxonomies.get(id_) or {}
    return str(found.get("name") or detail or id_)


# Older directories: Ohana / Open Referral before HSDS, and lists of facilities with their services


def _older(organisation: Mapping) -> Iterator[Service]:
    """An organisation with ``locations``, each with ``services_attributes`` (Open Referral, 2014)."""
    for location in _listed(organisation, "locations"):
        address = location.get("address_attributes") or {}
        place = {
            "name": location.get("name"),
            "addresses": [
                {
                    "address_1": address.get("street"),
                    "city": address.get("city"),
                    "state_province": address.get("state"),
                    "postal_code": address.get("zip"),
                    "country": "US" if address.get("state") else None,
                }
            ],
            **_point(location.get("coordinates")),
        }
        for service in _listed(location, "services_attributes") or [{}]:
            yield {
                "name": service.get("name") or location.get("name") or organisation.get("name"),
                "organization": {"name": organisation.get("name"), "website": _first(organisation.get("urls"))},
                "description": service.get("description") or location.get("description") or location.get("short_desc"),
                "url": _first(service.get("urls")) or _first(location.get("urls")) or _first(organisation.get("urls")),
                "email": _first(location.get("emails")),
                "application_process": service.get("how_to_apply"),
                "fees_description": service.get("fees"),
                "eligibility_description": service.get("eligibility") or service.get("audience"),
                "phones": _listed(location, "phones_attributes"),
                "schedules": [{"description": location.get("hours")}] if location.get("hours") else [],
                "languages": [{"code": one} for one in _listed(location, "languages")],
                "service_areas": [{"name": one} for one in _listed(service, "service_areas")],
                "service_at_locations": [{"location": place}],
                TERMS: [str(one) for one in _listed(service, "keywords")],
            }


def _facility(item: Mapping) -> Iterator[Service]:
    """A place with its ``services``: name, address in one line, a point, services with a category."""
    location = item.get("location")
    location = location if isinstance(location, Mapping) else {}
    place = {
        "name": item.get("name"),
        "latitude": location.get("latitude"),
        "longitude": location.get("longitude"),
        "addresses": [{"address_1": item.get("address"), "city": item.get("city")}],
    }
    for service in _listed(item, "services"):
        if not isinstance(service, Mapping):
            continue
        yield {
            "id": service.get("objectId") or service.get("id"),
            "name": service.get("name") or item.get("name"),
            "organization": {"name": item.get("name"), "website": item.get("website")},
            "description": service.get("description") or item.get("description") or service.get("notes"),
            "url": item.get("website"),
            "phones": [{"number": item.get("phone")}] if item.get("phone") else [],
            "eligibility_description": item.get("age"),
            "service_at_locations": [{"location": place}],
            TERMS: [str(one) for one in (service.get("category"), item.get("categories")) if one],
        }


def _point(coordinates: object) -> dict[str, Any]:
    """``[longitude, latitude]``, as these directories wrote it."""
    if isinstance(coordinates, list) and len(coordinates) == 2:
        return {"longitude": coordinates[0], "latitude": coordinates[1]}
    return {}


def _first(value: object) -> object:
    return value[0] if isinstance(value, list) and value else None
