"""The commands of the server, as somebody types them: init, import, export, verify-events, serve, demo."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from resmap.cli import main

LIST = (
    "시설명,시설코드,시설종류명(시설유형),시설장명,시군구명,시설주소\n"
    "가온종합사회복지관,Z1,(일반) 사회복지관,홍길동,광진구,서울특별시 광진구 능동로 1 (자양동)\n"
    "나래종합사회복지관,Z2,(일반) 사회복지관,홍길동,강서구,서울특별시 강서구 강서로 9\n"
)


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A data folder of its own; nothing of the machine's settings counts."""
    for name in list(os.environ):
        if name.startswith("RESMAP_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("RESMAP_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def ready(home, capsys):
    assert main(["init"]) == 0
    capsys.readouterr()
    return home


@pytest.fixture
def listing(tmp_path):
    path = tmp_path / "목록.csv"
    path.write_bytes(LIST.encode("cp949"))
    return path


def run(capsys, *arguments) -> tuple[int, str, str]:
    code = main([str(one) for one in arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


# init


def test_init_makes_the_key_file_for_its_owner_only_and_says_so(home, capsys):
    code, out, _ = run(capsys, "init")
    assert code == 0 and str(home / "keys.json") in out and "열쇠" in out
    if os.name == "posix":
        assert (home / "keys.json").stat().st_mode & 0o077 == 0


def test_init_twice_makes_nothing_new(ready, capsys):
    before = {path.name: path.read_bytes() for path in ready.iterdir()}
    code, out, _ = run(capsys, "init")
    assert code == 0 and "만들었습니다" not in out
    assert {path.name for path in ready.iterdir()} == before.keys()
    assert (ready / "keys.json").read_bytes() == before["keys.json"]


def test_init_makes_no_new_keys_for_a_register_that_lost_its_own(ready, capsys):
    (ready / "keys.json").unlink()
    code, _, err = run(capsys, "init")
    assert code == 2 and "열쇠" in err and not (ready / "keys.json").exists()


# import and export


def test_import_answers_the_document_of_the_contract_and_nothing_else(ready, listing, capsys):
    code, out, err = run(capsys, "import", listing, "--json")
    told = json.loads(out)
    assert (code, err) == (0, "")
    assert (told["rows"], told["created"], told["refused"], told["encoding"]) == (2, 2, 0, "cp949")
    problem = told["problems"][0]
    assert (problem["row"], problem["column"], problem["code"]) == (2, "시설주소", "DONG_AMBIGUOUS")
    assert "자양동" in problem["text"]


def test_import_of_one_gu_and_once_more_changes_nothing(ready, listing, capsys):
    assert "새로 1" in run(capsys, "import", listing, "--gu", "광진구")[1]
    told = json.loads(run(capsys, "import", listing, "--gu", "광진구", "--json")[1])
    assert (told["created"], told["unchanged"], told["left_out"]) == (0, 1, 1)


def test_a_dry_run_saves_nothing(ready, listing, capsys):
    assert "아무것도 저장하지 않았습니다" in run(capsys, "import", listing, "--dry-run")[1]
    assert json.loads(run(capsys, "import", listing, "--json")[1])["created"] == 2


def test_a_refused_row_is_told_by_exit_code_1(ready, tmp_path, capsys):
    path = tmp_path / "list.csv"
    path.write_text(LIST + ",Z3,(일반) 사회복지관,,광진구,광진구 능동로 1\n", encoding="utf-8")
    code, out, _ = run(capsys, "import", path, "--json")
    assert code == 1 and json.loads(out)["refused"] == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "그런 파일이 없습니다"),
        (b"", "빈 파일"),
        (b"version https://git-lfs.github.com/spec/v1\n", "Git LFS"),
        (b"PK\x03\x04xl/workbook.xml", "깨졌거나"),
        (b"<!doctype html>", "웹 페이지"),
        (b"a,b\n1,2\n", "이름 열이 없습니다"),
        (b'{"format": "resmap-network/1"}', "없습니다"),
    ],
)
def test_a_file_that_cannot_be_used_is_exit_code_2_and_one_sentence(ready, tmp_path, capsys, content, words):
    path = tmp_path / "list.csv"
    if content is not None:
        path.write_bytes(content)
    code, out, err = run(capsys, "import", path)
    assert (code, out) == (2, "") and words in err and "Traceback" not in err


def test_a_file_named_after_a_person_is_refused_without_its_name(ready, tmp_path, capsys):
    path = tmp_path / "800101-1234567.csv"
    path.write_text(LIST, encoding="utf-8")
    code, out, err = run(capsys, "import", path)
    assert code == 2 and "800101" not in out + err and "주민등록번호" in err


def test_import_writes_what_is_to_be_looked_at_into_a_workbook(ready, tmp_path, capsys):
    from openpyxl import load_workbook

    path, report = tmp_path / "목록.csv", tmp_path / "살펴볼 줄.xlsx"
    path.write_bytes((LIST + "=1+1,Z2,(일반) 사회복지관,,광진구,능동로 3\n").encode("cp949"))
    code, _, _ = run(capsys, "import", path, "--dry-run", "--report", report)
    assert code == 1
    sheet = load_workbook(report).worksheets[0]
    assert "=1+1" in [cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "s"]
    code, _, err = run(capsys, "import", path, "--dry-run", "--report", report)
    assert code == 2 and report.name in err  # an old file may be somebody's work


