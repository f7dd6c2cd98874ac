"""Telephone numbers in a cell: several of them, written in any way, as canonical numbers.

The numbering plan is that of the Ministry of Science and ICT (전기통신번호관리세칙): 02 and three-digit area
codes, 010 and the old mobile prefixes, 050x, 070, 080, representative numbers 15xx/16xx/18xx
(대표번호) without an area code, and short special numbers (1xx, 13xx).
"""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from unicodedata import normalize

from resmap.domain.cleaning.districts import short_sido
from resmap.domain.cleaning.notes import Note

#: More than this of a cell is not looked at (letters).
LONGEST = 300

_AREA_CODE = {
    "서울": "02", "경기": "031", "인천": "032", "강원": "033", "충남": "041", "대전": "042", "충북": "043", "세종": "044",
    "부산": "051", "울산": "052", "대구": "053", "경북": "054", "경남": "055", "전남": "061", "광주": "062", "전북": "063",
    "제주": "064",
}  # fmt: skip
#: Cities that belong to the exchange of a neighbour.
_OTHER_EXCHANGE = {"광명시": "02", "과천시": "02", "부천시": "032", "계룡시": "042", "경산시": "053"}

_THREE_DIGIT_AREAS = frozenset(_AREA_CODE.values()) - {"02"}
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−ー－", "-") | dict.fromkeys("∼～〜˜", "~") | {"·": ",", "ㆍ": ",", "・": ","})
_GROUP = re.compile(r"\d+")
#: Between the groups of one number.
_SOFT = re.compile(r"^[\s\-.()]{0,4}$")
_EXTENSION = re.compile(
    r"^[\s,(\[]*(?:내선|구내|교환|[Ee][Xx][Tt]|#|내)\.?\s*(?:번호)?\s*[:.#]?\s*(\d{1,5})(?:번)?[)\]]?"
)
_FAX = re.compile(r"(?:팩스|팩시밀리|[Ff][Aa][Xx]|(?<![A-Za-z])[Ff])\s*(?:번호)?\s*[.:)]?\s*\(?$")
_TAIL = re.compile(r"^\s*\(?(?P<sep>[~,/]|-\s?(?=\d(?!\d)))\s*(?P<digits>\d{1,4})(?![\d\-.)]|\s*-\s*\d)")
_SCIENTIFIC = re.compile(r"^\s*\d(?:\.\d+)?[Ee]\+?\d{1,2}\s*$")
_FLOAT = re.compile(r"^\s*(\d{7,12})\.0+\s*$")
_MASKED = re.compile(r"\d[-\s.)]*[*○●xX]{2,}")
_PLACEHOLDER = re.compile(r"^(?:0\d{1,2}|000)?[-.\s]*0{3,4}[-.\s]*0{4}$")
_SAYS_NONE = re.compile(r"^(?:[-.\s*]*|없음|해당\s?없음|미정|미상|nan|null|없|0+)$", re.IGNORECASE)


class PhoneKind(StrEnum):
    LANDLINE = "landline"
    MOBILE = "mobile"
    INTERNET = "internet"  # 070
    PERSONAL = "personal"  # 050x, forwarded
    FREE = "free"  # 080
    REPRESENTATIVE = "representative"  # 1577-…, no area code
    SHORT = "short"  # 129, 1388, 02-120


