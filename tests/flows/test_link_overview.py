"""The overview of all links (R046): what it counts, what stands out, whose it never shows, and how many queries it takes."""

import io
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook

from resmap.domain.events import EventKind
from resmap.domain.permissions import NotAllowed
from resmap.domain.referral_reasons import ReasonCode
from resmap.domain.referrals import ReferralState
from resmap.flows import link_overview
from resmap.flows.link_overview import NO_OUTCOME, OFTEN, Asked
from resmap.store import CaseRecord, ClientRecord, MemberRecord, OfferRecord, ReferralRecord, UserRecord, accounts
from tests.flows.test_dues import queries
from tests.flows.test_steps import add, change
from tests.support.demo_world import NOW, demo_template, world  # noqa: F401

S = ReferralState
SHELTER, NEIGHBOUR = "o-0068", "o-0225"


def entry(world, short="o-0143") -> OfferRecord:
    return world.offer(short)


def link(world, number="D04", short="o-0143", *, days_ago=2, state=S.REQUESTED, **more) -> str:
    """A referral as it would stand; each to a unit of its own, since one unit has one live referral of a case."""
    offer = entry(world, short)
    link.count = getattr(link, "count", 0) + 1
    usual = {"organisation": "가람복지관", "unit": f"unit {link.count}", "requested_at": NOW - timedelta(days=days_ago)}
    return add(world, ReferralRecord, number, offer_id=offer.id, state=state, **usual | more)


def refused(world, number="D04", reason=ReasonCode.NOT_ELIGIBLE, by="provider", **more) -> str:
    return link(world, number, state=S.REJECTED, decided_by=by, reason_code=reason.value, **more)


def look(world, login="supervisor", page=1, **asked):
    actor = world.actor(login)
    with world.database.read(actor) as uow:
        return link_overview.overview(uow, actor, world.today, Asked(**asked), locale="ko", page=page)[0]


def sheet(world, login="supervisor", **asked) -> list[list[str]]:
    actor = world.actor(login)
    with world.database.read(actor) as uow:
        made = link_overview.as_file(uow, actor, world.today, Asked(**asked), locale="ko")
    cells = load_workbook(io.BytesIO(made.data)).active
    return [[cell.value or "" for cell in row] for row in cells.iter_rows()]


def dong_of(world, number) -> str:
    return world.rows(CaseRecord, CaseRecord.id == world.case_ids[number])[0].dong


def test_the_numbers_are_those_of_the_list(world):
    before = look(world)
    link(world)
    link(world, state=S.IN_PROGRESS, outcome="got_help")
    refused(world)
    link(world, state=S.DRAFT, requested_at=None)
    told = look(world)
    grown = {name: getattr(told, name) - getattr(before, name) for name in ("total", "waiting", "running", "refused", "drafts", "helped")}
    assert grown == {"total": 4, "waiting": 1, "running": 1, "refused": 1, "drafts": 1, "helped": 1}
    for sums in (told.by_dong, told.by_month, told.by_kind, told.by_manager):
        assert sum(one.all for one in sums) == told.total
        assert sum(one.waiting for one in sums) == told.waiting


@pytest.mark.parametrize(
    "narrow",
    [
        lambda one: {"state": one.state},
        lambda one: {"kind": one.kind},
        lambda one: {"dong": one.dong},
        lambda one: {"month": f"{one.since:%Y-%m}"},
        lambda one: {"outcome": "got_help"},
        lambda one: {"reason": "NOT_ELIGIBLE"},
        lambda one: {"late": True},
    ],
)
def test_each_filter_shows_what_it_says_and_all_of_it(world, narrow):
    mine = link(world, days_ago=40, state=S.REQUESTED)
    link(world, state=S.COMPLETED, outcome="got_help", days_ago=1)
    refused(world, days_ago=1)
    whole = look(world)
    wanted = narrow(next(one for one in whole.lines if one.id == mine))
    (name, value), told = next(iter(wanted.items())), look(world, **wanted)
    field = {"month": lambda one: f"{one.since:%Y-%m}"}.get(name, lambda one: getattr(one, name))
    assert {one.id for one in told.lines} == {one.id for one in whole.lines if field(one) == value}
    assert told.total == len(told.lines) and told.total


def test_what_has_no_outcome_yet_is_found(world):
    waits, done = link(world, state=S.COMPLETED), link(world, state=S.COMPLETED, outcome="no_help")
    found = {one.id for one in look(world, outcome=NO_OUTCOME).lines}
    assert waits in found and done not in found and link(world) not in found


def test_an_answer_that_is_late_stands_out(world):
    before = look(world).late
    late, fresh = link(world, days_ago=40), link(world, days_ago=0)
    told = look(world)
    assert told.late == before + 1
    found = {one.id for one in look(world, late=True).lines}
    assert late in found and fresh not in found


def test_a_place_that_refuses_for_the_same_reason_again_teaches_the_register(world):
    for _ in range(OFTEN - 1):
        refused(world)
    refused(world, by="client", reason=ReasonCode.NOT_WANTED)
    assert not look(world).repeated
    refused(world, number="D01")
    (one,) = look(world).repeated
    assert (one.offer, one.reason, one.times, one.teaches) == (entry(world).id, "NOT_ELIGIBLE", OFTEN, True)
    assert look(world, to=one.offer, reason=one.reason).total == OFTEN


