"""How one need touches another: joined by what people say of them, and taken back (R071, R073)."""

from datetime import date

from resmap.domain.assessment_sheets import LONGEST
from resmap.domain.events import EventKind
from resmap.domain.need_graph import GraphNeed, Link, LinkKind
from resmap.domain.permissions import Actor, NotFound, Permission
from resmap.flows.assessing.sheets import standing_needs
from resmap.flows.case_loading import LoadedCase, load_case
from resmap.flows.field_refusals import FieldsRefused
from resmap.flows.frozen import require_open
from resmap.store import CaseParts, Course, NeedLinkRecord, UnitOfWork, course, history
from resmap.store.queries import need_links

#: What is written beside a link that was taken back.
TAKEN_BACK = "taken back"


def graph_of(parts: CaseParts, told: Course) -> tuple[tuple[GraphNeed, ...], tuple[Link, ...]]:
    """The standing needs and the links between them, as :func:`need_graph.linkage` takes them."""
    needs = tuple(GraphNeed(one.id, one.code or "", one.holder) for one in standing_needs(parts))
    there = {one.id for one in needs}
    links = tuple(
        Link(one.from_id, one.to_id, LinkKind(one.kind))
        for one in told.links
        if one.from_id in there and one.to_id in there
    )
    return needs, links


def add(
    uow: UnitOfWork,
    actor: Actor,
    case_id: str,
    today: date,
    *,
    source: str,
    target: str,
    kind: LinkKind,
    words: str,
    key: str,
) -> str:
    """Join two needs of the case; answers the link's id. A link that stands already is that link.

    Raises FieldsRefused (source or target UNKNOWN, target ITSELF), RuleForbids (CLOSED).
    """
    actor.require(Permission.CASE_EDIT)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    done = history.begin_once(uow, key, "case.need_link")
    if done is not None:
        return done
    require_open(loaded.parts.case)
    _refuse_wrong(loaded, source, target)
    told = course.of_case(uow, actor, case_id, Permission.CASE_EDIT)
    link = next((one for one in told.links if (one.from_id, one.to_id, one.kind) == (source, target, kind.value)), None)
    if link is None:
        link = need_links.taken_back(uow, case_id, source, target, kind.value)
        if link is None:
            link = uow.add(NeedLinkRecord(case_id=case_id, from_id=source, to_id=target, kind=kind.value))
        link.voided_at = link.voided_by = link.voided_why = None
        link.words = words.strip()[:LONGEST] or None
        _note(uow, loaded, link, "linked")
    history.finish_once(uow, key, link.id)
    uow.commit()
    return link.id


def remove(uow: UnitOfWork, actor: Actor, case_id: str, link_id: str, today: date, *, revision: int, key: str) -> None:
    """Take a link back. Raises NotFound, LostUpdate, RuleForbids (CLOSED); the same key again does nothing."""
    actor.require(Permission.CASE_EDIT)
    loaded = load_case(uow, actor, case_id, today, Permission.CASE_EDIT)
    if history.begin_once(uow, key, "case.need_unlink", about=link_id) is None:
        link = uow.get(NeedLinkRecord, link_id)
        if link is None or link.case_id != loaded.id:
            raise NotFound("NeedLinkRecord")
        uow.check_revision(link, revision)
        require_open(loaded.parts.case)
        uow.void(link, TAKEN_BACK)
        _note(uow, loaded, link, "unlinked")
        history.finish_once(uow, key, link_id)
    uow.commit()


def _refuse_wrong(loaded: LoadedCase, source: str, target: str) -> None:
    there = {one.id for one in standing_needs(loaded.parts)}
    wrong = [(name, "UNKNOWN") for name, end in (("source", source), ("target", target)) if end not in there]
    if not wrong and source == target:
        wrong.append(("target", "ITSELF"))
    if wrong:
        raise FieldsRefused(wrong)


def _note(uow: UnitOfWork, loaded: LoadedCase, link: NeedLinkRecord, act: str) -> None:
    facts = {"act": act, "link": link.id, "from": link.from_id, "to": link.to_id, "kind": link.kind}
    uow.event(EventKind.NEED_CHANGED, loaded.id, client=loaded.client_id, facts=facts)
