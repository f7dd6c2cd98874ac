"""A case judged in its neighbourhood: the rooms together, and the names that sentences use."""

from resmap.flows.judging import Sentences, judge, reasons_against
from tests.support.worlds import need, person, plain_case, plain_offer, plain_world, tie

PARTY = {"id": "G", "kind": "person", "name": "가온 님", "name_en": "Gaon"}


def sentences(locale: str = "ko", **case_fields) -> Sentences:
    world = plain_world(plain_offer(name_en="Kitchen"), case=plain_case(**case_fields), parties=[PARTY])
    return Sentences(world.network, locale, world.case)


def test_names_come_from_the_register_in_the_language_of_the_reader():
    assert [sentences().name(one) for one in ("A", "G", "client")] == ["자원 A", "가온 님", "당사자"]
    assert [sentences("en").name(one) for one in ("A", "G", "client")] == ["Kitchen", "Gaon", "the client"]


def test_the_household_is_called_by_its_role_and_an_unknown_person_by_the_clients_word():
    family = [person(relation="본인"), person("h", sex="M", relation="남편")]
    assert sentences(household=family).name("h") == "남편"
    assert sentences().name("old friend") == "old friend"


def test_without_a_case_the_household_stays_unnamed():
    world = plain_world()
    assert Sentences(world.network, "ko").name("m") == "m"


def test_a_judgement_joins_roads_lines_and_ties():
    neighbour = plain_offer("B", kind="H11", recipient_class="neighbour", needs=["SOC11"])
    case = plain_case(needs=[need("SOC11")], ties=[tie("client", "A", strength=0.8)])
    world = plain_world(plain_offer(), neighbour, case=case, ties=[tie("A", "B", "works_with", 1.0)])
    judged = judge(world.case, world.network)
    (one,) = judged.match.needs[0].suggestions
    assert one.road == ("client", "A", "B")
    assert [(str(r.action), r.to, r.via) for r in judged.relations["SOC11", "m"]] == [("NEW", "B", ("A",))]


def test_relations_are_kept_apart_by_holder():
    neighbour = plain_offer("B", kind="H11", recipient_class="neighbour", needs=["SOC11"], eligibility={"sex": "F"})
    family = [person(), person("h", sex="M")]
    needs = [need("SOC11"), need("SOC11", "h", 2)]
    world = plain_world(neighbour, case=plain_case(household=family, needs=needs))
    judged = judge(world.case, world.network)
    assert len(judged.relations["SOC11", "m"]) == 1 and judged.relations["SOC11", "h"] == ()


def test_where_the_case_itself_is_closed_that_is_the_first_reason():
    world = plain_world(plain_offer(status="closed"), case=plain_case(stage="intake"))
    ((_, reasons),) = reasons_against(judge(world.case, world.network), world.network.by_id["A"])
    assert [str(one.code) for one in reasons] == ["ASSESS_FIRST", "CLOSED"]
