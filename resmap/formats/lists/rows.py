"""Rows of a list as entries of the register, and everything odd about them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import date
from functools import lru_cache
from typing import Any

from resmap.domain.cleaning.dates import read_date
from resmap.domain.cleaning.ended import Standing, read_end, read_state
from resmap.domain.cleaning.phones import read_phones
from resmap.domain.cleaning.places import NOWHERE, Places
from resmap.domain.codes import OfferStatus
from resmap.domain.listing import is_resident
from resmap.domain.network import Area, Offer, Place
from resmap.formats.entries import Entry, RowProblem, Taken, entry
from resmap.formats.lists import looks, secrecy, served
from resmap.formats.lists.cells import Cells
from resmap.formats.lists.discretion import Discretion, Look, searched
from resmap.formats.lists.fields import SEVERAL
from resmap.formats.lists.keys import Seen, made_key
from resmap.formats.lists.mapping import FacilityType
from resmap.formats.lists.mapping import Mapping as ListMapping
from resmap.formats.lists.offers import Offers, What
from resmap.formats.lists.opening import FIELDS as OPENING_FIELDS
from resmap.formats.lists.opening import read_opening
from resmap.formats.lists.points import FIELDS as POINT_FIELDS
from resmap.formats.lists.points import Points
from resmap.formats.lists.texts import cell_with_resident_number
from resmap.formats.lists.where import Grounds, Where
from resmap.formats.problems import FormatError, Problem

#: Letters that were lost on the way, as published lists show them.
_LOST = re.compile(r"[？?]{2,}|�")
#: One number as ``cleaning.phones`` would write it: most cells of most lists.
_WRITTEN_WELL = re.compile(r"(?a:(?:02|03[1-3]|04[1-4]|05[1-5]|06[1-4])-[2-9]\d{2,3}-\d{4}|0[17]0-[2-9]\d{3}-\d{4})")
#: A number that nobody can call as it stands is still what the list says: a person may know.
_KEEPS_PHONE = frozenset({"PHONE_NOT_READ", "PHONE_AREA_MISSING"})
#: What of a date is worth a look; that a year has two digits everybody sees.
_DATE_NOTES = frozenset({"DATE_IMPOSSIBLE", "DATE_NOT_READ", "DATE_MONTH_DOUBTFUL", "DATE_ORDER_DOUBTFUL"})


def read_list(
    table,
    mapping: ListMapping,
    *,
    source: str,
    places: Places = NOWHERE,
    gu: str | None = None,
    today: date | None = None,
) -> Iterator[Taken]:
    """What becomes of each row, in order; rows are streamed, and gone through twice where coordinates ask for it.

    ``table`` has ``columns`` and ``rows()`` (formats/tables). ``places`` is the ground that addresses
    and points are held against; ``gu`` takes that district only ("중구", or "부산광역시 중구"): rows
    of others are ``left_out``. ``today`` decides what has ended (default: the day of the call). Raises
    FormatError (COLUMN_MISSING) where the mapping names columns that the table does not have.
    """
    named = [column for columns in mapping.columns.values() for column in columns]
    missing = [column for column in dict.fromkeys(named) if column not in table.columns]
    if missing:
        raise FormatError("", [Problem(column, "COLUMN_MISSING") for column in missing])
    return _rows(table, _Reader(table, mapping, source, places, today or date.today()), gu)


def that_may_be_shown(columns: Sequence[str], mapping: ListMapping, rows: Sequence[Mapping[str, str]]):
    """Those of these rows (column -> text) of which cells may be shown as samples: no refuge's, no neighbour's, no
    resident number.
    While nobody said which column holds the type, any cell may say that it is a refuge."""
    discretion, cells, looked_at = Discretion(Offers(mapping)), Cells(mapping), searched(columns)
    return [
        row
        for row in rows
        if cell_with_resident_number([row[column] for column in looked_at]) is None
        and not _is_private(discretion.look(row, cells.read(row)))
        and ("type" in mapping.columns or not secrecy.is_secret("", " ".join(row.values())))
    ]


def _is_private(look: Look) -> bool:
    """No cell of a refuge's row is repeated (P-21), none of a neighbour's either (P-25)."""
    return look.is_secret or is_resident(look.what.kind.kind)


def _rows(table, reader: "_Reader", gu: str | None) -> Iterator[Taken]:
    sido, _, wanted = (gu or "").strip().rpartition(" ")
    for row in table.rows():
        taken, where = reader.read(row)
        if gu and not _lies_in(where, sido, wanted):
            # Said to lie in the gu that was asked for, but the address says otherwise: tell it.
            # So is a row of which nobody can say where it belongs: it may be one of ours.
            unknown = ("GU_UNKNOWN", "ADDRESS_MISSING") if where is not None and where.district is None else ()
            told = tuple(one for one in taken.problems if one.code in unknown
                         or (one.code == "GU_CONTRADICTS_ADDRESS" and one.facts["said"] == wanted))  # fmt: skip
            taken = Taken(row.number, None, told, left_out=True)
        yield taken


def _lies_in(where: Where | None, sido: str, gu: str) -> bool:
    if where is None or where.district is None:
        return False
    told = where.district.split()
    return (gu in told or gu == where.district) and (not sido or where.sido is None or where.sido.startswith(sido[:2]))


class _Reader:
    """Reads one row after the other; remembers the keys that it has seen."""

    def __init__(self, table, mapping: ListMapping, source: str, places: Places, today: date):
        self.mapping, self.source, self.today = mapping, source, today
        self.cells = Cells(mapping)
        self.grounds = Grounds(mapping, places)
        self.offers = Offers(mapping)
        self.discretion = Discretion(self.offers)
        self.points = Points(table, mapping, self.grounds)
        self.searched = searched(table.columns)
        self._read_columns = [column for columns in mapping.columns.values() for column in columns]
        self.opening = tuple(name for name in OPENING_FIELDS if name in mapping.columns)
        self.seen = Seen()
        self.new_types: set[str] = set()
        self.without_needs: set[str] = set()
        self._districts = (*mapping.districts, *(dong for names in self.grounds.places.dongs.values() for dong in names))
        self._phones = lru_cache(8192)(read_phones)
        self._end = lru_cache(1024)(read_end)
        self._state = lru_cache(1024)(read_state)
        self._date = lru_cache(4096)(read_date)

    def read(self, row) -> tuple[Taken, Where | None]:
        """(what becomes of the row, where it says that it lies)."""
        if row.cells is None:
            code = getattr(row, "fault", "") or "ROW_LENGTH"
            return Taken(row.number, None, (RowProblem(row.number, "", code, True),)), None
        cell = self.cells.read(row.cells)
        where = self.points.where(row.number) or self.grounds.read(cell)
        if refused := self._resident_number(row):
            return Taken(row.number, None, (refused,)), where
        look = self.discretion.look(row.cells, cell)
        (name, what, is_secret), is_private = look, _is_private(look)
        if not name:
            return self._refuse(row, "name", "CELL_EMPTY", is_private), where
        key = self._key(row, cell, name, is_private)
        if isinstance(key, Taken):
            return key, where
        if is_secret:
            if any(cell.get(field) for field in POINT_FIELDS):
                column = "lat" if "lat" in self.mapping.columns else "x"
                return self._refuse(row, column, "SECRET_WITH_COORDINATES", True), where
            made, problems = self._secret(row, cell, what, key)
        else:
            made, problems = self._open(row, cell, what, key, where)
        return Taken(row.number, made, tuple(problems)), where

    # What stands in the row

    def _resident_number(self, row) -> RowProblem | None:
        """Whether any cell, read or not, holds a resident number. A corporation's own number looks like
        one; its column is neither searched nor read."""
        found = cell_with_resident_number([row.cells[column] for column in self.searched])
        return None if found is None else RowProblem(row.number, self.searched[found], "RESIDENT_NUMBER", True, secret=True)

    def _key(self, row, cell: Mapping[str, str], name: str, is_private: bool) -> str | Taken:
        if "key" in self.mapping.columns:
            key = cell.get("key", "")
            if not key:
                return self._refuse(row, "key", "CELL_EMPTY", is_private)
            return self._refuse(row, "key", "KEY_TWICE", is_private) if self.seen.again(key) else key
        return self.seen.numbered(made_key(name, cell), tuple(row.cells.values())) or self._refuse(
            row, "name", "ROW_TWICE", is_private
        )

    def _refuse(self, row, name: str, code: str, is_private: bool) -> Taken:
        problem = RowProblem(row.number, self.mapping.column(name), code, True, secret=is_private)
        return Taken(row.number, None, (problem,))

    # Entries

    def _secret(self, row, cell: Mapping[str, str], what: What, key: str) -> tuple[Entry, list[RowProblem]]:
        """An entry that tells nothing of the place: no address, no gu, no key of the published list."""
        address = " ".join(filter(None, (cell.get(one) for one in _TELLS_THE_PLACE)))
        name = secrecy.safe_name(what.name, what.type, address, self._districts, key)
        kind = self.offers.kind({}, what)
        needs, proposed = self.offers.needs({}, what)
        offer = Offer(
            id=secrecy.safe_key(self.source, key),
            name=name,
            kind=kind.kind,
            organization=name,
            department=None,
            needs=needs,
            recipient_class=kind.recipient_class,
            area=self.grounds.wide_area(),
            eligibility=kind.eligibility,
            tags=kind.tags,
            location_secret=True,
            access_line=kind.access_line or self.mapping.default_line,
            extra={"official_type": what.type} if what.type else {},
        )
        column = self.mapping.column("address" if self.grounds.has_address else "name")
        problem = RowProblem(row.number, column, "SECRET_PLACE_REMOVED", False, {"name": name}, secret=True)
        made = entry(offer.id, offer, row=row.number, beyond={"proposed_needs": proposed} if proposed else None)
        return made, [problem, *self.offers.problems(row.number, what, needs, proposed)]

    def _open(self, row, cell: Mapping[str, str], what: What, key: str, where: Where) -> tuple[Entry, list[RowProblem]]:
        number = row.number
        problems = self.grounds.problems(number, where)
        kind = self.offers.kind(cell, what)
        needs, proposed = self.offers.needs(cell, what)
        if needs or proposed or not kind.kind.startswith(("M5", "H2")) or self._is_first(what.type):
            problems += self.offers.problems(number, what, needs, proposed)
        problems += self._new_type(number, cell, what)
        point, odd = self.points.read(number)
        dong, more = self.grounds.dong(number, where, cell.get("dong"), point)
        phone, unread = self._phone(number, cell, where)
        standing, ended = self._standing(number, cell)
        opening = read_opening(cell, self.opening)
        notes = opening.notes
        if notes and standing.status is OfferStatus.ACTIVE and any(note.code == "HOURS_NOT_READ" for note in notes):
            resting = self._state(opening.text or "")  # "코로나19로 임시운영중단" stands where the hours should
            if resting.status is not OfferStatus.ACTIVE:
                standing, opening = Standing(resting.status, standing.ends_on), opening._replace(notes=resting.notes)
        problems += [*odd, *more, *unread, *ended, *self._lost(number, cell)]
        for note in opening.notes:
            problems.append(self._note(number, _first_of(cell, ("hours", "days", "closed_days")), note))
        offer = self._offer(
            cell, what, kind, key, needs, standing.status,
            place=self.grounds.place(where, dong, point), area=self.grounds.area(where), phone=phone,
            hours=opening.text,
        )  # fmt: skip
        beyond = self._beyond(cell, standing, proposed)
        if opening.schedules:
            beyond["schedules"] = [dict(line) for line in opening.schedules]
        made = entry(
            key, offer, where.text, number, beyond=beyond, cells=self._evidence(row.cells),
            organisation_number=_digits(cell["organisation_number"]) if "organisation_number" in cell else None,
        )  # fmt: skip
        return made, problems

    def _offer(
        self, cell, what: What, kind: FacilityType, key, needs, status: OfferStatus, *,
        place: Place, area: Area, phone: str | None, hours: str | None,
    ) -> Offer:  # fmt: skip
        extra: dict[str, Any] = {"official_type": what.type} if what.type else {}
        if what.run_by:
            extra["run_by"] = what.run_by
        if started := self._day(cell.get("started_on")):
            extra["started_on"] = started
        people = served.people(cell.get("capacity", ""))
        is_room = kind.kind == "M5"
        if people and is_room:
            extra["room_for"] = people
        return _offer_of(
            id=key,
            name=what.name,
            name_en=cell.get("name_en"),
            kind=kind.kind,
            organization=what.organisation,
            department=what.department,
            needs=needs,
            recipient_class=kind.recipient_class,
            place=place,
            area=area,
            eligibility=kind.eligibility,
            tags=kind.tags,
            status=status,
            limit=None if is_room else people,
            access_line=kind.access_line,
            phone=phone,
            hours=hours,
            description=self.offers.description(cell),
            how_to_apply=cell.get("how_to_apply"),
            extra=extra,
        )

    def _beyond(self, cell: Mapping[str, str], standing: Standing, proposed: Sequence[dict]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if "paid" in cell or "cost" in cell:
            found["cost"] = served.cost(cell.get("paid", ""), cell.get("cost", ""))
        if "website" in cell:
            found["website"] = _if(looks.is_url, cell["website"])
        if "email" in cell:
            found["email"] = _if(looks.is_email, cell["email"])
        if standing.ends_on is not None:
            found["ends_on"] = standing.ends_on
        if "capacity" in cell:
            found["capacity_groups"] = self._groups(cell["capacity"])
        if proposed:
            found["proposed_needs"] = list(proposed)
        return {name: value for name, value in found.items() if value is not None} if found else found

    def _groups(self, text: str | None) -> list[dict[str, Any]] | None:
        return [{"group": group, "limit": number} for group, number in served.people_by_group(text or "")] or None

    def _evidence(self, cells: Mapping[str, str]) -> dict[str, str]:
        """The cells as they were written, of the columns that are read: what is personal is none of them."""
        return {column: text for column in self._read_columns if (text := cells[column])}

    # Values

    def _phone(self, number: int, cell: Mapping[str, str], where: Where) -> tuple[str | None, list[RowProblem]]:
        """(the numbers to call, what is odd). What nobody can read, or lacks its area code, stays as it is written."""
        text = cell.get("phone")
        if not text:
            return None, []
        if _WRITTEN_WELL.fullmatch(text):
            return text, []
        found = self._phones(text, where.sido, where.parts.sigungu or where.said or None)
        problems = [self._note(number, "phone", note) for note in found.notes]
        as_written = found.proposed or any(note.code in _KEEPS_PHONE for note in found.notes)
        return found.plain or (text if as_written else None), problems

    def _standing(self, number: int, cell: Mapping[str, str]) -> tuple[Standing, list[RowProblem]]:
        """Whether it still runs: by its state, and by its last day."""
        if "ends_on" not in cell and "state" not in cell:
            return _RUNS, []
        by_day = self._end(cell["ends_on"], self.today) if "ends_on" in cell else _RUNS
        by_state = self._state(cell["state"]) if "state" in cell else _RUNS
        notes = [self._note(number, "ends_on", note) for note in by_day.notes if note.code != "OPEN_END"]
        notes += [self._note(number, "state", note) for note in by_state.notes]
        status = by_state.status if by_state.status is not OfferStatus.ACTIVE else by_day.status
        return Standing(status, by_day.ends_on), notes

    def _day(self, text: str | None) -> str | None:
        return self._date(text, self.today).iso if text else None

    def _lost(self, number: int, cell: Mapping[str, str]) -> list[RowProblem]:
        """Letters that were lost before the list came to us; and days that nobody can read."""
        found, whole = [], "".join(cell.values())
        if "?" in whole or "？" in whole or "�" in whole:
            found = [RowProblem(number, self.mapping.column(name), "LOST_LETTERS") for name, text in cell.items()
                     if name not in _READ_FOR_LOSSES and ("?" in text or "？" in text or "�" in text) and _LOST.search(text)]  # fmt: skip
        if started := cell.get("started_on"):
            notes = self._date(started, self.today).notes
            found += [self._note(number, "started_on", note) for note in notes if note.code in _DATE_NOTES]
        return found

    def _is_first(self, type: str) -> bool:
        """Whether a type is seen for the first time: that a room or a shop answers no need of itself is told once."""
        if type in self.without_needs:
            return False
        self.without_needs.add(type)
        return True

    def _new_type(self, number: int, cell: Mapping[str, str], what: What) -> list[RowProblem]:
        """A type that nobody has explained yet: told once."""
        said = cell.get("type")
        if what.is_known or not said or said in self.new_types:
            return []
        self.new_types.add(said)
        return [RowProblem(number, self.mapping.column("type"), "TYPE_NEW", False, {"type": said[:60], "kind": what.kind.kind})]

    def _note(self, number: int, name: str, note) -> RowProblem:
        return RowProblem(number, self.mapping.column(name), note.code, False, note.facts)


#: Cells by whose words the name of a secret place is examined for telling where it lies.
_TELLS_THE_PLACE = ("address", "address_lot", "address_detail", "sigungu", "region", "dong", "provider", "organisation")
#: Fields whose own readers notice lost letters, or that may hold question marks.
_READ_FOR_LOSSES = frozenset({"address", "address_lot", "website", "type"})


#: Of which nothing is told.
_RUNS = Standing()

_USUAL_OFFER = {one.name: one.default for one in fields(Offer) if one.default is not MISSING}


def _offer_of(**values: Any) -> Offer:
    """``Offer(**values)``: a frozen record sets each of its fields by a call, which a long list notices."""
    made = object.__new__(Offer)
    made.__dict__.update(_USUAL_OFFER)
    made.__dict__.update(values)
    return made


def _digits(text: str) -> str | None:
    return "".join(filter(str.isdigit, text)) or None


def _if(look, text: str | None) -> str | None:
    """The text if it looks as it should; what else stands there is kept as evidence only."""
    return text if text and look(text) else None


def _first_of(cell: Mapping[str, str], names: Sequence[str]) -> str:
    return next((name for name in names if name in cell), names[0])


assert {"description", "how_to_apply"} <= SEVERAL
