"""Shapes of a boundary file: GeoJSON, or a shapefile (a zip, a folder, one of its files), as WGS84.

A shapefile tells its letters in .cpg and its system in .prj; where it does not, letters are tried
(UTF-8, then CP949), and the system is one that puts the shapes into Korea, if only one does.
"""

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any
from unicodedata import normalize

from resmap.domain.place import KOREA
from resmap.formats.problems import FormatError, Problem
from resmap.formats.projections import CANDIDATES, WGS84, to_wgs84
from resmap.formats.tables import archives
from resmap.formats.tables.source import Source

#: Beyond this no boundary file of a country goes (bytes of one member).
LARGEST = 256 << 20
MOST_SHAPES = 60_000
#: A metre is less than 1e-5 degrees; a centimetre is kept, so that neighbours still share their points.
DECIMALS = 7

_PARTS = (".shp", ".dbf", ".prj", ".cpg")


@dataclass(frozen=True, slots=True)
class Shape:
    """One feature: its properties as text, its GeoJSON geometry (Polygon or MultiPolygon) in WGS84."""

    number: int
    properties: Mapping[str, str]
    geometry: dict[str, Any]


@dataclass(frozen=True)
class Shapes:
    """The features of a file. ``epsg`` is the system they came in, ``told`` whether the file names it."""

    shapes: tuple[Shape, ...]
    epsg: int
    told: bool
    encoding: str
    name: str


