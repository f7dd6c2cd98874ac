"""Two entries become one, and are parted again exactly as they were (decision 0008).

The rules are :mod:`resmap.domain.merging`; here they are carried out on records, with the
history of every entry that changes. No permission is asked and nothing is committed here:
:mod:`resmap.flows.pairs` does both.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from resmap.domain import merging
from resmap.domain.codes import ChangeReason, Review
from resmap.domain.events import EventKind
from resmap.domain.merging import Standing, canonical, edge, is_empty, takes_over
from resmap.domain.permissions import NotFound
from resmap.flows.entering import origin_of, rename
from resmap.store import OfferChangeRecord, OfferRecord, PairJudgementRecord, UnitOfWork, offers
from resmap.store.changes import plain
from resmap.store.queries import changes, pairs

#: Fields that say something of an entry; how many it has decides which of two is the richer.
SAYS = (
    "name_en", "needs", "public_phone", "address", "dong", "lat", "hours", "how_to_apply", "cost", "website", "email",
    "description", "access_line", "places_left", "age_min", "age_max", "sex", "income_max", "department_id",
)  # fmt: skip

#: What a judgement keeps beside the lines that were seen: how it was carried out, for its undoing.
DECISION = "decision"

#: Set by who belongs together, never put back one by one.
_DERIVED = frozenset({"review", "merged_into"})


class EditedSince(Exception):
    """Fields that a merge changed were edited since: somebody has to say what becomes of them.

    ``fields``: (id of the entry, field, what stands now, what stood before the merge).
    """

    def __init__(self, fields: Iterable[tuple[str, str, Any, Any]]):
        super().__init__("EDITED_SINCE")
        self.fields = tuple(fields)


class Entangled(Exception):
    """A later judgement was built on this one and has to be undone first. ``judgement`` is its id."""

    def __init__(self, judgement: str):
        super().__init__("ENTANGLED")
        self.judgement = judgement


@dataclass(frozen=True, slots=True)
class Merge:
    """What a merge did: who stays, who went, which fields the one that stays took over; ids of the changes."""

    stays: str
    goes: str
    taken: tuple[str, ...]
    changes: tuple[str, ...]
    evidence: Mapping[str, Any] | None

    def document(self) -> dict[str, Any]:
        return {
            "stays": self.stays,
            "goes": self.goes,
            "taken": list(self.taken),
            "changes": list(self.changes),
            "evidence": self.evidence,
        }


def standing(record: OfferRecord) -> Standing:
    """What decides whether this entry stays."""
    verified = record.review in (Review.VERIFIED, Review.STALE)
    return Standing(record.id, verified, sum(not is_empty(getattr(record, name)) for name in SAYS))


def stays_of(a: OfferRecord, b: OfferRecord, keep: str | None = None) -> tuple[OfferRecord, OfferRecord]:
    """(the one that stays, the one that goes): as somebody chose, else by the rule. Raises BadChoice."""
    chosen = keep or canonical((standing(a), standing(b)))
    if chosen not in (a.id, b.id):
        raise merging.BadChoice("keep")
    return (a, b) if chosen == a.id else (b, a)


def values_of(record: OfferRecord) -> dict[str, Any]:
    """The fields of an entry about which a merge decides."""
    return {name: getattr(record, name) for name in merging.CHOSEN}


def merge(uow: UnitOfWork, stays: OfferRecord, goes: OfferRecord, chosen: Mapping[str, str]) -> Merge:
    """Let ``stays`` stand for ``goes`` and for whoever was merged into it before. Raises BadChoice."""
    new = takes_over(values_of(stays), values_of(goes), chosen, stays_id=stays.id, goes_id=goes.id)
    if new.get("kind", "").startswith("H1"):
        raise merging.BadChoice("kind")
    followers = pairs.merged_into(uow, [goes.id])
    touched = {one.id: one.revision for one in (stays, goes, *followers)}
    evidence = stays.evidence
    uow.because(ChangeReason.MERGE)
    for name, value in new.items():
        setattr(stays, name, value)
    if "name" in new:
        rename(stays)
    if new:
        stays.evidence = _evidence(stays, goes, new)
    goes.review, goes.merged_into = Review.MERGED, stays.id
    for one in followers:
        one.merged_into = stays.id
    uow.flush()
    made = pairs.merges_of(uow, touched, touched)
    facts = {"into": stays.id, "fields": sorted(new)}
    uow.event(EventKind.OFFER_MERGED, goes.id, facts=facts)
    return Merge(stays.id, goes.id, tuple(sorted(new)), tuple(one.id for one in made), evidence)


def decision_of(judgement: PairJudgementRecord) -> dict[str, Any]:
    """How a judgement was carried out; empty for one that changed nothing."""
    return next((line[DECISION] for line in judgement.lines if DECISION in line), {})


def evidence_lines(judgement: PairJudgementRecord) -> list[dict[str, Any]]:
    """The lines that were on the screen."""
    return [line for line in judgement.lines if DECISION not in line]


def split(uow: UnitOfWork, judgement: PairJudgementRecord, *, edited: str | None = None) -> None:
    """Take a merge back: every field as it was before, each by a change of its own that names what it undoes.

    A field that was edited since is left as it is (``edited="keep"``) or put back too
    (``edited="restore"``); without a word, EditedSince. Raises Entangled. If one of them is secret
    now, so is every one afterwards: what is told of one place was told of all of them (P-21).
    """
    decision = decision_of(judgement)
    later = _built_on(uow, judgement)
    if later is not None:
        raise Entangled(later)
    rows = pairs.changes(uow, decision.get("changes", ()))
    records = {row.offer_id: changes.entry(uow, row.offer_id) for row in rows}
    _keep_hidden(uow, records, judgement)
    different = [one for row in rows for one in _edited(records[row.offer_id], row)]
    if different and edited not in ("keep", "restore"):
        raise EditedSince(different)
    left = {(id_, name) for id_, name, _, _ in different} if edited == "keep" else set()
    for row in rows:
        record = records[row.offer_id]
        uow.because(ChangeReason.SPLIT, undoes=row.id)
        for name, before in row.before.items():
            if name not in _DERIVED and (record.id, name) not in left:
                setattr(record, name, changes.column_value(name, before))
        if "name" in row.before:
            rename(record)
        if "merged_into" in row.before:
            record.merged_into = row.before["merged_into"]
            if record.merged_into is None and record.review is Review.MERGED:
                record.review = Review(row.before["review"])
        uow.flush()
    _put_evidence_back(records.get(decision.get("stays", "")), decision, left)
    uow.event(EventKind.OFFER_SPLIT, decision.get("goes"), facts={"from": decision.get("stays"), "judgement": judgement.id})


def _keep_hidden(uow: UnitOfWork, records: Mapping[str, OfferRecord], judgement: PairJudgementRecord) -> None:
    """Before anything is put back: make all of them secret, so that no place is left to put back."""
    ids = {*records, judgement.a_id, judgement.b_id}
    together = [records.get(id_) or changes.entry(uow, id_) for id_ in sorted(ids)]
    hidden = next((one for one in together if one.location_secret), None)
    if hidden is None:
        return
    uow.because(ChangeReason.SPLIT)
    for one in together:
        one.location_secret = True
        one.access_line = one.access_line or hidden.access_line
    uow.flush()


def _built_on(uow: UnitOfWork, judgement: PairJudgementRecord) -> str | None:
    """The youngest judgement that stands, was made later and moved the same entries."""
    mine = {judgement.a_id, judgement.b_id, *pairs_members(uow, judgement)}
    said = pairs.said(uow)
    later = [one for pair, one in said.items() if one.number > judgement.id and mine & set(pair)]
    rows = pairs.judgements(uow, [one.number for one in later])
    return next((row.id for row in rows if decision_of(row).get("changes")), None)


def pairs_members(uow: UnitOfWork, judgement: PairJudgementRecord) -> frozenset[str]:
    """All entries that are the same as those of the judgement."""
    together = merging.clusters(pairs.said(uow))
    return together.get(judgement.a_id, frozenset()) | together.get(judgement.b_id, frozenset())


def _edited(record: OfferRecord, row: OfferChangeRecord) -> Iterable[tuple[str, str, Any, Any]]:
    for name, after in row.after.items():
        now = plain(getattr(record, name))
        if name not in _DERIVED and now != after and now != row.before.get(name):
            yield record.id, name, now, row.before.get(name)


def _evidence(stays: OfferRecord, goes: OfferRecord, new: Mapping[str, Any]) -> dict[str, Any] | None:
    """Where each value came from goes with it (``flows.entering``); which entry it was taken from, too."""
    told = dict(stays.evidence or {})
    since = dict(told.get("since") or {})
    for name in new:
        since[name] = {**(origin_of(goes.evidence, name) or {}), "entry": goes.id}
    return {**told, "since": since}


def _put_evidence_back(record: OfferRecord | None, decision: Mapping[str, Any], left: set[tuple[str, str]]) -> None:
    if record is None or not decision.get("taken"):
        return
    told, before = dict(record.evidence or {}), decision.get("evidence") or {}
    since, was = dict(told.get("since") or {}), before.get("since") or {}
    for name in decision["taken"]:
        if (record.id, name) in left or (since.get(name) or {}).get("entry") != decision["goes"]:
            continue
        since.pop(name)
        if name in was:
            since[name] = was[name]
    told = {**told, "since": since} if since else {key: value for key, value in told.items() if key != "since"}
    record.evidence = told or None


def both(uow: UnitOfWork, a: str, b: str) -> tuple[OfferRecord, OfferRecord]:
    """Two entries that may be laid side by side, the lesser id first; raises NotFound for any other."""
    if a == b:
        raise NotFound("OfferRecord")
    ids = edge(a, b)
    found = offers.by_ids(uow, ids)
    if len(found) < 2 or not all(map(pairs.is_comparable, found.values())):
        raise NotFound("OfferRecord")
    return found[ids[0]], found[ids[1]]
