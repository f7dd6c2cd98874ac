"""The texts of a record that is handed over: of the parts that the consent opens, and of nothing else (R207)."""

from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resmap.domain import taxonomy
from resmap.domain.assessing import Ability, Asked, Function
from resmap.domain.events import EventKind
from resmap.domain.papers import PaperKind, PaperState
from resmap.flows import handing_over, handover_bundle
from resmap.flows.drawn_sheets import draw
from resmap.flows.handing_over import PAPERS, Part
from resmap.flows.ruling import RuleForbids
from resmap.formats.forms import count_pages
from resmap.formats.forms.model import FieldTable, Grid, Note, PageBreak, Text
from resmap.store import (
    CaseRecord,
    ClientRecord,
    ConsentKind,
    ConsentRecord,
    ContactRecord,
    CorrectionRecord,
    GoalRecord,
    MemberRecord,
    NeedRecord,
    ObjectiveRecord,
    PaperRecord,
    PlanLineRecord,
    PlanRecord,
    ReferralRecord,
    ServiceRecord,
    StatementRecord,
    TaskRecord,
    register,
)
from resmap.words.explain import need_name
from tests.support.demo_world import demo_template, world  # noqa: F401

NUMBER = "D04"
_KEYS = count(1)

#: One word for each text of each part: where it stands, that text was handed over.
MARK = {
    Part.SUMMARY: ("요약표식하나", "요약표식둘", "요약표식셋", "요약표식넷"),
    Part.OPEN_NEEDS: ("욕구표식하나", "욕구표식둘"),
    Part.SERVICES: (),
    Part.PLAN: ("계획표식하나", "계획표식둘", "계획표식셋", "계획표식넷"),
    Part.ASSESSMENT: ("사정표식하나", "사정표식둘", "사정표식셋", "사정표식넷"),
    Part.MONITORING: ("점검표식하나", "점검표식둘", "점검표식셋"),
    Part.EVALUATION: ("평가표식하나", "평가표식둘", "평가표식셋"),
}
NEVER = (
    "조언표식", "갈등표식", "결정표식", "기관보고표식", "둘레표식", "덧붙임표식", "연락표식", "진술표식", "약속표식",
    "다른이표식", "초안표식", "발견자표식", "아내이름표식",
)  # fmt: skip


#: A need that nobody in the case but the wife has: its name alone would tell of her.
OTHERS_NEED = "EDU11"


def said(form) -> str:
    """Every text of the document."""
    lines = [form.title, form.footer]
    for block in form.blocks:
        match block:
            case FieldTable():
                lines += [block.heading, *(f"{one.label}\n{one.value}" for one in block.fields)]
            case Grid():
                lines += [block.heading, *block.headings, *("\n".join(row) for row in block.rows)]
            case Text():
                lines += [block.heading, block.text]
            case PageBreak():
                lines += [block.title]
            case Note():
                lines += [block.text]
            case _:
                lines.append(str(block))
    return "\n".join(lines)


def paper(uow, case, kind, content, state=PaperState.DONE, **more):
    return uow.add(PaperRecord(case_id=case.id, kind=kind, state=state, on=case.opened_on, content=content, **more))


