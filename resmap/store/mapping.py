"""Records as the frozen values that rules look at. Ids of values are ids of records."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from resmap.domain.access import access_of
from resmap.domain.case import (
    COUPLE,
    FAMILY,
    Blocked,
    Case,
    CaseTie,
    Client,
    ClosingAttempt,
    Consents,
    Declined,
    Member,
    Need,
    Parked,
    Served,
)
from resmap.domain.codes import Answer, ListingScope, OfferStatus, Review, Sex
from resmap.domain.conflict import stands
from resmap.domain.household import CONSENTS_FROM
from resmap.domain.listing import Listing, is_resident, listed_for
from resmap.domain.network import Area, Eligibility, Offer, Outcomes, Party, Place, Tie
from resmap.domain.permissions import Actor
from resmap.domain.referral_reasons import Outcome
from resmap.domain.referrals import HOLDS_PLACE, LIVE, SERVES
from resmap.domain.sames import NONE_MERGED, Sames
from resmap.domain.standing_in import spread
from resmap.domain.training_tasks import Lacking
from resmap.domain.wishes import Told, Went, hindered, is_sort, tried, wish
from resmap.store.records import (
    AnswerRecord,
    BlockRecord,
    CaseRecord,
    CaseTieRecord,
    ClientRecord,
    ConsentKind,
    ConsentRecord,
    ListingConsentRecord,
    MemberRecord,
    NeedRecord,
    OfferRecord,
    PaperRecord,
    PartyRecord,
    ReferralRecord,
    ServiceRecord,
    TieRecord,
    UserRecord,
    WishRecord,
)

#: What a referral's outcome says of the sort of help that it was (R019); not known says nothing.
_WENT = {Outcome.GOT_HELP: Went.HELPED, Outcome.PARTLY: Went.PARTLY, Outcome.NO_HELP: Went.FAILED}

#: States of a need that is still to be met.
OPEN_NEED = "open"


@dataclass(frozen=True)
class CaseParts:
    """All records of one case. ``services`` and ``referrals`` are of the whole household:
    what served it counts, whichever case it came from (R195). ``capacity`` are questions for a place
    that were answered with a day; ``wishes`` are the case's own and what the household tried in any."""

    case: CaseRecord
    client: ClientRecord
    members: tuple[MemberRecord, ...]
    needs: tuple[NeedRecord, ...]
    services: tuple[ServiceRecord, ...]
    referrals: tuple[ReferralRecord, ...]
    answers: tuple[AnswerRecord, ...]
    blocks: tuple[BlockRecord, ...]
    consents: tuple[ConsentRecord, ...]
    ties: tuple[CaseTieRecord, ...]
    capacity: tuple[PaperRecord, ...] = ()
    wishes: tuple[WishRecord, ...] = ()
    #: Kind and needs of the entries to which a referral ended with an outcome.
    ended_at: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)


def actor_of(user: UserRecord) -> Actor:
    """The actor that a login acts as."""
    return Actor(
        id=user.id,
        role=user.role,
        dongs=frozenset(user.dongs or ()),
        office=user.office_id or "",
        organization=user.organisation,
        name=user.name,
    )


def listing_value(record: ListingConsentRecord) -> Listing:
    """A resident's consent as rules see it; one that was voided is no consent any more."""
    return Listing(
        scopes=frozenset(map(ListingScope, record.scopes)),
        since=record.since,
        until=record.until,
        how=record.how,
        paused=record.paused_at is not None,
        withdrawn=record.withdrawn_at is not None or record.voided_at is not None,
    )


