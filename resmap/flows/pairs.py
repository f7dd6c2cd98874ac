"""겹치는 자원: entries that may be one, laid side by side, judged by a person, and every judgement undone again.

Candidates are proposed by ``dedupe`` and are disposable; what a person said is kept for
good, with the evidence that was seen. A merge carries out a judgement (:mod:`.merging`).
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from resmap.domain import merging as rules
from resmap.domain.codes import PairVerdict
from resmap.domain.events import EventKind
from resmap.domain.merging import BadChoice, Contradiction, edge
from resmap.domain.permissions import Actor, Permission
from resmap.flows.merging import (
    DECISION,
    EditedSince,
    Entangled,
    Merge,
    both,
    decision_of,
    evidence_lines,
    merge,
    split,
    stays_of,
)
from resmap.flows.pair_finding import LookAlike, find, look_alikes, not_settled, refresh, weigh
from resmap.flows.pair_view import (
    JudgedLine,
    PairLine,
    Side,
    SideBySide,
    are_twins,
    document_of,
    evidence_of,
    fields_of,
    strongest,
)
from resmap.flows.refusals import LostUpdate
from resmap.store import Database, OfferRecord, Page, PairJudgementRecord, PairRecord, UnitOfWork, history
from resmap.store.queries import changes, pairs
from resmap.store.turns import take_turn

__all__ = [
    "AlreadyJudged", "BadChoice", "Contradiction", "EditedSince", "Entangled", "Judged", "LookAlike", "Twins",
    "count_waiting", "find_again", "judge", "judge_twins", "judged", "last_judged", "lay", "look_alikes", "refresh", "twins", "undo",
    "waiting",
]  # fmt: skip

#: So many twins are judged at once: a list that one person can really look through.
MOST_TWINS = 100
LONGEST_NOTE = 1000

#: One judging at a time, so that what is one and what is different cannot cross.
_TURN = "register.pairs"


class AlreadyJudged(Exception):
    """The pair was judged meanwhile; ``verdict`` is what was said."""

    def __init__(self, verdict: PairVerdict):
        super().__init__(verdict.value)
        self.verdict = verdict


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement that was kept. ``stays`` and ``goes`` where two became one; ``taken``: fields taken over."""

    id: str
    verdict: PairVerdict
    stays: str | None = None
    goes: str | None = None
    taken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Twins:
    """``done`` pairs became one; ``left`` were no twins any more when it was asked, or what was
    said of others speaks against them."""

    done: int
    left: int


# ── looking ──────────────────────────────────────────────────────────────────


def count_waiting(uow: UnitOfWork) -> int:
    """How many pairs wait to be looked at."""
    return pairs.count_waiting(uow)


def waiting(
    uow: UnitOfWork,
    actor: Actor,
    *,
    dong: str | None = None,
    source: str | None = None,
    page: int = 1,
    size: int = 25,
) -> Page[PairLine]:
    """One page of the pairs that wait, the likeliest first; of a dong or a source, if one is given."""
    actor.require(Permission.REGISTER_VERIFY)
    found = pairs.waiting(uow, dong=dong, source=source, number=page, size=size)
    return Page(tuple(_lines(uow, found.rows)), found.total, found.number, found.size)


def find_again(database: Database, actor: Actor) -> int:
    """Look through the whole register again; answers how many pairs wait.

    Everything is compared while nobody waits; written is only what still holds: pairs of entries that were
    changed meanwhile stay as whoever changed them left them.
    """
    actor.require(Permission.REGISTER_VERIFY)
    with database.read(actor) as uow:
        seen = pairs.revisions(uow)
        found = find(uow, None)
    with database.write(actor) as uow:
        take_turn(uow, _TURN)
        now = pairs.revisions(uow)
        moved = {id_ for id_ in seen.keys() | now.keys() if seen.get(id_) != now.get(id_)}
        pairs.keep_unmoved(uow, not_settled(uow, found), moved)
        waiting_ = pairs.count_waiting(uow)
        uow.commit()
    return waiting_


def twins(uow: UnitOfWork, actor: Actor) -> tuple[PairLine, ...]:
    """Pairs that wait in which nothing differs that is compared: to be judged with one click."""
    actor.require(Permission.REGISTER_VERIFY)
    found = pairs.waiting(uow, size=200).rows
    seen: set[str] = set()
    chosen = []
    for line in _lines(uow, found):
        ids = {line.a.id, line.b.id}
        if line.is_twin and not ids & seen:  # of three alike, two now: the third waits for the one that stays
            chosen.append(line)
            seen |= ids
    return tuple(chosen[:MOST_TWINS])


