"""Safety: duties carried out, protection, how to reach the client; openings without an assignment."""

from resmap.domain.permissions import Permission
from resmap.domain.protection import SafeContact
from resmap.flows import duties, openings, protecting, statute
from resmap.flows.openings import OpeningsPage
from resmap.flows.protecting import Hidden, SafetyPage
from resmap.flows.statute import Purged
from resmap.web.api import models, models_consents
from resmap.web.api.operations import operation, spoken
from resmap.web.context import shell, today, writing


@operation("GET", "/cases/<uuid:case>/safety", permission=Permission.CASE_READ)
def read_safety(uow, actor, case: str) -> SafetyPage:
    """Duties with what became of them, the mark of protection, the safe ways to reach the client."""
    return protecting.page(uow, actor, case, today(), locale=spoken())


@operation("POST", "/cases/<uuid:case>/duties", permission=Permission.CASE_EDIT, status=201)
def carry_out_duty(uow, actor, key, case: str, body: models_consents.DutyAsked) -> models.Kept:
    """Keep that it was reported, or why not yet. It cannot be declined; who reported is never told."""
    kept = duties.carry_out(
        uow,
        actor,
        case,
        today(),
        code=body.code,
        done=body.done,
        to=body.to,
        number=body.number,
        why_not=body.why_not,
        key=key,
    )
    return models.Kept(id=kept)


@operation("POST", "/cases/<uuid:case>/protection", permission=Permission.CASE_EDIT)
def protect_client(uow, actor, key, case: str, body: models_consents.ProtectAsked) -> models.Kept:
    """Mark the client as protected, from now on: nobody but manager and supervisor reaches the case."""
    protecting.protect(
        uow,
        actor,
        case,
        today(),
        why=body.why,
        protected_from=body.protected_from,
        revision=body.revision,
        key=key,
    )
    return models.Kept(id=case)


@operation("POST", "/cases/<uuid:case>/protection/requests", permission=Permission.CASE_EDIT, status=201)
def ask_to_end_protection(uow, actor, key, case: str, body: models_consents.WithdrawAsked) -> models.Kept:
    """Ask the supervisor to end the protection; nothing changes before they decide."""
    return models.Kept(id=protecting.ask_to_end(uow, actor, case, today(), why=body.why, key=key))


@operation("POST", "/cases/<uuid:case>/protection/end", permission=Permission.CASE_DECIDE)
def end_protection(uow, actor, key, case: str, body: models_consents.UnprotectAsked) -> models.Kept:
    """The supervisor ends the protection, with a reason."""
    protecting.end(uow, actor, case, today(), why=body.why, revision=body.revision, key=key)
    return models.Kept(id=case)


@operation("PUT", "/cases/<uuid:case>/safe-contact", permission=Permission.CASE_EDIT)
def keep_safe_contact(uow, actor, key, case: str, body: models_consents.SafeContactAsked) -> models.Kept:
    """How the client may be reached, when, and how never."""
    contact = SafeContact(tuple(body.channels), body.how, body.hours, body.never, body.safe or "")
    protecting.keep_contact(uow, actor, case, today(), contact=contact, revision=body.revision, key=key)
    return models.Kept(id=case)


@operation("POST", "/cases/<uuid:case>/hidden", permission=Permission.CASE_EDIT)
def look_at_hidden(uow, actor, case: str, body: models_consents.LookAsked) -> Hidden:
    """What is hidden of a protected client, told once for a reason that is kept with who looked and when."""
    return protecting.look(uow, actor, case, today(), why=body.why, locale=spoken())


@operation("POST", "/openings", permission=Permission.CASE_OPEN_ANY, status=201)
def open_unassigned(uow, actor, key, body: models_consents.OpenAsked) -> models.Kept:
    """Open a case by its number, to read for an hour, with a purpose. The supervisor looks at each opening."""
    return models.Kept(id=openings.open_case(uow, actor, number=body.number, purpose=body.purpose, key=key))


@operation("GET", "/openings", permission=Permission.CASE_DECIDE)
def list_openings(uow, actor) -> OpeningsPage:
    """Openings without an assignment, who read their own name, and a few readings drawn by lot."""
    return openings.page(uow, actor)


@operation("POST", "/openings/<uuid:opening>/review", permission=Permission.CASE_DECIDE)
def review_opening(uow, actor, key, opening: str, body: models_consents.ReviewAsked) -> models.Kept:
    """A supervisor looked at an opening."""
    openings.review(uow, actor, opening, finding=body.finding, words=body.words, key=key)
    return models.Kept(id=opening)


@operation("POST", "/cases/notices", permission=Permission.CASE_EDIT, status=201)
def keep_notice(uow, actor, key, body: models_consents.NoticeAsked) -> models.Kept:
    """Keep what police or fire service passed on by statute: four fields and no more."""
    return models.Kept(id=statute.keep_notice(uow, actor, today(), **body.model_dump(), key=key))


@operation("POST", "/cases/<uuid:case>/purge", permission=Permission.CASE_EDIT)
def purge_notice(actor, key, case: str) -> Purged:
    """Destroy a notice at once. 409 where the case does not rest on the statute alone."""
    with writing() as uow:
        certificate = statute.purge(uow, actor, case, today(), key=key)
    shell().database.scrub()
    return certificate
