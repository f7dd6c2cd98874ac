"""The course of a case: where it stands, its steps, the emergency, the light path."""

from resmap.domain.permissions import Permission
from resmap.flows import step_view, steps
from resmap.flows.step_view import CoursePage
from resmap.web.api import models, models_course
from resmap.web.api.operations import operation, spoken
from resmap.web.context import current_actor, idempotency_key, reading, today, writing


@operation("GET", "/cases/<uuid:case>/course", permission=Permission.CASE_READ, answer=CoursePage)
def read_course(case: str) -> CoursePage:
    """Where a case stands: every step from here with what it still needs, and the steps taken."""
    with reading() as uow:
        return step_view.page(uow, current_actor(), case, today(), locale=spoken())


@operation(
    "POST",
    "/cases/<uuid:case>/steps",
    permission=Permission.CASE_EDIT,
    body=models_course.StepAsked,
    answer=models.Kept,
    status=201,
)
def take_step(case: str, body: models_course.StepAsked) -> models.Kept:
    """Move the case to another stage. 409 with every condition that is missing."""
    with writing() as uow:
        kept = steps.take(
            uow,
            current_actor(),
            case,
            today(),
            then=body.then,
            why=body.why,
            revision=body.revision,
            key=idempotency_key(),
        )
    return models.Kept(id=kept)


@operation(
    "POST",
    "/cases/<uuid:case>/emergency",
    permission=Permission.CASE_EDIT,
    body=models_course.EmergencyAsked,
    answer=models.Kept,
)
def mark_emergency(case: str, body: models_course.EmergencyAsked) -> models.Kept:
    """Open the emergency path, or end it; the reason is looked at by the supervisor within a day."""
    with writing() as uow:
        steps.mark_emergency(
            uow,
            current_actor(),
            case,
            today(),
            emergency=body.emergency,
            why=body.why,
            revision=body.revision,
            key=idempotency_key(),
        )
    return models.Kept(id=case)


@operation(
    "POST",
    "/cases/<uuid:case>/path",
    permission=Permission.CASE_EDIT,
    body=models_course.PathAsked,
    answer=models.Kept,
)
def choose_path(case: str, body: models_course.PathAsked) -> models.Kept:
    """Case management, or a link only."""
    with writing() as uow:
        steps.choose_path(
            uow, current_actor(), case, path=body.path, revision=body.revision, key=idempotency_key()
        )
    return models.Kept(id=case)
