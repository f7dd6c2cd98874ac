"""The referrals of one case as its own page shows them: what was sent, what was asked, what rests."""

from dataclasses import dataclass, field
from datetime import date

from resmap.domain.capacity_question import from_content
from resmap.domain.consent import may_sign
from resmap.domain.events import EventKind
from resmap.domain.papers import PaperKind, PaperState
from resmap.domain.permissions import Actor, Permission
from resmap.domain.referral_reasons import is_parked
from resmap.domain.support import System, system_of
from resmap.flows import referring
from resmap.flows.capacity_questions import text_of
from resmap.flows.case_loading import LoadedCase, load_case
from resmap.flows.case_telling import CaseSentences, last_answers, member_label
from resmap.flows.case_view import CaseHead, MemberView
from resmap.flows.cases import head
from resmap.flows.referral_view import ReferralLine, line
from resmap.store import UnitOfWork, course, offers, referrals
from resmap.store import cases as queries
from resmap.words.explain import need_name

#: So many places are offered to ask for each need.
MOST = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """A place that may be asked: its id and name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class NeedChoices:
    """An open need with the places that are suggested for it, the best first."""

    id: str
    name: str
    places: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question for a place. ``text`` to copy holds nobody's name; ``has_place`` None: no answer yet."""

    id: str
    revision: int
    on: date
    offer: str
    need: str
    text: str
    has_place: bool | None
    rests_until: date | None
    said: str


@dataclass(frozen=True, slots=True)
class Resting:
    """An offer that has no place for this case until a day."""

    offer: str
    until: date


@dataclass(frozen=True, slots=True)
class CaseReferrals:
    """All of it. ``lines`` oldest last; ``closed``: nothing may be begun any more."""

    head: CaseHead
    closed: bool
    lines: tuple[ReferralLine, ...]
    questions: tuple[QuestionLine, ...]
    resting: tuple[Resting, ...]
    needs: tuple[NeedChoices, ...]
    #: By the id of a referral: whether it went to internal or external support (R013).
    systems: dict[str, str] = field(default_factory=dict)

    @property
    def by_system(self) -> dict[str, int]:
        """How many went to each system."""
        return {one.value: sum(1 for system in self.systems.values() if system == one) for one in System}


def page(uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, locale: str) -> CaseReferrals:
    """The referrals of a case, told in ``locale``; notes that the client was read."""
    actor.require(Permission.CASE_READ)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_READ)
    say_ = CaseSentences(loaded, locale)
    row = next((one for one in queries.of_actor(uow, actor, with_closed=True) if one.case.id == case_id), None)
    own = [one for one in referrals.of_case(uow, actor, case_id)]
    entries = offers.by_ids(uow, {one.offer_id for one in own})
    papers = course.of_cases(uow, actor, [case_id], only=("papers",))[case_id].papers_of(PaperKind.CAPACITY_QUESTION)
    view = CaseReferrals(
        head=head(uow, loaded, locale),
        closed=loaded.parts.case.closed_on is not None,
        lines=tuple(line(one, row, entries.get(one.offer_id), today, locale) for one in reversed(own)),
        questions=tuple(_question(uow, one, say_, today, locale) for one in reversed(papers)),
        resting=_resting(loaded, say_, today),
        needs=choices(loaded, locale) if loaded.parts.case.closed_on is None else (),
        systems={
            one.id: system_of(entry.organisation.sector, entry.kind).value
            for one in own
            if (entry := entries.get(one.offer_id)) is not None
        },
    )
    uow.event(EventKind.CLIENT_READ, case_id, client=loaded.client_id, facts={"page": "referrals"})
    uow.commit()
    return view


def choices(loaded: LoadedCase, locale: str, *, need: str | None = None) -> tuple[NeedChoices, ...]:
    """The open needs (or the one of that id) with the places that are suggested now."""
    say_ = CaseSentences(loaded, locale)
    found = []
    for one in loaded.judgement.match.needs:
        record = loaded.need_record(one.need)
        if need is None or record.id == need:
            places = tuple(Choice(offer.id, say_.name(offer.id)) for offer in one.suggested[:MOST])
            found.append(NeedChoices(record.id, need_name(one.need.code, locale), places))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Onward:
    """Where else to turn: places for the same need, and who of the household may say yes."""

    need: str
    places: tuple[Choice, ...]
    household: tuple[MemberView, ...]


def onward_of(uow: UnitOfWork, actor: Actor, referral_id: str, today: date, *, locale: str) -> Onward:
    """The places that may be asked after this referral came to nothing. Raises NotFound, NotAllowed."""
    actor.require(Permission.REFERRAL_WRITE)
    record = referrals.get(uow, actor, referral_id, Permission.REFERRAL_WRITE)
    loaded = load_case(uow, actor, record.case_id, today, Permission.REFERRAL_WRITE)
    signers = may_sign(loaded.case)
    household = tuple(
        MemberView(one.id, member_label(one, locale)) for one in loaded.parts.members if one.id in signers
    )
    found = choices(loaded, locale, need=record.need_id)
    return Onward(record.need_id or "", found[0].places if found else (), household)


def refer_onward(
    uow: UnitOfWork,
    actor: Actor,
    referral_id: str,
    today: date,
    *,
    offer_id: str,
    by: str | None,
    why: str | None,
    key: str,
) -> str:
    """A new draft after a referral that came to nothing: to another place, or to the same once more (R144).

    Never by itself: a person asks, the client's yes stands or is kept anew, and every rule is asked like for
    the first.
    Answers the new referral's id. Raises as ``referring.draft``.
    """
    actor.require(Permission.REFERRAL_WRITE)
    record = referrals.get(uow, actor, referral_id, Permission.REFERRAL_WRITE)
    loaded = load_case(uow, actor, record.case_id, today, Permission.REFERRAL_WRITE)
    last = last_answers(loaded.parts.answers).get(loaded.network.sames.standing(offer_id))
    return referring.draft(
        uow,
        actor,
        record.case_id,
        today,
        need_id=record.need_id or "",
        offer_id=offer_id,
        by=by,
        why=why,
        seen=last.id if last else "",
        key=key,
        onward_from=record.id,
    )


def _question(uow: UnitOfWork, paper, say_: CaseSentences, today: date, locale: str) -> QuestionLine:
    told = from_content(paper.content)
    place = say_.name(paper.subject_id)
    return QuestionLine(
        id=paper.id,
        revision=paper.revision,
        on=paper.on,
        offer=place,
        need=need_name(told.need, locale) if told.need else "",
        text=text_of(uow, paper, place) if paper.state is PaperState.SENT else "",
        has_place=told.has_place,
        rests_until=paper.due_on if is_parked(paper.due_on, today) else None,
        said=told.said,
    )


def _resting(loaded: LoadedCase, say_: CaseSentences, today: date) -> tuple[Resting, ...]:
    until: dict[str, date] = {}
    for one in loaded.case.parked:
        standing = loaded.network.sames.standing(one.offer)
        if is_parked(one.until, today):
            until[standing] = max(one.until, until.get(standing, one.until))
    return tuple(Resting(say_.name(offer), day) for offer, day in sorted(until.items(), key=lambda pair: pair[1]))
