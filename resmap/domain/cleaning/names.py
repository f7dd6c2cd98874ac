"""The parts of a facility's name: what is its own, what kind of place it is, which one of several.

"사회복지법인 한빛 광진노인종합복지관 별관" and "(사)한빛 광진 노인복지관(별관)" differ in everything that
does not matter. What tells two look-alikes apart is small: "A(남)" and "A(여)", 제1 and 제2, 본점 and
분점. So a name is taken apart, and its parts are compared each in its own way (``dedupe/names.py``).

Pure text: nothing is looked up, nothing fails. Names of other scripts come through whole, with their
legal forms taken off ("Café Luna Ltd." -> core "cafe luna").
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

#: Legal forms and what a founder puts before a name; they say who runs a place, not which place it is.
_LEGAL_KO = (
    "사회복지법인|사회적협동조합|비영리민간단체|영농조합법인|학교법인|의료법인|재단법인|사단법인|유한회사|"
    "주식회사|협동조합|유지재단|복지법인"
)
_FOUNDERS = "서울특별시립|[가-힣]{1,3}광역시립|국공립|공립|국립|시립|구립|군립|도립|민간위탁|위탁"
_LEGAL_SIGNS = {"㈜": "주", "㈔": "사", "㈐": "다"}
_LEGAL_SHORT = re.compile(r"\((?:주|사|재|복|사복|유|의|학|합|협|비|사회복지법인)\)")
#: "사)한빛" is typed for "(사)한빛".
_LEGAL_HALF = re.compile(r"^\s*(?:주|사|재|복|유|의|학)\)")
_LEGAL = re.compile(rf"^(?:{_LEGAL_KO})|(?:{_LEGAL_KO})$|(?<=\s)(?:{_LEGAL_KO})(?=\s)")
_FOUNDER_ALONE = re.compile(rf"^[\s(]*(?P<founder>{_FOUNDERS})\s*\)?\s*(?=\S)")
_FOUNDER_OF_A_PLACE = re.compile(rf"^[\s(]*(?P<place>[가-힣]{{1,4}}?)(?P<founder>{_FOUNDERS})\s*\)?\s*(?=\S)")
#: The first word after a legal form is who runs the place, where another name follows.
_RUNS = re.compile(r"\s*(\S{3,})\s+(?=\S)")
_LEGAL_LATIN = re.compile(
    r"[\s,]+(?:inc|incorporated|ltd|limited|llc|llp|corp|corporation|co|gmbh|pty|plc)\.?$", re.I
)

#: Whom a place is for: the first half of a kind. Different groups are different places.
_GROUPS = {
    "노인": "노인", "어르신": "노인", "실버": "노인", "시니어": "노인", "장애인": "장애인", "장애아": "장애인",
    "아동": "아동", "어린이": "아동", "청소년": "청소년", "여성": "여성", "한부모가족": "가족", "다문화가족": "다문화",
    "다문화": "다문화", "건강가정": "가족", "가족": "가족", "정신건강": "정신", "정신": "정신", "치매": "치매",
    "노숙인": "노숙인", "외국인": "외국인", "미혼모": "미혼모", "자살예방": "자살",
}  # fmt: skip

#: Words of a kind -> the one word we compare by. Longer words first when they are looked for.
_HEADS = {
    "종합사회복지관": "사회복지관", "사회복지관": "사회복지관", "종합복지관": "복지관", "복지관": "복지관",
    "복지회관": "복지관", "복지타운": "복지관", "복지센터": "복지센터", "복지센타": "복지센터",
    "행정복지센터": "주민센터", "주민센터": "주민센터", "동사무소": "주민센터", "주민자치센터": "주민센터",
    "면사무소": "주민센터", "읍사무소": "주민센터",
    "경로당": "경로당", "경노당": "경로당", "경로정": "경로당", "경로회관": "경로당", "어르신방": "경로당",
    "할머니방": "경로당", "노인정": "경로당", "노인회관": "경로당", "시니어센터": "경로당", "마을회관": "마을회관",
    "지역아동센터": "지역아동센터", "지역아동복지센터": "지역아동센터", "공부방": "지역아동센터",
    "우리동네키움센터": "키움센터", "키움센터": "키움센터", "다함께돌봄센터": "키움센터", "어린이집": "어린이집",
    "유치원": "유치원", "놀이방": "어린이집", "데이케어센터": "주간보호", "데이케어센타": "주간보호",
    "데이센터": "주간보호", "주야간보호센터": "주간보호", "주간보호센터": "주간보호", "주간보호시설": "주간보호",
    "야간보호센터": "주간보호", "주야간보호": "주간보호", "주간보호": "주간보호", "주간이용센터": "주간보호",
    "단기보호센터": "단기보호", "단기보호시설": "단기보호", "단기거주시설": "단기보호", "단기보호": "단기보호",
    "전문요양원": "요양원", "전문요양센터": "요양원", "요양공동생활가정": "요양원", "요양원": "요양원",
    "요양센터": "요양원", "요양센타": "요양원", "요양시설": "요양원", "너싱홈": "요양원", "요양의집": "요양원",
    "방문요양센터": "재가", "방문요양": "재가", "재가요양센터": "재가", "재가복지센터": "재가", "재가센터": "재가",
    "재가복지시설": "재가", "재가지원센터": "재가", "재가노인복지센터": "재가", "재가노인복지시설": "재가",
    "재가노인지원센터": "재가", "재가장기요양기관": "재가", "재가장기요양센터": "재가", "장기요양센터": "재가",
    "장기요양기관": "재가", "공동생활가정": "그룹홈", "그룹홈": "그룹홈", "보호작업장": "보호작업장",
    "보호작업시설": "보호작업장", "근로사업장": "근로사업장", "직업재활센터": "직업재활", "직업재활시설": "직업재활",
    "직업적응훈련시설": "직업재활", "수어통역센터": "수어통역", "수화통역센터": "수어통역",
    "지역자활센터": "자활센터", "자활센터": "자활센터", "자활지원센터": "자활센터", "시니어클럽": "시니어클럽",
    "가족지원센터": "가족센터", "가족센터": "가족센터", "건강가정지원센터": "건강가정", "다문화가족지원센터": "다문화가족",
    "테니스장": "테니스장", "농구장": "농구장", "축구장": "축구장", "야구장": "야구장", "풋살장": "풋살장", "족구장": "족구장",
    "게이트볼장": "게이트볼장", "수영장": "수영장", "배드민턴장": "배드민턴장", "운동장": "운동장", "주차장": "주차장",
    "정신건강복지센터": "정신건강센터", "정신건강증진센터": "정신건강센터", "치매안심센터": "치매센터",
    "치매지원센터": "치매센터", "자립생활센터": "자립생활센터", "자립생활지원센터": "자립생활센터",
    "지원센터": "지원센터", "상담센터": "상담소", "상담소": "상담소", "보호시설": "보호시설", "쉼터": "쉼터",
    "무료급식소": "급식소", "급식소": "급식소", "경로식당": "급식소", "무료식당": "급식소", "푸드뱅크": "푸드뱅크",
    "푸드마켓": "푸드마켓", "보육원": "보육원", "양로원": "양로원", "양로시설": "양로원", "노인교실": "노인교실",
    "노인대학": "노인교실", "작은도서관": "도서관", "도서관": "도서관", "체육센터": "체육관", "체육관": "체육관",
    "보건소": "보건소", "보건지소": "보건지소", "병원": "병원", "의원": "의원", "한의원": "한의원", "약국": "약국",
    "미용실": "미용실", "헤어": "미용실", "헤어샵": "미용실", "미용": "미용실", "이용원": "이용원", "이발관": "이용원",
    "식당": "식당", "분식": "분식", "반찬가게": "반찬", "반찬": "반찬", "세탁소": "세탁소", "세탁": "세탁소",
    "슈퍼": "가게", "슈퍼마켓": "가게", "마트": "가게", "편의점": "가게", "베이커리": "빵집", "빵집": "빵집",
    "제과점": "빵집", "제과": "빵집", "카페": "카페", "커피": "카페", "정육점": "정육점", "공인중개사": "부동산",
    "부동산": "부동산", "치과": "치과", "치과의원": "치과", "교회": "교회", "성당": "성당", "문화센터": "문화센터", "문화의집": "문화센터", "수련관": "수련관",
}  # fmt: skip
#: A general word says less, not otherwise: 광진복지관 may be 광진노인복지관.
_GENERAL = {"복지관": {"사회복지관", "복지센터"}, "복지센터": {"재가", "주간보호", "주민센터"}, "지원센터": {"재가", "가족센터"},
            "가족센터": {"건강가정", "다문화가족"}}  # fmt: skip
#: Kinds that lists name for the same place, because one house does both.
_AKIN = ({"재가", "주간보호", "단기보호", "요양원", "복지관", "복지센터"}, {"그룹홈", "요양원"}, {"주간보호", "보호시설"})

_GROUP_WORDS = "|".join(sorted(_GROUPS, key=len, reverse=True))
_GROUP = re.compile(_GROUP_WORDS)
_BEFORE = re.compile(rf"(?P<group>(?:{_GROUP_WORDS})*)(?:전문|종합|통합|주)?$")
#: The last two letters of a word of a kind -> these words, longest first.
_HEADS_BY_END: dict[str, tuple[str, ...]] = {
    end: tuple(sorted((head for head in _HEADS if head.endswith(end)), key=len, reverse=True))
    for end in {head[-2:] for head in _HEADS}
}
#: Without one of these at its end, a text has nothing before a kind that belongs to the kind.
_BEFORE_ENDS = (*_GROUPS, "전문", "종합", "통합", "주")


class _Type(NamedTuple):
    """A kind at the end of a text: where it starts, whom it is for, its head word."""

    at: int
    group: str
    head: str

    def start(self) -> int:
        return self.at


def _type_at_end(text: str) -> _Type | None:
    """The longest kind with which ``text`` ends, with the words for whom it is before it."""
    for head in _HEADS_BY_END.get(text[-2:], ()):
        if text.endswith(head):
            rest = text[: -len(head)]
            if not rest.endswith(_BEFORE_ENDS):
                return _Type(len(rest), "", head)
            before = _BEFORE.search(rest)
            return _Type(before.start(), before["group"], head) if before else _Type(len(rest), "", head)
    return None


_APARTMENT = re.compile(r"㉵|\(\s*(?:아|APT|A|아파트)\s*\)|아파트|APT\.?|(?<=[가-힣0-9)])A(?=\d|\b|\(|남|여|경로당|단지|\s|$)", re.I)
_SEX = re.compile(
    r"\(\s*(?P<in>남|여)(?:자|성)?\s*\)|(?P<word>할머니|할아버지|남자|여자)(?!방)"
    r"|(?<=[\s\d㉵)A])(?P<tail>남|여)(?=$|\s|경로|\()"
)
_SEXES = {"남": "남", "여": "여", "할머니": "여", "할아버지": "남", "남자": "남", "여자": "여"}
_TENURE = re.compile(r"(?:[-(\s]\s*(?=임대|분양|일반)|(?=임대|분양))(임대|분양|일반)\s*\)?")
_FORM = re.compile(r"\(?([가-하])형\)?(?![가-힣])")
_LETTER = re.compile(r"(?<![A-Za-z])([B-H])(?:동|관|타입|조)?(?![A-Za-z0-9])")
_SIDE = re.compile(r"(동부|서부|남부|북부|중부)")
_NUMBER = re.compile(
    r"(?:제\s*)?(?P<value>\d{1,4})(?P<range>(?:\s*[-.,·~]\s*\d{1,3})*)\s*"
    r"(?P<unit>호점|호실|호|차|단지|동|관|가|구역|통|리|분관|반|번지|지구|층)?"
)
_SAME_UNIT = {"호점": "", "호": "", "호실": "", "관": "", "분관": "", "구역": "", "반": ""}
#: Digits without a unit above this are a word of the name (24시, 365, 1318), not one of several.
_LARGEST_BARE = 20
_BRANCH = re.compile(r"\(?\s*(본점|분점|본관|별관|신관|구관|분관|본원|분원|본소|분소|본부|지부|지회|출장소|직영점)\s*\)?$")
_SHOP_BRANCH = re.compile(r"\s(?P<where>[가-힣A-Za-z0-9]{2,8})점$")
_NOT_BRANCHES = ("서", "상", "매", "편의", "음식", "백화", "분식", "대리", "할인", "전문", "판매", "미용", "문구", "양품")
_ROOM = re.compile(r"(?:실|홀|강당|방|룸|카페|교실|마당|터|무대|로비|운동장|주차장|회의장|연습장|공연장|식당|층)\s*\d*$")
_DISTRICT = re.compile(r"([가-힣]{2,3})[시군구]")
_BRACKET = re.compile(r"[(\[{（［〔<]([^()\[\]{}（）［］〔〕<>]*)[)\]}）］〕>]")
#: Names that are clean already, as most are: syllables, Latin letters, digits, brackets, single spaces.
_CLEAN = re.compile(r"(?! )(?:[가-힣A-Za-z0-9)\].,·&'-]|[(\[](?! )| (?![ )\]])(?!$))*(?<! )", re.ASCII)
#: Without these a text holds no legal form, founder, 남/여, …: the patterns need not be tried.
_HINTS = {
    "legal": re.compile(r"[㈜㈔㈐)]|법인|회사|조합|재단|단체"), "founder": re.compile("립|위탁"), "sex": re.compile("[남여할]"),
    "tenure": re.compile("임대|분양|일반"), "apartment": re.compile("㉵|아|A|a"), "bracket": re.compile(r"[()\[\]{}（）［］〔〕<>]"),
    "latin": re.compile("[B-H]"), "digit": re.compile(r"\d"), "roman": re.compile("[Ⅰ-ⅩIV]"), "side": re.compile("부"),
}  # fmt: skip
_HINTS_IN = tuple((name, hint.search) for name, hint in _HINTS.items())
#: Nine of ten names hold none of these and are syllables without spaces: they consist of a core and a kind.
_HINT = re.compile(rf"{_LEGAL_KO}|립|위탁|[남여]자|할머니|할아버지|임대|분양|아파트|[동서남북중]부|형$")
#: The letters of which one stands in each of these: looked for first, since that is quick.
_HINT_LETTER = re.compile("[법회조재단립탁자머아임분일부형]")
_SIMPLE = re.compile("[가-힣]{2,}")
_BRANCH_ENDS = ("본점", "분점", "본관", "별관", "신관", "구관", "분관", "본원", "분원", "본소", "분소", "본부", "지부", "지회",
                "출장소", "직영점")  # fmt: skip
_HANGUL = re.compile("[가-힣]")
_NO_WORD = re.compile(r"[\W_]+")
_ROMAN = {"Ⅰ": "1", "Ⅱ": "2", "Ⅲ": "3", "Ⅳ": "4", "Ⅴ": "5", "Ⅵ": "6", "Ⅶ": "7", "Ⅷ": "8", "Ⅸ": "9", "Ⅹ": "10"}
_TYPED_ROMAN = re.compile(r"(?<=[가-힣\s])(I{1,3}|IV|V)$")
_TYPED = {"I": "1", "II": "2", "III": "3", "IV": "4", "V": "5"}


class NameParts(NamedTuple):
    """A name taken apart. Every part is in the form in which it compares; "" and () mean: not said.

    ``core``           its own name, folded: no spaces between Korean words, no case ("광진", "cafe luna")
    ``facility_type``  whom it is for and what it is: "노인 복지관", "경로당", "" when the name does not say
    ``number``         which of several, in order of the name: ("2", "3단지"); 제2, 2호 and 2호점 are "2"
    ``qualifier``      남/여, 임대/분양/일반, a letter B–H, 가형, 동부/서부: what keeps look-alikes apart; and in
                       brackets the kind of the house whose service it is: "(노인 복지관)"
    ``legal_form``     사회복지법인, (사), ㈜, 구립 …: who runs it; no evidence about the place
    ``branch``         본관, 별관, 분점, or the place of a shop's branch ("자양")
    ``note``           words in brackets that are none of these: a room, a second name
    """

    core: str
    facility_type: str = ""
    number: tuple[str, ...] = ()
    qualifier: tuple[str, ...] = ()
    legal_form: tuple[str, ...] = ()
    branch: str = ""
    note: str = ""


def clean_name(text: str) -> str:
    """The name as it should be written: NFC, plain width, single spaces, no space inside brackets' edges.

    What it says is not changed: legal forms, numbers and brackets stay.
    """
    if _CLEAN.fullmatch(text):
        return text
    text = unicodedata.normalize("NFC", text)
    text = "".join(unicodedata.normalize("NFKC", c) if "！" <= c <= "～" or c == "\u3000" else c for c in text)
    text = "".join(c if unicodedata.category(c)[0] not in "CZ" else " " for c in text if c not in "\u200b\ufeff\u00ad")
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"([(\[])\s+", r"\1", text)
    return re.sub(r"\s+([)\]])", r"\1", text)


#: Letters of a name that are looked at: eight thousand commas would be gone through for half a minute.
LONGEST = 300


@lru_cache(maxsize=65_536)
def parts_of(name: str) -> NameParts:
    """Take ``name`` apart. A name that consists of a kind alone ("쉼터") keeps it as its core."""
    name = name[:LONGEST]
    if _SIMPLE.fullmatch(name) and not name.endswith(_BRANCH_ENDS):
        if not _HINT_LETTER.search(name) or not _HINT.search(name):
            return _simple(name)
    text = clean_name(name)
    whole = text
    hinted = {name: hint(text) for name, hint in _HINTS_IN}
    legal: tuple[str, ...] = ()
    if hinted["legal"] or hinted["founder"]:
        text, legal = _take_legal(text)
    if hinted["roman"]:
        text = "".join(_ROMAN.get(c, c) for c in text)
        text = _TYPED_ROMAN.sub(lambda m: _TYPED[m[1]], text)
    if not _has_hangul(text):
        return _latin(text, legal, whole)
    qualifier: list[str] = []
    if hinted["sex"]:
        text = _take_sex(text, qualifier)
    if hinted["tenure"]:
        text = _take(_TENURE, text, qualifier)
    if "형" in text:
        text = _take(_FORM, text, qualifier, "형")
    if hinted["apartment"]:
        text = _APARTMENT.sub(" ", text)
    text, branch = _take_branch(text)
    note, kinds = "", []
    if hinted["bracket"]:
        text, note, kinds = _take_brackets(text)
    if hinted["latin"]:
        qualifier += [letter.lower() for letter in _LETTER.findall(text)]
        text = _LETTER.sub(" ", text)
    text, room = _take_room(text)
    number: tuple[str, ...] = ()
    if hinted["digit"] or hinted["roman"]:
        text, number = _take_numbers(text)
    more_branch, text = branch, text.strip()
    if not more_branch:
        text, more_branch = _take_branch(text)
    text, kind = _take_kind(text)
    inner = _type_at_end(text.replace(" ", "")) if kind else None
    if inner and inner.start() >= 2:  # 은하복지관 경로식당: a service of a house that has a kind of its own
        text = text.replace(" ", "")[: inner.start()]
        qualifier.append(f"({_kind(inner)})")
    again: tuple[str, ...] = ()
    if hinted["legal"] or hinted["founder"]:
        text, again = _take_legal(text)
    if hinted["side"]:
        qualifier += _SIDE.findall(text)
    core = _folded(text)
    if kind and (place := _DISTRICT.fullmatch(core)):  # 은하구노인복지관 and 은하노인복지관 are one
        core = place[1]
    note = " ".join(filter(None, (note, room)))
    if not core:  # only a kind, or only a number: better a core too long than none
        core = _folded(note) or _folded(whole)
        note = ""
    return NameParts(
        core=core,
        facility_type=kind or next(iter(kinds), ""),
        number=number,
        qualifier=tuple(sorted(set(qualifier))),
        legal_form=(*legal, *again),
        branch=more_branch,
        note=_folded(note),
    )


def _simple(text: str) -> NameParts:
    """What ``parts_of`` finds, for names of syllables only in which no sign, number, founder or branch stands."""
    found = _type_at_end(text)
    if not found:
        return NameParts(core=text)
    core, kind, qualifier = text[: found.start()], _kind(found), ()
    inner = _type_at_end(core)
    if inner and inner.start() >= 2:
        core, qualifier = core[: inner.start()], (f"({_kind(inner)})",)
    if kind and (place := _DISTRICT.fullmatch(core)):
        core = place[1]
    return NameParts(core=core or text, facility_type=kind, qualifier=qualifier)


def kinds_relation(a: str, b: str, *, loose: bool = False) -> str:
    """How two ``facility_type`` values stand: "same", "near" (one says less), "different", or "unknown"
    where a name does not say its kind.

    ``loose`` is for kinds that lists state in a column: one list calls a 노인복지센터 재가, the other 주간보호,
    by which of its services was registered; they are "akin". In names the same words mean two places of one house.
    """
    if not a or not b:
        return "unknown"
    if a == b:
        return "same"
    (group_a, head_a), (group_b, head_b) = _halves(a), _halves(b)
    if group_a and group_b and group_a != group_b:
        return "different"
    if head_a == head_b:
        return "near"
    for mine, of, yours in ((head_a, group_a, head_b), (head_b, group_b, head_a)):
        # A 사회복지관 is for everybody: a 장애인복지관 is another house.
        if yours in _GENERAL.get(mine, ()) and not (of and yours == "사회복지관"):
            return "near"
    if loose and any(head_a in akin and head_b in akin for akin in _AKIN):
        return "akin"
    return "different"


def is_only_a_kind(core: str) -> bool:
    """Whether a name says no more than what kind of place it is ("주차장", "노인복지관")."""
    found = _type_at_end(core)
    return found is not None and found.start() == 0


@lru_cache(maxsize=4096)
def kind_of_text(text: str) -> str:
    """The kind that a free text of a list names ("(노인) 노인요양시설" -> "노인 요양원"), "" if none."""
    for part in reversed(re.split(r"[()\s,/·-]+", clean_name(text))):
        found = _type_at_end(part)
        if found:
            return _kind(found)
    return ""


def _halves(kind: str) -> tuple[str, str]:
    group, _, head = kind.rpartition(" ")
    return group, head


def _kind(found: _Type) -> str:
    return _kind_of(found.group, found.head)


@lru_cache(maxsize=4096)
def _kind_of(before: str, word: str) -> str:
    groups = _GROUP.findall(before)
    group = _GROUPS[groups[-1]] if groups else ""
    head = _HEADS[word]
    if not group:  # the word for the group stands inside the kind's own word
        inside = _GROUP.match(word)
        group = _GROUPS[inside[0]] if inside and head not in ("경로당", "가족센터", "노인교실", "시니어클럽") else ""
    return f"{group} {head}".strip()


def _has_hangul(text: str) -> bool:
    return bool(_HANGUL.search(text))


def _folded(text: str) -> str:
    """Letters and digits only, lower case; accents off Latin letters; one space between Latin words."""
    if _has_hangul(text):
        return _NO_WORD.sub("", text.casefold())
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    plain = re.sub(r"(?<=\w)['’`](?=\w)", "", plain)
    return unicodedata.normalize("NFC", " ".join(_NO_WORD.sub(" ", plain).split()))


def _take_legal(text: str) -> tuple[str, tuple[str, ...]]:
    taken: list[str] = []
    for sign, meaning in _LEGAL_SIGNS.items():
        if sign in text:
            taken.append(meaning)
            text = text.replace(sign, " ")
    for pattern in (_LEGAL_SHORT, _LEGAL_HALF, _LEGAL):
        for found in pattern.finditer(text):
            taken.append(found[0].strip("() "))
        text = pattern.sub(" ", text)
    text = text.strip()
    runs = _RUNS.match(text) if taken else None
    if runs and _folded(_take_kind(text[runs.end() :])[0]):  # "(사)해오름복지회 별빛노인복지관": who runs it, and the place
        taken.append(runs[1])
        text = text[runs.end() :]
    founder = _FOUNDER_ALONE.match(text) or _FOUNDER_OF_A_PLACE.match(text)
    if founder and len(text) - founder.end() >= 2:
        taken.append(founder["founder"])
        rest = text[founder.end() :]
        place = founder.groupdict().get("place", "")
        # "성북구립 장위데이케어센터" is known as 장위; "용산구립장애인보호작업장" has no name but its place.
        text = rest if not place or _folded(_take_kind(rest)[0]) else f"{place} {rest}"
    return text.strip(), tuple(taken)


def without_founder(name: str) -> str:
    """The name without its legal form and without who founded or runs the place; all of it where nothing else is left."""
    text = clean_name(name)
    if not (_HINTS["legal"].search(text) or _HINTS["founder"].search(text)):
        return text
    return _take_legal(text)[0] or text


def _take(pattern: re.Pattern, text: str, into: list[str], ending: str = "") -> str:
    into += [found[1] + ending for found in pattern.finditer(text)]
    return pattern.sub(" ", text)


def _take_sex(text: str, into: list[str]) -> str:
    into += [_SEXES[found["in"] or found["word"] or found["tail"]] for found in _SEX.finditer(text)]
    return _SEX.sub(" ", text)


def _take_branch(text: str) -> tuple[str, str]:
    found = _BRANCH.search(text)
    if found and found.start() > 1:
        return text[: found.start()].strip(), found[1]
    found = _SHOP_BRANCH.search(text)
    if found and not found["where"].isdigit() and not found["where"].endswith(("호", *_NOT_BRANCHES)):
        return text[: found.start()].strip(), found["where"]
    return text, ""


def _take_brackets(text: str) -> tuple[str, str, list[str]]:
    """Text without its brackets, what they said, and the kinds named in them; numbers stay in the text."""
    notes: list[str] = []
    kinds: list[str] = []

    def replace(found: re.Match) -> str:
        inside = found[1].strip()
        kind = _type_at_end(inside.replace(" ", ""))
        if kind and not inside.replace(" ", "")[: kind.start()]:
            kinds.append(_kind(kind))
            return " "
        if re.fullmatch(r"\s*(?:제\s*)?\d{1,3}\s*\w{0,2}", inside):
            return f" {inside} "
        notes.append(inside)
        return " "

    text = _BRACKET.sub(replace, text)
    return re.sub(r"[()\[\]]", " ", text), " ".join(filter(None, notes)), kinds


def _take_numbers(text: str) -> tuple[str, tuple[str, ...]]:
    numbers: list[str] = []

    def replace(found: re.Match) -> str:
        unit = found["unit"] or ""
        bare = not unit and not found[0].startswith("제")
        if bare and int(found["value"]) > _LARGEST_BARE:
            return found[0]
        if unit == "층":
            return " "
        tail = re.sub(r"[^\d]+", ".", found["range"])
        numbers.append(f"{int(found['value'])}{tail}{_SAME_UNIT.get(unit, unit)}")
        # What follows a number of a dong stays: 중곡2동복지관 is 중곡동's own word with its number apart.
        of_a_place = unit in ("동", "가", "리") and int(found["value"]) <= _LARGEST_BARE
        return unit if of_a_place and found.start() and "가" <= text[found.start() - 1] <= "힣" else " "

    return _NUMBER.sub(replace, text), tuple(numbers)


def _take_room(text: str) -> tuple[str, str]:
    """The place without what follows its kind: "은하복지관 소강당" is a room of 은하복지관.

    Not where the rest is a kind itself (은하복지관 경로식당 is another service), nor where the kind comes first.
    """
    if not _ROOM.search(text.strip()):
        return text, ""
    words = text.split()
    for at in range(len(words) - 1):
        found = _type_at_end(words[at])
        before = "".join(words[:at]) + (words[at][: found.start()] if found else "")
        rest = " ".join(words[at + 1 :])
        if found and before and _ROOM.search(rest) and not _type_at_end(re.sub(r"[\d\s]", "", rest)):
            return " ".join(words[: at + 1]), rest
    return text, ""


def _take_kind(text: str) -> tuple[str, str]:
    """The kind at the end of the name, or at the end of one of its words; the rest is its own name."""
    joined = text.replace(" ", "")
    found = _type_at_end(joined)
    if found:
        return joined[: found.start()], _kind(found)
    words = text.split()
    for at in range(len(words) - 1, -1, -1):
        found = _type_at_end(words[at])
        if found:
            words[at] = words[at][: found.start()]
            return " ".join(words), _kind(found)
    return text, ""


def _latin(text: str, legal: Iterable[str], whole: str) -> NameParts:
    taken = [found.strip(" ,.").lower() for found in _LEGAL_LATIN.findall(text)]
    text = _LEGAL_LATIN.sub("", text)
    core = _folded(text)
    words = core.split()
    for article in ("the",):
        if len(words) > 1 and words[0] == article:
            words = words[1:]
        if len(words) > 1 and words[-1] == article:  # "apple pan, the"
            words = words[:-1]
    return NameParts(core=" ".join(words) or _folded(whole), legal_form=(*legal, *taken))
