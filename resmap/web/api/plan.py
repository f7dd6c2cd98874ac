"""The plan of a case: begun from needs, checked, signed, ticked, on paper; and the office's own form for it."""

from flask import Response, request

from resmap.domain.permissions import Permission
from resmap.flows import office_forms
from resmap.flows.office_forms import FormHere
from resmap.flows.plans import contracting, deferring, drafting, fulfilling, lines, sheets
from resmap.flows.plans import page as views
from resmap.flows.plans.page import PlanPage
from resmap.flows.plans.sheets import SheetView, WeekView
from resmap.web.api import models, models_plan
from resmap.web.api.operations import operation, spoken
from resmap.web.api.problems import ProblemFound
from resmap.web.context import as_file, current_actor, idempotency_key, shell, today

READ, EDIT = Permission.CASE_READ, Permission.CASE_EDIT


@operation("GET", "/cases/<uuid:case>/plan", permission=READ)
def read_plan(uow, actor, case: str, query: models_plan.PlanQuery) -> PlanPage:
    """One version of the plan, with the checker's hints beside each objective and what a contract lacks."""
    return views.page(uow, actor, case, today(), locale=spoken(), number=query.version)


@operation("POST", "/cases/<uuid:case>/plan", permission=EDIT, status=201)
def begin_plan(uow, actor, key, case: str, body: models_plan.BeginAsked) -> models.Kept:
    """Begin a draft with a purpose for each of these confirmed needs, or take them into the draft that is there."""
    return models.Kept(id=drafting.begin(uow, actor, case, today(), needs=body.needs, key=key))


@operation("POST", "/cases/<uuid:case>/plan/revision", permission=EDIT, status=201)
def revise_plan(uow, actor, key, case: str) -> models.Kept:
    """Begin the next version from the plan in force, which holds until the next is signed."""
    return models.Kept(id=contracting.revise(uow, actor, case, today(), key=key))


@operation("POST", "/cases/<uuid:case>/plan/purposes", permission=EDIT, status=201)
def save_purpose(uow, actor, key, case: str, body: models_plan.PurposeBody) -> models.Kept:
    """Keep a purpose of the draft, a new one without ``purpose_id``."""
    kept = drafting.save_purpose(
        uow, actor, case, today(), asked=body.asked(), purpose_id=body.purpose_id, revision=body.revision, key=key
    )
    return models.Kept(id=kept)


@operation("POST", "/cases/<uuid:case>/plan/objectives", permission=EDIT, status=201)
def save_objective(uow, actor, key, case: str, body: models_plan.ObjectiveBody) -> models.Kept:
    """Keep an objective of the draft, with its first line where one is told. The checker hinders nothing."""
    kept = drafting.save_objective(
        uow,
        actor,
        case,
        today(),
        purpose_id=body.purpose,
        asked=body.asked(),
        objective_id=body.objective_id,
        revision=body.revision,
        key=key,
    )
    return models.Kept(id=kept)


@operation("POST", "/cases/<uuid:case>/plan/objectives/<uuid:objective>/example", permission=EDIT)
def take_example(uow, actor, key, case: str, objective: str, body: models_plan.RecordAsked) -> models.Kept:
    """Put the checker's example in the place of what was written."""
    drafting.take_example(
        uow, actor, case, today(), objective, revision=body.revision, locale=spoken(), key=key
    )
    return models.Kept(id=objective)


@operation("POST", "/cases/<uuid:case>/plan/lines", permission=EDIT, status=201)
def save_line(uow, actor, key, case: str, body: models_plan.LineBody) -> models.Kept:
    """Keep a line of the draft: who does what, how often, watched how."""
    kept = lines.save(
        uow,
        actor,
        case,
        today(),
        objective_id=body.objective,
        asked=body.line(),
        line_id=body.line_id,
        revision=body.revision,
        key=key,
    )
    return models.Kept(id=kept)


