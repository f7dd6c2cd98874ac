"""A list of cases from a duty system or a ledger: which column means what, and its rows as plain text.

Keyed by the outside number (관리번호). What is read is little (P-02): who, where, how to reach them, who is in
charge, since when. A column of resident registration numbers, whole or masked, is dropped before anything else
looks at it, whatever its heading says (P-01); every other column is left unread.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from resmap.domain.codes import Sex, Stage
from resmap.domain.korean import fold
from resmap.domain.resident_number import contains_resident_number
from resmap.formats import tables
from resmap.formats.problems import FormatError, Problem

#: More rows than this are no case list of one office.
MOST_ROWS = 1000

#: Field -> headings, the likeliest first. A running number (연번, 순번) is no key.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "number": (
        "관리번호", "사례관리번호", "통합사례관리번호", "사례번호", "대상자관리번호", "대상자번호", "가구번호", "접수번호", "등록번호",
        "고유번호", "case number", "case no", "case id",
    ),
    "name": (
        "대상자명", "대상자성명", "당사자", "당사자명", "성명", "이름", "대상자", "가구주명", "가구주", "세대주명", "세대주", "client", "name",
    ),
    "birth": ("생년월일", "출생년도", "출생연도", "생년", "태어난해", "birth", "birth date", "year of birth"),
    "sex": ("성별", "sex"),
    "dong": ("행정동", "관할동", "거주동", "읍면동", "동", "동명", "dong"),
    "phone": ("휴대전화번호", "휴대전화", "휴대폰", "핸드폰", "연락처", "전화번호", "전화", "phone"),
    "address": ("도로명주소", "주소", "거주지", "주소지", "address"),
    "manager": ("사례관리자", "담당자", "담당자명", "사례담당자", "담당", "manager"),
    "opened_on": ("등록일", "등록일자", "접수일", "접수일자", "의뢰일", "의뢰일자", "시작일", "개시일", "선정일", "opened"),
    "stage": ("진행단계", "진행상태", "단계", "상태", "처리상태", "stage"),
}  # fmt: skip

#: Without these there is no list of cases.
NEEDED = ("number", "name")

_RESIDENT = ("주민등록번호", "주민번호", "외국인등록번호", "주민등록", "주민등록번호뒷자리")

_STAGES = (
    (Stage.INTAKE, ("초기상담", "접수", "의뢰", "발굴", "intake")),
    (Stage.ASSESSMENT, ("사정", "욕구조사", "욕구사정", "assessment")),
    (Stage.SELECTION, ("선정", "selection")),
    (Stage.PLANNING, ("계획", "계획수립", "planning")),
    (Stage.INTERVENTION, ("개입", "서비스제공", "제공중", "진행", "진행중", "intervention")),
    (Stage.MONITORING, ("점검", "모니터링", "monitoring")),
    (Stage.EVALUATION, ("평가", "evaluation")),
)
_CLOSED = ("종결", "종료", "해지", "closed")

_SEXES = {"남": Sex.MALE, "남자": Sex.MALE, "남성": Sex.MALE, "m": Sex.MALE, "여": Sex.FEMALE, "여자": Sex.FEMALE, "여성": Sex.FEMALE, "f": Sex.FEMALE}  # fmt: skip
_DAY = re.compile(r"(\d{4})[.\-/년\s]*(\d{1,2})[.\-/월\s]*(\d{1,2})")
_YEAR = re.compile(r"(?:18|19|20)\d{2}")
_PHONE = re.compile(r"\+?\d[\d\s().-]{6,18}\d")


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row as plain text; ``closed``: it ended already. ``faults``: fields whose cell holds a number that nobody
    keeps (the cell is left empty); ``unread``: cells that say nothing that could be read."""

    row: int
    number: str = ""
    name: str = ""
    birth_year: int | None = None
    sex: Sex | None = None
    dong: str = ""
    phone: str = ""
    address: str = ""
    manager: str = ""
    opened_on: date | None = None
    stage: Stage | None = None
    closed: bool = False
    faults: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseList:
    """A list that was read. ``columns``: field -> heading; ``dropped``: columns of resident numbers, never read;
    ``left``: headings that mean nothing here."""

    columns: Mapping[str, str]
    dropped: tuple[str, ...]
    left: tuple[str, ...]
    rows: tuple[ListRow, ...]


def read_list(source: bytes, what: str) -> CaseList:
    """The list in a file (XLSX, CSV, …), read in the sandbox. Raises FormatError: what ``formats.tables`` refuses, and
    NO_CASE_NUMBER, NO_CASE_NAME, TOO_MANY_ROWS."""
    with tables.open_table(source, what) as table:
        cells = []
        for row in table.rows():
            if row.cells is not None and any(row.cells.values()):
                cells.append((row.number, row.cells))
            if len(cells) > MOST_ROWS:
                raise FormatError(what, [Problem("$", "TOO_MANY_ROWS", str(MOST_ROWS))])
        dropped = _dropped(table.columns, cells)
        columns = _columns([one for one in table.columns if one not in dropped])
        for field, rule in zip(NEEDED, ("NO_CASE_NUMBER", "NO_CASE_NAME"), strict=True):
            if field not in columns:
                raise FormatError(what, [Problem("$", rule)])
        left = tuple(one for one in table.columns if one not in dropped and one not in columns.values())
        rows = tuple(_row(number, {field: told[column] for field, column in columns.items()}) for number, told in cells)
    return CaseList(columns, tuple(map(_plain, dropped)), tuple(map(_plain, left)), rows)


