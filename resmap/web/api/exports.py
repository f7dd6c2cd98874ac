"""Files of the register: taking one out, and what an edited sheet changes."""

from flask import Response, request

from resmap.domain import taxonomy
from resmap.domain.permissions import Permission
from resmap.flows import exporting, round_trip
from resmap.flows.exporting import FOR_OTHERS, Wanted
from resmap.web.api import models_exports
from resmap.web.api.operations import operation
from resmap.web.api.problems import ProblemFound
from resmap.web.context import as_file, current_actor, idempotency_key, reading, shell, today, writing


@operation(
    "GET",
    "/exports",
    permission=Permission.REGISTER_EXPORT,
    query=models_exports.ExportQuery,
    answer=bytes,
    answer_media="application/octet-stream",
)
def export_register(query: models_exports.ExportQuery) -> Response:
    """The register as a file: HSDS 3 (JSON, or a ZIP of CSV tables), XLSX to edit, or GeoJSON.

    No resident is in any of them; secret places are not in XLSX and GeoJSON, and in HSDS by their
    access line alone. The media type is that of the format; who took it out when and why is kept.
    """
    if query.format not in FOR_OTHERS:
        raise ProblemFound("INVALID", errors=[{"path": "$.format", "rule": "UNKNOWN", "found": ""}])
    if query.kind is not None and not taxonomy.is_kind(query.kind):
        raise ProblemFound("INVALID", errors=[{"path": "$.kind", "rule": "UNKNOWN", "found": ""}])
    made = exporting.export(
        shell().database,
        current_actor(),
        query.format,
        today(),
        wanted=Wanted(query.dong, query.kind, query.verified),
        reason=query.reason,
    )
    return as_file(Response(made.data, mimetype=made.media), made.name)


@operation(
    "POST",
    "/sheets",
    permission=Permission.REGISTER_EDIT,
    upload=True,
    answer=models_exports.SheetChanges,
)
def compare_sheet() -> models_exports.SheetChanges:
    """What an exported and edited sheet would change, cell by cell; nothing is saved.

    ``conflict``: the register was changed there too since the sheet left. Rows that are missing take
    nothing out by themselves; rows without a key are new.
    """
    came = _sheet()
    with reading() as uow:
        return models_exports.SheetChanges.of(round_trip.compare(uow, current_actor(), came, today()))


@operation(
    "POST",
    "/sheets/changes",
    permission=Permission.REGISTER_EDIT,
    query=models_exports.TakeQuery,
    upload=True,
    answer=models_exports.SheetTaken,
)
def take_sheet(query: models_exports.TakeQuery) -> models_exports.SheetTaken:
    """Take over changes of the same sheet by their ids, all of them or none.

    New rows become entries that wait to be verified, or proposals of who may not verify. Refused as a
    lost update when something chosen is no longer what was compared.
    """
    came, actor = _sheet(), current_actor()
    chosen = {one.strip() for one in query.changes.split(",") if one.strip()}
    if query.usual:
        with reading() as uow:
            chosen |= round_trip.compare(uow, actor, came, today()).usual()
    try:
        with writing() as uow:
            made = round_trip.apply(uow, actor, came, chosen, today(), key=idempotency_key())
    except round_trip.Overtaken:
        raise ProblemFound("LOST_UPDATE") from None
    return models_exports.SheetTaken.of(made)


def _sheet() -> round_trip.SheetBack:
    file = request.files.get("file")
    if file is None:
        raise ProblemFound("INVALID", errors=[{"path": "$.file", "rule": "MISSING", "found": ""}])
    return round_trip.read(current_actor(), file.read(), file.filename or "file")
