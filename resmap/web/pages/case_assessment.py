"""사정: listening in parts, needs with the client's own yes, how they hang together, scales."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import date

from flask import Blueprint, Response, abort, request, url_for

from resmap.domain.assessing import Ability, Asked, Function, NowPrompt, domain_codes
from resmap.domain.intake import Strength, Weakness
from resmap.domain.need_graph import LinkKind
from resmap.domain.need_states import NeedState
from resmap.domain.permissions import Permission
from resmap.domain.statements import StatementKind
from resmap.flows.assessing import links, needs, needs_view, sheets, statements, taking, view
from resmap.flows.assessing.needs import NeedAsked
from resmap.flows.assessing.statements import Said
from resmap.flows.field_refusals import FieldsRefused
from resmap.web.context import (
    current_actor,
    done,
    idempotency_key,
    is_htmx,
    local_now,
    reading,
    render,
    revision,
    today,
    writing,
)
from resmap.web.language import locale, t
from resmap.web.menu import may_open
from resmap.web.routes import route
from resmap.words import has

blueprint = Blueprint("case_assessment", __name__)

_READ, _EDIT = Permission.CASE_READ, Permission.CASE_EDIT
_ROOT = "/cases/<uuid:case>/assessment"

#: A page of the decision general or special, where there is one (it belongs to the supervisor).
_DECISION = "case_deciding.page"


# ── listening ────────────────────────────────────────────────────────────────


@route(blueprint, _ROOT, permission=_READ)
def page(case) -> Response:
    """What was heard, what was not asked yet?"""
    return _listening(case)


def _listening(case, status: int = 200, refused: Iterable[tuple[str, str]] = ()) -> Response:
    with reading() as uow:
        told = view.page(uow, current_actor(), str(case), today(), locale=locale())
    return render(
        "case_assessment/page.html",
        status,
        view=told,
        head=told.head,
        parts=_parts(case),
        asked=[
            *((one.value, t(f"assessing.asked.{one.value}")) for one in (Asked.NONE, Asked.PRESENT)),
            (Asked.NOT_ASKED.value, t("assessment.function.short.not_asked")),
        ],
        abilities=[(one.value, t(f"assessment.function.short.{one.value}")) for one in Ability],
        kinds=_statement_kinds(),
        topics=_topics(),
        network=url_for("networks.client", case=case) if may_open("networks.client") else "",
        errors=_sentences(refused),
    )


@route(blueprint, f"{_ROOT}/function", permission=_EDIT, methods=["POST"])
def function(case) -> Response:
    """Keep what the person can do; sent at every choice, and by its button."""
    with writing() as uow:
        sheets.save_function(
            uow,
            current_actor(),
            str(case),
            today(),
            abilities={one: _chosen(Ability, f"f-{one.value}", Ability.NOT_ASKED) for one in Function},
            note=request.form.get("note", ""),
            was=request.form.get("was", ""),
            form=idempotency_key(),
        )
    return _saved(case, "function")


@route(blueprint, f"{_ROOT}/domains", permission=_EDIT, methods=["POST"])
def domains(case) -> Response:
    with writing() as uow:
        sheets.save_domains(
            uow,
            current_actor(),
            str(case),
            today(),
            domains={code: _chosen(Asked, f"d-{code}", Asked.NOT_ASKED) for code in domain_codes()},
            items=tuple(request.form.getlist("item")),
            was=request.form.get("was", ""),
            form=idempotency_key(),
        )
    return _saved(case, "domains")


@route(blueprint, f"{_ROOT}/talk", permission=_EDIT, methods=["POST"])
def talk(case) -> Response:
    with writing() as uow:
        sheets.save_talk(
            uow,
            current_actor(),
            str(case),
            today(),
            now={one: request.form.get(f"now-{one.value}", "") for one in NowPrompt},
            wished=request.form.get("wished", ""),
            how=request.form.get("how", ""),
            was=request.form.get("was", ""),
            form=idempotency_key(),
        )
    return _saved(case, "talk")


@route(blueprint, f"{_ROOT}/earlier", permission=_EDIT, methods=["POST"])
def take_up(case) -> Response:
    """Go on from the assessment before this one."""
    with writing() as uow:
        sheets.take_up(uow, current_actor(), str(case), today(), key=idempotency_key())
    return done(url_for("case_assessment.page", case=case), "assessment.state.taken_up")


@route(blueprint, f"{_ROOT}/done", permission=_EDIT, methods=["POST"])
def finish(case) -> Response:
    """Both parts were looked at: the assessment is done."""
    try:
        with writing() as uow:
            sheets.finish(uow, current_actor(), str(case), today(), revision=revision(), key=idempotency_key())
    except FieldsRefused as refused:
        return _listening(case, 422, refused.fields)
    return done(url_for("case_assessment.page", case=case), "assessment.state.finished")


@route(blueprint, f"{_ROOT}/statements", permission=_EDIT, methods=["POST"])
def add_statement(case) -> Response:
    """Keep what was said, in the client's own words."""
    kind = _one_of(StatementKind, "kind")
    topic = request.form.get(f"topic-{kind.value}", "")
    said = Said(
        kind=kind,
        words=request.form.get("words", ""),
        reading=request.form.get("reading", ""),
        holder=request.form.get("holder", ""),
        topic=topic,
        told_by=request.form.get("told_by", ""),
        confirmed=request.form.get("confirmed") == "yes",
    )
    with writing() as uow:
        statements.add(uow, current_actor(), str(case), today(), said=said, key=idempotency_key())
    return done(url_for("case_assessment.page", case=case, _anchor="said"), "assessment.statement.kept")


