"""Supervision on cases: questions, advice and what followed."""

from resmap.domain.permissions import Permission
from resmap.flows import advising
from resmap.flows.advising import AdviceList, AdvicePage
from resmap.web.api import models_supervision as asked
from resmap.web.api.models import Kept
from resmap.web.api.operations import operation, spoken
from resmap.web.context import today


@operation("GET", "/advice", permission=Permission.CASE_READ)
def list_advice(uow, actor) -> AdviceList:
    """Questions without an answer, and advice of which nobody noted what followed."""
    return advising.listed(uow, actor, today(), locale=spoken())


@operation("GET", "/cases/<uuid:case>/advice", permission=Permission.CASE_READ)
def read_advice(uow, actor, case: str) -> AdvicePage:
    """The supervision of a case by stage; told to its manager and the supervisor of its dong."""
    return advising.page(uow, actor, case, today(), locale=spoken())


@operation("POST", "/cases/<uuid:case>/advice", permission=Permission.CASE_EDIT, status=201)
def ask_for_advice(uow, actor, key, case: str, body: asked.QuestionAsked) -> Kept:
    """Ask the supervisor at the present stage of the case."""
    return Kept(id=advising.ask(uow, actor, case, today(), question=body.question, key=key))


@operation("POST", "/cases/<uuid:case>/advice/given", permission=Permission.CASE_DECIDE, status=201)
def give_advice(uow, actor, key, case: str, body: asked.AdviceAsked) -> Kept:
    """Answer a question (paper and revision), or advise unasked."""
    kept = advising.advise(
        uow,
        actor,
        case,
        today(),
        advice=body.advice,
        to_do=body.to_do,
        until=body.until,
        paper_id=body.paper,
        revision=body.revision,
        key=key,
    )
    return Kept(id=kept)


@operation("POST", "/cases/<uuid:case>/advice/<uuid:paper>/followed", permission=Permission.CASE_EDIT)
def note_what_followed(uow, actor, key, case: str, paper: str, body: asked.FollowedAsked) -> Kept:
    """Note what followed from the advice."""
    advising.follow(uow, actor, case, paper, today(), followed=body.followed, revision=body.revision, key=key)
    return Kept(id=paper)


@operation("POST", "/cases/<uuid:case>/advice/<uuid:paper>/back", permission=Permission.CASE_EDIT)
def take_question_back(uow, actor, key, case: str, paper: str, body: asked.RevisionAsked) -> Kept:
    """Take back a question that nobody answered; only who asked it."""
    advising.take_back(uow, actor, case, paper, today(), revision=body.revision, key=key)
    return Kept(id=paper)
