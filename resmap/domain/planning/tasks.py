"""M1 and M2: a task, a service or a service's own goal stands where the person's change belongs (R106, R107)."""

import re

from resmap.domain.planning.measures import from_to, has_amount, is_event
from resmap.domain.planning.mistakes import Found, Mistake, Why
from resmap.domain.planning.people import holder_of, is_provider, owner_in, provider_acting
from resmap.domain.planning.wording import TAIL, at_end, found, pattern

# What workers and services do. As the last predicate, or as the noun that ends a note ("심리상담 연계").
_GIVING = (
    "제공|연계|지원|의뢰|파견|배치|지급|전달|배달|알선|매칭|연결|안내|발굴|실시|시행|도모|조력|모니터링|개입|후원|대여|개최|운영|지도|"
    "교육|훈련|상담|사례관리|가정방문|동행|병원동행|점검|검토|파악|사정|논의|중재|옹호|통보|공급|보조|지정|결연|대행|이송|자문|경청|정보 ?제공|독려|격려|유도|촉진"
)
# 점검·상담·조정 … are also what a person does: they tell a task only without a person of the household as subject.
_GIVEN = at_end(rf"(?:[가-힣]+(?:을|를) )?(?:[가-힣]{{2,}} )?(?:(?:매일|매주|매월|주|월|연) ?(?:\d+ ?회)? )?(?:{_GIVING})")
_GIVING_WORDS = (
    "돕(?:는다|기|는 것)|도와 ?(?:준다|줌|주기|드린다|드림)|도움을 (?:준다|줌|드린다)|알려 ?(?:준다|줌|드린다)|돌봐 ?(?:준다|드린다|드림)|"
    "(?:연결|신청|대행|소개|설치|수리|청소|방문|동행|안내|설명|전달|마련)해 ?(?:준다|줌|주기|드린다|드림|드리기)|"
    "안부를? ?(?:확인|살핀|살피|점검)[가-힣]*|찾아가(?:서)? [^.]{0,12}(?:살핀다|살핌|확인한다|확인함)|챙겨 ?드(?:린다|림)|"
    "[가-힣]*[아어해여려와워봐겨쳐켜] ?(?:드(?:린다|립니다|림|리기))|[가-힣]*(?:받|이용하|참여하|다니|찾)게 (?:한다|함|하기)|(?:상담|교육|프로그램|"
    "훈련)[^.]* (?:가르친다|가르침|가르치기|알린다)|"
    "[가-힣]{2,}(?:관|센터|협의회|협의체|봉사단|교회|기관)에서 [^.]*(?:나눈다|나눔|보낸다|[아어여해] ?준다|[아어여해] ?줌)|(?:의뢰|연계|제공|지원|파견|안내|"
    "연결|신청)(?:하여|해서|해|하고) [^.]*(?:도록|게) (?:한다|함|하기)"
)
_GIVEN_WORDS = pattern(rf"(?P<words>(?:{_GIVING_WORDS})){TAIL}")
# "쌀 지원을 통한 결식 예방", "밑반찬 공급으로 영양개선": the means is told and what is to change has no measure.
_BY_MEANS = pattern(
    r"(?P<words>[가-힣·, ]{0,12}(?:지원|제공|연계|후원|공급|서비스|급식|배달|모니터링|파견|실시)(?:을|를)? ?(?:통한|통해서?|통하여|으로|로)) (?P<rest>[^.]*)$"
)
# "알아봐 준다": somebody does it for the person. Care of one's own child or grandchild is the person's doing.
_FOR_THEM = pattern(rf"(?P<words>[가-힣]*[아어해여려와워봐겨쳐켜] ?(?:준다|줌|주기|주도록 한다)) {TAIL}")
_SOMEBODY_ACTS = re.compile(r"^[가-힣 ]{1,10}?(?:이|가|은|는|에서) ")
_OWN_FAMILY = pattern("자녀|아이|아들|딸|손자|손녀|손주|남편|아내|부인|어머니|아버지|부모|동생|가족")
_WORKS = pattern(rf"(?P<words>[가-힣·/ ]*(?:교체|공사|시공|방역|이송|입원|이사|정비|철거|수리|설치|절차|신청)[가-힣·/ ]*(?:진행|추진)) {TAIL}")
_ENABLING = pattern(
    r"(?P<words>[가-힣]+(?:도록|게끔|수 있게) (?:[가-힣·\s]{0,16})?(?:지원|돕|도와|격려|독려|교육|지도|유도|안내|조력|연계|개입|촉진|제공|상담|"
    r"설득)[가-힣\s]*?)"
    + TAIL
)

