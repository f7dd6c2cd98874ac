"""The import pages: look first, choose columns, bring in exactly what was looked at, mend what differs."""

import io
import threading
import time

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from resmap.flows import jobs
from resmap.flows.importing import desk
from resmap.store import OfferRecord, Search, SourceMappingRecord, offers, register

HEADER = "시설명,시설코드,시설종류명(시설유형),시설장명,시군구명,시설주소\n"
LIST = (
    HEADER + "가온종합사회복지관,Z1,(일반) 사회복지관,홍길동,광진구,서울특별시 광진구 능동로 1 (자양동)\n"
    "나래종합사회복지관,Z2,(일반) 사회복지관,홍길동,광진구,서울특별시 광진구 능동로 2\n"
)
OTHER = "가게,무엇,연락\n고운미용실,미용실,02-444-1111\n맑은세탁소,세탁소,02-444-2222\n"
KEY = {"idempotency_key": "import-test-0001"}


def upload(person, raw=LIST, name="목록.csv", **fields):
    raw = raw.encode("cp949") if isinstance(raw, str) else raw
    data = {"file": (io.BytesIO(raw), name)} | KEY | fields
    return person.post("/import/check", data, content_type="multipart/form-data")


def looked(person, *args, **fields):
    """(address of the look, its page)."""
    answer = upload(person, *args, **fields)
    assert answer.status_code == 303, answer.status_code
    return answer.location, person.get(answer.location)


def digest_of(page) -> str:
    return page.text.split('name="digest" value="', 1)[1].split('"', 1)[0]


def bring(person, address, page, key="import-test-0002", **fields):
    data = {"digest": digest_of(page), "idempotency_key": key} | fields
    answer = person.post(f"{address}/apply", data)
    assert answer.status_code == 303
    return person.get(answer.location)


def count(database) -> int:
    with database.read() as uow:
        return offers.search(uow, Search()).total


def test_a_file_is_looked_at_first_and_nothing_is_saved(arrive, database):
    _, page = looked(arrive("sue"))
    assert page.status_code == 200 and "아직 아무것도 넣지 않았습니다" in page.text
    assert "새 자원 2곳" in page.text and count(database) == 0
    assert "홍길동" not in page.text and "개인정보라 읽지 않음" in page.text


def test_what_was_looked_at_is_brought_in_without_a_second_upload(arrive, database):
    sue = arrive("sue")
    address, page = looked(sue)
    after = bring(sue, address, page)
    assert "넣었습니다" in after.text and count(database) == 2
    _, again = looked(sue)
    assert "넣을 것이 없습니다" in again.text and "/apply" not in again.text


def test_a_second_click_imports_once(arrive, database):
    sue = arrive("sue")
    address, page = looked(sue)
    bring(sue, address, page)
    with database.read() as uow:
        before = register.counter(uow)
    bring(sue, address, page)
    with database.read() as uow:
        assert register.counter(uow) == before


