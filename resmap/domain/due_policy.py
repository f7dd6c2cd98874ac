"""How long something may take: one table of terms, with the numbers an office may set itself.

A number comes from the sources where they have one (``Term.source`` names the rule); ``[K]``
marks a number of our own that no source gives and a practitioner should confirm. What the law
or the manual sets can be made shorter by an office, never longer (:data:`LONGEST`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from resmap.domain.working_days import Count


class DueKind(StrEnum):
    """Everything that can be due in a case, in the order of the work."""

    DUTY_REPORT = "DUTY_REPORT"
    EMERGENCY_REVIEW = "EMERGENCY_REVIEW"
    MANAGER = "MANAGER"
    FIRST_CONTACT = "FIRST_CONTACT"
    FIRST_CONTACT_URGENT = "FIRST_CONTACT_URGENT"
    INTERVIEW = "INTERVIEW"
    INTAKE_OUTCOME = "INTAKE_OUTCOME"
    ASSESSMENT = "ASSESSMENT"
    SELECTION = "SELECTION"
    PLAN = "PLAN"
    PLAN_SPAN = "PLAN_SPAN"
    CONTACT = "CONTACT"
    MONITORING = "MONITORING"
    PLAN_LINE_END = "PLAN_LINE_END"
    PLAN_END = "PLAN_END"
    REFERRAL_REPLY = "REFERRAL_REPLY"
    REFERRAL_START = "REFERRAL_START"
    REFERRAL_ASK_AGAIN = "REFERRAL_ASK_AGAIN"
    APPEAL = "APPEAL"
    APPEAL_DECISION = "APPEAL_DECISION"
    SHEET_RETURN = "SHEET_RETURN"
    REASSESSMENT = "REASSESSMENT"
    REASSESSMENT_ASKED = "REASSESSMENT_ASKED"
    EVALUATION = "EVALUATION"
    CLOSING_PREPARATION = "CLOSING_PREPARATION"
    REFER_ON = "REFER_ON"
    FOLLOW_UP = "FOLLOW_UP"
    CONSENT_EXPIRY = "CONSENT_EXPIRY"
    HELPER_END = "HELPER_END"
    DATA_REQUEST = "DATA_REQUEST"
    ADVICE_ASKED = "ADVICE_ASKED"
    ADVICE_GIVEN = "ADVICE_GIVEN"
    TASK = "TASK"


class ContactLevel(StrEnum):
    """How closely a household is kept in touch with (practice §2.3)."""

    URGENT = "urgent"
    INTENSIVE = "intensive"
    GENERAL = "general"
    SIMPLE = "simple"


class AppealLaw(StrEnum):
    """Under which law an appeal (이의신청) is made; each has its own deadline (P-30, R147)."""

    SOCIAL_SECURITY = "social_security"
    EMERGENCY_WELFARE = "emergency_welfare"


#: The article to be cited (practice §2.1).
ARTICLES: Mapping[AppealLaw, str] = MappingProxyType(
    {AppealLaw.SOCIAL_SECURITY: "사회보장급여법 §17", AppealLaw.EMERGENCY_WELFARE: "긴급복지지원법 §16"}
)


@dataclass(frozen=True, slots=True)
class Term:
    """A period in days. From ``warn`` days before its end it is due, before that it is coming.

    Where the end itself is given (a plan's last day, a consent's), ``days`` is 0 and only ``warn`` counts.
    """

    days: int
    warn: int = 0
    count: Count = Count.CALENDAR
    source: str = "[K]"


_K = DueKind

#: The usual terms. Where a source says "10 days or so" (10일 내외) the number is taken as it stands.
TERMS: Mapping[DueKind, Term] = MappingProxyType(
    {
        _K.DUTY_REPORT: Term(0, source="P-23"),
        _K.EMERGENCY_REVIEW: Term(1, 1, source="P-11"),
        _K.MANAGER: Term(0, source="R003, R031"),
        _K.FIRST_CONTACT: Term(3, 1, Count.WORKING, "R016 [K]"),
        _K.FIRST_CONTACT_URGENT: Term(0, source="R005, practice §2.3 [K]"),
        _K.INTERVIEW: Term(7, 2, source="R009 [K]"),
        _K.INTAKE_OUTCOME: Term(10, 2, source="R003, R051 [K]"),
        _K.ASSESSMENT: Term(10, 3, source="practice §2.1"),
        _K.SELECTION: Term(5, 2, source="practice §2.1"),
        _K.PLAN: Term(15, 5, source="practice §2.1"),
        _K.PLAN_SPAN: Term(30, 5, source="practice §2.1"),
        _K.CONTACT: Term(0, 2, source="R003, practice §2.3 [K]"),
        _K.MONITORING: Term(31, 5, source="R156 [K]"),
        _K.PLAN_LINE_END: Term(0, 14, source="R121, R125 [K]"),
        _K.PLAN_END: Term(0, 30, source="R125 [K]"),
        _K.REFERRAL_REPLY: Term(7, 1, source="R003, R167 [K]"),
        _K.REFERRAL_START: Term(14, 3, source="R167 [K]"),
        _K.REFERRAL_ASK_AGAIN: Term(0, 3, source="R144 [K]"),
        _K.APPEAL: Term(0, 30, source="R147, P-30"),
        _K.APPEAL_DECISION: Term(10, 2, source="practice §2.1"),
        _K.SHEET_RETURN: Term(14, 3, source="R176 [K]"),
        _K.REASSESSMENT: Term(365, 30, source="R181"),
        _K.REASSESSMENT_ASKED: Term(10, 3, source="R175, R179, R180 [K]"),
        _K.EVALUATION: Term(14, 14, source="R185 [K]"),
        _K.CLOSING_PREPARATION: Term(0, 0, source="R204"),
        _K.REFER_ON: Term(0, source="R003, R194"),
        _K.FOLLOW_UP: Term(0, 7, source="R209"),
        _K.CONSENT_EXPIRY: Term(0, 30, source="P-05 [K]"),
        _K.HELPER_END: Term(0, 7, source="R032 [K]"),
        _K.DATA_REQUEST: Term(10, 3, source="P-18"),
        # A question stands on the supervisor's morning page from the first day, an answer on the worker's.
        _K.ADVICE_ASKED: Term(3, 10, Count.WORKING, "R042 [K]"),
        _K.ADVICE_GIVEN: Term(14, 366, source="R042 [K]"),
        _K.TASK: Term(0, 2, source="[K]"),
    }
)

#: What law or manual sets: an office may ask for less time, never allow more.
LONGEST: Mapping[DueKind, int] = MappingProxyType(
    {
        _K.DUTY_REPORT: 0,
        _K.EMERGENCY_REVIEW: 1,
        _K.REASSESSMENT: 365,
        _K.DATA_REQUEST: 10,
        _K.APPEAL_DECISION: 10,
    }
)

#: Days between two contacts (practice §2.3 [K]): same day and then twice a week, weekly, monthly, quarterly.
CONTACT_DAYS: Mapping[ContactLevel, int] = MappingProxyType(
    {ContactLevel.URGENT: 3, ContactLevel.INTENSIVE: 7, ContactLevel.GENERAL: 31, ContactLevel.SIMPLE: 92}
)

#: Days in which an appeal is made, from the day on which the decision was received (practice §2.1).
APPEAL_DAYS: Mapping[AppealLaw, int] = MappingProxyType(
    {AppealLaw.SOCIAL_SECURITY: 90, AppealLaw.EMERGENCY_WELFARE: 30}
)

#: No period is longer than this many days, no list longer than this many entries.
MOST_DAYS, MOST_ENTRIES = 1095, 400


@dataclass(frozen=True, slots=True)
class DuePolicy:
    """The terms of one municipality. Everything has the usual value where nothing else is said."""

    terms: Mapping[DueKind, Term] = field(default_factory=lambda: TERMS, hash=False)
    contact_days: Mapping[ContactLevel, int] = field(default_factory=lambda: CONTACT_DAYS, hash=False)
    appeal_days: Mapping[AppealLaw, int] = field(default_factory=lambda: APPEAL_DAYS, hash=False)
    follow_up_months: tuple[int, ...] = (1, 3, 6)
    closing_weeks: int = 8
    holidays: frozenset[date] = frozenset()

    def term(self, kind: DueKind) -> Term:
        return self.terms[kind]


USUAL = DuePolicy()


@dataclass(frozen=True, slots=True)
class PolicyFault:
    """One value that cannot be used: where it stands (``term.PLAN.days``), why, and what may stand there.

    ``code``: UNKNOWN_KEY, NOT_A_NUMBER, OUT_OF_RANGE, LONGER_THAN_THE_LAW, NOT_A_COUNT, NOT_A_DAY,
    NOT_A_LIST, NOT_A_TABLE, NOT_RISING.
    """

    path: str
    code: str
    allowed: str = ""


class PolicyError(ValueError):
    """An office's own terms cannot be used; ``faults`` are all of them, in the order of the file."""

    def __init__(self, faults: tuple[PolicyFault, ...]):
        super().__init__("; ".join(f"{fault.path}: {fault.code} {fault.allowed}".strip() for fault in faults))
        self.faults = faults


