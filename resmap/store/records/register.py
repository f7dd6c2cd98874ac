"""The register: organisations, departments, offers, parties and the ties between them."""

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Float, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from resmap.domain.codes import (
    AreaLevel,
    OfferStatus,
    PartyKind,
    RecipientClass,
    Review,
    Sex,
    TieKind,
)
from resmap.store.base import Base, Editable, Id, refers_to
from resmap.store.sealed import SealedJson, SealedText
from resmap.store.types import Code, Codes, Document, Names, Prose

if TYPE_CHECKING:
    from resmap.store.records.curation import ListingConsentRecord

_ON_EARTH = "lat IS NULL AND lon IS NULL OR lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180"


class OrganisationRecord(Editable, Base):
    """An organisation; ``closed_on`` closes everything it offers (gate CLOSED).

    ``number`` is its registration number (고유번호, 사업자등록번호), digits only.
    """

    __tablename__ = "organisations"
    register = True

    name: Mapped[str] = mapped_column(String(200), unique=True)
    name_en: Mapped[str | None] = mapped_column(String(200))
    sector: Mapped[str | None] = mapped_column(String(40))
    number: Mapped[str | None] = mapped_column(String(40), index=True)
    closed_on: Mapped[date | None]


class DepartmentRecord(Editable, Base):
    """A department; with its organisation it is the unit that "already served" counts (R195)."""

    __tablename__ = "departments"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)
    register = True

    organisation_id: Mapped[str] = mapped_column(Id, refers_to("organisations.id"))
    name: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str | None] = mapped_column(String(200))


class OfferRecord(Editable, Base):
    """One thing that somebody offers; the fields of ``domain.network.Offer`` and its upkeep.

    A location-secret offer has no place: the table refuses one (P-21). A
    resident's phone is sealed, an agency's is plain: write and read ``phone``.
    ``name_folded`` and ``initials`` are what the search looks at; the flow fills
    them with ``domain.korean``. ``short_ref`` is the id in an imported file.
    """

    __tablename__ = "offers"
    __table_args__ = (
        CheckConstraint("places_left >= 0", name="places_left_not_negative"),
        CheckConstraint(
            "NOT location_secret OR (lat IS NULL AND lon IS NULL"
            " AND dong IS NULL AND address IS NULL)",
            name="secret_has_no_place",
        ),
        CheckConstraint(_ON_EARTH, name="on_earth"),
        CheckConstraint(
            "kind NOT LIKE 'H1%' OR public_phone IS NULL", name="resident_phone_is_sealed"
        ),
        CheckConstraint("0 <= helped AND helped <= ended", name="helped_of_ended"),
        UniqueConstraint("source", "source_key"),
        Index("ix_offers_source_short_ref", "source", "short_ref"),
    )
    register = True

    short_ref: Mapped[str | None] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(Prose)
    name_en: Mapped[str | None] = mapped_column(Prose)
    name_folded: Mapped[str] = mapped_column(String(400), default="", index=True)
    initials: Mapped[str] = mapped_column(String(400), default="", index=True)
    kind: Mapped[str] = mapped_column(String(12), index=True)
    organisation_id: Mapped[str] = mapped_column(Id, refers_to("organisations.id"), index=True)
    department_id: Mapped[str | None] = mapped_column(Id, refers_to("departments.id"))
    needs: Mapped[tuple[str, ...]] = mapped_column(Codes, default=())
    recipient_class: Mapped[RecipientClass] = mapped_column(Code(RecipientClass))

    sido: Mapped[str | None] = mapped_column(String(60))
    sigungu: Mapped[str | None] = mapped_column(String(60))
    dong: Mapped[str | None] = mapped_column(String(60), index=True)
    address: Mapped[str | None] = mapped_column(Prose)
    lat: Mapped[float | None] = mapped_column(Float(53))
    lon: Mapped[float | None] = mapped_column(Float(53))
    area_level: Mapped[AreaLevel] = mapped_column(Code(AreaLevel), default=AreaLevel.NATION)
    area_names: Mapped[tuple[str, ...]] = mapped_column(Names, default=())

    age_min: Mapped[int | None]
    age_max: Mapped[int | None]
    sex: Mapped[Sex | None] = mapped_column(Code(Sex))
    income_max: Mapped[float | None] = mapped_column(Float(53))
    requires: Mapped[tuple[str, ...]] = mapped_column(Names, default=())
    excludes: Mapped[tuple[str, ...]] = mapped_column(Names, default=())
    welcomes: Mapped[tuple[str, ...]] = mapped_column(Names, default=())

    duplicate_group: Mapped[str | None] = mapped_column(String(60))
    tags: Mapped[tuple[str, ...]] = mapped_column(Names, default=())
    places_left: Mapped[int | None]
    limit: Mapped[int | None] = mapped_column("places_limit")
    status: Mapped[OfferStatus] = mapped_column(Code(OfferStatus), default=OfferStatus.ACTIVE)
    location_secret: Mapped[bool] = mapped_column(default=False)
    vetted_for_minors: Mapped[bool | None]
    access_line: Mapped[str | None] = mapped_column(Prose)
    description: Mapped[str | None] = mapped_column(Prose)
    public_phone: Mapped[str | None] = mapped_column(Prose)
    private_phone = SealedText()
    hours: Mapped[str | None] = mapped_column(Prose)
    how_to_apply: Mapped[str | None] = mapped_column(Prose)
    schedules: Mapped[list | None] = mapped_column(Document)
    cost: Mapped[str | None] = mapped_column(Prose)
    website: Mapped[str | None] = mapped_column(Prose)
    email: Mapped[str | None] = mapped_column(Prose)
    ends_on: Mapped[date | None]
    capacity_groups: Mapped[list | None] = mapped_column(Document)
    particulars: Mapped[dict | None] = mapped_column(Document)
    ended: Mapped[int] = mapped_column(default=0)
    helped: Mapped[int] = mapped_column(default=0)
    extra: Mapped[dict | None] = mapped_column(Document)

    review: Mapped[Review] = mapped_column(Code(Review), default=Review.IMPORTED, index=True)
    verified_on: Mapped[date | None]
    verified_by: Mapped[str | None] = mapped_column(Id, refers_to("users.id"))
    verified_revision: Mapped[int | None]
    source: Mapped[str | None] = mapped_column(String(120))
    source_key: Mapped[str | None] = mapped_column(String(200))
    source_row: Mapped[dict | None] = mapped_column(Document)
    evidence: Mapped[dict | None] = mapped_column(Document)
    proposed_needs: Mapped[list | None] = mapped_column(Document)
    missing_since: Mapped[date | None]
    merged_into: Mapped[str | None] = mapped_column(Id, index=True)

    organisation: Mapped[OrganisationRecord] = relationship(lazy="joined")
    department: Mapped[DepartmentRecord | None] = relationship(lazy="joined")
    #: A resident's consents, oldest first; the last one counts. Lists load them with ``selectinload``.
    listings: Mapped[list["ListingConsentRecord"]] = relationship(
        viewonly=True, order_by="(ListingConsentRecord.created_at, ListingConsentRecord.id)"
    )

    @property
    def phone(self) -> str | None:
        """The number to call; opens the sealed one of a resident."""
        return self.private_phone if self.kind.startswith("H1") else self.public_phone

    @phone.setter
    def phone(self, number: str | None) -> None:
        is_resident = self.kind.startswith("H1")
        self.private_phone = number if is_resident else None
        self.public_phone = None if is_resident else number


