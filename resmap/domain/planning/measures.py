"""What a text says of time and measure: by when, how much, or which plain event will have happened (R091, R112)."""

import re
from dataclasses import dataclass
from functools import cache

from resmap.domain.planning.wording import pattern

_COUNTED = {"한": 1, "두": 2, "세": 3, "석": 3, "네": 4, "넉": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10}
_N = rf"(?:\d+(?:\.\d+)?|{'|'.join(_COUNTED)})"
_MONTHS = {"년": 12.0, "개월": 1.0, "달": 1.0, "학기": 6.0, "주일": 12 / 52, "주": 12 / 52, "일": 12 / 365}

_WITHIN = pattern(
    rf"(?P<n>{_N}) (?P<unit>개월|달|학기|년|주일|주|일) (?:정도|가량)? (?:이내에?|내에?(?![가-힣])|안에?(?![가-힣])|후에?도?(?![가-힣])|"
    "뒤에?도?(?![가-힣])|"
    r"동안|간(?![가-힣])|만에|까지|차까지)"
)
_LASTING = pattern(rf"(?P<n>{_N}) (?P<unit>개월|달|년|주일|주) (?:이상|넘게|연속|내내)")
_UNTIL = pattern(
    r"(?:\d{4} [.년/-] \d{1,2}(?: [.월/-])?(?: \d{1,2}(?: 일|\.)?)?|(?:내년|올해|금년|다음 해)(?: \d{1,2}월)?(?: 말)?|"
    r"\d{1,2}월(?: \d{1,2}일| 말)?|"
    r"연말|학년 말|[12]학기(?: 말)?|이번 학기|다음 학기|(?:여름|겨울)방학|다음 달|이번 달|반년|종결 시) (?:까지|안에|내에|이내|전까지)"
)
_IN_BRACKETS = pattern(rf"\((?:향후|앞으로|총|약)? (?P<n>{_N}) (?P<unit>개월|달|학기|년|주일|주|일)(?:간)? \)")
_HALF_YEAR = pattern(r"반년 (?:이내에?|내에?|안에?|동안|간)")

# What has digits and measures nothing: ages, school years, names of scales, levels of tests.
_NO_NUMBERS = pattern(
    r"만? ?\d{1,3} ?세|\((?:초|중|고|대)\d\)|[초중고]\d|PHQ-?\d+|LSNS-?\d+|GAD-?\d+|UCLA-?\d+|K-?\d+|\d+동|\d+호|\d+단지"
)
_COUNTERS = "명|번|끼|가지|곳|사람|시간|잔|병|개|차례|분|가구|집"
_AMOUNT = pattern(rf"\d|절반|반으로|(?:^|[\s(])(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉|열) (?:{_COUNTERS})")
_FROM_TO = pattern(
    r"(?P<low>[^\s에서]{0,12}?\d[^\s에서]{0,12}(?: [가-힣A-Za-z%]{1,4})?) 에서 "
    r"(?P<high>(?:[가-힣]{1,2} )?\d[^\s]{0,12}?(?: [가-힣]{1,4})??) ?(?:으로|"
    r"로|이|가)(?=[\s,]|$)"
)
_ARROW = pattern(
    r"(?P<low>\d[^\s→⇒>]{0,12}(?:\([^)]*\))?) (?:→|⇒|->|=>) (?P<high>(?:[가-힣]{1,2} )?\d[^\s(,]{0,12}?)(?:으로|"
    r"로)?(?=[\s,(.]|$)"
)
_COUNTABLE = pattern(r"횟수|일수|점수|수치|비율|빈도|금액|시간|체중|몸무게|혈압|혈당|평균|성적|원금|잔액|날(?:을|이|수)|[가-힣]+[량률](?:을|를|이|가)")
_STANDARD = pattern(r"기준표|척도|정상 ?(?:발달 ?)?범(?:위|주)")

