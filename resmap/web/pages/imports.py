"""가져오기: choose a file or paste a table, look at what it would do, say what its columns mean, bring it in."""

import io
from urllib.parse import quote

from flask import Blueprint, Response, current_app, request, url_for

from resmap.domain.permissions import Permission
from resmap.flows import import_proposals, importing, jobs
from resmap.flows import register as entries
from resmap.flows.importing import desk
from resmap.flows.importing import groups as importing_groups
from resmap.flows.importing.local_edits import may_take, revisions, take
from resmap.flows.importing.sheet import write_workbook
from resmap.web import entry_form
from resmap.web.context import (
    current_actor,
    done,
    idempotency_key,
    reading,
    render,
    revision,
    shell,
    writing,
)
from resmap.web.language import locale, t
from resmap.web.menu import may_open
from resmap.web.routes import route
from resmap.words import has, imported

blueprint = Blueprint("imports", __name__)

#: So many lines of each kind stand on the page; the rest is counted, and in the workbook.
MOST = 200
#: So many rows of a kind are shown before somebody asks for all of them.
FIRST = 20

IMPORT = Permission.REGISTER_IMPORT
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@route(blueprint, "/import", permission=IMPORT)
def index() -> Response:
    return _form()


@route(blueprint, "/import/check", permission=IMPORT, methods=["POST"])
def check() -> Response:
    """Take the file or the pasted table in and look at it; nothing is saved in the register."""
    form, file = request.form, request.files.get("file")
    pasted = form.get("pasted", "").strip()
    if file and file.filename:
        raw, name = file.read(), file.filename
    elif pasted:
        raw, name = pasted.encode(), form.get("source", "").strip() or t("imports.page.pasted_name")
    else:
        return _form(422, missing=True)
    mapping = request.files.get("mapping")
    chosen = form.get("format") or None
    choices = desk.Choices(
        format=chosen if chosen in importing.FORMATS else None,
        mapping=(mapping.read() or None) if mapping and mapping.filename else None,
        source=form.get("source", "").strip()[:120] or None,
        gu=form.get("gu") or None,
        dong=form.get("dong", "")[:60] or None,
        pasted=bool(pasted) and not (file and file.filename),
    )
    job = desk.receive(shell().database, current_actor(), raw, name[:300], choices)
    desk.check(shell().database, current_actor(), job)
    return done(url_for("imports.job", token=job.word))


@route(blueprint, "/import/<token>", permission=IMPORT)
def job(token: str) -> Response:
    """How far it is, or what came of it."""
    found = jobs.find(shell().database, current_actor(), token)
    state = found.state()
    if state.state == jobs.RUNNING:
        return render("imports/running.html", state=state, word=token)
    outcome = desk.outcome(found)
    if state.state != jobs.DONE or outcome is None:
        return render("imports/ended.html", state=state, word=token)
    return _outcome(found, outcome)


@route(blueprint, "/import/<token>/progress", permission=IMPORT)
def progress(token: str) -> Response:
    """The part of the page that moves; when it is over, the page itself."""
    state = jobs.find(shell().database, current_actor(), token).state()
    if state.state != jobs.RUNNING:
        return done(url_for("imports.job", token=token))
    return render("imports/_progress.html", state=state, word=token)


@route(blueprint, "/import/<token>/check", permission=IMPORT, methods=["POST"])
def check_again(token: str) -> Response:
    """Look at it again with other choices."""
    found, form = jobs.find(shell().database, current_actor(), token), request.form
    _, choices, _ = desk.upload_of(found)
    columns = dict(choices.columns)
    for number in range(len(form)):
        column = form.get(f"column-{number}")
        if column is None:
            break
        if form.get(f"was-{number}", "") != form.get(f"field-{number}", ""):
            columns[column] = form.get(f"field-{number}", "")
    desk.choose(
        current_actor(),
        found,
        columns=columns,
        sheet=form.get("sheet") or None,
        source=form.get("source", "").strip()[:120] or None,
        gu=form.get("gu") or None,
        list_of=form["list_of"].strip()[:60] if "list_of" in form else None,
        dong=_dong_chosen(),
    )
    desk.check(shell().database, current_actor(), found)
    return done(url_for("imports.job", token=token))


