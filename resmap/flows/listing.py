"""A resident's consent to be listed (P-25): given with scope and period, paused, taken back at once."""

from datetime import date
from zoneinfo import ZoneInfo

from resmap.domain.codes import ChangeReason, CheckMethod, Review
from resmap.domain.events import EventKind
from resmap.domain.listing import EVERYTHING, BadListing, Listing, check, is_resident, renewed
from resmap.domain.network import LISTED_UNTIL
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.store import ListingConsentRecord, OfferRecord, UnitOfWork, history, offers, upkeep
from resmap.store.mapping import listing_value as value_of

#: Days are days in Korea.
SEOUL = ZoneInfo("Asia/Seoul")

__all__ = [
    "BadListing", "give", "go_on", "keep", "pause", "rests_by_owner", "resume", "stop", "suspend", "take_back", "value_of",
]  # fmt: skip


def give(
    uow: UnitOfWork, actor: Actor, offer_id: str, listing: Listing, today: date, *, key: str
) -> ListingConsentRecord:
    """Keep what a resident agreed to. Raises BadListing, NotFound (no such resident), NotAllowed.

    The entry still has to be verified. Who was taken out of the register at their own wish comes
    back as not verified, by this new consent and by nothing else. Who rests by their own link
    is asked anew by the supervisor alone (BadListing OWN_REST).
    """
    actor.require(Permission.REGISTER_EDIT)
    record = resident(uow, offer_id)
    if history.begin_once(uow, key, "listing.give", about=record.id) is not None:
        return upkeep.listing(uow, record.id)
    if not actor.may(Permission.REGISTER_VERIFY):
        _refuse_own_rest(upkeep.listing(uow, record.id))
    uow.because(ChangeReason.CONSENT)
    kept = keep(uow, record, listing, today)
    if record.review is Review.WITHDRAWN:
        record.review = Review.IMPORTED
    history.finish_once(uow, key, record.id)
    uow.commit()
    return kept


def pause(uow: UnitOfWork, actor: Actor, offer_id: str, *, key: str) -> None:
    """A rest, at once and until :func:`resume`. Raises NotFound where nothing holds that could rest."""
    _act(uow, actor, offer_id, "listing.pause", key, suspend)


def resume(uow: UnitOfWork, actor: Actor, offer_id: str, *, key: str) -> None:
    """The end of a rest; the period of the consent stays what it was.

    Raises BadListing (OWN_REST) where the resident rests by their own link.
    """
    _act(uow, actor, offer_id, "listing.resume", key, _go_on_for_them)


def take_back(uow: UnitOfWork, actor: Actor, offer_id: str, *, key: str) -> None:
    """The resident does not want to be listed any more: out of every suggestion and map at once."""
    _act(uow, actor, offer_id, "listing.take_back", key, stop)


def resident(uow: UnitOfWork, offer_id: str) -> OfferRecord:
    """The entry of a resident; raises NotFound for any other."""
    record = offers.get(uow, offer_id)
    if not is_resident(record.kind):
        raise NotFound("ListingConsentRecord")
    return record


# Without a commit: parts of other acts


def keep(uow: UnitOfWork, record: OfferRecord, listing: Listing, today: date) -> ListingConsentRecord:
    """Add the consent to a resident's entry. The caller asked for the right, and commits."""
    check(listing, today)
    kept = uow.add(
        ListingConsentRecord(
            offer_id=record.id,
            scopes=tuple(sorted(scope.value for scope in listing.scopes)),
            since=listing.since,
            until=listing.until,
            how=listing.how,
        )
    )
    record.extra = renewed(record.extra, listing.until)
    facts = {"scopes": list(kept.scopes), "until": listing.until.isoformat(), "how": listing.how.value}
    uow.event(EventKind.LISTING_CONSENT, record.id, facts={"state": "given"} | facts)
    return kept


