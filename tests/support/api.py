"""A program that uses the API: keeps cookies and token, and holds every answer against the document."""

import json
import re
import urllib.error
import urllib.request
from dataclasses import dataclass, fields, is_dataclass
from functools import cached_property
from http.cookiejar import CookieJar
from itertools import count
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from jsonschema import Draft202012Validator
from pydantic import BaseModel

ROOT = "/api/v1"


@dataclass
class Answer:
    """An answer as it came."""

    status: int
    headers: dict
    raw: bytes

    @cached_property
    def json(self):
        return json.loads(self.raw)

    @property
    def code(self) -> str:
        return self.json["code"]

    @property
    def media(self) -> str:
        return self.headers["Content-Type"].partition(";")[0]


def over_flask(app):
    """Requests handed to the app without a network."""
    client = app.test_client()

    def send(method: str, path: str, headers: dict, body: bytes | None) -> Answer:
        got = client.open(path, method=method, headers=headers, data=body)
        return Answer(got.status_code, dict(got.headers), got.data)

    send.client = client
    return send


def over_http(address: str):
    """Requests over a socket, with Python's own client."""
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(CookieJar())
    )

    def send(method: str, path: str, headers: dict, body: bytes | None) -> Answer:
        asked = urllib.request.Request(address + path, body, headers, method=method)
        try:
            with opener.open(asked, timeout=30) as got:
                return Answer(got.status, dict(got.headers), got.read())
        except urllib.error.HTTPError as refused:
            with refused:
                return Answer(refused.code, dict(refused.headers), refused.read())

    return send


class Caller:
    """``caller("POST", "/cases/…/answers", {…})``. A fresh key for each act unless one is given."""

    _keys = count(1)

    def __init__(self, send):
        self.send, self.csrf = send, ""
        self.document = send("GET", f"{ROOT}/openapi.json", {}, None).json

    def __call__(self, method: str, path: str, body=None, *, key: str | None = None, **headers: str) -> Answer:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if method != "GET":
            given = {"X-CSRFToken": self.csrf, "Idempotency-Key": key or f"key-{next(self._keys):08}"} | given
        raw = body
        if body is not None and not isinstance(body, bytes):
            raw = json.dumps(body).encode()
            given.setdefault("Content-Type", "application/json")
        answer = self.send(method, ROOT + path, given, raw)
        self.hold(method, path, answer)
        return answer

    def get(self, path: str, **headers: str) -> Answer:
        return self("GET", path, **headers)

    def login(self, name: str, password: str) -> Answer:
        self.csrf = self.get("/csrf").json["csrf"]
        answer = self("POST", "/login", {"name": name, "password": password})
        if answer.status == 200:
            self.csrf = answer.json["csrf"]
        return answer

    def hold(self, method: str, path: str, answer: Answer) -> None:
        """Raise AssertionError unless the document tells of this status, media type and shape."""
        told = self._operation(method, ROOT + path.partition("?")[0])["responses"]
        assert str(answer.status) in told, (method, path, answer.status, answer.raw[:500])
        response = told[str(answer.status)]
        if "$ref" in response:
            response = self.document["components"]["responses"][response["$ref"].rsplit("/", 1)[1]]
        assert answer.media in response["content"], (method, path, answer.media)
        schema = response["content"][answer.media]["schema"]
        if not answer.media.endswith("json"):  # a file: told as bytes, and no JSON to hold against a shape
            assert schema == {"type": "string", "format": "binary"}, (method, path, schema)
            return
        rules = Draft202012Validator(schema | {"components": self.document["components"]})
        wrong = [f"{one.json_path}: {one.message[:200]}" for one in rules.iter_errors(answer.json)]
        assert not wrong, (method, path, wrong[:5])

    def _operation(self, method: str, path: str) -> dict:
        for template, operations in sorted(self.document["paths"].items(), key=lambda one: one[0].count("{")):
            if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", re.escape(template).replace(r"\{", "{").replace(r"\}", "}")), path):
                return operations[method.lower()]
        raise AssertionError(f"the document has no {path}")


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
