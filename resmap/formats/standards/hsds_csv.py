"""HSDS as a package of CSV files (Tabular Data Package): written whole, read with its tables joined."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from resmap.formats.entries import Taken
from resmap.formats.standards.bytes_in import rows_of_csv, tables_of
from resmap.formats.standards.hsds_model import VERSION, all_rows
from resmap.formats.standards.hsds_read import take
from resmap.formats.standards.hsds_tables import TABLES, TYPES
from resmap.formats.standards.inert import guarded, unguarded
from resmap.formats.standards.listed import Listed, leaving
from resmap.formats.standards.shapes import joined

PACKAGE = "datapackage.json"

#: All files of the ZIP bear this day: the same register gives the same bytes.
_STAMP = (2020, 1, 1, 0, 0, 0)


def write_hsds_csv(listed: Iterable[Listed]) -> bytes:
    """A ZIP of ``datapackage.json`` and one CSV a table (UTF-8), empty ones too, so that the official data
    package fits as it is. Texts that a spreadsheet would run stand behind an apostrophe."""
    texts = {name: io.StringIO(newline="") for name in TABLES}
    writers = {name: csv.writer(text, lineterminator="\r\n") for name, text in texts.items()}
    for name, table in TABLES.items():
        writers[name].writerow(table.columns)
    for name, row in all_rows(leaving(listed, secret=True)):
        writers[name].writerow([_cell(column, row.get(column)) for column in TABLES[name].columns])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, PACKAGE, json.dumps(data_package(), indent=1))
        for name, table in TABLES.items():
            _put(archive, table.file, texts[name].getvalue())
    return packed.getvalue()


def data_package() -> dict[str, Any]:
    """The description of the files (specs.frictionlessdata.io): every table of HSDS 3.0 with its keys."""
    return {
        "name": "human_services_data",
        "title": "Human Services Data Specification",
        "profile": "tabular-data-package",
        "version": VERSION,
        "homepage": "http://docs.openreferral.org",
        "resources": [_resource(name) for name in TABLES],
    }


def read_hsds_csv(source: bytes | Path, what: str, *, source_name: str) -> Iterator[Taken]:
    """The services of a package: a ZIP, or a folder of CSV files; HSDS 2 as well. ``row`` counts as a
    spreadsheet does in ``services.csv``.

    Raises FormatError, before the first entry: BROKEN_ZIP, TOO_LARGE, NOT_TEXT, BROKEN_QUOTES, NOT_SERVICES.
    """
    tables = {name: rows_of_csv(text, name) for name, text in tables_of(source, what).items()}
    rows = {name: [_read(row) for row in found] for name, found in tables.items()}
    return take(joined(rows, what, first_row=2), source_name=source_name)


def _read(row: Mapping[str, str]) -> dict[str, str]:
    return {name: unguarded(cell) for name, cell in row.items() if cell != ""}


def _cell(column: str, value: Any) -> Any:
    if value is None:
        return ""
    return guarded(value) if isinstance(value, str) and column not in TYPES else value


def _put(archive: zipfile.ZipFile, name: str, text: str) -> None:
    entry = zipfile.ZipInfo(name, _STAMP)
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    archive.writestr(entry, text.encode())


def _resource(name: str) -> dict[str, Any]:
    table = TABLES[name]
    schema: dict[str, Any] = {"primaryKey": "id", "fields": [_field(column, table) for column in table.columns]}
    if table.keys:
        schema["foreignKeys"] = [
            {"fields": column, "reference": {"resource": other, "fields": "id"}} for column, other in table.keys
        ]
    return {
        "name": name,
        "path": table.file,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _field(column: str, table) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column, "type": TYPES.get(column, "string")}
    constraints: dict[str, Any] = {"required": True} if column in table.required else {}
    if column == "id" or column.endswith("_id"):
        field["format"] = "uuid"
    if column == "id":
        constraints["unique"] = True
    return field | ({"constraints": constraints} if constraints else {})
