"""월별 실적 on the demo: counted within the supervisor's dongs, each number with its cases, worth noted with an outcome."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from resmap.domain.codes import ClosingReason
from resmap.domain.contacts import ContactWay
from resmap.domain.permissions import NotAllowed, NotFound
from resmap.domain.referral_reasons import Outcome
from resmap.domain.referrals import ReferralState
from resmap.flows import monthly, replying
from resmap.flows.field_refusals import FieldsRefused
from resmap.store import CaseRecord, ContactRecord, OfferRecord, OrganisationRecord, ReferralRecord
from tests.flows.test_my_month import note
from tests.support.demo_world import demo_template, world  # noqa: F401


def look(world, verb="page", *args, login="supervisor", day=None, **more):
    actor = world.actor(login)
    with world.database.read(actor) as uow:
        return getattr(monthly, verb)(uow, actor, day or world.today, *args, **more)


def numbers(world, **more) -> dict[str, int]:
    return {one.code: one.number for section in look(world, **more).sections for one in section.figures}


def dong_of(world, number="D04") -> str:
    [case] = world.rows(CaseRecord, CaseRecord.id == world.case_ids[number])
    return case.dong


def test_what_was_done_stands_in_the_month_of_its_dong(world):
    dong, before = dong_of(world), numbers(world, dong=dong_of(world))
    note(world, service="crisis", key="a-crisis-of-the-figures")
    note(world, reached=False, key="a-try-of-the-figures")
    now = numbers(world, dong=dong)
    gained = {code: n - before[code] for code, n in now.items() if n != before[code]}
    assert gained["contacts"] == gained["contacts.way.phone"] == 2 and gained["contacts.service.crisis"] == 1
    assert gained["contacts.reached"] == gained["contacts.unreached"] == 1
    assert numbers(world, dong=dong, day=world.today - timedelta(days=40))["contacts.service.crisis"] == 0


def test_each_number_opens_the_cases_behind_it_and_no_name(world):
    note(world, service="teaching", key="a-lesson-of-the-figures")
    view = look(world, "consists_of", "contacts.service.teaching")
    assert world.case_ids["D04"] in {one.id for one in view.cases} and view.number >= 1
    assert not {"name", "client"} & {name for one in view.cases for name in one.__slots__}
    for code in ("cases.ongoing", "links.requested", "persons.clients"):
        view = look(world, "consists_of", code)
        assert bool(view.cases) is bool(view.number)
    with pytest.raises(NotFound):
        look(world, "consists_of", "coffee")


def test_the_figures_end_at_the_supervisors_dongs_and_are_nobody_elses(world):
    before = numbers(world)
    world.change(lambda uow: setattr(uow.get(CaseRecord, world.case_ids["D04"]), "dong", "다른동"))
    assert numbers(world)["cases.ongoing"] == before["cases.ongoing"] - 1
    with pytest.raises(NotFound):
        look(world, dong="다른동")
    for login in ("manager1", "partner", "outsider"):
        with pytest.raises(NotAllowed):
            look(world, login=login)
        with pytest.raises(NotAllowed):
            look(world, "consists_of", "contacts", login=login)


def test_a_closing_counts_by_its_reason_and_a_link_by_its_side(world):
    before = numbers(world)

    def act(uow):
        case = uow.get(CaseRecord, world.case_ids["D04"])
        case.closed_on, case.closing_reason = world.today, ClosingReason.MOVED

    world.change(act)
    now = numbers(world)
    assert now["cases.closed.MOVED"] == before["cases.closed.MOVED"] + 1
    referral = running(world)

    def public(uow):
        record = uow.get(ReferralRecord, referral.id)
        record.requested_at = uow.now()
        uow.get(OrganisationRecord, uow.get(OfferRecord, record.offer_id).organisation_id).sector = "public"

    world.change(public)
    assert numbers(world)["links.requested.public"] >= 1


def running(world) -> ReferralRecord:
    """A referral of a case of the supervisor's whose help has begun today."""
    dongs = world.actor("supervisor").dongs
    cases = {one.id for one in world.rows(CaseRecord) if one.dong in dongs}
    record = next(one for one in world.rows(ReferralRecord) if one.case_id in cases)

    def begin(uow):
        found = uow.get(ReferralRecord, record.id)
        found.state, found.started_on = ReferralState.IN_PROGRESS, world.today

    world.change(begin)
    return world.referral(record.id)


def outcome(world, record, value, key="worth-of-tests", login="supervisor"):
    actor = world.actor(login)
    with world.database.write(actor) as uow:
        replying.note_outcome(
            uow, actor, record.id, outcome=Outcome.GOT_HELP, value=value, revision=world.referral(record.id).revision, key=key
        )


def test_what_a_link_was_worth_is_noted_with_its_outcome_and_counts_in_the_month_it_began(world):
    record, before = running(world), numbers(world)["value"]
    outcome(world, record, 120_000)
    assert numbers(world)["value"] == before + 120_000
    assert numbers(world, day=world.today - timedelta(days=40))["value"] == 0
    outcome(world, record, None, key="as-it-stands-of-tests")
    assert world.referral(record.id).given_value == 120_000
    outcome(world, record, 0, key="not-known-of-tests")
    assert numbers(world)["value"] == before
    for wrong in (-1, replying.MOST_WON + 1):
        with pytest.raises(FieldsRefused):
            outcome(world, record, wrong, key=f"wrong-worth-{wrong}")


def test_the_figures_take_the_same_queries_however_much_was_done(world):
    def queries():
        seen = []
        listen = lambda *args: seen.append(args[2])  # noqa: E731
        actor = world.actor("supervisor")
        with world.database.read(actor) as uow:
            engine = uow.session.get_bind()
            event.listen(engine, "before_cursor_execute", listen)
            try:
                monthly.page(uow, actor, world.today)
            finally:
                event.remove(engine, "before_cursor_execute", listen)
        return len(seen)

    few = queries()
    case = world.case_ids["D04"]
    world.change(
        lambda uow: uow.add_all([ContactRecord(case_id=case, on=world.today, method=way.value) for way in ContactWay])
    )
    assert queries() == few < 12
