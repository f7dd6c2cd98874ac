"""The twelve invented cases as records, with the history they would have had.

What the work on them left (papers, plans, contacts) is added by :mod:`resmap.flows.demo_casework`.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from resmap.domain import taxonomy
from resmap.domain.case import CLIENT, Case
from resmap.domain.codes import Answer, ClosingReason, Stage, TieKind
from resmap.domain.conflict import kept_apart
from resmap.domain.disclosure import disclose
from resmap.domain.events import EventKind
from resmap.domain.network import Network
from resmap.domain.referrals import ReferralState
from resmap.formats.case import case_from
from resmap.store import (
    AnswerRecord,
    BlockRecord,
    CaseRecord,
    CaseTieRecord,
    ClientRecord,
    ConsentKind,
    ConsentRecord,
    MemberRecord,
    NeedRecord,
    ReferralRecord,
    ServiceRecord,
    UnitOfWork,
    referrals,
)

_MORNING = time(1, tzinfo=UTC)  # ten o'clock in Seoul
_ANSWERS_TAKE = timedelta(days=2)

_ANSWERED = frozenset(
    {ReferralState.ACCEPTED, ReferralState.IN_PROGRESS, ReferralState.COMPLETED, ReferralState.REJECTED}
)
_STARTED = frozenset({ReferralState.IN_PROGRESS, ReferralState.COMPLETED})


class CaseFiller:
    """Adds cases to one unit of work. ``ids`` maps the files' ids of offers and parties to records',
    ``users`` logins to ids. ``events`` gathers what happened, for the chain, in any order."""

    def __init__(
        self, uow: UnitOfWork, network: Network, ids: Mapping[str, str], office: str, users: Mapping[str, str]
    ):
        self.uow, self.network, self.ids = uow, network, ids
        self.office, self.users = office, users
        self.events: list[dict[str, Any]] = []
        self.cases: dict[str, CaseRecord] = {}
        self.needs: dict[str, dict[str, NeedRecord]] = {}
        self.members: dict[str, list[MemberRecord]] = {}

    def add(self, document: dict) -> None:
        """Add one ``resmap-case/1`` document with its ``demo`` object."""
        demo = document["demo"]
        case = case_from({name: value for name, value in document.items() if name != "demo"}).value
        client = self._add_client(case, demo)
        members = self._add_members(client, case, demo)
        record = self._add_case(case, demo, client, members)
        needs = self._add_needs(case, record, members)
        self.cases[case.id], self.needs[case.id] = record, needs
        self._add_surroundings(case, record, members)
        self._add_consents(case, record, demo)
        manager = self.users[demo["manager"]]
        self._note(EventKind.CASE_OPENED, record, manager, _day(demo["opened_on"]), {})
        if demo["assessed_on"]:
            facts = {"stage": Stage.SELECTION.value}
            self._note(EventKind.STAGE_CHANGED, record, manager, _day(demo["assessed_on"]), facts)
        self._add_answers(case, demo, record, needs, members, manager)
        for told in demo["referrals"]:
            self._add_referral(case, demo, record, needs, told, manager)

    # The person

    def _add_client(self, case: Case, demo: dict) -> ClientRecord:
        client = case.client
        return self.uow.add(
            ClientRecord(
                office_id=self.office,
                dong=client.place.dong,
                protected=client.protected,
                name=demo["name"],
                name_en=demo["name_en"],
                phone=demo["phone"],
                address=demo["address"],
                birth_year=demo["birth_year"],
                lat=client.place.lat,
                lon=client.place.lon,
                facts=sorted(client.facts),
                strengths=list(client.strengths),
                scales=client.scales,
            )
        )

    def _add_members(self, client: ClientRecord, case: Case, demo: dict) -> dict[str, str]:
        """Record ids by the file's ids; the first member is the client."""
        ids: dict[str, str] = {}
        for position, member in enumerate(case.client.household):
            is_client = position == 0
            record = MemberRecord(
                client_id=client.id,
                position=position,
                short_ref=member.id,
                name=demo["name"] if is_client else None,
                relation=member.relation,
                age=member.age,
                birth_year=demo["birth_year"] if is_client else None,
                sex=member.sex.value if member.sex else None,
                facts=sorted(member.facts),
            )
            ids[member.id] = self.uow.add(record).id
            self.members.setdefault(case.id, []).append(record)
        return ids

    def _add_case(self, case: Case, demo: dict, client: ClientRecord, members: dict) -> CaseRecord:
        protected_from = case.client.protected_from
        summary = "\n".join(filter(None, (demo["summary"], demo["notes"])))
        return self.uow.add(
            CaseRecord(
                office_id=self.office,
                number=case.id,
                client_id=client.id,
                manager_id=self.users[demo["manager"]],
                dong=case.client.place.dong,
                stage=case.stage,
                emergency=case.emergency,
                opened_on=_day(demo["opened_on"]),
                assessed_on=_day(demo["assessed_on"]),
                closing_reason=ClosingReason(case.event.reason) if case.event else None,
                title=case.title,
                quote=case.quote,
                demand=case.demand,
                summary=summary,
                problem_items=list(case.problem_items),
                income_percent=case.client.income_percent,
                benefits=[self._id(one) for one in sorted(case.client.benefits_in_payment)],
                protected_from=protected_from and members.get(protected_from, self._id(protected_from)),
                moving_to=_place(case),
            )
        )

    def _add_needs(self, case: Case, record: CaseRecord, members: dict) -> dict[str, NeedRecord]:
        """Needs by code. Where somebody wants to close, what is not listed as unmet was met."""
        first = next(iter(members.values()))
        added: dict[str, NeedRecord] = {}
        for need in case.needs:
            is_met = case.event is not None and need.code not in case.event.unmet_needs
            one = NeedRecord(
                case_id=record.id,
                code=need.code,
                holder=first if need.holder == CLIENT else members.get(need.holder, need.holder),
                priority=need.priority,
                severity=need.severity,
                depends_on=need.depends_on,
                removes_obstacle_to=need.removes_obstacle_to,
                state="met" if is_met else "open",
            )
            added.setdefault(need.code, self.uow.add(one))
        return added

    # What is around the person

    def _add_surroundings(self, case: Case, record: CaseRecord, members: dict) -> None:
        for service in case.served:
            self.uow.add(
                ServiceRecord(
                    case_id=record.id,
                    offer_id=self._id(service.offer),
                    since=service.since,
                    until=service.until,
                    source="demo",
                )
            )
        for block in case.blocked:
            self.uow.add(
                BlockRecord(
                    case_id=record.id,
                    offer_id=block.offer and self._id(block.offer),
                    organisation=block.organization,
                    person_id=block.person and members.get(block.person, self._id(block.person)),
                    why=block.why,
                )
            )
        for tie in case.ties:
            self.uow.add(
                CaseTieRecord(
                    case_id=record.id,
                    source_id=CLIENT if tie.source == CLIENT else members.get(tie.source, self._id(tie.source)),
                    target_id=members.get(tie.target, self._id(tie.target)),
                    kind=TieKind(tie.kind),
                    both_ways=tie.both_ways,
                    strength=tie.strength,
                )
            )

    def _add_consents(self, case: Case, record: CaseRecord, demo: dict) -> None:
        """Each consent is a record of its own (P-05); what nobody said leaves none."""
        said, kinds = case.consents, ConsentKind
        alone = {
            kinds.COLLECT: said.collect,
            kinds.NETWORK_CONTACT: said.network_contact,
            kinds.LEGAL_REPRESENTATIVE: said.legal_representative_agrees,
            kinds.RECORD_HANDOVER: said.record_handover,
        }
        named = {
            kinds.PROVIDE_CLASS: [str(one) for one in said.provide_to_classes],
            kinds.SENSITIVE_CLASS: [str(one) for one in said.sensitive_to_classes],
        }
        offers = {
            kinds.PROVIDE_OFFER: said.provide_to_offers,
            kinds.SENSITIVE_OFFER: said.sensitive_to_offers,
            kinds.NETWORK_CONTACT_ONLY: said.network_contact_only or (),
        }
        since = _day(demo["assessed_on"] or demo["opened_on"])

        def add(kind: ConsentKind, recipient: str | None = None, **more: Any) -> None:
            signed = {"since": since, "signer": demo["name"], **more}
            self.uow.add(ConsentRecord(case_id=record.id, kind=kind, recipient=recipient, **signed))

        for kind, granted in alone.items():
            if granted:
                add(kind)
        for kind, classes in named.items():
            for one in sorted(classes):
                add(kind, one)
        for kind, ids in offers.items():
            for one in sorted(ids):
                listed = said.fields_for_offer.get(one) if kind is kinds.PROVIDE_OFFER else None
                until = said.expires.get(one)
                add(kind, self._id(one), items=listed and list(listed), until=until)

    # What was said and asked

    def _add_answers(self, case, demo, record, needs, members, manager) -> None:
        by = {one.offer: one.by for one in case.declined}
        told = {one["offer"] for one in demo["answers"]}
        silent = [
            {"offer": one.offer, "need": None, "answer": Answer.DECLINE, "why": one.why, "on": demo["opened_on"]}
            for one in case.declined
            if one.offer not in told
        ]
        for one in (*demo["answers"], *silent):
            need, answer = needs.get(one["need"]), Answer(one["answer"])
            who = by.get(one["offer"]) if answer is Answer.DECLINE else None
            answered = AnswerRecord(
                case_id=record.id,
                need_id=need and need.id,
                offer_id=self._id(one["offer"]),
                answer=answer,
                by_id=who and members[who],
                why=one["why"],
                created_at=_morning(_day(one["on"])),
                created_by=manager,
            )
            self.uow.add(answered)
            facts = {"answer": answer.value, "offer": answered.offer_id}
            self._note(EventKind.ANSWERED, record, manager, _day(one["on"]), facts)

    def _add_referral(self, case, demo, record, needs, told, manager) -> None:
        state, offer = ReferralState(told["state"]), self.network.by_id[told["offer"]]
        asked, need = _day(told["on"]), needs.get(told["need"])
        answered = min(asked + _ANSWERS_TAKE, case.today)
        served = next((one for one in case.served if one.offer == offer.id), None)
        is_sent = state is not ReferralState.DRAFT
        started = (served and served.since) or answered
        sent = self._disclosed(case, demo, offer, asked, told) if is_sent else None
        referral = ReferralRecord(
            case_id=record.id,
            need_id=need and need.id,
            offer_id=self._id(offer.id),
            organisation=offer.organization,
            department=offer.department,
            unit=referrals.unit_key(offer),
            state=state,
            requested_at=_morning(asked) if is_sent else None,
            answered_at=_morning(answered) if state in _ANSWERED else None,
            started_on=started if state in _STARTED else None,
            ended_on=_end(served, started, case.today) if state is ReferralState.COMPLETED else None,
            request=_request(told["need"]),
            disclosed=sent,
            created_at=_morning(asked),
            created_by=manager,
        )
        self.uow.add(referral)
        facts = {"referral": referral.id, "offer": referral.offer_id}
        self._note(EventKind.REFERRAL_DRAFTED, record, manager, asked, facts)
        if is_sent:
            self._note(EventKind.DISCLOSED, record, manager, asked, facts | {"fields": sorted(sent)})
            moved = facts | {"state": state.value}
            day = answered if state in _ANSWERED else asked
            self._note(EventKind.REFERRAL_CHANGED, record, manager, day, moved)

    def _disclosed(self, case: Case, demo: dict, offer, on: date, told: dict) -> dict[str, Any]:
        """What went out with the request: decided by the one function that decides it."""
        known = {
            "name": demo["name"],
            "call_name": f"{demo['name'][0]}○○",
            "birth_year": demo["birth_year"],
            "phone": demo["phone"],
            "need_label": _need_name(told["need"]),
            "request": _request(told["need"]),
            "task": _need_name(told["need"]),
        }
        allowed = disclose(case, offer, on, kept_apart(case, self.network), known)
        return {name: known[name] for name in allowed.fields}

    def _note(self, kind: EventKind, record: CaseRecord, by: str, on: date, facts: dict) -> None:
        """Remember an event of an invented day; facts are codes and ids."""
        self.events.append(
            {
                "kind": kind,
                "subject": record.id,
                "client_id": record.client_id,
                "facts": facts or None,
                "address_hash": None,
                "at": _morning(on),
                "actor_id": by,
            }
        )

    def _id(self, ref: str) -> str:
        """The record's id; somebody whom only the client knows keeps the file's."""
        return self.ids.get(ref, ref)


def _place(case: Case) -> dict | None:
    to = case.moving_to
    if to is None:
        return None
    return {"sido": to.sido, "sigungu": to.sigungu, "dong": to.dong, "lat": to.lat, "lon": to.lon}


def _need_name(code: str) -> str:
    return taxonomy.need(code).ko


def _request(code: str) -> str:
    return f"{_need_name(code)} 욕구로 의뢰드립니다. 가능한지 회신해 주세요."


def _end(served, started: date, today: date) -> date:
    """When a completed service ended: as recorded, else half a year later, never in the future."""
    if served is not None and served.until is not None:
        return served.until
    return min(started + timedelta(days=180), today)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _morning(day: date) -> datetime:
    return datetime.combine(day, _MORNING)
