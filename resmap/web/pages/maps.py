"""동네 지도: the map of the register and of a case, live and as a file to print or hand over.

The live map is a page of ours: Leaflet draws what the JSON routes here tell, and writes
text only. The file is made by folium (printing.py).
"""

from itertools import groupby

from flask import Blueprint, Response, current_app, jsonify, request, url_for

from resmap.domain import taxonomy
from resmap.domain.permissions import Permission
from resmap.flows import mapping
from resmap.flows.mapping import MapView, Spot, State, Wanted
from resmap.web.context import current_actor, reading, render, today
from resmap.web.language import locale, t
from resmap.web.menu import may_open
from resmap.web.routes import route
from resmap.web.signs import SHAPES, signs
from resmap.words.explain import need_name

blueprint = Blueprint("maps", __name__)

#: Endpoints that may show an entry of the register; the first that exists is linked.
ENTRY_PAGES = ("register.entry", "register.offer", "networks.entry")

#: Words that map.js writes, as keys below ``map.``.
SCRIPT_WORDS = (
    "area", "area_note", "close", "cluster", "entry", "existing", "home", "hours", "legend", "legend_approximate",
    "legend_area", "legend_case", "legend_existing", "legend_own", "legend_rank", "map_label", "no_home", "of_case_dong",
    "own_dong", "paused", "phone", "print", "retry", "suggested", "ties", "whole_gu", "zoom_in", "zoom_out",
)  # fmt: skip


@route(blueprint, "/map", permission=Permission.MAP_READ)
def index() -> Response:
    """The register on the map, with the same entries as a list."""
    with reading() as uow:
        view = mapping.neighbourhood(uow, current_actor(), today())
    wanted = _wanted()
    return render(
        "maps/index.html",
        view=view,
        wanted=wanted,
        shown=sum(map(wanted.admits, view.spots)),
        signs=signs(),
        name_of=_name,
        kind_of=_kind,
        dong_of=_dong_names(view),
        dongs=[(one.name, _dong_name(one)) for one in view.dongs],
        domains=[(one.code, _in_words(one)) for one in taxonomy.domains()],
        entry_address=entry_address,
        chosen=request.query_string.decode("ascii", "ignore"),
    )


@route(blueprint, "/map.json", permission=Permission.MAP_READ)
def neighbourhood_json() -> Response:
    with reading() as uow:
        view = mapping.neighbourhood(uow, current_actor(), today())
    return jsonify(document(view))


@route(blueprint, "/cases/<uuid:case>/map.json", permission=Permission.MAP_READ)
def case_json(case) -> Response:
    with reading() as uow:
        view = mapping.of_case(uow, current_actor(), str(case), today())
    may_print = view.spots and may_open("maps.print_case")
    address = url_for("maps.print_case", case=case) if may_print else ""
    return jsonify(document(view, of_case=True, print_address=address))


@route(blueprint, "/map/print", permission=Permission.MAP_PRINT)
def print_neighbourhood() -> Response:
    with reading() as uow:
        view = mapping.printed_neighbourhood(uow, current_actor(), today(), _wanted())
    return _file(view, t("map.printed.title"))


@route(blueprint, "/cases/<uuid:case>/map/print", permission=Permission.MAP_PRINT)
def print_case(case) -> Response:
    with reading() as uow:
        view = mapping.printed_case(uow, current_actor(), str(case), today())
    return _file(view, t("map.printed.title_case"))


def _file(view: MapView, title: str) -> Response:
    from resmap.web.printing import map_file  # folium takes its time, and only printing needs it

    made = map_file(view, title, kind_of=_kind, name_of=_name, dong_of=_dong_names(view))
    response = HandedOver(made.html, mimetype="text/html")
    response.policy = made.policy
    response.headers["Content-Disposition"] = f'attachment; filename="resmap-map-{view.today.isoformat()}.html"'
    return response


