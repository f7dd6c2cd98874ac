"""From one stage to the next: the table of stages asked on fresh records, a person's decision kept (R009)."""

from datetime import date, timedelta

from resmap.domain.codes import Stage
from resmap.domain.events import EventKind
from resmap.domain.papers import PaperKind, PaperState
from resmap.domain.permissions import Actor, Permission
from resmap.domain.stages import CasePath, Condition, Ruling, rule_step, rulings
from resmap.flows.case_loading import LoadedCase, load_case
from resmap.flows.frozen import require_open
from resmap.flows.ruling import RuleForbids
from resmap.flows.standing import standing_of
from resmap.matching.engine import Reason
from resmap.store import Course, PaperRecord, StageStepRecord, UnitOfWork, cases, course, history

LONGEST_WORDS = 1000

#: An emergency is looked at by the supervisor within a day (P-11).
REVIEWED_WITHIN = timedelta(days=1)


def possible(loaded: LoadedCase, told: Course) -> tuple[Ruling, ...]:
    """Every step from here with what blocks and what warns, for the page (usual ones first)."""
    return rulings(standing_of(loaded.parts, loaded.case, told))


def take(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    today: date,
    *,
    then: Stage,
    why: str,
    revision: int,
    key: str,
) -> str:
    """Move the case to ``then``; answers the id of the step that was kept.

    The same ``key`` again gives the same step. Raises RuleForbids with every condition that
    is missing (codes of ``stages.Condition``), LostUpdate where the case was changed meanwhile.
    A missing conference that only warns is kept with the step's event.
    """
    actor.require(Permission.CASE_EDIT)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    done = history.begin_once(uow, key, "case.step")
    if done is not None:
        return done
    case = loaded.parts.case
    uow.check_revision(case, revision)
    why = why.strip()[:LONGEST_WORDS]
    told = course.of_case(uow, actor, case_id, Permission.CASE_EDIT)
    ruling = rule_step(standing_of(loaded.parts, loaded.case, told), then, words=bool(why))
    if not ruling.allowed:
        raise RuleForbids(_reason(one, ruling) for one in ruling.blocks)
    step = uow.add(
        StageStepRecord(
            case_id=case_id,
            now=case.stage,
            then=then,
            on=today,
            emergency=ruling.emergency,
            owed=tuple(one.value for one in ruling.owes),
            conference_id=_conference(told, ruling),
            why=why or None,
        )
    )
    reopened = case.closed_on is not None and then is not Stage.FOLLOW_UP
    case.stage, case.stage_since = then, today
    if reopened or then not in (Stage.CLOSING, Stage.FOLLOW_UP):  # whoever goes on does not wish to close
        case.closed_on, case.closing_reason = None, None
    facts = {
        "from": ruling.now.value,
        "to": then.value,
        "warnings": sorted(ruling.warnings),
        "emergency": ruling.emergency,
    }
    kind = EventKind.CASE_REOPENED if reopened else EventKind.STAGE_CHANGED
    uow.event(kind, case_id, client=loaded.client_id, facts=facts)
    history.finish_once(uow, key, step.id)
    uow.commit()
    return step.id


def _reason(missing: Condition, ruling: Ruling) -> Reason:
    facts = {"from": ruling.now.value, "to": ruling.then.value}
    if missing is Condition.CONFERENCE:
        facts["conference"] = ruling.conference.value
    return Reason(missing, facts)


def _conference(told: Course, ruling: Ruling) -> str | None:
    """The conference that stood before this step."""
    held = [one for one in told.conferences if one.held and one.kind is ruling.conference]
    return held[-1].id if held else None


def mark_emergency(
    uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, emergency: bool, why: str, revision: int, key: str
) -> None:
    """Open the emergency path, or end it (P-11, R005): with a reason, which the supervisor sees.

    Raises RuleForbids (REASON without words, CLOSED), LostUpdate.
    """
    actor.require(Permission.CASE_EDIT)
    case = cases.get(uow, actor, case_id, Permission.CASE_EDIT)
    if history.begin_once(uow, key, "case.emergency", about=case.id) is None:
        uow.check_revision(case, revision)
        require_open(case)
        why = why.strip()[:LONGEST_WORDS]
        if not why:
            raise RuleForbids([Reason(Condition.REASON, {})])
        case.emergency = emergency
        uow.add(
            PaperRecord(
                case_id=case.id,
                kind=PaperKind.DECISION,
                state=PaperState.DRAFT if emergency else PaperState.DONE,
                on=today,
                due_on=today + REVIEWED_WITHIN if emergency else None,
                stage=case.stage,
                content={"about": "emergency", "emergency": emergency, "why": why},
            )
        )
        facts = {"emergency": emergency}
        uow.event(EventKind.CASE_CHANGED, case.id, client=case.client_id, facts=facts)
        history.finish_once(uow, key, case.id)
    uow.commit()


def choose_path(
    uow: UnitOfWork, actor: Actor, case_id: str, *, path: CasePath, revision: int, key: str
) -> None:
    """Case management or a link only (practice §2.2): a person's choice, changed at any time before closing."""
    actor.require(Permission.CASE_EDIT)
    case = cases.get(uow, actor, case_id, Permission.CASE_EDIT)
    if history.begin_once(uow, key, "case.path", about=case.id) is None:
        uow.check_revision(case, revision)
        require_open(case)
        case.path = path
        uow.event(EventKind.CASE_CHANGED, case.id, client=case.client_id, facts={"path": path.value})
        history.finish_once(uow, key, case.id)
    uow.commit()
