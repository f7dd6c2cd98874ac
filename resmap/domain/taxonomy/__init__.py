"""The need taxonomy and the vocabulary of resources: the one door.

Problem, need and resource are kept apart: an official *problem item* is ticked at assessment and
suggests *need codes*, which the worker settles with the client; only need codes are matched.
Everything is data (data/*.json), read once when first asked for, as frozen values.
"""

from resmap.domain.taxonomy.abilities import abilities, abilities_in, ability, is_ability
from resmap.domain.taxonomy.kinds import (
    is_kind,
    kind,
    kind_path,
    kinds,
    kinds_under,
    provider_layers,
    recipient_classes,
    sectors,
    systems,
    tie_actions,
)
from resmap.domain.taxonomy.needs import (
    CASE_MGMT,
    all_needs,
    domain,
    domains,
    is_need,
    is_problem_item,
    need,
    needs,
    needs_for_item,
    problem_item,
    problem_items,
    subdomain,
    subdomains,
)
from resmap.domain.taxonomy.records import (
    Ability,
    BestBy,
    Domain,
    Kind,
    NeedCode,
    ProblemItem,
    Subdomain,
    Term,
)

__all__ = [
    "CASE_MGMT", "Ability", "BestBy", "Domain", "Kind", "NeedCode", "ProblemItem", "Subdomain",
    "Term", "abilities", "abilities_in", "ability", "all_needs", "domain", "domains", "is_ability",
    "is_kind", "is_need", "is_problem_item", "kind", "kind_path", "kinds", "kinds_under", "need",
    "needs", "needs_for_item", "problem_item", "problem_items", "provider_layers",
    "recipient_classes", "sectors", "subdomain", "subdomains", "systems", "tie_actions",
]  # fmt: skip
