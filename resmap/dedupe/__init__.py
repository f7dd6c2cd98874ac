"""Offer <-> offer: which two entries are one place. Blocking, explained scores, pairs, clusters.

``compare`` weighs two records, ``find_pairs`` a whole register or two lists; both say why, line by line.
"""

from resmap.dedupe.pairs import PROPOSE_FROM, Pair, compare, find_pairs
from resmap.dedupe.records import NotComparable, Record

__all__ = ["PROPOSE_FROM", "NotComparable", "Pair", "Record", "compare", "find_pairs"]
