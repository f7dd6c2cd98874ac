"""A form as a Hangul document (HWPX, OWPML, KS X 6101), written from nothing with lxml.

Tables stand between paragraphs, not as letters, so that they run over pages with their head repeated; every
row says a height that its text needs, because Hangul takes a table's word for it until somebody types (that is
why tables made by libraries look collapsed). Hangul itself is not among the checks here: the tests read a
document back with our own reader and with python-hwpx, whose copy of the OWPML schema it must satisfy.
"""

import io
import zipfile
from itertools import count
from typing import Any

from resmap.formats.forms import hwpx_styles as styles
from resmap.formats.forms.layout import Cell, Heading, NewPage, Paragraph, Piece, Table, clean, pieces
from resmap.formats.forms.measure import lines_of
from resmap.formats.forms.model import Form

#: HWPUNIT is 1/7200 inch. A4, side and other margins; letters, usual and large (hundredths of a point).
_PAPER = (59528, 84186)
_SIDE, _TOP, _BOTTOM, _EDGE = 4536, 4252, 4252, 2268
_USUAL, _LARGE = 1000, 1500
#: Margins inside a cell, left and right together with a breath, above and below.
_INSIDE = (510, 141)
_STAMP = (2020, 1, 1, 0, 0, 0)  # the same form gives the same bytes

_MIME = b"application/hwp+zip"
_DECLARED = b'<?xml version="1.0" encoding="UTF-8" standalone="yes" ?>'


def to_hwpx(form: Form) -> bytes:
    """The form as HWPX. The same form gives the same bytes."""
    from lxml import etree

    size = _LARGE if form.large else _USUAL
    section = _Section(form, size)
    parts = {
        "version.xml": _VERSION,
        "Contents/header.xml": _DECLARED + etree.tostring(styles.header(size), encoding="utf-8"),
        "Contents/section0.xml": _DECLARED + etree.tostring(section.root, encoding="utf-8"),
        "Preview/PrvText.txt": clean(form.title).encode(),
        "settings.xml": _SETTINGS,
        "META-INF/container.rdf": _RDF,
        "Contents/content.hpf": _content(form),
        "META-INF/container.xml": _CONTAINER,
        "META-INF/manifest.xml": _MANIFEST,
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo("mimetype", _STAMP), _MIME)  # first, and not packed
        for name, data in parts.items():
            member = zipfile.ZipInfo(name, _STAMP)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, data)
    return packed.getvalue()


