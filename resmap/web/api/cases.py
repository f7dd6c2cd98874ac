"""Cases: the list, one case, its match, answers, comparing, looking together, closing."""

from resmap.domain.permissions import Permission
from resmap.flows import answers, case_match, cases, closing_check, comparing, consenting, overriding, together
from resmap.flows.case_view import CasePage, SharedView
from resmap.web.api import models
from resmap.web.api.operations import operation, spoken
from resmap.web.context import current_actor, idempotency_key, reading, today, writing


@operation("GET", "/cases", permission=Permission.CASE_READ, answer=models.CaseList)
def list_cases() -> models.CaseList:
    """The cases in your care, those first that ask for something.

    That they were listed is kept in the history.
    """
    with reading() as uow:
        return models.CaseList(cases=cases.mine(uow, current_actor(), today(), locale=spoken()))


@operation("GET", "/cases/<uuid:case>", permission=Permission.CASE_READ, query=models.CaseQuery, answer=CasePage)
def read_case(case: str, query: models.CaseQuery) -> CasePage:
    """One case: the person, duties, needs, and for each need where every offer stands.

    That the client was read is kept in the history, with the model of the match.
    """
    with reading() as uow:
        return cases.page(uow, current_actor(), case, today(), locale=spoken(), kind=query.kind, more=query.more)


@operation(
    "GET",
    "/cases/<uuid:case>/match",
    permission=Permission.CASE_MATCH,
    query=models.MatchQuery,
    answer=models.MatchDocument,
)
def match_case(case: str, query: models.MatchQuery) -> models.MatchDocument:
    """The match of a case as a resmap-match/1 document.

    As ``resmap match --json`` answers it, with the ids of the database.
    """
    with reading() as uow:
        return case_match.match_of(
            uow, current_actor(), case, today(), locale=spoken(), top=query.top, why_not=query.why_not
        )


@operation(
    "POST",
    "/cases/<uuid:case>/answers",
    permission=Permission.CASE_EDIT,
    body=models.AnswerAsked,
    answer=models.Kept,
    status=201,
)
def keep_answer(case: str, body: models.AnswerAsked) -> models.Kept:
    """Keep what the client said to a suggestion: accept, decline or later.

    The suggestion is kept as it was told. A yes to what may not be used any more is 409; a no
    needs no leave.
    """
    with writing() as uow:
        kept = answers.answer(
            uow,
            current_actor(),
            case,
            today(),
            need_id=body.need,
            offer_id=body.offer,
            said=body.answer,
            by=body.by,
            why=body.why,
            seen=body.seen,
            key=idempotency_key(),
        )
    return models.Kept(id=kept)


@operation(
    "POST", "/cases/<uuid:case>/answers/<uuid:answer>/reopen", permission=Permission.CASE_EDIT, answer=models.Kept
)
def reopen_answer(case: str, answer: str) -> models.Kept:
    """Take a no back, so that the offer may be suggested again."""
    with writing() as uow:
        answers.reopen(uow, current_actor(), case, answer, key=idempotency_key())
    return models.Kept(id=answer)


@operation(
    "GET",
    "/cases/<uuid:case>/comparison",
    permission=Permission.CASE_READ,
    query=models.ComparisonQuery,
    answer=comparing.Comparison,
)
def compare_offers(case: str, query: models.ComparisonQuery) -> comparing.Comparison:
    """Two to four suggested offers for one need side by side, factor by factor."""
    with reading() as uow:
        return comparing.compare(
            uow,
            current_actor(),
            case,
            today(),
            need_id=query.need,
            offer_ids=tuple(query.offer),
            locale=spoken(),
        )


@operation(
    "POST",
    "/cases/<uuid:case>/comparisons",
    permission=Permission.CASE_EDIT,
    body=models.ChoiceAsked,
    answer=models.Kept,
    status=201,
)
def keep_choice(case: str, body: models.ChoiceAsked) -> models.Kept:
    """Keep which of the compared offers was chosen, and why."""
    with writing() as uow:
        kept = comparing.keep_choice(
            uow,
            current_actor(),
            case,
            today(),
            need_id=body.need,
            offer_ids=tuple(body.offers),
            chosen=body.chosen,
            why=body.why,
            key=idempotency_key(),
        )
    return models.Kept(id=kept)


@operation(
    "GET",
    "/cases/<uuid:case>/together",
    permission=Permission.CASE_READ,
    query=models.TogetherQuery,
    answer=SharedView,
)
def look_together(case: str, query: models.TogetherQuery) -> SharedView:
    """The choices in plain words, to be read together with the client.

    No score, no code, nobody else's data. That they were shown is kept in the history.
    """
    with reading() as uow:
        return together.together(uow, current_actor(), case, today(), locale=spoken(), needs=query.need)


@operation("GET", "/cases/<uuid:case>/closing", permission=Permission.CASE_READ, answer=closing_check.ClosingPage)
def check_closing(case: str) -> closing_check.ClosingPage:
    """What stands between this case and its closing, and what the reason obliges to."""
    with reading() as uow:
        return closing_check.closing_page(uow, current_actor(), case, today(), locale=spoken())


@operation(
    "POST",
    "/cases/<uuid:case>/overrides",
    permission=Permission.OVERRIDE,
    body=models.OverrideAsked,
    answer=models.Kept,
    status=201,
)
def override_gates(case: str, body: models.OverrideAsked) -> models.Kept:
    """Let one offer pass the gates that are closed for it now, with a reason in writing.

    Safety, keeping apart, consent, an uncovered need and the client's own no know no exception (409).
    """
    with writing() as uow:
        kept = overriding.let_pass(
            uow,
            current_actor(),
            case,
            today(),
            need_id=body.need,
            offer_id=body.offer,
            reason=body.reason,
            key=idempotency_key(),
        )
    return models.Kept(id=kept)


@operation(
    "POST",
    "/cases/<uuid:case>/consents",
    permission=Permission.CASE_EDIT,
    body=models.ConsentAsked,
    answer=models.Kept,
    status=201,
)
def keep_consent(case: str, body: models.ConsentAsked) -> models.Kept:
    """Keep that the client names a recipient: which fields may go there, and until when.

    It tells nobody anything yet. Fields that this class of recipient never gets, or no last day
    within three years, are 422.
    """
    with writing() as uow:
        kept = consenting.agree(
            uow,
            current_actor(),
            case,
            today(),
            offer_id=body.offer,
            fields=tuple(body.fields),
            until=body.until,
            by=body.by,
            key=idempotency_key(),
        )
    return models.Kept(id=kept)
