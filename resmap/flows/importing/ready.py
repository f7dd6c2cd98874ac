"""One entry of a file in the plain form in which it waits, is compared and is written.

Made once, when the row is read: what the file says (``entering.says_of``), its JSON as the
table will hold it, and what must fit into the tables. Nothing of it is made again later,
and tuples of plain values wait in the spool for a fraction of what records would cost.
"""

from datetime import date
from typing import Any, NamedTuple

from resmap.flows.entering import LONGEST, PROPOSALS, UNIT, folded_name, name_keys, told_of
from resmap.formats.entries import Entry
from resmap.store import bulk
from resmap.store.queries.changes import column_value


class Ready(NamedTuple):
    """``says``: what the file says, as JSON keeps it, and ``said`` the same as JSON text; ``blank``: fields
    that it tells to be empty; ``cells``: the cells of the row, ``cells_text`` as JSON ("" where there
    are none). ``proposals`` as ``formats.entries`` tells them. ``phone`` is the number to call, whoever's it is; ``number`` the organisation's."""

    key: str
    row: int
    says: dict[str, Any]
    said: str
    blank: dict[str, Any]
    cells: dict[str, str]
    cells_text: str
    phone: str | None
    number: str | None
    is_secret: bool
    is_individual: bool
    proposals: dict[str, dict[str, Any]] = {}

    @property
    def name(self) -> str:
        return self.says.get("name", "")

    @property
    def organization(self) -> str:
        return self.says.get("organization", "")

    @property
    def department(self) -> str | None:
        return self.says.get("department")

    @property
    def folded(self) -> str:
        """The name as entries are found by it."""
        return folded_name(self.name)[:LONGEST]

    @property
    def may_be_compared(self) -> bool:
        """Whether it may be laid beside other entries: nobody's home, no place that must not be known."""
        return not self.is_secret and not self.is_individual


def ready(one: Entry | Ready | tuple) -> Ready:
    """What waits, of an entry or of what came back from the spool."""
    if isinstance(one, Ready):
        return one
    if not isinstance(one, Entry):
        return Ready._make(one)
    says, said, blank = told_of(one)
    cells = dict(one.cells)
    offer = one.offer
    return Ready(
        one.key, one.row, says, said, blank, cells, bulk.as_json(cells) if cells else "",
        offer.phone, one.organisation_number, offer.location_secret, offer.is_individual, dict(one.proposals),
    )  # fmt: skip


def unfit(one: Ready) -> tuple[str, str] | None:
    """(attribute, code) of the first value that the tables cannot hold: see ``store.bulk.unfit``."""
    values = {**one.says, "source_key": one.key, "private_phone": one.phone}
    values["evidence"] = {"cells": one.cells, "proposals": one.proposals}
    proposed = bulk.as_json(one.proposals) if one.proposals else ""
    return bulk.unfit(values, text=f"{one.said}{one.cells_text}{proposed}{one.key}{one.phone or ''}")


# What stands in the register


def values_of(one: Ready, file: str, on: date) -> dict[str, Any]:
    """What the record of a new entry holds, its unit and upkeep aside."""
    row = {**one.says, **one.blank, **name_keys(one.name)}
    for name in UNIT:
        row.pop(name, None)
    if "ends_on" in row:
        row["ends_on"] = column_value("ends_on", row["ends_on"])
    row["short_ref"], row["source_key"] = one.key[:80], one.key
    if one.is_individual:
        row["private_phone"] = one.phone
    row["source_row"] = bulk.Written(one.said, (one.organization, one.department or ""))
    row["evidence"] = _evidence_text(one, file, on)
    return row


def evidence_of(one: Ready, file: str, on: date) -> dict[str, Any]:
    """File, row, day and cells that a new entry stands on. Of a secret place not even the row,
    which would lead to its line in the published list (P-21)."""
    if one.is_secret:
        return {"file": file, "on": on.isoformat()}
    told: dict[str, Any] = {"file": file, "row": one.row, "on": on.isoformat()}
    if one.proposals:
        told[PROPOSALS] = one.proposals
    return told | ({"cells": dict(one.cells)} if one.cells else {})


def _evidence_text(one: Ready, file: str, on: date) -> "bulk.Written":
    """The same as JSON: the cells were written when the row was read."""
    plain = bulk.as_json(evidence_of(one._replace(cells={}), file, on))
    text = f'{plain[:-1]},"cells":{one.cells_text}}}' if one.cells and not one.is_secret else plain
    proposed = bulk.texts_in(one.proposals) if one.proposals else ()
    return bulk.Written(text, (file, *one.cells, *one.cells.values(), *proposed))
