"""가져오기: look at a file first, then bring exactly that file in."""

from flask import Blueprint, Response, request, url_for

from resmap.domain.permissions import Permission
from resmap.flows import importing
from resmap.flows import register as entries
from resmap.web.context import current_actor, idempotency_key, is_htmx, reading, render, shell
from resmap.web.language import locale, t
from resmap.web.routes import route
from resmap.words import imported

blueprint = Blueprint("imports", __name__)

#: So many problems stand on the page; the rest is counted.
MOST_PROBLEMS = 300


@route(blueprint, "/import", permission=Permission.REGISTER_IMPORT)
def index() -> Response:
    return _page()


@route(blueprint, "/import/check", permission=Permission.REGISTER_IMPORT, methods=["POST"])
def check() -> Response:
    """What the file would bring in; nothing is saved."""
    try:
        prepared = _prepare()
    except importing.FormatError as error:
        return _refused(error)
    report = importing.apply(shell().database, current_actor(), prepared, dry_run=True)
    return _reported(report)


@route(blueprint, "/import/apply", permission=Permission.REGISTER_IMPORT, methods=["POST"])
def apply() -> Response:
    """Bring in the file that was looked at: its digest has to be the same."""
    key = idempotency_key()
    try:
        prepared = _prepare()
    except importing.FormatError as error:
        return _refused(error, whole=True)
    if prepared.digest != request.form.get("digest"):
        report = importing.apply(shell().database, current_actor(), prepared, dry_run=True)
        return _reported(report, whole=True, other_file=True)
    report = importing.apply(shell().database, current_actor(), prepared, key=key)
    return _reported(report, whole=True)


def _prepare() -> importing.Prepared:
    """The uploaded file, read; nothing of it is kept on the server."""
    file, mapping = request.files.get("file"), request.files.get("mapping")
    form = request.form
    chosen = form.get("format") or None
    return importing.prepare(
        shell().database,
        current_actor(),
        file.read() if file else b"",
        (file and file.filename) or t("register.import.no_file"),
        format=chosen if chosen in importing.FORMATS else None,
        mapping=(mapping.read() or None) if mapping and mapping.filename else None,
        source=form.get("source", "").strip()[:120] or None,
        gu=form.get("gu") or None,
    )


def _page(status: int = 200, **context) -> Response:
    with reading() as uow:
        choices = entries.choices(uow, current_actor())
    return render("register/import.html", status, gu=choices.gu, formats=importing.FORMATS, form=request.form, **context)


def _reported(report: importing.Report, *, whole: bool = False, other_file: bool = False) -> Response:
    document = importing.document(report, lambda note: imported.note_sentence(note.code, note.facts, locale()))
    context = {
        "report": document,
        "name": report.prepared.name,
        "digest": report.prepared.digest,
        "problems": [
            one | {"kind": imported.kind_words(one["code"], locale())} for one in document["problems"][:MOST_PROBLEMS]
        ],
        "more": max(0, len(document["problems"]) - MOST_PROBLEMS),
        "by_code": _by_code(document["problems"]),
        "other_file": other_file,
        "whole": whole or not is_htmx(),
        "to_verify": url_for("upkeep.index", source=report.prepared.source),
    }
    status = 409 if other_file else 200
    return _page(status, **context) if context["whole"] else render("register/_report.html", **context)


def _refused(error: importing.FormatError, *, whole: bool = False) -> Response:
    sentences = [line.strip() for line in imported.refused_lines(error.what, error.problems, locale())]
    if is_htmx() and not whole:
        return render("register/_refused.html", 422, sentences=sentences)
    return _page(422, sentences=sentences)


def _by_code(problems: list[dict]) -> list[tuple[str, int]]:
    """(short words of the kind of problem, how often), the most frequent first."""
    counts: dict[str, int] = {}
    for one in problems:
        counts[one["code"]] = counts.get(one["code"], 0) + 1
    return [(imported.kind_words(code, locale()), n) for code, n in sorted(counts.items(), key=lambda pair: -pair[1])]