def policy_from(values: Mapping[str, Any]) -> DuePolicy:
    """The policy that a parsed TOML or JSON document says; what it leaves out stays as usual.

    ::

        closing_weeks = 10
        follow_up_months = [1, 3, 6, 12]
        holidays = ["2026-12-25"]
        [term.ASSESSMENT]
        days = 7
        count = "working"
        [contact_days]
        intensive = 5
        [appeal_days]
        social_security = 60

    Raises :class:`PolicyError` with everything that is wrong, so that one look is enough.
    """
    reader = _Reader()
    policy = reader.policy(values)
    if reader.faults:
        raise PolicyError(tuple(reader.faults))
    return policy


def policy_values(policy: DuePolicy) -> dict[str, Any]:
    """Only what differs from the usual, as plain values for TOML or JSON; read back by :func:`policy_from`."""
    found: dict[str, Any] = {}
    for name in ("closing_weeks", "follow_up_months"):
        value = getattr(policy, name)
        if value != getattr(USUAL, name):
            found[name] = list(value) if isinstance(value, tuple) else value
    if policy.holidays:
        found["holidays"] = [day.isoformat() for day in sorted(policy.holidays)]
    terms = {str(kind): _differs(term, TERMS[kind]) for kind, term in policy.terms.items()}
    tables = {
        "term": {kind: told for kind, told in terms.items() if told},
        "contact_days": {str(k): v for k, v in policy.contact_days.items() if v != CONTACT_DAYS[k]},
        "appeal_days": {str(k): v for k, v in policy.appeal_days.items() if v != APPEAL_DAYS[k]},
    }
    return found | {name: table for name, table in tables.items() if table}


