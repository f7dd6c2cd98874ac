"""Why a table is no list of resources, where its columns tell: so that nobody chooses columns in vain.

A table of people, a part of another standard, descriptions or numbers that belong to another list:
each is told for what it is. Nothing here is asked once a person has said what the columns mean.
"""

from collections.abc import Mapping, Sequence

from resmap.domain.korean import fold
from resmap.formats.lists import Recognised
from resmap.formats.lists.looks import is_person, share
from resmap.formats.standards.hsds_tables import TABLES

#: Tables of HSDS that may come in as lists of their own: what they hold has a name and can be offered.
_LISTS = ("service", "organization", "location", "program")
#: Headings that only tables of people have.
_OF_PEOPLE = frozenset(
    "생년월일 생일 주민등록번호 주민번호 성별생년월일 dateofbirth birthdate birthday ssn socsecid socialsecuritynumber surname "
    "lastname familyname givenname firstname 보호자명 보호자연락처 대상자성명 수급자명 이용자명".split()
)
_TYPES_OF_DATA = frozenset({"string", "number", "integer", "boolean", "array", "object", "date", "datetime", "time"})
#: A name is no longer than this, half of it letters, and most rows have their own.
LONGEST_NAME = 60


def why_no_list(columns: Sequence[str], rows: Sequence[Mapping[str, str]], known: Recognised) -> tuple[str, str] | None:
    """(code, what it is) of a table that is no list of resources: HSDS_PART (with the name of the table), PEOPLE,
    SCHEMA, NO_NAMES; None where it may be one. ``rows`` is a sample, column -> cell."""
    if table := _part_of_hsds(columns):
        return "HSDS_PART", table
    if _is_of_people(columns, rows, known):
        return "PEOPLE", ""
    if _is_schema(known, rows):
        return "SCHEMA", ""
    # What is a phone or a way to apply names nothing; an unknown column may.
    taken = {*known.personal, *(column for told in known.columns.values() for column in told)}
    if "name" not in known.columns and (
        _is_beside_another(columns, rows, known)
        or not any(_may_name(column, rows) for column in columns if column not in taken)
    ):
        return "NO_NAMES", ""
    return None


def _part_of_hsds(columns: Sequence[str]) -> str | None:
    """The table of HSDS that has these columns and is no list; None where a list may have them too."""
    had = {column.strip().lower() for column in columns}
    fits = [name for name, table in TABLES.items() if set(table.required) <= had <= set(table.columns)]
    return fits[0] if fits and len(had) >= 3 and not set(_LISTS) & set(fits) else None


def _is_of_people(columns: Sequence[str], rows: Sequence[Mapping[str, str]], known: Recognised) -> bool:
    """Whether people are listed: no column names a resource, and one holds their birth, or their names."""
    if "name" in known.columns:
        return False
    if any(fold(column) in _OF_PEOPLE for column in columns):
        return True
    return any((share(is_person, [row[column] for row in rows]) or 0) >= 0.6 for column in known.personal)


def _is_beside_another(columns: Sequence[str], rows: Sequence[Mapping[str, str]], known: Recognised) -> bool:
    """Whether texts stand under the numbers of another list: a key, no name, and more than one column of prose."""
    prose = [column for column in columns
             if sum(len(row[column]) > LONGEST_NAME for row in rows) >= 0.5 * len(rows)] if rows else []  # fmt: skip
    return "key" in known.columns and len(prose) >= 2


def _may_name(column: str, rows: Sequence[Mapping[str, str]]) -> bool:
    """Whether the cells of a column could be names: short, with letters, seldom the same."""
    said = [text for row in rows if (text := row[column].strip())]
    if len(said) < 0.5 * len(rows) or not said:
        return not rows
    named = [text for text in said if len(text) <= LONGEST_NAME and sum(map(str.isalpha, text)) >= 0.5 * len(text)]
    return len(named) >= 0.6 * len(said) and len(set(named)) >= 0.5 * len(named)


def _is_schema(known: Recognised, rows: Sequence[Mapping[str, str]]) -> bool:
    """Whether the table describes the fields of another one (name, type, description), and lists nothing itself."""
    told = {row[column] for column in known.columns.get("type", ()) for row in rows if row[column]}
    return bool(told) and told <= _TYPES_OF_DATA
