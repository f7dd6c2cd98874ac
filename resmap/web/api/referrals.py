"""Referrals: from the client's yes to the letter that leaves, and what becomes of it."""

import secrets
from datetime import timedelta

from flask import Response

from resmap.domain.permissions import Permission
from resmap.flows import referral_letters, referral_links, referral_view, referral_waiting, referring, replying
from resmap.flows.referral_consequences import Said
from resmap.web.api import models, models_referrals
from resmap.web.api.operations import operation, spoken
from resmap.web.api.problems import ProblemFound
from resmap.web.context import as_file, current_actor, idempotency_key, reading, shell, today, writing

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

    ``steps`` of the referral names the states that may be next; a no wants a coded reason or words.
    A client's no bars the offer until it is re-opened; "no place" lets it rest until a day.
    """
    slip = body.model_dump(exclude={"to", "words", "revision", "decided_by"})
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
            said=Said(by=body.decided_by, **slip),
        )
    return models.Kept(id=referral)


@operation(
    "PUT",
    "/referrals/<uuid:referral>/outcome",
    permission=Permission.REFERRAL_WRITE,
    body=models_referrals.OutcomeAsked,
    answer=models.Kept,
)
def note_outcome(referral: str, body: models_referrals.OutcomeAsked) -> models.Kept:
    """What the person had of it, apart from the state; 409 before anything was given."""
    with writing() as uow:
        replying.note_outcome(
            uow, current_actor(), referral, outcome=body.outcome, words=body.words, value=body.value, revision=body.revision,
            key=idempotency_key(),
        )  # fmt: skip
    return models.Kept(id=referral)


@operation(
    "POST",
    "/referrals/<uuid:referral>/reminders",
    permission=Permission.REFERRAL_WRITE,
    body=models_referrals.RevisionAsked,
    answer=models.Kept,
)
def remind_referral(referral: str, body: models_referrals.RevisionAsked) -> models.Kept:
    """Note that they were reminded today; 409 where no answer is awaited."""
    with writing() as uow:
        referral_waiting.remind(
            uow, current_actor(), referral, today(), revision=body.revision, key=idempotency_key()
        )
    return models.Kept(id=referral)


@operation(
    "POST",
    "/referrals/<uuid:referral>/longer",
    permission=Permission.REFERRAL_WRITE,
    body=models_referrals.LongerAsked,
    answer=models.Kept,
)
def wait_longer(referral: str, body: models_referrals.LongerAsked) -> models.Kept:
    """They put the client on a waiting list: the answer is awaited by a later day."""
    with writing() as uow:
        referral_waiting.wait_longer(
            uow, current_actor(), referral, today(), until=body.until, words=body.words, revision=body.revision,
            key=idempotency_key(),
        )  # fmt: skip
    return models.Kept(id=referral)


@operation(
    "POST",
    "/referrals/<uuid:referral>/expiry",
    permission=Permission.REFERRAL_WRITE,
    body=models_referrals.RevisionAsked,
    answer=models.Kept,
)
def expire_referral(referral: str, body: models_referrals.RevisionAsked) -> models.Kept:
    """End the waiting for an answer that is overdue: the place goes back. 409 before the day has passed."""
    with writing() as uow:
        referral_waiting.expire(
            uow, current_actor(), referral, today(), revision=body.revision, key=idempotency_key()
        )
    return models.Kept(id=referral)


@operation(
    "GET",
    "/referrals/<uuid:referral>/letter",
    permission=Permission.REFERRAL_WRITE,
    query=models_referrals.LetterQuery,
    answer=bytes,
    answer_media="application/octet-stream",
)
def letter_of_referral(referral: str, query: models_referrals.LetterQuery) -> Response:
    """Letter and reply slip as PDF or HWPX: exactly what was disclosed, without what was taken back since."""
    with reading() as uow:
        made = referral_letters.letter_file(uow, current_actor(), referral, today(), as_=query.format)
    return as_file(Response(made.data, mimetype=made.media), made.name)


@operation(
    "GET",
    "/referrals/<uuid:referral>/message",
    permission=Permission.REFERRAL_WRITE,
    answer=models_referrals.Message,
)
def message_of_referral(referral: str) -> models_referrals.Message:
    """The referral as a text message, built of the disclosed fields alone; noted like a print."""
    with reading() as uow:
        return models_referrals.Message(text=referral_letters.message(uow, current_actor(), referral, today()))


@operation(
    "POST",
    "/referrals/<uuid:referral>/link",
    permission=Permission.REFERRAL_WRITE,
    answer=models_referrals.LinkMade,
    status=201,
)
def link_of_referral(referral: str) -> models_referrals.LinkMade:
    """A token by which a recipient without an account answers this referral alone; earlier ones end.

    Told this once: its hash alone is kept. 404 where links are switched off.
    """
    if not shell().settings.links:
        raise ProblemFound("NOT_FOUND")
    with writing() as uow:
        made = referral_links.make(
            uow, current_actor(), referral, today(), token=secrets.token_urlsafe(32), key=idempotency_key(),
            lasts=timedelta(days=shell().settings.link_days),
        )  # fmt: skip
    return models_referrals.LinkMade(id=made.id, expires=made.expires, token=made.token)


@operation("DELETE", "/referrals/<uuid:referral>/link", permission=Permission.REFERRAL_WRITE, answer=models.Kept)
def end_link_of_referral(referral: str) -> models.Kept:
    """End every link of a referral."""
    with writing() as uow:
        referral_links.revoke(uow, current_actor(), referral, today(), key=idempotency_key())
    return models.Kept(id=referral)
