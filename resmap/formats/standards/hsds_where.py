"""Where a service is, and for people of where: in Korea or nowhere."""

from resmap.domain.codes import AreaLevel
from resmap.domain.network import Area, Place
from resmap.domain.place import KOREA
from resmap.formats.standards.hsds_service import ServiceAt
from resmap.formats.standards.hsds_texts import is_korean_text, number, rows_in

#: So much text the column of a gu holds.
_SHORT = 60


def place_of(it: ServiceAt) -> tuple[Place, str | None]:
    """(its place, its address)."""
    address = next(iter(rows_in(it.location, "addresses")), {})
    lines = [it.known(address, name) for name in ("address_1", "address_2")]
    sido, sigungu = it.known(address, "state_province"), it.known(address, "city")
    lat, lon = _point(it)
    if it.is_ours:
        return Place(sido, sigungu, it.known(address, "region"), lat, lon), lines[0]
    # Afield a city is no 시군구: it stays in the address.
    is_korean = str(address.get("country") or "").upper() in ("KR", "KOR") or is_korean_text(sido or sigungu or "")
    if is_korean and sigungu:
        return Place(sido, sigungu[:_SHORT], None, lat, lon), ", ".join(filter(None, lines)) or None
    told = [*lines, sigungu, sido, it.known(address, "postal_code")]
    return Place(lat=lat, lon=lon), ", ".join(filter(None, told)) or None


def _point(it: ServiceAt) -> tuple[float | None, float | None]:
    said = it.location.get("latitude"), it.location.get("longitude")
    if said[0] in (None, "") and said[1] in (None, ""):
        return None, None
    lat, lon = map(number, said)
    south, north, west, east = KOREA
    if lat is not None and lon is not None and south <= lat <= north and west <= lon <= east:
        return lat, lon
    it.note("latitude", "COORDINATE_OUT_OF_AREA")
    return None, None


def area_of(it: ServiceAt, place: Place) -> Area:
    """Whom it serves, by where they live."""
    told = rows_in(it.service, "service_areas")
    levels = [one.get("extent_type") for one in told]
    if told and levels[0] in set(AreaLevel):
        level = AreaLevel(levels[0])
        names = frozenset(filter(None, (it.of(one, "name") for one in told)))
        return Area(level, frozenset() if level is AreaLevel.NATION and names == {"전국"} else names)
    if place.sigungu:
        return Area(AreaLevel.SIGUNGU, frozenset({place.sigungu}))
    return Area(AreaLevel.NATION)
