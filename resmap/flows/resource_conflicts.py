"""갈등·중재 of the register: which entries are in conflict with each other (R044).

While it stands, neither is linked to a household that the other serves or was asked to (``domain.conflict.at_odds``).
Nothing of any client stands here: whose link it stopped is told on the client's own page only.
"""

from dataclasses import dataclass
from datetime import date

from resmap.domain.conflict import Ending
from resmap.domain.events import EventKind
from resmap.domain.network import Network
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.flows import mediating
from resmap.flows.mediating import ConflictView
from resmap.flows.networks import Candidate, in_register
from resmap.store import ResourceConflictRecord, TieRecord, UnitOfWork, history, register
from resmap.store.queries import conflicts as queries


@dataclass(frozen=True, slots=True)
class FromNetwork:
    """A conflict that stands in the network alone, from a file or a drawing; taken over it can be mediated and ended."""

    tie: str
    between: tuple[str, str]


@dataclass(frozen=True, slots=True)
class ResourceConflictPage:
    """``found``: entries whose name holds what was asked, to choose one side after the other."""

    may_edit: bool
    conflicts: tuple[ConflictView, ...]
    from_network: tuple[FromNetwork, ...]
    found: tuple[Candidate, ...] = ()
    one: Candidate | None = None
    other: Candidate | None = None


def page(
    uow: UnitOfWork, actor: Actor, today: date, *, locale: str, q: str = "", one: str = "", other: str = ""
) -> ResourceConflictPage:
    """All conflicts between entries, those that stand first; secret places are in none of them that is shown (P-21)."""
    actor.require(Permission.REGISTER_EDIT)
    network, names = register.network(uow, today), mediating.people(uow, locale)
    called = _called(network, locale)
    views = [
        mediating.view(record, ends, names, today)
        for record in queries.listed(uow)
        if len(ends := _ends(network, called, record.one_id, record.other_id)) == 2
    ]
    order = ("standing", "coming", "ended")
    may_edit = actor.may(Permission.REGISTER_VERIFY)
    known = {candidate.id: candidate for candidate in in_register(network)} if may_edit and (one or other) else {}
    return ResourceConflictPage(
        may_edit=may_edit,
        conflicts=tuple(sorted(views, key=lambda view: order.index(view.state))),
        from_network=tuple(
            FromNetwork(tie.id, tuple(ends.values()))
            for tie in queries.ties(uow)
            if len(ends := _ends(network, called, tie.source_id, tie.target_id)) == 2
        ),
        found=in_register(network, q) if may_edit and q else (),
        one=known.get(one),
        other=known.get(other) if other != one else None,
    )


def note(
    uow: UnitOfWork,
    actor: Actor,
    today: date,
    *,
    one: str,
    other: str,
    since: date | None,
    words: str,
    key: str,
) -> str:
    """Note a conflict between two entries, from a day on (None: from today); answers its id.

    Raises WordsMissing, ResidentNumberError, RuleForbids (TWICE, WITH_ITSELF), NotFound.
    """
    actor.require(Permission.REGISTER_VERIFY)
    done = history.begin_once(uow, key, "resource_conflict.note")
    if done is not None:
        return done
    network = register.network(uow, today)
    known = {candidate.id for candidate in in_register(network)}
    one, other = (network.sames.standing(end) for end in (one, other))
    if not {one, other} <= known:
        raise NotFound("OfferRecord")
    if one == other:
        raise mediating.forbidden("WITH_ITSELF")
    standing = [each for each in queries.listed(uow) if each.ended_on is None]
    if any({each.one_id, each.other_id} == {one, other} for each in standing):
        raise mediating.forbidden("TWICE")
    why = mediating.words_of(words, "words")
    kept = uow.add(ResourceConflictRecord(one_id=one, other_id=other, since=since or today, why=why))
    return _done(uow, kept, "noted", key)


def take_over(uow: UnitOfWork, actor: Actor, tie_id: str, today: date, *, words: str, key: str) -> str:
    """Keep a conflict of the network here, so that it can be mediated and ended; it goes on standing. Answers its id.

    Raises WordsMissing, NotFound.
    """
    actor.require(Permission.REGISTER_VERIFY)
    done = history.begin_once(uow, key, "resource_conflict.take_over", about=tie_id)
    if done is not None:
        return done
    tie: TieRecord = queries.tie(uow, tie_id)
    if len(_ends(network := register.network(uow, today), _called(network, "ko"), tie.source_id, tie.target_id)) != 2:
        raise NotFound("TieRecord")
    why = mediating.words_of(words, "words")
    kept = uow.add(ResourceConflictRecord(one_id=tie.source_id, other_id=tie.target_id, tie_id=tie.id, why=why))
    return _done(uow, kept, "noted", key)


def mediate(
    uow: UnitOfWork,
    actor: Actor,
    conflict_id: str,
    today: date,
    *,
    on: date | None,
    agreed: str,
    revision: int,
    key: str,
) -> str:
    """Write what was agreed on a day (None: today); it still stands. Raises as ``case_conflicts.mediate``."""
    actor.require(Permission.REGISTER_VERIFY)
    record = queries.get(uow, conflict_id)
    done = history.begin_once(uow, key, "resource_conflict.mediate", about=record.id)
    if done is not None:
        return done
    uow.check_revision(record, revision)
    mediating.add_step(record, today, on=on or today, agreed=agreed, by=actor.id)
    return _done(uow, record, "mediated", key)


def reword(uow: UnitOfWork, actor: Actor, conflict_id: str, *, words: str, revision: int, key: str) -> str:
    """Say anew what it is about; it goes on standing. Raises as :func:`mediate`."""
    actor.require(Permission.REGISTER_VERIFY)
    record = queries.get(uow, conflict_id)
    done = history.begin_once(uow, key, "resource_conflict.reword", about=record.id)
    if done is not None:
        return done
    uow.check_revision(record, revision)
    mediating.reword(record, words=words)
    return _done(uow, record, "reworded", key)


def end(
    uow: UnitOfWork, actor: Actor, conflict_id: str, today: date, *, how: Ending, words: str, revision: int, key: str
) -> str:
    """Put an end to it, with the reason; MISTAKEN takes back a wrong entry. Raises as ``case_conflicts.end``."""
    actor.require(Permission.REGISTER_VERIFY)
    record = queries.get(uow, conflict_id)
    done = history.begin_once(uow, key, "resource_conflict.end", about=record.id)
    if done is not None:
        return done
    uow.check_revision(record, revision)
    mediating.put_to_an_end(record, today, how=how, words=words)
    return _done(uow, record, "ended", key)


def _called(network: Network, locale: str) -> dict[str, str]:
    """Names of everybody who may be shown here, by id."""
    everybody = (*(one for one in network.offers if not one.location_secret), *network.parties)
    return {one.id: (locale == "en" and one.name_en) or one.name for one in everybody}


def _ends(network: Network, called: dict[str, str], *ids: str) -> dict[str, str]:
    standing = [network.sames.standing(one) for one in ids]
    return {one: called[one] for one in standing if one in called}


def _done(uow: UnitOfWork, record: ResourceConflictRecord, what: str, key: str) -> str:
    facts = {"conflict": what, "one": record.one_id, "other": record.other_id, "how": record.ended_as}
    uow.event(EventKind.TIE_CHANGED, record.id, facts=facts)
    history.finish_once(uow, key, record.id)
    uow.commit()
    return record.id
