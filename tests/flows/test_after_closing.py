"""After the closing: sheets, follow-up with consent only, coming back, the record handed over with its receipt."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from resmap.domain.codes import ClosingReason, Stage
from resmap.domain.following_up import Ground, Stability, Work
from resmap.domain.papers import PaperKind, PaperState
from resmap.domain.permissions import NotFound, Role
from resmap.flows import closing, closing_sheets, following, handing_over
from resmap.flows.drawn_sheets import draw
from resmap.flows.handing_over import Part
from resmap.flows.ruling import RuleForbids
from resmap.store import (
    CaseRecord,
    ClientRecord,
    ConsentKind,
    ConsentRecord,
    OfficeRecord,
    PaperRecord,
    PlanRecord,
    ScaleRecord,
    ServiceRecord,
    UserRecord,
)
from tests.flows.test_closing import at, case_of, do, key, ready, say
from tests.support.demo_world import demo_template, world  # noqa: F401


def agree(world, kind, until=None, number="D04", **more) -> str:
    def act(uow):
        uow.add(
            ConsentRecord(
                case_id=world.case_ids[number], kind=kind, since=world.today - timedelta(days=9), until=until, **more
            )
        )

    world.change(act)
    return world.rows(ConsentRecord, ConsentRecord.kind == kind)[-1].id


def closed(world, reason=ClosingReason.GOAL_MET):
    ready(world, reason)
    do(world, closing.close)


def keep(world, *work, result=Stability.STABLE, login="manager1", **more):
    actor = world.actor(login)
    with world.database.write(actor) as uow:
        return following.keep(
            uow, actor, world.case_ids["D04"], world.today, work=work, result=result, words="잘 지내심", key=key(), **more
        )


def refused(act) -> list[str]:
    with pytest.raises(RuleForbids) as stopped:
        act()
    return [str(one.code) for one in stopped.value.reasons]


def look(world, flow, number="D04", login="manager1", **more):
    actor = world.actor(login)
    with world.database.read(actor) as uow:
        return flow(uow, actor, world.case_ids[number], world.today, locale="ko", **more)


def written(sheet) -> str:
    return str(sheet.form)


# ── printed ───────────────────────────────────────────────────────────────────


def test_r203_the_sheet_on_how_to_ask_again_is_printed_and_tells_nothing_of_the_case(world):
    ready(world)
    sheet = look(world, closing_sheets.ask_again)
    client = world.rows(ClientRecord, ClientRecord.id == case_of(world).client_id)[0]
    assert "화요일 산책 모임" in written(sheet) and (client.address or "없는 주소") not in written(sheet)
    assert draw(sheet, "pdf").startswith(b"%PDF") and draw(sheet, "hwpx").startswith(b"PK")


def test_r203_a_sheet_for_a_home_that_is_not_safe_names_no_visits(world):
    ready(world)
    agree(world, ConsentKind.AFTERCARE, world.today + timedelta(days=200))
    assert "2026년 12월 20일" in written(look(world, closing_sheets.ask_again))
    world.change(lambda uow: setattr(uow.get(ClientRecord, case_of(world).client_id), "protected", True))
    sheet = written(look(world, closing_sheets.ask_again))
    assert "2026년 12월 20일" not in sheet and "산책" not in sheet


def test_r206_the_closing_report_names_reason_decision_and_what_is_left_but_not_the_workers_feelings(world):
    closed(world)
    told = written(look(world, closing_sheets.report))
    assert "욕구 충족·목표 달성" in told and "화요일 산책 모임" in told and "나의 마음" not in told


# ── follow-up ─────────────────────────────────────────────────────────────────


def test_r211_without_the_clients_own_consent_there_is_no_follow_up(world):
    closed(world)
    assert refused(lambda: keep(world, Work.SUPPORTIVE_TALK)) == ["CONSENT", "END_DATE"]
    assert look(world, following.page).planned == ()


def test_r208_the_consent_names_a_last_day_and_after_it_nobody_calls(world):
    closed(world)
    agree(world, ConsentKind.AFTERCARE)
    assert refused(lambda: keep(world, Work.INFORMATION)) == ["END_DATE"]
    agree(world, ConsentKind.AFTERCARE, world.today - timedelta(days=1))
    assert "AFTER_END" in refused(lambda: keep(world, Work.INFORMATION))


def test_r209_talks_are_planned_at_one_three_and_six_months_within_the_agreed_time(world):
    closed(world)
    agree(world, ConsentKind.AFTERCARE, world.today + timedelta(days=100))
    assert [one.on.isoformat() for one in look(world, following.page).planned] == ["2026-12-20", "2027-02-20"]
    paper = keep(world, Work.SUPPORTIVE_TALK, result=Stability.WATCH)
    view = look(world, following.page)
    assert (view.held[0].id, view.held[0].result) == (paper, "watch")
    assert case_of(world).stage is Stage.FOLLOW_UP and case_of(world).closed_on == world.today


def test_r210_a_new_service_needs_the_case_to_be_reopened_first(world):
    closed(world)
    agree(world, ConsentKind.AFTERCARE, world.today + timedelta(days=100))
    assert refused(lambda: keep(world, Work.NEW_SERVICE)) == ["REOPEN_FIRST"]


def test_r211_taking_the_consent_back_ends_the_follow_up_at_once(world):
    closed(world)
    consent = agree(world, ConsentKind.AFTERCARE, world.today + timedelta(days=100))
    keep(world, Work.INFORMATION)
    world.change(lambda uow: setattr(uow.get(ConsentRecord, consent), "withdrawn_at", uow.now()))
    assert look(world, following.page).planned == ()
    assert "CONSENT" in refused(lambda: keep(world, Work.INFORMATION))


def come_back(world, then=Stage.ASSESSMENT, grounds=(Ground.IN_DEPTH_TALK,), why="다시 힘들어지심", **more):
    actor = world.actor("manager1")
    with world.database.write(actor) as uow:
        return following.come_back(
            uow,
            actor,
            world.case_ids["D04"],
            world.today,
            then=then,
            grounds=grounds,
            why=why,
            revision=case_of(world).revision,
            key=more.get("key") or key(),
        )


def test_r182_whoever_raises_a_difficulty_again_is_noted_and_may_come_back_without_any_consent(world):
    closed(world)
    come_back(world, Stage.INTERVENTION)
    case = case_of(world)
    assert (case.stage, case.closed_on, case.closing_reason) == (Stage.INTERVENTION, None, None)


def test_r184_coming_back_rests_on_a_ground_and_may_enter_at_an_earlier_stage(world):
    closed(world)
    agree(world, ConsentKind.AFTERCARE, world.today + timedelta(days=100))
    keep(world, Work.SUPPORTIVE_TALK, said_again=True)
    assert refused(lambda: come_back(world, grounds=())) == ["GROUND"]
    assert refused(lambda: come_back(world, then=Stage.CLOSING)) == ["STAGE"]
    once = key()
    come_back(world, key=once)
    come_back(world, key=once)
    papers = world.rows(PaperRecord, PaperRecord.kind == PaperKind.FOLLOW_UP)
    assert [one.content.get("grounds") for one in papers] == [None, ["in_depth_talk"]]
    assert case_of(world).stage is Stage.ASSESSMENT


def test_r192_nobody_comes_back_and_nobody_is_followed_up_after_a_death(world):
    from tests.flows.test_closing import settled

    settled(world)
    say(world, ClosingReason.DEATH)
    do(world, closing.close)
    agree(world, ConsentKind.AFTERCARE, world.today + timedelta(days=100))
    assert "ALIVE" in refused(lambda: keep(world, Work.INFORMATION))
    assert "ALIVE" in refused(lambda: come_back(world))


def test_r213_the_same_scale_is_laid_beside_its_baseline(world):
    closed(world)
    for day, occasion, total in ((300, "baseline", 9), (0, "closing", 14)):
        world.change(
            lambda uow, day=day, occasion=occasion, total=total: uow.add(
                ScaleRecord(
                    case_id=world.case_ids["D04"],
                    scale="LSNS-6",
                    version="1",
                    taken_on=world.today - timedelta(days=day),
                    occasion=occasion,
                    score={"total": total},
                )
            )
        )
    (line,) = look(world, following.page).scales
    assert [(occasion, total) for _, occasion, total in line.scores] == [("baseline", 9), ("closing", 14)]


def cover(world, paper):
    actor = world.actor("manager1")
    with world.database.read(actor) as uow:
        return handing_over.package(uow, actor, world.case_ids["D04"], paper, world.today, locale="ko")


# ── the record handed over ────────────────────────────────────────────────────


def hand(world, *parts, number="D04", login="manager1", **more):
    actor = world.actor(login)
    with world.database.write(actor) as uow:
        return handing_over.make(
            uow,
            actor,
            world.case_ids[number],
            world.today,
            parts=parts,
            reason="담당자가 떠남",
            open_matters="월요일 안부 전화",
            key=key(),
            **({"to_office": "강동구 성내1동"} | more),
        )


def test_r207_no_record_is_handed_over_without_its_own_consent(world):
    assert refused(lambda: hand(world, Part.SUMMARY)) == ["CONSENT"]
    agree(world, ConsentKind.RECORD_HANDOVER)
    paper = hand(world, Part.SUMMARY)
    (record,) = world.rows(PaperRecord, PaperRecord.id == paper)
    assert record.state is PaperState.SENT and record.content["parts"] == ["summary"]


def test_r207_only_the_chosen_and_consented_parts_are_in_the_package(world):
    agree(world, ConsentKind.RECORD_HANDOVER, items=["summary", "open_needs"])
    assert refused(lambda: hand(world, Part.SERVICES)) in (["WITHHELD"], ["NOTHING"])
    assert refused(lambda: hand(world)) == ["NOTHING"]
    paper = hand(world, Part.OPEN_NEEDS)
    sheet = cover(world, paper)
    assert "남은 욕구" in written(sheet) and draw(sheet, "pdf").startswith(b"%PDF")


def test_r207_the_package_is_drawn_no_more_once_the_consent_is_taken_back(world):
    consent = agree(world, ConsentKind.RECORD_HANDOVER)
    paper = hand(world, Part.SUMMARY)
    world.change(lambda uow: setattr(uow.get(ConsentRecord, consent), "withdrawn_at", uow.now()))
    assert refused(lambda: cover(world, paper)) == ["CONSENT"]


def test_r207_the_receipt_is_recorded_once_also_after_the_closing(world):
    agree(world, ConsentKind.RECORD_HANDOVER)
    closed(world)
    paper = hand(world, Part.SUMMARY, to_user=world.actor("manager2").id)
    actor = world.actor("manager1")

    def receive():
        with world.database.write(actor) as uow:
            handing_over.receive(
                uow,
                actor,
                world.case_ids["D04"],
                paper,
                world.today,
                on=world.today,
                by="새 담당자",
                revision=world.rows(PaperRecord, PaperRecord.id == paper)[0].revision,
                key=key(),
            )

    receive()
    (view,) = look(world, handing_over.page).packages
    assert view.received_on == world.today and view.received_by == "새 담당자"
    assert refused(receive) == ["RECEIVED"]


def test_r207_a_package_that_left_before_the_closing_still_waits_for_its_receipt(world):
    agree(world, ConsentKind.RECORD_HANDOVER)
    paper = hand(world, Part.SUMMARY, to_user=world.actor("manager2").id)
    closed(world)
    (record,) = world.rows(PaperRecord, PaperRecord.id == paper)
    assert record.state is PaperState.SENT and "cancelled" not in record.content


def test_r207_an_agency_gets_a_record_only_where_the_client_named_it(world):
    agree(world, ConsentKind.RECORD_HANDOVER)
    with world.database.read() as uow:
        uow.as_system()
        named = {one.recipient for one in world.rows(ConsentRecord, ConsentRecord.case_id == world.case_ids["D04"])}
    stranger = next(one for one in world.offer_ids.values() if one not in named)
    assert refused(lambda: hand(world, Part.SUMMARY, to_offer=stranger)) == ["WITHHELD"]


def test_r207_a_part_that_the_consent_names_no_more_is_drawn_no_more(world):
    consent = agree(world, ConsentKind.RECORD_HANDOVER, items=["summary", "open_needs"])
    paper = hand(world, Part.OPEN_NEEDS)
    assert cover(world, paper)
    world.change(lambda uow: setattr(uow.get(ConsentRecord, consent), "items", ("summary",)))
    assert refused(lambda: cover(world, paper)) == ["WITHHELD"]


#: A paper or line for every part.
BEHIND = {Part.ASSESSMENT: PaperKind.ASSESSMENT, Part.MONITORING: PaperKind.MONITORING, Part.EVALUATION: PaperKind.EVALUATION}


def every_part(world):
    def act(uow):
        case = world.case_ids["D04"]
        for kind in BEHIND.values():
            uow.add(PaperRecord(case_id=case, kind=kind, state=PaperState.DONE, on=world.today, content={}))
        uow.add(PlanRecord(case_id=case, number=91, state="contracted", made_on=world.today))
        uow.add(ServiceRecord(case_id=case, offer_id=world.offer_ids["o-0270"], since=world.today))

    world.change(act)


def opened_by(items) -> set[Part]:
    """The rule, said a second time: all of it, what is named, or the least where nothing is."""
    if "case_record" in items:
        return set(Part)
    return {one for one in Part if one.value in items} if items else {Part.SUMMARY, Part.OPEN_NEEDS, Part.SERVICES}


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(items=st.sets(st.sampled_from([*(one.value for one in Part), "case_record", "something_else"])))
@example(items=set())
@example(items={"case_record"})
@example(items={"something_else"})
def test_r207_a_consent_opens_the_parts_that_it_names_and_no_other(world, items):
    if not world.rows(PaperRecord, PaperRecord.kind == PaperKind.EVALUATION):
        every_part(world)
        agree(world, ConsentKind.RECORD_HANDOVER)
    mine = ConsentRecord.case_id == world.case_ids["D04"]
    [consent] = world.rows(ConsentRecord, ConsentRecord.kind == ConsentKind.RECORD_HANDOVER, mine)
    world.change(lambda uow: setattr(uow.get(ConsentRecord, consent.id), "items", tuple(sorted(items))))
    view = look(world, handing_over.page)
    assert {one.part for one in view.parts} == {one.value for one in Part}, "every part has something in it"
    assert {Part(one.part) for one in view.parts if one.allowed} == opened_by(items)
    for part in Part:
        if part in opened_by(items):
            assert hand(world, part)
        else:
            assert refused(lambda part=part: hand(world, part)) == ["WITHHELD"]
            assert refused(lambda part=part: hand(world, Part.SUMMARY, part)) == ["WITHHELD"]


def unsafe(world, how="protected"):
    def act(uow):
        client = uow.get(ClientRecord, case_of(world).client_id)
        client.protected = how == "protected"
        client.facts = [*(client.facts or ()), "dv_active"] if how == "violence" else client.facts

    world.change(act)


@pytest.mark.parametrize("how", ["protected", "violence"])
def test_p_22_of_somebody_unsafe_at_home_no_office_in_words_gets_the_record_and_none_that_was_named_before(world, how):
    agree(world, ConsentKind.RECORD_HANDOVER)
    before = hand(world, Part.SUMMARY)
    assert look(world, handing_over.page).in_words and cover(world, before)
    unsafe(world, how)
    assert not look(world, handing_over.page).in_words
    assert refused(lambda: hand(world, Part.SUMMARY)) == ["WITHHELD"]
    assert refused(lambda: cover(world, before)) == ["WITHHELD"]
    inside = hand(world, Part.SUMMARY, to_user=world.actor("manager2").id)
    assert cover(world, inside)


def test_r207_only_managers_of_the_own_office_are_offered_and_taken(world):
    agree(world, ConsentKind.RECORD_HANDOVER)

    def act(uow):
        other = uow.add(OfficeRecord(name="다른 구청", sido="서울특별시", sigungu="강동구"))
        uow.add(UserRecord(login="stranger", name="낯선이", role=Role.CASE_MANAGER, office_id=other.id, dongs=()))

    world.change(act)
    stranger = world.rows(UserRecord, UserRecord.login == "stranger")[0].id
    offered = {one for one, _ in look(world, handing_over.page).managers}
    assert world.actor("manager2").id in offered and not offered & {stranger, world.actor("manager1").id}
    for nobody in (stranger, "nobody-at-all"):
        with pytest.raises(NotFound):
            hand(world, Part.SUMMARY, to_user=nobody)


def test_an_open_case_has_no_follow_up(world):
    at(world)
    assert refused(lambda: keep(world, Work.INFORMATION)) == ["NOT_CLOSED"]
    assert world.rows(CaseRecord)
