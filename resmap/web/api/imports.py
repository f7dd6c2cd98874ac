"""Files into the register: what one would bring, and bringing it in."""

from flask import request

from resmap.domain.permissions import Permission
from resmap.flows import importing
from resmap.web.api import models_register
from resmap.web.api.operations import operation, spoken
from resmap.web.api.problems import ProblemFound
from resmap.web.context import current_actor, idempotency_key, shell
from resmap.words.imported import note_sentence


@operation(
    "POST",
    "/imports",
    permission=Permission.REGISTER_IMPORT,
    query=models_register.ImportQuery,
    upload=True,
    answer=models_register.ImportReport,
)
def import_file(query: models_register.ImportQuery) -> models_register.ImportReport:
    """Bring a file into the register, or with ``dry_run`` only tell what it would bring.

    Its accepted rows come in all together or not at all; rows are unverified, so that nobody is
    suggested from them yet. The same file twice changes nothing; with the same key again it is
    told how things stand (``dry_run`` is true then).
    """
    file, mapping = request.files.get("file"), request.files.get("mapping")
    if file is None:
        raise ProblemFound("INVALID", errors=[{"path": "$.file", "rule": "MISSING", "found": ""}])
    locale, database, actor = spoken(), shell().database, current_actor()
    with importing.prepare(
        database,
        actor,
        file.read(),
        file.filename or "file",
        format=query.format,
        mapping=(mapping.read() or None) if mapping else None,
        source=query.source,
        gu=query.gu,
        sheet=query.sheet,
    ) as prepared:
        report = importing.apply(
            database, actor, prepared, dry_run=query.dry_run, key=idempotency_key(), partial=query.partial
        )
    told = importing.document(report, lambda note: note_sentence(note.code, note.facts, locale))
    return models_register.ImportReport(**told)
