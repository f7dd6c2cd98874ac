"""Why a step between stages cannot be taken, or what it lacks, as a sentence."""

from collections.abc import Mapping

from resmap.words.catalogue import has
from resmap.words.sentences import say


def condition_sentence(code: str, facts: Mapping[str, object], locale: str) -> str:
    """The sentence for a code of ``domain.stages.Condition``; ``facts`` may name the conference."""
    told = dict(facts)
    if told.get("conference"):
        told["conference"] = say(f"stages.conference.{told['conference']}", locale)
    return say(f"stages.condition.{code}", locale, **told)


def is_condition(code: str) -> bool:
    """Whether a code is said by :func:`condition_sentence`."""
    return has(f"stages.condition.{code}")
