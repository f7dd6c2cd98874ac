"""Scales are scored by their own rules, say what they are good for, and decide nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap import words
from resmap.domain.planning import goal_scaling
from resmap.domain.scales import (
    SCALES,
    Better,
    Caution,
    Direction,
    Entry,
    ScaleError,
    compare,
    lsns_answer,
    scale,
    score,
    score_total,
)

BY_ITEMS = [one for one in SCALES.values() if one.entry is Entry.ITEMS]
BY_TOTAL = [one for one in SCALES.values() if one.entry is Entry.TOTAL]


def every(id: str, value: int) -> dict[str, int]:
    return {item.key: value for item in scale(id).items}


@st.composite
def answered(draw):
    one = draw(st.sampled_from(BY_ITEMS))
    return one, {item.key: draw(st.integers(item.least, item.most)) for item in one.items}


@pytest.mark.parametrize(
    ("people", "answer"), [(0, 0), (1, 1), (2, 2), (3, 3), (4, 3), (5, 4), (8, 4), (9, 5), (40, 5)]
)
def test_lsns_counts_people_in_six_steps(people, answer):
    assert lsns_answer(people) == answer


def test_lsns_below_twelve_is_at_risk_and_a_part_below_six_marginal():
    eleven = score("LSNS-6", every("LSNS-6", 2) | {"friends_help": 1}, age=78)
    assert (eleven.total, eleven.band) == (11, "at_risk")
    assert [(part.key, part.score, part.marginal) for part in eleven.parts] == [
        ("family", 6, False),
        ("friends", 5, True),
    ]
    assert score("LSNS-6", every("LSNS-6", 2), age=78).band == "not_at_risk"


def test_lsns_says_that_it_is_not_normed_for_younger_people():
    assert Caution.NOT_NORMED_FOR_AGE in score("LSNS-6", every("LSNS-6", 2), age=64).cautions
    assert Caution.AGE_NOT_KNOWN in score("LSNS-6", every("LSNS-6", 2)).cautions
    assert not {Caution.NOT_NORMED_FOR_AGE, Caution.AGE_NOT_KNOWN} & set(
        score("LSNS-6", every("LSNS-6", 2), age=65).cautions
    )


@pytest.mark.parametrize(
    ("total", "band"),
    [(0, "none"), (1, "low"), (3, "low"), (4, "middle"), (8, "middle"), (9, "high"), (13, "high")],
)
def test_the_survey_of_isolated_households_has_four_bands(total, band):
    assert score_total("ISOLATION-SURVEY", total).band == band


@pytest.mark.parametrize(("value", "band"), [(1, "low"), (2, "low"), (3, "middle"), (5, "middle"), (6, "high")])
def test_perceived_support_is_a_mean(value, band):
    got = score("MSPSS", every("MSPSS", value))
    assert (got.total, got.band) == (value, band)
    assert Caution.CUT_OFF_TO_CONFIRM in got.cautions


def test_a_mean_between_two_bands_belongs_to_the_one_it_rounds_to():
    almost_three = every("MSPSS", 3) | {"family_tries": 2}
    assert score("MSPSS", almost_three).band == "low"
    just_above_five = every("MSPSS", 5) | {"family_tries": 6}
    assert score("MSPSS", just_above_five).band == "high"


@pytest.mark.parametrize(("answers", "band"), [((2, 2, 1), "not_lonely"), ((2, 2, 2), "lonely")])
def test_loneliness_begins_at_six(answers, band):
    got = score("UCLA-3", dict(zip(("lacks_company", "left_out", "isolated"), answers, strict=True)))
    assert got.band == band


def test_what_a_person_nearby_can_do_goes_to_sixteen_and_is_said_to_be_no_standard():
    most = score("MEMBER-CAPACITY", {"types": 4, "hours": 3, "reliability": 3, "skill": 3, "confidence": 3})
    assert most.total == 16 and Caution.NOT_STANDARD in most.cautions


def test_goals_are_scored_with_the_plan():
    assert scale("GAS").source.endswith(goal_scaling.__name__)
    for call in (lambda: score("GAS", {}), lambda: score_total("GAS", 1)):
        with pytest.raises(ScaleError, match="SCORED_ELSEWHERE"):
            call()


@given(answered())
def test_every_score_lies_in_its_range_and_never_decides_alone(one):
    scale, answers = one
    got = score(scale.id, answers)
    assert scale.least <= got.total <= scale.most and not got.missing
    assert got.cautions[0] is Caution.NEVER_ALONE
    assert (got.band is None) == (not scale.bands)


@given(answered(), st.data())
def test_a_missing_answer_is_never_filled_in(one, data):
    scale, answers = one
    gone = data.draw(st.sets(st.sampled_from(sorted(answers)), min_size=1))
    got = score(scale.id, {key: value for key, value in answers.items() if key not in gone})
    assert got.total is None and got.band is None and set(got.missing) == gone
    assert Caution.INCOMPLETE in got.cautions
    for part in got.parts:
        keys = {item.key for item in scale.items if item.part == part.key}
        assert (part.score is None) == bool(keys & gone)


@given(answered(), st.data())
def test_a_higher_answer_never_lowers_the_score(one, data):
    scale, answers = one
    item = data.draw(st.sampled_from(scale.items))
    if answers[item.key] < item.most:
        more = score(scale.id, answers | {item.key: answers[item.key] + 1})
        assert more.total > score(scale.id, answers).total


@given(answered(), st.data())
def test_an_answer_out_of_range_is_refused_without_being_repeated(one, data):
    scale, answers = one
    item = data.draw(st.sampled_from(scale.items))
    wrong = data.draw(st.sampled_from([item.least - 7001, item.most + 7001, True, "7001", 1.5]))
    with pytest.raises(ScaleError) as caught:
        score(scale.id, answers | {item.key: wrong})
    assert caught.value.item == item.key and "7001" not in str(caught.value)


@pytest.mark.parametrize("total", [-1, 14, 3.5, True, None])
def test_a_total_out_of_range_is_refused(total):
    with pytest.raises(ScaleError):
        score_total("ISOLATION-SURVEY", total)


def test_a_scale_is_entered_in_its_own_way():
    with pytest.raises(ScaleError, match="WANTS_ITEMS"):
        score_total("LSNS-6", 12)
    with pytest.raises(ScaleError, match="WANTS_TOTAL"):
        score("ISOLATION-SURVEY", {})
    with pytest.raises(ScaleError, match="UNKNOWN_SCALE"):
        score("LSNS-60", {})
    with pytest.raises(ScaleError, match="UNKNOWN_ITEM"):
        score("UCLA-3", {"hungry": 1})


@given(st.sampled_from(BY_TOTAL), st.data())
def test_better_is_what_is_better_for_the_person(scale, data):
    low, high = sorted(data.draw(st.lists(st.integers(int(scale.least), int(scale.most)), min_size=2, max_size=2)))
    change = compare(score_total(scale.id, low), score_total(scale.id, high))
    assert change.difference == high - low
    if low == high:
        assert change.direction is Direction.SAME
    else:
        assert change.direction is (Direction.BETTER if scale.better is Better.HIGHER else Direction.WORSE)


def test_only_whole_scores_of_one_scale_are_compared():
    whole, part = score("UCLA-3", every("UCLA-3", 1)), score("UCLA-3", {"left_out": 1})
    assert compare(whole, part).direction is None
    with pytest.raises(ScaleError):
        compare(whole, score_total("ROSENBERG", 20))


@pytest.mark.parametrize("one", SCALES.values(), ids=lambda one: one.id)
def test_every_scale_has_its_source_and_all_its_words(one):
    assert one.source and one.version
    assert [band.least for band in one.bands] == sorted({band.least for band in one.bands})
    assert not one.bands or one.bands[0].least == one.least
    for locale in ("ko", "en"):
        assert words.say(f"scales.name.{one.id}", locale)
        for item in one.items:
            assert words.say(f"scales.item.{one.id}.{item.key}", locale)
        for part in one.parts:
            assert words.say(f"scales.part.{part}", locale)
        for band in one.bands:
            assert words.say(f"scales.band.{one.id}.{band.key}", locale)


def test_every_caution_direction_and_error_has_its_words():
    errors = "UNKNOWN_SCALE UNKNOWN_ITEM OUT_OF_RANGE NOT_WHOLE WANTS_ITEMS WANTS_TOTAL SCORED_ELSEWHERE".split()
    for locale in ("ko", "en"):
        assert all(words.say(f"scales.caution.{code}", locale) for code in Caution)
        assert all(words.say(f"scales.direction.{code}", locale) for code in Direction)
        assert all(words.say(f"scales.error.{code}", locale, item="", allowed="") for code in errors)
