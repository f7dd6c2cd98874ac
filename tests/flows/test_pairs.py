"""Entries that may be one: found, laid side by side, judged once, merged as chosen, and parted again exactly."""

import threading
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import inspect, select

from resmap.domain.codes import AreaLevel, ChangeReason, PairVerdict, RecipientClass, Review
from resmap.domain.events import EventKind
from resmap.domain.permissions import Actor, NotAllowed, NotFound, Role
from resmap.domain.resident_number import ResidentNumberError
from resmap.flows import editing, entry_history, new_entries, pairs
from resmap.flows.entering import name_keys
from resmap.flows.pair_view import Look
from resmap.store import (
    Database,
    LostUpdate,
    OfferChangeRecord,
    OfferRecord,
    OfficeRecord,
    OrganisationRecord,
    PairJudgementRecord,
    UserRecord,
    new_ring,
)
from resmap.store.queries import changes
from resmap.store.records import EventRecord

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 2)
SAME, DIFFERENT, UNSURE, UNDONE = PairVerdict.SAME, PairVerdict.DIFFERENT, PairVerdict.UNSURE, PairVerdict.UNDONE


@pytest.fixture
def database(migrated_url, tmp_path):
    made = Database(migrated_url, new_ring(), tmp_path / "events.head", clock=lambda: NOW)
    yield made
    made.dispose()


@pytest.fixture
def people(database):
    with database.write() as uow:
        office = uow.add(OfficeRecord(name="솔빛구청", sido="서울특별시", sigungu="솔빛구"))
        uow.flush()
        boss = uow.add(UserRecord(login="sue", name="윤하늘", role=Role.SUPERVISOR, office_id=office.id))
        uow.commit()
        made = {role: Actor(f"a {role}", role, office=office.id) for role in Role}
        made[Role.SUPERVISOR] = Actor(boss.id, Role.SUPERVISOR, office=office.id)
    return made


@pytest.fixture
def sue(people):
    return people[Role.SUPERVISOR]


TWIN = {
    "name": "한별종합사회복지관", "public_phone": "02-555-0101", "address": "서울특별시 솔빛구 별빛로 12", "sigungu": "솔빛구",
    "dong": "솔빛1동",
}  # fmt: skip


@pytest.fixture
def add(database):
    """Add an offer of an organisation of its own, or of ``owner``; answers its id."""

    def add(name="한별종합사회복지관", owner=None, **fields):
        usual = {
            "kind": "M31", "needs": ("SOC13",), "recipient_class": RecipientClass.AGENCY,
            "area_level": AreaLevel.SIGUNGU, "area_names": ("솔빛구",), **name_keys(name),
        }  # fmt: skip
        with database.write() as uow:
            named = owner or name
            held = uow.session.scalar(select(OrganisationRecord).where(OrganisationRecord.name == named))
            held = held or uow.add(OrganisationRecord(name=named))
            made = uow.add(OfferRecord(name=name, organisation_id=held.id, **usual | fields))
            uow.commit()
        return made.id

    return add


@pytest.fixture
def twins(add, find):
    """Two entries that are plainly one: the first verified, the second only imported."""
    ids = add(**TWIN, review=Review.VERIFIED, verified_on=TODAY), add(**TWIN | {"name": "한별 종합사회복지관"}, hours="09-18")
    find()
    return ids


@pytest.fixture
def find(database):
    def find(ids=None):
        with database.write() as uow:
            found = pairs.refresh(uow, ids)
            uow.commit()
        return found

    return find


@pytest.fixture
def judge(database, sue):
    def judge(a, b, verdict=SAME, *, key=None, revisions=None, **more):
        with database.write(sue) as uow:
            known = {id_: uow.get(OfferRecord, id_).revision for id_ in (a, b)}
            return pairs.judge(
                uow, sue, a, b, verdict, revisions=revisions or known, key=key or f"{uow.new_id()}", **more
            )

    return judge


