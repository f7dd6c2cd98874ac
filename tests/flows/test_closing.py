"""A case is closed by people: what blocks, what a decision is worth, what ends with it, what a death stops."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from resmap.domain.closing_items import Item
from resmap.domain.closing_paper import Reaction, SaidBy, from_content
from resmap.domain.codes import ClosingReason, Stage
from resmap.domain.disclosure import FIELDS, disclose
from resmap.domain.events import EventKind
from resmap.domain.papers import PaperKind, PaperState
from resmap.domain.permissions import NotAllowed, NotFound
from resmap.domain.referrals import LIVE, ReferralState
from resmap.domain.stages import CasePath, Condition, ConferenceKind
from resmap.flows import closing, closing_check, steps
from resmap.flows.case_loading import load_case
from resmap.flows.refusals import LostUpdate
from resmap.flows.ruling import RuleForbids
from resmap.store import (
    AnswerLinkRecord,
    AssignmentRecord,
    CaseRecord,
    ConferenceItemRecord,
    ConferenceRecord,
    NeedRecord,
    OfferRecord,
    PaperRecord,
    ReferralRecord,
    StageStepRecord,
    TaskRecord,
)
from tests.support.demo_world import demo_template, world  # noqa: F401

R = ClosingReason
KEYS = iter(range(10_000))


def key() -> str:
    return f"closing-test-{next(KEYS):05}"


def case_of(world, number="D04") -> CaseRecord:
    (found,) = world.rows(CaseRecord, CaseRecord.id == world.case_ids[number])
    return found


def paper_of(world, number="D04") -> PaperRecord:
    return world.rows(
        PaperRecord, PaperRecord.case_id == world.case_ids[number], PaperRecord.kind == PaperKind.CLOSING
    )[-1]


def do(world, act, *, number="D04", login="manager1", **asked):
    """Press a button of the closing page, with the revision that it shows."""
    actor = world.actor(login)
    if act in (closing.prepare, closing.decide):
        papers = world.rows(
            PaperRecord, PaperRecord.case_id == world.case_ids[number], PaperRecord.kind == PaperKind.CLOSING
        )
        asked.setdefault("revision", papers[-1].revision if papers else 1)
    elif act not in (closing.note_attempt, closing.add_to):
        asked.setdefault("revision", case_of(world, number).revision)
    asked.setdefault("key", key())
    with world.database.write(actor) as uow:
        return act(uow, actor, world.case_ids[number], world.today, **asked)


def say(world, reason, number="D04", **more):
    at(world, number)
    return do(world, closing.say, number=number, reason=reason, why="함께 이야기함", **more)


def at(world, number="D04", stage=Stage.MONITORING, path=CasePath.FULL):
    def act(uow):
        case = uow.get(CaseRecord, world.case_ids[number])
        case.stage, case.closing_reason, case.path = stage, None, path

    world.change(act)


def met(world, number="D04", state="met"):
    def act(uow):
        for need in uow.session.scalars(select(NeedRecord).where(NeedRecord.case_id == world.case_ids[number])):
            need.state = state

    world.change(act)


def settled(world, number="D04"):
    """Every report that the law asks for has its words why not yet."""
    from resmap.domain.duties import REPORTS
    from resmap.store import DutyRecord

    def act(uow):
        uow.add_all(
            [DutyRecord(case_id=world.case_ids[number], code=code, justified="함께 확인함") for code in sorted(REPORTS)]
        )

    world.change(act)


def blocked(world, **more) -> set[str]:
    with pytest.raises(RuleForbids) as refused:
        do(world, closing.close, **more)
    assert case_of(world, more.get("number", "D04")).closed_on is None
    return {str(one.code) for one in refused.value.reasons}


def ready(world, reason=R.GOAL_MET, number="D04", login="manager1"):
    """A closing from which only the press is missing."""
    settled(world, number)
    if reason is R.GOAL_MET:
        met(world, number)
    say(world, reason, number, login=login, own_words="이제 혼자 해 볼게요", said_by=SaidBy.CLIENT)
    do(
        world,
        closing.prepare,
        number=number,
        login=login,
        words={
            "keep_gains": "화요일 산책 모임",
            "feelings": "서운해하시지만 괜찮다고 하심",
            "parting": "마지막 날을 함께 정함",
            "outcome": "혼자 병원에 다니심",
            "safety": "이웃이 얼굴을 봄",
        },
        ticks=[Item.HOW_TO_ASK_AGAIN, Item.AFTERCARE_EXPLAINED],
    )
    do(world, closing.decide, number=number, login="supervisor", agreed=True, note="충분히 준비함")


def page(world, number="D04", login="manager1"):
    actor = world.actor(login)
    with world.database.read(actor) as uow:
        return closing_check.closing_page(uow, actor, world.case_ids[number], world.today, locale="ko")


# ── the wish ──────────────────────────────────────────────────────────────────


def test_r189_closing_is_a_wish_a_preparation_and_a_decision_never_a_date(world):
    ready(world)
    assert case_of(world).closed_on is None and page(world).free
    do(world, closing.close)
    case = case_of(world)
    assert (case.closed_on, case.stage) == (world.today, Stage.CLOSING)
    assert paper_of(world).state is PaperState.DONE
    assert world.events()[-1].kind is EventKind.CASE_CLOSED


def test_r189_without_the_decision_of_a_supervisor_or_a_conference_nothing_is_closed(world):
    met(world)
    settled(world)
    say(world, R.GOAL_MET)
    do(world, closing.prepare, words={"keep_gains": "모임", "outcome": "이룸"}, ticks=[Item.HOW_TO_ASK_AGAIN])
    assert blocked(world) == {Item.DECISION}
    with pytest.raises(NotAllowed):
        do(world, closing.decide, agreed=True, note="")
    do(world, closing.decide, login="supervisor", agreed=False, note="한 달 더 보면 좋겠음")
    assert blocked(world) == {Item.DECISION}
    do(world, closing.decide, login="supervisor", agreed=True, note="")
    do(world, closing.close)


@pytest.mark.parametrize("reason", list(R))
def test_r190_r191_r197_r198_r199_every_reason_of_the_sources_can_be_said_and_brings_its_obligations(world, reason):
    paper = say(world, reason)
    view = page(world)
    assert view.reason == reason and view.prepared.paper == paper
    assert case_of(world).stage is Stage.CLOSING
    (step,) = world.rows(StageStepRecord)
    assert (step.then, step.why) == (Stage.CLOSING, "함께 이야기함")


def test_a_wish_wants_words_and_another_reason_wants_another_decision(world):
    ready(world)
    with pytest.raises(RuleForbids) as refused:
        do(world, closing.say, reason=R.MOVED, why="  ")
    assert [one.code for one in refused.value.reasons] == [Condition.REASON]
    do(world, closing.say, reason=R.MOVED, why="이사하심")
    paper = from_content(paper_of(world).content)
    assert paper.decision is None and paper.words["keep_gains"] == "화요일 산책 모임"


def test_a_page_that_is_too_old_closes_nothing_and_two_presses_are_one(world):
    ready(world)
    old = case_of(world).revision
    with pytest.raises(LostUpdate):
        do(world, closing.close, revision=old - 1)
    once = key()
    first = do(world, closing.close, key=once)
    assert do(world, closing.close, key=once, revision=old) == first


def test_a_stranger_finds_no_case_to_close(world):
    ready(world)
    with pytest.raises(NotFound):
        do(world, closing.close, login="manager2")
    with pytest.raises(NotAllowed):
        do(world, closing.close, login="partner")


def test_a_wish_that_is_taken_back_leaves_the_case_open_and_its_paper_out_of_sight(world):
    ready(world)
    do(world, closing.take_back, why="다시 해 보기로 함")
    assert case_of(world).closing_reason is None and not world.rows(PaperRecord)
    actor = world.actor("manager1")
    with world.database.write(actor) as uow:
        steps.take(
            uow, actor, world.case_ids["D04"], world.today, then=Stage.INTERVENTION, why="이어 감",
            revision=case_of(world).revision, key=key(),
        )  # fmt: skip
    assert case_of(world).stage is Stage.INTERVENTION


# ── what blocks ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize("reason", [R.MANAGER_LEFT, R.AGENCY_CLOSED, R.AGENCY_REASON])
def test_r194_no_closing_on_our_side_while_a_referral_is_owed(world, reason):
    ready(world, reason, "D09", "manager2")
    assert Item.REFER in blocked(world, number="D09", login="manager2")

    def accept(uow):
        for need in uow.session.scalars(select(NeedRecord).where(NeedRecord.case_id == world.case_ids["D09"])):
            if need.code == "CASE_MGMT":
                for one in uow.session.scalars(select(ReferralRecord).where(ReferralRecord.need_id == need.id)):
                    one.state = ReferralState.ACCEPTED

    world.change(accept)
    assert page(world, "D09", "manager2").free
    do(world, closing.close, number="D09", login="manager2")
    assert world.events()[-1].facts["to_resume"]


def test_r194_is_asked_again_in_the_transaction_that_closes(world):
    """The page said free; the referral was refused before the press."""
    test_accept = "D09"
    ready(world, R.MANAGER_LEFT, test_accept, "manager2")

    def state(to):
        def act(uow):
            case = world.case_ids[test_accept]
            for one in uow.session.scalars(select(ReferralRecord).where(ReferralRecord.case_id == case)):
                if one.need_id and uow.get(NeedRecord, one.need_id).code == "CASE_MGMT":
                    one.state = to

        return act

    world.change(state(ReferralState.ACCEPTED))
    assert page(world, test_accept, "manager2").free
    world.change(state(ReferralState.FAILED))
    assert Item.REFER in blocked(world, number=test_accept, login="manager2")


def test_r193_what_was_closed_on_our_side_with_needs_left_is_to_be_resumed(world):
    say(world, R.MANAGER_LEFT)
    assert page(world).to_resume
    say(world, R.MOVED)
    assert not page(world).to_resume


def test_r198_lost_contact_needs_the_log_of_attempts_and_the_supervisor(world):
    settled(world)
    say(world, R.LOST_CONTACT)
    assert {Item.CONTACT_LOG, Item.SAFETY_CHECK, Item.SUPERVISOR_REVIEW} <= blocked(world)
    for days, method in ((40, "phone"), (20, "visit"), (3, "phone")):
        do(world, closing.note_attempt, on=world.today - timedelta(days=days), method=method, note="받지 않으심")
    assert Item.CONTACT_LOG not in blocked(world)
    do(world, closing.prepare, words={"safety": "이웃이 어제 보았다고 함"})
    do(world, closing.decide, login="supervisor", agreed=True, note="")
    do(world, closing.close)


def test_r198_an_attempt_of_tomorrow_is_none(world):
    say(world, R.LOST_CONTACT)
    with pytest.raises(RuleForbids):
        do(world, closing.note_attempt, on=world.today + timedelta(days=1), method="phone", note="")


def test_r198_a_guardians_wish_for_a_possible_victim_waits_for_the_supervisor(world):
    def protect(uow):
        from resmap.store import ClientRecord

        uow.get(ClientRecord, case_of(world).client_id).protected = True

    world.change(protect)
    say(world, R.CLIENT_WISH, said_by=SaidBy.GUARDIAN, own_words="괜찮다고 하심")
    assert Item.SUPERVISOR_REVIEW in blocked(world)
    do(world, closing.decide, login="supervisor", agreed=True, note="따로 만나 뵘")
    assert Item.SUPERVISOR_REVIEW not in {one.item for one in page(world).lines if not one.done}


def test_r199_self_reliance_needs_what_became_of_the_goals(world):
    met(world)
    say(world, R.GOAL_MET)
    assert Item.OUTCOMES in blocked(world)


def test_r200_the_persons_feelings_and_the_parting_are_asked(world):
    say(world, R.GOAL_MET)
    lines = {one.item: one for one in page(world).lines}
    assert not lines[Item.FEELINGS].done and not lines[Item.PARTING].done
    do(world, closing.prepare, words={"parting": "마지막 날을 함께 정함"}, reactions=[Reaction.ANXIETY])
    lines = {one.item: one for one in page(world).lines}
    assert lines[Item.FEELINGS].done and lines[Item.PARTING].done


def test_r201_the_workers_own_feelings_are_asked_and_have_no_place_to_be_kept(world):
    say(world, R.GOAL_MET)
    line = next(one for one in page(world).lines if one.item == Item.OWN_FEELINGS)
    assert line.weight == "prompt" and not line.ticked
    do(world, closing.prepare, words={"own_feelings": "나도 힘들다"}, ticks=[Item.OWN_FEELINGS])
    content = paper_of(world).content
    assert "나도 힘들다" not in str(content) and Item.OWN_FEELINGS not in content["ticks"]


def test_r202_r205_the_gains_and_what_the_person_goes_on_with_are_planned(world):
    met(world)
    say(world, R.GOAL_MET)
    assert Item.KEEP_GAINS in blocked(world)
    do(world, closing.prepare, words={"keep_gains": "화요일 모임", "independence": "장보기"})
    done = {one.item for one in page(world).lines if one.done}
    assert {Item.KEEP_GAINS, Item.INDEPENDENCE} <= done


def test_r203_how_to_ask_again_is_given_before_a_case_is_closed(world):
    met(world)
    say(world, R.GOAL_MET)
    assert Item.HOW_TO_ASK_AGAIN in blocked(world)
    do(world, closing.prepare, words={}, ticks=[Item.HOW_TO_ASK_AGAIN])
    assert Item.HOW_TO_ASK_AGAIN not in blocked(world)


def test_r204_what_remains_is_looked_for_before_the_end(world):
    say(world, R.GOAL_MET)
    assert Item.PREPARED_EARLY in {one.item for one in page(world).lines if not one.done}
    do(world, closing.prepare, words={"remains": "옆집 할머니와 경로당"})
    assert Item.PREPARED_EARLY in {one.item for one in page(world).lines if one.done}


def test_r212_aftercare_is_explained_and_its_day_is_kept(world):
    say(world, R.GOAL_MET)
    do(world, closing.prepare, words={}, ticks=[Item.AFTERCARE_EXPLAINED])
    assert paper_of(world).content["ticks"][Item.AFTERCARE_EXPLAINED] == world.today.isoformat()


def test_a_household_that_only_needed_a_link_is_asked_for_nothing_more(world):
    met(world)
    settled(world)
    at(world, stage=Stage.INTERVENTION, path=CasePath.LINK_ONLY)
    do(world, closing.say, reason=R.GOAL_MET, why="연결됨")
    do(world, closing.close)
    assert case_of(world).closed_on == world.today


def test_moving_away_seals_the_new_place_and_proposes_a_transfer(world):
    at(world)
    do(world, closing.say, reason=R.MOVED, why="이사하심", moving_to={"sigungu": "강동구", "dong": "성내1동"})
    assert page(world).transfer == ("강동구 성내권 통합사례관리",)
    assert Item.NEW_ADDRESS_SEALED not in blocked(world)
    assert "성내1동" not in str([one.facts for one in world.events()])


# ── what ends with it ─────────────────────────────────────────────────────────


def add_running(world, number="D04") -> str:
    """A task, a sheet that is awaited with its link, and a referral of each living state to one offer."""
    case = world.case_ids[number]

    def act(uow):
        offer = uow.get(OfferRecord, world.offer_ids["AH08"] if "AH08" in world.offer_ids else list(world.offer_ids.values())[0])
        uow.add(TaskRecord(case_id=case, kind="call_back", due_on=world.today))
        sheet = uow.add(
            PaperRecord(
                case_id=case, kind=PaperKind.EVALUATION_SHEET, state=PaperState.SENT, on=world.today, content={}
            )
        )
        uow.add(
            AnswerLinkRecord(
                office_id=uow.get(CaseRecord, case).office_id,
                purpose="evaluation",
                subject_id=sheet.id,
                token_hash="a" * 64,
                expires_on=world.today,
            )
        )
        for state in sorted(LIVE):
            uow.add(
                ReferralRecord(
                    case_id=case, offer_id=offer.id, organisation="가온", unit=f"가온 / {state}", state=state
                )
            )

    world.change(act)
    return case


def test_r192_a_death_cancels_every_reminder_and_tells_providers_only_that_it_ended(world):
    case = add_running(world)
    before = {one.id: one.places_left for one in world.rows(OfferRecord)}
    (offer,) = {one.offer_id for one in world.rows(ReferralRecord, ReferralRecord.case_id == case) if one.organisation == "가온"}
    world.change(lambda uow: setattr(uow.get(OfferRecord, offer), "places_left", 3))
    world.change(lambda uow: setattr(uow.get(OfferRecord, offer), "limit", 20))
    held = sum(1 for one in world.rows(ReferralRecord, ReferralRecord.case_id == case, ReferralRecord.offer_id == offer)
               if one.state in LIVE - {ReferralState.DRAFT} and (one.suggestion or {}).get("took_place", True))  # fmt: skip
    say(world, R.DEATH)
    referrals = world.rows(ReferralRecord, ReferralRecord.case_id == case)
    assert not [one for one in referrals if one.state in LIVE]
    ended = [one for one in referrals if one.reason_code == "ENDED"]
    assert len(ended) >= len(LIVE) and all(one.state is ReferralState.CANCELLED and not one.reply for one in ended)
    assert next(one.places_left for one in world.rows(OfferRecord) if one.id == offer) == 3 + held
    assert before
    assert all(one.cancelled_on for one in world.rows(TaskRecord, TaskRecord.case_id == case))
    assert not world.rows(PaperRecord, PaperRecord.state == PaperState.SENT)
    assert all(one.revoked_on for one in world.rows(AnswerLinkRecord))
    facts = [one.facts for one in world.events() if one.kind is EventKind.REFERRAL_CHANGED][-1]
    assert "DEATH" not in str(facts)


def test_r192_after_a_death_no_referral_is_asked_for_and_the_household_is_looked_at(world):
    settled(world)
    say(world, R.DEATH)
    view = page(world)
    assert not view.must_refer and view.unmet == () and view.transfer == ()
    assert {one.item for one in view.lines} <= {
        Item.NOTIFY_ENDED_ONLY, Item.RESCREEN_HOUSEHOLD, Item.OWN_FEELINGS, Item.DUTY_REPORT,
    }  # fmt: skip
    do(world, closing.close)
    assert case_of(world).closed_on == world.today


def test_r192_nothing_about_one_who_died_leaves_the_office_any_more(world):
    actor = world.actor("manager1")
    say(world, R.DEATH)
    with world.database.read(actor) as uow:
        from resmap.domain.permissions import Permission

        loaded = load_case(uow, actor, world.case_ids["D04"], world.today, Permission.CASE_READ)
        assert loaded.case.consents.provide_to_offers  # consents were given and are kept
        for offer in loaded.network.offers:
            assert disclose(loaded.case, offer, world.today).fields == ()
            assert len(disclose(loaded.case, offer, world.today, requested=FIELDS).withheld) == len(FIELDS)


def test_r192_members_who_are_left_are_noted_one_by_one(world):
    say(world, R.DEATH, "D01" if "D01" in world.case_ids else "D04")
    number = "D01" if "D01" in world.case_ids else "D04"
    left = page(world, number).household
    with pytest.raises(NotFound):
        do(world, closing.prepare, number=number, words={}, rescreened=["somebody-else"])
    do(world, closing.prepare, number=number, words={}, rescreened=[one.member for one in left])
    assert all(one.looked for one in page(world, number).household)


def test_drafts_and_tasks_end_with_the_closing_and_running_help_goes_on(world):
    case = add_running(world)
    ready(world)
    do(world, closing.close)
    states = {one.state for one in world.rows(ReferralRecord, ReferralRecord.case_id == case) if one.organisation == "가온"}
    assert ReferralState.DRAFT not in states and ReferralState.IN_PROGRESS in states
    assert all(one.cancelled_on for one in world.rows(TaskRecord, TaskRecord.case_id == case))


# ── afterwards ────────────────────────────────────────────────────────────────


def test_r206_a_closed_case_takes_addenda_and_nothing_else(world):
    ready(world)
    paper = do(world, closing.close)
    for act in (
        lambda: do(world, closing.say, reason=R.MOVED, why="이사"),
        lambda: do(world, closing.prepare, words={}),
        lambda: do(world, closing.decide, login="supervisor", agreed=True, note=""),
        lambda: do(world, closing.close),
        lambda: do(world, closing.take_back, why="다시"),
        lambda: do(world, closing.note_attempt, on=world.today, method="phone", note=""),
    ):
        with pytest.raises(RuleForbids) as refused:
            act()
        assert [one.code for one in refused.value.reasons] == [Condition.CLOSED]
    before = paper_of(world).content
    do(world, closing.add_to, words="뒤에 편지가 왔음", subject_id=paper)
    (added,) = page(world).addenda
    assert added.words == "뒤에 편지가 왔음" and paper_of(world).content == before


def test_a_new_manager_is_a_fact_and_no_tick(world):
    say(world, R.MANAGER_LEFT)
    do(world, closing.prepare, words={}, ticks=[Item.NEW_MANAGER, Item.REFER])
    assert not next(one for one in page(world).lines if one.item == Item.NEW_MANAGER).done
    world.change(
        lambda uow: uow.add(
            AssignmentRecord(
                case_id=world.case_ids["D04"],
                user_id=case_of(world).manager_id,
                kind="primary",
                since=world.today,
            )
        )
    )
    assert next(one for one in page(world).lines if one.item == Item.NEW_MANAGER).done


# ── all of them ───────────────────────────────────────────────────────────────


def closings_page(world, login, agency=""):
    from resmap.flows import closings

    actor = world.actor(login)
    with world.database.read(actor) as uow:
        return closings.page(uow, actor, agency=agency, locale="ko")


def test_r193_cases_to_be_resumed_stand_on_a_list_of_their_own(world):
    def close(uow):
        case = uow.get(CaseRecord, world.case_ids["D04"])
        case.closing_reason, case.closed_on, case.stage = R.AGENCY_REASON, world.today, Stage.CLOSING

    world.change(close)
    (line,) = closings_page(world, "manager1").resume
    assert line.id == world.case_ids["D04"] and line.needs > 0
    assert not closings_page(world, "manager2").resume


def test_r191_all_open_cases_of_an_agency_that_closes_are_seen_at_once(world):
    case = add_running(world)
    view = closings_page(world, "manager1", agency="가온")
    assert "가온" in view.agencies and [one.id for one in view.of_agency] == [case]
    assert closings_page(world, "manager2", agency="가온").of_agency == ()


def a_conference(world, decision):
    """Held with this case on its agenda; what it decided is a word of ItemDecision."""
    with world.database.write() as uow:
        uow.as_system()
        case = uow.get(CaseRecord, case_of(world).id)
        held = uow.add(
            ConferenceRecord(office_id=case.office_id, kind=ConferenceKind.CASE, on=world.today, held=True)
        )
        uow.add(ConferenceItemRecord(conference_id=held.id, case_id=case.id, decision=decision))
        uow.commit()
    return held.id


def test_r189_no_conference_but_one_that_decided_to_close_stands_for_the_supervisor(world):
    ready(world)
    other, closes = a_conference(world, "carry_on"), a_conference(world, "close")
    assert [one.id for one in page(world).conferences] == [closes]
    with pytest.raises(NotFound):
        do(world, closing.decide, agreed=True, note="", conference_id=other)
    do(world, closing.decide, agreed=True, note="", conference_id=closes)
