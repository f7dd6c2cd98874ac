"""What an objective is about, found by its words: the change that can be counted there, and its kind of goal.

The sentence of each theme ("주 ○일에서 ○일로") stands in ``words/catalogue/planning.toml`` under ``theme``.
"""

import re
from dataclasses import dataclass

from resmap.domain.planning.goals import GoalType
from resmap.domain.planning.wording import pattern


@dataclass(frozen=True, slots=True)
class Theme:
    code: str
    goal_type: GoalType
    words: re.Pattern[str]


_T = GoalType


def _theme(code: str, goal_type: GoalType, words: str) -> Theme:
    return Theme(code, goal_type, pattern(words))


#: The first that fits: the narrower stand before the wider.
THEMES = (
    _theme("COURT", _T.RESOURCE, "재판|소송|판결|양육권|친권|승소|고소|무죄|실형|형량|법률|개인회생|파산"),
    _theme("SELF_HARM", _T.BEHAVIOUR, "자살|자해|죽고 싶"),
    _theme("VIOLENCE", _T.BEHAVIOUR, "폭력|폭언|때리|때린|맞지|학대|체벌"),
    _theme("DRINKING", _T.BEHAVIOUR, "음주|단주|금주|알코올|(?<![가-힣])술"),
    _theme("SMOKING", _T.BEHAVIOUR, "흡연|담배|금연"),
    _theme("GAMING", _T.BEHAVIOUR, "게임|스마트폰|인터넷|휴대폰|도박"),
    _theme("MEDICINE", _T.BEHAVIOUR, "복약|투약|복용|(?<![가-힣])약(?:을|이| 복)"),
    _theme("SLEEP", _T.BEHAVIOUR, "수면|불면|(?<![가-힣])잠"),
    _theme("PARENTING", _T.SKILL, "부모교육|양육|훈육|육아|아이돌봄|소리 ?지르|화내"),
    _theme("SCHOOL", _T.BEHAVIOUR, "등교|결석|지각|학교|등원"),
    _theme("LANGUAGE", _T.SKILL, "한국어|한글|문해"),
    _theme("STUDY", _T.SKILL, "성적|학업|학습|공부|학원|과외|멘토링|명문대"),
    _theme("MEALS", _T.BEHAVIOUR, "도시락|반찬|식사|급식|끼니|푸드|식료품|식비|영양|(?<![가-힣])(?:밥|쌀)|세 끼"),
    _theme("RENT", _T.RESOURCE, "월세|관리비|공과금|난방비|체납|전기·가스"),
    _theme("DEBT", _T.RESOURCE, "부채|채무|카드|대출|(?<![가-힣])빚"),
    _theme("MONEY", _T.SKILL, "가계부|지출|소비|저축|금전"),
    _theme("WORK", _T.RESOURCE, "취업|일자리|구직|직장|근로|직업|근속|자활|정년"),
    _theme("CLEAN_HOME", _T.ENVIRONMENT, "청소|쓰레기|정리|위생|저장강박|깨끗|집수리|주거환경|도배|장판|곰팡이|쾌적"),
    _theme("HOUSING", _T.DECISION, "임대|이사|전세|주거|내 집|(?<![가-힣])집을|소유의 집|입주"),
    _theme("FALLS", _T.ENVIRONMENT, "낙상|넘어지"),
    _theme("GOING_OUT", _T.BEHAVIOUR, "외출|병원동행|동행|산책|운동|이동"),
    _theme("CHORES", _T.SKILL, "가사|세탁|목욕|일상생활|요양|활동지원|신변|돌봄서비스|장애인"),
    _theme("MOOD", _T.BEHAVIOUR, "우울|불안|스트레스|기분|자존감|자아존중|자아상|정서|심리|정신건강|상담|긍정|마음"),
    _theme("ILLNESS", _T.BEHAVIOUR, "병원비|치료비|의료비|병원|진료|치료|건강|질병|질환|치매|장애|파킨슨|조현병|당뇨|혈압|아프|완치|시력|재활|수술"),
    _theme("FAMILY", _T.RELATIONSHIP, "부부|가족|가정|이혼|고부|자녀와|화목|배우자|아내|남편|딸과|아들과"),
    _theme("NEIGHBOURS", _T.RELATIONSHIP, "이웃|고립|관계망|지지체계|지지 체계|대인관계|사회성|사회통합|말벗|안부|모임|친구|외로|자원봉사자|사회적"),
    _theme("INCOME", _T.RESOURCE, "가난|빈곤|소득|생계|경제|부자|자립|생활비|후원|생필품|수급|연금|물품"),
    _theme("WELLBEING", _T.BEHAVIOUR, "행복|삶의 질|인간다운|사람답게|보람|인생|(?<![가-힣])삶"),
    _theme("LEISURE", _T.BEHAVIOUR, "여가|취미|문화|노후"),
)


def theme_of(text: str) -> Theme | None:
    """The theme whose words stand in the text; None where none of them does."""
    return next((one for one in THEMES if one.words.search(text)), None)


def goal_type_of(text: str) -> GoalType | None:
    """A proposal of the kind of goal (R079-R084), for a person to confirm."""
    found = theme_of(text)
    return found.goal_type if found else None