def _dong_chosen() -> str | None:
    """Which dong all of it is of, as the form says; None where nothing was said, nor taken back."""
    told = request.form.get("dong", "")[:60]
    return told if told or request.form.get("was-dong") else None


@route(blueprint, "/import/<token>/apply", permission=IMPORT, methods=["POST"])
def apply(token: str) -> Response:
    """Bring in what was looked at."""
    found = jobs.find(shell().database, current_actor(), token)
    partial = {"yes": True, "no": False}.get(request.form.get("partial", ""))
    digest = request.form.get("digest", "")
    desk.bring(shell().database, current_actor(), found, digest, key=idempotency_key(), partial=partial)
    return done(url_for("imports.job", token=token))


@route(blueprint, "/import/<token>/stop", permission=IMPORT, methods=["POST"])
def stop(token: str) -> Response:
    """Stop it: what runs rolls back; what waits is forgotten."""
    found = jobs.find(shell().database, current_actor(), token)
    if found.state().state == jobs.RUNNING:
        found.stop()
        return done(url_for("imports.job", token=token))
    found.forget()
    return done(url_for("imports.index"))


@route(blueprint, "/import/<token>/report.xlsx", permission=IMPORT)
def workbook(token: str) -> Response:
    """The rows to look at, with their cells, as a workbook."""
    found = jobs.find(shell().database, current_actor(), token)
    outcome = desk.outcome(found)
    if outcome is None or outcome.report is None:
        return done(url_for("imports.job", token=token))
    name, choices, raw = desk.upload_of(found)
    out = io.BytesIO()
    write_workbook(out, outcome.report, raw, locale(), folder=found.folder, pasted=choices.pasted)
    response = current_app.response_class(out.getvalue(), mimetype=XLSX)
    title = quote(f"{t('imports.sheet.rows')} - {name.rpartition('.')[0] or name}.xlsx")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{title}"
    return response


@route(blueprint, "/import/<token>/take/<uuid:entry>", permission=IMPORT, methods=["POST"])
def take_value(token: str, entry) -> Response:
    """Put the file's value into an entry that was edited here."""
    jobs.find(shell().database, current_actor(), token)
    with writing() as uow:
        take(uow, current_actor(), str(entry), request.form.get("field", ""), revision=revision(), key=idempotency_key())
    return done(url_for("imports.job", token=token, _anchor="kept-title"), "imports.page.taken")


# Showing


def _form(status: int = 200, **context) -> Response:
    return render("imports/index.html", status, form=request.form, formats=importing.FORMATS, **_places(), **context)


def _places() -> dict:
    with reading() as uow:
        choices = entries.choices(uow, current_actor())
    return {"gu": choices.gu, "sources": choices.sources, "dongs": entry_form.choices(choices)["dongs"]}


def _outcome(found: jobs.Job, outcome: desk.Outcome) -> Response:
    name, choices, _ = desk.upload_of(found)
    context = {"name": name, "choices": choices, "word": found.word, "formats": importing.FORMATS, **_places()}
    context |= {"field_name": _field_name, "field_of": _entry_field, "value_of": _entry_value}
    if outcome.report is None:
        lines = [line.strip() for line in imported.refused_lines(name, outcome.problems, locale())]
        return render("imports/refused.html", 422, sentences=lines, looked=outcome.looked, **context)
    report = outcome.report
    kept = [note for note in report.notes if note.code == "LOCAL_EDIT_KEPT"]
    shown = request.args.get("kind", "")
    groups = _groups(found, report)
    return render(
        "imports/report.html",
        409 if outcome.other else 200,
        report=report,
        looked=report.prepared.looked,
        other=outcome.other,
        groups=[one for one in groups if shown in ("", one.code)],
        kinds=[(one.code, _kind(one.code), one.count) for one in groups],
        shown=shown,
        first=importing_groups.MOST if shown else FIRST,
        sentence=_sentence,
        same_for_all=_same_for_all,
        kind_of=_kind,
        changes=report.changes[:MOST],
        kept=_kept(report, kept),
        to_verify=url_for("upkeep.index", source=report.prepared.source) if may_open("upkeep.index") else "",
        to_proposals=_to_proposals(report),
        to_pairs=url_for("pairs.index", source=report.prepared.source) if may_open("pairs.index") else "",
        tiles=_tiles(report),
        **context,
    )


