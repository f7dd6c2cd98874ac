"""내보내기: the register as a file, and the edited sheet that comes back."""

from typing import Any

from flask import Blueprint, Response, current_app, request, url_for

from resmap.domain import taxonomy
from resmap.domain.permissions import Permission
from resmap.flows import exporting, importing, round_trip
from resmap.flows import register as entries
from resmap.flows.entry_values import BadValue
from resmap.flows.exporting import FOR_OTHERS, Format, Reason, Wanted
from resmap.flows.sheets import heading
from resmap.web.context import as_file, current_actor, done, idempotency_key, reading, render, shell, today, writing
from resmap.web.language import locale, t
from resmap.web.routes import route
from resmap.words import has, imported

blueprint = Blueprint("exports", __name__)

#: So many entries of a sheet stand on one page.
MOST = 100

#: Parts of what a sheet changes, in the order of the tabs.
PARTS = ("changed", "added", "missing", "bad")


@route(blueprint, "/export", permission=Permission.REGISTER_EXPORT)
def index() -> Response:
    return _page()


@route(blueprint, "/export", permission=Permission.REGISTER_EXPORT, methods=["POST"], endpoint="file")
def get_file() -> Response:
    """The file, to be saved; that it left is noted with its reason (P-13)."""
    form = request.form
    format, reason = form.get("as", ""), form.get("reason", "")
    if format not in set(FOR_OTHERS) or reason not in set(Reason):
        return _page(422, errors=[("reason", t("exports.reason_needed"))])
    made = exporting.export(
        shell().database, current_actor(), Format(format), today(), wanted=_wanted(), reason=Reason(reason)
    )
    return as_file(current_app.response_class(made.data, mimetype=made.media), made.name)


def _wanted() -> Wanted:
    form = request.form
    kind = form.get("kind") or None
    return Wanted(form.get("dong") or None, kind if taxonomy.is_kind(kind) else None, form.get("verified") == "yes")


def _page(status: int = 200, **context) -> Response:
    english = locale() == "en"
    with reading() as uow:
        choices = entries.choices(uow, current_actor())
    kinds = (one for one in taxonomy.kinds() if one.level == 2 and not one.code.startswith(("H1", "R")))
    return render(
        "exports/index.html",
        status,
        form=request.form,
        formats_told=[(one.value, t(f"exports.as.{one.value}.name"), t(f"exports.as.{one.value}.text")) for one in FOR_OTHERS],
        reasons=[("", t("exports.choose")), *((one.value, t(f"exports.why.{one.value}")) for one in Reason)],
        dongs=[("", t("exports.whole")), *((name, (english and name_en) or name) for name, name_en in choices.dongs)],
        kinds=[("", t("exports.every_kind")), *((one.code, one.en if english else one.ko) for one in kinds)],
        **context,
    )


# The sheet that comes back


@route(blueprint, "/export/sheet", permission=Permission.REGISTER_EDIT)
def sheet() -> Response:
    return render("round_trip/index.html")


@route(blueprint, "/export/sheet", permission=Permission.REGISTER_EDIT, methods=["POST"])
def look() -> Response:
    """What the sheet would change; nothing is saved."""
    file = request.files.get("file")
    name = (file and file.filename) or t("boundaries.form.no_file")
    try:
        came = round_trip.read(current_actor(), file.read() if file else b"", name)
    except importing.FormatError as error:
        sentences = [line.strip() for line in imported.refused_lines(error.what, error.problems, locale())]
        return render("round_trip/index.html", 422, sentences=sentences)
    return _compared(came)


@route(blueprint, "/export/sheet/page", permission=Permission.REGISTER_EDIT, methods=["POST"])
def turn() -> Response:
    """Another page, or another part, of what was compared."""
    came = _state()
    return _lost() if came is None else _compared(came)


@route(blueprint, "/export/sheet/take", permission=Permission.REGISTER_EDIT, methods=["POST"])
def take() -> Response:
    """Take over what is ticked on the page, or everything that is no conflict; all of it or nothing."""
    came, key = _state(), idempotency_key()
    if came is None:
        return _lost()
    actor = current_actor()
    with reading() as uow:
        found = round_trip.compare(uow, actor, came, today())
    chosen = found.usual() if "all" in request.form else frozenset(request.form.getlist("take"))
    if not chosen:
        return _compared(came, 422, notice=("ask", t("exports.back.none_chosen")))
    try:
        with writing() as uow:
            made = round_trip.apply(uow, actor, came, chosen, today(), key=key)
    except round_trip.Overtaken:
        return _compared(came, 409, notice=("stop", t("exports.back.overtaken")))
    except BadValue as error:
        return _compared(came, 422, notice=("stop", t("exports.back.refused", what=_contradiction(error))))
    came = round_trip.left_over(came, found, chosen)
    with reading() as uow:
        rest = round_trip.compare(uow, actor, came, today())
    if not rest.every():
        return done(url_for("exports.sheet"), "exports.back.done", what=_done(made))
    return _compared(came, notice=("good", t("exports.back.done", what=_done(made))), rest=True)


def _done(made: round_trip.Applied) -> list[str]:
    """What was done, a few words for each; nothing of what was not."""
    told = {"cells": made.cells, "created": made.created, "proposed": made.proposed, "withdrawn": made.withdrawn}
    return [t(f"exports.back.did.{name}", n=n, entries=made.entries) for name, n in told.items() if n]


def _contradiction(error: BadValue) -> str:
    """``<name>: <field>`` and the code, as a sentence."""
    name, _, field = error.field.rpartition(": ")
    key = f"exports.contradiction.{error.code}"
    words = t(key if has(key) else "exports.contradiction.other")
    column = f"exports.column.{field}"
    return f"{name} · {t(column) if has(column) else field}: {words}"


def _state() -> round_trip.SheetBack | None:
    try:
        return round_trip.unpacked(request.form.get("state", ""))
    except ValueError:
        return None


def _lost() -> Response:
    return render("round_trip/index.html", 422, sentences=[t("exports.back.lost")])


def _compared(came: round_trip.SheetBack, status: int = 200, **context) -> Response:
    with reading() as uow:
        found = round_trip.compare(uow, current_actor(), came, today())
    parts = {"changed": found.entries, "added": found.new, "missing": found.missing, "bad": found.bad}
    form = request.form
    asked = form.get("to_part") or form.get("part", "")
    part = asked if parts.get(asked) else next((one for one in PARTS if parts[one]), "changed")
    rows = _in_order(part, parts[part])
    pages = max(1, -(-len(rows) // MOST))
    wanted = 1 if "to_part" in form else form.get("to_page", form.get("page", 1, type=int), type=int)
    page = min(max(1, wanted), pages)
    return render(
        "round_trip/changes.html",
        status,
        found=found,
        part=part,
        parts=[(one, len(parts[one])) for one in PARTS if parts[one]],
        rows=rows[(page - 1) * MOST : page * MOST],
        page=page,
        pages=pages,
        usual=found.usual(),
        # What travels with the page holds only what differs: how much does not is told along.
        unchanged=max(found.unchanged, form.get("unchanged", 0, type=int)),
        state=round_trip.packed(round_trip.differing(came, found)),
        heading=lambda name: heading(name, locale()),
        may_verify=current_actor().may(Permission.REGISTER_VERIFY),
        **context,
    )


def _in_order(part: str, rows: tuple) -> list[Any]:
    """What can be taken without another look first; the rest as in the sheet."""
    if part == "changed":
        return sorted(rows, key=lambda one: (one.by_name or any(cell.conflict for cell in one.cells), one.row))
    return list(rows)
