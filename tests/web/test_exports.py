"""Export and the sheet that comes back, as pages: who may, with why, and what stands in them."""

import io
import json
import re

import pytest
from openpyxl import load_workbook

from resmap.domain.codes import RecipientClass
from resmap.flows import exporting
from resmap.store import OfferRecord, OrganisationRecord
from resmap.store.queries import exports
from tests.support.api import Caller, over_flask
from tests.web.conftest import PASSWORD

DONG = "자양4동"


@pytest.fixture
def entries(database):
    """Ids of entries by name: two open ones, a resident, a secret place."""
    with database.write() as uow:
        uow.as_system()
        usual = {"recipient_class": RecipientClass.AGENCY, "needs": ("DLY11",)}
        house = uow.add(OrganisationRecord(name="느티종합사회복지관"))
        made = {
            name: uow.add(OfferRecord(name=name, name_folded=name, organisation_id=house.id, **usual | more)).id
            for name, more in {
                "밑반찬나눔": {"kind": "M31", "dong": DONG, "public_phone": "02-0000-0001", "lat": 37.53, "lon": 127.07},
                "말벗모임": {"kind": "H31", "dong": "구의1동", "hours": "평일 9–18시"},
                "홍주민": {"kind": "H11", "dong": DONG},
                "비밀쉼터": {"kind": "M27", "location_secret": True, "access_line": "1366"},
            }.items()
        }
        uow.commit()
    return made


def ask(person, **form):
    return person.post("/export", {"as": "xlsx", "reason": "edit"} | form)


@pytest.mark.parametrize("name", ["alice", "paul", "oscar", ""])
def test_who_may_not_export_sees_no_page_and_gets_no_file(arrive, entries, name):
    person = arrive(name)
    assert person.get("/export").status_code in (302, 303, 401, 403)
    assert ask(person).status_code in (302, 303, 400, 401, 403)


@pytest.mark.parametrize(
    ("format", "media", "ending"),
    [
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"),
        ("hsds-json", "application/json", ".json"),
        ("hsds-csv", "application/zip", ".zip"),
        ("geojson", "application/geo+json", ".geojson"),
    ],
)
def test_a_file_comes_with_its_name_and_its_reason_is_noted(arrive, entries, happened, format, media, ending):
    answer = ask(arrive("sue"), **{"as": format})
    assert answer.status_code == 200 and answer.mimetype == media
    assert re.search(rf'filename="?resmap[^"]*{re.escape(ending)}', answer.headers["Content-Disposition"])
    assert happened()[-1] == "register.exported"


def test_no_file_leaves_without_a_reason(arrive, entries, happened):
    for form in ({"reason": ""}, {"reason": "because"}, {"as": "network"}):
        assert ask(arrive("sue"), **form).status_code == 422
    assert "register.exported" not in happened()


def test_a_dong_can_be_chosen_and_nobody_private_is_in_the_file(arrive, entries):
    page = json.loads(ask(arrive("sue"), **{"as": "hsds-json", "dong": DONG}).data)
    assert [one["name"] for one in page["contents"]] == ["밑반찬나눔"]
    everything = ask(arrive("sue"), **{"as": "hsds-json"}).data.decode()
    assert "홍주민" not in everything and "비밀쉼터" in everything
    assert "비밀쉼터" not in ask(arrive("sue"), **{"as": "geojson"}).data.decode()


# The sheet


def edited(person, **cells) -> bytes:
    """The exported sheet with cells of the entry 밑반찬나눔 changed, by heading."""
    book = load_workbook(io.BytesIO(ask(person).data))
    sheet = book.worksheets[0]
    headings = {cell.value: cell.column for cell in sheet[1]}
    row = next(row[0].row for row in sheet.iter_rows(2) if row[headings["이름"] - 1].value == "밑반찬나눔")
    for name, text in cells.items():
        sheet.cell(row, headings[name.replace("_", " ")]).value = text
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def upload(person, data: bytes, name="sheet.xlsx"):
    return person.post("/export/sheet", {"file": (io.BytesIO(data), name)}, content_type="multipart/form-data")


def form_of(page: str) -> dict:
    """The hidden fields and the ticked boxes of the page's form."""
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    ticked = re.findall(r'name="take" value="([^"]+)" checked', page)
    return hidden | {"take": ticked}


def stands(database, id_) -> OfferRecord:
    with database.read() as uow:
        uow.as_system()
        return exports.by_ids(uow, [id_])[id_]


