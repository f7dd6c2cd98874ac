"""What all records share: ids, who and when, revisions, voiding."""

from datetime import datetime

from sqlalchemy import ForeignKey, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from resmap.domain.ids import new_id
from resmap.store.sealed import SealedText, sealed_attributes
from resmap.store.types import Moment

#: Constraints have names on both databases, so that a refusal can say which one it was.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Id = String(36)


def refers_to(column: str) -> ForeignKey:
    """A foreign key that is checked at commit, so that the order of writing never matters."""
    return ForeignKey(column, deferrable=True, initially="DEFERRED")


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)

    #: True for records about a client: they cannot be read without a scope (scope.py).
    personal = False
    #: True for entries of the register: changing one moves the register counter.
    register = False
    #: True for technical rows that may really be deleted.
    disposable = False

    def __init__(self, **values):
        """Set the given attributes: columns first, then sealed and derived ones.

        Raises TypeError for an attribute that the record does not have.
        """
        if "id" in type(self).__mapper__.columns and "id" not in values:
            values["id"] = new_id()
        columns = type(self).__mapper__.attrs
        unknown = [name for name in values if not hasattr(type(self), name)]
        if unknown:
            raise TypeError(f"{type(self).__name__} has no attribute {unknown[0]!r}")
        for name in sorted(values, key=lambda name: name not in columns):
            setattr(self, name, values[name])

    def __repr__(self) -> str:
        """Class and id only: a record in a log must tell nothing."""
        return f"<{type(self).__name__} {getattr(self, 'id', '?')}>"

    @classmethod
    def sealed(cls) -> dict[str, SealedText]:
        """The encrypted attributes of this class by name."""
        return sealed_attributes(cls)


class Identified:
    """An id (UUIDv7 as text), and who made the row when; filled in by the unit of work."""

    id: Mapped[str] = mapped_column(Id, primary_key=True, sort_order=-10)
    created_at: Mapped[datetime] = mapped_column(Moment, sort_order=90)
    created_by: Mapped[str] = mapped_column(String(64), sort_order=91)


class Editable(Identified):
    """People edit it, so a revision refuses the later of two edits; voided, never deleted."""

    revision: Mapped[int] = mapped_column(sort_order=92)
    voided_at: Mapped[datetime | None] = mapped_column(Moment, sort_order=93)
    voided_by: Mapped[str | None] = mapped_column(String(64), sort_order=94)
    voided_why = SealedText()

    @declared_attr.directive
    def __mapper_args__(cls):
        return {"version_id_col": cls.revision}