@route(blueprint, f"{_ROOT}/statements/<uuid:statement>/confirmation", permission=_EDIT, methods=["POST"])
def confirm_statement(case, statement) -> Response:
    with writing() as uow:
        statements.confirm(
            uow, current_actor(), str(case), str(statement), today(), revision=revision(), key=idempotency_key()
        )
    return done(url_for("case_assessment.page", case=case, _anchor="said"), "assessment.statement.confirmed")


@route(blueprint, f"{_ROOT}/statements/<uuid:statement>/reading", permission=_EDIT, methods=["POST"])
def read_again(case, statement) -> Response:
    with writing() as uow:
        statements.read_again(
            uow,
            current_actor(),
            str(case),
            str(statement),
            kind=_one_of(StatementKind, "kind"),
            reading=request.form.get("reading", ""),
            revision=revision(),
            key=idempotency_key(),
        )
    return done(url_for("case_assessment.page", case=case, _anchor="said"), "assessment.statement.kept")


# ── needs ────────────────────────────────────────────────────────────────────


@route(blueprint, f"{_ROOT}/needs", permission=_READ)
def need_page(case) -> Response:
    """Which needs did the client say yes to, and how do they hang together?"""
    return _needs(case)


def _needs(case, status: int = 200, *, words: str = "", found=None, errors=(), typed=None) -> Response:
    with reading() as uow:
        told = needs_view.page(uow, current_actor(), str(case), today(), locale=locale())
    meant = needs_view.proposed(
        [(one.code, one.state) for one in told.standing],
        [(one.code, (one.because,), ()) for one in found or ()],
        locale(),
    )
    listed = {one.code for one in meant}
    return render(
        "case_assessment/needs.html",
        status,
        view=told,
        head=told.head,
        parts=_parts(case),
        words=words,
        looked=found is not None,
        meant=meant,
        from_items=[one for one in told.from_items if one.code not in listed],
        severities=[(str(n), t(f"case.severity.{n}")) for n in range(5)],
        link_kinds=[(one.value, t(f"need_graph.kind.{one.value}")) for one in LinkKind],
        errors=_sentences(errors),
        typed=typed or {},
        decision=url_for(_DECISION, case=case) if may_open(_DECISION) else "",
    )


@route(blueprint, f"{_ROOT}/needs/heard", permission=_EDIT, methods=["POST"])
def heard(case) -> Response:
    """A sentence as it was said: needs close to it, or kept as what was asked for. It stands in no address."""
    words = request.form.get("words", "")
    if request.form.get("act") == "demand":
        said = Said(kind=StatementKind.DEMAND, words=words)
        with writing() as uow:
            statements.add(uow, current_actor(), str(case), today(), said=said, key=idempotency_key())
        return done(url_for("case_assessment.need_page", case=case, _anchor="demands"), "assessment.hear.demand_kept")
    with reading() as uow:
        found = needs.meant(uow, current_actor(), str(case), words)
    return _needs(case, words=words, found=found)


