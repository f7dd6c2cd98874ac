"""Explained scoring: what a finding is worth, and that nothing is clamped or hidden."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.scoring import (
    Factor,
    Finding,
    Gate,
    Model,
    Verdict,
    neutral,
    speaks_against,
    speaks_for,
    unknown,
)

FINDINGS = {
    "for": speaks_for("yes", 0.5),
    "against": speaks_against("no", 0.5),
    "neutral": neutral("none"),
    "unknown": unknown("ask"),
}


def model(*factors: Factor, gates=()) -> Model:
    return Model("trial", "1", tuple(gates), factors)


@pytest.mark.parametrize(("name", "points"), [("for", 5), ("against", -5), ("neutral", 0), ("unknown", -10)])
def test_a_finding_is_worth_its_strength_and_not_knowing_costs_the_whole_weight(name, points):
    (line,) = model(Factor("trial", 10, lambda name: FINDINGS[name])).score(name).lines
    assert (line.points, line.of, line.verdict) == (points, 10, Verdict(name))


@pytest.mark.parametrize("strength", [-0.01, 1.01])
def test_a_strength_outside_nought_to_one_is_refused(strength):
    with pytest.raises(ValueError, match="strength of trial"):
        Finding(Verdict.FOR, "trial", strength)


@given(st.lists(st.tuples(st.sampled_from(list(Verdict)), st.floats(0, 1), st.integers(1, 40)), max_size=20))
def test_the_score_is_the_sum_of_its_lines_and_never_clamped(said):
    factors = [
        Factor(f"f{i}", weight, lambda _, v=verdict, s=strength: Finding(v, "c", s))
        for i, (verdict, strength, weight) in enumerate(said)
    ]
    card = model(*factors).score(None)
    assert card.score == round(sum(line.points for line in card.lines), 2)
    worst = -sum(weight for verdict, _, weight in said if verdict is Verdict.UNKNOWN)
    assert card.score >= worst - sum(weight for verdict, _, weight in said if verdict is Verdict.AGAINST) - 0.5


def test_a_score_may_be_far_below_nought():
    factors = [Factor(f"f{i}", 100, lambda _: unknown("ask")) for i in range(3)]
    assert model(*factors).score(None).score == -300


def test_no_line_is_worth_minus_nought():
    (line,) = model(Factor("trial", 10, lambda _: speaks_against("no", 0.0))).score(None).lines
    assert str(line.points) == "0.0"


def test_facts_are_carried_into_the_line():
    (line,) = model(Factor("trial", 1, lambda _: speaks_for("yes", 1.0, days=3))).score(None).lines
    assert (line.reason, dict(line.facts)) == ("yes", {"days": 3})


def test_a_model_is_known_by_name_and_version():
    assert model().label == "trial 1"


def test_every_gate_is_judged_even_after_one_failed():
    gates = [Gate("A", lambda _: speaks_against("A")), Gate("B", lambda _: neutral("fits"))]
    judged = model(gates=gates).judge_gates(None)
    assert [(gate.code, finding.verdict) for gate, finding in judged] == [
        ("A", Verdict.AGAINST),
        ("B", Verdict.NEUTRAL),
    ]