def test_an_edited_sheet_is_shown_cell_by_cell_and_taken_with_one_click(arrive, database, entries):
    sue = arrive("sue")
    page = upload(sue, edited(sue, 전화="02-0000-7777", 비용="무료")).text
    assert "02-0000-0001" in page and "02-0000-7777" in page and "무료" in page
    assert stands(database, entries["밑반찬나눔"]).public_phone == "02-0000-0001"
    assert sue.post("/export/sheet/take", form_of(page)).status_code == 303
    after = stands(database, entries["밑반찬나눔"])
    assert (after.public_phone, after.cost) == ("02-0000-7777", "무료")


def test_what_excel_may_have_spoilt_is_said_and_waits_for_a_tick(arrive, database, entries):
    sue = arrive("sue")
    page = upload(sue, edited(sue, 전화="24551234", 비용="=A1&B1")).text
    assert "02-455-1234" in page and "엑셀에는 ‘24551234’로 적혀 있습니다." in page and "맨 앞 0이 사라진 것 같아" in page
    assert "수식에 값이 저장되어 있지 않아" in upload(sue, edited(sue, 비용="=A1&B1")).text
    assert form_of(page)["take"] == []


def test_only_the_ticked_cell_is_taken_and_the_rest_is_shown_again(arrive, database, entries):
    sue = arrive("sue")
    page = upload(sue, edited(sue, 전화="02-0000-7777", 비용="무료")).text
    form = form_of(page)
    form["take"] = [one for one in form["take"] if ":cost:" in one]
    answer = sue.post("/export/sheet/take", form)
    assert answer.status_code == 200 and "02-0000-7777" in answer.text
    assert stands(database, entries["밑반찬나눔"]).public_phone == "02-0000-0001"


def test_what_was_changed_while_somebody_looked_takes_nothing_and_says_so(arrive, database, entries):
    sue = arrive("sue")
    page = upload(sue, edited(sue, 전화="02-0000-7777", 비용="무료")).text
    with database.write() as uow:
        uow.as_system()
        uow.get(OfferRecord, entries["밑반찬나눔"]).public_phone = "02-0000-5555"
        uow.commit()
    answer = sue.post("/export/sheet/take", form_of(page))
    assert answer.status_code == 409 and "02-0000-5555" in answer.text
    assert stands(database, entries["밑반찬나눔"]).cost is None


def test_a_cell_that_cannot_be_is_named_by_its_address(arrive, entries):
    sue = arrive("sue")
    page = upload(sue, edited(sue, 나이부터="열 살", 설명="800101-1234567")).text
    assert re.search(r">[A-Z]+\d<", page) and "1234567" not in page


def test_a_name_that_is_markup_stays_text(arrive, entries):
    sue = arrive("sue")
    page = upload(sue, edited(sue, 설명="<img src=x onerror=alert(1)>")).text
    assert "<img src=x" not in page and "&lt;img" in page


def test_another_file_is_refused_with_a_sentence(arrive, entries):
    answer = upload(arrive("sue"), "이름 아님,둘\n1,2\n".encode(), "list.csv")
    assert answer.status_code == 422 and "동네 자원 엑셀이 아닙니다" in answer.text


@pytest.mark.parametrize("state", ["", "nonsense", "AAAA", "ab!"])
def test_a_broken_state_asks_for_the_file_again(arrive, entries, state):
    for address in ("take", "page"):
        form = {"state": state, "idempotency_key": "k" * 12}
        assert arrive("sue").post(f"/export/sheet/{address}", form).status_code == 422


def test_a_sheet_of_some_hundred_changes_is_shown_in_pages_and_taken_at_once(arrive, database, entries):
    with database.write() as uow:
        uow.as_system()
        house = uow.add(OrganisationRecord(name="큰집"))
        for n in range(130):
            uow.add(OfferRecord(name=f"가게 {n:03}", name_folded=f"가게{n:03}", kind="H21", organisation_id=house.id,
                                recipient_class=RecipientClass.SHOP, needs=("DLY11",)))  # fmt: skip
        uow.commit()
    sue = arrive("sue")
    book = load_workbook(io.BytesIO(ask(sue).data))
    sheet = book.worksheets[0]
    column = next(cell.column for cell in sheet[1] if cell.value == "비용")
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, column).value = "천 원"
    packed = io.BytesIO()
    book.save(packed)
    page = upload(sue, packed.getvalue()).text
    assert page.count('name="take"') == 100
    second = sue.post("/export/sheet/page", form_of(page) | {"to_page": "2"}).text
    assert second.count('name="take"') == 32
    answer = sue.post("/export/sheet/take", form_of(second) | {"all": "yes"})
    assert answer.status_code == 303
    assert stands(database, entries["말벗모임"]).cost == "천 원"


