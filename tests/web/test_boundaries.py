"""동 경계: who may, what is looked at first, what the picture shows, and that nothing is kept by looking."""

import io
import json

import pytest

from resmap.store import DongRecord
from resmap.store.queries import boundaries as kept

GEOMETRY = {
    "type": "Polygon",
    "coordinates": [[[127.07, 37.52], [127.08, 37.52], [127.08, 37.53], [127.07, 37.53], [127.07, 37.52]]],
}


def boundary_file(name="자양제4동", **more):
    properties = {"adm_nm": f"서울특별시 광진구 {name}", "adm_cd2": "1121587000"} | more
    feature = {"type": "Feature", "properties": properties, "geometry": GEOMETRY}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}, ensure_ascii=False).encode()


@pytest.fixture
def dongs(database):
    with database.write() as uow:
        uow.as_system()
        for number, name in enumerate(("자양4동", "구의1동")):
            uow.add(DongRecord(code=str(number), name=name, sido="서울특별시", sigungu="광진구", lat=37.53, lon=127.07 + number / 50))
        uow.commit()


def send(person, address, raw, name="seoul_2026-04.geojson", **form):
    data = {"file": (io.BytesIO(raw), name), "idempotency_key": "0123456789abcdef", **form}
    return person.post(address, data=data, content_type="multipart/form-data")


def editions(database):
    with database.read() as uow:
        return kept.editions(uow)


def digest_in(page):
    return page.split('name="digest" value="', 1)[1].split('"', 1)[0]


def test_the_page_says_that_outlines_are_computed_until_a_file_comes(dongs, arrive):
    page = arrive("sue").get("/boundaries").text
    assert page.count("boundary-dong is-computed") == 2 and "자양4동" in page
    assert "아직 경계 파일이 없어" in page


def test_a_file_is_looked_at_first_and_then_brought_in(dongs, arrive, database, happened):
    sue = arrive("sue")
    looked = send(sue, "/boundaries/check", boundary_file())
    assert looked.status_code == 200 and "아직 넣지 않았습니다" in looked.text and not editions(database)
    assert "구의1동은 우리 동이지만 경계 파일에 없습니다" in looked.text
    done = send(sue, "/boundaries/apply", boundary_file(), digest=digest_in(looked.text))
    assert done.status_code == 200 and "넣었습니다" in done.text
    (one,) = editions(database)
    assert one.dongs == 1 and "2026-04-01" in done.text
    assert happened().count("register.boundaries_changed") == 1
    page = sue.get("/boundaries").text
    assert page.count("is-computed") == 1, "one dong is drawn from the file, the other still from its centre"


def test_another_file_than_the_one_looked_at_is_looked_at_first(dongs, arrive, database):
    sue = arrive("sue")
    digest = digest_in(send(sue, "/boundaries/check", boundary_file()).text)
    other = send(sue, "/boundaries/apply", boundary_file("구의제1동"), digest=digest)
    assert "아직 넣지 않았습니다" in other.text and not editions(database)


def test_a_part_is_answered_to_a_part(dongs, arrive):
    sue = arrive("sue")
    data = {"file": (io.BytesIO(boundary_file()), "a_2026-04.geojson")}
    part = sue.post("/boundaries/check", data=data, content_type="multipart/form-data", headers={"HX-Request": "true"})
    assert "<html" not in part.text and "boundary-picture" in part.text


@pytest.mark.parametrize(
    ("raw", "name", "words"),
    [
        (b"", "a.geojson", "넣을 수 없습니다"),
        (b"not a boundary", "a.txt", "넣을 수 없습니다"),
        (b'{"type": 1', "a.geojson", "GeoJSON이 아니거나"),
        (b"PK\x03\x04 broken", "a.zip", "넣을 수 없습니다"),
        (boundary_file(), "boundary.geojson", "기준일을 적어 주세요"),
        (boundary_file(adm_nm="부산광역시 중구 먼동", adm_cd2="2611051000"), "a_2026-04.geojson", "하나도 없는 파일"),
        (b"%PDF-1.4", "a.pdf", "PDF"),
    ],
)
def test_what_is_no_boundary_file_is_answered_with_one_sentence(dongs, arrive, database, raw, name, words):
    answer = send(arrive("sue"), "/boundaries/check", raw, name)
    assert answer.status_code == 422 and words in answer.text
    assert not editions(database)


def test_a_name_in_a_file_stays_text(dongs, arrive):
    page = send(arrive("sue"), "/boundaries/check", boundary_file("<script>x</script>동"), create="yes").text
    assert "<script>x" not in page


def test_only_who_may_import_comes_in(dongs, arrive):
    for name, status in (("adam", 200), ("sue", 200), ("alice", 403), ("paul", 403)):
        assert arrive(name).get("/boundaries").status_code == status
    assert send(arrive("alice"), "/boundaries/check", boundary_file()).status_code == 403


def test_the_page_speaks_english(dongs, arrive):
    sue = arrive("sue")
    sue.post("/language", {"locale": "en"})
    page = sue.get("/boundaries?lang=en")
    assert page.status_code == 200
