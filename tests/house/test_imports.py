"""Who may import whom (DESIGN, "The house"). Held over the syntax tree, so a late import counts too."""

import sys
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.house.rooms import HOUSE, all_imports

CORE = {"domain", "scoring"}
MIDDLE = {"graph", "matching", "dedupe", "formats", "store", "words"}
MAY_IMPORT = {
    "domain": {"domain"},
    "scoring": {"scoring"},
    "config": {"config"},
    **{room: CORE | {room} for room in MIDDLE},
    "flows": CORE | MIDDLE | {"flows", "config"},
    "web": {"web", "flows", "words", "domain", "config"},
    "cli": {"cli", "web", "bench", "flows", "words", "domain", "config"},
    "__init__": set(),
    "__main__": {"cli"},
}  # bench is not listed: it may import anything
STANDARD_LIBRARY_ONLY = {"domain", "scoring", "config", "__init__", "__main__"}
SETTINGS_LIBRARIES = {"pydantic", "pydantic_settings", "platformdirs"}  # config may use one
AT_HOME_IN = {
    "networkx": {"graph"},
    "sqlalchemy": {"store"},
    "alembic": {"store"},
    "psycopg": {"store"},
    "rapidfuzz": {"dedupe"},
    "flask": {"web"},
    "werkzeug": {"web"},
    "folium": {"web"},
}

IMPORTS = list(all_imports())


def faults(broken) -> list[str]:
    return [str(each) for each in IMPORTS if each.room != "bench" and broken(each)]


def test_every_room_imports_only_the_rooms_it_may():
    assert not faults(lambda it: it.target_room and it.target_room not in MAY_IMPORT[it.room])


def test_every_room_has_its_rule():
    rooms = {path.name.removesuffix(".py") for path in HOUSE.iterdir() if path.suffix == ".py" or path.is_dir()}
    assert rooms - {"bench", "__pycache__", "_resources"} <= MAY_IMPORT.keys()


def test_nothing_imports_the_bench_but_its_command():
    assert not faults(lambda it: it.target_room == "bench" and it.room != "cli")


def test_the_inner_rooms_use_the_standard_library_only():
    def foreign(it):
        known = sys.stdlib_module_names | {"resmap"} | (SETTINGS_LIBRARIES if it.room == "config" else set())
        return it.room in STANDARD_LIBRARY_ONLY and it.library not in known

    assert not faults(foreign)
    assert len({it.library for it in IMPORTS if it.room == "config"} & SETTINGS_LIBRARIES) <= 1


@pytest.mark.parametrize("library", AT_HOME_IN)
def test_a_library_stays_in_its_room(library):
    assert not faults(
        lambda it: (
            (it.library == library or it.library.startswith(f"{library}_")) and it.room not in AT_HOME_IN[library]
        )
    )


def test_the_rooms_form_no_circle():
    above = {room: set() for room in MAY_IMPORT}
    for it in IMPORTS:
        if it.target_room and it.target_room != it.room:
            above.setdefault(it.room, set()).add(it.target_room)
    try:
        TopologicalSorter(above).prepare()
    except CycleError as circle:
        pytest.fail(" imports ".join(reversed(circle.args[1])))
