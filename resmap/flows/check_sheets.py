"""What goes out for a check and comes back: the visit sheet, the evaluation sheet, a partner's report (R014, R161, R176).

Each carries the least that will do. Nothing is sent to a home where somebody could notice it (P-22), and a
partner writes of its own referral without ever seeing the case.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from resmap.domain.closing_paper import LONGEST
from resmap.domain.duties import unsafe_at_home
from resmap.domain.events import EventKind
from resmap.domain.monitoring import PARTNER_FORM, SATISFACTION, Channel, Reply, may_send_sheet, visit_sheet_fields
from resmap.domain.papers import PaperKind, PaperState
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.domain.referrals import ReferralState
from resmap.flows import office_forms
from resmap.flows.case_loading import LoadedCase, load_case
from resmap.flows.checks import running
from resmap.flows.closing_sheets import issuer_of
from resmap.flows.drawn_sheets import Sheet, label_in
from resmap.flows.frozen import require_open
from resmap.flows.printing import note_print
from resmap.flows.ruling import RuleForbids
from resmap.formats.forms.sheets import (
    EvaluationSheet,
    Question,
    VisitService,
    VisitSheet,
    evaluation_sheet,
    evaluation_values,
    visit_sheet,
)
from resmap.matching.engine import Reason
from resmap.store import (
    AnswerLinkRecord,
    PaperRecord,
    ReferralRecord,
    UnitOfWork,
    accounts,
    answer_links,
    course,
    history,
    link_scope,
    partner_papers,
    referrals,
)
from resmap.store.queries import known
from resmap.words import say
from resmap.words.sentences import date_text

SAID = "checks.refused"
PURPOSE = "evaluation"

#: A link lives a little longer than the day by which the sheet is awaited.
LATE = timedelta(days=14)

#: States of a referral of which its agency may report: it runs, or has just ended.
REPORTED = frozenset(
    {ReferralState.ACCEPTED, ReferralState.IN_PROGRESS, ReferralState.ON_HOLD, ReferralState.COMPLETED}
)


@dataclass(frozen=True, slots=True)
class OpenSheet:
    """An evaluation sheet behind a link: what is rated, and nothing of who it is about."""

    office: str
    lines: tuple[tuple[str, str], ...]
    due_on: date | None


@dataclass(frozen=True, slots=True)
class PartnerPage:
    """A referral as its agency reports on it: its own unit and what it wrote before; nothing of the case."""

    referral: str
    unit: str
    state: str
    may_write: bool
    reports: tuple[tuple[date, tuple[tuple[str, str], ...]], ...]


def visit(uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, locale: str) -> Sheet:
    """One A4 to take along: services and the four questions, without why anybody is ill.

    Whoever may not be found at home has neither address nor full name on it (P-22).
    """
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_READ)
    told = course.of_case(uow, actor, case_id)
    unsafe = unsafe_at_home(loaded.case)
    client, fields = loaded.parts.client, visit_sheet_fields(unsafe_at_home=unsafe)
    sheet = VisitSheet(
        issuer=issuer_of(uow, loaded),
        person=f"{(client.name or ' ')[0]}○○" if unsafe else client.name or "",
        place=(client.address or "") if "address" in fields else "",
        services=() if unsafe else tuple(VisitService(one.name) for one in running(loaded, told)),
        notes=() if unsafe else _safe_words(loaded, locale),
    )
    note_print(uow, loaded, {"sheet": "visit"})
    uow.commit()
    return Sheet(visit_sheet(sheet, label_in(locale), locale), f"{loaded.parts.case.number}-visit")


def _safe_words(loaded: LoadedCase, locale: str) -> tuple[str, ...]:
    """How the person wants to be called and visited (R163)."""
    told = loaded.parts.client.safe_contact
    if isinstance(told, Mapping):
        return tuple(str(text) for text in told.values() if isinstance(text, str) and text.strip())
    return (told,) if isinstance(told, str) and told.strip() else ()


# The evaluation sheet ----------------------------------------------------------------------------------


def send(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    today: date,
    *,
    channel: Channel,
    due_on: date,
    key: str,
    token: str | None = None,
) -> str:
    """Note that an evaluation sheet left, and by when it is awaited; answers the paper's id.

    ``token``: 256 random bits as text, for a link. Raises RuleForbids: UNSAFE where somebody at home
    could notice it (R176), NO_SERVICE with nothing to rate, DUE for a day that is past.
    """
    actor.require(Permission.CASE_EDIT)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    done = history.begin_once(uow, key, "checks.send")
    if done is not None:
        return done
    require_open(loaded.parts.case)
    told = course.of_case(uow, actor, case_id, Permission.CASE_EDIT)
    lines = running(loaded, told)
    against = {
        "UNSAFE": not may_send_sheet(channel, unsafe_at_home=unsafe_at_home(loaded.case)),
        "NO_SERVICE": not lines,
        "DUE": due_on < today,
        "TOKEN": channel is Channel.LINK and not token,
    }
    _refuse(against)
    kept = uow.add(
        PaperRecord(
            case_id=case_id,
            kind=PaperKind.EVALUATION_SHEET,
            state=PaperState.SENT,
            on=today,
            due_on=due_on,
            stage=loaded.parts.case.stage,
            content={"channel": channel.value, "lines": [[one.line, one.name] for one in lines]},
        )
    )
    if channel is Channel.LINK:
        uow.add(
            AnswerLinkRecord(
                office_id=actor.office,
                purpose=PURPOSE,
                subject_id=kept.id,
                token_hash=answer_links.token_hash(token or ""),
                expires_on=due_on + LATE,
            )
        )
        uow.event(EventKind.LINK_MADE, case_id, client=loaded.client_id, facts={"paper": kept.id})
    facts = {"paper": kept.id, "kind": "evaluation_sheet", "channel": channel.value}
    uow.event(EventKind.PAPER_WRITTEN, case_id, client=loaded.client_id, facts=facts)
    history.finish_once(uow, key, kept.id)
    uow.commit()
    return kept.id


def print_sheet(
    uow: UnitOfWork, actor: Actor, case_id: str, paper_id: str, today: date, *, locale: str, own: bool = False
) -> Sheet:
    """The evaluation sheet on paper; its number leads back, no name stands on it. ``own``: on the office's own form
    (NotFound where it has none)."""
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_READ)
    record = _sheet(uow, actor, loaded, paper_id)
    issuer = issuer_of(uow, loaded)
    client = loaded.parts.client
    form = EvaluationSheet(
        issuer=issuer,
        addressed=f"{(client.name or ' ')[0]}○○",
        reference=record.id[-8:],
        services=tuple(name for _, name in record.content.get("lines", ())),
        questions=tuple(
            Question(
                say(f"monitoring.question.{one}", locale),
                tuple(say(f"monitoring.reply.{reply}", locale) for reply in (Reply.YES, Reply.PARTLY, Reply.NO)),
            )
            for one in ("carried_out", "goals_reached", "services_fit", "new_need")
        ),
        return_by=date_text(record.due_on, "date", locale) if record.due_on else "",
        return_how=issuer.line(),
    )
    filled = office_forms.filled(uow, actor, office_forms.EVALUATION, evaluation_values(form)).document if own else None
    note_print(uow, loaded, {"sheet": "evaluation", "paper": record.id})
    uow.commit()
    return Sheet(evaluation_sheet(form, label_in(locale), locale), f"{loaded.parts.case.number}-evaluation", filled)


def take_back_in(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    paper_id: str,
    today: date,
    *,
    answers: Mapping[str, int],
    opinion: str,
    revision: int,
    key: str,
) -> None:
    """Note what stands on a sheet that came back on paper. Raises RuleForbids (ANSWERED), NotFound, LostUpdate."""
    actor.require(Permission.CASE_EDIT)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    record = _sheet(uow, actor, loaded, paper_id)
    if history.begin_once(uow, key, "checks.returned", about=record.id) is None:
        require_open(loaded.parts.case)
        uow.check_revision(record, revision)
        _answered(record, answers, opinion, today)
        answer_links.revoke(uow, [record.id], today)
        facts = {"paper": record.id, "kind": "evaluation_sheet", "returned": True}
        uow.event(EventKind.PAPER_WRITTEN, case_id, client=loaded.client_id, facts=facts)
        history.finish_once(uow, key, record.id)
    uow.commit()


def look(uow: UnitOfWork, token: str, today: date) -> OpenSheet | None:
    """The sheet behind a token; None for every token that opens nothing, whatever the reason."""
    opened = _open(uow, token, today)
    if opened is None:
        return None
    _, record, office = opened
    return OpenSheet(office, tuple((one, name) for one, name in record.content.get("lines", ())), record.due_on)


def answer_by_link(
    uow: UnitOfWork, token: str, today: date, *, answers: Mapping[str, int], opinion: str, key: str
) -> None:
    """The person's own answer; the link ends with it. Raises NotFound for every token that opens nothing."""
    opened = _open(uow, token, today)
    if opened is None:
        raise NotFound("AnswerLinkRecord")
    link, record, _ = opened
    if history.begin_once(uow, key, "checks.answer", about=record.id) is None:
        _answered(record, answers, opinion, today)
        link.answered_on = link.revoked_on = today
        uow.event(EventKind.LINK_ANSWERED, record.case_id, facts={"paper": record.id, "link": link.id})
        history.finish_once(uow, key, record.id)
    uow.commit()


