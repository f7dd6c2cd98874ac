"""Sharing out gifts on the demo: names after a purpose, never more than there is, what becomes of a share, receipts."""

from datetime import timedelta

import pytest

from resmap.domain.donations import GiverLimit, ShareState
from resmap.domain.events import EventKind
from resmap.domain.permissions import NotAllowed, NotFound, Permission
from resmap.domain.resident_number import ResidentNumberError
from resmap.flows import donations, donations_page, donations_receipts, donations_sharing, openings
from resmap.flows.case_loading import load_case
from resmap.flows.donations import Gift
from resmap.flows.donations_receipts import Which
from resmap.flows.donations_sharing import Tick
from resmap.flows.drawn_sheets import draw
from resmap.flows.field_refusals import FieldsRefused
from resmap.flows.refusals import LostUpdate
from resmap.flows.ruling import RuleForbids, offer_of, reasons_against
from resmap.store import (
    AnswerRecord,
    BlockRecord,
    CaseRecord,
    ClientRecord,
    DonationRecord,
    DonationShareRecord,
    MemberRecord,
    NeedRecord,
    ServiceRecord,
    WishRecord,
)
from tests.support.demo_world import demo_template, world  # noqa: F401

#: ECO13: two households of two dongs; FAM21: one that is protected and one that is not; ECO11: D10.
SOAP = Gift("세제", 5, "개", giver="어느 독지가", needs=("ECO13",))
TOYS = Gift("장난감", 4, giver="어느 독지가", needs=("FAM21",), purpose="겨울 나눔")
MARKET = "o-0204"


@pytest.fixture
def town(world):
    """The demo with every need confirmed."""

    def confirm(uow):
        for need in uow.session.query(NeedRecord):
            need.confirmed_on = world.today - timedelta(days=30)

    world.change(confirm)
    return world


def act(world, verb, /, *args, login="supervisor", read=False, module=donations, **more):
    actor = world.actor(login)
    with (world.database.read if read else world.database.write)(actor) as uow:
        return getattr(module, verb)(uow, actor, *args, **more)


def receive(world, gift=SOAP, key="receive-a-gift", **more):
    return act(world, "receive", gift, world.today, key=key, **more)


def purpose(world, donation, login="supervisor", words="겨울 나눔 명단을 만듭니다", key="purpose-of-tests"):
    return act(world, "state_purpose", donation, world.today, words=words, key=f"{key}-{donation[-8:]}", login=login)


def page(world, donation, login="supervisor"):
    return act(world, "page", donation, world.today, read=True, module=donations_page, login=login, locale="ko")


def share(world, donation, *ticks, login="supervisor", key="share-of-tests"):
    ticks = [Tick(world.case_ids.get(number, number), count) for number, count in ticks]
    return act(world, "share", donation, ticks, world.today, module=donations_sharing, login=login, key=key)


def settle(world, number, to, *, login="supervisor", on=None, key=None, note=""):
    one = shares_of(world, number)[-1]
    act(
        world, "settle", one.id, world.today, module=donations_sharing, login=login,
        to=to, on=on or world.today, note=note, revision=one.revision, key=key or f"settle-{number}-{to}",
    )  # fmt: skip


def shares_of(world, number) -> list[DonationShareRecord]:
    return world.rows(DonationShareRecord, DonationShareRecord.case_id == world.case_ids[number])


def left(world, donation) -> int:
    (record,) = world.rows(DonationRecord, DonationRecord.id == donation)
    return record.left


def numbers(lines) -> list[str]:
    return [one.number for one in lines]


def refused(codes) -> set[str]:
    return {str(one.code) for one in codes.value.reasons}


# ── names come after the purpose ─────────────────────────────────────────────


