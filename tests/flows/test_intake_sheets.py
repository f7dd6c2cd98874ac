"""초기상담지 on paper: everything that was told stands on it in its order, and nothing that leads to an unsafe door."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resmap.domain.events import EventKind
from resmap.domain.intake import Complexity, Factors, Outcome, ProblemSort, Support, Will
from resmap.domain.intake_paper import Setting
from resmap.domain.papers import PaperKind
from resmap.domain.permissions import NotFound
from resmap.domain.statements import StatementKind
from resmap.flows import intake, intake_services, intake_sheets, intake_statements, openings
from resmap.flows.drawn_sheets import draw
from resmap.flows.ruling import RuleForbids
from resmap.formats.forms.model import Field, FieldTable, Grid, Signatures, Text, Ticks
from resmap.store import (
    CaseRecord,
    ClientRecord,
    CorrectionRecord,
    MemberRecord,
    NeedRecord,
    PaperRecord,
    StatementRecord,
)
from tests.support.demo_world import demo_template, world  # noqa: F401

#: A case before its assessment, and a protected client.
NUMBER, PROTECTED = "D01", "D07"

#: A dong that no office is named after.
DONG = "달빛동"


def said(form) -> str:
    """Every text of the form, block by block in its order."""
    lines = [form.title, form.footer]
    for block in form.blocks:
        match block:
            case FieldTable():
                lines += [block.heading, *(f"{one.label}\n{one.value}" for one in block.fields)]
            case Grid():
                lines += [block.heading, *block.headings, *("\n".join(row) for row in block.rows), block.nothing]
            case Text():
                lines += [block.heading, block.text]
            case Ticks():
                lines += [block.heading, block.label, *(one.said() for one in block.options)]
            case Signatures():
                lines += [block.statement]
            case _:
                lines.append(str(block))
    return "\n".join(lines)


def act(world, login, flow, *args, **told):
    actor = world.actor(login)
    with world.database.write(actor) as uow:
        return flow(uow, actor, *args, **told)


def sheet(world, flow=intake_sheets.filled, number=NUMBER, login="manager1"):
    actor = world.actor(login)
    with world.database.read(actor) as uow:
        return flow(uow, actor, world.case_ids[number], world.today, locale="ko")


def told_in(world, number=NUMBER):
    """An intake with everything written down and decided."""
    case, today = world.case_ids[number], world.today
    ids = {name: f"key-of-{name}-{number}" for name in ("words", "s1", "s2", "s3", "s4", "s5", "service", "decide")}
    act(world, "manager1", intake.keep_words, case, today, words="밤에 잠이 안 와요.\n밥을 혼자 먹어요.",
        setting=Setting.HOME, revision=_paper(world, case), key=ids["words"])  # fmt: skip
    for key, kind, words, topic in (
        ("s1", StatementKind.PROBLEM, "끼니를 거르심", ""),
        ("s2", StatementKind.POTENTIAL_PROBLEM, "겨울에 난방이 걱정됨", ""),
        ("s3", StatementKind.STRENGTH, "뜨개질을 잘하심", "talent"),
        ("s4", StatementKind.WEAKNESS, "복지관을 모르심", "little_information"),
        ("s5", StatementKind.WISH, "같이 먹을 사람", ""),
    ):
        said_ = intake_statements.Said(kind, words, topic=topic)
        act(world, "manager1", intake_statements.add, case, today, said=said_, key=ids[key])
    act(world, "manager1", intake_services.add, case, today,
        unlisted=intake_services.Unlisted("아침 우유 나눔", "가상우유회"), key=ids["service"])  # fmt: skip
    decision = intake.Decision(
        Factors(ProblemSort.LIFE, Complexity.LINKED, Will.WANTS, Support.TOGETHER), (Outcome.CASE,), reason="여럿이 이어짐"
    )
    act(world, "manager1", intake.decide, case, today, decision=decision, revision=_paper(world, case), key=ids["decide"])
    return case


def _paper(world, case):
    found = world.rows(PaperRecord, PaperRecord.case_id == case, PaperRecord.kind == PaperKind.INTAKE)
    return found[-1].revision if found else 0


def test_r058_words_stand_before_boxes_and_strengths_before_weaknesses(world):
    told_in(world)
    text = said(sheet(world).form)
    order = ["밤에 잠이 안 와요.", "같이 먹을 사람", "아침 우유 나눔", "끼니를 거르심", "겨울에 난방이 걱정됨",
             "뜨개질을 잘하심 (재능)", "복지관을 모르심 (정보 부족)", "☑\xa0서비스연계·사례관리\xa0의뢰", "여럿이 이어짐"]  # fmt: skip
    assert [text.index(one) for one in order] == sorted(text.index(one) for one in order)


def test_r051_the_four_factors_and_the_outcome_stand_on_it(world):
    told_in(world)
    text = said(sheet(world).form)
    for words in ("생활·관계의 어려움", "서로 이어져 있음", "해 보고 싶어 하심", "여럿이 함께해야 함"):
        assert words in text
    assert text.count("☑") == 1 and "가상우유회" in text and "\n방문\n" in f"\n{text}\n"


@pytest.mark.parametrize("kind", ["pdf", "hwpx", "xlsx"])
def test_it_can_be_had_as_each_kind_of_file_and_is_noted(world, kind):
    data = draw(sheet(world), kind)
    assert data[:4] in (b"%PDF", b"PK\x03\x04")
    printed = [one for one in world.events() if one.kind is EventKind.PRINTED]
    assert [one.facts["sheet"] for one in printed] == ["intake"]


def test_a_blank_one_tells_nothing_of_the_person_and_is_noted_too(world):
    (case,) = world.rows(CaseRecord, CaseRecord.id == world.case_ids[NUMBER])
    (client,) = world.rows(ClientRecord, ClientRecord.id == case.client_id)
    text = said(sheet(world, intake_sheets.blank).form)
    assert case.number in text and "☑" not in text
    for secret in (client.name, client.phone, client.address, case.quote):
        assert not secret or secret not in text
    assert [one.facts["sheet"] for one in world.events() if one.kind is EventKind.PRINTED] == ["intake_blank"]


def test_p23_who_told_of_a_danger_stands_on_no_paper(world):
    case = world.case_ids[NUMBER]

    def found(uow):
        uow.get(CaseRecord, case).finder = "옆집 이웃 새별"

    world.change(found)
    assert "새별" in said(sheet(world).form)

    def unsafe(uow):
        record = uow.get(CaseRecord, case)
        uow.get(ClientRecord, record.client_id).facts = ["dv_active"]

    world.change(unsafe)
    assert "새별" not in said(sheet(world).form)


def told_freely(world, **client):
    """A text that names who lives at home, who did once, who was called otherwise, and who told."""
    case, text = world.case_ids[NUMBER], "남편 박철수가 알면 안 됨. 큰아들 박한솔, 예전 이름 박두리. 옆집 새별이, 조카 이보름이 알려 줌"

    def act_(uow):
        record = uow.get(CaseRecord, case)
        one = uow.get(ClientRecord, record.client_id)
        for name, value in client.items():
            setattr(one, name, value)
        record.quote, record.finder = text, "옆집 이웃 새별"
        uow.add(MemberRecord(client_id=one.id, position=7, relation="남편", name="박철수", age=60))
        son = uow.add(MemberRecord(client_id=one.id, position=8, relation="아들", name="박한솔", age=30))
        uow.void(son, "moved_out")
        uow.add(CorrectionRecord(client_id=one.id, member_id=son.id, on=world.today, field="member.changed", reason="mistake", old={"name": "박두리"}))
        uow.add(StatementRecord(case_id=case, kind="problem", heard_on=world.today, words=text, told_by="조카 이보름"))

    world.change(act_)


def test_p22_no_text_of_it_names_the_household_of_somebody_unsafe_at_home_nor_who_told(world):
    told_freely(world, facts=["dv_active"])
    text = said(sheet(world).form)
    assert text.count("알면 안 됨") == 2 and "남편" in text
    for name in ("철수", "한솔", "두리", "새별", "보름"):
        assert name not in text, name


def test_p23_where_a_danger_is_to_be_reported_no_text_of_it_names_who_told(world):
    told_freely(world)
    assert "새별" in said(sheet(world).form)
    case = world.case_ids[NUMBER]

    def danger(uow):
        record = uow.get(CaseRecord, case)
        child = uow.add(MemberRecord(client_id=record.client_id, position=9, relation="손자", name="박아람", age=9))
        uow.add(NeedRecord(case_id=case, code="SAF13", holder=child.id, priority=8, severity=3))

    world.change(danger)
    text = said(sheet(world).form)
    assert "새별" not in text and "보름" not in text and "박철수" in text


@pytest.mark.parametrize("flow", [intake_sheets.filled, intake_sheets.blank])
def test_p22_the_sheet_of_somebody_unsafe_at_home_tells_no_dong(world, flow):
    case = world.case_ids[NUMBER]
    world.change(lambda uow: setattr(uow.get(CaseRecord, case), "dong", DONG))
    assert DONG in str(sheet(world, flow, login="manager1").form)
    world.change(lambda uow: setattr(uow.get(ClientRecord, uow.get(CaseRecord, case).client_id), "facts", ["dv_active"]))
    assert DONG not in str(sheet(world, flow, login="manager1").form)


def test_who_does_not_know_of_the_case_finds_nothing(world):
    with pytest.raises(NotFound):
        sheet(world, login="manager2")


def test_p12_who_only_looks_prints_nothing(world):
    case = world.case_ids[NUMBER]
    act(world, "manager2", openings.open_case, number=NUMBER, purpose="담당자 대신 급한 전화를 받음", key="look-at-it")
    for flow in (intake_sheets.filled, intake_sheets.blank):
        with pytest.raises(RuleForbids):
            sheet(world, flow, login="manager2")
    assert not [one for one in world.events() if one.kind is EventKind.PRINTED and one.subject == case]


ADDRESS, PHONE = "서울 광진구 능동로 77길 9, 402호", "010-9876-1234"


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from([ADDRESS, "능동로 77길 9", "능동로77길9", PHONE, "01098761234"]),
    st.sampled_from(["words", "problem", "strength", "weakness", "wish", "reason"]),
)
def test_p22_neither_address_nor_number_of_a_protected_client_stands_anywhere(world, secret, where):
    case = world.case_ids[PROTECTED]
    text = f"지금은 {secret} 에 계심"

    def hide(uow):
        record = uow.get(CaseRecord, case)
        client = uow.get(ClientRecord, record.client_id)
        client.protected, client.address, client.phone = True, ADDRESS, PHONE
        record.quote = text
        for member in uow.session.query(MemberRecord).filter(MemberRecord.client_id == client.id):
            member.name = "동거인 한빛" if member.position else member.name

    world.change(hide)
    key = uow_key(world)
    match where:
        case "words":
            act(world, "manager1", intake.keep_words, case, world.today, words=text, revision=_paper(world, case), key=key)
        case "reason":
            pass  # the quote alone
        case _:
            said_ = intake_statements.Said(StatementKind(where), text)
            act(world, "manager1", intake_statements.add, case, world.today, said=said_, key=key)
    form = sheet(world, number=PROTECTED).form
    found = said(form)
    assert "77길" not in found and "9876" not in found and "한빛" not in found
    assert not any(
        one.label == "주소" for block in form.blocks if isinstance(block, FieldTable) for one in block.fields
    ) and isinstance(form.blocks[0], FieldTable) and isinstance(form.blocks[0].fields[0], Field)


def uow_key(world) -> str:
    with world.database.read() as uow:
        return f"intake-sheet-{uow.new_id()}"
