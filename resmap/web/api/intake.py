"""A first call, a list of cases, the intake and the contact log."""

from flask import Response, request

from resmap.domain.first_call import FirstCall, Housemate
from resmap.domain.intake import Factors
from resmap.domain.intake_paper import Application
from resmap.domain.permissions import Permission
from resmap.flows import (
    case_lists,
    contacts,
    intake,
    intake_known,
    intake_opening,
    intake_services,
    intake_sheets,
    intake_statements,
    intake_view,
)
from resmap.flows.contacts import ContactsPage
from resmap.flows.intake_known import Known
from resmap.flows.intake_view import IntakePage
from resmap.web.api import models
from resmap.web.api import models_intake as asked
from resmap.web.api.operations import operation, spoken
from resmap.web.api.problems import ProblemFound
from resmap.web.context import current_actor, idempotency_key, reading, shell, today
from resmap.web.documents import OFFICE, drawn

READ, EDIT = Permission.CASE_READ, Permission.CASE_EDIT


@operation("POST", "/cases/known", permission=EDIT)
def ask_known(body: asked.KnownAsked) -> Known:
    """Whether the office may know this person, before a case is opened.

    Within your reach the cases are named; beyond it only that somebody may know them, and whom to ask. A protected
    client is in no answer. That it was asked is kept in the history.
    """
    with reading() as uow:
        return intake_known.ask(
            uow, current_actor(), name=body.name, birth_year=body.birth_year, phone=body.phone, locale=spoken()
        )


@operation("POST", "/cases", permission=EDIT, status=201)
def open_case(body: asked.CallAsked) -> models.Kept:
    """Open a case from a first call. 409 with PERHAPS_KNOWN where the person may be known and `seen` is false."""
    told = body.model_dump(exclude={"manager", "seen", "household"})
    call = FirstCall(**told, household=tuple(Housemate(one.relation, one.age, one.sex) for one in body.household))
    kept = intake_opening.opened(
        shell().database,
        current_actor(),
        today(),
        call=call,
        manager=body.manager or "",
        seen=body.seen,
        key=idempotency_key(),
    )
    return models.Kept(id=kept)


@operation("POST", "/cases/list", permission=EDIT, upload=True)
def bring_in_cases(query: asked.ListQuery) -> asked.ListReport:
    """Bring in a list of cases (XLSX, CSV), keyed by its outside numbers: every new row, or nothing.

    The same list again changes nothing; columns of resident numbers are dropped unread. 422 where a row has a problem:
    ask with `dry_run` which. With the same key again it is told how things stand.
    """
    file = request.files.get("file")
    if file is None:
        raise ProblemFound("INVALID", errors=[{"path": "$.file", "rule": "MISSING", "found": ""}])
    if query.stage not in case_lists.STAGES:
        raise ProblemFound("INVALID", errors=[{"path": "?stage", "rule": "UNKNOWN", "found": ""}])
    actor, database = current_actor(), shell().database
    found = case_lists.read(actor, file.read(), file.filename or "list")
    choices = case_lists.ListChoices(query.dong or "", query.manager or "", query.stage)
    brought = None
    with reading() as uow:
        plan = case_lists.look(uow, actor, today(), found.rows, choices)
    if not query.dry_run:
        brought = case_lists.bring_in(database, actor, today(), found.rows, choices, key=idempotency_key())
    return asked.ListReport(
        brought=brought, dropped=found.dropped, left=found.left, columns=dict(found.columns), counts=plan.counts, rows=plan.rows
    )


@operation("GET", "/cases/<uuid:case>/intake", permission=READ)
def read_intake(uow, actor, case: str) -> IntakePage:
    """The intake: words, statements, services in use, household, and what the four factors speak for."""
    return intake_view.page(uow, actor, case, today(), locale=spoken())


@operation("GET", "/cases/<uuid:case>/intake/file", permission=READ, answer=bytes, answer_media="application/octet-stream")
def read_intake_file(uow, actor, case: str, query: asked.IntakeFileQuery) -> Response:
    """The intake sheet as PDF, HWPX, XLSX or on the office's own form (`office`), or `blank` for a visit; that it was printed is kept."""
    if query.blank:
        return drawn(intake_sheets.blank(uow, actor, case, today(), locale=spoken()), "pdf" if query.as_ == OFFICE else query.as_)
    own = query.as_ == OFFICE
    return drawn(intake_sheets.filled(uow, actor, case, today(), locale=spoken(), own=own), query.as_)


@operation("POST", "/cases/<uuid:case>/intake/words", permission=EDIT)
def keep_intake_words(uow, actor, key, case: str, body: asked.IntakeWordsAsked) -> models.Kept:
    """Keep the narrative, and where the talk was."""
    return models.Kept(id=intake.keep_words(uow, actor, case, today(), **body.model_dump(), key=key))


@operation("POST", "/cases/<uuid:case>/intake/statements", permission=EDIT, status=201)
def keep_intake_statement(uow, actor, key, case: str, body: asked.SaidAsked) -> models.Kept:
    """Keep one thing that was said or seen: the client's words, the worker's reading apart."""
    said = intake_statements.Said(**body.model_dump() | {"holder": body.holder or ""})
    return models.Kept(id=intake_statements.add(uow, actor, case, today(), said=said, key=key))


