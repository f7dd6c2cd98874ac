"""Where the header stands, and what the columns are called.

Lists of offices begin with titles, notes of how to fill them in, blank rows; a header takes two or
three lines ("좌표" over "위도" and "경도"), joined here as "좌표 위도". A row is taken for the header by
its shape (short texts in most columns, over rows that hold more than that) and by its words.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

#: So many rows with something in them are looked at.
LOOK = 60
#: A header has at most this many lines.
MOST_LINES = 4
#: So many merged cells near the header are looked at; real headers have a dozen.
MOST_MERGED = 2_000

RawRow = tuple[int, list[str], str]
Merge = tuple[int, int, int, int]

_NUMBER = re.compile(r"[+-]?[\d,]*\.?\d+(?:e[+-]?\d+)?\s*%?", re.I)
_YEAR = re.compile(r"(?:19|20)\d\d(?:년)?")
_DATA = re.compile(
    r"\(?0\d{1,2}\)?[-. )]\s?\d{3,4}[-. ]\s?\d{4}.*"  # a phone
    r"|\d{4}[-./]\s?\d{1,2}(?:[-./]\s?\d{1,2}.*)?"  # a day
    r"|\d{1,2}:\d{2}.*"  # a time
    r"|.*@.*\..*|https?://.*|www\..*"
    r"|.*[가-힣](?:로|길)\s?\d+.*|.*[가-힣]동\s?\d+(?:-\d+)?(?:번지)?.*"  # an address
    r"|(?:TRUE|FALSE|true|false|[OXox○×YN])",
    re.S,
)
#: Words that a heading ends with ("시설 전화번호", "운영기관명(담당)"), and those that it is as a whole: "시설" heads a
#: column, "가온복지시설" is a name.
_WORD = re.compile(
    r"(?:번호|이름|성명|명칭|(?<![\d ])명|주소|소재지|전화|연락처|휴대폰|팩스|위도|경도|좌표|구분|유형|종류|분류|부서|비고|코드|일자|날짜"
    r"|기준일|개설일|시간|시각|요일|기간|인원|정원|인원수|회원수|면적|홈페이지|누리집|여부|방법|횟수|담당자|책임자|대표자|이메일)"
    r"(?:\s?[(\[].*)?$"
    r"|^(?:시설|기관|단체|상호|담당|대상|내용|지역|시도|시군구|읍면동|동|행정동|법정동|구|연번|순번|메모|특이사항|기타|설명|키워드|자원)$"
    r"|(?:^|[\s_])(?:id|rid|no|name|names|addr|address|street|phone|tel|fax|e-?mail|lat|latitude|lon|lng|long|longitude|code|type"
    r"|category|date|url|website|description|city|state|zip|postcode|suburb|title|key|number|hours|age|notes?|status)$"
    r"|^[a-z]+(?:_[a-z0-9]+)+$",
    re.I,
)
_CAMEL = re.compile(r"[a-z]+(?:[A-Z][a-z]*\d*)+")
_SUMS = frozenset({"합계", "총계", "소계", "누계", "계", "총합계", "합", "total", "subtotal", "grandtotal", "sum"})
_GUIDE = re.compile(r"[(\[]?(?:필수|선택|필수\s?입력|선택\s?입력|숫자(?:만)?|문자|날짜|required|optional|text|number)[)\]]?", re.I)
_EXAMPLE = re.compile(r"[\[(<]?\s*(?:예시|작성\s?예|기재\s?예|샘플|예\))")


@dataclass(frozen=True)
class Layout:
    """``lines`` are the rows of the header (numbers; empty where there is none); data begins after ``last``."""

    names: tuple[str, ...]
    lines: tuple[int, ...]
    last: int
    titles: tuple[str, ...] = ()
    notes: tuple[tuple[str, int], ...] = field(default=())


def find_header(rows: Sequence[RawRow], merges: Sequence[Merge] = (), look: int = LOOK) -> Layout:
    """The layout of a table whose first rows (with something in them) are given."""
    rows = [row for row in rows if any(row[1])][:look]
    if not rows:
        return Layout((), (), 0)
    spread = _spread(rows, merges)
    at = _header_at(rows, spread)
    if at is None:
        return _without_header(rows)
    first, last = _lines(rows, spread, at, merges)
    names = _names(spread[first : last + 1], rows[first : last + 1], merges)
    titles = tuple(" ".join(" ".join(cell.split()) for cell in cells if cell) for _, cells, _ in rows[:first])
    notes: list[tuple[str, int]] = []
    end = rows[last][0]
    while last + 1 < len(rows) and (code := _no_data(rows[last + 1][1], rows[last][1])):
        last += 1
        end = rows[last][0]
        notes.append((code, end))
    return Layout(names, tuple(row[0] for row in rows[first : last + 1 - len(notes)]), end, titles, tuple(notes))


# Shape


def _typical_width(rows: Sequence[RawRow]) -> int:
    """How many cells are filled in a usual row."""
    filled = sorted(sum(map(bool, cells)) for _, cells, _ in rows)
    several = [count for count in filled if count > 1] or filled
    return several[len(several) // 2]


def _heading_like(text: str) -> bool:
    text = " ".join(text.split())
    if len(text) > 40 or _YEAR.fullmatch(text):
        return len(text) <= 40
    return not _NUMBER.fullmatch(text) and not _DATA.fullmatch(text)


def _header_at(rows: Sequence[RawRow], spread: Sequence[list[str]]) -> int | None:
    """The row that is most like a header; None where the first row that could be one is data."""
    typical = _typical_width(rows)
    best, best_score, candidates, passed = None, 0.0, 0, 0
    widest = max(sum(map(bool, cells)) for cells in spread)
    for at, (_, cells, _) in enumerate(rows):
        filled = [cell for cell in spread[at] if cell]
        own = [cell for cell in cells if cell]
        if len(own) < 2 or len(filled) < max(2, typical * 0.5) or candidates >= 30:
            continue
        like = sum(map(_heading_like, filled)) / len(filled)
        words = sum(map(_heading_word, filled)) / len(filled)
        apart = len(set(filled)) / len(filled)
        # Who goes further down leaves rows above as titles: the wider they are the less they look like titles.
        score = 1.2 * like + words + 0.5 * apart + 0.6 * len(filled) / widest - 0.05 * candidates - 0.3 * passed
        if _sum_row(own):
            score -= 2
        if like >= 0.5 and score > best_score:
            best, best_score = at, score
        candidates += 1
        passed += len(filled) >= widest * 0.8
    if best is None and not candidates:
        return _only_row(rows)
    return best


def _heading_word(text: str) -> bool:
    text = " ".join(text.split())
    return len(text) <= 40 and (_WORD.search(text) is not None or _CAMEL.fullmatch(text) is not None)


def _only_row(rows: Sequence[RawRow]) -> int | None:
    """Tables of one column, or of one filled cell a row, have no header to be seen."""
    return 0 if len(rows[0][1]) > 1 else None


def _without_header(rows: Sequence[RawRow]) -> Layout:
    width = max(len(cells) for _, cells, _ in rows)
    return Layout(("",) * width, (), 0, (), (("NO_HEADER", rows[0][0]),))


# Lines


def _lines(
    rows: Sequence[RawRow], spread: Sequence[list[str]], at: int, merges: Sequence[Merge]
) -> tuple[int, int]:
    """First and last line of the header (positions in ``rows``)."""
    if merges:
        return _merged_lines(rows, at, merges)
    first = at - 1 if at and _groups_above(rows, at) else at
    last = at
    while last + 1 < len(rows) and last + 1 - first < MOST_LINES and _continues(rows, first, last):
        last += 1
    return first, last


def _merged_lines(rows: Sequence[RawRow], at: int, merges: Sequence[Merge]) -> tuple[int, int]:
    number = rows[at][0]
    width = max(len(cells) for _, cells, _ in rows)
    top = bottom = number
    for first, left, last, right in merges:
        tall = 1 < last - first + 1 <= MOST_LINES
        if tall and first <= number <= last and right - left + 1 < width:
            top, bottom = min(top, first), max(bottom, last)
    above = [m for m in merges if m[0] == m[2] == top - 1 and 1 < m[3] - m[1] + 1 < width * 0.9]
    if above and any(row[0] == top - 1 and sum(map(bool, row[1])) > 1 for row in rows):
        top -= 1
    groups = [m for m in merges if m[0] == m[2] == bottom and m[3] > m[1]]
    positions = [i for i, row in enumerate(rows) if top <= row[0] <= bottom] or [at]
    last = max(at, positions[-1])
    if groups and last + 1 < len(rows) and bottom == number:
        below = rows[last + 1]
        under = {c for _, left, _, right in groups for c in range(left, right + 1)}
        filled = {i for i, cell in enumerate(below[1]) if cell}
        if filled and filled <= under and all(_heading_like(below[1][i]) for i in filled):
            last += 1
    return min(at, positions[0]), last


def _groups_above(rows: Sequence[RawRow], at: int) -> bool:
    """Whether the row above names groups of columns: not at the left edge, and nothing that is no heading."""
    number, above, _ = rows[at - 1]
    if number != rows[at][0] - 1:
        return False
    filled = [i for i, cell in enumerate(above) if cell]
    return (
        bool(filled)
        and filled[0] > 0
        and filled[-1] < len(rows[at][1])
        and len(filled) * 2 <= len(rows[at][1])
        and all(_heading_like(above[i]) and len(above[i]) <= 20 and rows[at][1][i] for i in filled)
        and (len(filled) > 1 or not re.search(r"단위|기준|현재|작성", above[filled[0]]))
    )


def _continues(rows: Sequence[RawRow], first: int, last: int) -> bool:
    """Whether the next row belongs to the header: it fills gaps and leaves the columns above it that stand alone."""
    upper = _joined(rows[first : last + 1])
    number, lower, fault = rows[last + 1]
    if fault or number != rows[last][0] + 1:
        return False
    filled = [i for i, cell in enumerate(lower) if cell]
    if len(filled) < 2 or not all(_heading_like(lower[i]) and len(lower[i]) <= 30 for i in filled):
        return False
    width = max(len(upper), len(lower))
    upper = upper + [""] * (width - len(upper))
    gaps = [i for i in filled if not upper[i]]
    if not gaps:
        return False
    for i in filled:
        # under a heading: only where that heading reaches over the gap to its right
        if upper[i] and not (i + 1 < width and not upper[i + 1]):
            return False
    alone = [i for i in range(width) if upper[i] and i not in filled]
    below = [cells for _, cells, _ in rows[last + 2 : last + 12]]
    if not below:
        return bool(alone)
    used = sum(1 for i in alone if sum(1 for cells in below if i < len(cells) and cells[i]) * 2 >= len(below))
    return used > 0


def _joined(rows: Sequence[RawRow]) -> list[str]:
    width = max(len(cells) for _, cells, _ in rows)
    return [next((cells[i] for _, cells, _ in rows if i < len(cells) and cells[i]), "") for i in range(width)]


# Names


def _spread(rows: Sequence[RawRow], merges: Sequence[Merge]) -> list[list[str]]:
    """The cells with what is merged filled in: sideways and downwards."""
    position = {number: i for i, (number, _, _) in enumerate(rows)}
    spread = [list(cells) for _, cells, _ in rows]
    near = [merge for merge in merges if merge[0] in position][:MOST_MERGED]
    for top, left, bottom, right in near:
        if left >= len(spread[position[top]]):
            continue
        text = spread[position[top]][left]
        if not text:
            continue
        for number in range(top, min(bottom, top + LOOK) + 1):
            if number in position:
                cells = spread[position[number]]
                cells.extend([""] * (min(right, left + 200) + 1 - len(cells)))
                for column in range(left, min(right, left + 200) + 1):
                    cells[column] = cells[column] or text
    return spread


def _names(spread: Sequence[list[str]], rows: Sequence[RawRow], merges: Sequence[Merge]) -> tuple[str, ...]:
    """One name a column: the lines above it joined, each text once."""
    width = max(len(cells) for cells in spread)
    lines = [cells + [""] * (width - len(cells)) for cells in spread]
    if not merges and len(lines) > 1:
        for at, line in enumerate(lines[:-1]):
            _reach_right(line, lines[at + 1 :], lines[:at])
    names = []
    for column in range(width):
        parts: list[str] = []
        for line in lines:
            text = " ".join(line[column].split())
            if text and text not in parts:
                parts.append(text)
        names.append(" ".join(parts))
    return tuple(names)


def _reach_right(line: list[str], below: Sequence[list[str]], above: Sequence[list[str]]) -> None:
    """A heading over several columns stands in the first of them: it reaches over the gaps to its right."""
    reach = ""
    for column, text in enumerate(line):
        if text:
            reach = text if any(under[column] for under in below) else ""
        elif reach and _may_reach(column, below) and not any(over[column] for over in above):
            line[column] = reach
        else:
            reach = ""


def _may_reach(column: int, below: Sequence[list[str]]) -> bool:
    """Whether a heading above may be that of this column too; remarks belong to no group."""
    said = [under[column] for under in below if under[column]]
    return bool(said) and not re.fullmatch(r"비\s*고|기\s*타|메\s*모|특이\s*사항|참\s*고", said[0])


def distinct(names: Sequence[str]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The names made distinct ("전화", "전화 (2)"), and the columns whose name had to change."""
    seen: Counter[str] = Counter()
    taken = set(names)
    made: list[str] = []
    changed: list[int] = []
    for column, name in enumerate(names):
        seen[name] += 1
        if seen[name] > 1:
            number = seen[name]
            while f"{name} ({number})" in taken:
                number += 1
            name = f"{name} ({number})"
            taken.add(name)
            changed.append(column)
        made.append(name)
    return tuple(made), tuple(changed)