def test_what_was_imported_is_exported_as_a_network_and_imported_again(ready, listing, tmp_path, capsys):
    run(capsys, "import", listing)
    out_file = tmp_path / "town.json"
    assert run(capsys, "export", "--as", "network", out_file)[0] == 0
    document = json.loads(out_file.read_text(encoding="utf-8"))
    assert {one["id"] for one in document["offers"]} == {"Z1", "Z2"}
    assert {one["verified_on"] for one in document["offers"]} == {None}
    assert json.loads(run(capsys, "import", out_file, "--json")[1])["created"] == 2
    assert run(capsys, "export", "--as", "network", out_file)[0] == 2  # never over an older file


# the history


def test_a_whole_history_is_proved_and_a_changed_one_is_found(ready, listing, capsys):
    run(capsys, "import", listing)
    code, out, _ = run(capsys, "verify-events", "--json")
    assert code == 0 and json.loads(out) == {"whole": True, "code": "WHOLE", "events": 1, "at": None}
    import sqlite3

    with sqlite3.connect(ready / "resmap.sqlite") as connection:
        connection.execute("DROP TRIGGER IF EXISTS events_are_never_changed")
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute("UPDATE events SET actor_id = 'somebody else'")
    code, out, _ = run(capsys, "verify-events")
    assert code == 1 and "1번째 사건이 바뀌었습니다" in out


def test_acts_of_the_command_are_signed_by_the_server(ready, listing, capsys):
    run(capsys, "import", listing)
    import sqlite3

    with sqlite3.connect(ready / "resmap.sqlite") as connection:
        assert connection.execute("SELECT actor_id, kind FROM events").fetchall() == [("server", "register.imported")]


# serve


def test_serve_refuses_to_start_and_lists_everything_that_is_missing(home, capsys):
    code, out, err = run(capsys, "serve")
    assert (code, out) == (2, "")
    for problem in ("DATA_FOLDER_MISSING", "DATABASE_MISSING", "KEY_FILE_MISSING", "SECRET_KEY_MISSING"):
        assert problem in err


@pytest.mark.parametrize("port", ["-1", "70000", "http", "٣"])
def test_a_port_that_is_none_is_wrong_use(capsys, port):
    with pytest.raises(SystemExit) as ended:
        main(["serve", f"--port={port}"])
    assert ended.value.code == 2


# demo


@pytest.fixture
def demo(home, tmp_path):
    """The demo as somebody starts it, away from the checkout; its first lines and its address."""
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), "PYTHONIOENCODING": "utf-8"}
    process = subprocess.Popen(
        [sys.executable, "-m", "resmap", "demo", "--port", "0"],
        cwd=tmp_path, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        # A shell that starts the tests in the background has them, and so the demo, ignore Ctrl+C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    lines = []
    for line in process.stdout:
        lines.append(line)
        if "Ctrl+C stops it" in line:
            break
    yield process, "".join(lines)
    process.send_signal(signal.SIGINT)
    process.wait(timeout=20)
    process.stdout.close()
    process.stderr.close()


def test_the_demo_says_in_both_languages_what_to_open_and_as_whom(demo, home):
    process, said = demo
    assert process.poll() is None, said
    address = re.search(r"http://127\.0\.0\.1:\d+/", said)[0]
    for words in ("지어낸 동네", "An invented neighbourhood", "manager1", "supervisor", "partner", "outsider"):
        assert words in said
    with urllib.request.urlopen(f"{address}login", timeout=20) as answer:
        page = answer.read().decode()
        assert answer.headers.get("Server") is None
    assert "연습용" in page
    with urllib.request.urlopen(f"{address}readyz", timeout=20) as answer:
        assert answer.status == 200
    assert (home / "demo" / "keys.json").exists() and not (home / "keys.json").exists()


def test_a_port_that_is_taken_is_said_in_one_sentence(demo, capsys):
    _, said = demo
    port = re.search(r":(\d+)/", said)[1]
    code, _, err = run(capsys, "demo", "--port", port)
    assert code == 2 and port in err and "Traceback" not in err


def test_the_formats_that_the_command_names_are_those_that_the_flows_know():
    from resmap.cli.register import EXPORTS, IMPORTS
    from resmap.flows import exporting, importing

    assert set(IMPORTS) == set(importing.FORMATS) and set(EXPORTS) == set(exporting.Format)


def test_boundaries_of_a_file_come_in_once_and_a_file_that_is_none_is_refused(ready, tmp_path, capsys):
    ring = [[127.06, 37.53], [127.07, 37.53], [127.07, 37.54], [127.06, 37.54], [127.06, 37.53]]
    shape = {
        "type": "Feature",
        "properties": {"adm_nm": "서울특별시 솔빛구 솔빛1동", "adm_cd2": "1199951000", "sido": "11"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    path = tmp_path / "dong.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [shape]}), encoding="utf-8")
    run(capsys, "office", "솔빛구청", "--sido", "서울특별시", "--sigungu", "솔빛구", "--dong", "솔빛1동:37.535,127.065")
    told = json.loads(run(capsys, "boundaries", path, "--valid-from", "2026-01-01", "--json")[1])
    again = json.loads(run(capsys, "boundaries", path, "--valid-from", "2026-01-01", "--json")[1])
    assert told["created"] >= 1 and (again["created"], again["updated"]) == (0, 0)
    path.write_text("{}", encoding="utf-8")
    code, out, err = run(capsys, "boundaries", path)
    assert (code, out) == (2, "") and "Traceback" not in err and err.strip()
