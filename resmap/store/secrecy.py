"""What is forgotten when an entry becomes secret (P-21): its place, and whatever leads to it.

Every way to make an entry secret (a form, a proposal, an edited sheet, an owner, an import)
ends in ``location_secret = True`` on the record; the flush sees it and calls :func:`forget`
before anything is written (``saving.before_flush``), so that no flow can leave a trace behind.
That is more than a record of what was done: it changes the entry, and the entries merged with
it, for what is told of one place is told of all of them.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import inspect, or_, select
from sqlalchemy.orm import Session

from resmap.domain.codes import AreaLevel, ProposalKind
from resmap.domain.listing import LISTED_UNTIL
from resmap.store.base import Base
from resmap.store.records import (
    DoNotContactRecord,
    FieldCheckRecord,
    OfferChangeRecord,
    OfferRecord,
    OfficeRecord,
    PairJudgementRecord,
    PairRecord,
    ProposalRecord,
)

#: The place of an entry and what leads to it: no secret entry has any of them.
PLACE = ("sido", "sigungu", "dong", "address", "lat", "lon", "public_phone", "website", "email")

#: Whom an entry serves names the dong that it stands in.
AREA = ("area_level", "area_names")

#: Free text in which a place stands as well as anywhere. What a person typed of the entry that they
#: hide stays, for they see it; what a file said goes.
WORDS = ("description", "how_to_apply")

#: A former name often tells the place ("구의동 쉼터"): who renames what they hide means it.
NAMES = ("name", "name_en")

#: What a file brought beside the fields, never seen as a whole on a form.
BESIDE = ("schedules", "particulars", "extra")

#: What is no longer taken from a published list, nor remembered of it, once an entry was hidden here.
UNFOLLOWED = frozenset(
    {*PLACE, *AREA, *WORDS, *BESIDE, "name", "name_en", "hours", "organization", "department"}
)  # fmt: skip

#: Of where the entry came from, what does not lead to its line in a published list.
_ORIGIN = ("file", "on")

#: Key of a judgement's line that says how it was carried out (``flows.merging``).
_DECISION = "decision"


def becomes_secret(record: OfferRecord) -> bool:
    """Whether the changes that wait to be written make the entry secret."""
    history = inspect(record).attrs.location_secret.history
    return record.location_secret is True and history.has_changes() and True not in (history.deleted or ())


def forget_hidden(session: Session) -> None:
    """Before a flush: forget the place of every entry that becomes secret, and of what is one with it."""
    with session.no_autoflush:
        for record in [one for one in session.dirty if isinstance(one, OfferRecord) and becomes_secret(one)]:
            for one in _one_with(session, record):
                if one is record or not one.location_secret:
                    one.location_secret = True
                    one.access_line = one.access_line or record.access_line
                    forget(session, one, seen=one is record)
        for proposal in [one for one in (*session.new, *session.dirty) if isinstance(one, ProposalRecord)]:
            # The note that a secret entry was made of: its words were about the place.
            if proposal.kind is ProposalKind.NEW and proposal.offer_id and _is_secret(session, proposal.offer_id):
                _forget_proposal(proposal)


def forget(session: Session, record: OfferRecord, *, seen: bool = True) -> None:
    """Forget the place of one entry: in the entry, its history, checks, pairs, judgements, proposals.

    ``seen``: a person had the entry before them, so that the words they typed may stay.
    """
    _forget_columns(session, record, seen)
    for change in _of(session, OfferChangeRecord, OfferChangeRecord.offer_id == record.id):
        change.before, change.after, change.note = told_of(change.before), told_of(change.after), None
    for check in _of(session, FieldCheckRecord, FieldCheckRecord.offer_id == record.id):
        check.note = None
    for proposal in _of(session, ProposalRecord, ProposalRecord.offer_id == record.id):
        _forget_proposal(proposal)
    for left_alone in _of(session, DoNotContactRecord, DoNotContactRecord.offer_id == record.id):
        left_alone.dong = None
    for pair in _of(session, PairRecord, or_(PairRecord.a_id == record.id, PairRecord.b_id == record.id)):
        session.delete(pair)
    row = PairJudgementRecord
    for judgement in _of(session, row, or_(row.a_id == record.id, row.b_id == record.id)):
        judgement.lines, judgement.note = _lines_left(judgement.lines), None


def told_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a change of a secret entry that may be told: no place, no words, no former name."""
    hidden = (*PLACE, *AREA, *WORDS, *BESIDE, *NAMES)
    return {name: value for name, value in values.items() if name not in hidden}


