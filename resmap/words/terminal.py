"""Documents of the commands as lines a person can read in a terminal.

Korean letters are two columns wide, so nothing is aligned in columns: one
thought, one line, indented under what it belongs to.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from resmap.words.catalogue import has
from resmap.words.explain import ask_sentence, distance_text, factor_name, gate_name, need_name
from resmap.words.sentences import say

#: In words first: an offer with open questions is to be checked, whatever its points.
FITS_WELL_FROM = 60.0


def fit_word(score: float, ask: Iterable[str], locale: str) -> str:
    """잘 맞음 / 가능 / 확인 필요: the words that stand before any number."""
    return say(f"match.{fit_key(score, ask)}", locale)


def fit_key(score: float, ask: Iterable[str]) -> str:
    if list(ask):
        return "to_check"
    return "fits_well" if score >= FITS_WELL_FROM else "possible"


def match_lines(document: dict, locale: str) -> Iterator[str]:
    """A ``resmap-match/1`` document."""
    day = date.fromisoformat(document["today"])
    yield say("files.screen.model", locale, model=document["model"], day=day)
    for duty in document["duties"]:
        yield f"!! {duty['text']}"
    if not document["gate"]["open"]:
        yield say(f"match.case_gate.{document['gate']['code']}", locale)
    if "override" in document:
        told = document["override"]
        gates = [gate_name(code, locale) for code in told["gates"]]
        yield say("files.screen.overridden", locale, gates=gates, reason=told["reason"])
    for need in document["needs"]:
        yield ""
        yield from _need_lines(need, locale)
    if "why_not" in document:
        yield ""
        yield from _why_not_lines(document["why_not"], locale)


def _need_lines(need: dict, locale: str) -> Iterator[str]:
    yield say("files.screen.need", locale, **{**need, "name": need_name(need["code"], locale)})
    if not need["suggestions"]:
        yield "  " + say("files.screen.no_suggestion", locale)
    for one in need["suggestions"]:
        fit = fit_word(one["score"], one["ask"], locale)
        far = distance_text(one["distance_m"], locale, one["distance_is_band"])
        head = say("files.screen.suggestion", locale, **{**one, "fit": fit})
        yield f"  {head} · {far}" if far else f"  {head}"
        for code in one["ask"]:
            yield "     ? " + ask_sentence(code, locale)
        for line in one["lines"]:
            if line["points"]:
                yield f"     {line['points']:+.1f}  {factor_name(line['factor'], locale)}: {line['text']}"
    for relation in need["relations"]:
        yield f"  ~ {relation['text']}"
    for key in ("existing", "information_only", "blocked_consent"):
        names = [f"{one['name']} [{one['offer']}]" for one in need[key]]
        if names:
            yield "  " + say(f"files.screen.{key}", locale, names=names)
    if need["excluded"]:
        yield "  " + say("files.screen.excluded", locale)
        for one in need["excluded"]:
            texts = " ".join(reason["text"] for reason in one["reasons"])
            yield f"    - {one['name']} [{one['offer']}]: {texts}"


def _why_not_lines(told: dict, locale: str) -> Iterator[str]:
    yield say("files.screen.why_not", locale, name=told.get("name", ""), offer=told["offer"])
    for need in told["needs"]:
        texts = " ".join(reason["text"] for reason in need["reasons"])
        yield f"  {need_name(need['code'], locale)}: " + (
            texts or say("files.screen.suggested_here", locale)
        )


def disclosure_lines(document: dict, name: str, locale: str) -> Iterator[str]:
    yield say("files.screen.disclosed", locale, name=name, offer=document["to"])
    for field in document["fields"]:
        yield f"  + {_field(field, locale)}"
    if not document["fields"]:
        yield "  " + say("files.screen.disclosed_nothing", locale)
    yield say("files.screen.withheld", locale)
    for one in document["withheld"]:
        why = say(f"files.withheld.{one['code']}", locale)
        yield f"  - {_field(one['field'], locale)}: {why}"


def _field(name: str, locale: str) -> str:
    key = f"files.field.{name}"
    return say(key, locale) if has(key) else name


def closing_lines(document: dict, locale: str) -> Iterator[str]:
    if document["must_refer"]:
        yield say("files.screen.must_refer", locale)
    yield say(
        "files.screen.closing_blocked"
        if document["closing_blocked"]
        else "files.screen.closing_open",
        locale,
    )
    if document["propose_transfer_to"]:
        yield say("files.screen.transfer", locale, names=document["propose_transfer_to"])
    for code in document["obligations"]:
        yield "  · " + say(f"files.obligation.{code}", locale)
    for duty in document["duties"]:
        yield f"!! {duty['text']}"


def spoken_lines(document: dict, locale: str) -> Iterator[str]:
    if not document["codes"]:
        yield say("files.screen.nothing_understood", locale)
    for one in document["codes"]:
        yield f"{one['code']}  {need_name(one['code'], locale)}  ({one['because']})"


def problem_lines(what: str, problems: Iterable, locale: str) -> Iterator[str]:
    """A refused document: what it is, then every broken rule with its path and the way out."""
    yield say("files.could_not_read", locale, what=what)
    for one in problems:
        key = f"files.rule.{one.rule}"
        facts = {"path": one.path, "rule": one.rule, "found": one.found, "expected": one.expected}
        # The rule and the type stand in every line, for whoever looks the rule up in the schema.
        tail = " · ".join(filter(None, (one.rule, one.found)))
        yield f"  {say(key if has(key) else 'files.rule.OTHER', locale, **facts)} [{tail}]"


def warning_line(code: str, facts: dict, locale: str) -> str:
    return say(f"files.warning.{code}", locale, **facts)