@route(blueprint, f"{_ROOT}/needs", permission=_EDIT, methods=["POST"])
def add_need(case) -> Response:
    """Write a need down; with the client's yes it counts from now on."""
    chosen = request.form.get("other") or request.form.get("code", "")
    code, _, items = chosen.partition("|")
    asked = NeedAsked(
        code=code,
        items=tuple(filter(None, items.split(","))),
        confirmed=request.form.get("confirmed") == "yes",
        **_need_fields(),
    )
    try:
        with writing() as uow:
            needs.add(uow, current_actor(), str(case), today(), asked=asked, key=idempotency_key())
    except FieldsRefused as refused:
        with reading() as uow:
            found = needs.meant(uow, current_actor(), str(case), asked.words) if asked.words.strip() else None
        typed = request.form.to_dict()
        return _needs(case, 422, words=asked.words, found=found, errors=refused.fields, typed=typed)
    return done(url_for("case_assessment.need_page", case=case, _anchor="standing"), "assessment.propose.added")


@route(blueprint, f"{_ROOT}/needs/<uuid:need>", permission=_EDIT, methods=["POST"])
def change_need(case, need) -> Response:
    asked = NeedAsked(code="", **_need_fields())
    with writing() as uow:
        needs.change(
            uow,
            current_actor(),
            str(case),
            str(need),
            today(),
            asked=asked,
            revision=revision(),
            key=idempotency_key(),
        )
    return _to_need(case, need, "assessment.need.kept")


@route(blueprint, f"{_ROOT}/needs/<uuid:need>/confirmation", permission=_EDIT, methods=["POST"])
def confirm_need(case, need) -> Response:
    with writing() as uow:
        needs.confirm(uow, current_actor(), str(case), str(need), today(), revision=revision(), key=idempotency_key())
    return _to_need(case, need, "assessment.need.confirmed_now")


@route(blueprint, f"{_ROOT}/needs/<uuid:need>/state", permission=_EDIT, methods=["POST"])
def turn_need(case, need) -> Response:
    with writing() as uow:
        needs.turn(
            uow,
            current_actor(),
            str(case),
            str(need),
            today(),
            state=_one_of(NeedState, "state"),
            why=request.form.get("why", ""),
            revision=revision(),
            key=idempotency_key(),
        )
    return _to_need(case, need, "assessment.need.turned")


@route(blueprint, f"{_ROOT}/links", permission=_EDIT, methods=["POST"])
def add_link(case) -> Response:
    """Join two needs."""
    with writing() as uow:
        links.add(
            uow,
            current_actor(),
            str(case),
            today(),
            source=request.form.get("source", ""),
            target=request.form.get("target", ""),
            kind=_one_of(LinkKind, "kind"),
            words=request.form.get("words", ""),
            key=idempotency_key(),
        )
    return done(url_for("case_assessment.need_page", case=case, _anchor="linked"), "assessment.link.added")


@route(blueprint, f"{_ROOT}/links/<uuid:link>/removal", permission=_EDIT, methods=["POST"])
def remove_link(case, link) -> Response:
    with writing() as uow:
        links.remove(
            uow, current_actor(), str(case), str(link), today(), revision=revision(), key=idempotency_key()
        )
    return done(url_for("case_assessment.need_page", case=case, _anchor="linked"), "assessment.link.removed")


# ── scales ───────────────────────────────────────────────────────────────────


@route(blueprint, f"{_ROOT}/scales", permission=_READ)
def scale_page(case) -> Response:
    """What did standard scales say, then and now?"""
    return _scales(case)


def _scales(case, status: int = 200, *, errors=(), typed=None) -> Response:
    with reading() as uow:
        told = needs_view.scales_page(uow, current_actor(), str(case), today(), locale=locale())
    return render(
        "case_assessment/scales.html",
        status,
        view=told,
        head=told.head,
        parts=_parts(case),
        occasions=[(one.value, t(f"scales.occasion.{one.value}")) for one in taking.Occasion],
        errors=_sentences(errors),
        typed=typed or {},
    )