def test_before_the_purpose_is_said_there_are_numbers_and_no_names(town):
    donation = receive(town)
    view = page(town, donation)
    assert (view.proposed, view.left_out, view.shares, view.purpose) == (None, None, None, None)
    assert not [one for one in town.events() if one.kind == EventKind.CLIENT_LISTED]
    purpose(town, donation)
    assert numbers(page(town, donation).proposed) == ["D02", "D11"]


def test_the_purpose_is_kept_and_noted_and_whose_names_were_shown_is_noted_with_it(town):
    donation = receive(town)
    said = purpose(town, donation, words="설 나눔")
    page(town, donation)
    stated, listed = town.events()[-2:]
    assert (stated.kind, stated.facts) == (EventKind.DONATION_SHARED, {"act": "purpose", "purpose": said})
    assert listed.kind == EventKind.CLIENT_LISTED and listed.facts["purpose"] == said
    assert set(listed.facts["of"]) == {town.case_ids["D02"], town.case_ids["D11"]}
    assert page(town, donation).purpose == "설 나눔"


def test_a_purpose_is_good_for_one_day_and_for_who_said_it(town):
    donation = receive(town)
    purpose(town, donation)
    town.today += timedelta(days=1)
    assert page(town, donation).proposed is None
    with pytest.raises(RuleForbids) as no:
        share(town, donation, ("D02", 1))
    assert refused(no) == {"NO_PURPOSE"} and left(town, donation) == 5


def test_who_may_not_share_out_sees_and_does_nothing(town):
    donation = receive(town)
    for login in ("manager1", "partner", "outsider"):
        with pytest.raises(NotAllowed):
            page(town, donation, login=login)
        with pytest.raises(NotAllowed):
            purpose(town, donation, login=login)
        with pytest.raises(NotAllowed):
            share(town, donation, ("D02", 1), login=login)
        with pytest.raises(NotAllowed):
            receive(town, login=login, key=f"receive-{login}")


# ── whom it would reach ──────────────────────────────────────────────────────


def test_only_a_confirmed_need_counts(world):
    donation = receive(world)
    purpose(world, donation)
    assert page(world, donation).proposed == ()


def test_a_gift_for_one_dong_reaches_that_dong(town):
    donation = receive(town, Gift("세제", 5, giver="독지가", needs=("ECO13",), dong="중곡2동"))
    purpose(town, donation)
    assert numbers(page(town, donation).proposed) == ["D11"]


def test_the_givers_limit_leaves_out_whom_it_does_not_mean_and_says_so(town):
    donation = receive(town, Gift("세제", 5, giver="독지가", needs=("ECO13", "ECO14"), limits=(GiverLimit.WITH_CHILD,)))
    purpose(town, donation)
    view = page(town, donation)
    assert numbers(view.proposed) == ["D02", "D11"] and numbers(view.left_out) == ["D01"]
    assert "18세" in " ".join(view.left_out[0].why)
    with pytest.raises(RuleForbids) as no:
        share(town, donation, ("D01", 1))
    assert refused(no) == {"LIMIT"}


def test_who_must_be_kept_apart_from_the_giver_or_said_no_to_them_gets_nothing_of_theirs(town):
    giver = town.offer_ids["o-0206"]

    def stand_against(uow):
        uow.add(BlockRecord(case_id=town.case_ids["D02"], offer_id=giver))
        uow.add(AnswerRecord(case_id=town.case_ids["D11"], offer_id=giver, answer="decline"))

    town.change(stand_against)
    donation = receive(town, Gift("담요", 5, offer=giver, needs=("ECO13",)))
    purpose(town, donation)
    view = page(town, donation)
    assert view.proposed == () and numbers(view.left_out) == sorted(numbers(view.left_out)) != []
    with pytest.raises(RuleForbids) as no:
        share(town, donation, ("D02", 1), ("D11", 1))
    assert refused(no) == {"KEPT_APART", "SAID_NO"}


