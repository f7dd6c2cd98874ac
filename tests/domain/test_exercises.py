"""The exercises show what they say they show: judged by the same rules as what people really ask and write."""

import pytest

from resmap.domain.exercises import EXERCISES, NOTED_AS, Subject, choices, picked
from resmap.domain.mistakes import Mistake as Asking
from resmap.domain.mistakes import slips
from resmap.domain.planning.checking import check_objective
from resmap.domain.planning.goals import Objective
from resmap.words import has, say

#: Two lie outside the words of a question: the moment, and what the talk is about.
OUTSIDE = {Asking.BAD_MOMENT, Asking.IRRELEVANT}

INTERVIEW = [(one.name, one.mistake) for one in EXERCISES[Subject.INTERVIEW]]
OBJECTIVES = [(one.name, one.mistake) for one in EXERCISES[Subject.OBJECTIVES]]


@pytest.mark.parametrize(("name", "mistake"), INTERVIEW)
def test_each_question_makes_its_mistake_and_the_better_one_makes_none(name, mistake):
    said, better = (say(f"exercises.interview.{name}.{part}", "ko") for part in ("said", "better"))
    assert [one.mistake for one in slips(said)] == ([] if mistake in OUTSIDE else [mistake])
    assert slips(better) == ()


@pytest.mark.parametrize(("name", "mistake"), OBJECTIVES)
def test_each_objective_makes_its_mistake_and_the_better_one_makes_none(name, mistake):
    said, better = (say(f"exercises.objectives.{name}.{part}", "ko") for part in ("said", "better"))
    assert check_objective(Objective(id="1", text=said)).mistakes[0] is mistake
    assert check_objective(Objective(id="1", text=better)).mistakes == ()


@pytest.mark.parametrize("subject", Subject)
def test_all_seven_are_practised_and_every_word_is_there(subject):
    assert {one.mistake for one in EXERCISES[subject]} == set(choices(subject)) and len(choices(subject)) == 7
    names = [one.name for one in EXERCISES[subject]]
    assert len(set(names)) == len(names) and subject in NOTED_AS
    keys = [f"exercises.{subject}.{name}.{part}" for name in names for part in ("scene", "said", "better")]
    keys += [f"exercises.{subject}.{part}.{one}" for part in ("mistake", "why") for one in choices(subject)]
    assert not [key for key in keys if not has(key)]


def test_only_one_of_the_seven_is_a_pick():
    assert picked(Subject.INTERVIEW, "WHY") is Asking.WHY
    assert picked(Subject.INTERVIEW, "M1") is None and picked(Subject.OBJECTIVES, "") is None
