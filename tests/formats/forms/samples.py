"""Invented values for every sheet, and every sheet made of them, full and empty."""

from functools import partial

from resmap.formats.forms import sheets
from resmap.formats.forms.model import Form, Tick, joined
from resmap.words import say


def label(key: str, locale: str = "ko", **facts) -> str:
    return say(f"forms.{key}", locale, **facts)


KO, EN = partial(label, locale="ko"), partial(label, locale="en")
OFFICE = sheets.Issuer("가람동 주민센터", "복지팀", "한소리", "02-000-1234", "가람로 100", "가람동장")
ROLES = ("담당", "팀장", "동장")
LONG = "혼자 지내시는 시간이 길어 끼니를 거르시는 날이 많고, 계단이 가파른 집이라 장을 보러 나가기 어려우셔서 반찬 배달과 안부 확인을 함께 부탁드립니다."

PLAN = sheets.PlanSheet(
    OFFICE, "2026-0017", "나들이", "1948. 3. 2.", "한소리",
    "석 달 안에 하루 두 끼를 드신다.", "한 해 안에 이웃 두 사람과 매주 만나신다.",
    (
        sheets.PlanLine("3개월 안에 하루 두 끼 이상 드시는 날이 주 6일 이상이 된다.", "반찬 배달과 안부 확인", "1", "초기",
                        "2026. 4. 1.", "2026. 6. 30.", "2", "가람반찬나눔회", "이모래", "정기 접촉", "achieved"),
        sheets.PlanLine("3개월 안에 하루 두 끼 이상 드시는 날이 주 6일 이상이 된다.", "경로식당 함께 가기", "2", "초기",
                        "2026. 4. 1.", "2026. 6. 30.", "1", "가람종합복지관 재가팀", "박바다", "제공 기관", "extended"),
        sheets.PlanLine("6개월 안에 매주 만나는 이웃이 두 사람 이상이 된다.", LONG, "3", "중기", "2026. 5. 1.",
                        "2026. 10. 31.", "1", "가람동 통장", "최하늘", "주변의 이야기"),
    ),
    opinion="“집에서 계속 살고 싶어요. 밥을 같이 먹을 사람이 있으면 좋겠어요.”",
    deferred=(("부채 해결의 욕구", "당사자가 먼저 건강을 돌보고 싶어 하심"),),
    shared_with=("가람반찬나눔회: 부르는 이름, 배달 시간과 곳", "가람종합복지관 재가팀: 성명, 출생연도, 전화, 부탁"),
    from_day="2026년 4월 1일", takes_part=True, version="2판", roles=ROLES,
)  # fmt: skip

SCHEDULE = sheets.ScheduleSheet(
    OFFICE, "나들이", "2026년 4월 1일 ~ 6월 30일",
    (
        sheets.ScheduleDay("월", (sheets.ScheduleItem("반찬이 옵니다", "오전 11시", "이모래 님", "집"),
                                 sheets.ScheduleItem("안부 전화", "오후 3시", "한소리", "전화"))),
        sheets.ScheduleDay("수", (sheets.ScheduleItem("함께 점심을 먹으러 갑니다", "낮 12시", "박바다 님", "가람종합복지관"),)),
        sheets.ScheduleDay("금", (sheets.ScheduleItem("반찬이 옵니다", "오전 11시", "이모래 님", "집"),)),
    ),
    (sheets.ScheduleItem("병원 가는 날 함께 가기", "정해지면 전화", "최하늘 님"),),
    ("약은 아침을 드신 뒤에 드세요.", "문이 잠겨 있으면 전화를 드립니다."),
)  # fmt: skip

LETTER = sheets.ReferralLetter(
    OFFICE, "R-2026-031", "2026년 4월 1일", "가람종합복지관", "재가팀", "박바다",
    (("성명", "나들이"), ("출생연도", "1948년"), ("연락처", "010-0000-0000"), ("안전한 연락", "오전에 전화")),
    LONG, "경로식당 이용과 식당까지 함께 가 주실 분", "2주 안에", ("계단이 어려움", "큰 소리로 말씀해 주세요"),
    ("반찬 배달(가람반찬나눔회)",), "C-2026-044", "2026년 4월 8일", ROLES,
)  # fmt: skip
SLIP = sheets.ReplySlip(OFFICE, "R-2026-031", "나들이 (1948년)", "", "경로식당 이용", "2026년 4월 8일")

