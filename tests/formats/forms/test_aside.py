"""A form of a stranger is looked at in a child: what it has is told, what it does stays there."""

import pytest

from resmap.formats.forms import sheets, to_hwpx, to_xlsx
from resmap.formats.forms.aside import MARK, look_aside
from resmap.formats.problems import FormatError
from tests.formats.forms import samples
from tests.formats.sandbox.test_asides import HOSTILE

KEYS = {"case_number", "person.name", "goal_short", "office"}
EMPTY = sheets.plan_sheet(sheets.PlanSheet(samples.OFFICE, "", "", "", ""), samples.KO)


def test_what_the_form_has_is_told_without_anybodys_data():
    look = look_aside(to_hwpx(EMPTY), "서식.hwpx", KEYS, {"objective", "service", "provider"})
    assert any("관리번호" in one.replace(" ", "") for one in look.known) and look.unplaced == ("office",)
    assert MARK not in "".join((*look.known, *look.unknown))


def test_a_label_that_nothing_is_known_for_is_told():
    look = look_aside(to_hwpx(EMPTY), "서식.hwpx", {"case_number"})
    assert any("생년월일" in one for one in look.unknown)


@pytest.mark.parametrize("raw", [b"", b"%PDF-1.7", b"words", to_xlsx(EMPTY)], ids=["nothing", "a PDF", "words", "a workbook"])
def test_another_file_is_refused_by_what_it_is(raw):
    with pytest.raises(FormatError):
        look_aside(raw, "서식.hwpx", KEYS)


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_hostile_file_is_one_refusal(name):
    with pytest.raises(FormatError):
        look_aside(HOSTILE[name][1], "서식.hwpx", KEYS)
