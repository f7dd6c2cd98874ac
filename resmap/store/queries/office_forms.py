"""Forms of the office's own."""

from sqlalchemy import select

from resmap.store.records import OfficeFormRecord


def of_office(uow, office_id: str) -> list[OfficeFormRecord]:
    """The forms that an office has, by sheet; one whose file was taken back is left out."""
    query = select(OfficeFormRecord).where(OfficeFormRecord.office_id == office_id).order_by(OfficeFormRecord.sheet)
    return [one for one in uow.session.scalars(query) if one.content]


def of_sheet(uow, office_id: str, sheet: str) -> OfficeFormRecord | None:
    """The office's form for one sheet, also where its file was taken back."""
    return uow.session.scalar(
        select(OfficeFormRecord).where(OfficeFormRecord.office_id == office_id, OfficeFormRecord.sheet == sheet)
    )
