"""What an import costs: each file of a folder, and lists made up to fifty thousand and a million rows.

``python -m resmap.bench.imports FOLDER --rows 50000 1000000 > figures.json``; each file in a process of
its own, so that its peak memory is its own, into a fresh SQLite register. Beside it, in the same
process, the same file is merely read: by ``formats/tables``, and by a peer that does nothing
else (the csv module; openpyxl, read-only). The ratio says what understanding and keeping cost. A second
floor is merely keeping: the finished rows put into the same tables and indexes by ``sqlite3`` alone.
"""

import argparse
import csv
import json
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from resmap.domain.permissions import Actor, Role
from resmap.flows import importing
from resmap.formats import tables
from resmap.store import Database, migrate, new_ring

#: Longer lists are not imported a second time, nor kept a second time: their rows would not fit into memory.
AGAIN = 100_000

BOSS = Actor("bench", Role.ADMINISTRATOR)

HEADER = ("관리번호", "시설명", "시설종류", "소재지도로명주소", "전화번호", "위도", "경도", "운영시간", "기준일자")
_TYPES = ("경로당", "무료급식소", "지역아동센터", "작은도서관", "노인복지관", "장애인복지관", "미용실", "세탁소")
_ROADS = ("능동로", "자양로", "뚝섬로", "광나루로", "군자로", "용마산로", "아차산로", "면목로")
_DONGS = ("자양동", "구의동", "화양동", "군자동", "중곡동", "능동", "광장동")


def made_up(rows: int, seed: int = 1) -> Iterator[list[str]]:
    """A list of a district as it might be published, with a little dirt; the header first."""
    dice = random.Random(seed)
    yield list(HEADER)
    for number in range(rows):
        kind, road, house = dice.choice(_TYPES), dice.randrange(len(_ROADS)), dice.randint(1, 400)
        yield [
            f"R{number:07d}",
            f"{dice.choice('가나다라마바사아자차카타파하')}{dice.choice('온솔빛샘들결람')}{number} {kind}",
            kind,
            f"서울특별시 광진구 {_ROADS[road]} {house} ({_DONGS[road % len(_DONGS)]})",
            "" if number % 17 == 0 else f"02-{dice.randint(400, 499)}-{dice.randint(1000, 9999)}",
            f"{37.53 + road / 400 + house / 1e5:.6f}",
            f"{127.07 + house / 1e4:.6f}",
            dice.choice(("월~금 09:00~18:00", "매일 10:00-20:00", "평일 9시~6시", "월+수+금 11:30~13:00", "연중무휴")),
            "2026-11-01",
        ]


def measure(path: Path) -> dict[str, Any]:
    """The figures of one file, in this process."""
    found: dict[str, Any] = {"file": path.name, "bytes": path.stat().st_size}
    found["read_s"], found["read_cpu_s"], found["read_rows"] = _timed(lambda: _merely_read(path))
    found["peer"], found["peer_cpu_s"] = _peer(path)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'register.sqlite3'}"
        migrate(url)
        database = Database(url, new_ring(), Path(folder) / "events.head")
        try:
            found |= _import(database, path)
            database.scrub()
            peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
            if found.get("rows", AGAIN + 1) <= AGAIN:
                found["keep_cpu_s"] = _merely_keep(Path(folder))
            found["register_mb"] = round((Path(folder) / "register.sqlite3").stat().st_size / 1e6, 1)
        finally:
            database.dispose()
    found["rss_mb"] = round(max(peaks) / 1024)
    return found


def _import(database: Database, path: Path) -> dict[str, Any]:
    stages, last = {}, [_cpu(), "reading"]

    def progress(stage: str, done: int, total: int | None) -> None:
        now = _cpu()
        stages[last[1]] = stages.get(last[1], 0.0) + now - last[0]
        last[:] = [now, stage]

    try:
        seconds, cpu, report = _timed(lambda: importing.bring_in(database, BOSS, path, path.name, progress=progress))
    except importing.FormatError as error:
        return {"refused_file": error.problems[0].rule}
    stages = {name: round(value, 2) for name, value in stages.items()}
    told: dict[str, Any] = {}
    if report.prepared.rows <= AGAIN:
        _, again, same = _timed(lambda: importing.bring_in(database, BOSS, path, path.name))
        told = {"again_cpu_s": again, "again_changed": same.created + same.updated}
    return told | {
        "format": report.prepared.format,
        "rows": report.prepared.rows,
        "created": report.created,
        "updated": report.updated,
        "refused": report.prepared.refused,
        "problems": dict(report.notes.counts.most_common()),
        "pairs": report.duplicates_proposed,
        "pairs_left": report.pairs_left,
        "seconds": seconds,
        "cpu_s": cpu,
        "stages_cpu_s": stages,
    }


