"""The ecomap of a client and the ties of an entry: who sees them, what they tell, how ties change."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from resmap.domain.case import CLIENT
from resmap.domain.codes import TieKind
from resmap.domain.network import Place
from resmap.domain.permissions import NotAllowed, NotFound
from resmap.flows import networks
from resmap.flows.mapping import Group
from resmap.flows.networks import STORED, Line, Strength, TieExists, What, strength_of
from resmap.flows.refusals import LostUpdate
from resmap.store import CaseRecord, CaseTieRecord, EventRecord
from resmap.store.queries import register
from tests.support.streets import SHELTER, TODAY, town_of


@pytest.fixture
def town(sqlite_url, tmp_path):
    """(database, streets, actors by name)"""
    with town_of(sqlite_url, tmp_path) as made:
        yield made


def see(town, name, act, *args):
    database, _, actors = town
    with database.read(actors[name]) as uow:
        return act(uow, actors[name], *args, TODAY)


def do(town, name, act, *args, **more):
    database, _, actors = town
    with database.write(actors[name]) as uow:
        return act(uow, actors[name], *args, **more)


def add(town, other, kind=TieKind.NEIGHBOUR, strength=Strength.WEAK, *, key="a key of tests", name="alice", mutual=False):
    case = town[1].case
    return do(town, name, networks.add_tie, case, town[1].ids.get(other, other), kind, strength, mutual=mutual, today=TODAY, key=key)


def own_line(town, other) -> Line:
    view = see(town, "alice", networks.of_case, town[1].case).picture
    return next(one for one in view.lines if {one.source, one.target} == {CLIENT, town[1][other]})


def events(database):
    with database.read() as uow:
        uow.as_system()
        return [(one.kind.value, one.client_id, one.facts) for one in uow.session.scalars(select(EventRecord))]


def test_every_group_of_the_map_is_something_in_the_network():
    assert {group.value for group in Group} <= {what.value for what in What}


def test_three_words_are_stored_as_numbers_that_read_as_the_same_words():
    assert {strength_of(STORED[word]) for word in Strength} == set(Strength)
    assert all(strength_of(STORED[word]) is word for word in Strength)
    assert [strength_of(n) for n in (0, 0.39, 0.4, 0.69, 0.7, 1)] == ["weak", "weak", "usual", "usual", "strong", "strong"]


def test_arrows_go_from_giver_to_receiver_and_a_conflict_flows_nowhere():
    def line(kind, mutual=False):
        return Line("a", "b", kind, Strength.USUAL, mutual).flow

    assert line("neighbour") == (False, True) and line("neighbour", True) == (True, True)
    assert line("served") == (True, False)  # from the service to the client
    assert line("conflict", True) == line("household") == line("has_offer") == (False, False)


def test_the_picture_of_a_client_holds_ties_services_and_the_household_by_its_relation(town):
    found = see(town, "alice", networks.of_case, town[1].case)
    nodes = found.picture.by_id
    assert (nodes[CLIENT].what, nodes[CLIENT].name) == (What.CLIENT, "")
    assert (nodes[town[1].son].what, nodes[town[1].son].name) == (What.HOUSEHOLD, "아들")
    assert nodes[town[1]["barber"]].what is What.RESIDENT and nodes[town[1]["lunch"]].what is What.AGENCY
    assert nodes[town[1]["women"]].hops == 2  # the barber leads it
    assert (found.measures.size, found.measures.informal_share, found.measures.reciprocity) == (2, 0.5, 0.5)
    assert "김아들" not in repr(found.picture) and "김당사자" not in repr(found.picture)


def test_looking_at_it_is_noted_as_reading_the_client(town):
    see(town, "alice", networks.of_case, town[1].case)
    assert events(town[0]) == [("client.read", town[1].client, {"view": "network"})]


def test_who_may_not_read_the_case_finds_no_network(town):
    with pytest.raises(NotFound):
        see(town, "bob", networks.of_case, town[1].case)
    for name in ("paul", "oscar", "adam"):
        with pytest.raises(NotAllowed):
            see(town, name, networks.of_case, town[1].case)


def test_the_ties_of_an_entry_are_for_readers_of_the_register(town):
    view = see(town, "alice", networks.of_entry, town[1]["women"])
    assert (view.centre, [(one.source, one.kind) for one in view.lines if one.kind == "leads"]) == (
        town[1]["women"],
        [(town[1]["barber"], "leads")],
    )
    assert see(town, "alice", networks.of_entry, town[1]["barber"]).centre == town[1]["barber"]
    for name in ("paul", "oscar"):
        with pytest.raises(NotAllowed):
            see(town, name, networks.of_entry, town[1]["women"])


def test_a_secret_shelter_and_an_unknown_entry_are_equally_not_found(town):
    for entry in (town[1]["shelter"], "01890000-0000-7000-8000-000000000000", CLIENT, "organization:달빛 쉼터 운영"):
        with pytest.raises(NotFound):
            see(town, "sue", networks.of_entry, entry)
    assert town[1]["shelter"] not in repr(see(town, "sue", networks.of_entry, town[1]["kitchen"]))


def test_no_tie_of_a_client_stands_in_the_network_of_an_entry(town):
    view = see(town, "alice", networks.of_entry, town[1]["barber"])
    assert CLIENT not in repr(view)


def test_where_a_secret_shelter_is_changes_nothing_in_any_network(town, monkeypatch):
    real, seen = register.network, set()
    for place in (Place(), Place(dong="자양4동", lat=37.5315, lon=127.0664), Place(dong="구의1동", lat=37.53, lon=127.09)):

        def moved(uow, today, place=place):
            world = real(uow, today)
            offers = [replace(one, place=place) if one.location_secret else one for one in world.offers]
            return replace(world, offers=tuple(offers))

        monkeypatch.setattr(register, "network", moved)
        pictures = [see(town, "alice", networks.of_case, town[1].case).picture]
        pictures += [see(town, "alice", networks.of_entry, town[1][name]) for name in ("kitchen", "barber", "seo")]
        seen.add(repr(pictures))
    assert len(seen) == 1


# ── changing ties ────────────────────────────────────────────────────────────


def test_a_tie_is_added_once_and_noted(town):
    first = add(town, "seo", mutual=True)
    assert add(town, "seo", mutual=True) == first  # the second click
    line = own_line(town, "seo")
    assert (line.kind, line.strength, line.mutual, line.record) == ("neighbour", Strength.WEAK, True, first)
    changed = [one for one in events(town[0]) if one[0] == "tie.changed"]
    assert [(client, facts["act"], facts["tie"]) for _, client, facts in changed] == [(town[1].client, "added", first)]


def test_the_same_tie_twice_is_refused_and_another_kind_is_not(town):
    add(town, "seo", key="one key of tests")
    with pytest.raises(TieExists):
        add(town, "seo", key="another key of tests")
    add(town, "seo", TieKind.TRUSTS, key="a third key of tests")


def test_a_tie_to_somebody_of_the_household_can_be_told(town):
    add(town, town[1].son, TieKind.CONFLICT, Strength.STRONG)
    view = see(town, "alice", networks.of_case, town[1].case)
    assert view.measures.conflict_share == pytest.approx(1 / 3)


@pytest.mark.parametrize("other", ["shelter", "client", "01890000-0000-7000-8000-000000000000"])
def test_no_tie_leads_to_a_secret_place_to_the_client_or_to_nobody(town, other):
    with pytest.raises(NotFound):
        add(town, other)


def test_only_ties_that_a_client_can_tell_are_taken(town):
    with pytest.raises(ValueError):
        add(town, "seo", TieKind.SERVED)


def test_a_stronger_tie_is_kept_and_a_stale_form_is_refused(town):
    line = own_line(town, "barber")
    told = {"mutual": False, "revision": line.revision}
    do(town, "alice", networks.change_tie, town[1].case, line.record, Strength.WEAK, **told)
    after = own_line(town, "barber")
    assert (after.strength, after.mutual, after.revision) == (Strength.WEAK, False, line.revision + 1)
    for act, more in ((networks.change_tie, (Strength.STRONG,)), (networks.end_tie, ())):
        stale = {"revision": line.revision} | ({"mutual": True} if more else {})
        with pytest.raises(LostUpdate):
            do(town, "alice", act, town[1].case, line.record, *more, **stale)
    assert own_line(town, "barber").strength is Strength.WEAK


def test_an_ended_tie_leaves_the_picture_stays_in_the_table_and_can_begin_again(town):
    line = own_line(town, "barber")
    do(town, "alice", networks.end_tie, town[1].case, line.record, revision=line.revision)
    view = see(town, "alice", networks.of_case, town[1].case).picture
    assert town[1]["barber"] not in view.by_id
    with pytest.raises(NotFound):
        do(town, "alice", networks.end_tie, town[1].case, line.record, revision=line.revision + 1)
    again = add(town, "barber", TieKind.FRIEND, Strength.USUAL)
    assert again == line.record and own_line(town, "barber").strength is Strength.USUAL
    with town[0].read() as uow:
        uow.as_system()
        rows = list(uow.session.scalars(select(CaseTieRecord).where(CaseTieRecord.id == again)))
    assert [one.voided_at for one in rows] == [None]


def test_nobody_changes_ties_of_a_case_that_is_not_theirs(town):
    line = own_line(town, "barber")
    with pytest.raises(NotFound):
        add(town, "seo", name="bob")
    with pytest.raises(NotAllowed):
        add(town, "seo", name="paul")
    with pytest.raises(NotFound):
        do(town, "bob", networks.end_tie, town[1].case, line.record, revision=line.revision)
    with pytest.raises(NotFound):  # a tie of another case of the same manager
        do(town, "alice", networks.end_tie, town[1].safe, line.record, revision=line.revision)


def test_a_closed_case_shows_its_network_and_keeps_it(town):
    database, streets, actors = town
    with database.write(actors["alice"]) as uow:
        uow.get(CaseRecord, streets.case).closed_on = TODAY
        uow.commit()
    assert not see(town, "alice", networks.of_case, streets.case).may_edit
    with pytest.raises(NotAllowed):
        add(town, "seo")
    with pytest.raises(NotAllowed):
        do(town, "alice", networks.end_tie, streets.case, streets.tie, revision=1)


# ── finding somebody ─────────────────────────────────────────────────────────


def find(town, text, name="alice"):
    database, _, actors = town
    with database.read(actors[name]) as uow:
        return [one.name for one in networks.candidates(uow, actors[name], town[1].case, text, TODAY)]


@pytest.mark.parametrize(
    "text, found",
    [
        ("이발사", ["이발사 권○○(69)"]),
        ("이 발 사", ["이발사 권○○(69)"]),
        ("ㅇㅂㅅ", ["이발사 권○○(69)"]),
        ("아들", ["아들"]),
        ("(en)", ["따뜻한 점심", "모퉁이 반찬", "밑반찬 나눔", "새마을부녀회", "함께 끓이는 모임"]),
        (SHELTER, []),
        ("김당사자", []),
        ("", ["아들"]),
    ],
)
def test_people_and_groups_are_found_by_name_and_by_initials(town, text, found):
    got = find(town, text)
    assert set(found) <= set(got) if text == "(en)" else got == found


def test_the_household_comes_first_and_a_stranger_finds_nobody(town):
    assert find(town, "이웃")[0].startswith("이웃")
    with pytest.raises(NotFound):
        find(town, "이웃", "bob")
