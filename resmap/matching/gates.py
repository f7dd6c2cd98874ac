"""Gates: an offer that fails one is never suggested (contract §1, practice §2.10).

Each judge answers AGAINST to close its gate, UNKNOWN where a phone call could
tell ("ask"), else NEUTRAL. Eligibility is judged on the holder of the need:
each partner of a couple, one member of a family (contract §1, Holder).
"""

from collections.abc import Callable, Iterable
from datetime import date

from resmap.domain.case import FAMILY, Member
from resmap.domain.codes import AreaLevel, GateCode, OfferStatus
from resmap.domain.household import MINOR_BELOW
from resmap.domain.referral_reasons import is_parked
from resmap.domain.serving import already_served, groups_of, same_name
from resmap.matching.situation import Situation
from resmap.matching.wishing import wish
from resmap.scoring import Finding, Gate, neutral, speaks_against, unknown

#: An entry verified longer ago is not suggested (practice §2.7, freshness).
STALE_AFTER_DAYS = 365

_FITS = neutral("fits")


def need(s: Situation) -> Finding:
    if s.need.code in s.offer.needs:
        return _FITS
    return speaks_against("NEED", need=s.need.code)


def age(s: Situation) -> Finding:
    rules = s.offer.eligibility
    return _by_holder(s, GateCode.AGE, low=rules.age_min, high=rules.age_max)


def sex(s: Situation) -> Finding:
    wanted = s.offer.eligibility.sex
    return _FITS if wanted is None else _by_holder(s, GateCode.SEX, sex=wanted.value)


def income(s: Situation) -> Finding:
    limit, has = s.offer.eligibility.income_max, s.case.client.income_percent
    if limit is None:
        return _FITS
    if has is None:
        return unknown(GateCode.INCOME, limit=limit)
    return _FITS if has <= limit else speaks_against(GateCode.INCOME, limit=limit)


def requires(s: Situation) -> Finding:
    wanted = s.offer.eligibility.requires
    return _by_holder(s, GateCode.REQUIRES, wanted=sorted(wanted)) if wanted else _FITS


def excludes(s: Situation) -> Finding:
    unwanted = s.offer.eligibility.excludes
    return _by_holder(s, GateCode.EXCLUDES, unwanted=sorted(unwanted)) if unwanted else _FITS


def area(s: Situation) -> Finding:
    serves, here = s.offer.area, s.case.place
    if serves.level is AreaLevel.NATION:
        return _FITS
    names = sorted(serves.names)
    if not names:
        return unknown(GateCode.AREA, level=serves.level.value)
    around = s.around
    # A secret place that serves one dong would be told by the name of that dong (P-21).
    facts = {"level": serves.level.value} | ({} if s.offer.location_secret else {"names": names})
    if serves.level is AreaLevel.SIDO:
        fits = _among(here.sido, serves.names)
    elif serves.level is AreaLevel.SIGUNGU:
        fits = _among(here.sigungu, serves.names)
        if fits and _equal(here.sido, around.setting_sido) is False:
            fits = None  # six cities have a 중구: somebody has to ask which one is meant
    else:
        # Dong names repeat over the country: they are those of the network's setting.
        fits = _all(
            _equal(here.sido, around.setting_sido),
            _equal(here.sigungu, around.setting_sigungu),
            _among(here.dong, serves.names),
        )
    if fits is None:
        return unknown(GateCode.AREA, **facts)
    return _FITS if fits else speaks_against(GateCode.AREA, **facts)


def capacity(s: Situation) -> Finding:
    if s.offer.status is OfferStatus.PAUSED:
        return speaks_against(GateCode.CAPACITY, paused=True)
    rests = [one.until for one in s.case.parked if one.offer == s.offer.id and is_parked(one.until, s.around.today)]
    if rests:  # whatever the register counts: they said so when they were asked for this household
        return speaks_against(GateCode.CAPACITY, parked=max(rests).isoformat())
    if s.offer.places_left is None:
        return unknown(GateCode.CAPACITY)
    return speaks_against(GateCode.CAPACITY, places=0) if s.offer.places_left <= 0 else _FITS


