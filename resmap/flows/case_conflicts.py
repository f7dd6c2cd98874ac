"""갈등·중재 of a case: whom this household must not meet, from when, what was mediated, how it ended (R044).

While a conflict stands nobody on its side is suggested, linked or told anything (gate CONFLICT, which nobody lets
pass); from the day of its end on it keeps nobody apart. It is written by who answers for the case, in neutral words.
"""

from dataclasses import dataclass
from datetime import date

from resmap.domain.codes import TieKind
from resmap.domain.conflict import Ending
from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.flows import mediating
from resmap.flows.answering_for import require_answering
from resmap.flows.case_loading import LoadedCase, load_case
from resmap.flows.case_telling import CaseSentences
from resmap.flows.case_view import CaseHead
from resmap.flows.cases import head
from resmap.flows.frozen import require_open
from resmap.flows.mediating import ConflictView
from resmap.flows.networks import Candidate, in_register
from resmap.store import BlockRecord, CaseRecord, UnitOfWork, history


@dataclass(frozen=True, slots=True)
class Drawn:
    """A conflict that was drawn in the client's network: it ends there."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class ConflictPage:
    """``standing`` and ``coming`` first, then what ended; ``found`` are entries whose name holds what was asked."""

    head: CaseHead
    closed: bool
    may_edit: bool
    conflicts: tuple[ConflictView, ...]
    drawn: tuple[Drawn, ...]
    found: tuple[Candidate, ...] = ()
    chosen: Candidate | None = None


def page(
    uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, locale: str, q: str = "", other: str = ""
) -> ConflictPage:
    """The conflicts of a case; ``q`` searches for the other side, ``other`` has chosen it (an id).

    Notes that the client was read. Raises NotAllowed or NotFound.
    """
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_READ)
    say_, names, case = CaseSentences(loaded, locale), mediating.people(uow, locale), loaded.parts.case
    views = [mediating.view(one, _between(one, say_), names, today) for one in loaded.parts.blocks]
    order = ("standing", "coming", "ended")
    may_edit = case.closed_on is None and _answers_for(actor, case)
    members = {one.id for one in loaded.parts.members} | {"client"}
    view = ConflictPage(
        head=head(uow, loaded, locale),
        closed=case.closed_on is not None,
        may_edit=may_edit,
        conflicts=tuple(sorted(views, key=lambda one: (order.index(one.state), one.since or date.min, one.id))),
        drawn=tuple(
            Drawn(one.id, say_.name(one.target_id if one.source_id in members else one.source_id))
            for one in loaded.parts.ties
            if one.kind is TieKind.CONFLICT and (one.source_id in members) != (one.target_id in members)
        ),
        found=in_register(loaded.network, q) if may_edit and q and not other else (),
        chosen=_chosen(loaded, other) if may_edit and other else None,
    )
    uow.event(EventKind.CLIENT_READ, case_id, client=loaded.client_id, facts={"page": "conflicts"})
    uow.commit()
    return view


def note(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    today: date,
    *,
    other: str,
    organisation: str,
    since: date | None,
    words: str,
    key: str,
) -> str:
    """Note a conflict with an entry of the register (``other``) or a whole organisation by its name; answers its id.

    ``since`` None: from today; a later day keeps apart from then on. Raises WordsMissing, ResidentNumberError,
    RuleForbids (WITH_WHOM unless exactly one is given, TWICE, CLOSED), NotFound, NotAllowed for who helps only.
    """
    actor.require(Permission.CASE_EDIT)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    done = history.begin_once(uow, key, "conflict.note")
    if done is not None:
        return done
    case, organisation = loaded.parts.case, organisation.strip()[:200]
    require_answering(actor, case)
    require_open(case)
    if bool(other) == bool(organisation):
        raise mediating.forbidden("WITH_WHOM")
    side = _side(loaded, other) if other else {"organisation": organisation}
    if any(one.ended_on is None and _same(one, side) for one in loaded.parts.blocks):
        raise mediating.forbidden("TWICE")
    why = mediating.words_of(words, "words")
    kept = uow.add(BlockRecord(case_id=case.id, since=since or today, why=why, **side))
    return _done(uow, case, kept, {"what": "noted"}, key)


def mediate(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    conflict_id: str,
    today: date,
    *,
    on: date | None,
    agreed: str,
    revision: int,
    key: str,
) -> str:
    """Write what was agreed on a day (None: today) between the two; it still stands.

    Raises WordsMissing, RuleForbids (ENDED, DAY_AHEAD, CLOSED), LostUpdate, NotFound, NotAllowed.
    """
    actor.require(Permission.CASE_EDIT)
    case, record = _load(uow, actor, case_id, conflict_id, today)
    done = history.begin_once(uow, key, "conflict.mediate", about=record.id)
    if done is not None:
        return done
    require_open(case)
    uow.check_revision(record, revision)
    mediating.add_step(record, today, on=on or today, agreed=agreed, by=actor.id)
    return _done(uow, case, record, {"what": "mediated"}, key)


def reword(
    uow: UnitOfWork, actor: Actor, case_id: str, conflict_id: str, today: date, *, words: str, revision: int, key: str
) -> str:
    """Say anew what it is about; it goes on standing. Raises as :func:`mediate`."""
    actor.require(Permission.CASE_EDIT)
    case, record = _load(uow, actor, case_id, conflict_id, today)
    done = history.begin_once(uow, key, "conflict.reword", about=record.id)
    if done is not None:
        return done
    require_open(case)
    uow.check_revision(record, revision)
    mediating.reword(record, words=words)
    return _done(uow, case, record, {"what": "reworded"}, key)


def end(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    conflict_id: str,
    today: date,
    *,
    how: Ending,
    words: str,
    revision: int,
    key: str,
) -> str:
    """Put an end to it, with the reason; MISTAKEN takes back what was noted by mistake, and keeps that it was.

    From today on it keeps nobody apart. Raises WordsMissing, RuleForbids (ENDED, CLOSED), LostUpdate, NotFound,
    NotAllowed.
    """
    actor.require(Permission.CASE_EDIT)
    case, record = _load(uow, actor, case_id, conflict_id, today)
    done = history.begin_once(uow, key, "conflict.end", about=record.id)
    if done is not None:
        return done
    require_open(case)
    uow.check_revision(record, revision)
    mediating.put_to_an_end(record, today, how=how, words=words)
    return _done(uow, case, record, {"what": "ended", "how": how.value}, key)


def _answers_for(actor: Actor, case: CaseRecord) -> bool:
    return actor.may(Permission.CASE_EDIT) and (case.manager_id == actor.id or actor.may(Permission.CASE_DECIDE))


def _load(uow: UnitOfWork, actor: Actor, case_id: str, conflict_id: str, today: date) -> tuple[CaseRecord, BlockRecord]:
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    require_answering(actor, loaded.parts.case)
    for one in loaded.parts.blocks:
        if one.id == conflict_id:
            return loaded.parts.case, one
    raise NotFound("BlockRecord")


def _side(loaded: LoadedCase, other: str) -> dict[str, str]:
    """How the table names the other side; raises NotFound."""
    standing = loaded.network.sames.standing(other)
    if standing in loaded.network.by_id:
        return {"offer_id": standing}
    if any(party.id == other for party in loaded.network.parties):
        return {"person_id": other}
    raise NotFound("OfferRecord")


def _chosen(loaded: LoadedCase, other: str) -> Candidate:
    found = next((one for one in in_register(loaded.network) if one.id == other), None)
    if found is None:
        raise NotFound("OfferRecord")
    return found


def _same(record: BlockRecord, side: dict[str, str]) -> bool:
    return all(getattr(record, name) == value for name, value in side.items())


def _between(record: BlockRecord, say_: CaseSentences) -> dict[str, str]:
    node = record.offer_id or record.person_id
    return {node: say_.name(node)} if node else {"": record.organisation or ""}


def _done(uow: UnitOfWork, case: CaseRecord, record: BlockRecord, facts: dict, key: str) -> str:
    uow.event(EventKind.CASE_CHANGED, case.id, client=case.client_id, facts={"conflict": record.id, **facts})
    history.finish_once(uow, key, record.id)
    uow.commit()
    return record.id
