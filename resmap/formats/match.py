"""``resmap-match/1``: the answer of a match as one JSON document."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Protocol

Facts = Mapping[str, object]


class Say(Protocol):
    """The sentences that a document carries; given by the caller (rooms do not import words)."""

    def line(self, reason: str, facts: Facts) -> str: ...
    def gate(self, code: str, facts: Facts) -> str: ...
    def duty(self, code: str, facts: Facts) -> str: ...
    def bundle(self, hindrance: str, names: Iterable[str]) -> str: ...
    def relation(self, action: str, to: str, via: Iterable[str]) -> str: ...
    def name(self, offer_id: str) -> str: ...


def match_document(
    match,
    relations: Mapping[tuple[str, str], Iterable],
    say: Say,
    top: int,
    removers: Mapping[tuple[str, str], Mapping[str, Iterable]] = MappingProxyType({}),
) -> dict:
    """The document of a ``matching.engine.Match``.

    ``removers`` are the offers that take a hindrance away, by (need code, holder) and hindrance;
    ``relations`` are relational suggestions by (need code, holder); at most
    ``top`` suggestions per need are told.
    """
    gate = {"open": True} if match.closed is None else {"open": False, "code": str(match.closed)}
    return {
        "format": "resmap-match/1",
        "model": match.model,
        "today": match.today.isoformat(),
        "gate": gate,
        "duties": [duty_document(duty, say.duty) for duty in match.duties],
        "needs": [
            _need(
                one,
                relations.get((one.need.code, one.need.holder), ()),
                removers.get((one.need.code, one.need.holder), {}),
                say,
                top,
            )
            for one in match.needs
        ],
    }


def duty_document(duty, sentence: Callable[[str, Facts], str]) -> dict:
    code = str(duty.code)
    return {"code": code, "facts": dict(duty.facts), "text": sentence(code, duty.facts)}


def _need(one, relations: Iterable, removers: Mapping[str, Iterable], say: Say, top: int) -> dict:
    need = one.need
    return {
        "code": need.code,
        "holder": need.holder,
        "priority": need.priority,
        "severity": need.severity,
        "depends_on": need.depends_on,
        "removes_obstacle_to": need.removes_obstacle_to,
        "suggestions": [
            _suggestion(suggestion, rank, removers, say)
            for rank, suggestion in enumerate(one.suggestions[:top], start=1)
        ],
        "relations": [
            {
                "action": str(relation.action),
                "to": relation.to,
                "via": list(relation.via),
                "text": say.relation(str(relation.action), relation.to, relation.via),
            }
            for relation in relations
        ],
        "existing": [{"offer": offer.id, "name": offer.name} for offer in one.existing],
        "information_only": [_aside(aside, say) for aside in one.information_only],
        "blocked_consent": [_aside(aside, say) for aside in one.blocked_consent],
        "excluded": [_aside(aside, say) for aside in one.excluded],
    }


def _suggestion(suggestion, rank: int, removers: Mapping[str, Iterable], say: Say) -> dict:
    told = {
        "offer": suggestion.offer.id,
        "name": suggestion.offer.name,
        "rank": rank,
        "score": suggestion.card.score,
        "lines": [_line(line, say) for line in suggestion.card.lines],
        "ask": [str(code) for code in suggestion.ask],
        "distance_m": suggestion.told_distance_m,
        # For residents the upper edge of a band stands there, not a distance (P-26).
        "distance_is_band": suggestion.told_by_band,
        "road": None if suggestion.road is None else list(suggestion.road),
    }
    if suggestion.overridden:
        told["overridden"] = [str(code) for code in suggestion.overridden]
    if suggestion.hindrances:
        told["hindrances"] = [
            _hindrance(one, [offer.id for offer in removers.get(one, ())], say) for one in suggestion.hindrances
        ]
    return told


def _hindrance(code: str, removed_by: list[str], say: Say) -> dict:
    return {"code": code, "removed_by": removed_by, "text": say.bundle(code, map(say.name, removed_by))}


def _line(line, say: Say) -> dict:
    return {
        "factor": line.factor,
        "verdict": str(line.verdict),
        "points": line.points,
        "of": line.of,
        "reason": str(line.reason),
        "facts": dict(line.facts),
        "text": say.line(line.reason, line.facts),
    }


def _aside(aside, say: Say) -> dict:
    return {
        "offer": aside.offer.id,
        "name": aside.offer.name,
        "reasons": reasons_document(aside.reasons, say),
    }


def reasons_document(reasons: Iterable, say: Say) -> list[dict]:
    return [
        {
            "code": str(reason.code),
            "facts": dict(reason.facts),
            "text": say.gate(reason.code, reason.facts),
        }
        for reason in reasons
    ]
