"""An import in a process of its own, so that a test can kill it: url, key file, head file, list, source.

It writes a line at every step (rows read, statements sent, commits) and waits for a nod, so that whoever
kills it knows where it is, however slow the machine.
"""

import os
import sys
from pathlib import Path


def main(url: str, keys: str, head: str, listing: str, source: str) -> None:
    from sqlalchemy import Engine, event

    from resmap.domain.permissions import Actor, Role
    from resmap.flows import importing
    from resmap.flows.importing import reading, spool
    from resmap.store import Database, load_ring

    reading._STEP, spool.CHUNK, spool.FEW = 25, 100, 200

    def step(*_, **__) -> None:
        os.write(1, b".\n")
        os.read(0, 1)

    for name in ("before_cursor_execute", "after_cursor_execute", "commit", "begin"):
        event.listen(Engine, name, step)
    database = Database(url, load_ring(Path(keys)), Path(head))
    os.write(1, b"ready\n")
    importing.bring_in(
        database, Actor("boss", Role.ADMINISTRATOR), Path(listing), "list.csv", source=source, progress=step
    )
    os.write(1, b"done\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