def _lines(uow: UnitOfWork, rows: Iterable[PairRecord]) -> Iterable[PairLine]:
    rows = list(rows)
    entries = pairs.entries(uow, {id_ for row in rows for id_ in (row.a_id, row.b_id)})
    for row in rows:
        a, b = entries[row.a_id], entries[row.b_id]
        lines = strongest(tuple(map(evidence_of, row.lines)))
        yield PairLine(a, b, row.score, lines, are_twins(a, b))


def lay(uow: UnitOfWork, actor: Actor, a: str, b: str) -> SideBySide:
    """Two entries side by side, as they stand now, with all reasons; raises NotFound for what is not compared."""
    actor.require(Permission.REGISTER_VERIFY)
    one, other = both(uow, a, b)
    found, _ = weigh(uow, one.id, other.id)
    stays, _ = stays_of(one, other)
    cases = pairs.cases_naming(uow, (one.id, other.id))
    said = pairs.said(uow)
    against = rules.contradictions(said, edge(one.id, other.id))
    names = pairs.entries(uow, {id_ for pair in against for id_ in pair})
    return SideBySide(
        a=_side(uow, one, cases),
        b=_side(uow, other, cases),
        fields=fields_of(one, other, stays.id),
        lines=tuple(map(evidence_of, found.lines)),
        score=found.score,
        proposed=found.propose,
        model=found.model,
        stays=stays.id,
        is_twin=are_twins(one, other),
        contradicts=tuple((names[x].name, names[y].name) for x, y in against),
        history=tuple(_told(uow, pairs.of_pair(uow, one.id, other.id))),
    )


def _side(uow: UnitOfWork, record: OfferRecord, cases: Mapping[str, int]) -> Side:
    verifier = changes.names_of_users(uow, [record.verified_by]).get(record.verified_by)
    merged = tuple(pairs.merged_into(uow, [record.id]))
    return Side(record, verifier, cases[record.id], merged, len(changes.of_entry(uow, record.id)))


def judged(uow: UnitOfWork, actor: Actor, *, page: int = 1, size: int = 25) -> Page[JudgedLine]:
    """What was judged, the youngest first."""
    actor.require(Permission.REGISTER_VERIFY)
    found = pairs.judged(uow, number=page, size=size)
    return Page(tuple(_told(uow, found.rows)), found.total, found.number, found.size)


def last_judged(uow: UnitOfWork, actor: Actor) -> JudgedLine | None:
    """What this person judged last, if it still stands: to be undone with one click."""
    actor.require(Permission.REGISTER_VERIFY)
    last = pairs.last_by(uow, actor.id)
    told = list(_told(uow, [last])) if last else []
    return told[0] if told and told[0].may_undo else None


def _told(uow: UnitOfWork, rows: Iterable[PairJudgementRecord]) -> Iterable[JudgedLine]:
    rows = list(rows)
    standing = {one.number for one in pairs.said(uow).values()}
    entries = pairs.entries(uow, {id_ for row in rows for id_ in (row.a_id, row.b_id)})
    users = changes.names_of_users(uow, {row.created_by for row in rows})
    for row in rows:
        yield JudgedLine(
            id=row.id,
            a=entries[row.a_id],
            b=entries[row.b_id],
            verdict=row.verdict,
            by=users.get(row.created_by),
            at=row.created_at,
            note=row.note,
            stays=decision_of(row).get("stays"),
            score=row.score,
            may_undo=row.id in standing,
        )


# ── judging ──────────────────────────────────────────────────────────────────


def judge(
    uow: UnitOfWork,
    actor: Actor,
    a: str,
    b: str,
    verdict: PairVerdict,
    *,
    revisions: Mapping[str, int],
    keep: str | None = None,
    fields: Mapping[str, str] | None = None,
    note: str | None = None,
    key: str,
) -> Judged:
    """Keep what a person said of two entries as they were shown; the same ones become one.

    ``revisions``: by id, as they were seen. ``keep``: the id that stays (else the rule
    chooses). ``fields``: field -> the id whose value counts, or "both" for a list; what is
    not named stays, and what is empty is filled. Raises LostUpdate, AlreadyJudged,
    Contradiction, BadChoice, NotFound, NotAllowed.
    """
    actor.require(Permission.REGISTER_VERIFY)
    take_turn(uow, _TURN)
    done = history.begin_once(uow, key, "pair.judge")
    if done is not None:
        return _known(pairs.judgement(uow, done))
    one, other = both(uow, a, b)
    for record in (one, other):
        if record.id not in revisions:
            raise LostUpdate("no revision was named")
        uow.check_revision(record, revisions[record.id])
    made = _judge(uow, one, other, verdict, keep, fields or {}, note)
    history.finish_once(uow, key, made.id)
    uow.commit()
    return made


