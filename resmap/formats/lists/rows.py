"""Rows of a list as entries of the register, and everything odd about them."""

from collections.abc import Iterator

from resmap.domain.cleaning.places import NOWHERE, Places
from resmap.formats.entries import Taken
from resmap.formats.lists.mapping import Mapping


def read_list(
    table, mapping: Mapping, *, source: str, places: Places = NOWHERE, gu: str | None = None
) -> Iterator[Taken]:
    """What becomes of each row, in order; rows are streamed and the table may be gone through twice.

    ``places`` is the ground that addresses and points are held against; ``gu`` takes that district
    only ("중구", or "부산광역시 중구"): rows of others are ``left_out``. Raises FormatError
    (COLUMN_MISSING) where the mapping names columns that the table does not have.
    """
    raise NotImplementedError
    yield
