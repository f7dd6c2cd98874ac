"""One nested service at one of its places, as the readers of its parts see it: its texts, its codes, its words."""

import re
from collections.abc import Mapping
from typing import Any

from resmap.domain import taxonomy
from resmap.formats.entries import RowProblem
from resmap.formats.lists.types import known_type
from resmap.formats.standards.hsds_model import UNKNOWN
from resmap.formats.standards.hsds_texts import clean, rows_in, text_of
from resmap.formats.standards.own_fields import BY_CODE, FIELDS, KINDS, NEEDS, term_id
from resmap.formats.standards.shapes import TERMS, Service

_OUR_TERMS: dict[str, tuple[str, str]] = {}


class ServiceAt:
    """A service at a place. ``row`` counts as the file's reader does; ``number`` is the place's, or False for the
    only one. ``needs``, ``kind`` and ``own`` are our codes (``is_ours``: the file is an export of ours),
    ``terms`` the words of others and ``type`` what they name. ``problems`` are told of the row."""

    def __init__(self, row: int, service: Service, at: Service, number: int | bool, source_name: str):
        self.row, self.service, self.at, self.source_name = row, service, at, source_name
        self.location: Mapping[str, Any] = at.get("location") or {}
        self.number = number
        self.problems: list[RowProblem] = []
        self.needs, self.kind, self.own = self._read_codes()
        self.is_ours = bool(self.own or self.kind)
        self.terms = self._read_terms()
        self.type = None if self.is_ours else next(filter(None, map(known_type, self.terms)), None)

    def note(self, column: str, code: str, **facts: Any) -> None:
        """Something about the row that does not refuse it."""
        self.problems.append(RowProblem(self.row, column, code, False, facts))

    def text(self, name: str) -> str | None:
        """A text of the service."""
        return self.of(self.service, name)

    def of(self, row: Mapping[str, Any], name: str) -> str | None:
        """A text of a row; of a foreign file without markup."""
        return text_of(row.get(name)) if self.is_ours else clean(row.get(name))

    def known(self, row: Mapping[str, Any], name: str) -> str | None:
        """A text of a row, where it is not the word for an unknown one."""
        found = self.of(row, name)
        return None if found == UNKNOWN else found

    def organisation_name(self) -> str | None:
        return self.of_organisation("name")

    def of_organisation(self, name: str) -> str | None:
        """A text of its organisation."""
        organisation = self.service.get("organization")
        return self.of(organisation, name) if isinstance(organisation, Mapping) else None

    # Our own codes, and the words of others

    def _read_codes(self) -> tuple[tuple[str, ...], str, dict[str, Any]]:
        """(needs in their order, kind, our fields by code) from attributes in our taxonomies."""
        needs: list[tuple[int, str]] = []
        kind, own = "", {}
        for attribute in rows_in(self.service, "attributes"):
            name, code = our_term(attribute)
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
                    self.note(code, "FIELD_NOT_READ")
        return tuple(dict.fromkeys(code for _, code in sorted(needs, key=lambda one: one[0]))), kind, own

    def _read_terms(self) -> tuple[str, ...]:
        """The words by which others classify the service."""
        named = [one.get("taxonomy_term") for one in rows_in(self.service, "attributes") if not our_term(one)[0]]
        found = [term.get("name") for term in named if isinstance(term, Mapping)]
        told = self.service.get(TERMS)
        found += told if isinstance(told, list) else []
        return tuple(filter(None, map(clean, found)))


def our_term(attribute: Mapping[str, Any]) -> tuple[str, str]:
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
