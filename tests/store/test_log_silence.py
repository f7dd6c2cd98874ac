"""No log and no file beside the keys tells who anybody is: the database is provoked, then everything is read."""

import logging
import traceback
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from resmap.domain.permissions import NotFound
from resmap.domain.resident_number import ResidentNumberError
from resmap.store import (
    AnswerRecord,
    BlockRecord,
    CaseRecord,
    CaseTieRecord,
    ClientRecord,
    ConsentKind,
    ConsentRecord,
    LostUpdate,
    MemberRecord,
    NeedRecord,
    OfferRecord,
    PartyRecord,
    ReferralRecord,
    ServiceRecord,
    StoreError,
)
from tests.store.conftest import TODAY
from tests.support.demo_world import copy_of, demo_template, world  # noqa: F401

NAME, PHONE, ADDRESS = "김당사자", "010-1234-5678", "자양로 1길 2"
QUOTE, MEMBER = "밥을 못 해 먹어요", "박이웃친구"
NUMBER = "800101-1234567"
PERSONAL = (NAME, PHONE, PHONE.replace("-", ""), ADDRESS, QUOTE, MEMBER, NUMBER, "37.5312345")


@pytest.fixture
def logged(caplog):
    """Everything that anything logs, the statements of the database included."""
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.INFO, logger="sqlalchemy.engine")  # at DEBUG it prints rows, on nobody's wish
    return lambda: "\n".join(one.getMessage() + str(one.exc_text or "") for one in caplog.records)


def silent(text: str) -> None:
    told = [one for one in PERSONAL if one in text]
    assert not told


def refused(database, office, act) -> str:
    """What a refusal says, with everything that a careless log would print of it."""
    try:
        with database.write(office.alice) as uow:
            act(uow)
            uow.commit()
    except (StoreError, NotFound, ResidentNumberError, SQLAlchemyError, ValueError) as error:
        return "".join(traceback.format_exception(error)) + repr(error) + str(getattr(error, "__dict__", ""))
    raise AssertionError("nothing was refused")


def a_second_live_referral(uow, office):
    for _ in range(2):
        uow.add(
            ReferralRecord(
                case_id=office.case,
                offer_id=office.offer,
                organisation="복지관",
                unit="u",
                request=QUOTE,
                disclosed={"name": NAME, "phone": PHONE},
            )
        )


def a_consent_that_ends_before_it_begins(uow, office):
    day = TODAY - timedelta(days=1)
    kind = ConsentKind.COLLECT
    uow.add(ConsentRecord(case_id=office.case, kind=kind, since=TODAY, until=day, signer=NAME))


def a_tie_that_is_too_strong(uow, office):
    uow.add(CaseTieRecord(case_id=office.case, target_id=office.offer, kind="trusts", strength=7))


def a_need_that_is_too_severe(uow, office):
    uow.add(NeedRecord(case_id=office.case, code="HLT23", holder=office.member, priority=1, severity=9, words=QUOTE))


def a_block_of_nobody(uow, office):
    uow.add(BlockRecord(case_id=office.case, why=f"{MEMBER} {PHONE}"))


def an_answer_to_an_unknown_offer(uow, office):
    uow.add(AnswerRecord(case_id=office.case, offer_id="0" * 8, answer="decline", why=QUOTE))


def a_case_with_a_number_in_use(uow, office):
    client = uow.add(ClientRecord(office_id=office.id, dong="자양4동", name=NAME, phone=PHONE, address=ADDRESS))
    uow.add(
        CaseRecord(
            office_id=office.id,
            number="2026-001",
            client_id=client.id,
            manager_id=office.alice.id,
            dong="자양4동",
            opened_on=TODAY,
            quote=QUOTE,
        )
    )


def a_resident_number_in_a_note(uow, office):
    uow.add(ServiceRecord(case_id=office.case, offer_id=office.offer, note=f"{NAME} {NUMBER}"))


def a_member_of_an_unknown_client(uow, office):
    uow.add(MemberRecord(client_id="0" * 8, name=MEMBER))


def a_value_of_the_wrong_type(uow, office):
    uow.add(NeedRecord(case_id=office.case, code=QUOTE, holder=office.member, priority=NAME, severity=1))


def a_stale_edit(uow, office):
    client = uow.get(ClientRecord, office.client)
    client.name, client.address = MEMBER, ADDRESS
    client.revision = 99
    raise LostUpdate("the record was changed meanwhile")


