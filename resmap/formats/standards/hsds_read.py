"""A nested service as an entry: the register's own fields where an export of ours carries them, else what
HSDS says, cleaned; a place in Korea or none; a refuge without its place.

One service at three locations is three entries, for an entry has one place.
"""

import hashlib
import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from resmap.domain import taxonomy
from resmap.domain.codes import AreaLevel, OfferStatus, RecipientClass
from resmap.domain.network import Area, Eligibility, Offer, Outcomes, Place
from resmap.domain.place import KOREA
from resmap.domain.proposing import propose
from resmap.domain.resident_number import contains_resident_number
from resmap.formats.entries import RowProblem, Taken, entry
from resmap.formats.lists import secrecy
from resmap.formats.lists.types import known_type
from resmap.formats.standards import fits
from resmap.formats.standards.hsds_model import ACCESS_LINE, UNKNOWN, hours_id
from resmap.formats.standards.listed import TOLD_EXTRA
from resmap.formats.standards.own_fields import BY_CODE, FIELDS, KINDS, NEEDS, term_id
from resmap.formats.standards.shapes import CONFIDENTIAL, NOT_A_POINT, TERMS, Numbered, Service

#: What a service is, where its file does not say it in our codes: a service of a private agency.
KIND, AGENCY = "M31", RecipientClass.AGENCY

_STATUS = {
    "active": OfferStatus.ACTIVE,
    "inactive": OfferStatus.PAUSED,
    "temporarily closed": OfferStatus.PAUSED,
    "defunct": OfferStatus.CLOSED,
    "closed": OfferStatus.CLOSED,
}

#: English names of what a Korean list calls 쉼터: the place of whom it shelters must not be told.
_REFUGE = re.compile(
    r"domestic (?:violence|abuse)|battered|abused (?:women|child)|family violence|sexual (?:assault|abuse)|"
    r"human trafficking|transition house|safe (?:house|home)|women'?s (?:shelter|refuge)|runaway",
    re.IGNORECASE,
)
_LIVED_IN = re.compile(r"shelter|refuge|safe (?:house|home)|transition(?:al)? hous|residen|lodging", re.IGNORECASE)
_HIDDEN = re.compile(r"confidential(?:ly)?[ -](?:located|location|address)|undisclosed (?:location|address)", re.IGNORECASE)

#: Fields of an entry that hold so much text (columns of the database).
_NAME, _SHORT, _KEY = 200, 60, 200

#: A coordinate or a share as text: its many digits are no number of a person.
_DECIMAL = re.compile(r"-?\d{1,3}\.\d+(?:e[+-]?\d+)?")

#: What JSON can escape and no database or file can hold: NUL, halves of a character.
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")

_TAG = re.compile(r"<[^<>]{0,200}>")
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

_OUR_TERMS: dict[str, tuple[str, str]] = {}


def take(services: Numbered, *, source_name: str) -> Iterator[Taken]:
    """What became of each service. A key that came before refuses the row (KEY_TWICE)."""
    seen: set[str] = set()
    for row, service in services:
        for taken in _taken(row, service, source_name):
            if taken.entry is not None:
                if taken.entry.key in seen:
                    yield Taken(row, None, (RowProblem(row, "id", "KEY_TWICE", True),))
                    continue
                seen.add(taken.entry.key)
            yield taken


def _taken(row: int, service: Service, source_name: str) -> Iterator[Taken]:
    if refused := _refusal(row, service):
        yield Taken(row, None, (refused,))
        return
    places = [one for one in _rows(service, "service_at_locations") if isinstance(one.get("location"), Mapping)]
    for number, place in enumerate(places or [{}]):
        yield _Reader(row, service, place, len(places) > 1 and number, source_name).taken()


def _refusal(row: int, service: Service) -> RowProblem | None:
    if column := _with_resident_number(service):
        return RowProblem(row, column, "RESIDENT_NUMBER", True)
    if not _text(service.get("name")):
        return RowProblem(row, "name", "CELL_EMPTY", True)
    return None


