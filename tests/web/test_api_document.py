"""The API's description of itself: valid, complete, and the same as what is served."""

import json
import re
from dataclasses import fields
from typing import get_type_hints

import pytest
from flask import Response
from jsonschema import Draft202012Validator

from resmap import words
from resmap.domain.permissions import Permission
from resmap.web.api.operations import OPERATIONS, ROOT
from resmap.web.api.problems import CODES, STATUS
from resmap.web.routes import access_of
from tests.support.api import dataclasses_in

#: Operations that keep something without a key, and what guards them instead.
WITHOUT_KEY = {
    "log_in": "every login is a new one",
    "log_out": "a second one changes nothing",
    "change_tie": "the revision",
    "end_tie": "the revision",
}

#: What OpenAPI 3.1 asks of a document, as far as its structure says it.
STRUCTURE = {
    "type": "object",
    "required": ["openapi", "info", "paths", "components"],
    "properties": {
        "openapi": {"pattern": r"^3\.1\.\d+$"},
        "info": {"type": "object", "required": ["title", "version"]},
        "servers": {"type": "array", "items": {"type": "object", "required": ["url"]}},
        "tags": {"type": "array", "items": {"type": "object", "required": ["name"]}},
        "paths": {
            "type": "object",
            "propertyNames": {"pattern": "^/"},
            "additionalProperties": {
                "type": "object",
                "propertyNames": {"enum": ["get", "put", "post", "delete", "patch"]},
                "additionalProperties": {"$ref": "#/$defs/operation"},
            },
        },
        "components": {
            "type": "object",
            "propertyNames": {"enum": ["schemas", "responses", "securitySchemes"]},
            "additionalProperties": {"type": "object", "propertyNames": {"pattern": r"^[a-zA-Z0-9._-]+$"}},
            "properties": {
                "responses": {"additionalProperties": {"$ref": "#/$defs/response"}},
                "securitySchemes": {
                    "minProperties": 1,
                    "additionalProperties": {
                        "type": "object",
                        "required": ["type", "in", "name"],
                        "properties": {"type": {"const": "apiKey"}, "in": {"enum": ["cookie", "header"]}},
                    },
                },
            },
        },
    },
    "$defs": {
        "operation": {
            "type": "object",
            "required": ["operationId", "summary", "description", "responses", "security", "tags"],
            "properties": {
                "summary": {"type": "string", "minLength": 5},
                "parameters": {"type": "array", "items": {"$ref": "#/$defs/parameter"}},
                "requestBody": {"type": "object", "required": ["content"]},
                "responses": {
                    "type": "object",
                    "minProperties": 1,
                    "propertyNames": {"pattern": "^[1-5][0-9][0-9]$"},
                    "additionalProperties": {
                        "anyOf": [{"type": "object", "required": ["$ref"]}, {"$ref": "#/$defs/response"}]
                    },
                },
            },
        },
        "parameter": {
            "type": "object",
            "required": ["name", "in", "schema"],
            "properties": {"in": {"enum": ["path", "query", "header"]}},
            "if": {"properties": {"in": {"const": "path"}}},
            "then": {"required": ["required"], "properties": {"required": {"const": True}}},
        },
        "response": {
            "type": "object",
            "required": ["description", "content"],
            "properties": {
                "description": {"type": "string", "minLength": 1},
                "content": {"additionalProperties": {"type": "object", "required": ["schema"]}},
            },
        },
    },
}


@pytest.fixture
def document(arrive):
    answer = arrive().get(f"{ROOT}/openapi.json")
    assert answer.status_code == 200 and answer.mimetype == "application/json"
    return answer.json


def _operations(document):
    for path, operations in document["paths"].items():
        for method, one in operations.items():
            yield path, method, one


