"""사정: two parts saved as people talk, needs with the client's yes, links, scales; what is refused and kept."""

import random
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resmap.domain import taxonomy
from resmap.domain.assessing import Ability, Asked, Function, NowPrompt
from resmap.domain.codes import Answer, Stage, TieKind
from resmap.domain.events import EventKind
from resmap.domain.intake import Strength, Weakness
from resmap.domain.need_graph import LinkKind
from resmap.domain.need_states import STANDING, NeedState
from resmap.domain.papers import PaperKind, PaperState
from resmap.domain.permissions import NotAllowed, NotFound, Permission
from resmap.domain.scales import Caution
from resmap.domain.stages import Condition
from resmap.domain.statements import StatementKind
from resmap.flows import answers, networks, steps
from resmap.flows.assessing import links, needs, needs_view, sheets, statements, taking, view
from resmap.flows.assessing.drawing import BOX_HEIGHT, BOX_WIDTH, draw
from resmap.flows.assessing.needs import NeedAsked
from resmap.flows.assessing.statements import Said
from resmap.flows.case_loading import load_case
from resmap.flows.field_refusals import FieldsRefused
from resmap.flows.judging import judge
from resmap.flows.refusals import LostUpdate
from resmap.flows.ruling import RuleForbids
from resmap.store import CaseRecord, ClientRecord, MemberRecord, NeedRecord, PaperRecord, ScaleRecord, StatementRecord
from tests.support.demo_world import demo_template, world  # noqa: F401

NUMBER = "D04"
_keys = iter(range(10**9))


def key() -> str:
    return f"a-key-of-assessing-{next(_keys)}"


class Desk:
    """A manager at one case: each act in a unit of work of its own, as a press of a button is."""

    def __init__(self, world, login="manager1", number=NUMBER):
        self.world, self.actor, self.case = world, world.actor(login), world.case_ids[number]

    def do(self, act, *args, **more):
        with self.world.database.write(self.actor) as uow:
            return act(uow, self.actor, self.case, *args, **more)

    def look(self, page=view.page, **more):
        with self.world.database.read(self.actor) as uow:
            return page(uow, self.actor, self.case, self.world.today, locale="ko", **more)

    def rows(self, cls):
        return self.world.rows(cls, cls.case_id == self.case)

    @property
    def record(self) -> CaseRecord:
        [found] = self.world.rows(CaseRecord, CaseRecord.id == self.case)
        return found

    def set(self, **values):
        def act(uow):
            case = uow.get(CaseRecord, self.case)
            for name, value in values.items():
                setattr(case, name, value)

        self.world.change(act)

    @property
    def holder(self) -> str:
        return self.members[0].id

    @property
    def members(self):
        found = self.world.rows(MemberRecord, MemberRecord.client_id == self.record.client_id)
        return sorted(found, key=lambda one: one.position)

    def need(self, code="ECO12", severity=2, confirmed=True, words="월세가 석 달 밀렸어요", **more) -> str:
        asked = NeedAsked(code, more.pop("holder", self.holder), severity, words=words, confirmed=confirmed, **more)
        return self.do(needs.add, self.world.today, asked=asked, key=key())

    def need_record(self, id) -> NeedRecord:
        return next(one for one in self.rows(NeedRecord) if one.id == id)

    def say(self, kind, words="말씀", **more) -> str:
        return self.do(statements.add, self.world.today, said=Said(kind, words, **more), key=key())

    def function(self, abilities, was=None, form=None, note=""):
        was = self.look().was["function"] if was is None else was
        return self.do(
            sheets.save_function, self.world.today, abilities=abilities, note=note, was=was, form=form or key()
        )

    def domains(self, domains, items=(), was=None, form=None):
        was = self.look().was["domains"] if was is None else was
        return self.do(
            sheets.save_domains, self.world.today, domains=domains, items=items, was=was, form=form or key()
        )

    def talk(self, now=None, wished="", how=""):
        was = self.look().was["talk"]
        return self.do(
            sheets.save_talk, self.world.today, now=now or {}, wished=wished, how=how, was=was, form=key()
        )

    def finish(self):
        return self.do(sheets.finish, self.world.today, revision=self.record.revision, key=key())


@pytest.fixture
def desk(world):
    return Desk(world)


def codes_of(refusal) -> set[tuple[str, str]]:
    return set(refusal.value.fields)


# ── the two parts ────────────────────────────────────────────────────────────


