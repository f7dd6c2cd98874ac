"""The consent sheet answered in one sitting, taken back at any time, and who was told of it (P-05 to P-08, P-10)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from resmap.domain.codes import NETWORK_CLASSES, RecipientClass
from resmap.domain.consent_sheet import (
    CLASSES,
    FOR_EACH,
    ITEMS,
    TEXT_VERSION,
    AnswerGap,
    Asked,
    How,
    SignedBy,
    Signer,
    SigningGap,
    answer_gaps,
    fields_for,
    questions,
    signing_gaps,
    speak_for_themselves,
)
from resmap.domain.disclosure import SENSITIVE
from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.domain.referrals import ReferralState
from resmap.flows.case_loading import LoadedCase, load_case
from resmap.flows.case_telling import member_label
from resmap.flows.frozen import require_open
from resmap.flows.refusals import LostUpdate
from resmap.flows.ruling import offer_of
from resmap.store import ConsentKind, ConsentRecord, ReferralRecord, TaskRecord, UnitOfWork, course, history
from resmap.store.turns import take_turn
from resmap.words import say

LONGEST_WORDS = 500

#: Tasks that tell a recipient of a withdrawal: ``subject_id`` is the consent, ``text`` whom to tell (P-10).
TELL = "tell_withdrawal"

#: What is read to the signer is Korean, whoever reads it.
READ_IN = "ko"

_K = ConsentKind

#: With the first, the others fall: without leave to keep anything nothing may be given away.
_WITH: dict[ConsentKind, frozenset[ConsentKind]] = {
    _K.COLLECT: frozenset(
        {
            _K.PROVIDE_CLASS,
            _K.PROVIDE_OFFER,
            _K.SENSITIVE,
            _K.SENSITIVE_CLASS,
            _K.SENSITIVE_OFFER,
            _K.NETWORK_CONTACT,
            _K.NETWORK_CONTACT_ONLY,
            _K.FAMILY,
            _K.MEDIA,
            _K.PHOTO,
        }
    ),
    _K.SENSITIVE: frozenset({_K.SENSITIVE_CLASS, _K.SENSITIVE_OFFER}),
    _K.PROVIDE_OFFER: frozenset({_K.SENSITIVE_OFFER}),
}

#: Whose withdrawal concerns everybody who was told anything.
_CONCERNS_ALL = frozenset({_K.COLLECT, _K.SENSITIVE, _K.LEGAL_REPRESENTATIVE, _K.FAMILY})
#: Whose withdrawal nobody outside the office has to hear of: they gave nothing to anybody.
_CONCERNS_NOBODY = frozenset({_K.RECORD_HANDOVER, _K.AFTERCARE, _K.PHOTO, _K.STATISTICS, _K.MEDIA})


class SheetRefused(ValueError):
    """Signature or answers do not count; ``gaps`` are (where, code): ``signer`` or the question's key."""

    def __init__(self, gaps: Iterable[tuple[str, SigningGap | AnswerGap]]):
        self.gaps = tuple(gaps)
        super().__init__(", ".join(f"{where}: {gap}" for where, gap in self.gaps))


class ReasonMissing(ValueError):
    """A withdrawal is kept with what the client said, if only that they want it so."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer of the sheet. ``recipient``: an offer's id (PROVIDE_OFFER) or a member's (FAMILY); ``items`` the
    fields for that recipient. ``until`` is the last day on which it holds."""

    asked: Asked
    granted: bool
    recipient: str | None = None
    items: tuple[str, ...] = ()
    until: date | None = None

    @property
    def where(self) -> str:
        """The place on the sheet, for a sentence that says what is missing."""
        return f"{self.asked.value}-{self.recipient}" if self.recipient else self.asked.value


def answer_sheet(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    today: date,
    *,
    answers: Sequence[Answered],
    signer: Signer,
    how: How,
    key: str,
) -> tuple[str, ...]:
    """Keep every answer of one sitting as a consent or a refusal of its own; answers the records' ids.

    What was not asked is left as it was. It tells nobody anything. Raises SheetRefused with every gap of the
    signature (P-07, P-08) and of the answers (P-05), RuleForbids where the case is closed.
    """
    actor.require(Permission.CASE_EDIT)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    done = history.begin_once(uow, key, "case.consents")
    if done is not None:
        return (done,)
    require_open(loaded.parts.case)
    _refuse_gaps(loaded, answers, signer, today)
    signed = {
        "since": today,
        "text_version": TEXT_VERSION,
        "how": how.value,
        "signed_by": signer.by.value,
        "signer": _signature(loaded, signer),
    }
    kept: list[str] = []
    for answer in answers:
        for values in _records_of(loaded, answer):
            record = ConsentRecord(
                case_id=case_id,
                granted=answer.granted,
                until=answer.until if answer.granted else None,
                purpose=purpose_of(answer.asked, READ_IN),
                **values,
                **signed,
            )
            kept.append(uow.add(record).id)
    facts = {
        "consents": kept,
        "yes": sorted(one.asked.value for one in answers if one.granted),
        "no": sorted(one.asked.value for one in answers if not one.granted),
        "signed_by": signer.by.value,
        "proof": signer.proof.value if signer.proof else None,
    }
    uow.event(EventKind.CONSENT_CHANGED, case_id, client=loaded.client_id, facts=facts)
    history.finish_once(uow, key, kept[0] if kept else case_id)
    uow.commit()
    return tuple(kept)


