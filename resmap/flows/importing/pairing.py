"""After an import: new and changed entries are laid beside the others, in short transactions, for a while.

Nothing of this belongs to the import itself: what it proposes is disposable, and found anew
by whoever looks (``flows.pairs``). So it is bounded: the rest is told, not waited for.
"""

import time

from resmap.domain.permissions import Actor
from resmap.flows.importing.values import PAIRING, Progress, Report
from resmap.flows.pair_finding import refresh
from resmap.store import Busy, Database, LostUpdate, Refused
from resmap.store.queries import imports

#: So many entries are compared in one transaction: each looks through the whole register once.
SOME = 5_000
#: In a register larger than this nothing is compared by the way: it would not fit into memory.
LARGEST = 100_000
#: No group begins after so many seconds.
LONGEST = 20.0


def compare_later(database: Database, actor: Actor, report: Report, ids: list[str], progress: Progress) -> Report:
    """The report with the pairs that were proposed, and how many entries were not compared any more."""
    proposed, done, begun = 0, 0, time.monotonic()
    if ids and _is_too_large(database, actor):
        return report.with_pairs(0, len(ids))
    while done < len(ids) and time.monotonic() - begun < LONGEST:
        progress(PAIRING, done, len(ids))
        try:
            with database.write(actor) as uow:
                proposed += refresh(uow, ids[done : done + SOME])
                uow.commit()
        except (Busy, LostUpdate, Refused):
            break  # somebody works there: the pairs are found when they are looked at
        done += SOME
    progress(PAIRING, len(ids), len(ids))
    return report.with_pairs(proposed, max(0, len(ids) - done)) if ids else report


def _is_too_large(database: Database, actor: Actor) -> bool:
    with database.read(actor) as uow:
        return imports.count_all(uow) > LARGEST