def _differs(term: Term, usual: Term) -> dict[str, Any]:
    told = {"days": term.days, "warn": term.warn, "count": str(term.count)}
    before = {"days": usual.days, "warn": usual.warn, "count": str(usual.count)}
    return {name: value for name, value in told.items() if value != before[name]}


class _Reader:
    """Reads values and collects faults; a value that cannot be used leaves the usual one standing."""

    def __init__(self) -> None:
        self.faults: list[PolicyFault] = []

    def policy(self, values: Any) -> DuePolicy:
        if not isinstance(values, Mapping):
            self._fault("", "NOT_A_TABLE")
            return USUAL
        known = {"term", "contact_days", "appeal_days", "follow_up_months", "closing_weeks", "holidays"}
        self._unknown("", values, known)
        return DuePolicy(
            terms=MappingProxyType({**TERMS, **self._terms(values.get("term", {}))}),
            contact_days=self._by_name("contact_days", values, ContactLevel, CONTACT_DAYS, 366),
            appeal_days=self._by_name("appeal_days", values, AppealLaw, APPEAL_DAYS, None),
            follow_up_months=self._months(values.get("follow_up_months", list(USUAL.follow_up_months))),
            closing_weeks=self._whole("closing_weeks", values.get("closing_weeks", USUAL.closing_weeks), 0, 52),
            holidays=self._holidays(values.get("holidays", [])),
        )

    def _terms(self, table: Any) -> dict[DueKind, Term]:
        found = {}
        for name, told in self._items("term", table):
            path = f"term.{name}"
            if name not in DueKind.__members__:
                self._fault(path, "UNKNOWN_KEY", ", ".join(DueKind))
            elif not isinstance(told, Mapping):
                self._fault(path, "NOT_A_TABLE")
            else:
                found[DueKind[name]] = self._term(path, DueKind[name], told)
        return found

    def _term(self, path: str, kind: DueKind, told: Mapping) -> Term:
        usual = TERMS[kind]
        self._unknown(f"{path}.", told, {"days", "warn", "count"})
        days = self._whole(f"{path}.days", told.get("days", usual.days), 0, MOST_DAYS, LONGEST.get(kind))
        warn = self._whole(f"{path}.warn", told.get("warn", usual.warn), 0, MOST_DAYS)
        count = told.get("count", str(usual.count))
        if not isinstance(count, str) or count not in list(Count):
            self._fault(f"{path}.count", "NOT_A_COUNT", ", ".join(Count))
            count = usual.count
        elif kind in LONGEST and count != Count.CALENDAR:
            self._fault(f"{path}.count", "LONGER_THAN_THE_LAW", Count.CALENDAR)  # ten working days are fourteen
        return replace(usual, days=days, warn=warn, count=Count(count))

    def _by_name(self, name: str, values: Mapping, codes: type[StrEnum], usual: Mapping, most: int | None) -> Mapping:
        """A table of days by code; ``most`` None: the usual number is the law's, and the most."""
        found = dict(usual)
        by_value = {str(code): code for code in codes}
        for key, told in self._items(name, values.get(name, {})):
            path = f"{name}.{key}"
            if key not in by_value:
                self._fault(path, "UNKNOWN_KEY", ", ".join(by_value))
                continue
            code = by_value[key]
            found[code] = self._whole(path, told, 1, most or MOST_DAYS, usual[code] if most is None else None)
        return MappingProxyType(found)

    def _months(self, told: Any) -> tuple[int, ...]:
        if not isinstance(told, list | tuple) or len(told) > MOST_ENTRIES:
            self._fault("follow_up_months", "NOT_A_LIST")
            return USUAL.follow_up_months
        months = tuple(self._whole(f"follow_up_months.{n}", one, 1, 36) for n, one in enumerate(told))
        if list(months) != sorted(set(months)):
            self._fault("follow_up_months", "NOT_RISING")
        return months

    def _holidays(self, told: Any) -> frozenset[date]:
        if not isinstance(told, list | tuple | frozenset | set) or len(told) > MOST_ENTRIES:
            self._fault("holidays", "NOT_A_LIST")
            return frozenset()
        return frozenset(filter(None, (self._day(f"holidays.{n}", one) for n, one in enumerate(told))))

    def _day(self, path: str, told: Any) -> date | None:
        if type(told) is date:  # TOML knows dates; a date with a time is none
            return told
        try:
            return date.fromisoformat(told)
        except (TypeError, ValueError):
            self._fault(path, "NOT_A_DAY", "2026-12-25")
            return None

    def _whole(self, path: str, told: Any, least: int, most: int, law: int | None = None) -> int:
        if type(told) is not int:
            self._fault(path, "NOT_A_NUMBER", f"{least}-{most if law is None else law}")
        elif law is not None and told > law:
            self._fault(path, "LONGER_THAN_THE_LAW", f"{least}-{law}")
        elif not least <= told <= most:
            self._fault(path, "OUT_OF_RANGE", f"{least}-{most}")
        else:
            return told
        return least

    def _items(self, path: str, table: Any) -> list[tuple[str, Any]]:
        if isinstance(table, Mapping):
            return [(str(key), told) for key, told in table.items()]
        self._fault(path, "NOT_A_TABLE")
        return []

    def _unknown(self, path: str, table: Mapping, known: set[str]) -> None:
        for key in table:
            if key not in known:
                self._fault(f"{path}{key}", "UNKNOWN_KEY", ", ".join(sorted(known)))

    def _fault(self, path: str, code: str, allowed: str = "") -> None:
        self.faults.append(PolicyFault(path, code, allowed))
