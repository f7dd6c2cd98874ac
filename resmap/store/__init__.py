"""The one door of the store: records, queries and units of work.

**A flow, whole**::

    from resmap import store
    from resmap.store import NeedRecord

    def change_priority(uow, actor, need_id, priority, revision):
        ...                                           # rules first
        need = uow.get(NeedRecord, need_id)           # None: unknown, voided or out of scope
        uow.check_revision(need, revision)            # raises LostUpdate
        need.priority = priority                      # change attributes
        uow.event(EventKind.CASE_CHANGED, need.case_id, client=..., facts={...})
        uow.commit()                                  # once; otherwise all is rolled back

    with database.write(actor) as uow:                # or database.read(actor)
        change_priority(uow, actor, ...)

**Opening.** ``init(database_url, key_file) -> [files made]`` and
``open_database(database_url, key_file, head_file) -> Database``, with what
``config.Settings`` says; for tests ``migrate(url)`` and
``Database(url, new_ring(), head_file, clock=...)``.

**Unit of work.** ``Database.read(actor=None)`` sees one moment and changes
nothing; ``Database.write(actor=None)`` is one transaction. Without an actor no
personal record can be reached (ScopeMissing); ``uow.act_as(actor)`` opens the
actor's scope, ``uow.as_system()`` everything (demo, checks; never a request).
``uow.add``, ``add_all``, ``get``, ``flush``, ``check_revision``, ``void``,
``event``, ``commit``, ``now``, ``new_id``. A reading flow that shows a client
calls ``uow.event(EventKind.CLIENT_READ, ...)`` and ``uow.commit()`` too: the note
is written in a transaction of its own, and leaving without it is an error.

**Records** end in ``Record``. Ids are made at construction; created_at and
created_by at the flush. Sealed attributes (``client.name``, ``need.code``, ...)
are read and written like others, JSON ones by assigning a whole new value; they
stay readable after the unit of work closed. List columns are tuples. Nothing is
deleted: ``uow.void(record, why)``.

**Queries** are modules: ``accounts``, ``cases``, ``course``, ``history``, ``offers``,
``referrals``, ``register``; ``erasing`` destroys a person's key. What they take
and raise stands in their docstrings; ids of domain values are ids of records.

**Errors**: LostUpdate (revision), Refused (``.constraint``), Busy, ScopeMissing,
KeyMissing, KeyReused, Unreadable, Erased, NeverDeleted, NotMigrated, all
StoreError with a ``code``; and the domain's NotFound, NotAllowed and
ResidentNumberError.
"""

from resmap.store import erasing, link_scope
from resmap.store.blind import address_hash, phone_index
from resmap.store.database import Database
from resmap.store.erasing import Certificate
from resmap.store.errors import (
    Busy,
    Erased,
    KeyMissing,
    KeyReused,
    LostUpdate,
    NeverDeleted,
    NotMigrated,
    Refused,
    ScopeMissing,
    StoreError,
    Unreadable,
)
from resmap.store.events import Chain, Verdict
from resmap.store.keys import KeyRing, load_ring, new_ring, save_ring
from resmap.store.mapping import CaseParts, actor_of
from resmap.store.migrate import at_head, downgrade, migrate
from resmap.store.queries import (
    accounts,
    answer_links,
    cases,
    conferences,
    course,
    history,
    offers,
    partner_papers,
    referrals,
    register,
    upkeep,
)
from resmap.store.queries.cases import CaseRow
from resmap.store.queries.course import Course
from resmap.store.queries.offers import Search
from resmap.store.queries.paging import Page
from resmap.store.records import (
    AgreementRecord,
    AnswerLinkRecord,
    AnswerRecord,
    AssignmentRecord,
    AttendeeRecord,
    BlockRecord,
    BoundaryRecord,
    CarriedRecord,
    CaseRecord,
    CaseTieRecord,
    ClientRecord,
    ComparisonRecord,
    ConferenceItemRecord,
    ConferenceRecord,
    ConsentKind,
    ConsentRecord,
    ContactRecord,
    CorrectionRecord,
    CounterRecord,
    DepartmentRecord,
    DonationPurposeRecord,
    DonationRecord,
    DonationShareRecord,
    DongRecord,
    DoNotContactRecord,
    DutyRecord,
    EventRecord,
    FieldCheckRecord,
    GoalRecord,
    IdempotencyRecord,
    ImportBatchRecord,
    LegalDongRecord,
    ListingConsentRecord,
    LoginAttemptRecord,
    LoginSessionRecord,
    MemberRecord,
    NeedLinkRecord,
    NeedRecord,
    ObjectiveRecord,
    OfferChangeRecord,
    OfferRecord,
    OfficeFormRecord,
    OfficeRecord,
    OpeningRecord,
    OrganisationRecord,
    OverrideRecord,
    OwnerLinkRecord,
    PairJudgementRecord,
    PairRecord,
    PaperRecord,
    PartyRecord,
    PersonKeyRecord,
    PlanLineRecord,
    PlanRecord,
    ProposalRecord,
    ReferralRecord,
    ResourceConflictRecord,
    ScaleRecord,
    ServiceRecord,
    SourceMappingRecord,
    StageStepRecord,
    StatementRecord,
    SuggestedRecord,
    TaskRecord,
    TieRecord,
    TrainingRecord,
    UserRecord,
    WishRecord,
)
from resmap.store.setup import init, open_database
from resmap.store.unit_of_work import UnitOfWork