@pytest.mark.parametrize("in_words", [True, False])
def test_who_wants_nothing_from_churches_is_not_proposed_rice_of_one(town, in_words):
    town.change_offer("o-0206", name="한빛교회 나눔부")
    giver = {"giver": "한빛교회 청년부"} if in_words else {"offer": town.offer_ids["o-0206"]}

    def say(uow):
        for number, value in (("D02", "religious"), ("D11", "group")):
            what = {"about": "help", "value": value, "force": "never"}
            uow.add(WishRecord(case_id=town.case_ids[number], told="wish", said_on=town.today, what=what))

    town.change(say)
    donation = receive(town, Gift("담요", 5, **giver, needs=("ECO13",)))
    purpose(town, donation)
    view = page(town, donation)
    assert "D02" not in numbers(view.proposed) and "D11" in numbers(view.proposed)
    with pytest.raises(RuleForbids) as no:
        share(town, donation, ("D02", 1))
    assert refused(no) == {"WISH"}


def test_an_organisation_that_is_blocked_by_name_gives_nothing_when_it_is_named_in_words(town):
    def block(uow):
        uow.add(BlockRecord(case_id=town.case_ids["D02"], organisation="한마음 나눔회"))

    town.change(block)
    donation = receive(town, Gift("담요", 5, giver="한마음나눔회", needs=("ECO13",)))
    purpose(town, donation)
    assert numbers(page(town, donation).proposed) == ["D11"]
    with pytest.raises(RuleForbids) as no:
        share(town, donation, ("D02", 1))
    assert refused(no) == {"KEPT_APART"}


def test_who_had_a_gift_before_stands_behind_who_had_none(town):
    first = receive(town)
    purpose(town, first)
    before = numbers(page(town, first).proposed)
    share(town, first, (before[0], 1))
    second = receive(town, Gift("휴지", 2, giver="독지가", needs=("ECO13",)), key="receive-a-second")
    purpose(town, second)
    view = page(town, second)
    assert numbers(view.proposed) == before[::-1]
    assert len(view.proposed[1].gifts) == 1 and "1번" in view.proposed[1].why[0]


# ── sharing out ──────────────────────────────────────────────────────────────


def test_what_is_ticked_is_set_aside_and_leaves_what_is_left(town):
    donation = receive(town)
    purpose(town, donation)
    share(town, donation, ("D02", 2), ("D11", 1))
    view = page(town, donation)
    assert view.left == 2 and view.totals.waiting == 3
    assert {(one.number, one.count, one.state) for one in view.shares} == {("D02", 2, "planned"), ("D11", 1, "planned")}
    assert view.proposed == () and numbers(view.left_out) == ["D02", "D11"]


def test_never_more_than_there_is_and_then_nothing_at_all(town):
    donation = receive(town)
    purpose(town, donation)
    with pytest.raises(RuleForbids) as no:
        share(town, donation, ("D02", 3), ("D11", 3))
    assert refused(no) == {"TOO_MANY"}
    assert left(town, donation) == 5 and not shares_of(town, "D02") and not shares_of(town, "D11")


@pytest.mark.parametrize(
    ("ticks", "code"), [((), "MISSING"), ((("D02", 0),), "RANGE"), ((("D02", 1), ("D02", 1)), "TWICE")]
)
def test_amounts_that_cannot_be_are_refused_by_name(town, ticks, code):
    donation = receive(town)
    purpose(town, donation)
    with pytest.raises(FieldsRefused) as no:
        share(town, donation, *ticks)
    assert no.value.fields == (("shares", code),) and left(town, donation) == 5


def test_a_household_has_one_share_of_a_gift_and_a_second_press_makes_none(town):
    donation = receive(town)
    purpose(town, donation)
    share(town, donation, ("D02", 1))
    assert share(town, donation, ("D02", 1)) == donation
    with pytest.raises(RuleForbids) as no:
        share(town, donation, ("D02", 1), key="another-share")
    assert refused(no) == {"HAS_SHARE"} and left(town, donation) == 4 and len(shares_of(town, "D02")) == 1


