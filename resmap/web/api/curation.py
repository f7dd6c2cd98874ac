"""Curation of the register: history and undoing, its state, new entries, proposals and decisions."""

from resmap.domain.permissions import Permission
from resmap.flows import entry_history, new_entries, proposals, register_health
from resmap.web.api import models, models_curation
from resmap.web.api.operations import operation
from resmap.web.context import current_actor, idempotency_key, reading, today, writing


@operation(
    "GET",
    "/register/<uuid:entry>/history",
    permission=Permission.REGISTER_EDIT,
    answer=models_curation.EntryHistory,
)
def read_history(entry: str) -> models_curation.EntryHistory:
    """Who changed an entry, when, why, from what to what; and how its fields were checked.

    What led to a secret place is in no history.
    """
    with reading() as uow:
        return models_curation.EntryHistory.of(entry_history.of_entry(uow, current_actor(), entry))


@operation(
    "POST",
    "/register/changes/<uuid:change>/undo",
    permission=Permission.REGISTER_EDIT,
    body=models_curation.UndoAsked,
    answer=models.Kept,
)
def undo_change(change: str, body: models_curation.UndoAsked) -> models.Kept:
    """Put back what a change replaced, all of its fields or none; answers the entry's id.

    Refused where a field was changed since. A merge is parted again among the pairs.
    """
    with writing() as uow:
        made = entry_history.undo(uow, current_actor(), change, revision=body.revision, key=idempotency_key())
    return models.Kept(id=made.id)


@operation("GET", "/register/health", permission=Permission.REGISTER_READ, answer=models_curation.RegisterState)
def read_register_state() -> models_curation.RegisterState:
    """What is to be mended in the register, dong by dong, and what a dong lacks."""
    with reading() as uow:
        return models_curation.RegisterState.of(register_health.of_register(uow, current_actor(), today()))


@operation(
    "GET", "/register/<uuid:entry>/quality", permission=Permission.REGISTER_READ, answer=models_curation.EntryQuality
)
def read_quality(entry: str) -> models_curation.EntryQuality:
    """The marks of one entry, criterion by criterion; the score is their share of what applies."""
    with reading() as uow:
        return models_curation.EntryQuality.of(register_health.of_entry(uow, current_actor(), entry, today()))


@operation(
    "POST",
    "/register",
    permission=Permission.REGISTER_VERIFY,
    body=models_curation.NewEntryAsked,
    answer=models.Kept,
    status=201,
)
def add_entry(body: models_curation.NewEntryAsked) -> models.Kept:
    """A new entry. It is suggested once it is verified, a resident only with their own consent."""
    values = body.values.model_dump(exclude_unset=True)
    with writing() as uow:
        made = new_entries.create(
            uow, current_actor(), values, key=idempotency_key(), words_meant=body.words_meant
        )
    return models.Kept(id=made.id)


@operation(
    "GET",
    "/proposals",
    permission=Permission.REGISTER_PROPOSE,
    query=models_curation.ProposalQuery,
    answer=models_curation.ProposalPage,
)
def list_proposals(query: models_curation.ProposalQuery) -> models_curation.ProposalPage:
    """Proposals that wait for a decision (for who decides), or one's own with what became of them."""
    with reading() as uow:
        actor = current_actor()
        is_own = query.mine or not actor.may(Permission.REGISTER_VERIFY)
        found = (proposals.mine if is_own else proposals.waiting)(uow, actor, page=query.page)
        return models_curation.ProposalPage(
            proposals=[models_curation.ProposalTold.of(one) for one in found.rows],
            total=found.total,
            page=found.number,
            size=found.size,
        )


@operation(
    "POST",
    "/proposals",
    permission=Permission.REGISTER_PROPOSE,
    body=models_curation.NoteAsked,
    answer=models.Kept,
    status=201,
)
def propose_entry(body: models_curation.NoteAsked) -> models.Kept:
    """Note something new: what it is, in which dong, how to reach it. The supervisor completes it."""
    with writing() as uow:
        made = proposals.propose_new(uow, current_actor(), **body.model_dump(), key=idempotency_key())
    return models.Kept(id=made.id)


