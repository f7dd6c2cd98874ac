"""Broken files: each refused with the path, the rule and the type, and never with the value."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resmap.formats.case import case_from
from resmap.formats.documents import LARGEST, MOST_PROBLEMS, parse_document, read_document
from resmap.formats.network import network_from
from resmap.formats.problems import FormatError
from resmap.words.terminal import problem_lines
from tests.formats.broken import BROKEN, GIFTWORD, RESIDENT, case, network, offer, put
from tests.support.worlds import worlds

READERS = {"network": network_from, "case": case_from}


def refusal(which: str, content: bytes) -> FormatError:
    with pytest.raises(FormatError) as caught:
        READERS[which](parse_document(content, "파일.json"), "파일.json")
    return caught.value


@pytest.mark.parametrize(("name", "which", "content", "rule", "path"), BROKEN, ids=[one[0] for one in BROKEN])
def test_a_broken_file_is_refused_by_path_and_rule_in_both_languages(name, which, content, rule, path):
    error = refusal(which, content)
    assert any(one.rule == rule and path in one.path for one in error.problems)
    for locale in ("ko", "en"):
        lines = list(problem_lines(error.what, error.problems, locale))
        assert "파일.json" in lines[0]
        told = [line for line in lines[1:] if rule in line]
        assert told and any(path in line or rule in ("EMPTY", "TOO_DEEP", "NOT_A_NUMBER") for line in told)
        for secret in (GIFTWORD, RESIDENT, "7318", "xxxx", "2026-02-30"):
            assert secret not in "\n".join(lines)


def test_every_rule_that_can_be_broken_has_its_own_sentence():
    from resmap.words import has

    assert len(BROKEN) > 40
    assert [rule for *_, rule, _ in BROKEN if not has(f"files.rule.{rule}")] == []


def test_all_problems_are_told_at_once_in_order_of_their_paths():
    def spoil(document):
        document["offers"][1]["kind"] = 3
        document["offers"][0]["places_left"] = -1
        document["today"] = "gestern"

    paths = [one.path for one in refusal("network", network(spoil)).problems]
    assert paths == ["$.offers[0].places_left", "$.offers[1].kind", "$.today"]


def test_a_flood_of_problems_is_cut():
    many = [{"id": "A"}] * 500
    assert len(refusal("network", network(put("offers", value=many))).problems) <= MOST_PROBLEMS + 10


def test_a_missing_file_a_folder_and_an_unreadable_name_are_told_apart(tmp_path):
    def rule(path):
        with pytest.raises(FormatError) as caught:
            read_document(path)
        return caught.value.problems[0].rule

    assert rule(tmp_path / "없음.json") == "NOT_FOUND"
    assert rule(tmp_path) == "NOT_A_FILE"
    assert rule(tmp_path / ("x" * 5000)) == "NOT_READABLE"


def test_a_file_too_large_is_refused_unread(tmp_path):
    path = tmp_path / "big.json"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(FormatError) as caught:
        read_document(path)
    assert [one.rule for one in caught.value.problems] == ["TOO_LARGE"]


def test_a_resident_number_in_the_name_of_a_file_is_not_repeated(tmp_path):
    with pytest.raises(FormatError) as caught:
        read_document(tmp_path / f"{RESIDENT}.json")
    assert caught.value.what == "….json"


# ------------------------------------------------------------------ never the value


_marks = st.text("qxzQXZ가나다", min_size=12, max_size=20)


@settings(max_examples=200)
@given(worlds(most=3), st.data(), _marks)
def test_no_message_ever_repeats_a_value(world, data, mark):
    """Some value of a good document is replaced by a mark, as a text, inside a list or as an object."""
    which = data.draw(st.sampled_from(("network", "case")))
    document = json.loads(json.dumps(getattr(world, f"{which}_document")))
    spots = list(_spots(document))
    where, key = data.draw(st.sampled_from(spots))
    where[key] = data.draw(st.sampled_from((mark, [mark], {"name": mark}, {"name": [{"x": mark}]})))
    try:
        READERS[which](document)
    except FormatError as error:
        said = "\n".join(line for locale in ("ko", "en") for line in problem_lines("f", error.problems, locale))
        assert mark not in said


def _spots(value):
    """Every place of a document at which a value could stand."""
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in steps:
        yield value, key
        yield from _spots(inner)


@settings(max_examples=200)
@given(st.sampled_from(("network", "case")), st.binary(min_size=1, max_size=8), st.data())
def test_bytes_that_were_changed_are_read_or_refused_and_never_crash(which, change, data):
    whole = network(lambda d: None) if which == "network" else case(lambda d: None)
    at = data.draw(st.integers(0, len(whole) - 1))
    try:
        READERS[which](parse_document(whole[:at] + change + whole[at + len(change) :], "f"))
    except FormatError as error:
        assert error.problems


@pytest.mark.parametrize("places", [1_000_000, 0])
def test_the_largest_number_that_is_allowed_is_understood(places):
    assert network_from(parse_document(offer("places_left", value=places), "f")).value.offers[1].places_left == places
