"""What a spreadsheet does to a value by itself: it is proposed as in an import, and waits for a tick."""

import re
from typing import Any

from resmap.domain.cleaning.phones import read_phones
from resmap.flows.sheets import BadCell, cell_value

#: Fields that hold telephone numbers.
PHONES = frozenset({"public_phone", "access_line"})
#: What is no number any more: nothing can be proposed for it.
_LOST = frozenset({"PHONE_DIGITS_LOST", "PHONE_PLACEHOLDER"})
#: A text of which nothing is known stays as somebody wrote it ("문의: 주민센터").
_NO_DOUBT = frozenset({"PHONE_NOT_READ"})


def judged(name: str, text: str, sido: str | None = None, sigungu: str | None = None) -> tuple[Any, str]:
    """(the value that the cell means, what is doubtful about it: a code of ``domain.cleaning``, or "").

    A number that lost its zero or never had an area code is proposed by the place, as an import does; one
    that is certain and only digits is written as numbers are. Raises BadCell.
    """
    value = cell_value(name, text)
    return _phone(value, sido, sigungu) if value and name in PHONES else (value, "")


def _phone(text: str, sido: str | None, sigungu: str | None) -> tuple[str, str]:
    found = read_phones(text, sido, sigungu)
    codes = [note.code for note in found.notes if note.code not in _NO_DOUBT]
    if lost := _LOST & set(codes):
        raise BadCell(min(lost))
    if codes:
        return found.plain or found.proposed or text, codes[0]
    return found.plain if found.plain and re.fullmatch(r"\d+", text) else text, ""
