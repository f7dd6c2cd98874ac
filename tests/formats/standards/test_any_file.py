"""Whatever a file holds: it is read or refused with a rule, and nothing of it breaks the reader."""

import io
import json
import zipfile

from hypothesis import given, settings
from hypothesis import strategies as st

from resmap.domain.place import KOREA
from resmap.formats.problems import FormatError
from resmap.formats.standards import read_airs, read_geojson, read_hsds_csv, read_hsds_json
from resmap.formats.standards.hsds_tables import TABLES
from resmap.formats.standards.own_fields import BY_CODE, FIELDS, KINDS, NEEDS, term_id

NAMES = sorted({column for table in TABLES.values() for column in table.columns}) + [
    "contents", "services", "organizations", "organization", "locations", "location", "service", "addresses", "phones",
    "service_at_locations", "attributes", "taxonomy_term", "schedules", "languages", "cost_options", "service_areas",
    "services_attributes", "address_attributes", "coordinates", "type", "features", "geometry", "properties", "crs",
    "_terms", "_confidential", "regular_schedules", "weekday", "needs", "recipient_class", "program",
]  # fmt: skip
OURS = [term_id(FIELDS, code) for code in BY_CODE] + [term_id(KINDS, "H21"), term_id(NEEDS, "DLY11")]
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.floats() | st.text(max_size=8)
    | st.sampled_from([*OURS, "Point", "Polygon", "FeatureCollection", "Feature", "[", "{}", "nan", "active", "37.5"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=6),
    max_leaves=24,
)  # fmt: skip


def judged(read, raw: bytes) -> None:
    """The file is refused with a rule, or read; what was read has no place outside Korea."""
    south, north, west, east = KOREA
    try:
        taken = list(read(raw, "x", source_name="x"))
    except FormatError as error:
        assert error.problems and all(one.rule for one in error.problems)
        return
    for one in taken:
        if one.entry is None:
            assert any(problem.refused for problem in one.problems)
            continue
        place = one.entry.offer.place
        assert place.point is None or (south <= place.lat <= north and west <= place.lon <= east)
        repr(one.entry).encode()  # no half of a character is left in it
        assert one.entry.key and one.entry.offer.name and len(one.entry.offer.organization) <= 200
        assert not one.entry.offer.is_individual
        assert not (one.entry.offer.location_secret and (place.point or one.entry.address))


@settings(deadline=None, max_examples=60)
@given(values)
def test_any_json_is_read_or_refused(document):
    raw = json.dumps(document).encode()
    judged(read_hsds_json, raw)
    judged(read_geojson, raw)


@settings(deadline=None, max_examples=20)
@given(values)
def test_any_value_in_a_service_is_read_or_refused(value):
    for name in NAMES:
        judged(read_hsds_json, json.dumps([{"name": "x", "status": "active", name: value}]).encode())


@settings(deadline=None, max_examples=40)
@given(st.dictionaries(st.sampled_from([table.file for table in TABLES.values()]), st.text(max_size=60)))
def test_any_tables_are_read_or_refused(texts):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in texts.items():
            archive.writestr(name, text.encode("utf-8", "surrogatepass"))
    judged(read_hsds_csv, packed.getvalue())


XML = b"""<?xml version="1.0"?><Source><Agency><Key>1</Key><Name>Helpers</Name><Site><Key>2</Key><Name>Hall</Name>
<SpatialLocation><Latitude>37.5</Latitude><Longitude>127.1</Longitude></SpatialLocation>
<SiteService><Key>3</Key><Name>Soup</Name></SiteService></Site></Agency></Source>"""


@settings(deadline=None, max_examples=60)
@given(at=st.integers(0, len(XML)), length=st.integers(0, 30), put=st.binary(max_size=12))
def test_any_damage_to_a_file_is_read_or_refused(at, length, put):
    for read, raw in ((read_airs, XML), (read_hsds_json, json.dumps([{"name": "x", "status": "active"}]).encode())):
        judged(read, raw[:at] + put + raw[at + length :])


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw):
    for read in (read_hsds_json, read_hsds_csv, read_airs, read_geojson):
        judged(read, raw)
        judged(read, b"PK\x03\x04" + raw)