@pytest.mark.parametrize("part", ["function", "domains"])
def test_an_assessment_is_not_finished_with_one_of_its_two_parts(desk, part):
    """R010."""
    if part == "function":
        desk.function({Function.MEALS: Ability.ALONE})
    else:
        desk.domains({"ECO": Asked.PRESENT})
    with pytest.raises(FieldsRefused) as refusal:
        desk.finish()
    assert codes_of(refusal) == {("NEED_PART",) * 2 if part == "function" else ("FUNCTION_PART",) * 2}
    assert not any(one.state is PaperState.DONE for one in desk.rows(PaperRecord))


def test_with_both_parts_the_papers_are_done_and_the_next_step_knows(desk):
    """R010: one paper each, done when the rule says complete; the table of stages counts them."""
    desk.set(stage=Stage.ASSESSMENT)
    desk.function({Function.MEALS: Ability.ALONE, Function.MONEY: Ability.WITH_HELP})
    desk.domains({"ECO": Asked.PRESENT, "SAF": Asked.NONE})
    desk.need()
    desk.finish()
    papers = {one.kind: one for one in desk.rows(PaperRecord)}
    assert set(papers) == {PaperKind.FUNCTION, PaperKind.ASSESSMENT}
    assert all(one.state is PaperState.DONE and one.done_on == desk.world.today for one in papers.values())
    assert desk.record.assessed_on == desk.world.today
    assert desk.look().done_on == desk.world.today
    revision = desk.record.revision
    desk.do(steps.take, desk.world.today, then=Stage.SELECTION, why="", revision=revision, key=key())
    assert desk.record.stage is Stage.SELECTION


def test_not_asked_is_seen_and_told_apart_from_none(desk):
    """R072: completion and what was not asked are on the page."""
    desk.domains({"ECO": Asked.NONE, "SAF": Asked.PRESENT}, ("SAF1/폭력",))
    told = desk.look()
    answered = {one.code: one.asked for one in told.domains}
    assert len(told.domains) == 10
    assert (answered["ECO"], answered["SAF"], answered["HLT"]) == ("none", "present", "not_asked")
    assert told.domains_share == 0.2 and len(told.not_asked) == 8
    [ticked] = [item for one in told.domains for item in one.items if item.ticked]
    assert ticked.key == "SAF1/폭력"


def test_what_the_person_does_alone_is_told_first(desk):
    desk.function({Function.MEALS: Ability.ALONE, Function.MONEY: Ability.NOT_NOW})
    assert desk.look().able == ("식사",)


def test_the_talk_has_its_three_steps_and_the_wished_state_in_their_words(desk):
    """R075, R077, R078."""
    desk.talk({NowPrompt.ISSUE: " 밤에 잠이 안 와요 "}, wished="손주와 마음 편히 자고 싶어요", how="보건소부터 가 보기로 함")
    told = desk.look()
    assert [one.prompt for one in told.prompts] == ["issue", "insight", "support", "relation"]
    assert told.prompts[0].words == "밤에 잠이 안 와요"
    assert (told.wished, told.how) == ("손주와 마음 편히 자고 싶어요", "보건소부터 가 보기로 함")


def test_saving_again_changes_nothing_and_a_form_goes_on_saving_what_it_saved(desk):
    """A phone loses its signal: the answer to the first save never came."""
    was, form = desk.look().was["function"], key()
    desk.function({Function.MEALS: Ability.ALONE}, was, form)
    before = len(desk.world.events())
    desk.function({Function.MEALS: Ability.ALONE}, was, form)
    assert len(desk.world.events()) == before
    desk.function({Function.MEALS: Ability.ALONE, Function.PEOPLE: Ability.WITH_HELP}, was, form)
    [paper] = desk.rows(PaperRecord)
    assert paper.content["abilities"] == {"meals": "alone", "people": "with_help"}


def test_what_somebody_else_wrote_meanwhile_is_not_overwritten(desk):
    was = desk.look().was["function"]
    Desk(desk.world, "supervisor").function({Function.MEALS: Ability.NOT_NOW}, was)
    with pytest.raises(LostUpdate):
        desk.function({Function.MEALS: Ability.ALONE}, was)
    [paper] = desk.rows(PaperRecord)
    assert paper.content["abilities"] == {"meals": "not_now"}


def test_sections_do_not_hinder_each_other(desk):
    was = desk.look().was["talk"]
    desk.domains({"ECO": Asked.NONE})
    desk.do(sheets.save_talk, desk.world.today, now={}, wished="편히", how="", was=was, form=key())
    told = desk.look()
    assert told.wished == "편히" and {one.asked for one in told.domains if one.code == "ECO"} == {"none"}
    assert len(desk.rows(PaperRecord)) == 1


