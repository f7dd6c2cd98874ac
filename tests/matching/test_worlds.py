"""What must hold in every neighbourhood and for every case (contract §1, cases part 3)."""

import json
import random
from copy import deepcopy

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from resmap.flows import files
from resmap.flows.judging import Sentences
from resmap.formats.documents import schema
from resmap.formats.match import match_document
from resmap.graph.roads import roads_from
from resmap.matching.engine import match
from resmap.words import terminal
from tests.matching.oracle import NETWORK_CLASSES, broken_rules, kept_apart, running, same_unit, standing
from tests.support.worlds import CLASSES, World, open_worlds, worlds

PLACES = ("suggestions", "information_only", "blocked_consent", "excluded")
BANDS = (300, 700, 1500, None)

few = settings(max_examples=60)
many = settings(max_examples=100)


def matched(world: World, **options) -> dict:
    return files.match_files(world.pair, top=1000, locale="ko", **options)


def ids(rows: list[dict]) -> list[str]:
    return [row["offer"] for row in rows]


def suggested(document: dict) -> set[tuple[str, str, str]]:
    return {(n["code"], n["holder"], s["offer"]) for n in document["needs"] for s in n["suggestions"]}


def offers_for(world: World, code: str) -> list[dict]:
    return [one for one in world.network_document["offers"] if code in one["needs"]]


# ------------------------------------------------------------------ where everything stands


@settings(max_examples=400)
@given(open_worlds())
def test_every_offer_stands_where_the_contract_says_with_every_gate_it_fails(world):
    document = matched(world)
    wanted = {(need["code"], need["holder"]): need for need in world.case_document["needs"]}
    assert {(n["code"], n["holder"]) for n in document["needs"]} == set(wanted)
    for told in document["needs"]:
        need = wanted[told["code"], told["holder"]]
        for offer in offers_for(world, told["code"]):
            stands = {place for place in PLACES if offer["id"] in ids(told[place])}
            broken = broken_rules(world, need, offer)
            if not broken:
                assert stands == {standing(world, need, offer)}
            elif offer["location_secret"]:
                assert stands == set()
            else:
                assert stands == {"excluded"}
                _same_reasons(need, broken, told, offer)
        covering = {one["id"] for one in offers_for(world, told["code"])}
        assert {offer for place in PLACES for offer in ids(told[place])} <= covering


def _same_reasons(need: dict, broken: set[str], told: dict, offer: dict) -> None:
    (entry,) = [one for one in told["excluded"] if one["offer"] == offer["id"]]
    codes = [reason["code"] for reason in entry["reasons"]]
    assert len(codes) == len(set(codes))
    if need["holder"] == "family":  # which gates are told of a family is the engine's choice
        assert set(codes) >= broken - {"SOMEBODY_ELIGIBLE"}
        assert set(codes) - broken <= {"AGE", "SEX", "REQUIRES", "EXCLUDES"}
    else:
        assert set(codes) == broken


@many
@given(open_worlds())
def test_a_running_service_is_existing_and_excluded_as_served(world):
    for told in matched(world)["needs"]:
        seen = {one["id"] for one in offers_for(world, told["code"]) if not one["location_secret"]}
        assert set(ids(told["existing"])) == seen & running(world)
        for offer in ids(told["existing"]):
            (entry,) = [one for one in told["excluded"] if one["offer"] == offer]
            assert "SERVED" in {reason["code"] for reason in entry["reasons"]}


@many
@given(open_worlds())
def test_the_lines_add_up_and_every_line_says_something(world):
    for told in matched(world)["needs"]:
        scores = []
        for rank, one in enumerate(told["suggestions"], start=1):
            assert one["rank"] == rank
            assert one["score"] == round(sum(line["points"] for line in one["lines"]), 2)
            assert all(abs(line["points"]) <= line["of"] for line in one["lines"])
            assert all(line["text"].strip() for line in one["lines"])
            for line in one["lines"]:
                sign = {"for": 1, "against": -1, "neutral": 0, "unknown": -1}[line["verdict"]]
                assert line["points"] * sign >= 0 and (sign or not line["points"])
            assert all(code in str(one["lines"]) or code in GATE_ASKS for code in one["ask"])
            scores.append((-one["score"], one["offer"]))
        assert scores == sorted(scores)


GATE_ASKS = {"AGE", "SEX", "INCOME", "AREA", "CAPACITY", "VET", "SAFETY", "REQUIRES", "EXCLUDES"}


