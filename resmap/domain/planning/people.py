"""Whose goal a text tells (R108), and whether a worker or an agency acts in it (R106)."""

import re
from dataclasses import dataclass

from resmap.domain.planning.wording import pattern

_KIN = sorted(
    """당사자 본인 대상자 내담자 의뢰인 ct CT cl CL Ct Cl 클라이언트 이용자 세대주 가구주 가구원 어머니 엄마 모친 아버지 아빠 부친 부모 부모님 남편 아내 부인 배우자 부부
    노부부 아들 딸 자녀 자녀들 아이 아이들 아동 청소년 학생 첫째 둘째 셋째 막내 장남 장녀 차남 차녀 큰아들 큰딸 작은아들 작은딸 막내아들
    막내딸 딸아이 아들아이 큰아이 작은아이 큰애 작은애 손자 손녀 손주 손자녀 할머니 할아버지 외할머니 외할아버지 조모 조부 조부모 며느리 사위 시어머니 시아버지 시부모 장모 장인 형 누나
    오빠 언니 동생 남동생 여동생 삼촌 이모 고모 어르신 모자 모녀 부녀 남매 형제 자매 가족 가족들 식구 모 부""".split(),
    key=len,
    reverse=True,
)
_SURNAME = "[가강고곽구권김나남노류마문민박배백서성손송신심안양오우유윤이임장정조주지진차채최추하한허현홍황]"
_NAMED = (
    rf"(?!이웃|주민|동네|선생|손님){_SURNAME}[가-힣○0OX*]{{0,2}} ?(?:할머니|할아버지|어르신|씨|님)|[A-Z○]{{1,3}} ?(?:씨|님|어르신|할머니|"
    rf"할아버지)|{_SURNAME}[○0OX*]{{1,2}}[가-힣]?"
)
_WHO = rf"(?:{_NAMED}|{'|'.join(_KIN)})"
_ASIDE = r"(?:\([^)]{0,20}\))?(?:들)?(?: (?:모두|전체|각자))?"
#: What may follow a person whose goal it is; to, with and about somebody (에게, 와, 에 대한) are not ownership.
_PARTICLE = r"(?P<particle>(?:께서는|께서|은|는|이|가)(?=[\s,]|$)|(?:의|도)(?=[\s,]|$)|\s?[:：,])"
_OWNER = pattern(rf"(?<![가-힣])(?P<who>{_WHO}){_ASIDE}{_PARTICLE}")
# In front of the text a bare word is a heading: "아들 게임 시간 줄이기".
_BARE = re.compile(
    rf"^\(?(?P<who>{_WHO.replace(' ?', '')}){_ASIDE.replace(' ', chr(92) + 's?')}(?P<particle>)(?=[\s)])"
)
_SUBJECTS = frozenset({"께서는", "께서", "은", "는", "이", "가"})
# 모 and 부 alone are mother and father in case notes, and much else elsewhere: only with a colon or 가.
_SHORT = frozenset({"모", "부", "형"})

_PROVIDER = (
    "(?:통합)?사례관리(?:자|사|담당자)|(?:담당 )?사회복지(?:사|공무원)|복지사|(?:담당)?공무원|주무관|담당(?:자|선생님)|방문간호사|복지플래너|슈퍼바이저|복지관|복지센터|"
    "(?:행정복지|주민|상담|지원|보건|가족|지역아동)센터|센터|보건소|기관|구청|동사무소|협의체|복지재단|상담사|치료사|방문간호사|요양보호사|활동지원사|"
    "생활지원사|(?:자원)?봉사자|봉사단|전문가|복지팀|지원단|돌봄단"
)
# "요양보호사가 된다" is the client's own wish to become one.
_PROVIDER_ACTS = pattern(rf"(?P<words>[가-힣]*(?:{_PROVIDER})(?:이|가|은|는|께서))(?=[\s,])(?! *(?:된|되|됨))")
_PROVIDER_ALONE = pattern(rf"^ *[가-힣 ]*(?:{_PROVIDER}) *$")
_NOBODY = pattern(r"^(?:미정|없음|모름|해당 ?없음|[-?.x×]+)?$")


@dataclass(frozen=True, slots=True)
class Owner:
    """A person of the household as named in the text. ``subject``: who acts in it, not only whose state it is."""

    who: str
    subject: bool
    start: int
    end: int


def owner_in(text: str) -> Owner | None:
    """The first person of the household whose change the text tells, or None.

    Workers and agencies own nothing here; "자녀에 대한", "이웃과", "어르신께" name no owner.
    """
    for hit in (*_BARE.finditer(text), *_OWNER.finditer(text)):
        particle = hit["particle"].strip()
        if hit["who"] in _SHORT and particle not in {"가", ":", "："}:
            continue
        return Owner(hit["who"].strip(), particle in _SUBJECTS, hit.start(), hit.end())
    return None


def provider_acting(text: str) -> str | None:
    """The words that make a worker or an agency the subject: "사례관리자가", "복지관은"."""
    hit = _PROVIDER_ACTS.search(text)
    return hit["words"] if hit else None


def is_provider(holder: str) -> bool:
    """Whether the named holder is a worker or an agency."""
    return bool(_PROVIDER_ALONE.match(holder))


def holder_of(holder: str | None) -> str | None:
    """The holder as given, None where the field says nobody ("", "-", "미정")."""
    holder = (holder or "").strip()
    return None if _NOBODY.match(holder) else holder
