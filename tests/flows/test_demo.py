"""The demo: twelve invented people and their neighbourhood, put whole into a fresh database, once."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from resmap import config
from resmap.domain.assessment_sheets import function_sheet, need_sheet
from resmap.domain.closing_paper import from_content
from resmap.domain.codes import Stage
from resmap.domain.papers import PaperKind
from resmap.domain.permissions import Actor, Role
from resmap.domain.stages import EMERGENCY_STEPS, STEPS
from resmap.flows import demo
from resmap.flows.judging import judge
from resmap.flows.passwords import verify_password
from resmap.flows.today import morning
from resmap.formats.case import case_from
from resmap.store import (
    CaseRecord,
    Database,
    OfferRecord,
    OfficeRecord,
    ReferralRecord,
    Search,
    accounts,
    actor_of,
    cases,
    course,
    history,
    migrate,
    new_ring,
    offers,
    register,
)
from resmap.store.queries.imports import short_refs

TODAY = date(2027, 3, 14)  # months after the day that the files call today


@pytest.fixture(scope="module")
def files():
    return demo.read(config.demo_folder(), TODAY)


@pytest.fixture(scope="module")
def database(files, tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    url = f"sqlite:///{folder / 'demo.sqlite3'}"
    migrate(url)
    made = Database(url, new_ring(), folder / "events.head")
    assert demo.fill(made, files)
    yield made
    made.dispose()


def supervisor(database) -> Actor:
    with database.read() as uow:
        return actor_of(accounts.user_by_login(uow, "supervisor"))


def everything(database):
    """(register as network, cases by number) as the supervisor sees them, and ids of the files by ids."""
    actor = supervisor(database)
    with database.read(actor) as uow:
        network = register.network(uow, TODAY)
        found = {
            row.case.number: cases.load(uow, actor, row.case.id, TODAY)[1] for row in cases.of_actor(uow, actor)
        }
        return network, found, short_refs(uow)


def test_the_register_holds_every_offer_party_and_tie_of_the_files(database, files):
    network, _, refs = everything(database)
    assert {refs[one.id] for one in network.offers} == set(files.network.by_id)
    assert {refs[one.id] for one in network.parties} == {one.id for one in files.network.parties}
    assert {(refs[tie.source], refs[tie.target], tie.kind) for tie in network.ties} == {
        (tie.source, tie.target, tie.kind) for tie in files.network.ties
    }


def test_nothing_is_stale_because_the_files_are_old(database, files):
    network, _, refs = everything(database)
    for offer in network.offers:
        said = files.network.by_id[refs[offer.id]].verified_on
        assert offer.verified_on == (said if files.reviews[refs[offer.id]] == "verified" else None)
    newest = max(offer.verified_on for offer in network.offers if offer.verified_on)
    assert TODAY - timedelta(days=60) < newest <= TODAY


def test_every_case_is_judged_in_the_register_as_in_its_file(database, files):
    """Consents, history, blocks, ties and needs all came through: otherwise something would differ.

    A referral that was accepted counts as served in the register, and is left out of the comparison.
    """
    network, found, refs = everything(database)
    for document in files.cases:
        case = case_from({key: value for key, value in document.items() if key != "demo"}).value
        stored = replace(found[case.id], event=case.event)  # who wants to close says so in the act
        one_by_file = told(judge(case, files.network).match, str)
        by_register = told(judge(stored, network).match, lambda id_: refs.get(id_, id_))
        accepted = {one["offer"] for one in document["demo"]["referrals"]} | {one.offer for one in case.served}
        unverified = {id_ for id_, review in files.reviews.items() if review != "verified"}
        for need, (suggested, aside) in by_register.items():
            assert suggested - accepted == one_by_file[need][0] - accepted - unverified, (case.id, need)
            assert aside - accepted == one_by_file[need][1] - accepted - unverified, (case.id, need)


def told(match, name):
    """Suggested offers, and those put aside, for each need."""
    return {
        one.need.code: (
            {name(each.offer.id) for each in one.suggestions},
            {name(each.offer.id) for each in (*one.information_only, *one.blocked_consent)},
        )
        for one in match.needs
    }


def test_consents_are_separate_records_that_fold_into_what_the_file_says(database, files):
    _, found, refs = everything(database)
    for document in files.cases:
        said = case_from({key: value for key, value in document.items() if key != "demo"}).value.consents
        held = found[document["id"]].consents
        assert {refs[one] for one in held.provide_to_offers} == said.provide_to_offers
        assert held.provide_to_classes == said.provide_to_classes
        assert {refs[one]: day for one, day in held.expires.items()} == said.expires
        assert {refs[one]: items for one, items in held.fields_for_offer.items()} == said.fields_for_offer
        assert (held.collect, held.network_contact) == (said.collect, said.network_contact)


def test_a_secret_place_has_no_place_in_the_register(database):
    with database.read() as uow:
        rows = offers.search(uow, Search(kind="M27"), size=200).rows
        secret = [row for row in rows if row.location_secret]
        assert len(secret) >= 4
        for row in secret:
            assert (row.dong, row.address, row.lat, row.lon) == (None,) * 4
            assert row.access_line


def test_a_residents_phone_is_sealed_and_stands_nowhere_else(database):
    with database.read() as uow:
        rows = offers.search(uow, Search(kind="H1"), size=200).rows
        assert rows
        for row in rows:
            assert row.public_phone is None and row.phone
            assert row.phone not in str(row.source_row) + str(row.extra)


def test_what_was_sent_with_a_referral_is_what_the_client_agreed_to(database):
    with database.read() as uow:
        uow.as_system()
        sent = [row for row in _all(uow, ReferralRecord) if row.requested_at]
        assert any(row.disclosed for row in sent)
        assert {row.state for row in sent} >= {"requested", "accepted", "in_progress", "completed"}
        drafts = [row for row in _all(uow, ReferralRecord) if row.requested_at is None]
        assert drafts and all(row.disclosed is None for row in drafts)


def test_managers_see_their_own_cases_and_the_outsider_none(database):
    with database.read() as uow:
        people = {user.login: actor_of(user) for user in accounts.users(uow)}
    seen = {}
    for login in ("manager1", "manager2", "supervisor"):
        with database.read(people[login]) as uow:
            seen[login] = {row.case.number for row in cases.of_actor(uow, people[login])}
    assert seen["manager1"] and seen["manager2"] and not seen["manager1"] & seen["manager2"]
    assert seen["supervisor"] == seen["manager1"] | seen["manager2"]
    assert people["outsider"].role is Role.NONE


def test_the_public_password_opens_every_account(database, files):
    with database.read() as uow:
        hashes = [user.password_hash for user in accounts.users(uow)]
    assert len(hashes) == len(demo.accounts_of(files)) == 5
    assert verify_password(hashes[0], files.password)


def test_the_history_is_whole_and_reaches_back_before_today(database):
    with database.read() as uow:
        assert history.verify(uow).ok
    actor = supervisor(database)
    with database.read(actor) as uow:
        case = next(row.case for row in cases.of_actor(uow, actor) if row.case.number == "D04")
        days = [event.at.date() for event in history.about_case(uow, actor, case.id)]
    assert len(days) > 5 and days[0] < TODAY - timedelta(days=20)


def test_each_case_has_the_course_that_its_stage_implies(database):
    """Every step of the course is one that the table knows, and the last leads to where the case stands."""
    actor = supervisor(database)
    pairs = {(step.now, step.then) for step in (*STEPS, *EMERGENCY_STEPS)}
    with database.read(actor) as uow:
        rows = cases.of_actor(uow, actor)
        told = course.of_cases(uow, actor, [row.case.id for row in rows])
        for row in rows:
            steps = told[row.case.id].steps
            assert all((step.now, step.then) in pairs for step in steps), row.case.number
            assert [one.then for one in steps[:-1]] == [one.now for one in steps[1:]], row.case.number
            assert (steps[-1].then if steps else Stage.INTAKE) is row.case.stage, row.case.number
            assert all(step.on <= TODAY for step in steps)
            held = [one for one in told[row.case.id].assignments if one.kind == "primary"]
            assert [one.user_id for one in held] == [row.case.manager_id]


def test_the_papers_of_the_course_read_back_by_their_own_rules(database):
    """Function, ten domains, plans with objectives and lines, scores: what pages make of them is whole."""
    actor = supervisor(database)
    with database.read(actor) as uow:
        rows = {row.case.number: row.case for row in cases.of_actor(uow, actor)}
        told = {number: course.of_case(uow, actor, case.id) for number, case in rows.items()}
        for number, case in rows.items():
            if case.stage in (Stage.INTAKE, Stage.ASSESSMENT):
                continue
            [function] = told[number].papers_of(PaperKind.FUNCTION)
            assert function_sheet(function.content).content()["abilities"] == function.content["abilities"]
            [sheet] = told[number].papers_of(PaperKind.ASSESSMENT)
            read = need_sheet(sheet.content).content()
            assert (set(read["items"]), read["now"]) == (set(sheet.content["items"]), sheet.content["now"]), number
        for number in ("D06", "D07", "D08"):
            assert told[number].plan.state == "contracted" and told[number].lines and told[number].objectives
        for number in ("D09", "D10", "D12"):
            [closing] = told[number].papers_of(PaperKind.CLOSING)
            assert from_content(closing.content).reason is rows[number].closing_reason
        scored = [one for told_one in told.values() for one in told_one.scales]
        assert len(scored) >= 6 and all(one.score["total"] is not None for one in scored)


def test_the_morning_of_the_demo_has_something_of_everything(database):
    actor = supervisor(database)
    with database.read(actor) as uow:
        page = morning(uow, actor, TODAY, locale="ko")
    assert {"REASSESSMENT_OVERDUE", "REFERRAL_WITHOUT_REPLY"} <= set(page.missed)
    assert [one.number for one in page.urgent] == ["D02"]
    kinds = {one.kind for one in page.now}
    assert {"EMERGENCY_REVIEW", "SELECTION", "PLAN", "MONITORING", "SHEET_RETURN", "TASK"} <= kinds
    assert page.coming and page.times.first_link.days is not None
    assert max(-one.days_left for lines in page.missed.values() for one in lines) < 60


def test_filling_twice_changes_nothing(database, files):
    with database.read() as uow:
        before = register.counter(uow)
    assert not demo.fill(database, files)
    with database.read() as uow:
        assert register.counter(uow) == before


def test_a_database_in_use_is_never_filled(tmp_path, files):
    url = f"sqlite:///{tmp_path / 'real.sqlite3'}"
    migrate(url)
    database = Database(url, new_ring(), tmp_path / "events.head")
    with database.write() as uow:
        uow.add(OfficeRecord(name="광진구청", sido="서울특별시", sigungu="광진구"))
        uow.commit()
    with pytest.raises(demo.NotFresh):
        demo.fill(database, files)
    with database.read() as uow:
        uow.as_system()
        assert not _all(uow, OfferRecord) and not _all(uow, CaseRecord)
    database.dispose()


def test_dates_move_and_words_that_hold_dates_do_not():
    days = timedelta(days=10)
    assert demo.shifted({"a": ["2026-11-20", "2026-11-20에 만남", 5, None]}, days) == {
        "a": ["2026-11-30", "2026-11-20에 만남", 5, None]
    }


def _all(uow, cls):
    return uow.session.scalars(select(cls)).all()