@pytest.fixture
def undo(database, sue):
    def undo(judgement, *, key=None, **more):
        with database.write(sue) as uow:
            return pairs.undo(uow, sue, judgement, key=key or uow.new_id(), **more)

    return undo


@pytest.fixture
def edit(database):
    def edit(entry, **fields):
        with database.write() as uow:
            record = uow.get(OfferRecord, entry)
            for name, value in fields.items():
                setattr(record, name, value)
            uow.commit()

    return edit


@pytest.fixture
def waiting(database, sue):
    def waiting():
        with database.read(sue) as uow:
            page = pairs.waiting(uow, sue)
            assert page.total == pairs.count_waiting(uow)
            return {frozenset((one.a.id, one.b.id)) for one in page.rows}

    return waiting


def entry(database, id_):
    """Every column of an entry, upkeep of the row aside."""
    with database.read() as uow:
        record = uow.session.scalar(
            select(OfferRecord).where(OfferRecord.id == id_).execution_options(include_voided=True)
        )
        return {
            one.key: getattr(record, one.key)
            for one in inspect(OfferRecord).column_attrs
            if one.key not in ("revision", "verified_revision")
        }


# Finding


def test_two_entries_that_are_plainly_one_wait_to_be_looked_at(twins, waiting):
    assert waiting() == {frozenset(twins)}


def test_one_changed_entry_is_compared_with_what_looks_like_it(add, find, edit, waiting):
    a, b = add(**TWIN), add(**TWIN | {"name": "달빛경로당", "public_phone": "02-555-9999", "address": "솔빛구 달빛로 3"})
    assert find() == 0
    edit(b, **{key: TWIN[key] for key in ("name", "public_phone", "address")}, **name_keys(TWIN["name"]))
    assert find([b]) == 1
    assert waiting() == {frozenset((a, b))}


@pytest.mark.parametrize(
    "hidden",
    [
        {"location_secret": True, "address": None, "dong": None, "access_line": "1366"},
        {"kind": "H11", "public_phone": None},
        {"review": Review.WITHDRAWN},
    ],
)
def test_secret_places_residents_and_who_was_withdrawn_are_never_compared(database, sue, add, find, hidden):
    ids = add(**TWIN), add(**TWIN | hidden)
    assert find() == 0
    with database.read(sue) as uow:
        for pair in (ids, ids[::-1]):
            with pytest.raises(NotFound):
                pairs.lay(uow, sue, *pair)
        alikes = pairs.look_alikes(uow, sue, {"name": TWIN["name"], "phone": TWIN["public_phone"]})
        assert [one.record.id for one in alikes] == [ids[0]]


def test_what_was_withdrawn_after_it_was_found_waits_no_longer(twins, edit, waiting):
    edit(twins[1], review=Review.WITHDRAWN)
    assert waiting() == set()


@pytest.mark.parametrize("verdict", [DIFFERENT, UNSURE])
def test_a_judged_pair_is_never_offered_again(twins, judge, find, waiting, verdict):
    judge(*twins, verdict)
    assert waiting() == set()
    find()
    assert waiting() == set()


def test_a_pair_of_which_nobody_was_sure_is_offered_again_when_what_is_compared_changed(twins, judge, find, edit, waiting):
    judge(*twins, UNSURE)
    edit(twins[0], hours="10-17")
    find([twins[0]])
    assert waiting() == set()
    edit(twins[0], public_phone="02-555-0102; 02-555-0101")
    find([twins[0]])
    assert waiting() == {frozenset(twins)}


def test_a_pair_that_was_called_different_stays_so_whatever_changes(twins, judge, find, edit, waiting):
    judge(*twins, DIFFERENT)
    edit(twins[0], public_phone="02-555-0102; 02-555-0101")
    find([twins[0]])
    assert waiting() == set()


def test_who_differs_from_one_is_not_offered_with_another_that_is_the_same(add, find, judge, waiting):
    a, b, c = (add(**TWIN) for _ in range(3))
    find()
    assert len(waiting()) == 3
    judge(b, c, DIFFERENT)
    judge(a, b)
    find()
    assert waiting() == set()