_SERVICE = (
    "서비스|프로그램|상담|치료비|의료비|병원비|수술비|간병비|학원비|교육비|생활비|생계비|난방비|월세|보증금|후원금|후원품|후원물품|지원금|장학금|도시락|반찬|밑반찬|"
    "급식|식료품|생필품|쌀|돌봄|도우미|활동지원|요양|방문간호|멘토링|과외|바우처|이용권|쿠폰|지원|후원|사업|교육|도움|혜택"
)
# A benefit that is won is a goal of its own kind (R083: 기초수급, 채무변제, 후원금 확보).
_BENEFIT = pattern("수급|급여|연금|수당|장애 ?등록|보험|확보")
_USE = pattern(
    rf"(?P<words>[가-힣]*(?:{_SERVICE})[가-힣]{{0,4}}?(?:을|를)? (?:[가-힣]+ )?(?:이용|활용|지원받|제공받|연계받|신청하여 받|받)(?:한다|함|"
    rf"하기|는다|기|음|을 것|는 것|고 있다|도록 한다)?){TAIL}"
)
_BARE = pattern(
    "(?P<words>[가-힣]*(?:서비스|프로그램|사업|상담|교육|급식|도시락|반찬|밑반찬|병원동행|방문간호|치료비|의료비|병원비|학원비|지원금|후원금|멘토링|"
    rf"활동지원))(?: (?:주|월|연) ?\d+ ?회)?{TAIL}"
)

_COUNT = r"\d+ ?(?:회기|차시|회차|주차|회|번|시간|박)"
_RUN = "진행|완료|종결|종료|수료|이수|참여|참석|출석|수강|달성|이용|실시|채우|채운|완수|완주|참가|마친|마침|마치|받"
_SESSIONS = pattern(
    "(?P<words>(?:상담|치료|교육|프로그램|훈련|재활|멘토링|서비스|교실|집단|강좌|캠프|과정|코칭|수업|검사|운동|지도|학습지도)[^.,]{0,14}?(?:총|주|월|매주|"
    rf"매월)? ?{_COUNT}(?:를|을)? (?:이상|모두|전부)? (?:[가-힣]+ )?(?:{_RUN})[가-힣]*|"
    rf"\d+ ?(?:회기|차시|회차|주차)(?:를|을)? (?:이상|모두|전부)? ?(?:[가-힣]+ )?(?:{_RUN})?[가-힣]*|\d+ ?주(?:간|동안)? (?:진행|"
    r"실시)[가-힣]*|(?:[가-힣]+ )?\d ?단계 (?:수료|이수|완료)[가-힣]*)"
)
_ATTENDANCE = pattern(
    r"(?P<words>(?:[가-힣]+ )?(?:출석률|참석률|참여율|참가율|이용률|이수율|수료율|개근|결석 ?\d+ ?(?:회|일|번) ?(?:이내|이하|미만)|(?:참여|참석|출석|"
    r"이용|상담|프로그램) ?(?:횟수|일수)|중도 ?(?:탈락|포기)[가-힣 ]*)(?:을|를|이)?)"
)
# Going to school regularly is a change of the child, not the attendance of a service.
_SCHOOL = pattern("학교|등교|수업|출근|어린이집|유치원")
_SATISFACTION = pattern(r"(?P<words>(?:서비스|프로그램|교육|상담|부모교육|이용자|참여|강의|급식)?[가-힣 ]{0,6}만족도(?:를|가|을)?)")
_LIFE = pattern("(?:삶|생활|결혼|관계|주거|인생) ?(?:의|에 대한)? 만족도")
_COURSE = pattern(
    r"(?P<words>[가-힣]*(?:프로그램|교육|훈련|과정|교실|강좌|수업|초급반|중급반|고급반|학습반|캠프|치료|상담)[가-힣\d·\s]{0,12}?(?:을|를|"
    r"에)? (?:모두|전부|꾸준히|성실히|끝까지|빠짐없이|매주|주 ?\d회|월 ?\d+회|주 ?\d+회 이상)? ?(?:수료|이수|종결|종료|마친다|마침|마치기|완료|참여|참석|참가|"
    rf"출석|수강|다닌다){'' }[가-힣]{{0,4}}){TAIL}"
)
# Groups to which people belong are their network, not a service's programme.
_BELONGING = pattern("자조모임|모임|동아리|봉사|반상회|자활근로|교회|성당|절에|경로당|마을|주민|회원|검사를? 마")


