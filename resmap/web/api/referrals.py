"""Referrals: from the client's yes to the letter that leaves, and what becomes of it."""

from resmap.domain.permissions import Permission
from resmap.flows import referral_view, referring, replying
from resmap.web.api import models
from resmap.web.api.operations import operation, spoken
from resmap.web.context import current_actor, idempotency_key, reading, today, writing

BOTH_SIDES = (Permission.REFERRAL_WRITE, Permission.REFERRAL_REPLY)


@operation("GET", "/referrals", permission=BOTH_SIDES, answer=models.Referrals)
def list_referrals() -> models.Referrals:
    """Referrals by section, the longest waiting first; an agency sees those sent to it."""
    with reading() as uow:
        return models.Referrals(**referral_view.listed(uow, current_actor(), today(), locale=spoken()))


@operation("GET", "/referrals/<uuid:referral>", permission=BOTH_SIDES, answer=referral_view.ReferralPage)
def read_referral(referral: str) -> referral_view.ReferralPage:
    """One referral; an agency sees what was disclosed to it and nothing else."""
    with reading() as uow:
        return referral_view.referral_page(uow, current_actor(), referral, today(), locale=spoken())


@operation(
    "POST",
    "/cases/<uuid:case>/referrals",
    permission=Permission.REFERRAL_WRITE,
    body=models.ReferralAsked,
    answer=models.Kept,
    status=201,
)
def draft_referral(case: str, body: models.ReferralAsked) -> models.Kept:
    """Keep the client's yes and begin a referral; nothing leaves yet.

    409 where a rule stands against it, or where one to the same unit is alive (``subject`` is its id).
    """
    with writing() as uow:
        made = referring.draft(
            uow,
            current_actor(),
            case,
            today(),
            need_id=body.need,
            offer_id=body.offer,
            by=body.by,
            why=body.why,
            seen=body.seen,
            key=idempotency_key(),
        )
    return models.Kept(id=made)


@operation(
    "PUT",
    "/referrals/<uuid:referral>/letter",
    permission=Permission.REFERRAL_WRITE,
    body=models.LetterAsked,
    answer=models.Kept,
)
def save_letter(referral: str, body: models.LetterAsked) -> models.Kept:
    """Keep what was written so far; nothing leaves. A field that may not go is 409."""
    return _write(referring.save, referral, body)


@operation(
    "POST",
    "/referrals/<uuid:referral>/send",
    permission=Permission.REFERRAL_WRITE,
    body=models.LetterAsked,
    answer=models.Kept,
)
def send_referral(referral: str, body: models.LetterAsked) -> models.Kept:
    """Send the referral: the whole rule is asked again on fresh data, and a place is taken.

    Only fields that the client's consent lets go leave. The second of two requests is 409
    ALREADY_DONE, with the same key too: what left cannot leave again.
    """
    return _write(referring.send, referral, body)


def _write(act, referral: str, body: models.LetterAsked) -> models.Kept:
    with writing() as uow:
        act(
            uow,
            current_actor(),
            referral,
            today(),
            chosen=body.fields,
            revision=body.revision,
            key=idempotency_key(),
        )
    return models.Kept(id=referral)


@operation("POST", "/referrals/<uuid:referral>/steps", permission=BOTH_SIDES, body=models.StepAsked, answer=models.Kept)
def move_referral(referral: str, body: models.StepAsked) -> models.Kept:
    """Move a referral on: by the office after a phone call, or by the agency that got it.

    ``steps`` of the referral names the states that may be next; a no wants words.
    """
    with writing() as uow:
        replying.step(
            uow,
            current_actor(),
            referral,
            today(),
            to=body.to,
            words=body.words,
            revision=body.revision,
            key=idempotency_key(),
        )
    return models.Kept(id=referral)
