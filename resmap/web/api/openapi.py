"""The OpenAPI 3.1 document of everything under ``/api/v1``, made from the declared operations."""

import re
from functools import cache
from typing import Any

from flask import current_app
from pydantic import TypeAdapter

import resmap
from resmap.flows import files
from resmap.web.api import models
from resmap.web.api.operations import OPERATIONS, ROOT, Operation
from resmap.web.api.problems import MEDIA, STATUS
from resmap.web.sessions import cookie_name

REFS = "#/components/schemas/"

DESCRIPTION = """What the pages of resmap offer, for programs: the same acts, the same rights, the same history.

Log in with `POST /api/v1/login`; the cookie it sets is the login. Unsafe methods need the header
`X-CSRFToken` (from `GET /api/v1/csrf`, the login or `GET /api/v1/me`) and, where the operation names
it, an `Idempotency-Key`: the same key again does nothing a second time. What people edit carries a
`revision`; it goes back with the change. Sentences come in the language of `Accept-Language` (ko, en),
else in that of the account. An address with an id that is not for you looks like one that does not exist.
"""

#: What each problem status means here.
MEANINGS = {
    400: "Not understood: KEY_NEEDED, CSRF, BAD_REQUEST",
    401: "LOGIN_NEEDED or LOGIN_ENDED; at the login LOGIN_REFUSED",
    403: "NOT_ALLOWED: the account's role lacks the right; recorded",
    404: "NOT_FOUND: no such thing, or not for this account",
    409: "LOST_UPDATE, KEY_REUSED, ALREADY_DONE, RULE_FORBIDS, TIE_EXISTS or REFUSED",
    413: "TOO_LARGE",
    415: "NOT_JSON: another Content-Type is needed",
    422: "INVALID with the path of each wrong field; RESIDENT_NUMBER; FILE_UNUSABLE",
    429: "TOO_MANY: wait as long as Retry-After says",
    503: "BUSY",
}

UPLOAD = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {
                    "file": {"type": "string", "contentMediaType": "application/octet-stream"},
                    "mapping": {
                        "type": "string",
                        "contentMediaType": "application/toml",
                        "description": "How its columns are to be read, for a file that is not known.",
                    },
                },
            }
        }
    },
}

_PLACE = re.compile(r"<(?:(\w+):)?(\w+)>")


def document() -> dict[str, Any]:
    """The document for the current app, whose settings decide the cookies' names."""
    schemas, of_answers, of_bodies = _schemas()
    paths: dict[str, dict[str, Any]] = {}
    for one in OPERATIONS:
        described = _operation(one, of_answers[one.name], of_bodies.get(one.name))
        paths.setdefault(ROOT + _PLACE.sub(r"{\2}", one.rule), {})[one.method.lower()] = described
    return {
        "openapi": "3.1.0",
        "info": {"title": "resmap", "version": resmap.__version__, "description": DESCRIPTION},
        "servers": [{"url": "/"}],
        "tags": [{"name": subject} for subject in dict.fromkeys(one.subject for one in OPERATIONS)],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": {_problem_name(status): _problem(status) for status in MEANINGS},
            "securitySchemes": _security_schemes(),
        },
    }


def _operation(one: Operation, answer: dict[str, Any], body: dict[str, Any] | None) -> dict[str, Any]:
    summary, _, more = one.text.partition("\n")
    described: dict[str, Any] = {
        "operationId": one.name,
        "tags": [one.subject],
        "summary": summary.rstrip("."),
        "description": f"{more.strip()}\n\n{_who(one)}".strip(),
        "security": _security(one),
        "responses": {
            str(one.status): {"description": _meaning(one), "content": {one.answer_media: {"schema": answer}}},
            **{str(status): {"$ref": f"#/components/responses/{_problem_name(status)}"} for status in _statuses(one)},
        },
        "x-permissions": sorted(one.access.permissions),
    }
    if parameters := [*_path_parameters(one), *_query_parameters(one), *_header_parameters(one)]:
        described["parameters"] = parameters
    if body is not None:
        described["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    if one.upload:
        described["requestBody"] = UPLOAD
    return described


def _who(one: Operation) -> str:
    if one.access.public:
        return "Permission: none, open to everybody."
    if not one.access.permissions:
        return "Permission: any login."
    return f"Permission: {' or '.join(f'`{right}`' for right in sorted(one.access.permissions))}."


def _security(one: Operation) -> list[dict[str, list]]:
    needed = {} if one.access.public else {"login": []}
    if one.unsafe:
        needed |= {"form": [], "csrf": []}
    return [needed] if needed else []


def _meaning(one: Operation) -> str:
    if one.status == 201:
        return "Kept; the same with the same key again"
    return "Done" if one.unsafe else "Answered"


def _statuses(one: Operation) -> list[int]:
    """Problems that this operation can have; the shell's own come with every address."""
    found = {503}
    if not one.access.public:
        found.add(401)
        # A refused right on an address with an id looks like an id that does not exist.
        found |= {404} if "<" in one.rule else {403} if one.access.permissions else set()
    if one.unsafe:
        found |= {400, 409}
    if one.body or one.upload:
        found |= {413, 415, 422}
    if one.body and not one.access.public:
        found.add(404)  # what the body names may not be there, or not for this account
    if one.query:
        found.add(422)
    if one.name == "log_in":
        found = (found | {401, 429}) - {409}
    return sorted(found)


def _path_parameters(one: Operation) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "string"} | ({"format": "uuid"} if kind == "uuid" else {}),
        }
        for kind, name in _PLACE.findall(one.rule)
    ]


