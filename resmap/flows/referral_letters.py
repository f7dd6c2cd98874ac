"""A referral on paper and as a message: exactly what was disclosed, and of that what may still go (R167, R028, P-09).

The letter is never built anew from the case: it is ``record.disclosed``. What the client took back
since, or what became dangerous since, is left out (P-10, P-22); nothing is ever added.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from resmap.domain.duties import unsafe_at_home
from resmap.domain.events import EventKind
from resmap.domain.listing import is_resident
from resmap.domain.permissions import Actor, Permission
from resmap.domain.referrals import HOLDS_PLACE, ReferralState
from resmap.flows import letterheads, office_forms
from resmap.flows.case_loading import LoadedCase, load_case
from resmap.flows.case_telling import local_day
from resmap.flows.printing import note_print
from resmap.flows.referral_waiting import due_of
from resmap.flows.referring import disclosure_to
from resmap.flows.ruling import RuleForbids
from resmap.formats.forms import Form, joined, to_hwpx, to_pdf
from resmap.formats.forms.sheets.common import Issuer
from resmap.formats.forms.sheets.referral import ReferralLetter, ReplySlip, referral_letter, reply_slip
from resmap.formats.forms.sheets.values import referral_values
from resmap.formats.sms_sheet import Message, sms_sheet
from resmap.matching.engine import Reason
from resmap.store import ConsentKind, OfferRecord, OfficeRecord, ReferralRecord, UnitOfWork, accounts, offers, referrals
from resmap.words import has, say
from resmap.words.sentences import date_text

#: Letters and messages are Korean, whoever sends them.
LETTER = "ko"

#: Never on anything that leaves for a client whose home is not safe (P-22): it leads to the door.
_TO_THE_DOOR = frozenset({"address", "phone"})

#: Fields that are what is asked; the others say who it is for.
_ASKED = ("request", "task")


class LetterAs(StrEnum):
    PDF = "pdf"
    HWPX = "hwpx"
    OFFICE = "office"


MEDIA = {
    "pdf": "application/pdf",
    "hwpx": "application/hwp+zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Made:
    """A file: its bytes, media type and name. The name tells nobody's name."""

    data: bytes
    media: str
    name: str


def still_told(loaded: LoadedCase, record: ReferralRecord) -> dict[str, str]:
    """Of what was disclosed, what may go today: never more, less where a consent ended or home became unsafe."""
    offer = loaded.network.by_id.get(record.offer_id)
    may = set(disclosure_to(loaded, offer).fields) if offer is not None else set()
    return only_told(record, may, unsafe=loaded.case.client.protected or unsafe_at_home(loaded.case))


def only_told(record: ReferralRecord, may, *, unsafe: bool) -> dict[str, str]:
    """The disclosed fields among ``may``, in the order in which they were sent."""
    barred = _TO_THE_DOOR if unsafe else frozenset()
    return {
        name: str(value) for name, value in (record.disclosed or {}).items() if name in may and name not in barred
    }


def letter_file(
    uow: UnitOfWork, actor: Actor, referral_id: str, today: date, *, as_: LetterAs
) -> Made:
    """The letter with its reply slip as a file, or the letter on the office's own form; notes that it was printed, and
    which fields.

    Raises RuleForbids (LETTER) for a draft and for what has ended, NotFound (no form of the office's own, too),
    FormatError (NO_FONT).
    """
    record, loaded = _sent(uow, actor, referral_id, today, HOLDS_PLACE)
    told = still_told(loaded, record)
    consent = _consent_of(loaded, record) if told else ""
    kind = "hwpx" if as_ is LetterAs.OFFICE else as_.value
    if as_ is LetterAs.OFFICE:
        given = referral_values(letter_of(uow, record, told, consent=consent))
        data = office_forms.filled(uow, actor, office_forms.REFERRAL, given).document
    else:
        data = {LetterAs.PDF: to_pdf, LetterAs.HWPX: to_hwpx}[as_](letter_form(uow, record, told, consent=consent))
    _note(uow, record, loaded, as_.value, told)
    return Made(data, MEDIA[kind], f"{say('forms.referral.title', LETTER)} {number_of(record)}.{kind}")


