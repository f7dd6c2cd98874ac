"""Kinds of resources, who receives a request, sectors, and the layers of a provider.

Source: practice notes §2.6. H (human) and M (material) go down to the third level; M5 and the
relational kinds R1-R5 have no third level there. What specialises a relational kind is the
action on the tie (`tie_actions`).
"""

from __future__ import annotations

from functools import cache

from resmap.domain.taxonomy.load import read, unknown
from resmap.domain.taxonomy.records import Kind, Term


@cache
def _by_code() -> dict[str, Kind]:
    actions = tuple(term.code for term in tie_actions())
    return {
        row["code"]: Kind(
            level=len(row["code"]),
            actions=actions if row["code"].startswith("R") else (),
            **row,
        )
        for row in read("kinds")
    }


@cache
def kinds() -> tuple[Kind, ...]:
    """Every kind, each after its parent."""
    return tuple(_by_code().values())


def is_kind(code: object) -> bool:
    """Whether `code` is a kind of resource, at any level."""
    return isinstance(code, str) and code in _by_code()


def kind(code: str) -> Kind:
    """The kind with this code; KeyError with a clear text else."""
    try:
        return _by_code()[code]
    except (KeyError, TypeError):
        raise unknown("kind of resource", code) from None


def kind_path(code: str) -> tuple[Kind, ...]:
    """The kind with its ancestors, widest first: H, H1, H11."""
    found = kind(code)
    return (*kind_path(found.parent), found) if found.parent else (found,)


def kinds_under(code: str) -> tuple[Kind, ...]:
    """The kind itself and all beneath it, for a filter that names a wider kind."""
    kind(code)
    return tuple(k for k in kinds() if k.code.startswith(code))


@cache
def _terms(name: str) -> tuple[Term, ...]:
    return tuple(Term(**row) for row in read("providers")[name])


def recipient_classes() -> tuple[Term, ...]:
    """Who receives a request: neighbour, shop, association, selfhelp, volunteer, agency.

    Consent and disclosure go by this class, never by the kind of resource.
    """
    return _terms("recipient_classes")


def sectors() -> tuple[Term, ...]:
    """Public, private non-profit, private for profit, informal."""
    return _terms("sectors")


def systems() -> tuple[Term, ...]:
    """internal (dong and gu) and external (public-private cooperation): R013, R014."""
    return _terms("systems")


def provider_layers() -> tuple[Term, ...]:
    """organisation -> department -> offer, widest first. "Served" counts per department."""
    return _terms("provider_layers")


def tie_actions() -> tuple[Term, ...]:
    """What can be done with a tie: NEW, STRENGTHEN, REPAIR, PROTECT_FROM (R134)."""
    return _terms("tie_actions")
