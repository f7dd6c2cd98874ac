"""The register: import, export."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from resmap.cli.common import OK, PARTLY, WRONG_USE, command, show, take_database, tell, with_store, wrong

#: What ``flows.importing`` reads and ``flows.exporting`` writes; said here so that ``--help`` loads nothing.
IMPORTS = ("network", "hsds-json", "hsds-csv", "airs-xml", "geojson", "list", "seoul")
EXPORTS = ("hsds-json", "hsds-csv", "xlsx", "geojson", "network")


def add_import(commands) -> None:
    parser = command(
        commands, "import", _import, "파일의 자원을 동네 자원에 넣습니다 / bring a file into the register"
    )
    parser.add_argument("file", metavar="FILE", type=Path)
    parser.add_argument(
        "--as", dest="format", metavar="FORMAT", choices=IMPORTS, help=f"형식 (기본: 내용으로 앎): {', '.join(IMPORTS)}"
    )
    parser.add_argument("--mapping", metavar="MAP.toml", type=Path, help="열 대응표 / what the columns mean")
    parser.add_argument("--source", metavar="NAME", help="출처 이름 / name of the source")
    parser.add_argument("--gu", metavar="GU", help="이 구의 줄만 / rows of this gu only")
    parser.add_argument(
        "--dong", metavar="DONG", help="목록 전체가 이 동의 것 (*: 구만 앎) / all of it is of this dong (*: of the gu)"
    )
    parser.add_argument("--sheet", metavar="NAME", help="엑셀 시트 / the sheet of a workbook")
    scope = parser.add_mutually_exclusive_group()
    scope.add_argument("--partial", action="store_true", help="출처의 일부만 담은 파일 / a part of its source")
    scope.add_argument("--whole", action="store_true", help="빠진 곳은 사라진 것 / what it lacks is gone")
    parser.add_argument("--dry-run", action="store_true", help="저장하지 않고 보기만 / look, save nothing")
    parser.add_argument(
        "--report", metavar="REPORT.xlsx", type=Path, help="살펴볼 줄을 엑셀로 / the rows to look at as a workbook"
    )
    take_database(parser)
    parser.add_argument("--json", action="store_true")


def add_export(commands) -> None:
    parser = command(commands, "export", _export, "동네 자원을 파일로 냅니다 / the register as a file")
    parser.add_argument("--as", dest="format", choices=EXPORTS, required=True)
    parser.add_argument("out", metavar="OUT", type=Path)
    parser.add_argument("--dong", metavar="DONG", help="이 동만 / entries of this dong only")
    parser.add_argument("--kind", metavar="KIND", help="이 종류만(H2, M31 …) / entries of this kind only")
    parser.add_argument("--verified", action="store_true", help="확인한 것만 / verified entries only")
    take_database(parser)


@with_store
def _import(arguments, settings) -> int:
    from resmap.domain.resident_number import ResidentNumberError
    from resmap.flows import importing, setting_up
    from resmap.words import imported

    def text_of(note) -> str:
        return imported.note_sentence(note.code, note.facts, arguments.lang)

    if arguments.report and arguments.report.exists():  # an old file may be somebody's work
        return wrong("commands.export.exists", arguments, path=arguments.report)
    with setting_up.opened(settings) as database, _bar(arguments) as progress:
        try:
            report = importing.bring_in(
                database,
                setting_up.server_actor(database),
                arguments.file,
                arguments.file.name,
                dry_run=arguments.dry_run,
                partial=True if arguments.partial else False if arguments.whole else None,
                progress=progress,
                format=arguments.format,
                mapping=arguments.mapping and importing.read_file(arguments.mapping),
                source=arguments.source,
                gu=arguments.gu,
                dong=arguments.dong,
                sheet=arguments.sheet,
            )
        except importing.FormatError as error:
            tell(imported.refused_lines(error.what, error.problems, arguments.lang))
            return WRONG_USE
        except ResidentNumberError:
            return wrong("shell.error.resident_number.text", arguments)
    if arguments.report:
        try:
            importing.write_workbook(arguments.report, report, arguments.file, arguments.lang, folder=settings.home)
        except OSError:
            return wrong("commands.export.cannot_write", arguments, path=arguments.report)
    document = importing.document(report, text_of)
    show(document, arguments, lambda told, lang: imported.report_lines(told, arguments.file.name, lang))
    return PARTLY if document["refused"] else OK


@contextmanager
def _bar(arguments) -> Iterator[Callable[[str, int, int | None], None]]:
    """A bar for each stage on a terminal; nothing where nobody looks."""
    if arguments.json or not sys.stderr.isatty():
        yield lambda stage, done, total: None
        return
    from tqdm import tqdm

    from resmap.words import say

    bars: dict[str, tqdm] = {}

    def moved(stage: str, done: int, total: int | None) -> None:
        if stage not in bars:
            for bar in bars.values():
                bar.close()
            label = say(f"commands.stage.{stage}", arguments.lang)
            bars[stage] = tqdm(desc=label, total=total, unit="", leave=False, file=sys.stderr, dynamic_ncols=True)
        bars[stage].update(done - bars[stage].n)

    try:
        yield moved
    finally:
        for bar in bars.values():
            bar.close()


@with_store
def _export(arguments, settings) -> int:
    from resmap.flows import exporting, setting_up

    if arguments.out.exists():  # an old file may be somebody's work
        return wrong("commands.export.exists", arguments, path=arguments.out)
    with setting_up.opened(settings) as database:
        made = exporting.export(
            database,
            setting_up.server_actor(database),
            exporting.Format(arguments.format),
            date.today(),
            wanted=exporting.Wanted(arguments.dong, arguments.kind, arguments.verified),
        )
    try:
        arguments.out.write_bytes(made.data)
    except OSError:
        return wrong("commands.export.cannot_write", arguments, path=arguments.out)
    return wrong("commands.export.done", arguments, OK, path=arguments.out, entries=made.count)
