"""A form as PDF (and as pictures of its pages), set by typst without network or outer files.

Texts reach typst as JSON among its inputs and are shown as strings: ``#import`` in a name is a name.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from resmap.formats.forms.fonts import FAMILY, fonts_for
from resmap.formats.forms.layout import Cell, Heading, NewPage, Paragraph, Piece, Table, clean, pieces
from resmap.formats.forms.measure import letters
from resmap.formats.forms.model import Form

#: Sizes of letters in points: usual, large, and what may be tried until one page holds a form.
USUAL, LARGE = 10.0, 15.0
_SMALLER = (10.0, 9.5, 9.0, 8.5, 8.0, 7.5)
#: Side margins and the width of A4 (millimetres), and a point in them.
_MARGIN, _WIDE, _NARROW, _POINT = 16.0, 297.0, 210.0, 0.3528
#: Letters of other scripts that Pretendard lacks are looked for in these, where the machine has them.
_OTHERS = ("Noto Sans CJK KR", "Malgun Gothic", "Apple SD Gothic Neo", "NanumGothic")
#: A row taller than this many lines may be parted by the end of a page.
_TALL = 12


def to_pdf(form: Form) -> bytes:
    """The form as PDF: A4, tagged, its letters inside. The same form gives the same bytes.

    Raises FormatError NO_FONT where set-up has not brought the font.
    """
    document, compiler = _fitting(form)
    return compiler.compile(input=_template(), format="pdf", sys_inputs=document, timestamp=0)


def to_pages(form: Form, ppi: float = 96) -> tuple[bytes, ...]:
    """Each page of :func:`to_pdf` as PNG, ``ppi`` dots to the inch: to show before it is printed or sent."""
    document, compiler = _fitting(form)
    made = compiler.compile(input=_template(), format="png", ppi=ppi, sys_inputs=document)
    return tuple(made) if isinstance(made, list) else (made,)


def count_pages(form: Form) -> int:
    """How many pages the PDF has."""
    return len(to_pages(form, ppi=12))


def _fitting(form: Form) -> tuple[dict[str, str], Any]:
    """What typst is given, in letters as large as one page allows where it has to be one page."""
    sizes = _SMALLER if form.one_page else (LARGE if form.large else USUAL,)
    for size in sizes:
        document = {"form": json.dumps(_document(form, size), ensure_ascii=False)}
        compiler = _compiler(document)
        if size == sizes[-1]:
            break
        made = compiler.compile(input=_template(), format="png", ppi=8, sys_inputs=document)
        if not isinstance(made, list) or len(made) == 1:
            break
    return document, compiler


def _compiler(document: dict[str, str]):
    import typst  # late: only who prints pays it

    here = str(Path(__file__).parent)
    return typst.Compiler(input=_template(), root=here, font_paths=fonts_for(document["form"]), sys_inputs=document)


@cache
def _template() -> bytes:
    return Path(__file__).with_name("sheet.typ").read_bytes()


def _document(form: Form, size: float) -> dict[str, Any]:
    line = ((_WIDE if form.landscape else _NARROW) - 2 * _MARGIN) / _POINT / size  # in widths of a letter
    return {
        "title": clean(form.title),
        "heading": _words(clean(form.title), line / 1.7),
        "large": form.large,
        "subtitle": clean(form.subtitle),
        "meta": [[clean(name), clean(value)] for name, value in form.meta],
        "footer": clean(form.footer),
        "locale": form.locale,
        "landscape": form.landscape,
        "size": size,
        "margin": _MARGIN,
        "font": [FAMILY, *_OTHERS],
        "pieces": [_piece(piece, line) for piece in pieces(form)],
    }


def _piece(piece: Piece, line: float) -> dict[str, Any]:
    match piece:
        case Table():
            return {
                "kind": "table", "widths": list(piece.widths), "head": piece.head, "share": piece.share,
                "right": piece.right, "whole": piece.whole, "rows": _rows(piece, line),
            }  # fmt: skip
        case Heading():
            return {"kind": "heading", "words": _words(piece.text, line)}
        case Paragraph():
            return {"kind": "paragraph", "look": piece.look, "words": _words(piece.text, line)}
        case NewPage():
            return {
                "kind": "page",
                "heading": _words(piece.title, line / 1.7) if piece.title else [],
                "subtitle": piece.subtitle,
            }


def _rows(table: Table, line: float) -> list[list[dict[str, Any]]]:
    rows, covered = [], {}
    for number, row in enumerate(table.rows):
        at, cells = 0, []
        for cell in row:
            while covered.get((number, at)):
                at += 1
            width = sum(table.widths[at : at + cell.across]) * line / 100 - 1.1
            cells.append(_cell(cell, width))
            covered |= {(number + down, at): True for down in range(1, cell.down)}
            at += cell.across
        rows.append(cells)
    return rows


def _cell(cell: Cell, width: float) -> dict[str, Any]:
    words = _words(cell.text, width)
    return {
        "words": words, "look": cell.look, "across": cell.across, "down": cell.down, "centred": cell.centred,
        "lines": cell.lines, "empty": not cell.text,
        "breakable": cell.down > 1 or letters(cell.text) > _TALL * max(width, 1) or cell.text.count("\n") > _TALL,
    }  # fmt: skip


def _words(text: str, width: float) -> list[list[tuple[str, bool]]]:
    """Lines of words, each with whether it fits into a line and so is never parted."""
    return [[(word, 1 < len(word) and letters(word) < width) for word in line.split(" ")] for line in text.split("\n")]