def _with_resident_number(value: object, name: str = "", deep: int = 0) -> str:
    """The field that holds such a number; '' if none does. Ids are not looked at: they are digits too."""
    if isinstance(value, str):
        return name if not _DECIMAL.fullmatch(value) and contains_resident_number(value) else ""
    if deep > 12:
        return name  # nothing of HSDS is that deep: not looked through, not taken
    if isinstance(value, Mapping):
        pairs = ((str(key), one) for key, one in value.items() if key != "id" and not str(key).endswith("_id"))
    elif isinstance(value, list):
        pairs = ((name, one) for one in value)
    else:
        return ""
    return next((found for key, one in pairs if (found := _with_resident_number(one, key, deep + 1))), "")


class _Reader:
    """Reads one service at one of its places."""

    def __init__(self, row: int, service: Service, at: Service, number: int | bool, source_name: str):
        self.row, self.service, self.at, self.source_name = row, service, at, source_name
        self.location: Mapping[str, Any] = at.get("location") or {}
        self.number = number
        self.problems: list[RowProblem] = []
        self.needs, self.kind, self.own = self._ours()
        self.is_ours = bool(self.own or self.kind)
        self.terms = self._terms()
        self.type = None if self.is_ours else next(filter(None, map(known_type, self.terms)), None)

    def taken(self) -> Taken:
        kind = self.kind or (self.type.kind if self.type else KIND)
        if kind.startswith("H1"):  # a resident is listed by their own consent only, and by no file (P-25)
            return self._refused("kind", "RESIDENT_NOT_HERE")
        secret = self._is_secret()
        if secret and (self.location.get("latitude") or self.location.get("longitude")):
            return self._refused("latitude", "SECRET_WITH_COORDINATES")
        offer, address = self._offer(kind, secret)
        if secret and not self.is_ours:
            self._note("address", "SECRET_PLACE_REMOVED", name=offer.name)
        if self.service.get(NOT_A_POINT):
            self._note("", "NOT_A_POINT")
        if not offer.needs:
            self._note("", "NEEDS_UNKNOWN")
        made = entry(
            offer.id,
            offer,
            address,
            self.row,
            beyond=self._beyond(),
            cells=self._cells(),
            organisation_number=self._organisation_number(),
        )
        return Taken(self.row, made, tuple(self.problems))

    def _refused(self, column: str, code: str) -> Taken:
        return Taken(self.row, None, (RowProblem(self.row, column, code, True),))

    def _note(self, column: str, code: str, **facts: Any) -> None:
        self.problems.append(RowProblem(self.row, column, code, False, facts))

    # Our own codes

    def _ours(self) -> tuple[tuple[str, ...], str, dict[str, Any]]:
        """(needs in their order, kind, our fields by code) from attributes in our taxonomies."""
        needs: list[tuple[int, str]] = []
        kind, own = "", {}
        for attribute in _rows(self.service, "attributes"):
            name, code = _our_term(attribute)
            value = attribute.get("value")
            if name == NEEDS:
                rank = re.fullmatch(r"[0-9]{1,4}", str(value or ""))
                needs.append((int(rank[0]) if rank else len(needs) + 10_000, code))
            elif name == KINDS:
                kind = code
            elif name == FIELDS and isinstance(value, str):
                try:
                    own[code] = BY_CODE[code].read(value)
                except (ValueError, KeyError, TypeError, RecursionError):
                    self._note(code, "FIELD_NOT_READ")
        return tuple(dict.fromkeys(code for _, code in sorted(needs, key=lambda one: one[0]))), kind, own

    def _terms(self) -> tuple[str, ...]:
        """The words by which others classify the service."""
        named = [one.get("taxonomy_term") for one in _rows(self.service, "attributes") if not _our_term(one)[0]]
        found = [term.get("name") for term in named if isinstance(term, Mapping)]
        told = self.service.get(TERMS)
        found += told if isinstance(told, list) else []
        return tuple(filter(None, map(_clean, found)))

    # The offer

    def _offer(self, kind: str, secret: bool) -> tuple[Offer, str | None]:
        own, text = self.own, self._text
        organisation = self._organisation()
        low, high = self._ages()
        place, address = (Place(), None) if secret else self._place()
        program = self.service.get("program")
        name = text("name")
        if secret and not self.is_ours:
            spoken = " ".join(str(one) for row in _rows(self.location, "addresses") for one in row.values())
            name = secrecy.safe_name(name, " ".join(self.terms), spoken, (), self._key())
        offer = Offer(
            id=secrecy.safe_key(self.source_name, self._key()) if secret and not self.is_ours else self._key(),
            name=name,
            kind=kind,
            organization=(organisation or name)[:_NAME],
            department=((self._of(program, "name") or "")[:_NAME] or None) if isinstance(program, Mapping) else None,
            needs=self.needs or self._known_needs(),
            recipient_class=own.get("recipient_class") or (self.type.recipient_class if self.type else AGENCY),
            place=place,
            area=self._area(place),
            eligibility=Eligibility(
                low,
                high,
                own.get("sex"),
                own.get("income_max"),
                own.get("requires", frozenset()),
                own.get("excludes", frozenset()),
            ),
            duplicate_group=own.get("duplicate_group"),
            tags=own.get("tags", frozenset()),
            places_left=own.get("places_left"),
            limit=own.get("limit"),
            status=_STATUS.get(str(self.service.get("status") or "").lower(), OfferStatus.ACTIVE),
            verified_on=self._verified_on(),
            location_secret=secret,
            vetted_for_minors=own.get("vetted_for_minors"),
            access_line=self._phone(ACCESS_LINE),
            name_en=text("alternate_name"),
            description=text("description"),
            phone=None if secret else self._phone(),
            hours=None if secret else self._hours(),
            how_to_apply=None if secret else text("application_process"),
            welcomes=own.get("welcomes", frozenset()),
            outcomes=self._outcomes(),
            extra={} if secret else self._extra(),
        )
        if secret and not self.is_ours:  # free text of a foreign list tells too easily where it is
            offer = replace(offer, description=None, organization=offer.name[:_NAME])
        return offer, address

    def _key(self) -> str:
        """Its id in the file; of a service at several places, with the place's."""
        id_ = self._of(self.service, "id")
        if id_ and self.number is False:
            return id_[:_KEY]
        at = self._of(self.at, "id") or self._of(self.location, "id")
        if id_:
            return f"{id_}@{at or self.number}"[:_KEY]
        # Older directories have no ids: what tells its services apart, so that a later edition is known again.
        address = next(iter(_rows(self.location, "addresses")), {})
        told = [self._organisation(), self._text("name"), self._text("description"), self._of(self.location, "name")]
        told += [self._of(address, "address_1"), self._phone(), *self.terms]
        return hashlib.sha256("|".join(one or "" for one in told).encode()).hexdigest()[:32]

    def _organisation(self) -> str | None:
        organisation = self.service.get("organization")
        return self._of(organisation, "name") if isinstance(organisation, Mapping) else None

    def _organisation_number(self) -> str | None:
        organisation = self.service.get("organization")
        rows = _rows(organisation, "organization_identifiers") if isinstance(organisation, Mapping) else []
        numbers = [re.sub(r"\D", "", str(one.get("identifier") or "")) for one in rows]
        return next((one for one in numbers if one), None)

    def _known_needs(self) -> tuple[str, ...]:
        """Needs by terms that are need codes of ours, else by the type of facility that a term names."""
        terms = [one.get("taxonomy_term") for one in _rows(self.service, "attributes")]
        codes = [term.get("code") for term in terms if isinstance(term, Mapping)]
        found = tuple(dict.fromkeys(code for code in codes if isinstance(code, str) and taxonomy.is_need(code)))
        return found or (self.type.needs if self.type else ())

    def _proposed(self) -> list[dict[str, Any]] | None:
        """Needs to be confirmed by a person, where nothing says them."""
        if self.is_ours or self._known_needs():
            return None
        found = propose(self._text("name") or "", " ".join(self.terms), self._text("description") or "")
        return [{"code": one.code, "confidence": one.confidence, "because": list(one.because)} for one in found] or None

    def _ages(self) -> tuple[int | None, int | None]:
        low, high = (_age(self.service.get(name)) for name in ("minimum_age", "maximum_age"))
        if low is not None and high is not None and low > high:
            self._note("minimum_age", "AGES_CROSSED")
            return None, None
        return low, high

    def _verified_on(self) -> date | None:
        said = self.service.get("assured_date")
        return date.fromisoformat(said) if fits.day(said) else None

    def _outcomes(self) -> Outcomes:
        ended, helped = self.own.get("ended", 0), self.own.get("helped", 0)
        return Outcomes(ended, helped) if helped <= ended else Outcomes()

    def _is_secret(self) -> bool:
        if self.is_ours:
            return self.own.get("location_secret", False)
        if self.service.get(CONFIDENTIAL) or self.location.get(CONFIDENTIAL):
            return True
        told = " ".join(filter(None, (self._text("name"), self._organisation(), *self.terms)))
        described = f"{told} {self._text('description') or ''}"
        if _HIDDEN.search(described) or secrecy.is_secret(" ".join(self.terms), self._text("name") or ""):
            return True
        return bool(_REFUGE.search(described) and _LIVED_IN.search(told))

    # Where

    def _place(self) -> tuple[Place, str | None]:
        address = next(iter(_rows(self.location, "addresses")), {})
        lines = [self._known(address, name) for name in ("address_1", "address_2")]
        sido, sigungu = self._known(address, "state_province"), self._known(address, "city")
        lat, lon = self._point()
        if self.is_ours:
            return Place(sido, sigungu, self._known(address, "region"), lat, lon), lines[0]
        # Afield a city is no 시군구: it stays in the address.
        is_korean = str(address.get("country") or "").upper() in ("KR", "KOR") or _korean(sido or sigungu or "")
        if is_korean and sigungu:
            return Place(sido, sigungu[:_SHORT], None, lat, lon), ", ".join(filter(None, lines)) or None
        told = [*lines, sigungu, sido, self._known(address, "postal_code")]
        return Place(lat=lat, lon=lon), ", ".join(filter(None, told)) or None

    def _point(self) -> tuple[float | None, float | None]:
        said = self.location.get("latitude"), self.location.get("longitude")
        if said[0] in (None, "") and said[1] in (None, ""):
            return None, None
        lat, lon = map(_number, said)
        south, north, west, east = KOREA
        if lat is not None and lon is not None and south <= lat <= north and west <= lon <= east:
            return lat, lon
        self._note("latitude", "COORDINATE_OUT_OF_AREA")
        return None, None

    def _area(self, place: Place) -> Area:
        told = _rows(self.service, "service_areas")
        levels = [one.get("extent_type") for one in told]
        if told and levels[0] in set(AreaLevel):
            level = AreaLevel(levels[0])
            names = frozenset(filter(None, (self._of(one, "name") for one in told)))
            return Area(level, frozenset() if level is AreaLevel.NATION and names == {"전국"} else names)
        if place.sigungu:
            return Area(AreaLevel.SIGUNGU, frozenset({place.sigungu}))
        return Area(AreaLevel.NATION)

    # When, how, what for

    def _phone(self, kind: str | None = None) -> str | None:
        """Its first number that is no fax; ``kind`` takes one of that type only."""
        organisation = self.service.get("organization")
        holders = [self.service, self.at, self.location, *([organisation] if isinstance(organisation, Mapping) else [])]
        for holder in holders if not kind else [self.service]:
            for phone in _rows(holder, "phones"):
                said = str(phone.get("type") or phone.get("department") or "").lower()
                number = self._of(phone, "number")
                if number and not self.is_ours:  # the examples of the specification stand in quotes
                    number = number.strip('"')
                if number and (said == kind if kind else said not in (ACCESS_LINE, "fax", "tty", "tdd")):
                    return number
        return None

    def _schedules(self) -> list[Mapping[str, Any]]:
        return [*_rows(self.service, "schedules"), *_rows(self.at, "schedules"), *_rows(self.location, "schedules")]

    def _hours(self) -> str | None:
        """Opening hours as text: the rows that say nothing but a sentence."""
        if self.is_ours:
            rows = [one for one in self._schedules() if one.get("id") == hours_id(self._of(self.service, "id") or "")]
        else:
            rows = [one for one in self._schedules() if not _is_timed(one)]
        return "; ".join(filter(None, dict.fromkeys(self._of(one, "description") for one in rows))) or None

    def _times(self) -> list[dict[str, Any]] | None:
        if "schedules" in self.own:
            return self.own["schedules"]
        mine = hours_id(self._of(self.service, "id") or "")
        rows = [one for one in self._schedules() if one.get("id") != mine and (self.is_ours or _is_timed(one))]
        found = [made for one in rows if (made := _schedule(one))]
        found += [made for one in _rows(self.service, "regular_schedules") if (made := _older_schedule(one))]
        return found or None

    def _beyond(self) -> dict[str, Any]:
        own, text = self.own, self._text
        told = {
            "schedules": self._times(),
            "cost": text("fees_description") or text("fees") or self._costs(),
            "website": own.get("website") or text("url") or (None if self.is_ours else self._organisations("website")),
            "email": own.get("email") or text("email") or (None if self.is_ours else self._organisations("email")),
            "ends_on": own.get("ends_on"),
            "capacity_groups": own.get("capacity_groups"),
            "particulars": own.get("particulars") or self._particulars(),
            "proposed_needs": own.get("proposed_needs") or self._proposed(),
        }
        return {name: value for name, value in told.items() if value is not None}

    def _organisations(self, name: str) -> str | None:
        organisation = self.service.get("organization")
        return self._of(organisation, name) if isinstance(organisation, Mapping) else None

    def _costs(self) -> str | None:
        found = (
            self._of(one, "amount_description") or self._of(one, "option") for one in _rows(self.service, "cost_options")
        )
        return "; ".join(filter(None, found)) or None

    def _particulars(self) -> dict[str, Any] | None:
        """What a foreign service says that no column holds: kept as text, used by no rule."""
        if self.is_ours:
            return None
        older = [self._of(one, "eligibility") for one in _rows(self.service, "eligibility")]
        told = {
            "eligibility": self._text("eligibility_description") or "; ".join(filter(None, older)) or None,
            "terms": list(self.terms) or None,
            "service_areas": [n for one in _rows(self.service, "service_areas") if (n := self._of(one, "name"))] or None,
        }
        return {name: value for name, value in told.items() if value} or None

    def _extra(self) -> dict[str, Any]:
        found = {name: value for name, value in self.own.get("extra", {}).items() if name in TOLD_EXTRA}
        documents = [self._of(one, "document") for one in _rows(self.service, "required_documents")]
        languages = [self._of(one, "code") or self._of(one, "name") or self._of(one, "language")
                     for one in _rows(self.service, "languages")]  # fmt: skip
        for name, values in (("documents", documents), ("languages", languages)):
            if told := list(dict.fromkeys(filter(None, values))):
                found[name] = told
        return found

    def _cells(self) -> dict[str, str]:
        """The service as it was written, kept as evidence."""
        return {
            name: json.dumps(value) if isinstance(value, int | float) else _NO_TEXT.sub("", value)[:2000]
            for name, value in self.service.items()
            if isinstance(value, str | int | float) and value != "" and not name.startswith("_")
        }

    # Texts

    def _text(self, name: str) -> str | None:
        return self._of(self.service, name)

    def _of(self, row: Mapping[str, Any], name: str) -> str | None:
        """A text of a row; of a foreign file without markup."""
        return _text(row.get(name)) if getattr(self, "is_ours", True) else _clean(row.get(name))

    def _known(self, row: Mapping[str, Any], name: str) -> str | None:
        found = self._of(row, name)
        return None if found == UNKNOWN else found


