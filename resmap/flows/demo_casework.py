"""What the work on the twelve invented cases has left so far: papers, contacts, promises, plans, conferences."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from resmap.domain.codes import ClosingReason, DutyCode, Stage
from resmap.domain.meetings import ItemDecision
from resmap.domain.papers import PaperKind, PaperState
from resmap.domain.scales import scale, score, score_total
from resmap.domain.stages import CaseKind, CasePath, ConferenceKind
from resmap.flows.assessing.taking import stored
from resmap.store import (
    AssignmentRecord,
    CaseRecord,
    ConferenceItemRecord,
    ConferenceRecord,
    ConsentKind,
    ConsentRecord,
    ContactRecord,
    DutyRecord,
    GoalRecord,
    MemberRecord,
    NeedLinkRecord,
    NeedRecord,
    ObjectiveRecord,
    PaperRecord,
    PlanLineRecord,
    PlanRecord,
    ScaleRecord,
    StageStepRecord,
    StatementRecord,
    TaskRecord,
    UnitOfWork,
)

_MORNING = time(1, tzinfo=UTC)  # ten o'clock in Seoul

#: Dates and codes of a case that the document may set.
_DAYS = ("outcome_on", "selected_on", "stage_since", "closed_on")

_SUPERVISOR = "@supervisor"
_MANAGER = "@manager"


class CaseworkFiller:
    """Adds the course of cases to one unit of work. ``cases`` are the records by their number, ``needs`` of each by
    code, ``members`` of each in their order; ``users`` logins to ids."""

    def __init__(
        self,
        uow: UnitOfWork,
        office: str,
        users: Mapping[str, str],
        cases: Mapping[str, CaseRecord],
        needs: Mapping[str, Mapping[str, NeedRecord]],
        members: Mapping[str, list[MemberRecord]],
    ):
        self.uow, self.office, self.users = uow, office, users
        self.cases, self.needs, self.members = cases, needs, members

    def fill(self, document: Mapping[str, Any]) -> None:
        """Add a whole ``casework.json`` whose dates were moved to the demo's day."""
        for told in document["cases"]:
            self._add(self.cases[told["case"]], told)
        for told in document["conferences"]:
            self._add_conference(told)

    def _add(self, case: CaseRecord, told: Mapping[str, Any]) -> None:
        case.path = CasePath(told.get("path", CasePath.FULL))
        case.kind = CaseKind(told.get("kind", CaseKind.GENERAL))
        case.door, case.finder = told.get("door"), told.get("finder")
        for name in _DAYS:
            setattr(case, name, _day(told.get(name)))
        if told.get("closing_reason"):
            case.closing_reason = ClosingReason(told["closing_reason"])
        self.uow.add(
            AssignmentRecord(case_id=case.id, user_id=case.manager_id, kind="primary", since=case.opened_on)
        )
        for one in told.get("helpers", ()):
            self._keep(case, AssignmentRecord, one, user_id=self.users[one["user"]], scope=tuple(one["scope"]))
        for now, then, on, *why in told.get("steps", ()):
            self._signed(
                case,
                StageStepRecord(
                    case_id=case.id, now=Stage(now), then=Stage(then), on=_day(on), why=why[0] if why else None
                ),
                _day(on),
            )
        self._add_papers(case, told.get("papers", ()))
        self._add_daily(case, told)
        self._add_needs(case, told)
        if "plan" in told:
            self._add_plan(case, told["plan"])
        for one in told.get("scales", ()):
            self._add_scale(case, one)

    def _add_papers(self, case: CaseRecord, papers: Iterable[Mapping[str, Any]]) -> None:
        for one in papers:
            on, state = _day(one["on"]), PaperState(one["state"])
            content = self._named(one["content"], case)
            paper = PaperRecord(
                case_id=case.id,
                kind=PaperKind(one["kind"]),
                state=state,
                on=on,
                due_on=_day(one.get("due_on")),
                done_on=_day(one.get("done_on")) or (on if state is PaperState.DONE else None),
                stage=_stage_on(case, on),
                content=content,
            )
            self._signed(case, paper, on)

    def _named(self, value: Any, case: CaseRecord) -> Any:
        """The content with ids where the document names a role."""
        if isinstance(value, dict):
            return {name: self._named(inner, case) for name, inner in value.items()}
        if value == _MANAGER:
            return case.manager_id
        return self.users["supervisor"] if value == _SUPERVISOR else value

    def _add_daily(self, case: CaseRecord, told: Mapping[str, Any]) -> None:
        for one in told.get("contacts", ()):
            on = _day(one["on"])
            self._signed(
                case,
                ContactRecord(
                    case_id=case.id,
                    on=on,
                    method=one["method"],
                    reached=one.get("reached", True),
                    minutes=one.get("minutes"),
                    roles=tuple(one.get("roles", ())),
                    with_whom=one.get("with_whom"),
                    note=one.get("note"),
                ),
                on,
            )
        for one in told.get("tasks", ()):
            self._keep(case, TaskRecord, one, owner_id=case.manager_id)
        for one in told.get("duties", ()):
            done_at = _morning(_day(one["done_at"]))
            self._keep(case, DutyRecord, one, code=DutyCode(one["code"]), done_at=done_at)
        for one in told.get("consents", ()):
            signed = {"kind": ConsentKind(one["kind"]), "how": "paper", "signed_by": "self"}
            self._keep(case, ConsentRecord, one, **signed)

    def _add_needs(self, case: CaseRecord, told: Mapping[str, Any]) -> None:
        needs = self.needs[case.number]
        for code, one in told.get("needs", {}).items():
            for name, value in one.items():
                setattr(needs[code], name, _day(value) if name == "confirmed_on" else value)
        for start, end, kind, words in told.get("links", ()):
            self.uow.add(
                NeedLinkRecord(
                    case_id=case.id, from_id=needs[start].id, to_id=needs[end].id, kind=kind, words=words
                )
            )
        for one in told.get("statements", ()):
            on = _day(one["on"])
            self.uow.add(
                StatementRecord(
                    case_id=case.id,
                    kind=one["kind"],
                    heard_on=on,
                    topic=one.get("topic"),
                    words=one["words"],
                    confirmed_on=on,
                )
            )

    def _add_plan(self, case: CaseRecord, told: Mapping[str, Any]) -> None:
        """The first plan; one that was agreed to is signed on the day it was made."""
        made_on, needs = _day(told["made_on"]), self.needs[case.number]
        signed_on = made_on if told["state"] == "contracted" else None
        client = self.members[case.number][0]
        plan = PlanRecord(
            case_id=case.id,
            number=1,
            state=told["state"],
            made_on=made_on,
            ends_on=_day(told.get("ends_on")),
            service_agreed_on=signed_on,
            manager_signed_on=signed_on,
            decided_how=told.get("decided_how"),
            short_term=told.get("short_term"),
            long_term=told.get("long_term"),
            opinion=told.get("opinion"),
            signer=client.name if signed_on else None,
        )
        self._signed(case, plan, made_on)
        priority = 0
        for place, purpose in enumerate(told["goals"], 1):
            goal = self.uow.add(
                GoalRecord(
                    case_id=case.id,
                    plan_id=plan.id,
                    position=place,
                    goal_type=purpose["goal_type"],
                    ground=purpose["ground"],
                    purpose=purpose["purpose"],
                    need_ids=[needs[code].id for code in purpose["needs"]],
                )
            )
            for position, one in enumerate(purpose["objectives"], 1):
                objective = self.uow.add(
                    ObjectiveRecord(
                        case_id=case.id,
                        plan_id=plan.id,
                        goal_id=goal.id,
                        position=position,
                        holder=client.id,
                        **{name: one[name] for name in ("text", "indicator", "baseline", "target", "months")},
                    )
                )
                for line in one["lines"]:
                    priority += 1
                    ids = {"plan_id": plan.id, "objective_id": objective.id, "priority": priority}
                    self._keep(case, PlanLineRecord, line, **ids)

    def _add_scale(self, case: CaseRecord, told: Mapping[str, Any]) -> None:
        named, on, client = scale(told["scale"]), _day(told["on"]), self.members[case.number][0]
        answers: dict[str, int] = {}
        if "answers" in told:
            answers = {item.key: answer for item, answer in zip(named.items, told["answers"], strict=True)}
            found = score(named.id, answers, age=client.age)
        else:
            found = score_total(named.id, told["total"], age=client.age)
        record = ScaleRecord(
            case_id=case.id,
            scale=named.id,
            version=found.version,
            taken_on=on,
            occasion=told.get("occasion", "baseline"),
            member_id=client.id,
            answers=answers,
            score=stored(found),
        )
        self._signed(case, record, on)

    def _add_conference(self, told: Mapping[str, Any]) -> None:
        record = self.uow.add(
            ConferenceRecord(
                office_id=self.office,
                kind=ConferenceKind(told["kind"]),
                on=_day(told["on"]),
                held=told["held"],
                dong=told["dong"],
                place=told["place"],
                chair_id=self.users["supervisor"],
                next_on=_day(told.get("next_on")),
            )
        )
        for position, one in enumerate(told["items"], 1):
            decided = one.get("decision")
            self.uow.add(
                ConferenceItemRecord(
                    conference_id=record.id,
                    case_id=self.cases[one["case"]].id,
                    position=position,
                    decision=ItemDecision(decided).value if decided else None,
                    decided_by=self.users["supervisor"] if decided else None,
                    question=one["question"],
                    discussion=one.get("discussion"),
                )
            )

    def _keep(self, case: CaseRecord, record: type, told: Mapping[str, Any], **known: Any) -> None:
        """A record whose fields are named as the document names them; a day is a day."""
        fields = {name: value for name, value in told.items() if name not in known and name != "user"}
        days = {name: _day(value) for name, value in fields.items() if name.endswith("_on") or name in _SPAN}
        self.uow.add(record(case_id=case.id, **{**fields, **days, **known}))

    def _signed(self, case: CaseRecord, record: Any, on: date) -> None:
        """Written by the case's manager on that day."""
        record.created_at, record.created_by = _morning(on), case.manager_id
        self.uow.add(record)


_SPAN = frozenset({"since", "until"})


def _stage_on(case: CaseRecord, on: date) -> Stage:
    """Good enough for a paper of the demo: the stage of the case where it was written since it came there."""
    if case.stage_since is not None and on >= case.stage_since:
        return case.stage
    return Stage.INTAKE if case.outcome_on is None or on <= case.outcome_on else Stage.ASSESSMENT


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _morning(day: date) -> datetime:
    return datetime.combine(day, _MORNING)
