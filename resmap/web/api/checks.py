"""Checks: today's check, evaluation sheets, partners' reports, reassessment, evaluation."""

from resmap.domain.check_paper import CheckPaper
from resmap.domain.monitoring import Channel, ServiceCheck
from resmap.domain.permissions import Permission
from resmap.flows import check_sheets, checks, checks_view
from resmap.flows.check_sheets import PartnerPage
from resmap.flows.checks import Evaluated
from resmap.flows.checks_view import ChecksPage
from resmap.web.api import models, models_checks
from resmap.web.api.operations import operation, spoken
from resmap.web.api.problems import ProblemFound
from resmap.web.context import today


@operation("GET", "/cases/<uuid:case>/checks", permission=Permission.CASE_READ)
def read_checks(uow, actor, case: str) -> ChecksPage:
    """What runs, the checks so far, sheets that are out, reports, reassessments, evaluations."""
    return checks_view.page(uow, actor, case, today(), locale=spoken())


@operation("POST", "/cases/<uuid:case>/checks", permission=Permission.CASE_EDIT, status=201)
def keep_check(uow, actor, key, case: str, body: models_checks.CheckAsked) -> models.Kept:
    """Keep a check of today. A new need leaves a task to reassess."""
    paper = CheckPaper(
        on=today(),
        methods=frozenset(body.methods),
        opinion=body.opinion,
        replies=body.replies,
        looked=frozenset(body.looked),
        services=tuple(ServiceCheck(one.line, one.fits, one.client, one.worker) for one in body.services),
        words=body.words,
        network=body.network,
        barriers=body.barriers,
        told_what_and_when=body.told,
    )
    return models.Kept(id=checks.keep(uow, actor, case, today(), paper=paper, key=key))


@operation("POST", "/cases/<uuid:case>/checks/sheets", permission=Permission.CASE_EDIT, status=201)
def send_sheet(uow, actor, key, case: str, body: models_checks.SheetAsked) -> models.Kept:
    """Note that an evaluation sheet left. Never to a home where somebody could notice it (409)."""
    if body.channel is Channel.LINK:
        raise ProblemFound("INVALID", [{"path": "$.channel", "rule": "CHOICE", "found": ""}])
    kept = check_sheets.send(uow, actor, case, today(), channel=body.channel, due_on=body.due_on, key=key)
    return models.Kept(id=kept)


@operation("POST", "/cases/<uuid:case>/checks/sheets/<uuid:paper>/return", permission=Permission.CASE_EDIT)
def return_sheet(uow, actor, key, case: str, paper: str, body: models_checks.SheetBack) -> models.Kept:
    """Note what stands on a sheet that came back."""
    check_sheets.take_back_in(
        uow,
        actor,
        case,
        paper,
        today(),
        answers=body.answers,
        opinion=body.opinion,
        revision=body.revision,
        key=key,
    )
    return models.Kept(id=paper)


@operation("GET", "/referrals/<uuid:referral>/reports", permission=Permission.REFERRAL_REPLY)
def read_reports(uow, actor, referral: str) -> PartnerPage:
    """Your own agency's reports on one of its referrals."""
    return check_sheets.partner_page(uow, actor, referral)


@operation("POST", "/referrals/<uuid:referral>/reports", permission=Permission.REFERRAL_REPLY, status=201)
def keep_report(uow, actor, key, referral: str, body: models_checks.ReportAsked) -> models.Kept:
    """Report how your own service goes; nothing of the case is shown to you."""
    return models.Kept(id=check_sheets.report(uow, actor, referral, today(), values=body.values, key=key))


@operation("POST", "/cases/<uuid:case>/checks/reassessments", permission=Permission.CASE_EDIT, status=201)
def begin_reassessment(uow, actor, key, case: str, body: models_checks.ReassessmentAsked) -> models.Kept:
    """Begin a reassessment."""
    kept = checks.begin_reassessment(uow, actor, case, today(), trigger=body.trigger, words=body.words, key=key)
    return models.Kept(id=kept)


@operation("PUT", "/cases/<uuid:case>/checks/reassessments/<uuid:paper>", permission=Permission.CASE_EDIT)
def finish_reassessment(uow, actor, key, case: str, paper: str, body: models_checks.ReassessmentEnd) -> models.Kept:
    """Say what came of a reassessment. It is complete once it was shared in a meeting."""
    checks.finish_reassessment(
        uow,
        actor,
        case,
        paper,
        today(),
        result=body.result,
        words=body.words,
        problems=body.problems,
        conference_id=body.conference,
        revision=body.revision,
        key=key,
    )
    return models.Kept(id=paper)


@operation("POST", "/cases/<uuid:case>/checks/evaluations", permission=Permission.CASE_EDIT, status=201)
def keep_evaluation(uow, actor, key, case: str, body: models_checks.EvaluationAsked) -> models.Kept:
    """Evaluate the plan in force: each objective with its outcome, and the client's own view."""
    kept = checks.evaluate(
        uow,
        actor,
        case,
        today(),
        objectives=[Evaluated(one.objective, one.outcome, one.attained, one.gas) for one in body.objectives],
        opinion=body.opinion,
        words=body.words,
        key=key,
    )
    return models.Kept(id=kept)
