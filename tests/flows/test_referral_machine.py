"""Whatever people do to referrals, in whatever order: no disclosure without consent, no place given twice or lost,
no step that the table does not have, nothing sent that the client refused or that rests."""

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from resmap.domain.advocacy import Refuser
from resmap.domain.permissions import NotFound, Permission
from resmap.domain.referral_reasons import REASONS, ReasonCode
from resmap.domain.referrals import HOLDS_PLACE, LIVE, STEPS, ReferralState
from resmap.flows import (
    answers,
    capacity_questions,
    consenting,
    referral_links,
    referral_waiting,
    referring,
    replying,
)
from resmap.flows.case_loading import load_case
from resmap.flows.referral_consequences import Said
from resmap.flows.referring import disclosure_to
from resmap.flows.refusals import StoreError
from resmap.flows.replying import WordsMissing
from resmap.flows.ruling import AlreadyDone, RuleForbids
from resmap.store import AnswerRecord, ConsentRecord, OfferRecord, PaperRecord, ReferralRecord, history
from tests.support.demo_world import copy_of, demo_template  # noqa: F401

S = ReferralState
CASE, NEED = "D04", "DLY16"
PLACES = 2
REFUSALS = (RuleForbids, AlreadyDone, WordsMissing, NotFound, StoreError)

#: Fields that somebody tries to send, among them some that never go to this recipient.
TRIED = ["call_name", "task", "time", "name", "phone", "diagnosis"]

which = st.integers(0, 5)
reasons = st.sampled_from([(by, reason) for by, listed in REASONS.items() for reason in listed])