@operation("POST", "/cases/<uuid:case>/plan/parts/<uuid:record>/removal", permission=EDIT)
def take_out_of_plan(uow, actor, key, case: str, record: str, body: models_plan.RecordAsked) -> models.Kept:
    """Take a purpose, an objective or a line out of the draft. An agreed plan stays as it is."""
    drafting.take_out(uow, actor, case, today(), record, revision=body.revision, key=key)
    return models.Kept(id=record)


@operation("POST", "/cases/<uuid:case>/plan/needs/<uuid:need>", permission=EDIT)
def put_need_off(uow, actor, key, case: str, need: str, body: models_plan.NeedAsked) -> models.Kept:
    """Keep a need for later with its reason, or take it up again."""
    if body.defer:
        deferring.defer(uow, actor, case, today(), need, why=body.why, revision=body.revision, key=key)
    else:
        deferring.take_up(uow, actor, case, today(), need, revision=body.revision, key=key)
    return models.Kept(id=need)


@operation("POST", "/cases/<uuid:case>/plan/agreement", permission=EDIT)
def sign_plan(uow, actor, key, case: str, body: models_plan.AgreementAsked) -> models.Kept:
    """Both have signed the draft. It agrees to the services only: no consent to share is made by it."""
    flow = contracting.contract if body.sign else contracting.save_head
    flow(uow, actor, case, today(), asked=body.asked(), revision=body.revision, key=key)
    return models.Kept(id=case)


@operation("POST", "/cases/<uuid:case>/plan/lines/<uuid:line>/fulfilment", permission=EDIT)
def tick_line(uow, actor, key, case: str, line: str, body: models_plan.TickBody) -> models.Kept:
    """⑬ of a line: met ends it, extended moves its end, reassess opens a reassessment."""
    fulfilling.tick(uow, actor, case, today(), line, asked=body.asked(), revision=body.revision, key=key)
    return models.Kept(id=line)


@operation("POST", "/cases/<uuid:case>/plan/lines/<uuid:line>/condition", permission=EDIT)
def answer_condition(uow, actor, key, case: str, line: str, body: models_plan.ConditionAsked) -> models.Kept:
    """Whether the condition of a line came true: yes starts it, no takes the other branch."""
    contracting.answer_condition(uow, actor, case, today(), line, came_true=body.came_true, key=key)
    return models.Kept(id=line)


@operation("GET", "/cases/<uuid:case>/plan/sheet", permission=READ)
def read_plan_sheet(uow, actor, case: str, query: models_plan.PlanQuery) -> SheetView:
    """The plan and check sheet ①-⑮."""
    return sheets.sheet_page(uow, actor, case, today(), number=query.version)


@operation("GET", "/cases/<uuid:case>/plan/file", permission=READ, answer=bytes, answer_media="application/octet-stream")
def read_plan_file(uow, actor, case: str, query: models_plan.PlanFileQuery) -> Response:
    """The sheet as PDF, HWPX, XLSX or on the office's own form; that it was printed is kept."""
    made = sheets.plan_file(uow, actor, case, today(), as_=query.as_, number=query.version)
    return as_file(Response(made.data, mimetype=made.media), made.name)


@operation("GET", "/cases/<uuid:case>/plan/week", permission=READ)
def read_week(uow, actor, case: str) -> WeekView:
    """The person's own week: what, when, who comes. No place, no code."""
    return sheets.week_page(uow, actor, case, today())


@operation("GET", "/office/forms", permission=Permission.OFFICE_EDIT)
def read_office_forms(uow, actor) -> list[FormHere]:
    """The forms that the office brought, with the labels that were found."""
    return list(office_forms.listed(uow, actor))


@operation("POST", "/office/forms/<string:sheet>", permission=Permission.OFFICE_EDIT, upload=True, status=201)
def bring_office_form(sheet: str) -> FormHere:
    """Keep a Hangul form (HWPX) for a sheet (intake, consent, plan, referral, evaluation, closing); an earlier one is
    replaced."""
    file = request.files.get("file")
    if file is None:
        raise ProblemFound("INVALID", errors=[{"path": "$.file", "rule": "MISSING", "found": ""}])
    return office_forms.bring(
        shell().database, current_actor(), sheet, file.read(), file.filename or "form.hwpx", today(), key=idempotency_key()
    )
