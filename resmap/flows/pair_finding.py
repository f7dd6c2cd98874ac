"""Finding entries that may be one: after a change, after an import, while somebody types a new entry.

Secret places and residents are never compared: there is no way for them into what is read here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from resmap.domain import merging
from resmap.domain.cleaning.addresses import plain_dong, read_parts
from resmap.domain.cleaning.names import parts_of
from resmap.domain.codes import PairVerdict
from resmap.domain.korean import bigrams, fold
from resmap.domain.merging import Edge, edge
from resmap.domain.permissions import Actor, Permission
from resmap.domain.resident_number import refuse
from resmap.flows.pair_view import Evidence, document_of, evidence_of
from resmap.store import OfferRecord, PairRecord, UnitOfWork, offers, register
from resmap.store.queries import pairs
from resmap.store.queries.pairs import Compared

if TYPE_CHECKING:  # numpy and rapidfuzz are loaded when somebody compares, not when the program starts
    from resmap.dedupe import Pair, Record

#: Up to so many changed entries are each compared with what looks like them; more, with the whole register.
FEW = 40
#: While somebody types less is enough to be told: not everything is typed yet.
TOLD_WHILE_TYPING = 5.0
MOST_LOOK_ALIKES = 5
#: So many pieces of a name are looked for, beside its whole core.
_PIECES = 4


@dataclass(frozen=True)
class LookAlike:
    """An entry that may be the one somebody is typing; ``likely`` where it would be proposed as a pair."""

    record: OfferRecord
    score: float
    likely: bool
    lines: tuple[Evidence, ...]


def refresh(uow: UnitOfWork, ids: Iterable[str] | None) -> int:
    """Find anew which entries may be one: those of ``ids`` (None: all) against the whole register.

    Inside the transaction of whoever changed them, without committing. Answers how many
    pairs wait for these entries now. Never a pair that was judged, nor one whose entries are
    known to differ through others; one that nobody was sure of only when either was
    changed since in what is compared.
    """
    wanted = None if ids is None else sorted(set(ids))
    if wanted == []:
        return 0
    offered = not_settled(uow, find(uow, wanted))
    pairs.keep(uow, wanted, offered)
    return len(offered)


def not_settled(uow: UnitOfWork, found: Mapping[Edge, PairRecord]) -> list[PairRecord]:
    """Those of these pairs that are to be offered."""
    settled = _settled(uow, found)
    return [one for pair, one in found.items() if pair not in settled]


def find(uow: UnitOfWork, ids: list[str] | None) -> dict[Edge, PairRecord]:
    """Pairs of ``ids`` (None: of all) that may be one, judged or not; nothing is kept."""
    changed = pairs.compared(uow, ids)
    if ids is None:
        groups = [(changed, None)]
    elif len(changed) > FEW:
        groups = [(changed, pairs.compared(uow))]
    else:
        groups = [([one], _near(uow, one)) for one in changed]
    from resmap.dedupe import find_pairs

    made: dict[Edge, PairRecord] = {}
    for mine, others in groups:
        known = {one.id: one for one in (*mine, *(others or ()))}
        told = find_pairs(list(map(record_of, mine)), None if others is None else list(map(record_of, others)))
        for one in told:
            if not are_services_of_one(known[one.a], known[one.b]):
                made[edge(one.a, one.b)] = _pair_record(one, known)
    return made


def are_services_of_one(a: Compared, b: Compared) -> bool:
    """Two services of one organisation: they share house and number, and are told apart by their names
    and by a department, a kind, or the list that holds them both."""
    if a.organisation_id != b.organisation_id or fold(a.name) == fold(b.name):
        return False
    departments = a.department_id and b.department_id and a.department_id != b.department_id
    return bool(departments) or a.kind != b.kind or (a.source is not None and a.source == b.source)


def _pair_record(one: "Pair", known: Mapping[str, Compared]) -> PairRecord:
    a, b = edge(one.a, one.b)
    return PairRecord(
        a_id=a,
        b_id=b,
        revision_a=known[a].revision,
        revision_b=known[b].revision,
        score=one.score,
        lines=[document_of(line) for line in one.lines],
        model=one.model,
    )


def _settled(uow: UnitOfWork, found: Mapping[Edge, PairRecord]) -> frozenset[Edge]:
    """Pairs of these that are not to be offered."""
    if not found:
        return frozenset()
    said = pairs.said(uow)
    unsure = [pair for pair, one in said.items() if one.verdict is PairVerdict.UNSURE and pair in found]
    return (said.keys() & found.keys()) - _changed(uow, unsure, said) | (merging.known_apart(said) & found.keys())


def _changed(uow: UnitOfWork, unsure: list[Edge], said: Mapping[Edge, merging.Judgement]) -> frozenset[Edge]:
    """Those of the unsure pairs of which an entry was changed in what is compared since it was looked at."""
    rows = pairs.judgements(uow, [said[pair].number for pair in unsure])
    return frozenset(
        (row.a_id, row.b_id)
        for row in rows
        if pairs.changed_since(uow, ((row.a_id, row.revision_a), (row.b_id, row.revision_b)))
    )


def weigh(uow: UnitOfWork, a: str, b: str) -> tuple["Pair", tuple[Compared, Compared]]:
    """The two compared as they stand now; both must be comparable."""
    from resmap.dedupe import compare

    one, other = pairs.compared(uow, (a, b))
    return compare(record_of(one), record_of(other)), (one, other)


def look_alikes(uow: UnitOfWork, actor: Actor, values: Mapping[str, Any]) -> tuple[LookAlike, ...]:
    """Entries that may be the one whose ``values`` are being typed, the likeliest first.

    ``values``: name, and as far as they are known kind, phone (or public_phone), address, sigungu,
    lat, lon, organisation, organisation_number; ``id`` of the entry itself is left out. Nothing
    for a resident. Raises ResidentNumberError for a number that must not be typed anywhere.
    """
    actor.require(Permission.REGISTER_READ)
    told = {name: str(value).strip() for name, value in values.items() if value not in (None, "")}
    for name, text in told.items():
        refuse(text, name)
    name, phone = told.get("name", ""), told.get("phone") or told.get("public_phone")
    if told.get("kind", "").startswith("H1") or not (len(fold(name)) > 1 or phone or told.get("address")):
        return ()
    point = _point(told)
    sigungu = told.get("sigungu") or register.setting(uow).sigungu
    near = pairs.look_like(
        uow, pieces=_pieces(name), phones=_numbers(phone), addresses=_streets(told.get("address"), sigungu), point=point
    )
    from resmap.dedupe import PROPOSE_FROM, Record, find_pairs

    typed = Record(
        key="",
        name=name,
        kind=told.get("kind"),
        phone=phone,
        address=told.get("address"),
        sigungu=sigungu,
        lat=point and point[0],
        lon=point and point[1],
        organisation=told.get("organisation"),
        organisation_number=told.get("organisation_number"),
    )
    others = [record_of(one) for one in near if one.id != told.get("id")]
    best = find_pairs([typed], others, threshold=TOLD_WHILE_TYPING)[:MOST_LOOK_ALIKES]
    records = offers.by_ids(uow, [_other(one) for one in best])
    return tuple(
        LookAlike(records[_other(one)], one.score, one.score >= PROPOSE_FROM, tuple(map(evidence_of, one.lines)))
        for one in best
        if _other(one) in records
    )


def _other(one: "Pair") -> str:
    return one.a or one.b


def record_of(one: Compared) -> "Record":
    """The entry as ``dedupe`` compares it; half a coordinate is none."""
    from resmap.dedupe import Record

    placed = one.lat is not None and one.lon is not None
    return Record(
        key=one.id,
        name=one.name,
        kind=one.kind,
        phone=one.phone,
        address=one.address,
        sigungu=one.sigungu,
        lat=one.lat if placed else None,
        lon=one.lon if placed else None,
        organisation=one.organisation,
        organisation_number=one.organisation_number,
    )


# ── what to look for ─────────────────────────────────────────────────────────


def _near(uow: UnitOfWork, one: Compared) -> list[Compared]:
    point = None if one.lat is None or one.lon is None else (one.lat, one.lon)
    like = pairs.look_like(
        uow,
        pieces=_pieces(one.name),
        phones=_numbers(one.phone),
        addresses=_streets(one.address, one.sigungu),
        point=point,
    )
    return [other for other in like if other.id != one.id]


def _pieces(name: str) -> tuple[str, ...]:
    """The core of a name, then pieces of it: a slip of the pen leaves some of them whole."""
    core = fold(parts_of(name).core) if name else ""
    if len(core) < 2:
        return (fold(name),) if len(fold(name)) > 1 else ()
    return tuple(dict.fromkeys((core, *bigrams(core)[:_PIECES])))


def _numbers(phone: str | None) -> tuple[str, ...]:
    """The last eight digits of each number in a text: with and without an area code they are the same."""
    runs = "".join(char if char.isdigit() or char in "-() ." else "," for char in phone or "").split(",")
    digits = ("".join(filter(str.isdigit, run)) for run in runs)
    return tuple(dict.fromkeys(run[-8:] for run in digits if len(run) >= 8))


def _streets(address: str | None, sigungu: str | None) -> tuple[str, ...]:
    """Road with number, or dong with lot, without spaces."""
    if not address:
        return ()
    read = read_parts(address, None, sigungu)
    road = f"{read.road}{read.building_no}" if read.road and read.building_no else None
    lot = f"{plain_dong(read.dong)}{read.lot}" if read.dong and read.lot else None
    return tuple("".join(text.split()) for text in (road, lot) if text)


def _point(told: Mapping[str, str]) -> tuple[float, float] | None:
    try:
        return float(told["lat"]), float(told["lon"])
    except (KeyError, ValueError):
        return None