class _Section:
    """``section0.xml``: one paragraph per heading, paragraph and table."""

    def __init__(self, form: Form, size: int):
        from lxml import etree

        self._new = etree.SubElement
        self._ids = count(1)
        self._size = size
        self._landscape = form.landscape
        self.width = (_PAPER[1] if form.landscape else _PAPER[0]) - 2 * _SIDE
        self.root = etree.Element(f"{{{styles.SECTION}}}sec", nsmap=styles.NAMES)
        self._first = True
        self._title(form.title, form.subtitle)
        if form.meta:
            said = "\N{EM SPACE}".join(f"{name} {value}" for name, value in form.meta)
            self._paragraph(clean(said), "right", "small")
        for piece in pieces(form):
            self._piece(piece)
        if form.footer:
            self._paragraph(clean(form.footer), "right", "small")

    def _piece(self, piece: Piece) -> None:
        match piece:
            case Heading():
                self._paragraph(piece.text, "heading", "heading")
            case Paragraph():
                look = {"note": ("body", "small"), "centred": ("date", "body")}.get(piece.look, ("body", "body"))
                self._paragraph(piece.text, *look)
            case NewPage():
                self._title(piece.title, piece.subtitle, new_page=True)
            case Table():
                self._table(piece)

    def _title(self, title: str, subtitle: str, new_page: bool = False) -> None:
        self._paragraph(clean(title), "title", "title", new_page=new_page)
        if subtitle:
            self._paragraph(clean(subtitle), "centre", "small")

    def _paragraph(self, text: str, look: str, letters: str, new_page: bool = False) -> None:
        for at, line in enumerate(text.split("\n")):
            para = self._para(self.root, look, new_page and at == 0)
            self._text(para, line, letters)

    def _para(self, parent: Any, look: str, new_page: bool = False) -> Any:
        para = self._put(
            parent, "p", id=str(next(self._ids)), paraPrIDRef=styles.paragraph(look), styleIDRef="0",
            pageBreak="1" if new_page else "0", columnBreak="0", merged="0",
        )  # fmt: skip
        if self._first:
            self._first = False
            self._page(self._put(para, "run", charPrIDRef=styles.letter("body")))
        return para

    def _text(self, para: Any, text: str, letters: str) -> None:
        run = self._put(para, "run", charPrIDRef=styles.letter(letters))
        self._put(run, "t").text = text or None

    def _put(self, parent: Any, name: str, /, **attributes: str) -> Any:
        return self._new(parent, f"{{{styles.PARA}}}{name}", attributes)

    # --- tables -----------------------------------------------------------------------------------------

    def _table(self, piece: Table) -> None:
        widths = [round(self.width * one / 100) for one in piece.widths]
        placed = _placed(piece)
        heights = self._heights(piece, placed, widths)
        para = self._para(self.root, "gap")
        run = self._put(para, "run", charPrIDRef=styles.letter("small"))
        table = self._put(
            run, "tbl", id=str(1_000_000 + next(self._ids)), zOrder="0", numberingType="TABLE",
            textWrap="TOP_AND_BOTTOM", textFlow="BOTH_SIDES", lock="0", dropcapstyle="None",
            pageBreak=_break(piece, heights), repeatHeader="1" if piece.head else "0",
            rowCnt=str(len(piece.rows)), colCnt=str(len(widths)), cellSpacing="0",
            borderFillIDRef=styles.frame("none"), noAdjust="0",
        )  # fmt: skip
        self._put(
            table, "sz", width=str(sum(widths)), widthRelTo="ABSOLUTE", height=str(sum(heights)),
            heightRelTo="ABSOLUTE", protect="0",
        )  # fmt: skip
        self._put(
            table, "pos", treatAsChar="0", affectLSpacing="0", flowWithText="1", allowOverlap="0",
            holdAnchorAndSO="0", vertRelTo="PARA", horzRelTo="COLUMN", vertAlign="TOP",
            horzAlign="RIGHT" if piece.right else "LEFT", vertOffset="0", horzOffset="0",
        )  # fmt: skip
        self._put(table, "outMargin", left="0", right="0", top="0", bottom="0")
        side, above = map(str, _INSIDE)
        self._put(table, "inMargin", left=side, right=side, top=above, bottom=above)
        for number, row in enumerate(placed):
            drawn = self._put(table, "tr")
            for at, cell in row:
                width, height = sum(widths[at : at + cell.across]), sum(heights[number : number + cell.down])
                self._cell(drawn, cell, (number, at), (width, height), number < piece.head)
        self._put(run, "t")

    def _cell(self, row: Any, cell: Cell, at: tuple[int, int], size: tuple[int, int], head: bool) -> None:
        frame = {"label": "label", "head": "label", "value": "cell", "account": "cell", "line": "line"}.get(
            cell.look, "none"
        )
        tc = self._put(
            row, "tc", name="", header="1" if head else "0", hasMargin="0", protect="0", editable="0", dirty="0",
            borderFillIDRef=styles.frame(frame),
        )  # fmt: skip
        inside = self._put(
            tc, "subList", id="", textDirection="HORIZONTAL", lineWrap="BREAK", vertAlign="TOP" if cell.look == "account" else "CENTER",
            linkListIDRef="0", linkListNextIDRef="0", textWidth="0", textHeight="0", hasTextRef="0", hasNumRef="0",
        )  # fmt: skip
        look = "right" if cell.look == "role" else "centre" if cell.centred or cell.look == "label" else "cell"
        letters = {"label": "label", "head": "label", "role": "bold"}.get(cell.look, "body")
        for line in cell.text.split("\n"):
            self._text(self._para(inside, look), line, letters)
        self._put(tc, "cellAddr", colAddr=str(at[1]), rowAddr=str(at[0]))
        self._put(tc, "cellSpan", colSpan=str(cell.across), rowSpan=str(cell.down))
        self._put(tc, "cellSz", width=str(size[0]), height=str(size[1]))
        side, above = map(str, _INSIDE)
        self._put(tc, "cellMargin", left=side, right=side, top=above, bottom=above)

    def _heights(self, piece: Table, placed: list[list[tuple[int, Cell]]], widths: list[int]) -> list[int]:
        """The height of each row: of its tallest cell that covers this row alone; what covers more adds to the last."""
        line = round(self._size * 1.4)
        heights = [line + 2 * _INSIDE[1]] * len(placed)
        tall = []
        for number, row in enumerate(placed):
            for at, cell in row:
                room = (sum(widths[at : at + cell.across]) - 2 * _INSIDE[0]) / self._size
                need = max(lines_of(cell.text, room), cell.lines) * line + 2 * _INSIDE[1]
                if cell.look in ("role", "line", "plain"):
                    need += line  # room to sign
                if cell.down == 1:
                    heights[number] = max(heights[number], need)
                else:
                    tall.append((number, cell.down, need))
        for number, down, need in tall:
            last = min(number + down, len(heights)) - 1
            heights[last] += max(0, need - sum(heights[number : last + 1]))
        return heights

    # --- the page ---------------------------------------------------------------------------------------

    def _page(self, run: Any) -> None:
        put = self._put
        page = put(
            run, "secPr", id="", textDirection="HORIZONTAL", spaceColumns="1134", tabStop="8000", tabStopVal="4000",
            tabStopUnit="HWPUNIT", outlineShapeIDRef="1", memoShapeIDRef="0", textVerticalWidthHead="0",
            masterPageCnt="0",
        )  # fmt: skip
        put(page, "grid", lineGrid="0", charGrid="0", wonggojiFormat="0")
        put(page, "startNum", pageStartsOn="BOTH", page="0", pic="0", tbl="0", equation="0")
        put(
            page, "visibility", hideFirstHeader="0", hideFirstFooter="0", hideFirstMasterPage="0", border="SHOW_ALL",
            fill="SHOW_ALL", hideFirstPageNum="0", hideFirstEmptyLine="0", showLineNumber="0",
        )  # fmt: skip
        put(page, "lineNumberShape", restartType="0", countBy="0", distance="0", startNumber="0")
        # The paper keeps its upright size; NARROWLY turns it.
        paper = put(
            page, "pagePr", landscape="NARROWLY" if self._landscape else "WIDELY", width=str(_PAPER[0]),
            height=str(_PAPER[1]), gutterType="LEFT_ONLY",
        )  # fmt: skip
        edge = str(_EDGE)
        put(
            paper, "margin", header=edge, footer=edge, gutter="0", left=str(_SIDE), right=str(_SIDE),
            top=str(_TOP - _EDGE), bottom=str(_BOTTOM - _EDGE),
        )  # fmt: skip
        for name, place in (("footNotePr", "EACH_COLUMN"), ("endNotePr", "END_OF_DOCUMENT")):
            notes = put(page, name)
            put(notes, "autoNumFormat", type="DIGIT", userChar="", prefixChar="", suffixChar=")", supscript="0")
            put(notes, "noteLine", length="-1", type="SOLID", width="0.12 mm", color="#000000")
            put(notes, "noteSpacing", betweenNotes="283", belowLine="567", aboveLine="850")
            put(notes, "numbering", type="CONTINUOUS", newNum="1")
            put(notes, "placement", place=place, beneathText="0")
        for kind in ("BOTH", "EVEN", "ODD"):
            border = put(
                page, "pageBorderFill", type=kind, borderFillIDRef=styles.frame("none"), textBorder="PAPER",
                headerInside="0", footerInside="0", fillArea="PAPER",
            )  # fmt: skip
            put(border, "offset", left="1417", right="1417", top="1417", bottom="1417")
        columns = put(run, "ctrl")
        put(columns, "colPr", id="", type="NEWSPAPER", layout="LEFT", colCount="1", sameSz="1", sameGap="0")
        put(put(run, "ctrl"), "pageNum", pos="BOTTOM_CENTER", formatType="DIGIT", sideChar="-")


