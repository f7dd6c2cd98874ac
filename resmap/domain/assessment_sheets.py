"""The two sheets of an assessment as they are kept: function, and the ten domains with the talk (R010, R072, R075-R078).

A paper's content is one of these as a dict. Each sheet is saved part by part while people talk, so
every value that is not there yet reads as "not asked": that is something else than "none" (R072).
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from resmap.domain import taxonomy
from resmap.domain.assessing import Ability, Asked, Function, NowPrompt, domain_codes

#: So much is kept of one answer in words.
LONGEST = 2000


class Section(StrEnum):
    """What is saved in one go."""

    FUNCTION = "function"
    DOMAINS = "domains"
    TALK = "talk"


@dataclass(frozen=True, slots=True)
class FunctionSheet:
    """What the person can do; what is not named was not asked. ``note``: in words."""

    abilities: Mapping[Function, Ability] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    note: str = ""

    def content(self) -> dict[str, Any]:
        """As the paper keeps it."""
        return {"abilities": {one.value: how.value for one, how in self.abilities.items()}, "note": self.note}


@dataclass(frozen=True, slots=True)
class Talk:
    """The three steps (B:225-246): now by its four prompts, the wished state in their words, how to get there."""

    now: Mapping[NowPrompt, str] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    wished: str = ""
    how: str = ""

    def content(self) -> dict[str, Any]:
        return {"now": {one.value: text for one, text in self.now.items()}, "wished": self.wished, "how": self.how}


@dataclass(frozen=True, slots=True)
class NeedSheet:
    """The ten domains (by code, SAF .. LAW), the ticked official items (their keys) and the talk.

    Items stand only under domains where something is present: to answer "none" clears them (R066).
    """

    domains: Mapping[str, Asked] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    items: tuple[str, ...] = ()
    talk: Talk = Talk()

    def content(self) -> dict[str, Any]:
        return {
            "domains": {code: asked.value for code, asked in self.domains.items()},
            "items": list(self.items),
            **self.talk.content(),
        }

    def walked(self, domains: Mapping[str, Asked], items: Iterable[str]) -> "NeedSheet":
        """The sheet with these answers; raises KeyError for an unknown domain or item."""
        answers = {code: domains.get(code, Asked.NOT_ASKED) for code in domain_codes()}
        if unknown := set(domains) - set(answers):
            raise KeyError(sorted(unknown)[0])
        ticked = {taxonomy.problem_item(key).key for key in items}
        kept = tuple(
            item.key
            for item in taxonomy.problem_items()
            if item.key in ticked and answers[item.subdomain[:3]] is Asked.PRESENT
        )
        there = {code: asked for code, asked in answers.items() if asked is not Asked.NOT_ASKED}
        return replace(self, domains=MappingProxyType(there), items=kept)


def function_sheet(content: Mapping[str, Any] | None) -> FunctionSheet:
    """The sheet of a paper's content; what it does not know is left out."""
    told = dict(content or {})
    found = {
        Function(one): Ability(how)
        for one, how in dict(told.get("abilities") or {}).items()
        if one in set(Function) and how in set(Ability)
    }
    asked = {one: how for one, how in found.items() if how is not Ability.NOT_ASKED}
    return FunctionSheet(MappingProxyType(asked), _text(told.get("note")))


def need_sheet(content: Mapping[str, Any] | None) -> NeedSheet:
    """The sheet of a paper's content; what it does not know is left out."""
    told = dict(content or {})
    known = set(domain_codes())
    answers = {
        code: Asked(asked)
        for code, asked in dict(told.get("domains") or {}).items()
        if code in known and asked in set(Asked)
    }
    items = [key for key in told.get("items") or () if taxonomy.is_problem_item(key)]
    now = {
        NowPrompt(one): _text(text)
        for one, text in dict(told.get("now") or {}).items()
        if one in set(NowPrompt) and _text(text)
    }
    talk = Talk(MappingProxyType(now), _text(told.get("wished")), _text(told.get("how")))
    return replace(NeedSheet(talk=talk), domains=MappingProxyType({})).walked(answers, items)


def digest(content: Mapping[str, Any]) -> str:
    """A short name for this content, so that a form can say what it was made from."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _text(value: object) -> str:
    return value.strip()[:LONGEST] if isinstance(value, str) else ""
