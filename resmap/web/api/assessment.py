"""Assessment: the two parts, what was said, needs with the client's yes, how they hang together, scales."""

from resmap.domain.permissions import Permission
from resmap.flows.assessing import links, needs, needs_view, sheets, statements, taking, view
from resmap.flows.assessing.needs_view import NeedsPage, ScalesPage
from resmap.flows.assessing.view import AssessmentPage
from resmap.web.api import models
from resmap.web.api import models_assessment as asked
from resmap.web.api.operations import operation, spoken
from resmap.web.context import current_actor, reading, today

_READ, _EDIT = Permission.CASE_READ, Permission.CASE_EDIT
_ROOT = "/cases/<uuid:case>"


@operation("GET", f"{_ROOT}/assessment", permission=_READ)
def read_assessment(uow, actor, case: str) -> AssessmentPage:
    """The present assessment: what the person can do, the ten domains, the talk, what was said."""
    return view.page(uow, actor, case, today(), locale=spoken())


@operation("PUT", f"{_ROOT}/assessment/function", permission=_EDIT)
def save_function(uow, actor, key, case: str, body: asked.FunctionAsked) -> asked.SectionKept:
    """Save what the person can do. The whole section each time; saving it again changes nothing."""
    was = sheets.save_function(
        uow, actor, case, today(), abilities=body.abilities, note=body.note, was=body.was, form=key
    )
    return asked.SectionKept(was=was)


@operation("PUT", f"{_ROOT}/assessment/domains", permission=_EDIT)
def save_domains(uow, actor, key, case: str, body: asked.DomainsAsked) -> asked.SectionKept:
    """Save how the ten domains were answered: none, present or not asked, with the items that were ticked."""
    was = sheets.save_domains(
        uow, actor, case, today(), domains=body.domains, items=tuple(body.items), was=body.was, form=key
    )
    return asked.SectionKept(was=was)


@operation("PUT", f"{_ROOT}/assessment/talk", permission=_EDIT)
def save_talk(uow, actor, key, case: str, body: asked.TalkAsked) -> asked.SectionKept:
    """Save the three steps of the talk: now by its four prompts, the wished state, how to get there."""
    was = sheets.save_talk(
        uow, actor, case, today(), now=body.now, wished=body.wished, how=body.how, was=body.was, form=key
    )
    return asked.SectionKept(was=was)


@operation("POST", f"{_ROOT}/assessment/earlier", permission=_EDIT)
def take_up_assessment(uow, actor, key, case: str) -> models.Kept:
    """Go on from the assessment before this one; parts that were begun are left as they are."""
    sheets.take_up(uow, actor, case, today(), key=key)
    return models.Kept(id=case)


@operation("POST", f"{_ROOT}/assessment/completion", permission=_EDIT)
def finish_assessment(uow, actor, key, case: str, body: asked.RevisionAsked) -> models.Kept:
    """Finish the assessment. 422 with what is missing while one of its two parts is."""
    sheets.finish(uow, actor, case, today(), revision=body.revision, key=key)
    return models.Kept(id=case)


@operation("POST", f"{_ROOT}/statements", permission=_EDIT, status=201)
def add_statement(uow, actor, key, case: str, body: asked.StatementAsked) -> models.Kept:
    """Keep what was said, in the client's own words. A demand is kept apart and never matched."""
    said = statements.Said(**body.model_dump())
    return models.Kept(id=statements.add(uow, actor, case, today(), said=said, key=key))


@operation("POST", f"{_ROOT}/statements/<uuid:statement>/confirmation", permission=_EDIT)
def confirm_statement(uow, actor, key, case: str, statement: str, body: asked.RevisionAsked) -> models.Kept:
    """The client said that it is so."""
    statements.confirm(uow, actor, case, statement, today(), revision=body.revision, key=key)
    return models.Kept(id=statement)


@operation("PUT", f"{_ROOT}/statements/<uuid:statement>/reading", permission=_EDIT)
def read_statement_again(uow, actor, key, case: str, statement: str, body: asked.ReadingAsked) -> models.Kept:
    """Say anew how a statement is understood; its words stay."""
    statements.read_again(
        uow, actor, case, statement, kind=body.kind, reading=body.reading, revision=body.revision, key=key
    )
    return models.Kept(id=statement)


