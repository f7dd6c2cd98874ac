"""Doubles on published pairs with truth: the marks of issue 3, and what is never proposed. Truth only counts."""

import csv
import io

import pytest

from resmap.bench.dedupe import Product
from resmap.bench.dedupe_sets import figures, published
from resmap.dedupe import Record, find_pairs
from resmap.domain.cleaning.names import parts_of

MARKS = {
    "fodors_zagat": 0.98, "febrl1": 0.99, "febrl2": 0.99, "febrl3": 0.99, "febrl4": 0.998, "korean_pair": 0.99,
}  # fmt: skip


@pytest.fixture(scope="module")
def sets(shared):
    return {each.name: each for each in published(shared / "data")}


@pytest.mark.parametrize("name", MARKS)
def test_the_mark_of_a_published_set_is_reached(sets, name):
    data = sets[name]
    assert figures(Product(data).find(), data.truth)["f1"] >= MARKS[name]


def test_senior_centres_of_men_and_of_women_are_never_proposed(shared):
    raw = (shared / "data/ko_facilities/seoul_gyeongrodang_2020.csv").read_bytes()
    rows = list(csv.DictReader(io.StringIO(raw.decode("cp949", errors="replace"))))
    records = [Record(row["scID"], row["scName"] or "", "경로당", None, f"서울특별시 {row['scAddress']}") for row in rows]
    by = {record.key: parts_of(record.name) for record in records}
    for pair in find_pairs(records):
        a, b = by[pair.a].qualifier, by[pair.b].qualifier
        assert not ({"남", "여"} <= {*a, *b} and set(a) & {"남", "여"} != set(b) & {"남", "여"})
        assert not (by[pair.a].number and by[pair.b].number) or set(by[pair.a].number) & set(by[pair.b].number)