def test_without_the_need_or_out_of_reach_is_one_answer(town):
    donation = receive(town)
    purpose(town, donation)
    for number in ("D04", "00000000-0000-7000-8000-000000000000"):
        with pytest.raises(RuleForbids) as no:
            share(town, donation, (number, 1), key=f"share-{number[:8]}")
        assert refused(no) == {"NO_NEED"}
    assert left(town, donation) == 5


def test_what_is_past_its_last_day_is_not_shared_out(town):
    gift = Gift("우유", 5, giver="독지가", needs=("ECO13",), given_on=town.today - timedelta(days=9),
                use_by=town.today - timedelta(days=1))  # fmt: skip
    donation = receive(town, gift)
    purpose(town, donation)
    with pytest.raises(RuleForbids) as no:
        share(town, donation, ("D02", 1))
    assert refused(no) == {"OVER"}


# ── what became of it ────────────────────────────────────────────────────────


def test_handed_out_counts_for_the_giver_in_totals_only(town):
    donation = receive(town)
    purpose(town, donation)
    share(town, donation, ("D02", 2), ("D11", 1))
    settle(town, "D02", ShareState.GIVEN)
    told = page(town, donation).totals
    assert (told.pieces, told.households, told.waiting, told.left) == (2, 1, 1, 2)
    assert set(told.__dataclass_fields__) == {"pieces", "households", "waiting", "left"}


@pytest.mark.parametrize("to", [ShareState.NOT_REACHED, ShareState.DECLINED, ShareState.WITHDRAWN])
def test_what_was_not_handed_out_goes_back_and_can_be_shared_again(town, to):
    donation = receive(town)
    purpose(town, donation)
    share(town, donation, ("D02", 5))
    assert left(town, donation) == 0
    settle(town, "D02", to)
    assert left(town, donation) == 5 and "D02" in numbers(page(town, donation).proposed)
    share(town, donation, ("D02", 4), key="share-again")
    assert left(town, donation) == 1 and [one.state for one in shares_of(town, "D02")] == [to, ShareState.PLANNED]


def test_a_result_noted_by_mistake_is_corrected_once_and_what_went_back_stays_back(town):
    donation = receive(town)
    purpose(town, donation)
    share(town, donation, ("D02", 2))
    settle(town, "D02", ShareState.GIVEN)
    settle(town, "D02", ShareState.NOT_REACHED)
    assert left(town, donation) == 5
    with pytest.raises(RuleForbids) as no:
        settle(town, "D02", ShareState.GIVEN, key="given-again")
    assert refused(no) == {"STEP"} and left(town, donation) == 5


def test_the_day_lies_between_the_gift_and_today_and_an_old_form_changes_nothing(town):
    donation = receive(town)
    purpose(town, donation)
    share(town, donation, ("D02", 1))
    for days in (1, -1):
        with pytest.raises(FieldsRefused):
            settle(town, "D02", ShareState.GIVEN, on=town.today + timedelta(days=days), key=f"day-{days}-of-tests")
    one = shares_of(town, "D02")[0]
    settle(town, "D02", ShareState.GIVEN)
    with pytest.raises(LostUpdate):
        act(town, "settle", one.id, town.today, module=donations_sharing, to=ShareState.DECLINED, on=town.today,
            revision=one.revision, key="an-old-form")  # fmt: skip


def test_a_closed_case_gives_back_and_is_handed_nothing(town):
    donation = receive(town)
    purpose(town, donation)
    share(town, donation, ("D02", 2))

    def close(uow):
        uow.get(CaseRecord, town.case_ids["D02"]).closed_on = town.today

    town.change(close)
    with pytest.raises(RuleForbids) as no:
        settle(town, "D02", ShareState.GIVEN)
    assert refused(no) == {"CLOSED"}
    settle(town, "D02", ShareState.NOT_REACHED)
    assert left(town, donation) == 5


