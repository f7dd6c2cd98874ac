"""The tables of HSDS 3.0 as its data package names them: files, columns in their order, keys.

Only names and types, as needed to write and read the format (docs.openreferral.org).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its file in the CSV package, columns, those a row must have, and what points where."""

    file: str
    columns: tuple[str, ...]
    required: tuple[str, ...]
    keys: tuple[tuple[str, str], ...] = ()


#: In the order of the data package.
TABLES: dict[str, Table] = {
    "organization": Table(
        "organizations.csv",
        (
            "id", "name", "alternate_name", "description", "email", "website", "tax_status", "tax_id",
            "year_incorporated", "legal_status", "logo", "uri", "parent_organization_id",
        ),
        ("id", "name", "description"),
    ),
    "program": Table(
        "programs.csv",
        ("id", "organization_id", "name", "alternate_name", "description"),
        ("id", "organization_id", "name", "description"),
        (("organization_id", "organization"),),
    ),
    "service": Table(
        "services.csv",
        (
            "id", "organization_id", "program_id", "name", "alternate_name", "description", "url", "email",
            "status", "interpretation_services", "application_process", "fees_description", "wait_time", "fees",
            "accreditations", "eligibility_description", "minimum_age", "maximum_age", "assured_date",
            "assurer_email", "licenses", "alert", "last_modified",
        ),
        ("id", "organization_id", "name", "status"),
        (("organization_id", "organization"), ("program_id", "program")),
    ),
    "attribute": Table(
        "attributes.csv",
        ("id", "link_id", "taxonomy_term_id", "link_type", "link_entity", "value"),
        ("id", "link_id", "taxonomy_term_id", "link_entity"),
        (("taxonomy_term_id", "taxonomy_term"),),
    ),
    "service_at_location": Table(
        "service_at_location.csv",
        ("id", "service_id", "location_id", "description"),
        ("id", "service_id", "location_id"),
        (("service_id", "service"), ("location_id", "location")),
    ),
    "location": Table(
        "locations.csv",
        (
            "id", "location_type", "url", "organization_id", "name", "alternate_name", "description",
            "transportation", "latitude", "longitude", "external_identifier", "external_identifier_type",
        ),
        ("id", "location_type"),
        (("organization_id", "organization"),),
    ),
    "phone": Table(
        "phones.csv",
        (
            "id", "location_id", "service_id", "organization_id", "contact_id", "service_at_location_id",
            "number", "extension", "type", "description",
        ),
        ("id", "number"),
        (
            ("contact_id", "contact"),
            ("location_id", "location"),
            ("organization_id", "organization"),
            ("service_id", "service"),
            ("service_at_location_id", "service_at_location"),
        ),
    ),
    "contact": Table(
        "contacts.csv",
        (
            "id", "organization_id", "service_id", "service_at_location_id", "location_id", "name", "title",
            "department", "email",
        ),
        ("id",),
        (
            ("location_id", "location"),
            ("organization_id", "organization"),
            ("service_id", "service"),
            ("service_at_location_id", "service_at_location"),
        ),
    ),
    "address": Table(
        "addresses.csv",
        (
            "id", "location_id", "attention", "address_1", "address_2", "city", "region", "state_province",
            "postal_code", "country", "address_type",
        ),
        ("id", "address_1", "city", "state_province", "postal_code", "country", "address_type"),
        (("location_id", "location"),),
    ),
    "schedule": Table(
        "schedules.csv",
        (
            "id", "service_id", "location_id", "service_at_location_id", "valid_from", "valid_to", "dtstart",
            "timezone", "until", "count", "wkst", "freq", "interval", "byday", "byweekno", "bymonthday",
            "byyearday", "description", "opens_at", "closes_at", "schedule_link", "attending_type", "notes",
        ),
        ("id",),
        (
            ("location_id", "location"),
            ("service_id", "service"),
            ("service_at_location_id", "service_at_location"),
        ),
    ),
    "funding": Table(
        "funding.csv",
        ("id", "organization_id", "service_id", "source"),
        ("id",),
        (("organization_id", "organization"), ("service_id", "service")),
    ),
    "service_area": Table(
        "service_areas.csv",
        ("id", "service_id", "name", "description", "extent", "extent_type", "uri"),
        ("id",),
        (("service_id", "service"),),
    ),
    "required_document": Table(
        "required_documents.csv",
        ("id", "service_id", "document", "uri"),
        ("id",),
        (("service_id", "service"),),
    ),
    "language": Table(
        "languages.csv",
        ("id", "service_id", "location_id", "phone_id", "name", "code", "note"),
        ("id",),
        (("location_id", "location"), ("phone_id", "phone"), ("service_id", "service")),
    ),
    "accessibility": Table(
        "accessibility.csv",
        ("id", "location_id", "description", "details", "url"),
        ("id",),
        (("location_id", "location"),),
    ),
    "taxonomy_term": Table(
        "taxonomy_terms.csv",
        ("id", "code", "name", "description", "parent_id", "taxonomy", "language", "taxonomy_id", "term_uri"),
        ("id", "name", "description"),
        (("taxonomy_id", "taxonomy"),),
    ),
    "metadata": Table(
        "metadata.csv",
        (
            "id", "resource_id", "resource_type", "last_action_date", "last_action_type", "field_name",
            "previous_value", "replacement_value", "updated_by",
        ),
        (
            "id", "resource_id", "resource_type", "last_action_date", "last_action_type", "field_name",
            "previous_value", "replacement_value", "updated_by",
        ),
    ),
    "meta_table_description": Table(
        "meta_table_descriptions.csv",
        ("id", "name", "language", "character_set"),
        ("id",),
    ),
    "cost_option": Table(
        "cost_options.csv",
        ("id", "service_id", "valid_from", "valid_to", "option", "currency", "amount", "amount_description"),
        ("id", "service_id"),
        (("service_id", "service"),),
    ),
    "organization_identifier": Table(
        "organization_identifiers.csv",
        ("id", "organization_id", "identifier_scheme", "identifier_type", "identifier"),
        ("id", "organization_id", "identifier_type", "identifier"),
        (("organization_id", "organization"),),
    ),
    "taxonomy": Table(
        "taxonomies.csv",
        ("id", "name", "description", "uri", "version"),
        ("id", "name", "description"),
    ),
}  # fmt: skip

#: Type of the columns that are not text, wherever they stand.
TYPES = {
    "year_incorporated": "number",
    "minimum_age": "number",
    "maximum_age": "number",
    "assured_date": "date",
    "last_modified": "datetime",
    "latitude": "number",
    "longitude": "number",
    "extension": "number",
    "valid_from": "date",
    "valid_to": "date",
    "dtstart": "date",
    "timezone": "number",
    "until": "date",
    "count": "number",
    "interval": "number",
    "opens_at": "time",
    "closes_at": "time",
    "last_action_date": "date",
    "amount": "number",
}