@many
@given(open_worlds())
def test_distances_are_metres_for_places_bands_for_neighbours_and_none_for_secrets(world):
    by_id = {one["id"]: one for one in world.network_document["offers"]}
    for told in matched(world)["needs"]:
        for one in told["suggestions"]:
            offer, metres = by_id[one["offer"]], one["distance_m"]
            if offer["location_secret"] or offer["place"]["lat"] is None:
                assert metres is None
            elif offer["recipient_class"] == "neighbour" or world.case.client.protected:
                assert metres in BANDS
            elif not offer["kind"].startswith("H1"):
                assert isinstance(metres, int) and metres >= 0


@many
@given(open_worlds())
def test_a_road_leads_from_the_client_over_ties_and_never_past_somebody_kept_apart(world):
    document = matched(world)
    edges = {frozenset((t["from"], t["to"])) for t in world.network_document["ties"] + world.case_document["ties"]}
    edges |= {frozenset(("client", one["id"])) for one in world.case_document["client"]["household"]}
    edges |= {frozenset(("client", one)) for one in running(world)}
    secret = {one["id"] for one in world.network_document["offers"] if one["location_secret"]}
    for told in document["needs"]:
        for one in told["suggestions"]:
            road = one["road"]
            if road is None:
                continue
            assert road[0] == "client" and road[-1] == one["offer"]
            assert 2 <= len(road) <= 4 and len(set(road)) == len(road)
            assert all(frozenset(step) in edges for step in zip(road, road[1:], strict=False))
            assert not set(road) & (kept_apart(world) | secret)


# ------------------------------------------------------------------ closed gates


@few
@given(worlds())
def test_before_the_assessment_and_after_a_death_nothing_is_suggested(world):
    case = world.case_document
    closed = case["stage"] in ("intake", "assessment") and not case["emergency"]
    document = matched(world)
    assert document["gate"] == ({"open": False, "code": "ASSESS_FIRST"} if closed else {"open": True})
    assert bool(document["needs"]) is not closed

    def dies(doc):
        doc["event"] = {"type": "closing_attempt", "reason": "DEATH", "unmet_needs": []}

    after = matched(world.with_case(dies))
    assert after["gate"] == {"open": False, "code": "DEATH"} and after["needs"] == []


# ------------------------------------------------------------------ secrets


@few
@given(open_worlds(), st.floats(37.5, 37.6), st.floats(127.0, 127.1))
def test_moving_a_secret_place_changes_no_byte(world, lat, lon):
    def move(network):
        for offer in network["offers"]:
            if offer["location_secret"]:
                offer["place"] = {"dong": "달샘동", "lat": lat, "lon": lon}
                offer["address"] = "달샘동 1-1"

    moved = world.with_network(move)
    assert everything_said(world) == everything_said(moved)


@few
@given(open_worlds())
def test_no_coordinate_stands_in_any_output(world):
    def mark(place):
        if place and place.get("lat") is not None:
            place["lat"], place["lon"] = place["lat"] + 0.0000173, place["lon"] + 0.0000173

    def mark_network(network):
        for offer in network["offers"]:
            mark(offer["place"])

    marked = world.with_network(mark_network).with_case(lambda case: mark(case["client"]["place"]))
    assert "0173" not in everything_said(marked)


def everything_said(world: World) -> str:
    """Every document of every command on files, and every line of the terminal, in both languages."""
    said = []
    for locale in ("ko", "en"):
        for why_not in (None, *(one["id"] for one in world.network_document["offers"])):
            document = files.match_files(world.pair, top=1000, locale=locale, why_not=why_not)
            said += [json.dumps(document, ensure_ascii=False), *terminal.match_lines(document, locale)]
        for offer in world.network.offers:
            document = files.disclose_from(world.pair, offer.id, None)
            said += [json.dumps(document), *terminal.disclosure_lines(document, offer.name, locale)]
        if world.case.event:
            document = files.close_check(world.pair, locale)
            said += [json.dumps(document, ensure_ascii=False), *terminal.closing_lines(document, locale)]
    return "\n".join(said)


# ------------------------------------------------------------------ more and less consent


@many
@given(open_worlds(), st.data())
def test_adding_a_consent_never_removes_a_suggestion(world, data):
    offer_ids = [one["id"] for one in world.network_document["offers"]]

    def agree(case):
        consents = case["consents"]
        what = data.draw(st.sampled_from(("class", "offer", "contact", "everybody", "representative", "longer")))
        if what == "class":
            consents["provide_to_classes"].append(data.draw(st.sampled_from(CLASSES)))
        elif what == "offer":
            consents["provide_to_offers"].append(data.draw(st.sampled_from(offer_ids)))
        elif what == "contact":
            consents["network_contact"] = True
        elif what == "everybody":
            consents["network_contact_only"] = None
        elif what == "representative":
            consents["legal_representative_agrees"] = True
        else:
            consents["expires"] = {}

    assert suggested(matched(world)) <= suggested(matched(world.with_case(agree)))