def test_a_new_assessment_begins_new_papers_and_keeps_the_old(desk):
    """R015: what was said a year ago is no answer of today, and stays as it was."""
    desk.function({Function.MEALS: Ability.ALONE})
    desk.domains({"ECO": Asked.PRESENT})
    desk.finish()
    earlier = {one.id: one.content for one in desk.rows(PaperRecord)}

    def later(uow):
        for one in earlier:
            uow.get(PaperRecord, one).on = desk.record.opened_on

    desk.world.change(later)
    revision = desk.record.revision
    desk.do(steps.take, desk.world.today, then=Stage.ASSESSMENT, why="상황이 달라짐", revision=revision, key=key())
    told = desk.look()
    assert told.domains_share == 0 and told.earlier == desk.record.opened_on and told.done_on is None
    desk.domains({"SAF": Asked.NONE})
    kept = {one.id: one.content for one in desk.rows(PaperRecord)}
    assert kept.items() >= earlier.items() and len(kept) == 3


def test_a_person_may_go_on_from_the_assessment_before(desk):
    """R015, R179: nobody copies by hand what did not change; a part that was begun is left as it is."""
    desk.function({Function.MEALS: Ability.ALONE})
    desk.domains({"ECO": Asked.PRESENT})
    desk.need()
    desk.finish()
    earlier = {one.id: one.content for one in desk.rows(PaperRecord)}
    desk.world.change(lambda uow: [setattr(uow.get(PaperRecord, one), "on", desk.record.opened_on) for one in earlier])
    desk.do(steps.take, desk.world.today, then=Stage.ASSESSMENT, why="달라짐", revision=desk.record.revision, key=key())
    desk.function({Function.MEALS: Ability.NOT_NOW})
    pressed = key()
    for _ in range(2):
        desk.do(sheets.take_up, desk.world.today, key=pressed)
    told = desk.look()
    assert {one.code: one.asked for one in told.domains}["ECO"] == "present" and told.done_on is None
    assert {one.function: one.ability for one in told.functions}["meals"] == "not_now"
    kept = {one.id: one.content for one in desk.rows(PaperRecord)}
    assert kept.items() >= earlier.items() and len(kept) == 4


@pytest.mark.parametrize("login", ["manager2", "partner"])
def test_a_stranger_neither_reads_nor_writes_an_assessment(world, login):
    stranger = Desk(world, login)
    wanted = NotAllowed if login == "partner" else NotFound
    for act in (
        lambda: stranger.look(),
        lambda: stranger.look(needs_view.page),
        lambda: stranger.look(needs_view.scales_page),
        lambda: stranger.need(holder="family"),
        lambda: stranger.say(StatementKind.PROBLEM),
        lambda: stranger.function({}, was="x"),
        lambda: stranger.domains({}, was="x"),
        lambda: stranger.do(sheets.take_up, world.today, key=key()),
        lambda: stranger.do(needs.meant, "월세"),
    ):
        with pytest.raises(wanted):
            act()


def test_a_closed_case_is_frozen(desk):
    """R206."""
    id = desk.need()
    said = desk.say(StatementKind.PROBLEM)
    was = desk.look().was["function"]
    desk.set(closed_on=desk.world.today)
    revision = desk.need_record(id).revision
    for act in (
        lambda: desk.need("HLT22"),
        lambda: desk.say(StatementKind.DEMAND),
        lambda: desk.function({Function.MEALS: Ability.ALONE}, was),
        lambda: desk.do(needs.confirm, id, desk.world.today, revision=revision, key=key()),
        lambda: desk.do(statements.confirm, said, desk.world.today, revision=1, key=key()),
        lambda: lsns(desk, [1] * 6),
    ):
        with pytest.raises(RuleForbids) as refusal:
            act()
        assert [one.code for one in refusal.value.reasons] == [Condition.CLOSED]


# ── what was said ────────────────────────────────────────────────────────────


def test_a_statement_has_words_reading_and_the_day_of_the_clients_yes(desk):
    """R021, R085."""
    id = desk.say(StatementKind.PROBLEM, "아무도 나를 안 찾아요", reading="외로움이 커 보임")
    [shown] = desk.look().statements
    assert (shown.words, shown.reading, shown.confirmed_on) == ("아무도 나를 안 찾아요", "외로움이 커 보임", None)
    desk.do(statements.confirm, id, desk.world.today, revision=shown.revision, key=key())
    assert desk.look().statements[0].confirmed_on == desk.world.today


def test_a_fact_may_contradict_a_problem_and_both_stay(desk):
    """R101."""
    desk.say(StatementKind.PROBLEM, "쌀이 하나도 없어요")
    desk.say(StatementKind.FACT, "쌀통에 쌀이 있음을 함께 봄")
    assert {one.kind for one in desk.look().statements} == {"problem", "fact"}


