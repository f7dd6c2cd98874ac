"""What somebody said once for all, as the case page shows it (R019, R035, R105, R164)."""

from dataclasses import dataclass
from datetime import date

from resmap.domain.access import Diet, Hindrance, Hours, Language
from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, Permission
from resmap.domain.wishes import FORCES, About, Sort, Told, Went
from resmap.flows.case_loading import LoadedCase, load_case
from resmap.flows.case_telling import holder_label
from resmap.flows.case_view import Choice, WishView
from resmap.store import UnitOfWork, WishRecord
from resmap.words import say
from resmap.words.wished import hindrance_name, sort_name, wish_name


@dataclass(frozen=True, slots=True)
class WishChoices:
    """All that can be said, in the reader's language. A wish is written "about:value", what hinders as a code
    ("language:vi" for a language)."""

    helps: tuple[Choice, ...]
    ways: tuple[Choice, ...]
    hindrances: tuple[Choice, ...]
    forces_of_helps: tuple[Choice, ...]
    forces_of_ways: tuple[Choice, ...]
    went: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class WishesPage:
    """What stands, and what can be said."""

    said: tuple[WishView, ...]
    choices: WishChoices


def page(uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, locale: str) -> WishesPage:
    """What stands in one case and what can be said. Notes that the client was read."""
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_READ)
    uow.event(EventKind.CLIENT_READ, case_id, client=loaded.client_id, facts={"page": "wishes"})
    uow.commit()
    return WishesPage(standing(loaded, locale), choices(locale))


def standing(loaded: LoadedCase, locale: str) -> tuple[WishView, ...]:
    """What stands in this case: wishes first, then what hinders, then what was tried; each as it was said."""
    order = list(Told)
    own = [one for one in loaded.parts.wishes if one.taken_back_on is None and one.what and one.case_id == loaded.id]
    own.sort(key=lambda one: (order.index(one.told), one.said_on, one.id))
    return tuple(_view(one, loaded, locale) for one in own)


def choices(locale: str) -> WishChoices:
    values = {About.LANGUAGE: Language, About.DIET: Diet, About.TIME: Hours}
    simple = [Choice(one.value, hindrance_name(one.value, locale)) for one in Hindrance if one is not Hindrance.LANGUAGE]
    spoken = [Choice(f"language:{one.value}", hindrance_name(f"language:{one.value}", locale)) for one in Language]
    return WishChoices(
        helps=tuple(Choice(f"help:{one.value}", sort_name(one.value, locale)) for one in Sort),
        ways=tuple(
            Choice(f"{about.value}:{one.value}", say(f"wishes.{about.value}.{one.value}", locale))
            for about, vocabulary in values.items()
            for one in vocabulary
        ),
        hindrances=(*simple, *spoken),
        forces_of_helps=_forces(About.HELP, locale),
        forces_of_ways=tuple(reversed(_forces(About.LANGUAGE, locale))),
        went=tuple(Choice(one.value, say(f"wishes.went.{one.value}", locale)) for one in reversed(Went)),
    )


def _forces(about: About, locale: str) -> tuple[Choice, ...]:
    return tuple(Choice(one.value, say(f"wishes.force.{one.value}", locale)) for one in FORCES[about])


def _view(record: WishRecord, loaded: LoadedCase, locale: str) -> WishView:
    what = record.what
    if record.told is Told.WISH:
        text = wish_name(f"{what['force']}:{what['about']}:{what['value']}", locale)
    elif record.told is Told.HINDRANCE:
        text = hindrance_name(":".join(filter(None, (what["what"], what.get("value")))), locale)
    else:
        text = say(f"wishes.tried.{what['went']}", locale, what=sort_name(what["sort"], locale))
    by = holder_label(loaded, record.by_id, locale) if record.by_id else say("case.holder.family", locale)
    closes = what.get("force") in ("never", "must")
    return WishView(record.id, record.told.value, text, record.words, by, record.said_on, closes)
