"""One declarative class per record, gathered by subject."""

from resmap.store.records.casework import (
    AnswerRecord,
    BlockRecord,
    ComparisonRecord,
    OverrideRecord,
    ServiceRecord,
)
from resmap.store.records.clients import (
    CaseRecord,
    CaseTieRecord,
    ClientRecord,
    MemberRecord,
    NeedRecord,
    PersonKeyRecord,
)
from resmap.store.records.consents import ConsentKind, ConsentRecord
from resmap.store.records.curation import (
    AgreementRecord,
    BoundaryRecord,
    DoNotContactRecord,
    FieldCheckRecord,
    LegalDongRecord,
    ListingConsentRecord,
    OfferChangeRecord,
    OwnerLinkRecord,
    PairJudgementRecord,
    PairRecord,
    ProposalRecord,
    SourceMappingRecord,
    SuggestedRecord,
)
from resmap.store.records.history import (
    CounterRecord,
    EventRecord,
    IdempotencyRecord,
    ImportBatchRecord,
)
from resmap.store.records.office import (
    DongRecord,
    LoginAttemptRecord,
    LoginSessionRecord,
    OfficeRecord,
    UserRecord,
)
from resmap.store.records.referrals import ReferralRecord
from resmap.store.records.register import (
    DepartmentRecord,
    OfferRecord,
    OrganisationRecord,
    PartyRecord,
    TieRecord,
)

__all__ = [
    "AgreementRecord",
    "AnswerRecord",
    "BlockRecord",
    "BoundaryRecord",
    "CaseRecord",
    "CaseTieRecord",
    "ClientRecord",
    "ComparisonRecord",
    "ConsentKind",
    "ConsentRecord",
    "CounterRecord",
    "DepartmentRecord",
    "DoNotContactRecord",
    "DongRecord",
    "EventRecord",
    "FieldCheckRecord",
    "IdempotencyRecord",
    "ImportBatchRecord",
    "LegalDongRecord",
    "ListingConsentRecord",
    "LoginAttemptRecord",
    "LoginSessionRecord",
    "MemberRecord",
    "NeedRecord",
    "OfferChangeRecord",
    "OfferRecord",
    "OfficeRecord",
    "OrganisationRecord",
    "OverrideRecord",
    "OwnerLinkRecord",
    "PairJudgementRecord",
    "PairRecord",
    "PartyRecord",
    "PersonKeyRecord",
    "ProposalRecord",
    "ReferralRecord",
    "ServiceRecord",
    "SourceMappingRecord",
    "SuggestedRecord",
    "TieRecord",
    "UserRecord",
]