def test_another_dong_and_another_office_are_not_in_it(world):
    foreign = link(world)
    mine = look(world).total
    change(world, dong="없는동")
    told = look(world)
    assert foreign not in {one.id for one in told.lines} and told.total < mine

    def no_dongs(uow):
        boss = accounts.user_by_login(uow, "supervisor")
        uow.get(UserRecord, boss.id).dongs = ()

    world.change(no_dongs)
    assert look(world).total == 0 and not look(world).by_dong


@pytest.mark.parametrize("login", ["manager1", "partner", "outsider"])
def test_nobody_but_a_supervisor_sees_it(world, login):
    link(world)
    with pytest.raises(NotAllowed):
        look(world, login)
    with pytest.raises(NotAllowed):
        sheet(world, login)


def test_no_client_is_named_on_the_page_or_in_the_file(world):
    for number in ("D04", "D07"):
        link(world, number)
    told = str(look(world)) + str(sheet(world))
    names = [one.name for one in world.rows(ClientRecord) if one.name]
    assert names and not [name for name in names if name in told]


def test_of_a_protected_client_the_file_does_not_say_the_dong(world):
    link(world, "D07")
    link(world, "D04")
    rows = {row[0]: row for row in sheet(world)[1:]}
    assert rows["D07" if "D07" in rows else _number(world, "D07")][1] == ""
    assert rows["D04" if "D04" in rows else _number(world, "D04")][1] == dong_of(world, "D04")


@pytest.mark.parametrize("whose", ["client", "member"])
def test_of_who_lives_with_violence_the_file_does_not_say_the_dong_without_the_flag_either(world, whose):
    link(world, "D04")
    client = client_of(world, "D04")

    def unsafe(uow):
        if whose == "client":
            record = uow.get(ClientRecord, client)
            record.facts = [*(record.facts or ()), "dv_active"]
        else:
            uow.add(MemberRecord(client_id=client, position=9, relation="손녀", facts=["dv_active"]))

    world.change(unsafe)
    rows = [one for one in sheet(world)[1:] if one[0] == "D04"]
    assert rows and {one[1] for one in rows} == {""} and not [one for one in rows if dong_of(world, "D04") in one]


def client_of(world, number) -> str:
    return world.rows(CaseRecord, CaseRecord.id == world.case_ids[number])[0].client_id


def _number(world, number) -> str:
    return world.rows(CaseRecord, CaseRecord.id == world.case_ids[number])[0].number


def test_the_file_names_no_secret_place_and_no_resident(world):
    for short in (SHELTER, NEIGHBOUR):
        link(world, short=short, organisation=f"숨길 이름 {short}")
    text = str(sheet(world))
    assert "비공개 시설" in text and "숨길 이름" not in text
    for short in (SHELTER, NEIGHBOUR):
        assert entry(world, short).name not in text


def test_a_formula_in_a_name_stays_text(world):
    link(world, organisation='=HYPERLINK("http://x")')
    world.change_offer("o-0143", name="=1+1")
    actor = world.actor("supervisor")
    with world.database.read(actor) as uow:
        made = link_overview.as_file(uow, actor, world.today, Asked(), locale="ko")
    cells = [cell for row in load_workbook(io.BytesIO(made.data)).active.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert "=1+1" in {cell.value for cell in cells}


def test_that_it_was_looked_at_and_taken_is_kept_without_a_name(world):
    link(world)
    look(world)
    sheet(world)
    listed, taken = world.events()[-2:]
    assert (listed.kind, taken.kind) == (EventKind.CLIENT_LISTED, EventKind.EXPORTED)
    assert world.case_ids["D04"] in listed.facts["of"] and world.case_ids["D04"] in taken.facts["of"]
    assert taken.facts["format"] == "links"


def test_a_list_of_many_pages_is_turned_and_a_number_beyond_them_is_the_last(world):
    for _ in range(link_overview.SIZE + 1):
        link(world, state=S.COMPLETED)
    first, second = look(world), look(world, page=2)
    assert first.pages == second.pages >= 2 and len(first.lines) == link_overview.SIZE
    assert not {one.id for one in first.lines} & {one.id for one in second.lines}
    assert look(world, page=999).page == first.pages


def test_the_number_of_queries_does_not_depend_on_how_many_links_there_are(world):
    link(world)
    with queries(world) as few:
        look(world)
    for number in range(40):
        link(world, ("D04", "D01", "D07")[number % 3], state=S.COMPLETED)
    with queries(world) as many:
        look(world)
    assert len(many) == len(few) and len(many) <= 12


def test_months_are_korean_ones(world):
    late_evening = link(world, state=S.COMPLETED, requested_at=NOW.replace(month=10, day=31, hour=16))
    assert late_evening in {one.id for one in look(world, month="2026-11").lines}
    assert date(2026, 11, 1) in {one.since for one in look(world, month="2026-11").lines}
