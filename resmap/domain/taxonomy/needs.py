"""Domains, sub-domains, need codes and the official problem items that suggest them.

Source of structure and official wording: the national case-management manual, as the
project's practice notes give it (§1). The judgements `best_by`, `safety` and `sensitive` are
ours, from the supervisors' heuristics (§2.10) and P-03, and are open to correction.
"""

from __future__ import annotations

from functools import cache
from types import MappingProxyType

from resmap.domain.taxonomy.load import read, unknown
from resmap.domain.taxonomy.records import Domain, NeedCode, ProblemItem, Subdomain

CASE_MGMT = "CASE_MGMT"
"""The need for a case manager: a code like any other, but outside the ten domains."""


@cache
def domains() -> tuple[Domain, ...]:
    """The ten domains in official order."""
    return tuple(Domain(**row) for row in read("domains"))


@cache
def subdomains() -> tuple[Subdomain, ...]:
    """The twenty sub-domains in official order."""
    return tuple(Subdomain(**row) for row in read("subdomains"))


@cache
def _by_code() -> MappingProxyType[str, NeedCode]:
    phrases = read("phrases")
    return MappingProxyType({row["code"]: _need(row, phrases[row["code"]]) for row in read("needs")})


def _need(row: dict, phrases: list[str]) -> NeedCode:
    code = row["code"]
    inside = code != CASE_MGMT
    return NeedCode(
        domain=code[:3] if inside else None,
        subdomain=code[:4] if inside else None,
        phrases=tuple(phrases),
        **row,
    )


@cache
def needs() -> tuple[NeedCode, ...]:
    """The 87 need codes in order; CASE_MGMT is not among them (see `all_needs`)."""
    return tuple(n for n in _by_code().values() if n.code != CASE_MGMT)


@cache
def all_needs() -> tuple[NeedCode, ...]:
    """The 87 need codes and CASE_MGMT: everything a case file or an offer may name."""
    return tuple(_by_code().values())


def is_need(code: object) -> bool:
    """Whether `code` may stand as a need in a case or an offer (CASE_MGMT may)."""
    return isinstance(code, str) and code in _by_code()


def need(code: str) -> NeedCode:
    """The need code, or KeyError with a text that says what was looked for."""
    return _find(_by_code(), code, "need code")


@cache
def _domains_by_code() -> dict[str, Domain]:
    return {d.code: d for d in domains()}


@cache
def _subdomains_by_code() -> dict[str, Subdomain]:
    return {s.code: s for s in subdomains()}


def domain(code: str) -> Domain:
    """The domain with this three-letter code; KeyError else."""
    return _find(_domains_by_code(), code, "need domain")


def subdomain(code: str) -> Subdomain:
    """The sub-domain with this code, e.g. "ECO1"; KeyError else."""
    return _find(_subdomains_by_code(), code, "need sub-domain")


@cache
def problem_items() -> tuple[ProblemItem, ...]:
    """The 109 official problem items in official order."""
    return tuple(
        ProblemItem(
            key=row["key"],
            ko=row["ko"],
            en=row["en"],
            subdomain=row["key"].split("/", 1)[0],
            needs=tuple(row["needs"]),
        )
        for row in read("problem_items")
    )


@cache
def _items_by_key() -> dict[str, ProblemItem]:
    return {item.key: item for item in problem_items()}


def problem_item(key: str) -> ProblemItem:
    """The official item "<sub-domain>/<wording>", e.g. "HLT1/질병"; KeyError else."""
    return _find(_items_by_key(), key, "official problem item")


def is_problem_item(key: object) -> bool:
    """Whether `key` is an official item in the form of case files."""
    return isinstance(key, str) and key in _items_by_key()


def needs_for_item(key: str) -> tuple[NeedCode, ...]:
    """The needs that an official item suggests, at least one; KeyError for an unknown item."""
    return tuple(need(code) for code in problem_item(key).needs)


def _find(table, code, what: str):
    """table[code]. Callers that read files check first with `is_need` and report the JSON path."""
    try:
        return table[code]
    except (KeyError, TypeError):
        raise unknown(what, code) from None
