"""How the values of a column look: evidence for or against what its heading says.

Every look is a function from one trimmed, non-empty cell to bool; :func:`share` is the part of a
sample that looks so. No look decides by itself what a person would have to decide.
"""

import re
from collections.abc import Callable, Sequence
from unicodedata import normalize

from resmap.domain.cleaning.districts import full_sido
from resmap.domain.korean import fold

_PHONE = re.compile(r"^[+(]?\d[\d\s().~,/·・-]{5,40}(?:내선\s*\d+|\(\s*[가-힣\d]+\s*\))?$|^1\d{2,3}$")
_MOBILE = re.compile(r"^\+?(?:82[-\s]?)?0?1[016789][-\s.]?\d{3,4}[-\s.]?\d{4}$")
_NUMBER = re.compile(r"^[+-]?\d+(?:\.\d+)?$")
_ADDRESS = re.compile(r"(?:로|길)\s*\d|(?:동|리|가|읍|면)\s*산?\s*\d|[시군구읍면동]\s|^\d+\s+\S+\s+\S+")
_DAYS = re.compile(r"[월화수목금토일]|평일|주말|매일|주\s*\d|연중|무휴|mon|tue|wed|thu|fri|sat|sun|daily|week", re.I)
_CLOCK = re.compile(r"^\s*(?:오전|오후)?\s*\d{1,2}(?::\d{2}(?::\d{2})?|시(?:\s*\d{1,2}분)?)?\s*$|^\d{3,4}$")
_DATE = re.compile(
    r"^'?\d{2,4}\s*[.\-/년]\s*\d{1,2}(?:\s*[.\-/월]\s*\d{0,2})?|^(?:19|20)\d{2}(?:\d{4})?\s*(?:년)?\.?$|^\d{5}(?:\.0)?$"
)
_URL = re.compile(r"^(?:https?://|www\.)|^[\w.-]+\.(?:kr|com|net|org|go|or)\b", re.I)
_EMAIL = re.compile(r"^\S+@\S+\.\S+$")
_SIGUNGU = re.compile(r"^[가-힣]{1,5}[시군구](?:\s*[가-힣]{1,4}구)?$")
_DONG = re.compile(r"^[가-힣]+(?:제?\d+(?:[·.,]\d+)*)?[동읍면리가]$")
_YES_NO = frozenset({"y", "n", "o", "x", "유", "무", "유료", "무료", "예", "아니오", "true", "false", "0", "1", "혼합"})
_STATE = re.compile(r"영업|정상|운영|휴업|휴지|폐업|폐지|폐쇄|중단|취소|말소|정지|제외|active|inactive|open|closed|defunct", re.I)
_NEED = re.compile(r"(?:[A-Z]{3}\d{2}|CASE_MGMT)(?:[\s,;/|+]+(?:[A-Z]{3}\d{2}|CASE_MGMT))*$")
_BUSINESS = re.compile(r"^\d{3}-?\d{2}-?\d{5}$")
_NOT_A_GU = frozenset({"자치구", "시군구", "구분", "도시", "공동구", "비자치구"})

_SURNAMES = "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용"
_PERSON = re.compile(rf"^[{_SURNAMES}](?:[가-힣]{{2}}|[○*OＯ]{{2}}|[가-힣][○*OＯ]|[○*OＯ][가-힣])$|^[○*◯]{{2,4}}$")


def _between(low: float, high: float) -> Callable[[str], bool]:
    def look(text: str) -> bool:
        return bool(_NUMBER.match(text)) and low <= float(text) <= high

    return look


def _number_in_metres(text: str) -> bool:
    """A projected coordinate, in metres."""
    return bool(_NUMBER.match(text)) and 1_000 <= abs(float(text)) <= 20_000_000


def _matches(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: bool(pattern.search(text))


#: Degrees of latitude and longitude that lie in Korea; swapped ones are looked for in their turn.
is_lat, is_lon = _between(32.0, 39.9), _between(123.0, 132.9)
is_phone, is_mobile, is_date, is_url, is_email, is_address = map(
    _matches, (_PHONE, _MOBILE, _DATE, _URL, _EMAIL, _ADDRESS)
)
is_person = _matches(_PERSON)


def _is_degree_or_metres(text: str) -> bool:
    return is_lat(text) or is_lon(text) or _number_in_metres(text)


LOOKS: dict[str, Callable[[str], bool]] = {
    "phone": is_phone,
    "lat": lambda text: is_lat(text) or is_lon(text) or _between(-180, 180)(text),
    "lon": lambda text: is_lat(text) or is_lon(text) or _between(-180, 180)(text),
    "x": _is_degree_or_metres,
    "y": _is_degree_or_metres,
    "email": is_email,
    "website": is_url,
    "address": is_address,
    "address_lot": is_address,
    "sido": lambda text: full_sido(text) is not None,
    "sigungu": lambda text: bool(_SIGUNGU.match(text)) and text not in _NOT_A_GU,
    "dong": _matches(_DONG),
    "days": _matches(_DAYS),
    "started_on": is_date,
    "ends_on": is_date,
    "updated_on": is_date,
    "state": _matches(_STATE),
    "paid": lambda text: fold(text) in _YES_NO,
    "capacity": lambda text: bool(re.match(r"^\D{0,6}\d[\d,]*(?:\.0+)?\s*(?:명|인|석)?", text)),
    "needs": _matches(_NEED),
    "organisation_number": _matches(_BUSINESS),
}

#: Looks that are so much their own that they speak even under a heading that nobody knows.
TELLING = ("email", "phone", "lat", "lon", "needs")


def share(look: Callable[[str], bool], sample: Sequence[str]) -> float | None:
    """The part of the non-empty cells that look so, 0 to 1; None where there are none."""
    said = [text if text.isascii() else normalize("NFKC", text) for text in sample
            if text and text not in ("-", "0", "없음", "미상")]  # fmt: skip
    return sum(map(look, said)) / len(said) if said else None


def is_serial(sample: Sequence[str]) -> bool:
    """Whether the cells are 1, 2, 3 …: the number of the row in this edition, and no key."""
    numbers = [text.removesuffix(".0") for text in sample if text]
    if len(numbers) < 2 or not all(text.isdecimal() for text in numbers):
        return False
    values = [int(text) for text in numbers]
    steps = sum(after - before == 1 for before, after in zip(values, values[1:], strict=False))
    return values[0] <= 10 and steps >= 0.8 * (len(values) - 1)


def are_distinct(sample: Sequence[str]) -> bool:
    """Whether no cell stands twice and none is empty: what a key must be."""
    return all(sample) and len(set(sample)) == len(sample)
