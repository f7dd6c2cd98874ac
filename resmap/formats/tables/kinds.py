"""What a file is, told by its bytes and never by its name."""

import re
from enum import StrEnum
from pathlib import Path

from resmap.formats.problems import FormatError
from resmap.formats.tables import archives, json_shape, ole
from resmap.formats.tables.source import Source

#: As much of a file as is looked at (bytes). Zips and OLE files are asked for their directory too.
HEAD = 64 * 1024


class FileKind(StrEnum):
    """Everything that can be recognised: what is read first, then what is refused with its own sentence."""

    CSV = "csv"  # any separated text, pasted cells too
    CLIPBOARD = "clipboard"  # the HTML fragment Windows puts into the clipboard
    XLSX = "xlsx"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    HTML = "html"
    XML_WORKBOOK = "xml-workbook"  # Excel 2003 XML
    XML = "xml"  # records, as public portals answer
    JSON = "json"
    HWPX = "hwpx"

    HSDS_JSON = "hsds-json"
    HSDS_CSV = "hsds-csv"
    AIRS_XML = "airs-xml"
    GEOJSON = "geojson"
    NETWORK = "resmap-network"
    CASE = "resmap-case"
    SHAPEFILE = "shapefile-zip"

    EMPTY = "empty"
    HWP = "hwp"
    LOCKED = "locked"
    DRM = "drm"
    LFS_POINTER = "lfs-pointer"
    PDF = "pdf"
    GZIP = "gzip"
    ARCHIVE = "archive"
    ZIP = "zip"
    IMAGE = "image"
    DOCUMENT = "document"
    SLIDES = "slides"
    MAIL = "mail"
    WEB_ARCHIVE = "web-archive"
    DATABASE = "database"
    PROGRAM = "program"
    OLE = "ole"
    BINARY = "binary"


#: Kinds that :func:`resmap.formats.tables.open_table` reads.
READABLE = frozenset(
    {
        FileKind.CSV, FileKind.CLIPBOARD, FileKind.XLSX, FileKind.XLSB, FileKind.XLS, FileKind.ODS, FileKind.HTML,
        FileKind.XML_WORKBOOK, FileKind.XML, FileKind.JSON, FileKind.HWPX, FileKind.HSDS_JSON, FileKind.GEOJSON,
    }
)  # fmt: skip


def rule_of(kind: FileKind) -> str:
    """The rule that says of an unreadable kind what it is: IS_PDF, IS_HWP ... and EMPTY."""
    return "EMPTY" if kind is FileKind.EMPTY else f"IS_{kind.name}"


