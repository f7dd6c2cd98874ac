"""담당·결정: who is in charge, who helps, what the supervisor decided, and the way onto an agenda."""

from datetime import date

from flask import Blueprint, Response, abort, request, url_for

from resmap.domain.helping import Part
from resmap.domain.permissions import Permission
from resmap.domain.stages import CaseKind
from resmap.flows import assignments, conferences, deciding, team_view
from resmap.flows.assignments import AssignmentKind
from resmap.flows.deciding import Selection, Support
from resmap.web.context import current_actor, done, idempotency_key, reading, render, revision, today, writing
from resmap.web.language import locale, t
from resmap.web.routes import route

blueprint = Blueprint("case_team", __name__)

_HELPERS = (AssignmentKind.INTERNAL, AssignmentKind.EXTERNAL)


@route(blueprint, "/cases/<uuid:case>/team", permission=Permission.CASE_READ)
def page(case) -> Response:
    with reading() as uow:
        view = team_view.page(uow, current_actor(), str(case), today(), locale=locale())
    return render(
        "case_team/page.html",
        view=view,
        head=view.head,
        takers=[(one.id, t("team.cases_n", name=one.name, n=one.cases)) for one in view.candidates],
        colleagues=[(one.id, one.name) for one in view.colleagues],
        helper_kinds=[(one.value, t(f"team.assignment.{one.value}")) for one in _HELPERS],
        parts=[(one.value, t(f"team.part.{one.value}")) for one in Part],
        selections=[(one.value, t(f"team.selection_word.{one.value}")) for one in Selection],
        supports=[(one.value, t(f"team.support.{one.value}")) for one in Support],
        case_kinds=[(one.value, t(f"stages.kind.{one.value}")) for one in CaseKind],
        coming=[
            (one.id, t("team.agenda_line", kind=t(f"stages.conference.{one.kind}"), day=one.on)) for one in view.coming
        ],
    )


@route(blueprint, "/cases/<uuid:case>/manager", permission=Permission.CASE_ASSIGN, methods=["POST"])
def hand_to(case) -> Response:
    form = request.form
    with writing() as uow:
        assignments.hand_to(
            uow,
            current_actor(),
            str(case),
            today(),
            user_id=form.get("user", ""),
            why=form.get("why", ""),
            handover=form.get("handover", ""),
            revision=revision(),
            key=idempotency_key(),
        )
    return done(_back(case), "team.kept_hand")


@route(blueprint, "/cases/<uuid:case>/helpers", permission=Permission.CASE_ASSIGN, methods=["POST"])
def add_helper(case) -> Response:
    form = request.form
    try:
        with writing() as uow:
            assignments.add_helper(
                uow,
                current_actor(),
                str(case),
                today(),
                user_id=form.get("user", ""),
                kind=AssignmentKind(form.get("kind", "")),
                scope=tuple(form.getlist("scope")),
                until=date.fromisoformat(form.get("until", "")),
                why=form.get("why", ""),
                key=idempotency_key(),
            )
    except ValueError as wrong:
        if type(wrong) is not ValueError:
            raise  # a refusal with a page of its own
        abort(400)
    return done(_back(case), "team.kept")


@route(
    blueprint, "/cases/<uuid:case>/helpers/<uuid:helper>", permission=Permission.CASE_ASSIGN, methods=["POST"]
)
def end_helper(case, helper) -> Response:
    with writing() as uow:
        assignments.end_helper(
            uow,
            current_actor(),
            str(case),
            str(helper),
            why=request.form.get("why", ""),
            key=idempotency_key(),
        )
    return done(_back(case), "team.kept")


@route(blueprint, "/cases/<uuid:case>/selection", permission=Permission.CASE_DECIDE, methods=["POST"])
def select(case) -> Response:
    with writing() as uow:
        deciding.select(
            uow,
            current_actor(),
            str(case),
            today(),
            selection=_one_of(Selection, "selection"),
            supports=tuple(one for one in Support if one.value in request.form.getlist("support")),
            basis=request.form.get("basis", ""),
            revision=revision(),
            key=idempotency_key(),
        )
    return done(_back(case), "team.kept")


@route(blueprint, "/cases/<uuid:case>/kind", permission=Permission.CASE_DECIDE, methods=["POST"])
def decide_kind(case) -> Response:
    with writing() as uow:
        deciding.decide_kind(
            uow,
            current_actor(),
            str(case),
            today(),
            kind=_one_of(CaseKind, "kind"),
            reason=request.form.get("reason", ""),
            revision=revision(),
            key=idempotency_key(),
        )
    return done(_back(case), "team.kept")


@route(
    blueprint, "/cases/<uuid:case>/emergencies/<uuid:paper>", permission=Permission.CASE_DECIDE, methods=["POST"]
)
def look(case, paper) -> Response:
    with writing() as uow:
        deciding.look_at_emergency(
            uow,
            current_actor(),
            str(case),
            str(paper),
            today(),
            finding=request.form.get("finding", ""),
            key=idempotency_key(),
        )
    return done(_back(case), "team.kept")


@route(blueprint, "/cases/<uuid:case>/agenda", permission=Permission.CASE_EDIT, methods=["POST"])
def put_on_agenda(case) -> Response:
    with writing() as uow:
        conferences.put_on_agenda(
            uow,
            current_actor(),
            request.form.get("conference", ""),
            str(case),
            today(),
            question=request.form.get("question", ""),
            key=idempotency_key(),
        )
    return done(_back(case), "conferences.kept_agenda")


def _back(case) -> str:
    return url_for("case_team.page", case=case)


def _one_of(vocabulary, name: str):
    try:
        return vocabulary(request.form.get(name, ""))
    except ValueError:
        abort(400)
