"""Pairs of names of one place, joined by what is no name. All rows are invented."""

import csv

import pytest

from resmap.bench import dedupe_name_pairs as pairs
from resmap.bench.dedupe_names import interval, renamed

HEADINGS = {
    pairs.SEOUL: ["시설명", pairs.KIND, "시군구명", "시설주소"],
    pairs.DISABILITY: ["시설명", "시설 주소", "전화번호"],
    pairs.MEALS: ["시설명", "소재지도로명주소", "소재지지번주소", "운영기관명", "전화번호", "급식장소"],
    pairs.ROOMS: ["개방시설명", "소재지도로명주소", "소재지지번주소", "관리기관명", "사용안내전화번호"],
    pairs.SENIORS: ["scName", "scAddress"],
}
AT = "서울특별시 강동구 은하로 {}"
ROWS = {
    pairs.SEOUL: [["시립별빛장애인복지관", pairs.FOR_DISABLED, "강동구", AT.format(1)],
                  ["별빛주간보호", "(장애인) 장애인주간보호시설", "강동구", AT.format(1)],
                  ["새솔복지관", "(일반) 사회복지관", "강동구", AT.format(2)], ["한솔복지관", "(일반) 사회복지관", "강동구", AT.format(2)]],
    pairs.DISABILITY: [["별빛장애인복지관", AT.format(1), "02-999-0001"]],
    pairs.MEALS: [["새솔경로식당", AT.format(2), "", "누리재단", "02-999-0002", "새솔 1층"],
                  ["달빛급식소", AT.format(3), "", "달빛교회", "02-999-0003", "달빛 교회"],
                  ["달빛무료급식", AT.format(3), "", "달빛재단", "02-999-0003", "식당"]],
    pairs.ROOMS: [["해님센터 강당", AT.format(4), "", "강동구 해님센터", "02-999-0004"],
                  ["해님센터 소강당", AT.format(4), "", "강동구 해님센터", "02-999-0004"],
                  ["구름관 1실", AT.format(5), "", "강동구시설관리공단", "02-999-0005"],
                  ["구름관 2실", AT.format(5), "", "강동구시설관리공단", "02-999-0005"]],
    pairs.SENIORS: [["은하", "강동구 은하로 9"]],
}  # fmt: skip


@pytest.fixture
def data(tmp_path):
    for file, rows in ROWS.items():
        path = tmp_path / file
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([HEADINGS[file], *rows])
    return tmp_path


def test_pairs_are_joined_by_house_and_kind_host_manager_and_telephone(data):
    found = {source: [(p.one, p.other) for p in made] for source, made in pairs.joined(pairs.listed(data)).items()}
    assert found["official_kind"] == [("별빛장애인복지관", "시립별빛장애인복지관")]  # the second house has two halls
    assert found["host"] == [("달빛급식소", "달빛 교회")]
    [(room, manager)] = found["manager"]
    assert room in ("해님센터 강당", "해님센터 소강당") and manager == "강동구 해님센터"  # an office that manages is no house
    assert found["phone_and_house"] == [("달빛급식소", "달빛무료급식")]


def test_the_half_hangs_on_the_house_and_on_nothing_else(data):
    rows = pairs.listed(data)
    assert pairs.joined(rows) == pairs.joined(rows[::-1])


def test_without_the_lists_there_are_no_pairs(tmp_path):
    assert pairs.listed(tmp_path) is None


def test_every_name_is_known_with_its_gu(data):
    where = pairs.gu_of_names(pairs.listed(data))
    assert {"달빛 교회", "강동구 해님센터", "은하"} <= where.keys()
    assert where["은하"] == {"서울특별시 강동구"}


def test_renamed_places_share_no_two_letters_in_a_row():
    assert renamed("달빛 모임", "해님교회") and not renamed("해님 교회", "교회해님")


def test_the_interval_holds_the_figure():
    low, high = interval([3, 4, 5, 2], [1, 2, 3, 1])
    assert 0 <= low <= 0.9375 <= high <= 1
    assert interval([], [1]) is None
