"""The rule "not already served" (R195): one function, asked by the gate and by the referral.

The unit is organisation + department; the organisation where no department is
recorded. Every service of that unit to this household counts, running or
ended, from any source. A refusal or a mere enquiry is no service.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from resmap.domain.case import Case, Served
from resmap.domain.names import same_name
from resmap.domain.network import Offer

Unit = tuple[str, str | None]


def unit_of(offer: Offer) -> Unit:
    """The unit that the rule counts. A resident without a department is a unit of their own."""
    if offer.department and offer.department.strip():
        return same_name(offer.organization), same_name(offer.department)
    if offer.is_individual:
        return same_name(offer.organization), same_name(offer.id)
    return same_name(offer.organization), None


def units_of(offer: Offer) -> tuple[Unit, ...]:
    """Its own unit first, then those of the entries it stands for."""
    return tuple(dict.fromkeys(map(unit_of, (offer, *offer.stands_for))))


def groups_of(offer: Offer) -> tuple[str, ...]:
    """The groups of the same support (P-30): its own, and those of the entries it stands for."""
    return tuple(dict.fromkeys(one.duplicate_group for one in (offer, *offer.stands_for) if one.duplicate_group))


@dataclass(frozen=True)
class History:
    """What served this household, prepared once per case."""

    units: Mapping[Unit, Served]
    organizations: Mapping[str, Served]
    offers: Mapping[str, Served]
    running: frozenset[str]
    #: duplicate group -> the running offer of it; None where that is a secret place (P-21).
    running_groups: Mapping[str, str | None]


def history_of(case: Case, offers: Mapping[str, Offer]) -> History:
    """Read the service history of ``case`` against the register ``offers`` (by id).

    A benefit in payment counts as a running service of that benefit, though not
    of the whole office that pays it: one office pays many different benefits.
    """
    units: dict[Unit, Served] = {}
    organizations: dict[str, Served] = {}
    by_offer: dict[str, Served] = {}
    running: set[str] = set()
    groups: dict[str, str | None] = {}
    for service in sorted(case.served, key=_recency(case.today)):
        by_offer[service.offer] = service
        offer = offers.get(service.offer)
        if offer is not None:
            unit = unit_of(offer)
            units[unit] = service
            if unit[1] is None:
                organizations[unit[0]] = service
        if service.runs_on(case.today):
            running.add(service.offer)
    for benefit in sorted(case.client.benefits_in_payment):
        by_offer[benefit] = Served(benefit)
        running.add(benefit)
    for offer_id in sorted(running):
        offer = offers.get(offer_id)
        if offer is None:
            continue
        told = None if offer.location_secret else offer_id
        for group in groups_of(offer):
            groups[group] = groups.get(group) or told
    return History(units, organizations, by_offer, frozenset(running), groups)


def already_served(offer: Offer, history: History) -> Served | None:
    """The service that makes ``offer`` one of those that have served, or None.

    Where either side has no department recorded, the whole agency is the unit
    (R195): what cannot be told apart is not suggested as new. An entry that stands
    for others has served where one of their units has.
    """
    if offer.id in history.offers:
        return history.offers[offer.id]
    for entry in (offer, *offer.stands_for):
        service = _by_its_unit(entry, history)
        if service is not None:
            return service
    return None


def _by_its_unit(entry: Offer, history: History) -> Served | None:
    """The service of the entry's own unit: whether it is one person's is asked of it, not of who stands for it."""
    unit = unit_of(entry)
    if unit in history.units:
        return history.units[unit]
    if unit[0] in history.organizations and not entry.is_individual:
        return history.organizations[unit[0]]
    if unit[1] is None:
        return _any_of(unit[0], history.units)
    return None


def _any_of(organization: str, units: Mapping[Unit, Served]) -> Served | None:
    found = sorted((unit for unit in units if unit[0] == organization), key=str)
    return units[found[0]] if found else None


def _recency(today: date):
    """Sort key: oldest first, running last, so that the latest service explains the exclusion."""
    return lambda s: (s.runs_on(today), s.until or date.max, s.since or date.min, s.offer)