def letter_form(uow: UnitOfWork, record: ReferralRecord, told: Mapping[str, str], *, consent: str = "") -> Form:
    """Letter and slip of these fields; nothing else of the client is reached. ``consent``: its number."""
    letter = letter_of(uow, record, told, consent=consent)
    named = told.get("call_name") or told.get("name") or ""
    asked = "\n".join(told[name] for name in _ASKED if name in told)
    slip = ReplySlip(letter.issuer, letter.number, named, letter.to_office, asked, letter.reply_by)
    return joined(referral_letter(letter, _label, LETTER), reply_slip(slip, _label, LETTER))


def letter_of(uow: UnitOfWork, record: ReferralRecord, told: Mapping[str, str], *, consent: str = "") -> ReferralLetter:
    """The values of the letter: of the client exactly ``told``."""
    issuer, entry = _issuer(uow, record), offers.by_ids(uow, [record.offer_id]).get(record.offer_id)
    sent_on, due = local_day(record.requested_at), due_of(record) or record.reply_due
    request = "\n".join(told[name] for name in _ASKED if name in told)
    to_office, to_unit = _recipient(record, entry)
    by = date_text(due, "date", LETTER) if due else ""
    return ReferralLetter(
        issuer=issuer,
        number=number_of(record),
        day=date_text(sent_on, "date", LETTER),
        to_office=to_office,
        to_unit=to_unit,
        subject=tuple((field_words(name), value) for name, value in told.items() if name not in (*_ASKED, "safety_note")),
        request=request or say("referral.letter.only_asks", LETTER),
        care=(told["safety_note"],) if "safety_note" in told else (),
        consent=consent,
        reply_by=by,
    )


def message(uow: UnitOfWork, actor: Actor, referral_id: str, today: date) -> str:
    """The referral as a text to copy into a phone; notes it like a print. Raises RuleForbids (LETTER)."""
    record, loaded = _sent(uow, actor, referral_id, today, frozenset({ReferralState.REQUESTED}))
    told = still_told(loaded, record)
    _note(uow, record, loaded, "sms", told)
    return message_of(uow, record, told)


def message_file(uow: UnitOfWork, actor: Actor, referral_id: str, today: date) -> Made:
    """The same as a sheet for the office's SMS system. Raises RuleForbids (LETTER; NO_NUMBER for a neighbour,
    whose number is in no file, and for a place without one)."""
    record, loaded = _sent(uow, actor, referral_id, today, frozenset({ReferralState.REQUESTED}))
    entry = offers.by_ids(uow, [record.offer_id]).get(record.offer_id)
    to = number_to(entry)
    if not to:
        raise RuleForbids([Reason("NO_NUMBER", {})])
    told = still_told(loaded, record)
    data = sms_sheet([Message(to, _recipient(record, entry)[0], message_of(uow, record, told))], _headings())
    _note(uow, record, loaded, "xlsx", told)
    return Made(data, MEDIA["xlsx"], f"{say('referral.sms.file', LETTER)} {number_of(record)}.xlsx")


def reminders_file(uow: UnitOfWork, actor: Actor, today: date) -> Made:
    """Everybody who has not answered in time, as a sheet for the SMS system: the number of the referral and
    nothing of a client at all. Notes which."""
    actor.require(Permission.REFERRAL_WRITE)
    found = referrals.of_actor(uow, actor, states=frozenset({ReferralState.REQUESTED}))
    found = [one for one in found if (due_of(one) or today) <= today]
    entries = offers.by_ids(uow, {one.offer_id for one in found})
    rows = []
    for record in found:
        entry = entries.get(record.offer_id)
        if to := number_to(entry):
            rows.append(Message(to, _recipient(record, entry)[0], reminder_of(uow, record)))
    facts = {"form": "reminders", "referrals": sorted(one.id for one in found)}
    uow.event(EventKind.PRINTED, facts=facts)
    uow.commit()
    return Made(sms_sheet(rows, _headings()), MEDIA["xlsx"], f"{say('referral.sms.reminders', LETTER)}.xlsx")