def _break(piece: Table, heights: list[int]) -> str:
    """Where the end of a page may part a table: nowhere, between rows, or (a row taller than half a page) in cells."""
    if piece.whole:
        return "NONE"
    return "CELL" if max(heights) > _PAPER[0] // 2 else "TABLE"


def _placed(piece: Table) -> list[list[tuple[int, Cell]]]:
    """Each row's cells with the column where they begin, past what cells above cover."""
    covered: set[tuple[int, int]] = set()
    placed = []
    for number, row in enumerate(piece.rows):
        at, cells = 0, []
        for cell in row:
            while (number, at) in covered:
                at += 1
            cells.append((at, cell))
            covered |= {(number + down, at + over) for down in range(1, cell.down) for over in range(cell.across)}
            at += cell.across
        placed.append(cells)
    return placed


def _content(form: Form) -> bytes:
    from lxml import etree

    opf = f"{{{styles.NAMES['opf']}}}"
    root = etree.Element(f"{opf}package", {"version": "", "unique-identifier": "", "id": ""}, nsmap=styles.NAMES)
    about = etree.SubElement(root, f"{opf}metadata")
    etree.SubElement(about, f"{opf}title").text = clean(form.title)
    etree.SubElement(about, f"{opf}language").text = form.locale
    listed = etree.SubElement(root, f"{opf}manifest")
    for name, path in (
        ("header", "Contents/header.xml"),
        ("section0", "Contents/section0.xml"),
        ("settings", "settings.xml"),
    ):
        etree.SubElement(listed, f"{opf}item", {"id": name, "href": path, "media-type": "application/xml"})
    spine = etree.SubElement(root, f"{opf}spine")
    for name in ("header", "section0"):
        etree.SubElement(spine, f"{opf}itemref", {"idref": name, "linear": "yes"})
    return _DECLARED + etree.tostring(root, encoding="utf-8")


