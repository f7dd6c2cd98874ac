"""What is asked on the consent sheet in one sitting, and whose signature counts (P-05 to P-08, R127).

Every consent is a record of its own: purpose, items, period, the right to refuse, the version of the text that was
read, who signed and how. A refusal is kept too and shuts no door to help (P-06). Under 14 the legal representative
signs, verified by a paper that was seen: who lives with a child and cares for it is not one by that (P-07). Grown
members of the family sign for themselves (P-08).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from resmap.domain.case import Case, Member
from resmap.domain.codes import NETWORK_CLASSES, RecipientClass
from resmap.domain.disclosure import ALLOWED, SENSITIVE
from resmap.domain.duties import in_danger
from resmap.domain.household import ADULT, CONSENTS_FROM

#: Version of the texts in ``words/catalogue/consents.toml``: kept with every consent that was read in it (P-05).
TEXT_VERSION = "2026-11"

#: The longest that anything may be agreed to.
LONGEST = timedelta(days=3 * 365)

#: So many days before its end a consent is asked again.
WARN_DAYS = 30


class Asked(StrEnum):
    """The questions of the sheet, in its order; values are those of the records' kinds.

    ``AGENCIES`` and ``NETWORK_CONTACT`` permit asking somebody; they release nothing about anybody (P-05).
    """

    COLLECT = "collect"
    SENSITIVE = "sensitive"
    LEGAL_REPRESENTATIVE = "legal_representative"
    NETWORK_CONTACT = "network_contact"
    AGENCIES = "provide_class"
    PROVIDE_OFFER = "provide_offer"
    FAMILY = "family"
    RECORD_HANDOVER = "record_handover"
    AFTERCARE = "aftercare"
    PHOTO = "photo"
    STATISTICS = "statistics"
    MEDIA = "media"


#: Asked when there is an occasion, never together with the rest: folded on the page, not on the usual sheet.
APART = frozenset({Asked.MEDIA})

#: Answered once for each recipient (or, for FAMILY, each member).
FOR_EACH = frozenset({Asked.PROVIDE_OFFER, Asked.FAMILY})

#: What each covers, as keys of ``consents.item``. Named recipients have their own (:func:`fields_for`).
ITEMS: dict[Asked, tuple[str, ...]] = {
    Asked.COLLECT: ("identity", "contact", "household", "needs", "services"),
    Asked.SENSITIVE: ("health", "disability", "finances"),
    Asked.LEGAL_REPRESENTATIVE: ("child",),
    Asked.NETWORK_CONTACT: ("nameless",),
    Asked.AGENCIES: ("nameless",),
    Asked.FAMILY: ("own_part",),
    Asked.RECORD_HANDOVER: ("case_record",),
    Asked.AFTERCARE: ("contact", "how_it_goes"),
    Asked.PHOTO: ("pictures",),
    Asked.STATISTICS: ("figures",),
    Asked.MEDIA: ("story",),
}

#: How long each usually holds.
USUAL: dict[Asked, timedelta] = {
    **{asked: timedelta(days=365) for asked in Asked},
    Asked.STATISTICS: LONGEST,
    Asked.MEDIA: timedelta(days=90),
}

#: The classes of recipients that the two questions about asking open.
CLASSES: dict[Asked, tuple[RecipientClass, ...]] = {
    Asked.NETWORK_CONTACT: tuple(sorted(NETWORK_CLASSES)),
    Asked.AGENCIES: (RecipientClass.VOLUNTEER, RecipientClass.AGENCY),
}


class SignedBy(StrEnum):
    SELF = "self"
    LEGAL_REPRESENTATIVE = "legal_representative"
    MEMBER = "member"


class How(StrEnum):
    PAPER = "paper"
    SCREEN = "screen"
    PHONE = "phone"


class Proof(StrEnum):
    """The paper by which a legal representative was verified (PIPA §22의2)."""

    FAMILY_CERTIFICATE = "family_certificate"
    GUARDIAN_REGISTER = "guardian_register"
    COURT_ORDER = "court_order"
    FACILITY_HEAD = "facility_head"


#: Proofs of who is a representative without being a parent.
_OF_GUARDIANS = frozenset(Proof) - {Proof.FAMILY_CERTIFICATE}


class SigningGap(StrEnum):
    """Why a signature does not count."""

    UNDER_14 = "UNDER_14"
    NOT_OF_HOUSEHOLD = "NOT_OF_HOUSEHOLD"
    NOT_THE_CLIENT = "NOT_THE_CLIENT"
    NAME_MISSING = "NAME_MISSING"
    NOT_VERIFIED = "NOT_VERIFIED"
    NOT_A_REPRESENTATIVE = "NOT_A_REPRESENTATIVE"
    NOT_ADULT = "NOT_ADULT"
    FEARED = "FEARED"
    FEARED_UNASKED = "FEARED_UNASKED"
    FOR_ANOTHER = "FOR_ANOTHER"


class AnswerGap(StrEnum):
    """Why an answer on the sheet is none (P-05)."""

    NO_FIELDS = "NO_FIELDS"
    NOT_FOR_THIS_RECIPIENT = "NOT_FOR_THIS_RECIPIENT"
    NO_END = "NO_END"
    NO_RECIPIENT = "NO_RECIPIENT"


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs. ``member`` is an id of the household; a representative who lives elsewhere has ``name`` and
    ``relation`` instead. ``not_feared``: somebody asked whether the client fears this person, and it is not so."""

    by: SignedBy
    member: str | None = None
    name: str = ""
    relation: str = ""
    proof: Proof | None = None
    not_feared: bool = False


