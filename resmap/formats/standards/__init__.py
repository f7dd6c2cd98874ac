"""Other people's standards: HSDS 3 (JSON, CSV package), AIRS XML, GeoJSON; in and out.

Readers give ``formats.entries.Taken``, one after the other; :func:`read_standard` runs one in a child with
limits. Writers take :class:`Listed` values and leave out what must not leave.
"""

from resmap.formats.standards.airs import read_airs
from resmap.formats.standards.aside import STANDARDS, TakenAside, read_standard
from resmap.formats.standards.geojson_offers import read_geojson, write_geojson
from resmap.formats.standards.hsds_csv import read_hsds_csv, write_hsds_csv
from resmap.formats.standards.hsds_json import read_hsds_json, write_hsds_json
from resmap.formats.standards.listed import Listed, leaving

__all__ = [
    "STANDARDS", "Listed", "TakenAside", "leaving", "read_airs", "read_geojson", "read_hsds_csv", "read_hsds_json",
    "read_standard", "write_geojson", "write_hsds_csv", "write_hsds_json",
]  # fmt: skip