def withdraw(
    uow: UnitOfWork, actor: Actor, case_id: str, consent_id: str, today: date, *, why: str, key: str
) -> tuple[str, ...]:
    """Take a consent back at once, with all that rests on it; answers the ids of tasks: whom to tell (P-10).

    Also of a closed case: a right does not end with it. From here on the next payload is empty. Raises
    ReasonMissing without words, LostUpdate where it does not stand any more.
    """
    actor.require(Permission.CASE_EDIT)
    take_turn(uow, f"referral {case_id}")  # a letter that is being sent sees this, or is seen by it
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    done = history.begin_once(uow, key, "case.consent.withdraw", about=consent_id)
    if done is not None:
        return ()
    first = next((one for one in loaded.parts.consents if one.id == consent_id), None)
    if first is None:
        raise NotFound("ConsentRecord")
    if not first.granted or first.withdrawn_at is not None:
        raise LostUpdate("the consent does not stand any more")
    why = why.strip()[:LONGEST_WORDS]
    if not why:
        raise ReasonMissing
    fallen = [first, *_resting_on(first, loaded)]
    for record in fallen:
        record.withdrawn_at, record.withdrawn_why = uow.now(), why
    tasks = [
        uow.add(
            TaskRecord(
                case_id=case_id,
                kind=TELL,
                due_on=today,
                owner_id=loaded.parts.case.manager_id,
                subject_id=first.id,
                text=told.organisation,
            )
        )
        for told in _to_be_told(first, loaded)
    ]
    if not tasks:
        first.told_on = today
    facts = {"withdrawn": [one.id for one in fallen], "to_tell": len(tasks)}
    uow.event(EventKind.CONSENT_CHANGED, case_id, client=loaded.client_id, facts=facts)
    history.finish_once(uow, key, consent_id)
    uow.commit()
    return tuple(one.id for one in tasks)


def told(uow: UnitOfWork, actor: Actor, case_id: str, task_id: str, today: date, *, key: str) -> None:
    """One of the recipients was told of the withdrawal; with the last of them ``told_on`` is set."""
    actor.require(Permission.CASE_EDIT)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    if history.begin_once(uow, key, "case.consent.told", about=task_id) is None:
        tasks = [
            one for one in course.of_cases(uow, actor, [case_id], only=("tasks",))[case_id].tasks if one.kind == TELL
        ]
        task = next((one for one in tasks if one.id == task_id), None)
        if task is None:
            raise NotFound("TaskRecord")
        task.done_on = task.done_on or today
        if all(one.done_on for one in tasks if one.subject_id == task.subject_id):
            for record in loaded.parts.consents:
                if record.id == task.subject_id:
                    record.told_on = today
        facts = {"told": task.id, "consent": task.subject_id}
        uow.event(EventKind.CONSENT_CHANGED, case_id, client=loaded.client_id, facts=facts)
        history.finish_once(uow, key, task_id)
    uow.commit()


def purpose_of(asked: Asked, locale: str) -> str:
    """What is read to the signer of why, in the version :data:`TEXT_VERSION`."""
    return say(f"consents.purpose.{asked.value}", locale)


def items_of(record: ConsentRecord) -> tuple[str, ...]:
    """Codes of what a consent covers: fields of a recipient, or items of the sheet."""
    return tuple(record.items or ()) if isinstance(record.items, list | tuple) else ()


