"""The names of the streams in an OLE file (XLS, HWP, DOC, an office file under a password), and nothing else of it.

[MS-CFB]: a header, a chain of sectors for the directory, 128 bytes an entry. Read without
trusting a number of it: chains are cut where they turn in circles.
"""

import struct
from typing import BinaryIO

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_SECTORS = 4096
_END = 0xFFFFFFFA  # this and above are marks, not sectors


def stream_names(file: BinaryIO) -> frozenset[str]:
    """Names of streams and storages as far as the directory can be read; empty where it cannot."""
    try:
        header = file.read(512)
        if not header.startswith(SIGNATURE) or len(header) < 512:
            return frozenset()
        shift = struct.unpack_from("<H", header, 30)[0]
        if shift not in (9, 12):
            return frozenset()
        size = 1 << shift
        first = struct.unpack_from("<I", header, 48)[0]
        difat = [one for one in struct.unpack_from("<109I", header, 76) if one < _END]
        names: set[str] = set()
        for sector in _chain(file, first, difat, size):
            names.update(_entries(_sector(file, sector, size)))
        return frozenset(names)
    except (struct.error, OSError, ValueError, OverflowError):
        return frozenset()


def _sector(file: BinaryIO, number: int, size: int) -> bytes:
    file.seek((number + 1) * size)
    return file.read(size)


def _chain(file: BinaryIO, first: int, difat: list[int], size: int):
    """The sectors of a chain; at most :data:`_MOST_SECTORS`, none twice."""
    seen: set[int] = set()
    number, per_sector = first, size // 4
    while number < _END and number not in seen and len(seen) < _MOST_SECTORS:
        seen.add(number)
        yield number
        if number // per_sector >= len(difat):
            return
        table = _sector(file, difat[number // per_sector], size)
        number = struct.unpack_from("<I", table, 4 * (number % per_sector))[0]


def _entries(sector: bytes):
    for start in range(0, len(sector) - 127, 128):
        length = struct.unpack_from("<H", sector, start + 64)[0]
        if 2 <= length <= 64 and sector[start + 66]:
            yield sector[start : start + length - 2].decode("utf-16-le", "replace")