def test_strengths_and_weaknesses_are_of_the_seeds_sorts(desk):
    """R061, R062: support, talent, success, capacity, attitude; what is lacking: five sorts; and the rest."""
    sorts = [(StatementKind.STRENGTH, one) for one in Strength] + [(StatementKind.WEAKNESS, one) for one in Weakness]
    assert len(sorts) == 12
    for kind, topic in sorts:
        desk.say(kind, "말씀", topic=topic.value)
    assert all(one.topic for one in desk.look().statements) and len(desk.look().statements) == 12


def test_another_sort_of_strength_is_refused(desk):
    with pytest.raises(FieldsRefused) as refusal:
        desk.say(StatementKind.STRENGTH, topic="tag-of-lying")
    assert codes_of(refusal) == {("topic", "UNKNOWN")}


def test_a_strength_that_was_heard_counts(desk):
    """R022: at least one strength; the hint goes when one is there."""

    def bare(uow):
        uow.get(ClientRecord, desk.record.client_id).strengths = []

    desk.world.change(bare)
    hint = "강점을 하나라도 적어 주세요."
    assert hint in desk.look().hints
    desk.say(StatementKind.STRENGTH, "김치를 잘 담가요", topic="talent")
    assert hint not in desk.look().hints


def test_a_judging_word_in_a_reading_is_flagged_with_a_kinder_one(desk):
    """R023: a hint; the client's own words are never flagged."""
    desk.say(StatementKind.PROBLEM, "남들이 나더러 게으르다고 해요", reading="비협조적임")
    [shown] = desk.look().statements
    assert [word for word, _ in shown.judging] == ["비협조"]


# ── needs ────────────────────────────────────────────────────────────────────


def test_a_spoken_sentence_offers_need_codes_with_because_and_keeps_nothing(desk):
    before = (len(desk.rows(NeedRecord)), len(desk.rows(StatementRecord)), len(desk.world.events()))
    with desk.world.database.read(desk.actor) as uow:
        found = needs.meant(uow, desk.actor, desk.case, "월세가 석 달 밀렸어요")
    assert found[0].code == "ECO12" and found[0].because
    assert (len(desk.rows(NeedRecord)), len(desk.rows(StatementRecord)), len(desk.world.events())) == before


def test_a_need_has_a_code_a_holder_a_ground_and_the_clients_words(desk):
    """R073, R087: what it rests on is kept as a problem in their words."""
    id = desk.need(wish="밀리지 않고 살고 싶어요", extent="석 달째", reading="소득이 끊긴 뒤부터")
    need = desk.need_record(id)
    [ground] = desk.rows(StatementRecord)
    assert (need.code, need.holder, need.severity, need.state) == ("ECO12", desk.holder, 2, "open")
    assert (need.words, need.wish, need.extent) == ("월세가 석 달 밀렸어요", "밀리지 않고 살고 싶어요", "석 달째")
    assert need.basis == [ground.id] and ground.kind == "problem" and ground.words == need.words
    assert need.confirmed_on == desk.world.today


def test_ticked_items_propose_needs_that_rest_on_them(desk):
    """R087: problems suggest, a person takes up."""
    item = next(one for one in taxonomy.problem_items() if one.needs and one.subdomain.startswith("ENV"))
    desk.domains({"ENV": Asked.PRESENT}, (item.key,))
    before = len(desk.rows(NeedRecord))
    proposed = {one.code: one for one in desk.look(needs_view.page).from_items}
    assert set(item.needs) <= set(proposed) and len(desk.rows(NeedRecord)) == before
    code = item.needs[0]
    id = desk.need(code, words="", items=proposed[code].items)
    [ground] = [one for one in desk.rows(StatementRecord) if one.id in desk.need_record(id).basis]
    assert ground.topic == item.key
    assert code not in {one.code for one in desk.look(needs_view.page).from_items}


def test_needs_of_one_family_belong_to_different_people(desk):
    """R102: a member, the couple, the family."""
    holders = [desk.members[-1].id, "couple", "family"]
    for holder in holders:
        desk.need(holder=holder)
    shown = [one for one in desk.look(needs_view.page).standing if one.code == "ECO12"]
    assert [one.holder for one in shown] == holders
    with pytest.raises(FieldsRefused) as refusal:
        desk.need(holder="somebody-else")
    assert codes_of(refusal) == {("holder", "UNKNOWN")}


def test_the_same_need_of_the_same_person_stands_once(desk):
    desk.need()
    with pytest.raises(FieldsRefused) as refusal:
        desk.need()
    assert codes_of(refusal) == {("code", "TWICE")}