@many
@given(open_worlds(), st.data())
def test_adding_a_refusal_or_a_block_never_adds_a_suggestion(world, data):
    offers = world.network_document["offers"]
    one = data.draw(st.sampled_from(offers))

    def refuse(case):
        case["declined"].append({"offer": one["id"], "by": None, "why": None})

    def block(case):
        key = data.draw(st.sampled_from(("offer", "organization", "person")))
        name = one["organization"] if key == "organization" else one["id"]
        case["blocked"].append({key: name, "why": None})

    def fall_out(case):
        case["ties"].append({"from": "client", "to": one["id"], "kind": "conflict", "both_ways": True})

    before = suggested(matched(world))
    for change in (refuse, block, fall_out):
        after = suggested(matched(world.with_case(change)))
        assert after <= before
        assert one["id"] not in {offer for _, _, offer in after}


@many
@given(open_worlds())
def test_withdrawing_network_consent_removes_every_neighbour_and_no_agency(world):
    before = matched(world)

    def withdraw(case):
        case["consents"]["network_contact"] = False

    gone = world.with_case(withdraw)
    after = matched(gone)
    by_id = {one["id"]: one for one in world.network_document["offers"]}
    named = still_named(world)
    for code, holder, offer in suggested(before) | suggested(after):
        one = by_id[offer]
        nobody_told = one["kind"].startswith("M1") or one["access_line"]
        stays = one["recipient_class"] not in NETWORK_CLASSES or nobody_told
        stays = stays or offer in named
        if stays:
            assert ((code, holder, offer) in suggested(after)) is ((code, holder, offer) in suggested(before))
        else:
            assert (code, holder, offer) not in suggested(after)
    _nobody_introduces_unasked(gone, after)


def still_named(world: World) -> set[str]:
    """Offers named in a consent that has not run out."""
    consents, today = world.case_document["consents"], world.case_document["today"]
    return {one for one in consents["provide_to_offers"] if today <= consents["expires"].get(one, "9")}


def _nobody_introduces_unasked(world: World, document: dict) -> None:
    """A contact is removed from the roads as well: to introduce somebody is to be told of them."""
    by_id = {one["id"]: one for one in world.network_document["offers"]}
    knows = running(world) | still_named(world)
    for told in document["needs"]:
        for one in told["suggestions"]:
            for node in (one["road"] or [])[1:-1]:
                assert node not in by_id or node in knows or by_id[node]["recipient_class"] not in NETWORK_CLASSES


# ------------------------------------------------------------------ serving


def _nobody_quarrels(network) -> None:
    network["ties"] = [one for one in network["ties"] if one["kind"] != "conflict"]


@few
@given(open_worlds(), st.booleans())
def test_r044_nobody_is_linked_beside_somebody_they_are_in_conflict_with(world, forwards):
    """Whoever is suggested first and second for anything: once one serves, the quarrel takes the other out."""
    world = world.with_network(_nobody_quarrels)
    rows = sorted({row[2] for row in suggested(matched(world))})
    pairs = [(a, b) for a in rows for b in rows if a < b and not same_unit(world.offer(a), world.offer(b))]
    if not pairs:
        return
    serves, other = pairs[0] if forwards else pairs[0][::-1]

    def serve(case):
        case["served"].append({"offer": serves, "from": "2026-01-01", "to": None})

    def quarrel(network):
        network["ties"].append({"from": other, "to": serves, "kind": "conflict", "both_ways": True})

    after = matched(world.with_network(quarrel).with_case(serve))
    assert other not in {row[2] for row in suggested(after)}
    told = [one for need in after["needs"] for one in need["excluded"] if one["offer"] == other]
    assert told or world.offer(other)["location_secret"]  # a secret place is told nowhere (P-21)
    assert all("CONFLICT" in {reason["code"] for reason in one["reasons"]} for one in told)


@many
@given(open_worlds(), st.sampled_from((None, "2026-05-31")))
def test_serving_by_the_top_suggestion_removes_exactly_that_unit_and_its_duplicates(world, until):
    world = world.with_network(_nobody_quarrels)  # who quarrels with the one that serves goes, too (R044)
    before = matched(world)
    tops = [need["suggestions"][0]["offer"] for need in before["needs"] if need["suggestions"]]
    if not tops:
        return
    top = world.offer(tops[0])

    def serve(case):
        case["served"].append({"offer": top["id"], "from": "2026-01-01", "to": until})

    after = suggested(matched(world.with_case(serve)))
    group = top["duplicate_group"] if until is None else None
    gone = {
        one["id"]
        for one in world.network_document["offers"]
        if same_unit(one, top) or group and one["duplicate_group"] == group
    }
    assert after == {row for row in suggested(before) if row[2] not in gone}


