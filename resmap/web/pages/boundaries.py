"""동 경계: bring a boundary file in, see the editions, and what the maps draw."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import cos, radians

from flask import Blueprint, Response, request

from resmap.domain.permissions import Permission
from resmap.flows import boundaries
from resmap.flows.boundaries import BoundaryReport, FormatError
from resmap.flows.mapping import DongShape
from resmap.web.context import current_actor, idempotency_key, is_htmx, reading, render, shell, today
from resmap.web.language import locale, t
from resmap.web.routes import route
from resmap.words import boundaries as words

blueprint = Blueprint("boundaries", __name__)

#: Width of the picture in its own units; its height follows the land.
WIDE = 640
MARGIN = 12


@route(blueprint, "/boundaries", permission=Permission.REGISTER_IMPORT)
def index() -> Response:
    return _page()


@route(blueprint, "/boundaries/check", permission=Permission.REGISTER_IMPORT, methods=["POST"])
def check() -> Response:
    """What the file would bring in; nothing is saved."""
    raw, name, how = _asked()
    try:
        report = _import(raw, name, how, dry_run=True)
    except FormatError as error:
        return _refused(error)
    return _reported(report, boundaries.digest_of(raw, *how.values()))


@route(blueprint, "/boundaries/apply", permission=Permission.REGISTER_IMPORT, methods=["POST"])
def apply() -> Response:
    """Bring in the file that was looked at; another one is looked at first."""
    key = idempotency_key()
    raw, name, how = _asked()
    digest = boundaries.digest_of(raw, *how.values())
    is_same = request.form.get("digest") == digest
    try:
        report = _import(raw, name, how, dry_run=not is_same, key=key if is_same else "")
    except FormatError as error:
        return _refused(error, whole=True)
    return _reported(report, digest, whole=True)


def _asked() -> tuple[bytes, str, dict]:
    file, form = request.files.get("file"), request.form
    raw = file.read() if file else b""
    name = (file and file.filename) or t("boundaries.form.no_file")
    how = {
        "valid_from": _day(form.get("valid_from", "")),
        "sigungu": form.get("sigungu", "").strip()[:60] or None,
        "create_dongs": form.get("create") == "yes",
    }
    return raw, name, how


def _import(raw: bytes, name: str, how: dict, **more) -> BoundaryReport:
    return boundaries.import_boundaries(shell().database, current_actor(), raw, name, today=today(), **how, **more)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _page(status: int = 200, **context) -> Response:
    with reading() as uow:
        held = boundaries.held(uow, current_actor())
    context.setdefault("report", None)
    return render("boundaries/index.html", status, held=held, drawing=picture(held.shapes), form=request.form, **context)


def _reported(report: BoundaryReport, digest: str, *, whole: bool = False) -> Response:
    context = {
        "report": report,
        "notes": [(one.row, words.note_sentence(one.code, one.facts, locale())) for one in report.notes],
        "digest": digest,
        "seen": picture(report.shapes) if report.dry_run and report.dongs_drawn else None,
        "whole": whole or not is_htmx(),
    }
    return _page(**context) if context["whole"] else render("boundaries/_report.html", **context)


def _refused(error: FormatError, *, whole: bool = False) -> Response:
    context = {"what": error.what, "sentences": [words.refused_sentence(one, locale()) for one in error.problems]}
    if is_htmx() and not whole:
        return render("boundaries/_refused.html", 422, **context)
    return _page(422, **context)


# ── the picture ──────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Drawn:
    """One dong of the picture: the ``d`` of an SVG path, its name and where it stands."""

    name: str
    path: str
    x: float
    y: float
    approximate: bool


@dataclass(frozen=True, slots=True)
class Picture:
    width: int
    height: int
    dongs: tuple[Drawn, ...]

    @property
    def imported(self) -> int:
        return sum(not one.approximate for one in self.dongs)

    @property
    def computed(self) -> int:
        return sum(one.approximate for one in self.dongs)


def picture(shapes: Iterable[DongShape]) -> Picture | None:
    """The outlines as a drawing that needs no script; None without any."""
    listed = list(shapes)
    points = [point for one in listed for polygon in one.polygons for ring in polygon for point in ring]
    if not points:
        return None
    south, north = min(lat for lat, _ in points), max(lat for lat, _ in points)
    west, east = min(lon for _, lon in points), max(lon for _, lon in points)
    shrink = cos(radians((south + north) / 2))
    scale = (WIDE - 2 * MARGIN) / max((east - west) * shrink, (north - south), 1e-9)

    def at(lat: float, lon: float) -> tuple[float, float]:
        return round(MARGIN + (lon - west) * shrink * scale, 1), round(MARGIN + (north - lat) * scale, 1)

    drawn = []
    for one in listed:
        rings = (ring for polygon in one.polygons for ring in polygon)
        path = " ".join("M" + " ".join(f"{x},{y}" for x, y in (at(*point) for point in ring)) + "Z" for ring in rings)
        x, y = at(*_middle(one))
        name = (locale() == "en" and one.name_en) or one.name
        drawn.append(Drawn(name, path, x, y, one.approximate))
    right, bottom = at(south, east)
    return Picture(round(right + MARGIN), round(bottom + MARGIN), tuple(drawn))


def _middle(shape: DongShape) -> tuple[float, float]:
    """Where the name stands: the centroid of the largest part (the surveyor's formula), away from edges."""
    parts = [_centroid(polygon[0]) for polygon in shape.polygons]
    _, lat, lon = max(parts)
    return lat, lon


def _centroid(ring) -> tuple[float, float, float]:
    """(area, lat, lon); around the first point, so that small rings keep their digits."""
    first_lat, first_lon = ring[0]
    area = north = east = 0.0
    for (lat, lon), (next_lat, next_lon) in pairwise(ring):
        y, x, next_y, next_x = lat - first_lat, lon - first_lon, next_lat - first_lat, next_lon - first_lon
        cross = x * next_y - next_x * y
        area, north, east = area + cross, north + (y + next_y) * cross, east + (x + next_x) * cross
    if not area:
        return 0.0, first_lat, first_lon
    return abs(area), first_lat + north / (3 * area), first_lon + east / (3 * area)
