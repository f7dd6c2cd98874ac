"""An assessment has two parts; what was not asked is told apart from none (R010, R072, R075-R078)."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from resmap import words
from resmap.domain.assessing import (
    BLOCKING,
    Ability,
    Asked,
    Assessment,
    AssessmentGap,
    Function,
    NowPrompt,
    domain_codes,
    rule_assessment,
)

G = AssessmentGap

assessments = st.builds(
    Assessment,
    st.dictionaries(st.sampled_from(domain_codes()), st.sampled_from(list(Asked))),
    st.dictionaries(st.sampled_from(list(Function)), st.sampled_from(list(Ability))),
    st.frozensets(st.sampled_from(["ECO12", "HLT13", "SOC13"])), st.frozensets(st.sampled_from(["ECO12"])),
    st.frozensets(st.sampled_from(list(NowPrompt))), *[st.booleans()] * 4,
)  # fmt: skip


def whole(**fields) -> Assessment:
    usual = {
        "domains": {code: Asked.PRESENT if code == "ECO" else Asked.NONE for code in domain_codes()},
        "functions": dict.fromkeys(Function, Ability.WITH_HELP) | {Function.MEALS: Ability.ALONE},
        "needs": frozenset({"ECO12"}), "now": frozenset(NowPrompt), "main_support": True, "wished": True,
        "how": True, "strengths": True,
    }  # fmt: skip
    return Assessment(**{**usual, **fields})


def test_a_whole_assessment_lacks_nothing_and_says_first_what_the_person_can_do():
    ruling = rule_assessment(whole())
    assert ruling.complete and ruling.hints == () and ruling.able == (Function.MEALS,)
    assert (ruling.domains_share, ruling.functions_share) == (1, 1)


def test_one_part_alone_is_no_assessment():
    assert rule_assessment(whole(functions={})).blocks == (G.FUNCTION_PART,)
    assert rule_assessment(whole(domains={})).blocks == (G.NEED_PART,)


def test_not_asked_is_told_apart_from_none():
    some = {code: Asked.NONE for code in domain_codes()[:7]}
    ruling = rule_assessment(whole(domains=some, needs=frozenset()))
    assert ruling.not_asked == domain_codes()[7:] and ruling.domains_share == 0.7 and ruling.complete


def test_what_does_not_fit_together_is_told():
    assert rule_assessment(whole(needs=frozenset())).without_need == ("ECO",)
    assert rule_assessment(whole(needs=frozenset({"ECO12", "HLT13"}))).said_none == ("HLT",)
    assert rule_assessment(whole(unconfirmed=frozenset({"ECO12"}))).hints == (G.UNCONFIRMED,)


@given(assessments)
def test_it_is_complete_exactly_with_both_parts(one):
    ruling = rule_assessment(one)
    asked = any(value is not Asked.NOT_ASKED for value in one.domains.values())
    seen = any(value is not Ability.NOT_ASKED for value in one.functions.values())
    assert ruling.complete == (asked and seen)
    assert set(ruling.blocks) <= BLOCKING and not BLOCKING & set(ruling.hints)


@given(assessments, st.sampled_from(domain_codes()), st.sampled_from([Asked.NONE, Asked.PRESENT]))
def test_asking_more_never_opens_a_part_again(one, code, answer):
    more = replace(one, domains={**one.domains, code: answer})
    assert set(rule_assessment(more).blocks) <= set(rule_assessment(one).blocks)
    assert rule_assessment(more).domains_share >= rule_assessment(one).domains_share


def test_everything_has_its_words():
    groups = {"gap": G, "asked": Asked, "function": Function, "ability": Ability, "now": NowPrompt}
    for locale in ("ko", "en"):
        for group, codes in groups.items():
            assert all(words.say(f"assessing.{group}.{code}", locale) for code in codes)
