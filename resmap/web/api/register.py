"""The register: looking up, one entry with its ties, editing, counting places, verifying in bulk."""

from resmap.domain.permissions import Permission
from resmap.flows import editing, finding, register
from resmap.web.api import models, models_register
from resmap.web.api.operations import operation
from resmap.web.context import current_actor, due_days, idempotency_key, reading, today, writing


@operation(
    "GET",
    "/register",
    permission=Permission.REGISTER_READ,
    query=models_register.RegisterQuery,
    answer=models_register.EntryPage,
)
def search_register(query: models_register.RegisterQuery) -> models_register.EntryPage:
    """Entries by name, need, kind, dong and review, one page of them.

    Spaces in the text do not count, initial consonants do (ㅈㅇㅅㅁ).
    """
    with reading() as uow:
        found = register.search(
            uow,
            current_actor(),
            text=query.text,
            need=query.need,
            kind=query.kind,
            dong=query.dong,
            review=query.review,
            source=query.source,
            system=query.system,
            page=query.page,
            size=query.size,
        )
        return models_register.EntryPage.of(found, today(), due_days())


@operation("GET", "/register/choices", permission=Permission.REGISTER_READ, answer=register.Choices)
def list_choices() -> register.Choices:
    """What a search can narrow by: dong, sources, and how many entries stand in each state of review."""
    with reading() as uow:
        return register.choices(uow, current_actor())


@operation(
    "GET", "/find", permission=Permission.REGISTER_READ, query=models_register.FindQuery, answer=models_register.Found
)
def find_help(query: models_register.FindQuery) -> models_register.Found:
    """Who could answer what somebody says on the phone; no client is asked for, nothing is kept."""
    with reading() as uow:
        found = finding.find(
            uow,
            current_actor(),
            today(),
            text=query.text,
            need=query.need,
            dong=query.dong,
            page=query.page,
            size=query.size,
        )
        return models_register.Found(
            proposed=[models.NeedCode(code=one.code, score=one.score, because=one.because) for one in found.proposed],
            need=found.need,
            entries=found.page and models_register.EntryPage.of(found.page, today(), due_days()),
            by_name=found.by_name,
        )


@operation("GET", "/register/<uuid:entry>", permission=Permission.REGISTER_READ, answer=models_register.Entry)
def read_entry(entry: str) -> models_register.Entry:
    """One entry with its ties.

    Ties with a secret place are told on neither side; a resident's number only to who may call.
    The id of an entry that was merged into another answers with that one: see ``merged_ids``.
    """
    with reading() as uow:
        return models_register.Entry.of_view(register.entry(uow, current_actor(), entry, today(), due_days()))


@operation(
    "PATCH",
    "/register/<uuid:entry>",
    permission=Permission.REGISTER_EDIT,
    body=models_register.EntryChangeAsked,
    answer=models_register.EntryChanged,
)
def change_entry(entry: str, body: models_register.EntryChangeAsked) -> models_register.EntryChanged:
    """Change fields of an entry; what is not named stays.

    Who may not verify changes at once what changes from day to day; the rest of a verified entry
    becomes a proposal, whose id is answered. Making a place secret empties it at once; opening one
    again is a supervisor's decision.
    """
    with writing() as uow:
        made = editing.change(
            uow,
            current_actor(),
            entry,
            revision=body.revision,
            values=body.values.model_dump(exclude_unset=True),
            key=idempotency_key(),
        )
        return models_register.EntryChanged(id=entry, proposal=made.proposal and made.proposal.id)


@operation(
    "POST",
    "/register/<uuid:entry>/places",
    permission=Permission.REGISTER_EDIT,
    body=models_register.PlacesAsked,
    answer=models.Kept,
)
def move_places(entry: str, body: models_register.PlacesAsked) -> models.Kept:
    """One place more (1) or fewer (-1), whoever else counts at the same time."""
    with writing() as uow:
        editing.move_places(uow, current_actor(), entry, body.step, key=idempotency_key())
    return models.Kept(id=entry)


@operation(
    "POST",
    "/register/verifications",
    permission=Permission.REGISTER_VERIFY,
    body=models_register.VerifyAsked,
    answer=register.Verified,
)
def verify_entries(body: models_register.VerifyAsked) -> register.Verified:
    """Verify entries as they were read, all in one act.

    ``changed`` names those that somebody edited meanwhile, ``unlisted`` residents whose own consent does not
    hold and was not brought along (P-25): they stay as they are. With the same key again nothing is done and
    all lists are empty.
    """
    with writing() as uow:
        return register.verify(
            uow,
            current_actor(),
            [(one.id, one.revision) for one in body.entries],
            today(),
            key=idempotency_key(),
            listing={entry: given.value() for entry, given in body.listing.items()},
        )
