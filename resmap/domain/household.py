"""Whose need it is: the members that eligibility is judged on (contract §1, Holder)."""

from resmap.domain.case import CLIENT, COUPLE, FAMILY, Client, Member

#: Age of majority in Korea (민법 §4), in completed years.
ADULT = 19
#: Minors for helpers' vetting: under 18 (contract §1, VET; 아동복지법 §3).
MINOR_BELOW = 18
#: Below this age only the legal representative consents (PIPA §22의2, P-07).
CONSENTS_FROM = 14

_PARTNER_WORDS = ("남편", "부인", "아내", "배우자", "처", "동거인", "husband", "wife", "spouse", "partner")
_PARENT_WORDS = ("아버지", "어머니", "father", "mother")


def partners(client: Client) -> tuple[Member, ...]:
    """The adult partners of the household.

    Two adults are the couple. With more, those whose relation says so; if that
    names no clear pair, every adult counts, and with no adult everybody does, so
    that nobody is overlooked (a couple of minors has to be protected as minors).
    """
    adults = tuple(m for m in client.household if m.age is None or m.age >= ADULT)
    if not adults:
        return client.household
    if len(adults) <= 2:
        return adults
    for words in (_PARTNER_WORDS, _PARENT_WORDS):
        named = tuple(m for m in adults if any(word in m.relation for word in words))
        if len(named) == 2:
            return named
        if len(named) == 1 and words is _PARTNER_WORDS:
            # The other partner is the one who speaks: "본인" or "(상담자)".
            speaker = tuple(m for m in adults if "본인" in m.relation or "상담자" in m.relation)
            if len(speaker) == 1 and speaker[0] is not named[0]:
                return tuple(m for m in adults if m is named[0] or m is speaker[0])
    return adults


def holders(client: Client, holder: str) -> tuple[Member, ...]:
    """The members who hold a need; empty when ``holder`` names nobody of the household."""
    if holder == COUPLE:
        return partners(client)
    if holder == FAMILY:
        return client.household
    named = tuple(member for member in client.household if member.id == holder)
    return client.household[:1] if holder == CLIENT and not named else named


def facts_of(client: Client, member: Member) -> frozenset[str]:
    """Facts that count for a holder: the client's and the member's own (contract §1)."""
    return client.facts | member.facts
