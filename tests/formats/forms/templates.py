"""Forms that an office might have, written here: HWPX with fields, braces and empty cells; a district's workbook."""

import io
import re
import zipfile

from resmap.formats.forms import Field, FieldTable, Form, Grid, SignOff, Text, to_hwpx

HP = 'xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph"'


def parts(document: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data, zipfile.ZIP_STORED if name == "mimetype" else None)
    return out.getvalue()


def section(document: bytes) -> str:
    return parts(document)["Contents/section0.xml"].decode()


def with_section(document: bytes, change) -> bytes:
    """The document with its section changed by ``change`` (text to text)."""
    files = parts(document)
    files["Contents/section0.xml"] = change(files["Contents/section0.xml"].decode()).encode()
    return packed(files)


def office_form() -> bytes:
    """Sign-off boxes, labels beside empty cells (one label twice: of the person, of the guardian), a plan's list."""
    form = Form(
        "가람동 서식",
        (
            SignOff(("담당", "팀장", "동장"), "결재"),
            FieldTable((Field("① 관리 번호"), Field("성 명"), Field("생년월일(양력)"), Field("신발 크기"))),
            Grid(("보호자", "성명", "칸"), (("보호자", "성명", ""), ("비고", "이미 적힌 것", ""))),
            Grid(("③ 개입목표", "④ 서비스내용", "⑪담당자"), (("", "", ""), ("", "", "")), (3, 4, 2)),
            Text("오늘 {{ 작성일 }}에 {{당사자 이름}} 님을 만났습니다. {{모르는 것}}"),
        ),
    )
    return to_hwpx(form)


FIELD = (
    '<hp:p id="900" paraPrIDRef="0" styleIDRef="0" pageBreak="0" columnBreak="0" merged="0">'
    '<hp:run charPrIDRef="1"><hp:ctrl><hp:fieldBegin id="77" type="CLICK_HERE" name="{name}" editable="1" dirty="0" '
    'zorder="-1" fieldid="1"><hp:parameters cnt="1" name=""><hp:stringParam name="Direction">{hint}</hp:stringParam>'
    "</hp:parameters></hp:fieldBegin></hp:ctrl></hp:run>{inside}"
    '<hp:run charPrIDRef="1"><hp:ctrl><hp:fieldEnd beginIDRef="77" fieldid="1"/></hp:ctrl></hp:run>'
    '<hp:linesegarray><hp:lineseg textpos="0"/></hp:linesegarray></hp:p>'
)
HINT = '<hp:run charPrIDRef="5"><hp:t>여기를</hp:t></hp:run><hp:run charPrIDRef="5"><hp:t> 누르세요</hp:t></hp:run>'


def click_here(name: str, hint: str = "", inside: str = HINT) -> bytes:
    """A document with one 누름틀."""
    field = FIELD.format(name=name, hint=hint, inside=inside)
    return with_section(to_hwpx(Form("서식")), lambda xml: xml.replace("</hs:sec>", field + "</hs:sec>"))


def texts(document: bytes) -> list[str]:
    """Every text of the section, in order."""
    return [one for one in re.findall(r"<hp:t>([^<]*)", section(document)) if one]


def workbook(rows: list[list], merges: tuple[str, ...] = ()) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for one in merges:
        book.active.merge_cells(one)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
