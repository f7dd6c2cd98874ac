"""A neighbourhood written as ``resmap-network/1``: what may stand in a file, and nothing else."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from resmap.domain.access import access_of, told_of
from resmap.domain.codes import OfferStatus, PartyKind
from resmap.domain.network import LISTED_UNTIL, Network, Offer, Party, Place, Tie
from resmap.domain.place import blurred


def network_document(network: Network, name_of: Callable[[str], str] = str) -> dict[str, Any]:
    """The document of a network. ``name_of`` gives the id that stands in the file.

    A resident's phone is not in it, nor where a secret offer is; residents stand in
    the middle of a cell of the map's grid, since a file goes from hand to hand
    (P-21, P-25). To what day they agreed to be listed goes along.
    Offers that were taken out (no needs, closed) are left out with their ties.
    """
    offers = [one for one in network.offers if one.needs or one.status is not OfferStatus.CLOSED]
    known = {one.id for one in offers} | {one.id for one in network.parties}
    return {
        "format": "resmap-network/1",
        "today": network.today.isoformat(),
        "setting": {"sido": network.setting.sido, "sigungu": network.setting.sigungu},
        "offers": [_offer(one, name_of) for one in offers],
        "parties": [_party(one, name_of) for one in network.parties],
        "ties": [_tie(one, name_of) for one in network.ties if one.source in known and one.target in known],
        "closed_organizations": sorted(network.closed_organizations),
    }


def _offer(offer: Offer, name_of: Callable[[str], str]) -> dict[str, Any]:
    rules = offer.eligibility
    return {
        "id": name_of(offer.id),
        "name": offer.name,
        "name_en": offer.name_en,
        "kind": offer.kind,
        "organization": offer.organization,
        "department": offer.department,
        "needs": list(offer.needs),
        "place": _place(_told_place(offer)),
        "area": {"level": offer.area.level.value, "names": sorted(offer.area.names)},
        "recipient_class": offer.recipient_class.value,
        "eligibility": {
            "age_min": rules.age_min,
            "age_max": rules.age_max,
            "sex": rules.sex and rules.sex.value,
            "income_max": rules.income_max,
            "requires": sorted(rules.requires),
            "excludes": sorted(rules.excludes),
        },
        "duplicate_group": offer.duplicate_group,
        "tags": sorted(offer.tags),
        "places_left": offer.places_left,
        "limit": offer.limit,
        "status": offer.status.value,
        "verified_on": offer.verified_on and offer.verified_on.isoformat(),
        "location_secret": offer.location_secret,
        "vetted_for_minors": offer.vetted_for_minors,
        "access_line": offer.access_line,
        "description": offer.description,
        "phone": None if offer.is_individual else offer.phone,
        "hours": offer.hours,
        "how_to_apply": offer.how_to_apply,
        "welcomes": sorted(offer.welcomes),
        "outcomes": {"ended": offer.outcomes.ended, "helped": offer.outcomes.helped},
        **_access(offer),
        **_listing(offer.extra),
    }


def _access(offer: Offer) -> dict[str, Any]:
    """What somebody said of it; what is sure from its kind is derived again by who reads the file."""
    sure = access_of(offer.kind, (offer.name, offer.organization), offer.needs, offer.tags)
    told = told_of(offer.access, sure)
    return {"access": {name: {"yes": True, "no": False}.get(str(one), one) for name, one in told.items()}} if told else {}


def _party(party: Party, name_of: Callable[[str], str]) -> dict[str, Any]:
    place = _coarse(party.place) if party.kind is PartyKind.PERSON else party.place
    return {
        "id": name_of(party.id),
        "kind": party.kind.value,
        "name": party.name,
        "name_en": party.name_en,
        "about": party.about,
        "dong": place.dong,
        "lat": place.lat,
        "lon": place.lon,
        **_listing(party.extra),
    }


def _told_place(offer: Offer) -> Place:
    if offer.location_secret:
        return Place()
    return _coarse(offer.place) if offer.is_individual else offer.place


def _coarse(place: Place) -> Place:
    if place.point is None:
        return place
    lat, lon = blurred(place.point)
    return replace(place, lat=lat, lon=lon)


def _listing(extra: Mapping[str, Any]) -> dict[str, Any]:
    return {LISTED_UNTIL: extra[LISTED_UNTIL]} if extra.get(LISTED_UNTIL) else {}


def _tie(tie: Tie, name_of: Callable[[str], str]) -> dict[str, Any]:
    return {
        "from": name_of(tie.source),
        "to": name_of(tie.target),
        "kind": tie.kind.value,
        "both_ways": tie.both_ways,
        "strength": tie.strength,
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "sido": place.sido,
        "sigungu": place.sigungu,
        "dong": place.dong,
        "lat": place.lat,
        "lon": place.lon,
    }
