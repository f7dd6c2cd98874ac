"""Duties that follow from what was assessed (P-22, P-23): shown, never declined."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from resmap.domain.case import COUPLE, FAMILY, Case, Need
from resmap.domain.codes import DutyCode
from resmap.domain.household import MINOR_BELOW, facts_of, holders

#: From this age abuse is elder abuse (노인복지법 §1의2).
ELDER_FROM = 65
#: From this severity on suicide risk is acted upon the same day.
SUICIDE_SEVERITY = 3

#: Duties for which somebody calls now: the reports of abuse (P-23) and the risk of suicide. Each stands before
#: every next step until it was done, or until somebody wrote down why not yet; it needs no consent, and the
#: suspected person is never told. The other duties are standing cautions (P-22).
REPORTS = frozenset(
    {
        DutyCode.CHILD_ABUSE_REPORT,
        DutyCode.ELDER_ABUSE_REPORT,
        DutyCode.DISABILITY_ABUSE_REPORT,
        DutyCode.SUICIDE_RISK,
    }
)

#: All that police and fire service pass on about an attempted suicide (P-24), and all that is kept of it.
#: On request it is destroyed at once.
SUICIDE_STATUTE_FIELDS = ("name", "birth_date", "address", "phone")

_ABUSE = frozenset({"SAF13", "SAF14"})
_ABUSE_OF_DISABLED = frozenset({"SAF13", "SAF22", "SAF23"})


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty; ``facts`` say what called for it, without names."""

    code: DutyCode
    facts: dict = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Handled:
    """What became of a duty: ``reported`` (acted upon), or ``justified`` in words why not yet."""

    code: DutyCode
    reported: bool = False
    justified: str = ""

    @property
    def settled(self) -> bool:
        return self.reported or bool(self.justified.strip())


def open_reports(duties: Iterable[Duty], handled: Iterable[Handled]) -> tuple[Duty, ...]:
    """What is still owed of them: it hinders every step (P-23) and cannot be declined."""
    settled = {one.code for one in handled if one.settled}
    return tuple(duty for duty in duties if duty.code in REPORTS and duty.code not in settled)


def duties_of(case: Case) -> tuple[Duty, ...]:
    """All duties of a case, in a fixed order."""
    found: list[Duty] = []
    client = case.client

    minors = _held(case, _ABUSE, lambda age: age < MINOR_BELOW)
    if minors:
        found.append(Duty(DutyCode.CHILD_ABUSE_REPORT, {"needs": minors, "call": "112"}))
    elders = _held(case, _ABUSE, lambda age: age >= ELDER_FROM)
    if elders:
        found.append(Duty(DutyCode.ELDER_ABUSE_REPORT, {"needs": elders, "call": "1577-1389"}))
    disabled = sorted(
        {
            need.code
            for need in case.needs
            if need.code in _ABUSE_OF_DISABLED and _disabled(case, need)
        }
    )
    if disabled:
        found.append(
            Duty(DutyCode.DISABILITY_ABUSE_REPORT, {"needs": disabled, "call": "1644-8295"})
        )
    risk = [need.severity for need in case.needs if need.code == "HLT22"]
    if "suicidal_ideation" in case.facts or any(s >= SUICIDE_SEVERITY for s in risk):
        found.append(Duty(DutyCode.SUICIDE_RISK, {"call": "109"}))
    if unsafe_at_home(case):
        found.append(Duty(DutyCode.NO_CONTACT_VIA_HOME_ADDRESS))
    if client.protected_from or "exploitation_suspected" in case.facts:
        found.append(Duty(DutyCode.DO_NOT_NOTIFY_SUSPECT))
    return tuple(found)


def unsafe_at_home(case: Case) -> bool:
    """Whether nobody may write, call or come to the client's home: somebody there would learn of it (P-22)."""
    return case.client.protected or "dv_active" in case.facts


def in_danger(case: Case) -> bool:
    """Whether somebody close may be the danger: then nobody of the household introduces, and no
    tie is strengthened (practice §2.10 rules 11, 12)."""
    by_need = any(need.code.startswith("SAF") for need in case.needs)
    feared = bool(case.client.protected_from) or "exploitation_suspected" in case.facts
    return by_need or feared or unsafe_at_home(case)


def _held(case: Case, codes: frozenset[str], fits) -> list[str]:
    """Need codes among ``codes`` that somebody of fitting age holds."""
    return sorted(
        {
            need.code
            for need in case.needs
            if need.code in codes
            and any(m.age is not None and fits(m.age) for m in holders(case.client, need.holder))
        }
    )


def _disabled(case: Case, need: Need) -> bool:
    """The holder has a disability: by the client's facts (contract: client's and holder's) or own."""
    wanted = {"disability", "developmental_disability"}
    members = holders(case.client, need.holder)
    if need.holder in (COUPLE, FAMILY) or not members:
        return bool(wanted & case.facts)
    return any(wanted & facts_of(case.client, member) for member in members)
