"""A boundary file of a stranger, read in a child with limits (``formats/sandbox``): both ends of it.

Workbooks and texts (the table of legal dong) are read as every table is, which has its own child. Folders
and single parts of a shapefile, which only somebody at this machine can name, are read here: a child is
given one file.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from resmap.domain.cleaning.districts import same_sido
from resmap.formats.boundaries import Boundary, BoundaryFile, is_part, is_table, outlines_of, read_boundaries
from resmap.formats.boundary_shapes import LARGEST
from resmap.formats.sandbox import Answer, Refusal, Spool, read_aside
from resmap.formats.sandbox.plain import NotPlain, from_plain, to_plain
from resmap.formats.tables.source import Source

#: Points of all outlines that are kept. Seoul has some 40,000, the country less than two million.
MOST_POINTS = 3_000_000

#: Fields of a file that are no list of many.
_HEAD = {
    "format": str, "rows": int, "valid_from": date | None, "epsg": int | None, "epsg_told": bool, "encoding": str,
}  # fmt: skip
#: Fields of an outline beside its geometry, which is handed on as it is: a list of lists of numbers.
_TEXTS = ("code_system", "code", "name", "sido", "sigungu")


def read_boundaries_aside(
    source: bytes | Path, what: str, *, valid_from: date | None = None, sido: str | None = None
) -> BoundaryFile:
    """As ``boundaries.read_boundaries``. ``sido``: only outlines of this one keep their geometry, the others are
    there with an empty one. Raises FormatError: what that raises and ``sandbox.read_aside`` does."""
    if is_part(source) or is_table(given := Source(source, what)):
        return read_boundaries(source, what, valid_from=valid_from)
    given.must_fit(LARGEST)
    asked = {"what": what, "valid_from": to_plain(date | None, valid_from), "sido": sido}
    spool = read_aside(given, "boundaries", asked)
    try:
        return _read(spool)
    except (ValueError, KeyError, TypeError):  # NotPlain, or another shape
        raise spool.died() from None
    finally:
        spool.close()


def answer(file: BinaryIO, told: Answer, asked: Mapping[str, Any]) -> None:
    """The child's end of it."""
    day = from_plain(date | None, asked["valid_from"])
    found = outlines_of(file.read(), asked["what"], valid_from=day)
    told.head(**{name: to_plain(kind, getattr(found, name)) for name, kind in _HEAD.items()}, problems=found.problems)
    points = 0
    for one in found.boundaries:
        is_kept = asked["sido"] is None or same_sido(one.sido, asked["sido"])
        points += _points(one.geometry) if is_kept else 0
        if points > MOST_POINTS:
            raise Refusal("TOO_LARGE_INSIDE", expected=f"{MOST_POINTS:,}")
        told.item([*(getattr(one, name) for name in _TEXTS), one.row, one.geometry if is_kept else {}])
    told.tail()


def _read(spool: Spool) -> BoundaryFile:
    head = {name: from_plain(kind, spool.head[name]) for name, kind in _HEAD.items()}
    problems = tuple((_of(int, row), _of(str, code), _of(dict, facts)) for row, code, facts in spool.head["problems"])
    return BoundaryFile(kind="boundaries", boundaries=tuple(map(_boundary, spool.items())), problems=problems, **head)


def _boundary(one: Any) -> Boundary:
    *texts, row, geometry = one
    if geometry and _of(dict, geometry).get("type") not in ("Polygon", "MultiPolygon"):
        raise NotPlain("geometry")
    said = {name: _of(str, text) for name, text in zip(_TEXTS, texts, strict=True)}
    return Boundary(**said, geometry=_of(dict, geometry), row=_of(int, row))


def _of(kind: type, value: Any) -> Any:
    if type(value) is not kind:
        raise NotPlain(kind.__name__)
    return value


def _points(geometry: Mapping[str, Any]) -> int:
    parts = geometry["coordinates"]
    rings = parts if geometry["type"] == "Polygon" else [ring for part in parts for ring in part]
    return sum(map(len, rings))
