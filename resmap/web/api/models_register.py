"""What requests to the register bring and what it answers: entries, places, verifying, imports.

The flows answer with records here, which hold more than anybody is told: an entry is made
from named fields and no other.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from resmap.domain.codes import AreaLevel, CheckMethod, ListingScope, OfferStatus, RecipientClass, Review, Sex
from resmap.domain.listing import Listing
from resmap.domain.support import System
from resmap.flows.importing import FORMATS
from resmap.flows.register import EntryView, TieLine, states_of
from resmap.web.api.models import (
    Age,
    Asked,
    Count,
    Filled,
    Id,
    Line,
    Long,
    Name,
    NeedCode,
    Revision,
    Told,
)


class RegisterQuery(Asked):
    text: Annotated[str, StringConstraints(max_length=100, pattern=r"^[^\x00]*$")] = ""
    need: Id | None = None
    kind: Id | None = Field(None, description="The beginning of a kind: H1, M12.")
    dong: Name | None = None
    review: Review | None = None
    source: Name | None = None
    system: System | None = Field(None, description="Internal (dong and gu) or external support.")
    page: int = Field(1, ge=1, le=100_000)
    size: int = Field(25, ge=1, le=200)


class EntryLine(Told):
    """An entry in a list. ``states`` are codes, that of its review first."""

    id: str
    revision: int
    name: str
    name_en: str | None
    kind: str
    organization: str
    department: str | None
    needs: tuple[str, ...]
    recipient_class: RecipientClass
    dong: str | None
    status: OfferStatus
    review: Review
    verified_on: date | None
    places_left: int | None
    limit: int | None
    location_secret: bool
    source: str | None
    states: tuple[str, ...]

    @classmethod
    def of(cls, record: Any, states: tuple[str, ...], **more: Any):
        """From the register's record: the named fields and no other."""
        told = more | {
            "organization": record.organisation.name,
            "department": record.department.name if record.department else None,
            "states": states,
        }
        return cls(**told, **{name: getattr(record, name) for name in cls.model_fields if name not in told})


class Entry(EntryLine):
    """An entry with what its page tells. Where it is stands on the map; a resident's address nowhere."""

    description: str | None
    address: str | None
    phone: str | None
    access_line: str | None
    hours: str | None
    how_to_apply: str | None
    area_level: str
    area_names: tuple[str, ...]
    age_min: int | None
    age_max: int | None
    sex: Sex | None
    income_max: float | None
    requires: tuple[str, ...]
    excludes: tuple[str, ...]
    tags: tuple[str, ...]
    vetted_for_minors: bool | None
    verified_by: str | None
    ties: tuple[TieLine, ...]
    merged_ids: tuple[str, ...] = Field((), description="Entries that were judged to be this same one; their ids lead here.")

    @classmethod
    def of_view(cls, view: EntryView) -> "Entry":
        record = view.record
        is_resident = record.kind.startswith("H1")
        tells_dong = record.location_secret and record.area_level is AreaLevel.DONG
        return cls.of(
            record,
            view.states,
            address=None if is_resident else record.address,  # P-25
            area_names=() if tells_dong else record.area_names,  # P-21
            phone=view.phone,
            verified_by=view.verified_by and view.verified_by.name,
            ties=view.ties,
            merged_ids=tuple(one.id for one in view.merged),
        )


class EntryPage(Told):
    entries: list[EntryLine]
    total: int
    page: int
    size: int

    @classmethod
    def of(cls, page: Any, today: date, office: Mapping[str, int]) -> "EntryPage":
        """From a page of records as a flow answers it; ``office``: its own due days by kind."""
        return cls(
            entries=[EntryLine.of(one, states_of(one, today, office)) for one in page.rows],
            total=page.total,
            page=page.number,
            size=page.size,
        )


