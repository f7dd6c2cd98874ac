"""The contact log: how somebody was reached, or was not (R198, R163; B:381).

Each try counts, the vain ones too: before anybody counts as lost there were tries on several days and in several
ways (``closing_items.contact_log_enough``). What the worker is to the client in it is one of twelve roles (R048, R049).
"""

from enum import StrEnum


class ContactWay(StrEnum):
    """Ways of getting in touch, as they are stored."""

    PHONE = "phone"
    VISIT = "visit"
    OFFICE = "office"
    MESSAGE = "message"
    LETTER = "letter"
    NEIGHBOUR = "neighbour"
    OTHER = "other"


#: Ways that leave something with whoever opens the door, the letter or the telephone (P-22).
SEEN_BY_OTHERS = frozenset({ContactWay.PHONE, ContactWay.VISIT, ContactWay.MESSAGE, ContactWay.LETTER, ContactWay.NEIGHBOUR})

LONGEST_NOTE, LONGEST_WHOM, MOST_MINUTES = 2000, 100, 24 * 60
