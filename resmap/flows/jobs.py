"""Acts that take longer than a page may: an upload that is looked at and brought in while its owner watches.

Each job is a folder in the data folder under a name that cannot be guessed: the upload and the
result, sealed by the word of the page's address (``store/private_files.py``), and a small plain
state (who, which stage, how far). Only who began it may see it, on whichever server process the
page asks; a job whose process died says so. A job is swept away two hours after its last sign.
"""

import json
import os
import pickle
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from resmap.domain.permissions import Actor, NotFound
from resmap.store import Database, Unreadable, private_files

#: A job that gave no sign for so many seconds has no process any more.
SILENT = 45.0
BEAT = 5.0
#: So many seconds after its last sign a job is forgotten.
KEPT = 2 * 60 * 60
#: The state is written at most so often (seconds).
_OFTEN = 0.25

RUNNING, DONE, FAILED, STOPPED, LOST = "running", "done", "failed", "stopped", "lost"


class Stopped(Exception):
    """Its owner stopped the job."""


@dataclass(frozen=True, slots=True)
class State:
    """How far a job is. ``act`` is what it does, ``stage`` a code for words; ``error`` the class of a failure."""

    actor: str
    act: str
    state: str = RUNNING
    stage: str = ""
    done: int = 0
    total: int | None = None
    error: str = ""


class Job:
    """One job; made by :func:`begin` or :func:`find`."""

    def __init__(self, folder: Path, word: str):
        self.folder, self.word = folder, word
        self._written = 0.0

    # What is kept

    def keep(self, name: str, value: Any) -> None:
        """Keep a value, sealed."""
        private_files.keep(self.folder / name, pickle.dumps(value, pickle.HIGHEST_PROTOCOL), self.word)

    def load(self, name: str) -> Any:
        """A value that was kept; None if there is none (any more)."""
        try:
            # Sealed and authenticated: nobody else can have written it.
            return pickle.loads(private_files.read(self.folder / name, self.word))
        except (FileNotFoundError, Unreadable):
            return None

    def state(self) -> State:
        """How far it is; LOST where its process died. Raises NotFound for a job that was swept away."""
        try:
            told = State(**json.loads((self.folder / "state").read_text(encoding="utf-8")))
            silent = time.time() - (self.folder / "state").stat().st_mtime
        except (OSError, ValueError, TypeError):
            raise NotFound("Job") from None
        return replace(told, state=LOST) if told.state == RUNNING and silent > SILENT else told

    def tell(self, state: State, *, at_once: bool = True) -> None:
        """Write how far it is; ``at_once`` False: only if the last time is a moment ago."""
        now = time.monotonic()
        if at_once or now - self._written > _OFTEN:
            self._written = now
            private_files.write(self.folder / "state", json.dumps(asdict(state)).encode())

    def stop(self) -> None:
        """Ask it to stop; it does at its next step."""
        (self.folder / "stop").touch(mode=0o600)

    @property
    def is_stopped(self) -> bool:
        return (self.folder / "stop").exists()

    def forget(self) -> None:
        """Remove everything of it."""
        shutil.rmtree(self.folder, ignore_errors=True)

    # Running

    def run(self, actor: Actor, act: str, work: Callable[[Callable[[str, int, int | None], None]], Any]) -> None:
        """Do the work here and keep what it answers as ``result``; every failure becomes a state."""
        state = State(actor.id, act)
        self.tell(state)
        try:
            with self._beating():
                (self.folder / "stop").unlink(missing_ok=True)

                def progress(stage: str, done: int, total: int | None) -> None:
                    if self.is_stopped:
                        raise Stopped
                    self.tell(replace(state, stage=stage, done=done, total=total), at_once=False)

                self.keep("result", work(progress))
            self.tell(replace(state, state=DONE))
        except Stopped:
            self.tell(replace(state, state=STOPPED))
        except Exception as error:  # whoever watches has to be told; nothing was saved
            self.tell(replace(state, state=FAILED, error=type(error).__name__))

    def run_aside(self, actor: Actor, act: str, work) -> None:
        """The same in a thread of its own."""
        self.tell(State(actor.id, act))
        threading.Thread(target=self.run, args=(actor, act, work), daemon=True, name=f"job-{act}").start()

    @contextmanager
    def _beating(self) -> Iterator[None]:
        """A sign of life every few seconds, whatever the work is at."""
        over = threading.Event()

        def beat() -> None:
            while not over.wait(BEAT):
                try:
                    os.utime(self.folder / "state")
                except OSError:
                    return

        threading.Thread(target=beat, daemon=True, name="job-beat").start()
        try:
            yield
        finally:
            over.set()


def begin(database: Database, actor: Actor) -> Job:
    """A new job of this actor; old ones are swept away on the way."""
    sweep(database)
    word = private_files.new_word()
    folder = _home(database) / private_files.name_of(word)
    folder.mkdir(mode=0o700, parents=True)
    job = Job(folder, word)
    job.tell(State(actor.id, "", state=STOPPED))
    return job


def find(database: Database, actor: Actor, word: str) -> Job:
    """The job of that word; raises NotFound for a stranger's, and for one that is no more."""
    job = Job(_home(database) / private_files.name_of(word), word)
    if job.state().actor != actor.id:
        raise NotFound("Job")
    return job


def sweep(database: Database, now: float | None = None) -> int:
    """Remove jobs whose last sign is too old; answers how many."""
    moment, gone = time.time() if now is None else now, 0
    home = _home(database)
    for folder in home.iterdir() if home.is_dir() else ():
        try:
            seen = max(path.stat().st_mtime for path in (folder, *folder.iterdir()))
        except (OSError, ValueError):
            continue
        if moment - seen > KEPT:
            shutil.rmtree(folder, ignore_errors=True)
            gone += 1
    return gone


def _home(database: Database) -> Path:
    return database.head_file.parent / "jobs"