def offer_value(
    record: OfferRecord,
    organisation: str,
    department: str | None,
    today: date,
    *,
    listing: Listing | None = None,
    agreement_lapsed: bool = False,
    lacks_training: tuple[Lacking, ...] = (),
    stands_for: tuple[Offer, ...] = (),
) -> Offer:
    """An offer as rules see it on that day; ``stands_for`` are the entries that were merged into it.

    An entry that was voided, withdrawn or merged into another, and a resident whose
    own agreement to be listed is over (P-25), needs nothing any more, so it is
    suggested to nobody, yet it still tells which unit served a household. So does a
    resident who only agreed to stand on the map, and stands there. ``listing`` is the
    youngest consent of a resident. A service whose last day has passed is closed. A
    resident's phone stays sealed: who calls opens the record.
    """
    gone = record.voided_at is not None or record.review in (Review.WITHDRAWN, Review.MERGED)
    listed = listed_for(record.extra, listing, today) if is_resident(record.kind) else None
    gone = gone or (listed is not None and not listed)
    if gone and listed is not None:
        listed = frozenset()
    is_unlisted = listed is not None and ListingScope.SUGGEST not in listed
    has_ended = record.ends_on is not None and record.ends_on < today
    is_verified = record.review in (Review.VERIFIED, Review.STALE)
    return Offer(
        id=record.id,
        name=record.name,
        kind=record.kind,
        organization=organisation,
        department=department,
        needs=() if gone or is_unlisted else record.needs,
        recipient_class=record.recipient_class,
        place=Place(record.sido, record.sigungu, record.dong, record.lat, record.lon),
        area=Area(record.area_level, frozenset(record.area_names)),
        eligibility=Eligibility(
            age_min=record.age_min,
            age_max=record.age_max,
            sex=record.sex,
            income_max=record.income_max,
            requires=frozenset(record.requires),
            excludes=frozenset(record.excludes),
        ),
        duplicate_group=record.duplicate_group,
        tags=frozenset(record.tags),
        places_left=record.places_left,
        status=OfferStatus.CLOSED if gone or has_ended else record.status,
        verified_on=record.verified_on if is_verified else None,
        location_secret=record.location_secret,
        vetted_for_minors=record.vetted_for_minors,
        access_line=record.access_line,
        name_en=record.name_en,
        description=record.description,
        phone=record.public_phone,
        hours=record.hours,
        how_to_apply=record.how_to_apply,
        welcomes=frozenset(record.welcomes),
        limit=record.limit,
        outcomes=Outcomes(record.ended, record.helped),
        listed_for=listed,
        agreement_lapsed=agreement_lapsed,
        lacks_training=lacks_training,
        access=access_of(
            record.kind,
            (record.name, organisation),
            record.needs,
            record.tags,
            record.particulars,
            languages=(record.extra or {}).get("languages"),
            cost=record.cost,
            schedules=record.schedules,
        ),
        stands_for=stands_for,
        extra=record.extra or {},
    )


def party_value(record: PartyRecord) -> Party:
    return Party(
        id=record.id,
        kind=record.kind,
        name=record.name,
        place=Place(record.sido, record.sigungu, record.dong, record.lat, record.lon),
        name_en=record.name_en,
        about=record.about,
        extra=record.extra or {},
    )


def tie_value(record: TieRecord) -> Tie:
    return Tie(record.source_id, record.target_id, record.kind, record.both_ways, record.strength)


def case_value(
    parts: CaseParts,
    setting: Place,
    today: date,
    event: ClosingAttempt | None = None,
    sames: Sames = NONE_MERGED,
) -> Case:
    """The case on that day. ``setting`` gives the sido and sigungu that a dong name belongs to.

    ``sames`` are the entries that were merged: what was said of one that forbids, forbids all
    (decision 0008).
    """
    case = parts.case
    value = Case(
        id=case.id,
        today=today,
        stage=case.stage,
        client=_client_value(parts, setting, today),
        needs=tuple(_need_value(need) for need in parts.needs if need.state == OPEN_NEED),
        title=case.title or "",
        emergency=case.emergency,
        quote=case.quote or "",
        demand=case.demand or "",
        problem_items=tuple(case.problem_items or ()),
        served=tuple(_served(parts)),
        declined=tuple(_declined(parts.answers, {need.id: need.holder for need in parts.needs})),
        blocked=tuple(_blocked(block) for block in parts.blocks if stands(block.since, block.ended_on, today)),
        consents=consents_value(
            parts.consents,
            today,
            needs_representative=_has_child(parts.members, today),
            sames=sames,
            speak_for_themselves=_speak_for_themselves(parts.members, today),
        ),
        ties=tuple(_case_tie(tie) for tie in parts.ties),
        event=event,
        moving_to=_place_of(case.moving_to, setting),
        parked=tuple(_parked(parts)),
        asked=frozenset(one.offer_id for one in parts.referrals if one.state in HOLDS_PLACE),
        **_told_once(parts),
    )
    return spread(value, sames)