def test_every_format_for_others_stands_on_the_page(arrive, entries):
    page = arrive("sue").get("/export").text
    assert all(f'value="{one.value}"' in page for one in exporting.FOR_OTHERS)


def test_another_part_begins_at_its_first_page_and_what_is_unchanged_stays_told(arrive, entries):
    sue = arrive("sue")
    page = upload(sue, edited(sue, 비용="무료", 나이부터="열 살")).text
    assert "그대로 1" in page
    bad = sue.post("/export/sheet/page", form_of(page) | {"to_part": "bad", "page": "7"}).text
    assert "숫자가 아닙니다" in bad and "그대로 1" in bad and 'name="page" value="1"' in bad


# The API


@pytest.fixture
def caller(app):
    """``caller(name)``: a program with its own login."""

    def arrive(name: str) -> Caller:
        made = Caller(over_flask(app))
        assert made.login(name, PASSWORD).status == 200
        return made

    return arrive


def test_a_program_takes_a_file_out_with_a_reason(arrive, entries, happened):
    def ask_for(name, what):
        return arrive(name).get(f"/api/v1/exports?{what}")

    got = ask_for("sue", "format=hsds-json&reason=partner")
    assert {one["name"] for one in got.json["contents"]} == {"밑반찬나눔", "말벗모임", "비밀쉼터"}
    assert ask_for("sue", "format=hsds-json").status_code == 422
    assert ask_for("sue", "format=network&reason=partner").status_code == 422
    assert ask_for("alice", "format=xlsx&reason=edit").status_code == 403
    assert happened().count("register.exported") == 1


def test_a_program_compares_a_sheet_and_takes_what_it_chose(caller, arrive, database, entries):
    raw = edited(arrive("sue"), 전화="02-0000-7777", 비용="무료")
    sue = caller("sue")
    found = send(sue, "/sheets", raw).json
    (entry,) = found["entries"]
    assert {one["field"] for one in entry["cells"]} == {"public_phone", "cost"}
    (cost,) = [one["id"] for one in entry["cells"] if one["field"] == "cost"]
    assert send(sue, f"/sheets/changes?changes={cost}", raw).json["cells"] == 1
    assert send(sue, "/sheets/changes?usual=true", raw).json["cells"] == 1
    assert send(sue, f"/sheets/changes?changes={cost}", raw).code == "LOST_UPDATE"
    assert stands(database, entries["밑반찬나눔"]).public_phone == "02-0000-7777"


def send(caller, path: str, raw: bytes):
    border = "the-border-of-tests"
    head = f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="sheet.xlsx"\r\n\r\n'
    body = head.encode() + raw + f"\r\n--{border}--\r\n".encode()
    return caller("POST", path, body, Content_Type=f"multipart/form-data; boundary={border}")


def test_a_new_row_that_was_taken_is_not_offered_again(arrive, database, entries):
    sue = arrive("sue")
    book = load_workbook(io.BytesIO(edited(sue, 비용="무료")))
    sheet = book.worksheets[0]
    headings = {cell.value: cell.column for cell in sheet[1]}
    row = sheet.max_row + 1
    sheet.cell(row, headings["이름"]).value, sheet.cell(row, headings["종류"]).value = "느티 반찬가게", "H22"
    packed = io.BytesIO()
    book.save(packed)
    form = form_of(upload(sue, packed.getvalue()).text)
    added = form_of(sue.post("/export/sheet/page", form | {"to_part": "added"}).text)
    answer = sue.post("/export/sheet/take", added)
    assert "새로 등록 1개" in answer.text and "느티 반찬가게" not in answer.text and "무료" in answer.text


def test_a_file_with_a_korean_name_has_a_header_that_a_server_can_send(entries, arrive):
    """A test client takes any header; a real server writes Latin-1 only."""
    form = {"as": "xlsx", "reason": "edit", "dong": DONG, "idempotency_key": "a-key-of-exports-1"}
    answer = arrive("sue").post("/export", form)
    header = answer.headers["Content-Disposition"]
    assert answer.status_code == 200 and header.encode("latin-1") and "%EC%9E%90%EC%96%91" in header