def said_of(source_row: Mapping[str, Any]) -> dict[str, Any]:
    """What may be remembered of what a file said; a file that keeps the secret itself says no place."""
    hidden = frozenset(PLACE) if source_row.get("location_secret") else UNFOLLOWED
    return {name: value for name, value in source_row.items() if name not in hidden}


# Inside


def _one_with(session: Session, record: OfferRecord) -> list[OfferRecord]:
    """The entry and all that are merged with it, over any number of merges."""
    found, ahead = {record.id: record}, [record]
    while ahead:
        one = ahead.pop()
        near = OfferRecord.merged_into == one.id
        if one.merged_into is not None:
            near = or_(near, OfferRecord.id == one.merged_into)
        for other in _of(session, OfferRecord, near):
            if other.id not in found:
                found[other.id] = other
                ahead.append(other)
    return list(found.values())


def _forget_columns(session: Session, record: OfferRecord, seen: bool) -> None:
    said = record.source_row or {}
    by_file = bool(said.get("location_secret"))
    gu = _before(record, "sigungu")
    for name in PLACE:
        setattr(record, name, None)
    listed = (record.extra or {}).get(LISTED_UNTIL)  # a resident's agreement, no place
    for name in (*WORDS, *BESIDE):
        is_new = inspect(record).attrs[name].history.has_changes()  # said with the hiding itself
        is_of_file = getattr(record, name) == said.get(name)
        if not is_new and not (is_of_file if by_file else seen and name in WORDS and not is_of_file):
            setattr(record, name, {LISTED_UNTIL: listed} if name == "extra" and listed else None)
    if record.area_level is AreaLevel.DONG:
        gu = gu or session.scalar(select(OfficeRecord.sigungu).limit(1))
        record.area_level = AreaLevel.SIGUNGU if gu else AreaLevel.NATION
        record.area_names = (gu,) if gu else ()
    if record.source_row is not None:
        record.source_row = said_of(said)
    record.evidence = _origin(record.evidence)


def _before(record: OfferRecord, name: str) -> Any:
    """The value that stands in the table still, where the one of the record was emptied already."""
    history = inspect(record).attrs[name].history
    return getattr(record, name) or next(iter(history.deleted or ()), None)


def _forget_proposal(proposal: ProposalRecord) -> None:
    fields = {}
    for name, value in (proposal.fields or {}).items():
        if name in ("before", "after") and isinstance(value, Mapping):
            fields[name] = told_of(value)
        elif name not in (*PLACE, *AREA, *WORDS, *BESIDE):
            fields[name] = value
    proposal.fields, proposal.note, proposal.dong, proposal.decided_why = fields, None, None, None


def _lines_left(lines: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """How a judgement was carried out, without the evidence: names, numbers, streets of both entries."""
    left = []
    for line in lines:
        if _DECISION in line:
            decision = dict(line[_DECISION])
            if "evidence" in decision:
                decision["evidence"] = _origin(decision["evidence"])
            left.append({**line, _DECISION: decision})
    return left


def _origin(evidence: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return {name: evidence[name] for name in _ORIGIN if name in evidence} if evidence else None


def _is_secret(session: Session, offer_id: str) -> bool:
    known = session.get(OfferRecord, offer_id)
    return known is not None and known.location_secret


def _of(session: Session, record: type[Base], condition) -> list[Any]:
    query = select(record).where(condition).execution_options(include_voided=True)
    return list(session.scalars(query).unique())