def test_a_new_entry_and_a_change_are_compared_at_once(database, sue, twins, find, waiting, judge):
    judge(*twins)
    with database.write(sue) as uow:
        typed = {"kind": "M31", "name": TWIN["name"], "phone": TWIN["public_phone"], "address": TWIN["address"]}
        made = new_entries.create(uow, sue, typed | {"needs": ("SOC13",)}, key="new-entry")
    assert waiting() == {frozenset((twins[0], made.id))}
    with database.write(sue) as uow:
        other = {"name": "달빛경로당", "public_phone": "02-555-0909", "address": "솔빛구 달빛로 1"}
        editing.change(uow, sue, made.id, revision=made.revision, values=other, key="edit-entry")
    assert waiting() == set()
    with database.write(sue) as uow:
        last = changes.of_entry(uow, made.id)[0]
        entry_history.undo(uow, sue, last.id, revision=uow.get(OfferRecord, made.id).revision, key="undo-edit")
    assert waiting() == {frozenset((twins[0], made.id))}


# While somebody types


def test_a_look_alike_is_told_while_a_new_entry_is_typed(database, people, twins):
    actor = people[Role.CASE_MANAGER]
    with database.read(actor) as uow:
        by_name = pairs.look_alikes(uow, actor, {"name": "한별 종합 사회복지관"})
        assert {one.record.id for one in by_name} == set(twins)
        with_number = pairs.look_alikes(uow, actor, {"name": "한별복지관", "phone": "02) 555-0101"})
        assert with_number[0].score > by_name[0].score
        slip = pairs.look_alikes(uow, actor, {"name": "한벌종합사회복지관", "phone": "02-555-0101"})
        assert {one.record.id for one in slip} == set(twins)


@pytest.mark.parametrize("values", [{}, {"name": "한"}, {"name": TWIN["name"], "kind": "H11"}])
def test_too_little_and_a_resident_is_like_nobody(database, sue, twins, values):
    with database.read(sue) as uow:
        assert pairs.look_alikes(uow, sue, values) == ()


def test_an_entry_is_not_like_itself(database, sue, twins):
    with database.read(sue) as uow:
        told = pairs.look_alikes(uow, sue, {"name": TWIN["name"], "id": twins[0]})
        assert [one.record.id for one in told] == [twins[1]]


def test_a_resident_number_is_not_even_looked_for(database, sue):
    with database.read(sue) as uow, pytest.raises(ResidentNumberError):
        pairs.look_alikes(uow, sue, {"name": "800101-1234567"})


# Side by side


def test_all_fields_stand_side_by_side_with_the_reasons(database, sue, twins):
    with database.read(sue) as uow:
        laid = pairs.lay(uow, sue, *twins[::-1])
    looks = {one.name: one.look for one in laid.fields}
    assert looks["name"] is Look.SAME and looks["public_phone"] is Look.SAME and looks["hours"] is Look.ONLY_B
    assert "cost" not in looks
    assert (laid.a.record.id, laid.b.record.id) == tuple(sorted(twins))
    assert laid.stays == twins[0]
    assert laid.score == pytest.approx(sum(line.points for line in laid.lines))
    assert laid.proposed and laid.history == () and laid.contradicts == ()


def test_cases_that_name_an_entry_are_counted_and_nothing_more(database, sue, twins):
    with database.read(sue) as uow:
        laid = pairs.lay(uow, sue, *twins)
    assert (laid.a.cases, laid.b.cases) == (0, 0)


@pytest.mark.parametrize("role", [Role.CASE_MANAGER, Role.PARTNER, Role.ADMINISTRATOR, Role.NONE])
def test_only_who_verifies_judges(database, people, twins, role):
    actor = people[role]
    with database.write(actor) as uow:
        for act in (
            lambda: pairs.waiting(uow, actor),
            lambda: pairs.twins(uow, actor),
            lambda: pairs.lay(uow, actor, *twins),
            lambda: pairs.judged(uow, actor),
            lambda: pairs.judge(uow, actor, *twins, SAME, revisions={}, key="k"),
            lambda: pairs.judge_twins(uow, actor, [twins], key="k"),
            lambda: pairs.undo(uow, actor, "x", key="k"),
        ):
            with pytest.raises(NotAllowed):
                act()


