"""Boundary files: outlines of administrative dong, and the table that tells which legal dong lie in them.

Read are GeoJSON and shapefiles with the columns that Korean offices use (행정동코드 of the Ministry of the
Interior, ten digits; 통계청 codes, seven or eight digits), and the KIKmix workbook. Two code systems
may stand in one file; both are kept. Every edition has a day from which it is valid: told by the
caller, by a column, or by the name of the file.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from unicodedata import normalize

from resmap.domain.cleaning.addresses import plain_dong
from resmap.domain.cleaning.districts import full_sido, sigungu_of
from resmap.formats.boundary_shapes import LARGEST, Shape, read_geojson, read_shapefile
from resmap.formats.problems import FormatError, Problem
from resmap.formats.tables import open_table
from resmap.formats.tables.kinds import READABLE, FileKind, kind_of, rule_of
from resmap.formats.tables.source import Source

HAENGJEONG = "haengjeong"
STATISTICS = "statistics"

_SIDO_BY_CODE = {
    HAENGJEONG: {
        "11": "서울", "26": "부산", "27": "대구", "28": "인천", "29": "광주", "30": "대전", "31": "울산", "36": "세종", "41": "경기",
        "42": "강원", "51": "강원", "43": "충북", "44": "충남", "45": "전북", "52": "전북", "46": "전남", "47": "경북", "48": "경남",
        "49": "제주", "50": "제주",
    },
    STATISTICS: {
        "11": "서울", "21": "부산", "22": "대구", "23": "인천", "24": "광주", "25": "대전", "26": "울산", "29": "세종", "31": "경기",
        "32": "강원", "33": "충북", "34": "충남", "35": "전북", "36": "전남", "37": "경북", "38": "경남", "39": "제주",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Boundary:
    """One dong of one edition in one code system; ``geometry`` is GeoJSON in WGS84.

    ``sigungu`` is '' where the file does not name it (the flow finds it by code or by the dong's name).
    """

    code_system: str
    code: str
    name: str
    sido: str
    sigungu: str
    geometry: dict[str, Any]
    row: int


@dataclass(frozen=True, slots=True)
class LegalDong:
    """That a legal dong lies (at least partly) in an administrative one."""

    legal_code: str
    legal_name: str
    code: str
    name: str
    sido: str
    sigungu: str


@dataclass(frozen=True)
class BoundaryFile:
    """What a file brings: outlines, or the table of legal dong. ``valid_from`` None: nobody said it.

    ``problems`` are (row, code, facts) of shapes that could not be used.
    """

    kind: str
    format: str
    rows: int
    valid_from: date | None
    boundaries: tuple[Boundary, ...] = ()
    legal: tuple[LegalDong, ...] = ()
    epsg: int | None = None
    epsg_told: bool = True
    encoding: str = "utf-8"
    problems: tuple[tuple[int, str, Mapping[str, Any]], ...] = ()


def read_boundaries(source: bytes | Path, what: str, *, valid_from: date | None = None) -> BoundaryFile:
    """Read a boundary file of any kind. Raises FormatError: NOT_BOUNDARIES (or IS_PDF …), NO_DONG_NAMES, those
    of :mod:`resmap.formats.boundary_shapes` and :mod:`resmap.formats.tables`."""
    if is_part(source):
        return _outlines(read_shapefile(source, what), "shapefile", what, valid_from)
    given = Source(source, what)
    if is_table(given):
        return _legal(source, what, valid_from)
    given.must_fit(LARGEST)
    with given.open() as file:
        return outlines_of(file.read(), what, valid_from=valid_from)


def is_part(source: bytes | Path) -> bool:
    """Whether it is the folder of a shapefile, or one of its files."""
    return isinstance(source, Path) and (source.is_dir() or source.suffix.lower() in (".shp", ".dbf", ".prj"))


def is_table(given: Source) -> bool:
    """Whether a table stands in it: then it can only be the one of legal dong."""
    return kind_of(given) in (FileKind.XLSX, FileKind.XLS, FileKind.CSV, FileKind.XLSB)


def outlines_of(raw: bytes, what: str, *, valid_from: date | None = None) -> BoundaryFile:
    """The outlines in the bytes of a file (GeoJSON, a zipped shapefile)."""
    if raw.startswith(b"PK\x03\x04"):
        return _outlines(read_shapefile(raw, what), "shapefile", what, valid_from)
    if raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return _outlines(read_geojson(raw, what), "geojson", what, valid_from)
    kind = kind_of(raw)
    raise FormatError(what, [Problem("$", "NOT_BOUNDARIES" if kind in READABLE else rule_of(kind))])


def date_in_name(name: str) -> date | None:
    """The day that a file's name tells: 20240208, 2021-04, ver20230701; None if it tells none."""
    plain = normalize("NFC", Path(name).name)
    for pattern in (r"(?<!\d)(20\d\d)[-_.]?([01]\d)[-_.]?([0-3]\d)(?!\d)", r"(?<!\d)(20\d\d)[-_.]?([01]?\d)(?!\d)"):
        if found := re.search(pattern, plain):
            try:
                return date(int(found[1]), int(found[2]), int(found[3]) if found.lastindex == 3 else 1)
            except ValueError:
                continue
    return None


# Outlines

_NAME_COLUMNS = ("adm_nm", "adm_name", "emd_nm", "emd_kor_nm", "hjd_nm", "dong_nm", "adm_kor_nm", "행정동", "행정동명", "읍면동명", "name")
_CODE_COLUMNS = ("adm_cd2", "adm_cd8", "adm_cd", "emd_cd", "hjd_cd", "adm_dr_cd", "행정동코드", "행정구역코드", "code")
_SIGUNGU_COLUMNS = ("sggnm", "sgg_nm", "sigungu_nm", "sig_kor_nm", "시군구명", "sigungu")
_SIDO_COLUMNS = ("sidonm", "sido_nm", "ctp_kor_nm", "시도명")
_DATE_COLUMNS = ("base_date", "basedate", "기준일", "valid_from", "std_date")


def _outlines(shapes, format: str, what: str, valid_from: date | None) -> BoundaryFile:
    found: list[Boundary] = []
    problems: list[tuple[int, str, Mapping[str, Any]]] = []
    days: set[date] = set()
    for shape in shapes.shapes:
        made = list(_boundaries_of(shape))
        if not made:
            problems.append((shape.number, "BOUNDARY_NAMELESS", {}))
        found += made
        if day := _day(_first(shape.properties, _DATE_COLUMNS)):
            days.add(day)
    if not found:
        raise FormatError(what, [Problem("$", "NO_DONG_NAMES")])
    kept, twice = _once_each(found)
    problems += twice
    return BoundaryFile(
        kind="boundaries",
        format=format,
        rows=len(shapes.shapes),
        valid_from=valid_from or (max(days) if days else date_in_name(what) or date_in_name(shapes.name)),
        boundaries=tuple(kept),
        epsg=shapes.epsg,
        epsg_told=shapes.told,
        encoding=shapes.encoding,
        problems=tuple(problems),
    )


def _boundaries_of(shape: Shape) -> Iterator[Boundary]:
    """One for each code system that the feature has a code in."""
    sido, sigungu, name = _named(shape.properties)
    if not name:
        return
    for system, code in _codes(shape.properties):
        home = full_sido(sido) or full_sido(_SIDO_BY_CODE[system].get(code[:2])) or sido
        yield Boundary(system, code, name, home, sigungu, shape.geometry, shape.number)


def _named(properties: Mapping[str, str]) -> tuple[str, str, str]:
    """(sido, sigungu, dong): the name may hold all three ("서울특별시 종로구 사직동")."""
    words = _first(properties, _NAME_COLUMNS).split()
    sido, sigungu = _first(properties, _SIDO_COLUMNS), _first(properties, _SIGUNGU_COLUMNS)
    if not words:
        return sido, sigungu, ""
    *before, name = words
    if before and full_sido(before[0]):
        sido = sido or before[0]
        before = before[1:]
    sigungu = _spaced(" ".join(before) or sigungu, full_sido(sido))
    return sido, sigungu, name.replace("·", "·").replace(".", "·")


def _spaced(sigungu: str, sido: str | None) -> str:
    """수원시장안구 as our table writes it: 수원시 장안구."""
    joined = sigungu.replace(" ", "")
    return next((one for one in sigungu_of().get(sido or "", ()) if one.replace(" ", "") == joined), sigungu)


def _codes(properties: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """(code system, code), one for each system: by the number of digits."""
    seen = set()
    for column in _CODE_COLUMNS:
        code = re.sub(r"\D", "", properties.get(column, ""))
        system = HAENGJEONG if len(code) == 10 else STATISTICS if len(code) in (7, 8) else None
        if system and system not in seen:
            seen.add(system)
            yield system, code


def _first(properties: Mapping[str, str], columns: Iterable[str]) -> str:
    return next((properties[one] for one in columns if properties.get(one)), "")


def _day(text: str) -> date | None:
    digits = re.sub(r"\D", "", text)
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])) if len(digits) == 8 else None
    except ValueError:
        return None


