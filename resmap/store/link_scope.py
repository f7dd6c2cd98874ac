"""The scope of somebody without an account who holds a link: one record, and nothing else about anybody.

Closed like every scope: the criteria name each personal record class, and all but that one are false.
"""

from typing import TypeVar

from sqlalchemy import false
from sqlalchemy.orm import with_loader_criteria

from resmap.domain.permissions import Actor, Role
from resmap.store.base import Base
from resmap.store.errors import ScopeMissing
from resmap.store.records import AnswerLinkRecord
from resmap.store.scope import Scope, personal_records

Found = TypeVar("Found", bound=Base)


def enter(uow, link: AnswerLinkRecord, cls: type[Found]) -> Found | None:
    """Act as the holder of this link, who was let in by its token: the record that it is about, or None.

    From here on the unit of work signs as ``link:<id>`` and reaches no other personal record. Raises
    ScopeMissing where somebody acts already.
    """
    if uow.actor is not None:
        raise ScopeMissing("somebody acts already")
    holder = Actor(id=f"link:{link.id}", role=Role.NONE, office=link.office_id)
    conditions = {one: false() for one in personal_records()}
    if cls in conditions:
        conditions[cls] = cls.__table__.c.id == link.subject_id
    options = tuple(with_loader_criteria(one, rule, include_aliases=True) for one, rule in conditions.items())
    uow.actor = holder
    uow._open(Scope(holder, options=options))
    return uow.get(cls, link.subject_id)
