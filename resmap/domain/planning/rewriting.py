"""A rewritten example for an objective, made from what the text and its fields hold (issue 4, part 5).

Only what is known is filled in; what is not is left as ○ for the worker and the client to agree on. A number is
never invented.
"""

from dataclasses import dataclass
from enum import StrEnum

from resmap.domain.planning.goals import Objective
from resmap.domain.planning.measures import has_amount, is_event, period_in
from resmap.domain.planning.mistakes import Found, Mistake, Why
from resmap.domain.planning.people import holder_of, is_provider, owner_in
from resmap.domain.planning.themes import theme_of
from resmap.domain.planning.wording import plain

#: Instead of a period beyond the limit: until the yearly reassessment (R181).
FIRST_STEP_MONTHS = 12


class Shape(StrEnum):
    """KEEP: the text stays, what it lacks is set before it. FIELDS: from indicator, baseline and target.
    THEME: what can be counted in this matter. REASON: what the client can do where others decide. OPEN: a frame."""

    KEEP = "KEEP"
    FIELDS = "FIELDS"
    THEME = "THEME"
    REASON = "REASON"
    OPEN = "OPEN"


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Parts of the example; ``words.planning`` makes the sentence.

    ``who`` is None where nobody is known; ``who_in_text``: the kept text opens with it. ``months`` and
    ``period`` (as written) say the time; both None: ○, unless it stands in the kept text
    (``period_in_text``). ``key`` names the theme or the reason; ``means`` belongs under services (④).
    """

    shape: Shape
    who: str | None
    who_in_text: bool
    period_in_text: bool
    months: float | None
    period: str | None
    key: str | None = None
    text: str | None = None
    indicator: str | None = None
    baseline: str | None = None
    target: str | None = None
    means: str | None = None


def rewrite(objective: Objective, found: tuple[Found, ...]) -> Rewrite:
    """The example for these mistakes (at least one)."""
    text = plain(objective.text)
    mistakes = {one.mistake for one in found}
    owner = owner_in(text)
    given = holder_of(objective.holder)
    who = given if given and not is_provider(given) else (owner.who if owner else None)
    months, period = _time(objective, text, found)
    shape, key = _shape(objective, text, mistakes, found)
    return Rewrite(
        shape=shape,
        who=who,
        who_in_text=shape is Shape.KEEP and owner is not None and owner.start == 0,
        period_in_text=shape is Shape.KEEP and period is not None,
        months=months,
        period=None if shape is Shape.KEEP else period,
        key=key,
        text=text.rstrip(" .") if shape is Shape.KEEP else None,
        indicator=(objective.indicator or "").strip() or None,
        baseline=(objective.baseline or "").strip() or None,
        target=(objective.target or "").strip() or None,
        means=text.rstrip(" .") if mistakes & {Mistake.M1, Mistake.M2} else None,
    )


def _time(objective: Objective, text: str, found: tuple[Found, ...]) -> tuple[float | None, str | None]:
    if any(one.why is Why.TOO_LONG for one in found):
        return FIRST_STEP_MONTHS, None
    period = period_in(text)
    if period:
        return None, period.words
    return objective.months, None


def _shape(
    objective: Objective, text: str, mistakes: set[Mistake], found: tuple[Found, ...]
) -> tuple[Shape, str | None]:
    measured = has_amount(text) or is_event(text)
    if mistakes <= {Mistake.M3, Mistake.M7} and measured:
        return Shape.KEEP, None
    if (objective.indicator or "").strip() and (objective.target or "").strip():
        return Shape.FIELDS, None
    theme = theme_of(text)
    for one in found:
        if one.mistake is Mistake.M6:
            return (Shape.THEME, "COURT") if one.why is Why.COURT else (Shape.REASON, one.why.value)
    return (Shape.THEME, theme.code) if theme else (Shape.OPEN, None)