def message_of(uow: UnitOfWork, record: ReferralRecord, told: Mapping[str, str]) -> str:
    """The text of a message, built of the disclosed fields alone."""
    issuer = _issuer(uow, record)
    lines = [say("referral.sms.head", LETTER, office=issuer.office, sender=issuer.person)]
    lines += [f"{field_words(name)}: {value}" for name, value in told.items()]
    if not told:
        lines.append(say("referral.letter.only_asks", LETTER))
    lines.append(say("referral.sms.foot", LETTER, number=number_of(record), day=due_of(record) or local_day(uow.now())))
    return "\n".join(lines)


def reminder_of(uow: UnitOfWork, record: ReferralRecord) -> str:
    issuer = _issuer(uow, record)
    return say(
        "referral.sms.reminder", LETTER,
        office=issuer.office, sender=issuer.person, number=number_of(record), day=local_day(record.requested_at),
    )  # fmt: skip


def number_of(record: ReferralRecord) -> str:
    """How letter, slip and message name a referral: enough to find it, nothing of anybody."""
    return f"{local_day(record.requested_at or record.created_at):%y%m%d}-{record.id.replace('-', '')[-6:].upper()}"


def number_to(entry: OfferRecord | None) -> str:
    """The public number of a place; of a resident none, for theirs stands in no file (P-25)."""
    if entry is None or is_resident(entry.kind):
        return ""
    return entry.access_line or entry.public_phone or ""


def field_words(name: str) -> str:
    """The Korean name of a disclosed field; one that the client named freely is its own name."""
    key = f"files.field.{name}"
    return say(key, LETTER) if has(key) else name


def _consent_of(loaded: LoadedCase, record: ReferralRecord) -> str:
    """The number of the consent that the letter rests on: its day and the end of its id."""
    given = [
        one
        for one in loaded.parts.consents
        if one.kind is ConsentKind.PROVIDE_OFFER and one.recipient == record.offer_id
        and one.granted and one.withdrawn_at is None
    ]  # fmt: skip
    last = max(given, key=lambda one: (one.since, one.id), default=None)
    return f"{last.since:%y%m%d}-{last.id.replace('-', '')[-6:].upper()}" if last else ""


def _sent(uow, actor: Actor, referral_id: str, today: date, states) -> tuple[ReferralRecord, LoadedCase]:
    actor.require(Permission.REFERRAL_WRITE)
    record = referrals.get(uow, actor, referral_id, Permission.REFERRAL_WRITE)
    if record.state not in states or record.requested_at is None:
        raise RuleForbids([Reason("LETTER", {})])
    return record, load_case(uow, actor, record.case_id, today, Permission.REFERRAL_WRITE)


def _note(uow: UnitOfWork, record: ReferralRecord, loaded: LoadedCase, form: str, told: Mapping[str, str]) -> None:
    note_print(uow, loaded, {"referral": record.id, "form": form, "fields": sorted(told)})
    uow.commit()


def _issuer(uow: UnitOfWork, record: ReferralRecord) -> Issuer:
    """The office and who wrote the referral."""
    writer = accounts.user(uow, record.created_by)
    office = uow.get(OfficeRecord, writer.office_id) if writer else None
    office = office or accounts.office(uow)
    return letterheads.issuer(office, person=writer.name if writer else "")


def _recipient(record: ReferralRecord, entry: OfferRecord | None) -> tuple[str, str]:
    """To whom: a neighbour by name, a place by its organisation and department as they were."""
    if entry is not None and is_resident(entry.kind):
        return entry.name, ""
    return record.organisation, record.department or ""


def _headings() -> tuple[str, str, str]:
    return tuple(say(f"referral.sms.column_{name}", LETTER) for name in ("number", "to", "text"))


def _label(key: str, **facts) -> str:
    return say(f"forms.{key}", LETTER, **facts)
