"""``Contents/header.xml`` of a Hangul document: fonts, letters, paragraphs and frames that our forms use.

Written after OWPML (KS X 6101). Letters, paragraphs and frames are named here and numbered by their place.
"""

from typing import Any

HEAD = "http://www.hancom.co.kr/hwpml/2011/head"
CORE = "http://www.hancom.co.kr/hwpml/2011/core"
PARA = "http://www.hancom.co.kr/hwpml/2011/paragraph"
SECTION = "http://www.hancom.co.kr/hwpml/2011/section"

#: The names that Hangul declares on the root of every part.
NAMES = {
    "ha": "http://www.hancom.co.kr/hwpml/2011/app",
    "hp": PARA,
    "hp10": "http://www.hancom.co.kr/hwpml/2016/paragraph",
    "hs": SECTION,
    "hc": CORE,
    "hh": HEAD,
    "hhs": "http://www.hancom.co.kr/hwpml/2011/history",
    "hm": "http://www.hancom.co.kr/hwpml/2011/master-page",
    "hpf": "http://www.hancom.co.kr/schema/2011/hpf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "opf": "http://www.idpf.org/2007/opf/",
    "ooxmlchart": "http://www.hancom.co.kr/hwpml/2016/ooxmlchart",
    "hwpunitchar": "http://www.hancom.co.kr/hwpml/2016/HwpUnitChar",
    "epub": "http://www.idpf.org/2007/ops",
    "config": "urn:oasis:names:tc:opendocument:xmlns:config:1.0",
}

#: Comes with every Hangul.
FONT = "함초롬돋움"
_SCRIPTS = ("hangul", "latin", "hanja", "japanese", "other", "symbol", "user")

#: Letters: share of the usual size, bold, colour.
LETTERS = {
    "body": (1.0, False, "#000000"),
    "bold": (1.0, True, "#000000"),
    "label": (0.94, True, "#000000"),
    "title": (1.7, True, "#000000"),
    "heading": (1.1, True, "#000000"),
    "small": (0.84, False, "#555555"),
}
#: Paragraphs: side, room above and below (HWPUNIT, 1/7200 inch), kept with the next one.
PARAGRAPHS = {
    "body": ("LEFT", 200, 200, False),
    "cell": ("LEFT", 0, 0, False),
    "centre": ("CENTER", 0, 0, False),
    "right": ("RIGHT", 0, 0, False),
    "title": ("CENTER", 0, 300, True),
    "heading": ("LEFT", 600, 100, True),
    "date": ("CENTER", 600, 600, True),
    "gap": ("LEFT", 0, 0, False),
}
#: Frames, numbered from 1: borders all round, below only, or none; and the fill.
FRAMES = {
    "none": ("", None),
    "letters": ("", "none"),
    "cell": ("left right top bottom", None),
    "label": ("left right top bottom", "#EFEFEF"),
    "line": ("bottom", None),
}


def letter(name: str) -> str:
    """The number of a kind of letters."""
    return str(list(LETTERS).index(name))


def paragraph(name: str) -> str:
    """The number of a kind of paragraph."""
    return str(list(PARAGRAPHS).index(name))


def frame(name: str) -> str:
    """The number of a frame; Hangul counts them from 1."""
    return str(list(FRAMES).index(name) + 1)


def header(size: int) -> Any:
    """The root element of header.xml for letters of ``size`` (hundredths of a point)."""
    from lxml import etree

    root = etree.Element(f"{{{HEAD}}}head", nsmap=NAMES, version="1.5", secCnt="1")
    _put(root, "beginNum", page="1", footnote="1", endnote="1", pic="1", tbl="1", equation="1")
    lists = _put(root, "refList")
    _fonts(lists)
    _frames(lists)
    _letters(lists, size)
    _put(_put(lists, "tabProperties", itemCnt="1"), "tabPr", id="0", autoTabLeft="0", autoTabRight="0")
    _numbering(lists)
    _paragraphs(lists)
    styles = _put(lists, "styles", itemCnt="1")
    _put(
        styles, "style", id="0", type="PARA", name="바탕글", engName="Normal", paraPrIDRef=paragraph("body"),
        charPrIDRef=letter("body"), nextStyleIDRef="0", langID="1042", lockForm="0",
    )  # fmt: skip
    _put(_put(root, "compatibleDocument", targetProgram="HWP201X"), "layoutCompatibility")
    _put(_put(root, "docOption"), "linkinfo", path="", pageInherit="0", footnoteInherit="0")
    _put(root, "trackchageConfig", flags="56")
    return root


def _put(parent: Any, name: str, space: str = HEAD, /, **attributes: str) -> Any:
    from lxml import etree

    return etree.SubElement(parent, f"{{{space}}}{name}", attributes)