def _rows(holder: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = holder.get(name)
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _our_term(attribute: Mapping[str, Any]) -> tuple[str, str]:
    """(taxonomy of ours, code) of an attribute, by the id of its term; ('', '') for another's."""
    if not _OUR_TERMS:
        for one in taxonomy.all_needs():
            _OUR_TERMS[term_id(NEEDS, one.code)] = (NEEDS, one.code)
        for one in taxonomy.kinds():
            _OUR_TERMS[term_id(KINDS, one.code)] = (KINDS, one.code)
        for code in BY_CODE:
            _OUR_TERMS[term_id(FIELDS, code)] = (FIELDS, code)
    term = attribute.get("taxonomy_term")
    id_ = attribute.get("taxonomy_term_id") or (term.get("id") if isinstance(term, Mapping) else None)
    return _OUR_TERMS.get(id_, ("", "")) if isinstance(id_, str) else ("", "")


def _text(value: object) -> str | None:
    """A text without blanks around it; a number as text; None for what is empty or no text."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return _NO_TEXT.sub("", str(value)).strip() or None


def _clean(value: object) -> str | None:
    """The text without the markup that directories on the web leave in it."""
    found = _text(value)
    if found is None or not ("<" in found or "&" in found):
        return found
    for _ in range(2):  # published files escape twice
        found = html.unescape(found)
    return _text(re.sub(r"[ \t]{2,}", " ", _TAG.sub(" ", found)))


def _number(value: object) -> float | None:
    try:
        found = float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None
    except ValueError:
        return None
    return found if found is not None and found == found and abs(found) != float("inf") else None


def _age(value: object) -> int | None:
    """Completed years, 0 to 150."""
    found = _number(value)
    return int(found) if found is not None and 0 <= found <= 150 else None


def _korean(text: str) -> bool:
    return bool(re.search("[가-힣]", text))


def _is_timed(row: Mapping[str, Any]) -> bool:
    return any(row.get(name) for name in ("freq", "byday", "bymonthday", "opens_at", "closes_at"))


def _clock(value: object) -> str | None:
    """``HH:MM`` of what HSDS writes as a time: seconds and offsets go."""
    found = re.match(r"([01]\d|2[0-3]):([0-5]\d)", value) if isinstance(value, str) else None
    return found[0] if found else None


def _schedule(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """A schedule as the register keeps it: HSDS's names, times as HH:MM, nothing that is empty."""
    found: dict[str, Any] = {}
    for name in fits.SCHEDULE_TEXTS:
        if text := _text(row.get(name)):
            found[name] = text
    for name in fits.SCHEDULE_NUMBERS:
        if (number := _number(row.get(name))) is not None and number == int(number):
            found[name] = int(number)
    for name in fits.SCHEDULE_DATES:
        if fits.day(row.get(name)):
            found[name] = row[name]
    for name in fits.SCHEDULE_TIMES:
        if clock := _clock(row.get(name)):
            found[name] = clock
    for name, codes in fits.SCHEDULE_CODES.items():
        if row.get(name) in codes:
            found[name] = row[name]
    return found or None


def _older_schedule(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """A row of HSDS 2's ``regular_schedules``: one weekday with its hours."""
    said = str(row.get("weekday") or "").strip().upper()
    day = _DAYS[int(said) - 1] if said.isdigit() and 1 <= int(said) <= 7 else said[:2]
    if day not in _DAYS:
        return None
    return _schedule({"freq": "WEEKLY", "byday": day, **{name: row.get(name) for name in fits.SCHEDULE_TIMES}})
