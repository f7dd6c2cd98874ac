"""The cells of a row by field."""

import re
from collections.abc import Mapping

from resmap.formats.lists.mapping import Mapping as ListMapping
from resmap.formats.lists.where import NOTHING, place_cells


class Cells:
    """Reads what stands in the rows of one list, by what its columns mean."""

    def __init__(self, mapping: ListMapping):
        self.mapping = mapping
        self._single = [(name, columns[0]) for name, columns in mapping.columns.items() if len(columns) == 1]
        self._several = [(name, columns) for name, columns in mapping.columns.items() if len(columns) > 1]
        self._labelled = {name for name, columns in mapping.columns.items()
                          if name == "description" and not _speaks_for_itself(columns[0])}  # fmt: skip

    def read(self, cells: Mapping[str, str]) -> dict[str, str]:
        """Field -> text; of several columns one after the other, each under its heading where it tells more."""
        found = place_cells(cells, self._single)
        for name in self._labelled & found.keys():
            found[name] = f"{self.mapping.column(name)}: {found[name]}"
        for name, columns in self._several:
            between = "\n" if name in ("description", "how_to_apply") else " "
            texts = [_under(column, cells[column]) if name in ("description",) else cells[column]
                     for column in columns if cells[column] not in NOTHING]  # fmt: skip
            if texts:
                found[name] = between.join(dict.fromkeys(texts))
        return found


def _under(column: str, text: str) -> str:
    return text if _speaks_for_itself(column) else f"{' '.join(column.split())}: {text}"


def _speaks_for_itself(column: str) -> bool:
    """Whether a description needs no heading: 지원내용, 비고, description."""
    return bool(re.search(r"내용|설명|소개|개요|목적|비고|description|benefit|content|summary|about|detail", column, re.I))