def test_an_unconfirmed_need_is_listed_and_not_matched_until_the_client_says_yes(desk):
    """R021."""
    id = desk.need(confirmed=False)
    page = desk.look(needs_view.page)
    assert page.unconfirmed >= 1
    assert next(one for one in page.standing if one.id == id).state == "proposed"
    matched = [one.id for one in desk.world.page("manager1", NUMBER).needs]
    assert id not in matched
    desk.do(needs.confirm, id, desk.world.today, revision=desk.need_record(id).revision, key=key())
    assert (desk.need_record(id).state, desk.need_record(id).confirmed_on) == ("open", desk.world.today)
    found = next(one for one in desk.world.page("manager1", NUMBER).needs if one.id == id)
    assert found.total > 0


def test_before_the_assessment_is_complete_nothing_is_suggested_save_in_an_emergency(desk):
    """R020: first listen."""
    desk.set(stage=Stage.ASSESSMENT, emergency=False)
    id = desk.need()
    assert desk.world.page("manager1", NUMBER).closed == "ASSESS_FIRST"
    desk.set(emergency=True)
    found = next(one for one in desk.world.page("manager1", NUMBER).needs if one.id == id)
    assert found.total > 0


def test_in_an_emergency_a_need_is_taken_up_before_the_yes_which_stays_owed(desk):
    desk.set(emergency=True)
    need = desk.need_record(desk.need(confirmed=False))
    assert (need.state, need.confirmed_on) == ("open", None)
    assert "당사자와 확인하지 않은 욕구가 있습니다." in desk.look().hints


@pytest.mark.parametrize("code", ["SAF11", "HLT22", "ECO16"])
def test_a_crisis_offers_the_emergency_path_and_never_takes_it(desk, code):
    desk.set(emergency=False)
    id = desk.need(code, 4)
    assert not desk.record.emergency
    assert next(one for one in desk.look(needs_view.page).standing if one.id == id).urgent


def test_a_need_is_put_off_met_dropped_and_taken_up_again_and_nothing_is_deleted(desk):
    """R088, R089: what is left out stays listed with its reason."""
    id = desk.need()

    def turn(state, why=""):
        desk.do(
            needs.turn, id, desk.world.today, state=state, why=why, revision=desk.need_record(id).revision, key=key()
        )

    with pytest.raises(FieldsRefused) as refusal:
        turn(NeedState.DEFERRED, "  ")
    assert codes_of(refusal) == {("why", "MISSING")}
    turn(NeedState.DEFERRED, "먼저 건강부터")
    [put_off] = [one for one in desk.look(needs_view.page).others if one.id == id]
    assert (put_off.state, put_off.why) == ("deferred", "먼저 건강부터")
    assert id not in [one.id for one in desk.world.page("manager1", NUMBER).needs]
    turn(NeedState.DROPPED, "원하지 않으심")
    turn(NeedState.OPEN)
    turn(NeedState.MET)
    assert desk.need_record(id).state == "met" and desk.need_record(id).voided_at is None
    with pytest.raises(FieldsRefused):
        turn(NeedState.DROPPED, "없는 길")


def test_a_need_that_was_never_confirmed_comes_back_as_proposed(desk):
    id = desk.need(confirmed=False)
    for state, why in ((NeedState.DROPPED, "다시 여쭙기로 함"), (NeedState.OPEN, "")):
        revision = desk.need_record(id).revision
        desk.do(needs.turn, id, desk.world.today, state=state, why=why, revision=revision, key=key())
    assert desk.need_record(id).state == "proposed"


def test_what_was_changed_meanwhile_is_not_overwritten(desk):
    id = desk.need(confirmed=False)
    with pytest.raises(LostUpdate):
        desk.do(needs.confirm, id, desk.world.today, revision=99, key=key())
    asked = NeedAsked("", desk.holder, 1)
    with pytest.raises(LostUpdate):
        desk.do(needs.change, id, desk.world.today, asked=asked, revision=99, key=key())


def test_a_second_press_adds_no_second_need(desk):
    once = key()
    asked = NeedAsked("ECO12", desk.holder, 2, words="월세", confirmed=True)
    first = desk.do(needs.add, desk.world.today, asked=asked, key=once)
    assert desk.do(needs.add, desk.world.today, asked=asked, key=once) == first
    assert [one.code for one in desk.rows(NeedRecord)].count("ECO12") == 1


