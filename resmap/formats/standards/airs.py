"""AIRS XML: agencies, their sites and the services at each site, as 211 directories hand them on.

Read without entities, network or DTD, one agency at a time.
"""

import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from resmap.formats.entries import Taken
from resmap.formats.problems import FormatError, Problem
from resmap.formats.standards.bytes_in import raw_of
from resmap.formats.standards.hsds_read import take
from resmap.formats.standards.shapes import CONFIDENTIAL, TERMS, Numbered

#: An agency with more elements than this is no agency.
_MOST_ELEMENTS = 200_000


def read_airs(source: bytes | Path, what: str, *, source_name: str) -> Iterator[Taken]:
    """The services of an AIRS file (3.0 and 3.1), one for each site that offers it; an agency's own
    services stand at its own location. ``row`` counts services. What the file marks as confidential
    is not read: phones are left out, a service at a confidential address has no place.

    Raises FormatError, before the first entry: EMPTY, TOO_LARGE, NOT_XML (with the line), HAS_ENTITIES
    (a document type of its own), NOT_AIRS.
    """
    raw = raw_of(source, what)
    _check(raw, what)
    return take(_numbered(raw, what), source_name=source_name)


def _check(raw: bytes, what: str) -> None:
    """The whole file is well-formed, declares nothing, and holds agencies: known before the first entry."""
    from defusedxml import ElementTree
    from defusedxml.common import DefusedXmlException

    names: set[str] = set()
    elements = 0
    try:
        for event, element in ElementTree.iterparse(io.BytesIO(raw), events=("start", "end"), forbid_dtd=True):
            if event == "start":
                elements += 1
                names.add(_local(element.tag))
                if elements > _MOST_ELEMENTS and "Agency" not in names:
                    break
            elif _local(element.tag) in ("Agency", "SiteService", "Site"):
                element.clear()
    except DefusedXmlException:
        raise FormatError(what, [Problem("$", "HAS_ENTITIES")]) from None
    except (SyntaxError, ValueError, LookupError, RecursionError) as error:
        line = getattr(error, "position", (0, 0))[0]
        raise FormatError(what, [Problem(f"row {line}", "NOT_XML")]) from None
    if "Agency" not in names:
        raise FormatError(what, [Problem("$", "NOT_AIRS")])


def _numbered(raw: bytes, what: str) -> Numbered:
    from defusedxml import ElementTree

    row = 0
    for _, element in ElementTree.iterparse(io.BytesIO(raw), events=("end",), forbid_dtd=True):
        if _local(element.tag) == "Agency":
            for service in _services(element):
                row += 1
                yield row, service
            element.clear()


def _services(agency) -> Iterator[Mapping[str, Any]]:
    organisation = {
        "id": _text(agency, "Key"),
        "name": _text(agency, "Name"),
        "website": _text(agency, "URL", "Address"),
        "email": _text(agency, "Email", "Address"),
        "phones": _phones(agency),
    }
    for site in _all(agency, "Site"):
        for service in _all(site, "SiteService"):
            yield _service(service, organisation, site)
    for service in _all(agency, "AgencyService"):
        yield _service(service, organisation, next(_all(agency, "AgencyLocation"), agency))


def _service(service, organisation: Mapping[str, Any], site) -> Mapping[str, Any]:
    confidential = any(
        _is_confidential(one) for one in (*_all(site, "PhysicalAddress"), *_all(site, "AddressData"))
    ) or _is_confidential(site)
    phones = _phones(service) or _phones(site)
    return {
        # The same key can stand for agency, site and service: together they are one.
        "id": "/".join(filter(None, (organisation["id"], _text(site, "Key"), _text(service, "Key")))) or None,
        "name": _text(service, "Name") or _text(site, "Name") or organisation["name"],
        "organization": organisation,
        "description": _text(service, "Description") or _text(site, "SiteDescription"),
        "url": _text(service, "URL", "Address") or _text(site, "URL", "Address"),
        "email": _text(service, "Email", "Address") or _text(site, "Email", "Address"),
        "application_process": _joined(service, "IntakeProcedure", "ApplicationProcess", "HowToApply"),
        "fees_description": _joined(service, "FeeStructure", "Fees", "Cost"),
        "eligibility_description": _joined(service, "Eligibility", "Requirements", "AgeRequirements"),
        "required_documents": [{"document": one} for one in [_joined(service, "DocumentsRequired")] if one],
        "schedules": [{"description": one} for one in [_joined(service, "TimeOpen", "Hours")] if one],
        "languages": [{"name": one} for one in _texts(service, "Languages", "Language")],
        "service_areas": [{"name": one} for one in [_joined(service, "GeographicAreaServed", "AreaServed")] if one],
        "phones": phones,
        "service_at_locations": [] if confidential else [{"location": _location(site)}],
        TERMS: list(_terms(service)),
        CONFIDENTIAL: confidential,
    }


def _location(site) -> Mapping[str, Any]:
    address = next(_all(site, "PhysicalAddress"), None)
    spatial = next(_all(site, "SpatialLocation"), None)
    found: dict[str, Any] = {"name": _text(site, "Name"), "addresses": []}
    if spatial is not None:
        found |= {"latitude": _text(spatial, "Latitude"), "longitude": _text(spatial, "Longitude")}
    if address is not None:
        lines = [_text(address, name) for name in ("Line1", "Line2", "Address1", "Address2", "PreAddressLine")]
        found["addresses"] = [
            {
                "address_1": ", ".join(filter(None, lines)),
                "city": _text(address, "City"),
                "state_province": _text(address, "State"),
                "postal_code": _text(address, "ZipCode"),
                "country": _text(address, "Country"),
            }
        ]
    return found


def _phones(holder) -> list[dict[str, Any]]:
    found = []
    for phone in _all(holder, "Phone"):
        number = _text(phone, "PhoneNumber")
        if number and not _is_confidential(phone):
            found.append({"number": number, "type": (_text(phone, "Type") or "").lower()})
    return found


def _terms(service) -> Iterator[str]:
    for one in _all(service, "Taxonomy"):
        for name in ("Name", "Term", "Code"):
            if text := _text(one, name):
                yield text
                break


def _is_confidential(element) -> bool:
    said = element.get("Confidential") or _text(element, "Confidential") or ""
    return said.strip().lower() in ("true", "1", "yes")


def _local(tag: object) -> str:
    """The name of an element without its namespace."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _all(element, name: str) -> Iterator:
    return (one for one in element if _local(one.tag) == name)


def _text(element, *path: str) -> str | None:
    """The text at that path of children; None if there is none."""
    for name in path:
        element = next((one for one in element if _local(one.tag) == name), None)
        if element is None:
            return None
    return (element.text or "").strip() or None


def _texts(element, *path: str) -> list[str]:
    holders = [element]
    for name in path:
        holders = [child for one in holders for child in _all(one, name)]
    return [text for one in holders if (text := (one.text or "").strip())]


def _joined(element, *names: str) -> str | None:
    """The texts of the children of these names, with what stands inside them."""
    parts = [
        " ".join(filter(None, (text.strip() for text in child.itertext()))) for name in names for child in _all(element, name)
    ]
    return "; ".join(filter(None, dict.fromkeys(parts))) or None
