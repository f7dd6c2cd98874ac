"""Invented cases for an invented town: five needs each, a history, refusals, blocks and consents."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random

from resmap.bench.town import FACTS, GU_SIDE, TODAY, Zipf, ground, need_codes
from resmap.domain import taxonomy
from resmap.domain.case import (
    CLIENT,
    COUPLE,
    FAMILY,
    Blocked,
    Case,
    CaseTie,
    Client,
    Consents,
    Declined,
    Member,
    Need,
    Served,
)
from resmap.domain.codes import RecipientClass, Sex, Stage, TieKind
from resmap.domain.network import Network, Offer, Place

#: A client knows people within so many metres of the town's square, about.
KNOWN_WITHIN_DEGREES = 0.006


def clients(network: Network, count: int, seed: int = 1) -> tuple[Case, ...]:
    """``count`` different cases in the network's own gu, each with five needs."""
    codes = need_codes(seed)
    return tuple(_case(network, number, codes, Random(f"{seed} client {number}")) for number in range(count))


def _case(network: Network, number: int, codes: Zipf, random: Random) -> Case:
    home = _home(len(network.offers), random)
    household = _household(random)
    near = _near(network.offers, home)
    wanted = codes.draw_several(random, 5)
    covering = [offer for code in wanted for offer in network.by_need.get(code, ())] or near
    benefits = [offer for offer in network.offers if offer.is_benefit]
    return Case(
        id=f"case {number}",
        today=TODAY,
        stage=Stage.PLANNING,
        client=Client(
            place=home,
            household=household,
            income_percent=random.choice((None, 20, 45, 60, 90, 130)),
            facts=_facts(random),
            strengths=_strengths(random),
            benefits_in_payment=frozenset(_some(benefits, random.randint(0, 2), random)),
        ),
        needs=_needs(wanted, household, random),
        served=_served(_some(covering, random.randint(1, 3), random), random),
        declined=tuple(
            Declined(offer, random.choice((None, household[-1].id))) for offer in _some(covering, 2, random)
        ),
        blocked=_blocked(near, random),
        consents=_consents(_some(covering, 3, random), random),
        ties=tuple(_ties(near, household, random)),
    )


def _home(size: int, random: Random) -> Place:
    """Somewhere in the first gu, which is the network's setting."""
    land = ground(size)
    reach = min(land.side_km, GU_SIDE)  # kilometres, as a dong is one wide
    return land.place(random.random() * reach, random.random() * reach)


def _near(offers: Sequence[Offer], home: Place) -> list[Offer]:
    """Who lives and works round the corner; everybody where nobody does."""
    near = [
        offer
        for offer in offers
        if offer.place.point
        and abs(offer.place.lat - home.lat) < KNOWN_WITHIN_DEGREES
        and abs(offer.place.lon - home.lon) < KNOWN_WITHIN_DEGREES
    ]
    return near or list(offers)


def _household(random: Random) -> tuple[Member, ...]:
    sexes = (Sex.FEMALE, Sex.MALE, None)
    ages = ((20, 90), (20, 90), (0, 18), (0, 13))
    return tuple(
        Member(
            id=f"m{number}",
            age=None if random.random() < 0.05 else random.randint(*ages[number]),
            sex=random.choice(sexes),
            facts=_facts(random),
        )
        for number in range(random.randint(1, 4))
    )


def _facts(random: Random) -> frozenset[str]:
    return frozenset(fact for fact in (*FACTS, "alcohol_dependence", "dv_active") if random.random() < 0.15)


def _strengths(random: Random) -> tuple[str, ...]:
    found = random.sample(taxonomy.abilities(), random.randint(0, 2))
    return tuple(ability.keywords[0] for ability in found)


def _needs(codes: Sequence[str], household: Sequence[Member], random: Random) -> tuple[Need, ...]:
    holders = [*(member.id for member in household), COUPLE, FAMILY]
    needs = [
        Need(code, random.choice(holders), priority, random.randint(0, 4))
        for priority, code in enumerate(codes, start=1)
    ]
    needs[-1] = replace(needs[-1], depends_on=codes[0])
    return tuple(needs)


def _some(offers: Sequence[Offer], count: int, random: Random) -> list[str]:
    """Ids of at most ``count`` of them."""
    return sorted(offer.id for offer in random.sample(offers, min(count, len(offers))))


def _served(offers: Sequence[str], random: Random) -> tuple[Served, ...]:
    since = TODAY - timedelta(300)
    return tuple(
        Served(offer, since, random.choice((None, TODAY - timedelta(random.randint(1, 200)))))
        for offer in offers
    )


def _blocked(near: Sequence[Offer], random: Random) -> tuple[Blocked, ...]:
    one = random.choice(near)
    return random.choice(
        ((), (Blocked(offer=one.id),), (Blocked(person=one.id),), (Blocked(organization=one.organization),))
        if one.organization != "주민"
        else ((), (Blocked(person=one.id),))
    )


def _consents(named: Sequence[str], random: Random) -> Consents:
    return Consents(
        collect=True,
        provide_to_classes=frozenset(one for one in RecipientClass if random.random() < 0.8),
        provide_to_offers=frozenset(named),
        network_contact=random.random() < 0.8,
        legal_representative_agrees=random.random() < 0.8,
        expires={named[0]: TODAY - timedelta(1)} if named else {},
    )


def _ties(near: Sequence[Offer], household: Sequence[Member], random: Random):
    kinds = (TieKind.NEIGHBOUR, TieKind.FRIEND, TieKind.FAMILY, TieKind.MEMBER_OF, TieKind.TRUSTS)
    for other in _some(near, random.randint(3, 8), random):
        source = random.choice((CLIENT, household[0].id))
        kind = random.choice((*kinds, TieKind.CONFLICT) if random.random() < 0.2 else kinds)
        yield CaseTie(source, other, kind, random.random() < 0.5, round(random.uniform(0.3, 1.0), 2))
