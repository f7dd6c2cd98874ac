"""명단 가져오기: a list of cases is looked at, row by row, and brought in by one press; nothing of it is kept between."""

from flask import Blueprint, Response, request, url_for

from resmap.domain.codes import Stage
from resmap.domain.permissions import Permission
from resmap.flows import case_lists, intake_opening
from resmap.flows.case_lists import STAGES, ListChoices, RowState
from resmap.flows.field_refusals import FieldsRefused
from resmap.web.context import current_actor, done, idempotency_key, reading, render, shell, today
from resmap.web.language import locale, t
from resmap.web.routes import route
from resmap.words import has
from resmap.words.tables import refused_sentence

blueprint = Blueprint("case_lists", __name__)

#: So many rows are shown; those that ask for something come first.
MOST_SHOWN = 300

_KIND = {"new": "good", "same": "quiet", "ended": "quiet", "not_yours": "quiet", "elsewhere": "ask", "problem": "stop"}
_ORDER = ("problem", "elsewhere", "new", "same", "not_yours", "ended")
EDIT = Permission.CASE_EDIT


@route(blueprint, "/cases/import", permission=EDIT)
def page() -> Response:
    return _page()


@route(blueprint, "/cases/import", permission=EDIT, methods=["POST"])
def look() -> Response:
    """Read the file and show what becomes of each row; nothing is saved."""
    file = request.files.get("file")
    if not file or not file.filename:
        return _page(422, [("file", t("case_list.no_file"))])
    try:
        found = case_lists.read(current_actor(), file.read(), file.filename[:300])
    except case_lists.FormatError as error:
        return _page(422, [("file", _sentence(one)) for one in error.problems[:5]])
    told = {
        "dropped": list(found.dropped),
        "read": [f"{heading} → {t(f'case_list.field.{field}')}" for field, heading in found.columns.items()],
        "left": list(found.left)[:20],
    }
    return _shown(found.rows, told)


@route(blueprint, "/cases/import/rows", permission=EDIT, methods=["POST"])
def bring() -> Response:
    """Bring in what was looked at: every row that is new, or nothing."""
    rows = ()
    try:
        rows = case_lists.rows_of(request.form.get("rows", ""))
        kept = case_lists.bring_in(
            shell().database, current_actor(), today(), rows, _choices(), key=idempotency_key()
        )
    except case_lists.FormatError as error:
        return _page(422, [("file", _sentence(one)) for one in error.problems])
    except FieldsRefused:
        return _shown(rows, {}, 409)  # somebody was quicker, or a choice holds no more: the rows say which
    return done(url_for("cases.index"), "case_list.done", n=kept)


def _shown(rows, told, status: int = 200) -> Response:
    choices = _choices()
    with reading() as uow:
        plan = case_lists.look(uow, current_actor(), today(), rows, choices)
    shown = sorted(plan.rows, key=lambda one: (_ORDER.index(one.state.value), one.row))[:MOST_SHOWN]
    return _page(
        status, plan=plan, told=told, shown=shown, rows_json=case_lists.plain_rows(rows) if plan.ready else "", choices=choices
    )


def _page(status: int = 200, errors=(), **more) -> Response:
    with reading() as uow:
        form = intake_opening.form(uow, current_actor(), locale=locale())
    single = form.dongs[0] if len(form.dongs) == 1 else ""
    context = {
        "errors": errors,
        "plan": None,
        "told": {},
        "choices": ListChoices(dong=single),
        "dongs": [(one, one) for one in form.dongs],
        "managers": list(form.managers),
        "stages": [(one.value, t(f"case.stage.{one.value}")) for one in STAGES],
        "states": [one.value for one in RowState],
        "state_kind": _KIND,
        "notes": _notes,
    }
    return render("case_lists/page.html", status, **context | more)


def _choices() -> ListChoices:
    form, known = request.form, {one.value for one in STAGES}
    stage = form.get("stage", "")
    return ListChoices(
        dong=form.get("dong", "")[:60],
        manager=form.get("manager", "")[:40],
        stage=Stage(stage) if stage in known else Stage.INTERVENTION,
    )


def _notes(one) -> list[str]:
    """What is worth a look in a row: why it cannot come in, whom it may be, what could not be read."""
    told = [t(f"case_list.error.{code}", field=t(f"case_list.field.{field}")) for field, code in one.why]
    if one.like:
        told.append(t("case_list.like", numbers=", ".join(one.like)))
    for key in ("differs", "unread"):
        if getattr(one, key):
            told.append(t(f"case_list.{key}", fields=", ".join(t(f"case_list.field.{field}") for field in getattr(one, key))))
    return told


def _sentence(problem) -> str:
    if has(f"case_list.refused.{problem.rule}"):
        return t(f"case_list.refused.{problem.rule}")
    return refused_sentence(problem, locale()) or t("case_list.refused.UNREADABLE")

