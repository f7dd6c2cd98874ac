"""Frozen values as plain ones and back: what the child tells, held against its types when it arrives.

A dataclass is its fields by name without those that are as usual, a set a sorted list, a date its ISO text, a code its spelling.
What a file says freely (``Any``) may be as deep as JSON of a sane file is, and no deeper; a date in it
arrives as text.
"""

from collections.abc import Callable, Mapping
from dataclasses import Field, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from resmap.formats.sandbox.answer import Refusal

#: Objects inside objects of what a file says freely.
DEEPEST = 100
#: Whole numbers beyond this are no numbers that JSON hands on.
_LARGEST_NUMBER = 1 << 63


class NotPlain(ValueError):
    """A value that is not of its type: the child did not write it so."""


def to_plain(kind: Any, value: Any) -> Any:
    """The plain value of ``value``, which is a ``kind``. Raises Refusal (TOO_DEEP, NOT_A_NUMBER) where a file
    says freely what cannot be handed on."""
    return _writer(kind)(value)


def from_plain(kind: Any, value: Any) -> Any:
    """The inverse of :func:`to_plain`. Raises NotPlain."""
    return _reader(kind)(value)


# Writing


@cache
def _writer(kind: Any) -> Callable[[Any], Any]:
    if kind in (str, int, float, bool, NoneType):
        return _itself
    if kind is date:
        return date.isoformat
    if _is_open(kind):
        return _free
    inner = _inner(kind)
    if _is_union(kind):
        made = _writer(inner)
        return made if made is _itself else lambda value: None if value is None else made(value)
    if get_origin(kind) is tuple:
        made = _later(_writer, inner)
        return list if inner is str else lambda value: [made(one) for one in value]
    if get_origin(kind) is frozenset:
        made = _later(_writer, inner)
        return lambda value: sorted(map(made, value))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return lambda value: value.value
    if is_dataclass(kind):
        return _dataclass_writer(kind)
    raise TypeError(f"no plain form of {kind}")


def _dataclass_writer(kind: type) -> Callable[[Any], dict]:
    named: list[tuple[str, Any, Callable[[Any], Any]]] = []

    def write(value: Any) -> dict:
        if not named:  # late, for a class that holds itself
            named.extend((one.name, one.default, _writer(of)) for one, of in _fields(kind))
        return {
            name: one if made is _itself else made(one)
            for name, usual, made in named
            if (one := getattr(value, name)) is not usual
        }

    return write


def _free(value: Any, depth: int = 0) -> Any:
    if value is None or isinstance(value, str | bool | float):
        return value
    if isinstance(value, int):
        if not -_LARGEST_NUMBER <= value < _LARGEST_NUMBER:
            raise Refusal("NOT_A_NUMBER")
        return value
    if isinstance(value, date):
        return value.isoformat()
    if depth > DEEPEST:
        raise Refusal("TOO_DEEP")
    if isinstance(value, Mapping):
        return {str(name): _free(one, depth + 1) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_free(one, depth + 1) for one in value]
    raise TypeError(f"no plain form of a {type(value).__name__}")


# Reading


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    if kind in (str, int, bool, NoneType):
        return _exactly(kind)
    if kind is float:
        return _float
    if kind is date:
        return _date
    if _is_open(kind):
        return _exactly(dict) if kind is not Any else _itself
    inner = _inner(kind)
    if _is_union(kind):
        made = _reader(inner)
        return lambda value: None if value is None else made(value)
    if get_origin(kind) is tuple:
        return _many(tuple, _later(_reader, inner))
    if get_origin(kind) is frozenset:
        return _many(frozenset, _later(_reader, inner))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _code(kind)
    if is_dataclass(kind):
        return _dataclass_reader(kind)
    raise TypeError(f"no plain form of {kind}")


def _dataclass_reader(kind: type) -> Callable[[Any], Any]:
    named: dict[str, Callable[[Any], Any]] = {}

    def read(value: Any) -> Any:
        if not named:
            named.update((one.name, _reader(of)) for one, of in _fields(kind))
        if type(value) is not dict:
            raise NotPlain(kind.__name__)
        try:
            return kind(**{name: named[name](one) for name, one in value.items()})
        except (KeyError, TypeError):  # a field that it has not, or that is missing
            raise NotPlain(kind.__name__) from None

    return read


def _many(kind: type, made: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if type(value) is not list:
            raise NotPlain("list")
        return kind(map(made, value))

    return read


def _exactly(kind: type) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if type(value) is not kind:
            raise NotPlain(kind.__name__)
        return value

    return read


def _float(value: Any) -> float:
    if type(value) not in (int, float):
        raise NotPlain("float")
    return float(value)


def _date(value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise NotPlain("date") from None


def _code(kind: type[Enum]) -> Callable[[Any], Enum]:
    known = {one.value: one for one in kind}

    def read(value: Any) -> Enum:
        try:
            return known[value]
        except (KeyError, TypeError):
            raise NotPlain(kind.__name__) from None

    return read


# Types


def _later(make: Callable[[Any], Callable], kind: Any) -> Callable[[Any], Any]:
    """What ``make`` makes of ``kind``; looked for at its first use where it is a class, which may hold itself."""
    return (lambda value: make(kind)(value)) if is_dataclass(kind) else make(kind)


def _itself(value: Any) -> Any:
    return value


def _fields(kind: type) -> list[tuple[Field, Any]]:
    """(field, its type) of a dataclass."""
    hints = get_type_hints(kind)
    return [(one, hints[one.name]) for one in fields(kind) if one.init]


def _is_open(kind: Any) -> bool:
    """What a file says freely: Any, dict, Mapping[str, Any], Mapping[str, str]."""
    return kind in (Any, dict, object) or get_origin(kind) in (dict, Mapping)


def _is_union(kind: Any) -> bool:
    return get_origin(kind) in (Union, UnionType)


def _inner(kind: Any) -> Any:
    """The type of the parts of a tuple or set, or the one beside None."""
    parts = [one for one in get_args(kind) if one not in (NoneType, Ellipsis)]
    if len(parts) != 1 and (_is_union(kind) or get_origin(kind) in (tuple, frozenset)):
        raise TypeError(f"no plain form of {kind}")
    return parts[0] if parts else None
