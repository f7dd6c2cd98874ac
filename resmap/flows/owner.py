"""A link by which whoever stands behind an entry answers without an account: right, not right, pause, no more.

The token is 256 random bits; its SHA-256 alone is kept. It opens this one entry and nothing
else, until it expires, is revoked, or the entry changes hands. What an owner corrects waits
for the supervisor; what a resident takes back takes effect at once, for it is their own
name (P-25). The same can be done by phone: the call sheet is the offline twin.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from resmap.domain.codes import ChangeReason, CheckMethod, OfferStatus, ProposalKind, ProposedBy, Review
from resmap.domain.events import EventKind
from resmap.domain.listing import is_resident
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.flows import do_not_contact
from resmap.flows import listing as listings
from resmap.flows.checking import add_checks, asked_of
from resmap.flows.register import agreed, mark_verified
from resmap.store import (
    Database,
    LoginAttemptRecord,
    OfferRecord,
    OwnerLinkRecord,
    ProposalRecord,
    UnitOfWork,
    UserRecord,
    accounts,
    actor_of,
    address_hash,
    history,
    offers,
    upkeep,
)
from resmap.store.changes import plain

#: A link that nobody used for so long is dead.
LASTS = timedelta(days=14)

#: What stands on the owner's page: nothing that the entry's own page does not tell.
PUBLIC = (
    "name", "description", "needs", "dong", "address", "access_line", "phone", "hours", "how_to_apply", "places_left",
    "limit", "status",
)  # fmt: skip

#: What the owner of an agency or shop may correct; a resident's number and address are not for a page.
CORRECTED = ("description", "address", "public_phone", "hours", "how_to_apply", "places_left")
CORRECTED_BY_RESIDENTS = ("description", "hours", "how_to_apply", "places_left")

#: Changes after which the entry may be somebody else's: its links end.
_HANDS = frozenset(
    {
        "organisation_id", "department_id", "public_phone", "private_phone", "access_line", "email", "name", "kind",
        "location_secret",
    }
)  # fmt: skip

#: So many proposals of an owner wait at once; more would only bury the first.
MOST_WAITING = 5

#: Wrong tokens from one address within the window, before it has to wait.
TRIES, WINDOW = 20, timedelta(minutes=15)

_ALIVE = frozenset({Review.IMPORTED, Review.VERIFIED, Review.STALE})


class NoLink(Exception):
    """No link for this entry. ``code``: SECRET, RESTING, UNLISTED, GONE."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


class Changed(Exception):
    """The entry is not what the page showed: look again."""


class TooMany(Exception):
    """So many proposals of this owner wait already."""


@dataclass(frozen=True, slots=True)
class Link:
    """A new link. ``token`` is told this once; None where the same click came twice."""

    id: str
    expires: datetime
    token: str | None = field(repr=False)


@dataclass(frozen=True)
class OwnerView:
    """What the owner sees: ``fields`` of their own entry that hold something, with its revision.

    ``waiting`` proposals of theirs nobody decided yet; ``paused``: a resident's consent rests;
    ``answered`` when they answered last.
    """

    kind: str
    fields: Mapping[str, Any]
    revision: int
    is_resident: bool
    paused: bool
    waiting: int
    answered: datetime | None
    expires: datetime
    until: date | None
    corrected: tuple[str, ...]


def make(
    uow: UnitOfWork,
    actor: Actor,
    offer_id: str,
    today: date,
    *,
    token: str,
    key: str,
    lasts: timedelta = LASTS,
) -> Link:
    """A link for an entry; links made before end with it. ``token``: 256 random bits as text.

    Raises NoLink, NotFound, NotAllowed.
    """
    actor.require(Permission.REGISTER_EDIT)
    record = offers.get(uow, offer_id)
    if record.location_secret:
        raise NoLink("SECRET")
    if record.review not in _ALIVE:
        raise NoLink("GONE")
    if is_resident(record.kind) and not agreed(record, today):
        raise NoLink("UNLISTED")
    if do_not_contact.resting(uow, [record], today):
        raise NoLink("RESTING")
    done = history.begin_once(uow, key, "owner.link")
    if done is not None:
        made = uow.get(OwnerLinkRecord, done)
        return Link(made.id, made.expires, None)
    _revoke_all(uow, offer_id)
    made = uow.add(
        OwnerLinkRecord(
            offer_id=offer_id,
            token_hash=upkeep.token_hash(token),
            revision_seen=record.revision,
            expires=uow.now() + lasts,
        )
    )
    uow.event(EventKind.OWNER_LINK_MADE, offer_id, facts={"link": made.id})
    history.finish_once(uow, key, made.id)
    uow.commit()
    return Link(made.id, made.expires, token)


