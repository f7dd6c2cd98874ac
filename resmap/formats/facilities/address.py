"""Korean addresses: which gu, which dong, and what looks wrong in the house number."""

import re
from dataclasses import dataclass

from resmap.domain.cleaning.addresses import administrative_dongs, glued_floor, glued_number, plain_dong

__all__ = ["Ground", "administrative_dongs", "glued_floor", "glued_number", "plain_dong", "read_address"]

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
