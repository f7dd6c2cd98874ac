"""The reader behind test_imports.py sees every way of importing; a blind one would let all rules pass."""

from tests.house.rooms import all_imports


def imported(tmp_path, source: str, file: str = "web/pages.py") -> set[tuple[str, str]]:
    path = tmp_path / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source, "utf-8")
    return {(it.target_room, it.library) for it in all_imports(tmp_path)}


def test_a_plain_import_is_seen(tmp_path):
    assert imported(tmp_path, "import networkx.algorithms as algorithms") == {("", "networkx")}


def test_an_import_inside_a_function_is_seen(tmp_path):
    assert imported(tmp_path, "def draw():\n    from resmap.graph.build import graph") == {("graph", "resmap")}


def test_a_room_taken_from_the_package_is_seen(tmp_path):
    assert imported(tmp_path, "from resmap import store") == {("store", "resmap")}


def test_a_relative_import_is_seen(tmp_path):
    assert imported(tmp_path, "from ..store import records") == {("store", "resmap")}
    assert imported(tmp_path, "from .. import store") == {("store", "resmap")}


def test_an_import_by_name_is_seen(tmp_path):
    assert imported(tmp_path, "importlib.import_module('resmap.store.records')") == {("store", "resmap")}


def test_an_import_under_type_checking_is_seen(tmp_path):
    assert imported(tmp_path, "if TYPE_CHECKING:\n    import sqlalchemy") == {("", "sqlalchemy")}
