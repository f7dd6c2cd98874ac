"""The closed vocabularies that every room shares.

Values are the spellings used in files, in the database and in the API; the
sentences for them live in ``resmap.words``.
"""

from enum import StrEnum


class RecipientClass(StrEnum):
    """Who would be told about the client (P-09); consent goes by this, never by kind."""

    NEIGHBOUR = "neighbour"
    SHOP = "shop"
    ASSOCIATION = "association"
    SELFHELP = "selfhelp"
    VOLUNTEER = "volunteer"
    AGENCY = "agency"


#: Classes that belong to the client's own neighbourhood: telling them needs
#: the consent to contact the network as well (seed B:79, P-05 d).
NETWORK_CLASSES = frozenset(
    {
        RecipientClass.NEIGHBOUR,
        RecipientClass.SHOP,
        RecipientClass.ASSOCIATION,
        RecipientClass.SELFHELP,
    }
)


class AreaLevel(StrEnum):
    """How far an offer reaches by its own rules."""

    NATION = "nation"
    SIDO = "sido"
    SIGUNGU = "sigungu"
    DONG = "dong"


class OfferStatus(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"
    CLOSED = "closed"


class Sex(StrEnum):
    FEMALE = "F"
    MALE = "M"


class TieKind(StrEnum):
    """Typed ties of the neighbourhood graph. ``served`` is derived from case history."""

    NEIGHBOUR = "neighbour"
    FAMILY = "family"
    FRIEND = "friend"
    MEMBER_OF = "member_of"
    LEADS = "leads"
    WORKS_WITH = "works_with"
    REFERS_TO = "refers_to"
    TRUSTS = "trusts"
    CONFLICT = "conflict"
    SERVED = "served"


#: Ties along which a block spreads, one step, both ways (contract §1, CONFLICT).
BLOCK_SPREADS_ALONG = frozenset({TieKind.LEADS, TieKind.FAMILY})


class PartyKind(StrEnum):
    PERSON = "person"
    GROUP = "group"
    ORGANIZATION = "organization"
    PLACE = "place"


class Stage(StrEnum):
    """Stages of a case in the order of the work (R009)."""

    INTAKE = "intake"
    ASSESSMENT = "assessment"
    SELECTION = "selection"
    PLANNING = "planning"
    INTERVENTION = "intervention"
    MONITORING = "monitoring"
    EVALUATION = "evaluation"
    CLOSING = "closing"
    FOLLOW_UP = "follow_up"


class ClosingReason(StrEnum):
    """Closing reasons of the seeds (R190, R191, R197, R198)."""

    GOAL_MET = "GOAL_MET"
    MANAGER_LEFT = "MANAGER_LEFT"
    AGENCY_CLOSED = "AGENCY_CLOSED"
    AGENCY_REASON = "AGENCY_REASON"
    DEATH = "DEATH"
    MOVED = "MOVED"
    LOST_CONTACT = "LOST_CONTACT"
    CLIENT_WISH = "CLIENT_WISH"


class GateCode(StrEnum):
    """Reasons for which an offer is never suggested (contract §1; WISH is what the client said once for all,
    TRAINING that a helper lacks a training which the office asks for)."""

    NEED = "NEED"
    AGE = "AGE"
    SEX = "SEX"
    INCOME = "INCOME"
    REQUIRES = "REQUIRES"
    EXCLUDES = "EXCLUDES"
    AREA = "AREA"
    CAPACITY = "CAPACITY"
    CLOSED = "CLOSED"
    SERVED = "SERVED"
    DUP = "DUP"
    REFUSED = "REFUSED"
    WISH = "WISH"
    CONFLICT = "CONFLICT"
    VET = "VET"
    TRAINING = "TRAINING"
    SAFETY = "SAFETY"
    STALE = "STALE"
    CONSENT = "CONSENT"


class CaseGateCode(StrEnum):
    """Reasons for which no suggestion at all is made for a case."""

    ASSESS_FIRST = "ASSESS_FIRST"
    DEATH = "DEATH"


class DutyCode(StrEnum):
    """Legal duties; never a suggestion that can be declined (P-23)."""

    CHILD_ABUSE_REPORT = "CHILD_ABUSE_REPORT"
    ELDER_ABUSE_REPORT = "ELDER_ABUSE_REPORT"
    DISABILITY_ABUSE_REPORT = "DISABILITY_ABUSE_REPORT"
    SUICIDE_RISK = "SUICIDE_RISK"
    NO_CONTACT_VIA_HOME_ADDRESS = "NO_CONTACT_VIA_HOME_ADDRESS"
    DO_NOT_NOTIFY_SUSPECT = "DO_NOT_NOTIFY_SUSPECT"


class Withheld(StrEnum):
    """Why a field does not leave (contract §1, disclose); the first that applies."""

    AGREEMENT = "AGREEMENT"
    EXPIRED = "EXPIRED"
    NOT_CONSENTED = "NOT_CONSENTED"
    NOT_FOR_THIS_RECIPIENT = "NOT_FOR_THIS_RECIPIENT"
    SENSITIVE = "SENSITIVE"


class Answer(StrEnum):
    """What the client said to an offered suggestion (R025)."""

    ACCEPT = "accept"
    DECLINE = "decline"
    LATER = "later"


class Review(StrEnum):
    """State of a register entry. ``MERGED``: another entry stands for it (its id keeps working)."""

    IMPORTED = "imported"
    VERIFIED = "verified"
    STALE = "stale"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


class ChangeReason(StrEnum):
    """Why an entry was changed, in its history."""

    EDIT = "edit"
    IMPORT = "import"
    SHEET = "sheet"
    VERIFY = "verify"
    OWNER = "owner"
    PROPOSAL = "proposal"
    MERGE = "merge"
    SPLIT = "split"
    WITHDRAW = "withdraw"
    RESTORE = "restore"
    CONSENT = "consent"
    UNDO = "undo"


class CheckMethod(StrEnum):
    """How somebody made sure of a field of an entry."""

    PHONE = "phone"
    SITE = "site"
    OWNER = "owner"
    DOCUMENT = "document"


class ProposalKind(StrEnum):
    NEW = "new"
    CHANGE = "change"
    WITHDRAW = "withdraw"


class ProposalState(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"


class ProposedBy(StrEnum):
    """Whose knowledge a proposal is; a tong head (통장) tells it in three fields."""

    STAFF = "staff"
    TONG_HEAD = "tong_head"
    OWNER = "owner"


class PairVerdict(StrEnum):
    """What a person said of two entries that look alike; the latest word on a pair counts."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"
    UNDONE = "undone"


class ListingScope(StrEnum):
    """What a resident agreed to (P-25): to be suggested to clients, to stand on the shared map."""

    SUGGEST = "suggest"
    MAP = "map"


class TieAction(StrEnum):
    """What can be suggested about a relation itself (R134)."""

    NEW = "NEW"
    STRENGTHEN = "STRENGTHEN"