def _walk(value):
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _walk(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _walk(inner)


def test_the_document_is_built_as_openapi_3_1_asks(document):
    wrong = [f"{one.json_path}: {one.message[:200]}" for one in Draft202012Validator(STRUCTURE).iter_errors(document)]
    assert not wrong


def test_every_schema_in_it_is_a_json_schema_of_2020_12(document):
    schemas = [*document["components"]["schemas"].values()]
    schemas += [each["schema"] for each in _walk(document["paths"]) if isinstance(each.get("schema"), dict)]
    assert len(schemas) > 100
    for schema in schemas:
        Draft202012Validator.check_schema(schema)


def test_every_reference_leads_to_a_component_and_every_component_is_used(document):
    referred = {each["$ref"] for each in _walk(document) if isinstance(each.get("$ref"), str)}
    known = {
        f"#/components/{kind}/{name}"
        for kind in ("schemas", "responses")
        for name in document["components"][kind]
    }
    assert referred == known


def test_what_is_served_and_what_is_described_are_the_same(app, document):
    served = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(f"{ROOT}/")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert served == {(path, method) for path, method, _ in _operations(document)}


def test_names_of_operations_are_unique_and_paths_declare_their_ids(document):
    names = [one["operationId"] for _, _, one in _operations(document)]
    assert len(names) == len(set(names))
    for path, _, one in _operations(document):
        declared = {each["name"] for each in one.get("parameters", ()) if each["in"] == "path"}
        assert declared == set(re.findall(r"\{(\w+)\}", path))


def test_each_operation_names_the_permission_that_its_route_asks_for(app, document):
    told = {one["operationId"]: one for _, _, one in _operations(document)}
    for one in OPERATIONS:
        access = access_of(app, f"api.{one.name}")
        described = told[one.name]
        assert set(described["x-permissions"]) == set(access.permissions)
        for permission in Permission:
            is_named = f"`{permission}`" in described["description"].rpartition("Permission: ")[2]
            assert is_named == (permission in access.permissions), one.name
        assert bool(described["security"] and "login" in described["security"][0]) != access.public


def test_whatever_keeps_something_needs_a_token_and_a_key(document):
    schemes = document["components"]["securitySchemes"]
    for _, method, one in _operations(document):
        needed = set().union(*one["security"])
        assert needed <= set(schemes)
        headers = {each["name"] for each in one.get("parameters", ()) if each["in"] == "header"}
        if method == "get":
            assert "csrf" not in needed and not headers
        else:
            assert {"csrf", "form"} <= needed
            assert headers == (set() if one["operationId"] in WITHOUT_KEY else {"Idempotency-Key"})


def test_what_is_guarded_by_a_revision_instead_of_a_key_asks_for_it():
    for one in OPERATIONS:
        if one.name in WITHOUT_KEY and WITHOUT_KEY[one.name] == "the revision":
            assert "revision" in (one.body or one.query).model_fields


def test_the_cookie_in_the_document_is_the_one_that_is_set(database, settings):
    from resmap.web.app import create_app

    for secure, name in ((False, "resmap_login"), (True, "__Host-resmap_login")):
        settings.secure_cookies = secure
        told = create_app(database, settings).test_client().get(f"{ROOT}/openapi.json").json
        assert told["components"]["securitySchemes"]["login"]["name"] == name


def test_the_document_names_no_outside_address(document):
    assert not re.search(r"https?:", json.dumps(document))


def test_every_problem_has_its_sentence_and_every_sentence_its_problem():
    assert set(CODES.values()) <= set(STATUS)
    said = {key.removeprefix("api.problem.") for key in words.entries() if key.startswith("api.problem.")}
    assert said == set(STATUS)


def test_no_answer_holds_a_field_that_its_class_hides():
    """A flow's value is told as it is: one with a hidden field must not be an answer."""
    told = set().union(*(dataclasses_in(one.answer) for one in OPERATIONS))
    assert len(told) > 30
    for cls in told:
        for field in fields(cls):
            assert field.repr and not field.name.startswith("_"), f"{cls.__name__}.{field.name}"
            assert field.name not in {"token", "password", "password_hash", "private_phone"}, cls.__name__


def test_the_manual_names_every_operation_and_every_problem_and_no_other():
    from tests.house.rooms import ROOT as CHECKOUT

    manual = (CHECKOUT / "docs" / "api.md").read_text("utf-8")
    rows = [line for line in manual.partition("## What there is")[2].splitlines() if line.startswith("| ")]
    listed = re.findall(r"`((?:GET|POST|PUT|PATCH|DELETE) /\S+)`", "\n".join(rows))
    served = [one.method + " " + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", one.rule) for one in OPERATIONS]
    assert sorted(listed) == sorted(served)
    problems = manual.partition("## Problems")[2].partition("\n## ")[0]
    assert set(re.findall(r"`([A-Z_]{4,})`", problems)) == set(STATUS)


def test_what_an_operation_takes_and_answers_is_what_its_signature_says(app):
    """The document is made from it: declared once, it cannot say two things."""
    for one in OPERATIONS:
        said = get_type_hints(app.view_functions[f"api.{one.name}"].__wrapped__)
        assert (one.query, one.body) == (said.get("query"), said.get("body")), one.name
        assert said.get("return") in (one.answer, Response), one.name
