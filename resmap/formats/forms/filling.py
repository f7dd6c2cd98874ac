"""What filling a form of the office has in common, whatever kind of file it is."""

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from resmap.formats.forms.labels import by_meaning, codes, is_plain, meaning
from resmap.formats.problems import FormatError, Problem
from resmap.formats.tables import archives
from resmap.formats.tables.kinds import READABLE, FileKind, kind_of, rule_of
from resmap.formats.tables.limits import MIB
from resmap.formats.tables.source import Source

#: A form of an office (bytes): the file, all of it unpacked, one part of it that is XML.
LARGEST, LARGEST_INSIDE, LARGEST_PART = 16 * MIB, 96 * MIB, 24 * MIB
#: A form has no more places than this to fill; a file with more is a list, not a form.
MOST_CELLS = 50_000


@dataclass(frozen=True, slots=True)
class Filled:
    """The form with values in it, and what came of each.

    ``filled``: labels as the form writes them, whose value stands there now. ``empty``: labels whose value was
    given and empty. ``unknown``: labels of the form for which no value was given. ``unplaced``: keys of values
    that the form has no place for. ``rows_left``: rows of a list that found no room. ``lost``: parts that the
    file had and has no more (drawings of a workbook).
    """

    document: bytes
    filled: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    unplaced: tuple[str, ...] = ()
    rows_left: int = 0
    lost: tuple[str, ...] = ()


@dataclass
class Tally:
    """What is known, and what became of it while a form is filled."""

    values: dict[str, tuple[str, Any]]
    keys: tuple[str, ...] = ()
    filled: dict[str, None] = field(default_factory=dict)
    unknown: dict[str, None] = field(default_factory=dict)
    empty: dict[str, None] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    plain: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Tally":
        return cls(by_meaning(values), tuple(values))

    def value(self, label: str, whose: str = "", doubtful: bool = False) -> Any | None:
        """The value for a label; None (and noted) where there is none, or it is empty. ``doubtful``: it may be no
        label at all, and is not told where nobody knows it."""
        said = " ".join(label.split())
        code = meaning(label, whose)
        if code not in self.values:
            if code and (code in codes() or not doubtful):
                self.unknown[said] = None
            return None
        key, value = self.values[code]
        self.used.add(key)
        if value is None or value == "":
            self.empty[said] = None
            return None
        self.filled[said] = None
        return value

    def beside(self, label: str, whose: str, where: Any, doubtful: bool = False) -> Any | None:
        """The value for a label in the table ``where``. A label that does not say whose (성명) is the person's in one
        table only: in another it may be anybody's, and is told instead."""
        code = meaning(label, whose)
        if not whose and is_plain(label) and self.plain.setdefault(code, where) != where:
            self.unknown[" ".join(label.split())] = None
            return None
        return self.value(label, whose, doubtful)

    def result(self, document: bytes, rows_left: int = 0, lost: Sequence[str] = ()) -> Filled:
        """What is told at the end. A label that is filled in one place and met again in another is filled."""
        unplaced = tuple(key for key in self.keys if key not in self.used)
        unknown = tuple(self.unknown)
        return Filled(document, tuple(self.filled), unknown, tuple(self.empty), unplaced, rows_left, tuple(lost))


def opened(given: bytes, what: str, kind: FileKind) -> zipfile.ZipFile:
    """The zip of a form, looked at before anything is unpacked.

    Raises FormatError: NOT_HWPX or NOT_XLSX for another readable kind, what it is instead (IS_HWP, IS_LOCKED,
    IS_PDF …), TOO_LARGE, ZIP_UNSAFE, XML_UNSAFE for a document type, BROKEN_XML.
    """
    source = Source(given, what)
    source.must_fit(LARGEST)
    found = kind_of(source)
    if found is not kind:
        rule = f"NOT_{kind.name}" if found in READABLE or found is FileKind.ZIP else rule_of(found)
        raise source.refused(rule, found=found.value)
    archives.check(source)
    archive = zipfile.ZipFile(source.open())
    listed = archive.infolist()
    if sum(one.file_size for one in listed) > LARGEST_INSIDE:
        raise source.refused("ZIP_UNSAFE", found="size")
    for one in listed:
        if one.filename.endswith((".xml", ".rels", ".hpf", ".rdf", ".vml")):
            if one.file_size > LARGEST_PART:
                raise source.refused("ZIP_UNSAFE", found="size")
            _look(archive, one, what)
    return archive


def _look(archive: zipfile.ZipFile, member: zipfile.ZipInfo, what: str) -> None:
    """Read one part as a stream first: no document type, not too deep, well-formed."""
    from resmap.formats.tables.safe_xml import Depth, Refusal, feed, parser

    depth = Depth()

    def up(*_: object) -> None:
        depth.now -= 1

    try:
        with archive.open(member) as file:
            feed(parser(lambda *_: depth.down(), up, lambda *_: None), file)
    except Refusal as refused:
        raise FormatError(what, [Problem(member.filename, refused.rule, refused.found)]) from None
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        raise FormatError(what, [Problem(member.filename, "ZIP_BROKEN")]) from None