def revoke(uow: UnitOfWork, actor: Actor, offer_id: str, *, key: str) -> None:
    """End every link of an entry. Raises NotFound, NotAllowed."""
    actor.require(Permission.REGISTER_EDIT)
    record = offers.get(uow, offer_id)
    if history.begin_once(uow, key, "owner.revoke", about=record.id) is None:
        if _revoke_all(uow, offer_id):
            uow.event(EventKind.OWNER_LINK_MADE, offer_id, facts={"state": "revoked"})
        history.finish_once(uow, key, record.id)
    uow.commit()


def _revoke_all(uow: UnitOfWork, offer_id: str) -> int:
    alive = [one for one in upkeep.owner_links(uow, offer_id) if one.revoked_at is None]
    for link in alive:
        link.revoked_at = uow.now()
    return len(alive)


# Without an account: who holds the token


def look(uow: UnitOfWork, token: str) -> OwnerView | None:
    """The entry of a token; None for every token that opens nothing, whatever the reason."""
    opened = _open(uow, token)
    return None if opened is None else _view(uow, *opened)


def confirm(uow: UnitOfWork, token: str, today: date, *, revision: int, key: str) -> None:
    """All is right, says the owner. Renews a verification; the first one stays a supervisor's (R046),
    and what the owner wants corrected is not confirmed by it.

    Whoever makes a link might open it, so that a link renews no more than its maker may: made by
    who may not verify, the answer is kept as checks and the entry stays in the queue.

    Can be said again until the link expires. Raises Changed, NotFound.
    """
    link, record = _require(uow, token, revision)
    if _begin(uow, link, key):
        uow.because(ChangeReason.OWNER)
        open_ones = upkeep.proposals_of_owner(uow, record.id)
        wrong = {_asked_as(name) for one in open_ones for name in one.fields.get("after", {})}
        may_renew = record.review in (Review.VERIFIED, Review.STALE) and not open_ones and _maker_verifies(uow, link)
        if may_renew and not (is_resident(record.kind) and not agreed(record, today)):
            mark_verified(uow, record, None, today)
            uow.flush()
        sure = [name for name in asked_of(record) if name not in wrong]
        add_checks(uow, record, sure, CheckMethod.OWNER, today)
        _answered(uow, link, "confirmed", key)
    uow.commit()


def _maker_verifies(uow: UnitOfWork, link: OwnerLinkRecord) -> bool:
    maker = uow.get(UserRecord, link.created_by) if link.created_by else None
    return maker is not None and maker.active and actor_of(maker).may(Permission.REGISTER_VERIFY)


def _asked_as(column: str) -> str:
    return "phone" if column == "public_phone" else column


def correct(
    uow: UnitOfWork,
    token: str,
    values: Mapping[str, Any],
    *,
    revision: int,
    key: str,
    note: str | None = None,
    contact: str | None = None,
) -> bool:
    """Keep what the owner would have otherwise; it waits for the supervisor. False where nothing differs.

    Raises Changed, TooMany, NotFound, ResidentNumberError.
    """
    link, record = _require(uow, token, revision)
    told = {name: value for name, value in values.items() if name in corrected_of(record)}
    differing = {name: value for name, value in told.items() if value not in (None, "") and value != getattr(record, name)}
    if not differing and not (note or "").strip():
        return False
    if _begin(uow, link, key):
        if len(upkeep.proposals_of_owner(uow, record.id)) >= MOST_WAITING:
            raise TooMany
        _propose(uow, record, ProposalKind.CHANGE, differing, note, contact)
        _answered(uow, link, "corrected", key)
    uow.commit()
    return True


def pause(uow: UnitOfWork, token: str, *, revision: int, key: str) -> None:
    """A rest: of a resident at once, of everybody else as a proposal. Raises Changed, NotFound, TooMany."""
    _stop(uow, token, revision, key, "paused")


def resume(uow: UnitOfWork, token: str, *, revision: int, key: str) -> None:
    """The end of a resident's own rest. Raises NotFound, for everybody who is no resident too."""
    link, record = _require(uow, token, None)
    if not is_resident(record.kind):
        raise NotFound("ListingConsentRecord")
    if _begin(uow, link, key):
        uow.because(ChangeReason.OWNER)
        listings.go_on(uow, record)
        _answered(uow, link, "resumed", key)
    uow.commit()


def withdraw(uow: UnitOfWork, token: str, *, revision: int, key: str) -> None:
    """Out of the register: a resident at once; everybody else pauses at once, and a proposal to take the
    entry out waits. The link ends with it.

    Raises Changed, NotFound, TooMany.
    """
    _stop(uow, token, revision, key, "withdrawn")


