"""The printing room: forms of the casework on paper, and the office's own forms filled.

``sheets/`` make a :class:`Form` of plain values; :func:`to_pdf`, :func:`to_hwpx` and :func:`to_xlsx` draw
the same form; :func:`fill_hwpx` and :func:`fill_xlsx` put values into a form that the office brought.
"""

from resmap.formats.forms.fill_hwpx import fill_hwpx
from resmap.formats.forms.fill_xlsx import fill_xlsx
from resmap.formats.forms.filling import Filled
from resmap.formats.forms.hwpx import to_hwpx
from resmap.formats.forms.model import (
    Field,
    FieldTable,
    Form,
    Grid,
    Label,
    Note,
    PageBreak,
    Signatures,
    SignBox,
    SignOff,
    Text,
    Tick,
    Ticks,
    joined,
)
from resmap.formats.forms.pdf import count_pages, to_pages, to_pdf
from resmap.formats.forms.xlsx import to_xlsx

__all__ = [
    "Field",
    "FieldTable",
    "Filled",
    "Form",
    "Grid",
    "Label",
    "Note",
    "PageBreak",
    "SignBox",
    "SignOff",
    "Signatures",
    "Text",
    "Tick",
    "Ticks",
    "count_pages",
    "fill_hwpx",
    "fill_xlsx",
    "joined",
    "to_hwpx",
    "to_pages",
    "to_pdf",
    "to_xlsx",
]
