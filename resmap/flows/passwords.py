"""Passwords: argon2id with t=2, 19 MiB, p=1 (64 ms here; the library's own defaults take ten times that)."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

#: Longer ones are refused unread: hashing must not become work that strangers can order.
MOST_CHARACTERS = 200


def hash_password(password: str) -> str:
    """The hash to store; ValueError if the password is empty or too long."""
    if not password or len(password) > MOST_CHARACTERS:
        raise ValueError("a password has 1 to 200 characters")
    return _HASHER.hash(password)


def verify_password(stored: str | None, password: str) -> bool:
    """Is this the password? Without a stored hash the same work is done and the answer is no,
    so that the time of the answer does not tell whether the account exists."""
    if not password or len(password) > MOST_CHARACTERS:
        stored, password = None, "-"
    try:
        return _HASHER.verify(stored or _nobody(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def outdated(stored: str) -> bool:
    """Was it hashed with other parameters than today's?"""
    return _HASHER.check_needs_rehash(stored)


@cache
def _nobody() -> str:
    return _HASHER.hash("nobody's password")
