"""The measurement of proposed needs: a stated split, only programmes whose themes are given, figures that add up."""

import json

import pytest

from resmap.bench import proposing
from resmap.domain import taxonomy


@pytest.fixture
def catalogue(tmp_path):
    names = {"월세지원": "주거", "의료비지원": "신체건강", "취업지원": "일자리", "장학금": "교육"}
    listed = [
        {"id": f"P{n}{name}", "name": f"가온 {name} {n}", "themes": [theme], "benefit": f"{name}합니다", "agency": "가온부", "ministry": "가온부"}
        for n in range(8)
        for name, theme in names.items()
    ]
    listed += [{**listed[0], "id": "blank", "themes": []}, {**listed[0], "id": "local", "ministry": None}]
    path = tmp_path / "catalogue.json"
    path.write_text(json.dumps(listed), "utf-8")
    return path


def test_only_central_programmes_with_themes_are_touched(catalogue):
    assert {one.id for one in proposing.load(catalogue)}.isdisjoint({"blank", "local"})


def test_figures_of_easy_programmes_are_perfect_and_the_halves_add_up(catalogue):
    found = proposing.measure(catalogue)
    assert found["design"] + found["held_out"] == found["programmes"] == 32
    assert found["held_out_figures"]["resmap"]["macro_f1"] == 1.0
    assert {"naive Bayes over bigrams", "nearest neighbour over bigrams"} <= found["held_out_figures"].keys()
    assert sum(band["n"] for band in found["bands_held_out"]) >= found["held_out"]


def test_every_need_code_stands_for_a_theme():
    assert all(proposing.themes_of(need.code) for need in taxonomy.all_needs())
