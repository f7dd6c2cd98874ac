"""What the client wants, cannot reach and has tried, against what is known of an offer (R019, R035, R105, R164).

A hard wish closes a gate; a soft one, what hinders and what was tried weigh.
What nobody knows of the offer is asked, never taken for a no.
"""

from collections.abc import Iterable

from resmap.domain.access import Fee, Hindrance
from resmap.domain.case import Case, Member
from resmap.domain.codes import GateCode
from resmap.domain.wishes import About, Force, Went, Wish, is_met, is_of, matters
from resmap.matching.situation import Situation
from resmap.scoring import Finding, neutral, speaks_against, speaks_for, unknown

_FITS = neutral("fits")

#: Metres that somebody walks who cannot walk far, and beyond which a ride is needed: edges of reach's bands.
WALKS_M, NEEDS_A_RIDE_M = 300, 1500
#: Abouts whose values one person wishes together.
_TOGETHER = (About.LANGUAGE, About.DIET, About.TIME)


def wish(s: Situation) -> Finding:
    """A hard wish closes: "nothing from churches", "no psychiatry", "only where Vietnamese is spoken"."""
    hard = [one for one in wishes_of(s) if one.is_hard]
    if not hard:
        return _FITS
    against, unclear = [], []
    for told, holds in _judged(s, hard):
        if holds is False:
            against.append(told)
        elif holds is None:
            unclear.append(told)
    if against:
        return speaks_against(GateCode.WISH, wishes=against)
    return unknown(GateCode.WISH, wishes=unclear) if unclear else _FITS


def as_wished(s: Situation) -> Finding:
    """A soft wish weighs; one that speaks against counts before one that speaks for."""
    soft = [one for one in wishes_of(s) if not one.is_hard]
    if not soft:
        return neutral("no_wish")
    judged = list(_judged(s, soft))
    against = [told for told, holds in judged if holds is False]
    met = [told for told, holds in judged if holds and not told.startswith(f"{Force.RATHER_NOT}:")]
    if against:
        return speaks_against("against_wish", min(1.0, 0.5 + 0.25 * len(against)), wishes=against)
    if unclear := [told for told, holds in judged if holds is None]:
        return unknown("WISHED", wishes=unclear)
    return speaks_for("as_wished", min(1.0, 0.5 + 0.25 * len(met)), wishes=met) if met else neutral("no_wish")


def gets_there(s: Situation) -> Finding:
    """What keeps this person from getting there. What is known can be arranged for, so that it costs less
    than what nobody knows."""
    if not hindrances_of(s.case, s.holders):
        return neutral("nothing_hinders")
    stands, unclear = in_the_way(s)
    if stands:
        return speaks_against("hindered", min(1.0, 0.55 + 0.15 * len(stands)), hindrances=stands)
    if unclear:
        return unknown("HINDRANCE", hindrances=unclear)
    return speaks_for("open_way", 1.0)


def tried_before(s: Situation) -> Finding:
    """How this household fared with this sort of help for this need: a failure lowers, never closes (R019)."""
    failed, helped = set(), set()
    for one in s.case.tried:
        if (not one.needs or s.need.code in one.needs) and is_of(s.offer, one.sort):
            {Went.FAILED: failed, Went.HELPED: helped}.get(one.went, set()).add(one.sort)
    if failed and not helped:
        return speaks_against("failed_before", 1.0, sorts=sorted(failed))
    if helped and not failed:
        return speaks_for("helped_this_household", 0.7, sorts=sorted(helped))
    return neutral("tried_both_ways", sorts=sorted(failed)) if failed else neutral("not_tried")


def wishes_of(s: Situation) -> list[Wish]:
    """The wishes of whoever holds this need."""
    return [one for one in s.case.wishes if _concerns(s.case, s.holders, one.by)]


def hindrances_of(case: Case, holders: tuple[Member, ...]) -> list[tuple[Hindrance, str | None]]:
    """What hinders whoever holds a need, each once, in the order of the vocabulary."""
    found = {(one.what, one.value) for one in case.hindered if _concerns(case, holders, one.by)}
    return sorted(found, key=lambda one: (list(Hindrance).index(one[0]), one[1] or ""))


def in_the_way(s: Situation) -> tuple[list[str], list[str]]:
    """(what stands in this person's way to this offer, what nobody knows), as codes; a language as "language:vi"."""
    stands, unclear = [], []
    for what, value in hindrances_of(s.case, s.holders):
        answer = False if what in s.offer.access.removes else _stands(s, what, value)
        if answer is not False:
            (stands if answer else unclear).append(code_of(what, value))
    return stands, unclear


def code_of(what: Hindrance, value: str | None) -> str:
    """ "stairs"; a language names which: "language:vi"."""
    return f"{what.value}:{value}" if value else what.value


def _stands(s: Situation, what: Hindrance, value: str | None) -> bool | None:
    access = s.offer.access
    if what is Hindrance.COST:
        return None if access.fee is None else access.fee is Fee.FULL
    if what is Hindrance.LANGUAGE:
        if s.offer.is_benefit or not value:
            return False
        return value not in access.languages if access.languages else None
    if no_way(s) or access.comes_home:
        return False
    if what is Hindrance.STAIRS:
        return None if access.step_free is None else not access.step_free
    if what is Hindrance.ALONE:
        return True
    metres, edge = s.metres, WALKS_M if what is Hindrance.WALKING else NEEDS_A_RIDE_M
    return None if metres is None else metres > edge


def no_way(s: Situation) -> bool:
    """Nobody goes there: a line, a benefit, a place that must not be known."""
    return s.offer.location_secret or bool(s.offer.access_line) or s.offer.is_benefit


def _judged(s: Situation, wishes: Iterable[Wish]) -> Iterable[tuple[str, bool | None]]:
    """Each wish as "force:about:value" with whether it is kept to; None where nobody knows."""
    wishes = sorted(wishes, key=lambda one: (list(About).index(one.about), list(Force).index(one.force), one.value))
    for one in wishes:
        if one.about is About.HELP:
            found = is_of(s.offer, one.value)
            if one.force is not Force.RATHER:
                yield _told(one.force, one.about, one.value), None if found is None else not found
            elif found:  # to be of another sort than the one that is liked speaks for nothing and against nothing
                yield _told(one.force, one.about, one.value), True
    for about in _TOGETHER:
        for force in (Force.MUST, Force.RATHER):
            asked = [one for one in wishes if one.about is about and one.force is force]
            if not asked or not matters(s.offer, about, s.need.code):
                continue
            for values in sorted({",".join(sorted(each)) for each in _by_person(asked)}):
                yield _told(force, about, values), is_met(s.offer, about, frozenset(values.split(",")))


def _by_person(wishes: Iterable[Wish]) -> Iterable[set[str]]:
    """The values that each person wishes together: what she is content with does not help him."""
    found: dict[str | None, set[str]] = {}
    for one in wishes:
        found.setdefault(one.by, set()).add(one.value)
    return found.values()


def _told(force: Force, about: About, value: str) -> str:
    return f"{force.value}:{about.value}:{value}"


def _concerns(case: Case, holders: tuple[Member, ...], by: str | None) -> bool:
    """A word of somebody who is not of the household list counts for everybody, like a refusal (R025)."""
    if by is None or by in {member.id for member in holders}:
        return True
    return by not in {member.id for member in case.client.household}
