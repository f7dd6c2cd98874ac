"""Why a form of the office cannot be used or printed."""

from resmap.words.catalogue import has
from resmap.words.sentences import say


def refused_sentence(problem, locale: str) -> str:
    """One sentence for a problem of a form; the words of tables serve for what is no form at all."""
    facts = {"path": problem.path, "found": problem.found, "expected": problem.expected, "rule": problem.rule}
    for area in ("forms", "tables", "boundaries", "imports"):
        if has(key := f"{area}.refused.{problem.rule}"):
            return say(key, locale, **facts)
    return say("plan.own_form.unreadable", locale)