def test_every_standing_need_has_a_place_of_its_own_whatever_is_done(desk):
    """Priority is unique: a long random walk of adding, moving, turning."""
    chance = random.Random(4)
    codes = [one.code for one in taxonomy.needs()]
    for _ in range(25):
        standing = [one for one in desk.rows(NeedRecord)]
        one = chance.choice(standing)
        act = chance.choice(["add", "move", "turn"])
        try:
            if act == "add":
                desk.need(chance.choice(codes), confirmed=chance.random() < 0.5, place=chance.choice([None, 1, 3]))
            elif act == "move":
                asked = NeedAsked("", one.holder, one.severity, place=chance.randint(1, 9))
                desk.do(needs.change, one.id, desk.world.today, asked=asked, revision=one.revision, key=key())
            else:
                state = chance.choice(list(NeedState))
                desk.do(
                    needs.turn, one.id, desk.world.today, state=state, why="까닭", revision=one.revision, key=key()
                )
        except FieldsRefused:
            continue
        places = sorted(need.priority for need in desk.rows(NeedRecord) if need.state in STANDING)
        assert places == list(range(1, len(places) + 1)) or act == "turn" and len(places) == len(set(places))


# ── demands are never matched ────────────────────────────────────────────────


@given(
    demands=st.lists(st.sampled_from([one.example for one in taxonomy.needs()]) | st.text(max_size=40), max_size=4),
    quote=st.text(max_size=40),
)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_asked_for_the_match_is_the_same(world, demands, quote):
    """R086: over a whole case with everything that it judges."""
    desk = Desk(world)
    with world.database.read(desk.actor) as uow:
        loaded = load_case(uow, desk.actor, desk.case, world.today, Permission.CASE_READ)
        case, network = loaded.case, loaded.network
    asked = replace(case, demand=" / ".join(demands), quote=quote)
    assert judge(asked, network).match == judge(case, network).match


def test_a_demand_is_kept_in_their_words_apart_and_changes_no_suggestion(desk):
    """R086: "병원비" alone gives no match."""

    def told():
        return [
            (one.code, [(each.offer, each.score) for each in one.suggestions])
            for one in desk.world.page("manager1", NUMBER).needs
        ]

    before = told()
    for words in ("병원비 좀 지원해 주세요", "쉼터에 보내 주세요", "쌀을 주세요"):
        desk.say(StatementKind.DEMAND, words)
    desk.say(StatementKind.WISH, "이사 가고 싶어요")
    assert told() == before
    page = desk.look(needs_view.page)
    assert len(page.demands) == 4 and not page.grounds


@given(kinds=st.lists(st.sampled_from(StatementKind), min_size=1, max_size=4))
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_need_rests_on_demands_and_wishes_alone(world, kinds):
    """R086, R087: only a problem or a fact is a ground, whatever stands beside it."""
    desk = Desk(world)
    basis = tuple(desk.say(kind, "말씀") for kind in kinds)
    grounded = bool(set(kinds) & {StatementKind.PROBLEM, StatementKind.POTENTIAL_PROBLEM, StatementKind.FACT})
    chance = random.Random(len(desk.rows(NeedRecord)))
    code = chance.choice([one.code for one in taxonomy.needs() if one.code not in world.needs(NUMBER)])
    if grounded:
        assert set(desk.need_record(desk.need(code, basis=basis)).basis) == set(basis)
    else:
        with pytest.raises(FieldsRefused) as refusal:
            desk.need(code, basis=basis)
        assert codes_of(refusal) == {("basis", "ONLY_DEMAND")}


def test_a_proposed_need_whose_ground_became_a_demand_is_not_confirmed(desk):
    id = desk.need(confirmed=False)
    [ground] = desk.rows(StatementRecord)
    desk.do(
        statements.read_again,
        ground.id,
        kind=StatementKind.DEMAND,
        reading="돈을 달라고 하심",
        revision=ground.revision,
        key=key(),
    )
    with pytest.raises(FieldsRefused) as refusal:
        desk.do(needs.confirm, id, desk.world.today, revision=desk.need_record(id).revision, key=key())
    assert codes_of(refusal) == {("basis", "ONLY_DEMAND")}


# ── people differ ────────────────────────────────────────────────────────────


def test_equal_needs_with_other_refusals_get_another_list(desk):
    """R018, R019: the same need, and what this person said to it."""
    before = desk.world.suggested("manager1", NUMBER, "DLY16")
    offer = before[0]
    desk.do(
        answers.answer,
        desk.world.today,
        need_id=desk.world.needs(NUMBER)["DLY16"],
        offer_id=offer,
        said=Answer.DECLINE,
        by=None,
        why="전에 가 봤는데 맞지 않았어요",
        seen="",
        key=key(),
    )
    after = desk.world.suggested("manager1", NUMBER, "DLY16")
    assert offer not in after and after != before


