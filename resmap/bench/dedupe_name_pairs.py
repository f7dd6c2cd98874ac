"""Two published names of one place, joined by what is no name; and which of them was looked at.

Four sources. None asks how alike the names are; in all, names equal but for spaces are left out, and of one
house one pair is taken (the first by checksum), so that a hall with seven rooms counts once.

* ``official_kind``: one house (road or lot key) of Seoul's list of welfare facilities and of a list of
  disability centres or of meals, where the house has exactly one 복지관 by Seoul's *official kind* (a column)
  and exactly one row of the other list. Meals for the old are eaten in a 복지관.
* ``host``: one row of the list of meals whose place and operator columns hold the same words, which are not
  its name: a site in the operator's own house.
* ``manager``: rooms for the public. An institution that manages rooms in exactly one house of the country,
  alone, and two rooms there at least, is that house: one of the rooms' names with the institution's. Left out:
  offices that only manage (their names end in 과, 공단, 재단, 시, …) and names listed in two gu ("회의실").
* ``phone_and_house``: one telephone and one house, in two lists, or in the meals' list where exactly two
  spellings stand under both.

Each pair belongs to the design or the test by a checksum of its house. Names of the design half were read
and the score was made on them; of the test half only figures were seen. For ``phone_and_house`` (house and
names) and ``host`` (house and all its keys) the half is a quarter or so, because they had been looked at in two ways.
"""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from resmap.dedupe.register_fields import phones_of
from resmap.domain.cleaning.addresses import read_parts

SEOUL = "er/ko_welfare_2022apr_2022aug/b.csv"
DISABILITY = "ko_facilities/mohw_disability_welfare_centres_20191231.csv"
MEALS = "ko_facilities/national_free_meal_sites_std.csv"
ROOMS = "ko_facilities/public_facility_전국공공시설개방정보표준데이터.csv"
SENIORS = "ko_facilities/seoul_gyeongrodang_2020.csv"
#: (name, addresses, telephone): columns of each list.
COLUMNS = {
    SEOUL: ("시설명", ("시설주소",), None),
    DISABILITY: ("시설명", ("시설 주소",), "전화번호"),
    MEALS: ("시설명", ("소재지도로명주소", "소재지지번주소"), "전화번호"),
    ROOMS: ("개방시설명", ("소재지도로명주소", "소재지지번주소"), "사용안내전화번호"),
    SENIORS: ("scName", ("scAddress",), None),
}
KIND = "시설종류명(시설유형)"
FOR_DISABLED = "(장애인) 장애인복지관"
HALLS = {FOR_DISABLED, "(노인) 노인복지관", "(노인) 노인복지관(소규모)", "(일반) 사회복지관"}
#: Offices that manage houses and are none.
_OFFICE = re.compile(
    r"(?:과|팀|실|청|공단|공사|재단|법인|협회|연맹|진흥원|위원회|사업소|사업단|동호회|노인회|[시군구도])$"
)


@dataclass(frozen=True)
class Listed:
    """One row: which list, its name, the gu and the keys of its house, telephones, and its cells."""

    of: str
    name: str
    gu: str
    houses: frozenset[str]
    phones: tuple[str, ...]
    cells: dict[str, str]


@dataclass(frozen=True)
class NamePair:
    """Two names of one place. ``house``: what it was joined by. ``test``: not looked at."""

    one: str
    other: str
    house: str
    test: bool


def listed(data: Path) -> list[Listed] | None:
    """The rows of all lists; None where one is missing."""
    if not all((data / file).is_file() for file in COLUMNS):
        return None
    return [row for file in COLUMNS for row in _listed(data / file, file)]


def joined(rows: list[Listed]) -> dict[str, list[NamePair]]:
    """The pairs of each source, one for each house, in order."""
    found = {"official_kind": _by_kind(rows), "host": _by_host(rows), "manager": _by_manager(rows),
             "phone_and_house": _by_phone(rows)}  # fmt: skip
    return {source: _one_a_house(pairs) for source, pairs in found.items()}


def gu_of_names(rows: list[Listed]) -> dict[str, set[str]]:
    """Every name of a place -> the gu in which it is listed; hosts and managers too."""
    where = defaultdict(set)
    for row in rows:
        for name in (row.name, _host(row), row.cells.get("관리기관명", "").strip()):
            if name:
                where[name].add(row.gu)
    return dict(where)


def plain(name: str) -> str:
    """Without spaces."""
    return "".join(name.split())