def _open(uow: UnitOfWork, token: str, today: date) -> tuple[AnswerLinkRecord, PaperRecord, str] | None:
    link = answer_links.alive(uow, token, PURPOSE, today)
    if link is None or link.answered_on is not None:
        return None
    office = accounts.office(uow)
    record = link_scope.enter(uow, link, PaperRecord)
    if record is None or record.state is not PaperState.SENT:
        return None
    if known.unsafe_behind(uow, record.case_id):
        return None  # it was sent while the home was safe: from now on nobody there opens it (R176, P-22)
    return link, record, office.name if office else ""


def _answered(record: PaperRecord, answers: Mapping[str, int], opinion: str, today: date) -> None:
    if record.state is not PaperState.SENT:
        raise RuleForbids([Reason("ANSWERED", {"area": SAID})])
    known = {line for line, _ in record.content.get("lines", ())}
    if not answers.keys() <= known or any(one not in SATISFACTION for one in answers.values()):
        raise NotFound("PlanLineRecord")
    record.content = {**record.content, "answers": dict(answers), "opinion": opinion.strip()[:LONGEST]}
    record.state, record.done_on = PaperState.DONE, today


def _sheet(uow: UnitOfWork, actor: Actor, loaded: LoadedCase, paper_id: str) -> PaperRecord:
    record = course.paper(uow, actor, paper_id)
    if record.case_id != loaded.id or record.kind is not PaperKind.EVALUATION_SHEET:
        raise NotFound("PaperRecord")
    return record