def _groups(found: jobs.Job, report: importing.Report) -> tuple[importing_groups.Group, ...]:
    """What is odd, by kind; the file is read for it once after each look."""
    sign = (report.prepared.digest, report.dry_run)
    kept = found.load("groups")
    if kept is None or kept[0] != sign:
        _, choices, raw = desk.upload_of(found)
        made = importing_groups.groups_of(report, raw, pasted=choices.pasted, leaving=frozenset({"LOCAL_EDIT_KEPT"}))
        kept = (sign, made)
        found.keep("groups", kept)
    return kept[1]


def _to_proposals(report: importing.Report) -> str:
    """Where to decide on what the rows of this list propose, if any does."""
    if report.dry_run or not may_open("import_proposals.index"):
        return ""
    with reading() as uow:
        waits = import_proposals.sorts(uow, current_actor(), report.prepared.source)
    return url_for("import_proposals.index", source=report.prepared.source) if waits else ""


def _tiles(report: importing.Report) -> list[tuple[str, int, str]]:
    """(what, how many, where on the page it stands)."""
    prepared = report.prepared
    return [
        (t("imports.sheet.count_rows"), prepared.rows, ""),
        (t("imports.sheet.count_created"), report.created, ""),
        (t("imports.sheet.count_updated"), report.updated, "#changes-title" if report.changes else ""),
        (t("imports.sheet.count_unchanged"), report.unchanged, ""),
        (t("imports.sheet.count_refused"), prepared.refused, "#problems-title" if prepared.refused else ""),
        *([(t("imports.sheet.count_left_out"), prepared.left_out, "")] if prepared.left_out else []),
        *([(t("imports.page.vanished"), report.vanished, "#gone-title")] if report.vanished else []),
        *([(t("imports.page.kept_edits"), report.kept_edits, "#kept-title")] if report.kept_edits else []),
        *([(t("imports.page.duplicates"), report.duplicates_proposed, "")] if report.duplicates_proposed else []),
    ]


def _kept(report: importing.Report, notes: list) -> list[dict]:
    """Local edits that differ from the file, what is new this time first; with the entry's revision where the
    file's value can be taken."""
    notes = sorted(notes, key=lambda note: not note.facts["news"])[:MOST]
    with reading() as uow:
        known = revisions(uow, current_actor(), {note.offer for note in notes if note.offer})
    return [
        {
            **note.facts,
            "offer": note.offer,
            "row": note.row,
            "revision": None
            if report.dry_run or note.facts["there"] is None or not may_take(note.facts["field"])
            else known.get(note.offer),
        }
        for note in notes
    ]


def _sentence(note) -> str:
    return imported.note_sentence(note.code, note.facts, locale())


def _same_for_all(group: importing_groups.Group) -> str:
    """What is said of every row alike, so that it is said once; "" where each row says something else."""
    told = {_sentence(one.note) for one in group.rows}
    return told.pop() if len(told) == 1 else ""


def _kind(code: str) -> str:
    return imported.kind_words(code, locale())


def _field_name(field: str) -> str:
    """What a field of a list is called, for the choice of columns."""
    return t(f"lists.field.{field}") if has(f"lists.field.{field}") else field


def _entry_field(field: str) -> str:
    """What a field of an entry is called."""
    return imported.field_name(field, locale())


def _entry_value(field: str, value: object) -> str:
    """A value of an entry, for reading."""
    return imported.value_text(field, value, locale())
