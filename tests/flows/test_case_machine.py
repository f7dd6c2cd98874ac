"""Whatever is pressed in whatever order, a case stays what it may be: a state machine over the flows.

No stage that the table of stages does not lead to; no closing that owes a referral; never a second primary
manager; nothing about somebody who died leaves; a closed case is changed by coming back only.
"""

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from resmap.domain.case import Case
from resmap.domain.closing import OUR_SIDE
from resmap.domain.closing_items import Item
from resmap.domain.closing_paper import SaidBy
from resmap.domain.codes import ClosingReason, Stage
from resmap.domain.disclosure import disclose
from resmap.domain.duties import REPORTS
from resmap.domain.following_up import Ground, Stability, Work
from resmap.domain.papers import PaperKind, PaperState
from resmap.domain.permissions import NotFound, Permission
from resmap.domain.referrals import LIVE, ReferralState
from resmap.domain.stages import EMERGENCY_STEPS, STEPS
from resmap.flows import assignments, closing, following, steps
from resmap.flows.case_loading import load_case
from resmap.flows.closing_facts import care_continues
from resmap.flows.replying import WordsMissing
from resmap.flows.ruling import RuleForbids
from resmap.store import (
    AssignmentRecord,
    CaseRecord,
    ConsentKind,
    ConsentRecord,
    DutyRecord,
    NeedRecord,
    PaperRecord,
    ReferralRecord,
    StageStepRecord,
)
from tests.support.demo_world import copy_of, demo_template  # noqa: F401

#: What a flow may answer instead of doing: none of them is an accident.
REFUSALS = (RuleForbids, NotFound, WordsMissing)

WAYS = {(one.now, one.then) for one in (*STEPS, *EMERGENCY_STEPS)}

NUMBER = "D09"