def read_geojson(raw: bytes, what: str) -> Shapes:
    """Features of a GeoJSON text. Raises FormatError: NOT_GEOJSON, NO_SHAPES, SYSTEM_UNKNOWN."""
    import orjson

    try:
        document = orjson.loads(raw.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError:
        raise _refused(what, "NOT_GEOJSON") from None
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise _refused(what, "NOT_GEOJSON")
    listed = []
    for number, one in enumerate(features, 1):
        properties = one.get("properties") if isinstance(one, dict) else None
        geometry = one.get("geometry") if isinstance(one, dict) else None
        if isinstance(geometry, dict) and geometry.get("type") in ("Polygon", "MultiPolygon"):
            listed.append((number, _texts(properties if isinstance(properties, dict) else {}), geometry))
    return _in_degrees(listed, _epsg_of_crs(document.get("crs")), "utf-8", what, Path(what).stem)


def read_shapefile(source: bytes | Path, what: str) -> Shapes:
    """A shapefile as a zip, its folder, or the path of its .shp (the others lie beside it).

    Raises FormatError: NO_SHAPEFILE, SHAPEFILE_BROKEN, SHAPEFILE_PARTS (which part is missing),
    SEVERAL_SHAPEFILES, SYSTEM_UNKNOWN, NO_SHAPES, and those of an unsafe zip.
    """
    import shapefile

    name, parts = _parts_of(source, what)
    missing = [end for end in (".shp", ".dbf") if end not in parts]
    if missing:
        raise _refused(what, "SHAPEFILE_PARTS", expected=", ".join(missing))
    encoding = _encoding(parts)
    try:
        reader = shapefile.Reader(shp=BytesIO(parts[".shp"]), dbf=BytesIO(parts[".dbf"]), encoding=encoding)
        if len(reader) > MOST_SHAPES:
            raise _refused(what, "TOO_LARGE")
        listed = [
            (number, _texts(one.record.as_dict()), one.shape.__geo_interface__)
            for number, one in enumerate(reader.iterShapeRecords(), 1)
            if one.shape.shapeTypeName in ("POLYGON", "POLYGONZ", "POLYGONM")
        ]
    except FormatError:
        raise
    except Exception:  # a hostile file makes the reader raise anything
        raise _refused(what, "SHAPEFILE_BROKEN") from None
    return _in_degrees(listed, _epsg_of_prj(parts.get(".prj")), encoding, what, name)


# Parts


def _parts_of(source: bytes | Path, what: str) -> tuple[str, dict[str, bytes]]:
    """(name without ending, ending -> bytes) of the one shapefile."""
    if isinstance(source, Path) and source.is_dir():
        files = {normalize("NFC", one.name): one for one in sorted(source.iterdir()) if one.is_file()}
        chosen = _one_of(list(files), what)
        return chosen, {end: _small(files[name], what) for end, name in _beside(chosen, files).items()}
    if isinstance(source, Path) and source.suffix.lower() in _PARTS:
        files = {normalize("NFC", one.name): one for one in source.parent.iterdir() if one.stem == source.stem}
        chosen = normalize("NFC", source.stem)
        return chosen, {end: _small(files[name], what) for end, name in _beside(chosen, files).items()}
    zipped = Source(source, what)
    found = archives.members(zipped)
    archives.check(zipped, found)
    files = {normalize("NFC", _member_name(one)): one for one in found if not one.is_dir()}
    chosen = _one_of(list(files), what)
    beside = {end: files[name] for end, name in _beside(chosen, files).items()}
    if any(one.file_size > LARGEST for one in beside.values()):
        raise _refused(what, "TOO_LARGE")
    try:
        with zipped.open() as file, zipfile.ZipFile(file) as archive:
            return PurePosixPath(chosen).name, {end: archive.read(one) for end, one in beside.items()}
    except Exception:  # a damaged member makes zipfile and zlib raise anything
        raise _refused(what, "ZIP_BROKEN") from None


def _member_name(one: zipfile.ZipInfo) -> str:
    """Zips made on Korean Windows name their members in CP949 without saying so."""
    if one.flag_bits & 0x800:
        return one.filename
    try:
        return one.filename.encode("cp437").decode("cp949")
    except UnicodeError:
        return one.filename


def _one_of(names: list[str], what: str) -> str:
    shapes = [one[:-4] for one in names if one.lower().endswith(".shp") and not PurePosixPath(one).name.startswith("._")]
    if not shapes:
        raise _refused(what, "NO_SHAPEFILE")
    if len(shapes) > 1:
        raise _refused(what, "SEVERAL_SHAPEFILES", expected=", ".join(PurePosixPath(one).name for one in shapes[:5]))
    return shapes[0]


def _beside(stem: str, files: Mapping[str, Any]) -> dict[str, str]:
    return {name[-4:].lower(): name for name in files if name[:-4] == stem and name[-4:].lower() in _PARTS}


def _small(path: Path, what: str) -> bytes:
    source = Source(path, what)
    source.must_fit(LARGEST)
    with source.open() as file:
        return file.read()


def _encoding(parts: Mapping[str, bytes]) -> str:
    """The letters of the .dbf: what .cpg says (EUC-KR is always CP949), else what can be read."""
    said = parts.get(".cpg", b"").decode("ascii", "ignore").strip().lower().replace("-", "").replace("_", "")
    if said in ("utf8", "65001"):
        return "utf-8"
    if said in ("euckr", "cp949", "949", "ansi949", "ms949", "ksc5601", "ks_c_56011987", "ksc56011987"):
        return "cp949"
    try:
        parts[".dbf"].decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError:
        return "cp949"


def _texts(properties: Mapping[str, Any]) -> dict[str, str]:
    """Properties as text; a code that came as 11215710.0 is 11215710."""
    found = {}
    for name, value in properties.items():
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            found[normalize("NFC", str(name)).strip().lower()] = normalize("NFC", str(value)).strip("\x00 ")
    return found


# Systems


def _epsg_of_crs(crs: Any) -> int | None:
    """EPSG of the old GeoJSON member ``crs``; without one GeoJSON is WGS84."""
    if not isinstance(crs, dict):
        return WGS84
    name = str((crs.get("properties") or {}).get("name", "")) if isinstance(crs.get("properties"), dict) else ""
    if "CRS84" in name:
        return WGS84
    found = re.search(r"EPSG:+(?:[\d.]*:)?(\d{4,6})", name)
    return int(found[1]) if found else None


def _epsg_of_prj(prj: bytes | None) -> int | None:
    """EPSG of a .prj, as ESRI writes them: by its numbers, since names differ from maker to maker."""
    if not prj:
        return None
    text = prj[:20_000].decode("utf-8", "replace")
    if not text.strip().upper().startswith(("PROJCS", "PROJCRS", "GEOGCS", "GEOGCRS")):
        return None
    if text.strip().upper().startswith("GEOG"):
        return WGS84 if re.search(r"WGS|GRS|Korea(?:n)?_?\s?(?:2000|Geodetic)", text, re.I) else None
    value = {
        name.lower().replace(" ", "_"): float(number)
        for name, number in re.findall(r'PARAMETER\["([^"]+)"\s*,\s*(-?[\d.]+)', text)
    }
    is_bessel = "bessel" in text.lower()
    belt = (
        round(value.get("central_meridian", value.get("longitude_of_natural_origin", 0)), 4),
        round(value.get("false_easting", 0)),
        round(value.get("false_northing", 0)),
    )
    return _BELTS.get((is_bessel, *belt))


#: (Bessel?, central meridian, false easting, false northing) -> EPSG.
_BELTS = {
    (False, 127.0, 200_000, 600_000): 5186, (False, 125.0, 200_000, 600_000): 5185,
    (False, 129.0, 200_000, 600_000): 5187, (False, 131.0, 200_000, 600_000): 5188,
    (False, 127.0, 200_000, 500_000): 5181, (False, 127.0, 200_000, 550_000): 5182,
    (False, 127.5, 1_000_000, 2_000_000): 5179, (True, 127.5, 1_000_000, 2_000_000): 5178,
    (True, 127.0, 200_000, 500_000): 2097, (True, 127.0029, 200_000, 500_000): 5174,
    (True, 127.0029, 200_000, 550_000): 5175,
}  # fmt: skip


def _in_degrees(listed: list, epsg: int | None, encoding: str, what: str, name: str) -> Shapes:
    if not listed:
        raise _refused(what, "NO_SHAPES")
    if len(listed) > MOST_SHAPES:
        raise _refused(what, "TOO_LARGE")
    system = epsg if epsg is not None and _fits(listed, epsg) else _only_system(listed)
    if system is None:
        raise _refused(what, "SYSTEM_UNKNOWN")
    try:
        shapes = tuple(Shape(number, texts, _moved(shape, system)) for number, texts, shape in listed)
    except Exception:  # rings of one point, texts for numbers: shapely has errors of its own for each
        raise _refused(what, "SHAPES_BROKEN") from None
    return Shapes(shapes, system, system == epsg, encoding, name)


def _first_points(listed: list) -> list[tuple[float, float]]:
    points = []
    for _, _, shape in listed[:200]:
        inside = shape.get("coordinates")
        for _ in range(3):  # polygon, ring, point: never deeper, whatever a file nests
            if isinstance(inside, list | tuple) and inside and isinstance(inside[0], list | tuple):
                inside = inside[0]
        if isinstance(inside, list | tuple) and len(inside) > 1 and all(isinstance(one, int | float) for one in inside[:2]):
            points.append((float(inside[0]), float(inside[1])))
    return points


def _fits(listed: list, epsg: int) -> bool:
    """Whether the shapes lie in Korea by this system."""
    points = _first_points(listed)
    if not points:
        return False
    try:
        lats, lons = to_wgs84(epsg, *zip(*points, strict=True))
    except Exception:  # pyproj's own errors for a system it does not know
        return False
    south, north, west, east = KOREA
    return bool(((lats >= south) & (lats <= north) & (lons >= west) & (lons <= east)).all())


def _only_system(listed: list) -> int | None:
    """The system, where one alone puts the shapes into Korea (degrees, or the unified belt)."""
    fitting = [one for one in CANDIDATES if _fits(listed, one)]
    return fitting[0] if len(fitting) == 1 or fitting[:1] == [WGS84] else None


def _moved(geometry: dict[str, Any], epsg: int) -> dict[str, Any]:
    """The geometry in WGS84, valid, rounded to a centimetre."""
    import numpy
    import shapely

    shape = shapely.geometry.shape({"type": geometry["type"], "coordinates": geometry["coordinates"]})
    shape = shapely.force_2d(shape)
    if epsg != WGS84:
        lat, lon = to_wgs84(epsg, *shapely.get_coordinates(shape).T)
        if not (numpy.isfinite(lat).all() and numpy.isfinite(lon).all()):
            raise ValueError("outside the system")
        shape = shapely.set_coordinates(shape, numpy.column_stack([lon, lat]))
    shape = shapely.set_coordinates(shape, numpy.round(shapely.get_coordinates(shape), DECIMALS))
    if not shape.is_valid:
        made = shapely.make_valid(shape)
        parts = [one for one in getattr(made, "geoms", [made]) if one.geom_type in ("Polygon", "MultiPolygon")]
        shape = shapely.unary_union(parts)
    if shape.is_empty or shape.geom_type not in ("Polygon", "MultiPolygon"):
        raise ValueError("no area")
    return _lists(shapely.geometry.mapping(shape))


def _lists(value: Any) -> Any:
    """Tuples as lists, so that what is stored compares equal to what is read."""
    if isinstance(value, dict):
        return {name: _lists(one) for name, one in value.items()}
    return [_lists(one) for one in value] if isinstance(value, tuple | list) else value




def _refused(what: str, rule: str, expected: str = "") -> FormatError:
    return FormatError(what, [Problem("$", rule, expected=expected)])
