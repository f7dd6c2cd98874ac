"""Internal and external support: the dong and gu themselves, or those that work with them (R013; B:38)."""

from enum import StrEnum


class System(StrEnum):
    """내부지원체계 (동+구) for indirect practice, 외부지원체계 (민관협력) beside it. Every entry is of exactly one."""

    INTERNAL = "internal"
    EXTERNAL = "external"


#: The sector of an organisation that is the dong's or gu's own, as the taxonomy writes it.
PUBLIC = "public"
#: Kinds of entries that are public where their organisation does not say: benefits and public services.
PUBLIC_KINDS = ("M1", "M2")


def system_of(sector: str | None, kind: str) -> System:
    """Of which system an entry is: as its organisation says, else as its kind does."""
    internal = sector == PUBLIC if sector else kind.startswith(PUBLIC_KINDS)
    return System.INTERNAL if internal else System.EXTERNAL
