"""While a long list is read and written, what Python allocates is looked through for rings less often.

Rows make many small objects that end with their row, none of them in a ring; looking through
them all the time costs a tenth of an import. What is collected late is collected all the same.
"""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

#: Objects made before the youngest are looked through; Python's own number is 700.
SELDOM = 50_000

_lock = threading.Lock()
_inside = 0
_usual = gc.get_threshold()


@contextmanager
def calm() -> Iterator[None]:
    """Inside, garbage in rings is collected seldom; several threads may be inside at once."""
    global _inside, _usual
    with _lock:
        if _inside == 0 and (_usual := gc.get_threshold())[0]:
            gc.set_threshold(max(SELDOM, _usual[0]), *_usual[1:])
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if _inside == 0 and _usual[0]:
                gc.set_threshold(*_usual)