def test_who_is_there_already_is_told_before_anything_new(desk):
    """R076: a tie is the main support, shown on the page of the talk."""

    def alone(uow):
        from resmap.store import CaseTieRecord

        for tie in desk.rows(CaseTieRecord):
            uow.void(uow.get(CaseTieRecord, tie.id), "for this test")

    desk.world.change(alone)
    hint = "지금 누구에게 기대시는지 여쭈어 주세요."
    assert hint in desk.look().hints and not desk.look().ties
    [other, *_] = [one.id for one in desk.do(networks.candidates, desk.world.offer("o-0270").name, desk.world.today)]
    desk.do(
        networks.add_tie, other, TieKind.TRUSTS, networks.Strength.STRONG, mutual=False, today=desk.world.today, key=key()
    )
    told = desk.look()
    assert hint not in told.hints and len(told.ties) == 1


# ── how needs hang together ──────────────────────────────────────────────────


def join(desk, source, target, kind=LinkKind.CAUSES) -> str:
    return desk.do(links.add, desk.world.today, source=source, target=target, kind=kind, words="", key=key())


def test_linked_needs_are_complex_and_many_or_grave_ones_alone_are_not(desk):
    """R070, R071."""
    ids = [desk.need(code, 4) for code in ("ECO12", "HLT21", "SOC11", "ENV11")]
    assert not desk.look(needs_view.page).linkage.complex
    link = join(desk, ids[0], ids[1])
    told = desk.look(needs_view.page).linkage
    assert told.complex and "서로 이어져 있습니다" in " ".join(told.reasons)
    [line] = told.links
    desk.do(links.remove, link, desk.world.today, revision=line.revision, key=key())
    assert not desk.look(needs_view.page).linkage.complex
    assert join(desk, ids[0], ids[1]) == link and desk.look(needs_view.page).linkage.complex


def test_the_picture_is_drawn_with_a_list_that_says_the_same(desk):
    """R073."""
    first, second = desk.need("ECO12"), desk.need("HLT21")
    join(desk, first, second, LinkKind.BLOCKS)
    told = desk.look(needs_view.page).linkage
    assert {box.id for box in told.drawing.boxes} == {one.id for one in desk.look(needs_view.page).standing}
    assert len(told.drawing.arrows) == len(told.links) == 1
    assert "가로막습니다" in told.links[0].text


@pytest.mark.parametrize(("ends", "wanted"), [((0, 0), ("target", "ITSELF")), ((0, None), ("target", "UNKNOWN"))])
def test_a_need_is_joined_with_another_need_of_the_case(desk, ends, wanted):
    ids = [desk.need()]
    stranger = desk.world.needs("D01")
    source, target = (ids[at] if at is not None else next(iter(stranger.values())) for at in ends)
    with pytest.raises(FieldsRefused) as refusal:
        join(desk, source, target)
    assert wanted in codes_of(refusal)


@given(st.integers(1, 14), st.data())
def test_no_box_of_a_drawing_lies_over_another(count, data):
    names = [(str(at), "이름이 제법 긴 욕구의 이름" * (at % 3 + 1), at % 2 == 0) for at in range(count)]
    ends = st.sampled_from([str(at) for at in range(count)])
    links_ = [
        (one, two, "causes")
        for one, two in data.draw(st.lists(st.tuples(ends, ends), max_size=6))
        if one != two
    ]
    drawing = draw(names, links_)
    for box in drawing.boxes:
        assert BOX_WIDTH / 2 <= box.x <= drawing.width - BOX_WIDTH / 2
        assert BOX_HEIGHT / 2 <= box.y <= drawing.height - BOX_HEIGHT / 2
        assert 1 <= len(box.lines) <= 2
        for other in drawing.boxes:
            apart = abs(box.x - other.x) >= BOX_WIDTH or abs(box.y - other.y) >= BOX_HEIGHT
            assert box.id == other.id or apart
    assert len(drawing.arrows) == len(links_)


def test_the_kind_of_case_is_proposed_with_reasons_and_decided_by_nobody_here(desk):
    """R041 (the decision is the supervisor's), R074."""
    desk.need("SAF11", 4)
    told = desk.look(needs_view.page).kind
    assert told.special and told.reasons and told.decided is None
    assert desk.record.kind is None


# ── scales ───────────────────────────────────────────────────────────────────

LSNS = ("family_seen", "family_private", "family_help", "friends_seen", "friends_private", "friends_help")


def lsns(desk, people, occasion=taking.Occasion.BASELINE, on=None, **more):
    given_ = {name: count for name, count in zip(LSNS, people, strict=True) if count is not None}
    filled = taking.Filled("LSNS-6", given_, None, occasion, on or desk.world.today, **more)
    return desk.do(taking.take, desk.world.today, filled=filled, key=key())


