"""The referrals of one case: questions for a place, onward, places that stand in no list, and advocacy."""

from resmap.domain.permissions import Permission
from resmap.flows import advocacy, capacity_questions, case_referrals, unlisted_referrals
from resmap.flows.unlisted_referrals import Unlisted
from resmap.web.api import models, models_referrals
from resmap.web.api.operations import operation, spoken
from resmap.web.context import current_actor, idempotency_key, reading, today, writing

WRITE = Permission.REFERRAL_WRITE


@operation("GET", "/cases/<uuid:case>/referrals", permission=WRITE, answer=case_referrals.CaseReferrals)
def referrals_of_case(case: str) -> case_referrals.CaseReferrals:
    """What was sent and asked for a household, what rests until when, and which places can be asked."""
    with reading() as uow:
        return case_referrals.page(uow, current_actor(), case, today(), locale=spoken())


@operation(
    "POST",
    "/cases/<uuid:case>/capacity",
    permission=WRITE,
    body=models_referrals.CapacityAsked,
    answer=models.Kept,
    status=201,
)
def ask_for_place(case: str, body: models_referrals.CapacityAsked) -> models.Kept:
    """Note that a place is asked for without naming anybody; the text to copy stands with the questions."""
    with writing() as uow:
        made = capacity_questions.ask(
            uow, current_actor(), case, today(), need_id=body.need, offer_id=body.offer, key=idempotency_key()
        )
    return models.Kept(id=made)


@operation(
    "POST",
    "/cases/<uuid:case>/capacity/<uuid:question>/answer",
    permission=WRITE,
    body=models_referrals.CapacityAnswered,
    answer=models.Kept,
)
def answer_for_place(case: str, question: str, body: models_referrals.CapacityAnswered) -> models.Kept:
    """What they said: no place lets the offer rest for this case until a day, a place ends its rest."""
    with writing() as uow:
        capacity_questions.answer(
            uow,
            current_actor(),
            question,
            today(),
            has_place=body.has_place,
            until=body.until,
            words=body.words,
            revision=body.revision,
            key=idempotency_key(),
        )
    return models.Kept(id=question)


@operation(
    "POST",
    "/cases/<uuid:case>/referrals/logged",
    permission=WRITE,
    body=models_referrals.LogAsked,
    answer=models.Kept,
    status=201,
)
def log_referral(case: str, body: models_referrals.LogAsked) -> models.Kept:
    """Log a referral to a place that stands in no list: it counts as served, and the place waits to be checked."""
    place = Unlisted(body.organisation, body.service, body.department, body.kind, body.phone, body.dong)
    with writing() as uow:
        made = unlisted_referrals.log(
            uow,
            current_actor(),
            case,
            today(),
            need_id=body.need,
            place=place,
            state=body.state,
            on=body.on or today(),
            words=body.words,
            key=idempotency_key(),
        )
    return models.Kept(id=made)


@operation(
    "POST",
    "/referrals/<uuid:referral>/onward",
    permission=WRITE,
    body=models_referrals.OnwardAsked,
    answer=models.Kept,
    status=201,
)
def refer_onward(referral: str, body: models_referrals.OnwardAsked) -> models.Kept:
    """A new draft after a referral that came to nothing: elsewhere, or to the same once more. Nothing leaves."""
    with writing() as uow:
        made = case_referrals.refer_onward(
            uow, current_actor(), referral, today(), offer_id=body.offer, by=body.by, why=body.why,
            key=idempotency_key(),
        )  # fmt: skip
    return models.Kept(id=made)


@operation("GET", "/cases/<uuid:case>/advocacy", permission=WRITE, answer=advocacy.AdvocacyPage)
def advocacy_of_case(case: str) -> advocacy.AdvocacyPage:
    """Every refusal with the seven strategies in their order, and the last days of appeals."""
    with reading() as uow:
        return advocacy.page(uow, current_actor(), case, today(), locale=spoken())


@operation(
    "POST",
    "/cases/<uuid:case>/advocacy",
    permission=WRITE,
    body=models_referrals.StrategyAsked,
    answer=models.Kept,
    status=201,
)
def take_strategy(case: str, body: models_referrals.StrategyAsked) -> models.Kept:
    """Take a strategy, or leave it out with ``skip``, a reason. 409 with every gap; five to seven are a supervisor's."""
    key, told = idempotency_key(), {"referral_id": body.referral, "strategy": body.strategy}
    with writing() as uow:
        if body.skip is not None:
            made = advocacy.skip(uow, current_actor(), case, today(), reason=body.skip, key=key, **told)
        else:
            made = advocacy.take(
                uow,
                current_actor(),
                case,
                today(),
                client_agrees=body.client_agrees,
                words=body.words,
                article=body.article,
                law=body.law,
                received_on=body.received_on,
                key=key,
                **told,
            )
    return models.Kept(id=made)


@operation(
    "POST",
    "/cases/<uuid:case>/advocacy/<uuid:paper>",
    permission=WRITE,
    body=models_referrals.StrategyEnded,
    answer=models.Kept,
)
def end_strategy(case: str, paper: str, body: models_referrals.StrategyEnded) -> models.Kept:
    """What came of a strategy; ``open`` notes that an appeal was made and keeps it under way."""
    with writing() as uow:
        advocacy.end(
            uow,
            current_actor(),
            paper,
            today(),
            ending=body.ending,
            result=body.result,
            filed_on=body.filed_on,
            decided_on=body.decided_on,
            given_up=body.given_up,
            revision=body.revision,
            key=idempotency_key(),
        )
    return models.Kept(id=paper)
