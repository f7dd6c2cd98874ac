"""A sheet of the casework as a file to print or to open in 한글."""

from flask import Response, abort

from resmap.flows.drawn_sheets import OFFICE, Sheet, draw
from resmap.web.context import as_file

MEDIA = {
    "pdf": "application/pdf",
    "hwpx": "application/hwp+zip",
    OFFICE: "application/hwp+zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def drawn(sheet: Sheet, form: str) -> Response:
    """The sheet as ``pdf``, ``hwpx``, ``xlsx`` or ``office``, the office's own form; 404 for another form."""
    if form not in MEDIA:
        abort(404)
    return as_file(Response(draw(sheet, form), mimetype=MEDIA[form]), f"{sheet.name}.{'hwpx' if form == OFFICE else form}")