def client_of(case: Case) -> Member | None:
    """The person concerned: the first of the household."""
    return case.client.household[0] if case.client.household else None


def is_child(member: Member | None) -> bool:
    """Known to be under 14."""
    return member is not None and member.age is not None and member.age < CONSENTS_FROM


def who_may_sign(case: Case) -> tuple[SignedBy, ...]:
    """The ways in which the sheet of this case can be signed."""
    if is_child(client_of(case)):
        return (SignedBy.LEGAL_REPRESENTATIVE,)
    others = (SignedBy.MEMBER,) if speak_for_themselves(case) else ()
    return (SignedBy.SELF, SignedBy.LEGAL_REPRESENTATIVE, *others)


def questions(case: Case) -> tuple[Asked, ...]:
    """What the sheet of this case asks: a child of the household adds the question to its representative, other
    grown members the one to themselves."""
    others = case.client.household[1:]
    left_out = set()
    if is_child(client_of(case)) or not any(map(is_child, others)):
        left_out.add(Asked.LEGAL_REPRESENTATIVE)
    if not speak_for_themselves(case):
        left_out.add(Asked.FAMILY)
    return tuple(asked for asked in Asked if asked not in left_out)


def speak_for_themselves(case: Case) -> tuple[Member, ...]:
    """Members beside the client whose own part leaves only with their own consent (P-08); never the one who is feared."""
    feared = case.client.protected_from
    return tuple(one for one in case.client.household[1:] if not is_child(one) and one.id != feared)


def fields_for(recipient: RecipientClass) -> tuple[str, ...]:
    """What may be agreed to for one recipient. An agency may be told of the household and of an illness where that
    is agreed to by itself; nobody else ever is (P-09)."""
    more = ("household", *sorted(SENSITIVE)) if recipient is RecipientClass.AGENCY else ()
    return (*ALLOWED[recipient], *more)


def asked_apart(name: str) -> bool:
    """Fields that are never ticked by themselves."""
    return name in SENSITIVE or name == "household"