def closed(s: Situation) -> Finding:
    if same_name(s.offer.organization) in s.around.closed_organizations:
        return speaks_against(GateCode.CLOSED, organization=s.offer.organization)
    if s.offer.status is OfferStatus.CLOSED:
        return speaks_against(GateCode.CLOSED)
    return _FITS


def served(s: Situation) -> Finding:
    service = already_served(s.offer, s.around.history)
    if service is None:
        return _FITS
    return speaks_against(
        GateCode.SERVED,
        organization=s.offer.organization,
        department=s.offer.department,
        since=_iso(service.since),
        until=_iso(service.until),
        running=service.runs_on(s.around.today),
    )


def duplicate(s: Situation) -> Finding:
    running = s.around.history.running_groups
    for group in groups_of(s.offer):
        if group in running:
            return speaks_against(GateCode.DUP, group=group, running=running[group])
    return _FITS


def refused(s: Situation) -> Finding:
    own = {member.id for member in s.case.client.household}
    holding = {member.id for member in s.holders}
    for answer in s.case.declined:
        if answer.offer != s.offer.id:
            continue
        # A no of somebody who is not of the household list counts for everybody.
        if answer.by is None or answer.by not in own or answer.by in holding:
            return speaks_against(GateCode.REFUSED)
    return _FITS


def conflict(s: Situation) -> Finding:
    if s.offer.id in s.around.kept_apart:
        return speaks_against(GateCode.CONFLICT)
    # With whom is not told: it may be a secret place (P-21).
    return speaks_against(GateCode.CONFLICT, between="providers") if s.offer.id in s.around.at_odds else _FITS


def vetted(s: Situation) -> Finding:
    if s.offer.vetted_for_minors:
        return _FITS
    minors = [_is_minor(member) for member in s.holders]
    known_unfit = s.offer.vetted_for_minors is False or s.offer.is_individual
    if True in minors:
        if known_unfit:
            return speaks_against(GateCode.VET)
        return _FITS if s.offer.recipient_class == "agency" else unknown(GateCode.VET)
    return unknown(GateCode.VET) if None in minors and known_unfit else _FITS


def trained(s: Situation) -> Finding:
    """A helper without a training that the office asks for is not suggested for that task (R043).

    Apart from :func:`vetted`: who lets a missing training pass has said nothing of work with minors.
    """
    missing = s.offer.missing_training(s.need.code)
    return speaks_against(GateCode.TRAINING, training=list(missing)) if missing else _FITS


def safety(s: Situation) -> Finding:
    """Contra-indications that no consent and no override lifts (R105, practice §2.10)."""
    if "alcohol" in s.offer.tags and "alcohol_dependence" in s.all_facts:
        return speaks_against(GateCode.SAFETY, reason="alcohol")
    joint = "joint_couple_counselling" in s.offer.tags and s.need.code in ("FAM11", "FAM15")
    if not joint:
        return _FITS
    if "dv_active" in s.case.facts or "SAF11" in s.around.need_codes:
        return speaks_against(GateCode.SAFETY, reason="violence")
    if not _screened(s.case.facts, s.around.today):
        return unknown(GateCode.SAFETY, reason="violence_not_screened")
    return _FITS


def stale(s: Situation) -> Finding:
    verified = s.offer.verified_on
    if verified is None:
        return speaks_against(GateCode.STALE, verified_on=None)
    days = (s.around.today - verified).days
    if days > STALE_AFTER_DAYS:
        return speaks_against(GateCode.STALE, verified_on=verified.isoformat(), days=days)
    return _FITS