def consents_value(
    records: Iterable[ConsentRecord],
    today: date,
    *,
    needs_representative: bool,
    sames: Sames = NONE_MERGED,
    speak_for_themselves: frozenset[str] = frozenset(),
) -> Consents:
    """Separate consents folded into what holds on that day.

    A refusal takes back what the same kind and recipient allowed before; the
    later record counts. An offer's consent that has run out stays in with its
    last day, since a disclosure says EXPIRED for it. Who once limited the contact
    to some neighbours and took that back has opened it to nobody else. Where a
    child under 14 belongs to the household the legal representative has not
    agreed unless a record says so (P-07). A consent opens the entry it names and none
    that is the same (``sames``); taking one back closes them all. Of the household nothing leaves
    unless each of ``speak_for_themselves`` (ids of members) agreed to their own part (P-08).
    """
    kinds = ConsentKind
    told = _told_by(records, today)
    taken_back = _taken_back(told, sames)
    standing = {
        key: record for key, record in told.items() if _holds(record, today) and not taken_back(key, record)
    }
    by_kind: dict[ConsentKind, dict[str | None, ConsentRecord]] = {kind: {} for kind in kinds}
    for (kind, recipient), record in standing.items():
        by_kind[kind][recipient] = record
    named = by_kind[kinds.PROVIDE_OFFER]
    is_limited = any(kind is kinds.NETWORK_CONTACT_ONLY for kind, _ in told)
    representative = bool(by_kind[kinds.LEGAL_REPRESENTATIVE])
    agreed = speak_for_themselves <= set(by_kind[kinds.FAMILY]) and (representative or not needs_representative)
    kept_back = frozenset() if agreed else frozenset({"household"})
    return Consents(
        collect=bool(by_kind[kinds.COLLECT]),
        provide_to_classes=frozenset(by_kind[kinds.PROVIDE_CLASS]),
        provide_to_offers=frozenset(named),
        sensitive_to_classes=frozenset(by_kind[kinds.SENSITIVE_CLASS]),
        sensitive_to_offers=frozenset(by_kind[kinds.SENSITIVE_OFFER]),
        network_contact=bool(by_kind[kinds.NETWORK_CONTACT]),
        network_contact_only=frozenset(by_kind[kinds.NETWORK_CONTACT_ONLY]) if is_limited else None,
        legal_representative_agrees=representative or not needs_representative,
        record_handover=bool(by_kind[kinds.RECORD_HANDOVER]),
        aftercare=bool(by_kind[kinds.AFTERCARE]),
        media=bool(by_kind[kinds.MEDIA]),
        sensitive=bool(by_kind[kinds.SENSITIVE]),
        fields_for_offer={
            offer: tuple(name for name in record.items if name not in kept_back)
            for offer, record in named.items()
            if record.items
        },
        expires={offer: record.until for offer, record in named.items() if record.until},
    )


def _told_by(
    records: Iterable[ConsentRecord], today: date
) -> Mapping[tuple[ConsentKind, str | None], ConsentRecord]:
    """The last word for each kind and recipient up to that day, a yes or a no."""
    last: dict[tuple[ConsentKind, str | None], ConsentRecord] = {}
    for record in sorted(records, key=lambda one: (one.since, one.created_at, one.id)):
        if record.since <= today and record.voided_at is None:
            last[record.kind, record.recipient] = record
    return last


def _taken_back(
    told: Mapping[tuple[ConsentKind, str | None], ConsentRecord], sames: Sames
) -> Callable[[tuple[ConsentKind, str | None], ConsentRecord], bool]:
    """Whether a consent was taken back since, by a no that names another entry of the same."""
    noes = [
        (kind, same, record)
        for (kind, recipient), record in told.items()
        if recipient and not (record.granted and record.withdrawn_at is None)
        for same in sames.of(recipient)
        if same != recipient
    ]

    def is_taken_back(key: tuple[ConsentKind, str | None], record: ConsentRecord) -> bool:
        return any((kind, same) == key and _said_at(no) > _said_at(record) for kind, same, no in noes)

    return is_taken_back


def _said_at(record: ConsentRecord) -> tuple:
    """When the word was given; taking it back is a later word."""
    said = record.withdrawn_at or record.created_at
    return (max(record.since, said.date()), said, record.id)


def _holds(record: ConsentRecord, today: date) -> bool:
    if not record.granted or record.withdrawn_at is not None:
        return False
    keeps_its_end = record.kind is ConsentKind.PROVIDE_OFFER
    return record.until is None or today <= record.until or keeps_its_end


def _client_value(parts: CaseParts, setting: Place, today: date) -> Client:
    case, client = parts.case, parts.client
    return Client(
        place=Place(setting.sido, setting.sigungu, client.dong, client.lat, client.lon),
        household=tuple(_member_value(member, today) for member in parts.members),
        income_percent=case.income_percent,
        facts=frozenset(client.facts or ()),
        strengths=tuple(client.strengths or ()),
        benefits_in_payment=frozenset(case.benefits or ()),
        protected=client.protected,
        protected_from=case.protected_from,
        scales=client.scales or {},
    )


def _member_value(member: MemberRecord, today: date) -> Member:
    return Member(
        id=member.id,
        age=_age(member, today),
        sex=Sex(member.sex) if member.sex else None,
        relation=member.relation or "",
        facts=frozenset(member.facts or ()),
    )


def _age(member: MemberRecord, today: date) -> int | None:
    """Completed years as told, else the difference of years (the birthday taken as passed)."""
    if member.age is not None or member.birth_year is None:
        return member.age
    return today.year - member.birth_year


