"""The office's own Hangul form: what is filled, what is told, and what is never touched."""

import re
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from resmap.formats.forms import Field, FieldTable, Filled, Form, Grid, Text, fill_hwpx, labels, to_hwpx
from resmap.formats.problems import FormatError
from resmap.formats.tables import open_table
from tests.formats.forms.templates import click_here, office_form, packed, parts, section, texts, with_section, workbook

VALUES = {
    "case_number": "2026-0017", "이름": "나들이", "생년월일": "1948. 3. 2.", "보호자 성명": "나무", "작성일": "4월 1일",
    "전화": "010", "주소": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("성 명", "person.name"), ("① 대상자명", "person.name"), ("대상자자명", "person.name"), ("이름 :", "person.name"),
        ("당사자 (성명)", "person.name"), ("생년월일(양력)", "person.birth_date"), ("보호자 연락처", "guardian.phone"),
        ("담당사례관리자", "manager.name"), ("⑧서비스 종료일자", "ends_on"), ("신발 크기", "신발크기"), ("", ""), ("12", ""),
        ("긴급연락처", "emergency_phone"), ("신고자 성명", "신고자성명"),
    ],
)  # fmt: skip
def test_a_label_is_known_by_its_meaning(label, code):
    assert labels.meaning(label) == code


def test_cells_beside_labels_braces_and_lists_are_filled_and_the_rest_is_told():
    rows = [{"개입 목표": f"목표 {n}", "서비스 내용": f"서비스 {n}", "담당자": "이모래"} for n in (1, 2, 3, 4)]
    made = fill_hwpx(office_form(), VALUES, rows)
    assert set(made.filled) == {"① 관리 번호", "성 명", "생년월일(양력)", "성명", "작성일", "당사자 이름"}
    assert set(made.unknown) == {"신발 크기", "모르는 것"}
    assert set(made.unplaced) == {"전화", "주소"}
    assert made.rows_left == 0
    said = texts(made.document)
    assert "오늘 4월 1일에 나들이 님을 만났습니다. {{모르는 것}}" in said
    assert said[said.index("① 관리 번호") + 1] == "2026-0017"
    assert said[said.index("성명", said.index("보호자") + 3) + 1] == "나무"


def test_a_list_with_too_few_rows_gets_more_and_stays_a_table():
    rows = [{"개입 목표": f"목표 {n}", "서비스 내용": f"서비스 {n}", "담당자": "이모래"} for n in range(5)]
    made = fill_hwpx(office_form(), {}, rows)
    xml = section(made.document)
    table = next(one for one in re.findall(r"<hp:tbl.*?</hp:tbl>", xml, re.S) if "개입목표" in one)
    assert 'rowCnt="6"' in table
    assert re.findall(r'rowAddr="(\d)"', table) == [str(row) for row in range(6) for _ in range(3)]
    assert [text for text in re.findall(r"<hp:t>([^<]*)", table) if text.startswith("목표")] == [
        f"목표 {n}" for n in range(5)
    ]


def test_whose_a_label_is_decides_what_goes_beside_it():
    made = fill_hwpx(office_form(), {"이름": "나들이"})
    assert "성명" in made.unknown
    said = texts(made.document)
    assert said.count("나들이") == 1


@pytest.mark.parametrize(
    ("label", "who"),
    [
        ("보호자", "guardian"), ("보호자 성명", "guardian"), ("2. 의뢰인 인적사항", "referrer"), ("신고자", "신고자"),
        ("배우자 현황", "배우자현황"), ("성명", ""), ("접수일자", ""), ("동의 확인", ""), ("현재 문제", ""), ("긴급 지원", ""),
    ],
)  # fmt: skip
def test_who_is_named_is_somebody(label, who):
    assert labels.whose_name(label) == who


SOMEBODY = [
    Form("서식", (FieldTable((Field("대상자"), Field("성명"), Field("신고자"), Field("연락처"))),)),
    Form("서식", (FieldTable((Field("담당자", "한소리"), Field("연락처")), columns=2),)),
    Form("서식", (FieldTable((Field("성명"), Field("연락처")), heading="신고자"),)),
    Form("서식", (FieldTable((Field("성명"), Field("연락처")), heading="2. 보호자 인적사항"),)),
    Form(
        "서식",
        (
            Grid(("신고자",), (), nothing=""),
            FieldTable((Field("배우자"), Field("생년월일"), Field("연락처")), columns=3),
        ),
    ),
]


@pytest.mark.parametrize("form", SOMEBODY, ids=range(len(SOMEBODY)))
def test_what_is_the_persons_is_never_written_beside_somebody_else(form):
    made = fill_hwpx(to_hwpx(form), {"person.phone": "010-0000-0000", "person.birth_date": "1948"})
    assert not made.filled and "010-0000-0000" not in texts(made.document) and "연락처" in made.unknown


def test_a_label_that_names_nobody_is_the_persons_in_one_table_only():
    table = FieldTable((Field("성명"), Field("주소")))
    made = fill_hwpx(to_hwpx(Form("서식", (table, Text("그리고"), table))), {"성명": "나들이"})
    assert texts(made.document).count("나들이") == 1
    assert made.filled == ("성명",) and set(made.unknown) == {"성명", "주소"}


def test_a_list_is_never_written_into_labels_with_room_beside_them():
    fields = (Field("성명"), Field("관계"), Field("나이"), Field(""), Field(""), Field(""))
    form = to_hwpx(Form("서식", (FieldTable(fields, columns=3),)))
    made = fill_hwpx(form, {}, [{"성명": "나무", "관계": "아들", "나이": "52"}])
    assert made.rows_left == 1 and "나무" not in texts(made.document)