# Judging


def test_the_same_ones_become_one_and_the_verified_one_stays(database, twins, judge, waiting):
    made = judge(*twins)
    assert (made.stays, made.goes, made.taken) == (*twins, ("hours",))
    stays, goes = (entry(database, id_) for id_ in twins)
    assert stays["hours"] == "09-18" and stays["review"] is Review.VERIFIED
    assert goes["review"] is Review.MERGED and goes["merged_into"] == twins[0]
    assert waiting() == set()


def test_a_person_chooses_which_stays_and_whose_value_counts(database, twins, judge, edit):
    edit(twins[1], needs=("DLY11",), name="한별복지관")
    made = judge(*twins, keep=twins[1], fields={"needs": "both", "name": twins[0]})
    assert made.stays == twins[1]
    kept = entry(database, twins[1])
    assert kept["needs"] == ("DLY11", "SOC13") and kept["name"] == TWIN["name"]
    assert kept["name_folded"] == name_keys(TWIN["name"])["name_folded"]
    assert kept["review"] is Review.IMPORTED, "what nobody verified is not verified by a merge"


@pytest.mark.parametrize("choice", [{"keep": "somebody"}, {"fields": {"review": "both"}}, {"fields": {"hours": "both"}}])
def test_a_choice_that_is_none_changes_nothing(database, twins, judge, waiting, choice):
    before = [entry(database, id_) for id_ in twins]
    with pytest.raises(pairs.BadChoice):
        judge(*twins, **choice)
    assert [entry(database, id_) for id_ in twins] == before and waiting() == {frozenset(twins)}


def test_the_history_of_both_tells_the_merge(database, twins, judge):
    judge(*twins)
    with database.read() as uow:
        rows = list(uow.session.scalars(select(OfferChangeRecord).order_by(OfferChangeRecord.id)))
    assert {(row.offer_id, row.why) for row in rows} == {(twins[0], ChangeReason.MERGE), (twins[1], ChangeReason.MERGE)}


def test_a_judgement_keeps_the_evidence_that_was_seen(database, twins, judge):
    made = judge(*twins, note="전화로 확인")
    with database.read() as uow:
        row = uow.get(PairJudgementRecord, made.id)
        events = list(uow.session.scalars(select(EventRecord.kind)))
    assert row.score >= 14 and row.model.startswith("resmap-pairs") and row.note == "전화로 확인"
    assert {line.get("factor") for line in row.lines} >= {"name", "phone", "address"}
    assert row.revision_a == row.revision_b == 1
    assert EventKind.PAIR_JUDGED in events and EventKind.OFFER_MERGED in events


def test_what_was_edited_since_it_was_shown_is_not_judged(twins, judge, edit, waiting):
    edit(twins[1], hours="10-17")
    with pytest.raises(LostUpdate):
        judge(*twins, revisions=dict.fromkeys(twins, 1))
    assert waiting() == {frozenset(twins)}


def test_the_second_of_two_clicks_judges_once(database, twins, judge):
    first = judge(*twins, DIFFERENT, key="the same key")
    assert judge(*twins, DIFFERENT, key="the same key") == first
    with database.read() as uow:
        assert len(list(uow.session.scalars(select(PairJudgementRecord)))) == 1


def test_what_somebody_else_judged_is_told_and_not_judged_twice(twins, judge):
    judge(*twins, DIFFERENT)
    with pytest.raises(pairs.AlreadyJudged) as told:
        judge(*twins)
    assert told.value.verdict is DIFFERENT


def test_who_was_not_sure_may_be_sure_later(twins, judge):
    judge(*twins, UNSURE)
    assert judge(*twins).verdict is SAME


def test_a_merged_entry_is_judged_no_more(twins, judge):
    judge(*twins)
    with pytest.raises(NotFound):
        judge(*twins)


