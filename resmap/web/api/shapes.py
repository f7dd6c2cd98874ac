"""From what a flow answers to JSON: one way for all frozen values, as their types say.

Dates become ISO text, codes of vocabularies their spelling, tuples arrays, dataclasses
objects with their fields; properties stay away, so that what goes is what the document tells.
"""

from functools import cache
from typing import Any

from flask import Response
from pydantic import TypeAdapter


@cache
def adapter(shape: Any) -> TypeAdapter:
    """The reader and writer of a type, made when it is first needed."""
    return TypeAdapter(shape)


def to_json(shape: Any, value: Any) -> bytes:
    """``value`` as JSON (UTF-8), told as ``shape``."""
    return adapter(shape).dump_json(value)


def reply(shape: Any, value: Any, status: int = 200, media: str = "application/json") -> Response:
    return Response(to_json(shape, value), status, mimetype=media)
