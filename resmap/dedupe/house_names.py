"""The house that a written name speaks of: without the room in it, the meal it serves, and the office above it.

Lists name one place by what they are about: a list of meals "은하복지관 경로식당", a list of rooms
"은하동 행정복지센터 3층 대강당", its owner "서울특별시 은하구 은하동 주민센터". Whether two names can be of one
place is asked of the house. What P-21 keeps apart (the house, its meals) is the model's affair, not the name's.

Here is only what comparing needs; the parts of the name itself are ``domain/cleaning/names.py``'s.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from resmap.domain.cleaning.districts import FORMER, SHORT, sigungu_of
from resmap.domain.cleaning.names import NameParts, clean_name, is_only_a_kind, parts_of, without_founder

_ROOMS = (
    "실|홀|강당|룸|카페|방|교실|마당|무대|로비|주차장|운동장|회의장|연습장|공연장|게이트볼장|수영장|구장|족구장|풋살장|"
    "씨름장|테니스장|테니스코트|코트|창고|공간|옥상|전시관"
)
_MEALS = r"(?:노인|어르신|장애인)?(?:무료)?(?:경로)?(?:식당|급식소?|도시락)"
#: What stands at the end and is in the house: a floor, a wing, a room, a meal.
_IN_HOUSE = rf"(?:(?:지하\s*|지상\s*)?\d{{1,2}}층|[가-힣A-Za-z\d.,]*(?:{_ROOMS})\s*[A-Z\d]*|(?:부설|병설)?\s*{_MEALS}|별관|본관|신관|구관|앞|옆|내)"
_TAIL = re.compile(rf"(?:(?:\s+|(?<=[관터당소청회원집])){_IN_HOUSE}|(?<=[실홀방당])\d{{1,2}}층|\s+지하)$")
#: A floor is no house.
_NO_HOUSE = re.compile(r"(?:지하|지상)?\s*(?:제?\d{1,2}층?)?")
_BRACKET = re.compile(r"\(([^()]*)\)")
#: Words in brackets that are a second name.
_SECOND_NAME = re.compile(r".{2,}(?:센터|센타|복지관|회관|교회|성당|쉼터|경로당|의집|도서관|키움센터)$")

_SIDO_SHORT = sorted(SHORT.values())
_SIDO_FULL = sorted({*SHORT, *FORMER}, key=len, reverse=True)
_GU_FULL = sorted({word for names in sigungu_of().values() for name in names for word in name.split()}, key=len, reverse=True)
#: A gu or city without its last syllable, where two syllables are left: 강동, 통영.
_GU_SHORT = sorted({word[:-1] for word in _GU_FULL if len(word) > 2} - set(_SIDO_SHORT), key=len, reverse=True)
_SIDO = re.compile(rf"(?P<sido>{'|'.join(_SIDO_FULL)}|(?:{'|'.join(_SIDO_SHORT)})시?(?=\s))(?!립)\s*")
_GU = re.compile(rf"(?P<gu>{'|'.join(_GU_FULL)})\s+(?=\S)")
_STARTS = re.compile(rf"(?P<sido>{'|'.join(_SIDO_SHORT)})?(?:특별시|광역시|시)?(?:립\s*)?(?P<gu>{'|'.join(_GU_SHORT)})?")
#: 서울시립, 강동구립: who founded it says where it is.
_FOUNDED = re.compile(
    rf"(?:(?P<sido>{'|'.join(_SIDO_SHORT)})(?:특별시|광역시|시)?\s*(?:(?P<gu>{'|'.join(_GU_SHORT)})[시군구]?)?"
    rf"|(?P<town>{'|'.join(_GU_SHORT)})[시군구]?)립"
)
#: "대한적십자사봉사회 보령지구협의회": the town of a branch stands before its last word.
_BRANCH = re.compile(rf"\s(?P<gu>{'|'.join(_GU_SHORT)})[시군구]?(?:지구|지회|지부|분회|지점)")
#: 영천시종합복지관 is 영천종합복지관.
_TOWN = re.compile(rf"^(?P<gu>{'|'.join(_GU_SHORT)})[시군구](?=[가-힣]{{2}})")
#: A dong alone is its office: rooms are let by "매탄2동".
_ONLY_DONG = re.compile(r"[가-힣]{1,5}\d{0,2}[동읍면]")
_DONG = re.compile(r"(?<![가-힣])(?P<name>[가-힣]{1,4}?)제?(?P<number>\d{0,2})(?:동|읍|면)(?=\s|주민|행정|자치|사무|복지|경로|노인|종합|$)")

#: Other words for one kind of house, for letters that are compared without taking the name apart.
_WORDS = (
    ("주민자치센터", "주민센터"), ("행정복지센터", "주민센터"), ("동사무소", "동주민센터"), ("면사무소", "면주민센터"),
    ("읍사무소", "읍주민센터"), ("자치회관", "주민센터"), ("주민자치회관", "주민센터"), ("센타", "센터"), ("어르신", "노인"),
    ("종합사회복지관", "복지관"), ("사회복지관", "복지관"), ("종합복지관", "복지관"), ("복지회관", "복지관"), ("노인정", "경로당"),
    ("경로식당", "급식소"), ("경로무료급식", "급식"), ("무료급식", "급식"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class House:
    """``letters``: letters and digits of the house's name without the places it lies in; ``text``: the same with one
    word for each kind. ``parts``: the house's name taken apart. ``inside``: what was taken off its end. ``sido``, ``gu``, ``dong``: where the name says it is, "" if not.
    ``bare``: it says no more than what kind of place it is."""

    letters: str
    text: str
    parts: NameParts
    inside: str
    sido: str
    gu: str
    dong: str
    bare: bool


@lru_cache(maxsize=65_536)
def houses_of(name: str) -> tuple[House, ...]:
    """The house that ``name`` speaks of; two where its brackets hold a second name."""
    written = clean_name(name)
    seconds = [each.strip() for each in _BRACKET.findall(written) if _SECOND_NAME.match(each.strip())]
    # Brackets that say which of several it is (남, 제2) stay with the name.
    outside = " ".join(_BRACKET.sub(lambda m: m[0] if len(m[1].strip()) < 3 else " ", written).split()) or written
    house, inside = _without_rooms(without_founder(outside))
    founded = _FOUNDED.match(outside)
    by = (founded["sido"] or "", founded["gu"] or founded["town"] or "") if founded else ("", "")
    return (_house(house, inside, *by), *(_house(each, _letters(outside), "", "") for each in seconds if each != house))


def _without_rooms(text: str) -> tuple[str, str]:
    house = text
    for _ in range(4):
        found = _TAIL.search(house)
        if not found or len(_letters(house[: found.start()])) < 2 or _NO_HOUSE.fullmatch(house[: found.start()].strip()):
            break
        house = house[: found.start()].strip()
    return house, _letters(text[len(house) :])


def _house(text: str, inside: str, sido: str, gu: str) -> House:
    rest = text
    if found := _SIDO.match(rest):
        sido, rest = SHORT.get(FORMER.get(found["sido"], found["sido"]), found["sido"][:2]), rest[found.end() :]
    while found := _GU.match(rest):
        gu, rest = found["gu"], rest[found.end() :]
    if not rest:  # a place and nothing more: it is the name
        rest = text
    if _ONLY_DONG.fullmatch(rest):
        rest += "주민센터"
    starts = _STARTS.match(rest)
    branch = _BRANCH.search(rest)
    sido = sido or (starts["sido"] or "")
    gu = gu or (branch["gu"] if branch else starts["gu"] or "")
    dong = _DONG.search(rest)
    letters = _letters(re.sub(r"제(?=\d)", "", rest)) or _letters(text)
    one_word = _TOWN.sub(r"\g<gu>", letters)
    for word, by in _WORDS:
        one_word = one_word.replace(word, by)
    parts = parts_of(rest)
    return House(
        letters, one_word or letters, parts, inside, sido, gu[:-1] if gu in _GU_FULL and len(gu) > 2 else gu,
        dong["name"] + dong["number"] if dong and dong[0] not in _GU_SHORT else "", is_only_a_kind(_letters(rest)),
    )  # fmt: skip


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
