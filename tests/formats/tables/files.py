"""Files made by hand: honest ones of every kind, and hostile ones. All names are invented."""

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence

HEADER = ("번호", "시설명", "주소", "전화")
ROWS = (
    ("1", "가온복지관", "광진구 능동로 1", "02-111-2222"),
    ("2", "나래센터", "광진구 자양로 2", ""),
    ("3", "다솜쉼터", "광진구 뚝섬로 3", "02-333-4444"),
)


def csv_bytes(rows: Iterable[Sequence[str]] = ROWS, header: Sequence[str] = HEADER, encoding: str = "utf-8") -> bytes:
    return "".join(",".join(row) + "\r\n" for row in (header, *rows)).encode(encoding)


# Zips


def zipped(members: Mapping[str, bytes | str], *, compress: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compress) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def xlsx_of(sheet: str | bytes, *, strings: str | None = None, styles: str | None = None, more: Mapping = {}) -> bytes:
    """A workbook of one sheet, its XML given."""
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "xl/workbook.xml": f'<workbook {MAIN} {_R}><sheets><sheet name="목록" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships {_RELS}><Relationship Id="r1" Type="{_TYPE}/worksheet" '
        f'Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{_TYPE}/sharedStrings" '
        f'Target="sharedStrings.xml"/><Relationship Id="r3" Type="{_TYPE}/styles" Target="styles.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
    }
    if strings is not None:
        members["xl/sharedStrings.xml"] = strings
    if styles is not None:
        members["xl/styles.xml"] = styles
    return zipped({**members, **more})


def sheet_of(rows: str, after: str = "") -> str:
    return f"<worksheet {MAIN}><sheetData>{rows}</sheetData>{after}</worksheet>"


def text_row(number: int, cells: Sequence[str]) -> str:
    inside = "".join(
        f'<c r="{chr(65 + i)}{number}" t="inlineStr"><is><t>{cell}</t></is></c>' for i, cell in enumerate(cells) if cell
    )
    return f'<row r="{number}">{inside}</row>'


def workbook(sheets: Mapping[str, Iterable[Sequence[object]]], **options: object) -> bytes:
    """A workbook as Excel writes it (XlsxWriter); ``merge`` lists (sheet, row, column, last row, last column, text)."""
    import xlsxwriter

    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_numbers": False})
    formats = {name: book.add_format({"num_format": name}) for name in options.get("formats", ())}
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, tuple):
                    sheet.write(number, column, value[0], formats[value[1]])
                elif isinstance(value, str):
                    sheet.write_string(number, column, value)
                elif value is not None:
                    sheet.write(number, column, value)
    for name, *place, text in options.get("merge", ()):
        book.get_worksheet_by_name(name).merge_range(*place, text)
    for name in options.get("hidden", ()):
        book.get_worksheet_by_name(name).hide()
    book.close()
    return made.getvalue()


# Hangul and OpenDocument


def hwpx_of(tables: Sequence[Sequence[Sequence[tuple | str]]], more: Mapping = {}) -> bytes:
    """A Hangul document; a cell is a text or (text, columns it spans, rows it spans)."""
    inside = ""
    for table in tables:
        taken: set[tuple[int, int]] = set()
        rows = ""
        for r, row in enumerate(table):
            cells, c = "", 0
            for cell in row:
                text, wide, tall = cell if isinstance(cell, tuple) else (cell, 1, 1)
                while (r, c) in taken:
                    c += 1
                taken |= {(r + down, c + right) for down in range(tall) for right in range(wide)}
                lines = "".join(f"<hp:p><hp:run><hp:t>{line}</hp:t></hp:run></hp:p>" for line in text.split("\n"))
                cells += (
                    f'<hp:tc><hp:subList>{lines}</hp:subList><hp:cellAddr colAddr="{c}" rowAddr="{r}"/>'
                    f'<hp:cellSpan colSpan="{wide}" rowSpan="{tall}"/></hp:tc>'
                )
                c += wide
            rows += f"<hp:tr>{cells}</hp:tr>"
        inside += f"<hp:p><hp:run><hp:t>머리말</hp:t><hp:tbl>{rows}</hp:tbl></hp:run></hp:p>"
    section = (
        '<?xml version="1.0" encoding="UTF-8"?><hs:sec xmlns:hs="http://www.hancom.co.kr/hwpml/2011/section" '
        f'xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph">{inside}</hs:sec>'
    )
    return zipped({"mimetype": "application/hwp+zip", "Contents/section0.xml": section, **more})


def ods_of(rows: Sequence[Sequence[str]]) -> bytes:
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{one}</text:p></table:table-cell>' for one in row
        )
        + "</table:table-row>"
        for row in rows
    )
    content = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="목록">{cells}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return made.getvalue()


# OLE


def ole_of(streams: Mapping[str, bytes]) -> bytes:
    """An OLE file ([MS-CFB]) of 512-byte sectors: every stream long enough to need no small sectors."""
    size, end, free = 512, 0xFFFFFFFE, 0xFFFFFFFF
    bodies = {name: body + b"\0" * (max(4096, -(-len(body) // size) * size) - len(body)) for name, body in streams.items()}
    entries = [("Root Entry", 5, end, 0)]
    fat: list[int] = [0xFFFFFFFD]  # sector 0 is the table itself
    for name, body in bodies.items():
        count = len(body) // size
        entries.append((name, 2, len(fat), len(body)))
        fat += [len(fat) + i + 1 for i in range(count - 1)] + [end]
    directory_at = len(fat)
    per_sector = size // 128
    count = -(-len(entries) // per_sector)
    fat += [len(fat) + i + 1 for i in range(count - 1)] + [end]
    assert len(fat) <= size // 4, "one sector of table is enough for a test"
    directory = b""
    for i, (name, kind, start, length) in enumerate(entries):
        written = name.encode("utf-16-le") + b"\0\0"
        right = i + 1 if 0 < i < len(entries) - 1 else free
        child = 1 if i == 0 and len(entries) > 1 else free
        directory += (
            written.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(written), kind, 1, free, right, child)
            + b"\0" * 36
            + struct.pack("<IQ", start, length)
        )
    directory = directory.ljust(count * size, b"\0")
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
        + struct.pack("<IIIIIIIII", 0, 1, directory_at, 0, 4096, end, 0, end, 0)
        + struct.pack("<109I", 0, *[free] * 108)
    )  # fmt: skip
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(size, b"\xff")
    return header + table + b"".join(bodies.values()) + directory


def xls_of(rows: Sequence[Sequence[object]], sheet: str = "목록") -> bytes:
    """An XLS (BIFF8) of one sheet, texts and numbers."""

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    def begin(kind: int) -> bytes:
        return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))

    def words(text: str, count: str = "<H") -> bytes:
        return struct.pack(count, len(text)) + b"\x01" + text.encode("utf-16-le")

    cells = b""
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if isinstance(value, str):
                cells += record(0x0204, struct.pack("<HHH", r, c, 0) + words(value)) if value else b""
            else:
                cells += record(0x0203, struct.pack("<HHHd", r, c, 0, float(value)))
    width = max(map(len, rows))
    page = begin(0x10) + record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0)) + cells + record(0x0A, b"")
    globals_ = begin(0x05) + record(0x0042, struct.pack("<H", 1200))
    bound = 4 + 6 + len(words(sheet, "<B"))
    at = len(globals_) + bound + 4
    globals_ += record(0x0085, struct.pack("<IBB", at, 0, 0) + words(sheet, "<B")) + record(0x0A, b"")
    assert len(globals_) == at
    return ole_of({"Workbook": globals_ + page})
