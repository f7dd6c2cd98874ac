"""Trainings: who had which when, what is needed for which task, and one's own."""

from resmap.domain.exercises import NOTED_AS
from resmap.domain.permissions import Permission
from resmap.domain.training_tasks import Had
from resmap.flows import trainings as register
from resmap.flows.trainings import MyTrainings, TrainingsPage
from resmap.web.api import models_trainings as asked
from resmap.web.api.models import Kept
from resmap.web.api.operations import operation, spoken
from resmap.web.context import today

_EDIT = Permission.TRAININGS_EDIT


@operation("GET", "/trainings", permission=_EDIT)
def read_trainings(uow, actor) -> TrainingsPage:
    """The register: workers and resident helpers with what they had, and what is needed for which task."""
    return register.page(uow, actor, today(), locale=spoken())


@operation("POST", "/trainings", permission=_EDIT, status=201)
def note_training(uow, actor, key, body: asked.TrainingAsked) -> Kept:
    """Note that people had a training: all of them or nobody."""
    kept = register.note(
        uow,
        actor,
        Had(body.topic, body.on, body.until),
        today(),
        users=body.users,
        helpers=body.helpers,
        hours=body.hours,
        given_by=body.given_by,
        key=key,
    )
    return Kept(id=kept)


@operation("GET", "/trainings/helpers", permission=_EDIT)
def find_helpers(uow, actor, query: asked.HelpersQuery) -> asked.HelperList:
    """Resident helpers by name."""
    return asked.HelperList(helpers=register.find_helpers(uow, actor, query.text, today()))


@operation("POST", "/trainings/<uuid:training>/removal", permission=_EDIT)
def take_out_training(uow, actor, key, training: str, body: asked.TrainingOut) -> Kept:
    """Take out a training that was noted by mistake."""
    register.take_out(uow, actor, training, why=body.why, revision=body.revision, key=key)
    return Kept(id=training)


@operation("POST", "/trainings/own", permission=_EDIT)
def add_own_training(uow, actor, key, body: asked.OwnTrainingAsked) -> Kept:
    """Add a training of the office's own, in words; `revision` is the office's."""
    register.add_own(
        uow, actor, name=body.name, audience=body.audience, months=body.months, revision=body.revision, key=key
    )
    return Kept(id=actor.office)


@operation("PUT", "/trainings/required", permission=_EDIT)
def require_trainings(uow, actor, key, body: asked.RequiredAsked) -> Kept:
    """Say which trainings a resident helper needs for a task; who lacks one is not suggested for it."""
    register.require_for(uow, actor, need=body.need, topics=body.topics, revision=body.revision, key=key)
    return Kept(id=actor.office)


@operation("GET", "/trainings/mine", permission=Permission.CASE_READ)
def read_my_trainings(uow, actor) -> MyTrainings:
    """What you had; nobody else's."""
    return register.mine(uow, actor, today(), locale=spoken())


@operation("POST", "/trainings/mine", permission=Permission.CASE_READ, status=201)
def note_own_training(uow, actor, key, body: asked.OwnDone) -> Kept:
    """Note that you went through a page of exercises today; the day is kept and nothing else."""
    return Kept(id=register.note_own(uow, actor, NOTED_AS[body.subject], today(), key=key))
