"""Curation of the register: history and undoing, its state, new entries, proposals and decisions."""

from resmap.domain.permissions import Permission
from resmap.flows import entry_history, new_entries, proposals, register_health
from resmap.web.api import models, models_curation
from resmap.web.api.operations import operation
from resmap.web.context import today


@operation("GET", "/register/<uuid:entry>/history", permission=Permission.REGISTER_EDIT)
def read_history(uow, actor, entry: str) -> models_curation.EntryHistory:
    """Who changed an entry, when, why, from what to what; and how its fields were checked.

    What led to a secret place is in no history.
    """
    return models_curation.EntryHistory.of(entry_history.of_entry(uow, actor, entry))


@operation("POST", "/register/changes/<uuid:change>/undo", permission=Permission.REGISTER_EDIT)
def undo_change(uow, actor, key, change: str, body: models_curation.UndoAsked) -> models.Kept:
    """Put back what a change replaced, all of its fields or none; answers the entry's id.

    Refused where a field was changed since. A merge is parted again among the pairs.
    """
    made = entry_history.undo(uow, actor, change, revision=body.revision, key=key)
    return models.Kept(id=made.id)


@operation("GET", "/register/health", permission=Permission.REGISTER_READ)
def read_register_state(uow, actor) -> models_curation.RegisterState:
    """What is to be mended in the register, dong by dong, and what a dong lacks."""
    return models_curation.RegisterState.of(register_health.of_register(uow, actor, today()))


@operation("GET", "/register/<uuid:entry>/quality", permission=Permission.REGISTER_READ)
def read_quality(uow, actor, entry: str) -> models_curation.EntryQuality:
    """The marks of one entry, criterion by criterion; the score is their share of what applies."""
    return models_curation.EntryQuality.of(register_health.of_entry(uow, actor, entry, today()))


@operation("POST", "/register", permission=Permission.REGISTER_VERIFY, status=201)
def add_entry(uow, actor, key, body: models_curation.NewEntryAsked) -> models.Kept:
    """A new entry. It is suggested once it is verified, a resident only with their own consent."""
    values = body.values.model_dump(exclude_unset=True)
    made = new_entries.create(uow, actor, values, key=key, words_meant=body.words_meant)
    return models.Kept(id=made.id)


@operation("GET", "/proposals", permission=Permission.REGISTER_PROPOSE)
def list_proposals(uow, actor, query: models_curation.ProposalQuery) -> models_curation.ProposalPage:
    """Proposals that wait for a decision (for who decides), or one's own with what became of them."""
    is_own = query.mine or not actor.may(Permission.REGISTER_VERIFY)
    found = (proposals.mine if is_own else proposals.waiting)(uow, actor, page=query.page)
    return models_curation.ProposalPage(
        proposals=[models_curation.ProposalTold.of(one) for one in found.rows],
        total=found.total,
        page=found.number,
        size=found.size,
    )


@operation("POST", "/proposals", permission=Permission.REGISTER_PROPOSE, status=201)
def propose_entry(uow, actor, key, body: models_curation.NoteAsked) -> models.Kept:
    """Note something new: what it is, in which dong, how to reach it. The supervisor completes it."""
    made = proposals.propose_new(uow, actor, **body.model_dump(), key=key)
    return models.Kept(id=made.id)


@operation("POST", "/register/<uuid:entry>/proposals", permission=Permission.REGISTER_PROPOSE, status=201)
def propose_change(uow, actor, key, entry: str, body: models_curation.ChangeProposed) -> models.Kept:
    """Propose how an entry should read; nothing changes before the supervisor decides."""
    made = proposals.propose_change(
        uow,
        actor,
        entry,
        revision=body.revision,
        values=body.values.model_dump(exclude_unset=True),
        note=body.note,
        key=key,
        words_meant=body.words_meant,
    )
    return models.Kept(id=made.id)


@operation("POST", "/register/<uuid:entry>/withdrawals", permission=Permission.REGISTER_PROPOSE, status=201)
def propose_withdrawal(uow, actor, key, entry: str, body: models_curation.WithdrawalProposed) -> models.Kept:
    """Propose that an entry is taken out, and say why."""
    made = proposals.propose_withdrawal(uow, actor, entry, why=body.why, key=key)
    return models.Kept(id=made.id)


@operation("GET", "/proposals/<uuid:proposal>", permission=Permission.REGISTER_PROPOSE)
def read_proposal(uow, actor, proposal: str) -> models_curation.ProposalTold:
    """One proposal, for who decides and for who proposed it."""
    return models_curation.ProposalTold.of(proposals.view(uow, actor, proposal))


@operation("POST", "/proposals/<uuid:proposal>/entry", permission=Permission.REGISTER_VERIFY, status=201)
def accept_new_entry(uow, actor, key, proposal: str, body: models_curation.AcceptNewAsked) -> models.Kept:
    """Make the entry that was noted, with the fields that were completed; answers the entry's id."""
    values = body.values.model_dump(exclude_unset=True)
    made = proposals.accept_new(
        uow, actor, proposal, values, revision=body.revision, key=key, words_meant=body.words_meant
    )
    return models.Kept(id=made.id)


@operation("POST", "/proposals/<uuid:proposal>/accept", permission=Permission.REGISTER_VERIFY)
def accept_proposal(uow, actor, key, proposal: str, body: models_curation.AcceptAsked) -> models.Kept:
    """Make a proposed change, in its chosen fields, or a withdrawal; answers the entry's id."""
    made = proposals.accept(
        uow,
        actor,
        proposal,
        fields=body.fields,
        revision=body.revision,
        entry_revision=body.entry_revision,
        key=key,
        words_meant=body.words_meant,
    )
    return models.Kept(id=made.id)


@operation("POST", "/proposals/<uuid:proposal>/refuse", permission=Permission.REGISTER_VERIFY)
def refuse_proposal(uow, actor, key, proposal: str, body: models_curation.RefuseAsked) -> models.Kept:
    """Say no, and why: who proposed reads it."""
    made = proposals.refuse_proposal(uow, actor, proposal, why=body.why, revision=body.revision, key=key)
    return models.Kept(id=made.id)
