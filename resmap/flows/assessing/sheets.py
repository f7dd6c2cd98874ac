"""The two parts of an assessment, saved as people talk, finished when both are there (R010, R072, R075-R078).

A phone loses its signal: what is saved is a whole section each time, and saving it again changes
nothing. A form says what it was made from (``was``) and carries its own key: it may go on saving
what it saved itself, and is refused where somebody else has written since.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from resmap.domain.assessing import Ability, Asked, Assessment, Function, NowPrompt, rule_assessment
from resmap.domain.assessment_sheets import (
    LONGEST,
    FunctionSheet,
    NeedSheet,
    Section,
    Talk,
    digest,
    function_sheet,
    need_sheet,
)
from resmap.domain.events import EventKind
from resmap.domain.need_states import STANDING, NeedState
from resmap.domain.papers import PaperKind, PaperState
from resmap.domain.permissions import Actor, Permission
from resmap.domain.statements import StatementKind
from resmap.flows.case_loading import load_case
from resmap.flows.field_refusals import FieldsRefused
from resmap.flows.frozen import require_writable
from resmap.flows.refusals import LostUpdate
from resmap.flows.standing import assessed_since
from resmap.store import CaseParts, CaseRecord, Course, PaperRecord, UnitOfWork, cases, course, history
from resmap.store.turns import take_turn

#: In a paper's content: which form saved a section last.
SAVED_BY = "saved_by"

_PAPER = {
    Section.FUNCTION: PaperKind.FUNCTION,
    Section.DOMAINS: PaperKind.ASSESSMENT,
    Section.TALK: PaperKind.ASSESSMENT,
}


@dataclass(frozen=True)
class Sheets:
    """The present assessment of a case: its papers (None: not begun) and what stands in them."""

    function_paper: PaperRecord | None
    need_paper: PaperRecord | None
    function: FunctionSheet
    need: NeedSheet

    def paper(self, section: Section) -> PaperRecord | None:
        return self.function_paper if section is Section.FUNCTION else self.need_paper

    def was(self, section: Section) -> str:
        """What a form of this section is made from."""
        return digest(_content(section, self.function, self.need))

    @property
    def done(self) -> bool:
        """Both parts were finished."""
        papers = (self.function_paper, self.need_paper)
        return all(one is not None and one.state is PaperState.DONE for one in papers)


def sheets_of(told: Course, opened_on: date) -> Sheets:
    """The papers of the present assessment: written since the last step into it (R015)."""
    begun = assessed_since(told, opened_on)

    def last(kind: PaperKind) -> PaperRecord | None:
        return next((one for one in reversed(told.papers_of(kind)) if one.on >= begun), None)

    function, need = last(PaperKind.FUNCTION), last(PaperKind.ASSESSMENT)
    return Sheets(
        function, need, function_sheet(function and function.content), need_sheet(need and need.content)
    )


def assessment_of(parts: CaseParts, told: Course, sheets: Sheets) -> Assessment:
    """The assessment as the rule judges it. A tie that was told counts as main support (R076)."""
    talk = sheets.need.talk
    standing = [one for one in parts.needs if one.state in STANDING]
    return Assessment(
        domains=sheets.need.domains,
        functions=sheets.function.abilities,
        needs=frozenset(one.code or "" for one in standing),
        unconfirmed=frozenset(one.code or "" for one in standing if one.confirmed_on is None),
        now=frozenset(talk.now),
        main_support=bool(parts.ties) or NowPrompt.SUPPORT in talk.now,
        wished=bool(talk.wished),
        how=bool(talk.how),
        strengths=bool(parts.client.strengths)
        or any(one.kind == StatementKind.STRENGTH.value for one in told.statements),
    )


def save_function(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    today: date,
    *,
    abilities: Mapping[Function, Ability],
    note: str,
    was: str,
    form: str,
) -> str:
    """Keep what the person can do; answers what the section is now made from. Raises LostUpdate, RuleForbids."""
    asked = {one: how for one, how in abilities.items() if how is not Ability.NOT_ASKED}
    sheet = FunctionSheet(MappingProxyType(asked), note.strip()[:LONGEST])
    return _save(uow, actor, case_id, today, Section.FUNCTION, was, form, lambda one: replace(one, function=sheet))


def save_domains(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    today: date,
    *,
    domains: Mapping[str, Asked],
    items: tuple[str, ...],
    was: str,
    form: str,
) -> str:
    """Keep how the ten domains were answered, with the items ticked where something is present.

    Raises FieldsRefused for an unknown domain or item, LostUpdate, RuleForbids.
    """

    def walk(one: Sheets) -> Sheets:
        try:
            return replace(one, need=one.need.walked(domains, items))
        except KeyError:
            raise FieldsRefused([("items", "UNKNOWN")]) from None

    return _save(uow, actor, case_id, today, Section.DOMAINS, was, form, walk)


def save_talk(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    today: date,
    *,
    now: Mapping[NowPrompt, str],
    wished: str,
    how: str,
    was: str,
    form: str,
) -> str:
    """Keep the three steps of the talk, in words. Raises LostUpdate, RuleForbids."""
    said = {one: text.strip()[:LONGEST] for one, text in now.items() if text.strip()}
    talk = Talk(MappingProxyType(said), wished.strip()[:LONGEST], how.strip()[:LONGEST])
    return _save(
        uow,
        actor,
        case_id,
        today,
        Section.TALK,
        was,
        form,
        lambda one: replace(one, need=replace(one.need, talk=talk)),
    )


def take_up(uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, key: str) -> None:
    """Go on from the assessment before this one: what stood there stands here as drafts, to be changed where it
    changed (R015, R179). A part that was begun already is left as it is. Raises RuleForbids (CLOSED)."""
    actor.require(Permission.CASE_EDIT)
    case = cases.get(uow, actor, case_id, Permission.CASE_EDIT)
    require_writable(case, PaperKind.ASSESSMENT)
    take_turn(uow, f"assessment {case_id}")
    if history.begin_once(uow, key, "case.assessment_taken_up", about=case_id) is None:
        told = course.of_case(uow, actor, case_id, Permission.CASE_EDIT)
        sheets = sheets_of(told, case.opened_on)
        for begun, kind in ((sheets.function_paper, PaperKind.FUNCTION), (sheets.need_paper, PaperKind.ASSESSMENT)):
            before = next(reversed(told.papers_of(kind)), None)
            if begun is None and before is not None:
                content = {name: value for name, value in (before.content or {}).items() if name != SAVED_BY}
                made = uow.add(PaperRecord(case_id=case.id, kind=kind, on=today, stage=case.stage, content=content))
                facts = {"paper": made.id, "kind": kind.value, "from": before.id}
                uow.event(EventKind.PAPER_WRITTEN, case.id, client=case.client_id, facts=facts)
        history.finish_once(uow, key, case_id)
    uow.commit()


def finish(uow: UnitOfWork, actor: Actor, case_id: str, today: date, *, revision: int, key: str) -> None:
    """Both parts are there: the papers are done, and the case was assessed today (R010).

    Raises FieldsRefused with the codes of what is missing (``assessing.BLOCKING``), LostUpdate, RuleForbids.
    """
    actor.require(Permission.CASE_EDIT)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    if history.begin_once(uow, key, "case.assessed", about=case_id) is None:
        case = loaded.parts.case
        uow.check_revision(case, revision)
        require_writable(case, PaperKind.ASSESSMENT)
        told = course.of_case(uow, actor, case_id, Permission.CASE_EDIT)
        sheets = sheets_of(told, case.opened_on)
        ruling = rule_assessment(assessment_of(loaded.parts, told, sheets))
        if not ruling.complete:
            raise FieldsRefused((gap.value, gap.value) for gap in ruling.blocks)
        for paper in (sheets.function_paper, sheets.need_paper):
            paper.state, paper.done_on = PaperState.DONE, today
        case.assessed_on = today
        facts = {"papers": [sheets.function_paper.id, sheets.need_paper.id], "hints": sorted(ruling.hints)}
        uow.event(EventKind.PAPER_WRITTEN, case_id, client=loaded.client_id, facts=facts)
        history.finish_once(uow, key, case_id)
    uow.commit()


def _save(uow, actor: Actor, case_id: str, today: date, section: Section, was: str, form: str, change) -> str:
    actor.require(Permission.CASE_EDIT)
    case = cases.get(uow, actor, case_id, Permission.CASE_EDIT)
    require_writable(case, _PAPER[section])
    take_turn(uow, f"assessment {case_id}")  # two sections of one page begin one paper
    sheets = sheets_of(course.of_case(uow, actor, case_id, Permission.CASE_EDIT), case.opened_on)
    changed = change(sheets)
    if changed.was(section) != sheets.was(section):
        _require_own(sheets, section, was, form)
        _write(uow, case, sheets, changed, section, form, today)
    uow.commit()
    return changed.was(section)


def _require_own(sheets: Sheets, section: Section, was: str, form: str) -> None:
    """Raise LostUpdate unless the section stands as the form knew it, or as the form itself left it."""
    paper = sheets.paper(section)
    saved_by = dict((paper.content or {}).get(SAVED_BY) or {}) if paper is not None else {}
    if sheets.was(section) != was and saved_by.get(section.value) != form:
        raise LostUpdate("the section was written by somebody else meanwhile")


def _write(
    uow: UnitOfWork, case: CaseRecord, sheets: Sheets, changed: Sheets, section: Section, form: str, today: date
) -> None:
    paper = sheets.paper(section)
    if paper is None:
        paper = uow.add(
            PaperRecord(case_id=case.id, kind=_PAPER[section], on=today, stage=case.stage, content={})
        )
    sheet = changed.function if section is Section.FUNCTION else changed.need
    saved_by = dict((paper.content or {}).get(SAVED_BY) or {}) | {section.value: form}
    paper.content = {**sheet.content(), SAVED_BY: saved_by}
    facts = {"paper": paper.id, "kind": paper.kind.value, "section": section.value}
    uow.event(EventKind.PAPER_WRITTEN, case.id, client=case.client_id, facts=facts)


def _content(section: Section, function: FunctionSheet, need: NeedSheet) -> dict[str, Any]:
    if section is Section.FUNCTION:
        return function.content()
    whole, talk = need.content(), need.talk.content()
    return talk if section is Section.TALK else {name: value for name, value in whole.items() if name not in talk}


def standing_needs(parts: CaseParts) -> tuple:
    """The needs that are proposed or open, first things first."""
    return tuple(sorted((one for one in parts.needs if one.state in STANDING), key=_order))


def _order(need) -> tuple:
    return (need.priority, need.state != NeedState.OPEN.value, need.created_at, need.id)