def _refuse_gaps(loaded: LoadedCase, answers: Sequence[Answered], signer: Signer, today: date) -> None:
    open_to = questions(loaded.case)
    granted = [one.asked for one in answers]
    found: list[tuple[str, SigningGap | AnswerGap]] = []
    own = {one.id for one in speak_for_themselves(loaded.case)}
    for gap in signing_gaps(loaded.case, signer, granted):
        found.append(("signer", gap))
    for one in answers:
        if one.asked not in open_to:
            found.append((one.where, SigningGap.FOR_ANOTHER))
            continue
        recipient = None
        if one.asked is Asked.PROVIDE_OFFER and one.recipient:
            offer = offer_of(loaded, one.recipient)
            if offer.is_taken_out:  # what was signed names an entry that stands no more (decision 0008)
                raise LostUpdate("the entry was taken out meanwhile")
            recipient = offer.recipient_class
        if one.asked is Asked.FAMILY and (one.recipient not in own or one.recipient != signer.member):
            found.append((one.where, SigningGap.FOR_ANOTHER))
        for gap in answer_gaps(one.asked, one.granted, today, recipient=recipient, items=one.items, until=one.until):
            found.append((one.where, gap))
    if not answers:
        found.append(("answers", AnswerGap.NO_FIELDS))
    if found:
        raise SheetRefused(found)


def _records_of(loaded: LoadedCase, answer: Answered) -> list[dict]:
    """Kind, recipient and items of the records that one answer makes."""
    kind = ConsentKind(answer.asked.value)
    if answer.asked is Asked.PROVIDE_OFFER:
        allowed = fields_for(offer_of(loaded, answer.recipient).recipient_class)
        items = [name for name in allowed if name in answer.items]
        made = [{"kind": kind, "recipient": answer.recipient, "items": items or None}]
        if not answer.granted or SENSITIVE & set(items):
            made.append({"kind": _K.SENSITIVE_OFFER, "recipient": answer.recipient, "items": items or None})
        return made
    items = list(ITEMS[answer.asked])
    if answer.asked in FOR_EACH:
        return [{"kind": kind, "recipient": answer.recipient, "items": items}]
    if answer.asked not in CLASSES:
        return [{"kind": kind, "items": items}]
    classes = [{"kind": _K.PROVIDE_CLASS, "recipient": one.value, "items": items} for one in CLASSES[answer.asked]]
    return classes if answer.asked is Asked.AGENCIES else [{"kind": kind, "items": items}, *classes]


def _signature(loaded: LoadedCase, signer: Signer) -> str:
    """Who signed, in words: never more of the family than the relation; with the paper that was seen."""
    if signer.by is SignedBy.SELF:
        who = say("consents.signed_by.self", READ_IN)
    elif signer.member is not None:
        who = member_label(loaded.member(signer.member), READ_IN)
    else:
        who = f"{signer.name.strip()} ({signer.relation.strip()})"[:LONGEST_WORDS]
    seen = f" · {say(f'consents.proof.{signer.proof.value}', READ_IN)}" if signer.proof else ""
    return who + seen


def _resting_on(first: ConsentRecord, loaded: LoadedCase) -> list[ConsentRecord]:
    """Consents that stand and fall with this one."""
    with_it = _WITH.get(first.kind, frozenset())

    def falls(record: ConsentRecord) -> bool:
        if first.kind is _K.PROVIDE_OFFER:
            same = loaded.network.sames.of(first.recipient or "")
            return record.kind in with_it | {first.kind} and record.recipient in same
        if first.kind is _K.NETWORK_CONTACT:
            return record.kind is _K.PROVIDE_CLASS and record.recipient in set(NETWORK_CLASSES)
        if first.kind is _K.LEGAL_REPRESENTATIVE:
            return record.signed_by == SignedBy.LEGAL_REPRESENTATIVE
        return record.kind in with_it or (record.kind is first.kind and record.recipient == first.recipient)

    standing = (one for one in loaded.parts.consents if one.granted and one.withdrawn_at is None)
    return [one for one in standing if one is not first and falls(one)]


def _to_be_told(consent: ConsentRecord, loaded: LoadedCase) -> list[ReferralRecord]:
    """The youngest letter to each recipient that got something under this consent: they are told of its end."""
    if consent.kind in _CONCERNS_NOBODY:
        return []
    found: dict[str, ReferralRecord] = {}
    for letter in loaded.parts.referrals:
        was_told = letter.state is not ReferralState.DRAFT and letter.requested_at is not None and letter.disclosed
        if letter.case_id == loaded.id and was_told and _concerns(consent, letter, loaded):
            found[letter.unit] = letter
    return list(found.values())


def _concerns(consent: ConsentRecord, letter: ReferralRecord, loaded: LoadedCase) -> bool:
    if consent.kind in _CONCERNS_ALL:
        return True
    if consent.kind in (_K.PROVIDE_OFFER, _K.SENSITIVE_OFFER, _K.NETWORK_CONTACT_ONLY):
        sames = loaded.network.sames
        return sames.standing(letter.offer_id) == sames.standing(consent.recipient or "")
    offer = loaded.network.by_id.get(letter.offer_id)
    if offer is None:
        return False
    if consent.kind is _K.NETWORK_CONTACT:
        return offer.recipient_class in NETWORK_CLASSES
    return offer.recipient_class == RecipientClass(consent.recipient or "")