class FindQuery(Asked):
    text: Annotated[str, StringConstraints(max_length=300, pattern=r"^[^\x00]*$")] = Field(
        "", description="What somebody said. Leave names out: addresses are written into logs."
    )
    need: Id | None = Field(None, description="A need code instead of the first that the sentence proposes.")
    dong: Name | None = None
    page: int = Field(1, ge=1, le=100_000)
    size: int = Field(20, ge=1, le=200)


class Found(Told):
    """Needs for a sentence, and who answers the one that is shown, the usable ones first."""

    proposed: list[NeedCode]
    need: str | None
    entries: EntryPage | None
    by_name: int = Field(description="So many entries have the sentence in their name.")


class EntryValues(Asked):
    """Fields to change; null empties a field that may be empty."""

    name: Filled = None
    name_en: Line | None = None
    kind: Id = None
    needs: tuple[Id, ...] = None
    recipient_class: RecipientClass = None
    description: Long | None = None
    dong: Name | None = None
    address: Line | None = None
    access_line: Name | None = None
    public_phone: Name | None = None
    hours: Line | None = None
    how_to_apply: Long | None = None
    age_min: Age | None = None
    age_max: Age | None = None
    sex: Sex | None = None
    income_max: Annotated[float, Field(ge=0, le=1000)] | None = None
    places_left: Count | None = None
    limit: Count | None = None
    status: OfferStatus = None
    location_secret: bool = None
    vetted_for_minors: bool | None = None
    particulars: dict[Name, Line | bool | int | tuple[Name, ...]] = Field(None, max_length=20, description="The fields of its kind.")


class EntryChangeAsked(Asked):
    values: EntryValues
    revision: Revision


class EntryChanged(Told):
    id: str
    proposal: str | None = Field(None, description="What waits for the supervisor instead of being changed.")


class PlacesAsked(Asked):
    step: Literal[1, -1]


class EntryAsRead(Asked):
    id: Id
    revision: Revision


#: An owner's own word comes by their link only.
Method = Literal[CheckMethod.PHONE, CheckMethod.SITE, CheckMethod.DOCUMENT]


class ListingAsked(Asked):
    """What a resident agreed to, in their own words to somebody of the office."""

    scopes: list[ListingScope] = Field(min_length=1, max_length=2)
    since: date
    until: date = Field(description="The last day; at most a year after the first.")
    how: Method

    def value(self) -> Listing:
        return Listing(frozenset(self.scopes), self.since, self.until, self.how)


class VerifyAsked(Asked):
    entries: list[EntryAsRead] = Field(min_length=1, max_length=1000)
    listing: dict[Id, ListingAsked] = Field({}, description="Consents of residents where none holds yet, by entry.")


class ImportQuery(Asked):
    dry_run: bool = False
    format: Literal[FORMATS] | None = Field(None, description="Without it the content decides.")
    source: Name | None = None
    gu: Name | None = Field(None, description="Takes only the rows of this gu.")
    sheet: Name | None = Field(None, description="The sheet of a workbook; without it the one with most rows.")
    partial: bool | None = Field(
        None,
        description="Whether the file holds only a part of its source. Without it a file that lacks more than half of"
        " the source's entries is refused (MOST_WOULD_VANISH).",
    )


class ImportProblem(Told):
    row: int
    column: str
    code: str
    text: str


class ImportReport(Told):
    """What an import did, or would do (``resmap import --json``)."""

    rows: int
    created: int
    updated: int
    unchanged: int
    refused: int
    left_out: int
    problems: list[ImportProblem]
    duplicates_proposed: int
    encoding: str
    format: str
    source: str
    dry_run: bool
    problems_by_code: dict[str, int]
    problems_left_out: int = Field(description="So many problems are counted above only.")
    vanished: int = Field(description="Entries of the source that the file no longer names; they are marked.")
    came_back: int
    kept_edits: int = Field(description="Values edited here that differ from the file, and were kept.")
    changed_cells: int
    pairs_left: int = Field(description="So many entries were not compared with the others yet.")
