"""What was said and seen: kept in the client's own words, confirmed by them, never made into a need by itself (R021, R086)."""

from dataclasses import dataclass
from datetime import date

from resmap.domain import taxonomy
from resmap.domain.assessment_sheets import LONGEST
from resmap.domain.case import COUPLE, FAMILY
from resmap.domain.events import EventKind
from resmap.domain.intake import Strength, Weakness
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.domain.statements import StatementKind
from resmap.flows.case_loading import LoadedCase, load_case
from resmap.flows.field_refusals import FieldsRefused
from resmap.flows.frozen import require_open
from resmap.store import StatementRecord, UnitOfWork, cases, history

#: Kinds whose ``topic`` is of a closed list (R061, R062).
TOPICS = {StatementKind.STRENGTH: frozenset(Strength), StatementKind.WEAKNESS: frozenset(Weakness)}


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was said or seen. ``topic``: the sort of strength or weakness, or an official problem item."""

    kind: StatementKind
    words: str
    reading: str = ""
    holder: str = ""
    topic: str = ""
    told_by: str = ""
    confirmed: bool = False


def add(uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, said: Said, key: str) -> str:
    """Keep a statement; answers its id. A demand is kept as it is: no need comes of it (R086).

    Raises FieldsRefused (words MISSING, holder or topic UNKNOWN), RuleForbids (CLOSED).
    """
    actor.require(Permission.CASE_EDIT)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    done = history.begin_once(uow, key, "case.statement")
    if done is not None:
        return done
    require_open(loaded.parts.case)
    kept = keep(uow, loaded, said, today)
    history.finish_once(uow, key, kept.id)
    uow.commit()
    return kept.id


def keep(uow: UnitOfWork, loaded: LoadedCase, said: Said, today: date) -> StatementRecord:
    """Add the statement and its event; the caller authorised and commits. Raises FieldsRefused."""
    wrong = _wrong(loaded, said)
    if wrong:
        raise FieldsRefused(wrong)
    kept = uow.add(
        StatementRecord(
            case_id=loaded.id,
            kind=said.kind.value,
            heard_on=today,
            topic=said.topic or None,
            words=said.words.strip()[:LONGEST] or None,
            reading=said.reading.strip()[:LONGEST] or None,
            holder=said.holder or None,
            told_by=said.told_by.strip()[:100] or None,
            confirmed_on=today if said.confirmed else None,
        )
    )
    facts = {"statement": kept.id, "kind": said.kind.value, "confirmed": said.confirmed}
    uow.event(EventKind.CASE_CHANGED, loaded.id, client=loaded.client_id, facts=facts)
    return kept


def confirm(
    uow: UnitOfWork, actor: Actor, case_id: str, statement_id: str, today: date, *, revision: int, key: str
) -> None:
    """The client said that it is so. Raises NotFound, LostUpdate, RuleForbids (CLOSED)."""
    actor.require(Permission.CASE_EDIT)
    case = cases.get(uow, actor, case_id, Permission.CASE_EDIT)
    record = _of(uow, case.id, statement_id)
    if history.begin_once(uow, key, "case.statement_confirmed", about=record.id) is None:
        uow.check_revision(record, revision)
        require_open(case)
        record.confirmed_on = record.confirmed_on or today
        facts = {"statement": record.id, "confirmed": True}
        uow.event(EventKind.CASE_CHANGED, case.id, client=case.client_id, facts=facts)
        history.finish_once(uow, key, record.id)
    uow.commit()


def read_again(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    statement_id: str,
    *,
    kind: StatementKind,
    reading: str,
    revision: int,
    key: str,
) -> None:
    """How the worker understands it, and what sort of statement it is; the words stay as they were said.

    Raises NotFound, LostUpdate, RuleForbids (CLOSED).
    """
    actor.require(Permission.CASE_EDIT)
    case = cases.get(uow, actor, case_id, Permission.CASE_EDIT)
    record = _of(uow, case.id, statement_id)
    if history.begin_once(uow, key, "case.statement_read", about=record.id) is None:
        uow.check_revision(record, revision)
        require_open(case)
        if record.topic and not _fits(kind, record.topic):
            record.topic = None
        record.kind, record.reading = kind.value, reading.strip()[:LONGEST] or None
        facts = {"statement": record.id, "kind": kind.value}
        uow.event(EventKind.CASE_CHANGED, case.id, client=case.client_id, facts=facts)
        history.finish_once(uow, key, record.id)
    uow.commit()


def holders(loaded: LoadedCase) -> frozenset[str]:
    """Whose something can be: a member of the household, the couple, the family (R102)."""
    return frozenset({COUPLE, FAMILY, *(one.id for one in loaded.parts.members)})


def _wrong(loaded: LoadedCase, said: Said) -> list[tuple[str, str]]:
    wrong = []
    if not said.words.strip() and not taxonomy.is_problem_item(said.topic):
        wrong.append(("words", "MISSING"))
    if said.holder and said.holder not in holders(loaded):
        wrong.append(("holder", "UNKNOWN"))
    if said.topic and not _fits(said.kind, said.topic):
        wrong.append(("topic", "UNKNOWN"))
    return wrong


def _fits(kind: StatementKind, topic: str) -> bool:
    """A sort of strength belongs to a strength, one of weakness to a weakness, an official item to the others."""
    return topic in TOPICS[kind] if kind in TOPICS else taxonomy.is_problem_item(topic)


def _of(uow: UnitOfWork, case_id: str, statement_id: str) -> StatementRecord:
    record = uow.get(StatementRecord, statement_id)
    if record is None or record.case_id != case_id:
        raise NotFound("StatementRecord")
    return record