@pytest.fixture
def marked(world):
    """A case with a mark in every text that may be handed over, and in those that never may."""

    def act(uow):
        case = uow.get(CaseRecord, world.case_ids[NUMBER])
        client = uow.get(ClientRecord, case.client_id)
        case.quote, case.demand, client.strengths, case.summary = MARK[Part.SUMMARY][:2] + ([MARK[Part.SUMMARY][2]], MARK[Part.SUMMARY][3])
        case.finder = "발견자표식"
        wife = uow.add(MemberRecord(client_id=client.id, position=8, relation="아내", name="아내이름표식", age=60))
        uow.add(NeedRecord(case_id=case.id, code="DLY16", holder="client", priority=8, severity=2, words="욕구표식하나", wish="욕구표식둘"))
        uow.add(NeedRecord(case_id=case.id, code=OTHERS_NEED, holder=wife.id, priority=9, severity=2, words="다른이표식"))
        plan = uow.add(PlanRecord(case_id=case.id, number=91, state="ended", made_on=case.opened_on, short_term="계획표식하나", opinion="계획표식둘"))
        draft = uow.add(PlanRecord(case_id=case.id, number=92, state="draft", made_on=case.opened_on, short_term="초안표식"))
        for one, text in ((draft, "초안표식"), (plan, "계획표식셋")):
            goal = uow.add(GoalRecord(case_id=case.id, plan_id=one.id, purpose="목적", position=1))
            objective = uow.add(ObjectiveRecord(case_id=case.id, plan_id=one.id, goal_id=goal.id, text=text, position=1))
            uow.add(PlanLineRecord(case_id=case.id, plan_id=one.id, objective_id=objective.id, kind="service", priority=1, content="초안표식" if one is draft else "계획표식넷"))
        paper(uow, case, PaperKind.FUNCTION, {"abilities": {Function.MEALS: Ability.ALONE}, "note": "사정표식하나 아내이름표식"})
        paper(uow, case, PaperKind.ASSESSMENT, {"domains": {"DLY": Asked.PRESENT}, "now": {"issue": "사정표식둘"}, "wished": "사정표식셋"})
        paper(uow, case, PaperKind.REASSESSMENT, {"words": "사정표식넷"})
        paper(uow, case, PaperKind.ASSESSMENT, {"wished": "초안표식"}, PaperState.DRAFT)
        paper(uow, case, PaperKind.MONITORING, {
            "opinion": "점검표식하나", "words": "점검표식둘", "barriers": "점검표식셋", "network": "둘레표식", "methods": ["contact"],
        })  # fmt: skip
        paper(uow, case, PaperKind.EVALUATION, {
            "opinion": "평가표식하나", "words": "평가표식둘",
            "objectives": [{"objective": objective.id, "outcome": "achieved", "attained": "평가표식셋"}],
        })  # fmt: skip
        for kind, word in (
            (PaperKind.ADVICE, "조언표식"), (PaperKind.CONFLICT, "갈등표식"), (PaperKind.DECISION, "결정표식"),
            (PaperKind.PARTNER_REPORT, "기관보고표식"), (PaperKind.ADDENDUM, "덧붙임표식"), (PaperKind.ADVOCACY, "갈등표식"),
        ):  # fmt: skip
            paper(uow, case, kind, {"words": word, "opinion": word, "how_it_goes": word})
        uow.add(ContactRecord(case_id=case.id, on=case.opened_on, method="phone", note="연락표식"))
        uow.add(StatementRecord(case_id=case.id, kind="fact", heard_on=case.opened_on, words="진술표식", told_by="발견자표식"))
        uow.add(TaskRecord(case_id=case.id, kind="promise", text="약속표식"))

    world.change(act)
    return world


def agreed(world, items) -> None:
    def act(uow):
        for one in world.rows(ConsentRecord, ConsentRecord.kind == ConsentKind.RECORD_HANDOVER):
            uow.get(ConsentRecord, one.id).withdrawn_at = uow.now()
        since = world.today - timedelta(days=3)
        uow.add(ConsentRecord(case_id=world.case_ids[NUMBER], kind=ConsentKind.RECORD_HANDOVER, since=since, items=list(items)))

    world.change(act)


def hand(world, parts, **to) -> str:
    actor = world.actor("manager1")
    with world.database.write(actor) as uow:
        return handing_over.make(
            uow, actor, world.case_ids[NUMBER], world.today, parts=parts, reason="이사하심", open_matters="",
            key=f"bundle-of-tests-{next(_KEYS)}", **(to or {"to_office": "강동구 성내1동"}),
        )  # fmt: skip


def package(world, handed: str):
    actor = world.actor("manager1")
    with world.database.read(actor) as uow:
        return handing_over.package(uow, actor, world.case_ids[NUMBER], handed, world.today, locale="ko")


def there(world, *, inside=False) -> dict[Part, tuple[str, ...]]:
    """The parts that the case has something of, with their marks (function needs consent for health outside)."""
    found = {part: marks for part, marks in MARK.items() if part is not Part.SERVICES}
    if not inside:
        found[Part.ASSESSMENT] = tuple(one for one in found[Part.ASSESSMENT] if one != "사정표식하나")
    return found


@settings(deadline=None, max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(st.sampled_from([one for one in Part if one is not Part.SERVICES]), min_size=1), st.booleans(), st.booleans())
def test_r207_nothing_of_a_part_that_was_not_consented_to_stands_in_the_bundle(marked, parts, inside, named):
    agreed(marked, sorted(parts) if named else ["case_record"])
    to = {"to_user": marked.actor("manager2").id} if inside else {}
    text = said(package(marked, hand(marked, parts, **to)).form)
    marks = there(marked, inside=inside)
    for part, words in marks.items():
        for word in words:
            assert (word in text) == (part in parts), (part, word)
    if not inside:
        assert "사정표식하나" not in text
    for word in (*NEVER, need_name(OTHERS_NEED, "ko")):
        assert word not in text, word