#: Gates in the order in which they are told. NEED comes first: the others are
#: only asked of offers that cover the need.
GATES: tuple[Gate[Situation], ...] = (
    Gate(GateCode.CONFLICT, conflict, "R044, practice §2.10 rule 11"),
    Gate(GateCode.SAFETY, safety, "R105, practice §2.10 rule 1"),
    Gate(GateCode.VET, vetted, "R043, practice §2.7"),
    Gate(GateCode.TRAINING, trained, "R043, practice §2.7"),
    Gate(GateCode.SERVED, served, "R195, seed A:77"),
    Gate(GateCode.DUP, duplicate, "P-30, 사회보장급여법 §9①"),
    Gate(GateCode.REFUSED, refused, "R025"),
    Gate(GateCode.WISH, wish, "R035, R105"),
    Gate(GateCode.CLOSED, closed, "R196"),
    Gate(GateCode.CAPACITY, capacity, "R141, R144, R196"),
    Gate(GateCode.AREA, area, "R001, R196"),
    Gate(GateCode.AGE, age, "R196"),
    Gate(GateCode.SEX, sex, "R196"),
    Gate(GateCode.INCOME, income, "R196"),
    Gate(GateCode.REQUIRES, requires, "R196"),
    Gate(GateCode.EXCLUDES, excludes, "R196"),
    Gate(GateCode.STALE, stale, "R046, practice §2.7"),
)

NEED_GATE: Gate[Situation] = Gate(GateCode.NEED, need, "R086, R196")

#: No reason in the world opens these (contract §1, override).
NEVER_OVERRIDDEN = frozenset({GateCode.SAFETY, GateCode.CONFLICT, GateCode.CONSENT})


def _age_fits(s: Situation, member: Member) -> bool | None:
    low, high = s.offer.eligibility.age_min or 0, s.offer.eligibility.age_max
    if low <= 0 and (high is None or high >= 120):
        return True
    if member.age is None:
        return None
    return low <= member.age and (high is None or member.age <= high)


def _sex_fits(s: Situation, member: Member) -> bool | None:
    wanted = s.offer.eligibility.sex
    if wanted is None:
        return True
    return None if member.sex is None else member.sex is wanted


def _has_required(s: Situation, member: Member) -> bool:
    return s.offer.eligibility.requires <= s.facts(member)


def _has_nothing_unwanted(s: Situation, member: Member) -> bool:
    return not s.offer.eligibility.excludes & s.facts(member)


#: What eligibility asks of a person.
_PERSONAL: dict[GateCode, Callable[[Situation, Member], bool | None]] = {
    GateCode.AGE: _age_fits,
    GateCode.SEX: _sex_fits,
    GateCode.REQUIRES: _has_required,
    GateCode.EXCLUDES: _has_nothing_unwanted,
}


def _by_holder(s: Situation, code: GateCode, **facts: object) -> Finding:
    """Combine one judgement per holder: all of a couple, one and the same of a family."""
    judged = _closest(s) if s.need.holder == FAMILY else s.holders
    if not judged:
        return unknown(code, **facts)
    fits = _all(*(_PERSONAL[code](s, member) for member in judged))
    if fits is None:
        return unknown(code, **facts)
    return _FITS if fits else speaks_against(code, **facts)


def _closest(s: Situation) -> list[Member]:
    """The family members of whom most is fulfilled: one who fits in everything is enough.

    Age from one and sex from another would make an eligible person of nobody.
    """
    answers = {m.id: [judge(s, m) for judge in _PERSONAL.values()] for m in s.holders}
    misses = {m: (each.count(False), each.count(None)) for m, each in answers.items()}
    fewest = min(misses.values(), default=None)
    return [member for member in s.holders if misses[member.id] == fewest]


def _all(*answers: bool | None) -> bool | None:
    """Three-valued "and": one no is a no, else one unknown is unknown."""
    if False in answers:
        return False
    return None if None in answers else True


def _among(name: str | None, names: Iterable[str]) -> bool | None:
    return None if not name else same_name(name) in {same_name(one) for one in names}


def _equal(one: str | None, other: str | None) -> bool | None:
    return None if not one or not other else same_name(one) == same_name(other)


def _is_minor(member: Member) -> bool | None:
    return None if member.age is None else member.age < MINOR_BELOW


def _screened(facts: frozenset[str], today: date) -> bool:
    """A negative violence screen with a real date that is not in the future is on file."""
    prefix = "dv_screen_negative_"
    for fact in facts:
        if fact.startswith(prefix):
            try:
                if date.fromisoformat(fact.removeprefix(prefix)) <= today:
                    return True
            except ValueError:
                continue
    return False


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