def machine_over(template):
    class Referrals(RuleBasedStateMachine):
        @initialize()
        def open(self):
            self.folder = Path(tempfile.mkdtemp())
            self.world = copy_of(*template, self.folder)
            self.manager = self.world.actor("manager1")
            self.offers = self.world.suggested("manager1", CASE, NEED)[:3]
            self.keys, self.passed = iter(range(10_000)), 0

            def few(uow):
                for offer in self.offers:
                    record = uow.get(OfferRecord, offer)
                    record.places_left, record.limit = PLACES, PLACES

            self.world.change(few)
            self.held_before = self.holding()
            self.states = {one.id: one.state for one in self.records()}
            self.mine, self.barred = set(), False
            for at in range(len(self.offers)):
                self.begin(at, "")
            self.agree(0, {"call_name", "task", "time"})
            self.note_states()

        # What people do

        @rule(at=which, why=st.sampled_from(["", "그러자"]))
        def begin(self, at, why):
            offer = self.offers[at % len(self.offers)]
            said = [one.id for one in self.world.answers(CASE) if one.offer_id == offer]
            self.attempt(
                referring.draft, self.world.case_ids[CASE], self.today, need_id=self.world.needs(CASE)[NEED],
                offer_id=offer, by=None, why=why or None, seen=said[-1] if said else "",
            )  # fmt: skip

        @precondition(lambda self: S.DRAFT in self.mine)
        @rule(at=which, fields=st.just({"call_name", "task"}) | st.just(set()) | st.sets(st.sampled_from(TRIED)))
        def send(self, at, fields):
            record = self.one_of(at, {S.DRAFT, S.REQUESTED})
            if record is None:
                return
            may, standing = self.may_know(record)
            done = self.attempt(
                referring.send, record.id, self.today, chosen=dict.fromkeys(fields, "여기 적은 말"),
                revision=record.revision,
            )  # fmt: skip
            if done:
                sent = self.world.referral(record.id)
                assert set(sent.disclosed or {}) <= may, "more left than the client agreed to"
                assert not (sent.disclosed and not standing), "something left without any consent"
                case = self.loaded().case
                assert record.offer_id not in {one.offer for one in case.declined}
                assert not [one for one in case.parked if one.offer == record.offer_id and self.today < one.until]

        @precondition(lambda self: self.mine & LIVE)
        @rule(at=which, to=st.sampled_from(S), told=reasons, coded=st.booleans(), fits=st.booleans())
        def reply(self, at, to, told, coded, fits):
            record = self.one_of(at, LIVE if fits else set(S))
            if fits:  # a step of the table, so that the later states are reached
                nexts = sorted(STEPS[record.state])
                to = nexts[at % len(nexts)]
            self.barred = self.barred or told[0] is Refuser.CLIENT
            said = Said(by=told[0], reason=told[1]) if coded else Said()
            self.attempt(
                replying.step, record.id, self.today, to=to, words="" if coded else "들은 말",
                revision=record.revision, said=said,
            )  # fmt: skip

        @precondition(lambda self: S.REQUESTED in self.mine)
        @rule(at=which, days=st.integers(0, 9))
        def give_up(self, at, days):
            self.passed = min(self.passed + days, 60)
            record = self.one_of(at, {S.REQUESTED})
            if record is not None:
                overdue = referral_waiting.is_overdue(record, self.today)
                assert self.attempt(referral_waiting.expire, record.id, self.today, revision=record.revision) == overdue

        @precondition(lambda self: S.REQUESTED in self.mine)
        @rule(at=which, yes=st.booleans())
        def by_link(self, at, yes):
            record = self.one_of(at, {S.REQUESTED})
            if record is None:
                return
            token = f"a-token-of-the-machine-{next(self.keys)}"
            if not self.attempt(referral_links.make, record.id, self.today, token=token):
                return
            told = Said() if yes else Said(by=Refuser.PROVIDER, reason=ReasonCode.NO_CAPACITY)
            may, _ = self.may_know(record)
            with self.world.database.read() as uow:
                seen = referral_links.look(uow, token, self.today)
            assert seen is None or {name for name, _ in seen.sent} <= may & set(record.disclosed or {})
            try:
                with self.world.database.write() as uow:
                    referral_links.answer(
                        uow, token, self.today, to=S.ACCEPTED if yes else S.REJECTED, said=told, words="", key=self.key()
                    )
            except REFUSALS:
                assert seen is None
            with self.world.database.read() as uow:
                assert referral_links.look(uow, token, self.today) is None

        @rule(at=which, fields=st.sets(st.sampled_from(["call_name", "task", "name", "time"]), min_size=1))
        def agree(self, at, fields):
            household = self.loaded().parts.members
            self.attempt(
                consenting.agree, self.world.case_ids[CASE], self.today, offer_id=self.offers[at % 3],
                fields=tuple(sorted(fields)), until=self.today + timedelta(days=9), by=household[0].id,
            )  # fmt: skip

        @precondition(lambda self: S.REQUESTED in self.mine)
        @rule()
        def take_every_consent_back(self):
            def withdraw(uow):
                for one in uow.session.query(ConsentRecord).filter_by(case_id=self.world.case_ids[CASE]):
                    if one.withdrawn_at is None:
                        one.withdrawn_at = uow.now()

            self.world.change(withdraw)

        @rule(at=which, has_place=st.booleans())
        def ask_for_a_place(self, at, has_place):
            offer = self.offers[at % 3]
            self.attempt(
                capacity_questions.ask, self.world.case_ids[CASE], self.today,
                need_id=self.world.needs(CASE)[NEED], offer_id=offer,
            )  # fmt: skip
            for paper in self.world.rows(PaperRecord, PaperRecord.subject_id == offer)[-1:]:
                self.attempt(
                    capacity_questions.answer, paper.id, self.today, has_place=has_place, revision=paper.revision
                )

        @precondition(lambda self: self.barred)
        @rule()
        def reopen(self):
            self.barred = False
            for one in self.world.rows(AnswerRecord, AnswerRecord.case_id == self.world.case_ids[CASE])[-2:]:
                self.attempt(answers.reopen, self.world.case_ids[CASE], one.id)

        # What always holds

        @invariant()
        def places_are_neither_negative_nor_lost_nor_given_twice(self):
            if not hasattr(self, "world"):
                return
            held = self.holding()
            for record in self.world.rows(OfferRecord, OfferRecord.id.in_(self.offers)):
                taken = held.get(record.id, 0) - self.held_before.get(record.id, 0)
                assert record.places_left == min(PLACES, PLACES - taken) and record.places_left >= 0, record.id

        @invariant()
        def every_state_was_reached_by_a_step_of_the_table(self):
            if not hasattr(self, "world"):
                return
            self.note_states()

        def teardown(self):
            if hasattr(self, "world"):
                with self.world.database.read() as uow:
                    assert history.verify(uow).ok
                self.world.database.dispose()
                shutil.rmtree(self.folder)

        # Inside

        def note_states(self):
            records = self.records()
            for record in records:
                before = self.states.get(record.id, S.DRAFT)
                assert record.state is before or record.state in STEPS[before], (before, record.state)
                self.states[record.id] = record.state
            self.mine = {one.state for one in records if one.offer_id in self.offers}

        @property
        def today(self):
            return self.world.today + timedelta(days=self.passed)

        def key(self) -> str:
            return f"machine-key-{next(self.keys)}"

        def attempt(self, act, *args, **more) -> bool:
            try:
                with self.world.database.write(self.manager) as uow:
                    act(uow, self.manager, *args, key=self.key(), **more)
            except (*REFUSALS, ValueError):
                return False
            return True

        def records(self) -> list[ReferralRecord]:
            return self.world.rows(ReferralRecord, ReferralRecord.case_id == self.world.case_ids[CASE])

        def one_of(self, at, states) -> ReferralRecord | None:
            found = [one for one in self.records() if one.state in states and one.offer_id in self.offers]
            return found[at % len(found)] if found else None

        def holding(self) -> dict[str, int]:
            found: dict[str, int] = {}
            for one in self.world.rows(ReferralRecord, ReferralRecord.offer_id.in_(self.offers)):
                if one.state in HOLDS_PLACE and (one.suggestion or {}).get("took_place", True):
                    found[one.offer_id] = found.get(one.offer_id, 0) + 1
            return found

        def loaded(self):
            with self.world.database.read(self.manager) as uow:
                return load_case(uow, self.manager, self.world.case_ids[CASE], self.today, Permission.CASE_READ)

        def may_know(self, record) -> tuple[set[str], bool]:
            loaded = self.loaded()
            offer = loaded.network.by_id[record.offer_id]
            return set(disclosure_to(loaded, offer).fields), record.offer_id in loaded.case.consents.provide_to_offers

    return Referrals


def test_no_order_of_acts_breaks_what_a_referral_promises(demo_template):
    run_state_machine_as_test(
        machine_over(demo_template),
        settings=settings(
            max_examples=10, stateful_step_count=18, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
