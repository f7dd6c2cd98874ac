"""A case as the acts on it need it: its records, its value for the rules, the neighbourhood, the judgement.

Nothing here leaves the flows: pages get the views of :mod:`resmap.flows.case_view`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from resmap.domain.case import Case, ClosingAttempt, Need
from resmap.domain.network import Network
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.flows.judging import Judgement, judge
from resmap.matching.engine import Override, around_case
from resmap.matching.situation import Circumstances
from resmap.store import CaseParts, MemberRecord, NeedRecord, OverrideRecord, UnitOfWork, register
from resmap.store import cases as queries

OPEN = "open"


@dataclass(frozen=True)
class LoadedCase:
    """One case in its neighbourhood; ``judgement`` is made when it is first asked for."""

    parts: CaseParts
    case: Case
    network: Network
    overrides: tuple[OverrideRecord, ...]

    @cached_property
    def judgement(self) -> Judgement:
        return with_overrides(self.case, self.network, self.overrides)

    @cached_property
    def around(self) -> Circumstances:
        """What the gates look at; quicker than a whole judgement (no roads)."""
        return around_case(self.case, self.network)

    @property
    def id(self) -> str:
        return self.parts.case.id

    @property
    def client_id(self) -> str:
        return self.parts.client.id

    @property
    def open_needs(self) -> tuple[NeedRecord, ...]:
        return tuple(need for need in self.parts.needs if need.state == OPEN)

    def need(self, need_id: str) -> tuple[NeedRecord, Need]:
        """The open need of that id, as record and as value; raises NotFound."""
        for record in self.open_needs:
            if record.id == need_id:
                for value in self.case.needs:
                    if (value.code, value.holder) == (record.code, record.holder):
                        return record, value
        raise NotFound("NeedRecord")

    def need_record(self, need: Need) -> NeedRecord:
        """The record that a judged need was made from."""
        return next(one for one in self.open_needs if (one.code, one.holder) == (need.code, need.holder))

    def member(self, member_id: str | None) -> MemberRecord | None:
        """The household member of that id; raises NotFound for somebody else's."""
        if not member_id:
            return None
        for member in self.parts.members:
            if member.id == member_id:
                return member
        raise NotFound("MemberRecord")


def load_case(
    uow: UnitOfWork, actor: Actor, case_id: str, today: date, permission: Permission
) -> LoadedCase:
    """The case, if this actor may act on it so; raises NotAllowed (role) or NotFound (scope)."""
    parts = queries.parts(uow, actor, case_id, permission)
    case = queries.value(uow, parts, today, event=closing_attempt(parts))
    network = register.network(uow, today)
    return LoadedCase(parts, case, network, queries.overrides(uow, parts.case))


def closing_attempt(parts: CaseParts) -> ClosingAttempt | None:
    """The wish to close that stands on the case: its reason with the needs that are still open."""
    reason = parts.case.closing_reason
    if reason is None:
        return None
    unmet = tuple(need.code or "" for need in parts.needs if need.state == OPEN)
    return ClosingAttempt(reason, unmet)


def with_overrides(case: Case, network: Network, overrides: Iterable[OverrideRecord]) -> Judgement:
    """The judgement with what a supervisor let pass.

    An override opens the gates it names and no other: an offer that has since
    failed a further gate stays out.
    """
    judged = judge(case, network)
    for record in sorted(overrides, key=lambda one: one.id):
        passed = judge(case, network, Override(record.offer_id, record.reason or ""))
        judged = replace(judged, match=_let_pass(judged.match, passed.match, record))
    return judged


def _let_pass(match, passed, record: OverrideRecord):
    needs = []
    for before, after in zip(match.needs, passed.needs, strict=True):
        found = [
            one
            for one in after.suggestions
            if one.offer.id == record.offer_id
            and one.overridden
            and set(map(str, one.overridden)) <= set(record.gates)
        ]
        if found and record.offer_id not in {offer.id for offer in before.suggested}:
            suggestions = sorted((*before.suggestions, *found), key=lambda one: (-one.card.score, one.offer.id))
            excluded = tuple(one for one in before.excluded if one.offer.id != record.offer_id)
            before = replace(before, suggestions=tuple(suggestions), excluded=excluded)
        needs.append(before)
    return replace(match, needs=tuple(needs))
