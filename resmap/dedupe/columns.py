"""Columns of codes: equal values have equal numbers, so that a million pairs compare at once."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from rapidfuzz.process import cpdist

#: The code of "not known".
NONE = -1


@dataclass(frozen=True, slots=True)
class Coded:
    """``codes[row]`` is an index into ``values``, or NONE."""

    codes: np.ndarray
    values: tuple


class Book:
    """Gives the same number to the same value, in both lists of a linkage."""

    def __init__(self) -> None:
        self.values: list = []
        self._numbers: dict = {}

    def code(self, each: Iterable) -> np.ndarray:
        """Codes of the values; NONE for None, "" and ()."""
        numbers, new = self._numbers, self._numbers.setdefault
        out = [new(value, len(numbers)) if value else NONE for value in each]
        self.values += islice(numbers, len(self.values), None)
        return np.array(out, dtype=np.int64)


def both_known(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return (a >= 0) & (b >= 0)


def similarity(values: Sequence[str], a: np.ndarray, b: np.ndarray, scorer: Callable, **how: object) -> np.ndarray:
    """``scorer`` of ``values[a[k]]`` and ``values[b[k]]``, each different pair of values asked once."""
    low, high = np.minimum(a, b), np.maximum(a, b)
    keys, back = np.unique(low * (len(values) + 1) + high, return_inverse=True)
    first = [values[k] for k in (keys // (len(values) + 1)).tolist()]
    second = [values[k] for k in (keys % (len(values) + 1)).tolist()]
    if not first:
        return np.zeros(0, dtype=np.float32)
    return cpdist(first, second, scorer=scorer, dtype=np.float32, **how)[back]


def relation(values: Sequence, a: np.ndarray, b: np.ndarray, judge: Callable[[object, object], int]) -> np.ndarray:
    """``judge`` of each different pair of values, as int8; for fields with few values."""
    low, high = np.minimum(a, b), np.maximum(a, b)
    keys, back = np.unique(low * (len(values) + 1) + high, return_inverse=True)
    found = [judge(values[k // (len(values) + 1)], values[k % (len(values) + 1)]) for k in keys.tolist()]
    return np.array(found, dtype=np.int8)[back] if found else np.zeros(0, dtype=np.int8)
