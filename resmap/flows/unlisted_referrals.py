"""A referral to a place that stands in no list: it is logged, and the place comes to the register unverified.

What happened outside counts like every other (R195: the unit has served), and the supervisor gets an
entry to check. Nothing is sent by it: what was told was told by somebody, in another way.
"""

from dataclasses import dataclass
from datetime import date

from resmap.domain.codes import ChangeReason
from resmap.domain.events import EventKind
from resmap.domain.korean import fold
from resmap.domain.permissions import Actor, Permission
from resmap.domain.referrals import ReferralState
from resmap.domain.serving import same_name
from resmap.flows import new_entries
from resmap.flows.case_loading import LoadedCase, load_case
from resmap.flows.entry_values import BadValue
from resmap.flows.frozen import require_open
from resmap.flows.referral_waiting import reply_due
from resmap.flows.ruling import AlreadyDone, RuleForbids
from resmap.matching.engine import Reason
from resmap.store import ReferralRecord, UnitOfWork, history, offers, referrals
from resmap.store.turns import take_turn

#: How far it came when it is logged.
STATES = (ReferralState.REQUESTED, ReferralState.ACCEPTED, ReferralState.IN_PROGRESS, ReferralState.COMPLETED)

CHANNEL = "unlisted"


@dataclass(frozen=True, slots=True)
class Unlisted:
    """The place: what it is called, what it gives (empty: the same), its kind, how it is reached."""

    organisation: str
    service: str = ""
    department: str = ""
    kind: str = "M31"
    phone: str = ""
    dong: str = ""


def log(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    today: date,
    *,
    need_id: str,
    place: Unlisted,
    state: ReferralState,
    on: date,
    words: str = "",
    key: str,
) -> str:
    """Log it; answers the referral's id. An entry of the same organisation and name is used where there is one.

    Raises RuleForbids (STEP, DAY), AlreadyDone (its id) where one to the same unit is alive, BadValue for a
    place that cannot be an entry (a resident among them), NotFound, NotAllowed.
    """
    actor.require(Permission.REFERRAL_WRITE)
    take_turn(uow, f"referral {case_id}")
    loaded = load_case(uow, actor, case_id, today, Permission.REFERRAL_WRITE)
    done = history.begin_once(uow, key, "referral.log")
    if done is not None:
        return done
    require_open(loaded.parts.case)
    if state not in STATES:
        raise RuleForbids([Reason("STEP", {"now": "", "then": state.value})])
    if on > today:
        raise RuleForbids([Reason("DAY", {})])
    record, need = loaded.need(need_id)
    offer_id = _known(loaded, place) or _new(uow, actor, place, need.code)
    entry = offers.get(uow, offer_id)
    offer = loaded.network.by_id.get(offer_id) or offers.value(entry, today)
    alive = referrals.live_to(uow, case_id, offer)
    if alive is not None:
        raise AlreadyDone(alive.id)
    begun = state in (ReferralState.IN_PROGRESS, ReferralState.COMPLETED)
    made = uow.add(
        ReferralRecord(
            case_id=case_id,
            need_id=record.id,
            offer_id=offer_id,
            organisation=offer.organization,
            department=offer.department,
            unit=referrals.unit_key(offer),
            state=state,
            requested_at=uow.now(),
            answered_at=None if state is ReferralState.REQUESTED else uow.now(),
            started_on=on if begun else None,
            ended_on=on if state is ReferralState.COMPLETED else None,
            reply_due=reply_due(uow, loaded.parts.case.office_id, on),
            channel=CHANNEL,
            disclosed={},
            reply=words.strip()[:1000] or None,
            suggestion={"took_place": False},
        )
    )
    facts = {"referral": made.id, "offer": offer_id, "state": state.value, "channel": CHANNEL}
    uow.event(EventKind.REFERRAL_CHANGED, case_id, client=loaded.client_id, facts=facts)
    history.finish_once(uow, key, made.id)
    uow.commit()
    return made.id


def _known(loaded: LoadedCase, place: Unlisted) -> str | None:
    """The entry that this place is already, by organisation and name."""
    house, service = same_name(place.organisation), fold(place.service or place.organisation)
    for offer in loaded.network.offers:
        if not offer.is_taken_out and same_name(offer.organization) == house and fold(offer.name) == service:
            return offer.id
    return None


def _new(uow: UnitOfWork, actor: Actor, place: Unlisted, need: str) -> str:
    """An entry that nobody verified yet: it is suggested to nobody, and waits in the supervisor's queue."""
    if not place.organisation.strip():
        raise BadValue("organization", "empty")
    if place.kind.startswith("H1"):
        raise BadValue("kind", "resident")  # a neighbour is listed with a consent of their own (P-25)
    uow.because(ChangeReason.PROPOSAL)
    values = {
        "name": (place.service or place.organisation).strip(),
        "kind": place.kind,
        "organization": place.organisation.strip(),
        "department": place.department.strip(),
        "needs": (need,),
        "phone": place.phone.strip(),
    } | ({"dong": place.dong.strip()} if place.dong.strip() else {})
    return new_entries.add(uow, actor, values).id
