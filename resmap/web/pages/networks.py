"""관계망: the ecomap of a client and the ties of an entry, each as picture and as list.

The list says everything that the picture does: it is what a keyboard, a screen
reader and paper have of it. Positions come from the server (graph/ego.py).
"""

from dataclasses import dataclass

from flask import Blueprint, Response, abort, current_app, jsonify, request, url_for

from resmap.domain.codes import TieKind
from resmap.domain.permissions import Permission
from resmap.flows import networks
from resmap.flows.networks import CLIENT_KINDS, Line, NetworkView, Node, Strength, TieExists, What
from resmap.web.context import current_actor, done, idempotency_key, reading, render, revision, today, writing
from resmap.web.language import locale, t
from resmap.web.menu import may_open
from resmap.web.routes import route

blueprint = Blueprint("networks", __name__)

#: Endpoints of pages elsewhere, linked as soon as one of them exists.
REGISTER_PAGES = ("register.entry", "register.offer")
CASE_PAGES = ("cases.page",)

#: What the legend explains, in order: style of the line -> only if such a line is there.
LEGEND = ("strong", "usual", "weak", "served", "conflict", "household", "structure")


@dataclass(frozen=True, slots=True)
class Row:
    """A tie in the list: who stands at the other end, and the tie in words."""

    line: Line
    node: Node
    name: str
    what: str
    kind: str
    strength: str
    direction: str
    address: str


# ── pages ────────────────────────────────────────────────────────────────────


@route(blueprint, "/cases/<uuid:case>/network", permission=Permission.CASE_READ)
def client(case) -> Response:
    """당사자 관계망, with the form to add a tie (``?q=`` searches, ``?other=`` has chosen)."""
    return _case_page(str(case), other=request.args.get("other", ""))


@route(blueprint, "/cases/<uuid:case>/network.json", permission=Permission.CASE_READ)
def client_json(case) -> Response:
    with reading() as uow:
        view = networks.of_case(uow, current_actor(), str(case), today())
    return jsonify(document(view.picture))


@route(blueprint, "/network/offer/<uuid:entry>", permission=Permission.REGISTER_READ)
def entry(entry) -> Response:
    """관계망 of an offer or a party of the register."""
    with reading() as uow:
        view = networks.of_entry(uow, current_actor(), str(entry), today())
    names = _names(view)
    own, others = _rows(view)
    return render(
        "networks/entry.html",
        view=view,
        name=names[view.centre],
        own=own,
        others=others,
        legend=_legend(view),
        entry_address=_elsewhere(REGISTER_PAGES, view.centre),
    )


@route(blueprint, "/network/offer/<uuid:entry>.json", permission=Permission.REGISTER_READ)
def entry_json(entry) -> Response:
    with reading() as uow:
        view = networks.of_entry(uow, current_actor(), str(entry), today())
    return jsonify(document(view))


@route(blueprint, "/cases/<uuid:case>/network/ties", permission=Permission.CASE_EDIT, methods=["POST"])
def add(case) -> Response:
    """관계 추가 (R134)."""
    other = request.form.get("other", "")
    kind, strength = _one_of(TieKind, "kind"), _one_of(Strength, "strength")
    if kind not in CLIENT_KINDS:
        abort(400)
    try:
        with writing() as uow:
            networks.add_tie(
                uow,
                current_actor(),
                str(case),
                other,
                kind,
                strength,
                mutual="mutual" in request.form,
                today=today(),
                key=idempotency_key(),
            )
    except TieExists:
        return _case_page(str(case), other=other, error=t("network.edit.exists"), status=409)
    return done(url_for("networks.client", case=case), "network.edit.added")


@route(
    blueprint, "/cases/<uuid:case>/network/ties/<uuid:tie>", permission=Permission.CASE_EDIT, methods=["POST"]
)
def change(case, tie) -> Response:
    """How strong it is now, or that it has ended."""
    actor, back = current_actor(), url_for("networks.client", case=case)
    with writing() as uow:
        if request.form.get("act") == "end":
            networks.end_tie(uow, actor, str(case), str(tie), revision=revision())
            return done(back, "network.edit.ended")
        networks.change_tie(
            uow,
            actor,
            str(case),
            str(tie),
            _one_of(Strength, "strength"),
            mutual="mutual" in request.form,
            revision=revision(),
        )
    return done(back, "network.edit.changed")


