"""What each recipient would see, field by field, before anything is sent (R028, P-09).

Decided by the one function that decides it when a letter leaves (:func:`resmap.flows.referring.disclosure_to`), with
the values that the letter would have: nothing is worked out a second time.
"""

from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace

from resmap.domain.consent import names_nobody
from resmap.domain.consent_sheet import speak_for_themselves
from resmap.domain.disclosure import FIELDS
from resmap.domain.duties import unsafe_at_home
from resmap.domain.events import EventKind
from resmap.domain.network import Offer
from resmap.domain.permissions import Actor, Permission
from resmap.domain.referrals import LIVE, ReferralState
from resmap.flows.case_loading import LoadedCase, load_case
from resmap.flows.case_view import CaseHead
from resmap.flows.cases import head
from resmap.flows.referring import disclosure_to, is_written, values_of
from resmap.flows.ruling import offer_of
from resmap.store import ReferralRecord, UnitOfWork

#: Fields that are kept back for safety though they were agreed to (P-22).
_NEVER_UNSAFE = frozenset({"phone", "address"})


@dataclass(frozen=True, slots=True)
class SightField:
    """A field that they would see. ``value`` is "" where it is written by hand in the letter (``written``), or where
    the record holds none (``why``: "empty", or "unsafe" where it is kept back for safety)."""

    name: str
    value: str
    written: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Sight:
    """One recipient; ``stays`` are (field, code of :class:`resmap.domain.codes.Withheld`, "unsafe" or "family")."""

    offer: str
    name: str
    unit: str
    referral: str | None
    state: str
    goes: tuple[SightField, ...]
    stays: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PreviewPage:
    head: CaseHead
    sights: tuple[Sight, ...]


def preview(
    uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, locale: str, offer: str | None = None
) -> PreviewPage:
    """What ``offer`` would see; without one, everybody who is named in a consent or stands in a letter.

    Raises NotFound for an offer that is not in the neighbourhood. Notes that the client was read.
    """
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_READ)
    offers = [offer_of(loaded, offer)] if offer else list(_recipients(loaded))
    view = PreviewPage(head(uow, loaded, locale), tuple(_sight(loaded, one, locale) for one in offers))
    uow.event(EventKind.CLIENT_READ, case_id, client=loaded.client_id, facts={"page": "preview"})
    uow.commit()
    return view


def _recipients(loaded: LoadedCase) -> tuple[Offer, ...]:
    ids = [one.offer_id for one in _letters(loaded)]
    ids += sorted(loaded.case.consents.provide_to_offers)
    found: dict[str, Offer] = {}
    for id_ in ids:
        offer = loaded.network.by_id.get(id_)
        if offer is not None and not names_nobody(offer):
            found.setdefault(offer.id, offer)
    return tuple(found.values())


def _letters(loaded: LoadedCase) -> tuple[ReferralRecord, ...]:
    return tuple(
        one
        for one in loaded.parts.referrals
        if one.case_id == loaded.id and (one.state in LIVE or one.state is ReferralState.DRAFT)
    )


def _sight(loaded: LoadedCase, offer: Offer, locale: str) -> Sight:
    letter = next((one for one in _letters(loaded) if one.offer_id == offer.id), None)
    known = values_of(loaded, letter or SimpleNamespace(need_id=_first_need(loaded, offer)))
    written = (letter.disclosed or {}) if letter is not None and letter.state is ReferralState.DRAFT else {}
    ruling = disclosure_to(loaded, offer)
    goes, stays = [], [(name, str(why)) for name, why in ruling.withheld if name in FIELDS]
    unsafe = unsafe_at_home(loaded.case)
    for name in ruling.fields:
        value = written.get(name, known.get(name)) if is_written(name) else known.get(name)
        if value is None and not is_written(name):
            if unsafe and name in _NEVER_UNSAFE:
                stays.append((name, "unsafe"))
                continue
            goes.append(SightField(name, "", False, "empty"))
            continue
        goes.append(SightField(name, str(value or ""), is_written(name)))
    if speak_for_themselves(loaded.case):
        # The household was agreed to, and not by everybody in it: the mapping took it out (P-08).
        listed = next(
            (one.items for one in loaded.parts.consents if one.recipient == offer.id and one.granted and one.items), ()
        )
        if "household" in (listed or ()) and "household" not in ruling.fields:
            stays = [(name, "family" if name == "household" else why) for name, why in stays]
    return Sight(
        offer=offer.id,
        name=(locale == "en" and offer.name_en) or offer.name,
        unit=" · ".join(filter(None, (offer.organization, offer.department)))
        if offer.recipient_class == "agency"
        else "",
        referral=letter.id if letter is not None else None,
        state=letter.state.value if letter is not None else "",
        goes=tuple(goes),
        stays=tuple(stays),
    )


def _first_need(loaded: LoadedCase, offer: Offer) -> str | None:
    """The need that a letter to this offer would be for."""
    return next((one.id for one in loaded.open_needs if one.code in offer.needs), None)
