"""The measurement of doubles: its shape, its counting, and that the invented register is as described. No time is judged."""

import json

import pytest

from resmap.bench import dedupe as bench
from resmap.bench.dedupe_names import auc
from resmap.bench.dedupe_register import register
from resmap.bench.dedupe_sets import figures, invented, published
from resmap.cli import main
from resmap.dedupe import find_pairs


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> dict:
    return bench.measure(600, runs=2, data=tmp_path_factory.mktemp("nothing"), peer=False)


def test_the_figures_have_the_shape_of_the_contract(told):
    assert told["size"] == 600 and told["runs"] == 2
    side = told["resmap"]
    assert {"median_ms", "p99_ms", "build_s", "rss_mb", "precision", "recall", "f1"} <= side.keys()
    assert side["f1"].keys() == told["sets"].keys() == {"register_600"}
    assert told["names"] is None
    json.dumps(told)
    assert any("register_600" in line for line in bench.lines(told))


def test_the_peer_stands_beside_in_the_same_run(tmp_path):
    pytest.importorskip("splink")
    from resmap.bench.dedupe_splink import NAME

    told = bench.measure(1200, runs=1, data=tmp_path)
    assert set(told["peers"]) == set(told["ratios"]) == {NAME}
    assert told["peers"][NAME]["f1"].keys() == told["resmap"]["f1"].keys()
    assert told["peers"][NAME]["f1"]["register_1200"] > 0.7


def test_the_command_answers_with_one_json_document(tmp_path, capsys):
    pytest.importorskip("splink")
    assert main(["bench", "dedupe", "--size", "1200", "--runs", "1", "--data", str(tmp_path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["size"] == 1200


def test_published_sets_that_are_not_there_are_left_out(tmp_path):
    assert published(tmp_path) == []


def test_counting_pairs():
    truth = frozenset({("1", "2"), ("3", "4"), ("5", "6"), ("7", "8")})
    found = frozenset({("1", "2"), ("3", "4"), ("1", "3")})
    assert figures(found, truth) == {"precision": 0.66667, "recall": 0.5, "f1": 0.57143}
    assert figures(frozenset(), truth)["f1"] == 0.0


def test_the_area_under_the_curve_counts_ties_half():
    assert auc([3, 4], [1, 2]) == 1.0
    assert auc([1], [1]) == 0.5
    assert auc([1, 3], [2]) == 0.5


def test_the_same_seed_makes_the_same_register():
    assert register.__wrapped__(300, 7) == register.__wrapped__(300, 7)
    assert register.__wrapped__(300, 7) != register.__wrapped__(300, 8)


def test_the_register_has_its_doubles_and_its_look_alikes():
    town = register(3000, 3)
    keys = {record.key for record in town.records}
    assert len(keys) == len(town.records) >= 3000
    assert all(pair <= keys and len(pair) == 2 for pair in town.truth)
    assert 0.10 < len(town.truth) / len(town.records) < 0.25
    names = " ".join(record.name for record in town.records)
    for sign in ("(남)", "(여)", "제1", "제2", "2호점", "데이케어센터"):
        assert sign in names


@pytest.mark.parametrize("seed", [3, 4])
def test_doubles_of_the_register_are_found_and_look_alikes_are_not(seed):
    data = invented(2500, seed)
    found = frozenset((min(p.a, p.b), max(p.a, p.b)) for p in find_pairs(data.records) if p.propose)
    got = figures(found, data.truth)
    assert got["precision"] >= 0.97 and got["recall"] >= 0.93
