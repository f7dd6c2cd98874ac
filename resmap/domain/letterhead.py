"""What stands of the office on everything that it prints: name, address, number, head, and the boxes to sign off.

The number is the office's own, never a person's: it is given to clients (다시 연락 주세요) and to those who are asked.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

LONGEST_NAME = 200
LONGEST_LINE = 200
LONGEST_HEAD = 60
LONGEST_ROLE = 12
MOST_ROLES = 6

_PHONE = re.compile(r"[\d\s()+~.,/-]*\d[\d\s()+~.,/-]*")


class LetterheadGap(StrEnum):
    MISSING = "MISSING"
    TOO_LONG = "TOO_LONG"
    NOT_A_PHONE = "NOT_A_PHONE"
    A_MOBILE = "A_MOBILE"
    TOO_MANY = "TOO_MANY"


@dataclass(frozen=True, slots=True)
class Letterhead:
    """``head``: who signs for the office, as it stands on paper ("자양1동장"); ``roles``: above the boxes to sign off
    (결재란), the first who works on it first; none: no such boxes."""

    name: str
    name_en: str = ""
    phone: str = ""
    address: str = ""
    head: str = ""
    roles: tuple[str, ...] = ()


#: Where each stands in the office's settings; name and English name are columns.
_IN_SETTINGS = ("phone", "address", "head")


def letterhead_from(name: str, name_en: str | None, settings: Mapping[str, Any] | None) -> Letterhead:
    """What an office kept; what is of another shape is as if it were not there."""
    told = settings or {}
    roles = told.get("roles")
    return Letterhead(
        name,
        name_en or "",
        *(str(told.get(one) or "") for one in _IN_SETTINGS),
        roles=tuple(str(one) for one in roles) if isinstance(roles, list | tuple) else (),
    )


def settings_with(settings: Mapping[str, Any] | None, letterhead: Letterhead) -> dict[str, Any]:
    """The settings with this in it; everything else stays, and what is empty is not kept."""
    kept = {name: value for name, value in (settings or {}).items() if name not in (*_IN_SETTINGS, "roles")}
    kept |= {name: value for name in _IN_SETTINGS if (value := getattr(letterhead, name))}
    return kept | ({"roles": list(letterhead.roles)} if letterhead.roles else {})


def plain(letterhead: Letterhead) -> Letterhead:
    """Without spaces at the ends, without empty roles."""
    return Letterhead(
        *(" ".join(getattr(letterhead, name).split()) for name in ("name", "name_en", *_IN_SETTINGS)),
        roles=tuple(" ".join(one.split()) for one in letterhead.roles if one.strip()),
    )


def gaps(letterhead: Letterhead) -> tuple[tuple[str, LetterheadGap], ...]:
    """(field, why) of all that cannot be kept."""
    found = []
    if not letterhead.name:
        found.append(("name", LetterheadGap.MISSING))
    longest = {"name": LONGEST_NAME, "name_en": LONGEST_NAME, "address": LONGEST_LINE, "head": LONGEST_HEAD, "phone": 60}
    found += [(name, LetterheadGap.TOO_LONG) for name, most in longest.items() if len(getattr(letterhead, name)) > most]
    if letterhead.phone and not _PHONE.fullmatch(letterhead.phone):
        found.append(("phone", LetterheadGap.NOT_A_PHONE))
    elif re.match(r"\D*(?:82\D*)?0?1[016789]", letterhead.phone):
        found.append(("phone", LetterheadGap.A_MOBILE))
    if len(letterhead.roles) > MOST_ROLES:
        found.append(("roles", LetterheadGap.TOO_MANY))
    if any(len(one) > LONGEST_ROLE for one in letterhead.roles):
        found.append(("roles", LetterheadGap.TOO_LONG))
    return tuple(found)