def _fonts(lists: Any) -> None:
    faces = _put(lists, "fontfaces", itemCnt=str(len(_SCRIPTS)))
    for script in _SCRIPTS:
        face = _put(faces, "fontface", lang=script.upper(), fontCnt="1")
        font = _put(face, "font", id="0", face=FONT, type="TTF", isEmbedded="0")
        _put(
            font, "typeInfo", familyType="FCAT_GOTHIC", weight="6", proportion="4", contrast="0", strokeVariation="1",
            armStyle="1", letterform="1", midline="1", xHeight="1",
        )  # fmt: skip


def _frames(lists: Any) -> None:
    fills = _put(lists, "borderFills", itemCnt=str(len(FRAMES)))
    for name, (sides, fill) in FRAMES.items():
        one = _put(
            fills, "borderFill", id=frame(name), threeD="0", shadow="0", centerLine="NONE", breakCellSeparateLine="0"
        )
        _put(one, "slash", type="NONE", Crooked="0", isCounter="0")
        _put(one, "backSlash", type="NONE", Crooked="0", isCounter="0")
        for side in ("left", "right", "top", "bottom"):
            drawn = "SOLID" if side in sides.split() else "NONE"
            _put(one, f"{side}Border", type=drawn, width="0.12 mm", color="#000000")
        _put(one, "diagonal", type="SOLID", width="0.1 mm", color="#000000")
        if fill:
            brush = _put(one, "fillBrush", CORE)
            _put(brush, "winBrush", CORE, faceColor=fill, hatchColor="#999999", alpha="0")


def _letters(lists: Any, size: int) -> None:
    kinds = _put(lists, "charProperties", itemCnt=str(len(LETTERS)))
    for name, (share, bold, colour) in LETTERS.items():
        one = _put(
            kinds, "charPr", id=letter(name), height=str(round(size * share / 10) * 10), textColor=colour,
            shadeColor="none", useFontSpace="0", useKerning="0", symMark="NONE", borderFillIDRef=frame("letters"),
        )  # fmt: skip
        for what, value in (("fontRef", "0"), ("ratio", "100"), ("spacing", "0"), ("relSz", "100"), ("offset", "0")):
            _put(one, what, **dict.fromkeys(_SCRIPTS, value))
        if bold:
            _put(one, "bold")
        _put(one, "underline", type="NONE", shape="SOLID", color="#000000")
        _put(one, "strikeout", shape="NONE", color="#000000")
        _put(one, "outline", type="NONE")
        _put(one, "shadow", type="NONE", color="#C0C0C0", offsetX="10", offsetY="10")


def _numbering(lists: Any) -> None:
    one = _put(_put(lists, "numberings", itemCnt="1"), "numbering", id="1", start="0")
    for level in range(1, 8):
        head = _put(
            one, "paraHead", start="1", level=str(level), align="LEFT", useInstWidth="1", autoIndent="1",
            widthAdjust="0", textOffsetType="PERCENT", textOffset="50", numFormat="DIGIT",
            charPrIDRef="4294967295", checkable="0",
        )  # fmt: skip
        head.text = f"^{level}."


def _paragraphs(lists: Any) -> None:
    kinds = _put(lists, "paraProperties", itemCnt=str(len(PARAGRAPHS)))
    for name, (side, above, below, kept) in PARAGRAPHS.items():
        one = _put(
            kinds, "paraPr", id=paragraph(name), tabPrIDRef="0", condense="0", fontLineHeight="0", snapToGrid="0",
            suppressLineNumbers="0", checked="0",
        )  # fmt: skip
        _put(one, "align", horizontal=side, vertical="BASELINE")
        _put(one, "heading", type="NONE", idRef="0", level="0")
        _put(
            one, "breakSetting", breakLatinWord="KEEP_WORD", breakNonLatinWord="KEEP_WORD", widowOrphan="0",
            keepWithNext="1" if kept else "0", keepLines="0", pageBreakBefore="0", lineWrap="BREAK",
        )  # fmt: skip
        _put(one, "autoSpacing", eAsianEng="0", eAsianNum="0")
        margin = _put(one, "margin")
        for what, value in (("intent", 0), ("left", 0), ("right", 0), ("prev", above), ("next", below)):
            _put(margin, what, CORE, value=str(value), unit="HWPUNIT")
        _put(one, "lineSpacing", type="PERCENT", value="140" if name != "gap" else "60", unit="HWPUNIT")
        _put(
            one, "border", borderFillIDRef=frame("letters"), offsetLeft="0", offsetRight="0", offsetTop="0",
            offsetBottom="0", connect="0", ignoreMargin="0",
        )  # fmt: skip
