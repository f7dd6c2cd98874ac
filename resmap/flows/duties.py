"""신고함: a duty that was carried out, or why not yet (P-23). It is no suggestion: nobody can decline it."""

from dataclasses import dataclass
from datetime import date, datetime

from resmap.domain.codes import DutyCode
from resmap.domain.duties import REPORTS, duties_of
from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.flows.case_loading import load_case
from resmap.flows.case_telling import SEOUL
from resmap.store import Course, DutyRecord, UnitOfWork, history

LONGEST = 500

#: Why it could not be done yet takes a sentence that somebody else understands.
SHORTEST_WHY = 5


class DutyIncomplete(ValueError):
    """To whom it was reported is missing, or why it was not yet."""


@dataclass(frozen=True, slots=True)
class DutyLine:
    """What became of a duty: reported ``to`` under ``number``, or ``why`` not yet. Who reported is never told:
    that stands sealed in the record."""

    code: str
    at: datetime
    done: bool
    to: str | None
    number: str | None
    why: str | None


def carry_out(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    today: date,
    *,
    code: DutyCode,
    done: bool,
    to: str = "",
    number: str = "",
    why_not: str = "",
    key: str,
) -> str:
    """Keep that it was reported, to whom and under which number, or why it was not yet; answers the record's id.

    It needs no consent, tells nobody, and a closed case does not free from it. The reporter's name is kept sealed
    and shown on no page. Raises NotFound for a duty that the case does not have, DutyIncomplete.
    """
    actor.require(Permission.CASE_EDIT)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    kept = history.begin_once(uow, key, "case.duty")
    if kept is not None:
        return kept
    if code not in REPORTS or code not in {one.code for one in duties_of(loaded.case)}:
        raise NotFound("Duty")
    to, number, why_not = (one.strip()[:LONGEST] for one in (to, number, why_not))
    if (done and not to) or (not done and len(why_not) < SHORTEST_WHY):
        raise DutyIncomplete
    record = uow.add(
        DutyRecord(
            case_id=case_id,
            code=code,
            done_at=uow.now() if done else None,
            to=to or None if done else None,
            number=number or None if done else None,
            reporter=actor.name or actor.id if done else None,
            justified=None if done else why_not,
        )
    )
    uow.event(
        EventKind.DUTY_DONE, case_id, client=loaded.client_id, facts={"duty": code.value, "done": done, "record": record.id}
    )
    history.finish_once(uow, key, record.id)
    uow.commit()
    return record.id


def lines_of(told: Course) -> tuple[DutyLine, ...]:
    """What became of the duties of a case, the youngest first."""
    records = sorted(told.duties, key=lambda one: (one.done_at or one.created_at, one.id), reverse=True)
    return tuple(
        DutyLine(
            code=one.code.value,
            at=(one.done_at or one.created_at).astimezone(SEOUL),
            done=one.done_at is not None,
            to=one.to,
            number=one.number,
            why=one.justified,
        )
        for one in records
    )
