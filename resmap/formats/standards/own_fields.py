"""What the register knows of an entry and HSDS has no field for, as attributes in a taxonomy of our own.

Each is a code, how its value is written as text and how it is read back: the two
are inverse, so that what leaves comes back the same.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from resmap.domain.codes import RecipientClass, Sex
from resmap.formats.standards import fits
from resmap.formats.standards.listed import Listed

#: Ids of what has none in the register (a place, a phone) are derived from the entry's.
SPACE = uuid5(NAMESPACE_URL, "urn:resmap:hsds")


def derived(*parts: str) -> str:
    """The same UUID for the same parts, in every export."""
    return str(uuid5(SPACE, "|".join(parts)))


#: Our taxonomies: name, what it holds. The ids are the same in every export, so that an import knows them.
NEEDS, KINDS, FIELDS = "resmap-need", "resmap-kind", "resmap-field"
TAXONOMIES = {
    NEEDS: ("resmap 욕구", "Needs that an entry answers, the most central first (the attribute's value counts)."),
    KINDS: ("resmap 자원 종류", "Kind of neighbourhood resource."),
    FIELDS: ("resmap 항목", "Fields of the register that HSDS has no place for; the attribute's value is theirs."),
}


def taxonomy_id(name: str) -> str:
    return derived("taxonomy", name)


def term_id(taxonomy: str, code: str) -> str:
    return derived("term", taxonomy, code)


@dataclass(frozen=True, slots=True)
class OwnField:
    """A field of its own. ``get`` takes it from an entry (None: not told), ``write`` and ``read`` are inverse."""

    code: str
    title: str
    get: Callable[[Listed], Any]
    write: Callable[[Any], str] = str
    read: Callable[[str], Any] = str


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _names(value: str) -> frozenset[str]:
    found = json.loads(value)
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise ValueError("a list of texts")
    return frozenset(found)


def _whole(value: str) -> int:
    found = int(value)
    if found < 0:
        raise ValueError("not negative")
    return found


def _yes_no(value: str) -> bool:
    return {"true": True, "false": False}[value]


def _set(get: Callable[[Listed], Any]) -> Callable[[Listed], Any]:
    return lambda one: sorted(get(one)) or None


def _unless(fitting: Callable[[Any], bool], value: Any) -> Any:
    return None if value is None or fitting(value) else value


def _rest(extra: Mapping[str, Any]) -> dict[str, Any] | None:
    """What of ``extra`` has no table of its own."""
    return {k: v for k, v in extra.items() if k not in OWN_TABLE or not fits.texts(v)} or None


def _beyond(name: str) -> Callable[[Listed], Any]:
    return lambda one: one.entry.beyond.get(name)


#: Keys of ``extra`` that HSDS has tables for: required documents, languages.
OWN_TABLE = frozenset({"documents", "languages"})

_TRUTH = {"write": lambda value: "true" if value else "false", "read": _yes_no}
_NUMBER = {"write": repr, "read": float}
_COUNT = {"read": _whole}
_SET = {"write": _json, "read": _names}


def _document(inner: type, outer: type = list) -> dict[str, Callable]:
    """A JSON list (or object) as the register keeps it; another shape is no value of the field."""

    def read(value: str) -> Any:
        found = json.loads(value)
        if not isinstance(found, outer) or (outer is list and not all(isinstance(one, inner) for one in found)):
            raise ValueError("another shape")
        return found

    return {"write": _json, "read": read}


_LINES, _FIELDS, _IDS = _document(dict), _document(object, dict), _document(str)

OWN_FIELDS: tuple[OwnField, ...] = (
    OwnField("recipient_class", "알려지는 쪽", lambda one: one.offer.recipient_class, read=RecipientClass),
    OwnField("location_secret", "위치 비공개", lambda one: one.offer.location_secret or None, **_TRUTH),
    OwnField("vetted_for_minors", "아동 접촉 확인", lambda one: one.offer.vetted_for_minors, **_TRUTH),
    OwnField("sex", "성별", lambda one: one.offer.eligibility.sex, read=Sex),
    OwnField("income_max", "기준중위소득 % 이하", lambda one: one.offer.eligibility.income_max, **_NUMBER),
    OwnField("requires", "꼭 있어야 하는 조건", _set(lambda one: one.offer.eligibility.requires), **_SET),
    OwnField("excludes", "있으면 안 되는 조건", _set(lambda one: one.offer.eligibility.excludes), **_SET),
    OwnField("welcomes", "반기는 대상", _set(lambda one: one.offer.welcomes), **_SET),
    OwnField("tags", "꼬리표", _set(lambda one: one.offer.tags), **_SET),
    OwnField("duplicate_group", "중복 수급 묶음", lambda one: one.offer.duplicate_group),
    OwnField("places_left", "남은 자리", lambda one: one.offer.places_left, **_COUNT),
    OwnField("limit", "정원", lambda one: one.offer.limit, **_COUNT),
    OwnField("ended", "끝난 연계", lambda one: one.offer.outcomes.ended or None, **_COUNT),
    OwnField("helped", "도움이 된 연계", lambda one: one.offer.outcomes.helped or None, **_COUNT),
    OwnField("ends_on", "끝나는 날", _beyond("ends_on"), date.isoformat, date.fromisoformat),
    # Only where HSDS' own field cannot hold them as they are:
    OwnField("schedules", "정해진 시간", lambda one: _unless(fits.schedules, one.entry.beyond.get("schedules")), **_LINES),
    OwnField("website", "누리집", lambda one: _unless(fits.uri, one.entry.beyond.get("website"))),
    OwnField("email", "이메일", lambda one: _unless(fits.email, one.entry.beyond.get("email"))),
    OwnField("capacity_groups", "대상별 정원", _beyond("capacity_groups"), **_LINES),
    OwnField("particulars", "세부 사항", _beyond("particulars"), **_FIELDS),
    OwnField("proposed_needs", "제안된 욕구", _beyond("proposed_needs"), **_LINES),
    OwnField("extra", "그 밖의 사항", lambda one: _rest(one.offer.extra), **_FIELDS),
    OwnField("other_ids", "예전 번호", lambda one: list(one.other_ids) or None, **_IDS),
)

BY_CODE: Mapping[str, OwnField] = {one.code: one for one in OWN_FIELDS}