class PartyRecord(Editable, Base):
    """A person, group, organisation or place of the neighbourhood that offers nothing itself."""

    __tablename__ = "parties"
    __table_args__ = (
        CheckConstraint(_ON_EARTH, name="on_earth"),
        UniqueConstraint("source", "source_key"),
    )
    register = True

    short_ref: Mapped[str | None] = mapped_column(String(80))
    kind: Mapped[PartyKind] = mapped_column(Code(PartyKind))
    name: Mapped[str] = mapped_column(Prose)
    name_en: Mapped[str | None] = mapped_column(Prose)
    name_folded: Mapped[str] = mapped_column(String(400), default="", index=True)
    initials: Mapped[str] = mapped_column(String(400), default="", index=True)
    about: Mapped[str | None] = mapped_column(Prose)
    sido: Mapped[str | None] = mapped_column(String(60))
    sigungu: Mapped[str | None] = mapped_column(String(60))
    dong: Mapped[str | None] = mapped_column(String(60), index=True)
    lat: Mapped[float | None] = mapped_column(Float(53))
    lon: Mapped[float | None] = mapped_column(Float(53))
    extra: Mapped[dict | None] = mapped_column(Document)
    source: Mapped[str | None] = mapped_column(String(120))
    source_key: Mapped[str | None] = mapped_column(String(200))


class ResourceConflictRecord(Editable, Base):
    """A conflict between two entries of the register (offers or parties): they are not linked beside each other (R044).

    Columns as those of a case's ``BlockRecord``; nothing of any client stands here. ``tie_id``: the tie of the network
    that it was taken over from, and which it replaces.
    """

    __tablename__ = "resource_conflicts"
    __table_args__ = (
        CheckConstraint("one_id <> other_id", name="not_with_itself"),
        UniqueConstraint("tie_id"),
    )
    register = True

    one_id: Mapped[str] = mapped_column(Id)
    other_id: Mapped[str] = mapped_column(Id)
    tie_id: Mapped[str | None] = mapped_column(Id)
    since: Mapped[date | None]
    ended_on: Mapped[date | None]
    ended_as: Mapped[str | None] = mapped_column(String(20))
    why = SealedText()
    mediation = SealedJson()
    ended_words = SealedText()


class TieRecord(Editable, Base):
    """A tie of the network. Both ends are ids of offers or parties (see queries.register)."""

    __tablename__ = "ties"
    __table_args__ = (
        CheckConstraint("strength BETWEEN 0 AND 1", name="strength_0_to_1"),
        CheckConstraint("source_id <> target_id", name="not_to_itself"),
        UniqueConstraint("source_id", "target_id", "kind"),
    )
    register = True

    source_id: Mapped[str] = mapped_column(Id, index=True)
    target_id: Mapped[str] = mapped_column(Id, index=True)
    kind: Mapped[TieKind] = mapped_column(Code(TieKind))
    both_ways: Mapped[bool] = mapped_column(default=False)
    strength: Mapped[float] = mapped_column(Float(53), default=0.5)