def test_of_two_who_say_different_things_at_once_one_is_heard(database, twins, judge):
    start, said = threading.Barrier(2), []

    def press(verdict):
        start.wait()
        try:
            said.append(judge(*twins, verdict, revisions=dict.fromkeys(twins, 1)).verdict)
        except (pairs.AlreadyJudged, LostUpdate, NotFound):
            return

    threads = [threading.Thread(target=press, args=(verdict,)) for verdict in (SAME, DIFFERENT)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(said) == 1
    assert (entry(database, twins[1])["review"] is Review.MERGED) == (said == [SAME])


# Three and more


def test_three_become_one_and_the_best_of_them_stays(database, add, find, judge):
    a, b = add(**TWIN), add(**TWIN)
    c = add(**TWIN, review=Review.VERIFIED, verified_on=TODAY)
    assert judge(a, b).stays == a
    assert judge(a, c).stays == c
    assert entry(database, a)["merged_into"] == entry(database, b)["merged_into"] == c


def test_a_contradiction_through_a_third_is_refused(database, sue, add, judge):
    a, b, c = add(**TWIN, review=Review.VERIFIED, verified_on=TODAY), add(**TWIN), add(**TWIN)
    judge(b, c, DIFFERENT)
    judge(a, b)
    with pytest.raises(pairs.Contradiction) as told:
        judge(a, c)
    assert told.value.pairs == (tuple(sorted((b, c))),)
    with database.read(sue) as uow:
        assert pairs.lay(uow, sue, a, c).contradicts == ((TWIN["name"], TWIN["name"]),)


# Undoing


@pytest.mark.parametrize("choice", [{}, {"fields": {"needs": "both"}}, {"fields": {"address": "b", "hours": "b"}}])
def test_parting_gives_back_exactly_what_was_before(database, twins, judge, undo, edit, waiting, choice):
    edit(twins[0], evidence={"file": "가.csv", "row": 3}, cost="없음")
    edit(twins[1], evidence={"file": "나.csv", "row": 9}, needs=("DLY11",), website="https://example.org")
    before = [entry(database, id_) for id_ in twins]
    fields = {name: twins[1] if whose == "b" else whose for name, whose in choice.get("fields", {}).items()}
    made = judge(*twins, fields=fields)
    assert [entry(database, id_) for id_ in twins] != before
    assert undo(made.id).verdict is UNDONE
    assert [entry(database, id_) for id_ in twins] == before
    assert waiting() == {frozenset(twins)}


def test_where_a_value_came_from_goes_along_with_it(database, twins, judge, edit):
    edit(twins[1], evidence={"file": "나.csv", "row": 9, "on": "2026-10-01"})
    judge(*twins)
    since = entry(database, twins[0])["evidence"]["since"]["hours"]
    assert since == {"file": "나.csv", "row": 9, "on": "2026-10-01", "entry": twins[1]}


@pytest.mark.parametrize("verdict", [DIFFERENT, UNSURE])
def test_a_judgement_that_merged_nothing_is_taken_back_too(twins, judge, undo, waiting, verdict):
    undo(judge(*twins, verdict).id)
    assert waiting() == {frozenset(twins)}


def test_what_was_edited_since_is_asked_about(database, twins, judge, undo, edit):
    made = judge(*twins)
    edit(twins[0], hours="10-17")
    with pytest.raises(pairs.EditedSince) as told:
        undo(made.id)
    assert told.value.fields == ((twins[0], "hours", "10-17", None),)
    assert entry(database, twins[1])["review"] is Review.MERGED
    undo(made.id, edited="keep")
    assert entry(database, twins[0])["hours"] == "10-17"
    assert entry(database, twins[1])["review"] is Review.IMPORTED


def test_what_was_edited_since_can_be_put_back_too(database, twins, judge, undo, edit):
    made = judge(*twins)
    edit(twins[0], hours="10-17")
    undo(made.id, edited="restore")
    assert entry(database, twins[0])["hours"] is None


def test_a_merge_that_another_was_built_on_is_parted_after_it(database, add, judge, undo):
    a, b = add(**TWIN), add(**TWIN, hours="09-18")
    c = add(**TWIN, review=Review.VERIFIED, verified_on=TODAY)
    before = {id_: entry(database, id_) for id_ in (a, b, c)}
    first = judge(a, b)
    second = judge(first.stays, c)
    with pytest.raises(pairs.Entangled) as told:
        undo(first.id)
    assert told.value.judgement == second.id
    undo(second.id)
    undo(first.id)
    assert {id_: entry(database, id_) for id_ in (a, b, c)} == before


def test_a_judgement_is_taken_back_once(twins, judge, undo):
    made = judge(*twins)
    undo(made.id)
    with pytest.raises(pairs.AlreadyJudged):
        undo(made.id)


def test_the_second_click_on_undo_undoes_once(twins, judge, undo):
    made = judge(*twins)
    first = undo(made.id, key="undo once")
    assert undo(made.id, key="undo once") == first


def test_judgements_are_only_added_to(database, sue, twins, judge, undo):
    undo(judge(*twins).id)
    judge(*twins, DIFFERENT)
    with database.read(sue) as uow:
        told = pairs.judged(uow, sue).rows
        assert [one.verdict for one in told] == [DIFFERENT, UNDONE, SAME]
        assert [one.may_undo for one in told] == [True, False, False]
        assert pairs.last_judged(uow, sue).id == told[0].id


# Twins


def test_twins_are_judged_at_once_and_look_alikes_are_not_among_them(database, sue, add, find, twins, waiting):
    c = add(**TWIN | {"public_phone": "02-555-0101, 02-555-0102"})
    find()
    with database.read(sue) as uow:
        assert [{one.a.id, one.b.id} for one in pairs.twins(uow, sue)] == [set(twins)]
    with database.write(sue) as uow:
        done = pairs.judge_twins(uow, sue, [twins, (twins[0], c)], key="twins 1")
    assert (done.done, done.left) == (1, 1)
    assert waiting() == {frozenset((twins[0], c))}


def test_a_twin_that_others_speak_against_is_left_and_the_rest_is_done(database, sue, add, find, twins, waiting):
    other = {"name": "달빛노인복지관", "public_phone": "02-555-0909", "address": "서울특별시 솔빛구 달빛로 77"}
    c, d = add(**TWIN | other), add(**TWIN | other | {"name": "달빛 노인복지관"})
    third = add(name="은하도서관")
    find()
    with database.write(sue) as uow:  # said meanwhile, by somebody whose act looked at other pairs
        for one, verdict in zip(twins, (SAME, DIFFERENT), strict=True):
            a, b = sorted((one, third))
            row = {"revision_a": 1, "revision_b": 1, "score": 9.0, "lines": [], "model": "m"}
            uow.add(PairJudgementRecord(a_id=a, b_id=b, verdict=verdict, **row))
        uow.commit()
    with database.write(sue) as uow:
        done = pairs.judge_twins(uow, sue, [twins, (c, d)], key="twins 2")
    assert (done.done, done.left) == (1, 1)
    assert waiting() == {frozenset(twins)}


def test_the_whole_register_is_compared_while_others_may_write_and_their_changes_hold(
    database, sue, add, twins, waiting, monkeypatch
):
    c = add(**TWIN | {"name": "한별종합 사회복지관"})
    find = pairs.find

    def find_slowly(uow, ids):
        assert not uow.session.info.get("resmap_register_touched")
        found = find(uow, ids)
        with database.write() as other:  # one of them is moved away, by somebody who does not wait
            other.get(OfferRecord, c).name = "은하도서관"
            other.get(OfferRecord, c).public_phone = other.get(OfferRecord, c).address = None
            pairs.refresh(other, [c])
            other.commit()
        return found

    monkeypatch.setattr(pairs, "find", find_slowly)
    assert pairs.find_again(database, sue) == 1
    assert waiting() == {frozenset(twins)}
    monkeypatch.undo()
    assert pairs.find_again(database, sue) == 1
