"""What was heard and seen, one thing after the other: the client's words, the worker's reading, the tick (R021, R101)."""

from dataclasses import dataclass
from datetime import date

from resmap.domain.events import EventKind
from resmap.domain.intake import Strength, Weakness
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.domain.resident_number import refuse
from resmap.domain.statements import StatementKind
from resmap.flows.field_refusals import FieldsRefused
from resmap.flows.frozen import require_open
from resmap.store import CaseRecord, MemberRecord, StatementRecord, UnitOfWork, cases, history

LONGEST = 1000

#: The sorts of a strength or weakness (R061, R062); other kinds have none here.
TOPICS = {StatementKind.STRENGTH: Strength, StatementKind.WEAKNESS: Weakness}


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was said or seen. ``holder`` is a member's id, "" for the client; ``told_by`` is who said it
    where it was not the client; ``confirmed``: the client said that it is so."""

    kind: StatementKind
    words: str = ""
    reading: str = ""
    topic: str = ""
    holder: str = ""
    told_by: str = ""
    confirmed: bool = False


def add(uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, said: Said, key: str) -> str:
    """Keep it; answers its id. Raises FieldsRefused (words EMPTY or TOO_LONG, topic UNKNOWN), NotFound for a
    stranger's member, RuleForbids for a closed case, ResidentNumberError."""
    actor.require(Permission.CASE_EDIT)
    case = cases.get(uow, actor, case_id, Permission.CASE_EDIT)
    done = history.begin_once(uow, key, "case.statement")
    if done is not None:
        return done
    require_open(case)
    _check(uow, case, said)
    kept = uow.add(
        StatementRecord(
            case_id=case.id,
            kind=said.kind.value,
            heard_on=today,
            topic=said.topic or None,
            words=said.words.strip() or None,
            reading=said.reading.strip() or None,
            holder=said.holder or None,
            told_by=said.told_by.strip() or None,
            confirmed_on=today if said.confirmed else None,
        )
    )
    _note(uow, case, kept.id, said.kind.value)
    history.finish_once(uow, key, kept.id)
    uow.commit()
    return kept.id


def change(
    uow: UnitOfWork, actor: Actor, case_id: str, statement_id: str, today: date, *, words: str, reading: str,
    confirmed: bool, revision: int, key: str,
) -> None:  # fmt: skip
    """Write it better, or tick that the client said it is so (R021). A tick that stands keeps its day."""
    case, record = _statement(uow, actor, case_id, statement_id)
    if history.begin_once(uow, key, "case.statement.change", about=record.id) is None:
        uow.check_revision(record, revision)
        require_open(case)
        _check(uow, case, Said(StatementKind(record.kind), words, reading, record.topic or "", record.holder or ""))
        record.words, record.reading = words.strip() or None, reading.strip() or None
        record.confirmed_on = (record.confirmed_on or today) if confirmed else None
        _note(uow, case, record.id, record.kind)
        history.finish_once(uow, key, record.id)
    uow.commit()


def take_out(uow: UnitOfWork, actor: Actor, case_id: str, statement_id: str, *, revision: int, key: str) -> None:
    """Written down by mistake: out of every list, and kept with who took it out."""
    case, record = _statement(uow, actor, case_id, statement_id)
    if history.begin_once(uow, key, "case.statement.out", about=record.id) is None:
        uow.check_revision(record, revision)
        require_open(case)
        uow.void(record, "written by mistake")
        uow.event(EventKind.VOIDED, record.id, client=case.client_id, facts={"case": case.id, "what": "statement"})
        history.finish_once(uow, key, record.id)
    uow.commit()


def _statement(uow: UnitOfWork, actor: Actor, case_id: str, statement_id: str) -> tuple[CaseRecord, StatementRecord]:
    actor.require(Permission.CASE_EDIT)
    case = cases.get(uow, actor, case_id, Permission.CASE_EDIT)
    record = uow.get(StatementRecord, statement_id)
    if record is None or record.case_id != case.id:
        raise NotFound("StatementRecord")
    return case, record


def _check(uow: UnitOfWork, case: CaseRecord, said: Said) -> None:
    for name in ("words", "reading", "told_by"):
        refuse(getattr(said, name), name)
    wrong = [(name, "TOO_LONG") for name in ("words", "reading", "told_by") if len(getattr(said, name)) > LONGEST]
    if not said.words.strip() and not said.reading.strip():
        wrong.append(("words", "EMPTY"))
    vocabulary = TOPICS.get(said.kind)
    if said.topic and (vocabulary is None or said.topic not in vocabulary._value2member_map_):
        wrong.append(("topic", "UNKNOWN"))
    if wrong:
        raise FieldsRefused(wrong)
    if said.holder:
        member = uow.get(MemberRecord, said.holder)
        if member is None or member.client_id != case.client_id:
            raise NotFound("MemberRecord")


def _note(uow: UnitOfWork, case: CaseRecord, statement: str, kind: str) -> None:
    uow.event(EventKind.CASE_CHANGED, case.id, client=case.client_id, facts={"statement": statement, "kind": kind})
