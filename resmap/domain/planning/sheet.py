"""서비스제공 계획 및 점검표: the plan and check sheet ①-⑮ with the columns, order and words of the form (R114-R128).

The labels are the form's own (seed B:286-297) and are printed in Korean whatever the language of the
screen. The form's one paragraph of consent is split in two, because a signature under the first part
permits no disclosure (R127; P-05 to P-08).
"""

from dataclasses import dataclass
from datetime import date

from resmap.domain.planning.fulfilment import Fulfilment
from resmap.domain.planning.plan import CheckMethod

TITLE = "서비스제공 계획 및 점검표"


@dataclass(frozen=True, slots=True)
class SheetField:
    """One numbered place of the form; ``name`` is the attribute that fills it."""

    number: str
    name: str
    label: str

    @property
    def heading(self) -> str:
        """ "①관리번호"; unnumbered places have their label only."""
        return f"{self.number}{self.label}"


HEAD = (
    SheetField("①", "management_number", "관리번호"),
    SheetField("", "client_name", "대상자명"),
    SheetField("", "birth_date", "생년월일"),
    SheetField("", "manager", "담당사례관리자"),
)
#: ② holds two places side by side.
OUTCOMES_LABEL = "②성과목표"
OUTCOMES = (
    SheetField("②", "short_term", "단기 성과목표"),
    SheetField("②", "long_term", "장기 성과목표"),
)
COLUMNS = (
    SheetField("③", "objective", "개입 목표"),
    SheetField("④", "content", "서비스 내용"),
    SheetField("⑤", "priority", "우선 순위"),
    SheetField("⑥", "timing", "개입 시기"),
    SheetField("⑦", "starts_on", "서비스 시작일자"),
    SheetField("⑧", "ends_on", "서비스 종료일자"),
    SheetField("⑨", "per_week", "횟수 (회/1주당)"),
    SheetField("⑩", "provider", "제공 기관"),
    SheetField("⑪", "person", "담당자"),
    SheetField("⑫", "methods", "점검 방법"),
    SheetField("⑬", "fulfilment", "이행 여부"),
)
#: The boxes of ⑬, in the form's order.
BOXES = ((Fulfilment.MET, "달성"), (Fulfilment.EXTENDED, "연장"), (Fulfilment.REASSESS, "재사정"))
SIGNATURES = (
    SheetField("⑭", "signer", "성명"),
    SheetField("⑮", "manager_signs", "사례관리자"),
)
SEAL = "(인)"
#: Short words of ⑫, for a narrow column.
METHOD_LABELS = {
    CheckMethod.CONTACT: "정기 접촉",
    CheckMethod.AROUND: "주변 반응",
    CheckMethod.SCALES: "척도·기록",
    CheckMethod.PROVIDER: "제공기관",
}

