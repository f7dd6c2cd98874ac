"""Looking together (함께 보기): choices in plain words, safe to be read by the client (R026, R165).

No score, no code, no factor; of residents their call-name and what they are; no
road, since it names third people; nothing of other clients. Safety needs are
shown only if they are asked for one by one, because a sheet of paper travels.
"""

from collections.abc import Iterable
from datetime import date

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

    ``needs`` are ids of the needs to show; None shows all but those about safety.
    """
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_READ)
    say_ = CaseSentences(loaded, locale)
    chosen = None if needs is None else set(needs)
    shared = []
    for found in loaded.judgement.match.needs:
        record = loaded.need_record(found.need)
        is_safety = found.need.code.startswith("SAF")
        shown = record.id in chosen if chosen is not None else not is_safety
        options = _options(found, say_, locale, far=not loaded.case.client.protected) if shown else ()
        shared.append(SharedNeed(record.id, need_name(found.need.code, locale), options, shown))
    facts = {"needs": [one.id for one in shared if one.shown]}
    uow.event(EventKind.SHOWN_TO_CLIENT, case_id, client=loaded.client_id, facts=facts)
    uow.commit()
    top = head(uow, loaded, locale)
    return SharedView(case_id, top.name, tuple(shared), top.manager, today, top.protected)


def _options(found: ForNeed, say_: CaseSentences, locale: str, far: bool) -> tuple[OptionView, ...]:
    """The best suggestions, then what the client may only be told about (P-06).

    ``far``: tell distances. A few of them on one sheet say where a protected client lives.
    """
    options = [_option(one.offer, one, say_, locale, far) for one in found.suggestions[:MOST_OPTIONS]]
    rest = found.information_only[: MOST_OPTIONS - len(options)]
    return (*options, *(_option(one.offer, None, say_, locale, far) for one in rest))


def _option(
    offer: Offer, found: Suggestion | None, say_: CaseSentences, locale: str, far: bool
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
        because=_because(found, say_),
        ask=bool(found and found.ask),
    )


def _where(offer: Offer, found: Suggestion | None, locale: str) -> str:
    if offer.location_secret or offer.access_line:
        return say("case.by_phone", locale)
    far = distance_text(found.told_distance_m, locale, found.told_by_band) if found else ""
    place = None if offer.is_individual else offer.place.dong
    return " · ".join(filter(None, (place, say("case.from_home", locale, text=far) if far else "")))


def _because(found: Suggestion | None, say_: CaseSentences) -> tuple[str, ...]:
    if found is None:
        return ()
    told = [line for line in found.card.lines if line.verdict is Verdict.FOR and str(line.reason) in TOLD]
    told.sort(key=lambda line: -line.points)
    return tuple(say_.line(str(line.reason), line.facts) for line in told[:2])