def judge_twins(uow: UnitOfWork, actor: Actor, chosen: Iterable[tuple[str, str]], *, key: str) -> Twins:
    """Make one of each of these pairs, as far as nothing differs between them now; in one transaction."""
    actor.require(Permission.REGISTER_VERIFY)
    take_turn(uow, _TURN)
    if history.begin_once(uow, key, "pair.twins") is not None:
        return Twins(0, 0)
    wanted = list(dict.fromkeys(edge(a, b) for a, b in chosen))
    waiting_ = {(line.a.id, line.b.id): line for line in twins(uow, actor)}
    done = 0
    for pair in wanted:
        line = waiting_.get(pair)
        if line is None:
            continue
        # What was said of the others meanwhile may speak against one pair: it is left, the others are done.
        with suppress(Contradiction, AlreadyJudged):
            _judge(uow, line.a, line.b, PairVerdict.SAME, None, {}, None)
            done += 1
    history.finish_once(uow, key, str(done))
    uow.commit()
    return Twins(done, len(wanted) - done)


def _judge(
    uow: UnitOfWork,
    a: OfferRecord,
    b: OfferRecord,
    verdict: PairVerdict,
    keep: str | None,
    fields: Mapping[str, str],
    note: str | None,
) -> Judged:
    """Keep the judgement and carry it out; the caller authorised, took the turn and commits."""
    if verdict is PairVerdict.UNDONE:
        raise BadChoice("verdict")
    said = pairs.said(uow)
    known = said.get((a.id, b.id))
    if known is not None and known.verdict is not PairVerdict.UNSURE:
        raise AlreadyJudged(known.verdict)
    found, (seen_a, seen_b) = weigh(uow, a.id, b.id)
    merged: Merge | None = None
    if verdict is PairVerdict.SAME:
        against = rules.contradictions(said, (a.id, b.id))
        if against:
            raise Contradiction(against)
        merged = merge(uow, *stays_of(a, b, keep), fields)
    row = uow.add(
        PairJudgementRecord(
            a_id=a.id,
            b_id=b.id,
            verdict=verdict,
            note=(note or "").strip()[:LONGEST_NOTE] or None,
            revision_a=seen_a.revision,
            revision_b=seen_b.revision,
            score=found.score,
            lines=[*map(document_of, found.lines), *([{DECISION: merged.document()}] if merged else [])],
            model=found.model,
        )
    )
    uow.flush()
    facts = {"a": a.id, "b": b.id, "verdict": verdict.value, "score": found.score, "model": found.model}
    uow.event(EventKind.PAIR_JUDGED, row.id, facts=facts)
    # The one that stays may look like others now; one that was not judged waits no longer.
    refresh(uow, (a.id, b.id))
    return _known(row)


def _known(row: PairJudgementRecord) -> Judged:
    decision = decision_of(row)
    return Judged(row.id, row.verdict, decision.get("stays"), decision.get("goes"), tuple(decision.get("taken", ())))


def undo(
    uow: UnitOfWork, actor: Actor, judgement_id: str, *, edited: str | None = None, key: str
) -> Judged:
    """Take a judgement back: it stays in the list as undone, the pair waits again, a merge is parted.

    ``edited`` ("keep" or "restore") says what becomes of fields that were edited since the
    merge; without it, EditedSince names them. Raises Entangled (a later judgement has to go
    first), AlreadyJudged (it is not the last word on the pair), NotFound, NotAllowed.
    """
    actor.require(Permission.REGISTER_VERIFY)
    take_turn(uow, _TURN)
    row = pairs.judgement(uow, judgement_id)
    done = history.begin_once(uow, key, "pair.undo")
    if done is not None:
        return _known(pairs.judgement(uow, done))
    last = pairs.of_pair(uow, row.a_id, row.b_id)[0]
    if last.id != row.id or row.verdict is PairVerdict.UNDONE:
        raise AlreadyJudged(last.verdict)
    if row.verdict is PairVerdict.SAME:
        split(uow, row, edited=edited)
    taken_back = uow.add(
        PairJudgementRecord(
            a_id=row.a_id,
            b_id=row.b_id,
            verdict=PairVerdict.UNDONE,
            revision_a=row.revision_a,
            revision_b=row.revision_b,
            score=row.score,
            lines=[*evidence_lines(row), {DECISION: {"undoes": row.id}}],
            model=row.model,
        )
    )
    uow.flush()
    facts = {"a": row.a_id, "b": row.b_id, "verdict": PairVerdict.UNDONE.value, "undoes": row.id}
    uow.event(EventKind.PAIR_JUDGED, taken_back.id, facts=facts)
    refresh(uow, (row.a_id, row.b_id))
    history.finish_once(uow, key, taken_back.id)
    uow.commit()
    return _known(taken_back)