def signing_gaps(case: Case, signer: Signer, asked: Iterable[Asked] = ()) -> tuple[SigningGap, ...]:
    """Why this signature does not count for these questions; empty if it does."""
    found: list[SigningGap] = []
    member = next((one for one in case.client.household if one.id == signer.member), None)
    asked = frozenset(asked)
    if signer.member is not None and member is None:
        return (SigningGap.NOT_OF_HOUSEHOLD,)
    if member is not None and member.id == case.client.protected_from:
        found.append(SigningGap.FEARED)
    match signer.by:
        case SignedBy.SELF:
            if member is not None and member is not client_of(case):
                found.append(SigningGap.NOT_THE_CLIENT)
            if is_child(client_of(case)):
                found.append(SigningGap.UNDER_14)
            if Asked.FAMILY in asked:
                found.append(SigningGap.FOR_ANOTHER)
            if Asked.LEGAL_REPRESENTATIVE in asked:
                found += _proof_gaps(signer.proof, _is_parent_of_the_children(case))
        case SignedBy.MEMBER:
            if member is None or member is client_of(case):
                found.append(SigningGap.NOT_OF_HOUSEHOLD)
            elif is_child(member):
                found.append(SigningGap.UNDER_14)
            if asked - {Asked.FAMILY}:
                found.append(SigningGap.FOR_ANOTHER)
        case SignedBy.LEGAL_REPRESENTATIVE:
            found += _representative_gaps(case, signer, member)
            if Asked.FAMILY in asked:
                found.append(SigningGap.FOR_ANOTHER)
    return tuple(dict.fromkeys(found))


def answer_gaps(
    asked: Asked,
    granted: bool,
    today: date,
    *,
    recipient: RecipientClass | None = None,
    items: Iterable[str] = (),
    until: date | None = None,
) -> tuple[AnswerGap, ...]:
    """Why a yes is none: it names its fields and its last day. A no needs neither (P-06)."""
    found = []
    if asked is Asked.PROVIDE_OFFER and recipient is None:
        found.append(AnswerGap.NO_RECIPIENT)
    if not granted:
        return tuple(found)
    items = frozenset(items)
    if asked is Asked.PROVIDE_OFFER and recipient is not None:
        if not items:
            found.append(AnswerGap.NO_FIELDS)
        if not items <= set(fields_for(recipient)):
            found.append(AnswerGap.NOT_FOR_THIS_RECIPIENT)
    if until is None or not today <= until <= today + LONGEST:
        found.append(AnswerGap.NO_END)
    return tuple(found)


def _representative_gaps(case: Case, signer: Signer, member: Member | None) -> list[SigningGap]:
    found = []
    if member is client_of(case) and member is not None:
        found.append(SigningGap.NOT_A_REPRESENTATIVE)
    if member is None and not (signer.name.strip() and signer.relation.strip()):
        found.append(SigningGap.NAME_MISSING)
    if member is not None and member.age is not None and member.age < ADULT:
        found.append(SigningGap.NOT_ADULT)
    # Somebody who lives elsewhere, or who is not named as the one to fear yet, may still be the danger.
    if in_danger(case) and not signer.not_feared:
        found.append(SigningGap.FEARED_UNASKED)
    relation = member.relation if member is not None else signer.relation
    return found + _proof_gaps(signer.proof, is_child(client_of(case)) and says_parent(relation))


def _proof_gaps(proof: Proof | None, parent: bool) -> list[SigningGap]:
    if proof is None:
        return [SigningGap.NOT_VERIFIED]
    if not parent and proof not in _OF_GUARDIANS:
        return [SigningGap.NOT_A_REPRESENTATIVE]
    return []


_PARENTS = ("아버지", "어머니", "아빠", "엄마", "친부", "친모", "양부", "양모", "부모", "father", "mother", "parent")
_NOT_PARENTS = ("할", "조부", "조모", "외조", "새", "계부", "계모", "시어머니", "시아버지", "grand", "step")
_NOT_OWN = ("손자", "손녀", "손주", "조카", "외손", "동생", "grand", "nephew", "niece", "brother", "sister")


def says_parent(relation: str) -> bool:
    """Whether the word for the relation to a child names a parent; a grandmother, an aunt or a stepfather is none."""
    word = relation.strip().lower().partition("(")[0].strip()
    if any(other in word for other in _NOT_PARENTS):
        return False
    return word in ("부", "모") or any(one in word for one in _PARENTS)


def _is_parent_of_the_children(case: Case) -> bool:
    """The client, whose children under 14 are told of as sons or daughters, not as somebody else's."""
    children = [one for one in case.client.household[1:] if is_child(one)]
    return bool(children) and not any(word in one.relation.lower() for one in children for word in _NOT_OWN)
