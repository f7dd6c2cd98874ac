"""Keep what somebody said once for all: a wish, what hinders, what was tried; and take it back (R019, R035, R105, R164).

It counts from the moment it is kept, for every offer. It is the client's own: nothing of it is disclosed.
"""

from dataclasses import dataclass
from datetime import date

from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.domain.resident_number import refuse
from resmap.domain.wishes import BadWish, Told, hindered, tried, wish
from resmap.flows.field_refusals import FieldsRefused
from resmap.flows.frozen import require_open
from resmap.store import MemberRecord, UnitOfWork, WishRecord, cases, history

#: Longest own words (characters).
LONGEST = 500


@dataclass(frozen=True, slots=True)
class Saying:
    """What was said. Of a wish ``about``, ``value`` and ``force`` count, of what hinders ``about`` and (a language)
    ``value``, of a help that was tried ``value`` and ``went``. ``by`` is the member whose it is, None: the household;
    ``words`` are their own."""

    told: Told
    about: str = ""
    value: str = ""
    force: str = ""
    went: str = ""
    by: str | None = None
    words: str = ""


def say(uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, said: Saying, key: str) -> str:
    """Keep it; answers the record's id. The same said otherwise before is taken back with it; the same again is
    the one that stands. Raises FieldsRefused, NotFound (a stranger's member), RuleForbids (closed),
    ResidentNumberError."""
    actor.require(Permission.CASE_EDIT)
    parts = cases.parts(uow, actor, case_id, Permission.CASE_EDIT)
    done = history.begin_once(uow, key, "case.wish")
    if done is not None:
        return done
    require_open(parts.case)
    what, words = _what(said), said.words.strip()
    if len(words) > LONGEST:
        raise FieldsRefused([("words", "TOO_LONG")])
    refuse(words, "words")
    if said.by and said.by not in {one.id for one in parts.members}:
        raise NotFound(MemberRecord.__name__)
    kept = None
    for one in parts.wishes:
        if one.case_id == case_id and one.taken_back_on is None and _same(one, said, what):
            if one.what == what and (not words or one.words == words):
                kept = one
            else:
                one.taken_back_on = today
    if kept is None:
        kept = uow.add(
            WishRecord(
                case_id=case_id, told=said.told, said_on=today, by_id=said.by or None, what=what, words=words or None
            )
        )
        # That something was said stands in the history, not what: it may tell of belief or health.
        facts = {"wish": kept.id, "told": said.told.value}
        uow.event(EventKind.CASE_CHANGED, case_id, client=parts.client.id, facts=facts)
    history.finish_once(uow, key, kept.id)
    uow.commit()
    return kept.id


def take_back(uow: UnitOfWork, actor: Actor, case_id: str, wish_id: str, today: date, *, key: str) -> None:
    """From now on it does not count; doing it twice changes nothing. Raises NotFound, RuleForbids (closed)."""
    actor.require(Permission.CASE_EDIT)
    case = cases.get(uow, actor, case_id, Permission.CASE_EDIT)
    record = uow.get(WishRecord, wish_id)
    if record is None or record.case_id != case.id:
        raise NotFound("WishRecord")
    require_open(case)
    if history.begin_once(uow, key, "case.wish.back", about=record.id) is None and record.taken_back_on is None:
        record.taken_back_on = today
        facts = {"wish": record.id, "told": record.told.value, "taken_back": True}
        uow.event(EventKind.CASE_CHANGED, case_id, client=case.client_id, facts=facts)
        history.finish_once(uow, key, record.id)
    uow.commit()


def _what(said: Saying) -> dict[str, str]:
    """The values as the record keeps them; raises FieldsRefused for what cannot be meant."""
    try:
        if said.told is Told.WISH:
            wish(said.about, said.value, said.force)
            return {"about": said.about, "value": said.value, "force": said.force}
        if said.told is Told.HINDRANCE:
            hindered(said.about, said.value or None)
            return {"what": said.about} | ({"value": said.value} if said.value else {})
        tried(said.value, said.went)
        return {"sort": said.value, "went": said.went}
    except BadWish as error:
        raise FieldsRefused([(error.field, "UNKNOWN")]) from None


#: What makes two sayings the same thing, said with another force or ending.
_MEANT = {Told.WISH: ("about", "value"), Told.HINDRANCE: ("what", "value"), Told.TRIED: ("sort",)}


def _same(record: WishRecord, said: Saying, what: dict[str, str]) -> bool:
    before = record.what or {}
    same_meaning = all(before.get(name) == what.get(name) for name in _MEANT[said.told])
    return record.told is said.told and (record.by_id or None) == (said.by or None) and same_meaning