def test_other_choices_than_those_looked_at_bring_nothing_in(arrive, database):
    sue = arrive("sue")
    address, page = looked(sue)
    data = {"digest": "0" * 64, "idempotency_key": "import-test-0003"}
    answer = sue.get(sue.post(f"{address}/apply", data).location)
    assert answer.status_code == 409 and count(database) == 0


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "빈 파일"),
        (b"version https://git-lfs.github.com/spec/v1\n", "Git LFS"),
        (b"%PDF-1.7", "PDF"),
        (b'{"format": "resmap-network/1"}', "offers"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_in_one_sentence(arrive, database, raw, words):
    _, page = looked(arrive("sue"), raw)
    assert page.status_code == 422 and words in page.text and count(database) == 0


def test_no_file_and_no_table_is_told(arrive):
    page = arrive("sue").post("/import/check", KEY)
    assert page.status_code == 422 and "파일을 고르거나" in page.text


@pytest.mark.parametrize("field", ["source", "name"])
def test_no_resident_number_comes_in_by_a_file_name_or_a_source(arrive, database, field):
    name = "800101-1234567.csv" if field == "name" else "목록.csv"
    answer = upload(arrive("sue"), name=name, source="800101-1234567" if field == "source" else "")
    assert answer.status_code == 422 and "800101" not in answer.text and count(database) == 0


def test_a_table_is_pasted_and_its_source_is_named(arrive, database):
    sue = arrive("sue")
    data = {"pasted": LIST.replace(",", "\t"), "source": "우리 동 목록"} | KEY
    answer = sue.post("/import/check", data)
    page = sue.get(answer.location)
    assert "우리 동 목록" in page.text
    bring(sue, answer.location, page)
    assert count(database) == 2


def test_columns_that_nobody_knows_are_chosen_once_and_remembered(arrive, database, happened):
    sue = arrive("sue")
    address, page = looked(sue, OTHER, "가게 2025.csv", source="가게 목록")
    assert page.status_code == 422 and "열이 무엇을 뜻하는지" in page.text and "고운미용실" in page.text
    chosen = {"column-0": "가게", "was-0": "", "field-0": "name", "column-1": "무엇", "was-1": "", "field-1": "type"}
    chosen |= {"column-2": "연락", "was-2": "", "field-2": "phone", "source": "가게 목록"}
    page = sue.get(sue.post(f"{address}/check", chosen | KEY).location)
    assert page.status_code == 200, page.text
    bring(sue, address, page)
    assert count(database) == 2 and "register.mapping_kept" in happened()
    with database.read() as uow:
        assert uow.session.scalar(select(SourceMappingRecord.source)) == "가게 목록"
    _, page = looked(sue, OTHER + "새미용실,미용실,02-444-3333\n", "가게 2026.csv", source="가게 목록")
    assert page.status_code == 200 and "지난번에 고른 것" in page.text and "새 자원 1곳" in page.text


def test_problems_are_filtered_by_kind(arrive):
    sue = arrive("sue")
    raw = LIST + "다온,Z2,(일반) 사회복지관,,광진구,서울특별시 광진구 능동로 3\n"
    address, page = looked(sue, raw)
    assert "번호 겹침" in page.text
    page = sue.get(f"{address}?kind=KEY_TWICE")
    assert page.text.count('<tr><td class="number"') == 1


def test_the_workbook_holds_the_odd_rows_with_their_cells_marked_and_no_formula(arrive):
    sue = arrive("sue")
    raw = LIST + "=1+1,Z2,(일반) 사회복지관,,광진구,서울특별시 광진구 능동로 3\n"
    raw += "다온,Z4,(일반) 사회복지관,,광진구,800101-1234567\n"
    address, _ = looked(sue, raw)
    answer = sue.get(f"{address}/report.xlsx")
    assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
    book = load_workbook(io.BytesIO(answer.data))
    sheet = book.worksheets[0]
    rows = list(sheet.iter_rows())
    head = [cell.value for cell in rows[0]]
    twice = next(row for row in rows[1:] if row[0].value == "4")
    name, key = twice[head.index("시설명")], twice[head.index("시설코드")]
    assert (name.value, name.data_type) == ("=1+1", "s") and key.comment is not None
    assert key.fill.start_color.rgb != name.fill.start_color.rgb
    assert not any("800101" in str(cell.value) for row in rows for cell in row)


REFUGE = "늘봄여성쉼터,{key},여성쉼터,홍길순,광진구,서울특별시 광진구 비밀로 77\n"


def sheet_of(person, address) -> str:
    book = load_workbook(io.BytesIO(person.get(f"{address}/report.xlsx").data))
    return "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value)


def test_a_personal_column_is_in_no_workbook(arrive):
    sue = arrive("sue")
    address, _ = looked(sue, LIST + "다온,Z2,(일반) 사회복지관,김나래,광진구,서울특별시 광진구 능동로 3\n")
    text = sheet_of(sue, address)
    assert "다온" in text and not any(told in text for told in ("시설장명", "홍길동", "김나래"))


@pytest.mark.parametrize("key", ["Z2", ""])
def test_a_refuges_row_that_is_refused_shows_no_cell_in_the_workbook(arrive, key):
    sue = arrive("sue")
    address, _ = looked(sue, LIST + REFUGE.format(key=key))
    text = sheet_of(sue, address)
    assert not any(told in text for told in ("늘봄", "비밀로", "홍길순"))


def test_a_row_with_a_resident_number_shows_no_cell_in_the_workbook(arrive):
    sue = arrive("sue")
    address, _ = looked(sue, LIST + "다온,Z4,(일반) 사회복지관,,광진구,800101-1234567\n")
    text = sheet_of(sue, address)
    assert "다온" not in text and "800101" not in text


def test_no_cell_of_a_refuge_or_of_a_resident_number_is_shown_as_a_sample_of_its_column(arrive):
    raw = HEADER + REFUGE.format(key="Z9") + "다온,Z4,(일반) 사회복지관,,광진구,800101-1234567\n" + LIST.removeprefix(HEADER)
    _, page = looked(arrive("sue"), raw)
    assert "능동로 1" in page.text
    assert not any(told in page.text for told in ("비밀로", "다온", "800101"))


def test_no_refuge_is_shown_while_nobody_said_which_column_holds_the_type(arrive):
    _, page = looked(arrive("sue"), OTHER + "늘봄의집,여성쉼터,비밀로 77\n", "가게 2025.csv", source="가게 목록")
    assert page.status_code == 422 and "고운미용실" in page.text
    assert not any(told in page.text for told in ("늘봄의집", "비밀로"))


def test_a_value_edited_here_stays_until_somebody_takes_the_files(arrive, database):
    sue = arrive("sue")
    bring(sue, *looked(sue))
    with database.write() as uow:
        row = next(one for one in uow.session.scalars(select(OfferRecord)) if one.source_key == "Z1")
        row.address, id_ = "서울특별시 광진구 능동로 9", row.id
        uow.commit()
    address, page = looked(sue, LIST.replace("능동로 2", "능동로 22"))
    assert "우리 쪽에서 고쳐 지킨 값 1개" in page.text and "/take/" not in page.text
    after = bring(sue, address, page, key="import-test-0009")
    assert f"/take/{id_}" in after.text
    revision = after.text.split(f"/take/{id_}", 1)[1].split('name="revision" value="', 1)[1].split('"', 1)[0]
    data = {"field": "address", "revision": revision, "idempotency_key": "import-test-0010"}
    assert sue.post(f"{address}/take/{id_}", data).status_code == 303
    with database.read() as uow:
        assert "능동로 1 " in uow.get(OfferRecord, id_).address
    data = {"field": "kind", "revision": revision, "idempotency_key": "import-test-0011"}
    assert sue.post(f"{address}/take/{id_}", data).status_code == 404


def test_where_most_would_vanish_the_page_asks(arrive, database):
    sue = arrive("sue")
    many = HEADER + "".join(
        f"복지관{n},Z{n},(일반) 사회복지관,,광진구,서울특별시 광진구 능동로 {n}\n" for n in range(1, 7)
    )
    bring(sue, *looked(sue, many))
    address, page = looked(sue, HEADER + many.splitlines()[1] + "\n새집,N1,(일반) 사회복지관,,광진구,능동로 9\n")
    assert "일부만 담은 파일" in page.text
    after = bring(sue, address, page, key="import-test-0012", partial="no")
    assert "새 목록에 없는 자원 5곳" in after.text and count(database) == 7


def test_a_job_is_its_owners_alone(arrive):
    sue, adam = arrive("sue"), arrive("adam")
    address, _ = looked(sue)
    for path in (address, f"{address}/progress", f"{address}/report.xlsx"):
        assert adam.get(path).status_code == 404
    assert adam.post(f"{address}/apply", {"digest": "0" * 64} | KEY).status_code == 404
    assert arrive("alice").get(address).status_code in (403, 404)


def test_an_upload_lies_sealed_and_is_forgotten(arrive, database):
    sue = arrive("sue")
    address, _ = looked(sue)
    files = [path for path in (database.head_file.parent / "jobs").rglob("*") if path.is_file()]
    assert files and not any("복지관".encode() in one.read_bytes() or b"cp949" in one.read_bytes() for one in files)
    assert all(path.stat().st_mode & 0o077 == 0 for path in files)
    assert sue.post(f"{address}/stop", KEY).status_code == 303
    assert sue.get(address).status_code == 404
    assert not list((database.head_file.parent / "jobs").iterdir())


def test_old_jobs_are_swept_away(arrive, database):
    sue = arrive("sue")
    address, _ = looked(sue)
    assert jobs.sweep(database) == 0
    assert jobs.sweep(database, time.time() + jobs.KEPT + 1) == 1
    assert sue.get(address).status_code == 404


def finish() -> None:
    for thread in threading.enumerate():
        if thread.name.startswith("job-") and thread.name != "job-beat":
            thread.join()


def test_a_large_file_is_looked_at_aside_while_the_page_tells_how_far(arrive, database, monkeypatch):
    monkeypatch.setattr(desk, "SMALL", 0)
    started, go = threading.Event(), threading.Event()
    real = desk._looked_at

    def slowly(*args):
        started.set()
        go.wait()
        return real(*args)

    monkeypatch.setattr(desk, "_looked_at", slowly)
    sue = arrive("sue")
    answer = upload(sue)
    started.wait()
    page = sue.get(answer.location)
    assert "살펴보는 중입니다" in page.text and "hx-get" in page.text
    moving = sue.get(f"{answer.location}/progress", headers={"HX-Request": "true"})
    assert "<html" not in moving.text and "<progress" in moving.text
    go.set()
    finish()
    over = sue.get(f"{answer.location}/progress", headers={"HX-Request": "true"})
    assert over.headers["HX-Redirect"] == answer.location
    assert "새 자원 2곳" in sue.get(answer.location).text


def test_a_stopped_job_saves_nothing(arrive, database, monkeypatch):
    sue = arrive("sue")
    address, page = looked(sue)
    monkeypatch.setattr(desk, "SMALL", 0)
    real = desk._brought_in

    def stopped(database, actor, job, *args):
        job.stop()
        return real(database, actor, job, *args)

    monkeypatch.setattr(desk, "_brought_in", stopped)
    sue.post(f"{address}/apply", {"digest": digest_of(page)} | KEY)
    finish()
    assert "그만두었습니다" in sue.get(address).text and count(database) == 0


def test_a_job_whose_process_died_says_so(arrive, database, monkeypatch):
    sue = arrive("sue")
    address, _ = looked(sue)
    word = address.rpartition("/")[2]
    job = jobs.Job(database.head_file.parent / "jobs" / jobs.private_files.name_of(word), word)
    job.tell(jobs.State(job.state().actor, "check"))
    monkeypatch.setattr(jobs, "SILENT", -1.0)
    assert "작업이 끊겼습니다" in sue.get(address).text