@operation("POST", "/cases/<uuid:case>/intake/statements/<uuid:statement>", permission=EDIT)
def change_intake_statement(
    uow, actor, key, case: str, statement: str, body: asked.SaidBetterAsked
) -> models.Kept:
    """Write it better, or tick that the client said it is so."""
    intake_statements.change(uow, actor, case, statement, today(), **body.model_dump(), key=key)
    return models.Kept(id=statement)


@operation("POST", "/cases/<uuid:case>/intake/statements/<uuid:statement>/removal", permission=EDIT)
def take_intake_statement_out(uow, actor, key, case: str, statement: str, body: asked.SeenAsked) -> models.Kept:
    """It was written down by mistake."""
    intake_statements.take_out(uow, actor, case, statement, revision=body.revision, key=key)
    return models.Kept(id=statement)


@operation("POST", "/cases/<uuid:case>/intake/services", permission=EDIT, status=201)
def keep_service(uow, actor, key, case: str, body: asked.ServiceAsked) -> models.Kept:
    """Keep a service that the household has or had: an entry, or one that stands in no list (it becomes one to be checked)."""
    unlisted = intake_services.Unlisted(**body.unlisted.model_dump()) if body.unlisted else None
    kept = intake_services.add(
        uow, actor, case, today(), offer_id=body.offer or "", unlisted=unlisted, since=body.since, until=body.until, key=key
    )
    return models.Kept(id=kept)


@operation("POST", "/cases/<uuid:case>/intake/services/<uuid:service>/end", permission=EDIT)
def end_service(uow, actor, key, case: str, service: str, body: asked.ServiceEndAsked) -> models.Kept:
    """The service is over since today, or was written down by mistake."""
    intake_services.end(uow, actor, case, service, today(), **body.model_dump(), key=key)
    return models.Kept(id=service)


@operation("POST", "/cases/<uuid:case>/intake/no-services", permission=EDIT)
def keep_no_services(uow, actor, key, case: str, body: asked.PaperSeen) -> models.Kept:
    """Which services are in use was asked, and there is none."""
    return models.Kept(id=intake.no_services(uow, actor, case, today(), revision=body.revision, key=key))


@operation("POST", "/cases/<uuid:case>/intake/members", permission=EDIT, status=201)
def keep_member(uow, actor, key, case: str, body: asked.HousemateAsked) -> models.Kept:
    """Somebody more of the household."""
    kept = intake_services.add_member(
        uow, actor, case, relation=body.relation, age=body.age, sex=body.sex, key=key
    )
    return models.Kept(id=kept)


@operation("POST", "/cases/<uuid:case>/intake/members/<uuid:member>/removal", permission=EDIT)
def take_member_out(uow, actor, key, case: str, member: str, body: asked.SeenAsked) -> models.Kept:
    """They do not live there. Never the client, nor who holds an open need."""
    intake_services.take_member_out(uow, actor, case, member, revision=body.revision, key=key)
    return models.Kept(id=member)


@operation("POST", "/cases/<uuid:case>/intake/outcome", permission=EDIT)
def decide_intake(uow, actor, key, case: str, body: asked.OutcomeAsked) -> models.Kept:
    """Decide the outcome. Only `case` opens a case; without it the intake is ended. 422 with every gap that blocks."""
    decision = intake.Decision(
        factors=Factors(body.problem, body.complexity, body.will, body.support),
        outcomes=body.outcomes,
        reason=body.reason,
        alternative=body.alternative,
        way_back=body.way_back,
        information=body.information,
        applications=tuple(Application(one.kind, one.what, one.office, one.documents) for one in body.applications),
        path=body.path,
    )
    kept = intake.decide(uow, actor, case, today(), decision=decision, revision=body.revision, key=key)
    return models.Kept(id=kept)


@operation("POST", "/cases/<uuid:case>/intake/reopening", permission=EDIT)
def reopen_intake(uow, actor, key, case: str, body: asked.CameBackAsked) -> models.Kept:
    """They came back: an intake that ended without a case goes on."""
    intake.reopen(uow, actor, case, why=body.why, revision=body.revision, key=key)
    return models.Kept(id=case)


@operation("GET", "/cases/<uuid:case>/contacts", permission=READ)
def read_contacts(uow, actor, case: str) -> ContactsPage:
    """The contact log, and whether enough was tried that somebody may count as lost."""
    return contacts.page(uow, actor, case, today(), locale=spoken())


@operation("POST", "/cases/<uuid:case>/contacts", permission=EDIT, status=201)
def keep_contact(uow, actor, key, case: str, body: asked.ContactAsked) -> models.Kept:
    """Note a contact, or a try that reached nobody."""
    contact = contacts.Contact(**body.model_dump())
    return models.Kept(id=contacts.note(uow, actor, case, today(), contact=contact, key=key))


@operation("POST", "/cases/<uuid:case>/contacts/<uuid:contact>/removal", permission=EDIT)
def take_contact_out(uow, actor, key, case: str, contact: str, body: asked.SeenAsked) -> models.Kept:
    """It was noted by mistake."""
    contacts.take_out(uow, actor, case, contact, revision=body.revision, key=key)
    return models.Kept(id=contact)
