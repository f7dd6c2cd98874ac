"""Why a rule refuses an act, as a sentence: one place for pages and the API.

Whoever refuses may name in ``facts["area"]`` where its codes are said; the other areas are asked in turn.
"""

from collections.abc import Mapping

from resmap.words.catalogue import has
from resmap.words.explain import gate_sentence
from resmap.words.sentences import say
from resmap.words.stages import condition_sentence, is_condition

#: Areas that say the codes of refusals, after the one that the refusal names.
AREAS = ("match.case_gate", "case.refused", "referral.refused")

#: Codes of advocacy carry its name, since they repeat words of others.
_ADVOCACY = "ADVOCACY_"


def refusal_sentence(code: str, facts: Mapping[str, object], locale: str) -> str:
    """The sentence for a code; a gate of the match is said with its facts, a code that nobody says by itself."""
    if facts.get("area") and has(f"{facts['area']}.{code}"):
        return say(f"{facts['area']}.{code}", locale)
    if code == "WITHHELD":
        field, why = str(facts.get("field", "")), str(facts.get("why", ""))
        return say("case.refused.WITHHELD", locale, field=field_name(field, locale), why=say(f"files.withheld.{why}", locale))
    if is_condition(code):
        return condition_sentence(code, facts, locale)
    if code.startswith(_ADVOCACY):
        return say(f"advocacy.gap.{code.removeprefix(_ADVOCACY)}", locale)
    for area in AREAS:
        if has(f"{area}.{code}"):
            return say(f"{area}.{code}", locale)
    if has(f"match.gate.{code}"):
        return gate_sentence(code, facts, locale)
    return say("case.refused.OTHER", locale, code=code)


def field_name(name: str, locale: str) -> str:
    """The words for a field of a disclosure; a name of the client's own stays as it is."""
    return say(f"files.field.{name}", locale) if has(f"files.field.{name}") else name
