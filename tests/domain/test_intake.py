"""Four outcomes from four factors; a kind no with something else instead; nobody is blamed (R051-R062)."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap import words
from resmap.domain import intake as module
from resmap.domain.intake import (
    BLOCKING,
    FORM_ORDER,
    Complexity,
    Door,
    Factors,
    Intake,
    IntakeGap,
    Outcome,
    ProblemSort,
    ProposalRule,
    Strength,
    Support,
    Weakness,
    Will,
    may_send,
    propose,
    rule_intake,
)
from resmap.domain.neutral import judging

factors = st.builds(Factors, *[st.none() | st.sampled_from(list(enum)) for enum in (ProblemSort, Complexity, Will, Support)])
intakes = st.builds(
    Intake, factors, st.lists(st.sampled_from(list(Outcome)), unique=True).map(tuple), st.none() | st.just("manager"),
    st.sampled_from(["", " ", "까닭"]), *[st.booleans()] * 4, st.frozensets(st.sampled_from(list(Strength))),
    st.booleans(), st.booleans(),
)  # fmt: skip


def judged(problem="life", complexity="single", will="wants", support="here") -> tuple[str, str]:
    found = propose(Factors(ProblemSort(problem), Complexity(complexity), Will(will), Support(support)))
    return str(found.outcome), str(found.rule)


def test_there_are_four_outcomes_and_four_factors():
    assert len(Outcome) == 4 and len(fields(Factors)) == 4
    assert len(Strength) == 6 and len(Weakness) == 6


@pytest.mark.parametrize(
    ("case", "outcome", "rule"),
    [
        ({"problem": "safety", "will": "not_now"}, "case", "SAFETY_FIRST"),
        ({"complexity": "linked"}, "case", "HANGS_TOGETHER"),
        ({"complexity": "linked", "will": "not_now"}, "information", "NOT_NOW"),
        ({"complexity": "several", "support": "together"}, "case", "WITH_OTHERS"),
        ({"problem": "income"}, "benefit", "BENEFIT"),
        ({"problem": "income", "complexity": "several", "support": "not_known"}, "benefit", "BENEFIT"),
        ({"problem": "service"}, "service", "SERVICE"),
        ({"complexity": "several"}, "service", "SERVICE"),
        ({"support": "elsewhere"}, "information", "ELSEWHERE"),
        ({"support": "not_known"}, "case", "LOOK_FURTHER"),
        ({"problem": "question"}, "information", "QUESTION"),
    ],
)
def test_an_outcome_is_proposed_with_its_rule(case, outcome, rule):
    assert judged(**case) == (outcome, rule)


def test_several_things_that_are_not_linked_open_no_case_by_themselves():
    assert judged(complexity="several")[0] == "service"


def test_an_application_may_stand_beside_a_case():
    found = propose(Factors(ProblemSort.INCOME, Complexity.LINKED, Will.WANTS, Support.HERE))
    assert found.outcome is Outcome.CASE and found.beside == (Outcome.BENEFIT,)


@given(factors)
def test_nothing_is_proposed_before_all_four_factors_are_judged(one):
    assert (propose(one) is None) == bool(one.missing)


@given(factors)
def test_danger_always_opens_a_case(one):
    whole = replace(one, problem=ProblemSort.SAFETY)
    assert whole.missing or propose(whole).outcome is Outcome.CASE


@given(intakes)
def test_a_person_decides_and_says_why_when_leaving_the_proposal(one):
    ruling = rule_intake(one)
    if ruling.decided:
        assert one.decided_by and one.outcomes and not one.factors.missing
        assert ruling.proposal.outcome in one.outcomes or one.reason.strip()
    assert set(ruling.blocks) <= BLOCKING and not BLOCKING & set(ruling.hints)


@given(intakes)
def test_only_the_third_outcome_opens_a_case(one):
    assert rule_intake(one).opens_case == (Outcome.CASE in one.outcomes)


@given(intakes)
def test_information_alone_sends_nothing_of_the_client(one):
    told = replace(one, outcomes=(Outcome.INFORMATION,), sends=True)
    assert IntakeGap.SENDS_NOTHING in rule_intake(told).blocks and not may_send(told.outcomes)


@given(intakes)
def test_nobody_is_turned_away_with_nothing_unnoticed(one):
    told = rule_intake(replace(one, outcomes=(Outcome.INFORMATION,)))
    assert told.considerate
    assert (IntakeGap.ALTERNATIVE in told.hints) == (not one.alternative)
    assert (IntakeGap.WAY_BACK in told.hints) == (not one.way_back)


def test_a_whole_intake_has_no_gap():
    whole = Intake(
        Factors(ProblemSort.LIFE, Complexity.LINKED, Will.WANTS, Support.TOGETHER), (Outcome.CASE,), "manager",
        own_words=True, services_asked=True, strengths=frozenset({Strength.TALENT}),
    )  # fmt: skip
    ruling = rule_intake(whole)
    assert ruling.decided and ruling.hints == () and ruling.opens_case


def test_words_come_before_boxes():
    assert FORM_ORDER[0] == "words" and FORM_ORDER.index("factors") > FORM_ORDER.index("services_now")


def test_there_is_no_field_for_blame_and_no_tag_for_lying():
    names = {field.name for cls in (Intake, Factors) for field in fields(cls)}
    codes = {str(code) for enum in vars(module).values() if isinstance(enum, type) for code in getattr(enum, "__members__", {})}
    for bad in ("fault", "blame", "guilt", "lie", "lying", "liar", "fraud", "cause", "false"):
        assert not [name for name in names | {code.lower() for code in codes} if bad in name.split("_")]


def test_everything_has_its_words_and_no_word_judges():
    groups = {
        "door": Door, "outcome": Outcome, "problem": ProblemSort, "complexity": Complexity, "will": Will,
        "support": Support, "strength": Strength, "weakness": Weakness, "rule": ProposalRule, "gap": IntakeGap,
        "field": FORM_ORDER, "factor": [field.name for field in fields(Factors)],
    }  # fmt: skip
    for locale in ("ko", "en"):
        for group, codes in groups.items():
            for code in codes:
                assert not judging(words.say(f"intake.{group}.{code}", locale))
        assert words.say("intake.kind_words.instead", locale, names="가온복지관")
