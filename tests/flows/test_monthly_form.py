"""The district's own workbook: brought, understood, said once, filled; small numbers hidden where it leaves."""

import io
import zipfile
from datetime import timedelta

import openpyxl
import pytest

from resmap.domain.events import EventKind
from resmap.domain.monthly import Figure
from resmap.domain.permissions import NotAllowed, NotFound
from resmap.domain.resident_number import ResidentNumberError
from resmap.flows import monthly, monthly_form, office_forms
from resmap.flows.field_refusals import FieldsRefused
from resmap.flows.monthly_form import EMPTY, Small
from resmap.flows.refusals import LostUpdate
from resmap.formats.problems import FormatError
from resmap.store import CaseRecord
from tests.flows.test_my_month import note
from tests.formats.forms import figure_templates as templates
from tests.formats.forms.figure_templates import packed, read
from tests.support.demo_world import demo_template, world  # noqa: F401


def bring(world, raw, login="supervisor", key="template-of-tests", name="실적 양식.xlsx"):
    return monthly_form.bring(world.database, world.actor(login), raw, name, world.today, key=key)


def here(world, login="supervisor"):
    actor = world.actor(login)
    with world.database.read(actor) as uow:
        return monthly_form.here(uow, actor)


def choose(world, said, key="said-of-tests", revision=None, login="supervisor"):
    actor = world.actor(login)
    with world.database.write(actor) as uow:
        monthly_form.choose(uow, actor, said, revision=revision or here(world).revision, key=key)


def fill(world, small=Small.KEEP, day=None, login="supervisor", **more):
    made = monthly_form.fill(world.database, world.actor(login), day or world.today, small=small, **more)
    return made, read(made.data)


def number(world, code, day=None, dong="") -> int:
    actor = world.actor("supervisor")
    with world.database.read(actor) as uow:
        view = monthly.page(uow, actor, day or world.today, dong=dong)
    return next(one.number for section in view.sections for one in section.figures if one.code == code)


def dong_of(world, case="D04") -> str:
    [record] = world.rows(CaseRecord, CaseRecord.id == world.case_ids[case])
    return record.dong


def test_a_template_is_filled_with_the_months_own_figures_and_its_formulas_stay(world):
    told = bring(world, templates.report())
    assert [one.cell for one in told.unknown] == ["B15"] and len(told.known) == 10
    made, book = fill(world)
    sheet = book["실적"]
    assert sheet["E6"].value == number(world, "cases.ongoing") > 0
    assert sheet["C6"].value == number(world, "cases.new") and sheet["F6"].value == "=B6+C6"
    assert sheet["B15"].value is None and made.name == "실적 양식_2026-11.xlsx" and (made.filled, made.hidden) == (10, 0)


def test_what_a_person_said_of_a_cell_is_remembered_also_for_the_next_edition(world):
    told = bring(world, templates.dongs())
    open_cell = next(one for one in told.unknown if one.cell == "E7")
    choose(world, {open_cell.key: "links.requested", told.known[0].key: EMPTY})
    now = here(world)
    assert open_cell.key not in {one.key for one in now.unknown}
    assert next(one for one in now.known if one.key == told.known[0].key).code is None
    _, book = fill(world)
    assert book.active["E7"].value == number(world, "links.requested") and book.active[told.known[0].cell].value is None
    again = bring(world, templates.dongs(), key="the-next-edition")
    assert next(one for one in again.known if one.key == open_cell.key).code == "links.requested"
    changed = read(templates.dongs())
    changed.active["E2"] = "상담 건수"
    other = bring(world, packed(changed), key="another-edition")
    assert not any(one.said for one in (*other.known, *other.unknown) if one.cell == "E7")
    choose(world, {told.known[0].key: ""}, key="taken-back")
    assert next(one for one in here(world).known if one.key == told.known[0].key).code == told.known[0].code


def test_a_cell_of_a_month_goes_with_that_month_and_one_to_come_stays_empty(world):
    day = world.today.replace(day=1) - timedelta(days=1)
    note(world, on=day, key="in-the-month-before")
    bring(world, templates.year())
    _, book = fill(world)
    sheet = book["월별"]
    assert sheet["L4"].value == number(world, "contacts.way.phone", day) >= 1
    assert sheet["M4"].value == number(world, "contacts.way.phone") and sheet["N4"].value is None
    assert sheet["O4"].value == sum(sheet.cell(4, column).value for column in range(3, 14))
    assert sheet["P4"].value == "=SUM(C4:N4)"
    _, book = fill(world, day=day)
    assert book["월별"]["M4"].value is None and book["월별"]["O4"].value == sheet["O4"].value - sheet["M4"].value


