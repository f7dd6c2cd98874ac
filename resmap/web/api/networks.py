"""Networks of people: a client's ecomap and its ties, the ties of an entry."""

from resmap.domain.permissions import Permission
from resmap.flows import networks
from resmap.web.api import models
from resmap.web.api.operations import operation
from resmap.web.context import current_actor, idempotency_key, reading, today, writing


@operation("GET", "/cases/<uuid:case>/network", permission=Permission.CASE_READ, answer=networks.ClientNetwork)
def read_client_network(case: str) -> networks.ClientNetwork:
    """The client's own network with its measures.

    That it was read is kept in the history. Secret places do not appear.
    """
    with reading() as uow:
        return networks.of_case(uow, current_actor(), case, today())


@operation("GET", "/register/<uuid:entry>/network", permission=Permission.REGISTER_READ, answer=networks.NetworkView)
def read_entry_network(entry: str) -> networks.NetworkView:
    """Who refers to an entry, who belongs to it, who leads it."""
    with reading() as uow:
        return networks.of_entry(uow, current_actor(), entry, today())


@operation(
    "GET",
    "/cases/<uuid:case>/network/candidates",
    permission=Permission.CASE_EDIT,
    query=models.CandidateQuery,
    answer=models.Candidates,
)
def find_candidates(case: str, query: models.CandidateQuery) -> models.Candidates:
    """People, groups and offers to whom a tie can be added; the household first."""
    with reading() as uow:
        found = networks.candidates(uow, current_actor(), case, query.text, today())
    return models.Candidates(candidates=found)


@operation(
    "POST",
    "/cases/<uuid:case>/ties",
    permission=Permission.CASE_EDIT,
    body=models.TieAsked,
    answer=models.Kept,
    status=201,
)
def add_tie(case: str, body: models.TieAsked) -> models.Kept:
    """Add a tie of the client to somebody."""
    with writing() as uow:
        made = networks.add_tie(
            uow,
            current_actor(),
            case,
            body.other,
            body.kind,
            body.strength,
            mutual=body.mutual,
            today=today(),
            key=idempotency_key(),
        )
    return models.Kept(id=made)


@operation(
    "PUT",
    "/cases/<uuid:case>/ties/<uuid:tie>",
    permission=Permission.CASE_EDIT,
    keyed=False,
    body=models.TieChangeAsked,
    answer=models.Kept,
)
def change_tie(case: str, tie: str, body: models.TieChangeAsked) -> models.Kept:
    """Tell anew how strong a tie is.

    The revision guards it instead of a key: the second of two requests is 409 LOST_UPDATE.
    """
    with writing() as uow:
        networks.change_tie(uow, current_actor(), case, tie, body.strength, mutual=body.mutual, revision=body.revision)
    return models.Kept(id=tie)


@operation(
    "DELETE",
    "/cases/<uuid:case>/ties/<uuid:tie>",
    permission=Permission.CASE_EDIT,
    keyed=False,
    query=models.RevisionQuery,
    answer=models.Kept,
)
def end_tie(case: str, tie: str, query: models.RevisionQuery) -> models.Kept:
    """The tie is no more; it stays in the records as ended.

    The revision guards it instead of a key: the second of two requests finds nothing.
    """
    with writing() as uow:
        networks.end_tie(uow, current_actor(), case, tie, revision=query.revision)
    return models.Kept(id=tie)
