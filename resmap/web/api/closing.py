"""Closing a case: the wish, what is prepared, the decision, the end, addenda."""

from resmap.domain.permissions import Permission
from resmap.flows import closing
from resmap.web.api import models, models_closing
from resmap.web.api.operations import operation
from resmap.web.context import today


@operation("POST", "/cases/<uuid:case>/closing", permission=Permission.CASE_EDIT, status=201)
def say_closing(uow, actor, key, case: str, body: models_closing.ClosingAsked) -> models.Kept:
    """Say that the case is to be closed, and why.

    A death takes effect at once: tasks and reminders are cancelled, providers learn only that it ended.
    """
    kept = closing.say(
        uow,
        actor,
        case,
        today(),
        reason=body.reason,
        why=body.why,
        said_by=body.said_by,
        own_words=body.own_words,
        moving_to=body.moving_to,
        revision=body.revision,
        key=key,
    )
    return models.Kept(id=kept)


@operation("PUT", "/cases/<uuid:case>/closing/preparation", permission=Permission.CASE_EDIT)
def prepare_closing(uow, actor, key, case: str, body: models_closing.PreparationAsked) -> models.Kept:
    """Keep what was talked over and done for the parting. The worker's own feelings are kept nowhere."""
    closing.prepare(
        uow,
        actor,
        case,
        today(),
        words=body.words,
        reactions=body.reactions,
        ticks=body.ticks,
        rescreened=body.rescreened,
        own_words=body.own_words,
        revision=body.revision,
        key=key,
    )
    return models.Kept(id=case)


@operation(
    "POST",
    "/cases/<uuid:case>/closing/decision",
    permission=(Permission.CASE_DECIDE, Permission.CASE_EDIT),
)
def decide_closing(uow, actor, key, case: str, body: models_closing.DecisionAsked) -> models.Kept:
    """A supervisor decides the closing, or somebody notes what a conference decided."""
    closing.decide(
        uow,
        actor,
        case,
        today(),
        agreed=body.agreed,
        note=body.note,
        conference_id=body.conference,
        revision=body.revision,
        key=key,
    )
    return models.Kept(id=case)


@operation("POST", "/cases/<uuid:case>/closing/end", permission=Permission.CASE_EDIT)
def close_case(uow, actor, key, case: str, body: models_closing.ClosingEnd) -> models.Kept:
    """Close the case. 409 with everything that stands in the way, asked on fresh records."""
    return models.Kept(id=closing.close(uow, actor, case, today(), revision=body.revision, key=key))


@operation("POST", "/cases/<uuid:case>/closing/withdrawal", permission=Permission.CASE_EDIT)
def take_closing_back(uow, actor, key, case: str, body: models_closing.ClosingTakenBack) -> models.Kept:
    """The case is not to be closed after all."""
    closing.take_back(uow, actor, case, today(), why=body.why, revision=body.revision, key=key)
    return models.Kept(id=case)


@operation("POST", "/cases/<uuid:case>/closing/attempts", permission=Permission.CASE_EDIT, status=201)
def note_attempt(uow, actor, key, case: str, body: models_closing.AttemptAsked) -> models.Kept:
    """Note a try to reach the person that did not succeed."""
    kept = closing.note_attempt(
        uow, actor, case, today(), on=body.on, method=body.method, note=body.note, key=key
    )
    return models.Kept(id=kept)


@operation("POST", "/cases/<uuid:case>/addenda", permission=Permission.CASE_EDIT, status=201)
def add_addendum(uow, actor, key, case: str, body: models_closing.AddendumAsked) -> models.Kept:
    """Add to the record of a case, closed ones too; it cannot be changed later."""
    kept = closing.add_to(uow, actor, case, today(), words=body.words, subject_id=body.paper, key=key)
    return models.Kept(id=kept)
