"""What the child does with a file that has a table in it: one reader for each kind, its libraries loaded late."""

import zipfile
from collections.abc import Mapping
from typing import Any, BinaryIO

from resmap.formats.sandbox import Answer
from resmap.formats.tables.output import Output


def answer(file: BinaryIO, told: Answer, asked: Mapping[str, Any]) -> None:
    """Rows of a table file. ``asked``: ``kind`` (a FileKind), ``sheet`` (its name, or None)."""
    kind, sheet, out = asked["kind"], asked["sheet"], Output(told)
    if kind == "xlsx":
        from resmap.formats.tables import xlsx

        with zipfile.ZipFile(file) as archive:
            xlsx.read(archive, out, sheet)
    elif kind == "hwpx":
        from resmap.formats.tables import hwpx

        with zipfile.ZipFile(file) as archive:
            hwpx.read(archive, out, sheet)
    elif kind in ("xls", "xlsb", "ods"):
        from resmap.formats.tables import books

        books.read(file, out, kind, sheet)
    elif kind in ("html", "clipboard"):
        from resmap.formats.tables import html

        html.read(file, out, sheet, clipboard=kind == "clipboard")
    elif kind == "xml-workbook":
        from resmap.formats.tables import xml_workbook

        xml_workbook.read(file, out, sheet)
    elif kind == "xml":
        from resmap.formats.tables import xml_records

        xml_records.read(file, out, sheet)
    else:
        from resmap.formats.tables import records

        records.read(file, out, sheet)
