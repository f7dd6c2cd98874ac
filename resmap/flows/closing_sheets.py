"""What is printed at a closing: the report for the file, and the sheet on how to ask for help again (R203, R206)."""

from datetime import date

from resmap.domain.closing_items import Item
from resmap.domain.codes import ClosingReason
from resmap.domain.duties import unsafe_at_home
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.flows import dues, letterheads, office_forms
from resmap.flows.case_loading import LoadedCase, load_case
from resmap.flows.case_telling import CaseSentences, local_day
from resmap.flows.closing_facts import (
    TAKEN_OVER,
    checklist_of,
    last_paper,
    own_referrals,
    paper_value,
)
from resmap.flows.drawn_sheets import Sheet, label_in
from resmap.flows.following import agreed_until, planned_talks
from resmap.flows.printing import note_print
from resmap.formats.forms import Form, Tick
from resmap.formats.forms.sheets import (
    AskAgain,
    ClosingReport,
    Issuer,
    Outcome,
    closing_report,
    closing_values,
    how_to_ask_again,
)
from resmap.store import Course, UnitOfWork, accounts, course
from resmap.words import say
from resmap.words.explain import need_name
from resmap.words.sentences import date_text


def report(
    uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, locale: str, own: bool = False
) -> Sheet:
    """The closing report; notes that it was printed. ``own``: on the office's own form. NotFound where nobody wishes to
    close, or the office has no such form."""
    loaded, told, paper = _paper(uow, actor, case_id, today)
    case, say_ = loaded.parts.case, CaseSentences(loaded, locale)
    found = checklist_of(loaded, told, paper, today)
    decided = paper.decision
    names = {one.id: one.name for one in accounts.users(uow)}
    taken = {one.need_id: one for one in own_referrals(loaded.parts) if one.state in TAKEN_OVER}
    sheet = ClosingReport(
        issuer=issuer_of(uow, loaded),
        number=case.number,
        person=loaded.parts.client.name or "",
        closed_on=date_text(case.closed_on or today, "date", locale),
        reason=say(f"case.closing_reason.{paper.reason}", locale) + (f" – {paper.why}" if paper.why else ""),
        opened_on=date_text(case.opened_on, "date", locale),
        outcomes=_outcomes(told, locale),
        services=" · ".join(sorted({say_.name(one.offer) for one in loaded.case.served})),
        unmet=tuple(
            (
                need_name(one.code, locale),
                say("case.closing.care_taken_over", locale, to=taken[one.id].organisation)
                if one.id in taken
                else say("case.closing.care_none", locale),
            )
            for one in loaded.open_needs
        ),
        referred=tuple(
            (
                " ".join(filter(None, (one.organisation, one.department))),
                date_text(local_day(one.answered_at), "date", locale) if one.answered_at else "",
            )
            for one in taken.values()
        ),
        network=paper.words.get("remains", ""),
        keep_gains=paper.words.get("keep_gains", ""),
        person_view=paper.own_words,
        aftercare=_aftercare(loaded, locale),
        checks=tuple(
            Tick(say(f"closing.item.{one.item}", locale), one.done)
            for one in found.lines
            if one.item is not Item.OWN_FEELINGS  # asked, and kept nowhere (R201)
        ),
        decided=f"{names.get(decided.by, '')} {date_text(decided.on, 'date', locale)}".strip()
        if decided and decided.agreed
        else "",
    )
    filled = office_forms.filled(uow, actor, office_forms.CLOSING, closing_values(sheet)).document if own else None
    return _printed(uow, loaded, "closing_report", closing_report(sheet, label_in(locale), locale), filled)


def ask_again(uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, locale: str) -> Sheet:
    """The sheet that every living person is given (R203): large letters, no address, nothing of the case.

    Whoever may not be found out at home gets one that names no visits. NotFound after a death.
    """
    loaded, _, paper = _paper(uow, actor, case_id, today)
    if paper.reason is ClosingReason.DEATH:
        raise NotFound("PaperRecord")
    unsafe, issuer = unsafe_at_home(loaded.case), issuer_of(uow, loaded)
    keeps = (paper.words.get("keep_gains", ""), paper.words.get("independence", ""))
    months = dues.policy_of(uow, actor).follow_up_months
    talks = planned_talks(loaded.parts.case.closed_on or today, agreed_until(loaded), months, ())
    sheet = AskAgain(
        issuer=issuer,
        person=loaded.parts.client.name or "",
        ways=(
            (
                say("forms.again.any", locale),
                f"{issuer.office} {issuer.person}".strip(),
                issuer.phone or say("parting.again.write_in", locale),
            ),
            (say("parting.again.else", locale), say("parting.again.national", locale), "129"),
        ),
        keeps=() if unsafe else tuple(line for text in keeps for line in text.splitlines() if line.strip()),
        visits=""
        if unsafe or not loaded.case.consents.aftercare
        else " · ".join(date_text(one.on, "date", locale) for one in talks),
    )
    return _printed(uow, loaded, "ask_again", how_to_ask_again(sheet, label_in(locale), locale))


def issuer_of(uow: UnitOfWork, loaded: LoadedCase) -> Issuer:
    """The office that a sheet comes from, with the case's manager; its number stands in the office's settings.

    The dong is left out where it would lead to an unsafe door (P-22).
    """
    office, manager = accounts.office(uow), accounts.user(uow, loaded.parts.case.manager_id)
    dong = "" if unsafe_at_home(loaded.case) else loaded.parts.case.dong or ""
    return letterheads.issuer(office, team=dong, person=manager.name if manager else "")


def _paper(uow: UnitOfWork, actor: Actor, case_id: str, today: date):
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_READ)
    told = course.of_case(uow, actor, case_id)
    reason = loaded.parts.case.closing_reason
    if reason is None:
        raise NotFound("PaperRecord")
    return loaded, told, paper_value(last_paper(told), reason, today)


def _printed(uow: UnitOfWork, loaded: LoadedCase, sheet: str, form: Form, own: bytes | None = None) -> Sheet:
    note_print(uow, loaded, {"sheet": sheet})
    uow.commit()
    return Sheet(form, f"{loaded.parts.case.number}-{sheet}", own)


def _outcomes(told: Course, locale: str) -> tuple[Outcome, ...]:
    """What became of each objective of the plan in force (R185)."""
    plan = told.plan
    if plan is None:
        return ()
    return tuple(
        Outcome(
            objective=one.text or "",
            indicator=one.indicator or "",
            before=one.baseline or "",
            after=one.attained or "",
            result=say(f"checks.outcome.{one.outcome}", locale) if one.outcome else "",
        )
        for one in told.objectives
        if one.plan_id == plan.id
    )


def _aftercare(loaded: LoadedCase, locale: str) -> str:
    until = agreed_until(loaded)
    if not loaded.case.consents.aftercare:
        return say("parting.after.no_consent", locale)
    return say("parting.after.until", locale, day=until) if until else say("parting.after.no_until", locale)

