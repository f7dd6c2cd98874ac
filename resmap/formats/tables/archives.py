"""A zip is looked at before anything is unpacked: how many members, how large, how they are named.

Nothing is ever unpacked to a disk. What is refused here: a directory or unpacked size beyond all
lists, a ratio that only bombs have, members that lie over one another, a name twice, a name that
climbs out of its folder, members under a password.
"""

import struct
import zipfile
from typing import BinaryIO

from resmap.formats.tables.limits import (
    HIGHEST_RATIO,
    LARGEST_DIRECTORY,
    LARGEST_UNPACKED,
    MOST_MEMBERS,
    RATIO_MATTERS,
)
from resmap.formats.tables.source import Source

_END_RECORD = b"PK\x05\x06"
_END_RECORD_64 = b"PK\x06\x06"


def members(source: Source) -> list[zipfile.ZipInfo]:
    """The directory of a zip. Raises FormatError: ZIP_BROKEN, or ZIP_UNSAFE where its directory is too large."""
    with source.open() as file:
        if _directory_size(file, source.size) > LARGEST_DIRECTORY:
            raise source.refused("ZIP_UNSAFE", found="members")
        file.seek(0)
        try:
            with zipfile.ZipFile(file) as archive:
                return archive.infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error, EOFError, UnicodeError):
            raise source.refused("ZIP_BROKEN") from None


def check(source: Source, found: list[zipfile.ZipInfo] | None = None) -> None:
    """Raise FormatError (ZIP_UNSAFE, with ``found`` saying why, or IS_LOCKED) for a zip that is not to be unpacked."""
    found = members(source) if found is None else found
    if why := _unsafe(found, source.size):
        raise source.refused("ZIP_UNSAFE", found=why)
    if any(one.flag_bits & 1 for one in found):
        raise source.refused("IS_LOCKED")


def _unsafe(found: list[zipfile.ZipInfo], size: int) -> str | None:
    unpacked = sum(one.file_size for one in found)
    if len(found) > MOST_MEMBERS:
        return "members"
    if unpacked > LARGEST_UNPACKED:
        return "size"
    if unpacked > RATIO_MATTERS and unpacked > HIGHEST_RATIO * max(1, size):
        return "ratio"
    if sum(one.compress_size for one in found) > size:
        return "overlap"
    if len({one.filename for one in found}) != len(found):
        return "name twice"
    if any(_climbs(one.filename) for one in found):
        return "name"
    return None


def _climbs(name: str) -> bool:
    steps = name.replace("\\", "/").split("/")
    return name.startswith(("/", "\\")) or ".." in steps or (len(steps[0]) == 2 and steps[0][1] == ":")


def _directory_size(file: BinaryIO, size: int) -> int:
    """What the end record says of the directory's size, before ``zipfile`` reads it whole."""
    file.seek(max(0, size - 66_000))
    tail = file.read()
    at = tail.rfind(_END_RECORD)
    if at < 0 or at + 16 > len(tail):
        return 0  # zipfile will refuse it
    told = struct.unpack_from("<I", tail, at + 12)[0]
    at64 = tail.rfind(_END_RECORD_64)
    if at64 >= 0 and at64 + 48 <= len(tail):
        told = max(struct.unpack_from("<Q", tail, at64 + 40)[0], 0 if told == 0xFFFFFFFF else told)
    return told


