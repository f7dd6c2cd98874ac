"""A map to print or hand over: one HTML file that asks nobody for anything.

folium writes the map's script; Leaflet comes from our own assets and is written into
the file. Nothing else of folium's defaults (jquery, bootstrap, icon fonts, tiles) is
needed for what is drawn here. folium puts texts unescaped into template literals, and
renders the result once more as a Jinja template: see :func:`inert`.

This module imports folium, which takes its time: import it when a file is asked for.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import count
from math import cos, pi, sin
from pathlib import Path

import folium
from flask import current_app, render_template
from markupsafe import Markup

from resmap.flows.mapping import DongShape, MapView, Spot
from resmap.web.language import locale
from resmap.web.signs import SHAPES, signs

LEAFLET = "vendor/leaflet/leaflet"
STYLE = "css/printed.css"
#: Numbers stand at least so far from each other, as a share of the map's height.
APART = 0.046
STEP = APART / 3
#: A map without any entry shows Korea.
KOREA = (33.0, 124.5, 38.7, 131.0)


@dataclass(frozen=True, slots=True)
class MapFile:
    """The document, and the Content-Security-Policy under which it is served."""

    html: str
    policy: str


@dataclass(frozen=True, slots=True)
class Numbered:
    """An entry with its number, and where the number stands so that it can be read."""

    number: int
    spot: Spot
    at: tuple[float, float]


def map_file(
    view: MapView,
    title: str,
    *,
    kind_of: Callable[[Spot], str],
    name_of: Callable[[Spot], str],
    dong_of: Callable[[str | None], str],
) -> MapFile:
    """The map of ``view`` with a table of its numbered entries, in the reader's language."""
    box = view.extent or KOREA
    named = [spot for spot in view.spots if spot.radius_m is None]
    numbered = _numbered(named, box, [one.label for one in view.dongs])
    drawn = _draw(view, numbered, box, name_of)
    script, style = _asset(f"{LEAFLET}.js"), _asset(f"{LEAFLET}.css") + _asset(STYLE)
    policy = _policy(scripts=(script, drawn.script), styles=(style,))
    html = render_template(
        "maps/printed.html",
        policy="; ".join(policy),
        title=title,
        lang=locale(),
        view=view,
        numbered=numbered,
        signs=signs(),
        has_areas=len(named) < len(view.spots),
        approximate=any(one.approximate for one in view.dongs),
        map_id=drawn.id,
        style=Markup(style),
        leaflet=Markup(script),
        script=Markup(drawn.script),
        kind_of=kind_of,
        name_of=name_of,
        dong_of=dong_of,
    )
    return MapFile(html, "; ".join((*policy, "frame-ancestors 'none'", "sandbox allow-scripts")))


def inert(text: str) -> str:
    """The text as character references, save letters, digits and spaces.

    ``html.escape`` is not enough: folium writes a tooltip between backticks, where
    ``${…}`` runs, and then renders the script as a Jinja template, where ``{{…}}`` does.
    """
    return "".join(one if one.isalnum() or one == " " else f"&#{ord(one)};" for one in text)


# ── the drawing ──────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Drawing:
    id: str
    script: str


def _draw(view: MapView, numbered: list[Numbered], box, name_of: Callable[[Spot], str]) -> _Drawing:
    south, west, north, east = box
    # Without tiles Leaflet asks for a maxZoom. The point is to be printed: no scrolling into it.
    drawing = folium.Map(
        location=[(south + north) / 2, (west + east) / 2],
        tiles=None,
        max_zoom=18,
        min_zoom=9,
        maxZoom=18,
        minZoom=9,
        zoomSnap=0.1,
        attributionControl=False,
        control_scale=True,
        scrollWheelZoom=False,
    )
    drawing.default_js, drawing.default_css = [], []
    for dong in view.dongs:
        _outline(dong).add_to(drawing)
    for dong in view.dongs:
        _dong_name(dong).add_to(drawing)
    for lat, lon, radius in sorted({(s.lat, s.lon, s.radius_m) for s in view.spots if s.radius_m}):
        folium.Circle(
            [lat, lon], radius, color="#0d5c63", weight=1.5, dash_array="4 4", fill=True, fill_opacity=0.08
        ).add_to(drawing)
    for one in numbered:
        if one.at != (one.spot.lat, one.spot.lon):
            folium.PolyLine([(one.spot.lat, one.spot.lon), one.at], color="#16272b", weight=1).add_to(drawing)
        folium.CircleMarker(
            [one.spot.lat, one.spot.lon], 2.5, color="#16272b", weight=1, fill=True, fill_opacity=1
        ).add_to(drawing)
    for one in numbered:
        _number(one, name_of(one.spot)).add_to(drawing)
    drawing.fit_bounds([[south, west], [north, east]], padding=(2, 2))
    return _written(drawing)