@operation("GET", f"{_ROOT}/needs", permission=_READ)
def read_needs(uow, actor, case: str) -> NeedsPage:
    """The needs of a case, how they hang together, and the kind of case that the rules propose."""
    return needs_view.page(uow, actor, case, today(), locale=spoken())


@operation("POST", f"{_ROOT}/needs/heard", permission=_EDIT)
def hear_needs(case: str, body: asked.HeardAsked) -> asked.MeantList:
    """Need codes that a sentence may mean, best first, to be confirmed by a person. Nothing is kept of it."""
    with reading() as uow:
        found = needs.meant(uow, current_actor(), case, body.words)
    return asked.MeantList(needs=[asked.Meant(code=one.code, score=one.score, because=one.because) for one in found])


@operation("POST", f"{_ROOT}/needs", permission=_EDIT, status=201)
def add_need(uow, actor, key, case: str, body: asked.NeedAdded) -> models.Kept:
    """Write a need down. Until the client said yes it is proposed only, and matched with nothing."""
    return models.Kept(id=needs.add(uow, actor, case, today(), asked=_need(body), key=key))


@operation("PUT", f"{_ROOT}/needs/<uuid:need>", permission=_EDIT)
def change_need(uow, actor, key, case: str, need: str, body: asked.NeedChanged) -> models.Kept:
    """Write a need anew; its code stays."""
    needs.change(uow, actor, case, need, today(), asked=_need(body), revision=body.revision, key=key)
    return models.Kept(id=need)


@operation("POST", f"{_ROOT}/needs/<uuid:need>/confirmation", permission=_EDIT)
def confirm_need(uow, actor, key, case: str, need: str, body: asked.RevisionAsked) -> models.Kept:
    """The client said that it is so: from now on the need counts and is matched."""
    needs.confirm(uow, actor, case, need, today(), revision=body.revision, key=key)
    return models.Kept(id=need)


@operation("POST", f"{_ROOT}/needs/<uuid:need>/state", permission=_EDIT)
def turn_need(uow, actor, key, case: str, need: str, body: asked.TurnAsked) -> models.Kept:
    """Met, put off, dropped (with a reason), or taken up again; nothing is deleted."""
    needs.turn(uow, actor, case, need, today(), state=body.state, why=body.why, revision=body.revision, key=key)
    return models.Kept(id=need)


@operation("POST", f"{_ROOT}/need-links", permission=_EDIT, status=201)
def link_needs(uow, actor, key, case: str, body: asked.LinkAsked) -> models.Kept:
    """Join two needs: one causes, keeps up or blocks the other."""
    kept = links.add(
        uow,
        actor,
        case,
        today(),
        source=body.source,
        target=body.target,
        kind=body.kind,
        words=body.words,
        key=key,
    )
    return models.Kept(id=kept)


@operation("DELETE", f"{_ROOT}/need-links/<uuid:link>", permission=_EDIT)
def unlink_needs(uow, actor, key, case: str, link: str, body: asked.RevisionAsked) -> models.Kept:
    """Take a link back."""
    links.remove(uow, actor, case, link, today(), revision=body.revision, key=key)
    return models.Kept(id=link)


@operation("GET", f"{_ROOT}/scales", permission=_READ)
def read_scales(uow, actor, case: str) -> ScalesPage:
    """The scales of a case as series, and what can be filled in."""
    return needs_view.scales_page(uow, actor, case, today(), locale=spoken())


@operation("POST", f"{_ROOT}/scales", permission=_EDIT, status=201)
def take_scale(uow, actor, key, case: str, body: asked.ScaleAsked) -> models.Kept:
    """Score a filled sheet and keep it. A missing answer stays missing: then there is no total."""
    filled = taking.Filled(**body.model_dump())
    return models.Kept(id=taking.take(uow, actor, case, today(), filled=filled, key=key))


@operation("DELETE", f"{_ROOT}/scales/<uuid:record>", permission=_EDIT)
def take_scale_back(uow, actor, key, case: str, record: str, body: asked.RevisionAsked) -> models.Kept:
    """Take a sheet that was typed wrongly out of the series; it stays on record."""
    taking.take_back(uow, actor, case, record, revision=body.revision, key=key)
    return models.Kept(id=record)


def _need(body: asked.NeedWritten) -> needs.NeedAsked:
    told = body.model_dump(exclude={"revision"})
    lists = {"basis": tuple(body.basis), "items": tuple(body.items)}
    return needs.NeedAsked(**({"code": ""} | told | lists))
