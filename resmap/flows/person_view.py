"""What the page 인적사항 고치기 shows: who the client is, the household, what was corrected and who still knows the old.

Of a protected client address and number are never on it, neither now nor before: they are told once, for a reason, by
``flows.protecting.look``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from resmap.domain.correcting import HIDDEN, Member, birth_of, dongs_in
from resmap.domain.duties import unsafe_at_home
from resmap.domain.events import EventKind
from resmap.domain.household import CONSENTS_FROM
from resmap.domain.permissions import Actor, Permission
from resmap.domain.referrals import LIVE
from resmap.flows import intake_known
from resmap.flows.case_loading import LoadedCase, load_case
from resmap.flows.case_telling import local_day
from resmap.flows.case_view import CaseHead
from resmap.flows.cases import head
from resmap.flows.ruling import RuleForbids
from resmap.matching.engine import Reason
from resmap.store import CorrectionRecord, UnitOfWork, accounts, cases, register
from resmap.store.queries import corrections, helping

#: So many corrections are shown; older ones stay in the record.
MOST = 60

#: What a letter tells, by the field that was corrected.
_IN_LETTERS: Mapping[str, str] = {"name": "name", "phone": "phone", "address": "address"}


@dataclass(frozen=True, slots=True)
class RelativeView:
    """Somebody of the household besides the client."""

    id: str
    revision: int
    relation: str
    name: str
    birth: str
    age: int | None
    sex: str


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """One correction. ``old`` None: hidden; "" where nothing stood. ``who`` is of the household, "" for the client."""

    field: str
    reason: str
    on: date
    by: str
    old: str | None
    who: str
    why: str


@dataclass(frozen=True, slots=True)
class KnowsOld:
    """An agency that was told a value which is not true any more, by a letter that still runs."""

    referral: str
    unit: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonPage:
    """``hidden``: address and number are not shown. ``revision``: how often they were corrected. ``proposed``: dong that the address
    names and that are not the case's. ``under_14``: a legal representative consents (P-07)."""

    head: CaseHead
    revision: int
    hidden: bool
    name: str
    birth: str
    sex: str
    phone: str
    address: str
    dongs: tuple[str, ...]
    proposed: tuple[str, ...]
    household: tuple[RelativeView, ...]
    corrections: tuple[CorrectionView, ...]
    know_old: tuple[KnowsOld, ...]
    under_14: bool
    closed: bool


def page(uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, locale: str) -> PersonPage:
    """Who the client is, for who may put it right; notes that the client was read. Raises NotAllowed, NotFound,
    RuleForbids (ONLY_LOOKING) for who opened the case with a purpose: what stood before is not theirs to read."""
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    if helping.only_opened(uow, actor, case_id):
        raise RuleForbids([Reason("ONLY_LOOKING", {"area": "case.refused"})])
    case, client, members = loaded.parts.case, loaded.parts.client, loaded.parts.members
    dongs = tuple(one.name for one in register.dongs(uow))
    names = {one.id: (locale == "en" and one.name_en) or one.name for one in accounts.users(uow)}
    relations = {one.id: one.relation or "" for one in members}
    named = () if client.protected else dongs_in(client.address or "", dongs)
    age = loaded.case.client.household[0].age if loaded.case.client.household else None
    view = PersonPage(
        head=head(uow, loaded, locale),
        revision=corrections.version(uow, client.id),
        hidden=client.protected,
        name=client.name or "",
        birth=client.birth_date or str(client.birth_year or ""),
        sex=(members[0].sex if members else None) or "",
        phone="" if client.protected else client.phone or "",
        address="" if client.protected else client.address or "",
        dongs=dongs,
        proposed=() if case.dong in named else named,
        household=tuple(
            RelativeView(
                one.id, one.revision, one.relation or "", one.name or "", str(one.birth_year or ""), one.age, one.sex or ""
            )
            for one in members[1:]
        ),
        corrections=tuple(
            _told(one, names, relations, hidden=client.protected)
            for one in corrections.of_client(uow, actor, client.id)[:MOST]
        ),
        know_old=() if unsafe_at_home(loaded.case) else tuple(_know_old(loaded)),
        under_14=age is not None and age < CONSENTS_FROM,
        closed=case.closed_on is not None,
    )
    uow.event(EventKind.CLIENT_READ, case_id, client=loaded.client_id, facts={"page": "person"})
    uow.commit()
    return view


def known(
    uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, name: str, birth: str, phone: str, locale: str
) -> intake_known.Known:
    """Whom the office may know by what was typed, this client aside; notes that it was asked."""
    parts = cases.parts(uow, actor, case_id, Permission.CASE_EDIT)
    typed = birth_of(birth, today)
    return intake_known.ask(
        uow,
        actor,
        name=name,
        birth_year=typed.year if typed else None,
        phone=phone,
        locale=locale,
        besides=parts.client.id,
    )


def _told(
    record: CorrectionRecord, names: Mapping[str, str], relations: Mapping[str, str], *, hidden: bool
) -> CorrectionView:
    old = record.old
    who = relations.get(record.member_id or "", "")
    if isinstance(old, Mapping):
        who = who or str(old.get("relation") or "")
        old = " · ".join(str(value) for name, value in sorted(old.items(), reverse=True) if value not in (None, "", who))
    return CorrectionView(
        field=record.field,
        reason=record.reason,
        on=local_day(record.created_at),
        by=names.get(record.created_by, ""),
        old=None if hidden and record.field in HIDDEN else str(old or ""),
        who=who if record.field in list(Member) else "",
        why=record.why or "",
    )


def _know_old(loaded: LoadedCase):
    client = loaded.parts.client
    for one in loaded.parts.referrals:
        if one.case_id != loaded.id or one.state not in LIVE or one.requested_at is None:
            continue
        told = one.disclosed or {}
        old = tuple(
            field for field, name in _IN_LETTERS.items() if name in told and str(told[name]) != (getattr(client, field) or "")
        )
        if old:
            yield KnowsOld(one.id, " ".join(filter(None, (one.organisation, one.department))), old)
