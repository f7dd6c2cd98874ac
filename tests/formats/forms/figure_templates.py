"""Invented templates of a district: a report with parts, months across, dongs down, labels side by side."""

import io
from collections.abc import Callable

import openpyxl
from openpyxl.styles import Border, Font, PatternFill, Side

_LINE = Side(style="thin")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)


def packed(book) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read(raw: bytes):
    return openpyxl.load_workbook(io.BytesIO(raw))


def box(sheet, where: str) -> None:
    for row in sheet[where]:
        for cell in row:
            cell.border = _BOX


def report() -> bytes:
    """Three parts with their titles, borders, totals by formula, won in thousands, and a part that is not ours."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "실적"
    sheet["A1"] = "2026년 11월 통합사례관리 실적 보고서"
    sheet["A1"].font = Font(bold=True, size=16)
    sheet.merge_cells("A1:F1")
    sheet["F2"] = "(단위: 건, 천원)"
    sheet["A4"] = "1. 사례관리 현황"
    for column, heading in enumerate(["구분", "이월", "신규", "종결", "진행", "계"], start=1):
        sheet.cell(5, column, heading).fill = PatternFill("solid", fgColor="DDEEFF")
    sheet["A6"], sheet["F6"] = "가구 수", "=B6+C6"
    sheet["B6"].number_format = "#,##0"
    box(sheet, "A5:F6")
    sheet["A8"] = "2. 자원연계"
    for column, heading in enumerate(["구분", "의뢰 건수", "완료 건수", "지원금액", "비고"], start=1):
        sheet.cell(9, column, heading)
    sheet["A10"], sheet["A11"], sheet["A12"] = "공공", "민간", "계"
    for column in "BCD":
        sheet[f"{column}12"] = f"=SUM({column}10:{column}11)"
    box(sheet, "A9:E12")
    sheet["A14"], sheet["A15"] = "3. 주민 만족도", "만족"
    box(sheet, "A15:B15")
    sheet.column_dimensions["A"].width = 23
    return packed(book)


def year() -> bytes:
    """Months across, no border, merged headings, totals by formula or not at all."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "월별"
    sheet["A1"] = "통합사례관리 추진실적"
    sheet.merge_cells("A1:P1")
    sheet["A3"] = "구분"
    sheet.merge_cells("A3:B3")
    for month in range(1, 13):
        sheet.cell(3, 2 + month, f"{month}월")
    sheet["O3"], sheet["P3"] = "누계", "합계"
    sheet["A4"] = "상담"
    sheet.merge_cells("A4:A7")
    for row, heading in enumerate(["전화", "방문", "내방", "문자"], start=4):
        sheet.cell(row, 2, heading)
        sheet.cell(row, 16, f"=SUM(C{row}:N{row})")
    sheet["A8"] = "종결"
    sheet.merge_cells("A8:A9")
    sheet["B8"], sheet["B9"] = "목표달성", "사망"
    sheet["A10"] = "회의 개최"
    sheet.merge_cells("A10:B10")
    return packed(book)


def dongs() -> bytes:
    """Dongs down, headings of two rows, one dong that is nobody's, a total."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["A2"], sheet["B2"], sheet["C2"] = "동별 실적", "동", "실인원(명)", "상담건수"
    sheet["C3"], sheet["D3"], sheet["E2"], sheet["F2"] = "전화", "방문", "연계 건수", "연계 수락"
    for merged in ("A2:A3", "B2:B3", "C2:D2", "E2:E3", "F2:F3"):
        sheet.merge_cells(merged)
    for row, dong in enumerate(["자양1동", "구의1동", "다른동", "합계"], start=4):
        sheet.cell(row, 1, dong)
    return packed(book)


def beside() -> bytes:
    """Labels beside their cells, noughts and dashes for nothing, a number of the district's own, boxes to sign."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["B2"], sheet["F2"], sheet["G2"], sheet["H2"] = "월간 보고", "결재", "담당", "팀장"
    sheet.merge_cells("F2:F3")
    box(sheet, "F2:H3")
    sheet["B5"], sheet["C5"], sheet["D5"], sheet["E5"] = "신규 사례", 0, "종결 사례", "-"
    sheet["B6"], sheet["D6"], sheet["B7"], sheet["D7"] = "실인원", "통합사례회의", "가구원 포함 인원", "위기개입"
    sheet["B8"], sheet["C8"] = "상담 건수", 12
    box(sheet, "B5:E8")
    return packed(book)


def groups() -> bytes:
    """A table down the sheet, plain: the group is said in its first row only."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["2026년 11월 실적"], ["구분", "세부", "단위", "실적"], ["사례", "신규", "건"], [None, "종결", "건"],
        ["상담", "방문", "회"], [None, "전화", "회"], ["의뢰", "공공", "건"], [None, "민간", "건"],
    ):  # fmt: skip
        sheet.append(row)
    return packed(book)


ALL: dict[str, Callable[[], bytes]] = {"report": report, "year": year, "dongs": dongs, "beside": beside, "groups": groups}
