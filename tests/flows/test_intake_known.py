"""R004 and P-22: we may know this person already, told without telling anything else."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resmap.flows import intake_known
from resmap.store import CaseRecord, ClientRecord, MemberRecord, accounts
from tests.support.demo_world import demo_template, world  # noqa: F401


def ask(world, login="manager1", **asked):
    actor = world.actor(login)
    with world.database.read(actor) as uow:
        return intake_known.ask(uow, actor, **asked)


def add_client(world, *, manager="manager2", name="나온", phone="010-0000-6161", birth_year=1950, facts=(), at_home=(), **more):
    """One more client with a case of that manager's; answers (case, client)."""
    made = {}

    def act(uow):
        user = accounts.user_by_login(uow, manager)
        client = uow.add(
            ClientRecord(
                office_id=user.office_id, dong=user.dongs[0], name=name, phone=phone, birth_year=birth_year,
                facts=list(facts), **more,
            )
        )  # fmt: skip
        uow.add(MemberRecord(client_id=client.id, relation="본인", facts=list(at_home)))
        case = uow.add(
            CaseRecord(
                office_id=user.office_id, number=f"T-{client.id[-9:]}", client_id=client.id, manager_id=user.id,
                dong=user.dongs[0], opened_on=world.today,
            )
        )  # fmt: skip
        made.update(case=case.id, client=client.id)

    world.change(act)
    return made["case"], made["client"]


def test_r004_the_same_number_within_reach_is_told_with_the_case_however_it_is_written(world):
    case, _ = add_client(world, manager="manager1")
    found = ask(world, phone="(010) 0000 6161")
    assert [one.id for one in found.cases] == [case] and found.cases[0].because == "phone"
    assert not found.elsewhere


def test_r004_the_same_name_counts_where_the_birth_years_do_not_contradict(world):
    case, _ = add_client(world, manager="manager1")
    assert [one.id for one in ask(world, name="나 온", birth_year=1950).cases] == [case]
    assert [one.id for one in ask(world, name="나온").cases] == [case]
    assert not ask(world, name="나온", birth_year=1951).any


def test_r004_beyond_reach_only_that_the_office_may_know_and_whom_to_ask(world):
    add_client(world)
    found = ask(world, name="나온", birth_year=1950, phone="01000006161")
    assert found.cases == () and found.elsewhere and found.ask == ("윤하늘",)


def test_r004_a_name_alone_tells_nothing_beyond_reach(world):
    add_client(world)
    assert not ask(world, name="나온", birth_year=1950).any


def test_another_office_is_not_this_office(world):
    from resmap.store import OfficeRecord

    def move(uow):
        office = uow.add(OfficeRecord(name="다른 구청", sido="서울특별시", sigungu="다른구"))
        client = uow.add(ClientRecord(office_id=office.id, name="나온", phone="010-0000-6161"))
        user = accounts.user_by_login(uow, "manager2")
        uow.add(
            CaseRecord(office_id=office.id, number="X-1", client_id=client.id, manager_id=user.id, opened_on=world.today)
        )

    world.change(move)
    assert not ask(world, phone="010-0000-6161").any


def test_asking_is_noted_without_what_was_asked(world):
    add_client(world)
    ask(world, name="나온", phone="010-0000-6161")
    last = world.events()[-1]
    assert last.facts == {"asked": "known", "of": [], "elsewhere": True}


NAMES, PHONES, YEARS = ("나온", "하루", "정소라"), ("010-0000-6161", "010-0000-6262"), (1950, 1971, None)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.fixed_dictionaries(
        {
            "manager": st.sampled_from(["manager1", "manager2"]),
            "name": st.sampled_from(NAMES),
            "phone": st.sampled_from(PHONES),
            "birth_year": st.sampled_from(YEARS),
        }
    ),
    st.sampled_from([{"protected": True}, {"facts": ("dv_active",)}, {"at_home": ("dv_active",)}]),
    st.sampled_from(["manager1", "manager2", "supervisor"]),
    st.sampled_from(NAMES),
    st.sampled_from(PHONES),
    st.sampled_from(YEARS),
)
def test_p22_two_worlds_that_differ_in_a_protected_client_give_the_same_answer(
    world, person, secret, login, name, phone, year
):
    before = ask(world, login, name=name, phone=phone, birth_year=year)
    noted = world.events()[-1].facts
    add_client(world, **person, **secret)
    assert ask(world, login, name=name, phone=phone, birth_year=year) == before
    assert world.events()[-1].facts == noted


def test_p22_the_property_can_fail(world):
    before = ask(world, phone="010-0000-6161")
    add_client(world)
    assert ask(world, phone="010-0000-6161") != before
