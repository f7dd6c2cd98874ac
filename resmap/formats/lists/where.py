"""Where a row says that something is: address, gu and dong, held against the ground that is known."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

from resmap.domain.cleaning.addresses import AddressParts, plain_dong, read_parts
from resmap.domain.cleaning.districts import full_sido, joined, read_district, same_sido
from resmap.domain.cleaning.places import Places
from resmap.domain.codes import AreaLevel
from resmap.domain.network import Area, Place
from resmap.formats.entries import RowProblem
from resmap.formats.lists.mapping import Mapping as ListMapping

#: The fields that say where a row lies.
FIELDS = frozenset({"address", "address_lot", "address_detail", "sido", "sigungu", "region", "provider", "dong"})
#: So many addresses are remembered, so that a list that is gone through twice is taken apart once.
MOST_ADDRESSES = 65_536

#: How lists write that a cell is empty; and what stands where an address should.
NOTHING = frozenset({"", "-", "--", ".", "null", "NULL", "N/A", "n/a", "nan", "NaN", "#N/A"})
_NO_PLACE = frozenset({"없음", "해당없음", "해당 없음", "미상", "미정"})
_DISTRICT_FIELDS_IN_ORDER = ("sido", "sigungu", "region", "provider")
_DISTRICT_FIELDS = frozenset(_DISTRICT_FIELDS_IN_ORDER)
_NAMED = frozenset({"address", "address_lot", "address_detail", "sigungu", "dong", "region"})

_GU = re.compile(r"^[가-힣]{1,6}[시군구](?:\s?[가-힣]{1,4}구)?$")
#: Notes of an address that matter to nobody who only wants to find the place.
_NOT_TOLD = frozenset({"SIDO_INFERRED", "ADDRESS_MISSING"})


class Where(NamedTuple):
    """The place of a row. ``district`` is the gu it belongs to (it lists it, or it lies there);
    ``inside``: it lies in the sido of the list. ``city_wide``: the list names the whole city instead of a gu.
    ``dong`` is the dong, eup or myeon that an address names."""

    text: str | None
    parts: AddressParts
    sido: str | None
    district: str | None
    said: str
    inside: bool
    city_wide: bool = False
    dong: str | None = None


class Grounds:
    """Reads the places of one list."""

    def __init__(self, mapping: ListMapping, places: Places):
        if mapping.dongs and (places.sido is None or same_sido(places.sido, mapping.sido)):
            places = replace(places, sido=places.sido or mapping.sido, dongs={**mapping.dongs, **places.dongs})
        self.mapping, self.places = mapping, places
        self.has_address = "address" in mapping.columns or "address_lot" in mapping.columns
        self._address_column = mapping.column("address" if "address" in mapping.columns else "address_lot")
        self._gus_of: dict[str, set[str]] = {}
        for gu, dong in (*places.legal, *((gu, dong) for gu, names in places.dongs.items() for dong in names)):
            self._gus_of.setdefault(plain_dong(dong), set()).add(gu)
        self._parts = lru_cache(MOST_ADDRESSES)(read_parts)
        self._districts = lru_cache(8192)(self._read_districts)
        self._administrative = lru_cache(16_384)(self.places.administrative)
        self._area = lru_cache(1024)(_area)
        # Most lists tell gu and sido by the address alone.
        self._tells_district = not _DISTRICT_FIELDS.isdisjoint(mapping.columns)
        self._told_by_none = self._districts("", "", "", "")

    def read(self, cell: Mapping[str, str]) -> Where:
        """What the row says of its place; nothing is judged yet."""
        text = cell.get("address") or cell.get("address_lot") or ""
        if text and (detail := cell.get("address_detail")) and detail not in text:
            text = f"{text} {detail}"
        sido, said, city_wide = self._told(cell)
        meant = sido or self.places.sido
        parts = self._parts(text, meant, said if text and said else None)
        sido, gu, dong = (parts.sido if text else None) or sido, parts.sigungu, parts.dong or parts.eup_myeon
        if (lot := cell.get("address_lot")) and lot != text and not (gu and dong):
            other = self._parts(lot, meant, said or None)
            if not (gu and other.sigungu) or _same_gu(gu, other.sigungu):
                sido, gu, dong = sido or other.sido, gu or other.sigungu, dong or other.dong or other.eup_myeon
        inside = self.mapping.sido is None or sido == self.mapping.sido or same_sido(sido, self.mapping.sido)
        district = gu if inside and gu else said or gu
        if not district and inside and not city_wide:
            district = self.mapping.gu  # the row says no gu; the whole list is of one
            sido = sido or (self.places.sido if district else None)
        return Where(text or None, parts, sido, district or None, said, inside, city_wide, dong)

    def _told(self, cell: Mapping[str, str]) -> tuple[str | None, str, bool]:
        """(sido, gu, whether the whole city is named) of the list's own columns."""
        if not self._tells_district:
            return self._told_by_none
        return self._districts(*(cell.get(name) or "" for name in _DISTRICT_FIELDS_IN_ORDER))

    def _read_districts(self, sido: str, said: str, region: str, provider: str) -> tuple[str | None, str, bool]:
        home, said = full_sido(sido), " ".join(said.split())
        if said and full_sido(said) is not None:
            return full_sido(said), "", True
        if said and not _GU.match(said):
            said = ""  # 도단위, 본청: no gu
        if region and not (home and said):
            other, gu = _region(region)
            if home is None or same_sido(home, other):
                home, said = home or other, said or gu
        if home is None and provider:
            home = _region(provider)[0]
        return home or self.mapping.sido, said, False

    def problems(self, row: int, where: Where) -> list[RowProblem]:
        """What is odd about the address, and where it contradicts the list's own columns."""
        if not self.has_address:
            return []
        column, parts, said = self._address_column, where.parts, where.said
        found: list[RowProblem] = []
        if where.text is None or any([note.code == "ADDRESS_MISSING" for note in parts.notes]):
            return [RowProblem(row, column, "ADDRESS_MISSING")]
        if parts.notes:
            found = [RowProblem(row, column, note.code, False, self._facts(note, where)) for note in parts.notes
                     if note.code not in _NOT_TOLD and not (note.code == "GU_UNKNOWN" and where.district)]  # fmt: skip
        if parts.sigungu is None:
            return found
        if not where.inside:
            facts = {"said": said or self.mapping.sido, "address_says": f"{parts.sido} {parts.sigungu}"}
            found.append(RowProblem(row, column, "OUTSIDE_SIDO", False, facts))
        elif said and not _same_gu(said, parts.sigungu):
            facts = {"said": said, "address_says": parts.sigungu}
            told_in = next((one for one in ("sigungu", "region") if one in self.mapping.columns), "sigungu")
            found.append(RowProblem(row, self.mapping.column(told_in), "GU_CONTRADICTS_ADDRESS", False, facts))
        return found

    def _facts(self, note, where: Where) -> Mapping[str, Any]:
        """The facts of a note; a gu that the dong alone tells (목동 lies in one gu only) is proposed."""
        if note.code == "GU_UNKNOWN" and where.dong and len(gus := self._gus_of.get(plain_dong(where.dong), ())) == 1:
            return {**note.facts, "proposed": next(iter(gus))}
        return note.facts

    def area(self, where: Where) -> Area:
        """Where the offer serves: the gu that lists it, else its sido, else everywhere."""
        if where.district and not where.city_wide:
            return self._area(AreaLevel.SIGUNGU, where.district)
        return self._area(AreaLevel.SIDO, self.mapping.sido or where.sido)

    def wide_area(self) -> Area:
        """What may be told of where a secret place serves: its sido, if the list has one."""
        return self._area(AreaLevel.SIDO, self.mapping.sido)

    def dong(
        self, row: int, where: Where, said: str | None, point: tuple[float, float] | None
    ) -> tuple[str | None, list[RowProblem]]:
        """The administrative dong where address, column or a point inside real boundaries decide it, else the one
        that the whole list is said to be of; never a guess."""
        found, problems = self._told_dong(row, where, said, point)
        whole = self.mapping.dong
        if whole is None or not where.inside or not _same_gu(where.district or "", self.mapping.gu or ""):
            return found, problems
        named = found or where.dong or said
        if found is None and (named is None or self._may_mean(named, whole)):
            return whole, [one for one in problems if not one.code.startswith("DONG_")]
        if found != whole:
            facts = {"dong": named, "said": whole}
            problems = [*problems, RowProblem(row, self._dong_column(), "DONG_CONTRADICTS_LIST", False, facts)]
        return found, problems

    def _may_mean(self, named: str, whole: str) -> bool:
        """Whether a dong that a row names may be the one of the list (자양동: 자양4동)."""
        return plain_dong(named) == plain_dong(whole) or whole in self._administrative(self.mapping.gu, named)

    def _dong_column(self) -> str:
        return self._address_column if self.has_address else self.mapping.column("dong")

    def _told_dong(
        self, row: int, where: Where, said: str | None, point: tuple[float, float] | None
    ) -> tuple[str | None, list[RowProblem]]:
        """The dong as the row tells it."""
        places, gu = self.places, where.district
        dongs = places.dongs.get(gu or "", ())
        if not dongs or not where.inside or not places.is_inside(where.sido):
            return None, []
        named = where.dong or said
        by_column = self._administrative(gu, said) if said else ()
        found = by_column if len(by_column) == 1 else self._administrative(gu, named)
        if len(found) == 1:
            return found[0], []
        at = places.dong_at(*point) if point else None
        drawn = at[1] if at and at[0] == gu and (not found or at[1] in found) else None
        if drawn and not places.approximate:
            return drawn, []
        facts: dict[str, Any] = {"proposed": drawn} if drawn else {}
        column = self._dong_column()
        if named is None:
            return None, [RowProblem(row, column, "DONG_NOT_TOLD", False, facts)] if where.text else []
        code = "DONG_AMBIGUOUS" if found else "DONG_NOT_FOUND"
        return None, [RowProblem(row, column, code, False, {"dong": named, "dongs": list(found)} | facts)]

    def place(self, where: Where, dong: str | None, point: tuple[float, float] | None) -> Place:
        """The place as the register holds it."""
        gu = where.district if where.inside else where.parts.sigungu
        lat, lon = point or (None, None)
        return Place(where.sido, gu, dong, lat, lon)


def place_cells(cells: Mapping[str, str], wanted: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Field -> text of the cells that say anything; ``wanted`` are (field, column)."""
    found = {name: cells[column] for name, column in wanted if cells[column] not in NOTHING}
    for name in _NAMED & found.keys():
        if found[name] in _NO_PLACE:
            del found[name]
    return found


def _area(level: AreaLevel, name: str | None) -> Area:
    return Area(level, frozenset({name})) if name else Area(AreaLevel.NATION)


def _region(told: str) -> tuple[str | None, str]:
    """(sido, gu) of "경기 성남시", "경상북도 성주군", "서울특별시"."""
    sido, gu, _, _ = read_district(told.strip())
    return sido or full_sido(told.strip()), gu or ""


def _same_gu(one: str, other: str) -> bool:
    """Whether two names mean one gu; 수원시 says no less than 수원시 장안구 does."""
    left, right = joined(one), joined(other)
    return left == right or left.startswith(right) or right.startswith(left) or left.endswith(right)