def test_a_cell_that_names_a_dong_has_that_dongs_figure_and_ends_at_the_actors_own(world):
    dong = dong_of(world)
    note(world, key="in-the-dong")
    book = read(templates.dongs())
    book.active["A4"], book.active["A5"] = dong, "능동"
    bring(world, packed(book))
    _, filled = fill(world)
    assert filled.active["C4"].value == number(world, "contacts.way.phone", dong=dong) >= 1
    assert filled.active["C7"].value == number(world, "contacts.way.phone")
    if "능동" not in world.actor("supervisor").dongs:
        assert filled.active["C5"].value is None
    with pytest.raises(NotFound):
        fill(world, dong="없는동")


def test_small_numbers_are_hidden_with_one_beside_them_and_it_is_noted_how_the_sheet_left(world):
    book = read(templates.beside())
    book.active["D8"], book.active["C8"] = "연락 성공", None
    bring(world, packed(book))
    note(world, service="crisis", key="the-only-crisis")
    made, filled = fill(world, Small.HIDE)
    assert number(world, "contacts.service.crisis") == 1
    assert filled.active["E7"].value == "비공개" and made.hidden >= 1
    for cell in ("C5", "E5", "C6", "C7", "C8"):
        assert filled.active[cell].value == "비공개" or not 1 <= filled.active[cell].value <= 4
    assert fill(world, Small.KEEP)[1].active["E7"].value == 1
    taken = [one.facts for one in world.events() if one.kind is EventKind.FIGURES_EXPORTED]
    assert [one["small"] for one in taken] == ["hide", "keep"] and taken[0]["hidden"] == made.hidden


def test_never_does_a_total_over_dongs_or_months_give_a_hidden_number_away(world):
    def slices(numbers):
        return {at: {"contacts": Figure("contacts", n)} for at, n in numbers.items()}

    hidden = monthly_form._hidden(slices({("", 11, 11): 40, ("가", 11, 11): 2, ("나", 11, 11): 38}))
    assert hidden == {"가|11|11|contacts", "나|11|11|contacts"}
    hidden = monthly_form._hidden(slices({("", 1, 2): 40, ("", 1, 1): 2, ("", 2, 2): 38}))
    assert hidden == {"|1|1|contacts", "|2|2|contacts"}


def test_what_is_no_template_is_refused_and_nothing_is_kept(world):
    file = io.BytesIO(templates.report())
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    for raw in (file.getvalue(), b"%PDF-1.7 %%EOF"):
        with pytest.raises(FormatError):
            bring(world, raw)
    with pytest.raises(FieldsRefused):
        bring(world, packed(openpyxl.Workbook()))
    with pytest.raises(ResidentNumberError):
        bring(world, templates.report(), name="800101-1234567.xlsx")
    assert here(world) is None
    with pytest.raises(NotFound):
        fill(world)


def test_only_who_keeps_the_office_brings_one_and_only_who_reads_figures_fills_it(world):
    for login in ("manager1", "partner"):
        with pytest.raises(NotAllowed):
            bring(world, templates.report(), login=login)
        with pytest.raises(NotAllowed):
            here(world, login)
        with pytest.raises(NotAllowed):
            fill(world, login=login)


def test_it_is_taken_away_and_stands_among_no_other_forms_of_the_office(world):
    told = bring(world, templates.report())
    assert bring(world, templates.year()).name == told.name  # the same press again
    actor = world.actor("supervisor")
    with world.database.read(actor) as uow:
        assert office_forms.listed(uow, actor) == ()
    with world.database.write(actor) as uow, pytest.raises(LostUpdate):
        monthly_form.forget(uow, actor, revision=77, key="forget-of-tests-1")
    with world.database.write(actor) as uow:
        monthly_form.forget(uow, actor, revision=told.revision, key="forget-of-tests-2")
    assert here(world) is None


def test_what_is_no_cell_or_no_figure_cannot_be_said(world):
    told = bring(world, templates.report())
    for said in ({"실적!Z99": "cases.new"}, {told.unknown[0].key: "coffee"}):
        with pytest.raises(FieldsRefused):
            choose(world, said, key=f"wrong-{len(str(said))}-of-tests")
    with pytest.raises(LostUpdate):
        choose(world, {told.unknown[0].key: "cases.new"}, revision=77, key="too-late-of-tests")