class HandedOver(Response):
    """A file with scripts of its own: its policy takes the place of the one that our pages have.

    It is set last of all, because every answer is given the pages' policy (security.py).
    """

    policy = "sandbox"

    def get_wsgi_headers(self, environ):
        headers = super().get_wsgi_headers(environ)
        headers["Content-Security-Policy"] = self.policy
        return headers


def _wanted() -> Wanted:
    """The filters of the address; what is unknown is left out."""
    groups = frozenset(request.args.getlist("group")) & frozenset(SHAPES)
    domain = request.args.get("domain", "")
    known = {one.code for one in taxonomy.domains()}
    return Wanted(request.args.get("dong", "")[:60], groups, domain if domain in known else "")


# ── what the script draws ────────────────────────────────────────────────────


def document(view: MapView, *, of_case: bool = False, print_address: str = "") -> dict:
    """The map as data for map.js; points are [lat, lon]."""
    south, west, north, east = view.extent or (33.0, 124.5, 38.7, 131.0)
    dong_of = _dong_names(view)
    return {
        "of_case": of_case,
        "print": print_address,
        "extent": [[south, west], [north, east]],
        "dongs": [
            {
                "name": _dong_name(one),
                "own": one.own,
                "approximate": one.approximate,
                "label": one.label,
                "polygons": one.polygons,
            }
            for one in view.dongs
        ],
        "entries": [_entry(one, dong_of) for one in view.spots if one.radius_m is None],
        "areas": _areas(view, dong_of),
        "home": view.home,
        "signs": signs(),
        "groups": list(SHAPES),
        "words": {key: t(f"map.{key}") for key in SCRIPT_WORDS},
    }


def _entry(spot: Spot, dong_of) -> dict:
    return {
        "id": spot.id,
        "name": _name(spot),
        "group": spot.group.value,
        "kind": _kind(spot),
        "where": dong_of(spot.dong),
        "unit": spot.unit,
        "at": [spot.lat, spot.lon],
        "phone": spot.phone,
        "hours": spot.hours,
        "paused": spot.paused,
        "existing": spot.state is State.EXISTING,
        "rank": min((one.rank for one in spot.ranks), default=None),
        "ranks": [t("map.rank", need=need_name(one.need, locale()), rank=one.rank) for one in spot.ranks],
        "address": entry_address(spot.id),
    }


def _areas(view: MapView, dong_of) -> list[dict]:
    """Residents of one cell of the grid are one area: nothing inside it can be told apart."""
    residents = sorted((one for one in view.spots if one.radius_m is not None), key=_cell)
    return [
        {"at": list(cell[:2]), "radius": cell[2], "entries": [_entry(one, dong_of) for one in inside]}
        for cell, inside in groupby(residents, key=_cell)
    ]


def _cell(spot: Spot) -> tuple[float, float, int]:
    return spot.lat, spot.lon, spot.radius_m or 0


def entry_address(entry: str) -> str:
    """Where more is told about an entry; '' if no such page is open to the actor."""
    for endpoint in ENTRY_PAGES:
        if may_open(endpoint):
            return url_for(endpoint, **{next(iter(_arguments(endpoint))): entry})
    return ""


def _arguments(endpoint: str) -> set[str]:
    return next(current_app.url_map.iter_rules(endpoint)).arguments


# ── in the reader's words ────────────────────────────────────────────────────


def _name(spot: Spot) -> str:
    return (locale() == "en" and spot.name_en) or spot.name


def _kind(spot: Spot) -> str:
    return _in_words(taxonomy.kind(spot.kind)) if taxonomy.is_kind(spot.kind) else spot.kind


def _in_words(term) -> str:
    return term.en if locale() == "en" else term.ko


def _dong_name(dong) -> str:
    return (locale() == "en" and dong.name_en) or dong.name


def _dong_names(view: MapView):
    names = {one.name: _dong_name(one) for one in view.dongs}
    return lambda dong: names.get(dong, dong or "")
