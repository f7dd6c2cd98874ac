"""A link by which a recipient without an account answers one referral (R167, day.md): it sees that one only.

The token is 256 random bits; its SHA-256 alone is kept. It opens what was disclosed, and of that what may
still go today. It ends with its day, with the answer, when it is revoked, when the referral is no longer
awaited, when the case was closed and when the client takes the consent back. Its offline twin is the slip.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from resmap.domain.conflict import kept_apart
from resmap.domain.disclosure import disclose
from resmap.domain.duties import unsafe_at_home
from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.domain.referrals import ReferralState
from resmap.flows import do_not_contact
from resmap.flows.referral_consequences import Said
from resmap.flows.referral_letters import number_of, only_told
from resmap.flows.referral_waiting import due_of
from resmap.flows.replying import LONGEST, WordsMissing, move, wants_words
from resmap.flows.ruling import RuleForbids
from resmap.matching.engine import Reason
from resmap.store import (
    AnswerLinkRecord,
    OfferRecord,
    OfficeRecord,
    ReferralRecord,
    UnitOfWork,
    accounts,
    answer_links,
    history,
    link_scope,
    offers,
    referrals,
    register,
)

PURPOSE = "referral"

#: A link that nobody used for so long is dead.
LASTS = timedelta(days=14)

#: What the holder of a link may say.
ANSWERS = frozenset({ReferralState.ACCEPTED, ReferralState.REJECTED})


@dataclass(frozen=True, slots=True)
class Link:
    """A new link. ``token`` is told this once; None where the same click came twice."""

    id: str
    expires: date
    token: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class LinkView:
    """What the holder sees: who asks, what for, by when; ``sent`` are (field, value) as they were disclosed."""

    office: str
    sender: str
    number: str
    place: str
    sent: Sequence[tuple[str, str]]
    due: date | None
    expires: date


def make(
    uow: UnitOfWork, actor: Actor, referral_id: str, today: date, *, token: str, key: str, lasts: timedelta = LASTS
) -> Link:
    """A link for a referral that waits; earlier ones end. ``token``: 256 random bits as text.

    Raises RuleForbids (WAITING; RESTING where they are not to be contacted), NotFound, NotAllowed.
    """
    actor.require(Permission.REFERRAL_WRITE)
    record = referrals.get(uow, actor, referral_id, Permission.REFERRAL_WRITE)
    done = history.begin_once(uow, key, "referral.link")
    if done is not None:
        made = uow.get(AnswerLinkRecord, done)
        return Link(made.id, made.expires_on, None)
    if record.state is not ReferralState.REQUESTED:
        raise RuleForbids([Reason("WAITING", {})])
    entry = uow.get(OfferRecord, record.offer_id)
    if entry is None or do_not_contact.resting(uow, [entry], today):
        raise RuleForbids([Reason("RESTING", {})])
    answer_links.revoke(uow, [record.id], today)
    made = uow.add(
        AnswerLinkRecord(
            office_id=actor.office,
            purpose=PURPOSE,
            subject_id=record.id,
            token_hash=answer_links.token_hash(token),
            expires_on=today + lasts,
        )
    )
    uow.flush()
    facts = {"link": made.id, "referral": record.id}
    uow.event(EventKind.LINK_MADE, record.case_id, client=referrals.client_of(uow, record), facts=facts)
    history.finish_once(uow, key, made.id)
    uow.commit()
    return Link(made.id, made.expires_on, token)


def revoke(uow: UnitOfWork, actor: Actor, referral_id: str, today: date, *, key: str) -> None:
    """End every link of a referral. Raises NotFound, NotAllowed."""
    actor.require(Permission.REFERRAL_WRITE)
    record = referrals.get(uow, actor, referral_id, Permission.REFERRAL_WRITE)
    if history.begin_once(uow, key, "referral.link_end", about=record.id) is None:
        if answer_links.revoke(uow, [record.id], today):
            facts = {"referral": record.id, "state": "revoked"}
            uow.event(EventKind.LINK_MADE, record.case_id, client=referrals.client_of(uow, record), facts=facts)
        history.finish_once(uow, key, record.id)
    uow.commit()


def alive_until(uow: UnitOfWork, referral_id: str, today: date) -> date | None:
    """The last day of the link that is out, if one is."""
    living = [
        one.expires_on
        for one in answer_links.of_subjects(uow, [referral_id])
        if one.purpose == PURPOSE and one.revoked_on is None and one.answered_on is None and one.expires_on >= today
    ]
    return max(living, default=None)


# Without an account: who holds the token


def look(uow: UnitOfWork, token: str, today: date) -> LinkView | None:
    """The referral of a token; None for every token that opens nothing, whatever the reason. Notes the look."""
    opened = _open(uow, token, today)
    if opened is None:
        return None
    link, record, told = opened
    writer = accounts.user(uow, record.created_by)
    office = uow.get(OfficeRecord, link.office_id)
    entry = offers.by_ids(uow, [record.offer_id]).get(record.offer_id)
    facts = {"page": "referral_link", "referral": record.id, "link": link.id}
    uow.event(EventKind.CLIENT_READ, record.case_id, client=referrals.client_of(uow, record), facts=facts)
    view = LinkView(
        office=office.name if office else "",
        sender=writer.name if writer else "",
        number=number_of(record),
        place=entry.name if entry else record.organisation,
        sent=tuple(told.items()),
        due=due_of(record),
        expires=link.expires_on,
    )
    uow.commit()
    return view


def answer(
    uow: UnitOfWork, token: str, today: date, *, to: ReferralState, said: Said, words: str, onward: str = "", key: str
) -> None:
    """A yes or a no by link; it ends the link. ``onward``: whom they name instead, for the office to look at
    (nothing is passed on by itself). Raises NotFound for a token that opens nothing, WordsMissing, RuleForbids.
    """
    opened = _open(uow, token, today)
    if opened is None:
        raise NotFound("AnswerLinkRecord")
    link, record, _ = opened
    if to not in ANSWERS:
        raise RuleForbids([Reason("STEP", {"now": record.state.value, "then": to.value})])
    if history.begin_once(uow, key, "referral.answer", about=record.id) is not None:
        return
    words = words.strip()[:LONGEST]
    if wants_words(to, said) and not words:
        raise WordsMissing
    if onward.strip():
        record.replied = (record.replied or {}) | {"onward": onward.strip()[:300]}
    move(uow, record, to, words, today, said, by="link")
    link.opened_on = link.opened_on or today
    link.answered_on = today
    facts = {"link": link.id, "referral": record.id, "answer": to.value}
    uow.event(EventKind.LINK_ANSWERED, record.case_id, client=referrals.client_of(uow, record), facts=facts)
    history.finish_once(uow, key, record.id)
    uow.commit()


def _open(uow: UnitOfWork, token: str, today: date) -> tuple[AnswerLinkRecord, ReferralRecord, dict[str, str]] | None:
    """The living link, its referral, and what of it may still be told."""
    link = answer_links.alive(uow, token, PURPOSE, today)
    if link is None or link.answered_on is not None:
        return None
    record = link_scope.enter(uow, link, ReferralRecord)
    if record is None or record.state is not ReferralState.REQUESTED:
        return None
    case = referrals.case_behind(uow, record, today)
    network = register.network(uow, today)
    offer = network.by_id.get(record.offer_id)
    if case is None or offer is None or offer.is_taken_out:
        return None
    may = set(disclose(case, offer, today, kept_apart(case, network)).fields)
    told = only_told(record, may, unsafe=case.client.protected or unsafe_at_home(case))
    if record.disclosed and not told:
        return None  # the client took it back: the link shows nothing, not even that there was something
    return link, record, told