def plain_rows(rows: Iterable[ListRow]) -> str:
    """The rows as JSON text, to be shown and brought back by the same page."""
    return json.dumps([{k: v for k, v in asdict(one).items() if v not in (None, "", (), False)} for one in rows], ensure_ascii=False, default=str)


def rows_of(text: str) -> tuple[ListRow, ...]:
    """The rows of :func:`plain_rows`, looked through again: what came back is nobody's word. Raises FormatError."""
    try:
        told = json.loads(text)
        if not isinstance(told, list) or len(told) > MOST_ROWS:
            raise ValueError
        return tuple(_again(one) for one in told)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise FormatError("", [Problem("$", "BROKEN_ROWS")]) from None


def _again(told: Mapping[str, Any]) -> ListRow:
    texts = {name: str(told.get(name, "")) for name in ("number", "name", "dong", "phone", "address", "manager")}
    read = _row(int(told["row"]), {**texts, "birth": str(told.get("birth_year", "")), "opened_on": str(told.get("opened_on", ""))})
    stage = told.get("stage")
    return replace(
        read,
        sex=Sex(told["sex"]) if told.get("sex") else None,
        stage=Stage(stage) if stage else None,
        closed=told.get("closed") is True,
        faults=(*read.faults, *(one for one in told.get("faults", ()) if one in HEADINGS)),
        unread=tuple(one for one in told.get("unread", ()) if one in HEADINGS),
    )


def _dropped(columns, cells) -> tuple[str, ...]:
    """Columns that hold resident numbers: by their heading, or because half of what they hold looks so."""
    found = []
    for column in columns:
        if any(one in fold(column) for one in _RESIDENT):
            found.append(column)
            continue
        filled = [told[column] for _, told in cells if told.get(column)]
        wrong = sum(map(contains_resident_number, filled))
        known = fold(column) in _FIELD_OF and _FIELD_OF[fold(column)] != "birth"
        if wrong and (not known or 2 * wrong >= len(filled)):
            found.append(column)
    return tuple(found)


def _columns(names) -> dict[str, str]:
    folded = {fold(name): name for name in reversed(list(names))}
    found: dict[str, str] = {}
    for field, headings in HEADINGS.items():
        for heading in headings:
            column = folded.get(fold(heading))
            if column is not None and column not in found.values():
                found[field] = column
                break
    return found


_FIELD_OF = {fold(heading): field for field, headings in HEADINGS.items() for heading in headings}


def _row(number: int, told: Mapping[str, str]) -> ListRow:
    faults = tuple(field for field, text in told.items() if contains_resident_number(text or ""))
    told = {field: "" if field in faults else " ".join((text or "").split())[:200] for field, text in told.items()}
    unread = list(_unreadable(told))
    stage, closed = _stage(told.get("stage", ""))
    phone = _PHONE.search(told.get("phone", ""))
    return ListRow(
        row=number,
        number=told.get("number", "")[:60],
        name=told.get("name", "")[:60],
        birth_year=year_of(told.get("birth", "")),
        sex=_SEXES.get(fold(told.get("sex", ""))),
        dong=told.get("dong", ""),
        phone=phone[0] if phone else "",
        address=told.get("address", ""),
        manager=told.get("manager", ""),
        opened_on=day_of(told.get("opened_on", "")),
        stage=stage,
        closed=closed,
        faults=faults,
        unread=tuple(unread),
    )


def _unreadable(told: Mapping[str, str]) -> Iterator[str]:
    readers = {
        "birth": lambda text: year_of(text) is not None,
        "sex": lambda text: fold(text) in _SEXES,
        "phone": lambda text: _PHONE.search(text) is not None,
        "opened_on": lambda text: day_of(text) is not None,
        "stage": lambda text: _stage(text) != (None, False),
    }
    return (field for field, reads in readers.items() if told.get(field) and not reads(told[field]))


def year_of(text: str) -> int | None:
    """The year of a birth date; None where it says no century ("58.01.01")."""
    found = _YEAR.match(text.strip())
    return int(found[0]) if found else None


def day_of(text: str) -> date | None:
    """The day in a cell: 2026-01-05, 2026.1.5, 20260105; None for none."""
    plain = text.strip()
    found = _DAY.match(f"{plain[:4]}-{plain[4:6]}-{plain[6:]}" if re.fullmatch(r"\d{8}", plain) else plain)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _stage(text: str) -> tuple[Stage | None, bool]:
    folded = fold(text)
    if not folded:
        return None, False
    if any(fold(one) in folded for one in _CLOSED):
        return None, True
    for stage, words in _STAGES:
        if folded in {fold(one) for one in words} or any(folded.startswith(fold(one)) for one in words):
            return stage, False
    return None, False


def _plain(heading: str) -> str:
    return "?" if contains_resident_number(heading) else heading[:60]
