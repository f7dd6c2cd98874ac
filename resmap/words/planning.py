"""What the plan checker found, in sentences: why it is a mistake, and how it could read instead."""

from collections.abc import Iterator

from resmap.domain.planning.cautions import Caution, CautionCode
from resmap.domain.planning.checking import ObjectiveCheck
from resmap.domain.planning.mistakes import Found, Why
from resmap.domain.planning.plan import PlanLimits
from resmap.domain.planning.rewriting import Rewrite, Shape
from resmap.words.catalogue import has
from resmap.words.sentences import say

_QUOTES = {"ko": ("‘", "’"), "en": ("“", "”")}


def quoted(words: tuple[str, ...], locale: str) -> str:
    """The words as they stand in the text, each in quotes: ‘지원한다’, ‘연계한다’."""
    opening, closing = _QUOTES.get(locale, _QUOTES["ko"])
    return ", ".join(f"{opening}{word}{closing}" for word in words)


def mistake_name(code: str, locale: str) -> str:
    """ "누구의 목표인지 알 수 없습니다" for M3."""
    return say(f"planning.mistake.{code}", locale)


def why_sentence(found: Found, locale: str, limits: PlanLimits) -> str:
    """Why this is a mistake, with the words that show it."""
    key = found.why.value
    if found.why is Why.NO_MEASURE and found.words:
        key = "NO_MEASURE_WORDS"
    return say(
        f"planning.why.{key}", locale, words=quoted(found.words, locale), limit=f"{limits.most_months:g}"
    )


def rewritten(one: Rewrite, locale: str) -> str:
    """The example alone: "어머니: 6개월 안에 술을 마시는 날을 주 5일에서 1일로 줄인다"."""
    period = _period(one, locale)
    change = _change(one, locale)
    if one.who_in_text:
        # The text opens with its owner; the period, where it lacks one, goes behind the person's name.
        return _with_period_inside(change, period) if period else change
    who = holder_name(one.who, locale) if one.who else say("planning.rewrite.somebody", locale)
    key = "full" if period else "without_period"
    return say(f"planning.rewrite.{key}", locale, who=who, period=period, change=change)


def holder_name(holder: str, locale: str) -> str:
    """The word for client, couple and family; any other holder stays as it was written."""
    key = f"planning.holder.{holder}"
    return say(key, locale) if has(key) else holder


def _period(one: Rewrite, locale: str) -> str:
    if one.period:
        return one.period
    if one.period_in_text:
        return ""
    if one.months is None:
        return say("planning.rewrite.within_open", locale)
    return say("planning.rewrite.within", locale, months=f"{one.months:g}")


def _with_period_inside(text: str, period: str) -> str:
    head, blank, rest = text.partition(" ")
    return f"{head} {period}{blank}{rest}" if rest else f"{period} {text}"


def _change(one: Rewrite, locale: str) -> str:
    open_place = say("planning.rewrite.nothing", locale)
    if one.shape is Shape.KEEP:
        return one.text or ""
    if one.shape is Shape.FIELDS:
        return say(
            "planning.rewrite.fields",
            locale,
            indicator=one.indicator,
            baseline=one.baseline or open_place,
            target=one.target,
        )
    if one.shape is Shape.OPEN:
        return say("planning.rewrite.open", locale)
    if one.shape is Shape.REASON:
        return say(f"planning.reason.{one.key}", locale)
    return say(f"planning.theme.{one.key}", locale, low=open_place, high=open_place)


def hint_sentences(check: ObjectiveCheck, locale: str, limits: PlanLimits) -> tuple[str, ...]:
    """The hints of one objective: why, for each finding, then the example and what to move elsewhere."""
    if check.rewrite is None:
        return ()
    hints = [why_sentence(one, locale, limits) for one in check.found]
    text = rewritten(check.rewrite, locale)
    example = say("planning.rewrite.example", locale, text=text)
    if "○" in text:
        example += " " + say("planning.rewrite.open_places", locale)
    hints.append(example)
    if check.rewrite.means:
        means = quoted((check.rewrite.means,), locale)
        hints.append(say("planning.rewrite.means", locale, means=means))
    return tuple(hints)


def caution_sentence(one: Caution, locale: str) -> str:
    """One warning of the plan."""
    sides = [say(f"planning.side.{side}", locale) for side in one.facts] if one.code is CautionCode.ONE_SIDED_INPUTS else []
    return say(
        f"planning.caution.{one.code.value}",
        locale,
        id=one.id or "",
        words=quoted(one.words, locale),
        sides=sides,
    )


def _grouped(details: list[dict], locale: str) -> Iterator[str]:
    """The same warning of several objectives is one line that names them all."""
    groups: dict[tuple, list[dict]] = {}
    for one in details:
        key = (one["code"], one["about"], tuple(one["facts"]), None if not one["words"] else one["id"])
        groups.setdefault(key, []).append(one)
    for (code, _, facts, _), members in groups.items():
        if len(members) == 1:
            yield members[0]["text"]
        else:
            ids = [one["id"] for one in members]
            sides = [say(f"planning.side.{side}", locale) for side in facts]
            yield say(f"planning.caution.{code}", locale, id=ids, words="", sides=sides)


def plan_lines(document: dict, locale: str) -> Iterator[str]:
    """The answer of ``check-plan`` as lines for a terminal."""
    for one in document["objectives"]:
        if not one["mistakes"]:
            yield say("planning.screen.good", locale, id=one["id"])
            continue
        yield say("planning.screen.objective", locale, id=one["id"], text=one["text"])
        for code in one["mistakes"]:
            yield "  " + say("planning.screen.mistake", locale, code=code, name=mistake_name(code, locale))
        for hint in one["hints"]:
            yield f"    {hint}"
    if document["warning_details"]:
        yield ""
        yield say("planning.screen.cautions", locale)
        for text in _grouped(document["warning_details"], locale):
            yield f"  · {text}"
    yield ""
    yield say("planning.screen.person_decides", locale)