#: Events of which anybody can say at the closing whether they have happened, as the last predicate.
_EVENTS = (
    "결정|선택|취업|재취업|창업|합격|취득|이사|입주|퇴거|입소|퇴소|입원|퇴원|등록|선정|신청|접수|제출|가입|해지|완납|상환|납부 완료|졸업|진학|입학|"
    "복학|복직|개설|확보|마련|구입|설치|폐기|철거|발급|전입신고|혼인신고|출생신고|이수증|확인|보관|출근|복용 완료|작성|응시|발급받|재등록|전입|말소 해제|정하|정|가능"
)
_EVENT = pattern(
    rf"(?:{_EVENTS})(?:을|를)? (?:한다|합니다|하기|함|된다|됨|되기|하겠다|할 것|받는다|받기)? *[.!]*(?:\([^)]*\))?[.!]*$"
)
_HAPPENED = pattern(
    r"(?:신청서|서류|원서|이력서|신고서|청구서)[^.]{0,12}(?:낸다|냄|내기)|갚(?:는다|기|음|는 것)|맞(?:춘다|추기|춤)$|(?:도움|부축|동행|지원금?|보호자) 없이|"
    r"마(?:친다|침|치기)|끝(?:낸다|냄|내기)|다녀(?:온다|옴|오기|올 수)|(?:일어나|생기|발생하|끊기|반복되)지 않|한 번도|보인다|"
    r"(?:불면증?|변비|체납|연체|미납|단전|단수)(?:이|가)? (?:완전히 )?(?:해소|해결)|경제권|정보공유|서로 인사를|(?:범주|범위|안) ?안?에 들|"
    r"(?:졸업장|합격증|자격증|진단서?|결과지?|판정)(?:을|를)? 받|정(?:한다|함|하기)|할 수 있(?:다|음|게 된다|기)|[볼릴갈올탈쓸낼줄] 수 있(?:다|음|게 된다|기)|"
    r"(?:혼자|스스로|직접|본인이) [^.]{1,30}(?:한다|함|하기|다닌다|타러 간다|본다|봄|간다|감|온다|쓴다|낸다|먹는다|준다)"
)
#: Words of degree: with one of them and no number nobody can say whether it was reached.
_DEGREE = pattern(
    r"(?<![가-힣])(?:잘|더|덜|더욱|많이|조금|자주|좀 더|점차|점점|꾸준히|규칙적으로|최대한|열심히|제때|적극적(?:으로)?|어느 정도|가능한 한|충분히|지속적으로|원활히)(?![가-힣])"
)
_EFFORT = pattern(r"(?P<words>(?:노력|힘쓰|힘쓴|애쓰|애쓴|최선을 다|시도)(?:을|를)? (?:한다|함|하기|합니다|다|하겠다|하도록 한다)?)[.!]* *$")
_CHANGE = pattern(
    r"(?P<words>[가-힣]{0,8}(?:을|를|이|가)? (?:좋아|나아|개선|향상|완화|감소|증가|증진|호전|회복|해소|강화|줄|늘|오르|올리|높|낮|깨끗해|달라|변화|"
    r"안정)[가-힣]{0,3})[.!]*$"
)


@dataclass(frozen=True, slots=True)
class Period:
    """``months`` is None where only a day is named; ``words`` as they stand."""

    words: str
    months: float | None


@cache
def period_in(text: str) -> Period | None:
    """By when, as the text says it; "몇 개월" and "○개월" are empty places and no period."""
    for wanted in (_UNTIL, _WITHIN, _HALF_YEAR, _IN_BRACKETS, _LASTING):
        hit = wanted.search(text)
        if hit:
            return Period(hit.group(0).strip(), _months(hit))
    return None


def _months(hit: re.Match[str]) -> float | None:
    if "n" not in hit.groupdict():
        return 6.0 if hit.group(0).startswith("반년") else None
    number = hit["n"]
    return float(_COUNTED.get(number) or number) * _MONTHS[hit["unit"]]


def without_periods(text: str) -> str:
    """The text without what it says of time limits: what numbers remain are measures."""
    for wanted in (_UNTIL, _WITHIN, _HALF_YEAR, _IN_BRACKETS):
        text = wanted.sub(" ", text)
    return text


@cache
def has_amount(text: str) -> bool:
    """Whether a number or a counted thing stands in the text that is neither period, age nor a scale's name.

    "6개월 이상 유지" counts: how long a state must hold is a measure (R103).
    """
    if _LASTING.search(text):
        return True
    rest = _NO_NUMBERS.sub(" ", without_periods(text))
    return bool(_AMOUNT.search(rest)) or bool(_STANDARD.search(rest) and "들" in rest)


@cache
def is_event(text: str) -> bool:
    """Whether the text ends in something that has plainly happened or not: "취업한다", "혼자 할 수 있다"."""
    if _EFFORT.search(text) or _DEGREE.search(text):
        return False
    return bool(_EVENT.search(text) or _HAPPENED.search(text))


def effort_in(text: str) -> str | None:
    """ "노력한다", "최선을 다한다": whoever tried has met it."""
    hit = _EFFORT.search(text)
    return hit["words"].strip() if hit else None


def change_without_measure(text: str) -> tuple[str, ...]:
    """The words of degree and of change that a reader at the closing cannot judge."""
    words = [hit.group(0).strip() for hit in _DEGREE.finditer(text)]
    hit = _CHANGE.search(text)
    if hit:
        change = hit["words"].strip()
        words = [*(one for one in words if one not in change), change]
    return tuple(dict.fromkeys(words))


def names_something_countable(text: str) -> bool:
    """ "횟수", "점수", "음주량": with a target beside it the text says what is counted."""
    return bool(_COUNTABLE.search(text))


def from_to(text: str) -> tuple[str, str] | None:
    """Baseline and target as the text gives them: "월 10일에서 7일로" -> ("10일", "7일")."""
    hit = _FROM_TO.search(without_periods(text)) or _ARROW.search(without_periods(text))
    return (hit["low"].strip(), hit["high"].strip()) if hit else None