def _by_kind(rows: list[Listed]) -> Iterator[NamePair]:
    shared: dict[tuple[str, str], list[str]] = defaultdict(list)
    for house, of in _houses(rows).items():
        halls = [row for row in of[SEOUL] if row.cells[KIND] in HALLS]
        disabled = [row for row in halls if row.cells[KIND] == FOR_DISABLED]
        meals = {plain(row.name): row for row in of[MEALS]}
        if len(disabled) == 1 and len(of[DISABILITY]) == 1:
            shared[of[DISABILITY][0].name, disabled[0].name].append(house)
        if len(halls) == 1 and len(meals) == 1:
            shared[next(iter(meals.values())).name, halls[0].name].append(house)
    for (one, other), houses in shared.items():
        yield NamePair(one, other, min(houses), all(map(_odd, houses)))


def _by_host(rows: list[Listed]) -> Iterator[NamePair]:
    for row in rows:
        if row.of == MEALS and _host(row):
            keys = sorted(row.houses) or [""]
            yield NamePair(row.name, _host(row), "".join(keys), _odd("".join(keys)) and _odd(keys[0]))


def _by_manager(rows: list[Listed]) -> Iterator[NamePair]:
    rooms = [row for row in rows if row.of == ROOMS and row.houses]
    managed: dict[str, set[str]] = defaultdict(set)
    in_gu: dict[str, set[str]] = defaultdict(set)
    by_house: dict[str, list[Listed]] = defaultdict(list)
    for row in rows:
        in_gu[plain(row.name)].add(row.gu)
    for row in rooms:
        managed[plain(row.cells["관리기관명"])].add(min(row.houses))
        by_house[min(row.houses)].append(row)
    for house, of in by_house.items():
        managers = {plain(row.cells["관리기관명"]): row.cells["관리기관명"].strip() for row in of}
        manager = next(iter(managers))
        if len(managers) > 1 or len(managed[manager]) != 1 or _OFFICE.search(manager):
            continue
        names = sorted({row.name for row in of if plain(row.name) != manager}, key=_checksum)
        if len(names) > 1 and len(in_gu[plain(names[0])]) == 1:
            yield NamePair(names[0], managers[manager], house, _odd(house))


def _by_phone(rows: list[Listed]) -> Iterator[NamePair]:
    under: dict[tuple[str, str], list[Listed]] = defaultdict(list)
    for row in rows:
        for house in row.houses:
            for phone in row.phones:
                under[house, phone].append(row)
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (house, _), of in under.items():
        for one in of:
            for other in of:
                if one.of < other.of and plain(one.name) != plain(other.name):
                    found[one.name, other.name].append(house)
        meals = {plain(row.name): row.name for row in of if row.of == MEALS}
        if len(meals) == 2:
            one, other = sorted(meals.values())
            found[one, other].append(house)
    for (one, other), houses in found.items():
        yield NamePair(one, other, min(houses), all(map(_odd, houses)) and _odd(f"{one}|{other}"))


def _one_a_house(pairs: Iterable[NamePair]) -> list[NamePair]:
    first: dict[str, NamePair] = {}
    for pair in sorted(pairs, key=lambda each: (_checksum(each.one + each.other), each.one, each.other)):
        if plain(pair.one) != plain(pair.other):
            first.setdefault(pair.house, pair)
    return sorted(first.values(), key=lambda each: (each.one, each.other))


def _host(row: Listed) -> str:
    """Where the meal is, if that is the operator's own house."""
    place, operator = row.cells.get("급식장소", "").strip(), row.cells.get("운영기관명", "").strip()
    return place if place and plain(place) == plain(operator) else ""


def _houses(rows: list[Listed]) -> dict[str, dict[str, list[Listed]]]:
    found: dict[str, dict[str, list[Listed]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        for house in row.houses:
            found[house][row.of].append(row)
    return found


def _checksum(text: str) -> int:
    return crc32(text.encode())


def _odd(text: str) -> bool:
    return _checksum(text) % 2 == 1


def _listed(path: Path, of: str) -> Iterator[Listed]:
    name, addresses, phone = COLUMNS[of]
    for cells in read_rows(path):
        gu, houses = "", set()
        for text in (cells.get(column) or "" for column in addresses):
            if not text.strip():
                continue
            read = read_parts(f"서울특별시 {text}" if of == SENIORS else text, None, cells.get("시군구명"))
            if read.proposed and read.building_no is None:  # a floor grew onto the house number
                read = read_parts(read.proposed)
            gu = gu or f"{read.sido} {read.sigungu}"
            houses |= {key.partition("|")[2] for key in (read.road_key, read.lot_key) if key}
        numbers = phones_of(cells[phone]) if phone else ()
        told = {column: cell or "" for column, cell in cells.items() if isinstance(column, str)}
        yield Listed(of, (cells[name] or "").strip(), gu, frozenset(houses), numbers, told)


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a list in UTF-8 or CP949."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp949", errors="replace")
    return list(csv.DictReader(io.StringIO(text)))
