"""Which system a list is in: found by where its rows land, and left open where that cannot tell."""

from random import Random

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resmap.domain.cleaning.places import NOWHERE, Places
from resmap.domain.place import distance_m
from resmap.formats.ground import Ground, Piece
from resmap.formats.projections import CANDIDATES, WGS84, Stated, detect, from_wgs84, to_wgs84

STEP = 0.01


def ground(rows=4, columns=4):
    """A chessboard of dong around 37.5, 127.0, two columns to a gu."""
    pieces = []
    for row in range(rows):
        for column in range(columns):
            west, south = 127.0 + column * STEP, 37.5 + row * STEP
            ring = [[west, south], [west + STEP, south], [west + STEP, south + STEP], [west, south + STEP], [west, south]]
            pieces.append(Piece(f"구{column // 2}", f"동{row}{column}", {"type": "Polygon", "coordinates": [ring]}))
    return Ground(pieces)


def places(made=None):
    made = made or ground()
    names: dict[str, tuple[str, ...]] = {}
    for piece in made.pieces:
        names[piece.gu] = (*names.get(piece.gu, ()), piece.dong)
    return Places(
        sido="서울특별시", dongs=names, centres=made.gu_centres(), dong_centres=made.centres(), dong_at=made.dong_at,
        gu_at=made.gu_at, gus_with_outline=frozenset(names), approximate=False,
    )  # fmt: skip


PLACES = places()


def stated(epsg, count=200, *, swapped=False, dong=True, known=0, seed=4):
    random = Random(seed)
    points = [(37.5 + random.random() * 4 * STEP, 127.0 + random.random() * 4 * STEP) for _ in range(count)]
    xs, ys = from_wgs84(epsg, [lat for lat, _ in points], [lon for _, lon in points])
    rows = []
    for number, (x, y, point) in enumerate(zip(xs.tolist(), ys.tolist(), points, strict=True)):
        gu, name = PLACES.dong_at(*point)
        one, other = (y, x) if swapped else (x, y)
        rows.append(Stated(one, other, gu, name if dong else None, point if number < known else None))
    return rows


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("epsg", [WGS84, 5174, 2097, 5181, 5186, 5179])
def test_the_system_that_puts_rows_into_their_dong_is_found(epsg, swapped):
    found = detect(stated(epsg, swapped=swapped), PLACES)
    assert (found.epsg, found.swapped, found.decided, found.share) == (epsg, swapped, True, 1.0)
    assert found.runner_up not in (None, epsg) and found.runner_up_share < found.share
    assert found.evidence == "outline" and found.for_it > found.against_it == 0


def test_the_traps_land_where_they_are_known_to():
    x, y = from_wgs84(5174, [37.5], [127.0])
    lat, lon = to_wgs84(2097, x, y)
    assert distance_m((37.5, 127.0), (lat[0], lon[0])) == pytest.approx(255, abs=3)
    x, y = from_wgs84(5186, [37.5], [127.0])
    lat, lon = to_wgs84(5181, x, y)
    assert distance_m((37.5, 127.0), (lat[0], lon[0])) == pytest.approx(100_000, rel=0.01)


def test_a_handful_of_rows_cannot_tell_neighbouring_systems_apart_and_that_is_said():
    found = detect(stated(5174, 8, dong=False), PLACES)
    assert not found.decided and found.runner_up is not None
    assert found.apart_m < 400
    far = detect(stated(5186, 8, dong=False), PLACES)
    assert far.epsg == 5186 and far.decided, "a hundred kilometres need few rows"


def test_addresses_whose_place_is_known_settle_it_sooner():
    found = detect(stated(2097, 12, known=3), PLACES)
    assert (found.epsg, found.decided, found.evidence) == (2097, True, "known")


def test_centres_alone_tell_far_systems_only():
    rough = Places(sido="서울특별시", centres={"구0": (37.52, 127.01), "구1": (37.52, 127.03)})
    found = detect(stated(5186), rough)
    assert (found.epsg, found.evidence) == (5186, "centre")
    near = detect(stated(5174), rough)
    assert near.evidence == "centre" and not near.decided


def test_without_any_ground_nothing_is_decided():
    found = detect(stated(5174), NOWHERE)
    assert found is not None and found.evidence == "none" and not found.decided


def test_what_lies_nowhere_in_korea_has_no_system():
    assert detect([Stated(9e6, 9e6, "구0")], PLACES) is None
    assert detect([], PLACES) is None
    assert detect([Stated(float("nan"), 1.0, "구0")], PLACES) is None


def test_some_rows_in_the_wrong_gu_do_not_turn_it():
    rows = stated(5181)
    rows = [Stated(one.x, one.y, "구0" if number % 8 == 0 else one.gu) for number, one in enumerate(rows)]
    assert detect(rows, PLACES).epsg == 5181


def test_whole_columns_are_moved_at_once_and_bad_numbers_are_not_finite():
    lat, lon = to_wgs84(5186, numpy.array([200_000.0, numpy.inf]), numpy.array([544_000.0, 1.0]))
    assert lat[0] == pytest.approx(37.5, abs=0.01) and lon[0] == pytest.approx(127.0)
    assert not numpy.isfinite(lat[1])
    lat, lon = to_wgs84(WGS84, [127.0], [37.5])
    assert (lat[0], lon[0]) == (37.5, 127.0)


@settings(max_examples=40)
@given(st.sampled_from(CANDIDATES), st.floats(33.5, 38.5), st.floats(125.5, 129.5))
def test_there_and_back_is_the_same_place(epsg, lat, lon):
    x, y = from_wgs84(epsg, [lat], [lon])
    back = to_wgs84(epsg, x, y)
    assert distance_m((lat, lon), (back[0][0], back[1][0])) < 0.01


def test_the_same_rows_give_the_same_answer_in_any_order():
    rows = stated(2097)
    shuffled = list(rows)
    Random(1).shuffle(shuffled)
    assert detect(rows, PLACES) == detect(shuffled, PLACES)
