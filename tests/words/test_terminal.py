"""Documents as lines that a person can read in a terminal."""

import pytest

from resmap.flows import files
from resmap.formats.problems import Problem
from resmap.words import terminal
from tests.support.worlds import need, person, plain_case, plain_offer, plain_world, tie

CASE = plain_case(
    household=[person(relation="본인")],
    facts=["suicidal_ideation"],
    needs=[need(), need("SOC11", priority=2), need("ECO16", priority=3)],
    served=[{"offer": "B", "from": "2026-01-01", "to": None}],
    consents={"provide_to_classes": ["agency"]},
    ties=[tie("client", "A", strength=0.9)],
)
WORLD = plain_world(
    plain_offer(places_left=None), plain_offer("B"), plain_offer("C", recipient_class="shop"),
    plain_offer("D", status="closed"), case=CASE,
)  # fmt: skip


def lines(locale: str = "ko", **options) -> list[str]:
    return list(terminal.match_lines(files.match_files(WORLD.pair, top=9, locale=locale, **options), locale))


def has(said: list[str], *parts: str) -> bool:
    return any(all(part in line for part in parts) for line in said)


def test_a_match_is_told_in_the_order_in_which_one_reads_it():
    said = lines()
    assert "판단 기준" in said[0] and said[1].startswith("!! ")
    assert has(said, "■ 식사 준비·식사 (DLY11)") and has(said, "1. 자원 A [A] 확인 필요")
    assert has(said, "? 자리가 있는지 전화로")
    assert has(said, "이용 중: 자원 B [B]") and has(said, "당사자에게 안내만: 자원 C [C]")
    assert has(said, "- 자원 D [D]: 운영을 마친 곳입니다.") and has(said, "- 자원 B [B]: 이미 이용한 곳")
    assert has(said, "제안할 자원이 없습니다.")


def test_a_match_is_told_in_english_too():
    said = lines("en")
    assert has(said, "1. 자원 A [A] To be checked") and has(said, "In use already: 자원 B [B]")
    assert has(said, "Information for the client only") and has(said, "It has closed.")


def test_the_points_that_are_told_are_the_score():
    said = lines()
    start = next(i for i, line in enumerate(said) if "1. 자원 A" in line)
    points = []
    for line in said[start + 1 :]:
        first = line.strip().split(" ", 1)[0]
        if first[:1] in "+-" and first[1:2].isdigit():
            points.append(float(first))
        elif not line.strip().startswith("?"):
            break
    document = files.match_files(WORLD.pair, top=9, locale="ko")
    assert sum(points) == pytest.approx(document["needs"][0]["suggestions"][0]["score"], abs=0.05 * len(points))


def test_why_not_and_an_override_are_told():
    said = lines(why_not="D")
    assert has(said, "자원 D [D]을(를) 제안하지 않는 까닭") and has(said, "식사 준비·식사: 운영을 마친 곳입니다.")
    assert has(lines(why_not="A"), "식사 준비·식사: 이 욕구에는 제안되고 있습니다.")
    assert has(lines(override=files.Override("D", "곧 다시 엶")), "예외로 제안함(운영): 곧 다시 엶")


def test_a_resident_is_told_by_a_band_and_a_shop_by_its_metres():
    here = {"place": {"dong": "솔빛1동", "lat": 37.5402, "lon": 127.07}}
    neighbour = plain_offer("B", kind="H11", recipient_class="neighbour", **here)
    world = plain_world(plain_offer(**here), neighbour)
    said = list(terminal.match_lines(files.match_files(world.pair, top=9, locale="ko"), "ko"))
    assert has(said, "자원 A [A]", "· 22 m") and has(said, "자원 B [B]", "· 약 300 m 이내")


def test_a_closed_gate_says_what_to_do():
    world = plain_world(case=plain_case(stage="intake"))
    document = files.match_files(world.pair, top=1, locale="ko")
    assert has(list(terminal.match_lines(document, "ko")), "먼저 이야기를 듣고 사정을 마쳐 주세요")


@pytest.mark.parametrize(("locale", "name", "why"), [("ko", "진단", "이곳에 전할 항목이 아닙니다"), ("en", "diagnosis", "not for")])
def test_a_disclosure_says_what_goes_and_why_the_rest_stays(locale, name, why):
    world = plain_world(case=plain_case(consents={"provide_to_offers": ["A"], "fields_for_offer": {"A": ["phone", "키"]}}))
    said = list(terminal.disclosure_lines(files.disclose_from(world.pair, "A", None), "자원 A", locale))
    assert any(line.startswith("  + ") and ("전화" in line or "phone" in line) for line in said)
    assert has(said, "  + 키")  # a word of the client's own
    assert has(said, f"  - {name}", why)


def test_an_empty_disclosure_says_so():
    said = list(terminal.disclosure_lines(files.disclose_from(plain_world().pair, "A", None), "자원 A", "ko"))
    assert has(said, "전할 수 있는 항목이 없습니다.")


@pytest.mark.parametrize("locale", ["ko", "en"])
def test_a_closing_says_what_it_obliges_to(locale):
    event = {"type": "closing_attempt", "reason": "MANAGER_LEFT", "unmet_needs": ["DLY11"]}
    world = plain_world(case=plain_case(event=event, facts=["dv_active"]))
    said = list(terminal.closing_lines(files.close_check(world.pair, locale), locale))
    assert has(said, {"ko": "의뢰가 수락될 때까지 종결할 수 없습니다", "en": "until a referral is accepted"}[locale])
    assert sum(line.startswith("  · ") for line in said) == 4 and said[-1].startswith("!! ")


def test_a_closing_that_may_happen_says_so_and_names_the_transfer():
    document = {"must_refer": False, "closing_blocked": False, "propose_transfer_to": ["B"], "obligations": [], "duties": []}
    said = list(terminal.closing_lines(document, "ko"))
    assert said == ["종결할 수 있습니다.", "새 동네로 이관을 제안합니다: B"]


def test_spoken_needs_are_told_with_what_they_were_understood_from():
    assert has(list(terminal.spoken_lines({"codes": [{"code": "ECO12", "score": 9, "because": "월세"}]}, "ko")), "ECO12", "월세")
    assert has(list(terminal.spoken_lines({"codes": []}, "ko")), "떠오르는 욕구가 없습니다")


def test_an_unknown_rule_is_still_told_with_path_and_type():
    said = list(terminal.problem_lines("a.json", [Problem("$.x", "UNIQUEITEMS", "array")], "en"))
    assert has(said, "$.x", "UNIQUEITEMS", "array")
