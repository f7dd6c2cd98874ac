"""Blind index: finding an equal phone number without storing one (TRUST.md).

For phones and the like only, never for names: their frequency would give the
commonest ones away. The office is part of the input, so that two offices cannot
compare their clients.
"""

import hashlib
import hmac
import re

from resmap.store.keys import KeyRing


def phone_index(ring: KeyRing, office_id: str, phone: str | None) -> str | None:
    """64 hex digits for the digits of ``phone`` within that office; None for no digits."""
    digits = re.sub(r"\D", "", phone or "")
    if digits.startswith("82"):
        digits = "0" + digits[2:].removeprefix("0")
    return _keyed(ring, "phone", office_id, digits) if digits else None


def number_index(ring: KeyRing, office_id: str, number: str | None) -> str | None:
    """64 hex digits for a number of the duty system, whatever its spaces, dashes and case; None for none."""
    folded = re.sub(r"[\W_]", "", number or "").casefold()
    return _keyed(ring, "number", office_id, folded) if folded else None


def address_hash(ring: KeyRing, address: str) -> str:
    """64 hex digits for a network address: throttling counts it, nobody reads it back."""
    return _keyed(ring, "address", "", address)


def _keyed(ring: KeyRing, purpose: str, office_id: str, value: str) -> str:
    message = "\x00".join((purpose, office_id, value)).encode()
    return hmac.new(ring.blind, message, hashlib.sha256).hexdigest()
