"""Upkeep of the register: what to check next, checks, calls, residents' consents, owners' links, agreements."""

import secrets
from datetime import timedelta

from flask import url_for

from resmap.domain.permissions import NotFound, Permission
from resmap.flows import agreements, checking, do_not_contact, listing, owner, upkeep
from resmap.web.api import models
from resmap.web.api import models_upkeep as told
from resmap.web.api.operations import operation
from resmap.web.context import due_days, shell, today

READ, EDIT, VERIFY = Permission.REGISTER_READ, Permission.REGISTER_EDIT, Permission.REGISTER_VERIFY


@operation("GET", "/register/queue", permission=VERIFY)
def read_queue(uow, actor, query: told.QueueQuery) -> told.QueuePage:
    """What to check, the greatest expected harm first: how often it is suggested x how likely it is wrong by now."""
    found = upkeep.queue(
        uow,
        actor,
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


@operation("GET", "/register/<uuid:entry>/upkeep", permission=READ)
def read_upkeep(uow, actor, entry: str) -> told.Upkeep:
    """How each field of an entry is known and was checked, when it is due, and what belongs to its upkeep."""
    return told.Upkeep.of(upkeep.care_of(uow, actor, entry, today(), due_days()))


@operation("POST", "/register/<uuid:entry>/confirmation", permission=VERIFY)
def confirm_entry(uow, actor, key, entry: str, body: told.ConfirmAsked) -> models.Kept:
    """The whole entry is right: a check of each asked field, and the verification.

    A resident needs a consent that holds, or brings one along (P-25).
    """
    given = body.listing and body.listing.value()
    checking.confirm(uow, actor, entry, body.method, today(), revision=body.revision, key=key, listing=given)
    return models.Kept(id=entry)


@operation("POST", "/register/<uuid:entry>/checks", permission=EDIT)
def check_field(uow, actor, key, entry: str, body: told.CheckAsked) -> models.Kept:
    """One field is as it stands here: somebody asked, looked, or read it."""
    checking.check_field(
        uow, actor, entry, body.field, body.method, today(), revision=body.revision, key=key, note=body.note
    )
    return models.Kept(id=entry)


@operation("POST", "/register/<uuid:entry>/needs", permission=EDIT)
def decide_need(uow, actor, key, entry: str, body: told.NeedDecidedAsked) -> models.Kept:
    """Say of a need that an import proposed whether the entry answers it."""
    checking.decide_need(uow, actor, entry, body.code, accept=body.answers, revision=body.revision, key=key)
    return models.Kept(id=entry)


@operation("POST", "/register/<uuid:entry>/restoration", permission=VERIFY)
def restore_entry(uow, actor, key, entry: str, body: told.RestoreAsked) -> models.Kept:
    """Put a withdrawn entry back, as not verified."""
    upkeep.restore(uow, actor, entry, revision=body.revision, key=key)
    return models.Kept(id=entry)


@operation("GET", "/register/calls", permission=VERIFY)
def read_call_sheet(uow, actor, query: told.CallQuery) -> told.CallSheet:
    """The chosen entries as a list of calls, without those whom nobody is to call."""
    sheet = checking.call_sheet(uow, actor, query.entry, today())
    return told.CallSheet.of(sheet, today(), due_days())


@operation("POST", "/register/calls", permission=VERIFY)
def take_calls(uow, actor, key, body: told.CallsAsked) -> told.CallsTaken:
    """Take down what came of the calls, all in one act."""
    taken = checking.take_calls(uow, actor, [one.value() for one in body.calls], today(), key=key, method=body.method)
    return told.CallsTaken(**{name: getattr(taken, name) for name in told.CallsTaken.model_fields})


@operation("POST", "/register/<uuid:entry>/listing", permission=EDIT)
def give_listing(uow, actor, key, entry: str, body: told.ListingAsked) -> models.Kept:
    """Keep a resident's own consent to be listed: what for, from when to when, how it was given (P-25)."""
    listing.give(uow, actor, entry, body.value(), today(), key=key)
    return models.Kept(id=entry)


@operation("POST", "/register/<uuid:entry>/listing/steps", permission=EDIT)
def move_listing(uow, actor, key, entry: str, body: told.ListingStepAsked) -> models.Kept:
    """Pause, resume or take back a resident's consent; it takes effect at once, in every suggestion and map."""
    acts = {"paused": listing.pause, "resumed": listing.resume, "withdrawn": listing.take_back}
    acts[body.to](uow, actor, entry, key=key)
    return models.Kept(id=entry)


@operation("POST", "/register/<uuid:entry>/links", permission=EDIT, status=201)
def make_owner_link(uow, actor, key, entry: str) -> told.LinkMade:
    """A link by which the owner confirms, corrects or withdraws without an account; links made before end.

    Not found where links are switched off.
    """
    if not shell().settings.links:
        raise NotFound("OwnerLinkRecord")
    made = owner.make(
        uow,
        actor,
        entry,
        today(),
        token=secrets.token_urlsafe(32),
        key=key,
        lasts=timedelta(days=shell().settings.link_days),
    )
    address = url_for("owner.page", token=made.token, _external=True) if made.token else None
    return told.LinkMade(id=made.id, expires=made.expires, address=address)


@operation("DELETE", "/register/<uuid:entry>/links", permission=EDIT)
def revoke_owner_links(uow, actor, key, entry: str) -> models.Kept:
    """End every link of an entry."""
    owner.revoke(uow, actor, entry, key=key)
    return models.Kept(id=entry)


@operation("POST", "/register/<uuid:entry>/rests", permission=EDIT, status=201)
def remember_rest(uow, actor, key, entry: str, body: told.RestAsked) -> models.Kept:
    """Remember that nobody is to call or write there; call sheets, links and imports keep to it."""
    kept = do_not_contact.remember(uow, actor, entry, why=body.why, until=body.until, key=key)
    return models.Kept(id=kept)


@operation("POST", "/register/rests/<uuid:rest>/lift", permission=VERIFY)
def lift_rest(uow, actor, key, rest: str, body: told.LiftAsked) -> models.Kept:
    """Contact is welcome again."""
    do_not_contact.lift(uow, actor, rest, why=body.why, key=key)
    return models.Kept(id=rest)


@operation("POST", "/register/<uuid:entry>/agreements", permission=VERIFY, status=201)
def keep_agreement(uow, actor, key, entry: str, body: told.AgreementAsked) -> models.Kept:
    """Keep an agreement with the organisation of an entry; when the last one ends, nothing is sent there (R047)."""
    texts = {"contact": body.contact, "scope": body.scope, "data_terms": body.data_terms}
    kept = agreements.keep(uow, actor, entry, since=body.since, until=body.until, texts=texts, key=key)
    return models.Kept(id=kept)