def suspend(uow: UnitOfWork, record: OfferRecord, *, by_owner: bool = False) -> None:
    """Let the resident's consent rest from now on.

    ``by_owner``: the resident said so through a link. The consent is then kept anew as their own
    word, so that :func:`rests_by_owner` knows it for good.
    """
    kept = _standing(uow, record, CheckMethod.OWNER if by_owner else CheckMethod.DOCUMENT)
    if by_owner and kept.how is not CheckMethod.OWNER:
        kept = uow.add(
            ListingConsentRecord(
                offer_id=record.id, scopes=kept.scopes, since=kept.since, until=kept.until, how=CheckMethod.OWNER
            )
        )
    kept.paused_at = kept.paused_at or uow.now()
    uow.event(EventKind.LISTING_CONSENT, record.id, facts={"state": "paused"})


def go_on(uow: UnitOfWork, record: OfferRecord) -> None:
    """End the rest of the resident's consent."""
    _standing(uow, record).paused_at = None
    uow.event(EventKind.LISTING_CONSENT, record.id, facts={"state": "resumed"})


def rests_by_owner(listing: Listing | None) -> bool:
    """Whether the resident rests by their own link: the office does not end that with a click."""
    return listing is not None and listing.paused and not listing.withdrawn and listing.how is CheckMethod.OWNER


def stop(uow: UnitOfWork, record: OfferRecord) -> None:
    """End the resident's consent and take the entry out of the register.

    Nobody has to agree first in order to say no: where the register keeps no consent, the no itself is
    kept as one that was taken back, so that no day of a file speaks for the resident again.
    """
    kept = upkeep.listing(uow, record.id)
    if kept is None:
        kept = _kept_from_file(uow, record) or _kept_for_nothing(uow, record)
    kept.withdrawn_at = kept.withdrawn_at or uow.now()
    uow.because(ChangeReason.WITHDRAW)
    record.review = Review.WITHDRAWN
    uow.event(EventKind.LISTING_CONSENT, record.id, facts={"state": "withdrawn"})


def _go_on_for_them(uow: UnitOfWork, record: OfferRecord) -> None:
    _refuse_own_rest(upkeep.listing(uow, record.id))
    go_on(uow, record)


def _refuse_own_rest(kept: ListingConsentRecord | None) -> None:
    if kept is not None and rests_by_owner(value_of(kept)):
        raise BadListing("OWN_REST")


def _standing(
    uow: UnitOfWork, record: OfferRecord, how: CheckMethod = CheckMethod.DOCUMENT
) -> ListingConsentRecord:
    """The consent that stands on the entry; a day in a file becomes one of its own, so that it can rest."""
    kept = upkeep.listing(uow, record.id) or _kept_from_file(uow, record, how)
    if kept is None or kept.withdrawn_at is not None:
        raise NotFound("ListingConsentRecord")
    return kept


def _kept_from_file(
    uow: UnitOfWork, record: OfferRecord, how: CheckMethod = CheckMethod.DOCUMENT
) -> ListingConsentRecord | None:
    """The consent that a file told of, as one of the register; None where it told of none."""
    if (until := _told_by_file(record)) is None:
        return None
    scopes = tuple(sorted(scope.value for scope in EVERYTHING))
    since = min(_today(uow), until)
    return uow.add(ListingConsentRecord(offer_id=record.id, scopes=scopes, since=since, until=until, how=how))


def _kept_for_nothing(uow: UnitOfWork, record: OfferRecord) -> ListingConsentRecord:
    today = _today(uow)
    return uow.add(
        ListingConsentRecord(offer_id=record.id, scopes=(), since=today, until=today, how=CheckMethod.DOCUMENT)
    )


def _today(uow: UnitOfWork) -> date:
    return uow.now().astimezone(SEOUL).date()


def _told_by_file(record: OfferRecord) -> date | None:
    try:
        return date.fromisoformat(str((record.extra or {}).get(LISTED_UNTIL)))
    except ValueError:
        return None


def _act(uow: UnitOfWork, actor: Actor, offer_id: str, act: str, key: str, change) -> None:
    actor.require(Permission.REGISTER_EDIT)
    record = resident(uow, offer_id)
    if history.begin_once(uow, key, act, about=record.id) is None:
        change(uow, record)
        history.finish_once(uow, key, record.id)
    uow.commit()
