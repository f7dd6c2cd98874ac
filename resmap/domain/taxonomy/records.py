"""The shapes of the taxonomy: small frozen values, one per line of a data file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

BestBy = Literal["specialist", "neighbours", "statutory", "mixed"]


@dataclass(frozen=True, slots=True)
class Domain:
    """One of the ten domains of need, e.g. SAF 안전."""

    code: str
    ko: str
    en: str


@dataclass(frozen=True, slots=True)
class Subdomain:
    """One of the twenty sub-domains, e.g. SAF1 가족 내 안전 유지, in domain SAF."""

    code: str
    ko: str
    en: str
    domain: str


@dataclass(frozen=True, slots=True)
class NeedCode:
    """What a client needs, as the worker codes it together with the client.

    domain, subdomain   codes; None for CASE_MGMT, which stands outside the ten
    ext                 not in the official list, added from practice
    example             one sentence as a client says it
    phrases             more ways of saying it, for `resmap needs`
    best_by             who answers such a need first: `specialist` (illness, violence,
                        addiction, law, debt), `neighbours` (everyday, relational, watching),
                        `statutory` (a right to a benefit comes before charity), `mixed`
    safety              life and limb: SAF* and HLT22, put before everything else
    sensitive           the code alone tells of health, violence, disability, status or a
                        criminal record (P-03), so that lists mask it
    """

    code: str
    ko: str
    en: str
    domain: str | None
    subdomain: str | None
    ext: bool
    example: str
    phrases: tuple[str, ...]
    best_by: BestBy
    safety: bool
    sensitive: bool


@dataclass(frozen=True, slots=True)
class ProblemItem:
    """One of the 109 official problem items, ticked at assessment.

    An item is a problem, not a need: it only suggests need codes, and nothing is ever
    matched on it. `key` is the form used in case files, e.g. "HLT1/질병", because the same
    words stand in more than one sub-domain.
    """

    key: str
    ko: str
    en: str
    subdomain: str
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of resource. `level` 1 to 3; `parent` None at level 1.

    `actions` is empty save for the relational kinds (R…): those are ties, not things, and
    what can be done with a tie is to make, strengthen or repair it, or to protect from it.
    """

    code: str
    ko: str
    en: str
    parent: str | None
    level: int
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A code of a small closed list with its two names."""

    code: str
    ko: str
    en: str


@dataclass(frozen=True, slots=True)
class Ability:
    """Something that a client can give. `keywords` betray it in Korean free text."""

    code: str
    ko: str
    en: str
    keywords: tuple[str, ...]