@route(blueprint, f"{_ROOT}/scales", permission=_EDIT, methods=["POST"])
def take_scale(case) -> Response:
    try:
        filled = taking.Filled(
            scale=request.form.get("scale", ""),
            answers={
                name.removeprefix("a-"): _number(name, text)
                for name, text in request.form.items()
                if name.startswith("a-") and text.strip()
            },
            total=_number("total", request.form["total"]) if request.form.get("total", "").strip() else None,
            occasion=_one_of(taking.Occasion, "occasion"),
            taken_on=_day("taken_on"),
            member=request.form.get("member", ""),
            note=request.form.get("note", ""),
        )
        with writing() as uow:
            taking.take(uow, current_actor(), str(case), today(), filled=filled, key=idempotency_key())
    except FieldsRefused as refused:
        return _scales(case, 422, errors=refused.fields, typed=request.form.to_dict())
    return done(url_for("case_assessment.scale_page", case=case), "assessment.scale.kept")


@route(blueprint, f"{_ROOT}/scales/<uuid:record>/removal", permission=_EDIT, methods=["POST"])
def take_back(case, record) -> Response:
    with writing() as uow:
        taking.take_back(uow, current_actor(), str(case), str(record), revision=revision(), key=idempotency_key())
    return done(url_for("case_assessment.scale_page", case=case), "assessment.scale.taken_back")


# ── words and forms ──────────────────────────────────────────────────────────


@blueprint.errorhandler(FieldsRefused)
def refused(refusal: FieldsRefused) -> Response:
    """What no page of ours shows again itself."""
    back = url_for("case_assessment.need_page", case=request.view_args["case"])
    return render("case_assessment/refused.html", 422, errors=_sentences(refusal.fields), back=back)


def error_sentence(name: str, code: str) -> str:
    """Why something was not taken: by field and code, by the scale's own code, or by what an assessment lacks."""
    for key in (f"assessment.error.{name}_{code}", f"assessing.gap.{code}"):
        if has(key):
            return t(key)
    if has(f"scales.error.{code}"):
        return t(f"scales.error.{code}", item="", allowed="").strip()
    return t("assessment.error.form")


def _sentences(fields: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, error_sentence(name, code)) for name, code in fields]


def _parts(case) -> list[tuple[str, str, bool]]:
    endpoints = (("listening", "page"), ("needs", "need_page"), ("scales", "scale_page"))
    here = {"need_page": "needs", "heard": "needs", "add_need": "needs", "scale_page": "scales", "take_scale": "scales"}
    current = here.get((request.endpoint or "").rpartition(".")[2], "listening")
    return [
        (t(f"assessment.part.{name}"), url_for(f"case_assessment.{endpoint}", case=case), name == current)
        for name, endpoint in endpoints
    ]


def _statement_kinds() -> list[tuple[str, str]]:
    return [(one.value, t(f"assessing.statement.{one.value}")) for one in StatementKind]


def _topics() -> dict[str, list[tuple[str, str]]]:
    """Sorts of strengths and weaknesses (R061, R062)."""
    listed = {"strength": Strength, "weakness": Weakness}
    return {
        kind: [
            ("", t("assessment.statement.topic_none")),
            *((one.value, t(f"intake.{kind}.{one.value}")) for one in every),
        ]
        for kind, every in listed.items()
    }


def _need_fields() -> dict:
    form = request.form
    place = form.get("place", "")
    return {
        "holder": form.get("holder", ""),
        "severity": int(form["severity"]) if form.get("severity", "") in "01234" and form.get("severity") else -1,
        "basis": tuple(form.getlist("basis")),
        "place": int(place) if place.isdecimal() and len(place) < 4 else None,
        **{name: form.get(name, "") for name in ("words", "reading", "wish", "extent")},
    }


def _saved(case, section: str) -> Response:
    if is_htmx():
        return render("case_assessment/_saved.html", at=local_now())
    return done(url_for("case_assessment.page", case=case, _anchor=section), "assessment.saved", at=local_now())


def _to_need(case, need, key: str) -> Response:
    return done(url_for("case_assessment.need_page", case=case, _anchor=f"need-{need}"), key)


def _chosen(vocabulary, name: str, otherwise):
    with suppress(ValueError):
        return vocabulary(request.form.get(name, otherwise.value))
    abort(400)


def _one_of(vocabulary, name: str):
    """The member of a vocabulary that the form names; 400 for another word."""
    try:
        return vocabulary(request.form.get(name, ""))
    except ValueError:
        abort(400)


def _number(name: str, text: str) -> int:
    text = text.strip()
    if not (text.isascii() and text.isdecimal() and len(text) < 6):
        raise FieldsRefused([(name, "NOT_WHOLE")])
    return int(text)


def _day(name: str) -> date:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        abort(400)