@few
@given(open_worlds())
def test_a_new_department_of_an_agency_that_served_may_be_suggested(world):
    need = world.case_document["needs"][0]
    new = {
        "id": "R99", "name": "새 부서", "kind": "M31", "organization": "햇살 복지관", "department": "전에 없던 부서",
        "needs": [need["code"]], "recipient_class": "agency", "access_line": "1366",
        "verified_on": "2026-10-01", "places_left": 3, "vetted_for_minors": True,
    }  # fmt: skip
    served = new | {"id": "R98", "department": "상담"}

    def found(network):
        _nobody_quarrels(network)
        network["closed_organizations"] = []
        network["offers"] += [new, served]

    def only_served(case):
        case |= {"served": [{"offer": "R98", "from": "2025-01-01", "to": None}], "event": None, "ties": []}
        case["blocked"], case["client"]["protected_from"] = [], None

    rows = suggested(matched(world.with_network(found).with_case(only_served)))
    assert (need["code"], need["holder"], "R99") in rows
    assert (need["code"], need["holder"], "R98") not in rows


# ------------------------------------------------------------------ what must not matter


@many
@given(open_worlds(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_never_matters(world, chance: random.Random):
    def shuffle(value):
        if isinstance(value, dict):
            for key, inner in value.items():
                # Which need an offer serves first is a statement; all other lists are sets.
                if not (key == "needs" and inner and isinstance(inner[0], str)):
                    shuffle(inner)
        elif isinstance(value, list):
            chance.shuffle(value)
            for inner in value:
                shuffle(inner)

    other = World(deepcopy(world.network_document), deepcopy(world.case_document))
    shuffle(other.network_document)
    shuffle(other.case_document)
    assert json.dumps(matched(world)) == json.dumps(matched(other))


@few
@given(open_worlds())
def test_other_names_in_the_household_change_nothing_but_the_names(world):
    names = {one["id"]: f"q-{one['id']}" for one in world.case_document["client"]["household"]}

    def rename(value):
        if isinstance(value, dict):
            return {key: rename(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [rename(inner) for inner in value]
        return names.get(value, value) if isinstance(value, str) else value

    other = World(world.network_document, rename(world.case_document))
    assert rename(matched(world)) == matched(other)


@many
@given(open_worlds())
def test_a_neighbourhood_and_a_city_are_judged_alike(world):
    """One by one or over columns: the same offers in the same places, line by line."""
    answers = [
        match(world.case, world.network, roads=roads_from, columns_from=least) for least in (1, 10**9)
    ]
    say = Sentences(world.network, "ko")
    one, other = (match_document(answer, {}, say, 1000) for answer in answers)
    assert one == other


# ------------------------------------------------------------------ the document


_SCHEMA = Draft202012Validator(schema("match"))


@many
@given(worlds(), st.data())
def test_every_answer_keeps_to_the_published_schema(world, data):
    offer = data.draw(st.sampled_from([one["id"] for one in world.network_document["offers"]]))
    asked = [{"why_not": offer}]
    try:
        override = files.Override(offer, "슈퍼바이저와 상의함")
        asked.append({"override": override, "document": matched(world, override=override)})
    except files.OverrideRefused as refused:
        assert set(refused.codes) <= {"SAFETY", "CONFLICT", "CONSENT", "NEED"}
    for options in asked:
        document = options.pop("document", None) or matched(world, **options)
        _SCHEMA.validate(document)
        assert json.loads(json.dumps(document)) == document


@many
@given(open_worlds(), st.data())
def test_why_not_has_no_reason_exactly_where_the_offer_is_suggested(world, data):
    offer = data.draw(st.sampled_from([one["id"] for one in world.network_document["offers"]]))
    document = matched(world, why_not=offer)
    rows = suggested(document)
    for told in document["why_not"]["needs"]:
        assert bool(told["reasons"]) is not ((told["code"], told["holder"], offer) in rows)
        codes = {reason["code"] for reason in told["reasons"]}
        assert ("NEED" in codes) is (told["code"] not in world.offer(offer)["needs"])


@many
@given(open_worlds(), st.data())
def test_an_override_passes_one_offer_and_nothing_unsafe(world, data):
    offer = data.draw(st.sampled_from([one["id"] for one in world.network_document["offers"]]))
    before = suggested(matched(world))
    try:
        document = matched(world, override=files.Override(offer, "까닭"))
    except files.OverrideRefused:
        return
    wanted = {(need["code"], need["holder"]): need for need in world.case_document["needs"]}
    for code, holder, other in suggested(document) - before:
        assert other == offer
        broken = broken_rules(world, wanted[code, holder], world.offer(offer))
        assert broken and not broken & {"SAFETY", "CONFLICT"}
        assert standing(world, wanted[code, holder], world.offer(offer)) == "suggestions"
    assert before <= suggested(document)
