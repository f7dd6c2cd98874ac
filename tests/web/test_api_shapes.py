"""From values to JSON and from requests to models: one way each."""

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from resmap.flows.mapping import DongShape
from resmap.web.api import models, models_geojson
from resmap.web.api.asked import plain_name, read_body, read_query
from resmap.web.api.maps import outlines
from resmap.web.api.operations import OPERATIONS
from resmap.web.api.problems import ProblemFound, problem_of
from resmap.web.api.shapes import to_json
from tests.support.api import dataclasses_in


class Colour(StrEnum):
    GREEN = "green"


@dataclass(frozen=True, slots=True)
class Leaf:
    on: date
    colour: Colour
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tree:
    name: str
    leaves: tuple[Leaf, ...]
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def secret(self) -> str:
        return "never told"


def test_dates_are_iso_codes_their_spelling_tuples_arrays_and_properties_stay_away():
    tree = Tree("느티나무", (Leaf(date(2026, 11, 2), Colour.GREEN, datetime(2026, 11, 2, 1, tzinfo=UTC)),), {"a": 1})
    assert json.loads(to_json(Tree, tree)) == {
        "name": "느티나무",
        "leaves": [{"on": "2026-11-02", "colour": "green", "at": "2026-11-02T01:00:00Z"}],
        "counts": {"a": 1},
    }


def test_every_dataclass_of_an_answer_is_found_however_deep():
    assert dataclasses_in(dict[str, list[Tree] | None]) == {Tree, Leaf}


def test_geojson_writes_the_longitude_first():
    ring = ((37.5, 127.0), (37.5, 127.1), (37.6, 127.1), (37.5, 127.0))
    told = json.loads(to_json(models_geojson.DongCollection, outlines([DongShape("능동", None, ((ring,),), None, True)])))
    assert told["features"][0]["geometry"]["coordinates"][0][0][0] == [127.0, 37.5]


#: Only for its requests.
REQUESTS = Flask("resmap.web", static_folder=None)


@pytest.fixture
def app():
    return REQUESTS


def refusal(app, read, model, *, address="/", **request) -> dict:
    with app.test_request_context(address, **request):
        with pytest.raises(ProblemFound) as found:
            read(model)
        return problem_of(found.value).json


@pytest.mark.parametrize(
    ("body", "path", "rule"),
    [
        ({"offer": "o", "answer": "accept"}, "$.need", "MISSING"),
        ({"need": "n", "offer": "o", "answer": "maybe"}, "$.answer", "ENUM"),
        ({"need": 7, "offer": "o", "answer": "later"}, "$.need", "STRING_TYPE"),
        ({"need": "n", "offer": "o", "answer": "later", "score": 1}, "$.score", "EXTRA_FORBIDDEN"),
        ({"need": "n", "offer": "o", "answer": "later", "why": "\0"}, "$.why", "STRING_PATTERN_MISMATCH"),
        ([], "$", "MODEL_TYPE"),
    ],
)
def test_a_wrong_field_is_told_with_its_path_and_rule(app, body, path, rule):
    told = refusal(app, read_body, models.AnswerAsked, method="POST", json=body)
    assert told["status"] == 422 and told["code"] == "INVALID"
    assert (path, rule) in {(one["path"], one["rule"]) for one in told["errors"]}


def test_a_body_that_is_no_json_is_told_apart_from_one_of_another_type(app):
    broken = refusal(app, read_body, models.AnswerAsked, method="POST", data=b"{", content_type="application/json")
    assert broken["errors"] == [{"path": "$", "rule": "JSON_INVALID", "found": ""}]
    form = refusal(app, read_body, models.AnswerAsked, method="POST", data={"need": "n"})
    assert form["status"] == 415


def test_a_revision_is_a_number_and_not_a_text(app):
    body = {"fields": {}, "revision": "1"}
    told = refusal(app, read_body, models.LetterAsked, method="POST", json=body)
    assert told["errors"] == [{"path": "$.revision", "rule": "INT_TYPE", "found": "string"}]


def test_a_wrong_part_of_the_query_is_told_by_name(app):
    told = refusal(app, read_query, models.ComparisonQuery, address="/?need=n&offer=a&offer=%20&more=1")
    assert {one["path"] for one in told["errors"]} == {"?offer[1]", "?more"}


def test_lists_of_the_query_are_repeated_names(app):
    with app.test_request_context("/?need=n&offer=a&offer=b"):
        assert read_query(models.ComparisonQuery).offer == ["a", "b"]
    with app.test_request_context("/?need=x"):
        assert read_query(models.TogetherQuery).need == ["x"]


MARK = "김비밀 010-1234"
BODIES = sorted({one.body for one in OPERATIONS if one.body}, key=lambda one: one.__name__)

values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats(allow_nan=False) | st.just(MARK) | st.just(MARK * 500),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "id", MARK]), inner, max_size=3),
    max_leaves=6,
)


@given(st.data())
def test_a_problem_never_repeats_what_was_sent(data):
    """Whatever is wrong: neither a value nor a name that is no ordinary one comes back."""
    model = data.draw(st.sampled_from(BODIES))
    names = st.sampled_from([*model.model_fields, MARK])
    body = data.draw(st.dictionaries(names, values))
    with REQUESTS.test_request_context("/", method="POST", json=body):
        try:
            read_body(model)
        except ProblemFound as found:
            told = problem_of(found).get_data(as_text=True)
            assert MARK not in json.dumps(json.loads(told), ensure_ascii=False)


def test_only_ordinary_names_come_back():
    assert plain_name("safe_contact") == "safe_contact"
    assert plain_name("김비밀") == plain_name("800101-1234567") == plain_name("a" * 41) == "*"
