"""Points: judged by themselves, by their neighbours, by their address and by their gu."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.cleaning.addresses import read_parts
from resmap.domain.cleaning.coordinates import PointColumn
from resmap.domain.cleaning.places import Places
from resmap.words import has

GU = ("서울특별시", "은하구")


def judged(cells, addresses=None, places=None, gu=GU):
    column = PointColumn()
    for row, (lat, lon) in enumerate(cells, 2):
        address = read_parts(addresses[row - 2]) if addresses else None
        column.add(row, lat, lon, address, *gu)
    verdicts = column.judge(places) if places else column.judge()
    return [verdicts.of(row) for row in range(2, len(cells) + 2)], verdicts


def codes(verdict):
    return [note.code for note in verdict.notes]


@pytest.mark.parametrize(
    ("lat", "lon", "point", "proposed", "code"),
    [
        ("37.53851", "127.08233", (37.53851, 127.08233), None, None),
        ("３７．５３８５１", "127.08233", (37.53851, 127.08233), None, None),
        ("37,53851", "127,08233", (37.53851, 127.08233), None, None),
        ("37°32'18.6\"N", "127°04'56.4\"E", (37.53850, 127.08233), None, None),
        ("", "", None, None, "COORDINATE_MISSING"),
        ("37.5", "", None, None, "COORDINATE_HALF"),
        ("0", "0.0", None, None, "COORDINATE_ZERO"),
        ("127.08233", "37.53851", None, (37.53851, 127.08233), "COORDINATE_SWAPPED"),
        ("3753851", "12708233", None, (37.53851, 127.08233), "COORDINATE_POINT_LOST"),
        ("35.68", "139.76", None, None, "COORDINATE_OUT_OF_AREA"),
        ("207289.12", "448512.33", None, (207289.12, 448512.33), "COORDINATE_PROJECTED"),
        ("북쪽", "동쪽", None, None, "COORDINATE_NOT_READ"),
        ("37.54", "127.08", (37.54, 127.08), None, "COORDINATE_COARSE"),
        ("nan", "inf", None, None, "COORDINATE_NOT_READ"),
    ],
)
def test_a_point_by_itself(lat, lon, point, proposed, code):
    (verdict,), _ = judged([(lat, lon)])
    assert (codes(verdict) or [None])[0] == code
    assert verdict.point == (pytest.approx(point, abs=1e-4) if point else None)
    if code != "COORDINATE_PROJECTED":
        assert verdict.proposed == proposed


def test_most_rows_in_metres_make_a_projected_column():
    _, verdicts = judged([("207289.12", "448512.33")] * 4 + [("37.5", "127.08")])
    assert verdicts.projected
    _, verdicts = judged([("207289.12", "448512.33")] + [("37.53", "127.08")] * 4)
    assert not verdicts.projected


def test_a_dragged_cell_is_seen_and_its_address_gives_the_point_back():
    near = [("37.53851", "127.08233"), ("37.53902", "127.08104"), ("37.53777", "127.08431"), ("37.53999", "127.07999"),
            ("37.53655", "127.08555")]  # fmt: skip
    dragged = [(f"{37 + step}.540396", f"{127 + step}.081073") for step in range(4)]
    addresses = [f"서울 은하구 별빛로 {number}" for number in range(1, 6)] + ["서울 은하구 달빛로 63"] * 4
    found, _ = judged(near + dragged, addresses)
    assert [codes(one) for one in found[:6]] == [[]] * 6, "the first of the run lies in its gu and is believed"
    for one in found[6:]:
        assert "COORDINATE_DRAGGED" in codes(one) or "COORDINATE_OUT_OF_AREA" in codes(one)
        assert one.point is None and one.proposed == (37.540396, 127.081073)


def test_equal_points_and_two_equal_steps_are_no_drag():
    found, _ = judged([("37.53851", "127.08233")] * 5)
    assert not any(map(codes, found))
    found, _ = judged([("37.53851", "127.08233"), ("37.53951", "127.08333")])
    assert not any(map(codes, found))


def test_one_point_for_many_addresses_is_told():
    addresses = [f"서울 은하구 별빛로 {number}" for number in range(1, 7)]
    found, _ = judged([("37.53851", "127.08233")] * 6, addresses)
    assert all(codes(one) == ["COORDINATE_SHARED"] and one.notes[0].facts == {"count": 6} for one in found)
    assert found[0].point == (37.53851, 127.08233)
    floors = [f"서울 은하구 별빛로 1, {number}층" for number in range(1, 7)]
    found, _ = judged([("37.53851", "127.08233")] * 6, floors)
    assert not any(map(codes, found))


def test_two_points_for_one_address_are_told():
    cells = [("37.53851", "127.08233"), ("37.53851", "127.08233"), ("37.56851", "127.08233")]
    found, _ = judged(cells, ["서울 은하구 별빛로 1"] * 3)
    assert [codes(one) for one in found] == [[], [], ["COORDINATE_CONTRADICTS"]]


def test_a_point_outside_the_outline_of_its_gu_is_not_believed():
    places = Places(
        sido="서울특별시",
        gu_at=lambda lat, lon: "은하구" if lon > 127.05 else "달빛구",
        gus_with_outline=frozenset({"은하구"}),
    )
    found, _ = judged([("37.53", "127.08001"), ("37.53", "127.01001"), ("37.53", "127.04901")], places=places)
    assert codes(found[0]) == [] and codes(found[2]) == [], "just outside may be the outline's fault"
    assert codes(found[1]) == ["COORDINATE_OTHER_GU"] and found[1].point is None
    assert found[1].notes[0].facts == {"said": "은하구", "lies_in": "달빛구"}


def test_without_an_outline_the_other_rows_of_the_gu_tell_where_it_is():
    near = [(f"37.53{number}51", f"127.08{number}33") for number in range(6)]
    found, _ = judged([*near, ("35.12345", "129.01234")])
    assert not any(map(codes, found[:6]))
    assert codes(found[6]) == ["COORDINATE_FAR_FROM_GU"] and found[6].point is None
    assert found[6].proposed == (35.12345, 129.01234), "it is shown to be judged, not thrown away"


def test_rows_may_come_in_any_order_and_an_unknown_row_has_no_point():
    column = PointColumn()
    column.add(9, "37.53851", "127.08233")
    column.add(3, "127.08233", "37.53851")
    verdicts = column.judge()
    assert verdicts.of(9).point == (37.53851, 127.08233) and codes(verdicts.of(3)) == ["COORDINATE_SWAPPED"]
    assert codes(verdicts.of(1000)) == ["COORDINATE_MISSING"] and [row for row, _ in verdicts.odd()] == [3]


CELLS = st.sampled_from(["", "0", "37.53851", "127.08233", "37", "3753851", "12708233", "207289.12", "448512", "x", "1e309", "-37.5", "37,5",
                         "37°32'18\"", "nan", "99999999999999999999"])  # fmt: skip


@given(st.lists(st.tuples(st.one_of(CELLS, st.text(max_size=12)), st.one_of(CELLS, st.text(max_size=12))), max_size=12))
def test_cleaning_never_crashes_and_believes_only_points_in_korea(cells):
    found, _ = judged(cells)
    for one in found:
        assert one.point is None or (32.5 <= one.point[0] <= 39.5 and 123.5 <= one.point[1] <= 132.5)
        assert one.point is None or one.proposed is None
        assert all(has(f"cleaning.problem.{note.code}") for note in one.notes)