#: Part 1 of the signed text (R126), word for word; the day is written into the gap.
CONSENT_TO_SERVICE = (
    "본인은 {day}부터 상기와 같은 서비스 제공 및 이용에 동의하며, 계획된 목표를 성취하기 위해 적극적으로 참여하고 "
    "협력할 것을 상호 약속합니다."
)
#: Part 2 as the form prints it (R127). It names no recipient, so that it is shown and kept as a separate consent.
CONSENT_TO_SHARING = (
    "더 나은 생활지원을 위해 협력하는 기관들과 본인 및 가족의 기초정보 및 서비스 진행과정에 대한 정보를 공유하는 것에 "
    "대해 동의합니다."
)
#: What must be said beside part 2, so that nobody takes it for more than it is (P-05, P-08).
SHARING_NOTE = (
    "이 동의는 위의 서비스 동의와 따로 받습니다. 정보를 받는 기관·항목·기간은 개별 동의서에 적고, 다른 가족은 스스로 동의합니다. "
    "동의하지 않아도 서비스를 이용할 수 있습니다."
)
EMPTY_DAY = "    년    월    일"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row ③-⑬. ``per_week`` times a week (0.5 = every second week); ``methods`` and ``fulfilment`` as ticked."""

    objective: str
    content: str
    priority: int | None = None
    timing: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    per_week: float | None = None
    provider: str = ""
    person: str = ""
    methods: frozenset[CheckMethod] = frozenset()
    fulfilment: Fulfilment | None = None


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """The whole sheet. ``management_number`` is generated and never a resident number (R115).

    Below the form's own places: ``opinion`` the client's (R034), ``deferred`` (need, reason) of what waits (R089),
    ``shared_with`` what other consents allow to be told to whom (R127), ``version`` which plan of the case it is.

    ``service_agreed_on`` and ``sharing_agreed_on`` are the days of the two parts, each None until
    signed; the second is a fact for the print only and releases nothing.
    """

    management_number: str
    client_name: str
    birth_date: date | None
    manager: str
    short_term: str
    long_term: str
    rows: tuple[SheetRow, ...]
    signer: str = ""
    manager_signs: str = ""
    service_agreed_on: date | None = None
    sharing_agreed_on: date | None = None
    signed_on: date | None = None
    opinion: str = ""
    deferred: tuple[tuple[str, str], ...] = ()
    shared_with: tuple[str, ...] = ()
    version: str = ""

    @property
    def sorted_rows(self) -> tuple[SheetRow, ...]:
        """By priority (⑤), rows without one last, else in the plan's order."""
        return tuple(sorted(self.rows, key=lambda row: (row.priority is None, row.priority or 0)))


def korean_day(value: date | None, empty: str = "") -> str:
    """ "2026년 11월 22일"; ``empty`` where there is none."""
    return f"{value.year}년 {value.month}월 {value.day}일" if value else empty


def short_day(value: date | None) -> str:
    """ "2026.11.22" for a narrow column."""
    return f"{value.year}.{value.month:02}.{value.day:02}" if value else ""


def cell(row: SheetRow, column: SheetField) -> str:
    """What stands in this column of the row, as the form has it: dates short, boxes ticked ▣ or empty ▫."""
    value = getattr(row, column.name)
    if column.name == "fulfilment":
        return " ".join(f"{'▣' if value is box else '▫'}{label}" for box, label in BOXES)
    if column.name == "methods":
        return ", ".join(METHOD_LABELS[one] for one in CheckMethod if one in value)
    if value is None:
        return ""
    if isinstance(value, date):
        return short_day(value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def head_texts(sheet: PlanSheet) -> tuple[tuple[str, str], ...]:
    """The first line of the form: heading and text of each place."""
    return tuple(
        (field.heading, short_day(value) if isinstance(value, date) else str(value or ""))
        for field in HEAD
        for value in [getattr(sheet, field.name)]
    )


def consent_texts(sheet: PlanSheet) -> tuple[tuple[str, date | None], tuple[str, date | None]]:
    """The two parts with the day of each; an unsigned part has None and an open day in its text."""
    day = korean_day(sheet.service_agreed_on, EMPTY_DAY)
    return (
        (CONSENT_TO_SERVICE.format(day=day), sheet.service_agreed_on),
        (CONSENT_TO_SHARING, sheet.sharing_agreed_on),
    )


def signature_texts(sheet: PlanSheet) -> tuple[str, str]:
    """ "⑭성명: 김○○ (인)" and "⑮사례관리자: 이○○ (인)"; both are needed (R128)."""
    names = (sheet.signer, sheet.manager_signs)
    return tuple(f"{field.heading}: {name} {SEAL}" for field, name in zip(SIGNATURES, names, strict=True))


def is_signed(sheet: PlanSheet) -> bool:
    """Both have signed and the service part has its day: only then may services start (R113, emergencies aside)."""
    return bool(sheet.signer.strip() and sheet.manager_signs.strip() and sheet.service_agreed_on)
