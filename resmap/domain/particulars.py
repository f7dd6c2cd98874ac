"""What an entry of one kind tells beyond the fields of all: the field sets of R130 and R131.

A resident brings skills and experience (R130); a shop, an association and a
self-help group are each asked for what makes them what they are (R131). Every kind
can be asked what meets a person or stands in their way (R035, R164). Nothing
here tells of a person's health or family (P-25).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from resmap.domain.access import Diet, Fee, Hindrance, Hours, Language


class Input(StrEnum):
    """How a particular is typed."""

    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    #: One of the options, or nothing: nobody has said.
    CHOICE = "choice"
    #: Several of them.
    CHOICES = "choices"


@dataclass(frozen=True, slots=True)
class Particular:
    """One field of a kind; ``name`` is its key in the record and in the words."""

    name: str
    input: Input = Input.TEXT
    options: tuple[str, ...] = ()

    @property
    def is_of_access(self) -> bool:
        """Of those that every kind can have: what meets a person or stands in their way (R035, R164)."""
        return bool(self.options)


#: Longest text of a particular (characters).
LONGEST = 500
LARGEST_NUMBER = 100_000

_BY_KIND: dict[str, tuple[Particular, ...]] = {
    # 지역주민: career, skills, experience; when, and what they would rather not do (R130)
    "H1": (
        Particular("skills"),
        Particular("career"),
        Particular("experience"),
        Particular("times"),
        Particular("rather_not"),
    ),
    # 동네 소상공인
    "H2": (
        Particular("gives"),
        Particular("days_off"),
        Particular("sharing_shop", Input.FLAG),
        Particular("serves_alcohol", Input.FLAG),
    ),
    # 직능단체
    "H3": (
        Particular("activities"),
        Particular("members", Input.NUMBER),
        Particular("meets"),
        Particular("vehicle", Input.FLAG),
    ),
    # 자생적 자조모임
    "H4": (
        Particular("theme"),
        Particular("meets"),
        Particular("who_may_join"),
        Particular("takes_newcomers", Input.FLAG),
        Particular("members", Input.NUMBER),
    ),
    # 후원 금품, 공간·장비
    "M4": (Particular("amount"), Particular("how_often")),
    "M5": (Particular("equipment"), Particular("accessible", Input.FLAG)),
}

YES_NO = ("yes", "no")


def _several(name: str, vocabulary: type[StrEnum]) -> Particular:
    return Particular(name, Input.CHOICES, tuple(vocabulary))


_LANGUAGES, _HOURS = _several("languages", Language), _several("open_at", Hours)
_DIETS, _REMOVES = _several("diets", Diet), _several("removes", Hindrance)
_COMES_HOME = Particular("comes_home", Input.CHOICE, YES_NO)
_FEE = Particular("fee", Input.CHOICE, tuple(Fee))
_RELIGIOUS = Particular("religious", Input.CHOICE, YES_NO)
_STEP_FREE = Particular("step_free", Input.CHOICE, YES_NO)

#: What is asked of every kind (``domain.access``); of a resident nothing that tells of themselves (P-25).
_OF_ACCESS: dict[str, tuple[Particular, ...]] = {
    "H1": (_LANGUAGES, _HOURS, _COMES_HOME, _REMOVES),
    "M1": (_FEE,),
    "M4": (_RELIGIOUS, _COMES_HOME, _DIETS, _REMOVES),
}
_OF_ALL = (_RELIGIOUS, _STEP_FREE, _COMES_HOME, _FEE, _LANGUAGES, _HOURS, _DIETS, _REMOVES)

#: A particular that a rule looks at becomes a tag of the offer (SAFETY: a place that serves alcohol).
TAGS = {"serves_alcohol": "alcohol", "sharing_shop": "sharing_shop"}


class BadParticular(ValueError):
    """``name`` is not a particular of the kind, or its value cannot be one. ``code``: unknown, number, long, choice."""

    def __init__(self, name: str, code: str):
        super().__init__(f"{name}: {code}")
        self.name, self.code = name, code


def of_kind(kind: str) -> tuple[Particular, ...]:
    """The fields of a kind at any level; empty for one that has none of its own."""
    return _BY_KIND.get(kind[:2], ()) + _OF_ACCESS.get(kind[:2], _OF_ALL)


def checked(kind: str, typed: Mapping[str, object]) -> dict[str, object]:
    """The particulars as a record keeps them, without empty ones. Raises BadParticular."""
    known = {one.name: one for one in of_kind(kind)}
    kept: dict[str, object] = {}
    for name, value in typed.items():
        if name not in known:
            raise BadParticular(name, "unknown")
        if (read := _read(known[name], value)) not in (None, "", False, []):
            kept[name] = read
    return kept


def tags_with(tags: tuple[str, ...], kind: str, typed: Mapping[str, object]) -> tuple[str, ...]:
    """The tags of the offer, brought up to what was typed of them. A field that was not typed says
    nothing: a tag that a file brought along (a place that serves alcohol) never falls away by itself."""
    said = {
        TAGS[one.name]: bool(_read(one, typed[one.name]))
        for one in of_kind(kind)
        if one.name in TAGS and one.name in typed
    }
    kept = [tag for tag in tags if said.get(tag, True)]
    return tuple(dict.fromkeys([*kept, *(tag for tag, is_set in said.items() if is_set)]))


def with_tags(kind: str, kept: Mapping[str, object], tags: tuple[str, ...]) -> dict[str, object]:
    """The particulars as a form shows them: what only a tag says is ticked as well."""
    return dict(kept) | {one.name: True for one in of_kind(kind) if TAGS.get(one.name) in tags}


def _chosen(field: Particular, value: object) -> str | list[str] | None:
    """One option, or several in their order; raises BadParticular for what is none."""
    if field.input is Input.CHOICE:
        told = {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool | str) else value
        if told not in (None, "", *field.options):
            raise BadParticular(field.name, "choice")
        return str(told) if told else None
    several = [one for one in ([value] if isinstance(value, str) else value or []) if one]
    if not set(map(str, several)) <= set(field.options):
        raise BadParticular(field.name, "choice")
    return [one for one in field.options if one in several]


def _read(field: Particular, value: object) -> object:
    if field.input is Input.FLAG:
        return value in (True, "yes")
    if field.options:
        return _chosen(field, value)
    text = str(value if value is not None else "").strip()
    if field.input is Input.TEXT:
        if len(text) > LONGEST:
            raise BadParticular(field.name, "long")
        return text
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and int(text) <= LARGEST_NUMBER):
        raise BadParticular(field.name, "number")
    return int(text)
