"""Boundaries of dong: bring in an edition (GeoJSON, shapefile, table of legal dong)."""

from datetime import date
from pathlib import Path

from resmap.cli.common import OK, WRONG_USE, command, day, show, take_database, tell, with_store, wrong


def add_boundaries(commands) -> None:
    parser = command(commands, "boundaries", _boundaries, "동 경계를 넣습니다 / bring in the boundaries of dong")
    parser.add_argument("file", metavar="FILE", type=Path, help="GeoJSON, 셰이프(zip, shp), KIKmix.xlsx")
    parser.add_argument("--valid-from", metavar="DATE", type=day, help="이날부터 / the edition's day, YYYY-MM-DD")
    parser.add_argument("--create", action="store_true", help="없는 동을 만듦 / make dong that the office lacks")
    parser.add_argument("--dry-run", action="store_true", help="저장하지 않고 보기만 / look, save nothing")
    take_database(parser)
    parser.add_argument("--json", action="store_true")


@with_store
def _boundaries(arguments, settings) -> int:
    from resmap.domain.resident_number import ResidentNumberError
    from resmap.flows import boundaries, setting_up
    from resmap.words import boundaries as words

    with setting_up.opened(settings) as database:
        try:
            report = boundaries.import_boundaries(
                database,
                setting_up.server_actor(database),
                arguments.file,
                arguments.file.name,
                today=date.today(),
                valid_from=arguments.valid_from,
                create_dongs=arguments.create,
                dry_run=arguments.dry_run,
            )
        except boundaries.FormatError as error:
            tell(words.refused_lines(error.what, error.problems, arguments.lang))
            return WRONG_USE
        except ResidentNumberError:
            return wrong("shell.error.resident_number.text", arguments)
    document = boundaries.document(report, lambda note: words.note_sentence(note.code, note.facts, arguments.lang))
    show(document, arguments, words.report_lines)
    return OK