__all__ = [
    "AgreementRecord",
    "AnswerLinkRecord",
    "AnswerRecord",
    "AssignmentRecord",
    "AttendeeRecord",
    "BlockRecord",
    "BoundaryRecord",
    "Busy",
    "CarriedRecord",
    "CaseParts",
    "CaseRecord",
    "CaseRow",
    "CaseTieRecord",
    "Certificate",
    "Chain",
    "ClientRecord",
    "ComparisonRecord",
    "ConferenceItemRecord",
    "ConferenceRecord",
    "ConsentKind",
    "ConsentRecord",
    "CorrectionRecord",
    "ContactRecord",
    "CounterRecord",
    "Course",
    "Database",
    "DepartmentRecord",
    "DoNotContactRecord",
    "DonationPurposeRecord",
    "DonationRecord",
    "DonationShareRecord",
    "DongRecord",
    "DutyRecord",
    "Erased",
    "EventRecord",
    "FieldCheckRecord",
    "GoalRecord",
    "IdempotencyRecord",
    "ImportBatchRecord",
    "KeyMissing",
    "KeyReused",
    "KeyRing",
    "LegalDongRecord",
    "ListingConsentRecord",
    "LoginAttemptRecord",
    "LoginSessionRecord",
    "LostUpdate",
    "MemberRecord",
    "NeedLinkRecord",
    "NeedRecord",
    "NeverDeleted",
    "NotMigrated",
    "ObjectiveRecord",
    "OfferChangeRecord",
    "OfferRecord",
    "OfficeFormRecord",
    "OfficeRecord",
    "OpeningRecord",
    "OrganisationRecord",
    "OverrideRecord",
    "OwnerLinkRecord",
    "Page",
    "PairJudgementRecord",
    "PairRecord",
    "PaperRecord",
    "PartyRecord",
    "PersonKeyRecord",
    "PlanLineRecord",
    "PlanRecord",
    "ProposalRecord",
    "ReferralRecord",
    "Refused",
    "ResourceConflictRecord",
    "ScaleRecord",
    "ScopeMissing",
    "Search",
    "ServiceRecord",
    "SourceMappingRecord",
    "StageStepRecord",
    "StatementRecord",
    "StoreError",
    "SuggestedRecord",
    "TaskRecord",
    "TieRecord",
    "TrainingRecord",
    "UnitOfWork",
    "Unreadable",
    "UserRecord",
    "WishRecord",
    "Verdict",
    "accounts",
    "actor_of",
    "address_hash",
    "answer_links",
    "at_head",
    "cases",
    "conferences",
    "course",
    "downgrade",
    "erasing",
    "history",
    "link_scope",
    "init",
    "load_ring",
    "migrate",
    "new_ring",
    "offers",
    "partner_papers",
    "open_database",
    "phone_index",
    "referrals",
    "register",
    "save_ring",
    "upkeep",
]