VISIT = sheets.VisitSheet(
    OFFICE, "나들이", "2026년 5월 6일", "가람로 1 가람빌라 201호", "contact",
    tuple(sheets.VisitService(one, "주 1회") for one in (
        "반찬 배달", "경로식당 동행", "안부 전화", "이동 목욕", "말벗", "병원 동행", "집수리", "글 배우기")),
    ("초인종 대신 전화를 먼저 드립니다.", "오전 11시 뒤에 갑니다."), ("지난번에 말씀하신 보일러",),
)  # fmt: skip
EVALUATION = sheets.EvaluationSheet(
    OFFICE, "나들이 님", "E-0311", ("반찬 배달", "경로식당 함께 가기"),
    (sheets.Question("약속한 날에 왔나요?", ("늘", "가끔 빠짐", "자주 빠짐")), sheets.Question("새로 필요한 것이 있나요?")),
    "2026년 6월 10일", "담당자가 찾아갈 때 주시거나 동 주민센터 상자에 넣어 주세요.",
)  # fmt: skip
CONSENT = sheets.ConsentSheet(
    OFFICE, "나들이", "1948. 3. 2.",
    (
        sheets.ConsentItem("개인정보 수집·이용", "사례관리와 서비스 연계", "성명, 생년월일, 연락처, 주소, 가구 사항",
                           "종결 뒤 5년", refusing="사례관리를 시작할 수 없지만, 이용할 곳은 알려 드립니다.", given=True),
        sheets.ConsentItem("제3자에게 알리기", "경로식당 이용 의뢰", "성명, 출생연도, 전화, 부탁", "2026년 12월 31일까지",
                           "가람종합복지관 재가팀", given=False),
        sheets.ConsentItem("민감정보", "건강에 맞는 서비스 찾기", "건강 상태", "종결 뒤 5년"),
        sheets.ConsentItem("이웃과 연락하기", "안부 확인", "부르는 이름, 시간", "2026년 12월 31일까지", "최하늘(통장)"),
        sheets.ConsentItem("사후관리", "종결 뒤 안부 연락", "연락처", "종결 뒤 6개월"),
    ),
    ("나무", "어머니"), version="2026-1",
)  # fmt: skip
INTAKE = sheets.IntakeSheet(
    OFFICE, "2026년 3월 2일", "한소리", "방문", "1차", "2026-0017",
    sheets.Person("나들이", "1948. 3. 2.", "여", "010-0000-0000", "오전에 전화, 문자는 안 됨", "가람로 1"),
    sheets.Person("최하늘", phone="010-0000-0001", relation="이웃(통장)"), "통장이 알림", sheets.Person(),
    "노인 단독 가구", (sheets.FamilyMember("아들", "나무", "52", "따로", "회사원", "모름"),), "기초연금", "다세대 월세", "500/30",
    "혈압", "없음", "지팡이", "없음", (("반찬 배달", "가람반찬나눔회"), ("기초연금", "국민연금공단")),
    "“혼자라 라면만 먹어요.”", LONG * 3, "끼니를 자주 거르심", "겨울에 넘어질 수 있음", "이웃과 사이가 좋으심", "외출이 어려움",
    (Tick("사례관리로 이어 감", True), Tick("다른 기관에 의뢰"), Tick("한 번의 서비스 연계"), Tick("정보를 알려 드림")),
    (("욕구의 복합성", "끼니와 이동, 외로움이 얽혀 있음"), ("급한 정도", "2주 안"), ("스스로 하는 힘", "전화를 거실 수 있음"),
     ("기관의 범위", "동에서 할 수 있음")), ROLES,
)  # fmt: skip
CLOSING = sheets.ClosingReport(
    OFFICE, "2026-0017", "나들이", "2026년 12월 1일", "목표 달성", "2026년 3월 2일",
    (sheets.Outcome("하루 두 끼 이상 드시는 날이 주 6일 이상", "식사 기록", "주 2일", "주 6일", "달성"),
     sheets.Outcome("매주 만나는 이웃이 두 사람 이상", "만남 기록", "0명", "1명", "일부")),
    "반찬 배달, 경로식당 동행", (("부채 해결", "신용회복 상담으로 이어 감"),), (("가람종합복지관 재가팀", "2026년 11월 20일"),),
    "이웃 한 사람과 매주 만나심", "경로식당을 스스로 다니심", "“고마워요. 또 와도 되지요?”", "6개월, 1·3·6개월에 전화",
    (Tick("서로의 마음을 나누었습니다", True), Tick("다시 부탁하는 방법을 알려 드렸습니다", True), Tick("유지 계획을 함께 세웠습니다")),
    "사례회의 2026년 11월 15일", ROLES,
)  # fmt: skip
AGAIN = sheets.AskAgain(
    OFFICE, "나들이", (("밥을 못 드실 때", "가람동 주민센터 한소리", "02-000-1234"), ("외로우실 때", "최하늘 통장", "010-0000-0001")),
    ("수요일마다 경로식당에 간다.", "월요일에 이웃에게 전화한다."), "1월, 3월, 6월에 한소리가 전화드립니다.",
)  # fmt: skip
HANDOVER = sheets.HandoverPackage(
    OFFICE, "2026-0017", "나들이 (1948년)", "나루동 주민센터", "강물결", "전출", "2026년 12월 1일", "C-2026-090",
    (sheets.HandedPaper("서비스 제공계획 및 점검표 2판", "2026. 4. ~ 6.", "2", "C-2026-090"),
     sheets.HandedPaper("종결 보고서", "2026. 12.", "2", "C-2026-090")),
    ("상담 기록",), ("경로식당 이용을 나루동에서 이어 주세요.",),
)  # fmt: skip
MINUTES = sheets.ConferenceMinutes(
    OFFICE, "통합사례회의", "2026년 3월 20일 오후 2:00", "가람동 주민센터 회의실", False,
    (sheets.Attendee("한소리", "가람동 주민센터", "사례관리자"), sheets.Attendee("박바다", "가람종합복지관", "협력 기관")),
    (("사례 가", LONG, "일반사례로 정함. 급한 위험이 없고 이웃이 돕고 있음."),), LONG * 2, ("사례 가: 끼니와 이동에 관한 부탁만",),
    "2026년 4월 20일", ROLES,
)  # fmt: skip
RECEIPTS = sheets.ReceiptList(
    OFFICE, "겨울 이불", "가람상인회", "난방이 어려운 집", "2026년 12월 5일",
    tuple(sheets.ReceiptLine(f"당사자 {n}", "겨울 이불", "1") for n in range(1, 41)), ROLES,
)  # fmt: skip
INFO = sheets.InfoSheet(
    OFFICE, "나들이", (
        sheets.InfoPlace("가람종합복지관 재가팀", "점심, 식당까지 함께 가기", "02-000-5678", "가람로 10", "평일 9~18시",
                         "전화로 신청", ("신분증", "통장 사본")),
        sheets.InfoPlace("여성긴급전화", "폭력을 피하고 싶을 때", "1366", how="언제든지 전화"),
    ), "2026년 4월 1일",
)  # fmt: skip

