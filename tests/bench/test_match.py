"""The measurement of the match: its shape, and that product and peer give the same answers. No time is judged."""

import json

import pytest

from resmap.bench import match as bench
from resmap.bench.clients import clients
from resmap.bench.clock import summary
from resmap.bench.plain_walk import NAME, PlainWalk
from resmap.bench.town import KINDS, SHARES, ground, town
from resmap.cli import main
from resmap.domain.codes import AreaLevel


@pytest.fixture(scope="module")
def figures() -> dict:
    return bench.measure(300, runs=12)


def test_the_figures_have_the_shape_of_the_contract(figures):
    assert figures["size"] == 300
    assert figures["runs"] == 12
    assert set(figures["peers"]) == set(figures["ratios"]) == {NAME}
    for side in (figures["resmap"], *figures["peers"].values()):
        assert {"median_ms", "p99_ms", "build_s", "rss_mb"} <= side.keys()
        assert 0 < side["median_ms"] <= side["p99_ms"]
    assert figures["ratios"][NAME] > 0
    json.dumps(figures)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_product_and_plain_walk_give_the_same_answers(seed):
    assert bench.measure(400, seed=seed, runs=15)["agree"] is True


def test_a_peer_that_answers_otherwise_is_seen(monkeypatch):
    monkeypatch.setattr(PlainWalk, "match", lambda self, case, top: {})
    assert bench.measure(50, runs=2)["agree"] is False


def test_a_rule_that_only_the_peer_forgets_is_seen(monkeypatch):
    monkeypatch.setattr("resmap.bench.plain_walk._Visit._in_area", lambda self, offer: True)
    assert bench.measure(1500, runs=15)["agree"] is False


def test_the_same_seed_makes_the_same_town_and_the_same_clients():
    one, other = town(120, seed=7), town(120, seed=7)
    assert (one.offers, one.ties) == (other.offers, other.ties)
    assert clients(one, 5, seed=7) == clients(other, 5, seed=7)
    assert town(120, seed=8).offers != one.offers


def test_the_town_is_as_described():
    network = town(4000)
    size = len(network.offers)
    assert len({offer.id for offer in network.offers}) == size == 4000
    for what, share in SHARES.items():
        of_it = sum(offer.name.startswith(what) for offer in network.offers)
        assert of_it / size == pytest.approx(share, abs=0.03)
    agencies = [offer for offer in network.offers if offer.kind in KINDS["agency"]]
    assert all(len(offer.needs) == 3 for offer in agencies)
    assert sum(len(offer.needs) for offer in network.offers) / size == pytest.approx(1.9, abs=0.15)
    placed = [o for o in network.offers if not o.is_benefit and not o.location_secret]
    assert sum(o.place.point is None for o in placed) / len(placed) == pytest.approx(0.10, abs=0.02)
    assert 3 <= len(network.ties) / size <= 8
    neighbours = [offer for offer in network.offers if offer.name.startswith("neighbour")]
    assert all(offer.area.level is AreaLevel.DONG for offer in neighbours)
    assert all(offer.place.point is None for offer in network.offers if offer.location_secret)
    assert ground(20_000).dongs > ground(1_000).dongs > 1


def test_the_town_exercises_every_kind_of_answer():
    """Nothing is measured that never happens: each place and each gate has its offers."""
    network = town(3000)
    walk = PlainWalk(network)
    answers = [one for case in clients(network, 20) for one in walk.match(case, 20).values()]
    for place in ("suggestions", "existing", "information_only", "blocked_consent", "excluded"):
        assert any(one[place] for one in answers), place
    closed = {code for one in answers for codes in one["excluded"].values() for code in codes}
    assert closed >= {
        "AGE", "SEX", "INCOME", "REQUIRES", "EXCLUDES", "AREA", "CAPACITY", "CLOSED", "SERVED", "DUP",
        "REFUSED", "CONFLICT", "VET", "SAFETY", "STALE",
    }  # fmt: skip
    lines = {(line[0], line[1]) for one in answers for lines in one["lines"] for line in lines}
    assert {("road_of_trust", "for"), ("reciprocity", "for"), ("linked_needs", "for")} <= lines


def test_median_and_percentile():
    assert summary([0.001, 0.002, 0.010]) == {"median_ms": 2.0, "p99_ms": 10.0}
    assert summary([0.001] * 199 + [0.5]) == {"median_ms": 1.0, "p99_ms": 1.0}
    assert summary([0.001, 0.003]) == {"median_ms": 2.0, "p99_ms": 3.0}


def test_the_command_prints_one_json_document(capsys):
    assert main(["bench", "match", "--size", "60", "--runs", "40", "--json"]) == 0
    out = capsys.readouterr().out
    told = json.loads(out)
    assert told["size"] == 60 and told["runs"] == 40 and told["agree"] is True


def test_the_command_prints_for_a_reader(capsys):
    assert main(["bench", "match", "--size", "60", "--runs", "40"]) == 0
    out = capsys.readouterr().out
    assert NAME in out and "same answers" in out


@pytest.mark.parametrize("size", ["0", "-5", "many", "1000001"])
def test_a_size_that_cannot_be_measured_is_wrong_use(size, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["bench", "match", "--size", size])
    assert stopped.value.code == 2
    assert "--size" in capsys.readouterr().err
