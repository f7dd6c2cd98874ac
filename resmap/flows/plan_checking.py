"""Checking a plan for the seven mistakes: of a file, and of what stands in a form while it is written (R106-R112)."""

from dataclasses import dataclass
from pathlib import Path

from resmap.domain.planning.checking import ObjectiveCheck, check_objective, check_plan
from resmap.domain.planning.goals import Objective
from resmap.domain.planning.plan import Plan, PlanLimits
from resmap.formats.network import Read
from resmap.formats.plan import read_plan
from resmap.formats.problems import FormatError
from resmap.words.planning import caution_sentence, hint_sentences, mistake_name, rewritten, why_sentence

__all__ = ["FormatError", "ObjectiveHints", "check_document", "hints_for", "read_plan_file"]


def read_plan_file(path: Path) -> Read:
    """Read a plan file or raise ``formats.problems.FormatError``."""
    return read_plan(path)


def check_document(plan: Plan, locale: str, limits: PlanLimits | None = None) -> dict:
    """The answer of ``resmap check-plan`` (contract §1), with more fields beside the promised ones.

    ``objectives``: id, mistakes (M1-M7 in order), hints (sentences), text, findings (mistake, why,
    words, text) and rewrite (sentence or null). ``warnings``: codes, each once; ``warning_details``:
    every one with the thing it is about.
    """
    limits = limits or PlanLimits()
    check = check_plan(plan, limits)
    return {
        "objectives": [_objective(one, locale, limits) for one in check.objectives],
        "warnings": list(dict.fromkeys(one.code.value for one in check.cautions)),
        "warning_details": [
            {
                "code": one.code.value,
                "about": one.about,
                "id": one.id,
                "words": list(one.words),
                "facts": list(one.facts),
                "text": caution_sentence(one, locale),
            }
            for one in check.cautions
        ],
    }


def _objective(one: ObjectiveCheck, locale: str, limits: PlanLimits) -> dict:
    return {
        "id": one.objective.id,
        "mistakes": [mistake.value for mistake in one.mistakes],
        "hints": list(hint_sentences(one, locale, limits)),
        "text": one.objective.text,
        "findings": [
            {
                "mistake": found.mistake.value,
                "why": found.why.value,
                "words": list(found.words),
                "text": why_sentence(found, locale, limits),
            }
            for found in one.found
        ],
        "rewrite": rewritten(one.rewrite, locale) if one.rewrite else None,
    }


@dataclass(frozen=True, slots=True)
class ObjectiveHints:
    """For the form of one objective: ``names`` of the mistakes, ``hints`` as sentences, ``rewrite`` or None."""

    mistakes: tuple[str, ...]
    names: tuple[str, ...]
    hints: tuple[str, ...]
    rewrite: str | None


def hints_for(objective: Objective, locale: str, limits: PlanLimits | None = None) -> ObjectiveHints:
    """What to tell beside an objective that is being written. Nothing is stored, nothing is blocked (P-19)."""
    limits = limits or PlanLimits()
    check = check_objective(objective, limits)
    codes = tuple(one.value for one in check.mistakes)
    return ObjectiveHints(
        codes,
        tuple(mistake_name(code, locale) for code in codes),
        hint_sentences(check, locale, limits),
        rewritten(check.rewrite, locale) if check.rewrite else None,
    )
