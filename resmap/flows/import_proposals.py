"""What the rows of a list propose (``formats/proposed.py``): taken or refused one by one, or many of a sort at once.

A proposal stands in the evidence of its entry and is offered as long as the field still holds
what the file said: once it was taken, edited otherwise or refused it is offered no more, by no later
import of the same list either; an undone change offers it again. Refused values are remembered with
the entry. Needs that an import proposes (``proposed_needs``) are one sort among the others.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from resmap.domain.codes import ChangeReason, Review
from resmap.domain.editing import waits
from resmap.domain.events import EventKind
from resmap.domain.listing import is_resident
from resmap.domain.permissions import Actor, NotAllowed, NotFound, Permission
from resmap.flows.checking import decide_needs
from resmap.flows.entering import PROPOSALS, REFUSED, of_file
from resmap.flows.pair_finding import refresh
from resmap.formats.proposed import COLUMNS
from resmap.store import OfferRecord, Page, UnitOfWork, history, offers
from resmap.store.changes import plain
from resmap.store.queries import row_proposals as queries
from resmap.store.queries.pairs import COMPARED

#: The sort of proposed needs, and the fields that stand for one of them: "need:ECO11".
NEEDS, NEED = "NEEDS_PROPOSED", "need:"

#: Probably right, so that a preview has them ticked; a doubtful point or need is ticked by whoever knows.
LIKELY = frozenset(
    {
        "PHONE_ZERO_LOST", "PHONE_AREA_PROPOSED", "PHONE_ZERO_PADDED", "FLOOR_GLUED", "NUMBER_GLUED", "WORD_GLUED",
        "COORDINATE_SWAPPED", "COORDINATE_POINT_LOST", "GU_UNKNOWN",
    }
)  # fmt: skip

#: So many lines of a preview stand on one page: all of them can be taken at once.
PAGE = 500

_OUT = frozenset({Review.WITHDRAWN, Review.MERGED})


@dataclass(frozen=True, slots=True)
class Offered:
    """One proposal: ``field`` (``formats.proposed.COLUMNS``, or "need:CODE"), the code that says why, what
    stands now and what is proposed (plain values; a need's are None and its code). ``because``: words that
    speak for a need; ``likely``: a preview has it ticked."""

    field: str
    code: str
    here: Any
    value: Any
    because: tuple[str, ...] = ()
    likely: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A proposal with its entry, as a preview shows it."""

    id: str
    revision: int
    name: str
    name_en: str | None
    row: int | None
    proposal: Offered


@dataclass(frozen=True, slots=True)
class Sort:
    """So many proposals of one sort."""

    code: str
    count: int


@dataclass(frozen=True)
class Decided:
    """What became of many: ids of the entries decided on, names of those that changed meanwhile."""

    done: tuple[str, ...] = ()
    left: tuple[str, ...] = field(default=())


def offered(record: Any) -> tuple[Offered, ...]:
    """What the row of this entry (a record) still proposes, its needs aside; nothing of a secret place, of a
    resident or of an entry that is out of the register."""
    return tuple(_offered({name: getattr(record, name) for name in _LOOKED_AT}))


def count_by_source(uow: UnitOfWork, actor: Actor) -> list[tuple[str, int]]:
    """(source, how many proposals of its rows wait), the most first, for the choice of a list."""
    actor.require(Permission.REGISTER_VERIFY)
    return Counter(row["source"] for row in queries.rows(uow) if row["source"] for _ in _with_needs(row)).most_common()


def sorts(uow: UnitOfWork, actor: Actor, source: str) -> tuple[Sort, ...]:
    """The sorts of proposals of one list, the most frequent first."""
    actor.require(Permission.REGISTER_VERIFY)
    counts = Counter(line.proposal.code for line in _lines(uow, source))
    return tuple(Sort(code, n) for code, n in counts.most_common())


def preview(
    uow: UnitOfWork, actor: Actor, source: str, code: str, *, page: int = 1, size: int = PAGE
) -> Page[Line]:
    """The proposals of one sort of one list, by name."""
    actor.require(Permission.REGISTER_VERIFY)
    lines = [line for line in _lines(uow, source) if line.proposal.code == code]
    number = min(max(page, 1), max(1, -(-len(lines) // size)))
    return Page(tuple(lines[(number - 1) * size : number * size]), len(lines), number, size)


def may_decide(actor: Actor, record: Any, field: str) -> bool:
    """Whether a button of this actor does it at once: the rest of a verified entry waits for who verifies (R046)."""
    if not actor.may(Permission.REGISTER_EDIT):
        return False
    vouches = actor.may(Permission.REGISTER_VERIFY)
    return not any(waits(name, None, record.review, vouches=vouches) for name in COLUMNS.get(field, ("needs",)))


def decide(
    uow: UnitOfWork, actor: Actor, offer_id: str, field: str, *, accept: bool, revision: int, key: str
) -> OfferRecord:
    """Take what is proposed for one field, or refuse it for good.

    Raises NotFound where nothing (any more) is proposed, LostUpdate, NotAllowed where the change of a
    verified entry is not this actor's to make.
    """
    actor.require(Permission.REGISTER_EDIT)
    record = offers.get(uow, offer_id)
    if history.begin_once(uow, key, "import.proposal", about=record.id) is not None:
        return record
    uow.check_revision(record, revision)
    found = next((one for one in offered(record) if one.field == field), None)
    if found is None:
        raise NotFound("OfferRecord")
    if not may_decide(actor, record, field):
        raise NotAllowed(Permission.REGISTER_VERIFY)
    if _decide(uow, actor, record, found, accept):
        refresh(uow, [record.id])
    history.finish_once(uow, key, record.id)
    uow.commit()
    return record


def decide_many(
    uow: UnitOfWork, actor: Actor, chosen: Iterable[tuple[str, int, str]], *, accept: bool, key: str
) -> Decided:
    """Take or refuse many at once: (entry, revision that was shown, field). What changed meanwhile is left.

    All of it is one act: a second click does nothing.
    """
    actor.require(Permission.REGISTER_VERIFY)
    if history.begin_once(uow, key, "import.proposals") is not None:
        return Decided()
    wanted: dict[str, list[tuple[int, str]]] = {}
    for offer_id, revision, name in chosen:
        wanted.setdefault(offer_id, []).append((revision, name))
    done, left, compared = [], [], []
    ids = sorted(wanted)
    for start in range(0, len(ids), PAGE):
        records = offers.by_ids(uow, ids[start : start + PAGE])
        for offer_id, record in sorted(records.items()):
            made = _decide_shown(uow, actor, record, wanted[offer_id], accept)
            if made is None:
                left.append(record.name)
                continue
            done.append(offer_id)
            compared += [offer_id] if made else []
    refresh(uow, compared)
    history.finish_once(uow, key, str(len(done)))
    uow.commit()
    return Decided(tuple(done), tuple(left))


def _decide_shown(
    uow: UnitOfWork, actor: Actor, record: OfferRecord, chosen: Sequence[tuple[int, str]], accept: bool
) -> bool | None:
    """Decide on the fields of one entry; None where it is not as it was shown, else whether it is compared anew."""
    known = {one.field: one for one in _with_needs(_mapping_of(record))}
    fields = [name for _, name in chosen]
    if any(revision != record.revision for revision, _ in chosen) or not known.keys() >= set(fields):
        return None
    is_compared = False
    if needs := [name.removeprefix(NEED) for name in fields if name.startswith(NEED)]:
        decide_needs(uow, record, dict.fromkeys(needs, accept))
    for name in fields:
        if not name.startswith(NEED):
            is_compared |= _decide(uow, actor, record, known[name], accept)
    return is_compared


def _decide(uow: UnitOfWork, actor: Actor, record: OfferRecord, one: Offered, accept: bool) -> bool:
    """The change itself; answers whether look-alikes have to be found anew."""
    is_vouched_for = record.review is Review.VERIFIED and record.verified_revision == record.revision
    if accept:
        uow.because(ChangeReason.PROPOSAL)
        columns = COLUMNS[one.field]
        values = one.value if len(columns) > 1 else [one.value]
        for column, value in zip(columns, values, strict=True):
            setattr(record, column, value)
        facts = {"fields": sorted(columns), "why": one.code}
        uow.event(EventKind.OFFER_CHANGED, record.id, facts=facts)
    else:
        told = dict(record.evidence or {})
        refused = dict(told.get(REFUSED) or {})
        refused[one.field] = [*refused.get(one.field, ()), one.value]
        record.evidence = {**told, REFUSED: refused}
        facts = {"state": "refused", "fields": [one.field], "why": one.code}
        uow.event(EventKind.PROPOSAL_DECIDED, record.id, facts=facts)
    # Who may verify has looked at it; what anybody else takes shows as made since, like their edits.
    if is_vouched_for and (actor.may(Permission.REGISTER_VERIFY) or not accept):
        record.verified_revision = record.revision + 1
    return accept and not COMPARED.isdisjoint(COLUMNS[one.field])


# What is proposed

_LOOKED_AT = (
    "kind", "review", "location_secret", "evidence", "source_row", "proposed_needs", "needs",
    "public_phone", "address", "sido", "sigungu", "dong", "lat", "lon",
)  # fmt: skip


def _mapping_of(record: OfferRecord) -> dict[str, Any]:
    return {name: getattr(record, name) for name in _LOOKED_AT}


def _offered(row: Mapping[str, Any]) -> Iterator[Offered]:
    if row["location_secret"] or is_resident(row["kind"]) or row["review"] in _OUT:
        return
    told = row["evidence"] or {}
    refused, said = told.get(REFUSED) or {}, row["source_row"] or {}
    for name, one in (told.get(PROPOSALS) or {}).items():
        columns = COLUMNS.get(name, ())
        stands = [plain(row[column]) for column in columns]
        if not columns or one["value"] in refused.get(name, ()):
            continue
        if stands == [of_file(said, column) for column in columns] and stands != _as_list(one["value"]):
            here = stands if len(stands) > 1 else stands[0]
            here = None if here == [None, None] else here
            yield Offered(name, one["code"], here, one["value"], (), one["code"] in LIKELY)


def _with_needs(row: Mapping[str, Any]) -> Iterator[Offered]:
    yield from _offered(row)
    if row["location_secret"] or is_resident(row["kind"]) or row["review"] in _OUT:
        return
    for one in row["proposed_needs"] or ():
        yield Offered(f"{NEED}{one['code']}", NEEDS, None, one["code"], tuple(one.get("because") or ()))


def _lines(uow: UnitOfWork, source: str) -> Iterator[Line]:
    for row in queries.rows(uow, source):
        for one in _with_needs(row):
            told = (row["evidence"] or {}).get("row")
            yield Line(row["id"], row["revision"], row["name"], row["name_en"], told, one)


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