_SIGNATURES: tuple[tuple[bytes, FileKind], ...] = (
    (b"version https://git-lfs.github.com/spec/", FileKind.LFS_POINTER),
    (b"%PDF-", FileKind.PDF),
    (b"\x1f\x8b", FileKind.GZIP),
    (b"HWP Document File", FileKind.HWP),  # Hangul 3
    # document security of Korean offices: SoftCamp, MarkAny, Fasoo, NASCA
    (b"SCDSA00", FileKind.DRM),
    (b"<DOCUMENT SAFER", FileKind.DRM),
    (b"\x9b DRMONE", FileKind.DRM),
    (b"<!-- FasooSecureContainer", FileKind.DRM),
    (b"<## NASCA DRM FILE", FileKind.DRM),
    (b"Rar!\x1a\x07", FileKind.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", FileKind.ARCHIVE),
    (b"ALZ\x01", FileKind.ARCHIVE),
    (b"EGGA", FileKind.ARCHIVE),
    (b"BZh", FileKind.ARCHIVE),
    (b"\xfd7zXZ\x00", FileKind.ARCHIVE),
    (b"\x28\xb5\x2f\xfd", FileKind.ARCHIVE),
    (b"MSCF\x00", FileKind.ARCHIVE),
    (b"\x89PNG\r\n", FileKind.IMAGE),
    (b"\xff\xd8\xff", FileKind.IMAGE),
    (b"GIF8", FileKind.IMAGE),
    (b"II*\x00", FileKind.IMAGE),
    (b"MM\x00*", FileKind.IMAGE),
    (b"{\\rtf", FileKind.DOCUMENT),
    (b"SQLite format 3\x00", FileKind.DATABASE),
    (b"\x00\x01\x00\x00Standard ", FileKind.DATABASE),  # Access
    (b"MIME-Version:", FileKind.WEB_ARCHIVE),
    (b"MZ", FileKind.PROGRAM),
    (b"\x7fELF", FileKind.PROGRAM),
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")

#: Streams of an OLE file, the telling ones first.
_STREAMS: tuple[tuple[str, FileKind], ...] = (
    ("EncryptedPackage", FileKind.LOCKED),
    ("\x06DataSpaces", FileKind.DRM),
    ("FileHeader", FileKind.HWP),
    ("HwpSummaryInformation", FileKind.HWP),
    ("Workbook", FileKind.XLS),
    ("Book", FileKind.XLS),
    ("WordDocument", FileKind.DOCUMENT),
    ("PowerPoint Document", FileKind.SLIDES),
    ("__properties_version1.0", FileKind.MAIL),
)


def kind_of(given: bytes | Path | Source) -> FileKind:
    """What the file is. Raises FormatError only where it cannot be opened or is too large for anything."""
    source = Source(given)
    head = source.head(HEAD)
    if not head.strip(b"\x00\t\r\n \x1a\xef\xbb\xbf") and source.size <= HEAD:
        return FileKind.EMPTY
    if (signed := _signed(head)) is not None:
        return signed
    if head.startswith(_ZIP):
        return _zip_kind(source)
    if head.startswith(ole.SIGNATURE):
        return _ole_kind(source)
    return _text_kind(head)


def _signed(head: bytes) -> FileKind | None:
    for signature, kind in _SIGNATURES:
        if head.startswith(signature) and (kind is not FileKind.PROGRAM or b"\x00" in head[:64]):
            return kind
    if head[:2] == b"BM" and b"\x00" in head[:16] or head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return FileKind.IMAGE
    if head[4:8] == b"ftyp":
        return FileKind.IMAGE
    return FileKind.ARCHIVE if head[257:262] == b"ustar" else None


def _zip_kind(source: Source) -> FileKind:
    try:
        found = archives.members(source)
    except FormatError:
        return FileKind.ZIP
    names = {one.filename for one in found}
    with source.open() as file:
        start = file.read(120)
    if "xl/workbook.xml" in names:
        return FileKind.XLSX
    if "xl/workbook.bin" in names:
        return FileKind.XLSB
    if "Contents/section0.xml" in names or b"application/hwp+zip" in start:
        return FileKind.HWPX
    if b"opendocument.spreadsheet" in start:
        return FileKind.ODS
    if "word/document.xml" in names or b"opendocument.text" in start:
        return FileKind.DOCUMENT
    if "ppt/presentation.xml" in names or b"opendocument.presentation" in start:
        return FileKind.SLIDES
    if any(name == "workbook.xml" or name.endswith("/workbook.xml") for name in names):
        return FileKind.XLSX  # some writers put it elsewhere
    files = {name.rpartition("/")[2].lower() for name in names}
    if "datapackage.json" in files and {"services.csv", "organizations.csv"} & files:
        return FileKind.HSDS_CSV
    if {"services.csv", "organizations.csv"} <= files:
        return FileKind.HSDS_CSV
    if any(name.endswith(".shp") for name in files):
        return FileKind.SHAPEFILE
    return FileKind.ZIP


def _ole_kind(source: Source) -> FileKind:
    with source.open() as file:
        names = {name.strip() for name in ole.stream_names(file)}
        folded = {name.casefold().lstrip("\x05") for name in names}
    for stream, kind in _STREAMS:
        if stream.casefold() in folded:
            return kind
    return FileKind.OLE


# Text

_NOT_A_TAG = re.compile(r"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)", re.S | re.I)
_TAG = re.compile(r"\s*<((?:[\w.-]+:)?([\w.-]+))([^>]*)", re.S)
_CLIPBOARD = re.compile(r"\s*Version:[\d.]+\s+StartHTML:")
_AIRS_ROOTS = frozenset({"source", "airs", "airstransfer", "airsdata"})
#: Signs of Korean and English texts: ASCII, Hangul, punctuation and symbols of both, full-width forms.
_USUAL = re.compile("[\t\n\r -~\u00a0-\u00ff\u1100-\u11ff\u2000-\u33ff\uac00-\ud7a3\uff00-\uffee]")
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\x0b\x0c\x1a\x1b"))


def _text_kind(head: bytes) -> FileKind:
    text = head_text(head)
    if text is None:
        return FileKind.BINARY
    start = text.lstrip("\ufeff \t\r\n\x0b\x0c")
    if start.startswith("<"):
        return _tagged_kind(start)
    if _CLIPBOARD.match(start):
        return FileKind.CLIPBOARD
    if start[:1] in "{[":
        kind = json_shape.kind(start)
        return FileKind(kind) if kind else FileKind.CSV
    return FileKind.CSV


def head_text(head: bytes) -> str | None:
    """The first bytes as text, for looking only; None where they are no text."""
    if encoding := utf16(head):
        return head[: len(head) & ~1].decode(encoding, "replace")
    if head and len(head.translate(None, _CONTROLS)) < len(head) * 0.995:
        return None
    cut = head[: len(head) - 4] if len(head) >= HEAD else head
    try:
        return cut.decode("utf-8-sig")
    except UnicodeDecodeError:
        return cut.decode("cp949", "replace")


def utf16(head: bytes) -> str | None:
    """utf-16 (with a mark), or utf-16-le, utf-16-be where the bytes read that way are Korean, digits and blanks."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    sample = head[:4096]
    if len(sample) < 8 or b"\0" not in sample:
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        text = sample[: len(sample) & ~1].decode(encoding, "replace")
        if len(_USUAL.findall(text)) >= 0.98 * len(text):
            return encoding
    return None


def _tagged_kind(start: str) -> FileKind:
    at = 0
    while skipped := _NOT_A_TAG.match(start, at):
        if re.match(r"\s*<!DOCTYPE\s+html", skipped[0], re.I):
            return FileKind.HTML
        at = skipped.end()
    tag = _TAG.match(start, at)
    if not tag:
        return FileKind.HTML
    local, attributes = tag[2].casefold(), tag[3]
    if local == "workbook" and "office:spreadsheet" in start[:4000]:
        return FileKind.XML_WORKBOOK
    if local in ("html", "table", "meta", "head", "body", "style", "div", "tr", "font", "b", "p", "script", "center"):
        return FileKind.HTML
    if local in ("hwpml", "hwpdocumentpackage"):
        return FileKind.HWP
    if local == "svg":
        return FileKind.IMAGE
    if local == "worddocument" or "office:word" in attributes:
        return FileKind.DOCUMENT
    if local in _AIRS_ROOTS and ("AIRS" in attributes or re.search(r"<(?:\w+:)?(?:Agency|SiteService)\b", start)):
        return FileKind.AIRS_XML
    return FileKind.XML
