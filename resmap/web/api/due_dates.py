"""The morning: whom would I miss, what is due; and the terms of the office."""

from typing import Any

from resmap.domain.due_policy import PolicyError, policy_values
from resmap.domain.permissions import Permission
from resmap.flows import dues, letterheads, promises
from resmap.flows import today as day
from resmap.flows.dues import DuePage
from resmap.flows.letterheads import OfficePage
from resmap.flows.today import Morning
from resmap.web.api import models_due_dates as models
from resmap.web.api.operations import operation, spoken
from resmap.web.api.problems import ProblemFound
from resmap.web.context import due_days, today


@operation("GET", "/morning", permission=Permission.CASE_READ)
def read_morning(uow, actor) -> Morning:
    """오늘 할 일: emergencies, the six ways of missing somebody (R003), what is due and coming.

    For a supervisor also whom to take up again, and medians of days in each stage (R005). That the clients were
    listed is kept in the history.
    """
    return day.morning(uow, actor, today(), locale=spoken(), office=due_days())


@operation("GET", "/dues", permission=Permission.CASE_READ)
def list_dues(uow, actor) -> DuePage:
    """Everything that is coming, due or overdue in the cases of this account, the most pressing first."""
    return dues.of_actor(uow, actor, today(), locale=spoken())


@operation("GET", "/office/letterhead", permission=(Permission.OFFICE_EDIT, Permission.ACCOUNTS_EDIT))
def read_letterhead(uow, actor) -> OfficePage:
    """What stands of the office on everything that it prints."""
    return letterheads.settings(uow, actor)


@operation("PUT", "/office/letterhead", permission=(Permission.OFFICE_EDIT, Permission.ACCOUNTS_EDIT))
def keep_letterhead(uow, actor, key, body: models.LetterheadAsked) -> models.Kept:
    """Keep name, number, address, head and the roles above the boxes to sign off."""
    letterheads.keep(uow, actor, asked=body.letterhead(), revision=body.revision, key=key)
    return models.Kept(id=actor.office)


@operation("GET", "/office/due-dates", permission=Permission.OFFICE_EDIT)
def read_terms(uow, actor) -> models.Terms:
    """The terms of the office: what it set itself, and every term as it counts now."""
    return _told(dues.settings(uow, actor))


@operation("PUT", "/office/due-dates", permission=Permission.OFFICE_EDIT)
def keep_terms(uow, actor, key, body: models.TermsAsked) -> models.Kept:
    """Set the office's own terms; what is left out is as usual. 422 names every value that cannot be used."""
    try:
        dues.keep_settings(uow, actor, body.own, revision=body.revision, key=key)
    except PolicyError as refused:
        told = [{"path": f"$.own.{one.path}", "rule": one.code, "found": ""} for one in refused.faults]
        raise ProblemFound("INVALID", told) from None
    return models.Kept(id=actor.office)


@operation("GET", "/cases/<uuid:case>/tasks", permission=Permission.CASE_READ)
def read_promises(uow, actor, case: str) -> promises.PromisePage:
    """What was promised in a case, what waits first. That the client was read is kept in the history."""
    return promises.page(uow, actor, case, today(), locale=spoken())


@operation("POST", "/cases/<uuid:case>/tasks", permission=Permission.CASE_EDIT, status=201)
def keep_promise(uow, actor, key, case: str, body: models.PromiseAsked) -> models.Kept:
    """Write a promise down, with its day."""
    return models.Kept(id=promises.promise(uow, actor, case, text=body.text, due_on=body.due_on, key=key))


@operation("PUT", "/cases/<uuid:case>/tasks/<uuid:task>", permission=Permission.CASE_EDIT)
def settle_promise(uow, actor, key, case: str, task: str, body: models.PromiseSettled) -> models.Kept:
    """Tick a promise that was kept, or take away one that is needed no more."""
    promises.settle(
        uow, actor, case, task, today(), kept=body.kept, result=body.result, revision=body.revision, key=key
    )
    return models.Kept(id=task)


def _told(found: dues.DueSettings) -> models.Terms:
    terms: dict[str, Any] = {
        str(kind): {"days": one.days, "warn": one.warn, "count": one.count.value, "source": one.source}
        for kind, one in found.policy.terms.items()
    }
    return models.Terms(
        revision=found.revision,
        own=policy_values(found.policy),
        terms=terms,
        contact_days={str(level): days for level, days in found.policy.contact_days.items()},
        appeal_days={str(law): days for law, days in found.policy.appeal_days.items()},
        follow_up_months=list(found.policy.follow_up_months),
        closing_weeks=found.policy.closing_weeks,
        holidays=sorted(found.policy.holidays),
    )