# ── on the case ──────────────────────────────────────────────────────────────


def of_case(world, number, login):
    return act(world, "of_case", world.case_ids[number], world.today, read=True, module=donations_page, login=login,
               locale="ko")  # fmt: skip


def test_a_case_manager_sees_and_notes_the_shares_of_own_cases_and_of_no_other(town):
    donation = receive(town)
    purpose(town, donation)
    share(town, donation, ("D11", 1))
    owner = "manager2"
    (shown,) = of_case(town, "D11", owner).shares
    assert (shown.what, shown.giver, shown.state, shown.next) == (
        "세제", "어느 독지가", "planned", ("given", "not_reached", "declined"),
    )  # fmt: skip
    with pytest.raises(NotFound):
        of_case(town, "D11", "manager1")
    with pytest.raises(NotFound):
        settle(town, "D11", ShareState.GIVEN, login="manager1")
    with pytest.raises(NotAllowed):
        settle(town, "D11", ShareState.WITHDRAWN, login=owner)
    settle(town, "D11", ShareState.GIVEN, login=owner)
    assert of_case(town, "D11", owner).shares[0].state == "given"


def served(world, number) -> list[tuple[str, str | None]]:
    found = world.rows(ServiceRecord, ServiceRecord.case_id == world.case_ids[number])
    return [(one.offer_id, one.source) for one in found if one.source == donations_sharing.SOURCE]


def why_not(world, number, code, offer) -> set[str]:
    login = "manager1" if number == "D10" else "manager2"
    actor = world.actor(login)
    with world.database.read(actor) as uow:
        loaded = load_case(uow, actor, world.case_ids[number], world.today, Permission.CASE_READ)
        need = next(one for one in loaded.case.needs if one.code == code)
        return {str(one.code) for one in reasons_against(loaded, need, offer_of(loaded, offer))}


def test_a_gift_of_an_entry_that_stands_for_the_need_counts_as_served_once_it_is_handed_out(town):
    giver = town.offer_ids[MARKET]
    donation = receive(town, Gift("쌀", 3, "포", offer=giver, needs=("ECO11",)))
    purpose(town, donation)
    share(town, donation, ("D10", 1))
    assert not served(town, "D10") and "SERVED" not in why_not(town, "D10", "ECO11", giver)
    settle(town, "D10", ShareState.GIVEN)
    assert served(town, "D10") == [(giver, "donation")]
    assert "SERVED" in why_not(town, "D10", "ECO11", giver)
    settle(town, "D10", ShareState.NOT_REACHED)
    assert not served(town, "D10") and "SERVED" not in why_not(town, "D10", "ECO11", giver)


def test_a_gift_beside_what_an_entry_stands_for_or_of_nobody_in_the_register_is_no_service(town):
    foundation = town.offer_ids["o-0213"]  # vouchers for a meal: DLY11, ECO11
    for number, gift in enumerate((Gift("장난감", 1, offer=foundation, needs=("FAM21",)), TOYS)):
        donation = receive(town, gift, key=f"receive-{number}-of-two")
        purpose(town, donation)
        share(town, donation, ("D10", 1), key=f"share-{number}-of-two")
        settle(town, "D10", ShareState.GIVEN, key=f"settle-{number}-of-two")
    assert not served(town, "D10")


# ── the list to sign ─────────────────────────────────────────────────────────


def receipts(world, donation, which=Which.LIST, kind="pdf"):
    sheet = act(world, "receipts", donation, world.today, read=True, module=donations_receipts, which=which, locale="ko")
    return sheet, draw(sheet, kind)


def name_of(world, number) -> str:
    (case,) = world.rows(CaseRecord, CaseRecord.id == world.case_ids[number])
    (client,) = world.rows(ClientRecord, ClientRecord.id == case.client_id)
    with world.database.read() as uow:
        uow.as_system()
        return uow.get(ClientRecord, client.id).name