def test_every_part_that_may_be_handed_over_can_be_read_and_no_paper_is_of_a_part_unnamed():
    assert set(handover_bundle.BUILDERS) == {one.value for one in Part}
    assert set().union(*PAPERS.values()).isdisjoint(handing_over.NEVER)


def test_r207_the_list_of_the_cover_says_on_which_pages_each_record_stands(marked):
    def long(uow):
        case = uow.get(CaseRecord, marked.case_ids[NUMBER])
        case.summary = "길게 이어지는 이야기입니다. " * 400

    marked.change(long)
    agreed(marked, ["case_record"])
    parts = [Part.SUMMARY, Part.OPEN_NEEDS, Part.ASSESSMENT]
    form = package(marked, hand(marked, parts)).form
    listed = next(one for one in form.blocks if isinstance(one, Grid) and one.headings[0] == "№")
    breaks = [one.title for one in form.blocks if isinstance(one, PageBreak)]
    assert [row[0] for row in listed.rows] == [title.split(".")[0] for title in breaks] == ["1", "2", "3"]
    spans = [tuple(map(int, row[3].split("–"))) for row in listed.rows]
    firsts, lasts = [one[0] for one in spans], [one[-1] for one in spans]
    assert spans[0][0] >= 2 and lasts[0] > firsts[0], "a long record takes several pages"
    assert firsts[1:] == [one + 1 for one in lasts[:-1]] and lasts[-1] == count_pages(form)


def test_r207_what_was_written_after_the_package_was_made_is_none_of_it(marked):
    agreed(marked, ["case_record"])
    handed = hand(marked, [Part.MONITORING])
    case = marked.rows(CaseRecord, CaseRecord.id == marked.case_ids[NUMBER])[0]
    marked.change(lambda uow: paper(uow, case, PaperKind.MONITORING, {"opinion": "나중표식", "methods": []}))
    text = said(package(marked, handed).form)
    assert "점검표식하나" in text and "나중표식" not in text


def test_r207_once_the_consent_is_taken_back_nothing_is_drawn(marked):
    agreed(marked, ["case_record"])
    handed = hand(marked, [Part.SUMMARY])
    agreed(marked, ["open_needs"])
    with pytest.raises(RuleForbids):
        package(marked, handed)


def test_p21_p25_services_name_no_neighbour_and_no_place_that_hides(marked):
    shelter, neighbour = marked.offer("o-0068"), marked.offer("o-0225")
    assert shelter.location_secret

    def served(uow):
        for one in (shelter, neighbour):
            uow.add(ServiceRecord(case_id=marked.case_ids[NUMBER], offer_id=one.id, since=marked.today, source="intake"))
        uow.get(CaseRecord, marked.case_ids[NUMBER]).summary = f"{shelter.name}에 계시다가 {neighbour.name} 님이 도움"

    marked.change(served)
    agreed(marked, ["case_record"])
    text = said(package(marked, hand(marked, [Part.SUMMARY, Part.SERVICES])).form)
    assert shelter.name not in text and neighbour.name not in text and "이름은 넘기지 않습니다" in text


def test_p22_the_way_to_an_unsafe_door_is_in_no_text_of_it(marked):
    def unsafe(uow):
        case = uow.get(CaseRecord, marked.case_ids[NUMBER])
        client = uow.get(ClientRecord, case.client_id)
        client.facts, client.address, client.phone = ["dv_active"], "서울 광진구 능동로 77길 9", "010-9876-1234"
        case.summary = "지금은 능동로 77길 9 에 계시고 01098761234 로 연락"

    marked.change(unsafe)
    agreed(marked, ["case_record"])
    text = said(package(marked, hand(marked, [Part.SUMMARY], to_user=marked.actor("manager2").id)).form)
    assert "77길" not in text and "9876" not in text


