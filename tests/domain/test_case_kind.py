"""General or special case is proposed with reasons and decided by the supervisor (R041)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap import words
from resmap.domain.case_kind import KindGap, SpecialReason, WeighedNeed, kind_gaps, propose_kind
from resmap.domain.need_graph import Link, LinkKind
from resmap.domain.stages import CaseKind

R = SpecialReason


def reasons(*needs: WeighedNeed, links=(), ties: int = 1) -> list[SpecialReason]:
    return [reason.code for reason in propose_kind(needs, links, ties).reasons]


@pytest.mark.parametrize(
    ("code", "severity", "expected"),
    [
        ("SAF11", 2, []), ("SAF11", 3, [R.SAFETY]), ("SAF22", 3, [R.SAFETY]), ("HLT22", 1, []),
        ("HLT22", 2, [R.SUICIDE]), ("HLT23", 2, []), ("HLT23", 3, [R.MENTAL_ILLNESS]), ("HLT24", 4, [R.MENTAL_ILLNESS]),
        ("ECO16", 4, []), ("HLT12", 4, []),
    ],
)  # fmt: skip
def test_safety_and_mind_call_for_a_special_case_from_a_severity_on(code, severity, expected):
    assert reasons(WeighedNeed("n", code, severity)) == expected


def chain(*codes: str, severity: int = 1) -> dict:
    needs = [WeighedNeed(f"n{n}", code, severity) for n, code in enumerate(codes)]
    links = [Link(a.id, b.id, LinkKind.CAUSES) for a, b in zip(needs, needs[1:], strict=False)]
    return {"needs": needs, "links": links}


def linked(codes: tuple[str, ...], ties: int = 0, severity: int = 1) -> bool:
    made = chain(*codes, severity=severity)
    return propose_kind(made["needs"], made["links"], ties).special


def test_three_linked_needs_in_three_domains_with_nobody_near_are_special():
    assert linked(("JOB11", "ECO12", "SOC13"))
    assert not linked(("JOB11", "ECO12", "SOC13"), ties=1)
    assert not linked(("JOB11", "ECO12", "ECO22"))
    assert not linked(("JOB11", "ECO12"))
    assert not linked(("JOB11", "ECO12", "SOC13"), severity=0)


@given(st.lists(st.sampled_from(["ECO11", "SOC11", "DLY11", "EDU21", "JOB11", "ENV13"]), max_size=20), st.integers(0, 4))
def test_many_unlinked_needs_never_make_a_special_case(codes, severity):
    needs = [WeighedNeed(f"n{n}", code, severity) for n, code in enumerate(codes)]
    assert not propose_kind(needs, (), 0).special


@pytest.mark.parametrize("kind", list(CaseKind))
def test_the_supervisor_decides_and_says_why_when_leaving_the_proposal(kind):
    proposal = propose_kind([WeighedNeed("n", "HLT22", 4)], (), 3)
    assert proposal.kind is CaseKind.SPECIAL
    gaps = kind_gaps(proposal, kind, by_supervisor=False, reason=" ")
    assert gaps == ((KindGap.SUPERVISOR,) if kind is CaseKind.SPECIAL else (KindGap.SUPERVISOR, KindGap.REASON))
    assert kind_gaps(proposal, kind, by_supervisor=True, reason="병원과 이미 함께 보고 있음") == ()


def test_reasons_and_gaps_have_their_words():
    for locale in ("ko", "en"):
        assert all(words.say(f"need_graph.special_reason.{code}", locale, names="x") for code in R)
        assert all(words.say(f"need_graph.case_kind_gap.{code}", locale) for code in KindGap)
        assert all(words.say(f"need_graph.case_kind.{code}", locale) for code in CaseKind)
