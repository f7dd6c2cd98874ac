"""Korean addresses: which gu, which dong, and what looks wrong in the house number."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

#: How a sido is shortened in addresses.
_SHORT = {
    "서울": "서울특별시", "부산": "부산광역시", "대구": "대구광역시", "인천": "인천광역시", "광주": "광주광역시",
    "대전": "대전광역시", "울산": "울산광역시", "세종": "세종특별자치시", "경기": "경기도", "강원": "강원도",
    "충북": "충청북도", "충남": "충청남도", "전북": "전라북도", "전남": "전라남도", "경북": "경상북도",
    "경남": "경상남도", "제주": "제주특별자치도",
}  # fmt: skip
_SIDO = re.compile(
    rf"^(?:(\S{{2,4}}(?:특별시|광역시|특별자치시|특별자치도)|(?:경기|강원|\S\S[남북])도)|({'|'.join(_SHORT)})시?)\s+"
)
_SIGUNGU = re.compile(r"^(\S{1,4}?[시군구])(?=\s|$|[가-힣0-9]+(?:로|길)\s?\d)")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_DONG_WORD = re.compile(r"^([가-힣]+(?:제?\d+(?:[·.]\d+)*)?[동가])(?=[\s,)]|$)")
_DONG_AFTER_GU = re.compile(r"^\s*([가-힣]+제?\d+동)(?=[\s\d,(]|$)")
_NUMBERED = re.compile(r"제?\d+(?:[·.]\d+)*동$")

#: A road, one number, and at once "층": the floor grew onto the house number.
_GLUED_FLOOR = re.compile(r"(?<=[로길])(\s*)(\d+)(?:-(\d+))?층")
#: House numbers have four digits at most, and three after the hyphen.
LONGEST_HOUSE_NUMBER = 4
_LONG_NUMBER = re.compile(r"(?<=[로길])\s*(?:\d{5,}(?:-\d+)?|\d+-\d{4,})")


@dataclass(frozen=True, slots=True)
class Ground:
    """What an address says. ``legal_dong`` is the name in brackets, an administrative one if numbered."""

    sido: str | None
    sigungu: str | None
    legal_dong: str | None


def read_address(text: str, sido: str | None = None) -> Ground:
    """Take an address apart; ``sido`` is meant where none is written."""
    found = _SIDO.match(text)
    rest = text[found.end() :] if found else text
    gu = _SIGUNGU.match(rest)
    after = rest[gu.end() :] if gu else rest
    return Ground(
        (found[1] or _SHORT[found[2]]) if found else sido,
        gu[1] if gu else None,
        _dong_in(after),
    )


def _dong_in(text: str) -> str | None:
    if direct := _DONG_AFTER_GU.match(text):
        return direct[1]
    for inside in _BRACKETS.findall(text):
        if word := _DONG_WORD.match(inside.strip()):
            return word[1]
    return None


def administrative_dongs(legal: str, dongs: Iterable[str]) -> tuple[str, ...]:
    """The administrative dong (of one gu) that a name in an address can mean: none, one or several.

    자양동 is four administrative dong; which one, an address does not say.
    """
    wanted = plain_dong(legal)
    exact = tuple(sorted(one for one in dongs if plain_dong(one) == wanted))
    return exact or tuple(sorted(one for one in dongs if _NUMBERED.sub("동", plain_dong(one)) == wanted))


def plain_dong(name: str) -> str:
    """중곡제1동 and 중곡1동 are one."""
    return re.sub(r"제(?=\d)", "", name)


def glued_floor(address: str) -> str | None:
    """The address as it was probably meant, where a floor grew onto the house number; else None.

    "자양로 652층" is proposed as "자양로 65, 2층": never changed by itself.
    """
    found = _GLUED_FLOOR.search(address)
    if not found:
        return None
    digits = found[3] or found[2]
    floor = digits[-2:] if digits.endswith("0") and len(digits) > 2 else digits[-1:]
    house = digits[: -len(floor)]
    if found[3]:
        house = f"{found[2]}-{house}" if house.strip("0") else found[2]
    if not house or floor == "0" or len(house.partition("-")[0]) > LONGEST_HOUSE_NUMBER:
        return None
    return f"{address[: found.start()]}{found[1]}{house}, {floor}층{address[found.end() :]}"


def glued_number(address: str) -> bool:
    """Whether something else (a building, a flat) grew onto the house number."""
    return bool(_LONG_NUMBER.search(address)) and glued_floor(address) is None