def test_p22_neither_the_cover_nor_a_text_of_it_says_the_dong_of_an_unsafe_door(marked):
    def live(uow, *facts):
        case = uow.get(CaseRecord, marked.case_ids[NUMBER])
        case.dong, uow.get(ClientRecord, case.client_id).facts = "달빛동", list(facts)

    agreed(marked, ["case_record"])
    handed = hand(marked, [Part.SUMMARY], to_user=marked.actor("manager2").id)
    marked.change(live)
    assert "달빛동" in said(package(marked, handed).form)
    marked.change(lambda uow: live(uow, "dv_active"))
    assert "달빛동" not in str(package(marked, handed).form)


def test_r207_who_lived_there_once_and_what_people_were_called_before_is_in_no_text_of_it(marked):
    def before(uow):
        case = uow.get(CaseRecord, marked.case_ids[NUMBER])
        client = uow.get(ClientRecord, case.client_id)
        gone = uow.add(MemberRecord(client_id=client.id, position=9, relation="아들", name="표한솔", age=30))
        uow.void(gone, "moved_out")
        for who, field, old in ((gone.id, "member.changed", {"name": "표두리"}), (None, "name", "주하늬"), (None, "name", client.name[-2:])):
            uow.add(CorrectionRecord(client_id=client.id, member_id=who, on=marked.today, field=field, reason="mistake", old=old))
        case.summary = f"아들 표한솔(예전 표두리)이 나감. 전에는 주하늬 님이라 적음. {client.name} 님은 잘 지내심"
        names.append(client.name)

    names = []
    marked.change(before)
    agreed(marked, ["case_record"])
    text = said(package(marked, hand(marked, [Part.SUMMARY])).form)
    assert f"{names[0]} 님은 잘 지내심" in text
    for one in ("한솔", "두리", "하늬"):
        assert one not in text, one


@pytest.mark.parametrize("through", ["line", "referral", "line of a referral", "nothing any more"])
def test_p03_a_check_names_no_service_that_tells_of_an_illness_by_itself(marked, through):
    with marked.database.read(marked.actor("manager1")) as uow:
        offers = register.network(uow, marked.today).offers
    telling = next(
        one for one in offers
        if one.needs and all(taxonomy.need(code).sensitive for code in one.needs) and not (one.location_secret or one.is_individual)
    )  # fmt: skip

    def checked(uow):
        case = uow.get(CaseRecord, marked.case_ids[NUMBER])
        objective = marked.rows(ObjectiveRecord, ObjectiveRecord.case_id == case.id)[0]
        same = {"case_id": case.id, "plan_id": objective.plan_id, "objective_id": objective.id, "kind": "service"}
        referral = uow.add(ReferralRecord(case_id=case.id, offer_id=telling.id, organisation="병표식기관", unit="unit-of-tests"))
        plain = uow.add(PlanLineRecord(**same, priority=8, content="반찬 배달", provider="우리동네 부엌"))
        line = uow.add(PlanLineRecord(**same, priority=9, content="병표식", provider_id=telling.id))
        of_referral = uow.add(PlanLineRecord(**same, priority=7, content="병표식", provider="병표식기관", referral_id=referral.id))
        about = {"line": line.id, "referral": referral.id, "line of a referral": of_referral.id, "nothing any more": "gone"}[through]
        paper(uow, case, PaperKind.MONITORING, {"opinion": "괜찮아요", "methods": ["contact"], "services": [
            {"line": about, "name": "병표식 · 병표식기관", "fits": "yes", "client": 3, "worker": 3},
            {"line": plain.id, "name": "반찬 배달 · 우리동네 부엌", "fits": "yes", "client": 3, "worker": 3},
        ]})  # fmt: skip

    marked.change(checked)
    agreed(marked, ["case_record"])
    outside = said(package(marked, hand(marked, [Part.MONITORING])).form)
    assert "병표식" not in outside and "반찬 배달 · 우리동네 부엌" in outside
    inside = said(package(marked, hand(marked, [Part.MONITORING], to_user=marked.actor("manager2").id)).form)
    assert "병표식 · 병표식기관" in inside


@pytest.mark.parametrize("kind", ["pdf", "hwpx"])
def test_the_bundle_is_a_file_and_says_in_the_log_which_papers_left(marked, kind):
    agreed(marked, ["case_record"])
    handed = hand(marked, list(there(marked)))
    assert draw(package(marked, handed), kind)[:2] in (b"%P", b"PK")
    printed = [one for one in marked.events() if one.kind is EventKind.PRINTED][-1]
    record = marked.rows(PaperRecord, PaperRecord.id == handed)[0]
    assert printed.facts["papers"] == record.content["papers"] and len(record.content["papers"]) == 5