def test_a_protected_client_stands_on_no_common_list_and_has_a_receipt_alone(town):
    donation = receive(town, TOYS)
    purpose(town, donation)
    view = page(town, donation)
    assert {(one.number, one.protected) for one in view.proposed} == {("D07", True), ("D10", False)}
    share(town, donation, ("D07", 1), ("D10", 1))
    hidden, open_ = name_of(town, "D07"), name_of(town, "D10")
    texts = {}
    for which in Which:
        sheet, _ = receipts(town, donation, which)
        texts[which] = repr(sheet.form)
    assert open_ in texts[Which.LIST] and hidden not in texts[Which.LIST]
    assert hidden in texts[Which.OWN] and open_ not in texts[Which.OWN]


@pytest.mark.parametrize("whose", ["client", "member"])
def test_who_lives_with_violence_stands_on_no_common_list_without_the_flag_either(town, whose):
    donation = receive(town, TOYS)
    purpose(town, donation)
    share(town, donation, ("D10", 1))
    (case,) = town.rows(CaseRecord, CaseRecord.id == town.case_ids["D10"])

    def unsafe(uow):
        if whose == "client":
            record = uow.get(ClientRecord, case.client_id)
            record.facts = [*(record.facts or ()), "dv_active"]
        else:
            uow.add(MemberRecord(client_id=case.client_id, position=9, relation="손녀", facts=["dv_active"]))

    town.change(unsafe)
    with pytest.raises(RuleForbids) as no:
        receipts(town, donation)
    assert refused(no) == {"NOBODY"}
    assert name_of(town, "D10") in repr(receipts(town, donation, Which.OWN)[0].form)
    assert [one.protected for one in page(town, donation).shares] == [True]


def test_p12_a_case_that_was_opened_to_look_is_left_out_and_the_others_are_printed(town):
    donation = receive(town)
    purpose(town, donation)
    share(town, donation, ("D02", 1), ("D11", 1))
    town.change(lambda uow: setattr(uow.get(CaseRecord, town.case_ids["D11"]), "dong", "없는동"))
    supervisor = town.actor("supervisor")
    with town.database.write(supervisor) as uow:
        openings.open_case(uow, supervisor, number="D11", purpose="담당자 휴가 중, 병원에서 전화", key="open-for-tests")
    sheet, _ = receipts(town, donation)
    assert name_of(town, "D02") in repr(sheet.form) and name_of(town, "D11") not in repr(sheet.form)
    assert {one.subject for one in town.events() if one.kind == EventKind.PRINTED} == {town.case_ids["D02"]}
    assert [one.number for one in page(town, donation).shares if one.printed] == ["D02"]


def test_what_was_set_aside_for_a_case_that_closed_is_on_no_list_and_goes_back(town):
    donation = receive(town)
    purpose(town, donation)
    share(town, donation, ("D02", 2), ("D11", 1))
    town.change(lambda uow: setattr(uow.get(CaseRecord, town.case_ids["D02"]), "closed_on", town.today))
    sheet, _ = receipts(town, donation)
    assert name_of(town, "D11") in repr(sheet.form) and name_of(town, "D02") not in repr(sheet.form)
    assert {one.number: one.to_take_back for one in page(town, donation).shares} == {"D02": True, "D11": False}
    settle(town, "D02", ShareState.WITHDRAWN)
    assert left(town, donation) == 4
    assert not [one for one in page(town, donation).shares if one.to_take_back]


def test_what_was_handed_out_before_the_case_closed_stays_on_the_list(town):
    donation = receive(town)
    purpose(town, donation)
    share(town, donation, ("D02", 2))
    settle(town, "D02", ShareState.GIVEN)
    town.change(lambda uow: setattr(uow.get(CaseRecord, town.case_ids["D02"]), "closed_on", town.today))
    assert name_of(town, "D02") in repr(receipts(town, donation)[0].form)
    assert not page(town, donation).shares[0].to_take_back