def _merely_read(path: Path) -> int | None:
    try:
        with tables.open_table(path, path.name) as table:
            return sum(1 for _ in table.rows())
    except importing.FormatError:
        return None


def _merely_keep(folder: Path) -> float:
    """The floor beside the reading: seconds of processor to put the finished rows, as they are, into the same tables
    and indexes of a fresh register by ``sqlite3`` alone, in one transaction that is as safe."""
    migrate(f"sqlite:///{folder / 'kept.sqlite3'}")
    with closing(sqlite3.connect(folder / "register.sqlite3")) as made:
        tables_ = {name: made.execute(f"SELECT * FROM {name} ORDER BY id") for name in ("organisations", "departments", "offers")}
        columns = {name: [column[0] for column in rows.description] for name, rows in tables_.items()}
        rows = {name: found.fetchall() for name, found in tables_.items()}
    with closing(sqlite3.connect(folder / "kept.sqlite3", isolation_level=None)) as kept:
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON", "cache_size = -74000"):
            kept.execute(f"PRAGMA {pragma}").fetchall()

        def keep() -> None:
            kept.execute("BEGIN IMMEDIATE")
            for name, found in rows.items():
                places = ", ".join("?" * len(columns[name]))
                kept.executemany(f"INSERT INTO {name} VALUES ({places})", found)
            kept.execute("COMMIT")

        return _timed(keep)[1]


def _peer(path: Path) -> tuple[str | None, float | None]:
    kind = tables.kind_of(path)
    if kind is tables.FileKind.XLSX:
        return "openpyxl", _timed(lambda: _openpyxl(path))[1]
    if kind is tables.FileKind.CSV:
        return "csv", _timed(lambda: _csv(path))[1]
    if kind is tables.FileKind.JSON:
        try:
            return "json", _timed(lambda: json.loads(path.read_bytes()))[1]
        except ValueError:  # one document a line
            return None, None
    return None, None


def _openpyxl(path: Path) -> int:
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True)
    return sum(1 for sheet in book.worksheets for _ in sheet.iter_rows(values_only=True))


def _csv(path: Path) -> int:
    for encoding in ("utf-8-sig", "cp949"):
        try:
            with path.open(encoding=encoding, newline="") as file:
                return sum(1 for _ in csv.reader(file))
        except UnicodeDecodeError:
            continue
    return 0


def _timed(act) -> tuple[float, float, Any]:
    """(seconds on the clock, seconds of this process and its children on the processor, what was made)."""
    begun, used = time.perf_counter(), _cpu()
    made = act()
    return round(time.perf_counter() - begun, 2), round(_cpu() - used, 2), made


def _cpu() -> float:
    """A shared machine makes every clock slow; what a process itself used stays comparable."""
    told = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in told)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--rows", type=int, nargs="*", default=[])
    parser.add_argument("--one", type=Path)
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(measure(arguments.one), ensure_ascii=False))
        return
    files = [path for path in sorted(arguments.folder.rglob("*")) if path.is_file()] if arguments.folder else []
    with tempfile.TemporaryDirectory() as folder:
        for rows in arguments.rows:
            files.append(Path(folder) / f"made-up-{rows}.csv")
            with files[-1].open("w", encoding="utf-8", newline="") as out:
                csv.writer(out).writerows(made_up(rows))
        for path in files:
            command = [sys.executable, "-m", "resmap.bench.imports", "--one", str(path)]
            done = subprocess.run(command, capture_output=True, text=True)
            line = done.stdout.strip() or json.dumps({"file": path.name, "failed": done.stderr[-300:]})
            print(line, flush=True)


if __name__ == "__main__":
    main()
