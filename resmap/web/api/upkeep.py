"""Upkeep of the register: what to check next, checks, calls, residents' consents, owners' links, agreements."""

import secrets
from datetime import timedelta

from flask import url_for

from resmap.domain.permissions import NotFound, Permission
from resmap.flows import agreements, checking, do_not_contact, listing, owner, upkeep
from resmap.web.api import models
from resmap.web.api import models_upkeep as told
from resmap.web.api.operations import operation
from resmap.web.context import current_actor, due_days, idempotency_key, reading, shell, today, writing

READ, EDIT, VERIFY = Permission.REGISTER_READ, Permission.REGISTER_EDIT, Permission.REGISTER_VERIFY


@operation("GET", "/register/queue", permission=VERIFY, query=told.QueueQuery, answer=told.QueuePage)
def read_queue(query: told.QueueQuery) -> told.QueuePage:
    """What to check, the greatest expected harm first: how often it is suggested x how likely it is wrong by now."""
    with reading() as uow:
        found = upkeep.queue(
            uow,
            current_actor(),
            today(),
            standing=query.state,
            text=query.text,
            need=query.need,
            kind=query.kind,
            dong=query.dong,
            source=query.source,
            page=query.page,
            size=query.size,
            office=due_days(),
        )
        return told.QueuePage.of(found, today(), due_days())


@operation("GET", "/register/<uuid:entry>/upkeep", permission=READ, answer=told.Upkeep)
def read_upkeep(entry: str) -> told.Upkeep:
    """How each field of an entry is known and was checked, when it is due, and what belongs to its upkeep."""
    with reading() as uow:
        return told.Upkeep.of(upkeep.care_of(uow, current_actor(), entry, today(), due_days()))


@operation(
    "POST", "/register/<uuid:entry>/confirmation", permission=VERIFY, body=told.ConfirmAsked, answer=models.Kept
)
def confirm_entry(entry: str, body: told.ConfirmAsked) -> models.Kept:
    """The whole entry is right: a check of each asked field, and the verification.

    A resident needs a consent that holds, or brings one along (P-25).
    """
    given = body.listing and body.listing.value()
    with writing() as uow:
        checking.confirm(
            uow, current_actor(), entry, body.method, today(), revision=body.revision, key=idempotency_key(), listing=given
        )
    return models.Kept(id=entry)


@operation("POST", "/register/<uuid:entry>/checks", permission=EDIT, body=told.CheckAsked, answer=models.Kept)
def check_field(entry: str, body: told.CheckAsked) -> models.Kept:
    """One field is as it stands here: somebody asked, looked, or read it."""
    with writing() as uow:
        checking.check_field(
            uow,
            current_actor(),
            entry,
            body.field,
            body.method,
            today(),
            revision=body.revision,
            key=idempotency_key(),
            note=body.note,
        )
    return models.Kept(id=entry)


@operation("POST", "/register/<uuid:entry>/needs", permission=EDIT, body=told.NeedDecidedAsked, answer=models.Kept)
def decide_need(entry: str, body: told.NeedDecidedAsked) -> models.Kept:
    """Say of a need that an import proposed whether the entry answers it."""
    with writing() as uow:
        checking.decide_need(
            uow, current_actor(), entry, body.code, accept=body.answers, revision=body.revision, key=idempotency_key()
        )
    return models.Kept(id=entry)


@operation("POST", "/register/<uuid:entry>/restoration", permission=VERIFY, body=told.RestoreAsked, answer=models.Kept)
def restore_entry(entry: str, body: told.RestoreAsked) -> models.Kept:
    """Put a withdrawn entry back, as not verified."""
    with writing() as uow:
        upkeep.restore(uow, current_actor(), entry, revision=body.revision, key=idempotency_key())
    return models.Kept(id=entry)


@operation("GET", "/register/calls", permission=VERIFY, query=told.CallQuery, answer=told.CallSheet)
def read_call_sheet(query: told.CallQuery) -> told.CallSheet:
    """The chosen entries as a list of calls, without those whom nobody is to call."""
    with reading() as uow:
        sheet = checking.call_sheet(uow, current_actor(), query.entry, today())
        return told.CallSheet.of(sheet, today(), due_days())