def test_the_list_tells_name_thing_and_amount_and_nothing_of_anybodys_need(town):
    donation = receive(town, TOYS)
    purpose(town, donation, words="양육이 힘든 가구에 나눕니다")
    share(town, donation, ("D10", 2))
    sheet, _ = receipts(town, donation)
    told = repr(sheet.form)
    assert name_of(town, "D10") in told and "장난감" in told and "2개" in told and "겨울 나눔" in told
    assert not [word for word in ("FAM21", "아동 돌봄", "양육", "자양1동", "D10") if word in told]


@pytest.mark.parametrize(("kind", "begins"), [("pdf", b"%PDF"), ("hwpx", b"PK"), ("xlsx", b"PK")])
def test_the_list_can_be_had_as_each_sort_of_file_and_every_print_is_noted(town, kind, begins):
    donation = receive(town, TOYS)
    purpose(town, donation)
    share(town, donation, ("D10", 2))
    _, file = receipts(town, donation, kind=kind)
    assert file.startswith(begins)
    noted = town.events()[-1]
    assert noted.kind == EventKind.PRINTED and noted.facts["donation"] == donation and noted.subject == town.case_ids["D10"]


def test_a_list_of_nobody_is_not_printed(town):
    donation = receive(town, TOYS)
    purpose(town, donation)
    with pytest.raises(RuleForbids) as no:
        receipts(town, donation)
    assert refused(no) == {"NOBODY"}


# ── noting a gift ────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("gift", "wrong"),
    [
        (Gift("", 5, giver="독지가", needs=("ECO13",)), ("what", "MISSING")),
        (Gift("쌀", 0, giver="독지가", needs=("ECO13",)), ("count", "RANGE")),
        (Gift("쌀", 5, needs=("ECO13",)), ("giver", "MISSING")),
        (Gift("쌀", 5, giver="독지가", offer="x", needs=("ECO13",)), ("giver", "BOTH")),
        (Gift("쌀", 5, giver="독지가"), ("needs", "MISSING")),
        (Gift("약", 5, giver="독지가", needs=("HLT13",)), ("needs", "SENSITIVE")),
    ],
)
def test_what_cannot_be_kept_of_a_gift_is_named(town, gift, wrong):
    with pytest.raises(FieldsRefused) as no:
        receive(town, gift)
    assert no.value.fields == (wrong,)


def test_a_gift_is_noted_once_and_a_resident_number_in_its_words_never(town):
    assert receive(town) == receive(town)
    with pytest.raises(ResidentNumberError):
        receive(town, Gift("쌀", 5, giver="독지가 800101-1234567", needs=("ECO13",)), key="with-a-number")


def test_a_gift_noted_by_mistake_is_taken_out_while_nobody_holds_a_share(town):
    donation = receive(town)
    purpose(town, donation)
    share(town, donation, ("D02", 1))
    with pytest.raises(RuleForbids) as no:
        act(town, "take_out", donation, why="두 번 적음", revision=page(town, donation).revision, key="out-of-tests")
    assert refused(no) == {"HAS_SHARES"}
    settle(town, "D02", ShareState.WITHDRAWN)
    revision = page(town, donation).revision
    for _ in range(2):
        act(town, "take_out", donation, why="두 번 적음", revision=revision, key="out-of-tests")
    with pytest.raises(NotFound):
        page(town, donation)
    assert donation not in {one.id for one in act(town, "listed", town.today, read=True)}


def test_a_giver_is_found_by_name_and_a_secret_place_is_not(town):
    found = act(town, "givers", "자양시장", town.today, read=True)
    assert town.offer_ids[MARKET] in {one.id for one in found}
    secret = town.offer("o-0068")
    assert not act(town, "givers", secret.name, town.today, read=True)
    with pytest.raises(NotFound):
        receive(town, Gift("쌀", 1, offer=secret.id, needs=("ECO11",)), key="from-a-refuge")
