"""After a closing: follow-up within what was agreed, coming back, the record handed over."""

from resmap.domain.permissions import Permission
from resmap.flows import following, handing_over
from resmap.flows.following import FollowUpPage
from resmap.flows.handing_over import HandoverPage
from resmap.web.api import models, models_checks
from resmap.web.api.operations import operation, spoken
from resmap.web.context import today


@operation("GET", "/cases/<uuid:case>/follow-up", permission=Permission.CASE_READ)
def read_follow_up(uow, actor, case: str) -> FollowUpPage:
    """What was agreed, what is planned, what was found."""
    return following.page(uow, actor, case, today(), locale=spoken())


@operation("POST", "/cases/<uuid:case>/follow-up", permission=Permission.CASE_EDIT, status=201)
def keep_follow_up(uow, actor, key, case: str, body: models_checks.FollowUpAsked) -> models.Kept:
    """Keep a talk of today. 409 without the client's consent, after its last day, or for a new service."""
    kept = following.keep(
        uow,
        actor,
        case,
        today(),
        work=body.work,
        result=body.result,
        words=body.words,
        said_again=body.said_again,
        key=key,
    )
    return models.Kept(id=kept)


@operation("POST", "/cases/<uuid:case>/return", permission=Permission.CASE_EDIT)
def come_back(uow, actor, key, case: str, body: models_checks.ReturnAsked) -> models.Kept:
    """Re-open a closed case at a stage, on a ground that is written down."""
    kept = following.come_back(
        uow,
        actor,
        case,
        today(),
        then=body.then,
        grounds=body.grounds,
        why=body.why,
        revision=body.revision,
        key=key,
    )
    return models.Kept(id=kept)


@operation("GET", "/cases/<uuid:case>/handover", permission=Permission.CASE_READ)
def read_handover(uow, actor, case: str) -> HandoverPage:
    """What may be handed over, to whom, and what was."""
    return handing_over.page(uow, actor, case, today(), locale=spoken())


@operation("POST", "/cases/<uuid:case>/handover", permission=Permission.CASE_EDIT, status=201)
def make_handover(uow, actor, key, case: str, body: models_checks.HandoverAsked) -> models.Kept:
    """Make a package of chosen parts for one successor. 409 without the consent of its own."""
    kept = handing_over.make(
        uow,
        actor,
        case,
        today(),
        parts=body.parts,
        reason=body.reason,
        open_matters=body.open_matters,
        to_user=body.to_user,
        to_offer=body.to_offer,
        to_office=body.to_office,
        awaited_by=body.awaited_by,
        key=key,
    )
    return models.Kept(id=kept)


@operation("POST", "/cases/<uuid:case>/handover/<uuid:paper>/receipt", permission=Permission.CASE_EDIT)
def receive_handover(uow, actor, key, case: str, paper: str, body: models_checks.ReceiptAsked) -> models.Kept:
    """Note the receipt of a package."""
    handing_over.receive(
        uow, actor, case, paper, today(), on=body.on, by=body.by, revision=body.revision, key=key
    )
    return models.Kept(id=paper)
