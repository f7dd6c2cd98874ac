"""What the client wants and does not want of a help, said once for all offers (R035, R105, R019, R164).

One mechanism for three things a person tells of themselves: a *wish* (never,
rather not, rather, must), a *hindrance* that keeps them from getting there, and
a sort of help that was *tried* and how it went. What they say stays theirs: it
closes or lowers suggestions and is told to nobody outside.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from resmap.domain import taxonomy
from resmap.domain.access import Diet, Hindrance, Hours, Language
from resmap.domain.codes import NETWORK_CLASSES, RecipientClass
from resmap.domain.network import Offer


class Told(StrEnum):
    """What of the three a record is."""

    WISH = "wish"
    HINDRANCE = "hindrance"
    TRIED = "tried"


class Force(StrEnum):
    """How much it means: the first and the last close a gate, those between weigh."""

    NEVER = "never"
    RATHER_NOT = "rather_not"
    RATHER = "rather"
    MUST = "must"


class About(StrEnum):
    """What a wish is about. ``HELP``: a sort of help, or a kind of the taxonomy."""

    HELP = "help"
    LANGUAGE = "language"
    DIET = "diet"
    TIME = "time"


class Sort(StrEnum):
    """Sorts of help that people name in one word; beside them every kind of the taxonomy is one."""

    RELIGIOUS = "religious"
    PSYCHIATRY = "psychiatry"
    HEALTH = "health"
    PUBLIC = "public"
    DONATION = "donation"
    GROUP = "group"
    NEIGHBOUR = "neighbour"
    AROUND = "around"
    VOLUNTEER = "volunteer"


class Went(StrEnum):
    """How a sort of help went that this household tried."""

    HELPED = "helped"
    PARTLY = "partly"
    FAILED = "failed"


#: Which forces a wish may have: nobody must have one sort of help, nobody wants never a language.
FORCES: dict[About, tuple[Force, ...]] = {
    About.HELP: (Force.NEVER, Force.RATHER_NOT, Force.RATHER),
    About.LANGUAGE: (Force.RATHER, Force.MUST),
    About.DIET: (Force.RATHER, Force.MUST),
    About.TIME: (Force.RATHER, Force.MUST),
}

_VALUES: dict[About, frozenset[str]] = {
    About.LANGUAGE: frozenset(Language),
    About.DIET: frozenset(Diet),
    About.TIME: frozenset(Hours),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """``by`` is the member whose wish it is; None for the whole household."""

    about: About
    value: str
    force: Force
    by: str | None = None

    @property
    def is_hard(self) -> bool:
        return self.force in (Force.NEVER, Force.MUST)


@dataclass(frozen=True, slots=True)
class Hindered:
    """What hinders ``by`` (None: the household); ``value`` is the language where that is what hinders."""

    what: Hindrance
    value: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """A sort of help (or kind) that this household had, and how it went.

    ``needs`` are the codes it was tried for; empty: for anything.
    """

    sort: str
    went: Went
    needs: frozenset[str] = frozenset()
    on: date | None = None


class BadWish(ValueError):
    """What was told cannot be one. ``field`` names it (``about``, ``value``, ``force``, ``went``)."""

    def __init__(self, field: str):
        super().__init__(field)
        self.field = field


def wish(about: str, value: str, force: str, by: str | None = None) -> Wish:
    """A wish of checked values; raises BadWish."""
    if about not in set(About):
        raise BadWish("about")
    known = is_sort(value) if about == About.HELP else value in _VALUES[About(about)]
    if not known:
        raise BadWish("value")
    if force not in set(Force) or Force(force) not in FORCES[About(about)]:
        raise BadWish("force")
    return Wish(About(about), str(value), Force(force), by)


def hindered(what: str, value: str | None = None, by: str | None = None) -> Hindered:
    """A hindrance of checked values; a language has to be named. Raises BadWish."""
    if what not in set(Hindrance):
        raise BadWish("about")
    if (what == Hindrance.LANGUAGE) != (value is not None) or (value is not None and value not in set(Language)):
        raise BadWish("value")
    return Hindered(Hindrance(what), value, by)


def tried(sort: str, went: str, needs: Iterable[str] = (), on: date | None = None) -> Tried:
    """A help that was tried, of checked values; raises BadWish."""
    if not is_sort(sort):
        raise BadWish("value")
    if went not in set(Went):
        raise BadWish("went")
    return Tried(str(sort), Went(went), frozenset(needs), on)


def is_sort(value: object) -> bool:
    """Whether ``value`` names a sort of help or a kind of the taxonomy that offers can have."""
    return isinstance(value, str) and (
        value in set(Sort) or (taxonomy.is_kind(value) and value[0] in "HM" and len(value) > 1)
    )


#: Kinds that treat illness: public and private health services, surgeries of the neighbourhood.
_HEALTH = ("M22", "M32", "H24")
#: Treatment of these is psychiatry; counselling for them is not (R105).
_OF_THE_MIND = frozenset({"HLT21", "HLT22", "HLT23"})


def is_of(offer: Offer, sort: str) -> bool | None:
    """Whether an offer is of that sort; None where nobody has said (only of who runs it)."""
    match sort:
        case Sort.RELIGIOUS:
            return offer.access.religious
        case Sort.PSYCHIATRY:
            named = "정신" in offer.name or "정신" in offer.organization or bool(_OF_THE_MIND & set(offer.needs))
            return "psychiatry" in offer.tags or (offer.kind.startswith(_HEALTH) and named)
        case Sort.HEALTH:
            return offer.kind.startswith(_HEALTH)
        case Sort.PUBLIC:
            return offer.kind.startswith(("M1", "M2"))
        case Sort.DONATION:
            return offer.kind.startswith("M4")
        case Sort.GROUP:
            return offer.kind.startswith("H4")
        case Sort.NEIGHBOUR:
            return offer.recipient_class is RecipientClass.NEIGHBOUR
        case Sort.AROUND:
            return offer.recipient_class in NETWORK_CLASSES
        case Sort.VOLUNTEER:
            return offer.recipient_class is RecipientClass.VOLUNTEER
        case _:
            return offer.kind.startswith(sort)


def sorts_of(offer: Offer) -> tuple[bool | None, ...]:
    """Of which sorts an offer is, in their order: offers alike in this and in their kind are of the same."""
    return tuple(is_of(offer, sort) for sort in Sort)


#: Needs that are met with food: only there does a diet matter.
_OF_FOOD = frozenset({"DLY11", "ECO11"})


def matters(offer: Offer, about: About, need: str) -> bool:
    """Whether a wish for a language, food or hours means anything for what this offer does for ``need``.

    A benefit is applied for together, a gift has no hours.
    """
    if about is About.HELP:
        return True
    if offer.is_benefit or offer.kind.startswith("M4") and about is not About.DIET:
        return False
    return about is not About.DIET or need in _OF_FOOD


def is_met(offer: Offer, about: About, values: frozenset[str]) -> bool | None:
    """Whether an offer meets what is wished of language, food or hours; None where nobody has said.

    ``values`` are those of one person. Of several languages or hours one is enough; food has to be all of it.
    """
    if about is About.DIET:
        has = offer.access.diets
        return values <= has if has else None
    has = offer.access.languages if about is About.LANGUAGE else offer.access.open_at
    return bool(has & values) if has else None
