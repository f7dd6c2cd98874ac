"""One sentence for each line, reason, question and duty of a match.

The engine's facts are codes and numbers; this is where they become names. The
names of people and offers are not known here: callers give ``name_of``.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from resmap.domain import taxonomy
from resmap.words import wished
from resmap.words.catalogue import has
from resmap.words.sentences import say

NameOf = Callable[[str], str]


def need_name(code: str, locale: str) -> str:
    need = taxonomy.need(code)
    return need.ko if locale == "ko" else need.en


def gate_sentence(code: str, facts: Mapping[str, object], locale: str) -> str:
    """Why an offer is not suggested, or why nothing is suggested for the case at all."""
    if waits_for := facts.get("waits_for"):
        code = f"{code}_AGREEMENT" if waits_for == "agreement" else f"{code}_REPRESENTATIVE"
    if facts.get("parked"):
        code = f"{code}_PARKED"
    if facts.get("between") == "providers":
        code = f"{code}_PROVIDERS"
    key = f"match.gate.{code}"
    return say(key if has(key) else f"match.case_gate.{code}", locale, **_facts(facts, locale))


def line_sentence(
    reason: str, facts: Mapping[str, object], locale: str, name_of: NameOf = str
) -> str:
    """What one factor found."""
    if reason == "road" and not facts.get("via"):
        reason = "road_direct"
    return say(f"match.reason.{reason}", locale, **_facts(facts, locale, name_of))


def factor_name(factor: str, locale: str) -> str:
    return say(f"match.factor.{factor}", locale)


def gate_name(code: str, locale: str) -> str:
    return say(f"match.gate_name.{code}", locale)


def ask_sentence(code: str, locale: str) -> str:
    """What to ask by phone."""
    return say(f"match.ask.{code}", locale)


def duty_sentence(code: str, facts: Mapping[str, object], locale: str) -> str:
    return say(f"match.duty.{code}", locale, **{"call": "112", **facts})


def relation_sentence(action: str, name: str, via: Iterable[str], locale: str) -> str:
    """A suggestion about a tie itself (R134); ``via`` are names."""
    names = list(via)
    through = say("match.relation.via", locale, via_names=names) if names else ""
    return say(f"match.relation.{action}", locale, name=name, via=through)


def bundle_sentence(hindrance: str, names: list[str], locale: str) -> str:
    """A hindrance with what takes it away (R164); ``names`` may be empty."""
    what = wished.hindrance_name(hindrance, locale)
    return say("match.bundle.with" if names else "match.bundle.none", locale, what=what, names=", ".join(names))


def distance_text(metres: int | None, locale: str, banded: bool = False) -> str:
    """A distance that may be told; empty when there is none."""
    if metres is None:
        return ""
    if banded:
        return say("match.distance.band", locale, metres=metres)
    if metres < 1000:
        return say("match.distance.metres", locale, metres=metres)
    return say("match.distance.kilometres", locale, km=metres / 1000)


def _facts(facts: Mapping[str, object], locale: str, name_of: NameOf = str) -> dict[str, object]:
    """The engine's facts with words beside them; nothing is taken away."""
    told = dict(facts)
    told["need_name"] = _need_or_empty(facts.get("need"), locale)
    told["waits_name"] = told["need_name"]
    # Names of needs have middle dots of their own.
    told["needs_names"] = ", ".join(need_name(code, locale) for code in _list(facts, "needs"))
    told["sex_name"] = say(f"match.sex.{facts['sex']}", locale) if facts.get("sex") else ""
    told["ages"] = _ages(facts.get("low"), facts.get("high"), locale)
    names = ("·" if locale == "ko" else ", ").join(_list(facts, "names"))
    told["area"] = say("match.area", locale, names=names) if names else ""
    told["unit"] = " ".join(
        str(facts[key]) for key in ("organization", "department") if facts.get(key)
    )
    told["period"] = _period(facts, locale)
    told["parked_day"] = date.fromisoformat(str(facts["parked"])) if facts.get("parked") else None
    told["training_names"] = [_named("roles.training", one, locale) for one in _list(facts, "training")]
    told["verified"] = _verified(facts.get("verified_on"), locale)
    told["safety_name"] = _named("match.safety", facts.get("reason"), locale)
    told["reach"] = _reach(facts, locale)
    told["distance"] = _bracketed(facts.get("metres"), locale)
    told["via_names"] = [name_of(node) for node in _list(facts, "via")]
    told["wanted_names"] = [_named("match.fact", f, locale) for f in _list(facts, "wanted")]
    told["unwanted_names"] = [_named("match.fact", f, locale) for f in _list(facts, "unwanted")]
    told["shared_names"] = [_named("match.fact", f, locale) for f in _list(facts, "facts")]
    told["ask_names"] = [gate_name(code, locale) for code in _list(facts, "ask")]
    told["wishes_names"] = [wished.wish_name(token, locale) for token in _list(facts, "wishes")]
    told["hindrances_names"] = [wished.hindrance_name(token, locale) for token in _list(facts, "hindrances")]
    told["sorts_names"] = [wished.sort_name(code, locale) for code in _list(facts, "sorts")]
    told["abilities_names"] = [_ability(code, locale) for code in _list(facts, "abilities")]
    return told


def _list(facts: Mapping[str, object], key: str) -> list[str]:
    value = facts.get(key)
    return list(value) if isinstance(value, (list, tuple)) else []


def _need_or_empty(code: object, locale: str) -> str:
    return need_name(code, locale) if taxonomy.is_need(code) else ""


def _ability(code: str, locale: str) -> str:
    ability = taxonomy.ability(code)
    return ability.ko if locale == "ko" else ability.en


def _named(area: str, code: object, locale: str) -> str:
    """The words for a code of an open vocabulary; the code itself where there are none."""
    if not code:
        return ""
    key = f"{area}.{code}"
    return say(key, locale) if has(key) else str(code).replace("_", " ")


def _ages(low: object, high: object, locale: str) -> str:
    if low and high is not None and high < 120:
        return say("match.age.between", locale, low=low, high=high)
    if low:
        return say("match.age.from", locale, low=low)
    return say("match.age.to", locale, high=high) if high is not None else ""


def _period(facts: Mapping[str, object], locale: str) -> str:
    if "running" not in facts:
        return ""
    if facts.get("running"):
        return say("match.period.running", locale)
    since, until = (date.fromisoformat(str(day)) if day else None for day in (facts.get("since"), facts.get("until")))
    if since and until:
        return say("match.period.from_to", locale, since=since, until=until)
    return say("match.period.until", locale, until=until) if until else ""


def _verified(day: object, locale: str) -> str:
    if not day:
        return say("match.verified.never", locale)
    return say("match.verified.on", locale, day=date.fromisoformat(str(day)))


def _reach(facts: Mapping[str, object], locale: str) -> str:
    metres = facts.get("metres")
    return distance_text(metres if isinstance(metres, int) else None, locale)


def _bracketed(metres: object, locale: str) -> str:
    text = distance_text(metres, locale) if isinstance(metres, int) else ""
    return say("match.distance.bracket", locale, text=text) if text else ""
