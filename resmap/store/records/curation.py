"""How the register is kept: its history, checks, proposals, judgements, consents, boundaries."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Float, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from resmap.domain.codes import (
    AreaLevel,
    ChangeReason,
    CheckMethod,
    PairVerdict,
    ProposalKind,
    ProposalState,
    ProposedBy,
)
from resmap.store.base import Base, Editable, Id, Identified, refers_to
from resmap.store.sealed import SealedText
from resmap.store.types import Code, Document, Moment, Names, Prose


class OfferChangeRecord(Identified, Base):
    """One change of an entry: what stood before, what after, by field; who and when is the row's own.

    Written by the unit of work with every flush (``saving.py``), so that no flow can
    forget it. ``revision`` is the one that the change made. A resident's phone is
    marked, never written; the place of what became secret is taken out again (P-21).
    """

    __tablename__ = "offer_changes"

    offer_id: Mapped[str] = mapped_column(Id, refers_to("offers.id"), index=True)
    revision: Mapped[int]
    why: Mapped[ChangeReason] = mapped_column(Code(ChangeReason))
    note: Mapped[str | None] = mapped_column(Prose)
    batch_id: Mapped[str | None] = mapped_column(Id, refers_to("import_batches.id"), index=True)
    undoes: Mapped[str | None] = mapped_column(Id, refers_to("offer_changes.id"))
    before: Mapped[dict] = mapped_column(Document)
    after: Mapped[dict] = mapped_column(Document)


class FieldCheckRecord(Identified, Base):
    """Somebody made sure of one field of an entry, in this way, on this day, as it stood then."""

    __tablename__ = "field_checks"

    offer_id: Mapped[str] = mapped_column(Id, refers_to("offers.id"), index=True)
    field: Mapped[str] = mapped_column(String(40))
    method: Mapped[CheckMethod] = mapped_column(Code(CheckMethod))
    on: Mapped[date] = mapped_column("checked_on")
    revision: Mapped[int]
    note: Mapped[str | None] = mapped_column(Prose)


class ProposalRecord(Editable, Base):
    """A new entry, a change or a withdrawal that waits for the supervisor (R046).

    ``fields`` are columns of the entry as they should be; ``revision_seen`` is the
    entry's when it was proposed. ``told_by`` says whose knowledge it is; ``contact``
    is sealed, for it may be a resident's own number.
    """

    __tablename__ = "proposals"

    kind: Mapped[ProposalKind] = mapped_column(Code(ProposalKind))
    by: Mapped[ProposedBy] = mapped_column("proposed_by", Code(ProposedBy))
    state: Mapped[ProposalState] = mapped_column(Code(ProposalState), default=ProposalState.WAITING, index=True)
    offer_id: Mapped[str | None] = mapped_column(Id, refers_to("offers.id"), index=True)
    revision_seen: Mapped[int | None]
    fields: Mapped[dict] = mapped_column(Document)
    note: Mapped[str | None] = mapped_column(Prose)
    told_by = SealedText()
    contact = SealedText()
    dong: Mapped[str | None] = mapped_column(String(60), index=True)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by: Mapped[str | None] = mapped_column(String(64))
    decided_why: Mapped[str | None] = mapped_column(Prose)


class OwnerLinkRecord(Identified, Base):
    """A link by which the owner of an entry answers without an account. The token is kept as its SHA-256 only."""

    __tablename__ = "owner_links"

    offer_id: Mapped[str] = mapped_column(Id, refers_to("offers.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    revision_seen: Mapped[int]
    expires: Mapped[datetime] = mapped_column(Moment)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answer: Mapped[str | None] = mapped_column(String(20))
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)


class DoNotContactRecord(Editable, Base):
    """Somebody asked not to be called or written to any more; remembered across imports.

    Known again by the entry, by the phone (blind index) or by name and dong.
    """

    __tablename__ = "do_not_contact"
    register = True

    office_id: Mapped[str] = mapped_column(Id, refers_to("offices.id"))
    offer_id: Mapped[str | None] = mapped_column(Id, refers_to("offers.id"), index=True)
    phone = SealedText(blind="phone_index")
    phone_index: Mapped[str | None] = mapped_column(String(64), index=True)
    name_folded: Mapped[str | None] = mapped_column(String(400))
    dong: Mapped[str | None] = mapped_column(String(60))
    why: Mapped[str | None] = mapped_column(Prose)
    until: Mapped[date | None]


class ListingConsentRecord(Editable, Base):
    """A resident's own agreement to stand in the register (P-25): what for, from when to when, how given.

    The latest one of an entry counts. ``paused_at`` and ``withdrawn_at`` take effect at once.
    """

    __tablename__ = "listing_consents"
    __table_args__ = (CheckConstraint("until >= since", name="in_order"),)
    register = True

    offer_id: Mapped[str] = mapped_column(Id, refers_to("offers.id"), index=True)
    scopes: Mapped[tuple[str, ...]] = mapped_column(Names)
    since: Mapped[date]
    until: Mapped[date]
    how: Mapped[CheckMethod] = mapped_column(Code(CheckMethod))
    paused_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)


class PairRecord(Identified, Base):
    """Two entries that may be one, with the evidence; found anew when either changes. ``a_id`` < ``b_id``."""

    __tablename__ = "pairs"
    __table_args__ = (
        UniqueConstraint("a_id", "b_id"),
        CheckConstraint("a_id < b_id", name="in_order"),
    )
    disposable = True

    a_id: Mapped[str] = mapped_column(Id, refers_to("offers.id"), index=True)
    b_id: Mapped[str] = mapped_column(Id, refers_to("offers.id"), index=True)
    revision_a: Mapped[int]
    revision_b: Mapped[int]
    score: Mapped[float] = mapped_column(Float(53), index=True)
    lines: Mapped[list] = mapped_column(Document)
    model: Mapped[str] = mapped_column(String(60))


class PairJudgementRecord(Identified, Base):
    """What a person said of a pair, with the evidence that was on the screen. Only ever added to."""

    __tablename__ = "pair_judgements"
    __table_args__ = (
        Index("ix_pair_judgements_pair", "a_id", "b_id"),
        CheckConstraint("a_id < b_id", name="in_order"),
    )

    a_id: Mapped[str] = mapped_column(Id, refers_to("offers.id"))
    b_id: Mapped[str] = mapped_column(Id, refers_to("offers.id"), index=True)
    verdict: Mapped[PairVerdict] = mapped_column(Code(PairVerdict))
    note: Mapped[str | None] = mapped_column(Prose)
    revision_a: Mapped[int]
    revision_b: Mapped[int]
    score: Mapped[float] = mapped_column(Float(53))
    lines: Mapped[list] = mapped_column(Document)
    model: Mapped[str] = mapped_column(String(60))


class SourceMappingRecord(Editable, Base):
    """What the columns of a source mean, as somebody said once. ``fingerprint`` stands for its header."""

    __tablename__ = "source_mappings"

    source: Mapped[str] = mapped_column(String(120), unique=True)
    fingerprint: Mapped[str] = mapped_column(String(64), index=True)
    mapping: Mapped[str] = mapped_column(Prose)


class AgreementRecord(Editable, Base):
    """An agreement (협약) with a private organisation (R047). Once one has run out, nothing is
    disclosed there any more until it is renewed."""

    __tablename__ = "agreements"
    __table_args__ = (CheckConstraint("until >= since", name="in_order"),)
    register = True

    organisation_id: Mapped[str] = mapped_column(Id, refers_to("organisations.id"), index=True)
    contact: Mapped[str | None] = mapped_column(Prose)
    scope: Mapped[str | None] = mapped_column(Prose)
    data_terms: Mapped[str | None] = mapped_column(Prose)
    since: Mapped[date]
    until: Mapped[date]


class SuggestedRecord(Identified, Base):
    """How often an entry was suggested in a month (``2026-11``): what harm it does when it is wrong."""

    __tablename__ = "suggested"
    __table_args__ = (UniqueConstraint("offer_id", "month"),)

    offer_id: Mapped[str] = mapped_column(Id, refers_to("offers.id"))
    month: Mapped[str] = mapped_column(String(7))
    times: Mapped[int]


class BoundaryRecord(Identified, Base):
    """A boundary of an administrative area, as a dated edition gives it. ``geometry`` is GeoJSON in WGS84.

    ``code_system``: ``haengjeong`` (행정동코드, ten digits, Ministry of the Interior) or ``statistics``
    (통계청, seven or eight digits); one dong may stand here in both.
    """

    __tablename__ = "boundaries"
    __table_args__ = (
        UniqueConstraint("level", "code_system", "code", "valid_from"),
        Index("ix_boundaries_named", "sido", "sigungu", "name"),
    )
    register = True

    level: Mapped[AreaLevel] = mapped_column(Code(AreaLevel))
    code_system: Mapped[str] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(60))
    sido: Mapped[str] = mapped_column(String(60))
    sigungu: Mapped[str] = mapped_column(String(60))
    valid_from: Mapped[date]
    source: Mapped[str | None] = mapped_column(String(200))
    geometry: Mapped[dict] = mapped_column(Document)


class LegalDongRecord(Identified, Base):
    """Which administrative dong a legal dong (법정동) lies in; 자양동 lies in four."""

    __tablename__ = "legal_dongs"
    __table_args__ = (UniqueConstraint("legal_code", "code"),)
    disposable = True

    legal_code: Mapped[str] = mapped_column(String(20))
    legal_name: Mapped[str] = mapped_column(String(60), index=True)
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(60))
    sido: Mapped[str] = mapped_column(String(60))
    sigungu: Mapped[str] = mapped_column(String(60))
