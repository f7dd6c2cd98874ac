"""Closings of all cases in sight: to be taken up again (R193), being prepared, and an agency that closes (R191)."""

from dataclasses import dataclass
from datetime import date

from resmap.domain.closing import OUR_SIDE
from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, Permission
from resmap.domain.referrals import LIVE
from resmap.flows.case_loading import OPEN, closing_attempt
from resmap.flows.closing_facts import care_continues, own_referrals
from resmap.store import CaseParts, CaseRow, UnitOfWork, cases


@dataclass(frozen=True, slots=True)
class ClosingLine:
    """A case of the list. ``needs`` still open; ``waits``: of the reason's referral nobody has accepted yet."""

    id: str
    number: str
    name: str
    reason: str | None
    closed_on: date | None
    needs: int
    waits: bool


@dataclass(frozen=True, slots=True)
class ClosingsPage:
    """``agency`` is the name that was asked for, "" for none; ``of_agency`` open cases that it helps."""

    resume: tuple[ClosingLine, ...]
    preparing: tuple[ClosingLine, ...]
    agency: str
    of_agency: tuple[ClosingLine, ...]
    agencies: tuple[str, ...]


def page(uow: UnitOfWork, actor: Actor, *, agency: str = "", locale: str) -> ClosingsPage:
    """The closings in the actor's sight; notes that their clients were listed."""
    actor.require(Permission.CASE_READ)
    rows = cases.of_actor(uow, actor, with_closed=True)
    pairs = list(zip(rows, cases.parts_of(uow, actor, rows), strict=True))
    agency = agency.strip()[:200]
    resume = [one for one in pairs if _to_resume(one[1])]
    preparing = [one for one in pairs if one[0].case.closed_on is None and one[0].case.closing_reason is not None]
    helped = [one for one in pairs if agency and one[0].case.closed_on is None and _helps(one[1], agency)]
    listed = {row.case.id for row, _ in (*resume, *preparing, *helped)}
    view = ClosingsPage(
        resume=tuple(_line(row, parts, locale) for row, parts in resume),
        preparing=tuple(_line(row, parts, locale) for row, parts in preparing),
        agency=agency,
        of_agency=tuple(_line(row, parts, locale) for row, parts in helped),
        agencies=tuple(
            sorted(
                {
                    one.organisation
                    for row, parts in pairs
                    if row.case.closed_on is None
                    for one in own_referrals(parts)
                    if one.state in LIVE
                }
            )
        ),
    )
    uow.event(EventKind.CLIENT_LISTED, facts={"cases": len(listed), "of": sorted(listed)})
    uow.commit()
    return view


def _to_resume(parts: CaseParts) -> bool:
    """Closed for a reason on our side with needs left (A:74 "서비스가 재개되어야 할 경우가 많다")."""
    case = parts.case
    return (
        case.closed_on is not None and case.closing_reason in OUR_SIDE and any(one.state == OPEN for one in parts.needs)
    )


def _helps(parts: CaseParts, agency: str) -> bool:
    return any(one.organisation == agency and one.state in LIVE for one in own_referrals(parts))


def _line(row: CaseRow, parts: CaseParts, locale: str) -> ClosingLine:
    attempt = closing_attempt(parts)
    return ClosingLine(
        id=row.case.id,
        number=row.case.number,
        name=(locale == "en" and row.client.name_en) or row.client.name or "",
        reason=attempt.reason.value if attempt else None,
        closed_on=row.case.closed_on,
        needs=sum(1 for one in parts.needs if one.state == OPEN),
        waits=bool(attempt and attempt.reason in OUR_SIDE and attempt.unmet_needs and not care_continues(parts)),
    )
