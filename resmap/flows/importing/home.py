"""목록 전체가 한 구나 한 동의 것일 때: what somebody said of the whole list, as its mapping keeps it."""

from dataclasses import replace

from resmap.domain.cleaning.places import Places
from resmap.formats import lists
from resmap.formats.problems import FormatError, Problem

#: Stands for "all of it is of the gu, nobody says which dong".
ANY_DONG = "*"


def at_home(mapping: lists.Mapping, dong: str | None, gu: str | None, places: Places, what: str) -> lists.Mapping:
    """The mapping with the gu and dong that the whole list is of. ``dong`` None: nobody was asked, "" : it is of
    no single one, :data:`ANY_DONG`: of the gu. Without ``gu`` the one that has such a dong, the office's own first.

    Raises FormatError (LIST_DONG_UNKNOWN, LIST_GU_UNKNOWN).
    """
    if dong is None:
        return mapping
    if not dong:
        return replace(mapping, gu=None, dong=None)
    told = (gu or "").split(" ", 1)[-1].strip()
    if dong == ANY_DONG:
        district = told or places.sigungu
        if not district:
            raise FormatError(what, [Problem("$", "LIST_GU_UNKNOWN", "")])
        return replace(mapping, gu=district, dong=None)
    gus = [told] if told else sorted(places.dongs, key=lambda one: (one != places.sigungu, one))
    for district in gus:
        found = places.administrative(district, dong)
        if len(found) == 1:
            return replace(mapping, gu=district, dong=found[0])
        if told and not places.dongs.get(told):  # a gu of which no dong is known
            return replace(mapping, gu=told, dong=dong)
    raise FormatError(what, [Problem("$", "LIST_DONG_UNKNOWN", dong, told or places.sigungu or "")])
