"""A goal of building the neighbours' support is measured by the figures of the person's network (R082)."""

from dataclasses import replace

import pytest

from resmap.domain.check_paper import CheckPaper
from resmap.domain.codes import TieKind
from resmap.domain.monitoring import Method
from resmap.domain.planning.goals import GoalType, Ground
from resmap.domain.planning.network_measures import NetworkMeasure
from resmap.flows import checks, checks_view, networks
from resmap.flows.checks import Evaluated
from resmap.flows.networks import Strength
from resmap.flows.plans import contracting, drafting
from resmap.flows.plans.asked import ObjectiveAsked, PurposeAsked
from resmap.store import CaseTieRecord, OfferRecord, PaperRecord
from tests.flows.test_plans import Desk, refused
from tests.support.demo_world import TODAY, demo_template, world  # noqa: F401

NEIGHBOURS = ObjectiveAsked("당사자: 6개월 안에 서로 돕는 이웃을 늘린다", months=6, target="9", measure=NetworkMeasure.MUTUAL)


class Neighbours(Desk):
    """The plan of a case with a goal of kind 4."""

    def begun(self, asked=NEIGHBOURS):
        self.begin()
        (purpose, *_) = self.draft().purposes
        wanted = PurposeAsked("이웃과 서로 돕고 지낸다", (purpose.needs[0].id,), GoalType.ENVIRONMENT, Ground.CLIENT_FIRST)
        self.do(drafting.save_purpose, asked=wanted, purpose_id=purpose.id, revision=purpose.revision)
        self.objective(asked)
        return self.goal()

    def goal(self, number=None):
        page = self.page(number) if number else self.draft()
        return page.purposes[0].objectives[0]

    def again(self, **values):
        goal = self.goal()
        asked = ObjectiveAsked(goal.text, indicator=goal.indicator, baseline=goal.baseline, target=goal.target,
                               measure=NetworkMeasure(goal.measured.measure))  # fmt: skip
        purpose = self.draft().purposes[0].id
        return self.do(drafting.save_objective, purpose_id=purpose, objective_id=goal.id, revision=goal.revision,
                       asked=replace(asked, **values))  # fmt: skip

    def now(self) -> dict[str, int]:
        return {one.measure: one.now for one in self.page().measures}

    def neighbour(self, *, secret=False, strength=0.5, mutual=True):
        """Somebody new next door."""
        known = {one.target_id for one in self.rows(CaseTieRecord)}
        fresh = next(
            one for one in self.world.rows(OfferRecord)
            if one.kind.startswith(("H2", "H4")) and one.id not in known and not one.location_secret and one.review == "verified"
        )  # fmt: skip

        def act(uow):
            uow.add(CaseTieRecord(case_id=self.case, target_id=fresh.id, kind=TieKind.NEIGHBOUR, strength=strength, both_ways=mutual))
            if secret:
                uow.get(OfferRecord, fresh.id).location_secret = True

        self.world.change(act)
        return fresh

    def check(self):
        return self.do(checks.keep, paper=CheckPaper(TODAY, frozenset({Method.CONTACT}), "잘 지내요"))

    def checked(self):
        actor = self.world.actor(self.login)
        with self.world.database.read(actor) as uow:
            return checks_view.page(uow, actor, self.case, TODAY, locale="ko")


@pytest.fixture
def desk(world):
    return Neighbours(world, "D03")


def test_r082_a_figure_of_the_network_is_picked_with_todays_value_as_baseline(desk):
    goal, now = desk.begun(), desk.now()
    assert goal.indicator == "서로 도움을 주고받는 이웃·가게·모임 수"
    assert (goal.baseline, goal.target) == (str(now["mutual"]), "9")
    assert (goal.measured.now, goal.measured.last_on, goal.measured.last, goal.measured.reached) == (
        now["mutual"], None, None, False,
    )  # fmt: skip


def test_r082_baseline_last_check_now_and_target_stand_on_the_plan_the_checks_and_the_evaluation(desk):
    wanted = desk.now()["mutual"] + 2
    first = int(desk.begun(replace(NEIGHBOURS, target=str(wanted))).baseline)
    desk.sign()
    desk.neighbour()
    desk.check()
    desk.neighbour()
    (on_plan,) = desk.page().purposes[0].objectives
    told = on_plan.measured
    assert (told.baseline, told.last_on, told.last, told.now) == (str(first), TODAY, first + 1, first + 2)
    assert told.reached and told.target == str(first + 2)
    (on_checks,) = desk.checked().objectives
    assert on_checks.measured == told
    said = [Evaluated(on_checks.id, "met", str(told.now))]
    desk.do(checks.evaluate, objectives=said, opinion="이웃이 생겼어요", words="")
    (after,) = desk.checked().objectives
    assert (after.attained, after.outcome) == (str(first + 2), "met")