def _case_page(case_id: str, *, other: str = "", error: str = "", status: int = 200) -> Response:
    actor, query = current_actor(), request.args.get("q", "").strip()[:60]
    with reading() as uow:
        view = networks.of_case(uow, actor, case_id, today())
    found, chosen = (), None
    if view.may_edit:
        with reading() as uow:
            chosen = networks.candidate(uow, actor, case_id, other, today()) if other else None
            found = networks.candidates(uow, actor, case_id, query, today()) if not other else ()
    own, others = _rows(view.picture)
    return render(
        "networks/case.html",
        status=status,
        case=view,
        name=(locale() == "en" and view.name_en) or view.name,
        view=view.picture,
        own=own,
        others=others,
        measures=_measures(view.measures),
        legend=_legend(view.picture),
        kinds=[(kind.value, t(f"network.ask.{kind.value}")) for kind in CLIENT_KINDS],
        strengths=[(one.value, t(f"network.strength.{one.value}")) for one in Strength],
        query=query,
        found=[(one.id, _called(one), t(f"network.what.{one.what.value}"), one.dong or "") for one in found],
        chosen=chosen and (chosen.id, _called(chosen), t(f"network.what.{chosen.what.value}")),
        error=error,
        case_address=_elsewhere(CASE_PAGES, case_id),
    )


# ── the picture as data ──────────────────────────────────────────────────────


def document(view: NetworkView) -> dict:
    """The picture for network.js: nodes with their places, lines with style, arrows and words."""
    names, hops = _names(view), {one.id: one.hops for one in view.nodes}
    return {
        "centre": view.centre,
        "nodes": [
            {
                "id": one.id,
                "name": names[one.id],
                "word": t(f"network.what.{one.what.value}"),
                "what": one.what.value,
                "hops": one.hops,
                "x": one.x,
                "y": one.y,
                "address": _centred_on(one),
            }
            for one in view.nodes
        ],
        "lines": [
            {
                "source": one.source,
                "target": one.target,
                "style": one.style,
                "word": t(f"network.kind.{one.kind}"),
                "ring": min(hops[one.source], hops[one.target]),
                "from": one.flow[0],
                "to": one.flow[1],
            }
            for one in view.lines
        ],
    }


def _rows(view: NetworkView) -> tuple[list[Row], list[Row]]:
    """(ties of the centre, ties among those around)."""
    names, nodes = _names(view), view.by_id
    own, others = [], []
    for line in view.lines:
        is_own = view.centre in (line.source, line.target)
        end = line.target if line.source == view.centre or not is_own else line.source
        row = Row(
            line,
            nodes[end],
            names[end],
            t(f"network.what.{nodes[end].what.value}"),
            t(f"network.kind.{line.kind}"),
            "" if line.style in ("structure", "household", "served") else t(f"network.strength.{line.strength.value}"),
            _direction(line, names, view.centre),
            _centred_on(nodes[end]),
        )
        (own if is_own else others).append(row)
    return own, others


def _direction(line: Line, names: dict[str, str], centre: str) -> str:
    """The tie with its arrow; where it has two or none, the centre is named first."""
    one, other = names[line.source], names[line.target]
    if line.target == centre and line.flow in ((True, True), (False, False)):
        one, other = other, one
    match line.flow:
        case (True, True):
            return t("network.direction.mutual", one=one, other=other)
        case (True, False):
            return t("network.direction.one", one=other, other=one)
        case (False, True):
            return t("network.direction.one", one=one, other=other)
    return t("network.direction.none", one=one, other=other)


def _measures(found) -> list[tuple[str, str]]:
    """The measures in words; one that is not defined says so instead of 0."""

    def share(value: float | None) -> str:
        return t("network.undefined") if value is None else t("network.of_ties", percent=round(100 * value))

    return [
        (t("network.measure.size"), t("network.measure.size_value", n=found.size)),
        (t("network.measure.informal"), share(found.informal_share)),
        (t("network.measure.density"), share(found.density)),
        (t("network.measure.reciprocity"), share(found.reciprocity)),
        (t("network.measure.conflict"), share(found.conflict_share)),
    ]


def _legend(view: NetworkView) -> list[str]:
    drawn = {line.style for line in view.lines}
    return [style for style in LEGEND if style in drawn]


def _names(view: NetworkView) -> dict[str, str]:
    return {one.id: _called(one) for one in view.nodes}


def _called(one) -> str:
    """The name in the reader's language; the client by that word, the household by relation."""
    if one.what is What.CLIENT:
        return t("network.client")
    return (locale() == "en" and one.name_en) or one.name or t("network.member")


def _centred_on(node: Node) -> str:
    is_open = node.entry and may_open("networks.entry")
    return url_for("networks.entry", entry=node.id) if is_open else ""


def _elsewhere(endpoints: tuple[str, ...], id_: str) -> str:
    """The address of the first page that exists for this id; '' if none is open to the actor."""
    for endpoint in filter(may_open, endpoints):
        arguments = next(current_app.url_map.iter_rules(endpoint)).arguments
        if len(arguments) == 1:
            return url_for(endpoint, **{next(iter(arguments)): id_})
    return ""


def _one_of(codes, field: str):
    try:
        return codes(request.form.get(field, ""))
    except ValueError:
        abort(400)
