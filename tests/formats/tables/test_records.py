"""JSON and XML of records, however a portal wraps them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resmap.formats.problems import FormatError
from resmap.formats.sandbox import Answer
from resmap.formats.tables import open_table

RECORDS = [{"시설명": "가온", "위도": 37.50}, {"시설명": "나래", "전화": None}]


def open_json(document: object, **how):
    return open_table(json.dumps(document, ensure_ascii=False).encode(), "x.json", **how)


def cells(table) -> list:
    return [row.cells and list(row.cells.values()) or row.fault for row in table.rows()]


@pytest.mark.parametrize(
    "wrap",
    [
        lambda r: r,
        lambda r: {"records": r, "fields": [{"id": "시설명"}, {"id": "위도"}, {"id": "전화"}]},
        lambda r: {"data": r, "page": 1, "totalCount": 2},
        lambda r: {"response": {"header": {"resultCode": "00"}, "body": {"items": {"item": r}, "numOfRows": 10}}},
        lambda r: {"TbList": {"list_total_count": 2, "RESULT": {"CODE": "INFO-000"}, "row": r}},
    ],
)
def test_records_are_found_where_portals_put_them(wrap):
    table = open_json(wrap(RECORDS))
    assert table.format == "json" and table.columns == ("시설명", "위도", "전화") and table.header_row == 0
    assert cells(table) == [["가온", "37.5", ""], ["나래", "", ""]]
    assert [row.number for row in table.rows()] == [1, 2]


def test_a_portals_answer_of_one_record_is_a_table_of_one_row():
    assert open_json({"response": {"body": {"items": {"item": RECORDS[0]}}}}).count == 1


def test_records_in_records_become_columns_and_lists_are_joined():
    record = {"name": "가온", "주소": {"도로명": "능동로", "지번": {"동": "능동"}}, "tags": ["노인", "식사"], "open": True, "x": [{"a": 1}]}
    table = open_json([record])
    assert table.columns == ("name", "주소.도로명", "주소.지번.동", "tags", "open", "x")
    assert cells(table) == [["가온", "능동로", "능동", "노인; 식사", "true", '[{"a": "1"}]']]


def test_numbers_stay_as_they_are_written():
    assert cells(open_table(b'[{"a": 37.50, "b": 0012e1, "c": 1}]'.replace(b"0012e1", b"12E1"), "x")) == [["37.50", "12E1", "1"]]


def test_an_object_of_objects_is_a_table_with_their_keys():
    table = open_json({"W1": {"name": "가", "text": "나"}, "W2": {"name": "다", "text": "라"}})
    assert table.columns == ("key", "name", "text") and cells(table)[0] == ["W1", "가", "나"]


def test_one_record_a_line_is_read():
    assert cells(open_table(b'{"a": 1, "b": "x"}\n\n{"a": 2, "b": NaN}\n', "x")) == [["1", "x"], ["2", ""]]


def test_arrays_of_arrays_have_a_header_like_any_sheet():
    table = open_json([["2026년 목록", ""], ["시설명", "전화"], ["가온", "02-1"], ["나래", "02-2"]])
    assert table.columns == ("시설명", "전화") and table.header_row == 2


def test_a_portals_names_of_coded_columns_are_used():
    document = {"DESCRIPTION": {"FCLT_NM": "시설명", "TEL": "전화번호"}, "DATA": [{"FCLT_NM": "가온", "TEL": "02-1"}]}
    assert open_json(document).columns == ("시설명", "전화번호")


def test_points_of_geojson_become_two_columns_and_other_shapes_none():
    def feature(kind: str, place: list) -> dict:
        return {"type": "Feature", "properties": {"name": "가온"}, "geometry": {"type": kind, "coordinates": place}}

    table = open_json({"type": "FeatureCollection", "features": [feature("Point", [127.1, 37.5]), feature("Polygon", [[]])]})
    assert table.columns == ("name", "lat", "lon") and cells(table) == [["가온", "37.5", "127.1"], ["가온", "", ""]]


def test_a_key_that_stands_twice_refuses_its_record_only():
    assert cells(open_table(b'[{"a": 1, "b": 1}, {"a": 2, "a": 3, "b": 1}, {"b": {"c": 1, "c": 2}}]', "x"))[1:] == [
        "DUPLICATE_KEY",
        "DUPLICATE_KEY",
    ]


@pytest.mark.parametrize(
    ("raw", "rule", "path"),
    [
        (b'[{"a": 1, "b": 2},\n {"a": 3,]', "BROKEN_JSON", "line 2 column 10"),
        (b'[{"a": 1, "b": 2}', "BROKEN_JSON", "line 1 column 18"),
        (b'{"a": 1}\n{"a": ', "BROKEN_JSON", "line 2 column 6"),
        (b"{'a': 1}", "BROKEN_JSON", "line 1 column 2"),
        (b"[]", "NO_TABLE", "$"),
        (b'{"a": "b"}', "NO_TABLE", "$"),
        (b"[" * 100_000, "TOO_DEEP", "$"),
        (b'{"a":' * 100_000, "TOO_DEEP", "$"),
        (b'{"response": {"header": {"resultCode": "30", "resultMsg": "SERVICE_KEY"}}}', "PORTAL_ERROR", "$"),
        (b'{"RESULT": {"CODE": "ERROR-300", "MESSAGE": "x"}}', "PORTAL_ERROR", "$"),
        (b"<OpenAPI_ServiceResponse><cmmMsgHeader><returnReasonCode>30</returnReasonCode></cmmMsgHeader></OpenAPI_ServiceResponse>",
         "PORTAL_ERROR", "$"),
        (b'<?xml version="1.0"?><a><b>1</b>', "BROKEN_XML", "line 1 column 33"),
        (b'<?xml version="1.0"?><a>text</a>', "NO_TABLE", "$"),
    ],
)  # fmt: skip
def test_what_is_no_table_of_records_is_refused_by_place(raw, rule, path):
    with pytest.raises(FormatError) as refused:
        open_table(raw, "x")
    (problem,) = refused.value.problems
    assert (problem.rule, problem.path) == (rule, path)


def test_xml_of_records_is_read():
    raw = (
        '<?xml version="1.0" encoding="UTF-8"?><response><header><resultCode>00</resultCode></header><body><items>'
        "<item id='1'><시설명>가온 &amp; 나래</시설명><주소><동>능동</동></주소></item><item id='2'><시설명>다솜</시설명></item>"
        "</items></body></response>"
    )
    table = open_table(raw.encode(), "x")
    assert table.format == "xml" and table.columns == ("id", "시설명", "주소.동")
    assert cells(table) == [["1", "가온 & 나래", "능동"], ["2", "다솜", ""]]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_no_json_at_all_breaks_the_reader(document):
    """The reader is called as the child calls it: a process for each of a hundred documents takes long."""
    import io

    from resmap.formats.tables import records
    from resmap.formats.tables.output import Output
    from resmap.formats.tables.safe_xml import Refusal

    answer = io.BytesIO()
    try:
        records.read(io.BytesIO(json.dumps(document).encode()), Output(Answer(answer)), None)
    except Refusal as refused:
        assert refused.rule in ("NO_TABLE", "PORTAL_ERROR", "BROKEN_JSON")
    else:
        assert answer.getvalue().splitlines()[-1].startswith(b'{"end":true')
