"""Names of the sido and sigungu of Korea as addresses write them: full, old, shortened, joined.

The names of local governments are law (지방자치법; the acts that set up 세종, 제주, 강원 and 전북 as special
self-governing units); they change by act, seldom, and a name that is not here is read by its form.
"""

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

#: Today's name of a sido -> how it is shortened.
SHORT: Mapping[str, str] = MappingProxyType(
    {
        "서울특별시": "서울", "부산광역시": "부산", "대구광역시": "대구", "인천광역시": "인천", "광주광역시": "광주",
        "대전광역시": "대전", "울산광역시": "울산", "세종특별자치시": "세종", "경기도": "경기",
        "강원특별자치도": "강원", "충청북도": "충북", "충청남도": "충남", "전북특별자치도": "전북", "전라남도": "전남",
        "경상북도": "경북", "경상남도": "경남", "제주특별자치도": "제주",
    }
)  # fmt: skip

#: Former names -> today's: 강원 since June 2023, 전북 since January 2024, 제주 since 2006.
FORMER: Mapping[str, str] = MappingProxyType(
    {"강원도": "강원특별자치도", "전라북도": "전북특별자치도", "제주도": "제주특별자치도", "서울시": "서울특별시"}
)

#: Sigungu by sido; a city with gu names them in brackets. Names that are gone but still written stand after "|".
_TABLE = """
서울특별시 종로구 중구 용산구 성동구 광진구 동대문구 중랑구 성북구 강북구 도봉구 노원구 은평구 서대문구 마포구 양천구 강서구 구로구 금천구 영등포구 동작구 관악구 서초구 강남구 송파구 강동구
부산광역시 중구 서구 동구 영도구 부산진구 동래구 남구 북구 해운대구 사하구 금정구 강서구 연제구 수영구 사상구 기장군
대구광역시 중구 동구 서구 남구 북구 수성구 달서구 달성군 군위군
인천광역시 중구 동구 미추홀구 연수구 남동구 부평구 계양구 서구 강화군 옹진군 제물포구 영종구 검단구 | 남구
광주광역시 동구 서구 남구 북구 광산구
대전광역시 동구 중구 서구 유성구 대덕구
울산광역시 중구 남구 동구 북구 울주군
경기도 수원시(장안구,권선구,팔달구,영통구) 성남시(수정구,중원구,분당구) 의정부시 안양시(만안구,동안구) 부천시(원미구,소사구,오정구) 광명시 평택시 동두천시 안산시(상록구,단원구) 고양시(덕양구,일산동구,일산서구) 과천시 구리시 남양주시 오산시 시흥시 군포시 의왕시 하남시 용인시(처인구,기흥구,수지구) 파주시 이천시 안성시 김포시 화성시(만세구,효행구,병점구,동탄구) 광주시 양주시 포천시 여주시 연천군 가평군 양평군 | 여주군 포천군
강원특별자치도 춘천시 원주시 강릉시 동해시 태백시 속초시 삼척시 홍천군 횡성군 영월군 평창군 정선군 철원군 화천군 양구군 인제군 고성군 양양군
충청북도 청주시(상당구,서원구,흥덕구,청원구) 충주시 제천시 보은군 옥천군 영동군 증평군 진천군 괴산군 음성군 단양군 | 청원군
충청남도 천안시(동남구,서북구) 공주시 보령시 아산시 서산시 논산시 계룡시 당진시 금산군 부여군 서천군 청양군 홍성군 예산군 태안군 | 연기군 당진군
전북특별자치도 전주시(완산구,덕진구) 군산시 익산시 정읍시 남원시 김제시 완주군 진안군 무주군 장수군 임실군 순창군 고창군 부안군
전라남도 목포시 여수시 순천시 나주시 광양시 담양군 곡성군 구례군 고흥군 보성군 화순군 장흥군 강진군 해남군 영암군 무안군 함평군 영광군 장성군 완도군 진도군 신안군
경상북도 포항시(남구,북구) 경주시 김천시 안동시 구미시 영주시 영천시 상주시 문경시 경산시 의성군 청송군 영양군 영덕군 청도군 고령군 성주군 칠곡군 예천군 봉화군 울진군 울릉군 | 군위군
경상남도 창원시(의창구,성산구,마산합포구,마산회원구,진해구) 진주시 통영시 사천시 김해시 밀양시 거제시 양산시 의령군 함안군 창녕군 고성군 남해군 하동군 산청군 함양군 거창군 합천군 | 마산시 진해시
제주특별자치도 제주시 서귀포시 | 북제주군 남제주군
세종특별자치시
"""