@operation(
    "POST",
    "/register/<uuid:entry>/proposals",
    permission=Permission.REGISTER_PROPOSE,
    body=models_curation.ChangeProposed,
    answer=models.Kept,
    status=201,
)
def propose_change(entry: str, body: models_curation.ChangeProposed) -> models.Kept:
    """Propose how an entry should read; nothing changes before the supervisor decides."""
    with writing() as uow:
        made = proposals.propose_change(
            uow,
            current_actor(),
            entry,
            revision=body.revision,
            values=body.values.model_dump(exclude_unset=True),
            note=body.note,
            key=idempotency_key(),
            words_meant=body.words_meant,
        )
    return models.Kept(id=made.id)


@operation(
    "POST",
    "/register/<uuid:entry>/withdrawals",
    permission=Permission.REGISTER_PROPOSE,
    body=models_curation.WithdrawalProposed,
    answer=models.Kept,
    status=201,
)
def propose_withdrawal(entry: str, body: models_curation.WithdrawalProposed) -> models.Kept:
    """Propose that an entry is taken out, and say why."""
    with writing() as uow:
        made = proposals.propose_withdrawal(uow, current_actor(), entry, why=body.why, key=idempotency_key())
    return models.Kept(id=made.id)


@operation(
    "GET",
    "/proposals/<uuid:proposal>",
    permission=Permission.REGISTER_PROPOSE,
    answer=models_curation.ProposalTold,
)
def read_proposal(proposal: str) -> models_curation.ProposalTold:
    """One proposal, for who decides and for who proposed it."""
    with reading() as uow:
        return models_curation.ProposalTold.of(proposals.view(uow, current_actor(), proposal))


@operation(
    "POST",
    "/proposals/<uuid:proposal>/entry",
    permission=Permission.REGISTER_VERIFY,
    body=models_curation.AcceptNewAsked,
    answer=models.Kept,
    status=201,
)
def accept_new_entry(proposal: str, body: models_curation.AcceptNewAsked) -> models.Kept:
    """Make the entry that was noted, with the fields that were completed; answers the entry's id."""
    values = body.values.model_dump(exclude_unset=True)
    with writing() as uow:
        made = proposals.accept_new(
            uow,
            current_actor(),
            proposal,
            values,
            revision=body.revision,
            key=idempotency_key(),
            words_meant=body.words_meant,
        )
    return models.Kept(id=made.id)


@operation(
    "POST",
    "/proposals/<uuid:proposal>/accept",
    permission=Permission.REGISTER_VERIFY,
    body=models_curation.AcceptAsked,
    answer=models.Kept,
)
def accept_proposal(proposal: str, body: models_curation.AcceptAsked) -> models.Kept:
    """Make a proposed change, in its chosen fields, or a withdrawal; answers the entry's id."""
    with writing() as uow:
        made = proposals.accept(
            uow,
            current_actor(),
            proposal,
            fields=body.fields,
            revision=body.revision,
            entry_revision=body.entry_revision,
            key=idempotency_key(),
            words_meant=body.words_meant,
        )
    return models.Kept(id=made.id)


@operation(
    "POST",
    "/proposals/<uuid:proposal>/refuse",
    permission=Permission.REGISTER_VERIFY,
    body=models_curation.RefuseAsked,
    answer=models.Kept,
)
def refuse_proposal(proposal: str, body: models_curation.RefuseAsked) -> models.Kept:
    """Say no, and why: who proposed reads it."""
    with writing() as uow:
        made = proposals.refuse_proposal(
            uow, current_actor(), proposal, why=body.why, revision=body.revision, key=idempotency_key()
        )
    return models.Kept(id=made.id)
