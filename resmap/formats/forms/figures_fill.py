"""Figures written into a district's own workbook.

Only the cells that are filled change in the file: formats, formulas, merged cells, drawings and everything that a
library would not carry over stay byte for byte, because the parts of the zip are edited, not written anew. Formulas
lose the result that was stored with them, so that every program computes them again.
"""

import io
import re
import zipfile
from collections.abc import Mapping

from resmap.formats.forms.filling import opened
from resmap.formats.problems import FormatError, Problem
from resmap.formats.tables.kinds import FileKind

_REF = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")


def fill(template: bytes, cells: Mapping[str, Mapping[str, int | str]], what: str = "template.xlsx") -> bytes:
    """The template with these values in it: sheet -> cell (``B5``) -> a number, or a text.

    A cell with a formula is never written. Raises FormatError like :func:`checked`; NO_SUCH_SHEET, NO_SUCH_CELL.
    """
    archive = checked(template, what)
    paths = _sheets(archive, what)
    for sheet in cells:
        if sheet not in paths:
            raise FormatError(what, [Problem("$", "NO_SUCH_SHEET")])
    wanted = {paths[sheet]: values for sheet, values in cells.items()}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for member in archive.infolist():
            raw = archive.read(member)
            if member.filename in paths.values():
                raw = _written(raw, wanted.get(member.filename, {}), what)
            elif member.filename == _book_path(archive):
                raw = _computed_anew(raw)
            made.writestr(member, raw, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def checked(template: bytes, what: str) -> zipfile.ZipFile:
    """The zip of a template, looked at before it is read. Raises FormatError: see :func:`filling.opened`; HAS_MACROS."""
    archive = opened(template, what, FileKind.XLSX)
    names = archive.namelist()
    declared = archive.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
    if b"macroEnabled" in declared or any("vbaProject" in one or one.startswith("xl/macrosheets/") for one in names):
        raise FormatError(what, [Problem("$", "HAS_MACROS")])
    return archive


def _book_path(archive: zipfile.ZipFile) -> str:
    return next((one for one in archive.namelist() if one == "xl/workbook.xml"), "") or next(
        (one for one in archive.namelist() if one.rpartition("/")[2] == "workbook.xml"), ""
    )


def _sheets(archive: zipfile.ZipFile, what: str) -> dict[str, str]:
    """The parts of the sheets by their names."""
    book = _book_path(archive)
    folder, _, name = book.rpartition("/")
    rels = f"{folder}/_rels/{name}.rels"
    if not book or rels not in archive.namelist():
        raise FormatError(what, [Problem("$", "BROKEN_FILE")])
    targets = {one.get("Id"): one.get("Target", "") for one in _tree(archive.read(rels)).iter() if _local(one) == "Relationship"}
    paths = {}
    for one in _tree(archive.read(book)).iter():
        if _local(one) == "sheet":
            target = next((targets.get(value, "") for key, value in one.attrib.items() if key.rpartition("}")[2] == "id"), "")
            path = target[1:] if target.startswith("/") else f"{folder}/{target}" if folder else target
            if path in archive.namelist():
                paths[one.get("name", "")] = path
    return paths


def _written(raw: bytes, values: Mapping[str, int | str], what: str) -> bytes:
    """A sheet with these values, its formulas without the results that were stored."""
    tree = _tree(raw)
    space = tree.nsmap.get(tree.prefix)
    data = next((one for one in tree if _local(one) == "sheetData"), None)
    if data is None:
        if values:
            raise FormatError(what, [Problem("$", "NO_SUCH_CELL")])
        return raw
    changed = False
    for cell in data.iter():
        if _local(cell) == "c" and any(_local(one) == "f" for one in cell):
            for one in [one for one in cell if _local(one) in ("v", "is")]:
                cell.remove(one)
                changed = True
            cell.attrib.pop("t", None)
    for ref, value in values.items():
        found = _REF.fullmatch(ref)
        if found is None:
            raise FormatError(what, [Problem("$", "NO_SUCH_CELL")])
        _put(data, space, int(found[2]), ref, value)
        changed = True
    return _packed(tree) if changed else raw


def _put(data, space: str | None, number: int, ref: str, value: int | str) -> None:
    from lxml import etree

    def new(name: str):
        return etree.Element(f"{{{space}}}{name}" if space else name)

    row = _in_order(data, "row", number, lambda one: int(one.get("r", "0")), new)
    row.set("r", str(number))
    cell = _in_order(row, "c", _column(ref), lambda one: _column(one.get("r", "A1")), new)
    cell.set("r", ref)
    if any(_local(one) == "f" for one in cell):
        return
    for one in list(cell):
        cell.remove(one)
    cell.attrib.pop("t", None)
    if isinstance(value, str):
        cell.set("t", "inlineStr")
        text = new("t")
        text.text = value
        said = new("is")
        said.append(text)
        cell.append(said)
    else:
        number_of = new("v")
        number_of.text = str(value)
        cell.append(number_of)


def _in_order(parent, name: str, at: int, place, new):
    """The child at that place, made between its neighbours where there is none."""
    for position, one in enumerate(parent):
        if _local(one) != name:
            continue
        if place(one) == at:
            return one
        if place(one) > at:
            made = new(name)
            parent.insert(position, made)
            return made
    made = new(name)
    parent.append(made)
    return made


def _computed_anew(raw: bytes) -> bytes:
    """The workbook with the wish that its formulas are computed when it is opened."""
    from lxml import etree

    tree = _tree(raw)
    calc = next((one for one in tree if _local(one) == "calcPr"), None)
    if calc is None:
        before = [
            "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
            "externalReferences", "definedNames",
        ]  # fmt: skip
        space = tree.nsmap.get(tree.prefix)
        calc = etree.Element(f"{{{space}}}calcPr" if space else "calcPr")
        last = max((i for i, one in enumerate(tree) if _local(one) in before), default=-1)
        tree.insert(last + 1, calc)
    calc.set("fullCalcOnLoad", "1")
    return _packed(tree)


def _tree(raw: bytes):
    from lxml import etree

    return etree.fromstring(raw, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))


def _packed(tree) -> bytes:
    from lxml import etree

    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


def _local(element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _column(ref: str) -> int:
    number = 0
    for letter in ref.rstrip("0123456789"):
        number = number * 26 + ord(letter) - 64
    return number