def test_a_tie_that_is_told_in_the_network_moves_the_figure(desk):
    """From the page of the network to the figure: nothing is typed twice."""
    before, known = desk.now(), {one.target_id for one in desk.rows(CaseTieRecord)}
    actor = desk.world.actor("manager1")
    other = next(one for one in desk.world.rows(OfferRecord)
                 if one.kind.startswith("H2") and one.id not in known and not one.location_secret and one.review == "verified")  # fmt: skip
    with desk.world.database.write(actor) as uow:
        tie = networks.add_tie(uow, actor, desk.case, other.id, TieKind.TRUSTS, Strength.STRONG, mutual=True, today=TODAY, key="key-of-a-new-tie")  # fmt: skip
    assert desk.now() == {name: number + 1 for name, number in before.items()}
    with desk.world.database.write(actor) as uow:
        networks.end_tie(uow, actor, desk.case, tie, revision=uow.get(CaseTieRecord, tie).revision)
    assert desk.now() == before


def test_p_21_a_hidden_place_is_in_no_figure_then_or_now(desk):
    goal = desk.begun()
    desk.sign()
    fresh = desk.neighbour(secret=True, strength=0.9)
    desk.check()
    (after,) = desk.page().purposes[0].objectives
    assert (after.measured.now, after.measured.last) == (int(goal.baseline), int(goal.baseline))
    assert fresh.name not in str(desk.checked())


def test_another_figure_brings_its_own_name_and_value_and_what_was_typed_stays(desk):
    desk.begun()
    desk.again(measure=NetworkMeasure.TIES)
    goal = desk.goal()
    assert goal.indicator.startswith("알고 지내는") and goal.baseline == str(desk.now()["ties"])
    desk.again(measure=NetworkMeasure.STRONG, indicator="인사하는 이웃", baseline="5")
    desk.again(target="8")
    assert (desk.goal().indicator, desk.goal().baseline, desk.goal().target) == ("인사하는 이웃", "5", "8")


def test_an_objective_with_a_measure_of_its_own_takes_a_figure_instead(desk):
    desk.begin()
    desk.objective()
    goal, now = desk.goal(), desk.now()
    asked = ObjectiveAsked(goal.text, indicator=goal.indicator, baseline=goal.baseline, target="3", measure=NetworkMeasure.TIES)
    purpose = desk.draft().purposes[0].id
    desk.do(drafting.save_objective, purpose_id=purpose, objective_id=goal.id, revision=goal.revision, asked=asked)
    assert (desk.goal().indicator[:4], desk.goal().baseline) == ("알고 지", str(now["ties"]))


def test_a_word_where_a_count_belongs_is_refused_with_its_field(desk):
    desk.begin()
    purpose = desk.draft().purposes[0].id
    asked = replace(NEIGHBOURS, baseline="조금", target="많이")
    told = refused(lambda: desk.do(drafting.save_objective, purpose_id=purpose, asked=asked))
    assert told == {"baseline": "NOT_A_COUNT", "target": "NOT_A_COUNT"}
    assert desk.draft().purposes[0].objectives == ()


def test_r104_the_next_version_keeps_the_measure_and_the_checks_since_it_stands(desk):
    desk.begun()
    desk.sign()
    desk.neighbour()
    desk.check()
    desk.do(contracting.revise)
    goal = desk.goal()
    assert goal.measured.measure == "mutual" and goal.measured.last == int(goal.baseline) + 1


def test_a_check_that_kept_no_word_on_help_both_ways_is_not_counted_as_none(desk):
    desk.begun()
    desk.sign()
    paper, known = desk.check(), desk.neighbour().id

    def older(uow):
        record = uow.get(PaperRecord, paper)
        record.content = record.content | {"network_seen": [["client", known, "friend", 0.5]]}

    desk.world.change(older)
    told = desk.page().purposes[0].objectives[0].measured
    assert (told.last_on, told.last) == (TODAY, None)


def test_an_objective_that_is_measured_otherwise_has_no_figure(desk):
    desk.begin()
    desk.objective()
    assert desk.goal().measured is None
