"""What a case says of an entry that was merged, said of the one that stands for it (decision 0008).

A person judged two entries to be one, and persons err. So what forbids spreads over all
that are held to be the same: served, declined, without a place, a benefit in payment; who must be kept
apart is spread by :func:`resmap.domain.conflict.kept_apart`, the unit and the group of
the same support by :mod:`resmap.domain.serving`. What permits stays with the entry that
was named: a consent, an override. A wrong merge can hide a help; it can tell nobody.
"""

from collections.abc import Iterable
from dataclasses import replace

from resmap.domain.case import Case, CaseTie, Declined, Parked, Served
from resmap.domain.codes import TieKind
from resmap.domain.network import Tie
from resmap.domain.sames import Sames


def spread(case: Case, sames: Sames) -> Case:
    """The case with everything that forbids counting for all entries that are the same.

    Ties are said of the one that stands; consents are left as they were given.
    """
    if not sames:
        return case
    return replace(
        case,
        served=tuple(_served(case.served, sames)),
        declined=tuple(_declined(case.declined, sames)),
        parked=tuple(_parked(case.parked, sames)),
        client=replace(case.client, benefits_in_payment=sames.all_of(case.client.benefits_in_payment)),
        ties=joined(case.ties, sames),
    )


def joined(ties: Iterable[CaseTie] | Iterable[Tie], sames: Sames) -> tuple:
    """Ties between the entries that stand: of several of a kind the strongest, told both ways if any was.

    What two entries of the same had with each other is no tie any more, but a conflict: what forbids stays until
    somebody ends it (decision 0008).
    """
    if not sames:
        return tuple(ties)
    found: dict[tuple, CaseTie | Tie] = {}
    for tie in ties:
        source, target = sames.standing(tie.source), sames.standing(tie.target)
        if source == target and tie.kind is not TieKind.CONFLICT:
            continue
        known = found.get((source, target, tie.kind))
        found[source, target, tie.kind] = replace(
            tie,
            source=source,
            target=target,
            both_ways=tie.both_ways or bool(known and known.both_ways),
            strength=max(tie.strength, known.strength if known else 0.0),
        )
    return tuple(found.values())


def _served(services: Iterable[Served], sames: Sames) -> Iterable[Served]:
    for service in services:
        for same in sames.of(service.offer):
            yield service if same == service.offer else replace(service, offer=same, through=service.offer)


def _declined(answers: Iterable[Declined], sames: Sames) -> Iterable[Declined]:
    for answer in answers:
        for same in sames.of(answer.offer):
            yield replace(answer, offer=same)


def _parked(resting: Iterable[Parked], sames: Sames) -> Iterable[Parked]:
    for one in resting:
        for same in sames.of(one.offer):
            yield replace(one, offer=same)
