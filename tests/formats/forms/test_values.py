"""Our sheets as values for the office's own form: our own empty sheets, taken for the office's, are filled whole."""

from dataclasses import replace

from resmap.formats.forms import Field, FieldTable, Form, Grid, fill_hwpx, labels, sheets, to_hwpx
from tests.formats.forms import samples
from tests.formats.forms.templates import texts

PLAN_FORM = to_hwpx(samples.made(samples.EMPTY[0]))
INTAKE_FORM = to_hwpx(samples.made(samples.EMPTY[7]))


def filled(template: bytes, given: sheets.OfficeValues):
    return fill_hwpx(template, given.values, given.rows)


def test_every_code_is_one_that_a_label_can_mean():
    all_values = (
        sheets.plan_values(samples.PLAN, samples.KO), sheets.intake_values(samples.INTAKE),
        sheets.closing_values(samples.CLOSING), sheets.referral_values(replace(samples.LETTER, subject=())),
    )  # fmt: skip
    for one in all_values:
        assert set(one.values) <= labels.codes()
    assert {key for row in all_values[0].rows for key in row} <= labels.codes()


def test_the_plan_goes_into_the_offices_sheet_line_by_line():
    made = filled(PLAN_FORM, sheets.plan_values(samples.PLAN, samples.KO))
    said = texts(made.document)
    for line in samples.PLAN.lines:
        assert {line.objective, line.service, line.provider, line.in_charge, line.starts} <= set(said)
    assert made.unplaced == ("office",) and made.rows_left == 0


def test_a_plan_longer_than_the_sheet_gets_more_rows():
    lines = tuple(replace(samples.PLAN.lines[0], service=f"서비스 {n}") for n in range(11))
    made = filled(PLAN_FORM, sheets.plan_values(replace(samples.PLAN, lines=lines), samples.KO))
    assert {f"서비스 {n}" for n in range(11)} <= set(texts(made.document)) and made.rows_left == 0


def test_persons_of_an_intake_stand_each_in_their_own_place():
    made = filled(INTAKE_FORM, sheets.intake_values(samples.INTAKE))
    said = texts(made.document)
    assert said[said.index("의뢰인") + 2] == "최하늘" and said[said.index("당사자") + 2] == "나들이"
    assert said.count("나들이") == 1 and said.count("최하늘") == 1
    assert said[said.index("보호자") + 2] == "연락처"
    assert "나무" in said and "회사원" in said


def test_the_address_of_a_protected_person_is_no_value():
    person = replace(samples.INTAKE.person, address=None)
    given = sheets.intake_values(replace(samples.INTAKE, person=person))
    assert "person.address" not in given.values


def test_a_letter_fills_the_offices_letter():
    form = Form(
        "의뢰서",
        (
            FieldTable((Field("의뢰일자"), Field("의뢰기관"), Field("수신기관"), Field("수신부서"))),
            FieldTable((Field("담당자"), Field("연락처")), columns=2),
            FieldTable((Field("성명"), Field("연락처")), heading="대상자 인적사항"),
            FieldTable((Field("의뢰사유", wide=True), Field("요청사항", wide=True)), columns=1),
            Grid(("회신",), (("",),)),
        ),
    )
    made = filled(to_hwpx(form), sheets.referral_values(samples.LETTER))
    said = texts(made.document)
    assert said[said.index("담당자") : said.index("담당자") + 4] == ["담당자", "한소리", "연락처", "02-000-1234"]
    assert "가람종합복지관" in said and "재가팀" in said and samples.LETTER.reason in said
    at = said.index("대상자 인적사항")
    assert said[at + 1 : at + 5] == ["성명", "나들이", "연락처", "010-0000-0000"]
