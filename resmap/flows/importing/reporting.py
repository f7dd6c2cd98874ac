"""The report of an import as plain documents."""

from typing import Any

from resmap.flows.importing.values import Report


def document(report: Report, text_of) -> dict[str, Any]:
    """The JSON of ``resmap import --json`` (contract §2); ``text_of(note)`` makes the sentence."""
    prepared = report.prepared
    return {
        "rows": prepared.rows,
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "refused": prepared.refused,
        "problems": [
            {
                "row": note.row,
                "column": note.column,
                "code": note.code,
                "text": text_of(note),
            }
            for note in report.notes
        ],
        "duplicates_proposed": report.duplicates_proposed,
        "encoding": prepared.encoding,
        "format": prepared.format,
        "source": prepared.source,
        "left_out": prepared.left_out,
        "dry_run": report.dry_run,
        "codes_refused": sorted({note.code for note in report.notes if note.refused}),
        "problems_by_code": dict(sorted(report.notes.counts.items())),
        "problems_left_out": report.notes.left_out,
        "vanished": report.vanished,
        "came_back": report.came_back,
        "kept_edits": report.kept_edits,
        "changed_cells": report.changed_cells,
        "pairs_left": report.pairs_left,
    }
