"""Which edits count at once and which wait for who answers for the register (R046)."""

from resmap.domain.codes import OfferStatus, Review

#: What changes from day to day and is learned on the phone: a manager writes it down and it counts.
DAILY = frozenset({"description", "hours", "how_to_apply", "limit", "places_left", "public_phone", "status"})

#: Nobody vouches for these entries yet; whoever knows more completes them.
OPEN = frozenset({Review.IMPORTED})

#: What follows from a typed field and goes where it goes.
FOLLOWS = {"kind": frozenset({"particulars", "tags"}), "particulars": frozenset({"tags"})}


def waits(name: str, after: object, review: Review, *, vouches: bool) -> bool:
    """Whether the new value of a typed field is proposed instead of set. ``vouches``: the editor may verify.

    To say that something has closed for good takes it out of every suggestion, so that it
    waits; that it pauses does not.
    """
    if vouches or review in OPEN:
        return False
    # Nobody waits with hiding a place that must not be known (P-21).
    if name == "location_secret":
        return False
    return name not in DAILY or (name == "status" and after is OfferStatus.CLOSED)
