"""An entry as rows of HSDS 3.0, and those rows nested as the API of HSDS shows a service.

One source for JSON and CSV: :func:`rows_of` makes the rows of one entry by table,
:func:`nested` puts them into each other. Field names are HSDS's own.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from resmap.domain import taxonomy
from resmap.domain.codes import AreaLevel, OfferStatus
from resmap.formats.standards import fits
from resmap.formats.standards.hsds_tables import TABLES
from resmap.formats.standards.listed import Listed
from resmap.formats.standards.own_fields import (
    FIELDS,
    KINDS,
    NEEDS,
    OWN_FIELDS,
    TAXONOMIES,
    derived,
    taxonomy_id,
    term_id,
)

Row = dict[str, Any]
Rows = dict[str, list[Row]]

VERSION = "3.0.0"

#: Stands where HSDS needs a text and the register knows none; read back as nothing.
UNKNOWN = "미상"

#: The register's status and HSDS's.
STATUS = {
    OfferStatus.ACTIVE: "active",
    OfferStatus.PAUSED: "temporarily closed",
    OfferStatus.CLOSED: "defunct",
}

#: The two kinds of phones that we write: its own, and the line by which everybody asks (1366).
VOICE, ACCESS_LINE = "voice", "access line"


def rows_of(listed: Listed) -> Rows:
    """The rows of one entry by table, its organisation and taxonomy terms among them."""
    offer, beyond, id_ = listed.offer, listed.entry.beyond, listed.id
    rows: Rows = {name: [] for name in TABLES}

    def add(table: str, **values: Any) -> None:
        rows[table].append({name: value for name, value in values.items() if value not in (None, "")})

    add(
        "organization",
        id=listed.organisation_id,
        name=offer.organization,
        alternate_name=listed.organisation_name_en,
        description=offer.organization,  # HSDS needs one; the register keeps none
    )
    if number := listed.entry.organisation_number:
        add(
            "organization_identifier",
            id=derived(listed.organisation_id, "number"),
            organization_id=listed.organisation_id,
            identifier_scheme="KR",
            identifier_type="사업자등록번호·고유번호",
            identifier=number,
        )
    if listed.department_id and offer.department:
        add(
            "program",
            id=listed.department_id,
            organization_id=listed.organisation_id,
            name=offer.department,
            description=offer.department,
        )
    status = OfferStatus.CLOSED if listed.closed else offer.status
    website, email = beyond.get("website"), beyond.get("email")
    add(
        "service",
        id=id_,
        organization_id=listed.organisation_id,
        program_id=listed.department_id if offer.department else None,
        name=offer.name,
        alternate_name=offer.name_en,
        description=offer.description,
        url=website if fits.uri(website) else None,
        email=email if fits.email(email) else None,
        status=STATUS[status],
        application_process=offer.how_to_apply,
        fees_description=beyond.get("cost"),
        eligibility_description=listed.for_whom,
        minimum_age=offer.eligibility.age_min,
        maximum_age=offer.eligibility.age_max,
        assured_date=offer.verified_on and offer.verified_on.isoformat(),
        last_modified=listed.changed_at and listed.changed_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    )
    for kind, number in ((VOICE, offer.phone), (ACCESS_LINE, offer.access_line)):
        if number:
            add("phone", id=derived(id_, kind), service_id=id_, number=number, type=kind)
    if beyond.get("cost"):
        add("cost_option", id=derived(id_, "cost"), service_id=id_, amount_description=beyond["cost"])
    for number, name in enumerate(_texts(offer.extra, "documents")):
        add("required_document", id=derived(id_, "document", str(number)), service_id=id_, document=name)
    for code in _texts(offer.extra, "languages"):
        add("language", id=derived(id_, "language", code), service_id=id_, code=code)
    for name in sorted(offer.area.names) or [None]:
        level = offer.area.level.value
        shown = "전국" if name is None and offer.area.level is AreaLevel.NATION else name
        add("service_area", id=derived(id_, "area", name or ""), service_id=id_, name=shown, extent_type=level)
    _add_place(add, listed)
    _add_times(add, listed)
    _add_attributes(add, listed)
    return rows


def _texts(extra: Mapping[str, Any], name: str) -> list[str]:
    return extra[name] if fits.texts(extra.get(name)) else []


def _add_place(add, listed: Listed) -> None:
    place, address, id_ = listed.offer.place, listed.entry.address, listed.id
    if not any((address, place.sido, place.sigungu, place.dong)) and place.lat is None and place.lon is None:
        return
    location = derived(id_, "location")
    add(
        "location",
        id=location,
        location_type="physical",
        organization_id=listed.organisation_id,
        name=listed.offer.name,
        latitude=place.lat,
        longitude=place.lon,
    )
    add("service_at_location", id=derived(id_, "at"), service_id=id_, location_id=location)
    if any((address, place.sido, place.sigungu, place.dong)):
        add(
            "address",
            id=derived(id_, "address"),
            location_id=location,
            address_1=address or UNKNOWN,
            city=place.sigungu or UNKNOWN,
            region=place.dong,
            state_province=place.sido or UNKNOWN,
            postal_code=UNKNOWN,
            country="KR",
            address_type="physical",
        )


def hours_id(service: str) -> str:
    """The id of the schedule that holds the opening hours as free text."""
    return derived(service, "hours")


def _add_times(add, listed: Listed) -> None:
    schedules = listed.entry.beyond.get("schedules")
    for number, one in enumerate(schedules if isinstance(schedules, list) else []):
        if told := fits.schedule(one):  # where that is not all of it, the attribute holds the rest
            clock = {name: f"{told[name]}:00" for name in fits.SCHEDULE_TIMES if name in told}
            add("schedule", **told | clock, id=derived(listed.id, "schedule", str(number)), service_id=listed.id)
    if listed.offer.hours:
        add("schedule", id=hours_id(listed.id), service_id=listed.id, description=listed.offer.hours)


def _add_attributes(add, listed: Listed) -> None:
    used: set[str] = set()

    def attribute(name: str, code: str, title: str, value: str | None) -> None:
        term = term_id(name, code)
        if name not in used:
            used.add(name)
            add("taxonomy", id=taxonomy_id(name), name=TAXONOMIES[name][0], description=TAXONOMIES[name][1],
                version=VERSION)  # fmt: skip
        add("taxonomy_term", id=term, code=f"{name}:{code}", name=title, description=title,
            taxonomy=TAXONOMIES[name][0], language="ko", taxonomy_id=taxonomy_id(name))  # fmt: skip
        add("attribute", id=derived(listed.id, name, code), link_id=listed.id, taxonomy_term_id=term,
            link_type=name, link_entity="service", value=value)  # fmt: skip

    for rank, code in enumerate(dict.fromkeys(listed.offer.needs), start=1):
        attribute(NEEDS, code, taxonomy.need(code).ko if taxonomy.is_need(code) else code, str(rank))
    kind = listed.offer.kind
    attribute(KINDS, kind, taxonomy.kind(kind).ko if taxonomy.is_kind(kind) else kind, None)
    for one in OWN_FIELDS:
        value = one.get(listed)
        if value is not None and value != "":
            attribute(FIELDS, one.code, one.title, one.write(value))


def nested(rows: Rows) -> Row:
    """The rows of one entry as one service, fully nested (``schema/service.json``)."""
    (service,) = rows["service"]
    service = dict(service)
    (organisation,) = rows["organization"]
    service["organization"] = _with(organisation, organization_identifiers=rows["organization_identifier"])
    if rows["program"]:
        service["program"] = rows["program"][0]
    addresses = rows["address"]
    locations = {one["id"]: _with(one, addresses=addresses) for one in rows["location"]}
    at = [{**one, "location": locations[one["location_id"]]} for one in rows["service_at_location"]]
    terms = {one["id"]: one for one in rows["taxonomy_term"]}
    attributes = [{**one, "taxonomy_term": terms[one["taxonomy_term_id"]]} for one in rows["attribute"]]
    return _with(
        service,
        phones=rows["phone"],
        schedules=rows["schedule"],
        service_areas=rows["service_area"],
        service_at_locations=at,
        languages=rows["language"],
        cost_options=rows["cost_option"],
        required_documents=rows["required_document"],
        attributes=attributes,
    )


def _with(row: Row, **lists: list[Row]) -> Row:
    return {**row, **{name: list(found) for name, found in lists.items() if found}}


def all_rows(listed: Iterator[Listed]) -> Iterator[tuple[str, Row]]:
    """(table, row) of all entries; rows that entries share (an organisation, a term) come once."""
    seen: set[str] = set()
    for one in listed:
        for table, rows in rows_of(one).items():
            for row in rows:
                if row["id"] not in seen:
                    seen.add(row["id"])
                    yield table, row