class CaseMachine(RuleBasedStateMachine):
    """One case of the demo, whose manager and supervisor press what there is to press."""

    template = None  # set by the test: the folder and the ring of the filled demo

    @initialize()
    def begin(self):
        self.folder = Path(tempfile.mkdtemp())
        self.world = copy_of(*self.template, self.folder)
        self.presses = 0
        self.case_id = self.world.case_ids[NUMBER]
        self.world.change(self._settle)

    def _settle(self, uow):
        case = uow.get(CaseRecord, self.case_id)
        case.stage, case.closing_reason, case.stage_since = Stage.MONITORING, None, self.world.today
        uow.add_all([DutyRecord(case_id=case.id, code=code, justified="확인함") for code in sorted(REPORTS)])
        uow.add(
            AssignmentRecord(
                case_id=case.id, user_id=case.manager_id, kind="primary", since=self.world.today - timedelta(days=90)
            )
        )

    def teardown(self):
        if hasattr(self, "world"):
            self.world.database.dispose()
            shutil.rmtree(self.folder, ignore_errors=True)

    # What is there

    @property
    def case(self) -> CaseRecord:
        (found,) = self.world.rows(CaseRecord, CaseRecord.id == self.case_id)
        return found

    def login(self) -> str:
        """Whoever is in charge now."""
        for login in ("manager2", "manager1", "supervisor"):
            if self.world.actor(login).id == self.case.manager_id:
                return login
        return "supervisor"

    def press(self, flow, login=None, of_case=True, **asked):
        self.presses += 1
        actor = self.world.actor(login or self.login())
        if of_case:
            asked["revision"] = self.case.revision
        try:
            with self.world.database.write(actor) as uow:
                flow(uow, actor, self.case_id, self.world.today, key=f"machine-{self.presses:05}", **asked)
        except REFUSALS:
            return False
        return True

    # What may be pressed

    @rule(then=st.sampled_from(list(Stage)), why=st.sampled_from(["", "사정이 달라짐"]))
    def take_a_step(self, then, why):
        self.press(steps.take, then=then, why=why)

    @rule(reason=st.sampled_from(list(ClosingReason)), by=st.sampled_from(list(SaidBy)))
    def say_the_wish(self, reason, by):
        self.press(closing.say, reason=reason, why="이야기함", said_by=by, own_words="그만할래요")

    @rule()
    def prepare(self):
        words = {name: "적음" for name in ("keep_gains", "safety", "outcome", "parting", "feelings", "remains")}
        self._on_paper(closing.prepare, words=words, ticks=list(Item))

    @rule(agreed=st.booleans(), login=st.sampled_from(["supervisor", None]))
    def decide(self, agreed, login):
        from resmap.domain.permissions import NotAllowed

        try:
            self._on_paper(closing.decide, login=login, agreed=agreed, note="보았음")
        except NotAllowed:
            assert login is None

    def _on_paper(self, flow, login=None, **asked):
        papers = self.world.rows(
            PaperRecord, PaperRecord.case_id == self.case_id, PaperRecord.kind == PaperKind.CLOSING
        )
        drafts = [one for one in papers if one.state is PaperState.DRAFT]
        self.press(flow, login, of_case=False, **asked | {"revision": drafts[-1].revision if drafts else 1})

    @rule()
    def close(self):
        owed = self._owes()
        closed = self.press(closing.close)
        assert not (closed and owed), "a closing that owes a referral"

    @rule(reason=st.sampled_from(list(ClosingReason)), accepted=st.booleans())
    def do_all_that_a_closing_asks(self, reason, accepted):
        """Everything but what the agencies do: then only a referral that is owed may stand in the way."""
        self.say_the_wish(reason, SaidBy.CLIENT)
        self.prepare()
        self.decide(True, "supervisor")
        if accepted:
            self.an_agency_answers(ReferralState.ACCEPTED)
        self.close()

    def _owes(self) -> bool:
        """By the seed, not by the checklist: care is unfinished, and the reason lies on our side (A:76)."""
        case = self.case
        needs = [one for one in self.world.rows(NeedRecord, NeedRecord.case_id == self.case_id) if one.state == "open"]
        if case.closing_reason not in OUR_SIDE or not needs:
            return False
        actor = self.world.actor(self.login())
        with self.world.database.read(actor) as uow:
            loaded = load_case(uow, actor, self.case_id, self.world.today, Permission.CASE_READ)
            return not care_continues(loaded.parts)

    @rule()
    def take_the_wish_back(self):
        self.press(closing.take_back, why="다시 해 보기로 함")

    @rule(then=st.sampled_from(list(Stage)), grounds=st.sampled_from([(), (Ground.IN_DEPTH_TALK,)]))
    def come_back(self, then, grounds):
        dead = self.case.closing_reason is ClosingReason.DEATH
        came = self.press(following.come_back, then=then, grounds=grounds, why="다시 힘드심")
        assert not (came and dead)

    @rule(work=st.sampled_from(list(Work)))
    def follow_up(self, work):
        kept = self.press(
            following.keep, of_case=False, work=[work], result=Stability.STABLE, words="잘 지내심"
        )
        assert not (kept and work is Work.NEW_SERVICE)

    @rule(agrees=st.booleans())
    def aftercare(self, agrees):
        def act(uow):
            uow.add(
                ConsentRecord(
                    case_id=self.case_id,
                    kind=ConsentKind.AFTERCARE,
                    granted=agrees,
                    since=self.world.today,
                    until=self.world.today + timedelta(days=100),
                )
            )

        self.world.change(act)

    @rule(to=st.sampled_from([ReferralState.REQUESTED, ReferralState.ACCEPTED, ReferralState.FAILED]))
    def an_agency_answers(self, to):
        """Behind everybody's back, as the world does."""

        def act(uow):
            for one in self.world.rows(ReferralRecord, ReferralRecord.case_id == self.case_id):
                if one.state in LIVE:
                    uow.get(ReferralRecord, one.id).state = to

        self.world.change(act)

    @rule(met=st.booleans())
    def needs_are_met(self, met):
        def act(uow):
            for one in self.world.rows(NeedRecord, NeedRecord.case_id == self.case_id):
                uow.get(NeedRecord, one.id).state = "met" if met else "open"

        if self.case.closed_on is None:
            self.world.change(act)

    @rule(to=st.sampled_from(["manager1", "manager2", "supervisor"]))
    def hand_to(self, to):
        if self.login() == "supervisor" or self.world.actor(to).id == self.case.manager_id:
            return
        self.presses += 1
        actor = self.world.actor("supervisor")
        try:
            with self.world.database.write(actor) as uow:
                assignments.hand_to(
                    uow,
                    actor,
                    self.case_id,
                    self.world.today,
                    user_id=self.world.actor(to).id,
                    why="인사이동",
                    handover="이어서 봄",
                    revision=self.case.revision,
                    key=f"machine-{self.presses:05}",
                )
        except REFUSALS:
            return

    # What always holds

    @invariant()
    def every_step_is_one_of_the_table(self):
        if not hasattr(self, "world"):
            return
        taken = self.world.rows(StageStepRecord, StageStepRecord.case_id == self.case_id)
        assert {(one.now, one.then) for one in taken} <= WAYS
        if taken:
            assert taken[-1].then is self.case.stage

    @invariant()
    def a_closed_case_stands_at_its_end_with_its_reason(self):
        if hasattr(self, "world") and self.case.closed_on is not None:
            assert self.case.stage in (Stage.CLOSING, Stage.FOLLOW_UP) and self.case.closing_reason is not None

    @invariant()
    def there_is_one_primary_manager_and_it_is_who_the_case_names(self):
        if not hasattr(self, "world"):
            return
        primary = [
            one
            for one in self.world.rows(AssignmentRecord, AssignmentRecord.case_id == self.case_id)
            if one.kind == "primary" and one.until is None
        ]
        assert [one.user_id for one in primary] == [self.case.manager_id]

    @invariant()
    def nothing_about_one_who_died_leaves(self):
        if not hasattr(self, "world") or self.case.closing_reason is not ClosingReason.DEATH:
            return
        actor = self.world.actor(self.login())
        with self.world.database.read(actor) as uow:
            loaded = load_case(uow, actor, self.case_id, self.world.today, Permission.CASE_READ)
            case: Case = loaded.case
            assert all(not disclose(case, offer, self.world.today).fields for offer in loaded.network.offers)


@pytest.mark.usefixtures("demo_template")
def test_r009_r189_r194_whatever_is_pressed_in_whatever_order_the_case_stays_what_it_may_be(demo_template):
    machine = type("Machine", (CaseMachine,), {"template": demo_template})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=10,
            stateful_step_count=18,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
