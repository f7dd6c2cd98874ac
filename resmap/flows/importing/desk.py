"""One upload on its way into the register, while its owner looks: kept for a while, looked at as often as asked.

The upload and what was chosen for it are kept sealed (``flows/jobs.py``), so that another choice of
columns asks for no second upload. Small files are answered at once, large ones in a thread.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

from resmap.domain.permissions import Actor, Permission
from resmap.domain.resident_number import ResidentNumberError, refuse
from resmap.flows import importing, jobs
from resmap.flows.importing.sheet import without_entries
from resmap.flows.importing.values import Looked, MostWouldVanish, Report
from resmap.flows.jobs import Job
from resmap.formats.problems import FormatError, Problem
from resmap.store import Database

#: Files up to so many bytes (some two thousand rows) are answered at once.
SMALL = 400_000

CHECK, APPLY = "check", "apply"


@dataclass(frozen=True)
class Choices:
    """What the form says beside the file; the fields of ``importing.prepare``."""

    format: str | None = None
    mapping: bytes | None = field(default=None, repr=False)
    source: str | None = None
    gu: str | None = None
    sheet: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    list_of: str | None = None
    pasted: bool = False
    dong: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What came of it: a report; or why there is none. ``looked`` where somebody has to say what the columns
    mean; ``other``: the choices had changed since the look, so that nothing was brought in."""

    report: Report | None = None
    problems: tuple[Problem, ...] = ()
    looked: Looked | None = None
    other: bool = False


def receive(database: Database, actor: Actor, raw: bytes, name: str, choices: Choices) -> Job:
    """Take an upload in. Raises NotAllowed, ResidentNumberError (name of the file or of the source)."""
    actor.require(Permission.REGISTER_IMPORT)
    refuse(name, "file")
    _refuse_in(choices)
    job = jobs.begin(database, actor)
    job.keep("upload", raw)
    job.keep("choices", (name, choices))
    return job


def choose(actor: Actor, job: Job, **changes) -> None:
    """Change what was chosen; looked at again by :func:`check`."""
    actor.require(Permission.REGISTER_IMPORT)
    name, choices = job.load("choices")
    made = replace(choices, **changes)
    _refuse_in(made)
    job.keep("choices", (name, made))


def check(database: Database, actor: Actor, job: Job) -> None:
    """Look at the file: nothing is saved. At once if it is small."""
    actor.require(Permission.REGISTER_IMPORT)
    _start(job, actor, CHECK, lambda progress: _looked_at(database, actor, job, progress))


def bring(database: Database, actor: Actor, job: Job, digest: str, *, key: str, partial: bool | None = None) -> None:
    """Bring in what was looked at: ``digest`` has to be the same."""
    actor.require(Permission.REGISTER_IMPORT)
    if job.state().state == jobs.RUNNING:
        return
    _start(job, actor, APPLY, lambda progress: _brought_in(database, actor, job, digest, key, partial, progress))


def outcome(job: Job) -> Outcome | None:
    """What came of the last act; None if nothing did yet."""
    return job.load("result")


def upload_of(job: Job) -> tuple[str, Choices, bytes]:
    """(name, choices, bytes) of the upload."""
    name, choices = job.load("choices")
    return name, choices, job.load("upload")


def _refuse_in(choices: Choices) -> None:
    refuse(choices.source, "source")
    refuse(choices.list_of, "list_of")
    refuse(choices.dong, "dong")


def _start(job: Job, actor: Actor, act: str, work) -> None:
    run = job.run if len(job.load("upload") or b"") <= SMALL else job.run_aside
    run(actor, act, lambda progress: _told(work, progress))


def _told(work, progress) -> Outcome:
    try:
        return work(progress)
    except importing.NeedsMapping as asked:
        return Outcome(problems=tuple(asked.problems), looked=asked.looked)
    except FormatError as error:
        return Outcome(problems=tuple(error.problems))
    except ResidentNumberError:
        return Outcome(problems=(Problem("$", "RESIDENT_NUMBER"),))


def _prepared(database: Database, actor: Actor, job: Job, progress):
    name, choices, raw = upload_of(job)
    how = {key: value for key, value in asdict(choices).items() if key != "columns"}
    return importing.prepare(database, actor, raw, name, columns=choices.columns, progress=progress, **how)


def _looked_at(database, actor, job: Job, progress) -> Outcome:
    with _prepared(database, actor, job, progress) as prepared:
        return Outcome(without_entries(importing.apply(database, actor, prepared, dry_run=True, progress=progress)))


def _brought_in(database, actor, job: Job, digest: str, key: str, partial: bool | None, progress) -> Outcome:
    with _prepared(database, actor, job, progress) as prepared:
        if prepared.digest != digest:
            looked = importing.apply(database, actor, prepared, dry_run=True, progress=progress)
            return Outcome(without_entries(looked), other=True)
        try:
            done = importing.apply(database, actor, prepared, key=key, partial=partial, progress=progress)
        except MostWouldVanish:  # asked on the page, where the look stands
            done = importing.apply(database, actor, prepared, dry_run=True, progress=progress)
        return Outcome(without_entries(done))