_VERSION = _DECLARED + (
    b'<hv:HCFVersion xmlns:hv="http://www.hancom.co.kr/hwpml/2011/version" tagetApplication="WORDPROCESSOR" major="5"'
    b' minor="1" micro="1" buildNumber="0" os="1" xmlVersion="1.5" application="resmap" appVersion="1"/>'
)
_SETTINGS = _DECLARED + (
    b'<ha:HWPApplicationSetting xmlns:ha="http://www.hancom.co.kr/hwpml/2011/app"'
    b' xmlns:config="urn:oasis:names:tc:opendocument:xmlns:config:1.0">'
    b'<ha:CaretPosition listIDRef="0" paraIDRef="0" pos="0"/></ha:HWPApplicationSetting>'
)
_CONTAINER = _DECLARED + (
    b'<ocf:container xmlns:ocf="urn:oasis:names:tc:opendocument:xmlns:container"'
    b' xmlns:hpf="http://www.hancom.co.kr/schema/2011/hpf"><ocf:rootfiles>'
    b'<ocf:rootfile full-path="Contents/content.hpf" media-type="application/hwpml-package+xml"/>'
    b'<ocf:rootfile full-path="Preview/PrvText.txt" media-type="text/plain"/>'
    b'<ocf:rootfile full-path="META-INF/container.rdf" media-type="application/rdf+xml"/>'
    b"</ocf:rootfiles></ocf:container>"
)
_MANIFEST = _DECLARED + b'<odf:manifest xmlns:odf="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
_PKG = "http://www.hancom.co.kr/hwpml/2016/meta/pkg#"
_RDF = (
    _DECLARED
    + (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        + "".join(
            f'<rdf:Description rdf:about=""><p:hasPart xmlns:p="{_PKG}" rdf:resource="{part}"/></rdf:Description>'
            f'<rdf:Description rdf:about="{part}"><rdf:type rdf:resource="{_PKG}{kind}"/></rdf:Description>'
            for part, kind in (("Contents/header.xml", "HeaderFile"), ("Contents/section0.xml", "SectionFile"))
        )
        + f'<rdf:Description rdf:about=""><rdf:type rdf:resource="{_PKG}Document"/></rdf:Description></rdf:RDF>'
    ).encode()
)
