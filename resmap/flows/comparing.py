"""Two to four offers for one need side by side, and why one of them was chosen (R099)."""

from dataclasses import dataclass
from datetime import date

from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.flows.answers import LONGEST_WORDS, as_told
from resmap.flows.case_loading import LoadedCase, load_case
from resmap.flows.case_telling import CaseSentences, NeedTeller, head_of, local_day
from resmap.flows.case_view import CaseHead, SuggestionView
from resmap.flows.frozen import require_open
from resmap.store import ComparisonRecord, UnitOfWork, history, offers
from resmap.store import cases as queries
from resmap.words.explain import need_name

FEWEST, MOST = 2, 4


class NotComparable(ValueError):
    """Fewer than two or more than four offers that are suggested for this need."""


class WhyMissing(ValueError):
    """A choice is kept with its reason or not at all (R099)."""


@dataclass(frozen=True, slots=True)
class FactorRow:
    """One factor over all compared offers: a (verdict, points, text) for each, in their order."""

    name: str
    of: float
    cells: tuple[tuple[str, float, str], ...]
    differs: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """An earlier comparison of the same need."""

    name: str
    among: tuple[str, ...]
    why: str
    on: date


@dataclass(frozen=True, slots=True)
class Comparison:
    head: CaseHead
    need: str
    need_name: str
    offers: tuple[SuggestionView, ...]
    rows: tuple[FactorRow, ...]
    earlier: tuple[Chosen, ...]


def compare(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    today: date,
    *,
    need_id: str,
    offer_ids: tuple[str, ...],
    locale: str,
) -> Comparison:
    """The offers with their lines beside each other, best first. Raises NotComparable."""
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_READ)
    record, _ = loaded.need(need_id)
    teller = NeedTeller(loaded, locale, lambda ids: offers.by_ids(uow, ids), may_override=False)
    told = _told(loaded, teller, record.id, offer_ids)
    earlier = tuple(
        _chosen(one, teller.say)
        for one in queries.comparisons(uow, loaded.parts.case)
        if one.need_id == need_id and one.chosen_id
    )
    uow.event(EventKind.CLIENT_READ, case_id, client=loaded.client_id, facts={"page": "compare"})
    uow.commit()
    return Comparison(
        head=head_of(loaded, "", locale),
        need=need_id,
        need_name=need_name(record.code, locale),
        offers=told,
        rows=_rows(told),
        earlier=earlier,
    )


def keep_choice(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    today: date,
    *,
    need_id: str,
    offer_ids: tuple[str, ...],
    chosen: str,
    why: str,
    key: str,
) -> str:
    """Keep which offer was chosen among which, and why; answers the record's id.

    Raises NotComparable, WhyMissing, and NotFound for a choice that was not compared.
    """
    actor.require(Permission.CASE_EDIT)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    done = history.begin_once(uow, key, "case.compare")
    if done is not None:
        return done
    require_open(loaded.parts.case)
    _, need = loaded.need(need_id)
    why = why.strip()[:LONGEST_WORDS]
    if not why:
        raise WhyMissing
    compared = tuple(dict.fromkeys(offer_ids))
    if not FEWEST <= len(compared) <= MOST:
        raise NotComparable
    if chosen not in compared:
        raise NotFound("OfferRecord")
    told = {one: as_told(loaded, need, one) for one in compared}
    if None in told.values():
        raise NotComparable
    kept = uow.add(
        ComparisonRecord(
            case_id=case_id, need_id=need_id, offer_ids=compared, chosen_id=chosen, why=why, suggestions=told
        )
    )
    facts = {"comparison": kept.id, "offers": list(compared), "chosen": chosen}
    uow.event(EventKind.COMPARED, case_id, client=loaded.client_id, facts=facts)
    history.finish_once(uow, key, kept.id)
    uow.commit()
    return kept.id


def _told(
    loaded: LoadedCase, teller: NeedTeller, need_id: str, offer_ids: tuple[str, ...]
) -> tuple[SuggestionView, ...]:
    wanted = set(offer_ids)
    for found in loaded.judgement.match.needs:
        if loaded.need_record(found.need).id != need_id:
            continue
        at = [place for place, offer in enumerate(found.suggested) if offer.id in wanted]
        if FEWEST <= len(at) <= MOST and len(at) == len(wanted):
            records = teller.records(wanted)
            return tuple(
                teller.suggestion(
                    found.suggestions[place], place + 1, records.get(found.suggested[place].id), found.need
                )
                for place in at
            )
    raise NotComparable


def _rows(told: tuple[SuggestionView, ...]) -> tuple[FactorRow, ...]:
    rows = []
    for lines in zip(*(one.lines for one in told), strict=True):
        cells = tuple((line.verdict, line.points, line.text) for line in lines)
        differs = len({(verdict, points) for verdict, points, _ in cells}) > 1
        rows.append(FactorRow(lines[0].name, lines[0].of, cells, differs))
    return tuple(sorted(rows, key=lambda row: not row.differs))


def _chosen(record: ComparisonRecord, say_: CaseSentences) -> Chosen:
    among = tuple(say_.name(one) for one in record.offer_ids if one != record.chosen_id)
    return Chosen(say_.name(record.chosen_id), among, record.why or "", local_day(record.created_at))
