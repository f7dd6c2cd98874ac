"""Which kind of JSON a text is, told by its first keys; the text may be cut off anywhere."""

import re
from collections import defaultdict

_BEGINS = re.compile(r"""\{\s*(?:["'}]|$)|\[\s*(?:["\[{\]]|-?\d|true|false|null|$)""")
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"(\s*:)?|([\[\]{}])')

#: Fields that only the Human Services Data Specification has, of a service, an organisation, a location or a page.
_HSDS = frozenset(
    {
        "service_at_locations", "eligibility_description", "fees_description", "application_process",
        "interpretation_services", "accreditations", "assured_date", "assurer_email", "cost_options",
        "required_documents", "service_areas", "organization_identifiers", "parent_organization_id",
        "year_incorporated", "legal_status", "location_type", "external_identifier_type", "minimum_age",
    }
)  # fmt: skip
#: Fields of a directory of Open Referral before there was HSDS; two of them.
_BEFORE_HSDS = frozenset({"services_attributes", "address_attributes", "phones_attributes", "mail_address_attributes"})
#: Fields of a taxonomy of HSDS, which is refused by name instead of read as a list; one of them.
_HSDS_TERMS = frozenset({"taxonomy_detail", "taxonomy_id", "term_uri"})
_HSDS_TABLES = frozenset({"organizations", "services", "locations", "service_at_locations", "taxonomy_terms"})


def kind(text: str) -> str | None:
    """resmap-network, resmap-case, geojson, hsds-json or json; None for a text that only begins like JSON."""
    if not _BEGINS.match(text):
        return None
    keys, said = _keys(text)
    format = said.get("format", "")
    if format.startswith("resmap-network"):
        return "resmap-network"
    if format.startswith("resmap-case"):
        return "resmap-case"
    if said.get("type") in ("FeatureCollection", "Feature") or ("features" in keys[1] and "geometry" in _all(keys)):
        return "geojson"
    return "hsds-json" if _is_hsds(keys) else "json"


def _is_hsds(keys: dict[int, set[str]]) -> bool:
    tables = {key.removesuffix(".csv") for key in keys[1]}
    if any(key.endswith(".csv") for key in keys[1]) and tables & _HSDS_TABLES:
        return True
    if len(tables & _HSDS_TABLES) >= 2:
        return True
    if {"contents", "total_pages"} <= keys[1]:
        return True
    if len(_all(keys) & _BEFORE_HSDS) >= 2:
        return True
    near = keys[1] | keys[2] | keys[3]
    return (len(near & _HSDS) >= 2 or bool(near & _HSDS_TERMS)) and "name" in near


def _all(keys: dict[int, set[str]]) -> set[str]:
    return set().union(*keys.values())


def _keys(text: str) -> tuple[dict[int, set[str]], dict[str, str]]:
    """Keys by depth (1 is outermost), and what the outermost ones say where it is a text."""
    keys: dict[int, set[str]] = defaultdict(set)
    said: dict[str, str] = {}
    depth, last = 0, ""
    for token in _TOKEN.finditer(text):
        if bracket := token[3]:
            depth += 1 if bracket in "[{" else -1
            last = ""
        elif token[2]:
            last = token[1]
            if depth < 12:
                keys[depth].add(last)
        elif depth == 1 and last:
            said.setdefault(last, token[1])
            last = ""
    return keys, said
