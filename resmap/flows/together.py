"""Looking together (함께 보기): choices in plain words, safe to be read by the client (R026, R165).

No score, no code, no factor; of residents their call-name and what they are; no
road, since it names third people; nothing of other clients. Safety needs are
shown only if they are asked for one by one, because a sheet of paper travels: until
then no refuge stands on it under another need either, and no line names what is not shown.
"""

import re
from collections.abc import Iterable
from datetime import date

from resmap.domain import taxonomy
from resmap.domain.events import EventKind
from resmap.domain.network import Offer
from resmap.domain.permissions import Actor, Permission
from resmap.flows.case_loading import load_case
from resmap.flows.case_telling import CaseSentences, kind_of
from resmap.flows.case_view import OptionView, SharedNeed, SharedView
from resmap.flows.cases import head
from resmap.matching.engine import ForNeed, Suggestion
from resmap.scoring import Verdict
from resmap.store import UnitOfWork
from resmap.words import say
from resmap.words.explain import distance_text, need_name

#: Choices for one need: at least two where there are two, few enough to choose from.
MOST_OPTIONS = 4

#: Reasons that a client may read: about the offer and the client, never about others.
TOLD = frozenset(
    {
        "for_this_age",
        "for_this_sex",
        "statutory_benefit",
        "reached_at_once",
        "examines_first",
        "client_can_give",
        "place_to_contribute",
        "several_needs",
    }
)


#: Words by which a sheet on a kitchen table gives away what was kept off it.
TELLING = re.compile("폭력|학대|쉼터|성매매|violen|abuse|refuge|assault", re.IGNORECASE)


def together(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    today: date,
    *,
    locale: str,
    needs: Iterable[str] | None = None,
) -> SharedView:
    """The choices of a case for manager and client to read together; notes what was shown.

    ``needs`` are ids of the needs to show; None shows all but those about safety. What is
    not shown is not named either where it is about safety: the list to choose from stands
    on the same screen, and somebody may be looking on.
    """
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_READ)
    say_ = CaseSentences(loaded, locale)
    chosen = None if needs is None else set(needs)
    rows = [(found, loaded.need_record(found.need).id) for found in loaded.judgement.match.needs]
    shown_ids = {
        id_ for found, id_ in rows if (id_ in chosen if chosen is not None else not is_safety(found.need.code))
    }
    open_codes = frozenset(found.need.code for found, id_ in rows if id_ in shown_ids)
    far = not loaded.case.client.protected
    quiet = any(is_safety(found.need.code) for found, _ in rows) and not any(map(is_safety, open_codes))
    shared = []
    for found, id_ in rows:
        shown = id_ in shown_ids
        options = _options(found, say_, locale, far, quiet, open_codes) if shown else ()
        named = shown or not is_safety(found.need.code)
        name = need_name(found.need.code, locale) if named else _unnamed(found, locale)
        shared.append(SharedNeed(id_, name, options, shown))
    facts = {"needs": [one.id for one in shared if one.shown]}
    uow.event(EventKind.SHOWN_TO_CLIENT, case_id, client=loaded.client_id, facts=facts)
    uow.commit()
    top = head(uow, loaded, locale)
    return SharedView(case_id, top.name, tuple(shared), top.manager, today, top.protected)


def is_safety(code: str) -> bool:
    return code.startswith("SAF")


def keeps_quiet(offer: Offer) -> bool:
    """Whether the offer's entry says nothing of violence: neither what it is for nor its own words."""
    if offer.location_secret or bool(offer.needs and is_safety(offer.needs[0])):
        return False
    told = (offer.name, offer.name_en, offer.description, offer.extra.get("description_en"))
    return not TELLING.search(" ".join(filter(None, told)))


def _unnamed(found: ForNeed, locale: str) -> str:
    """A need about safety by its domain alone, with the place that the client gave it to tell it apart."""
    code = taxonomy.need(found.need.code).domain
    domain = next(one for one in taxonomy.domains() if one.code == code)
    return f"{domain.en if locale == 'en' else domain.ko} ({found.need.priority})"


def _options(
    found: ForNeed, say_: CaseSentences, locale: str, far: bool, quiet: bool, open_codes: frozenset[str]
) -> tuple[OptionView, ...]:
    """The best suggestions, then what the client may only be told about (P-06).

    ``far``: tell distances. A few of them on one sheet say where a protected client lives.
    ``quiet``: a safety need was kept off the sheet. ``open_codes``: the needs that are shown.
    """
    best = [one for one in found.suggestions if not quiet or keeps_quiet(one.offer)]
    options = [_option(one.offer, one, say_, locale, far, open_codes) for one in best[:MOST_OPTIONS]]
    rest = [one for one in found.information_only if not quiet or keeps_quiet(one.offer)]
    return (
        *options,
        *(_option(one.offer, None, say_, locale, far, open_codes) for one in rest[: MOST_OPTIONS - len(options)]),
    )


def _option(
    offer: Offer,
    found: Suggestion | None,
    say_: CaseSentences,
    locale: str,
    far: bool,
    open_codes: frozenset[str],
) -> OptionView:
    resident = offer.is_individual
    about = offer.extra.get("description_en") if locale == "en" else offer.description
    return OptionView(
        name=say_.name(offer.id),
        who=say(f"case.kind.{kind_of(offer)}", locale),
        about=about or offer.description,
        where=_where(offer, found if far else None, locale),
        # Residents are called by the case manager, who knows what they agreed to.
        call=None if resident else offer.access_line or offer.phone,
        hours=None if resident else offer.hours,
        how=offer.how_to_apply,
        cost=offer.extra.get("cost"),
        because=_because(found, say_, open_codes),
        ask=bool(found and found.ask),
    )


def _where(offer: Offer, found: Suggestion | None, locale: str) -> str:
    if offer.location_secret or offer.access_line:
        return say("case.by_phone", locale)
    far = distance_text(found.told_distance_m, locale, found.told_by_band) if found else ""
    place = None if offer.is_individual else offer.place.dong
    return " · ".join(filter(None, (place, say("case.from_home", locale, text=far) if far else "")))


def _because(found: Suggestion | None, say_: CaseSentences, open_codes: frozenset[str]) -> tuple[str, ...]:
    """Two reasons at most; of other needs only those that are shown."""
    if found is None:
        return ()
    told = []
    for line in found.card.lines:
        if line.verdict is not Verdict.FOR or str(line.reason) not in TOLD:
            continue
        facts = dict(line.facts)
        if "needs" in facts:
            facts["needs"] = [code for code in facts["needs"] if code in open_codes]
            if not facts["needs"]:
                continue
        told.append((-line.points, str(line.reason), facts))
    told.sort(key=lambda one: one[0])
    return tuple(say_.line(reason, facts) for _, reason, facts in told[:2])