ACTS = (
    a_second_live_referral,
    a_consent_that_ends_before_it_begins,
    a_tie_that_is_too_strong,
    a_need_that_is_too_severe,
    a_block_of_nobody,
    an_answer_to_an_unknown_offer,
    a_case_with_a_number_in_use,
    a_resident_number_in_a_note,
    a_member_of_an_unknown_client,
    a_stale_edit,
)


def test_no_refusal_and_no_log_tells_a_clients_words(database, office, logged, request):
    """Each refusal with its whole chain of causes, and the statements at the loudest setting."""
    for act in ACTS:
        silent(refused(database, office, lambda uow, act=act: act(uow, office)))
    text = logged()
    assert "INSERT INTO" in text  # it did log; only not what was in it
    silent(text)
    if not database.is_sqlite:
        server = request.getfixturevalue("postgresql").folder / "log"
        written = server.read_text("utf-8", "replace")
        assert "violates" in written
        silent(written)


def test_a_value_that_does_not_fit_its_column_is_not_repeated(database, office, logged):
    """SQLite takes any value in any column; PostgreSQL's driver says which one does not fit."""
    if database.is_sqlite:
        return
    silent(refused(database, office, lambda uow: a_value_of_the_wrong_type(uow, office)))
    silent(logged())


def test_records_print_their_ids_and_nothing_else(database, office):
    with database.read(office.alice) as uow:
        found = [uow.get(ClientRecord, office.client), uow.get(CaseRecord, office.case), uow.get(OfferRecord, office.offer)]
        told = " ".join(map(repr, [*found, uow, database, database.ring, office.client]))
    silent(told)
    assert "밑반찬" not in told


# ── the files ────────────────────────────────────────────────────────────────


def words_of(value) -> set[str]:
    if isinstance(value, str):
        return {value}
    if isinstance(value, dict):
        return set().union(*map(words_of, value.values()), set())
    if isinstance(value, list | tuple):
        return set().union(*map(words_of, value), set())
    return set()


def personal_words(world) -> set[str]:
    """Every text of the demo's cases that only the case may tell, as it stands in the records."""
    sealed = {
        ClientRecord: ("name", "name_en", "phone", "address", "facts", "strengths"),
        MemberRecord: ("name", "relation"),
        CaseRecord: ("title", "quote", "demand", "summary"),
        NeedRecord: ("code", "words"),
        ConsentRecord: ("signer", "items"),
        AnswerRecord: ("why",),
        BlockRecord: ("why",),
        ReferralRecord: ("request", "disclosed", "reply"),
        ServiceRecord: ("note",),
    }
    found: set[str] = set()
    with world.database.read() as uow:
        uow.as_system()
        for cls, names in sealed.items():
            for record in uow.session.scalars(select(cls)):
                for name in names:
                    found |= words_of(getattr(record, name))
        for offer in uow.session.scalars(select(OfferRecord).where(OfferRecord.kind.startswith("H1"))):
            found |= words_of(offer.phone)
    # Codes and names of fields stand in every file of the program.
    return {one for one in found if (len(one) > 2 and not one.isascii()) or "010-" in one}


def test_the_files_of_the_database_hold_no_clients_word_and_no_residents_number(world, tmp_path):
    """P-15: the file, its write-ahead log and the head of the history, byte by byte."""
    words = personal_words(world)
    assert len(words) > 100 and any("010-0000" in one for one in words)
    with world.database.write() as uow:
        client = uow.as_system().get(ClientRecord, world.rows(ClientRecord)[0].id)
        client.name, client.address = MEMBER, ADDRESS
        uow.commit()
    files = [one for one in tmp_path.iterdir() if one.is_file()]
    assert any(one.name.endswith("-wal") for one in files)
    content = b"\n".join(one.read_bytes() for one in files)
    public = public_words(world)
    told = sorted(one for one in words | {MEMBER, ADDRESS} if one.encode() in content and one not in public)
    assert told == []


def public_words(world) -> str:
    """What the register tells of everybody: a word that stands there too was not told by a case."""
    told = []
    for record in (*world.rows(OfferRecord), *world.rows(PartyRecord)):
        told += [record.name, getattr(record, "description", "") or "", getattr(record, "about", "") or ""]
    return "\n".join(told)