# The partner's report ----------------------------------------------------------------------------------


def partner_page(uow: UnitOfWork, actor: Actor, referral_id: str) -> PartnerPage:
    """What a partner may write on its own referral (R014); NotFound for any other."""
    record = referrals.get(uow, actor, referral_id, Permission.REFERRAL_REPLY)
    _require_partner(actor, record)
    return PartnerPage(
        referral=record.id,
        unit=" ".join(filter(None, (record.organisation, record.department))),
        state=record.state.value,
        may_write=record.state in REPORTED and not partner_papers.is_closed(uow, record),
        reports=tuple(
            (one.on, tuple((name, str(one.content[name])) for name in PARTNER_FORM if one.content.get(name)))
            for one in partner_papers.of_referral(uow, record)
        ),
    )


def report(
    uow: UnitOfWork, actor: Actor, referral_id: str, today: date, *, values: Mapping[str, str], key: str
) -> str:
    """A partner reports how its own service goes (R161); answers the paper's id. Raises RuleForbids, NotFound."""
    record = referrals.get(uow, actor, referral_id, Permission.REFERRAL_REPLY)
    _require_partner(actor, record)
    done = history.begin_once(uow, key, "checks.partner_report")
    if done is not None:
        return done
    told = {name: values[name].strip()[:LONGEST] for name in PARTNER_FORM if values.get(name, "").strip()}
    _refuse(
        {
            "NOT_RUNNING": record.state not in REPORTED,
            "CASE_CLOSED": partner_papers.is_closed(uow, record),
            "EMPTY": not told,
        }
    )
    kept = partner_papers.add(uow, record, today, told | {"referral": record.id})
    facts = {"paper": kept.id, "kind": "partner_report", "referral": record.id, "urgent": "urgent" in told}
    uow.event(EventKind.PAPER_WRITTEN, record.case_id, client=referrals.client_of(uow, record), facts=facts)
    history.finish_once(uow, key, kept.id)
    uow.commit()
    return kept.id


def _require_partner(actor: Actor, record: ReferralRecord) -> None:
    """Only the agency itself reports for itself; the office notes a check (R158-R161)."""
    if not actor.organization or record.organisation != actor.organization:
        raise NotFound("ReferralRecord")


def _refuse(against: Mapping[str, bool]) -> None:
    codes = [code for code, holds in against.items() if holds]
    if codes:
        raise RuleForbids(Reason(code, {"area": SAID}) for code in codes)
