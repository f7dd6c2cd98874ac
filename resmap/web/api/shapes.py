"""From what a flow answers to JSON: one way for all frozen values, as their types say.

Dates become ISO text, codes of vocabularies their spelling, tuples arrays, dataclasses
objects with their fields; properties stay away, so that what goes is what the document tells.
"""

from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from flask import Response
from pydantic import BaseModel, TypeAdapter


@cache
def adapter(shape: Any) -> TypeAdapter:
    """The reader and writer of a type, made when it is first needed."""
    return TypeAdapter(shape)


def to_json(shape: Any, value: Any) -> bytes:
    """``value`` as JSON (UTF-8), told as ``shape``."""
    return adapter(shape).dump_json(value)


def reply(shape: Any, value: Any, status: int = 200, media: str = "application/json") -> Response:
    return Response(to_json(shape, value), status, mimetype=media)


def dataclasses_in(shape: Any, seen: set | None = None) -> set[type]:
    """Every dataclass that an answer of this type can hold, however deep."""
    seen = set() if seen is None else seen
    if get_origin(shape) is not None or isinstance(shape, UnionType) or get_origin(shape) is Union:
        for part in get_args(shape):
            dataclasses_in(part, seen)
    elif isinstance(shape, type) and issubclass(shape, BaseModel):
        for field in shape.model_fields.values():
            dataclasses_in(field.annotation, seen)
    elif is_dataclass(shape) and shape not in seen:
        seen.add(shape)
        hints = get_type_hints(shape)
        for field in fields(shape):
            dataclasses_in(hints[field.name], seen)
    return seen
