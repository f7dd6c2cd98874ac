"""Answers into scores, by the rules of each scale, and two scores compared (R186, R213).

A missing answer is never filled in: without it there is no total, only the parts that are whole
(practice §2.9). A score decides nothing: every one of them says so itself (P-19).
"""

from collections.abc import Mapping

from resmap.domain.scales.records import (
    Better,
    Caution,
    Change,
    Direction,
    Entry,
    Item,
    Method,
    Part,
    Scale,
    ScaleError,
    Score,
)
from resmap.domain.scales.registry import scale as named


def score(id: str, answers: Mapping[str, int | None], *, age: int | None = None) -> Score:
    """Score the answers to a scale that is entered item by item.

    ``answers`` by item key; a key that is absent or None is missing. ``age`` in completed years of
    the person, for the note on whom the scale was validated with. Raises :class:`ScaleError` for an
    unknown item or an answer that is no whole number in the item's range.
    """
    scale = named(id)
    _entered_by(scale, Entry.ITEMS)
    known = {item.key for item in scale.items}
    for key in answers:
        if key not in known:
            raise ScaleError("UNKNOWN_ITEM", str(key), ", ".join(sorted(known)))
    given = {item.key: _answer(item, answers.get(item.key)) for item in scale.items}
    missing = tuple(key for key, value in given.items() if value is None)
    parts = tuple(_part(scale, part, given) for part in scale.parts)
    total = None if missing else _put_together(scale, [value for value in given.values() if value is not None])
    return _said(scale, total, parts, missing, age)


def score_total(id: str, total: float, *, age: int | None = None) -> Score:
    """Take over the total of a sheet that the office scored itself. Raises :class:`ScaleError`."""
    scale = named(id)
    _entered_by(scale, Entry.TOTAL)
    if type(total) is not int:
        raise ScaleError("NOT_WHOLE", allowed=f"{scale.least:g}-{scale.most:g}")
    if not scale.least <= total <= scale.most:
        raise ScaleError("OUT_OF_RANGE", allowed=f"{scale.least:g}-{scale.most:g}")
    return _said(scale, float(total), (), (), age)


def lsns_answer(people: int) -> int:
    """The answer 0-5 of an LSNS-6 item for that number of people: 0, 1, 2, 3-4, 5-8, 9 and more."""
    if type(people) is not int or people < 0:
        raise ScaleError("NOT_WHOLE", allowed="0-")
    return sum(people >= least for least in (1, 2, 3, 5, 9))


def compare(earlier: Score, later: Score) -> Change:
    """How a person's score moved. Only totals of one scale in one version are compared."""
    if earlier.scale != later.scale:
        raise ScaleError("UNKNOWN_SCALE", allowed=earlier.scale)
    cautions = [Caution.NEVER_ALONE]
    if earlier.version != later.version:
        return Change(later.scale, None, None, (*cautions, Caution.ANOTHER_VERSION))
    if earlier.total is None or later.total is None:
        return Change(later.scale, None, None, (*cautions, Caution.INCOMPLETE))
    scale = named(later.scale)
    if not scale.standard:
        cautions.append(Caution.NOT_STANDARD)
    difference = round(later.total - earlier.total, 2)
    good = difference if scale.better is Better.HIGHER else -difference
    direction = Direction.SAME if good == 0 else Direction.BETTER if good > 0 else Direction.WORSE
    return Change(later.scale, difference, direction, tuple(cautions))


def _entered_by(scale: Scale, entry: Entry) -> None:
    if scale.entry is Entry.ELSEWHERE:
        raise ScaleError("SCORED_ELSEWHERE", allowed=scale.source)
    if scale.entry is not entry:
        raise ScaleError("WANTS_ITEMS" if scale.entry is Entry.ITEMS else "WANTS_TOTAL")


def _answer(item: Item, value: int | None) -> int | None:
    allowed = f"{item.least}-{item.most}"
    if value is None:
        return None
    if type(value) is not int:
        raise ScaleError("NOT_WHOLE", item.key, allowed)
    if not item.least <= value <= item.most:
        raise ScaleError("OUT_OF_RANGE", item.key, allowed)
    return value


def _part(scale: Scale, part: str, given: Mapping[str, int | None]) -> Part:
    values = [given[item.key] for item in scale.items if item.part == part]
    if any(value is None for value in values):
        return Part(part, None)
    got = _put_together(scale, values)
    return Part(part, got, scale.part_marginal is not None and got < scale.part_marginal)


def _put_together(scale: Scale, values: list[int]) -> float:
    return float(sum(values)) if scale.method is Method.SUM else round(sum(values) / len(values), 2)


def _said(scale: Scale, total: float | None, parts: tuple[Part, ...], missing: tuple[str, ...], age) -> Score:
    bands = [band.key for band in scale.bands if total is not None and total >= band.least]
    return Score(
        scale=scale.id,
        version=scale.version,
        total=total,
        band=bands[-1] if bands else None,
        parts=parts,
        missing=missing,
        cautions=_cautions(scale, missing, age),
    )


def _cautions(scale: Scale, missing: tuple[str, ...], age: int | None) -> tuple[Caution, ...]:
    told = [Caution.NEVER_ALONE]
    if missing:
        told.append(Caution.INCOMPLETE)
    if scale.normed_from is not None and age is None:
        told.append(Caution.AGE_NOT_KNOWN)
    elif scale.normed_from is not None and age < scale.normed_from:
        told.append(Caution.NOT_NORMED_FOR_AGE)
    if not scale.standard:
        told.append(Caution.NOT_STANDARD)
    if not scale.bands:
        told.append(Caution.NO_CUT_OFF)
    elif scale.confirm:
        told.append(Caution.CUT_OFF_TO_CONFIRM)
    if scale.licensed:
        told.append(Caution.LICENSED_WORDING)
    return tuple(told)
