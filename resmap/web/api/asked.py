"""What a request brings, checked against its model: the wrong place is told, never the wrong value."""

import re
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

from flask import request
from pydantic import BaseModel, ValidationError

from resmap.web.api.problems import ProblemFound

Model = TypeVar("Model", bound=BaseModel)

#: Names that may be repeated in an answer: the rest might be anything somebody pasted.
_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,39}")

_TYPES = {dict: "object", list: "array", str: "string", bool: "boolean", int: "number", float: "number"}


def read_body(model: type[Model]) -> Model:
    """The JSON of the request; raises ProblemFound with the path of each wrong field."""
    if request.mimetype != "application/json":
        raise ProblemFound("NOT_JSON")
    try:
        return model.model_validate_json(request.get_data(), strict=True)
    except ValidationError as error:
        raise ProblemFound("INVALID", errors=_errors(error, "$")) from None


def read_query(model: type[Model]) -> Model:
    """The query of the address; raises ProblemFound with the name of each wrong part."""
    listed = {name for name, field in model.model_fields.items() if _is_list(field.annotation)}
    given = {name: request.args.getlist(name) if name in listed else request.args[name] for name in request.args}
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise ProblemFound("INVALID", errors=_errors(error, "?")) from None


def plain_name(name: object) -> str:
    """The name if it is an ordinary one, else ``*``."""
    return str(name) if _PLAIN_NAME.fullmatch(str(name)) else "*"


def _errors(error: ValidationError, root: str) -> list[dict[str, str]]:
    """Path, rule and found type of each; the messages of pydantic would repeat values."""
    return [
        {
            "path": _path(one["loc"], root),
            "rule": one["type"].upper(),
            "found": "" if one["type"] in ("missing", "json_invalid") else _TYPES.get(type(one["input"]), "null"),
        }
        for one in error.errors(include_url=False, include_context=False)
    ]


def _path(steps: tuple[int | str, ...], root: str) -> str:
    """A JSON path: ``$.fields.task``; for the query ``?offer[1]``."""
    told = "".join(f"[{step}]" if isinstance(step, int) else f".{plain_name(step)}" for step in steps)
    return root + (told.removeprefix(".") if root == "?" else told)


def _is_list(annotation: Any) -> bool:
    if get_origin(annotation) in (Union, UnionType):
        return any(map(_is_list, get_args(annotation)))
    return get_origin(annotation) in (list, tuple)