def _once_each(found: list[Boundary]) -> tuple[list[Boundary], list[tuple[int, str, Mapping[str, Any]]]]:
    kept: dict[tuple[str, str], Boundary] = {}
    twice = []
    for one in found:
        if (one.code_system, one.code) in kept:
            twice.append((one.row, "BOUNDARY_TWICE", {"name": one.name}))
        else:
            kept[(one.code_system, one.code)] = one
    return list(kept.values()), twice


# Legal dong

_KIK = {
    "code": ("행정동코드",), "sido": ("시도명",), "sigungu": ("시군구명",), "name": ("읍면동명", "행정동명"),
    "legal_code": ("법정동코드",), "legal_name": ("동리명", "법정동명"), "gone": ("말소일자",),
}  # fmt: skip


def _legal(source: bytes | Path, what: str, valid_from: date | None) -> BoundaryFile:
    table = open_table(source, what)
    columns = {field: next((one for one in names if one in table.columns), None) for field, names in _KIK.items()}
    missing = [names[0] for field, names in _KIK.items() if columns[field] is None and field != "gone"]
    if missing:
        raise FormatError(what, [Problem("$", "NOT_KIKMIX", expected=", ".join(missing))])
    found: dict[LegalDong, None] = {}
    rows = 0
    for row in table.rows():
        if row.cells is None:
            continue
        rows += 1
        cell = {field: (row.cells.get(column) or "").strip() if column else "" for field, column in columns.items()}
        if cell["gone"] or not cell["name"] or not cell["legal_name"] or cell["legal_name"] == cell["sigungu"]:
            continue  # gone, or the line of a sido or sigungu itself
        code, legal = _ten(cell["code"]), _ten(cell["legal_code"])
        if not code or not legal:
            continue
        home = full_sido(cell["sido"]) or cell["sido"]
        found[LegalDong(legal, cell["legal_name"], code, cell["name"], home, _spaced(cell["sigungu"], home))] = None
    if not found:
        raise FormatError(what, [Problem("$", "NO_DONG_NAMES")])
    return BoundaryFile(
        "legal", table.format, rows, valid_from or date_in_name(what), legal=tuple(found), encoding=table.encoding or "utf-8"
    )


def _ten(code: str) -> str:
    digits = re.sub(r"\D", "", code.removesuffix(".0"))
    return digits if len(digits) == 10 else ""


def same_dong(one: str, other: str) -> bool:
    """중곡제1동 and 중곡1동 are one dong."""
    return plain_dong(one) == plain_dong(other)
