"""A form as a sheet of Excel that prints as the paper does: cells over a fine raster of columns, text only.

``=…`` in a text is shown, not run, and numbers of telephones keep their zeros.
"""

import io
from datetime import datetime

from resmap.formats.forms.layout import Heading, NewPage, Paragraph, Piece, Table, clean, pieces
from resmap.formats.forms.measure import lines_of
from resmap.formats.forms.model import Form

#: Columns of the raster, and what one takes (Excel's width of a digit) on upright and on turned paper.
_RASTER, _UPRIGHT, _TURNED = 40, 1.75, 2.75
#: Letters (points), how high a line is beside them, how many letters of Korean a column of the raster holds.
_USUAL, _LARGE, _LINE, _HOLDS = 10, 15, 1.45, 0.62
_LONGEST = 32_000  # letters in a cell of Excel
_STAMP = datetime(2020, 1, 1)  # Excel knows no time zone
_SHADE = "#EFEFEF"


def to_xlsx(form: Form) -> bytes:
    """The form as XLSX, one sheet. The same form gives the same bytes."""
    import xlsxwriter  # late: only who exports pays it

    packed = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(packed, options)
    book.set_properties({"title": clean(form.title), "created": _STAMP})
    _Sheet(book, form).draw()
    book.close()
    return packed.getvalue()


class _Sheet:
    def __init__(self, book, form: Form):
        self._book, self._form = book, form
        self._size = _LARGE if form.large else _USUAL
        self._width = _TURNED if form.landscape else _UPRIGHT
        self._looks: dict[tuple, object] = {}
        self._sheet = book.add_worksheet("서식" if form.locale == "ko" else "Form")
        self._row = 0
        self._heads: list[tuple[int, int]] = []

    def draw(self) -> None:
        form, sheet = self._form, self._sheet
        sheet.set_column(0, _RASTER - 1, self._width)
        sheet.set_paper(9)  # A4
        sheet.set_margins(0.6, 0.6, 0.6, 0.6)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        if form.landscape:
            sheet.set_landscape()
        self._title(form.title, form.subtitle)
        if form.meta:
            said = "   ".join(f"{clean(name)} {clean(value)}" for name, value in form.meta)
            self._line(said, {"align": "right"})
        breaks = []
        for piece in pieces(form):
            if isinstance(piece, NewPage):
                breaks.append(self._row)
            self._piece(piece)
        sheet.set_h_pagebreaks([at for at in breaks if at])
        if len(self._heads) == 1:
            sheet.repeat_rows(*self._heads[0])
        sheet.print_area(0, 0, max(0, self._row - 1), _RASTER - 1)
        sheet.set_footer(f"&L{_footer(form.footer)}&R&P / &N")

    def _piece(self, piece: Piece) -> None:
        match piece:
            case Heading():
                self._line(piece.text, {"bold": True, "font_size": self._size + 1}, above=True)
            case Paragraph(look="note"):
                self._line(piece.text, {"font_color": "#555555", "font_size": self._size - 1})
            case Paragraph(look="centred"):
                self._line(piece.text, {"align": "center"}, above=True)
            case Paragraph():
                self._line(piece.text, {}, above=True)
            case NewPage():
                self._title(piece.title, piece.subtitle)
            case Table():
                self._table(piece)

    def _title(self, title: str, subtitle: str) -> None:
        if title:
            self._line(clean(title), {"bold": True, "font_size": self._size + 7, "align": "center"})
        if subtitle:
            self._line(clean(subtitle), {"align": "center", "font_color": "#555555"})

    def _line(self, text: str, look: dict, above: bool = False) -> None:
        size = look.get("font_size", self._size)
        lines = lines_of(text, _RASTER * self._width * _HOLDS * _USUAL / size)
        self._sheet.set_row(self._row, size * _LINE * lines + (size * 0.7 if above else 2))
        self._write(self._row, 0, 1, _RASTER, text, {"valign": "bottom" if above else "vcenter", **look})
        self._row += 1

    def _table(self, piece: Table) -> None:
        edges = _edges(piece)
        first, covered = self._row, set()
        heights = [self._size * _LINE + 4] * len(piece.rows)
        tall = []
        for number, row in enumerate(piece.rows):
            at = 0
            for cell in row:
                while (number, at) in covered:
                    at += 1
                covered |= {(number + down, at + over) for down in range(1, cell.down) for over in range(cell.across)}
                left, right = edges[at], edges[at + cell.across]
                room = (right - left) * self._width * _HOLDS * _USUAL / self._size
                need = max(lines_of(cell.text, room), cell.lines) * self._size * _LINE + 5
                need += self._size * _LINE if cell.look in ("role", "line", "plain") else 0
                if cell.down == 1:
                    heights[number] = max(heights[number], need)
                else:
                    tall.append((number, cell.down, need))
                self._write(first + number, left, cell.down, right - left, cell.text, _look(cell))
                at += cell.across
        for number, down, need in tall:
            last = min(number + down, len(heights)) - 1
            heights[last] += max(0, need - sum(heights[number : last + 1]))
        for number, height in enumerate(heights):
            self._sheet.set_row(first + number, min(height, 409))  # Excel's highest row
        if piece.head:
            self._heads.append((first, first + piece.head - 1))
        self._row = first + len(piece.rows)
        self._sheet.set_row(self._row, self._size * 0.6)
        self._row += 1

    def _write(self, row: int, column: int, down: int, across: int, text: str, look: dict) -> None:
        kept = text[:_LONGEST]
        form = self._format(look)
        if down > 1 or across > 1:
            self._sheet.merge_range(row, column, row + down - 1, column + across - 1, "", form)
        self._sheet.write_string(row, column, kept, form)

    def _format(self, look: dict):
        key = tuple(sorted(look.items()))
        if key not in self._looks:
            usual = {"num_format": "@", "text_wrap": True, "valign": "vcenter", "font_size": self._size}
            self._looks[key] = self._book.add_format({**usual, "font_name": "맑은 고딕", **look})
        return self._looks[key]


def _look(cell) -> dict:
    side = "center" if cell.centred or cell.look == "label" else "right" if cell.look == "role" else "left"
    match cell.look:
        case "label" | "head":
            return {"border": 1, "bg_color": _SHADE, "bold": True, "align": side}
        case "value":
            return {"border": 1, "align": side}
        case "account":
            return {"border": 1, "align": side, "valign": "top"}
        case "line":
            return {"bottom": 1, "align": side}
        case "role":
            return {"bold": True, "align": side}
    return {"align": side}


def _edges(piece: Table) -> list[int]:
    """Where each column begins on the raster, each at least one wide; a narrow table stands at the right."""
    start = _RASTER - round(_RASTER * piece.share / 100) if piece.right else 0
    edges, done = [start], 0.0
    for number, width in enumerate(piece.widths, start=1):
        done += width
        after = len(piece.widths) - number
        edges.append(min(max(start + round(_RASTER * done / 100), edges[-1] + 1), _RASTER - after))
    return edges


def _footer(text: str) -> str:
    """``&`` begins a code in a footer of Excel; 200 letters are room enough."""
    return clean(text)[:200].replace("&", "&&").replace("\n", " ")
