"""From a judged case to the views of its page: codes become words here, once, for one reader."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from resmap.domain.case import COUPLE, FAMILY, Need
from resmap.domain.codes import NETWORK_CLASSES, Answer, GateCode, RecipientClass
from resmap.domain.consent import may_sign
from resmap.domain.disclosure import ALLOWED
from resmap.domain.duties import REPORTS
from resmap.domain.network import Offer
from resmap.domain.protection import contact_from
from resmap.domain.referrals import LIVE
from resmap.flows.case_loading import LoadedCase
from resmap.flows.case_view import (
    KINDS,
    AnswerView,
    AsideView,
    CaseHead,
    DeclinedView,
    DutyView,
    LineView,
    MemberView,
    NeedView,
    ReferralMark,
    SuggestionView,
)
from resmap.flows.judging import Sentences
from resmap.flows.ruling import alive_to
from resmap.matching.engine import Aside, ForNeed, Suggestion
from resmap.matching.factors import PLENTY
from resmap.matching.gates import NEVER_OVERRIDDEN
from resmap.scoring import Verdict
from resmap.store import AnswerRecord, DutyRecord, MemberRecord, OfferRecord
from resmap.words import say
from resmap.words.explain import distance_text, factor_name, gate_name, need_name
from resmap.words.terminal import fit_key

SEOUL = ZoneInfo("Asia/Seoul")

#: So many are told of one need at once; more on request.
MOST, MOST_ON_REQUEST = 10, 60
#: So many of the reasons against are told; at city size there are thousands.
MOST_REASONS = 60

#: A refusal is undone by the client, not by a supervisor (R025); the rest knows no exception at all.
NOT_ON_PAPER = frozenset({*map(str, NEVER_OVERRIDDEN), GateCode.REFUSED.value, GateCode.WISH.value, GateCode.NEED.value})

#: Reasons that stand elsewhere in the row, or are true of nearly every row.
_NOT_AT_ONCE = frozenset(
    {"central", "also", "within", "road", "severity", "confirmed", "fresh", "places", "plenty"}
)
#: Reasons that are about this person come first, those about kinds of helpers last.
_ABOUT_THE_PERSON = frozenset(
    {
        "requires_what_is",
        "for_this_age",
        "for_this_sex",
        "reached_at_once",
        "examines_first",
        "client_can_give",
        "place_to_contribute",
        "several_needs",
        "statutory_benefit",
        "same_dong",
    }
)
_ABOUT_KINDS = frozenset(
    {"neighbours_first", "volunteers_near", "specialist_for_specialist", "office_in_charge", "public_service"}
)


def kind_of(offer: Offer) -> str:
    """One of :data:`KINDS`: how people at the desk sort what they look for."""
    if offer.is_benefit:
        return "benefit"
    match offer.recipient_class:
        case RecipientClass.SHOP:
            return "shop"
        case RecipientClass.ASSOCIATION | RecipientClass.SELFHELP:
            return "group"
        case RecipientClass.NEIGHBOUR:
            return "neighbour"
        case RecipientClass.VOLUNTEER:
            return "neighbour" if offer.is_individual else "group"
        case _:
            return "agency"


class CaseSentences(Sentences):
    """Sentences that know the people of one household by their relation."""

    def __init__(self, loaded: LoadedCase, locale: str):
        super().__init__(loaded.network, locale)
        self._household = {one.id: one for one in loaded.parts.members}

    def name(self, node: str) -> str:
        member = self._household.get(node)
        return member_label(member, self.locale) if member else super().name(node)

    def reason(self, code: str, facts: Mapping[str, object]) -> str:
        return self.gate(str(code), facts)


def member_label(member: MemberRecord, locale: str) -> str:
    """ "아들(초2) · 8세": never a name, which the list of answers does not need."""
    words = [member.relation or say("case.member", locale)]
    if member.age is not None:
        words.append(say("case.age", locale, age=member.age))
    return " · ".join(words)


def holder_label(loaded: LoadedCase, holder: str, locale: str) -> str:
    """Whose need it is, in words."""
    if holder in (COUPLE, FAMILY):
        return say(f"case.holder.{holder}", locale)
    for position, member in enumerate(loaded.parts.members):
        if member.id == holder:
            return say("case.holder.client", locale) if position == 0 else member.relation or member_label(member, locale)
    return say("case.holder.unknown", locale)


def head_of(loaded: LoadedCase, manager: str, locale: str) -> CaseHead:
    case, client = loaded.parts.case, loaded.parts.client
    protected, signers = client.protected, may_sign(loaded.case)
    return CaseHead(
        id=case.id,
        revision=case.revision,
        number=case.number,
        name=(locale == "en" and client.name_en) or client.name or "",
        title=case.title or "",
        dong=case.dong,
        stage=case.stage.value,
        emergency=case.emergency,
        protected=protected,
        # P-22: a protected client is never reached by the usual number or at home.
        phone=None if protected else client.phone,
        address=None if protected else client.address,
        manager=manager,
        opened_on=case.opened_on,
        household=tuple(
            MemberView(one.id, member_label(one, locale), one.id in signers) for one in loaded.parts.members
        ),
        quote=case.quote,
        demand=case.demand,
        summary=case.summary,
        strengths=tuple(client.strengths or ()),
        closing=case.closing_reason.value if case.closing_reason else None,
        closed_on=case.closed_on,
        safe=contact_from(client.safe_contact).safe,
    )


def duties_view(
    loaded: LoadedCase, say_: Sentences, handled: Iterable[DutyRecord] = ()
) -> tuple[DutyView, ...]:
    """The duties of a case with what became of each, as far as ``handled`` tells it."""
    done: dict[str, date] = {}
    why_not: dict[str, str] = {}
    for record in sorted(handled, key=lambda one: (one.done_at or one.created_at, one.id)):
        if record.done_at is not None:
            done[record.code.value] = local_day(record.done_at)
        elif record.justified:
            why_not[record.code.value] = record.justified
    return tuple(
        DutyView(
            duty.code.value,
            say_.duty(duty.code.value, duty.facts),
            duty.code in REPORTS,
            str(duty.facts["call"]) if duty.facts.get("call") else None,
            done.get(duty.code.value),
            None if duty.code.value in done else why_not.get(duty.code.value),
        )
        for duty in loaded.judgement.match.duties
    )


class NeedTeller:
    """Tells the needs of one case in one language.

    ``records`` are the register's entries of offers to be told, for what a value
    does not hold (a resident's sealed phone).
    """

    def __init__(
        self,
        loaded: LoadedCase,
        locale: str,
        records: Callable[[Iterable[str]], Mapping[str, OfferRecord]],
        may_override: bool,
    ):
        self.loaded, self.locale, self.records = loaded, locale, records
        self.may_override = may_override
        self.say = CaseSentences(loaded, locale)
        self.answers = last_answers(loaded.parts.answers)
        self.refusals = standing_refusals(loaded.parts.answers)
        self.any_referral = any(one.state in LIVE and one.case_id == loaded.id for one in loaded.parts.referrals)

    def need(self, found: ForNeed, kind: str | None = None, most: int = MOST) -> NeedView:
        """One need; ``kind`` leaves the suggestions of that kind only."""
        need, record = found.need, self.loaded.need_record(found.need)
        wanted = [at for at, offer in enumerate(found.suggested) if kind in (None, kind_of(offer))]
        told = [(at + 1, found.suggestions[at]) for at in wanted[:most]]
        phones = self.records(one.offer.id for _, one in told)
        declined = self._declined(found)
        gone = {one.offer for one in declined}
        excluded = self._why_not(found, gone)
        return NeedView(
            id=record.id,
            code=need.code,
            name=need_name(need.code, self.locale),
            holder=holder_label(self.loaded, need.holder, self.locale),
            severity=need.severity,
            priority=need.priority,
            urgent=need.severity >= 4,
            words=record.words,
            waits_for=need_name(need.depends_on, self.locale) if need.depends_on else None,
            suggestions=tuple(self.suggestion(one, rank, phones.get(one.offer.id), need) for rank, one in told),
            total=len(wanted),
            all_kinds=len(found.suggested),
            relations=self._relations(need) if kind in (None, "neighbour", "group") else (),
            existing=tuple(self._existing(offer) for offer in found.existing),
            information_only=self._asides(found.information_only, kind),
            blocked_consent=self._asides(found.blocked_consent, kind),
            declined=declined,
            why_not=excluded,
            why_not_total=len(found.excluded) - sum(1 for one in gone if one in found.excluded_codes),
        )

    def suggestion(self, one: Suggestion, rank: int, record: OfferRecord | None, need: Need) -> SuggestionView:
        offer, locale = one.offer, self.locale
        lines = tuple(self.line(line) for line in one.card.lines)
        answer = self.answers.get(offer.id)
        return SuggestionView(
            offer=offer.id,
            name=self.say.name(offer.id),
            unit=self.unit(offer),
            kind=kind_of(offer),
            rank=rank,
            fit=fit_key(one.card.score, one.ask),
            score=one.card.score,
            lines=lines,
            best=self._best(one),
            caution=self._caution(one),
            ask=tuple(self.say.ask(str(code)) for code in one.ask),
            distance=distance_text(one.told_distance_m, locale, one.told_by_band),
            places=_places(offer, locale),
            phone=offer.access_line or (record.phone if record else offer.phone),
            line_only=bool(offer.access_line),
            hours=offer.hours,
            road=self._road(one.road),
            secret=offer.location_secret,
            overridden=tuple(gate_name(str(code), locale) for code in one.overridden),
            answer=self.answer(answer) if answer else None,
            referral=self._referral(offer),
            seen=answer.id if answer else "",
            beside=self._beside(one, need),
        )

    def _beside(self, one: Suggestion, need: Need) -> tuple[str, ...]:
        removers = self.loaded.judgement.removers.get((need.code, need.holder), {})
        return tuple(
            self.say.bundle(code, [self.say.name(offer.id) for offer in removers.get(code, ())])
            for code in one.hindrances
        )

    def line(self, line) -> LineView:
        return LineView(
            line.factor,
            factor_name(line.factor, self.locale),
            line.verdict.value,
            line.points,
            line.of,
            self.say.line(str(line.reason), line.facts),
        )

    def answer(self, record: AnswerRecord) -> AnswerView:
        by = say("case.holder.family", self.locale)
        if record.by_id:
            by = holder_label(self.loaded, record.by_id, self.locale)
        return AnswerView(record.id, record.answer.value, by, record.why, local_day(record.created_at))

    def unit(self, offer: Offer) -> str:
        """Where the offer belongs: agency and department; for neighbours, shops and groups their dong."""
        dong = offer.place.dong
        if offer.is_individual:
            return say("case.resident_of", self.locale, dong=dong) if dong else say("case.resident", self.locale)
        if offer.recipient_class in NETWORK_CLASSES:
            return dong or offer.organization
        return " · ".join(filter(None, (offer.organization, offer.department)))

    def _best(self, one: Suggestion) -> tuple[str, ...]:
        good = [line for line in one.card.lines if line.verdict is Verdict.FOR]
        chosen = [line for line in good if str(line.reason) not in _NOT_AT_ONCE]
        chosen.sort(
            key=lambda line: (line.reason not in _ABOUT_THE_PERSON, line.reason in _ABOUT_KINDS, -line.points)
        )
        if not chosen:
            chosen = [line for line in good if line.reason in ("central", "also")]
        return tuple(self.say.line(str(line.reason), line.facts) for line in chosen[:2])

    def _caution(self, one: Suggestion) -> str:
        against = [line for line in one.card.lines if line.verdict is Verdict.AGAINST]
        against.sort(key=lambda line: line.points)
        return self.say.line(str(against[0].reason), against[0].facts) if against else ""

    def _road(self, road: Sequence[str] | None) -> str:
        if road is None:
            return ""
        names = [self.say.name(node) for node in road[1:-1]]
        return say("case.road", self.locale, names=names) if names else say("case.road_direct", self.locale)

    def _referral(self, offer: Offer) -> ReferralMark | None:
        if not self.any_referral:
            return None
        record, same = alive_to(self.loaded, offer), self.loaded.network.sames.of(offer.id)
        return record and ReferralMark(record.id, record.state.value, record.offer_id in same)

    def _relations(self, need: Need) -> tuple[str, ...]:
        found = self.loaded.judgement.relations.get((need.code, need.holder), ())
        return tuple(self.say.relation(str(one.action), one.to, one.via) for one in found)

    def _existing(self, offer: Offer) -> AsideView:
        service = self.loaded.around.history.offers.get(offer.id)
        since = service.since if service else None
        words = (say("case.since", self.locale, day=since),) if since else ()
        return self._aside(offer, words)

    def _asides(self, found: Sequence[Aside], kind: str | None) -> tuple[AsideView, ...]:
        """Offers that only lack a consent, with what could be agreed to; where an agreement has run out
        nothing can be, and that is the reason (R047)."""
        told = [one for one in found[:MOST_REASONS] if kind in (None, kind_of(one.offer))]
        return tuple(
            self._aside(one.offer, self._reasons(one))
            if one.offer.agreement_lapsed
            else replace(self._aside(one.offer, ()), consent_fields=ALLOWED[one.offer.recipient_class])
            for one in told
        )

    def _declined(self, found: ForNeed) -> tuple[DeclinedView, ...]:
        suggested = {offer.id for offer in found.suggested}
        standing = self.loaded.network.sames.standing
        said = {standing(answer) for answer in self.answers}
        closed = {one.offer.id: one for one in found.excluded if one.offer.id in said}
        views = {}
        for answer in self.refusals:
            offer = self.loaded.network.by_id.get(standing(answer.offer_id))
            if offer is None or offer.id in suggested or found.need.code not in offer.needs:
                continue
            aside = closed.get(offer.id)
            others = self._reasons(aside, without=GateCode.REFUSED) if aside else ()
            views[offer.id] = DeclinedView(offer.id, self.say.name(offer.id), self.answer(answer), others)
        return tuple(views.values())

    def _why_not(self, found: ForNeed, gone: set[str]) -> tuple[AsideView, ...]:
        views = []
        for one in found.excluded:
            if one.offer.id in gone:
                continue
            if len(views) == MOST_REASONS:
                break
            codes = {str(reason.code) for reason in one.reasons}
            may = self.may_override and not codes & NOT_ON_PAPER
            views.append(self._aside(one.offer, self._reasons(one), may))
        return tuple(views)

    def _reasons(self, aside: Aside, without: str = "") -> tuple[str, ...]:
        return tuple(
            self.say.reason(one.code, one.facts) for one in aside.reasons if str(one.code) != str(without)
        )

    def _aside(self, offer: Offer, reasons: tuple[str, ...], may_override: bool = False) -> AsideView:
        return AsideView(
            offer=offer.id,
            name=self.say.name(offer.id),
            unit=self.unit(offer),
            kind=kind_of(offer),
            reasons=reasons,
            # A resident's number is for who may be asked, and nobody may ask here yet.
            phone=offer.access_line or offer.phone,
            may_override=may_override,
            referral=self._referral(offer),
        )


def kinds_of(needs: Iterable[ForNeed]) -> dict[str, int]:
    """How many different offers of each kind are suggested, over all needs."""
    seen = {offer.id: kind_of(offer) for one in needs for offer in one.suggested}
    return {kind: sum(1 for one in seen.values() if one == kind) for kind in KINDS}


def last_answers(answers: Iterable[AnswerRecord]) -> dict[str, AnswerRecord]:
    """The last answer to each offer, whoever gave it."""
    return {one.offer_id: one for one in sorted(answers, key=lambda one: (one.created_at, one.id))}


def standing_refusals(answers: Iterable[AnswerRecord]) -> tuple[AnswerRecord, ...]:
    """The noes that were the last word on an offer for a need and that nobody re-opened, oldest first."""
    last: dict[tuple[str, str | None], AnswerRecord] = {}
    for one in sorted(answers, key=lambda one: (one.created_at, one.id)):
        last[one.offer_id, one.need_id] = one
    noes = (one for one in last.values() if one.answer is Answer.DECLINE and one.reopened_at is None)
    return tuple(sorted(noes, key=lambda one: (one.created_at, one.id)))


def snapshot(model: str, one: Suggestion, rank: int) -> dict:
    """A suggestion as it was told, to be kept with what was said to it (R019)."""
    return {
        "model": model,
        "rank": rank,
        "score": one.card.score,
        "ask": [str(code) for code in one.ask],
        "overridden": [str(code) for code in one.overridden],
        "lines": [
            {
                "factor": line.factor,
                "verdict": line.verdict.value,
                "points": line.points,
                "of": line.of,
                "reason": str(line.reason),
                "facts": dict(line.facts),
            }
            for line in one.card.lines
        ],
    }


def local_day(moment) -> date:
    """The day in Korea of a stored moment."""
    return moment.astimezone(SEOUL).date()


def _places(offer: Offer, locale: str) -> str:
    """Places in words; nothing for a benefit, for plenty, or for what is asked by phone anyway."""
    left = offer.places_left
    if left is None or offer.is_benefit or left >= PLENTY:
        return ""
    return say("case.places", locale, n=left)
