"""The process that reads what a stranger made: ``python -m resmap.formats.sandbox.child READER``.

It reads the file from its standard input and what is asked of it from the variable ``ASKED`` (names of
files are for nobody's list of processes), writes to its standard output (``answer.py``), knows no
database, no key and no network address, and may use only so much memory, time and disk. A library that
dies of a file takes this process with it and nothing else.
"""

import errno
import gc
import io
import json
import os
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from resmap.formats.problems import FormatError
from resmap.formats.sandbox.answer import Answer, Refusal
from resmap.formats.sandbox.limits import CHILD_CPU, CHILD_MEMORY, CHILD_OUTPUT

Reader = Callable[[BinaryIO, Answer, dict[str, Any]], None]


def reader(name: str) -> Reader:
    """The reader of that name; the libraries of the others stay on the disk. Raises KeyError for no reader."""
    if name == "table":
        from resmap.formats.tables.aside import answer
    elif name == "standard":
        from resmap.formats.standards.aside import answer
    elif name == "network":
        from resmap.formats.network_aside import answer
    elif name == "boundaries":
        from resmap.formats.boundaries_aside import answer
    elif name == "form":
        from resmap.formats.forms.aside import answer
    elif name == "figures":
        from resmap.formats.forms.figures_aside import answer
    else:
        raise KeyError(name)
    return answer


def main(arguments: list[str]) -> int:
    """Read and write; 0 also where the file is refused. EFBIG and ENOSPC: the answer found no room. Else a death."""
    asked = json.loads(os.environ.get("ASKED") or "{}")
    limit()
    gc.disable()  # one file, then the end: looking for circles among millions of records took half the time
    file = open(0, "rb", closefd=False)
    with open(1, "wb", buffering=0, closefd=False) as raw:
        answer = io.BufferedWriter(raw, 1 << 20)
        try:
            _tell(Answer(answer), reader(arguments[0]), file, asked)
        except OSError as error:  # the answer itself cannot be written: its reader learns why from the code
            return error.errno or 1
    return 0


def _tell(answer: Answer, read: Reader, file: BinaryIO, asked: dict[str, Any]) -> None:
    """What the reader tells, or why there is nothing."""
    try:
        read(file, answer, asked)
    except FormatError as error:
        answer.refuse(error.problems)
    except Refusal as refused:
        answer.refuse([refused.problem])
    except MemoryError:
        answer.refuse([Refusal("TOO_MUCH_MEMORY").problem])
    except RecursionError:
        answer.refuse([Refusal("TOO_DEEP").problem])
    except OSError as error:
        if error.errno in (errno.EFBIG, errno.ENOSPC):
            raise
        answer.refuse([Refusal("BROKEN_FILE").problem])
    except Exception:  # whatever a library makes of a broken file
        answer.refuse([Refusal("BROKEN_FILE").problem])


def limit() -> None:
    """Memory, processor and output, where the system knows how (Windows does not: there the parent's clock and
    its look at the size of the answer remain)."""
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