def _stop(uow: UnitOfWork, token: str, revision: int, key: str, answer: str) -> None:
    # A resident's no never fails because somebody corrected a comma meanwhile.
    link, record = _require(uow, token, None)
    if not is_resident(record.kind) and record.revision != revision:
        raise Changed
    if _begin(uow, link, key):
        if is_resident(record.kind):
            uow.because(ChangeReason.OWNER)
            listings.suspend(uow, record, by_owner=True) if answer == "paused" else listings.stop(uow, record)
        elif len(upkeep.proposals_of_owner(uow, record.id)) >= MOST_WAITING:
            raise TooMany
        elif answer == "paused":
            _propose(uow, record, ProposalKind.CHANGE, {"status": OfferStatus.PAUSED.value})
        else:
            uow.because(ChangeReason.OWNER)
            record.status = OfferStatus.PAUSED  # nobody is sent to who has said no, whoever decides later
            uow.flush()
            _propose(uow, record, ProposalKind.WITHDRAW, {})
        if answer == "withdrawn":
            link.revoked_at = uow.now()
        _answered(uow, link, answer, key)
    uow.commit()


def _propose(uow, record: OfferRecord, kind: ProposalKind, fields, note=None, contact=None) -> None:
    made = uow.add(
        ProposalRecord(
            kind=kind,
            by=ProposedBy.OWNER,
            offer_id=record.id,
            revision_seen=record.revision,
            # As ``flows.proposals`` reads them: how it stood, and how it should be.
            fields={"before": {name: plain(getattr(record, name)) for name in fields}, "after": dict(fields)} if fields else {},
            note=(note or "").strip()[:1000] or None,
            contact=(contact or "").strip()[:100] or None,
            dong=None if record.location_secret else record.dong,
        )
    )
    uow.event(EventKind.PROPOSED, record.id, facts={"proposal": made.id, "kind": kind.value, "by": "owner"})


def corrected_of(record: OfferRecord) -> tuple[str, ...]:
    """The fields that the owner of this entry may correct."""
    return CORRECTED_BY_RESIDENTS if is_resident(record.kind) else CORRECTED


def public_fields(record: OfferRecord) -> dict[str, Any]:
    """What the owner's page tells of an entry, without what is empty: of a resident neither number nor address."""
    hidden = {"phone", "address"} if is_resident(record.kind) else set()
    told = {name: getattr(record, name) for name in PUBLIC if name not in hidden}
    return {name: value for name, value in told.items() if value not in (None, "", ())}


def _view(uow: UnitOfWork, link: OwnerLinkRecord, record: OfferRecord) -> OwnerView:
    kept = upkeep.listing(uow, record.id) if is_resident(record.kind) else None
    return OwnerView(
        kind=record.kind,
        fields=public_fields(record),
        revision=record.revision,
        is_resident=is_resident(record.kind),
        paused=record.status is OfferStatus.PAUSED or (kept is not None and kept.paused_at is not None),
        waiting=len(upkeep.proposals_of_owner(uow, record.id)),
        answered=link.answered_at,
        expires=link.expires,
        until=kept.until if kept else None,
        corrected=corrected_of(record),
    )


def _open(uow: UnitOfWork, token: str) -> tuple[OwnerLinkRecord, OfferRecord] | None:
    """The living link and its entry; None for a wrong token, and for one that ended for whatever reason."""
    link = upkeep.owner_link(uow, token) if token else None
    if link is None or link.revoked_at is not None or link.expires <= uow.now():
        return None
    record = uow.get(OfferRecord, link.offer_id)
    if record is None or record.location_secret or record.review not in _ALIVE:
        return None
    if any(_HANDS & change.after.keys() for change in upkeep.changes_since(uow, record.id, link.revision_seen)):
        return None
    return link, record


def _require(uow: UnitOfWork, token: str, revision: int | None) -> tuple[OwnerLinkRecord, OfferRecord]:
    opened = _open(uow, token)
    if opened is None:
        raise NotFound("OwnerLinkRecord")
    if revision is not None and opened[1].revision != revision:
        raise Changed
    return opened


def _begin(uow: UnitOfWork, link: OwnerLinkRecord, key: str) -> bool:
    return history.begin_once(uow, key, "owner.answer", about=link.id) is None


def _answered(uow: UnitOfWork, link: OwnerLinkRecord, answer: str, key: str) -> None:
    link.answered_at, link.answer = uow.now(), answer
    uow.event(EventKind.OWNER_ANSWERED, link.offer_id, facts={"link": link.id, "answer": answer, "maker": link.created_by})
    history.finish_once(uow, key, link.id)


# Throttling


def must_wait(database: Database, address: str) -> bool:
    """Whether too many wrong tokens came from this address lately."""
    with database.read() as uow:
        tried = accounts.failures(uow, _MARK, _bucket(address), uow.now() - WINDOW)
    return tried[1] >= TRIES


def note_wrong(database: Database, address: str) -> None:
    """Note a token that opened nothing; neither the token nor the address is kept readable."""
    with database.write() as uow:
        uow.add(
            LoginAttemptRecord(
                login=_MARK,
                address_hash=address_hash(database.ring, _bucket(address)),
                succeeded=False,
                at=uow.now(),
            )
        )
        accounts.sweep_attempts(uow, uow.now() - 2 * WINDOW)
        uow.commit()


_MARK = "(owner link)"


def _bucket(address: str) -> str:
    """Counted apart from logins: an old link opened in the office must not close its door."""
    return f"owner-link {address}"
