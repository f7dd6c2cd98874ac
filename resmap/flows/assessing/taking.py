"""Scales: filled in, scored by their own rules, kept as a series, compared (R160, R186, R213)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from resmap.domain.assessment_sheets import LONGEST
from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.domain.scales import (
    SCALES,
    Caution,
    Change,
    Entry,
    Part,
    ScaleError,
    Score,
    compare,
    lsns_answer,
    scale,
    score,
    score_total,
)
from resmap.flows.case_loading import load_case
from resmap.flows.field_refusals import FieldsRefused
from resmap.flows.frozen import require_open
from resmap.store import Course, MemberRecord, ScaleRecord, UnitOfWork, cases, history

#: The scale that is asked as numbers of people and answered by their bands.
COUNTED = "LSNS-6"


class Occasion(StrEnum):
    """When a scale was filled in; the first is what later ones are held against."""

    BASELINE = "baseline"
    REVIEW = "review"
    CLOSING = "closing"
    FOLLOW_UP = "follow_up"


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled sheet. ``answers`` by item (for LSNS-6 numbers of people), or ``total`` of the office's own sheet."""

    scale: str
    answers: Mapping[str, int]
    total: int | None
    occasion: Occasion
    taken_on: date
    member: str = ""
    note: str = ""


def take(uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, filled: Filled, key: str) -> str:
    """Score a filled sheet and keep it; answers its id. A missing answer is kept as missing: no total (R186).

    Raises FieldsRefused (scale, an item or total with the code of ScaleError; taken_on FUTURE; answers MISSING),
    NotFound for somebody else's member, RuleForbids (CLOSED).
    """
    actor.require(Permission.CASE_EDIT)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    done = history.begin_once(uow, key, "case.scale")
    if done is not None:
        return done
    require_open(loaded.parts.case)
    member = loaded.member(filled.member) or next(iter(loaded.parts.members), None)
    if filled.taken_on > today:
        raise FieldsRefused([("taken_on", "FUTURE")])
    found = _score(filled, _age_on(member, filled.taken_on))
    kept = uow.add(
        ScaleRecord(
            case_id=case_id,
            scale=found.scale,
            version=found.version,
            taken_on=filled.taken_on,
            occasion=filled.occasion.value,
            member_id=member.id if member else None,
            answers=dict(filled.answers) if filled.answers else {},
            score=stored(found),
            note=filled.note.strip()[:LONGEST] or None,
        )
    )
    facts = {"scale_record": kept.id, "scale": found.scale, "occasion": filled.occasion.value}
    uow.event(EventKind.CASE_CHANGED, case_id, client=loaded.client_id, facts=facts)
    history.finish_once(uow, key, kept.id)
    uow.commit()
    return kept.id


def take_back(uow: UnitOfWork, actor: Actor, case_id: str, record_id: str, *, revision: int, key: str) -> None:
    """A sheet that was typed wrongly is taken out of the series; it stays in the table.

    Raises NotFound, LostUpdate, RuleForbids (CLOSED)."""
    actor.require(Permission.CASE_EDIT)
    case = cases.get(uow, actor, case_id, Permission.CASE_EDIT)
    if history.begin_once(uow, key, "case.scale_back", about=record_id) is None:
        record = uow.get(ScaleRecord, record_id)
        if record is None or record.case_id != case.id:
            raise NotFound("ScaleRecord")
        uow.check_revision(record, revision)
        require_open(case)
        uow.void(record, "typed wrongly")
        facts = {"scale_record": record.id, "taken_back": True}
        uow.event(EventKind.CASE_CHANGED, case.id, client=case.client_id, facts=facts)
        history.finish_once(uow, key, record_id)
    uow.commit()


def stored(found: Score) -> dict:
    """A score as its record keeps it."""
    return {
        "total": found.total,
        "band": found.band,
        "parts": [[part.key, part.score, part.marginal] for part in found.parts],
        "missing": list(found.missing),
        "cautions": [one.value for one in found.cautions],
    }


def score_of(record: ScaleRecord) -> Score:
    """The score as it was told when the scale was filled in, by the rules of that version."""
    kept = dict(record.score or {})
    cautions = tuple(Caution(one) for one in kept.get("cautions") or () if one in set(Caution))
    return Score(
        scale=record.scale,
        version=record.version,
        total=kept.get("total"),
        band=kept.get("band"),
        parts=tuple(Part(key, value, bool(weak)) for key, value, weak in kept.get("parts") or ()),
        missing=tuple(kept.get("missing") or ()),
        cautions=cautions or (Caution.NEVER_ALONE,),
    )


def series(told: Course) -> dict[tuple[str, str], tuple[ScaleRecord, ...]]:
    """The sheets by scale and member, oldest first, scales in the order of the registry."""
    order = {id: at for at, id in enumerate(SCALES)}
    found: dict[tuple[str, str], list[ScaleRecord]] = {}
    for record in sorted(told.scales, key=lambda one: (order.get(one.scale, len(order)), one.taken_on, one.created_at)):
        found.setdefault((record.scale, record.member_id or ""), []).append(record)
    return {key: tuple(records) for key, records in found.items()}


def moved(records: tuple[ScaleRecord, ...]) -> Change | None:
    """From the first sheet to the last (R213); None before there are two."""
    return compare(score_of(records[0]), score_of(records[-1])) if len(records) > 1 else None


def _score(filled: Filled, age: int | None) -> Score:
    try:
        if scale(filled.scale).entry is Entry.TOTAL:
            if filled.total is None:
                raise FieldsRefused([("total", "MISSING")])
            return score_total(filled.scale, filled.total, age=age)
        if scale(filled.scale).entry is Entry.ITEMS and not filled.answers:
            raise FieldsRefused([("answers", "MISSING")])
        counted = filled.scale == COUNTED
        answers = {key: lsns_answer(given) if counted else given for key, given in filled.answers.items()}
        return score(filled.scale, answers, age=age)
    except ScaleError as error:
        raise FieldsRefused([(error.item or "scale", error.code)]) from None


def _age_on(member: MemberRecord | None, day: date) -> int | None:
    """Completed years as told, else the difference of years."""
    if member is None:
        return None
    if member.age is not None or member.birth_year is None:
        return member.age
    return day.year - member.birth_year