@cache
def sigungu_of() -> Mapping[str, tuple[str, ...]]:
    """Sido -> its sigungu; a gu of a city is written "수원시 장안구". Longest names first."""
    found = {}
    for line in _TABLE.strip().splitlines():
        sido, *names = line.replace("|", " ").split()
        listed = []
        for name in names:
            city, _, gus = name.rstrip(")").partition("(")
            listed += [city, *(f"{city} {gu}" for gu in gus.split(",") if gu)]
        found[sido] = tuple(sorted(listed, key=len, reverse=True))
    return MappingProxyType(found)


@cache
def sidos_with(sigungu: str) -> tuple[str, ...]:
    """Today's names of the sido that have a sigungu of that name: 중구 lies in six, 오산시 in one."""
    return tuple(sido for sido, names in sigungu_of().items() if sigungu in names)


def full_sido(name: str | None) -> str | None:
    """Today's name of a sido, however it is written (서울, 서울시, 강원도); None for what is none."""
    if not name:
        return None
    if name in SHORT:
        return name
    if name in FORMER:
        return FORMER[name]
    bare = name.removesuffix("시")
    return next((full for full, short in SHORT.items() if short in (name, bare) and name != "제주시"), None)


def short_sido(name: str | None) -> str:
    """The two letters by which a sido is compared ("강원" for 강원도 and 강원특별자치도); other names as they are."""
    return SHORT.get(full_sido(name) or "", name or "")


def same_sido(one: str | None, other: str | None) -> bool:
    """Whether two names mean one sido; unknown names are the same only if they are written alike."""
    return short_sido(one) == short_sido(other)


def joined(sigungu: str | None) -> str:
    """A sigungu as it is compared: "수원시 장안구" and "수원시장안구" are one."""
    return "".join((sigungu or "").split())


def _alternatives() -> str:
    full = sorted({*SHORT, *FORMER} - {"서울시"}, key=len, reverse=True)
    short = "|".join(one for one in SHORT.values())
    return rf"^(?:(?P<full>{'|'.join(full)})\s*|(?P<short>{short})(?P<si>시)?(?P<gap>\s+|$|(?=[가-힣])))"


_SIDO = re.compile(_alternatives())
#: What is read as a sigungu by its form only, where the table does not know it.
_BY_FORM = re.compile(r"^([가-힣]{1,4}?[시군구])(?=\s|$)(?:\s+([가-힣]{1,4}구)(?=\s|$))?")


def read_district(text: str, sido: str | None = None) -> tuple[str | None, str | None, str, bool]:
    """(sido, sigungu, rest, written) of the beginning of an address.

    ``sido`` is meant where none is written and it has such a sigungu; else the only sido that
    has one. ``written`` tells whether the text itself names a sido. The rest keeps its spaces.
    """
    named, rest = _sido_in(text)
    gu, after = _sigungu_in(rest, named or full_sido(sido))
    if named:
        return named, gu, after, True
    meant = full_sido(sido) or sido
    if gu is None:
        return meant, None, text, False
    homes = sidos_with(gu)
    if meant in homes or not homes:
        return meant, gu, after, False
    return (homes[0] if len(homes) == 1 else None), gu, after, False


def _sido_in(text: str) -> tuple[str | None, str]:
    found = _SIDO.match(text)
    if not found:
        return None, text
    rest = text[found.end() :]
    if found["full"]:
        return FORMER.get(found["full"], found["full"]), rest
    sido = full_sido(found["short"])
    glued = not found["gap"] and bool(rest)
    inside = _sigungu_in(rest, sido)[0] in sigungu_of()[sido]
    if (found["si"] or glued) and not inside and sido not in ("서울특별시", "세종특별자치시"):
        return None, text  # 제주시 연동, 경기도 광주시: a sigungu; 부산물로 3: a word that begins like one
    if glued and not found["si"] and not inside:
        return None, text
    return sido, rest


def _sigungu_in(text: str, sido: str | None) -> tuple[str | None, str]:
    known = sigungu_of()
    order = ([sido] if sido in known else []) + [one for one in known if one != sido]
    for home in order:
        for name in known[home]:
            if end := _starts_with(text, name):
                return name, text[end:]
    by_form = _BY_FORM.match(text)
    if by_form:
        return " ".join(filter(None, by_form.groups())), text[by_form.end() :]
    return None, text


def _starts_with(text: str, name: str) -> int:
    """Where ``name`` ends at the beginning of ``text`` (spaces inside it are free); 0 if it is not there.

    A name that a road grew onto (강서구강서로 5) counts only where a road, dong or number follows.
    """
    end = 0
    for char in name:
        if char == " ":
            while text[end : end + 1] == " ":
                end += 1
            continue
        if text[end : end + 1] != char:
            return 0
        end += 1
    rest = text[end:]
    if not rest or not ("가" <= rest[0] <= "힣"):
        return end
    return end if re.match(r"[가-힣0-9·.]+(?:로|길)\s?(?:지하)?\s?\d|[가-힣]+\d*[동읍면리](?=[\s\d,(]|$)", rest) else 0