@dataclass(frozen=True, slots=True)
class Phone:
    """One number, canonical (``02-450-1234``). ``until`` is the last of a range of lines.

    ``proposed``: an area code or a leading zero was added that the cell does not have;
    ``alternatives`` are what it may mean besides. ``is_fax``: the cell says so.
    """

    number: str
    kind: PhoneKind
    extension: str | None = None
    until: str | None = None
    is_fax: bool = False
    proposed: bool = False
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Phones:
    """What a cell of telephone numbers says. ``text`` is the cell as it was written."""

    text: str
    numbers: tuple[Phone, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def certain(self) -> tuple[Phone, ...]:
        """Numbers to call, as they are written in the cell."""
        return tuple(one for one in self.numbers if not one.proposed and not one.is_fax)

    @property
    def plain(self) -> str | None:
        """The certain numbers as one text, "02-450-1234 (내선 12), 010-…"; None if there are none."""
        said = [f"{one.number}{f' (내선 {one.extension})' if one.extension else ''}" for one in self.certain]
        return ", ".join(dict.fromkeys(said)) or None

    @property
    def proposed(self) -> str | None:
        """What is proposed where nothing is certain; None otherwise."""
        if self.certain:
            return None
        said = [one.number for one in self.numbers if not one.is_fax]
        return ", ".join(dict.fromkeys(said)) or None


def read_phones(text: str, sido: str | None = None, sigungu: str | None = None) -> Phones:
    """The numbers of a cell. ``sido`` and ``sigungu`` propose an area code where none is written.

    Notes: PHONE_NOT_READ, PHONE_AREA_PROPOSED, PHONE_AREA_MISSING, PHONE_ZERO_LOST,
    PHONE_ZERO_PADDED (02-0450-1234), PHONE_DIGITS_LOST, PHONE_MASKED, PHONE_PLACEHOLDER. None of them repeats a number.
    """
    plain = normalize("NFKC", text[:LONGEST]).translate(_DASHES).strip()
    if _SAYS_NONE.match(plain):
        return Phones(text)
    if _SCIENTIFIC.match(plain):
        plain, lost = _from_scientific(plain)
        if lost:
            return Phones(text, notes=(Note("PHONE_DIGITS_LOST"),))
    elif whole := _FLOAT.match(plain):
        plain = whole[1]
    numbers, codes = _scan(plain, _area_of(sido, sigungu))
    if not numbers and not codes:
        codes = [_why_not(plain)]
    return Phones(text, tuple(dict.fromkeys(numbers)), tuple(Note(code) for code in dict.fromkeys(codes)))


def _why_not(text: str) -> str:
    if _MASKED.search(text):
        return "PHONE_MASKED"
    return "PHONE_PLACEHOLDER" if _PLACEHOLDER.match(text) else "PHONE_NOT_READ"


def _from_scientific(text: str) -> tuple[str, bool]:
    """("1012345678", False) of 1.012345678E+9; (text, True) where digits were lost."""
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return text, True
    mantissa = text.strip().lower().partition("e")[0].replace(".", "")
    whole = value == value.to_integral_value() and len(mantissa) >= value.adjusted() + 1
    return (str(int(value)), False) if whole else (text, True)


def _area_of(sido: str | None, sigungu: str | None) -> str | None:
    return _OTHER_EXCHANGE.get((sigungu or "").split(" ")[0]) or _AREA_CODE.get(short_sido(sido))


def _scan(text: str, area: str | None) -> tuple[list[Phone], list[str]]:
    """The numbers from left to right: the most groups that make one number are taken together."""
    groups = list(_GROUP.finditer(text))
    found: list[Phone] = []
    codes: list[str] = []
    at = after = 0
    while at < len(groups):
        taken = _longest(text, groups, at, after)
        start = groups[at].start()
        if taken is None:
            at += 1
            continue
        count, phone = taken
        end = groups[at + count - 1].end()
        if phone is None:
            phone, code = _local("".join(one[0] for one in groups[at : at + count]), count, area)
            codes.append(code)
        elif phone.proposed:
            codes.append("PHONE_ZERO_PADDED")
        is_fax = bool(_FAX.search(text[:start].rstrip("(+ ")))
        if phone is not None:
            phone, end, more = _with_tail(text, end, phone)
            found += [_fax(one, is_fax) for one in (phone, *more)]
        after = end
        at += count
        while at < len(groups) and groups[at].start() < end:
            at += 1
    return found, codes


def _fax(phone: Phone, is_fax: bool) -> Phone:
    if not is_fax:
        return phone
    return Phone(phone.number, phone.kind, phone.extension, phone.until, True, phone.proposed, phone.alternatives)


def _longest(text: str, groups: list, at: int, after: int) -> tuple[int, Phone | None] | None:
    """(groups taken, the number, or None for a local one); None if no number starts here."""
    run = [groups[at]]
    for one in groups[at + 1 : at + 6]:
        if not _SOFT.match(text[run[-1].end() : one.start()]):
            break
        run.append(one)
    for count in range(len(run), 0, -1):
        digits = "".join(one[0] for one in run[:count])
        last = len(run[count - 1][0])
        if count > 1 and last not in (4, 7, 8) and not (count == 2 and digits[-3:] == "120"):
            continue
        international = text[: run[0].start()].endswith("+") or digits.startswith("82") and count > 2
        padded = re.fullmatch(r"(0\d{1,2})0(\d{3})(\d{4})", digits) if count == 3 and len(run[1][0]) == 4 else None
        if padded and (phone := _phone("".join(padded.groups()))):
            return count, Phone(phone.number, phone.kind, proposed=True)
        if international and digits.startswith("82"):
            phone = _phone("0" + digits[2:].removeprefix("0"))
        else:
            phone = _phone(digits)
        if phone is not None and not (phone.kind is PhoneKind.SHORT and _is_fastened(text, run, count)):
            return count, phone
    if _is_fastened_before(text, run[0].start(), after):
        return None
    for count in range(min(len(run), 4), 0, -1):
        digits = "".join(one[0] for one in run[:count])
        last = len(run[count - 1][0])
        complete = count == len(run) or not text[run[count - 1].end() : run[count].start()].strip("( )") == "-"
        if complete and (count == 1 or last == 4) and _may_be_local(digits):
            return count, None
    return None


def _is_fastened(text: str, run: list, count: int) -> bool:
    """Whether a three- or four-digit number hangs on other digits and is therefore no number of its own."""
    return count < len(run) or _is_fastened_before(text, run[0].start(), 0)


def _is_fastened_before(text: str, start: int, after: int) -> bool:
    """Whether digits that belong to no number stand right before, joined by a dash (890630-2…)."""
    before = text[after:start]
    return bool(re.search(r"\d[\s\-.)]*$", before))


def _phone(digits: str) -> Phone | None:
    """The number that these digits are, area code and all; None if they are none."""
    long = len(digits)
    if long == 8 and re.match(r"1[568]\d\d", digits):
        return Phone(f"{digits[:4]}-{digits[4:]}", PhoneKind.REPRESENTATIVE)
    if re.fullmatch(r"1[0-3]\d|13\d\d|152\d", digits):
        return Phone(digits, PhoneKind.SHORT)
    if not digits.startswith("0"):
        return None
    if re.fullmatch(r"0(?:2|[3-6]\d)120", digits):
        return Phone(f"{digits[:-3]}-120", PhoneKind.SHORT)
    for code, kind, lengths in _plans(digits):
        line = digits[len(code) :]
        if len(line) in lengths and (kind is not PhoneKind.LANDLINE or line[0] not in "01"):
            return Phone(f"{code}-{line[:-4]}-{line[-4:]}", kind)
    return None


def _plans(digits: str):
    two, three, four = digits[:2], digits[:3], digits[:4]
    if two == "02":
        yield "02", PhoneKind.LANDLINE, (7, 8)
    elif three in _THREE_DIGIT_AREAS:
        yield three, PhoneKind.LANDLINE, (7, 8)
    elif three == "010":
        yield three, PhoneKind.MOBILE, (8,)
    elif three in ("011", "016", "017", "018", "019"):
        yield three, PhoneKind.MOBILE, (7, 8)
    elif three == "070":
        yield three, PhoneKind.INTERNET, (8,)
    elif three == "080":
        yield three, PhoneKind.FREE, (7, 8)
    elif re.fullmatch(r"050[2-8]", four):
        yield four, PhoneKind.PERSONAL, (7, 8)


def _may_be_local(digits: str) -> bool:
    return digits[0] not in "01" and len(digits) in (7, 8) or _phone("0" + digits) is not None


def _local(digits: str, groups: int, area: str | None) -> tuple[Phone | None, str]:
    """The number proposed for digits without area code or leading zero, and the code that says why."""
    lost = _phone("0" + digits)
    local = _phone(area + digits) if area and digits[0] not in "01" and len(digits) in (7, 8) else None
    # "2450-1234" is a number of four and four; "24501234" and "2-450-1234" come from a spreadsheet.
    if lost is not None and not (groups == 2 and len(digits) == 8):
        others = (local.number,) if local and local.number != lost.number else ()
        return Phone(lost.number, lost.kind, proposed=True, alternatives=others), "PHONE_ZERO_LOST"
    if local is not None:
        return Phone(local.number, local.kind, proposed=True), "PHONE_AREA_PROPOSED"
    return None, "PHONE_AREA_MISSING"


def _with_tail(text: str, end: int, phone: Phone) -> tuple[Phone, int, list[Phone]]:
    """The number with its extension or range, and further lines that are told by their last digits."""
    if extension := _EXTENSION.match(text[end:]):
        phone = Phone(phone.number, phone.kind, extension[1], None, False, phone.proposed, phone.alternatives)
        return phone, end + extension.end(), []
    more: list[Phone] = []
    while phone.kind is not PhoneKind.SHORT and (tail := _TAIL.match(text[end:])):
        digits = tail["digits"]
        if len(digits) > 2 and _phone(digits) is not None:
            break
        last = f"{phone.number[: -len(digits)]}{digits}"
        if tail["sep"] in "~-" and not more:
            if digits <= phone.number[-len(digits) :]:
                break
            phone = Phone(phone.number, phone.kind, None, last, False, phone.proposed, phone.alternatives)
        else:
            more.append(Phone(last, phone.kind, proposed=phone.proposed))
        end += tail.end()
    return phone, end, more
