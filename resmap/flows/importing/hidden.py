"""A place that must not be known stays unknown, whichever list names it and however its row was keyed before (P-21).

A list keys its refuges by a hash (``formats.lists.secrecy.safe_key``), so that nothing leads back to its line.
Two things follow. Where a later edition says of an entry that stood open that it is a refuge, the row comes
under a new key: :func:`became_secret` finds the old entry, which is hidden instead of standing open beside the
secret one. And where another list names openly what is secret here, only the name can tell: such a new row comes
in without its place (:class:`Namesakes`), and a supervisor who knows that it is another house opens it.
"""

from collections import Counter
from collections.abc import Mapping

from resmap.flows.importing.ready import Ready, ready
from resmap.flows.importing.values import Prepared
from resmap.formats.lists.secrecy import is_safe_key, safe_key
from resmap.store import UnitOfWork, bulk
from resmap.store.queries import imports
from resmap.store.secrecy import UNFOLLOWED

#: Keys that were made of name and place begin so.
MADE = "n-"
#: A benefit is granted by an office, a room is let to everybody: neither is a house.
_NO_HOUSE = ("M1", "M5")


def became_secret(uow: UnitOfWork, prepared: Prepared) -> Mapping[str, str]:
    """New key -> old key of the entries that the file keeps secret and that stood open under a key of their own.

    By the key itself; where that was made of name and place, which may have been written otherwise, also by a
    name that stands once among the new refuges and once among what the file does not name."""
    fresh = {key for key in prepared.keys if is_safe_key(key)}
    fresh -= imports.known_keys(uow, prepared.source, fresh)
    if not fresh:
        return {}
    stood = [one for one in imports.open_names(uow, prepared.source) if one[0] not in prepared.keys]
    found = {new: key for key, _ in stood if (new := safe_key(prepared.source, key)) in fresh}
    left, taken = fresh - found.keys(), set(found.values())
    old = [(name, key) for key, name in stood if key.startswith(MADE) and key not in taken]
    if left and old:
        new = [(entry.folded, entry.key) for entry in map(ready, prepared.entries) if entry.key in left]
        before, now = Counter(name for name, _ in old), Counter(name for name, _ in new)
        keys = dict(old)
        found |= {key: keys[name] for name, key in new if now[name] == 1 and before[name] == 1}
    return found


class Namesakes:
    """Names of the places that are secret here, as they stood when the import began."""

    def __init__(self, uow: UnitOfWork):
        self._lines = imports.secret_names(uow)

    def hides(self, entry: Ready) -> bool:
        """Whether a new entry that tells its place has the name of a secret one."""
        return (
            entry.may_be_compared
            and not entry.says["kind"].startswith(_NO_HOUSE)
            and entry.folded in self._lines
        )

    def hidden(self, entry: Ready) -> Ready:
        """The entry without its place, nor anything of the row that may tell it."""
        kept = {name: value for name, value in entry.says.items() if name not in UNFOLLOWED} | {"location_secret": True}
        line = self._lines[entry.folded]
        says = {**kept, "name": entry.name, "organization": entry.name} | ({"access_line": line} if line else {})
        return entry._replace(
            says=says, said=bulk.as_json(kept), blank={}, cells={}, cells_text="", phone=None, number=None,
            is_secret=True, proposals={},
        )  # fmt: skip