def _query_parameters(one: Operation) -> list[dict[str, Any]]:
    if one.query is None:
        return []
    schema = one.query.model_json_schema()
    return [
        {
            "name": name,
            "in": "query",
            "required": name in schema.get("required", ()),
            "description": told.get("description", ""),
            "schema": _flat({key: value for key, value in told.items() if key != "description"}, schema),
        }
        for name, told in schema["properties"].items()
    ]


def _flat(told: Any, root: dict[str, Any]) -> Any:
    """The schema with what it refers to put in: a query has only small vocabularies."""
    if isinstance(told, list):
        return [_flat(one, root) for one in told]
    if not isinstance(told, dict):
        return told
    if "$ref" in told:
        return _flat(root["$defs"][told["$ref"].rsplit("/", 1)[1]], root)
    return {key: _flat(value, root) for key, value in told.items()}


def _header_parameters(one: Operation) -> list[dict[str, Any]]:
    if not one.keyed:
        return []
    return [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "required": True,
            "description": "A fresh one for each act; the same again only to repeat it.",
            "schema": {"type": "string", "minLength": 8, "maxLength": 100},
        }
    ]


def _problem_name(status: int) -> str:
    return f"Problem{status}"


def _problem(status: int) -> dict[str, Any]:
    return {"description": MEANINGS[status], "content": {MEDIA: {"schema": {"$ref": f"{REFS}Problem"}}}}


def _security_schemes() -> dict[str, Any]:
    return {
        "login": {"type": "apiKey", "in": "cookie", "name": cookie_name(), "description": "Set by the login."},
        "form": {
            "type": "apiKey",
            "in": "cookie",
            "name": current_app.config["SESSION_COOKIE_NAME"],
            "description": "Set together with a token; the two belong to each other.",
        },
        "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRFToken"},
    }


@cache
def _schemas() -> tuple[dict[str, Any], dict[str, dict], dict[str, dict]]:
    """(components, answers by operation, bodies by operation), from the types themselves."""
    asked: list[tuple[str, str, TypeAdapter]] = [("Problem", "serialization", TypeAdapter(models.Problem))]
    for one in OPERATIONS:
        asked.append((one.name, "serialization", TypeAdapter(one.answer)))
        if one.body is not None:
            asked.append((one.name, "validation", TypeAdapter(one.body)))
    found, definitions = TypeAdapter.json_schemas(asked, ref_template=REFS + "{model}")
    schemas = dict(definitions["$defs"])
    answers = {name: schema for (name, mode), schema in found.items() if mode == "serialization"}
    bodies = {name: schema for (name, mode), schema in found.items() if mode == "validation"}
    for one in OPERATIONS:
        if one.answer is models.MatchDocument:
            answers[one.name] = {"$ref": f"{REFS}MatchDocument"}
    schemas |= _published("match", "MatchDocument")
    schemas["Problem"]["properties"]["code"]["enum"] = list(STATUS)
    return dict(sorted(schemas.items())), answers, bodies


def _published(name: str, component: str) -> dict[str, Any]:
    """The published schema of a format, its own definitions made components."""
    schema = dict(files.schema_of(name))
    parts = schema.pop("$defs", {})
    for key in ("$schema", "$id"):
        schema.pop(key, None)

    def moved(value: Any) -> Any:
        if isinstance(value, list):
            return [moved(one) for one in value]
        if not isinstance(value, dict):
            return value
        told = {key: moved(inner) for key, inner in value.items()}
        if isinstance(told.get("$ref"), str):
            told["$ref"] = REFS + component + told["$ref"].rsplit("/", 1)[1].title()
        return told

    return {component: moved(schema)} | {component + part.title(): moved(told) for part, told in parts.items()}
