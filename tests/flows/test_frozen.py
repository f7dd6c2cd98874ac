"""A closed case is frozen (R206): every flow that writes to a case asks for it, or says here why it need not."""

import ast
from functools import cache
from pathlib import Path

import pytest

from resmap.domain.codes import Answer, Stage, TieKind
from resmap.domain.stages import CasePath
from resmap.flows import answers, comparing, networks, overriding, referring, steps
from resmap.flows.ruling import RuleForbids
from resmap.store import CaseRecord
from tests.support.demo_world import demo_template, world  # noqa: F401

FLOWS = Path(answers.__file__).parent

#: What asks whether the case is open.
ASKS = {"require_open", "require_writable", "is_closed", "_open_case"}

#: Flows that may write to a closed case, and why.
AFTER_CLOSING = {
    "replying.step": "help outlasts a closing: its end is the provider's to tell, and gives the place back",
    "replying.note_outcome": "what the person had of it is known late",
    "steps.take": "the way back in; the table of stages asks (R184)",
    "following.come_back": "the way back in",
    "intake.reopen": "the way back in, of an intake that ended without a case (R057)",
    "consent_acts.withdraw": "a right does not end with the case (P-10)",
    "consent_acts.told": "whom to tell of a withdrawal (P-10)",
    "assignments.end_helper": "a helper's sight ends with or after the case",
    "carrying.mark": "copying into the duty system may come after the closing; the case itself stays as it is",
    "deciding.look_at_emergency": "a supervisor's look at an emergency is owed even if the case has ended (P-11)",
    "duties.carry_out": "a report that the law asks for is owed even if the case has ended (P-23)",
    "correcting.correct": "a right to be put right does not end with the case (PIPA §36); what stood before is kept",
    "protecting.protect": "safety comes before the freeze (P-22)",
    "protecting.ask_to_end": "safety comes before the freeze (P-22)",
    "protecting.end": "safety comes before the freeze (P-22)",
    "protecting.separate": "safety comes before the freeze (P-22)",
    "statute.purge": "what has to be destroyed on request is destroyed at once (P-24)",
    "referral_links.make": "a referral that was sent still waits for its answer; only what was disclosed is shown",
    "referral_waiting.remind": "a referral that was sent still waits for its answer",
    "referral_waiting.wait_longer": "a referral that was sent still waits for its answer",
    "referral_waiting.expire": "the end of a referral, by the clock",
    "protecting.keep_contact": "how somebody may safely be reached is needed in follow-up, too (R163)",
    "referral_links.revoke": "a link is closed, nothing is written",
    "referral_letters.as_message": "prints what left",
}

#: A reading flow notes that it was read; it has no key.
def _writes(function: ast.FunctionDef) -> bool:
    names = {one.arg for one in (*function.args.args, *function.args.kwonlyargs)}
    return {"uow", "actor"} <= names and bool({"case_id", "referral_id"} & names) and bool({"key", "revision"} & names)


@cache
def _module(name: str) -> tuple[dict[str, ast.FunctionDef], dict[str, str]] | None:
    """Functions of a flow by name, and what it imports from flows: name -> "module" or "module.function"."""
    path = FLOWS / f"{name.replace('.', '/')}.py"
    if not path.is_file():
        return None
    tree = ast.parse(path.read_text("utf-8"))
    functions = {one.name: one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}
    imported = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("resmap.flows"):
            inside = node.module.removeprefix("resmap.flows").lstrip(".")
            for one in node.names:
                imported[one.asname or one.name] = ".".join(filter(None, (inside, one.name)))
    return functions, imported


def _asks(module: str, function: str, seen: set[tuple[str, str]]) -> bool:
    """Whether a function, or one that it calls among the flows, asks if the case is open."""
    if (module, function) in seen:
        return False
    seen.add((module, function))
    found = _module(module)
    if found is None or function not in found[0]:
        return False
    functions, imported = found
    for node in ast.walk(functions[function]):
        if isinstance(node, ast.Attribute):
            if node.attr in ASKS or (isinstance(node.value, ast.Name) and _called(node, imported, seen)):
                return True
        elif isinstance(node, ast.Name):
            if node.id in ASKS:
                return True
            if node.id in functions and _asks(module, node.id, seen):
                return True
            if node.id in imported and _asks(*_split(imported[node.id]), seen):
                return True
    return False


def _called(node: ast.Attribute, imported: dict[str, str], seen) -> bool:
    base = imported.get(node.value.id)
    return base is not None and _asks(base, node.attr, seen)


def _split(dotted: str) -> tuple[str, str]:
    module, _, function = dotted.rpartition(".")
    return module, function


def writing_flows() -> list[str]:
    found = []
    for path in sorted(FLOWS.rglob("*.py")):
        name = ".".join(path.relative_to(FLOWS).with_suffix("").parts)
        functions, _ = _module(name)
        found += [f"{name}.{one}" for one, node in functions.items() if not one.startswith("_") and _writes(node)]
    return found


@pytest.mark.parametrize("flow", writing_flows())
def test_r206_every_flow_that_writes_to_a_case_asks_whether_it_is_open(flow):
    module, function = _split(flow)
    if flow in AFTER_CLOSING:
        return
    assert _asks(module, function, set()), f"{flow}: call flows.frozen.require_open, or say in AFTER_CLOSING why not"


def test_the_walk_finds_the_flows_that_there_are():
    assert {"answers.answer", "closing.close", "checks.keep", "referring.send", "steps.choose_path"} <= set(writing_flows())


def test_r206_a_closed_case_refuses_each_of_these_acts(world):
    case = world.case_ids["D04"]
    need = next(iter(world.needs("D04").values()))
    suggested = world.suggested("manager1", "D04", next(iter(world.needs("D04"))))
    offer = suggested[0] if suggested else next(iter(world.offer_ids.values()))

    def close(uow):
        record = uow.get(CaseRecord, case)
        record.closed_on, record.stage = world.today, Stage.CLOSING

    world.change(close)
    (record,) = world.rows(CaseRecord, CaseRecord.id == case)
    asked = {"need_id": need, "offer_id": offer}
    said = {"by": None, "why": None, "seen": ""}
    acts = {
        "answer": lambda uow, actor: answers.answer(
            uow, actor, case, world.today, said=Answer.DECLINE, key="frozen-1", **asked, **said
        ),
        "draft": lambda uow, actor: referring.draft(uow, actor, case, world.today, key="frozen-2", **asked, **said),
        "choice": lambda uow, actor: comparing.keep_choice(
            uow, actor, case, world.today, need_id=need, offer_ids=(offer, offer), chosen=offer, why="가까움", key="frozen-3"
        ),
        "path": lambda uow, actor: steps.choose_path(
            uow, actor, case, path=CasePath.LINK_ONLY, revision=record.revision, key="frozen-4"
        ),
    }
    for name, act in acts.items():
        actor = world.actor("manager1")
        with world.database.write(actor) as uow, pytest.raises(RuleForbids) as refused:
            act(uow, actor)
        assert [str(one.code) for one in refused.value.reasons] == ["CLOSED"], name
    supervisor = world.actor("supervisor")
    with world.database.write(supervisor) as uow, pytest.raises(RuleForbids) as refused:
        overriding.let_pass(uow, supervisor, case, world.today, reason="꼭 필요함", key="frozen-5", **asked)
    assert [str(one.code) for one in refused.value.reasons] == ["CLOSED"]
    assert networks.CLIENT_KINDS and TieKind
