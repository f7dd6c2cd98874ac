"""동네 자원 상태: each defect is counted in its dong, and its number leads to the entries."""

import re
from datetime import date

import pytest

from resmap.domain.codes import RecipientClass, Review
from resmap.store import DongRecord, OfferRecord, OrganisationRecord


@pytest.fixture
def entries(database):
    with database.write() as uow:
        uow.as_system()
        uow.add(DongRecord(code="1", name="자양4동", name_en="Jayang 4-dong", sido="서울특별시", sigungu="광진구"))
        house = uow.add(OrganisationRecord(name="자양복지관"))
        base = {"kind": "M31", "organisation_id": house.id, "recipient_class": RecipientClass.AGENCY}
        made = [
            uow.add(OfferRecord(name="욕구 없는 <곳>", name_folded="가", dong="자양4동", review=Review.VERIFIED, verified_on=date(2026, 11, 1), **base)),
            uow.add(OfferRecord(name="쉼터", name_folded="나", location_secret=True, access_line="1366", needs=("SAF11",), **base)),
        ]  # fmt: skip
        uow.commit()
    return [one.id for one in made]


def test_the_number_of_a_defect_leads_to_its_entries(entries, arrive):
    sue = arrive("sue")
    page = sue.get("/register/health").text
    assert "자양4동" in page and "욕구를 적지 않음" in page
    address = re.search(r'href="(/register/health/entries\?dong=[^"]*flaw=NO_NEEDS)"', page)[1]
    listed = sue.get(address.replace("&amp;", "&")).text
    assert "욕구 없는 &lt;곳&gt;" in listed and "쉼터" not in listed


def test_the_marks_of_an_entry_add_up_on_its_page(entries, arrive):
    page = arrive("alice").get(f"/register/{entries[0]}/quality").text
    earned = [float(one) for one in re.findall(r"가운데 ([\d.]+)</td>", page)]
    of = [int(one) for one in re.findall(r"<td>(\d+) 가운데", page)]
    assert f"{round(100 * sum(earned) / sum(of))}점" in page


def test_a_choice_nobody_offered_shows_everything_instead_of_failing(entries, arrive):
    assert arrive("sue").get("/register/health/entries?flaw=x&page=0000000009&dong=%ZZ").status_code == 200


def test_a_partner_sees_nothing_of_it(entries, arrive):
    assert arrive("paul").get("/register/health").status_code == 403