def letter(column: int) -> str:
    """The column as a spreadsheet calls it: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


# Rows that are no entries


_NOTE_ROW = re.compile(
    r"[※＊*▶☞■□◎○●]|\(?(?:출처|자료|비고|주\s?[):]|참고|문의|작성일|작성자|기준일|이하\s?여백|이하\s?빈칸|-\s?이하|끝\.?$"
    r"|자료제공|source\s?:|note\s?:)",
    re.I,
)
_AMOUNT = re.compile(r"[\d,.\s%()+-]*(?:개소|개|명|건|원|곳|동|호|개동|가구|㎡)?")


def no_entry(cells: Sequence[str], columns: int) -> str | None:
    """SUM_LEFT_OUT or NOTE_LEFT_OUT for a row that sums up or explains, None for an entry.

    A sum begins with 합계, 소계, 계 … and holds nothing but amounts beside it; a note is the only
    cell of its row and begins as notes do. Whatever is less clear stays a row.
    """
    first = cells[0] if cells and cells[0] else next(filter(None, cells), "")
    if first[:1] not in _NO_ENTRY_STARTS:
        return None
    if first[:1] in _SUM_STARTS and _sum_row([cell for cell in cells if cell]):
        return "SUM_LEFT_OUT"
    if columns > 2 and _NOTE_ROW.match(first) and sum(map(bool, cells)) == 1:
        return "NOTE_LEFT_OUT"
    return None


_SUM_STARTS = frozenset(name[0] for name in _SUMS) | frozenset("TSG(（")
#: First signs of every row that is no entry: most rows are told by one look.
_NO_ENTRY_STARTS = _SUM_STARTS | frozenset("※＊*▶☞■□◎○●출자비주참문작기이-끝sn(SN")


def _sum_row(filled: Sequence[str]) -> bool:
    first = re.sub(r"[\s()（）]", "", filled[0]).casefold() if filled else ""
    return first in _SUMS and all(_AMOUNT.fullmatch(cell) for cell in filled[1:])


def _no_data(cells: Sequence[str], header: Sequence[str]) -> str | None:
    """What a row right under the header is, where it is no entry: an example, or the columns' codes."""
    filled = [cell for cell in cells if cell]
    if filled and (_EXAMPLE.match(filled[0]) or len(filled) > 1 and all(map(_GUIDE.fullmatch, filled))):
        return "EXAMPLE_LEFT_OUT"
    codes = [cell for cell in filled if re.fullmatch(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+", cell)]
    if len(filled) >= 3 and len(codes) * 3 >= len(filled) * 2 and not any(re.match(r"[A-Z]+_", c) for c in header):
        if all(re.fullmatch(r"[A-Z][A-Z0-9_]*", cell) for cell in filled):
            return "CODES_LEFT_OUT"
    return None