FULL = (
    (sheets.plan_sheet, PLAN), (sheets.schedule_sheet, SCHEDULE), (sheets.referral_letter, LETTER),
    (sheets.reply_slip, SLIP), (sheets.visit_sheet, VISIT), (sheets.evaluation_sheet, EVALUATION),
    (sheets.consent_sheet, CONSENT), (sheets.intake_sheet, INTAKE), (sheets.closing_report, CLOSING),
    (sheets.how_to_ask_again, AGAIN), (sheets.handover_package, HANDOVER), (sheets.conference_minutes, MINUTES),
    (sheets.receipt_list, RECEIPTS), (sheets.info_sheet, INFO),
)  # fmt: skip
EMPTY = (
    (sheets.plan_sheet, sheets.PlanSheet(OFFICE, "", "", "", "")),
    (sheets.schedule_sheet, sheets.ScheduleSheet(OFFICE, "나들이")),
    (sheets.referral_letter, sheets.ReferralLetter(OFFICE, "", "", "")),
    (sheets.reply_slip, sheets.ReplySlip(OFFICE, "", "")),
    (sheets.visit_sheet, sheets.VisitSheet(OFFICE, "")),
    (sheets.evaluation_sheet, sheets.EvaluationSheet(OFFICE, "나들이 님", "")),
    (sheets.consent_sheet, sheets.ConsentSheet(OFFICE, "")),
    (sheets.intake_sheet, sheets.IntakeSheet(OFFICE)),
    (sheets.closing_report, sheets.ClosingReport(OFFICE, "", "", "", "")),
    (sheets.how_to_ask_again, sheets.AskAgain(OFFICE, "나들이")),
    (sheets.handover_package, sheets.HandoverPackage(OFFICE, "", "", "")),
    (sheets.conference_minutes, sheets.ConferenceMinutes(OFFICE, "", "")),
    (sheets.receipt_list, sheets.ReceiptList(OFFICE, "")),
    (sheets.info_sheet, sheets.InfoSheet(OFFICE)),
)  # fmt: skip


def made(pair, locale: str = "ko") -> Form:
    build, values = pair
    return build(values, KO if locale == "ko" else EN, locale)


def letter_with_slip() -> Form:
    return joined(sheets.referral_letter(LETTER, KO), sheets.reply_slip(SLIP, KO))