def _outline(dong: DongShape) -> folium.GeoJson:
    rings = [[[(lon, lat) for lat, lon in ring] for ring in polygon] for polygon in dong.polygons]
    feature = {"type": "Feature", "properties": {}, "geometry": {"type": "MultiPolygon", "coordinates": rings}}
    style = {
        "color": "#0d5c63" if dong.own else "#7d8f92",
        "weight": 2.5 if dong.own else 1.2,
        "fillColor": "#fffdf4" if dong.own else "#f7f9f7",
        "fillOpacity": 1,
        "dashArray": "6 5" if dong.approximate else None,
        "interactive": False,
    }
    return folium.GeoJson(feature, style_function=lambda _: style)


def _dong_name(dong: DongShape) -> folium.CircleMarker:
    name = (locale() == "en" and dong.name_en) or dong.name
    return _label(dong.label, inert(name), "dong-name")


def _number(one: Numbered, name: str) -> folium.CircleMarker:
    shape = SHAPES[one.spot.group.value]
    title = f"<title>{one.number}&#46; {inert(name)}</title>"
    sign = f'<svg viewBox="0 0 24 24">{title}<path d="{shape}"/><text x="12" y="16">{one.number}</text></svg>'
    return _label(one.at, sign, "number")


def _label(at: tuple[float, float], html: str, class_name: str) -> folium.CircleMarker:
    """Something written on the map. A ``folium.Marker`` would ask for Leaflet's own pictures first."""
    tooltip = folium.Tooltip(html, sticky=False, permanent=True, direction="center", class_name=class_name)
    return folium.CircleMarker(at, 0, opacity=0, fill=False, tooltip=tooltip, interactive=False)


def _numbered(spots: list[Spot], box, labels: list[tuple[float, float]]) -> list[Numbered]:
    """Numbers in the order of the list, moved aside where they would cover each other or a name."""
    south, west, north, east = box
    height, width = max(north - south, 1e-6), max(east - west, 1e-6)
    # A degree of longitude is shorter than one of latitude; the map's height is the unit.
    stretch = width / height
    shorter = 0.793  # cos of Seoul's latitude: enough to keep numbers apart


    def drawn(lat: float, lon: float) -> tuple[float, float]:
        return (lon - west) / width * stretch * shorter, (lat - south) / height

    taken = [(x + aside, y) for x, y in (drawn(*label) for label in labels) for aside in (-STEP, STEP)]
    found = []
    for number, spot in enumerate(spots, 1):
        home = drawn(spot.lat, spot.lon)
        at = next(place for place in _around(home) if all(_far(place, other) for other in taken))
        taken.append(at)
        if at == home:
            lat, lon = spot.lat, spot.lon
        else:
            lat, lon = south + at[1] * height, west + at[0] / stretch / shorter * width
        found.append(Numbered(number, spot, (round(lat, 6), round(lon, 6))))
    return found


def _around(home: tuple[float, float]) -> Iterator[tuple[float, float]]:
    """The place itself, then places around it, farther and farther out."""
    yield home
    for ring in count(1):
        turns = 8 * ring
        for turn in range(turns):
            angle = 2 * pi * turn / turns
            yield home[0] + cos(angle) * ring * STEP, home[1] + sin(angle) * ring * STEP


def _far(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2 >= APART**2


def _written(drawing: folium.Map) -> _Drawing:
    """folium's script alone; its names count instead of being random, so that a map is the same twice."""
    numbers = count()
    _name(drawing, numbers)
    figure = drawing.get_root()
    for child in list(figure._children.values()):
        child.render()
    script = figure.script.render()
    if "</script" in script.lower():
        raise ValueError("the drawing would end its own script")
    return _Drawing(drawing.get_name(), script)


def _name(element, numbers) -> None:
    element._id = str(next(numbers))
    for child in element._children.values():
        _name(child, numbers)


# ── what stands in the file ──────────────────────────────────────────────────


def _asset(name: str) -> str:
    """One of our static files as text, without what would be fetched from beside it."""
    text = Path(current_app.static_folder, name).read_text("utf-8")
    text = re.sub(r"url\([^)]*\)", "none", text) if name.endswith(".css") else text
    text = re.sub(r"^//# sourceMappingURL=.*$", "", text, flags=re.MULTILINE)
    if "</script" in text.lower() or "</style" in text.lower():
        raise ValueError(f"{name} would end the element it stands in")
    return text.replace("\r\n", "\n")


def _policy(scripts: tuple[str, ...], styles: tuple[str, ...]) -> tuple[str, ...]:
    """Only these very scripts and styles run; nothing is fetched, nothing is sent."""
    return (
        "default-src 'none'",
        "script-src " + " ".join(map(_hash, scripts)),
        "style-src " + " ".join(map(_hash, styles)),
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
