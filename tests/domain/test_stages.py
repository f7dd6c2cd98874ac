"""The one table of steps between stages: what it knows, what blocks, what warns, what an emergency owes."""

from hypothesis import given
from hypothesis import strategies as st

from resmap.domain.codes import Stage
from resmap.domain.stages import (
    EMERGENCY_STEPS,
    OWED,
    STEPS,
    CaseKind,
    CasePath,
    Condition,
    ConferenceKind,
    Standing,
    rule_step,
    rulings,
)

ALL = frozenset(Condition)
LIVES = frozenset({Condition.ALIVE, Condition.DUTY_REPORTED})
HELD = frozenset(ConferenceKind)

standings = st.builds(
    Standing,
    stage=st.sampled_from(Stage),
    path=st.sampled_from(CasePath),
    kind=st.sampled_from(CaseKind),
    emergency=st.booleans(),
    closed=st.booleans(),
    met=st.frozensets(st.sampled_from(Condition)),
    held=st.frozensets(st.sampled_from(ConferenceKind)),
)


def walk(path: CasePath) -> list[Stage]:
    """The stages that the usual steps of a path lead through, without a word of reason."""
    stages, now = [Stage.INTAKE], Stage.INTAKE
    while True:
        usual = [one for one in rulings(Standing(now, path, met=ALL, held=HELD)) if not one.words]
        onward = [one for one in usual if one.then not in stages]
        if not onward:
            return stages
        now = onward[0].then
        stages.append(now)


def test_the_full_path_leads_through_all_nine_stages_in_the_order_of_the_seed():
    assert walk(CasePath.FULL) == list(Stage)


def test_the_light_path_is_intake_assessment_link_closing():
    assert walk(CasePath.LINK_ONLY)[:4] == [Stage.INTAKE, Stage.ASSESSMENT, Stage.INTERVENTION, Stage.CLOSING]


def test_from_intake_nobody_jumps_to_intervention():
    ruling = rule_step(Standing(Stage.INTAKE, met=ALL, held=HELD), Stage.INTERVENTION)
    assert ruling.blocks == (Condition.NO_SUCH_STEP,)


def test_an_emergency_jumps_with_a_reason_and_owes_what_it_skipped():
    standing = Standing(Stage.INTAKE, emergency=True, met=LIVES)
    assert rule_step(standing, Stage.INTERVENTION, words=False).blocks == (Condition.REASON,)
    ruling = rule_step(standing, Stage.INTERVENTION)
    assert ruling.allowed and ruling.emergency and set(ruling.owes) == set(OWED[Stage.INTAKE])


def test_a_missing_conference_warns_a_general_case_and_blocks_a_special_one():
    standing = Standing(Stage.ASSESSMENT, met=ALL)
    ruling = rule_step(standing, Stage.SELECTION)
    assert ruling.allowed and ruling.warnings == (Condition.CONFERENCE,) and ruling.conference is ConferenceKind.CASE
    special = Standing(Stage.ASSESSMENT, kind=CaseKind.SPECIAL, met=ALL)
    assert rule_step(special, Stage.SELECTION).blocks == (Condition.CONFERENCE,)
    held = Standing(Stage.ASSESSMENT, kind=CaseKind.SPECIAL, met=ALL, held=HELD)
    assert rule_step(held, Stage.SELECTION).allowed


def test_a_change_of_need_leads_back_to_assessment_from_every_stage_after_it():
    for stage in list(Stage)[2:]:
        assert rule_step(Standing(stage, met=ALL), Stage.ASSESSMENT).allowed, stage


def test_follow_up_may_lead_back_in_at_any_stage_of_the_work():
    back = {one.then for one in rulings(Standing(Stage.FOLLOW_UP, closed=True, met=ALL)) if one.allowed}
    assert back == set(Stage) - {Stage.INTAKE, Stage.CLOSING, Stage.FOLLOW_UP}


def test_services_do_not_start_before_the_contract_is_signed():
    ruling = rule_step(Standing(Stage.PLANNING, met=ALL - {Condition.PLAN_CONTRACTED}, held=HELD), Stage.INTERVENTION)
    assert ruling.blocks == (Condition.PLAN_CONTRACTED,)


def test_a_report_that_the_law_asks_for_stands_before_every_step_of_a_living_client():
    for step in STEPS:
        for path in step.paths:
            met = ALL - {Condition.DUTY_REPORTED}
            assert Condition.DUTY_REPORTED in rule_step(Standing(step.now, path, met=met, held=HELD), step.then).blocks


def test_after_a_death_nothing_goes_on_but_the_closing():
    met = ALL - {Condition.ALIVE, Condition.DUTY_REPORTED, Condition.INTAKE_OUTCOME}
    for stage in Stage:
        there = [one for one in rulings(Standing(stage, emergency=True, met=met)) if one.words]
        assert {one.then for one in there if one.allowed} <= {Stage.CLOSING}


@given(standings, st.sampled_from(Stage))
def test_no_step_is_ever_allowed_that_the_table_does_not_hold(standing, then):
    ruling = rule_step(standing, then)
    pairs = {(step.now, step.then) for step in STEPS if standing.path in step.paths}
    urgent = {(step.now, step.then) for step in EMERGENCY_STEPS} if standing.emergency else set()
    if ruling.allowed:
        assert (standing.stage, then) in pairs | urgent


@given(standings, st.sampled_from(Stage))
def test_no_follow_up_ever_without_the_clients_own_consent(standing, then):
    ruling = rule_step(standing, then)
    if ruling.allowed and then is Stage.FOLLOW_UP:
        assert {Condition.AFTERCARE_CONSENT, Condition.CLOSING_FREE} <= standing.met


@given(standings, st.sampled_from(Stage))
def test_what_an_allowed_step_skips_is_owed_and_only_in_an_emergency(standing, then):
    ruling = rule_step(standing, then)
    if ruling.owes:
        assert ruling.emergency and standing.emergency and not set(ruling.owes) & standing.met


@given(standings)
def test_a_closed_case_moves_only_into_follow_up_or_back_in_from_there(standing):
    for ruling in rulings(standing):
        if standing.closed and ruling.allowed:
            assert standing.stage in (Stage.CLOSING, Stage.FOLLOW_UP)
