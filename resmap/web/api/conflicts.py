"""Conflicts of a household, and between entries of the register: noted, mediated, ended."""

from resmap.domain.permissions import Permission
from resmap.flows import case_conflicts, resource_conflicts
from resmap.flows.case_conflicts import ConflictPage
from resmap.flows.resource_conflicts import ResourceConflictPage
from resmap.web.api import models_supervision as asked
from resmap.web.api.models import Kept
from resmap.web.api.operations import operation, spoken
from resmap.web.context import today

_WRITE = Permission.REGISTER_VERIFY


@operation("GET", "/cases/<uuid:case>/conflicts", permission=Permission.CASE_READ)
def read_case_conflicts(uow, actor, case: str, query: asked.SideQuery) -> ConflictPage:
    """Whom this household must not meet; `q` searches the register for the other side."""
    return case_conflicts.page(uow, actor, case, today(), locale=spoken(), q=query.q)


@operation("POST", "/cases/<uuid:case>/conflicts", permission=Permission.CASE_EDIT, status=201)
def note_case_conflict(uow, actor, key, case: str, body: asked.CaseConflictAsked) -> Kept:
    """Note a conflict with an entry, or with a whole organisation by its name; it blocks linking at once."""
    kept = case_conflicts.note(
        uow,
        actor,
        case,
        today(),
        other=body.other or "",
        organisation=body.organisation,
        since=body.since,
        words=body.words,
        key=key,
    )
    return Kept(id=kept)


@operation("POST", "/cases/<uuid:case>/conflicts/<uuid:conflict>/steps", permission=Permission.CASE_EDIT)
def mediate_case_conflict(uow, actor, key, case: str, conflict: str, body: asked.MediationAsked) -> Kept:
    """Write a step of mediation; the conflict still stands."""
    case_conflicts.mediate(
        uow, actor, case, conflict, today(), on=body.on, agreed=body.agreed, revision=body.revision, key=key
    )
    return Kept(id=conflict)


@operation("PUT", "/cases/<uuid:case>/conflicts/<uuid:conflict>/words", permission=Permission.CASE_EDIT)
def reword_case_conflict(uow, actor, key, case: str, conflict: str, body: asked.Reworded) -> Kept:
    """Say anew what it is about; the conflict still stands."""
    case_conflicts.reword(uow, actor, case, conflict, today(), words=body.words, revision=body.revision, key=key)
    return Kept(id=conflict)


@operation("POST", "/cases/<uuid:case>/conflicts/<uuid:conflict>/end", permission=Permission.CASE_EDIT)
def end_case_conflict(uow, actor, key, case: str, conflict: str, body: asked.ConflictEnded) -> Kept:
    """Put an end to a conflict with its reason; `mistaken` takes back a wrong entry."""
    case_conflicts.end(
        uow, actor, case, conflict, today(), how=body.how, words=body.words, revision=body.revision, key=key
    )
    return Kept(id=conflict)


@operation("GET", "/conflicts", permission=Permission.REGISTER_EDIT)
def list_conflicts(uow, actor, query: asked.SideQuery) -> ResourceConflictPage:
    """Entries in conflict with each other; nothing of any client."""
    return resource_conflicts.page(uow, actor, today(), locale=spoken(), q=query.q)


@operation("POST", "/conflicts", permission=_WRITE, status=201)
def note_conflict(uow, actor, key, body: asked.ResourceConflictAsked) -> Kept:
    """Note a conflict between two entries: neither is linked where the other serves."""
    kept = resource_conflicts.note(
        uow, actor, today(), one=body.one, other=body.other, since=body.since, words=body.words, key=key
    )
    return Kept(id=kept)


@operation("POST", "/conflicts/ties/<uuid:tie>", permission=_WRITE, status=201)
def take_conflict_over(uow, actor, key, tie: str, body: asked.WordsAsked) -> Kept:
    """Keep a conflict that stands in the network alone, so that it can be mediated and ended."""
    return Kept(id=resource_conflicts.take_over(uow, actor, tie, today(), words=body.words, key=key))


@operation("POST", "/conflicts/<uuid:conflict>/steps", permission=_WRITE)
def mediate_conflict(uow, actor, key, conflict: str, body: asked.MediationAsked) -> Kept:
    """Write a step of mediation; the conflict still stands."""
    resource_conflicts.mediate(
        uow, actor, conflict, today(), on=body.on, agreed=body.agreed, revision=body.revision, key=key
    )
    return Kept(id=conflict)


@operation("PUT", "/conflicts/<uuid:conflict>/words", permission=_WRITE)
def reword_conflict(uow, actor, key, conflict: str, body: asked.Reworded) -> Kept:
    """Say anew what it is about; the conflict still stands."""
    resource_conflicts.reword(uow, actor, conflict, words=body.words, revision=body.revision, key=key)
    return Kept(id=conflict)


@operation("POST", "/conflicts/<uuid:conflict>/end", permission=_WRITE)
def end_conflict(uow, actor, key, conflict: str, body: asked.ConflictEnded) -> Kept:
    """Put an end to a conflict with its reason; `mistaken` takes back a wrong entry."""
    resource_conflicts.end(
        uow, actor, conflict, today(), how=body.how, words=body.words, revision=body.revision, key=key
    )
    return Kept(id=conflict)