def _has_child(members: Iterable[MemberRecord], today: date) -> bool:
    ages = (_age(member, today) for member in members)
    return any(age is not None and age < CONSENTS_FROM for age in ages)


def _speak_for_themselves(members: Iterable[MemberRecord], today: date) -> frozenset[str]:
    """Members beside the client who are not known to be under 14: the client's word does not cover them (P-08)."""
    others = tuple(members)[1:]
    return frozenset(one.id for one in others if (age := _age(one, today)) is None or age >= CONSENTS_FROM)


def _need_value(need: NeedRecord) -> Need:
    return Need(
        code=need.code or "",
        holder=need.holder,
        priority=need.priority,
        severity=need.severity,
        depends_on=need.depends_on,
        removes_obstacle_to=need.removes_obstacle_to,
    )


def _served(parts: CaseParts) -> Iterable[Served]:
    """Services from any source, and referrals that led to one; a mere request is none (R195)."""
    for service in parts.services:
        yield Served(service.offer_id, service.since, service.until)
    for referral in parts.referrals:
        if referral.state in SERVES:
            since = referral.started_on or _day(referral.answered_at)
            yield Served(
                referral.offer_id, since, None if referral.state in LIVE else _end(referral)
            )


def _end(referral: ReferralRecord) -> date | None:
    return referral.ended_on or referral.started_on or _day(referral.answered_at)


def _day(moment: Any) -> date | None:
    return None if moment is None else moment.date()


def _declined(answers: Iterable[AnswerRecord], holders: Mapping[str, str]) -> Iterable[Declined]:
    """Offers whose last answer was a no that nobody re-opened (R025).

    A no to an offer for a need is the no of whoever holds that need (``holders`` by need),
    whoever said it: a mother answers for her child, one for the couple.
    """
    last: dict[tuple[str, str | None], AnswerRecord] = {}
    for answer in sorted(answers, key=lambda one: (one.created_at, one.id)):
        last[answer.offer_id, _whose(answer, holders)] = answer
    for (offer, whose), answer in last.items():
        if answer.answer is Answer.DECLINE and answer.reopened_at is None:
            yield Declined(offer, whose, answer.why)


def _whose(answer: AnswerRecord, holders: Mapping[str, str]) -> str | None:
    """The member whose answer it is; None for all of the household."""
    if answer.by_id is None or answer.need_id not in holders:
        return answer.by_id
    holder = holders[answer.need_id]
    return None if holder in (COUPLE, FAMILY) else holder


def _parked(parts: CaseParts) -> Iterable[Parked]:
    """Offers that said they have no place when they were asked for this case, and until when."""
    for referral in parts.referrals:
        if referral.parked_until is not None and referral.case_id == parts.case.id:
            yield Parked(referral.offer_id, referral.parked_until)
    for paper in parts.capacity:
        if paper.due_on is not None and paper.subject_id is not None:
            yield Parked(paper.subject_id, paper.due_on)


def _told_once(parts: CaseParts) -> dict[str, tuple]:
    """What was said once for all and stands; with what the household's own referrals taught (R019).

    Who has left the household or died binds nobody any more: their word is kept and not asked.
    """
    members = {None, *(one.id for one in parts.members)}
    standing = [one for one in parts.wishes if one.taken_back_on is None and one.what and one.by_id in members]
    own = [one for one in standing if one.case_id == parts.case.id]
    ended = (
        tried(*_kind_and_went(one, parts), one.ended_on)
        for one in parts.referrals
        if one.outcome in _WENT and is_sort(parts.ended_at.get(one.offer_id, ("", ()))[0])
    )
    return {
        "wishes": tuple(wish(**one.what, by=one.by_id) for one in own if one.told is Told.WISH),
        "hindered": tuple(hindered(**one.what, by=one.by_id) for one in own if one.told is Told.HINDRANCE),
        "tried": (*(tried(**one.what, on=one.said_on) for one in standing if one.told is Told.TRIED), *ended),
    }


def _kind_and_went(referral: ReferralRecord, parts: CaseParts) -> tuple[str, Went, tuple[str, ...]]:
    kind, needs = parts.ended_at[referral.offer_id]
    return kind, _WENT[Outcome(referral.outcome)], needs


def _blocked(block: BlockRecord) -> Blocked:
    return Blocked(block.offer_id, block.organisation, block.person_id, block.why)


def _case_tie(tie: CaseTieRecord) -> CaseTie:
    return CaseTie(tie.source_id, tie.target_id, tie.kind, tie.both_ways, tie.strength)


def _place_of(document: dict | None, setting: Place) -> Place | None:
    if not document:
        return None
    known = {"sido": setting.sido, "sigungu": setting.sigungu} | document
    return Place(**{name: known.get(name) for name in ("sido", "sigungu", "dong", "lat", "lon")})
