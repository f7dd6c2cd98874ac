"""An import in a process of its own, so that a test can kill it: url, key file, head file, list, source."""

import sys
from pathlib import Path


def main(url: str, keys: str, head: str, listing: str, source: str) -> None:
    from resmap.domain.permissions import Actor, Role
    from resmap.flows import importing
    from resmap.store import Database, load_ring

    database = Database(url, load_ring(Path(keys)), Path(head))
    actor = Actor("boss", Role.ADMINISTRATOR)
    print("ready", flush=True)
    importing.bring_in(database, actor, Path(listing), "list.csv", source=source)
    print("done", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