@operation("POST", "/register/calls", permission=VERIFY, body=told.CallsAsked, answer=told.CallsTaken)
def take_calls(body: told.CallsAsked) -> told.CallsTaken:
    """Take down what came of the calls, all in one act."""
    with writing() as uow:
        taken = checking.take_calls(
            uow,
            current_actor(),
            [one.value() for one in body.calls],
            today(),
            key=idempotency_key(),
            method=body.method,
        )
    return told.CallsTaken(**{name: getattr(taken, name) for name in told.CallsTaken.model_fields})


@operation("POST", "/register/<uuid:entry>/listing", permission=EDIT, body=told.ListingAsked, answer=models.Kept)
def give_listing(entry: str, body: told.ListingAsked) -> models.Kept:
    """Keep a resident's own consent to be listed: what for, from when to when, how it was given (P-25)."""
    with writing() as uow:
        listing.give(uow, current_actor(), entry, body.value(), today(), key=idempotency_key())
    return models.Kept(id=entry)


@operation(
    "POST", "/register/<uuid:entry>/listing/steps", permission=EDIT, body=told.ListingStepAsked, answer=models.Kept
)
def move_listing(entry: str, body: told.ListingStepAsked) -> models.Kept:
    """Pause, resume or take back a resident's consent; it takes effect at once, in every suggestion and map."""
    acts = {"paused": listing.pause, "resumed": listing.resume, "withdrawn": listing.take_back}
    with writing() as uow:
        acts[body.to](uow, current_actor(), entry, key=idempotency_key())
    return models.Kept(id=entry)


@operation("POST", "/register/<uuid:entry>/links", permission=EDIT, answer=told.LinkMade, status=201)
def make_owner_link(entry: str) -> told.LinkMade:
    """A link by which the owner confirms, corrects or withdraws without an account; links made before end.

    Not found where links are switched off.
    """
    if not shell().settings.links:
        raise NotFound("OwnerLinkRecord")
    with writing() as uow:
        made = owner.make(
            uow,
            current_actor(),
            entry,
            today(),
            token=secrets.token_urlsafe(32),
            key=idempotency_key(),
            lasts=timedelta(days=shell().settings.link_days),
        )
    address = url_for("owner.page", token=made.token, _external=True) if made.token else None
    return told.LinkMade(id=made.id, expires=made.expires, address=address)


@operation("DELETE", "/register/<uuid:entry>/links", permission=EDIT, answer=models.Kept)
def revoke_owner_links(entry: str) -> models.Kept:
    """End every link of an entry."""
    with writing() as uow:
        owner.revoke(uow, current_actor(), entry, key=idempotency_key())
    return models.Kept(id=entry)


@operation("POST", "/register/<uuid:entry>/rests", permission=EDIT, body=told.RestAsked, answer=models.Kept, status=201)
def remember_rest(entry: str, body: told.RestAsked) -> models.Kept:
    """Remember that nobody is to call or write there; call sheets, links and imports keep to it."""
    with writing() as uow:
        kept = do_not_contact.remember(
            uow, current_actor(), entry, why=body.why, until=body.until, key=idempotency_key()
        )
    return models.Kept(id=kept)


@operation("POST", "/register/rests/<uuid:rest>/lift", permission=VERIFY, body=told.LiftAsked, answer=models.Kept)
def lift_rest(rest: str, body: told.LiftAsked) -> models.Kept:
    """Contact is welcome again."""
    with writing() as uow:
        do_not_contact.lift(uow, current_actor(), rest, why=body.why, key=idempotency_key())
    return models.Kept(id=rest)


@operation(
    "POST", "/register/<uuid:entry>/agreements", permission=VERIFY, body=told.AgreementAsked, answer=models.Kept, status=201
)
def keep_agreement(entry: str, body: told.AgreementAsked) -> models.Kept:
    """Keep an agreement with the organisation of an entry; when the last one ends, nothing is sent there (R047)."""
    texts = {"contact": body.contact, "scope": body.scope, "data_terms": body.data_terms}
    with writing() as uow:
        kept = agreements.keep(
            uow, current_actor(), entry, since=body.since, until=body.until, texts=texts, key=idempotency_key()
        )
    return models.Kept(id=kept)
