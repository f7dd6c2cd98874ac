"""The office's own forms for every sheet: filled by what their labels mean, with what our own sheet would say and no more."""

from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resmap.domain.papers import PaperKind, PaperState
from resmap.domain.permissions import NotAllowed, NotFound
from resmap.flows import check_sheets, closing_sheets, consent_view, intake_sheets, office_forms, referral_letters
from resmap.flows.drawn_sheets import draw
from resmap.flows.field_refusals import FieldsRefused
from resmap.flows.referral_letters import LetterAs
from resmap.formats.forms import Field, FieldTable, Form, Grid, Signatures, SignOff, to_hwpx
from resmap.formats.forms.model import SignBox
from resmap.store import CaseRecord, ClientRecord, PaperRecord, ReferralRecord
from tests.flows.test_closing import ready
from tests.flows.test_intake_sheets import told_in
from tests.flows.test_referring import sent  # noqa: F401
from tests.formats.forms.templates import texts
from tests.support.demo_world import demo_template, world  # noqa: F401

_KEYS = count(1)

#: Our own empty sheets would be too kind: these are an office's, with its own words, boxes to sign off, and labels of
#: which nobody here knows anything.
OWN = {
    "intake": Form("초기 상담 기록지", (
        SignOff(("담당", "팀장", "동장"), "결재"),
        FieldTable((Field("접수일자"), Field("상담자"), Field("차량번호"))),
        FieldTable((Field("성 명"), Field("휴대전화"), Field("현주소", wide=True)), heading="대상자 인적사항"),
        FieldTable((Field("주호소", wide=True), Field("강점 및 자원", wide=True), Field("처리결과", wide=True))),
    )),
    "consent": Form("개인정보 동의서", (
        FieldTable((Field("성명"), Field("생년월일"), Field("계좌번호"))),
        Grid(("동의 구분", "이용 목적", "수집 항목", "보유기간", "서명"), (("", "", "", "", ""),) * 2),
        Signatures((SignBox("당사자", mark="(서명)"),)),
    )),
    "referral": Form("서비스 의뢰서", (
        SignOff(("담당", "과장"), "결재"),
        FieldTable((Field("의뢰일자"), Field("의뢰기관"), Field("수신기관"), Field("회신기한"))),
        FieldTable((Field("성명"), Field("연락처"), Field("현주소"), Field("출생연도"), Field("소속종교")), heading="대상자 인적사항"),
        FieldTable((Field("요청사항", wide=True), Field("유의사항", wide=True))),
    )),
    "evaluation": Form("서비스 평가지", (
        FieldTable((Field("설문번호"), Field("제출기한"), Field("우대카드번호"))),
        Grid(("서비스명", "만족", "불만족"), (("", "", ""),) * 2),
    )),
    "closing": Form("종결 보고서", (
        SignOff(("담당", "팀장"), "결재"),
        FieldTable((Field("사례번호"), Field("대상자"), Field("종결일자"), Field("보관함번호"))),
        FieldTable((Field("종결 사유", wide=True), Field("미충족 욕구", wide=True), Field("유지계획", wide=True))),
    )),
}  # fmt: skip
UNKNOWN = {"intake": "차량번호", "consent": "계좌번호", "referral": "소속종교", "evaluation": "우대카드번호", "closing": "보관함번호"}


def bring(world, sheet: str, raw: bytes | None = None, login="supervisor"):
    raw = to_hwpx(OWN[sheet]) if raw is None else raw
    key = f"a-form-of-tests-{next(_KEYS)}"
    return office_forms.bring(world.database, world.actor(login), sheet, raw, f"{sheet}.hwpx", world.today, key=key)


def look(world, flow, *args, login="manager1", **more):
    actor = world.actor(login)
    with world.database.read(actor) as uow:
        return flow(uow, actor, *args, world.today, **more)


@pytest.mark.parametrize("sheet", sorted(OWN))
def test_what_is_known_of_a_form_and_what_is_not_is_listed_when_it_is_brought(world, sheet):
    here = bring(world, sheet)
    assert here.known and UNKNOWN[sheet] in here.unknown
    assert not {"담당", "팀장", "과장", "동장", "서명"} & set(here.known), "boxes to sign off are nobody's to fill"


def test_every_sheet_has_its_words_and_a_stranger_brings_none(world):
    assert set(OWN) | {"plan"} == set(office_forms.SHEETS)
    with pytest.raises(NotAllowed):
        bring(world, "closing", login="manager1")
    with pytest.raises(FieldsRefused):
        bring(world, "no-such-sheet", to_hwpx(OWN["closing"]))


