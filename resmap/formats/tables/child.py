"""The process that parses what a stranger made: ``python -m resmap.formats.tables.child KIND [SHEET]``.

It reads the file from its standard input, writes rows to its standard output (see ``output.py``),
knows no database, no key and no network address, and may use only so much memory, time and disk.
A library that dies of a file takes this process with it and nothing else.
"""

import errno
import gc
import io
import sys
import zipfile

from resmap.formats.tables.limits import CHILD_CPU, CHILD_MEMORY, CHILD_OUTPUT
from resmap.formats.tables.output import Output
from resmap.formats.tables.safe_xml import Refusal


def main(arguments: list[str]) -> int:
    """Read and write; 0 also where the file is refused. EFBIG and ENOSPC: the rows found no room. Else a death."""
    kind, sheet = arguments[0], arguments[1] if len(arguments) > 1 else None
    _limit()
    gc.disable()  # one file, then the end: looking for circles among millions of records took half the time
    file = open(0, "rb", closefd=False)
    with open(1, "wb", buffering=0, closefd=False) as raw:
        answer = io.BufferedWriter(raw, 1 << 20)
        try:
            _answer(kind, file, Output(answer), sheet)
        except OSError as error:  # the answer itself cannot be written: its reader learns why from the code
            return error.errno or 1
    return 0


def _answer(kind: str, file, out: Output, sheet: str | None) -> None:
    """Rows, or why there are none."""
    try:
        _read(kind, file, out, sheet)
    except Refusal as refused:
        out.refusal(refused)
    except MemoryError:
        out.refusal(Refusal("TOO_MUCH_MEMORY"))
    except RecursionError:
        out.refusal(Refusal("TOO_DEEP"))
    except OSError as error:
        if error.errno in (errno.EFBIG, errno.ENOSPC):
            raise
        out.refusal(Refusal("BROKEN_FILE"))
    except Exception:  # whatever a library makes of a broken file
        out.refusal(Refusal("BROKEN_FILE"))


def _read(kind: str, file, out: Output, sheet: str | None) -> None:
    if kind == "xlsx":
        from resmap.formats.tables import xlsx

        with zipfile.ZipFile(file) as archive:
            xlsx.read(archive, out, sheet)
    elif kind == "hwpx":
        from resmap.formats.tables import hwpx

        with zipfile.ZipFile(file) as archive:
            hwpx.read(archive, out, sheet)
    elif kind in ("xls", "xlsb", "ods"):
        from resmap.formats.tables import books

        books.read(file, out, kind, sheet)
    elif kind in ("html", "clipboard"):
        from resmap.formats.tables import html

        html.read(file, out, sheet, clipboard=kind == "clipboard")
    elif kind == "xml-workbook":
        from resmap.formats.tables import xml_workbook

        xml_workbook.read(file, out, sheet)
    elif kind == "xml":
        from resmap.formats.tables import xml_records

        xml_records.read(file, out, sheet)
    else:
        from resmap.formats.tables import records

        records.read(file, out, sheet)


def _limit() -> None:
    """Memory, CPU and output, where the system knows how (not on Windows: there the parent's clock remains)."""
    try:
        import resource
    except ImportError:
        return
    wanted = {
        "RLIMIT_AS": CHILD_MEMORY, "RLIMIT_CPU": CHILD_CPU, "RLIMIT_FSIZE": CHILD_OUTPUT, "RLIMIT_CORE": 0,
    }  # fmt: skip
    for name, most in wanted.items():
        which = getattr(resource, name, None)
        if which is None:
            continue
        soft, hard = resource.getrlimit(which)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            resource.setrlimit(which, (most, hard))
        except (ValueError, OSError):  # macOS knows RLIMIT_AS and refuses it
            continue


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
