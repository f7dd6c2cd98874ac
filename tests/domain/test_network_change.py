"""The network before and after: which ties came, went, grew or faded (R050, R166)."""

from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.case import CaseTie
from resmap.domain.codes import TieKind
from resmap.domain.network_change import TieSeen, change, from_content, snapshot, to_content

seen = st.builds(
    TieSeen,
    st.sampled_from(("client", "m1")),
    st.sampled_from(("A", "B", "C", "D")),
    st.sampled_from((TieKind.FRIEND, TieKind.NEIGHBOUR)),
    st.sampled_from((0.2, 0.5, 0.9)),
)
networks = st.lists(seen, max_size=8, unique_by=lambda one: one.key).map(tuple)


def tie(target: str, strength: float = 0.5, kind: TieKind = TieKind.FRIEND) -> TieSeen:
    return TieSeen("client", target, kind, strength)


def test_r050_the_difference_of_two_snapshots_tells_which_ties_came_went_grew_and_faded():
    before = (tie("A"), tie("B", 0.2), tie("C", 0.9), tie("D"))
    after = (tie("B", 0.8), tie("C", 0.5), tie("D"), tie("E"))
    found = change(before, after)
    assert [one.target for one in found.came] == ["E"] and [one.target for one in found.went] == ["A"]
    assert [one.target for one in found.grew] == ["B"] and [one.target for one in found.faded] == ["C"]


def test_an_entry_that_was_merged_in_between_neither_came_nor_went():
    assert not change((tie("old"),), (tie("new"),), {"old": "new", "client": "client", "new": "new"}.get).is_any


def test_a_conflict_is_no_tie_to_be_counted():
    ties = (CaseTie("client", "A", TieKind.CONFLICT), CaseTie("client", "B", TieKind.FRIEND))
    assert [one.target for one in snapshot(ties)] == ["B"]


@given(networks, networks)
def test_what_came_one_way_went_the_other_and_nothing_happens_between_the_same(before, after):
    there, back = change(before, after), change(after, before)
    assert set(there.came) == set(back.went) and {one.key for one in there.grew} == {one.key for one in back.faded}
    assert not change(before, before).is_any
    assert len(after) == len(before) + len(there.came) - len(there.went)


@given(networks)
def test_a_snapshot_is_read_back_as_it_was_written(network):
    assert from_content(to_content(network)) == network