def test_without_a_form_of_its_own_there_is_nothing_to_fill(world):
    told_in(world)
    with pytest.raises(NotFound):
        look(world, intake_sheets.filled, world.case_ids["D01"], locale="ko", own=True)
    with pytest.raises(NotFound):
        draw(look(world, intake_sheets.filled, world.case_ids["D01"], locale="ko"), "office")


def test_an_intake_stands_on_the_offices_form_and_its_boxes_are_left(world):
    told_in(world)
    bring(world, "intake")
    made = draw(look(world, intake_sheets.filled, world.case_ids["D01"], locale="ko", own=True), "office")
    said = texts(made)
    at = said.index("대상자 인적사항")
    assert "한서윤" in said[at:] and "밤에 잠이 안 와요." in "\n".join(said) and "서비스연계·사례관리 의뢰" in "\n".join(said)
    assert said[: said.index("접수일자")].count("김나래") == 0 and {"담당", "팀장", "동장"} <= set(said)


def test_p22_the_offices_form_of_a_protected_client_gets_neither_address_nor_number(world):
    def hide(uow):
        client = next(one for one in world.rows(ClientRecord) if one.protected)
        record = uow.get(ClientRecord, client.id)
        record.address, record.phone = "새로 옮긴 집 77길 7", "010-0000-7777"

    world.change(hide)
    bring(world, "intake")
    said = "\n".join(texts(draw(look(world, intake_sheets.filled, world.case_ids["D07"], locale="ko", own=True), "office")))
    assert "77길" not in said and "7777" not in said and "현주소" in said


def test_consents_stand_on_the_offices_form_with_every_box_and_line_left_to_the_hand(world):
    bring(world, "consent")
    made = look(world, consent_view.printed, world.case_ids["D04"], locale="ko", kind="office")
    said = texts(made)
    assert any("개인정보" in one for one in said) and "☑" not in "\n".join(said)
    client = next(one for one in world.rows(ClientRecord) if one.name in said)
    assert client.phone not in "\n".join(said)


def test_a_closing_report_stands_on_the_offices_form(world):
    ready(world)
    bring(world, "closing")
    said = "\n".join(texts(draw(look(world, closing_sheets.report, world.case_ids["D04"], locale="ko", own=True), "office")))
    assert "욕구 충족·목표 달성" in said and "D04" in said and "화요일 산책 모임" in said


def test_an_evaluation_sheet_names_nobody_on_the_offices_form_either(world):
    bring(world, "evaluation")
    case, made = world.case_ids["D10"], []

    def send(uow):
        content = {"channel": "hand", "lines": [["a-line", "표식서비스"]]}
        made.append(uow.add(PaperRecord(case_id=case, kind=PaperKind.EVALUATION_SHEET, state=PaperState.SENT, on=world.today, content=content)).id)

    world.change(send)
    paper = made[0]
    sheet = look(world, check_sheets.print_sheet, case, paper, locale="ko", own=True)
    said = "\n".join(texts(draw(sheet, "office")))
    (record,) = world.rows(CaseRecord, CaseRecord.id == case)
    (client,) = world.rows(ClientRecord, ClientRecord.id == record.client_id)
    assert paper[-8:] in said and "표식서비스" in said and client.name not in said


@settings(deadline=None, max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(st.sampled_from(["name", "birth_year", "phone", "request", "safe_contact"]), min_size=1))
def test_r028_the_offices_letter_gets_what_disclosure_gives_and_nothing_else(world, sent, fields):
    """Whatever the form has places for, only what was disclosed and may still go stands on it."""
    if not has_letter(world):
        bring(world, "referral")
    referral = sent
    values = {
        "name": "표식이름", "birth_year": "1901", "phone": "010-4321-4321", "request": "표식부탁", "safe_contact": "표식연락",
        "address": "표식주소 5길", "need_label": "표식욕구",
    }  # fmt: skip

    def disclosed(uow):
        uow.get(ReferralRecord, referral).disclosed = {name: values[name] for name in fields} | {"address": values["address"]}

    world.change(disclosed)
    may = _may(world, referral)
    made = look(world, referral_letters.letter_file, referral, login="manager2", as_=LetterAs.OFFICE)
    said = "\n".join(texts(made.data))
    for name, value in values.items():
        if name in ("safe_contact", "need_label"):  # this office's form has no place for them
            continue
        assert (value in said) == (name in fields and name in may), name
    assert "표식주소" not in said and made.name.endswith(".hwpx")


def has_letter(world) -> bool:
    actor = world.actor("manager1")
    with world.database.read(actor) as uow:
        return office_forms.has_form(uow, actor, "referral")


def _may(world, referral: str) -> set[str]:
    actor = world.actor("manager2")
    with world.database.read(actor) as uow:
        record, loaded = referral_letters._sent(uow, actor, referral, world.today, referral_letters.HOLDS_PLACE)
        return set(referral_letters.still_told(loaded, record))
