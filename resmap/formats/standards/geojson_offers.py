"""Entries as points of a map (RFC 7946), for GIS; and points of others as entries."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from resmap.domain import taxonomy
from resmap.domain.codes import RecipientClass
from resmap.formats.entries import Taken
from resmap.formats.problems import FormatError, Problem, type_name
from resmap.formats.standards.bytes_in import json_of
from resmap.formats.standards.hsds_model import ACCESS_LINE, STATUS, hours_id
from resmap.formats.standards.hsds_read import take
from resmap.formats.standards.hsds_texts import number
from resmap.formats.standards.listed import Listed, leaving
from resmap.formats.standards.own_fields import FIELDS, KINDS, NEEDS, term_id
from resmap.formats.standards.shapes import NOT_A_POINT, TERMS, Numbered

#: Coordinates are written to a tenth of a metre: more decimals tell nothing of a house.
DECIMALS = 6

#: Property of a point -> the names under which published points bear it, spaces and case aside.
NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "fid", "objectid", "관리번호", "연번", "번호"),
    "name": ("name", "title", "명칭", "이름", "시설명", "기관명", "상호", "상호명", "자원명", "장소명"),
    "organization": ("organization", "organisation", "operator", "운영기관", "운영기관명", "기관", "법인명"),
    "address": ("address", "addr", "주소", "도로명주소", "소재지", "소재지도로명주소", "소재지지번주소", "지번주소"),
    "sido": ("sido", "시도", "시도명"),
    "sigungu": ("sigungu", "시군구", "시군구명", "구"),
    "dong": ("dong", "동", "행정동", "행정동명", "읍면동"),
    "phone": ("phone", "tel", "telephone", "전화", "전화번호", "연락처", "대표전화"),
    "access_line": ("accessline", "상담전화"),
    "website": ("website", "url", "homepage", "홈페이지", "누리집"),
    "email": ("email", "이메일"),
    "description": ("description", "desc", "설명", "내용", "비고"),
    "hours": ("hours", "openinghours", "opening_hours", "운영시간", "이용시간"),
    "how_to_apply": ("howtoapply", "신청방법", "이용방법"),
    "cost": ("cost", "fee", "비용", "이용료"),
    "type": ("type", "category", "amenity", "유형", "종류", "시설유형", "시설종류", "분류"),
}

_BY_NAME = {name: field for field, names in NAMES.items() for name in names}


def write_geojson(listed: Iterable[Listed]) -> Iterator[bytes]:
    """The entries that have a point, as a FeatureCollection; ``id`` is the entry's. No resident and no
    secret place is in it (P-21, P-25); who has no point is not either."""
    first = True
    yield b'{"type": "FeatureCollection", "features": [\n'
    for one in leaving(listed, secret=False):
        if one.offer.place.point is not None:
            yield (b"" if first else b",\n") + json.dumps(_feature(one), ensure_ascii=False).encode()
            first = False
    yield b"\n]}\n"


def _feature(one: Listed) -> dict[str, Any]:
    offer, beyond = one.offer, one.entry.beyond
    lat, lon = offer.place.point
    properties = {
        "id": one.id,
        "name": offer.name,
        "name_en": offer.name_en,
        "kind": offer.kind,
        "organization": offer.organization,
        "department": offer.department,
        "needs": list(offer.needs),
        "recipient_class": offer.recipient_class.value,
        "status": "closed" if one.closed else offer.status.value,
        "sido": offer.place.sido,
        "sigungu": offer.place.sigungu,
        "dong": offer.place.dong,
        "address": one.entry.address,
        "phone": offer.phone,
        "access_line": offer.access_line,
        "website": beyond.get("website"),
        "email": beyond.get("email"),
        "hours": offer.hours,
        "description": offer.description,
        "how_to_apply": offer.how_to_apply,
        "cost": beyond.get("cost"),
        "for_whom": one.for_whom,
        "age_min": offer.eligibility.age_min,
        "age_max": offer.eligibility.age_max,
        "verified_on": offer.verified_on and offer.verified_on.isoformat(),
    }
    return {
        "type": "Feature",
        "id": one.id,
        "geometry": {"type": "Point", "coordinates": [round(lon, DECIMALS), round(lat, DECIMALS)]},
        "properties": {name: value for name, value in properties.items() if value not in (None, "", [])},
    }


def read_geojson(source: bytes | Path, what: str, *, source_name: str) -> Iterator[Taken]:
    """The points of a file as entries, by what their properties are called (Korean or English). ``row``
    is the position of the feature, from 1; of a feature that is no point the place is left open (NOT_A_POINT).

    Raises FormatError, before the first entry: EMPTY, TOO_LARGE, NOT_TEXT, NOT_JSON, NOT_GEOJSON,
    IS_BOUNDARIES (a file of areas).
    """
    document = json_of(source, what)
    if not isinstance(document, Mapping):
        raise FormatError(what, [Problem("$", "NOT_GEOJSON", type_name(document))])
    features = document.get("features") if document.get("type") == "FeatureCollection" else [document]
    if not isinstance(features, list) or document.get("type") not in ("FeatureCollection", "Feature"):
        raise FormatError(what, [Problem("$", "NOT_GEOJSON", str(document.get("type"))[:40])])
    kinds = {_geometry(one).get("type") for one in features}
    if features and kinds <= {"Polygon", "MultiPolygon"}:
        raise FormatError(what, [Problem("$.features", "IS_BOUNDARIES")])
    return take(_services(features, _to_degrees(document, what)), source_name=source_name)


def _services(features: list, to_degrees) -> Numbered:
    for row, feature in enumerate(features, start=1):
        point = _point(_geometry(feature))
        properties = feature.get("properties") if isinstance(feature, Mapping) else None
        service = _service(feature, properties if isinstance(properties, Mapping) else {}, to_degrees(point))
        yield row, {**service, NOT_A_POINT: point is None and bool(_geometry(feature))}


def _geometry(feature: object) -> Mapping[str, Any]:
    found = feature.get("geometry") if isinstance(feature, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _point(geometry: Mapping[str, Any]) -> tuple[float, float] | None:
    """(x, y) of a point, or of the only one of a MultiPoint."""
    found = geometry.get("coordinates")
    if geometry.get("type") == "MultiPoint" and isinstance(found, list) and len(found) == 1:
        found = found[0]
    elif geometry.get("type") != "Point":
        return None
    if not isinstance(found, list) or len(found) < 2:
        return None
    x, y = found[:2]
    x, y = (None if isinstance(one, str) else number(one) for one in (x, y))
    return (x, y) if x is not None and y is not None else None


def _service(feature: Mapping, properties: Mapping, point: tuple[float, float] | None) -> Mapping[str, Any]:
    told: dict[str, Any] = {}
    for name, value in properties.items():
        field = _BY_NAME.get("".join(str(name).lower().split()))
        if field and value not in (None, "") and field not in told:
            told[field] = value
    own = _own(properties)
    id_ = feature.get("id") if isinstance(feature.get("id"), str | int) else told.get("id")
    location: dict[str, Any] = {
        "addresses": [
            {
                "address_1": told.get("address"),
                "city": told.get("sigungu"),
                "state_province": told.get("sido"),
                "region": told.get("dong"),
            }
        ]
    }
    if point is not None:
        location |= {"longitude": point[0], "latitude": point[1]}
    phones = [{"number": told.get("phone")}, {"number": told.get("access_line"), "type": ACCESS_LINE}]
    return {
        "id": id_,
        "name": told.get("name"),
        "alternate_name": properties.get("name_en"),
        "organization": {"name": told.get("organization") or told.get("name")},
        "program": {"name": properties.get("department")} if own else None,
        "description": told.get("description"),
        "url": told.get("website"),
        "email": told.get("email"),
        "application_process": told.get("how_to_apply"),
        "fees_description": told.get("cost"),
        "status": {status.value: said for status, said in STATUS.items()}.get(str(properties.get("status"))),
        "minimum_age": properties.get("age_min"),
        "maximum_age": properties.get("age_max"),
        "assured_date": properties.get("verified_on"),
        "phones": [one for one in phones if one["number"]],
        "schedules": [{"id": hours_id(str(id_)), "description": told["hours"]}] if told.get("hours") else [],
        "service_at_locations": [{"location": location}],
        "attributes": own,
        TERMS: [str(told["type"])] if told.get("type") else [],
    }


def _own(properties: Mapping) -> list[dict[str, Any]]:
    """The codes of an export of ours; empty for a file of others."""
    kind, needs, told = (properties.get(name) for name in ("kind", "needs", "recipient_class"))
    if not taxonomy.is_kind(kind) or told not in set(RecipientClass):
        return []
    needs = needs if isinstance(needs, list) else []
    found = [{"taxonomy_term_id": term_id(KINDS, kind)}]
    found += [{"taxonomy_term_id": term_id(NEEDS, str(code)), "value": str(rank)} for rank, code in enumerate(needs)]
    return [*found, {"taxonomy_term_id": term_id(FIELDS, "recipient_class"), "value": told}]


def _to_degrees(document: Mapping, what: str):
    """From the file's coordinates to degrees: those of RFC 7946 as they are; an older file may name a system."""
    crs = document.get("crs")
    name = str(((crs or {}).get("properties") or {}).get("name") or "") if isinstance(crs, Mapping) else ""
    code = name.rpartition(":")[2]
    if not code or "CRS84" in name or code == "4326":
        return lambda point: point
    try:
        from pyproj import Transformer  # a second: only a file that names a system pays it

        transform = Transformer.from_crs(int(code), 4326, always_xy=True).transform
    except Exception:
        raise FormatError(what, [Problem("$.crs", "CRS_UNKNOWN", name[:60])]) from None
    return lambda point: transform(*point) if point is not None else None