def task_instead_of_goal(text: str, holder: str | None) -> list[Found]:
    """M1 with the words that show it: who of the helpers acts, what is given, which service is used."""
    facts = []
    acting = provider_acting(text)
    if acting:
        facts.append(Found(Mistake.M1, Why.PROVIDER_ACTS, (acting,)))
    named = holder_of(holder)
    if named and is_provider(named):
        facts.append(Found(Mistake.M1, Why.PROVIDER_HOLDS, (named,)))
    enabling = found(_ENABLING, text)
    if enabling:
        facts.append(Found(Mistake.M1, Why.ENABLING, enabling))
    elif not facts and not _person_acts(text):
        given = found(_GIVEN, text) or found(_GIVEN_WORDS, text) or found(_WORKS, text) or _unmeasured_means(text)
        if not given and not _OWN_FAMILY.search(text) and not _SOMEBODY_ACTS.search(text):
            given = found(_FOR_THEM, text)
        if given and not service_of_its_own(text) and not _of_one_self(text):
            facts.append(Found(Mistake.M1, Why.GIVING, given))
    if not facts:
        used = () if _BENEFIT.search(text) else found(_USE, text)
        bare = () if used else found(_BARE, text)
        if used:
            facts.append(Found(Mistake.M1, Why.SERVICE_USE, used))
        elif bare and not service_of_its_own(text):
            facts.append(Found(Mistake.M1, Why.BARE_SERVICE, bare))
    return facts


def _unmeasured_means(text: str) -> tuple[str, ...]:
    hit = _BY_MEANS.search(text)
    if not hit or has_amount(hit["rest"]) or is_event(hit["rest"]):
        return ()
    return (hit["words"].strip(" ,"),)


def _person_acts(text: str) -> bool:
    """A person of the household is the subject: "어머니는 … 아침밥을 제공한다" is her own doing."""
    owner = owner_in(text)
    return owner is not None and owner.subject


# "약 복용을 스스로 점검한다", "이웃에게 반찬을 전달한다": the person does it, though nobody is named.
_SELF = pattern("스스로|직접|혼자|본인이|(?:이웃|친구|회원|동네|주민)(?:들)?(?: [가-힣]{1,4}?)?(?:에게|께|과|와)(?=[ ,])")


def _of_one_self(text: str) -> bool:
    return bool(_SELF.search(text))


def service_of_its_own(text: str) -> list[Found]:
    """M2 with the words: sessions done, attendance, satisfaction or completion of one service (R107).

    A measure of the person beside them ("월 10일에서 7일로") makes it the person's objective.
    """
    if from_to(text) and not _SATISFACTION.search(text):
        return []
    facts = []
    if _ATTENDANCE.search(text) and not _SCHOOL.search(text):
        facts.append(Found(Mistake.M2, Why.ATTENDANCE, found(_ATTENDANCE, text)))
    if _SATISFACTION.search(text) and not _LIFE.search(text):
        facts.append(Found(Mistake.M2, Why.SATISFACTION, found(_SATISFACTION, text)))
    if not facts and not _BELONGING.search(text):
        sessions = found(_SESSIONS, text)
        course = () if sessions else found(_COURSE, text)
        if sessions:
            facts.append(Found(Mistake.M2, Why.SESSIONS, sessions))
        elif course:
            facts.append(Found(Mistake.M2, Why.COURSE, course))
    return facts