def test_a_day_and_a_frame_under_its_heading_are_places_too():
    form = Form(
        "서식", (FieldTable((Field("접수일", "20    년    월    일"),)), Text("", "주된 호소 (그대로)", boxed=True))
    )
    made = fill_hwpx(to_hwpx(form), {"접수일": "2026년 3월 2일", "own_words": "혼자라 라면만 먹어요."})
    assert {"2026년 3월 2일", "혼자라 라면만 먹어요."} <= set(texts(made.document))


def test_sign_off_boxes_stay_as_they_are():
    values = {"담당": "한소리", "팀장": "누구", "동장": "누구", "결재": "함", "담당자": "한소리"}
    made = fill_hwpx(office_form(), values)
    before, after = (
        re.findall(r"<hp:tbl.*?</hp:tbl>", section(one), re.S)[0] for one in (office_form(), made.document)
    )
    assert before == after
    assert set(made.unplaced) == set(values)


def test_nothing_but_the_section_changes_and_mimetype_stays_first_and_unpacked():
    import io

    made = fill_hwpx(office_form(), VALUES)
    before, after = parts(office_form()), parts(made.document)
    assert list(before) == list(after)
    assert {name for name in before if before[name] != after[name]} == {"Contents/section0.xml"}
    first = zipfile.ZipFile(io.BytesIO(made.document)).infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)


def test_a_click_here_field_takes_the_value_in_the_letters_around_it():
    made = fill_hwpx(click_here("성명"), {"당사자 성명": "나들이\n둘째 줄"})
    xml = section(made.document)
    assert made.filled == ("성명",)
    assert "누르세요" not in xml
    assert re.search(r'charPrIDRef="1"><hp:t>나들이<hp:lineBreak/>둘째 줄</hp:t>', xml)
    assert "lineseg" not in xml and "fieldEnd" in xml


def test_a_click_here_field_without_a_name_is_known_by_its_hint_and_an_empty_one_is_filled_too():
    made = fill_hwpx(click_here("", "생년월일", inside=""), {"생년월일": "1948"})
    assert made.filled == ("생년월일",)
    assert "1948" in texts(made.document)


def test_braces_that_hangul_spread_over_runs_are_one_field():
    spread = '<hp:p id="9"><hp:run charPrIDRef="0"><hp:t>앞 {{성</hp:t></hp:run><hp:run charPrIDRef="1"><hp:t>명}} 뒤</hp:t></hp:run></hp:p>'
    form = with_section(office_form(), lambda xml: xml.replace("</hs:sec>", spread + "</hs:sec>"))
    said = texts(fill_hwpx(form, {"성명": "나들이"}).document)
    assert "앞 나들이" in said and " 뒤" in said


def test_a_value_that_is_empty_is_told_as_empty():
    assert fill_hwpx(office_form(), {"성명": ""}).empty == ("당사자 이름", "성 명")


def test_a_filled_form_can_be_read_again():
    made = fill_hwpx(office_form(), VALUES, [{"개입 목표": "하루 두 끼", "서비스 내용": "반찬"}])
    assert list(open_table(made.document, "filled.hwpx").rows())
    assert "하루 두 끼" in texts(made.document)


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60))
def test_whatever_a_value_is_it_is_text(value):
    made = fill_hwpx(office_form(), {"성명": value, "작성일": value})
    assert isinstance(made, Filled)
    etree.fromstring(section(made.document).encode())


@pytest.mark.parametrize(
    ("document", "rule"),
    [
        (b"", "EMPTY"),
        (b"%PDF-1.7", "IS_PDF"),
        (workbook([["성명", ""]]), "NOT_HWPX"),
        (packed({"mimetype": b"application/hwp+zip"}), "BROKEN_FILE"),
        (
            with_section(
                office_form(), lambda xml: xml.replace("<hs:sec ", "<!DOCTYPE a [<!ENTITY b 'c'>]><hs:sec ", 1)
            ),
            "XML_UNSAFE",
        ),
        (with_section(office_form(), lambda xml: xml[:-20]), "BROKEN_XML"),
        (with_section(office_form(), lambda xml: "<hp:a>" * 400), "TOO_DEEP"),
        (with_section(office_form(), lambda xml: xml.replace('rowSpan="1"', 'rowSpan="99999999"')), "BROKEN_FILE"),
        (with_section(office_form(), lambda xml: xml.replace('rowAddr="1"', 'rowAddr="x"')), "BROKEN_FILE"),
        (packed({"mimetype": b"application/hwp+zip", "Contents/section0.xml": b"0" * 40_000_000}), "ZIP_UNSAFE"),
    ],
)
def test_a_hostile_or_broken_form_is_refused_by_name(document, rule):
    with pytest.raises(FormatError) as refused:
        fill_hwpx(document, VALUES)
    assert refused.value.problems[0].rule == rule


def test_a_form_under_a_password_is_refused():
    files = parts(office_form())
    files["META-INF/manifest.xml"] = b'<odf:manifest xmlns:odf="o"><odf:encryption-data/></odf:manifest>'
    with pytest.raises(FormatError) as refused:
        fill_hwpx(packed(files), VALUES)
    assert refused.value.problems[0].rule == "IS_LOCKED"


def test_a_form_is_filled_the_same_way_every_time():
    """lxml's objects come and go: what is remembered by their address is remembered of somebody else."""
    form = office_form()
    first = fill_hwpx(form, VALUES)
    assert all(fill_hwpx(form, VALUES) == first for _ in range(30))