def test_people_are_counted_and_scored_by_the_scales_own_rule(desk):
    """R186: 1, 0, 0 and 9, 3, 2 people are 1+0+0 and 5+3+2 points."""
    lsns(desk, [1, 0, 0, 9, 3, 2])
    [series] = desk.look(needs_view.scales_page).series
    [line] = series.lines
    assert line.total == "총점 11점" and "고립될 위험" in line.band
    assert line.cautions[0].startswith("점수만으로 정하지 않습니다")
    [record] = desk.rows(ScaleRecord)
    assert record.version == "6/1" and record.score["parts"][0] == ["family", 1.0, True]


def test_scores_stand_as_a_series_and_the_first_is_held_against_the_last(desk):
    """R160, R213."""
    lsns(desk, [1, 0, 0, 1, 0, 0], on=desk.record.opened_on)
    lsns(desk, [3, 1, 1, 3, 1, 1], taking.Occasion.FOLLOW_UP)
    [series] = desk.look(needs_view.scales_page).series
    assert [one.occasion for one in series.lines] == ["처음", "사후관리"]
    assert series.change == "+8점 · 나아졌습니다"


def test_a_missing_answer_is_not_filled_in(desk):
    lsns(desk, [1, 0, None, 9, 3, 2])
    [series] = desk.look(needs_view.scales_page).series
    assert "빠진 문항 1개" in series.lines[0].total and series.lines[0].band == ""


def test_who_is_younger_than_the_scale_was_validated_for_is_told_so(desk):
    young = desk.members[0]

    def younger(uow):
        uow.get(MemberRecord, young.id).age = 44

    desk.world.change(younger)
    lsns(desk, [1] * 6, member=young.id)
    [record] = desk.rows(ScaleRecord)
    assert Caution.NOT_NORMED_FOR_AGE in taking.score_of(record).cautions


@pytest.mark.parametrize(
    ("filled", "wanted"),
    [
        ({"scale": "NO-SUCH"}, ("scale", "UNKNOWN_SCALE")),
        ({"scale": "GAS", "answers": {"x": 1}}, ("scale", "SCORED_ELSEWHERE")),
        ({"scale": "UCLA-3", "answers": {"left_out": 9}}, ("left_out", "OUT_OF_RANGE")),
        ({"scale": "UCLA-3", "answers": {}}, ("answers", "MISSING")),
        ({"scale": "ISOLATION-SURVEY"}, ("total", "MISSING")),
        ({"scale": "ISOLATION-SURVEY", "total": 14}, ("scale", "OUT_OF_RANGE")),
    ],
)
def test_what_a_scale_does_not_know_is_refused_and_nothing_kept(desk, filled, wanted):
    told = {"answers": {}, "total": None, "occasion": taking.Occasion.REVIEW, "taken_on": desk.world.today} | filled
    with pytest.raises(FieldsRefused) as refusal:
        desk.do(taking.take, desk.world.today, filled=taking.Filled(**told), key=key())
    assert wanted in codes_of(refusal) and not desk.rows(ScaleRecord)


def test_a_sheet_typed_wrongly_leaves_the_series_and_stays_on_record(desk):
    id = lsns(desk, [9] * 6)
    [line] = desk.look(needs_view.scales_page).series[0].lines
    desk.do(taking.take_back, id, revision=line.revision, key=key())
    assert not desk.look(needs_view.scales_page).series


@given(st.lists(st.none() | st.integers(0, 12), min_size=6, max_size=6).filter(any), st.none() | st.integers(1, 99))
def test_a_score_reads_back_as_it_was_told(people, age):
    """R186: by the rules of its version, whatever becomes of the registry."""
    answers_ = {name: count for name, count in zip(LSNS, people, strict=True) if count is not None}
    found = taking._score(taking.Filled("LSNS-6", answers_, None, taking.Occasion.REVIEW, None), age)
    record = ScaleRecord(scale=found.scale, version=found.version)
    record.score = taking.stored(found)
    assert taking.score_of(record) == found


# ── what is told of it ───────────────────────────────────────────────────────


def test_the_history_holds_codes_and_ids_and_no_word_of_what_was_said(desk):
    said = "월세가 석 달 밀려 쫓겨날까 무서워요"
    before = len(desk.world.events())
    desk.need(words=said, reading="불안이 큼")
    desk.say(StatementKind.PROBLEM, said)
    desk.talk({NowPrompt.ISSUE: said})
    lsns(desk, [1] * 6, note=said)
    noted = desk.world.events()[before:]
    assert {one.kind for one in noted} >= {EventKind.NEED_CHANGED, EventKind.PAPER_WRITTEN, EventKind.CASE_CHANGED}
    for one in noted:
        assert said not in str(one.facts) and "ECO12" not in str(one.facts)
        assert "불안" not in str(one.facts)
